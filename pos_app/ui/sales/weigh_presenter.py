"""Goods on the scale while their quantity is asked: what it shows, what Enter takes, and the container taken off."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from msgspec.structs import replace
from PySide6.QtCore import QObject

from pos_app.domain.errors import CodedError, EnvironmentProblem
from pos_app.domain.label import WEIGHTS
from pos_app.domain.weighing import (
    NoContainer,
    NoScale,
    NotByWeight,
    Reading,
    ScaleEmpty,
    ScaleUnstable,
    Tare,
    in_unit_of,
    refuse_unready,
    weighed,
    without,
)
from pos_app.ui.wording.scales import calm_state, shown_weight

if TYPE_CHECKING:
    from pos_app.domain.basket import Sellable
    from pos_app.ui.sales.entry_bar import EntryBar, Question
    from pos_app.ui.scale_watch import ScaleWatch
    from pos_app.ui.wording import Wording

MEASURES = frozenset({"measure", "weigh"})
"""Questions that a scale may answer."""


Worth: TypeAlias = Callable[[int], int]
"""Says what a quantity (thousandths) comes to, in minor units."""
Net: TypeAlias = Callable[[int], tuple[int, int | None]]
"""Makes net and tare of a gross quantity."""


class WeighPresenter(QObject):
    """Looks at the scale from the question to its answer."""

    def __init__(self, entry: EntryBar, watch: ScaleWatch, wording: Wording) -> None:
        super().__init__()
        self._entry = entry
        self._watch = watch
        self._wording = wording
        self._item: Sellable | None = None
        self._refuse_taken: Callable[[], None] = _nothing
        self._worth: Worth = _worth_nothing
        self._tare: Tare | None = None
        self._refused = ""
        watch.told.connect(self._show)
        watch.changed.connect(self._on_changed)
        entry.asked.connect(self._on_asked)
        entry.field.textChanged.connect(lambda _text: self._show())

    @property
    def on_scale(self) -> bool:
        """Whether the scale is asked about the goods in question."""
        return self._item is not None and self._watch.set_up and self._item.unit in WEIGHTS

    @property
    def weighs(self) -> bool:
        """Whether goods that are sold by weight are in question."""
        return self._item is not None and self._item.unit in WEIGHTS

    def item_by_weight(self) -> Sellable:
        """Return the goods in question. Raise `NotByWeight` where they are sold otherwise."""
        if self._item is None or not self.weighs:
            raise NotByWeight(name=self._item.name if self._item else "")
        return self._item

    def begin(self, item: Sellable, refuse_taken: Callable[[], None], worth: Worth, tare: int = 0) -> None:
        """Look at the scale for these goods. `refuse_taken` raises where what lies on it was sold already.

        `worth` says what a quantity of them comes to (minor units): it is shown beside the weight.
        `tare` (thousandths of the goods' unit) is what was taken off for the container of a line that is weighed
        again: it stands in the same one.
        """
        self._end()
        self._item, self._refuse_taken, self._worth = item, refuse_taken, worth
        self._tare = Tare(tare) if tare else None
        if self.on_scale:
            self._watch.ask(self)
        self._show()

    def take(self) -> tuple[int, int]:
        """Return what lies on the scale as it is shown, and the tare (thousandths of the goods' unit).

        Raise what the rules or the scale have against it.
        """
        return self._weighed(), self._tare.weight if self._tare else 0

    def refuse(self, refusal: CodedError) -> None:
        """Say beside the weight why it is not taken, until the scale says something else."""
        self._refused = refusal.code
        self._entry.show_state(self._with_way_out(refusal, self._wording.sentence(refusal)), "bad")

    def net_of_typed(self) -> Net:
        """Return what makes net and tare of a typed quantity: with the container that is off now, and no other.

        It raises `TareTooHeavy`. The tare is None where none was set.
        """
        item, tare = self._item, self._tare
        if item is None or tare is None:
            return lambda gross: (gross, None)
        if tare.on_scale:
            # a scale that knows the container shows net, and that is what was read off it
            return lambda net: (net, tare.weight)
        return lambda gross: (without(tare, gross, item), tare.weight)

    def tare_typed(self, quantity: int) -> None:
        """Take a container of so much (thousandths of the goods' unit) off from now on."""
        self._drop_tare()
        self._tare = Tare(quantity)
        self._show()

    def tare_laid_on(self) -> None:
        """Take what lies on the scale off from now on: it is the empty container.

        Where one is taken off already, by the till or by the scale of its own, it is so no more. Raise `NoContainer`,
        or what the rules or the scale have against it.
        """
        item = self.item_by_weight()
        if self._tare is not None or self._scale_says_net:
            self._take_back()
            return
        said = self._reading()
        try:
            self._tare = tare = Tare(in_unit_of(item, refuse_unready(said), said.unit))
        except ScaleEmpty:
            raise NoContainer from None
        self._watch.tare(lambda container: self._on_tared(tare, said, container))
        self._show()

    def _on_tared(self, tare: Tare, shown: Reading, container: Reading | None) -> None:
        """Know that the scale takes the container off by itself.

        Clear it where nobody wants that any more, where it is another weight than was shown (the goods were quicker),
        or where the scale did not say so: its answer may be lost, and it would take that off all that is weighed later.
        """
        same = container is not None and (container.weight, container.unit) == (shown.weight, shown.unit)
        if same and self._tare is tare:
            self._tare = Tare(tare.weight, on_scale=True)
            self._show()
        else:
            self._watch.clear_tare()

    def _on_asked(self, question: Question | None) -> None:
        if question is None or question.what not in MEASURES:
            self._end()

    def _end(self) -> None:
        self._drop_tare()
        self._item, self._refuse_taken, self._worth = None, _nothing, _worth_nothing
        self._refused = ""
        self._watch.leave(self)
        self._entry.hide_scale()

    def _drop_tare(self) -> None:
        tare, self._tare = self._tare, None
        if tare is not None and tare.on_scale:
            self._watch.clear_tare()

    def _take_back(self) -> None:
        tare, self._tare = self._tare, None
        if self._scale_says_net or (tare is not None and tare.on_scale):
            self._watch.clear_tare()
        self._show()

    def _on_changed(self) -> None:
        """Take the container off here: the scale that did so is not asked any more."""
        if self._tare is not None:
            self._tare = Tare(self._tare.weight)

    @property
    def _scale_says_net(self) -> bool:
        said = self._watch.said
        return self.on_scale and isinstance(said, Reading) and said.net

    def _weighed(self) -> int:
        quantity = weighed(self._reading(), self.item_by_weight(), self._tare)
        self._refuse_taken()
        return quantity

    def _reading(self) -> Reading:
        """Return what the scale says; one that it has said only once moves still. Raise why it says nothing."""
        if not self._watch.set_up:
            raise NoScale
        said = self._watch.said
        if isinstance(said, CodedError):
            # a new one: the same raised with every look would drag a longer traceback along each time
            raise type(said)(**said.params)
        return said if self._watch.said_twice else replace(said, steady=False)

    # What is shown

    def _show(self) -> None:
        self._entry.tare_button.set_chosen(self._tare is not None)
        if self._item is None or not self.weighs or not (self.on_scale or self._tare):
            self._entry.hide_scale()
            return
        if self._entry.field.text().strip() or not self.on_scale:
            self._entry.show_weight(self._unready_weight() if self.on_scale else "", "", ready=False)
            self._entry.show_state(self._typed_state(), "muted")
            return
        try:
            quantity = self._weighed()
        except CodedError as problem:
            self._entry.show_weight(*self._unready(problem), ready=False)
            if problem.code != self._refused:
                self._refused = ""
                self._entry.show_state(*self._state_of(problem))
            return
        self._refused = ""
        self._entry.show_weight(self._quantity(quantity), self._amount(quantity), ready=True)
        self._entry.show_state(*self._ready_state())

    def _quantity(self, quantity: int) -> str:
        item = self._item
        return self._wording.formats.quantity(quantity, item.decimals, item.unit) if item else ""

    def _unready_weight(self) -> str:
        """Return what the scale shows though it cannot be taken; a dash where it says no weight."""
        said = self._watch.said
        return shown_weight(said if isinstance(said, Reading) else Reading(), self._wording)

    def _amount(self, quantity: int) -> str:
        return self._wording.formats.money(self._worth(quantity))

    def _unready(self, problem: CodedError) -> tuple[str, str]:
        """Return weight and amount of what only moves still; of any other that cannot be taken what the scale shows."""
        said = self._watch.said
        if not isinstance(problem, ScaleUnstable) or not isinstance(said, Reading) or self._item is None:
            return self._unready_weight(), ""
        try:
            quantity = weighed(replace(said, steady=True), self._item, self._tare)
        except CodedError:
            return self._unready_weight(), ""
        return self._quantity(quantity), self._amount(quantity)

    def _ready_state(self) -> tuple[str, str]:
        """Return how a weight that can be taken is said, and its tone: a tare that nobody asked for is warned of."""
        _ = self._wording.translate
        if self._tare is not None:
            return _("Net; container {tare}. Enter takes it").format(tare=self._quantity(self._tare.weight)), "good"
        if self._scale_says_net:
            return _("Net: the scale takes a container off. Ctrl+T clears that, Enter takes the weight"), "warn"
        return _("Stands still. Enter takes it"), "good"

    def _typed_state(self) -> str:
        _ = self._wording.translate
        if self._tare is None:
            return _("What is typed counts, not the scale")
        tare = self._quantity(self._tare.weight)
        if self._tare.on_scale:
            return _("What is typed counts, as net; container {tare}").format(tare=tare)
        return _("Container {tare} is taken off what is typed").format(tare=tare)

    def _state_of(self, problem: CodedError) -> tuple[str, str]:
        """Return how a weight that cannot be taken is said while nobody has asked for it, and its tone."""
        text, look = calm_state(problem, self._wording)
        return self._with_way_out(problem, text) + (self._tare_known() if look == "muted" else ""), look

    def _with_way_out(self, problem: CodedError, text: str) -> str:
        """Return what is wrong with the scale, and that typing works on."""
        if not isinstance(problem, EnvironmentProblem):
            return text
        return self._wording.translate("{problem} The weight can be typed.").format(problem=text)

    def _tare_known(self) -> str:
        if self._tare is None:
            return ""
        text = self._wording.translate("container {tare}").format(tare=self._quantity(self._tare.weight))
        return f" · {text}"


def _worth_nothing(_quantity: int) -> int:
    """Stand in where no goods are in question."""
    return 0


def _nothing() -> None:
    """Refuse nothing."""
