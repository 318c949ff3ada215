"""The frame of the window: tabs, pages, status bar, actions. It knows no screen by name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from PySide6.QtCore import QByteArray, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from pos_app.ui.action_set import ActionSet
from pos_app.ui.actions import State, all_actions
from pos_app.ui.theme import Appearance
from pos_app.ui.widgets.basics import vertical
from pos_app.ui.widgets.header import Header
from pos_app.ui.widgets.offer_strip import OfferStrip
from pos_app.ui.widgets.stack import Stack
from pos_app.ui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QCloseEvent

    from pos_app.domain.permissions import Permission
    from pos_app.ui.messages import Messages
    from pos_app.ui.theme import Theme

SMALLEST = (960, 560)


USUAL_SIZE = (1366, 768)
"""Of the drawings; the window remembers another."""


class WindowStore(Protocol):
    """Where the window's place is remembered."""

    def load(self, key: str) -> bytes | None:
        """Return what was kept under `key`, or None."""
        ...

    def save(self, key: str, value: bytes) -> None:
        """Keep `value` under `key`."""
        ...


class Screen(Protocol):
    """What stands behind a tab."""

    @property
    def widget(self) -> QWidget:
        """The page."""
        ...

    @property
    def state(self) -> State:
        """What is on the page now."""
        ...

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what it can do, by the handlers' names in the list of actions."""
        ...

    def off(self) -> frozenset[str]:
        """Return the ids of actions that make no sense right now."""
        ...

    def shown(self) -> None:
        """Put the focus where fast hands want it, and reload what went stale."""
        ...


class TabSpec(Struct, frozen=True):
    """A tab: its title in the screen's language and what stands behind it."""

    room: str
    """`sales`, `catalog`, …; the action `go.<room>` shows it."""
    title: str
    screen: Callable[[], Screen]
    """Returns what stands behind it; asked when the tab is first shown."""


class Shell(Struct, frozen=True):
    """What the window is made with, all of it passed in."""

    theme: Theme
    messages: Messages
    translate: Callable[[str], str]
    store: WindowStore
    who: str
    """`Till 1 · owner`."""
    tips: tuple[str, ...] = ()
    """Sentences at the head of the F1 sheet."""
    allowed: Callable[[Permission], bool] = lambda _permission: True


class WindowFrame(QMainWindow):
    """Header, pages, status bar."""

    closing = Signal()
    """The window is about to go; bring the threads home."""
    appearance_chosen = Signal(object)
    """The `Appearance` that a person chose by key; it is shown already and is to be kept."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._tabs: tuple[TabSpec, ...] = ()
        self._screens: dict[int, Screen] = {}
        self.setWindowTitle("Countertop")
        self.setMinimumSize(*SMALLEST)
        self.pages = Stack()
        self.offer = OfferStrip(shell.theme)
        self.status = StatusBar(shell.theme, shell.messages)

    def furnish(
        self,
        tabs: Sequence[TabSpec],
        handlers: Mapping[str, Callable[[], object]],
        off: Callable[[], frozenset[str]],
    ) -> None:
        """Put the tabs in, the first one's screen at once.

        `handlers` belong to no tab (receipts, print queue); `off` tells which of them rest.
        """
        self._tabs = tuple(tabs)
        self._off = off
        translate = self._shell.translate
        actions = all_actions(translate)
        keys = {action.id: action.cap for action in actions}
        names = [(tab.title, keys[f"go.{tab.room}"]) for tab in tabs]
        find = (translate("Find any action"), keys["window.palette"])
        self.header = Header(self._shell.theme, names, find, self._shell.who)
        self._build()
        # the list screens share the names of their handlers; the one in front is meant
        on_page = {action.handler: partial(self._run_on_page, action.handler) for action in actions}
        every = on_page | self._handlers() | dict(handlers)
        self.actions_set = ActionSet(self, actions, every, self._screen(0).state, self._shell.allowed)
        self._connect()
        self._restore()
        self.show_tab(0)

    def show_tab(self, place: int) -> None:
        """Bring a tab to the front."""
        screen = self._screen(place)
        self.pages.setCurrentIndex(place)
        self.header.show_tab(place)
        self.refresh_state()
        screen.shown()

    def refresh_state(self) -> None:
        """Let the shortcuts follow what the page in front shows."""
        screen = self._screen(self.pages.currentIndex())
        state = State.LOCKED if self.is_covered else screen.state
        self.actions_set.follow(state, screen.off() | self._off())

    def cover(self, widget: QWidget) -> None:
        """Show something in place of all the window shows, until `uncover`; meanwhile no key means anything else."""
        if self._cover.indexOf(widget) < 0:
            self._cover.addWidget(widget)
        self._cover.setCurrentWidget(widget)
        self.refresh_state()

    def uncover(self) -> None:
        """Show the window again as it was."""
        self._cover.setCurrentIndex(0)
        self.refresh_state()

    @property
    def is_covered(self) -> bool:
        """Whether something is shown in place of the window."""
        return self._cover.currentIndex() > 0

    def may_close(self) -> bool:
        """Tell whether the window may go now."""
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place and let the program bring its threads home."""
        if not self.may_close():
            event.ignore()
            return
        self._shell.store.save("geometry", bytes(self.saveGeometry().data()))
        self.closing.emit()
        super().closeEvent(event)

    def _build(self) -> None:
        page = QWidget()
        layout = vertical()
        layout.addWidget(self.header)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.offer)
        layout.addWidget(self.status)
        page.setLayout(layout)
        self._cover = Stack()
        self._cover.addWidget(page)
        self.setCentralWidget(self._cover)
        for _tab in self._tabs:
            self.pages.addWidget(QWidget())

    def _screen(self, place: int) -> Screen:
        """Return the screen of a tab, made when it is first asked for: a till that opens waits for no other screen."""
        if place not in self._screens:
            made = self._tabs[place].screen()
            self._screens[place] = made
            self.pages.insertWidget(place, made.widget)
            if (stand_in := self.pages.widget(place + 1)) is not None:
                self.pages.removeWidget(stand_in)
                stand_in.deleteLater()
        return self._screens[place]

    def _handlers(self) -> dict[str, Callable[[], object]]:
        handlers: dict[str, Callable[[], object]] = {}
        for place, tab in enumerate(self._tabs):
            handlers[f"go_{tab.room}"] = partial(self.show_tab, place)
        return handlers | {
            "show_help": self._show_help,
            "show_palette": self._show_palette,
            "switch_appearance": self._switch_appearance,
        }

    def _run_on_page(self, name: str) -> None:
        handler = self._screen(self.pages.currentIndex()).handlers().get(name)
        if handler is not None:
            handler()

    def _connect(self) -> None:
        self.header.tab_clicked.connect(self.show_tab)
        self.header.finder.clicked.connect(lambda: self.actions_set.run("window.palette"))

    def _restore(self) -> None:
        kept = self._shell.store.load("geometry")
        if kept is None or not self.restoreGeometry(QByteArray(kept)):
            self.resize(*USUAL_SIZE)

    def _show_help(self) -> None:
        from pos_app.ui.help_sheet import HelpSheet  # loaded when first looked at, as the palette

        HelpSheet(self, self._shell.theme, self.actions_set.actions, self._shell.tips, self._shell.translate).open()

    def _show_palette(self) -> None:
        from pos_app.ui.palette import Palette

        Palette(
            self, self._shell.theme, self.actions_set.available(), self.actions_set.run, self._shell.translate
        ).open()

    def _switch_appearance(self) -> None:
        wanted = Appearance.LIGHT if self._shell.theme.tokens.dark else Appearance.DARK
        self._shell.theme.choose(wanted)
        self.appearance_chosen.emit(wanted)
