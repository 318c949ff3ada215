"""Scanners that type: told from fingers by the clock, ended by anything or by silence, parted where they ran on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from pos_app.ui.sales.bursts import QUICK_MS, SILENCE_MS, Bursts
from pos_app.ui.sales.found import is_burst
from pos_app.ui.sales.scan_line import ScanLine
from tests.ui.hands import CTRL, PLAIN, compose, focused, press, type_text
from tests.ui.shop import APPLES, MILK, SAUCE, SESAME, SOAP, TEA

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.ui.main_window import MainWindow
    from tests.ui.conftest import Recorder


@pytest.fixture
def beeps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sounds of the system's bell."""
    heard: list[str] = []
    monkeypatch.setattr(QApplication, "beep", lambda: heard.append("beep"))
    return heard


def names(window: MainWindow) -> list[str]:
    return [line.item.name for line in window.sales.basket.sale.basket.lines]


def preedit(text: str) -> None:
    """Let an input method show a text that it has not settled."""
    QApplication.sendEvent(focused(), QInputMethodEvent(text, []))


class HandTime:
    """A clock in milliseconds that is set by hand."""

    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> int:
        return self.now


@pytest.mark.parametrize(
    ("gaps", "count"),
    [
        ([1] * 12, 13),
        ([QUICK_MS] * 5, 6),
        ([QUICK_MS + 1] * 5, 1),
        ([200, 1, 1, 1], 4),
        ([1, 1, 200], 1),
    ],
)
def test_signs_count_while_they_come_quickly(qapp: QApplication, gaps: list[int], count: int) -> None:
    clock = HandTime()
    bursts = Bursts(clock)
    bursts.sign()
    for gap in gaps:
        clock.now += gap
        bursts.sign()
    assert bursts.count == count
    bursts.forget()
    assert bursts.count == 0


def test_the_window_system_says_when_a_key_was_pressed_however_late_it_is_handled(qapp: QApplication) -> None:
    clock = HandTime()
    bursts = Bursts(clock)
    for stamp in (1000, 1010, 1020):
        bursts.sign(stamp)
        clock.now += 500  # the window was busy
    assert bursts.count == 3
    bursts.sign(1500)
    assert bursts.count == 1
    clock.now += 500
    bursts.sign()  # an input method says no time
    assert bursts.count == 1


@pytest.mark.parametrize(("signs", "said"), [(3, []), (4, [4]), (13, [13])])
def test_silence_ends_a_burst_once(qtbot: QtBot, signs: int, said: list[int]) -> None:
    bursts = Bursts(HandTime())
    heard: list[int] = []
    bursts.ended.connect(heard.append)
    for _ in range(signs):
        bursts.sign()
    assert bursts._silence.interval() == SILENCE_MS
    assert bursts._silence.isActive()
    bursts._silence.timeout.emit()
    qtbot.waitUntil(lambda: bursts.count == 0)
    assert heard == said


def test_a_key_that_waited_in_the_queue_takes_the_silence_back(qtbot: QtBot) -> None:
    bursts = Bursts(HandTime())
    with qtbot.assertNotEmitted(bursts.ended):
        for _ in range(5):
            bursts.sign()
        bursts._silence.timeout.emit()
        bursts.sign()
        assert not bursts._sure.isActive()
    assert bursts.count == 6


@pytest.mark.parametrize(
    ("text", "count", "scan"),
    [
        (MILK.code, 13, True),
        (MILK.code, 12, False),
        (f"3*{MILK.code}", 13, True),
        ("4011", 4, True),
        ("401", 3, False),
        ("laoganma", 8, False),
        ("AB-12345", 8, True),
        ("６９０１", 4, True),
        ("]C0AB-12345", 11, True),
        ("https://id.gs1.org/01/06901234567892", 36, True),
        ("https://example.com/1", 21, False),
    ],
)
def test_what_is_a_scan(text: str, count: int, *, scan: bool) -> None:
    assert is_burst(text, count) is scan


def test_a_scan_that_nothing_ends_is_ended_by_silence(qtbot: QtBot, window: MainWindow) -> None:
    type_text(MILK.code)
    qtbot.waitUntil(lambda: names(window) == [MILK.name])
    assert window.sales.widget.scan.text() == ""
    type_text(f"3*{TEA.code}")
    qtbot.waitUntil(lambda: names(window) == [MILK.name, TEA.name])
    assert window.sales.basket.sale.basket.lines[1].quantity == 3000


def test_words_wait_for_the_person_however_fast_they_came(qtbot: QtBot, window: MainWindow) -> None:
    type_text("laoganma")
    with qtbot.waitSignal(window.sales.bursts.ended):
        pass
    assert window.sales.widget.scan.text() == "laoganma"
    assert names(window) == []


def test_a_held_key_is_no_scanner(window: MainWindow) -> None:
    for _ in range(6):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, PLAIN, "1", True)
        QApplication.sendEvent(focused(), event)
    assert window.sales.widget.scan.text() == "111111"
    assert window.sales.bursts.count == 0


def test_two_codes_in_one_burst_are_two_scans(window: MainWindow, beeps: list[str]) -> None:
    type_text(MILK.code + TEA.code)
    press(Qt.Key.Key_Return)
    assert names(window) == [MILK.name, TEA.name]
    assert beeps == []


def test_three_codes_that_silence_ends_are_three_scans(qtbot: QtBot, window: MainWindow) -> None:
    type_text(MILK.code + SOAP.code + SESAME.code)
    qtbot.waitUntil(lambda: names(window) == [MILK.name, SOAP.name, SESAME.name])


@pytest.mark.parametrize(
    "text",
    [
        "7000001600000" + "0" * 7,  # a GTIN-8 and a GTIN-12, or the other way round
        MILK.code + TEA.code[:-2],
        f"2*{MILK.code}{TEA.code}",
    ],
)
def test_codes_that_can_be_parted_in_no_way_or_several_are_refused_with_a_beep(
    window: MainWindow, recorder: Recorder, beeps: list[str], text: str
) -> None:
    type_text(text)
    press(Qt.Key.Key_Return)
    assert "scan them one by one; nothing was added" in recorder.take()
    assert beeps == ["beep"]
    assert names(window) == []


def test_where_one_of_several_codes_is_unknown_none_is_added(
    window: MainWindow, recorder: Recorder, beeps: list[str]
) -> None:
    type_text(MILK.code + "4006381333900")
    press(Qt.Key.Key_Return)
    assert "4006381333900" in recorder.take()
    assert (names(window), beeps) == ([], ["beep"])


def test_a_scan_takes_the_place_of_a_choice_that_was_offered(qtbot: QtBot, window: MainWindow) -> None:
    type_text("s")
    qtbot.waitUntil(window.sales.widget.results.isVisible)
    window.sales.widget.scan.clear()
    type_text(SAUCE.code)
    press(Qt.Key.Key_Return)
    assert names(window) == [SAUCE.name]


def test_the_line_asks_an_input_method_for_latin_letters(window: MainWindow) -> None:
    assert window.sales.widget.scan.inputMethodHints() & Qt.InputMethodHint.ImhPreferLatin


@pytest.mark.parametrize("wide", [False, True])
def test_a_burst_inside_a_composition_is_a_scan(qtbot: QtBot, window: MainWindow, *, wide: bool) -> None:
    code = MILK.code.translate({ord(sign): ord(sign) + 0xFEE0 for sign in MILK.code}) if wide else MILK.code
    for end in range(1, len(code) + 1):
        preedit(code[:end])
    qtbot.waitUntil(lambda: names(window) == [MILK.name])
    assert window.sales.widget.scan.whole == ""
    compose(code)  # what some input methods settle when they are reset
    assert window.sales.widget.scan.text() == ""
    compose("oat")
    assert window.sales.widget.scan.text() == "oat"


def test_an_input_method_that_settles_sign_by_sign_or_on_enter(qtbot: QtBot, window: MainWindow) -> None:
    for sign in TEA.code:
        compose(sign)
    qtbot.waitUntil(lambda: names(window) == [TEA.name])
    for end in range(1, 5):
        preedit(APPLES.code[:end])
    compose(APPLES.code)
    assert window.sales.bursts.count == 4
    qtbot.waitUntil(lambda: window.sales.widget.entry.asking is not None)  # apples ask for their weight


def test_words_in_a_composition_are_left_to_the_person(qtbot: QtBot, window: MainWindow) -> None:
    for text in ("l", "la", "lao", "laog"):
        preedit(text)
    with qtbot.waitSignal(window.sales.bursts.ended):
        pass
    assert window.sales.widget.scan.whole == "laog"
    preedit("")
    compose("老干妈")
    assert window.sales.bursts.count == 0
    assert window.sales.widget.scan.text() == "老干妈"


def test_the_separator_of_gs1_codes_is_kept(qtbot: QtBot) -> None:
    line = ScanLine(str)
    qtbot.addWidget(line)
    type_text("0106901234567892", at=line)
    QApplication.sendEvent(line, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_BracketRight, CTRL, "\x1d"))
    type_text("10A", at=line)
    assert line.text() == "0106901234567892\x1d10A"


def test_a_scan_into_the_amount_that_nothing_ends_is_refused(qtbot: QtBot, window: MainWindow) -> None:
    type_text(MILK.code)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_F12)
    pay = window.sales.widget.pay
    type_text(TEA.code)
    qtbot.waitUntil(lambda: "That was a scan" in pay.said.text())
    assert pay.amount.text() == "12.90"
    type_text("20")
    assert pay.amount.text() == "20"
