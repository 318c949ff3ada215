"""Addresses as they stand in the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.domain.printing import PROFILES, UnknownPrinterAddress
from pos_app.links.devices import open_printer
from pos_app.links.devices.builtin import BuiltinPrinter
from pos_app.links.devices.file import FilePrinter
from pos_app.links.devices.network import NetworkPrinter


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


def test_file_and_built_in() -> None:
    printer = open_printer("file:///dev/usb/lp%200", PROFILES["58"])
    assert isinstance(printer, FilePrinter)
    assert printer._path == Path("/dev/usb/lp 0")
    assert isinstance(open_printer("builtin", PROFILES["58"]), BuiltinPrinter)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "lp0",
        "tcp://",
        "tcp://host:port",
        "tcp://host:70000",
        "tcp://host/path",
        "file://host/lp0",
        "file:",
        "usb://1",
    ],
)
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(UnknownPrinterAddress) as caught:
        open_printer(address, PROFILES["58"])
    assert caught.value.params["address"] == address
