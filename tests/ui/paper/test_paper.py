"""Paper at the real window: the queue, receipts found again, copies, and papers in doubt."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from sqlalchemy import update

from pos_app.data.tables.jobs import job
from pos_app.domain.printing import PrinterOffline, QueueAway
from pos_app.domain.rows import JobRow, ReceiptRow
from pos_app.services.language import translator
from pos_app.ui.paper.paper_sheet import PaperSheet
from pos_app.ui.paper.presenter import PaperPresenter
from pos_app.ui.paper.queue_sheet import QueueSheet
from pos_app.ui.paper.receipts_sheet import ReceiptsSheet
from pos_app.ui.paper.rows import jobs_model, receipts_model
from pos_app.ui.widgets.rows_model import Role
from pos_app.ui.wording import Wording
from pos_app.ui.wording.paper import receipt_fate
from tests.ui.hands import CTRL, click, compose, followed, press, type_text
from tests.ui.sales.test_scanning import names, scan
from tests.ui.sales.test_small_screen import cut, overlapping
from tests.ui.shop import MILK, TEA

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from pos_app.domain.formats import Formats
    from pos_app.ui.main_window import MainWindow
    from tests.ui.conftest import Recorder

S = TypeVar("S", bound=QDialog)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def sell(qtbot: QtBot, window: MainWindow, code: str) -> None:
    scan(code)
    press(Qt.Key.Key_F12)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(window.sales.widget.done.isVisible)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    # A moment passes: Ctrl+J right behind Enter is the second half of a scanner's CR LF.
    window.sales._filter._enter_at = None


@pytest.fixture(params=["en", "zh_CN"])
def speaking(request: pytest.FixtureRequest, formats: Formats, wording: Wording) -> Wording:
    return Wording(translator(request.param), formats, wording.zone)


@pytest.fixture
def sold(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """Sell twice."""
    for goods in (MILK, TEA):
        sell(qtbot, window, goods.code)
    return window


def sheet_of(kind: type[S], qtbot: QtBot) -> S:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind))
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    qtbot.waitUntil(found.isActiveWindow)
    return found


def test_nothing_is_sent_before_what_was_cut_off_is_in_doubt(
    qtbot: QtBot, open_window: Callable[[], MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as held:
        held.setattr(PaperPresenter, "start", lambda _paper: None)
        window = open_window()
    sell(qtbot, window, MILK.code)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    assert window.services.printing.jobs()[0].state == "waiting"
    window.paper.start()
    qtbot.waitUntil(lambda: window.services.printing.jobs()[0].state == "done")


def test_every_sale_prints_one_receipt(sold: MainWindow) -> None:
    jobs = sold.services.printing.jobs()
    assert [row.state for row in jobs] == ["done", "done"]
    assert [row.number for row in jobs] == ["T1-000002", "T1-000001"]


def test_the_queue_shows_what_was_printed(qtbot: QtBot, sold: MainWindow) -> None:
    press(Qt.Key.Key_J, CTRL)
    sheet = sheet_of(QueueSheet, qtbot)
    qtbot.waitUntil(lambda: sheet.model.rowCount() == 2)
    assert sheet.model.index(0, 0).data() == "Receipt T1-000002"
    assert sheet.model.index(0, 1).data() == "done"
    assert not sheet.retry.isEnabled()
    assert not sheet.printed.isVisible()
    sheet.reject()


def test_a_paper_in_doubt_is_asked_about_and_settled(qtbot: QtBot, sold: MainWindow) -> None:
    with sold.services.shop.database.write() as connection:
        connection.execute(update(job).values(state="doubtful"))
    sold.watch.refresh()
    qtbot.waitUntil(lambda: "2 papers in doubt" in sold.status.jobs.text())
    press(Qt.Key.Key_J, CTRL)
    sheet = sheet_of(QueueSheet, qtbot)
    qtbot.waitUntil(lambda: sheet.model.rowCount() == 2)
    assert sheet.doubt.text().startswith("Nobody knows")
    click(sheet.printed)
    qtbot.waitUntil(lambda: sold.services.printing.jobs()[0].state == "done" and sold.tasks.pending == 0)
    sheet.table.choose_row(1)
    click(sheet.not_printed)
    qtbot.waitUntil(lambda: sold.services.printing.jobs()[1].state == "done" and sold.tasks.pending == 0)
    assert sold.services.printing.unsent() == 0
    sheet.reject()


def test_a_printer_that_is_off_delays_paper_and_no_sale(qtbot: QtBot, window: MainWindow) -> None:
    window.services.settings.change(printer="file:///no/such/folder/printer")
    sell(qtbot, window, MILK.code)
    assert window.services.status.today().orders == 1
    press(Qt.Key.Key_J, CTRL)
    sheet = sheet_of(QueueSheet, qtbot)
    qtbot.waitUntil(lambda: sheet.model.index(0, 1).data() == "waiting")
    assert str(sheet.model.index(0, 0).data(Role.NOTE)).startswith("The printer is off")
    qtbot.waitUntil(lambda: window.status.printer.text() == "Printer is off")
    qtbot.waitUntil(lambda: "waits in the queue" in window.status.said.text())
    window.services.settings.change(printer="builtin")
    click(sheet.retry)
    qtbot.waitUntil(lambda: sheet.model.index(0, 1).data() == "done")
    qtbot.waitUntil(lambda: window.status.printer.text() == "Receipts on screen")
    qtbot.waitUntil(lambda: window.status.said.text() == "")
    sheet.reject()


def test_the_sale_on_screen_says_what_became_of_its_receipt(qtbot: QtBot, window: MainWindow) -> None:
    said = window.sales.widget.done.paper

    def settle(*, printed: bool) -> None:
        row = window.services.printing.jobs()[0]
        window.announce(window.services.printing.settle(row.uid, printed=printed))

    window.services.settings.change(printer="file:///no/such/folder/printer")
    sell(qtbot, window, MILK.code)
    qtbot.waitUntil(lambda: said.text().startswith("The printer is off or not reachable."))
    window.services.settings.change(printer="builtin")
    window.paper.run()
    qtbot.waitUntil(lambda: said.text() == "The receipt is printed.")
    with window.services.shop.database.write() as connection:
        connection.execute(update(job).values(state="doubtful"))
    window.paper.run()
    qtbot.waitUntil(lambda: "See whether it came and say so in the queue" in said.text())
    settle(printed=True)
    qtbot.waitUntil(lambda: said.text() == "The receipt is printed.")
    with window.services.shop.database.write() as connection:
        connection.execute(update(job).values(state="doubtful"))
    window.announce(window.services.printing.discard(window.services.printing.jobs()[0].uid))
    qtbot.waitUntil(lambda: said.text().startswith("The receipt was taken out of the print queue"))


@pytest.mark.parametrize(
    "address", ["queue://Kassenbondrucker%20im%20Erdgeschoss%20hinten%20links", "tcp://192.168.1.50"]
)
def test_what_became_of_the_receipt_is_read_to_its_end_on_a_small_screen(
    qtbot: QtBot, window: MainWindow, address: str
) -> None:
    window.resize(1024, 600)
    sell(qtbot, window, MILK.code)
    done = window.sales.widget.done
    problem = QueueAway(address=address, reason="away")
    done.paper.say(window.wording.sentence(problem), "warn")
    (words,) = done.paper.findChildren(QLabel)
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()))
    assert words.width() >= words.minimumSizeHint().width()
    assert (cut(done), overlapping(done)) == ([], [])


def test_every_state_of_a_receipt_has_words(speaking: Wording) -> None:
    states = ("waiting", "sending", "done", "doubtful", "discarded")
    rows = [JobRow(b"", "receipt", "T1-000001", state, 1, None, NOON, NOON) for state in states]
    assert len({receipt_fate(row, speaking)[0] for row in rows}) == len(states)
    off = JobRow(b"", "receipt", "T1-000001", "waiting", 1, PrinterOffline(address="", reason=""), NOON, NOON)
    assert receipt_fate(off, speaking) == (speaking.sentence(PrinterOffline(address="", reason="")), "warn")
    assert receipt_fate(None, speaking)[0] == ""


def test_a_fault_while_printing_is_followed_by_another_try(
    qtbot: QtBot, window: MainWindow, crashes: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble() -> None:
        raise ZeroDivisionError

    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    monkeypatch.setattr(window.services.printing, "run", stumble)
    sell(qtbot, window, MILK.code)
    assert window.paper._again.isActive()
    assert {type(fault) for fault in crashes} == {ZeroDivisionError}
    crashes.clear()
    monkeypatch.undo()
    window.paper._again.timeout.emit()
    qtbot.waitUntil(lambda: window.services.printing.unsent() == 0)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)


def test_a_waiting_paper_can_be_given_up(qtbot: QtBot, window: MainWindow) -> None:
    window.services.settings.change(printer="file:///no/such/folder/printer")
    sell(qtbot, window, MILK.code)
    press(Qt.Key.Key_J, CTRL)
    sheet = sheet_of(QueueSheet, qtbot)
    qtbot.waitUntil(sheet.discard.isEnabled)
    press(Qt.Key.Key_Delete, at=sheet)
    qtbot.waitUntil(lambda: sheet.model.index(0, 1).data() == "discarded")
    sheet.reject()


def test_receipts_are_found_and_printed_again(qtbot: QtBot, sold: MainWindow, recorder: Recorder) -> None:
    press(Qt.Key.Key_R, CTRL)
    sheet = sheet_of(ReceiptsSheet, qtbot)
    qtbot.waitUntil(lambda: sheet.model.rowCount() == 2)
    sheet.field.setFocus()
    compose("１２．９０")
    qtbot.waitUntil(lambda: sheet.model.rowCount() == 1)
    assert sheet.model.index(0, 0).data() == "T1-000001"
    press(Qt.Key.Key_Return, at=sheet.field)
    qtbot.waitUntil(lambda: len(recorder.said) == 1)
    assert "T1-000001" in recorder.take()
    assert sold.services.printing.jobs()[0].kind == "receipt_copy"
    qtbot.waitUntil(lambda: bool(papers()))
    assert papers()[0].view.has_paper()
    papers()[0].reject()


def papers() -> list[PaperSheet]:
    return [
        widget for widget in QApplication.topLevelWidgets() if isinstance(widget, PaperSheet) and widget.isVisible()
    ]


def test_a_receipt_that_is_not_there_is_said(qtbot: QtBot, sold: MainWindow) -> None:
    assert sold.services.status.today().orders == 2
    press(Qt.Key.Key_R, CTRL)
    sheet = sheet_of(ReceiptsSheet, qtbot)
    type_text("T1-999999", at=sheet.field)
    press(Qt.Key.Key_Return, at=sheet.field)
    qtbot.waitUntil(lambda: "T1-999999" in sheet.said.text())
    assert sheet.model.rowCount() == 0
    press(Qt.Key.Key_Return, at=sheet.field)
    assert sheet.isVisible()
    sheet.reject()


def test_a_receipt_scanned_at_the_till_is_looked_up(qtbot: QtBot, sold: MainWindow) -> None:
    scan("T1-000001")
    sheet = sheet_of(ReceiptsSheet, qtbot)
    qtbot.waitUntil(lambda: sheet.model.rowCount() == 1)
    assert names(sold) == []
    sheet.reject()


def test_the_last_receipt_again_by_one_key(qtbot: QtBot, sold: MainWindow, recorder: Recorder) -> None:
    press(Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: len(recorder.said) == 1)
    assert "T1-000002" in recorder.take()
    qtbot.waitUntil(lambda: bool(papers()))
    papers()[0].reject()
    assert sold.services.printing.jobs()[0].kind == "receipt_copy"


def test_no_receipt_yet_is_said(qtbot: QtBot, window: MainWindow, recorder: Recorder) -> None:
    press(Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: len(recorder.said) == 1)
    assert recorder.take() == "There is no receipt yet."
    assert window.services.receipts.last() is None


def test_papers_are_never_looked_up_on_the_screens_own_thread(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_screen: dict[str, bool] = {}

    def spied(name: str, read: Callable[..., Any]) -> Callable[..., Any]:
        def look(*given: Any) -> Any:
            on_screen[name] = on_screen.get(name, False) or threading.current_thread() is threading.main_thread()
            return read(*given)

        return look

    printing, receipts = window.services.printing, window.services.receipts
    for service, name in ((printing._book, "rows"), (printing, "unsent"), (receipts, "last"), (receipts, "find")):
        monkeypatch.setattr(service, name, spied(name, getattr(service, name)))
    sell(qtbot, window, MILK.code)
    press(Qt.Key.Key_J, CTRL)
    queue = sheet_of(QueueSheet, qtbot)
    qtbot.waitUntil(lambda: queue.model.rowCount() == 1)
    queue.reject()
    qtbot.waitUntil(window.sales.widget.scan.hasFocus)
    press(Qt.Key.Key_R, CTRL)
    found = sheet_of(ReceiptsSheet, qtbot)
    qtbot.waitUntil(lambda: found.model.rowCount() == 1)
    found.reject()
    qtbot.waitUntil(window.sales.widget.scan.hasFocus)
    press(Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: len(recorder.said) == 1)
    recorder.take()
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    assert on_screen == dict.fromkeys(("rows", "unsent", "last", "find"), False)


def test_what_was_cut_off_is_in_doubt_after_a_restart(qtbot: QtBot, open_window: Callable[[], MainWindow]) -> None:
    window = open_window()
    sell(qtbot, window, MILK.code)
    with window.services.shop.database.write() as connection:
        connection.execute(update(job).values(state="sending"))
    again = open_window()
    qtbot.waitUntil(lambda: "in doubt" in again.status.jobs.text())
    assert again.services.printing.jobs()[0].state == "doubtful"


def test_the_models_of_papers(wording: Wording) -> None:
    jobs = jobs_model(wording)
    receipts = receipts_model(wording)
    followers = [followed(jobs), followed(receipts)]
    problem = PrinterOffline(address="x", reason="off")
    jobs.show([JobRow(b"1", "receipt", "T1-000001", "waiting", 1, problem, NOON, NOON)])
    receipts.show([ReceiptRow(b"1", "T1-000001", NOON, NOON.date(), 1290, 2, "owner", ("cash", "card"))])
    assert jobs.index(0, 2).data(Role.TOKEN) == "muted"
    assert "12:00" in str(jobs.index(0, 2).data())
    assert receipts.index(0, 0).data(Role.NOTE) == "2 lines · Cash, Card"
    assert receipts.index(0, 2).data() == "12.90"
    assert receipts.headerData(2, Qt.Orientation.Horizontal) == "Total"
    assert receipts.row_at(4) is None
    assert len(followers) == 2
