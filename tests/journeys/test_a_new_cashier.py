"""A new cashier's first day, by keys alone: set up, sold, refused, allowed, closed short; and all of it told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from pos_app.data.tables.journal import journal
from pos_app.domain.journal import Tag
from pos_app.services.proof.verify_books import verify
from tests.simulators.printer import PrinterSimulator
from tests.ui.hands import CTRL, press, type_text
from tests.ui.shop import MILK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services
    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.people.proof_form import ProofForm

CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier
PRINTED_MS = 60_000
"""The first paper loads fonts."""


@pytest.fixture
def printer() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as running:
        yield running


def prove(qtbot: QtBot, form: ProofForm, name: str, pin: str) -> None:
    qtbot.waitUntil(lambda: form.who.hasFocus() and form.model.rowCount() > 0)
    type_text(name)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(form.secret.hasFocus)
    type_text(pin)
    press(Qt.Key.Key_Return)


def told(services: Services, tag: Tag) -> tuple[bytes, dict[str, Any]]:
    """Return who wrote the one entry of a tag, and what it says."""
    with services.shop.database.read() as connection:
        query = select(journal.c.person_uid, journal.c.body).where(journal.c.tag == tag.value)
        ((who, body),) = connection.execute(query).all()
    return who, json.loads(body)


def add_person(qtbot: QtBot, window: MainWindow, name: str, role: str, pin: str) -> None:
    """Add somebody on the page of the staff; the login is the name in small letters."""
    card = window.settings.staff.card
    rows = card.model.rowCount()
    press(Qt.Key.Key_N, CTRL)
    type_text(name)
    press(Qt.Key.Key_Tab)
    type_text(name.lower())
    card.role.setCurrentIndex(card.role.findData(role))
    type_text(pin, at=card.pin)
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: card.model.rowCount() == rows + 1 and window.tasks.pending == 0)


def hire(qtbot: QtBot, window: MainWindow) -> None:
    """Give the owner a PIN, then add a manager and a cashier."""
    window.show_settings("Staff")
    card = window.settings.staff.card
    qtbot.waitUntil(lambda: card.model.rowCount() == 1)
    card.table.choose_row(0)
    type_text("1357", at=card.pin)
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: window.services.staff.everybody()[0].has_pin and window.tasks.pending == 0)
    add_person(qtbot, window, "Wang", "manager", "3690")
    add_person(qtbot, window, "Li", "cashier", "2468")


def test_a_cashiers_first_day_is_told_by_the_z_the_journal_and_the_books(
    qtbot: QtBot, services: Services, printer: PrinterSimulator, open_window: Callable[[], MainWindow]
) -> None:
    services.settings.change(printer=f"tcp://127.0.0.1:{printer.port}")
    window = open_window()
    hire(qtbot, window)
    people = {one.login: one.uid for one in services.staff.everybody()}

    press(Qt.Key.Key_L, CTRL)
    qtbot.waitUntil(lambda: window.is_covered)
    prove(qtbot, window.entrance.lock.page.form, "Li", "2468")
    qtbot.waitUntil(lambda: not window.is_covered)
    press(Qt.Key.Key_1, CTRL)
    qtbot.waitUntil(window.sales.widget.scan.hasFocus)

    type_text(MILK.code)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_F3)
    type_text("9.90")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.leave.sheet is not None)  # refused: it is not among what a cashier may do
    assert window.sales.basket.sale.priced.total == MILK.cents
    assert window.leave.sheet is not None
    prove(qtbot, window.leave.sheet.form, "Wang", "3690")
    qtbot.waitUntil(lambda: window.sales.basket.sale.priced.total == 990)
    qtbot.waitUntil(window.sales.widget.scan.hasFocus)
    press(Qt.Key.Key_F12)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: services.status.today().orders == 1 and window.tasks.pending == 0, timeout=PRINTED_MS)

    qtbot.waitUntil(window.sales.widget.scan.hasFocus)
    press(Qt.Key.Key_S, CTRL_SHIFT)
    qtbot.waitUntil(lambda: window.shifts.counting is not None and window.shifts.counting.order[0].hasFocus())
    assert window.shifts.counting is not None
    count = window.shifts.counting
    type_text("8.00", at=count.sum)
    press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: "¥1.90 short" in count.said.text())
    press(Qt.Key.Key_Return)

    # the paper
    qtbot.waitUntil(lambda: any("Z1-000001" in line for line in printer.received.lines), timeout=PRINTED_MS)
    qtbot.waitUntil(lambda: printer.received.cuts == 2)
    paper = "\n".join(printer.received.lines)
    assert "1.90" in paper[paper.index("Z1-000001") :]
    # the journal
    who, changed = told(services, Tag.PRICE_CHANGED)
    assert (who, changed["approved_by"], changed["before"], changed["after"]) == (
        people["li"],
        people["wang"].hex(),
        1290,
        990,
    )
    assert told(services, Tag.APPROVAL_GIVEN)[0] == people["wang"]
    assert told(services, Tag.ORDER_PLACED)[0] == people["li"]
    who, closed = told(services, Tag.SHIFT_CLOSED)
    assert (who, closed["expected"], closed["counted"], closed["difference"]) == (people["li"], 990, 800, -190)
    # the books
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    assert verify(services.shop.database).first is None
