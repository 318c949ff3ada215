"""What is said of backups: where they cannot go, why one is refused, and what keeps one from counting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.wording.makers import later, plain

if TYPE_CHECKING:
    from pos_app.services.backups.continue_shop import WentOn
    from pos_app.services.backups.salvage import Salvaged
    from pos_app.ui.wording.makers import Maker, Translate

BACKUPS: dict[str, Maker] = {
    "no_backup": plain(later("{path} is no backup of Countertop, or was cut off at its beginning. Choose another.")),
    "backup_damaged": plain(
        later("The backup {path} is damaged or cut off. Nothing was changed; choose another, an older one if need be.")
    ),
    "backup_of_another_shop": plain(
        later("The backup is of another shop than the one in {path}. Nothing was changed; choose the shop's own.")
    ),
    "backup_newer": plain(
        later("A newer version of Countertop made the backup {path}. Install that version, then bring it back.")
    ),
    "passphrase_needed": plain(
        later("The backup is encrypted ({path}). Give its passphrase; without it nobody can read the backup.")
    ),
    "passphrase_wrong": plain(
        later("This is not the passphrase of the backup {path}. Nothing was changed; type it once more.")
    ),
    "passphrase_short": plain(later("A passphrase needs {least} signs at least.")),
    "passphrases_differ": plain(later("The two passphrases are not the same. Type them once more.")),
    "backup_key_damaged": plain(
        later("What encrypts the backups ({path}) is damaged, so there is no backup. Set the passphrase once more.")
    ),
    "backup_untrue": plain(
        later(
            "The books in the backup do not balance ({check}, {where}), so it does not count. It is kept as {path}; run"
            " “pos verify” and ask for support."
        )
    ),
    "backup_changed": plain(
        later(
            "The books in the backup {path} do not balance ({check}, {where}): it was changed after it was made, or"
            " they were wrong already. Nothing was changed here; choose another. Where there is no other, “pos restore"
            " --untrue” brings it back as it is."
        )
    ),
    "backup_of_another_key": plain(
        later(
            "The books in the backup {path} were signed from the beginning with another key than this shop's, so they"
            " are not its own. Nothing was changed here; choose another."
        )
    ),
    "backup_under_way": plain(later("A backup is being made already. Wait until it is done.")),
    "backup_ended": plain(later("The backup was broken off, so there is none. Make it once more.")),
    "backup_place_missing": plain(
        later("{path} is not there, so there is no backup. Plug the disk in, or choose another folder in Settings.")
    ),
    "backup_place_full": plain(
        later("The disk with {path} is full, so there is no backup. Free some space, or choose another folder.")
    ),
    "backup_place_read_only": plain(
        later("{path} may not be written to, so there is no backup. Choose another folder in Settings.")
    ),
    "backup_place_fault": plain(
        later("The disk with {path} fails or was pulled out ({reason}), so there is no backup. Try another disk.")
    ),
    "backup_unreadable": plain(later("{path} cannot be read: {reason}. Check the disk and the name.")),
}


def went_on_words(went_on: WentOn, _: Translate) -> list[str]:
    """Return what somebody must know of how a shop goes on, besides its numbers."""
    said = []
    if went_on.new_key:
        said.append(_("The till signs with a new key from now on; the journal names both."))
    if went_on.nobody_signs_in:
        said.append(
            _("PINs, passwords and badges did not come along: nobody is asked who it is until an owner sets them anew.")
        )
    return said


def salvaged_words(salvaged: Salvaged, _: Translate) -> str:
    """Return what came of the sales behind the backup that a damaged database still held."""
    if not salvaged.sales:
        text = _(
            "Sales made after the backup could not be read of the damaged file: ring them up again from what is on"
            " paper."
        )
    elif salvaged.whole:
        text = _("{count} sales behind the backup were read of the damaged file, proved true and brought along.")
    else:
        text = _(
            "{count} sales behind the backup could be read of the damaged file, but not proved. They are listed in"
            " {path}: ring them up again."
        )
    text = text.format(count=salvaged.sales, path=salvaged.listing)
    if not salvaged.whole:
        staff = _(
            "Who works here, and all PINs, passwords and badges, are those of the backup: look through Settings, Staff."
        )
        text = f"{text}\n{staff}"
    elif salvaged.older:
        older = _(
            "Some PINs, passwords or badges that were changed since are those of the backup again: give another to"
            " whoever had a reason to change it."
        )
        text = f"{text}\n{older}"
    return text
