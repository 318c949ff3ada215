"""Printers that hang on this machine or stand in its network: what a person may choose from."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import os
import re
import selectors
import socket
import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pos_app.domain.printing import (
    DEVICE,
    NETWORK,
    PROFILES,
    QUEUE,
    SERIAL,
    USB,
    FoundPrinter,
    PrinterOffline,
    PrinterSilent,
)
from pos_app.links.devices.line import Patience
from pos_app.links.devices.network import PORT, network_address
from pos_app.links.devices.queue_printer import queue_address
from pos_app.links.devices.refusals import refusal
from pos_app.links.devices.serial_line import SPEEDS, SerialAddress, SerialPrinter
from pos_app.links.devices.serial_ports import found_ports
from pos_app.links.devices.system_queues import system_spooler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

KNOCK_SECONDS = 1.0
"""How long a machine of the network may take to accept."""
AT_ONCE = 64
"""Machines that are knocked at side by side."""
LARGEST = 256
"""Addresses of a network that are searched at most: a shop's, and nobody else's."""
SPEED_SECONDS = 0.4
"""How long a printer may take to answer at one speed."""
_KNOCKING = {0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", errno.EWOULDBLOCK)}
"""What the system says of a connection that is made or under way; with any other there is no way to the machine."""
_LOOK_SECONDS = 0.2
"""How soon a search that is no longer wanted ends."""
NAME_PORT = 161
"""Where a printer says what it is (SNMP). Its own port is sent nothing: an office printer would print it."""
_ASK_NAME = bytes.fromhex("302602010004067075626c6963a019020101020100020100300e300c06082b060102010101000500")
"""SNMP 1, community public: get 1.3.6.1.2.1.1.1.0, `sysDescr`."""
_NAME = re.compile(rb"\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00\x04\x81?([\x01-\xff])(.*)", re.DOTALL)
_USB_DEVICES = ("/dev/usb/lp*", "/dev/ulpt*")
_DEVICES = (*_USB_DEVICES, "/dev/lp*")


def on_this_machine(devices: Iterable[str] = _DEVICES) -> Iterator[FoundPrinter]:
    """Return what hangs on this machine: USB, queues, devices, serial ports; not what cannot be looked at."""
    on_usb = False
    with contextlib.suppress(OSError):
        for found in _on_usb():
            on_usb = True
            yield found
    # what is spoken to over USB needs no device of the system's driver besides
    others = [pattern for pattern in devices if not (on_usb and pattern in _USB_DEVICES)]
    for look in (_queues, lambda: _devices(others), _serial_ports):
        with contextlib.suppress(OSError, PrinterOffline):
            yield from look()


def in_network(
    networks: Iterable[ipaddress.IPv4Network],
    wanted: Callable[[], bool],
    *,
    port: int = PORT,
    name_port: int = NAME_PORT,
    seconds: float = KNOCK_SECONDS,
) -> Iterator[FoundPrinter]:
    """Return what accepts on port 9100 in these networks, until it is wanted no more.

    Networks larger than a /24 are left out. What accepts is asked for its name; nothing is printed.
    """
    hosts = [str(host) for network in networks if network.num_addresses <= LARGEST for host in network.hosts()]
    for first in range(0, len(hosts), AT_ONCE):
        for host in _accepting(hosts[first : first + AT_ONCE], port, seconds, wanted):
            if not wanted():
                return
            yield FoundPrinter(NETWORK, _name(host, name_port, seconds), network_address(host, port))
        if not wanted():
            return


def fitted(address: str, *, answer: float = SPEED_SECONDS) -> str:
    """Return the address of a serial port with the speed at which a printer answers, else as it is; of others too."""
    if not address.startswith("serial:"):
        return address
    where = SerialAddress.read(address)
    for speed in dict.fromkeys((where.speed, *SPEEDS)):
        tried = replace(where, speed=speed, answers=True)
        asked = SerialPrinter(tried, PROFILES["80"], patience=Patience(answer, answer))
        asked.status()
        if asked.answered:  # also that it is not ready: what counts is that it is understood
            return str(tried)
        if not isinstance(asked.trouble, PrinterSilent):  # a port that does not open opens at no speed
            break
    return address


def own_networks() -> list[ipaddress.IPv4Network]:
    """Return the private /24 networks around this machine's own addresses."""
    found: dict[ipaddress.IPv4Network, None] = {}
    for address in _own_addresses():
        with contextlib.suppress(ValueError):
            own = ipaddress.IPv4Address(address)
            if own.is_private and not own.is_loopback and not own.is_link_local:
                found[ipaddress.IPv4Network(f"{own}/24", strict=False)] = None
    return list(found)


def _own_addresses() -> set[str]:
    """Return this machine's addresses, as far as they can be known."""
    found: set[str] = set()
    with contextlib.suppress(OSError):
        found |= {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.connect(("192.0.2.1", 9))  # sends nothing: the system only says by which address it would
        found.add(str(asked.getsockname()[0]))
    return found


def _accepting(hosts: list[str], port: int, seconds: float, wanted: Callable[[], bool]) -> list[str]:
    """Knock at many at once; return those that accepted."""
    found: list[str] = []
    until = monotonic() + seconds
    with selectors.DefaultSelector() as selector, contextlib.ExitStack() as opened:
        for host in hosts:
            knocking = opened.enter_context(socket.socket())
            knocking.setblocking(False)
            if knocking.connect_ex((host, port)) in _KNOCKING:
                selector.register(knocking, selectors.EVENT_WRITE, host)
        while selector.get_map() and wanted() and (left := until - monotonic()) > 0:
            for key, _events in selector.select(min(left, _LOOK_SECONDS)):
                selector.unregister(key.fileobj)
                knocked = key.fileobj
                if isinstance(knocked, socket.socket) and knocked.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                    found.append(str(key.data))
    return sorted(found, key=ipaddress.IPv4Address)


def _name(host: str, port: int, seconds: float) -> str:
    """Ask a printer what it is; empty where it does not say."""
    said = b""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.settimeout(seconds)
        asked.connect((host, port))
        asked.send(_ASK_NAME)
        said = asked.recv(2048)
    found = _NAME.search(said)
    return found[2][: found[1][0]].decode("ascii", "replace").strip() if found else ""


def _on_usb() -> Iterator[FoundPrinter]:
    from pos_app.links.devices import usb_line  # libusb is loaded when a person searches

    # on Windows the system's driver never steps aside: there it is the queue that prints
    backend = None if sys.platform == "win32" else usb_line.system_backend()
    if backend is None:
        return
    from usb.util import dispose_resources

    for device, _way in usb_line.printers(backend):
        trouble = None
        try:
            device.get_active_configuration()  # it opens the device, which is what may be forbidden
        except OSError as problem:
            trouble = refusal(problem, str(usb_line.UsbAddress(device.idVendor, device.idProduct)))
        serial = "" if trouble else usb_line.serial_of(device)
        address = str(usb_line.UsbAddress(device.idVendor, device.idProduct, serial))
        name = usb_line.model_of(device) if trouble is None else _name_in_sysfs(device)
        dispose_resources(device)
        yield FoundPrinter(USB, name, address, trouble)


def _name_in_sysfs(device: object) -> str:
    """Return what Linux wrote down of a device when it was plugged in: that may be read without a right to it."""
    ports = ".".join(str(port) for port in getattr(device, "port_numbers", None) or ())
    folder = Path(f"/sys/bus/usb/devices/{getattr(device, 'bus', 0)}-{ports}")
    words = []
    for name in ("manufacturer", "product"):
        with contextlib.suppress(OSError):
            words.append((folder / name).read_text("utf-8", "replace").strip())
    return " ".join(words)


def _queues() -> Iterator[FoundPrinter]:
    for queue in system_spooler().queues():
        yield FoundPrinter(QUEUE, queue.describes or queue.name, queue_address(queue.name))


def _devices(patterns: Iterable[str]) -> Iterator[FoundPrinter]:
    for pattern in patterns:
        root, _, rest = pattern.rpartition("/")
        for path in sorted(Path(root).glob(rest)):
            trouble = None
            try:
                with path.open("wb", buffering=0):
                    pass
            except OSError as problem:
                trouble = refusal(problem, path.as_uri())
            yield FoundPrinter(DEVICE, path.name, path.as_uri(), trouble)


def _serial_ports() -> Iterator[FoundPrinter]:
    for port in found_ports():
        yield FoundPrinter(SERIAL, port.title, str(SerialAddress(port.name)), _serial_trouble(port.name))


def _serial_trouble(port: str) -> PrinterOffline | None:
    """Return why a port cannot be opened; it is not opened for this where that would wake what hangs on it."""
    if sys.platform == "win32" or os.access(port, os.R_OK | os.W_OK):
        return None
    return refusal(OSError(errno.EACCES, os.strerror(errno.EACCES)), str(SerialAddress(port)))
