"""Scales on a port: tables of every answer, and one contract for each kind against its simulator on a pty."""

from __future__ import annotations

import contextlib
import os
import termios
import threading
from functools import reduce
from operator import xor
from typing import TYPE_CHECKING

import pytest
from serial import Serial, SerialException

from pos_app.domain.weighing import (
    Reading,
    ScaleAway,
    ScaleBelowZero,
    ScaleEmpty,
    ScaleGarbled,
    ScaleOverloaded,
    ScaleRefused,
    ScaleSilent,
    ScaleUnstable,
    refuse_unready,
)
from pos_app.links.devices.scales import cas_ap1, toledo_8217
from pos_app.links.devices.scales.serial_scale import Garbled, ScaleProtocol, SerialScale
from tests.simulators.scale import KINDS, Cas, PortScale, Toledo, cut, turned

pytest.importorskip("pty", reason="pseudo terminals stand for serial ports; run this on Linux or macOS")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PROTOCOLS: dict[str, Callable[[], ScaleProtocol]] = {"toledo_8217": toledo_8217.Toledo8217, "cas_ap1": cas_ap1.CasAp1}
PATIENCE_S = 0.3
MOVING = Reading(None, steady=False)


def frame(body: bytes, check: int = 0) -> bytes:
    """Return what a CAS sends, with a check sign that is wrong by `check`."""
    return b"\x01\x02" + body + bytes([reduce(xor, body) ^ check]) + b"\x03\x04"


@pytest.mark.parametrize(
    ("answer", "reading"),
    [
        (b"\x0200.734\r", Reading(734)),
        (b"\x0200.000\r", Reading(0)),
        (b"\x0214.995\r", Reading(14_995)),
        (b"\x0200.480N\r", Reading(480, net=True)),
        (b"\x02001.62\r", Reading(1620, "lb")),
        (b"\x02029.99N\r", Reading(29_990, "lb", net=True)),
        (b"\x02?A\r", MOVING),
        (b"\x02?B\r", Reading(None, steady=False, over=True)),
        (b"\x02?C\r", Reading(None, steady=False, over=True)),
        (b"\x02?D\r", Reading(None, steady=False, below=True)),
        (b"\x02?E\r", Reading(None, steady=False, below=True)),
        (b"\x02?H\r", Reading(None, steady=False, below=True)),
        (b"\x02?J\r", Reading(None, steady=False, over=True)),
        (b"\x02?P\r", Reading(0)),
        (b"\x02?Q\r", MOVING),
        (b"\x02?a\r", Reading(None, steady=False, net=True)),
        (b"\x02?p\r", Reading(0, net=True)),
        (b"\x02?@\r", MOVING),
    ],
)
def test_8217_says(answer: bytes, reading: Reading) -> None:
    assert toledo_8217.parse(answer) == reading


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\r",
        b"\x02\r",
        b"\x0200.73",
        b"\x0200.734",
        b"00.734\r",
        b"0.734\r",
        b"\x020.734\r",
        b"\x02000.734\r",
        b"\x0200734\r",
        b"\x02 0.734\r",
        b"\x02-0.734\r",
        b"\x0200.7\xb34\r",
        b"\x0200.734X\r",
        b"734\r",
        b"4\r\x0200.734\r",
        b"\x02?\r",
        b"\x02? \r",
        b"\x02?\xc1\r",
        b"\x02?AA\r",
        b"\x02??A\r",
    ],
)
def test_8217_is_damaged(answer: bytes) -> None:
    with pytest.raises(Garbled):
        toledo_8217.parse(answer)


@pytest.mark.parametrize(
    ("body", "reading"),
    [
        (b"S 00.734kg", Reading(734)),
        (b"S  0.734kg", Reading(734)),
        (b"S 00.000kg", Reading(0)),
        (b"S 12.345KG", Reading(12_345)),
        (b"S   1.62lb", Reading(1620, "lb")),
        (b"S  0.505LB", Reading(505, "lb")),
        (b"S    734 g", Reading(734_000, "g")),
        (b"S  734.5g ", Reading(734_500, "g")),
        (b"S    8.5oz", Reading(8500, "oz")),
        (b"U 00.700kg", Reading(700, steady=False)),
        (b"S-00.020kg", Reading(-20)),
        (b"U-00.020kg", Reading(-20, steady=False)),
        (b"SF00.000kg", Reading(None, steady=False, over=True)),
        (b"SF      kg", Reading(None, steady=False, over=True)),
    ],
)
def test_cas_says(body: bytes, reading: Reading) -> None:
    assert cas_ap1.parse(frame(body)) == reading


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        frame(b"S 00.734kg")[:-1],
        frame(b"S 00.734kg")[1:],
        frame(b"S 00.734kg") + b"\x04",
        *(frame(b"S 00.734kg", wrong) for wrong in (1, 0x20, 0x80)),
        frame(b"S 00.734kg").replace(b"7", b"1"),
        frame(b"X 00.734kg"),
        frame(b"S+00.734kg"),
        frame(b"S 00.734lt"),
        frame(b"S 0.0734kg"),
        frame(b"S 0.7.34kg"),
        frame(b"S 7 .734kg"),
        frame(b"S       kg"),
        frame(b"S 00.734 kg"),
        frame(b"S 0.734kg"),
    ],
)
def test_cas_is_damaged(answer: bytes) -> None:
    with pytest.raises(Garbled):
        cas_ap1.parse(answer)


@pytest.fixture(params=KINDS)
def device(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PortScale]:
    """A scale that is plugged in."""
    made = KINDS[request.param](tmp_path / "scale")
    made.plug_in()
    yield made
    made.pull_out()


@pytest.fixture
def scale(device: PortScale) -> Iterator[SerialScale]:
    """Who asks it."""
    made = asking(device)
    yield made
    made.close()


@pytest.fixture
def toledo(tmp_path: Path) -> Iterator[Toledo]:
    made = Toledo(tmp_path / "toledo")
    made.plug_in()
    yield made
    made.pull_out()


def asking(device: PortScale) -> SerialScale:
    kind = next(kind for kind, made in KINDS.items() if isinstance(device, made))
    return SerialScale(PROTOCOLS[kind](), str(device.path), 9600, patience=PATIENCE_S, rest=0.001)


def test_a_weight(device: PortScale, scale: SerialScale) -> None:
    for grams in (1, 734, 14_995):
        device.on.gross = grams
        assert scale.read() == Reading(grams)
        assert refuse_unready(scale.read()) == grams


def test_pounds(device: PortScale, scale: SerialScale) -> None:
    device.on.pounds, device.on.gross = True, 162
    assert scale.read() == Reading(1620, "lb")


def test_moving_then_steady(device: PortScale, scale: SerialScale) -> None:
    device.on.gross, device.on.moving = 700, True
    with pytest.raises(ScaleUnstable):
        refuse_unready(scale.read())
    device.on.gross, device.on.moving = 734, False
    assert refuse_unready(scale.read()) == 734


def test_what_cannot_be_sold(device: PortScale, scale: SerialScale) -> None:
    with pytest.raises(ScaleEmpty):
        refuse_unready(scale.read())
    device.on.tare = 20
    with pytest.raises(ScaleBelowZero):
        refuse_unready(scale.read())
    device.on.tare, device.on.gross = 0, 15_001
    with pytest.raises(ScaleOverloaded):
        refuse_unready(scale.read())


def test_a_silent_scale_speaks_again(device: PortScale, scale: SerialScale) -> None:
    device.on.gross, device.on.silent = 734, True
    with pytest.raises(ScaleSilent) as raised:
        scale.read()
    assert raised.value.params == {"port": str(device.path)}
    device.on.silent = False
    assert scale.read() == Reading(734)


@pytest.mark.parametrize("damage", [cut, turned, lambda answer: answer[:-1], lambda answer: b"\x00" + answer])
def test_one_damaged_answer_is_asked_for_again_and_two_are_said(
    device: PortScale, scale: SerialScale, damage: Callable[[bytes], bytes]
) -> None:
    device.on.gross = 734
    device.on.damage = [damage]
    assert scale.read() == Reading(734)
    device.on.damage = [damage, damage]
    with pytest.raises(ScaleGarbled):
        scale.read()
    assert device.on.damage == []
    assert scale.read() == Reading(734)


def test_old_bytes_on_the_line_are_no_answer(device: PortScale, scale: SerialScale) -> None:
    device.on.gross = 100
    assert scale.read() == Reading(100)
    device.on.gross = 734
    for old in (b"\x0299.999\r", b"\x06", frame(b"S 99.999kg"), b"\x0299.9", os.urandom(400)):
        device.leave_on_line(old)
        assert scale.read() == Reading(734)


def test_pulled_out_it_is_away_and_plugged_in_it_answers(device: PortScale, scale: SerialScale) -> None:
    device.on.gross = 734
    for _each in range(2):
        assert scale.read() == Reading(734)
        device.pull_out()
        for _again in range(2):
            with pytest.raises(ScaleAway):
                scale.read()
        device.plug_in()
    assert scale.read() == Reading(734)


def test_pulled_out_in_the_middle_of_an_answer(device: PortScale, scale: SerialScale) -> None:
    device.on.gross = 734
    assert scale.read() == Reading(734)
    device.on.silent = True
    asked, said = len(device.asked), []

    def read() -> None:
        with pytest.raises((ScaleAway, ScaleSilent)) as raised:
            scale.read()
        said.append(raised.value)

    thread = threading.Thread(target=read)
    thread.start()
    while len(device.asked) == asked and thread.is_alive():
        thread.join(0.001)
    device.pull_out()
    thread.join()
    assert len(said) == 1
    device.plug_in()
    device.on.silent = False
    with_first_after = [scale.read() for _each in range(2)]
    assert with_first_after == [Reading(734), Reading(734)]


def test_a_port_that_another_program_has_is_refused(device: PortScale, scale: SerialScale) -> None:
    device.on.gross = 734
    with Serial(str(device.path), exclusive=True), pytest.raises(ScaleRefused) as raised:
        scale.read()
    assert raised.value.params["reason"]
    assert scale.read() == Reading(734)
    with pytest.raises(OSError, match="exclusively lock"):
        Serial(str(device.path), exclusive=True)


def test_a_port_that_another_program_of_windows_has_is_refused(
    scale: SerialScale, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise SerialException("could not open port 'COM3': PermissionError(13, 'Access is denied.', None, 5)")

    monkeypatch.setattr("serial.Serial", refuse)
    with pytest.raises(ScaleRefused):
        scale.read()


def test_a_closed_scale_leaves_the_port_free_and_asks_no_more(device: PortScale, scale: SerialScale) -> None:
    scale.read()
    scale.close()
    Serial(str(device.path), exclusive=True).close()
    asked = len(device.asked)
    with pytest.raises(ScaleAway):
        scale.read()
    assert len(device.asked) == asked


def test_closing_waits_for_nothing_and_the_port_is_free_after_the_answer(device: PortScale, scale: SerialScale) -> None:
    device.on.silent = True
    asked = len(device.asked)

    def read() -> None:
        with pytest.raises(ScaleSilent):
            scale.read()

    thread = threading.Thread(target=read)
    thread.start()
    while len(device.asked) == asked and thread.is_alive():
        thread.join(0.001)
    scale.close()
    assert thread.is_alive()
    thread.join()
    Serial(str(device.path), exclusive=True).close()


def test_questions_of_several_threads_are_answered_one_after_the_other(device: PortScale, scale: SerialScale) -> None:
    device.on.gross = 734
    said: list[Reading] = []
    threads = [threading.Thread(target=lambda: said.append(scale.read())) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [Reading(734)] * 8


def test_parity_is_checked_where_the_port_can(toledo: Toledo) -> None:
    scale = asking(toledo)
    scale.read()
    line = scale._line
    assert line is not None
    assert termios.tcgetattr(line)[0] & termios.INPCK
    scale.close()


def test_a_port_that_takes_no_parity_is_used_without(toledo: Toledo) -> None:
    toledo.on.gross = 734
    for _each in range(3):  # a pseudo terminal takes 7E1 for good the first time only
        scale = asking(toledo)
        assert scale.read() == Reading(734)
        scale.close()


def test_what_is_no_port_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for name in ("file", "none"):
        with pytest.raises(ScaleAway):
            SerialScale(cas_ap1.CasAp1(), str(tmp_path / name), 9600, "7E1").read()


def test_an_8217_takes_a_tare_off_and_clears_it(toledo: Toledo) -> None:
    scale = asking(toledo)
    toledo.on.gross = 20
    assert scale.tare() == Reading(20)
    assert scale.tare() is None
    assert scale.read() == Reading(0, net=True)
    toledo.on.gross = 520
    assert scale.read() == Reading(500, net=True)
    toledo.on.gross = 0
    assert scale.read() == Reading(None, steady=False, below=True, net=True)
    scale.clear_tare()
    assert scale.read() == Reading(0)
    scale.close()


def test_an_8217_that_takes_no_tare_says_so_by_silence_or_by_its_status(toledo: Toledo) -> None:
    scale = asking(toledo)
    toledo.on.gross, toledo.on.moving = 20, True
    assert scale.tare() is None
    toledo.on.moving, toledo.on.may_tare = False, False
    assert scale.tare() is None
    toledo.on.may_tare, toledo.on.gross = True, 0
    assert scale.tare() is None
    toledo.on.gross = 20
    scale.clear_tare()
    assert scale.read() == Reading(20)
    scale.close()


@pytest.mark.parametrize("lost", [cut, lambda _answer: b""])
def test_a_scale_that_may_be_tared_is_cleared_when_it_is_left(toledo: Toledo, lost: Callable[[bytes], bytes]) -> None:
    scale = asking(toledo)
    toledo.on.gross, toledo.spoils = 20, {b"T": [lost]}
    with contextlib.suppress(ScaleGarbled):
        assert scale.tare() is None
    assert toledo.on.tare == 20
    scale.close()
    assert toledo.on.tare == 0
    Serial(str(toledo.path), exclusive=True).close()


def test_a_scale_that_was_told_nothing_is_told_nothing_when_it_is_left(toledo: Toledo) -> None:
    scale = asking(toledo)
    toledo.on.gross, toledo.on.tare = 520, 20
    assert scale.tare() is None
    toledo.on.tare, toledo.on.moving = 0, True
    assert scale.tare() is None
    scale.close()
    assert set(toledo.asked) == {b"W"}


def test_a_tared_scale_that_is_gone_is_left_all_the_same(toledo: Toledo) -> None:
    scale = asking(toledo)
    toledo.on.gross = 20
    assert scale.tare() == Reading(20)
    toledo.pull_out()
    scale.close()
    toledo.plug_in()
    with pytest.raises(ScaleAway):
        scale.read()


def test_a_cas_is_not_asked_for_a_tare_and_one_that_is_busy_moves(tmp_path: Path) -> None:
    device = Cas(tmp_path / "cas")
    device.plug_in()
    scale = asking(device)
    device.on.gross = 20
    assert scale.tare() is None
    asked = len(device.asked)
    scale.clear_tare()
    assert len(device.asked) == asked
    device.on.busy = True
    assert scale.read() == MOVING
    scale.close()
    device.pull_out()


def test_what_answers_an_enquiry_otherwise_is_no_cas(tmp_path: Path) -> None:
    class Odd(Cas):
        def answer(self, request: bytes) -> bytes:
            return b"?" if request else b""

    device = Odd(tmp_path / "odd")
    device.plug_in()
    scale = asking(device)
    with pytest.raises(ScaleGarbled):
        scale.read()
    scale.close()
    device.pull_out()


def test_the_least_rest_between_two_questions_is_kept(toledo: Toledo) -> None:
    slow = SerialScale(toledo_8217.Toledo8217(), str(toledo.path), 9600, patience=PATIENCE_S, rest=0.05)
    waited: list[float] = []

    def wait(timeout: float | None = None) -> bool:
        waited.append(timeout or 0)
        return False

    slow._over.wait = wait  # type: ignore[method-assign]  # the wait itself would only take time
    for _each in range(3):
        slow.read()
    assert len(waited) == 2
    assert all(0 < rest <= 0.05 for rest in waited)
    slow.close()
