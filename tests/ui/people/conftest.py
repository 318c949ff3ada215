"""A shop where people sign in, and its window with the cashier at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.people.proving import come_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services
    from pos_app.ui.main_window import MainWindow


@pytest.fixture
def staffed(services: Services) -> Services:
    """A shop with an owner, a manager and a cashier, each with a PIN."""
    services.staff.set_pin(services.shop.duty.person_uid, "1357")
    for login, name, role, pin in (("li", "李娜 Li", "cashier", "2468"), ("wang", "Wang", "manager", "3690")):
        uid = services.staff.add(login, name, (role,))
        services.staff.set_pin(uid, pin)
    return services


@pytest.fixture
def till(staffed: Services, open_window: Callable[[], MainWindow], qtbot: QtBot) -> MainWindow:
    """The window of that shop, with the cashier at it."""
    window = open_window()
    come_in(qtbot, window, "li", "2468")
    assert staffed.shop.duty.person_name == "李娜 Li"
    return window
