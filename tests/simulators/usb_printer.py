"""Printers on a USB bus that is not there: a backend for pyusb, with the descriptors and answers of the printer class.

It stands where libusb stands, checks what libusb checks (that an interface is claimed, that the kernel's driver has let
go), and shares no code with the program.
"""

from __future__ import annotations

import errno
import threading
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from usb.backend import IBackend
from usb.core import USBError, USBTimeoutError

from tests.simulators.printer import Mechanism

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator

OUT, BACK = 0x02, 0x81
PACKET = 64
_STRINGS = {1: "EPSON", 2: "TM-T88V"}
_GET_DESCRIPTOR, _STRING = 6, 3


class UsbDevice(Mechanism):
    """A printer. Tell it what to be before it is used."""

    def __init__(self, vendor: int = 0x04B8, product: int = 0x0202, serial: str = "J5NG000001") -> None:
        super().__init__()
        self.vendor, self.product, self.serial = vendor, product, serial
        self.printer_class = 7
        self.talks = True
        """Whether it has a way back."""
        self.driver = True
        """Whether the kernel's driver has it."""
        self.forbidden = False
        self.taken_by_another = False
        self.stalled = False
        """It takes nothing: its memory is full."""
        self.halted = False
        """It answers the next transfer with STALL, until the halt is cleared."""
        self.unplug_after: int | None = None
        """Bytes after which its plug is pulled."""
        self.plugged = True
        self.claimed = False
        self.opened = 0
        self.configuration = 1
        self._taken = 0
        self._said = bytearray()
        self._speech = threading.Condition()

    def write(self, data: bytes) -> int:
        """Take a transfer, perhaps not to its end."""
        self._present()
        if self.halted:
            raise USBError("Pipe error", errno=errno.EPIPE)
        if self.stalled:
            raise USBTimeoutError("Operation timed out", errno=errno.ETIMEDOUT)
        whole = len(data)
        if self.unplug_after is not None:
            data = data[: max(0, self.unplug_after - self._taken)]
        if data:
            self._taken += len(data)
            with self._speech:
                self._said += self.take(data)
                self._speech.notify_all()
        if self.unplug_after is not None and self._taken >= self.unplug_after:
            self.plugged = False
            if len(data) < whole:  # as of libusb, nobody hears how much of a broken transfer had come
                self._present()
        return len(data)

    def read(self, size: int, milliseconds: int) -> bytes:
        """Say what is to be said."""
        self._present()
        with self._speech:
            if not self._speech.wait_for(lambda: bool(self._said), milliseconds / 1000):
                raise USBTimeoutError("Operation timed out", errno=errno.ETIMEDOUT)
            said, self._said = bytes(self._said[:size]), self._said[size:]
            return said

    def unplug(self) -> None:
        """Pull its plug."""
        self.plugged = False

    def plug_in(self) -> None:
        """Switch it on, at a bus whose kernel has a driver for it."""
        self.restart()
        self.plugged = self.driver = True
        self.claimed = False
        self._said.clear()

    def say(self, data: bytes) -> None:
        """Say something unasked."""
        with self._speech:
            self._said += data

    def _present(self) -> None:
        if not self.plugged:
            raise USBError("No such device (it may have been disconnected)", errno=errno.ENODEV)

    def string(self, index: int) -> str:
        """Return a text of its descriptor."""
        return self.serial if index == 3 else _STRINGS[index]


@dataclass
class Bus(IBackend):  # type: ignore[misc]  # pyusb has no types
    """All that is plugged in."""

    devices: list[UsbDevice] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def enumerate_devices(self) -> Iterator[UsbDevice]:
        return iter([device for device in self.devices if device.plugged])

    def get_parent(self, _device: UsbDevice) -> None:
        return None

    def get_device_descriptor(self, device: UsbDevice) -> Any:
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x0200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=64,
            idVendor=device.vendor,
            idProduct=device.product,
            bcdDevice=0x0100,
            iManufacturer=1,
            iProduct=2,
            iSerialNumber=3 if device.serial else 0,
            bNumConfigurations=1,
            address=self.devices.index(device) + 1,
            bus=1,
            port_number=1,
            port_numbers=(1,),
            speed=3,
        )

    def get_configuration_descriptor(self, _device: UsbDevice, _config: int) -> Any:
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=32,
            bNumInterfaces=2,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0xC0,
            bMaxPower=1,
            extra_descriptors=b"",
        )

    def get_interface_descriptor(self, device: UsbDevice, intf: int, alt: int, _config: int) -> Any:
        # a vendor's own interface first, as many have: whoever takes the first one speaks to the wrong one
        if intf > 1 or alt > 0:
            raise IndexError
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=4,
            bInterfaceNumber=intf,
            bAlternateSetting=0,
            bNumEndpoints=2 if intf == 1 and device.talks else 1,
            bInterfaceClass=device.printer_class if intf == 1 else 0xFF,
            bInterfaceSubClass=1,
            bInterfaceProtocol=2 if device.talks else 1,
            iInterface=0,
            extra_descriptors=b"",
        )

    def get_endpoint_descriptor(self, _device: UsbDevice, ep: int, intf: int, _alt: int, _config: int) -> Any:
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=5,
            bEndpointAddress=(OUT, BACK)[ep] if intf == 1 else 0x04,
            bmAttributes=2,
            wMaxPacketSize=PACKET,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=b"",
        )

    def open_device(self, device: UsbDevice) -> UsbDevice:
        device._present()
        if device.forbidden:
            raise USBError("Access denied (insufficient permissions)", errno=errno.EACCES)
        device.opened += 1
        return device

    def close_device(self, device: UsbDevice) -> None:
        device.opened -= 1

    def set_configuration(self, device: UsbDevice, value: int) -> None:
        device.configuration = value

    def get_configuration(self, device: UsbDevice) -> int:
        device._present()
        return device.configuration

    def claim_interface(self, device: UsbDevice, intf: int) -> None:
        device._present()
        if device.driver or device.taken_by_another:
            raise USBError("Resource busy", errno=errno.EBUSY)
        assert intf == 1, "that is not the printer's interface"
        device.claimed = True

    def release_interface(self, device: UsbDevice, _intf: int) -> None:
        device._present()
        device.claimed = False

    def is_kernel_driver_active(self, device: UsbDevice, intf: int) -> bool:
        device._present()
        return device.driver and intf == 1

    def detach_kernel_driver(self, device: UsbDevice, _intf: int) -> None:
        device.driver = False

    def attach_kernel_driver(self, device: UsbDevice, _intf: int) -> None:
        device._present()
        assert not device.claimed, "the driver cannot have what is claimed"
        device.driver = True

    def clear_halt(self, device: UsbDevice, ep: int) -> None:
        assert ep == OUT
        device.halted = False

    def bulk_write(self, device: UsbDevice, ep: int, intf: int, data: array[int], _timeout: int) -> int:
        assert (ep, intf, device.claimed) == (OUT, 1, True)
        return device.write(data.tobytes())

    def bulk_read(self, device: UsbDevice, ep: int, intf: int, buff: array[int], timeout: int) -> int:
        assert (ep, intf, device.claimed) == (BACK, 1, True)
        assert len(buff) >= PACKET, "a packet could be larger than this"
        said = device.read(len(buff), timeout)
        for place, byte in enumerate(said):
            buff[place] = byte
        return len(said)

    def ctrl_transfer(
        self, device: UsbDevice, kind: int, request: int, value: int, index: int, data: array[int], _timeout: int
    ) -> int:
        device._present()
        if (kind, request) == (0x80, _GET_DESCRIPTOR) and value >> 8 == _STRING:
            text = device.string(value & 0xFF).encode("utf-16-le") if value & 0xFF else b"\x09\x04"
            answer = bytes([len(text) + 2, _STRING]) + text
        elif (kind, request, index) == (0xA1, 1, 1):
            answer = bytes([0x38 if device.out_of_paper else 0x18])
        else:
            raise USBError("Pipe error", errno=errno.EPIPE)
        for place, byte in enumerate(answer[: len(data)]):
            data[place] = byte
        return min(len(answer), len(data))
