"""Addresses as they stand in the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.domain.printing import PROFILES, UnknownPrinterAddress
from pos_app.links.devices import open_printer
from pos_app.links.devices.builtin import BuiltinPrinter
from pos_app.links.devices.conversation import LinePrinter
from pos_app.links.devices.device_node import DevicePrinter
from pos_app.links.devices.file import FilePrinter
from pos_app.links.devices.network import NetworkPrinter
from pos_app.links.devices.opening import same_printer
from pos_app.links.devices.queue_printer import QueuePrinter


@pytest.mark.parametrize(
    ("address", "heard"),
    [
        ("tcp://192.168.1.50:9100", "tcp://192.168.1.50:9100"),
        ("tcp://printer.local", "tcp://printer.local:9100"),
        ("tcp://[fe80::1]:9101/", "tcp://[fe80::1]:9101"),
    ],
)
def test_network(address: str, heard: str) -> None:
    printer = open_printer(address, PROFILES["58"])
    assert isinstance(printer, NetworkPrinter)
    assert printer.address == heard


def test_file_device_and_built_in() -> None:
    printer = open_printer("file:///srv/papers/lp%200", PROFILES["58"])
    assert isinstance(printer, FilePrinter)
    assert printer._path == Path("/srv/papers/lp 0")
    device = open_printer("file:///dev/usb/lp0", PROFILES["58"])
    assert isinstance(device, DevicePrinter)
    assert device.address == "file:///dev/usb/lp0"
    assert isinstance(open_printer("builtin", PROFILES["58"]), BuiltinPrinter)


@pytest.mark.parametrize(
    ("address", "heard"),
    [
        ("usb://04B8:0e15", "usb://04b8:0e15"),
        ("usb://04b8:0202/J5%20NG", "usb://04b8:0202/J5%20NG"),
        ("serial:///dev/ttyUSB0", "serial:///dev/ttyUSB0?speed=9600"),
        ("serial:///dev/ttyUSB0?speed=19200", "serial:///dev/ttyUSB0?speed=19200"),
        ("serial://COM3?speed=115200&flow=dtr&answers=no", "serial://COM3?speed=115200&flow=dtr&answers=no"),
        ("serial://COM3&answers=no", "serial://COM3?speed=9600&answers=no"),
        ("serial:///dev/ttyS0&speed=4800&flow=rts", "serial:///dev/ttyS0?speed=4800&flow=rts"),
        ("queue://Receipt", "queue://Receipt"),
        ("queue://EPSON%20TM-T20II", "queue://EPSON%20TM-T20II"),
        ("queue://小票", "queue://%E5%B0%8F%E7%A5%A8"),
    ],
)
def test_usb_serial_and_queue(address: str, heard: str) -> None:
    printer = open_printer(address, PROFILES["58"])
    assert isinstance(printer, LinePrinter | QueuePrinter)
    assert printer.address == heard


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("tcp://printer.local", "tcp://Printer.local:9100", True),
        ("tcp://printer.local", "tcp://printer.local:9101", False),
        ("serial://COM3", "serial://COM3?speed=9600", True),
        ("serial://COM3", "serial://COM4", False),
        ("usb://04B8:0202", "usb://04b8:0202", True),
        ("queue://A%20B", "queue://A B", True),
        ("file:///srv/a", "file:/srv/a", True),
        ("file:///srv/a", "tcp://a", False),
        ("builtin", "builtin", True),
        ("builtin", "tcp://a", False),
    ],
)
def test_one_printer_under_two_texts_is_one(first: str, second: str, same: bool) -> None:
    assert same_printer(first, second) is same


@pytest.mark.parametrize(
    "address",
    [
        "",
        "lp0",
        "tcp://",
        "tcp://host:port",
        "tcp://host:70000",
        "tcp://host/path",
        "tcp://printer..local",
        f"tcp://{'x' * 64}.local",
        "tcp://drucker\u202e",
        "file://host/lp0",
        "file:",
        "usb://1",
        "usb://04b8:0202/a/b",
        "usb://04b8",
        "serial://",
        "serial:///",
        "serial:///dev/ttyUSB0?speed=fast",
        "serial:///dev/ttyUSB0?speed=1",
        "serial:///dev/ttyUSB0?speed=2400",
        "serial://COM3&answers",
        "serial://?speed=9600",
        "serial:///dev/ttyUSB0?speed=9600&flow=maybe",
        "serial:///dev/ttyUSB0?answers=perhaps",
        "serial:///dev/ttyUSB0?paper=80",
        "serial:COM3",
        "queue://",
        "queue:Receipt",
        "lpt://1",
    ],
)
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(UnknownPrinterAddress) as caught:
        open_printer(address, PROFILES["58"])
    assert caught.value.params["address"] == address
