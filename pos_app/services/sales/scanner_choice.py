"""The scanner that the settings name: one on a port, or none where scanners type."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.ports import Scanner
    from pos_app.services.shop.settings import Settings


class ScannerChoice:
    """Gives a scanner that has not been started; another each time, for a stopped one is over."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings

    @property
    def address(self) -> tuple[str, int] | None:
        """Port and speed as set; None where no port is."""
        settings = self._settings()
        port = settings.scanner_port.strip()
        return (port, settings.scanner_speed) if port else None

    def __call__(self) -> Scanner | None:
        """Return the scanner; nothing is opened before it is started."""
        if self.address is None:
            return None
        from pos_app.links.devices.serial_scanner import SerialScanner  # pyserial: only where there is a port

        return SerialScanner(*self.address)
