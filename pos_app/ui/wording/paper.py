"""What is said of printers and paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.wording.makers import later, plain

if TYPE_CHECKING:
    from pos_app.ui.wording.makers import Maker

PAPER: dict[str, Maker] = {
    "printer_offline": plain(later("The printer is off or not reachable. The receipt waits in the queue (Ctrl+J).")),
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
        later("“{address}” names no printer. The settings take builtin, tcp://192.168.1.50:9100 or file:///path.")
    ),
    "no_font_for": plain(later("No font here shows {characters}. Install Noto Sans CJK and print again.")),
    "unreadable_logo": plain(later("The logo is no picture that can be read. Choose a PNG file in the settings.")),
    "code_too_long": plain(later("{text} is too long for a code on this paper. Use wider paper.")),
}
