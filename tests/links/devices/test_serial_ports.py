"""The list of serial ports: names that stay, titles that say something, real ones where the machine has any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from serial.tools.list_ports_common import ListPortInfo

from pos_app.domain.ports import SerialPort
from pos_app.links.devices.serial_ports import found_ports

if TYPE_CHECKING:
    from pathlib import Path


def listed(device: str, manufacturer: str | None = None, product: str | None = None) -> ListPortInfo:
    port = ListPortInfo(device, skip_link_detection=True)
    port.manufacturer, port.product = manufacturer, product
    return port


def test_devices_that_are_known_come_first_under_the_name_that_stays(tmp_path: Path) -> None:
    device, by_id = tmp_path / "ttyUSB0", tmp_path / "by-id"
    device.touch()
    by_id.mkdir()
    (by_id / "usb-FTDI_A1-if00").symlink_to(device)
    ports = [listed("/dev/ttyS0"), listed("/dev/ttyACM0", None, "Scale"), listed(str(device), "FTDI", "UART")]
    assert found_ports(lambda: ports, by_id) == (
        SerialPort("/dev/ttyACM0", "Scale"),
        SerialPort(f"{by_id}/usb-FTDI_A1-if00", "FTDI UART"),
        SerialPort("/dev/ttyS0", ""),
    )


def test_a_maker_is_named_once(tmp_path: Path) -> None:
    ports = [listed("COM3", "Prolific", "Prolific USB-to-Serial Comm Port")]
    assert found_ports(lambda: ports, tmp_path) == (SerialPort("COM3", "Prolific USB-to-Serial Comm Port"),)


def test_this_machine_is_asked() -> None:
    assert all(port.name for port in found_ports())
