"""The printer page at the real window: how the printer is, found and used, tried with a page and the drawer."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from sqlalchemy import select

from pos_app.data.tables.journal import journal
from pos_app.domain.printing import (
    CoverOpen,
    FoundPrinter,
    PrinterBusy,
    PrinterForbidden,
    PrinterInterrupted,
    PrinterOffline,
    PrinterSilent,
    PrinterStuck,
    PrintServiceAway,
    QueueAway,
    QueueStopped,
)
from pos_app.domain.problems import DiskFull
from pos_app.links.devices import finding
from pos_app.services.language import translator
from pos_app.services.printing.printer_desk import PrinterLook
from pos_app.ui.actions import State
from pos_app.ui.paper.paper_sheet import PaperSheet
from pos_app.ui.settings.printer_words import advice, state_text, trouble_text, way_name
from pos_app.ui.widgets.key_button import Kind
from pos_app.ui.widgets.rows_model import Role
from pos_app.ui.wording import Wording
from tests.simulators.port_printer import OneSpeedPrinter, PortPrinter
from tests.simulators.printer import PrinterSimulator
from tests.ui.hands import CTRL, click, followed, press, type_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from pos_app.domain.formats import Formats
    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.settings.printer_card import PrinterCard

DRAWN_MS = 60_000
"""The first drawing loads fonts."""


@pytest.fixture
def simulator() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as running:
        yield running


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> MainWindow:
    window.show_settings("Printer")
    card = window.settings.printer.card
    qtbot.waitUntil(card.isVisible)
    qtbot.waitUntil(lambda: card.state.text().startswith("Receipts are kept"))
    return window


@pytest.fixture
def card(page: MainWindow) -> PrinterCard:
    return page.settings.printer.card


def lay_out(monkeypatch: pytest.MonkeyPatch, *found: FoundPrinter) -> None:
    """Let these hang on this machine, and nothing stand in its network."""
    monkeypatch.setattr(finding, "on_this_machine", lambda: iter(found))
    monkeypatch.setattr(finding, "_own_addresses", set)
    monkeypatch.setattr(finding, "in_network", lambda _networks, _wanted: iter(()))


def test_the_printer_in_use_stands_at_the_head_and_says_how_it_is(
    qtbot: QtBot, page: MainWindow, card: PrinterCard, simulator: PrinterSimulator
) -> None:
    assert page.settings.state is State.PRINTER
    assert card.way.text() == "Shown in the program"
    field = page.settings.rows["printer"].field.editor
    assert isinstance(field, QLineEdit)
    field.selectAll()
    type_text(f"tcp://127.0.0.1:{simulator.port}", at=field)
    press(Qt.Key.Key_Return, at=field)
    qtbot.waitUntil(lambda: card.state.text() == "Ready")
    assert (card.way.text(), card.address.text()) == ("Network printer", f"tcp://127.0.0.1:{simulator.port}")
    simulator.out_of_paper = True
    page.settings.printer._timer.timeout.emit()
    qtbot.waitUntil(lambda: card.state.text().startswith("Out of paper"))
    simulator.out_of_paper, simulator.cover_open = False, True
    page.settings.printer._timer.timeout.emit()
    qtbot.waitUntil(lambda: card.state.text() == "Its cover is open. Close it.")


def test_a_printer_is_searched_chosen_and_tried_by_keys_alone(
    qtbot: QtBot,
    page: MainWindow,
    card: PrinterCard,
    simulator: PrinterSimulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = f"tcp://127.0.0.1:{simulator.port}"
    forbidden = PrinterForbidden(address="usb://0416:5011", reason="Access denied")
    lay_out(
        monkeypatch,
        FoundPrinter("usb", "Xprinter XP-58", "usb://0416:5011", forbidden),
        FoundPrinter("network", "EPSON TM-T20II", address),
    )
    tester = followed(card.model)
    press(Qt.Key.Key_F, CTRL)
    qtbot.waitUntil(lambda: "press Enter" in card.progress.text())
    assert card.model.rowCount() == 2
    qtbot.waitUntil(card.table.hasFocus)
    shown = card.model.index(0, 0)
    assert shown.data() == "Xprinter XP-58"
    assert "usermod -aG lp" in "".join(str(shown.data(role)) for role in range(0x100, 0x110))
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.services.settings.values.printer == address)
    qtbot.waitUntil(lambda: page.services.settings.values.printer_model == "TM-T20II")
    qtbot.waitUntil(lambda: card.state.text() == "Ready")
    field = page.settings.rows["printer"].field.editor
    assert isinstance(field, QLineEdit)
    assert field.text() == address
    qtbot.waitUntil(card.buttons["printer.test"].hasFocus)
    press(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: "was sent" in card.said.text(), timeout=DRAWN_MS)
    assert simulator.received.cuts == 1
    assert address in "".join(simulator.received.lines)
    assert page.services.printing.jobs() == ()
    assert tester
    # what became of the page is no more once the printer stands otherwise
    page.settings.printer._timer.timeout.emit()
    qtbot.waitUntil(lambda: page.tasks.pending == 0)
    assert "was sent" in card.said.text()
    simulator.out_of_paper = True
    page.settings.printer._timer.timeout.emit()
    qtbot.waitUntil(lambda: card.state.text().startswith("Out of paper"))
    assert card.said.text() == ""


def test_a_page_is_printed_where_the_address_being_typed_says(
    qtbot: QtBot, page: MainWindow, card: PrinterCard, simulator: PrinterSimulator
) -> None:
    with PrinterSimulator() as before:
        row = page.settings.rows["printer"]
        field = row.field.editor
        assert isinstance(field, QLineEdit)
        field.setFocus()
        field.selectAll()
        type_text(f"127.0.0.1:{before.port}", at=field)
        press(Qt.Key.Key_T, CTRL)
        qtbot.waitUntil(lambda: "was sent" in card.said.text(), timeout=DRAWN_MS)
        assert (before.received.cuts, row.said.text()) == (1, "Saved")
        field.selectAll()
        type_text(f"127.0.0.1:{simulator.port}", at=field)
        assert row.said.text() == ""  # what stands there is not saved yet
        press(Qt.Key.Key_T, CTRL)
        qtbot.waitUntil(lambda: simulator.received.cuts == 1, timeout=DRAWN_MS)
        qtbot.waitUntil(lambda: "was sent" in card.said.text())
        assert before.received.cuts == 1


def test_no_page_is_printed_while_the_address_is_none(
    qtbot: QtBot, page: MainWindow, card: PrinterCard, simulator: PrinterSimulator
) -> None:
    row = page.settings.rows["printer"]
    field = row.field.editor
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.selectAll()
    type_text(f"tcp://127.0.0.1:{simulator.port}", at=field)
    press(Qt.Key.Key_Return, at=field)
    qtbot.waitUntil(lambda: card.state.text() == "Ready")
    field.selectAll()
    type_text("tcp://", at=field)
    press(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: "names no printer" in row.said.text())
    qtbot.waitUntil(lambda: page.tasks.pending == 0)
    assert (simulator.received.cuts, card.said.text()) == (0, "")


def test_searching_is_the_first_thing_to_do_only_where_no_printer_works(
    qtbot: QtBot, page: MainWindow, card: PrinterCard, simulator: PrinterSimulator
) -> None:
    search, test = card.buttons["printer.search"], card.buttons["printer.test"]

    def kind() -> Kind:
        return search.kind

    assert kind() is Kind.PRIMARY
    high = search.height()
    field = page.settings.rows["printer"].field
    field.put(f"tcp://127.0.0.1:{simulator.port}")
    qtbot.waitUntil(lambda: card.state.text() == "Ready")
    assert kind() is Kind.PLAIN
    qtbot.waitUntil(lambda: search.height() == test.height() < high)
    simulator.cover_open = True
    page.settings.printer._timer.timeout.emit()
    qtbot.waitUntil(lambda: card.state.text() == "Its cover is open. Close it.")
    assert kind() is Kind.PLAIN, "it is there"
    field.put("tcp://127.0.0.1:9")
    qtbot.waitUntil(lambda: card.state.text().startswith("Nobody answers"))
    assert kind() is Kind.PRIMARY


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        *((there, Kind.PLAIN) for there in (CoverOpen, PrinterBusy, PrinterForbidden, PrinterStuck, QueueStopped)),
        *((away, Kind.PRIMARY) for away in (PrinterOffline, PrinterSilent, QueueAway, PrintServiceAway)),
    ],
)
def test_no_other_printer_is_searched_first_where_the_one_in_use_is_there(
    page: MainWindow, card: PrinterCard, trouble: type[PrinterOffline], kind: Kind
) -> None:
    for state, problem, wanted in (
        ("ready", None, Kind.PLAIN),
        ("offline", trouble(address="queue://Till", reason=""), kind),
    ):
        page.settings.printer._show_look(PrinterLook("queue://Till", "queue", state, problem))
        assert card.buttons["printer.search"].kind is wanted


def test_printers_stand_before_ports_and_no_port_is_chosen_by_itself(
    qtbot: QtBot, page: MainWindow, card: PrinterCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = threading.Event()

    def slow(_networks: object, _wanted: object) -> Iterator[FoundPrinter]:
        free.wait(30)
        yield FoundPrinter("network", "EPSON TM-T20II", "tcp://127.0.0.1:9100")

    by_id = "serial:///dev/serial/by-id/usb-FTDI_USB_Serial_Converter-if00-port0?speed=9600"
    ports = (
        FoundPrinter("serial", "FTDI USB Serial Converter", by_id),
        FoundPrinter("serial", "USB-SERIAL CH340", "serial:///dev/ttyUSB0?speed=9600"),
        FoundPrinter("serial", "", "serial://COM3?speed=9600"),
    )
    lay_out(monkeypatch, *ports)
    monkeypatch.setattr(finding, "in_network", slow)
    press(Qt.Key.Key_F, CTRL)
    qtbot.waitUntil(lambda: card.model.rowCount() == 3)
    assert card.chosen() is None
    assert "printer.use" not in {action.id for action in page.actions_set.available()}
    free.set()
    qtbot.waitUntil(lambda: "press Enter" in card.progress.text())
    rows = [card.model.index(row, 0) for row in range(card.model.rowCount())]
    assert [row.data() for row in rows] == [
        "EPSON TM-T20II",
        "Serial port FTDI USB Serial Converter",
        "Serial port ttyUSB0",
        "Serial port COM3",
    ]
    assert [row.data(Role.NOTE) for row in rows[2:]] == [
        "A printer may be on it · USB-SERIAL CH340 · serial:///dev/ttyUSB0?speed=9600",
        "A printer may be on it · serial://COM3?speed=9600",
    ]
    chosen = card.chosen()
    assert chosen is not None
    assert chosen.kind == "network"
    card.table.choose_row(3)
    card.show_found([*card.found, FoundPrinter("usb", "XP-58", "usb://0416:5011")])
    chosen = card.chosen()
    assert chosen is not None
    assert chosen.address == "serial://COM3?speed=9600", "what a person chose stays"


def test_a_search_that_finds_nothing_says_what_to_do(
    qtbot: QtBot, card: PrinterCard, page: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(monkeypatch)
    click(card.buttons["printer.search"])
    qtbot.waitUntil(lambda: "No printer was found" in card.progress.text())
    assert not card.table.isVisible()
    page.actions_set.run("printer.use")
    assert page.services.settings.values.printer == "builtin"


def test_a_search_can_be_stopped_and_ends_when_the_page_is_left(
    qtbot: QtBot, page: MainWindow, card: PrinterCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = threading.Event()
    ends: list[bool] = []

    def slow(_networks: object, wanted: Callable[[], bool]) -> Iterator[FoundPrinter]:
        yield FoundPrinter("network", "", "tcp://127.0.0.1:9100")
        free.wait(30)
        ends.append(wanted())

    lay_out(monkeypatch)
    monkeypatch.setattr(finding, "in_network", slow)
    search = card.buttons["printer.search"]
    leaving: tuple[Callable[[], None], ...] = (lambda: click(search), lambda: page.settings.show_page("Shop"))
    for leave in leaving:
        page.settings.show_page("Printer")
        free.clear()
        click(search)
        qtbot.waitUntil(lambda: card.model.rowCount() == 1)
        assert search.text() == "Stop"
        leave()
        free.set()
        qtbot.waitUntil(lambda: search.text() == "Search")
    assert ends == [False, False]


def test_the_focus_stays_with_whoever_types_while_a_search_ends(
    qtbot: QtBot, page: MainWindow, card: PrinterCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = threading.Event()

    def slow(_networks: object, _wanted: object) -> Iterator[FoundPrinter]:
        free.wait(30)
        yield FoundPrinter("network", "", "tcp://127.0.0.1:9100")

    lay_out(monkeypatch)
    monkeypatch.setattr(finding, "in_network", slow)
    press(Qt.Key.Key_F, CTRL)
    field = page.settings.rows["drawer"].field.editor
    field.setFocus()
    free.set()
    qtbot.waitUntil(lambda: card.model.rowCount() == 1)
    qtbot.waitUntil(lambda: "press Enter" in card.progress.text())
    assert field.hasFocus()


def test_a_fault_in_searching_ends_it(
    qtbot: QtBot, card: PrinterCard, crashes: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(finding, "on_this_machine", stumble)
    click(card.buttons["printer.search"])
    qtbot.waitUntil(lambda: len(crashes) == 1)
    crashes.clear()
    assert card.buttons["printer.search"].text() == "Search"


def test_a_serial_printer_is_used_at_the_speed_it_answers(
    qtbot: QtBot, page: MainWindow, card: PrinterCard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OneSpeedPrinter(tmp_path / "ttyUSB0", 19200) as port:
        lay_out(monkeypatch, FoundPrinter("serial", "USB-Serial Controller", f"serial://{port.port}?speed=9600"))
        click(card.buttons["printer.search"])
        qtbot.waitUntil(lambda: "If one is on a serial port" in card.progress.text())
        assert not card.buttons["printer.use"].isEnabled()
        qtbot.waitUntil(card.table.hasFocus)
        press(Qt.Key.Key_Return)
        press(Qt.Key.Key_Down)
        assert page.services.settings.values.printer == "builtin"
        click(card.buttons["printer.use"])
        qtbot.waitUntil(lambda: page.services.settings.values.printer == f"serial://{port.port}?speed=19200")
        qtbot.waitUntil(lambda: card.state.text() == "Ready")
        page.settings.show_page("Shop")
        qtbot.waitUntil(lambda: page.tasks.pending == 0)


def chosen_and_used(qtbot: QtBot, card: PrinterCard) -> None:
    click(card.buttons["printer.search"])
    qtbot.waitUntil(lambda: card.buttons["printer.use"].isVisible() and card.buttons["printer.use"].isEnabled())
    click(card.buttons["printer.use"])


def test_a_printer_is_in_use_when_it_is_saved_and_not_before(
    qtbot: QtBot, page: MainWindow, card: PrinterCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "tcp://127.0.0.1:9"
    lay_out(monkeypatch, FoundPrinter("network", "", address))
    saving, free = threading.Event(), threading.Event()
    change = page.services.settings.change

    def slow(**values: object) -> object:
        saving.set()
        free.wait(30)
        return change(**values)

    monkeypatch.setattr(page.services.settings, "change", slow)
    chosen_and_used(qtbot, card)
    qtbot.waitUntil(saving.is_set)
    assert card.said.text().startswith("Asking")
    free.set()
    qtbot.waitUntil(lambda: card.said.text().startswith("In use now"))
    assert page.services.settings.values.printer == address


def test_a_printer_that_cannot_be_saved_is_not_in_use_and_that_is_said(
    qtbot: QtBot, page: MainWindow, card: PrinterCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(monkeypatch, FoundPrinter("network", "", "tcp://127.0.0.1:9"))

    def full(**_values: object) -> None:
        raise DiskFull(path="/shop")

    monkeypatch.setattr(page.services.settings, "change", full)
    for _each in range(2):  # what failed can be tried again
        chosen_and_used(qtbot, card)
        qtbot.waitUntil(lambda: card.said.text().startswith("The disk is full"))
        card.said.say("")


def test_a_fault_in_asking_a_printer_ends_that(
    qtbot: QtBot,
    page: MainWindow,
    card: PrinterCard,
    crashes: list[BaseException],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lay_out(monkeypatch, FoundPrinter("network", "", "tcp://127.0.0.1:9"))

    def stumble(_address: str) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(finding, "fitted", stumble)
    chosen_and_used(qtbot, card)
    qtbot.waitUntil(lambda: len(crashes) == 1)
    crashes.clear()
    assert card.said.text() == ""
    monkeypatch.setattr(finding, "fitted", lambda address: address)
    click(card.buttons["printer.use"])
    qtbot.waitUntil(lambda: card.said.text().startswith("In use now"))


def test_what_knows_of_devices_is_loaded_away_from_the_screen(
    qtbot: QtBot, page: MainWindow, card: PrinterCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[threading.Thread] = []
    desk = page.services.printer_desk

    def noted(_services: object) -> object:
        asked.append(threading.current_thread())
        return desk

    monkeypatch.setattr(type(page.services), "printer_desk", property(noted))
    click(card.buttons["printer.test"])
    qtbot.waitUntil(lambda: page.findChild(PaperSheet) is not None, timeout=DRAWN_MS)
    assert asked
    assert threading.main_thread() not in asked


def test_a_printer_that_is_had_alone_is_not_opened_again_and_again(
    qtbot: QtBot, page: MainWindow, card: PrinterCard, tmp_path: Path
) -> None:
    with PortPrinter(tmp_path / "ttyUSB0") as port:
        page.settings.rows["printer"].field.put(f"serial://{port.port}?speed=9600")
        qtbot.waitUntil(lambda: card.state.text() == "Ready")
        qtbot.waitUntil(lambda: page.tasks.pending == 0)
        port.out_of_paper = True
        page.settings.printer._timer.timeout.emit()
        assert page.tasks.pending == 0, "nobody asks"
        page.settings.show_page("Shop")
        page.settings.show_page("Printer")
        qtbot.waitUntil(lambda: card.state.text().startswith("Out of paper"))
        qtbot.waitUntil(lambda: page.tasks.pending == 0)


def test_what_fails_in_trying_is_said_there(
    qtbot: QtBot, page: MainWindow, card: PrinterCard, simulator: PrinterSimulator
) -> None:
    page.services.settings.change(printer=f"tcp://127.0.0.1:{simulator.port}")
    simulator.out_of_paper = True
    click(card.buttons["printer.test"])
    assert not card.buttons["printer.test"].isEnabled()
    page.settings.printer.print_test()
    page.settings.printer.open_drawer()
    qtbot.waitUntil(lambda: card.said.text().startswith("Out of paper"), timeout=DRAWN_MS)
    assert card.buttons["printer.test"].isEnabled()
    assert simulator.received.document == b""


def test_without_a_printer_the_test_page_is_shown(qtbot: QtBot, card: PrinterCard, page: MainWindow) -> None:
    click(card.buttons["printer.test"])
    qtbot.waitUntil(lambda: page.findChild(PaperSheet) is not None, timeout=DRAWN_MS)
    sheet = page.findChild(PaperSheet)
    assert isinstance(sheet, PaperSheet)
    assert sheet.view.has_paper()
    press(Qt.Key.Key_Escape, at=page)
    qtbot.waitUntil(lambda: not sheet.isVisible())


def test_the_drawer_elsewhere_opens_and_stands_in_the_journal(
    qtbot: QtBot, page: MainWindow, card: PrinterCard, tmp_path: Path
) -> None:
    with PortPrinter(tmp_path / "trigger") as trigger:
        page.services.settings.change(drawer=f"serial://{trigger.port}")
        press(Qt.Key.Key_D, CTRL)
        qtbot.waitUntil(lambda: "told to open" in card.said.text())
        trigger.wait_for(5)
        assert trigger.received.kicks == 1
    with page.services.shop.database.read() as connection:
        tags = list(connection.execute(select(journal.c.tag)).scalars())
    assert tags.count("drawer:no_sale:opened") == 1


def test_a_drawer_that_is_away_is_told_by_its_name(qtbot: QtBot, page: MainWindow, card: PrinterCard) -> None:
    page.services.settings.change(drawer="serial:///dev/no-such-drawer?speed=9600")
    click(card.buttons["printer.drawer"])
    qtbot.waitUntil(lambda: "serial:///dev/no-such-drawer" in card.said.text())


def test_a_cash_sale_opens_the_drawer_elsewhere_and_one_that_is_away_delays_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    with PortPrinter(tmp_path / "trigger") as trigger:
        window.services.settings.change(drawer=f"serial://{trigger.port}")
        window.sales.counter.kick_after("cash")
        qtbot.waitUntil(lambda: trigger.received.kicks == 1)
    said: list[str] = []
    window.messages.said.connect(lambda message: said.append(message.text))
    window.sales.counter.kick_after("cash")
    qtbot.waitUntil(lambda: any("trigger" in text and "did not open" in text for text in said))


def test_pages_and_fields_are_reached_by_keys(page: MainWindow, card: PrinterCard) -> None:
    page.settings.shown()
    assert card.buttons["printer.search"].hasFocus()
    press(Qt.Key.Key_Tab)
    assert card.buttons["printer.test"].hasFocus()
    for button in card.buttons.values():
        assert button.accessibleName()
    assert card.table.accessibleName()


@pytest.fixture(params=["en", "zh_CN"])
def speaking(request: pytest.FixtureRequest, formats: Formats, wording: Wording) -> Wording:
    return Wording(translator(request.param), formats, wording.zone)


def test_every_way_and_state_has_words(speaking: Wording) -> None:
    _ = speaking.translate
    kinds = ("builtin", "network", "usb", "serial", "device", "queue", "file", "")
    assert len({way_name(kind, _) for kind in kinds}) == len(kinds)
    looks = [PrinterLook("tcp://a", "network", state) for state in ("ready", "out_of_paper", "offline", "unknown")]
    assert len({state_text(look, speaking) for look in looks}) == len(looks)
    stopped = QueueStopped(address="queue://Till", reason="Paused")
    assert state_text(PrinterLook("queue://Till", "queue", "offline", stopped), speaking)[1] == "bad"
    assert len(advice(_)) == 5
    interrupted = PrinterInterrupted(address="", sent=1, size=2)
    assert "Ctrl+J" not in trouble_text(interrupted, "usb", speaking)
