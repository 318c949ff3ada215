"""The scale that the settings name: none before one is set, one and the same while it is, another afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pos_app.domain.weighing import Reading, ScaleAway
from tests.simulators.scale import KINDS, PortScale

pytest.importorskip("pty", reason="pseudo terminals stand for serial ports; run this on Linux or macOS")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pos_app.services.services import Services


@pytest.fixture(params=KINDS)
def device(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PortScale]:
    made = KINDS[request.param](tmp_path / "scale")
    made.plug_in()
    yield made
    made.pull_out()


def kind_of(device: PortScale) -> str:
    return next(kind for kind, made in KINDS.items() if isinstance(device, made))


def test_there_is_none_before_kind_and_port_are_said(sqlite_shop: Services) -> None:
    assert sqlite_shop.scale.address is None
    assert sqlite_shop.scale() is None
    sqlite_shop.settings.change(scale_port="/dev/no-such-scale")
    assert sqlite_shop.scale() is None
    sqlite_shop.settings.change(scale_kind="cas_ap1", scale_port="  ")
    assert sqlite_shop.scale() is None


def test_the_scale_of_the_settings_weighs(sqlite_shop: Services, device: PortScale) -> None:
    device.on.gross = 734
    sqlite_shop.settings.change(scale_kind=kind_of(device), scale_port=f" {device.path} ")
    scale = sqlite_shop.scale()
    assert scale is not None
    assert scale.read() == Reading(734)
    assert sqlite_shop.scale() is scale
    sqlite_shop.settings.change(scale_speed=19200, scale_framing="8E1")
    assert sqlite_shop.scale.address == (kind_of(device), str(device.path), 19200, "8E1")
    other = sqlite_shop.scale()
    assert other is not None
    assert other is not scale
    assert other.read() == Reading(734)
    with pytest.raises(ScaleAway):
        scale.read()
    sqlite_shop.settings.change(scale_kind="none")
    assert sqlite_shop.scale() is None
    with pytest.raises(ScaleAway):
        other.read()


def test_ports_can_be_listed(sqlite_shop: Services) -> None:
    assert isinstance(sqlite_shop.scale.ports(), tuple)
