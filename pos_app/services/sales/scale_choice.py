"""The scale that the settings name, and the ports it may be on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.ports import Scale, SerialPort
    from pos_app.services.shop.settings import Settings


class Address(NamedTuple):
    """What the settings say of a scale."""

    kind: str
    port: str
    speed: int
    """Baud."""
    framing: str
    """Empty: as its manual says."""


class ScaleChoice:
    """Gives the one scale; another once the settings name another, and the former is given back then.

    To be asked on one thread; the scale itself may be asked on any.
    """

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self._made: tuple[Address, Scale] | None = None

    @property
    def address(self) -> Address | None:
        """The scale as set; None where none is, or its port is not said."""
        settings = self._settings()
        port = settings.scale_port.strip()
        if settings.scale_kind == "none" or not port:
            return None
        framing = "" if settings.scale_framing == "usual" else settings.scale_framing
        return Address(settings.scale_kind, port, settings.scale_speed, framing)

    def __call__(self) -> Scale | None:
        """Return the scale; nothing is opened before it is asked."""
        address = self.address
        if self._made is not None and self._made[0] == address:
            return self._made[1]
        self.close()
        if address is None:
            return None
        self._made = (address, _scale(address))
        return self._made[1]

    def give_up(self) -> Scale | None:
        """Return the scale as it was, for the caller to close where that may wait; None where none was made."""
        made, self._made = self._made, None
        return made[1] if made is not None else None

    def close(self) -> None:
        """Give the port back."""
        former = self.give_up()
        if former is not None:
            former.close()

    @staticmethod
    def ports() -> tuple[SerialPort, ...]:
        """Return the serial ports of this computer."""
        from pos_app.links.devices.serial_ports import found_ports  # pyserial: only where somebody chooses a port

        return found_ports()


def _scale(address: Address) -> Scale:
    # pyserial: only where there is a scale
    from pos_app.links.devices.scales.cas_ap1 import CasAp1
    from pos_app.links.devices.scales.serial_scale import SerialScale
    from pos_app.links.devices.scales.toledo_8217 import Toledo8217

    protocol = Toledo8217() if address.kind == "toledo_8217" else CasAp1()
    return SerialScale(protocol, address.port, address.speed, address.framing)
