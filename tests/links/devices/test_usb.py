"""A printer on USB, on a bus that is played behind pyusb."""

from __future__ import annotations

import threading

import pytest

from pos_app.domain.printing import (
    OFFLINE,
    OUT_OF_PAPER,
    PROFILES,
    READY,
    UNKNOWN,
    PrinterBusy,
    PrinterForbidden,
    PrinterInterrupted,
    PrinterOffline,
)
from pos_app.links.devices import usb_line
from pos_app.links.devices.line import Patience
from pos_app.links.devices.usb_line import UsbAddress, UsbPrinter
from tests.simulators.usb_printer import Bus, UsbDevice

SHORT = b"\x1b@Corner Shop\n\x1dVB\x00"
LONG = b"\x1b@" + b"Corner Shop\n" * 1000 + b"\x1dVB\x00"
QUESTIONS = 6
"""Bytes of the two questions asked before a document."""


@pytest.fixture
def device() -> UsbDevice:
    return UsbDevice()


@pytest.fixture
def bus(device: UsbDevice, monkeypatch: pytest.MonkeyPatch) -> Bus:
    made = Bus([UsbDevice(0x046D, 0xC31C, ""), device])
    made.devices[0].printer_class = 3  # a keyboard
    monkeypatch.setattr(usb_line, "system_backend", lambda: made)
    return made


@pytest.fixture
def printer(bus: Bus) -> UsbPrinter:
    return on("usb://04b8:0202")


def on(address: str, *, answer: float = 5, stall: float = 5) -> UsbPrinter:
    return UsbPrinter(UsbAddress.read(address), PROFILES["80"], patience=Patience(answer, stall))


def is_given_back(device: UsbDevice) -> bool:
    return device.driver and not device.claimed and device.opened == 0


def test_a_document_is_printed_and_the_printer_given_back(printer: UsbPrinter, device: UsbDevice) -> None:
    assert printer.status() == READY
    printer.send(LONG)
    assert device.received.document == LONG
    assert is_given_back(device)


def test_what_it_said_while_nobody_listened_is_no_answer(printer: UsbPrinter, device: UsbDevice) -> None:
    device.say(b"\x1a" * 200)
    assert printer.status() == READY


def test_out_of_paper_is_seen(printer: UsbPrinter, device: UsbDevice) -> None:
    device.out_of_paper = True
    assert printer.status() == OUT_OF_PAPER
    with pytest.raises(PrinterOffline):
        printer.send(SHORT)
    assert device.received.document == b""


def test_one_without_a_way_back_says_at_least_that_paper_is_out(bus: Bus, device: UsbDevice) -> None:
    device.talks = False
    printer = on("usb://04b8:0202")
    assert printer.status() == UNKNOWN
    printer.send(SHORT)
    assert device.received.document == SHORT
    device.out_of_paper = True
    assert printer.status() == OUT_OF_PAPER


def test_the_drawer_opens_without_paper(printer: UsbPrinter, device: UsbDevice) -> None:
    device.out_of_paper = True
    printer.kick_drawer()
    assert device.received.kicks == 1


def test_pulled_out_in_the_middle_it_leaves_a_doubt_and_is_found_again(printer: UsbPrinter, device: UsbDevice) -> None:
    device.unplug_after = QUESTIONS + 5000
    with pytest.raises(PrinterInterrupted) as caught:
        printer.send(LONG)
    sent = caught.value.params["sent"]
    assert isinstance(sent, int)
    assert 0 < sent < len(LONG)
    assert printer.status() == OFFLINE
    assert printer.trouble is not None
    with pytest.raises(PrinterOffline):
        printer.send(SHORT)
    device.unplug_after = None
    device.plug_in()
    assert printer.status() == READY


@pytest.mark.parametrize("came", [64, 100, 4096])
def test_pulled_out_in_the_first_piece_it_leaves_a_doubt(printer: UsbPrinter, device: UsbDevice, came: int) -> None:
    device.unplug_after = QUESTIONS + came
    with pytest.raises(PrinterInterrupted):
        printer.send(LONG)
    assert len(device.received.document) >= came - 1


def test_pulled_out_before_the_first_byte_it_is_offline(printer: UsbPrinter, device: UsbDevice) -> None:
    assert printer.status() == READY
    device.unplug_after = QUESTIONS
    with pytest.raises(PrinterOffline):
        printer.send(LONG)
    assert device.received.document == b""


def test_a_full_memory_is_waited_for_and_then_offline(bus: Bus, device: UsbDevice) -> None:
    device.mute, device.stalled = True, True
    with pytest.raises(PrinterOffline):
        on("usb://04b8:0202", answer=0.05, stall=0.05).send(SHORT)
    assert is_given_back(device)


def test_a_halt_is_cleared_for_the_next_document(bus: Bus, device: UsbDevice) -> None:
    printer = on("usb://04b8:0202", answer=0.05)
    device.halted = True
    with pytest.raises(PrinterOffline):
        printer.send(SHORT)
    printer.send(SHORT)
    assert device.received.document == SHORT


def test_without_the_right_to_it_that_is_said(printer: UsbPrinter, device: UsbDevice) -> None:
    device.forbidden = True
    assert printer.status() == OFFLINE
    assert isinstance(printer.trouble, PrinterForbidden)
    with pytest.raises(PrinterForbidden):
        printer.send(SHORT)


def test_one_that_another_program_has_is_busy(printer: UsbPrinter, device: UsbDevice) -> None:
    device.taken_by_another = True
    with pytest.raises(PrinterBusy):
        printer.send(SHORT)
    assert device.driver
    device.taken_by_another = False
    printer.send(SHORT)


def test_a_driver_of_the_system_that_never_steps_aside_keeps_it_busy(
    bus: Bus, printer: UsbPrinter, device: UsbDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(bus, "claim_interface", never)
    with pytest.raises(PrinterBusy):
        printer.send(SHORT)
    monkeypatch.undo()


def test_a_system_without_drivers_to_ask_is_no_hindrance(
    bus: Bus, printer: UsbPrinter, device: UsbDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object) -> bool:
        raise NotImplementedError

    device.driver = False
    monkeypatch.setattr(bus, "is_kernel_driver_active", unknown)
    printer.send(SHORT)
    assert device.received.document == SHORT


def test_a_way_to_it_is_looked_for_among_all_its_interfaces(bus: Bus, device: UsbDevice) -> None:
    (found,) = usb_line.printers(bus)
    assert (found[1].interface, found[1].out, found[1].back) == (1, 0x02, 0x81)
    device.talks = False
    (found,) = usb_line.printers(bus)
    assert found[1].back is None


def test_a_device_that_is_not_configured_yet_is(printer: UsbPrinter, device: UsbDevice) -> None:
    device.configuration = 0
    printer.send(SHORT)
    assert device.configuration == 1


def test_two_of_a_kind_are_told_apart_by_their_serial_numbers(bus: Bus, device: UsbDevice) -> None:
    other = UsbDevice(serial="J5 / 2")
    bus.devices.append(other)
    address = str(UsbAddress(0x04B8, 0x0202, "J5 / 2"))
    assert address == "usb://04b8:0202/J5%20%2F%202"
    on(address).send(SHORT)
    assert other.received.document == SHORT
    assert device.received.document == b""
    assert on("usb://04b8:0202/none").status() == OFFLINE


def test_without_the_right_to_it_a_serial_number_cannot_be_read_and_that_is_said(bus: Bus, device: UsbDevice) -> None:
    device.forbidden = True
    printer = on("usb://04b8:0202/J5NG000001")
    with pytest.raises(PrinterForbidden):
        printer.send(SHORT)
    assert printer.status() == OFFLINE
    assert isinstance(printer.trouble, PrinterForbidden)
    other = UsbDevice(serial="")
    bus.devices[:] = [other]
    with pytest.raises(PrinterOffline) as caught:
        printer.send(SHORT)
    assert caught.value.params["reason"] == "not plugged in"


def test_what_is_no_printer_is_not_spoken_to(bus: Bus) -> None:
    printer = on("usb://046d:c31c")
    assert printer.status() == OFFLINE
    assert printer.trouble is not None
    assert printer.trouble.params["reason"] == "not plugged in"


def test_a_machine_without_libusb_says_so(printer: UsbPrinter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usb_line, "system_backend", lambda: None)
    assert printer.status() == OFFLINE
    assert printer.trouble is not None
    assert "libusb" in str(printer.trouble.params["reason"])


def test_libusb_itself_can_be_loaded_and_asked() -> None:
    backend = usb_line.system_backend()
    assert backend is not None
    for device, way in usb_line.printers(backend):
        assert way.out
        assert isinstance(usb_line.model_of(device), str)


def test_documents_of_many_threads_do_not_mix(printer: UsbPrinter, device: UsbDevice) -> None:
    threads = [threading.Thread(target=printer.send, args=(SHORT,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert device.received.document == SHORT * 6
    assert is_given_back(device)
