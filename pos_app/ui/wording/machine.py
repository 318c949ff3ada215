"""What is said of this computer: the shop's file, its key, the clock, the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.wording.makers import dates, later, plain

if TYPE_CHECKING:
    from pos_app.ui.wording.makers import Maker

MACHINE: dict[str, Maker] = {
    "scanner_away": plain(
        later(
            "The scanner at {port} is not there. Plug it in: it is taken up by itself, and nothing is lost meanwhile."
        )
    ),
    "scanner_refused": plain(
        later(
            "The scanner at {port} may not be used: {reason}. Close what else uses it, or let this user open serial"
            " ports."
        )
    ),
    "scale_away": plain(later("The scale at {port} is not there. Plug it in: it is taken up by itself.")),
    "scale_refused": plain(
        later(
            "The scale at {port} may not be used: {reason}. Close what else uses it, or let this user open serial"
            " ports."
        )
    ),
    "scale_silent": plain(
        later(
            "The scale at {port} does not answer. Switch it on; if it is, compare kind and speed with Settings, Scale."
        )
    ),
    "scale_garbled": plain(
        later(
            "What the scale at {port} says cannot be read, so no weight is taken from it. Compare kind, speed and data"
            " bits with Settings, Scale."
        )
    ),
    "key_of_another_till": plain(
        later("{path} is the key of another till. Bring back the key that belongs to this shop from the backup.")
    ),
    "no_shop_here": plain(
        later("There is no shop in {path}, so there is nothing to back up. Check the folder's name.")
    ),
    "shop_lost": plain(
        later("{path} is empty or gone, but the shop's key is there. Bring the shop back from the backup.")
    ),
    "clock_far_ahead": dates(
        later(
            "The clock says {today}, but the last entry is of {last}. Set the clock before you sell, if it is wrong."
        ),
        "today",
        "last",
    ),
    "unknown_zone": plain(
        later(
            "The shop's time zone “{zone}” is not known on this computer, so no day of sale can be told. Install the"
            " newest version of Countertop; if it stays so, bring back the last backup."
        )
    ),
    "database_busy": plain(
        later("Another program is using the shop's file. Nothing is lost; it is tried again in a moment.")
    ),
    "disk_full": plain(later("The disk is full: nothing can be saved. Free some space; selling goes on by itself.")),
    "disk_fault": plain(
        later("The disk with {path} reports errors: nothing can be saved on it. Ask whoever looks after this computer.")
    ),
    "row_unreadable": plain(
        later(
            "A row of the shop's file cannot be read: “{text}” is nothing that Countertop wrote. Look at the light of"
            " the books, and bring the last good backup back: Settings, Backups."
        )
    ),
    "folder_missing": plain(later("The folder of {path} is not there. Choose another, or make it first.")),
    "database_read_only": plain(later("{path} may not be written to. Ask whoever looks after this computer.")),
    "database_damaged": plain(
        later(
            "{path} is damaged or no shop file. Do not go on selling; bring back the last backup: Settings, Backups, or"
            " “pos restore FILE”. What was sold since is brought along as far as it can be proved."
        )
    ),
    "mark_damaged": plain(
        later(
            "{path} is damaged: it says which database is to take the shop's place. The shop itself may be whole. Bring"
            " the backup back once more; what is damaged is kept under another name."
        )
    ),
    "database_unreachable": plain(later("{path} cannot be opened. Check the disk or the connection and try again.")),
    "newer_schema": plain(
        later("A newer version of Countertop has used this shop. Install that version or a later one.")
    ),
    "network_drive": plain(
        later("{path} is on a network drive ({kind}), where a shop is not safe. Choose a folder on this computer.")
    ),
    "protection_missing": plain(
        later("The protection of the books is missing or was changed: {names}. Run “pos verify” and ask for support.")
    ),
    "shop_in_use": plain(
        later("Another program has this shop open; it may be just starting or closing. Try again in a moment.")
    ),
    "window_silent": plain(
        later(
            "This shop is open in another window, which does not answer. Wait a minute; if it still does not, end it "
            "by force and start again. What was rung up and paid is safe on disk."
        )
    ),
    "upgrade_blocked": plain(
        later("The shop must be brought to this version, but another program has it open. Close it and try again.")
    ),
    "shop_elsewhere": plain(
        later(
            "This shop was last used in another place, so nothing is written. Start Countertop's window and say whether"
            " it goes on here."
        )
    ),
    "shop_put_back": plain(
        later(
            "The shop's books were put back to an earlier moment, so nothing is written: numbers would be given twice."
            " Start Countertop's window and say how the shop goes on."
        )
    ),
    "look_only": plain(
        later(
            "This copy of the shop is only looked at, so nothing is sold or saved. To sell here, start again and choose"
            " “Continue here”."
        )
    ),
    "upgrade_failed": plain(
        later(
            "The shop could not be brought to this version ({reason}). Nothing was changed: go on with the version you"
            " had, and ask for support."
        )
    ),
    "key_missing": plain(
        later("The till's signing key is missing ({path}), so nothing can be sold. Bring it back from the backup.")
    ),
    "key_damaged": plain(
        later(
            "The till's signing key ({path}) is damaged: it has not the length of a key, so nothing can be sold."
            " Bring it back from the backup."
        )
    ),
    "key_unreadable": plain(
        later(
            "The till's signing key ({path}) cannot be read: {reason}. Nothing can be sold; ask whoever looks after"
            " this computer."
        )
    ),
    "qt_incomplete": plain(
        later("The window needs {library}, which this system lacks. Install {packages} and start again.")
    ),
}
