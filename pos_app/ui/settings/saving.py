"""Values on their way into the settings, and what waits until they are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.changes import Changes
    from pos_app.domain.errors import CodedError
    from pos_app.services.shop.settings_desk import SettingsDesk
    from pos_app.ui.tasks import Tasks


class Told(Protocol):
    """Who hears what became of a value."""

    def on_saved(self, name: str, changes: Changes) -> None:
        """Follow a setting that is saved."""
        ...

    def on_refused(self, name: str, refusal: CodedError | None) -> None:
        """Follow one that is not; None for a fault of ours, which is told elsewhere."""
        ...


class Saving:
    """Saves one value after the other. What uses them waits, or it would go by those of before."""

    def __init__(self, desk: SettingsDesk, tasks: Tasks, told: Told) -> None:
        self._desk = desk
        self._tasks = tasks
        self._told = told
        self._under_way = 0
        self._behind: Callable[[], object] | None = None

    def save(self, name: str, value: Any) -> None:
        """Save a value."""
        self._under_way += 1
        operation = Operation(lambda: self._desk.change(**{name: value}))
        operation.on_success(lambda changes: self._saved(name, changes))
        operation.on_failure(lambda refusal: self._refused(name, refusal))
        self._tasks.write(operation.on_stray(lambda: self._refused(name, None)))

    def behind(self, act: Callable[[], object]) -> None:
        """Do something when all that was entered is saved; not at all where one value is refused."""
        if self._under_way:
            self._behind = act
        else:
            act()

    def _saved(self, name: str, changes: Changes) -> None:
        self._under_way -= 1
        self._told.on_saved(name, changes)
        if self._behind is not None and not self._under_way:
            act, self._behind = self._behind, None
            act()

    def _refused(self, name: str, refusal: CodedError | None) -> None:
        self._under_way -= 1
        self._behind = None
        self._told.on_refused(name, refusal)
