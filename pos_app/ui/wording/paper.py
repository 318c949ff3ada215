"""What is said of printers and paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.wording.makers import later, plain

if TYPE_CHECKING:
    from pos_app.domain.rows import JobRow
    from pos_app.ui.wording import Wording
    from pos_app.ui.wording.makers import Maker

PAPER: dict[str, Maker] = {
    "printer_offline": plain(later("The printer is off or not reachable. The receipt waits in the queue (Ctrl+J).")),
    "cover_open": plain(later("The printer's cover is open. Close it; the receipt waits in the queue (Ctrl+J).")),
    "printer_stuck": plain(
        later(
            "The printer at {address} answers no more, as one does in the middle of a broken paper. Switch it off and "
            "on again; the receipt waits in the queue (Ctrl+J)."
        )
    ),
    "printer_unheard": plain(
        later(
            "The program ended in the middle of a paper, and the printer does not say how it is. Switch it off and on "
            "again, then choose Print again in the queue (Ctrl+J)."
        )
    ),
    "printer_silent": plain(
        later(
            "The printer at {address} does not answer. See that it is on, its cable is in and the speed is the "
            "printer's; the receipt waits in the queue (Ctrl+J)."
        )
    ),
    "printer_forbidden": plain(
        later(
            "This user may not use the printer at {address}. On Linux put the user into the groups lp and dialout and "
            "log in again; the receipt waits in the queue (Ctrl+J)."
        )
    ),
    "printer_busy": plain(
        later(
            "Another program has the printer at {address}. Close that program, or print through the system's queue; "
            "the receipt waits in the queue (Ctrl+J)."
        )
    ),
    "queue_away": plain(
        later(
            "The system has no queue for {address}, or its print service is not running. Search for printers in "
            "Settings; the receipt waits in the queue (Ctrl+J)."
        )
    ),
    "print_service_away": plain(
        later(
            "The system's print service does not run or is not installed. Start it, or search for printers in "
            "Settings; the receipt waits in the queue (Ctrl+J)."
        )
    ),
    "queue_stopped": plain(
        later(
            "The system's queue for {address} is stopped or takes no papers. Start it in the system's printer "
            "settings; the receipt waits in the queue (Ctrl+J)."
        )
    ),
    "drawer_away": plain(
        later(
            "The drawer at {address} did not open: it is off or not reachable. Open it by its key, and see its cable "
            "or its address in Settings, Printer."
        )
    ),
    "drawer_busy": plain(
        later(
            "The drawer's printer is busy with a paper, so the drawer stays shut. Press Ctrl+D once more when the "
            "paper is done."
        )
    ),
    "printer_interrupted": plain(
        later("The printer stopped while printing. See whether the paper is complete and say so in the queue (Ctrl+J).")
    ),
    "printer_out_of_paper": plain(
        later("The printer is out of paper. Put a new roll in; the receipt waits in the queue (Ctrl+J).")
    ),
    "job_gone": plain(later("This paper was dealt with already; the list shows how it stands now.")),
    "unknown_problem": plain(
        later("Another version of Countertop met a problem here ({code}). Print again, or discard the paper.")
    ),
    "unknown_printer_address": plain(
        later(
            "“{address}” names no printer. Take builtin, tcp://192.168.1.50:9100, usb://04b8:0202, "
            "serial:///dev/ttyUSB0?speed=19200, queue://NAME or file:///path, or search for printers in Settings."
        )
    ),
    "no_font_for": plain(later("No font here shows {characters}. Install Noto Sans CJK and print again.")),
    "unreadable_logo": plain(later("The logo is no picture that can be read. Choose a PNG file in the settings.")),
    "code_too_long": plain(later("{text} is too long for a code on this paper. Use wider paper.")),
}


def receipt_fate(row: JobRow | None, wording: Wording) -> tuple[str, str]:
    """Return what became of the receipt of a sale, and the look of that: muted, good or warn."""
    _ = wording.translate
    if row is None:
        return "", "muted"
    if row.state in {"waiting", "doubtful"} and row.problem is not None:
        return wording.sentence(row.problem), "warn"
    words = {
        "waiting": (_("The receipt is in the print queue."), "muted"),
        "sending": (_("The receipt is being printed."), "muted"),
        "done": (_("The receipt is printed."), "good"),
        "doubtful": (
            _(
                "It is not certain whether the receipt was printed. "
                "See whether it came and say so in the queue (Ctrl+J)."
            ),
            "warn",
        ),
        "discarded": (_("The receipt was taken out of the print queue and not printed."), "warn"),
    }
    return words.get(row.state, ("", "muted"))
