"""The scanner that the settings name: none where scanners type, one on a port else; nothing is opened by choosing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.links.devices.serial_scanner import SerialScanner

if TYPE_CHECKING:
    from pos_app.services.services import Services


def test_the_settings_name_the_scanner(sqlite_shop: Services) -> None:
    assert sqlite_shop.scanner.address is None
    assert sqlite_shop.scanner() is None
    sqlite_shop.settings.change(scanner_port=" /dev/no-such-scanner ", scanner_speed=115200)
    chosen = sqlite_shop.scanner()
    assert isinstance(chosen, SerialScanner)
    assert chosen.address == sqlite_shop.scanner.address == ("/dev/no-such-scanner", 115200)
