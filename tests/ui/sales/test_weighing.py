"""Goods on a real scale's simulator at the real till: the weight is the scale's, once, and never a doubtful one."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import select, update

from pos_app.data.tables.catalog import variant
from pos_app.data.tables.orders import order_line
from pos_app.domain.changes import Changes
from pos_app.domain.weighing import Reading, ScaleAway
from pos_app.ui.actions import State
from pos_app.ui.sales.table_model import Column
from pos_app.ui.scale_watch import CLEAR_TRIES
from tests.simulators.scale import KINDS, PortScale, Toledo, cut
from tests.ui.hands import CTRL, SHIFT, click, focused, press, type_text
from tests.ui.sales.test_scanning import names, quantities, scan
from tests.ui.shop import APPLES, MILK, SOAP, TEA

pytest.importorskip("pty", reason="pseudo terminals stand for serial ports; run this on Linux or macOS")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services
    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.sales.entry_bar import EntryBar
    from tests.ui.conftest import Recorder

READY = "Stands still. Enter takes it"
NET_OF_ITS_OWN = "Net: the scale takes a container off. Ctrl+T clears that, Enter takes the weight"


@pytest.fixture(params=KINDS)
def device(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PortScale]:
    """A scale on a port, of each kind."""
    made = KINDS[request.param](tmp_path / "scale")
    made.plug_in()
    yield made
    made.pull_out()


@pytest.fixture
def till(window: MainWindow, device: PortScale) -> MainWindow:
    """The window, set up for the scale."""
    set_scale(window, device)
    return window


def set_scale(window: MainWindow, device: PortScale) -> None:
    kind = next(kind for kind, made in KINDS.items() if isinstance(device, made))
    window.services.settings.change(scale_kind=kind, scale_port=str(device.path))
    window.announce(Changes(settings=True))


@pytest.fixture
def toledo(window: MainWindow, tmp_path: Path) -> Iterator[Toledo]:
    """An 8217 that the window is set up for: it knows a tare."""
    made = Toledo(tmp_path / "toledo")
    made.plug_in()
    set_scale(window, made)
    yield made
    made.pull_out()


def bar(window: MainWindow) -> EntryBar:
    return window.sales.widget.entry


def amounts(window: MainWindow) -> list[str]:
    model = window.sales.widget.lines.model
    return [str(model.index(row, Column.AMOUNT).data()) for row in range(model.rowCount())]


def tares(window: MainWindow) -> list[int | None]:
    return [line.tare for line in window.sales.basket.sale.basket.lines]


def shows(qtbot: QtBot, window: MainWindow, weight: str, state: str) -> None:
    """Wait until the scale is shown so."""
    entry = bar(window)
    qtbot.waitUntil(lambda: (entry.weight.text(), entry.state.text()) == (weight, state))


def put_on(window: MainWindow, code: str = APPLES.code) -> None:
    scan(code)
    assert bar(window).weight.isVisible()
    assert focused() is bar(window).field


def sell(window: MainWindow, qtbot: QtBot) -> None:
    press(Qt.Key.Key_F12)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.sales.state is State.SELLING and window.tasks.pending == 0)


def test_a_weight_goes_from_the_scale_onto_the_line(qtbot: QtBot, till: MainWindow, device: PortScale) -> None:
    device.on.gross = 734
    put_on(till)
    shows(qtbot, till, "0.734 kg", READY)
    press(Qt.Key.Key_Return)
    assert quantities(till) == ["0.734 kg"]
    assert tares(till) == [0]
    assert not bar(till).isVisible()
    assert focused() is till.sales.widget.scan
    press(Qt.Key.Key_Return)
    assert quantities(till) == ["0.734 kg"]
    sell(till, qtbot)
    with till.services.shop.database.read() as connection:
        rows = connection.execute(select(order_line.c.quantity, order_line.c.amount, order_line.c.tare)).all()
    assert [tuple(row) for row in rows] == [(734, 1160, 0)]


def test_what_was_weighed_is_there_after_a_restart(qtbot: QtBot, till: MainWindow, device: PortScale) -> None:
    device.on.gross = 734
    put_on(till)
    shows(qtbot, till, "0.734 kg", READY)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: till.tasks.pending == 0)
    resumed = till.services.ring_up.resume()
    assert resumed is not None
    assert resumed.sale.basket == till.sales.basket.sale.basket


def test_price_and_amount_stand_beside_the_weight(qtbot: QtBot, till: MainWindow, device: PortScale) -> None:
    device.on.gross = 734
    put_on(till)
    assert bar(till).hint.text() == "15.80 per kg"
    shows(qtbot, till, "0.734 kg", READY)
    assert bar(till).amount.text() == "¥11.60"
    assert bar(till).amount.property("look") == "weight"
    device.on.gross = 1234
    shows(qtbot, till, "1.234 kg", READY)
    assert bar(till).amount.text() == "¥19.50", "19.4972, rounded as the line will be"
    device.on.moving = True
    qtbot.waitUntil(lambda: bar(till).state.text() == "Still moving")
    says_it = bar(till).weight.text() == "1.234 kg"
    assert bar(till).amount.text() == ("¥19.50" if says_it else ""), "never of another weight than is shown"
    assert bar(till).amount.property("look") == "weight-quiet"
    device.on.moving = False
    shows(qtbot, till, "1.234 kg", READY)
    type_text("0.5")
    assert bar(till).amount.text() == "", "what is typed counts"
    bar(till).field.clear()
    shows(qtbot, till, "1.234 kg", READY)
    press(Qt.Key.Key_Return)
    assert amounts(till) == ["19.50"]
    scan(APPLES.code)
    qtbot.waitUntil(lambda: bar(till).state.text().startswith("What lies on the scale was taken"))
    assert bar(till).amount.text() == "", "it is nobody's twice"


def test_while_it_moves_the_amount_is_that_of_the_weight_beside_it(
    qtbot: QtBot, till: MainWindow, device: PortScale
) -> None:
    device.on.gross = 734
    put_on(till)
    type_text("0.1")
    press(Qt.Key.Key_T, CTRL)
    shows(qtbot, till, "0.634 kg", "Net; container 0.100 kg. Enter takes it")
    assert bar(till).amount.text() == "¥10.02"
    device.on.gross, device.on.moving = 934, True
    qtbot.waitUntil(lambda: bar(till).state.text() == "Still moving · container 0.100 kg")
    # an 8217 says no weight while it moves
    net = ("\N{EN DASH}", "") if isinstance(device, Toledo) else ("0.834 kg", "¥13.18")
    qtbot.waitUntil(lambda: (bar(till).weight.text(), bar(till).amount.text()) == net)


def test_the_amount_of_a_line_weighed_again_is_that_of_its_price_and_discount(
    qtbot: QtBot, till: MainWindow, device: PortScale
) -> None:
    scan(f"0.5*{APPLES.code}")
    for key, answer in ((Qt.Key.Key_F3, "20"), (Qt.Key.Key_F4, "10%")):
        press(key)
        type_text(answer)
        press(Qt.Key.Key_Return)
    device.on.gross = 734
    press(Qt.Key.Key_W, CTRL)
    assert bar(till).hint.text() == "20.00 per kg"
    shows(qtbot, till, "0.734 kg", READY)
    assert bar(till).amount.text() == "¥13.21"
    press(Qt.Key.Key_Return)
    assert amounts(till) == ["13.21"]


def test_a_moving_weight_is_waited_for(qtbot: QtBot, till: MainWindow, device: PortScale) -> None:
    device.on.gross, device.on.moving = 700, True
    put_on(till)
    qtbot.waitUntil(lambda: bar(till).state.text() == "Still moving")
    press(Qt.Key.Key_Return)
    assert bar(till).state.text().startswith("The scale still moves. Wait until")
    assert names(till) == []
    device.on.gross, device.on.moving = 734, False
    shows(qtbot, till, "0.734 kg", READY)
    press(Qt.Key.Key_Return)
    assert quantities(till) == ["0.734 kg"]


def test_a_figure_that_noise_turned_is_never_ready(qtbot: QtBot, till: MainWindow, device: PortScale) -> None:
    """An 8217 cannot tell it from a weight; a CAS asks once more by itself."""
    device.on.gross = 734
    device.on.damage = [lambda answer: answer.replace(b"7", b"3")]
    seen: list[tuple[str, str]] = []
    till.scale.told.connect(lambda: seen.append((bar(till).weight.text(), bar(till).state.text())))
    put_on(till)
    shows(qtbot, till, "0.734 kg", READY)
    assert device.on.damage == []
    assert ("0.334 kg", READY) not in seen


def test_what_is_wrong_is_raised_anew_each_time(qtbot: QtBot, till: MainWindow, device: PortScale) -> None:
    """One error raised again and again would keep every frame it ever passed."""
    device.pull_out()
    put_on(till)
    qtbot.waitUntil(lambda: isinstance(till.scale.said, ScaleAway))
    for _each in range(3):
        press(Qt.Key.Key_Return)
    said = till.scale.said
    assert isinstance(said, ScaleAway)
    assert "weigh_presenter.py" not in files_of(said)
    device.plug_in()


def files_of(problem: BaseException) -> list[str]:
    """Return the files that an error has passed."""
    return [Path(frame.filename).name for frame in traceback.extract_tb(problem.__traceback__)]


def test_an_enter_before_the_first_answer_takes_nothing(till: MainWindow, device: PortScale) -> None:
    device.on.gross = 734
    put_on(till)
    press(Qt.Key.Key_Return)
    assert names(till) == []
    assert bar(till).state.text().startswith("The scale has not answered yet.")


def test_a_key_held_down_takes_nothing(qtbot: QtBot, till: MainWindow, device: PortScale) -> None:
    device.on.gross = 734
    put_on(till)
    shows(qtbot, till, "0.734 kg", READY)
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True, count=1
    )
    QApplication.sendEvent(bar(till).field, held)
    assert names(till) == []
    press(Qt.Key.Key_Return)
    assert quantities(till) == ["0.734 kg"]


@pytest.mark.parametrize(
    ("gross", "tare", "calm", "refusal"),
    [
        (0, 0, "Nothing on the scale", "Nothing lies on the scale. Put the goods on it"),
        (0, 20, "The scale is below zero. Take everything off", "The scale is below zero. Take everything off"),
        (15_001, 0, "That is more than the scale can weigh.", "That is more than the scale can weigh."),
    ],
)
def test_nothing_less_than_nothing_and_too_much_are_refused(
    qtbot: QtBot, till: MainWindow, device: PortScale, gross: int, tare: int, calm: str, refusal: str
) -> None:
    device.on.gross, device.on.tare = gross, tare
    put_on(till)
    qtbot.waitUntil(lambda: bar(till).state.text().startswith(calm))
    press(Qt.Key.Key_Return)
    assert bar(till).state.text().startswith(refusal)
    assert names(till) == []
    assert bar(till).isVisible()
    device.on.gross, device.on.tare = 500, 0
    shows(qtbot, till, "0.500 kg", READY)


def test_a_typed_weight_wins(qtbot: QtBot, till: MainWindow, device: PortScale) -> None:
    device.on.gross = 734
    put_on(till)
    shows(qtbot, till, "0.734 kg", READY)
    type_text("0.5")
    assert bar(till).state.text() == "What is typed counts, not the scale"
    press(Qt.Key.Key_Return)
    assert quantities(till) == ["0.500 kg"]
    assert tares(till) == [None]


def test_what_was_weighed_once_is_not_weighed_again(qtbot: QtBot, till: MainWindow, device: PortScale) -> None:
    device.on.gross = 734
    put_on(till)
    shows(qtbot, till, "0.734 kg", READY)
    press(Qt.Key.Key_Return)
    put_on(till)
    qtbot.waitUntil(lambda: bar(till).state.text().startswith(f"What lies on the scale was taken for {APPLES.name}."))
    press(Qt.Key.Key_Return)
    assert quantities(till) == ["0.734 kg"]
    device.on.gross = 0
    shows(qtbot, till, "0.000 kg", "Nothing on the scale")
    device.on.gross = 734
    shows(qtbot, till, "0.734 kg", READY)
    press(Qt.Key.Key_Return)
    assert quantities(till) == ["0.734 kg", "0.734 kg"], "each weighing has its line"


@pytest.fixture
def weighed(qtbot: QtBot, till: MainWindow, device: PortScale) -> MainWindow:
    """The till with one line that was weighed; the goods lie on the scale still."""
    device.on.gross = 734
    put_on(till)
    shows(qtbot, till, "0.734 kg", READY)
    press(Qt.Key.Key_Return)
    return till


def is_refused(qtbot: QtBot, window: MainWindow) -> None:
    """Ask for goods, and be told that what lies there is sold."""
    put_on(window)
    qtbot.waitUntil(lambda: bar(window).state.text().startswith(f"What lies on the scale was taken for {APPLES.name}."))
    lines = quantities(window)
    press(Qt.Key.Key_Return)
    assert quantities(window) == lines
    press(Qt.Key.Key_Escape)


def hold(window: MainWindow, qtbot: QtBot) -> None:
    press(Qt.Key.Key_F7)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.sales.basket.sale.basket.lines and window.tasks.pending <= 1)


def recall(window: MainWindow, qtbot: QtBot) -> None:
    press(Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: window.sales.widget.held.table.model().rowCount() == 1)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(names(window)))


def is_weighed_anew(qtbot: QtBot, window: MainWindow, device: PortScale) -> None:
    device.on.gross = 0
    qtbot.waitUntil(lambda: window.scale.moved)
    device.on.gross = 734
    put_on(window)
    shows(qtbot, window, "0.734 kg", READY)


@pytest.mark.parametrize("leave", [sell, hold])
def test_what_was_weighed_is_not_weighed_for_the_next_customer(
    qtbot: QtBot, weighed: MainWindow, device: PortScale, leave: Callable[[MainWindow, QtBot], None]
) -> None:
    leave(weighed, qtbot)
    assert names(weighed) == []
    is_refused(qtbot, weighed)
    scan(MILK.code)
    is_refused(qtbot, weighed)
    is_weighed_anew(qtbot, weighed, device)


def test_what_was_weighed_is_known_in_a_basket_that_comes_back(qtbot: QtBot, weighed: MainWindow) -> None:
    hold(weighed, qtbot)
    recall(weighed, qtbot)
    is_refused(qtbot, weighed)
    press(Qt.Key.Key_W, CTRL)
    shows(qtbot, weighed, "0.734 kg", READY)
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Delete)
    put_on(weighed)
    shows(qtbot, weighed, "0.734 kg", READY)


def test_a_line_that_was_taken_out_before_its_basket_left_frees_the_goods(qtbot: QtBot, weighed: MainWindow) -> None:
    press(Qt.Key.Key_Delete)
    scan(MILK.code)
    sell(weighed, qtbot)
    put_on(weighed)
    shows(qtbot, weighed, "0.734 kg", READY)


def test_a_line_that_comes_back_when_taking_it_out_is_undone_is_known(qtbot: QtBot, weighed: MainWindow) -> None:
    press(Qt.Key.Key_Delete)
    put_on(weighed)
    shows(qtbot, weighed, "0.734 kg", READY)
    press(Qt.Key.Key_Return)
    for _each in range(2):
        press(Qt.Key.Key_Z, CTRL)
    assert quantities(weighed) == ["0.734 kg"]
    is_refused(qtbot, weighed)


def test_a_dropped_basket_frees_the_goods(qtbot: QtBot, weighed: MainWindow) -> None:
    for _each in range(2):
        press(Qt.Key.Key_Delete, CTRL | SHIFT)
    qtbot.waitUntil(lambda: names(weighed) == [])
    put_on(weighed)
    shows(qtbot, weighed, "0.734 kg", READY)


def test_an_answer_that_was_lost_does_not_free_the_goods(qtbot: QtBot, weighed: MainWindow, device: PortScale) -> None:
    device.on.damage = [cut, cut]
    qtbot.waitUntil(lambda: not isinstance(weighed.scale.said, Reading))
    qtbot.waitUntil(lambda: isinstance(weighed.scale.said, Reading))
    is_refused(qtbot, weighed)
    device.pull_out()
    qtbot.waitUntil(lambda: isinstance(weighed.scale.said, ScaleAway))
    device.plug_in()
    is_refused(qtbot, weighed)
    is_weighed_anew(qtbot, weighed, device)


def test_goods_taken_off_between_two_questions_are_seen_to_be_gone(
    qtbot: QtBot, till: MainWindow, device: PortScale
) -> None:
    device.on.gross = 734
    put_on(till)
    shows(qtbot, till, "0.734 kg", READY)
    press(Qt.Key.Key_Return)
    device.on.gross = 0
    qtbot.waitUntil(lambda: till.scale.moved)
    device.on.gross = 734
    put_on(till)
    shows(qtbot, till, "0.734 kg", READY)


def test_a_line_taken_out_frees_what_lies_on_the_scale(qtbot: QtBot, till: MainWindow, device: PortScale) -> None:
    device.on.gross = 734
    put_on(till)
    shows(qtbot, till, "0.734 kg", READY)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Delete)
    assert names(till) == []
    put_on(till)
    shows(qtbot, till, "0.734 kg", READY)


def test_pulled_out_in_the_middle_it_is_said_and_typing_works_on(
    qtbot: QtBot, till: MainWindow, device: PortScale
) -> None:
    device.on.gross = 734
    put_on(till)
    shows(qtbot, till, "0.734 kg", READY)
    device.pull_out()
    qtbot.waitUntil(lambda: bar(till).state.text().startswith(f"The scale at {device.path} is not there."))
    assert bar(till).weight.text() == "–"
    press(Qt.Key.Key_Return)
    assert names(till) == []
    device.plug_in()
    shows(qtbot, till, "0.734 kg", READY)
    device.pull_out()
    qtbot.waitUntil(lambda: bar(till).state.text().startswith(f"The scale at {device.path} is not there."))
    type_text("0.7")
    press(Qt.Key.Key_Return)
    assert quantities(till) == ["0.700 kg"]


def test_a_scale_that_says_nothing_or_nonsense_is_told(qtbot: QtBot, till: MainWindow, device: PortScale) -> None:
    device.on.gross, device.on.silent = 734, True
    put_on(till)
    qtbot.waitUntil(lambda: "does not answer. Switch it on" in bar(till).state.text())
    device.on.damage = [cut] * 1000
    device.on.silent = False
    qtbot.waitUntil(lambda: "cannot be read, so no weight is taken" in bar(till).state.text())
    press(Qt.Key.Key_Return)
    assert names(till) == []
    device.on.damage = []
    shows(qtbot, till, "0.734 kg", READY)


def test_esc_leaves_no_line_and_asks_the_scale_no_more(qtbot: QtBot, till: MainWindow, device: PortScale) -> None:
    device.on.gross = 734
    put_on(till)
    shows(qtbot, till, "0.734 kg", READY)
    press(Qt.Key.Key_Escape)
    assert names(till) == []
    qtbot.waitUntil(lambda: till.tasks.pending == 0)
    asked = len(device.asked)
    scan(MILK.code)
    qtbot.waitUntil(lambda: till.tasks.pending == 0)
    assert len(device.asked) == asked


def test_a_quantity_in_front_and_goods_by_length_do_not_ask_the_scale(
    services: Services, till: MainWindow, device: PortScale
) -> None:
    with services.shop.database.write() as connection:
        connection.execute(update(variant).where(variant.c.sku == SOAP.sku).values(unit="m", decimals=3))
    scan(f"0.5*{APPLES.code}")
    scan(SOAP.code)
    assert bar(till).isVisible()
    assert not bar(till).weight.isVisible()
    type_text("2")
    press(Qt.Key.Key_Return)
    assert quantities(till) == ["0.500 kg", "2.000 m"]
    assert device.asked == []


def test_goods_in_another_unit_are_told_apart(
    qtbot: QtBot, services: Services, till: MainWindow, device: PortScale
) -> None:
    with services.shop.database.write() as connection:
        connection.execute(update(variant).where(variant.c.sku == TEA.sku).values(unit="g", decimals=0))
        connection.execute(update(variant).where(variant.c.sku == SOAP.sku).values(unit="lb", decimals=3))
    device.on.gross = 250
    put_on(till, TEA.code)
    shows(qtbot, till, "250 g", READY)
    press(Qt.Key.Key_Return)
    device.on.gross = 300
    put_on(till, SOAP.code)
    qtbot.waitUntil(lambda: bar(till).state.text().startswith("The scale weighs in kg, and Dish soap"))
    press(Qt.Key.Key_Return)
    assert quantities(till) == ["250 g"]


# Containers


def test_a_typed_container_is_taken_off_and_stays_on_the_line(
    qtbot: QtBot, till: MainWindow, device: PortScale
) -> None:
    device.on.gross = 520
    put_on(till)
    type_text("0.02")
    press(Qt.Key.Key_T, CTRL)
    assert bar(till).field.text() == ""
    shows(qtbot, till, "0.500 kg", "Net; container 0.020 kg. Enter takes it")
    press(Qt.Key.Key_Return)
    assert quantities(till) == ["0.500 kg"]
    assert tares(till) == [20]
    assert till.sales.widget.lines.model.row_of(till.sales.basket.lit()) == 0
    assert "net, container 0.020 kg" in row_note(till)
    sell(till, qtbot)
    with till.services.shop.database.read() as connection:
        assert connection.execute(select(order_line.c.quantity, order_line.c.tare)).one() == (500, 20)


def test_a_line_that_is_weighed_again_stands_in_the_same_container(
    qtbot: QtBot, till: MainWindow, device: PortScale
) -> None:
    device.on.gross = 520
    put_on(till)
    type_text("0.02")
    press(Qt.Key.Key_T, CTRL)
    shows(qtbot, till, "0.500 kg", "Net; container 0.020 kg. Enter takes it")
    press(Qt.Key.Key_Return)
    device.on.gross = 820
    press(Qt.Key.Key_W, CTRL)
    shows(qtbot, till, "0.800 kg", "Net; container 0.020 kg. Enter takes it")
    press(Qt.Key.Key_Return)
    assert (quantities(till), tares(till)) == (["0.800 kg"], [20])
    # and without it, where it is taken back
    device.on.gross = 600
    press(Qt.Key.Key_W, CTRL)
    shows(qtbot, till, "0.580 kg", "Net; container 0.020 kg. Enter takes it")
    press(Qt.Key.Key_T, CTRL)
    shows(qtbot, till, "0.600 kg", READY)
    press(Qt.Key.Key_Return)
    assert (quantities(till), tares(till)) == (["0.600 kg"], [0])


def row_note(window: MainWindow) -> str:
    model = window.sales.widget.lines.model
    return model._rows[0].note


def test_a_container_on_the_scale_is_taken_off_by_the_button(qtbot: QtBot, till: MainWindow, device: PortScale) -> None:
    device.on.gross = 20
    put_on(till)
    shows(qtbot, till, "0.020 kg", READY)
    click(bar(till).tare_button)
    qtbot.waitUntil(lambda: till.tasks.pending == 0)
    assert "0.020 kg" in bar(till).state.text()
    assert focused() is bar(till).field
    press(Qt.Key.Key_Return)
    assert names(till) == []
    device.on.gross = 520
    shows(qtbot, till, "0.500 kg", "Net; container 0.020 kg. Enter takes it")
    press(Qt.Key.Key_Return)
    assert quantities(till) == ["0.500 kg"]
    assert tares(till) == [20]


def test_an_8217_takes_the_container_off_itself_and_is_cleared_behind_it(
    qtbot: QtBot, window: MainWindow, toledo: Toledo
) -> None:
    toledo.on.gross = 20
    put_on(window)
    shows(qtbot, window, "0.020 kg", READY)
    press(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    assert toledo.on.tare == 20
    toledo.on.gross = 520
    shows(qtbot, window, "0.500 kg", "Net; container 0.020 kg. Enter takes it")
    toledo.on.moving = True
    qtbot.waitUntil(lambda: bar(window).state.text().startswith("Still moving"))
    toledo.on.moving = False
    shows(qtbot, window, "0.500 kg", "Net; container 0.020 kg. Enter takes it")
    press(Qt.Key.Key_Return)
    assert quantities(window) == ["0.500 kg"]
    assert tares(window) == [20]
    qtbot.waitUntil(lambda: toledo.on.tare == 0)
    put_on(window)
    qtbot.waitUntil(lambda: bar(window).state.text().startswith("What lies on the scale was taken for"))


def test_a_tare_that_could_not_be_cleared_while_moving_is_cleared_later(
    qtbot: QtBot, window: MainWindow, toledo: Toledo
) -> None:
    toledo.on.gross = 20
    put_on(window)
    shows(qtbot, window, "0.020 kg", READY)
    press(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: bar(window).state.text().endswith("container 0.020 kg"))
    qtbot.waitUntil(lambda: toledo.on.tare == 20 and window.tasks.pending == 0)
    toledo.on.moving = True
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: toledo.asked.count(b"C") >= 2)
    assert toledo.on.tare == 20
    toledo.on.moving = False
    qtbot.waitUntil(lambda: toledo.on.tare == 0)
    qtbot.waitUntil(lambda: window.tasks.pending == 0 and not window.scale._pause.isActive())


def test_an_8217_that_may_not_tare_is_left_alone(qtbot: QtBot, window: MainWindow, toledo: Toledo) -> None:
    toledo.on.may_tare, toledo.on.gross = False, 20
    put_on(window)
    shows(qtbot, window, "0.020 kg", READY)
    press(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    toledo.on.gross = 520
    shows(qtbot, window, "0.500 kg", "Net; container 0.020 kg. Enter takes it")


def test_a_tare_of_the_scale_s_own_is_named_and_no_second_one_is_taken_off(
    qtbot: QtBot, window: MainWindow, toledo: Toledo
) -> None:
    toledo.on.gross, toledo.on.tare = 520, 20
    put_on(window)
    shows(qtbot, window, "0.500 kg", NET_OF_ITS_OWN)
    type_text("0.01")
    press(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: bar(window).state.text().startswith("The scale takes off a container of its own."))
    press(Qt.Key.Key_Return)
    assert names(window) == []
    press(Qt.Key.Key_T, CTRL)
    shows(qtbot, window, "0.520 kg", READY)
    assert toledo.on.tare == 0
    assert not bar(window).tare_button.chosen


def test_a_tare_of_the_scale_s_own_is_left_to_it_or_cleared_with_one_key(
    qtbot: QtBot, window: MainWindow, toledo: Toledo
) -> None:
    toledo.on.gross, toledo.on.tare = 520, 20
    put_on(window)
    shows(qtbot, window, "0.500 kg", NET_OF_ITS_OWN)
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    assert b"C" not in toledo.asked
    put_on(window)
    shows(qtbot, window, "0.500 kg", NET_OF_ITS_OWN)
    press(Qt.Key.Key_T, CTRL)
    shows(qtbot, window, "0.520 kg", READY)
    assert toledo.on.tare == 0


@pytest.mark.parametrize("lost", [cut, lambda _answer: b"", lambda _answer: b"\x02?P\r"])
def test_a_scale_whose_answer_to_a_tare_was_lost_does_not_stay_tared(
    qtbot: QtBot, window: MainWindow, toledo: Toledo, lost: Callable[[bytes], bytes]
) -> None:
    """It may have taken the container off, and would take it off all that is weighed later."""
    toledo.on.gross = 20
    toledo.spoils = {b"T": [lost]}
    put_on(window)
    shows(qtbot, window, "0.020 kg", READY)
    press(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: b"T" in toledo.asked and toledo.on.tare == 0)
    toledo.on.gross = 520
    shows(qtbot, window, "0.500 kg", "Net; container 0.020 kg. Enter takes it")
    press(Qt.Key.Key_Return)
    toledo.on.gross = 0
    qtbot.waitUntil(lambda: window.scale.moved)
    toledo.on.gross = 520
    put_on(window)
    shows(qtbot, window, "0.520 kg", READY)


def test_goods_laid_in_before_the_scale_has_tared_are_not_taken_off(
    qtbot: QtBot, window: MainWindow, toledo: Toledo
) -> None:
    toledo.on.gross = 20
    put_on(window)
    shows(qtbot, window, "0.020 kg", READY)
    press(Qt.Key.Key_T, CTRL)
    toledo.on.gross = 520
    qtbot.waitUntil(lambda: b"C" in toledo.asked)
    shows(qtbot, window, "0.500 kg", "Net; container 0.020 kg. Enter takes it")
    assert toledo.on.tare == 0


def test_a_clearing_that_is_lost_too_is_told_again_and_nothing_is_taken_meanwhile(
    qtbot: QtBot, window: MainWindow, toledo: Toledo
) -> None:
    toledo.on.gross = 20
    put_on(window)
    shows(qtbot, window, "0.020 kg", READY)
    press(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: bar(window).state.text().endswith("container 0.020 kg") and window.tasks.pending == 1)
    toledo.deaf, toledo.on.gross = {b"C"}, 520
    press(Qt.Key.Key_Escape)
    toledo.on.damage = [cut, cut]
    qtbot.waitUntil(lambda: not isinstance(window.scale.said, Reading))
    seen: list[str] = []
    window.scale.told.connect(lambda: seen.append(bar(window).state.text()))
    put_on(window)
    qtbot.waitUntil(lambda: toledo.asked.count(b"C") >= 3)
    toledo.deaf = set()
    shows(qtbot, window, "0.520 kg", READY)
    assert NET_OF_ITS_OWN not in seen


def test_a_scale_that_will_not_clear_its_tare_is_believed_in_the_end(
    qtbot: QtBot, window: MainWindow, toledo: Toledo
) -> None:
    toledo.on.gross, toledo.on.tare, toledo.deaf = 520, 20, {b"C"}
    put_on(window)
    shows(qtbot, window, "0.500 kg", NET_OF_ITS_OWN)
    press(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: bar(window).state.text() == "Still moving")
    shows(qtbot, window, "0.500 kg", NET_OF_ITS_OWN)
    assert toledo.asked.count(b"C") == CLEAR_TRIES


def test_a_container_is_taken_off_a_typed_weight_without_a_scale(window: MainWindow) -> None:
    scan(APPLES.code)
    type_text("0.02")
    press(Qt.Key.Key_T, CTRL)
    assert bar(window).state.text() == "Container 0.020 kg is taken off what is typed"
    type_text("0.52")
    press(Qt.Key.Key_Return)
    assert quantities(window) == ["0.500 kg"]
    assert tares(window) == [20]


def test_a_container_is_taken_back_and_none_is_asked_for(qtbot: QtBot, till: MainWindow, device: PortScale) -> None:
    put_on(till)
    shows(qtbot, till, "0.000 kg", "Nothing on the scale")
    press(Qt.Key.Key_T, CTRL)
    assert bar(till).state.text().startswith("Nothing lies on the scale to take off. Put the empty container on it")
    type_text("0.02")
    press(Qt.Key.Key_T, CTRL)
    assert bar(till).tare_button.chosen
    assert bar(till).state.text() == "Nothing on the scale · container 0.020 kg"
    device.on.gross = 734
    shows(qtbot, till, "0.714 kg", "Net; container 0.020 kg. Enter takes it")
    press(Qt.Key.Key_T, CTRL)
    assert not bar(till).tare_button.chosen
    shows(qtbot, till, "0.734 kg", READY)
    press(Qt.Key.Key_Return)
    assert tares(till) == [0]


def test_a_container_that_is_no_weight_is_refused(till: MainWindow, recorder: Recorder) -> None:
    put_on(till)
    for text, said in (("x", "“x” is no quantity"), ("0", "“0” is nothing"), (MILK.code, "That was a scan")):
        type_text(text)
        press(Qt.Key.Key_T, CTRL)
        assert recorder.take().startswith(said)
        assert bar(till).field.selectedText() == text
    assert not bar(till).tare_button.chosen


def test_without_a_scale_a_container_must_be_typed_and_a_line_cannot_be_weighed(
    window: MainWindow, recorder: Recorder
) -> None:
    scan(f"0.5*{APPLES.code}")
    scan(MILK.code)
    press(Qt.Key.Key_W, CTRL)
    assert recorder.take().startswith(f"{MILK.name} is not sold by weight.")
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_W, CTRL)
    assert recorder.take().startswith("No scale is set up.")
    scan(APPLES.code)
    press(Qt.Key.Key_T, CTRL)
    assert recorder.take().startswith("No scale is set up.")
    type_text("0.02")
    press(Qt.Key.Key_T, CTRL)
    press(Qt.Key.Key_T, CTRL)
    assert not bar(window).state.isVisible()
    type_text("0.3")
    press(Qt.Key.Key_Return)
    assert quantities(window) == ["0.800 kg", "1"]


def test_a_container_heavier_than_everything_is_refused(qtbot: QtBot, till: MainWindow, device: PortScale) -> None:
    device.on.gross = 15
    put_on(till)
    type_text("0.02")
    press(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: bar(till).state.text().startswith("The container (0.020 kg) is as heavy"))
    press(Qt.Key.Key_Return)
    assert names(till) == []


# A line in the basket


def test_where_the_quantity_is_asked_the_scale_is_offered(
    qtbot: QtBot, till: MainWindow, device: PortScale, recorder: Recorder
) -> None:
    scan(f"0.5*{APPLES.code}")
    device.on.gross = 734
    press(Qt.Key.Key_F2)
    assert bar(till).field.text() == "0.5"
    till.sales.take_code(SOAP.code)
    click(bar(till).weigh_button)
    assert bar(till).title.text() == f"Weigh {APPLES.name}", "the line that was asked about"
    assert not bar(till).weigh_button.isVisible()
    assert focused() is bar(till).field
    shows(qtbot, till, "0.734 kg", READY)
    press(Qt.Key.Key_Return)
    assert quantities(till) == ["0.734 kg", "1"]
    press(Qt.Key.Key_F2)
    press(Qt.Key.Key_W, CTRL)
    shows(qtbot, till, "0.734 kg", READY)
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_F2)
    assert not bar(till).weigh_button.isVisible(), "soap is not weighed"
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Up)
    till.announce(till.services.settings.change(scale_kind="none"))
    press(Qt.Key.Key_F2)
    assert bar(till).asking is not None
    assert not bar(till).weigh_button.isVisible(), "there is no scale"


def test_a_line_taken_out_while_its_quantity_is_asked_is_not_weighed_nor_is_another(
    till: MainWindow, device: PortScale, recorder: Recorder
) -> None:
    device.on.gross = 734
    scan(SOAP.code)
    scan(f"0.5*{APPLES.code}")
    press(Qt.Key.Key_F2)
    click(till.sales.widget.buttons["sales.remove"])
    click(bar(till).weigh_button)
    assert recorder.take() == "This line is not in the basket any more."
    assert bar(till).title.text() == f"Quantity of {APPLES.name}"
    press(Qt.Key.Key_Escape)
    assert quantities(till) == ["1"]


def test_a_line_is_weighed_again(qtbot: QtBot, till: MainWindow, device: PortScale) -> None:
    scan(f"0.5*{APPLES.code}")
    device.on.gross = 734
    press(Qt.Key.Key_W, CTRL)
    assert bar(till).title.text() == f"Weigh {APPLES.name}"
    shows(qtbot, till, "0.734 kg", READY)
    press(Qt.Key.Key_Return)
    assert quantities(till) == ["0.734 kg"]
    press(Qt.Key.Key_W, CTRL)
    shows(qtbot, till, "0.734 kg", READY)
    type_text("0.034")
    press(Qt.Key.Key_T, CTRL)
    shows(qtbot, till, "0.700 kg", "Net; container 0.034 kg. Enter takes it")
    press(Qt.Key.Key_Return)
    assert quantities(till) == ["0.700 kg"]
    assert tares(till) == [34]
    press(Qt.Key.Key_W, CTRL)
    till.sales.take_code(SOAP.code)
    assert till.sales.basket.lit() == till.sales.basket.sale.basket.lines[1].uid
    device.on.gross = 834
    shows(qtbot, till, "0.800 kg", "Net; container 0.034 kg. Enter takes it")
    press(Qt.Key.Key_Return)
    assert quantities(till) == ["0.800 kg", "1"], "the line that was asked about, not the one scanned meanwhile"
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_W, CTRL)
    shows(qtbot, till, "0.800 kg", "Net; container 0.034 kg. Enter takes it")
    press(Qt.Key.Key_T, CTRL)
    type_text("0.9")
    press(Qt.Key.Key_Return)
    assert quantities(till) == ["0.900 kg", "1"]
    assert tares(till) == [None, None]
