"""Rows of the till: their words, and a model that changes only what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from pos_app.domain.basket import price_basket
from pos_app.domain.money import PRICE_PARTS
from pos_app.domain.pricing import Discount, PriceStep
from pos_app.ui.messages import Message, Place, Tone
from pos_app.ui.sales.explain_panel import ExplainPanel, rounded_part, step_texts
from pos_app.ui.sales.line_rows import LineRow, LineRows, Standing, count_text
from pos_app.ui.sales.table_model import Column, LinesTableModel
from pos_app.ui.sales.totals_panel import TotalsPanel
from pos_app.ui.widgets.rows_model import Role
from tests.ui.hands import followed
from tests.ui.sales.baskets import ADDED, basket, priced, uid

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.domain.basket import PricedBasket
    from pos_app.domain.formats import Formats
    from pos_app.ui.theme import Theme

TEN_OFF = Discount(rate_ppm=100_000, name="Autumn offer")


def rows_of(made: PricedBasket, formats: Formats, standing: Standing | None = None) -> list[LineRow]:
    return LineRows(formats, str).of(made, standing or Standing())


def test_a_row_has_the_figures_of_its_line(formats: Formats) -> None:
    first, second = rows_of(priced(("Oat milk", 1290, 2000), ("Apples", 1580, 734)), formats)
    assert (first.number, first.name, first.quantity, first.price, first.amount) == (
        1,
        "Oat milk",
        "2",
        "12.90",
        "25.80",
    )
    assert (second.quantity, second.amount) == ("0.734 kg", "11.60")
    assert (first.note, first.saving) == ("", False)


def test_a_line_that_stayed_keeps_its_row_until_something_is_said_of_it(formats: Formats) -> None:
    maker, made = LineRows(formats, str), priced(("Oat milk", 1290, 2000), ("Apples", 1580, 734))
    first, second = maker.of(made)
    assert all(one is other for one, other in zip(maker.of(made), (first, second), strict=True))
    saving, same = maker.of(made, Standing(saving={uid(1)}))
    assert saving.saving
    assert same is second
    assert maker.of(made) == [first, second]
    assert maker.of(made, Standing(unsaved={uid(2)}))[1].note_tint == "bad"


def test_a_line_that_moved_up_gets_its_new_number(formats: Formats) -> None:
    maker, three = LineRows(formats, str), basket(("A", 100, 1000), ("B", 200, 1000), ("C", 300, 1000))
    before = price_basket(three)
    maker.of(before)
    rows = maker.of(price_basket(three.without(uid(1)), before=before))
    assert [(row.number, row.name) for row in rows] == [(1, "B"), (2, "C")]


def test_the_note_says_what_made_the_price(formats: Formats) -> None:
    (row,) = rows_of(priced(("Sauce", 990, 3000), discount=TEN_OFF), formats)
    assert (row.note, row.note_tint) == ("Autumn offer \N{MINUS SIGN}10%", "good")
    (row,) = rows_of(priced(("Sauce", 990, 3000), discount=Discount(amount=250)), formats)
    assert row.note == "Discount \N{MINUS SIGN}2.50"


def test_a_changed_price_names_the_list_price(formats: Formats) -> None:
    changed = basket(("Sauce", 990, 1000)).with_changed(uid(1), unit_price=500 * PRICE_PARTS)
    (row,) = rows_of(price_basket(changed), formats)
    assert (row.note, row.note_tint, row.price) == ("list price 9.90", "muted", "5.00")


def test_saving_and_not_saved_are_shown_on_the_line(formats: Formats) -> None:
    made = priced(("Milk", 100, 1000), ("Tea", 200, 1000))
    saving, other = rows_of(made, formats, Standing(saving={uid(1)}))
    assert (saving.saving, other.saving) == (True, False)
    failed, _ = rows_of(made, formats, Standing(unsaved={uid(1)}))
    assert failed.note.startswith("Not saved")
    assert failed.note_tint == "bad"


def test_a_message_about_a_line_stands_on_it(formats: Formats) -> None:
    said = {uid(1).hex(): Message(Place.LINE, "only 2 left", Tone.WARN, uid(1).hex())}
    (row,) = rows_of(priced(("Milk", 100, 1000)), formats, Standing(said=said))
    assert (row.note, row.note_tint) == ("only 2 left", "warn")


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([("Milk", 1, 1000)], "1 piece on 1 line"),
        ([("Milk", 1, 2000), ("Tea", 1, 6000), ("Apples", 1, 734)], "8 pieces + 0.734 kg on 3 lines"),
        ([("Apples", 1, 734)], "0.734 kg on 1 line"),
    ],
)
def test_what_the_basket_holds(lines: list[tuple[str, int, int]], text: str, formats: Formats) -> None:
    assert count_text(priced(*lines), formats, str) == text


def row(number: int, name: str = "Milk") -> LineRow:
    return LineRow(uid(number), number, name, "", "muted", "1", "1.00", "1.00")


def test_the_model_follows_a_basket_step_by_step() -> None:
    model = LinesTableModel(str)
    tester = followed(model)
    steps = [
        [row(1)],
        [row(1), row(2)],
        [row(1), replace(row(2), quantity="3")],
        [row(1), row(2), row(3), row(4)],
        [row(1), row(4)],
        [row(4)],
        [],
        [row(5), row(6)],
        [row(7), row(8), row(6)],
    ]
    for rows in steps:
        model.show(rows)
        assert [model.uid_at(place) for place in range(model.rowCount())] == [shown.uid for shown in rows]
        assert [model.index(place, Column.QUANTITY).data() for place in range(len(rows))] == [r.quantity for r in rows]
    assert model.row_of(uid(8)) == 1
    assert model.row_of(uid(99)) == -1
    assert model.uid_at(-1) is None
    assert tester.model() is model


def test_only_the_changed_row_is_announced(qtbot: QtBot) -> None:
    model = LinesTableModel(str)
    model.show([row(1), row(2), row(3)])
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.show([row(1), replace(row(2), amount="9.00"), row(3)])
    assert changed.args is not None
    assert (changed.args[0].row(), changed.args[1].row()) == (1, 1)
    with qtbot.assertNotEmitted(model.dataChanged), qtbot.assertNotEmitted(model.modelReset):
        model.show([row(1), replace(row(2), amount="9.00"), row(3)])


def test_cells_for_eyes_and_for_screen_readers() -> None:
    model = LinesTableModel(str)
    model.show([replace(row(1), saving=True, note="Offer", note_tint="good")])
    number, item = model.index(0, Column.NUMBER), model.index(0, Column.ITEM)
    assert number.data() == "…"
    assert number.data(Qt.ItemDataRole.AccessibleTextRole) == "1 saving"
    assert number.data(Role.SMALL)
    assert (item.data(Role.NOTE), item.data(Role.NOTE_TOKEN)) == ("Offer", "good")
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == "Milk, Offer"
    assert model.index(0, Column.AMOUNT).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.headerData(Column.PRICE, Qt.Orientation.Horizontal) == "Price"


def test_totals_show_what_is_something(qtbot: QtBot, theme: Theme, formats: Formats) -> None:
    panel = TotalsPanel(theme, formats, str)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_basket(priced(("Sauce", 990, 3000), discount=TEN_OFF))
    assert panel.subtotal.figure.text() == "29.70"
    assert panel.saved.figure.text() == "\N{MINUS SIGN}2.97"
    assert panel.total.text() == "26.73"
    assert panel.tax_included.isVisible()
    assert not panel.tax_added.isVisible()
    panel.show_basket(priced(("Sauce", 1000, 1000), tax=ADDED))
    assert panel.tax_added.figure.text() == "0.83"
    assert panel.total.text() == "10.83"
    assert not panel.saved.isVisible()


def test_f8_explains_a_price_in_words(formats: Formats) -> None:
    made = priced(("Sauce", 990, 3000), discount=TEN_OFF)
    shown = [step_texts(step, made.lines[0], formats, str)[:2] for step in made.steps(uid(1))]
    assert shown == [
        ("List price", "9.90"),
        ("Times 3", "29.70"),
        ("Autumn offer 10%", "\N{MINUS SIGN}2.97"),
        ("Amount", "26.73"),
        ("VAT 13% inside", "3.08"),
        ("of which rounded", "≈ 0.004867"),
    ]


def test_f8_names_every_kind_of_step(qtbot: QtBot, theme: Theme, formats: Formats) -> None:
    changed = basket(("Apples", 1580, 734), ("Tea", 100, 1000), tax=ADDED).with_changed(
        uid(1), unit_price=1501 * PRICE_PARTS
    )
    made = price_basket(replace(changed, discounts=(Discount(rate_ppm=50_000),)))
    names = [step_texts(step, made.lines[0], formats, str)[0] for step in made.steps(uid(1))]
    assert names == [
        "List price",
        "Changed price",
        "Times 0.734 kg",
        "of which rounded",
        "Share of the basket's discount",
        "of which rounded",
        "Amount",
        "Sales tax 8.25% on top",
        "of which rounded",
    ]
    panel = ExplainPanel(theme, formats, "F8", str)
    qtbot.addWidget(panel)
    panel.show_line(made, uid(1))
    panel.show_line(made, uid(2))
    assert panel.title.text() == "Tea"


def test_what_has_no_room_is_turned_to_by_the_key(qtbot: QtBot, theme: Theme, formats: Formats) -> None:
    made = price_basket(replace(basket(("Apples " * 20, 1580, 734), tax=ADDED), discounts=(TEN_OFF,)))
    panel = ExplainPanel(theme, formats, "F8", str)
    qtbot.addWidget(panel)
    panel.resize(340, 600)
    panel.show_line(made, uid(1))
    panel.show()
    qtbot.waitUntil(lambda: not panel.more.isVisible())
    panel.resize(340, 170)
    qtbot.waitUntil(panel.more.isVisible)
    bar = panel.steps.verticalScrollBar()
    reached: list[int] = []
    while not reached or bar.value():
        panel.steps.turn_page()
        reached.append(bar.value())
    assert reached == [*sorted(reached[:-1]), 0]
    assert bar.maximum() in reached
    panel.steps.turn_page()
    panel.show_line(made, uid(1))
    assert bar.value() == reached[0], "what is shown already stays where it is"
    panel.show_line(priced(("Tea", 100, 1000)), uid(1))
    assert bar.value() == 0


def test_a_rounding_is_shown_with_its_small_decimals(formats: Formats) -> None:
    assert rounded_part(PriceStep("rounding", 2_660_000), formats) == "0.00266"
    assert rounded_part(PriceStep("rounding", -2_660_008), formats) == "\N{MINUS SIGN}0.002660008"


def test_what_no_decimals_say_is_shown_as_near(formats: Formats) -> None:
    assert rounded_part(PriceStep("rounding", 1_061_947, near=True), formats) == "≈ 0.001062"
    assert rounded_part(PriceStep("rounding", -3_500_500, near=True), formats) == "≈ \N{MINUS SIGN}0.003501"
    assert rounded_part(PriceStep("rounding", -7, near=True), formats) == "≈ \N{MINUS SIGN}0.000000007"
