"""A receipt printer on USB, spoken to by the printer class of USB itself (class 7): `usb://04b8:0202/SERIAL`.

Vendor and product are as the system lists them, in hexadecimal; the serial number tells two of a kind apart and may be
left out. The system's own driver is asked to step aside for each document and gets the printer back behind it.
"""

from __future__ import annotations

import contextlib
import errno
import re
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from msgspec import Struct

from pos_app.domain.printing import OUT_OF_PAPER, UNKNOWN, PrinterBusy, PrinterOffline
from pos_app.links.devices.conversation import LinePrinter
from pos_app.links.devices.line import STALE_READS, Patience
from pos_app.links.devices.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pos_app.domain.ports import PrinterProfile

PRINTER_CLASS = 7
_PROTOCOLS = (2, 1)
"""Bidirectional before unidirectional; 3 is wrapped in packets that receipt printers do not have."""
_OUT, _IN, _DIRECTION = 0x00, 0x80, 0x80
_BULK, _KIND = 2, 3
_GET_PORT_STATUS = 1
_CLASS_IN = 0xA1
"""A question to the printer class of an interface."""
_PAPER_EMPTY = 0x20
_ASK_MS, _STALE_MS = 1000, 10
_ADDRESS = re.compile(r"usb://([0-9a-f]{4}):([0-9a-f]{4})(?:/([^/?#]+))?", re.IGNORECASE)


class UsbAddress(Struct, frozen=True):
    """Which printer."""

    vendor: int
    product: int
    serial: str = ""
    """Empty: the first that is found."""

    @classmethod
    def read(cls, address: str) -> UsbAddress:
        """Read what a setting names; raise `ValueError`."""
        found = _ADDRESS.fullmatch(address)
        if found is None:
            raise ValueError(address)
        return cls(int(found[1], 16), int(found[2], 16), unquote(found[3] or ""))

    def __str__(self) -> str:
        """Return how a setting names it."""
        serial = f"/{quote(self.serial, safe='')}" if self.serial else ""
        return f"usb://{self.vendor:04x}:{self.product:04x}{serial}"


class Way(Struct, frozen=True):
    """How bytes go in and out of a device."""

    configuration: int
    interface: int
    alternate: int
    out: int
    back: int | None
    """None: the printer says nothing."""
    packet: int
    """Bytes of the largest piece that comes back."""
    out_packet: int
    """Bytes of the largest piece that goes out at once."""


def system_backend() -> Any:
    """Return libusb, which comes with the program; None where there is none for this machine."""
    from libusb_package import get_libusb1_backend  # not needed by a till whose printer hangs elsewhere

    return get_libusb1_backend()


def printers(backend: Any) -> Iterator[tuple[Any, Way]]:
    """Return all devices that are printers, and how to speak to each; raise `OSError`."""
    from usb.core import find  # as above

    for device in find(find_all=True, backend=backend) or ():
        way = way_of(device)
        if way is not None:
            yield device, way


def way_of(device: Any) -> Way | None:
    """Return how to speak to a device; None for one that is no printer."""
    with contextlib.suppress(OSError):
        ways = [
            _way(configuration.bConfigurationValue, interface)
            for protocol in _PROTOCOLS
            for configuration in device
            for interface in configuration
            if (interface.bInterfaceClass, interface.bInterfaceProtocol) == (PRINTER_CLASS, protocol)
        ]
        return next((way for way in ways if way is not None), None)
    return None


def serial_of(device: Any) -> str:
    """Return a device's serial number, empty where it has none or does not say it."""
    return _text(device, device.iSerialNumber)


def model_of(device: Any) -> str:
    """Return what a device calls itself; empty where it says nothing, or nothing to this user."""
    words = [_text(device, index) for index in (device.iManufacturer, device.iProduct)]
    return " ".join(word for word in words if word)


class UsbLine:
    """An interface of a device, claimed."""

    def __init__(self, device: Any, way: Way) -> None:
        """Claim it; raise `OSError`."""
        self._device, self._way = device, way
        self._detached = False
        try:
            self._claim()
        except (OSError, NotImplementedError):
            self.close()
            raise
        with contextlib.suppress(OSError):  # what it said while nobody listened
            for _ in range(STALE_READS):
                if not self._read(_STALE_MS):
                    break

    @property
    def certain(self) -> int:
        """Return the bytes of one packet: libusb does not say how many had left when a transfer broke off."""
        return self._way.out_packet

    def send(self, data: bytes, seconds: float) -> int:
        """Hand over what the printer takes."""
        from usb.core import USBTimeoutError  # loaded by now

        try:
            taken = int(self._device.write(self._way.out, data, max(1, int(seconds * 1000))))
        except USBTimeoutError as problem:
            raise TimeoutError from problem
        except OSError as problem:
            if problem.errno == errno.EPIPE:  # it has stalled; the next document shall find the way free
                with contextlib.suppress(OSError):
                    self._device.clear_halt(self._way.out)
            raise
        if not taken:
            raise TimeoutError
        return taken

    def receive(self, seconds: float) -> bytes:
        """Return what comes next."""
        if self._way.back is None:
            raise TimeoutError
        until = monotonic() + seconds
        while (left := until - monotonic()) > 0:
            said = self._read(max(1, int(left * 1000)))
            if said:
                return said
        raise TimeoutError

    def finish(self, patience: Patience) -> None:
        """Do nothing: what was taken has been taken by the printer itself."""

    def take_back(self) -> int:
        """Take nothing back."""
        return 0

    def signal(self) -> str:
        """Say that paper is out where the printer class says so."""
        try:
            said = self._device.ctrl_transfer(_CLASS_IN, _GET_PORT_STATUS, 0, self._way.interface, 1, _ASK_MS)
        except OSError:
            return UNKNOWN
        return OUT_OF_PAPER if len(said) and said[0] & _PAPER_EMPTY else UNKNOWN

    def close(self) -> None:
        """Give the interface back to the system's driver."""
        from usb.util import dispose_resources, release_interface  # loaded by now

        with contextlib.suppress(OSError, NotImplementedError):
            release_interface(self._device, self._way.interface)
        if self._detached:
            with contextlib.suppress(OSError, NotImplementedError):
                self._device.attach_kernel_driver(self._way.interface)
        dispose_resources(self._device)

    def _claim(self) -> None:
        from usb.core import USBError  # loaded by now
        from usb.util import claim_interface

        device, way = self._device, self._way
        with contextlib.suppress(NotImplementedError):  # systems without such drivers
            if device.is_kernel_driver_active(way.interface):
                device.detach_kernel_driver(way.interface)
                self._detached = True
        try:
            current = device.get_active_configuration().bConfigurationValue
        except USBError:
            current = None
        if current != way.configuration:
            device.set_configuration(way.configuration)
        claim_interface(device, way.interface)
        if way.alternate:
            device.set_interface_altsetting(way.interface, way.alternate)

    def _read(self, milliseconds: int) -> bytes:
        """Return what comes in time, empty for nothing; raise `OSError` where the device is gone."""
        from usb.core import USBTimeoutError  # loaded by now

        if self._way.back is None:
            return b""
        try:
            return bytes(self._device.read(self._way.back, self._way.packet, milliseconds))
        except USBTimeoutError:
            return b""


class UsbPrinter(LinePrinter):
    """A printer on USB, which it claims for each document."""

    def __init__(self, where: UsbAddress, profile: PrinterProfile, *, patience: Patience | None = None) -> None:
        self._where = where
        super().__init__(str(where), profile, self._connected, patience or Patience())

    def _connected(self) -> UsbLine:
        try:
            device, way = self._found()
            return UsbLine(device, way)
        except NotImplementedError as problem:  # a driver of the system has it and cannot step aside
            raise PrinterBusy(address=self.address, reason="the system's driver") from problem
        except OSError as problem:
            raise refusal(problem, self.address) from problem

    def _found(self) -> tuple[Any, Way]:
        from usb.core import find  # not needed by a till whose printer hangs elsewhere

        backend = system_backend()
        if backend is None:
            raise PrinterOffline(address=self.address, reason="no libusb for this machine")
        where = self._where
        known = find(find_all=True, backend=backend, idVendor=where.vendor, idProduct=where.product) or ()
        unread = []
        for device in known:
            way = way_of(device)
            if way is None:
                continue
            serial = where.serial and serial_of(device)
            if serial == where.serial:
                return device, way
            if not serial:
                unread.append(device)
        for device in unread:  # it may be this one: without a right to it its serial number cannot be read
            device.get_active_configuration()
        raise PrinterOffline(address=self.address, reason="not plugged in")


def _way(configuration: int, interface: Any) -> Way | None:
    ends = [end for end in interface if end.bmAttributes & _KIND == _BULK]
    outs = [end for end in ends if end.bEndpointAddress & _DIRECTION == _OUT]
    backs = [end for end in ends if end.bEndpointAddress & _DIRECTION == _IN]
    if not outs:
        return None
    return Way(
        configuration,
        interface.bInterfaceNumber,
        interface.bAlternateSetting,
        outs[0].bEndpointAddress,
        backs[0].bEndpointAddress if backs else None,
        backs[0].wMaxPacketSize if backs else 0,
        max(1, outs[0].wMaxPacketSize),
    )


def _text(device: Any, index: int) -> str:
    from usb.util import get_string  # loaded by now

    try:
        # printers pad with blanks and zeros
        return (get_string(device, index) or "").strip(" \0")
    except (OSError, ValueError):  # it has none, or this user has no right to ask
        return ""
