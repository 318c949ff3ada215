"""Parts that are made when they are first asked for."""

from __future__ import annotations

import threading

from pos_app.services.late import late


class Shop:
    """Something with a part that takes its time."""

    def __init__(self) -> None:
        self.made = 0
        self.begun = threading.Event()
        self.go_on = threading.Event()

    @late
    def part(self) -> list[int]:
        """The part."""
        self.begun.set()
        assert self.go_on.wait(10)
        self.made += 1
        return [self.made]


def test_two_threads_that_ask_at_once_get_the_same_part() -> None:
    shop, other, got = Shop(), Shop(), list[list[int]]()
    other.go_on.set()
    askers = [threading.Thread(target=lambda: got.append(shop.part)) for _ in range(4)]
    for asker in askers:
        asker.start()
    assert shop.begun.wait(10)
    shop.go_on.set()
    for asker in askers:
        asker.join()
    assert len(got) == len(askers)
    assert all(part is shop.part for part in got)
    assert shop.made == 1
    assert other.part == [1]
    assert other.part is not shop.part


def test_the_class_gives_the_property_itself() -> None:
    assert isinstance(Shop.part, late)
    assert Shop.part.__doc__ == "The part."
