"""Kill the set-up of a shop at any instant: afterwards there is nothing, or the whole shop with its owner."""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

from pos_app.app import assemble
from pos_app.services.people.first_owner import first_owner
from pos_app.services.people.sign_in import PIN
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop.open_shop import is_shop, is_untouched, open_shop
from pos_app.services.shop.set_up import NewShop
from tests.torture.children import Child

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KILLS = int(os.environ.get("TORTURE_SET_UPS", "15"))
LONGEST = 0.9
"""Seconds until the last kill; a set-up takes about two thirds of it."""


def new_shop() -> NewShop:
    owner = first_owner("lea", "Lea", "1357", "1357", "")
    return NewShop(currency="EUR", taxes="germany", name="Teeladen", owner=owner)


def set_up(say: Callable[[str], None], folder: Path) -> None:
    """Set a shop up and say so."""
    say("begun")
    open_shop(folder, new=new_shop()).close()
    say("done")


def is_whole(folder: Path) -> bool:
    """Tell whether there is the whole shop, by everything that was wanted of it; half of one fails the test."""
    if not is_shop(folder):
        assert is_untouched(folder)
        return False
    with closing(assemble(open_shop(folder))) as services:
        assert services.settings.values.shop_name == "Teeladen"
        assert [one.code for one in services.taxes.classes()] == ["19", "7", "0"]
        (owner,) = services.staff.everybody()
        services.sign_in.sign_in(owner.uid, PIN, "1357")
        assert verify(services.shop.database).first is None
    return True


def test_a_set_up_killed_at_any_instant_leaves_nothing_or_a_whole_shop(tmp_path: Path) -> None:
    chance, found = random.Random(28), Counter[str]()
    for place in range(KILLS):
        folder = tmp_path / "shop"
        with Child(set_up, folder) as child:
            assert child.hear() == "begun"
            # the first never gets far, the last has all the time it needs
            said = child.hear(LONGEST * (place + chance.random()) / KILLS) if place < KILLS - 1 else child.hear()
        whole = is_whole(folder)
        assert whole or said is None, "what was said to be done is there"
        found["whole" if whole else "nothing"] += 1
        open_shop(folder, new=new_shop()).close()
        assert is_whole(folder), "it is done again as if nothing had been"
        shutil.rmtree(folder)
    assert min(found["whole"], found["nothing"]) >= 1, found
