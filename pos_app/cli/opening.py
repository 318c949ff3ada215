"""Open the shop for its window: one that is damaged, elsewhere or put back goes on as a person says."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.cli.screen import has_screen, watched
from pos_app.domain.errors import CodedError
from pos_app.domain.problems import DatabaseDamaged, LookOnly, ShopLost, ShopPutBack

if TYPE_CHECKING:
    from pos_app.data.place import ShopLock
    from pos_app.services.backups.keep_backups import Wanted
    from pos_app.services.backups.shelf import Kept
    from pos_app.services.services import Services
    from pos_app.services.shop.set_up import NewShop


def opened_or_brought_back(folder: Path, lock: ShopLock, new: NewShop | None) -> Services:
    """Open the shop; where its database is damaged or gone, offer the last good backup, and the one before it."""
    try:
        return _decided(folder, lock, new)
    except (DatabaseDamaged, ShopLost) as problem:
        from pos_app.services.backups.keep_backups import Wanted
        from pos_app.services.backups.shelf import to_bring_back

        tried: list[str] = []
        while True:
            offered, known = to_bring_back(folder, tried)
            wanted = next((one for one in offered if _wants_back(problem, folder, one, known=known)), None)
            if wanted is None:
                raise
            if bring_back(folder, Wanted(Path(wanted.path), None, None, ""), lock):
                return _decided(folder, lock)
            tried.append(wanted.path)


def _wants_back(problem: CodedError, folder: Path, backup: Kept, *, known: bool) -> bool:
    """Say what is wrong, and ask whether the backup shall take the shop's place; by name where none is `known`."""
    from pos_app.cli.words import sentence_of, translate
    from pos_app.ui.run import asks_to_bring_back, screen_language

    language = screen_language("system")  # as the buttons are
    _ = translate(language)
    if isinstance(problem, ShopLost):
        text = _(
            "The last good backup is of {moment}. Bring it back? What was sold since is lost with the file: take it"
            " from the receipts you have and ring it up again."
        )
    else:
        text = _(
            "The last good backup is of {moment}. Bring it back? The damaged file is kept, and what was sold since is"
            " brought along or listed as far as it can be read."
        )
    said = [text.format(moment=_moment(backup))]
    if not known:
        name = _("Nothing here says which shop this was. This is a backup of “{shop}”.")
        said.insert(0, name.format(shop=backup.name or _("a shop without a name")))
    return asks_to_bring_back(sentence_of(problem, folder, language), "\n\n".join(said), argv=sys.argv[:1])


def _moment(backup: Kept) -> str:
    """Return when a backup was made, by the shop's clock; that is named where this computer's would say otherwise."""
    from pos_app.services.books import zone_info

    here = backup.made_at.astimezone()
    there = here
    if backup.zone:
        with contextlib.suppress(CodedError):  # a zone that this computer does not know
            there = backup.made_at.astimezone(zone_info(backup.zone))
    told = f"{there:%Y-%m-%d %H:%M}"
    return told if there.utcoffset() == here.utcoffset() else f"{told} ({backup.zone})"


def _decided(folder: Path, lock: ShopLock, new: NewShop | None = None) -> Services:
    """Open the shop; one that was used elsewhere or put back goes on here, or is looked at, as a person says."""
    from pos_app.app import build

    services = build(folder, new=new, lock=lock, hurried=True)
    if services.shop.database.refusal is None:
        return services
    from pos_app.ui.run import Way, asks_how_to_go_on, asks_to_continue

    further = None
    if services.shop.database.refusal is ShopPutBack:
        further = _further(services)
        way = asks_how_to_go_on(_moment(further) if further else None, argv=sys.argv[:1])
    else:
        way = asks_to_continue(argv=sys.argv[:1])
    if way is Way.LOOK:
        services.shop.database.refusal = LookOnly
        services.look_only()
        return services
    services.close()
    if further is not None and way is Way.BRING_BACK:
        from pos_app.services.backups.keep_backups import Wanted

        bring_back(folder, Wanted(Path(further.path), None, None, ""), lock)
        return _decided(folder, lock)
    from pos_app.services.backups.continue_shop import continue_here

    went_on = continue_here(folder)
    if went_on.nobody_signs_in:  # the window would open for everybody without a word
        from pos_app.cli.words import translate
        from pos_app.ui.run import screen_language
        from pos_app.ui.wording.backups import went_on_words

        _tell("\n\n".join(went_on_words(went_on, translate(screen_language("system")))))
    return build(folder, lock=lock, hurried=True)


def _further(services: Services) -> Kept | None:
    """Return the backup that goes on further than the shop's books do; the disks that backups lie on are asked."""
    from pos_app.services.backups.ahead import ahead

    found = ahead(services.shop.database, services.shop.profile.folder)
    return found.backup if found else None


def bring_back(folder: Path, wanted: Wanted, lock: ShopLock) -> bool:
    """Let a backup take the place of the shop that was just closed, and say how it went; tell whether it did."""
    from pos_app.cli.words import sentence_of, translate
    from pos_app.services.backups.restore_backup import restore
    from pos_app.ui.run import screen_language, while_it_works
    from pos_app.ui.wording.backups import salvaged_words, went_on_words

    language = screen_language("system")
    _ = translate(language)
    path, passphrase, by, proved = wanted
    try:
        done = while_it_works(
            _("The backup is verified and brought back. That takes a minute in a big shop; do not switch off."),
            lambda: restore(folder, path, passphrase, by, lock=lock, proved=proved),
            argv=sys.argv[:1],
        )
    except CodedError as problem:
        _tell(sentence_of(problem, folder, language))
        return False
    if done.kept is None:
        text = _("The backup is back. Numbers go on as {number}.")
    else:
        text = _("The backup is back. Numbers go on as {number}; what was there before is kept as {path}.")
    said = [text.format(number=done.went_on.first_number, path=done.kept)]
    if done.salvaged is not None:
        said.append(salvaged_words(done.salvaged, _))
    said += went_on_words(done.went_on, _)
    _tell("\n\n".join(said))
    return True


def _tell(text: str) -> None:
    print(text, file=sys.stderr)
    if not watched() and has_screen():
        from pos_app.ui.run import show_problem

        show_problem(text, argv=sys.argv[:1])
