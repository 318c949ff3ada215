"""What is said of goods that come from a file, and of the run that brings them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.wording.makers import later, plain

if TYPE_CHECKING:
    from pos_app.ui.wording.makers import Maker

IMPORTS: dict[str, Maker] = {
    "import_cut_off": plain(
        later("The import of {file} was cut off. Finish it or undo it first: pos import finish, pos import undo.")
    ),
    "rejects_elsewhere": plain(
        later("{path} holds something else and would be written over. Name another file for rejected rows.")
    ),
    "rejects_unwritable": plain(
        later("Rejected rows cannot be written to {path}. Name another file that may be written.")
    ),
    "barcode_taken": plain(later("Other goods have the barcode {text} already.")),
    "twice_in_file": plain(later("{text} stands in line {line} of the file already.")),
    "row_too_wide": plain(
        later(
            "The row has more cells than the header: {cells} instead of {columns}. Put a cell that holds the separator"
            " in quotes."
        )
    ),
    "name_missing": plain(later("The row has no name.")),
    "code_missing": plain(later("The row has neither a barcode nor a SKU.")),
    "name_unreadable": plain(later("The name has signs that cannot be read. Try another --encoding.")),
    "price_missing": plain(
        later(
            "The row has no price. Is there a column for it? Name it with --map price=COLUMN, or give one for all with"
            " --price."
        )
    ),
    "price_unreadable": plain(later("“{text}” is no price.")),
    "tax_unreadable": plain(later("“{text}” is no tax rate.")),
    "unknown_unit": plain(
        later("“{text}” is no unit that Countertop knows. Use piece, kg, g, lb, oz, l, ml, m, cm or h.")
    ),
    "price_ambiguous": plain(later("“{text}” may be thousands or decimals. Write it without thousands signs.")),
    "unclosed_quote": plain(later("A quote opens in line {line} and is not closed. Close it or take it out.")),
    "cell_too_large": plain(later("A cell is too large to be one of a table of goods.")),
    "file_unreadable": plain(later("{path} cannot be read. Check its name and that it may be opened.")),
    "file_is_folder": plain(later("{path} is a folder. Name the file in it.")),
    "file_empty": plain(later("{path} is empty.")),
    "file_broken": plain(later("{path} breaks off or is damaged inside. Fetch it again.")),
    "sheet_too_large": plain(
        later("{path} unpacks to more than a table of goods can hold. Save the sheet as CSV and take that.")
    ),
    "file_not_a_table": plain(later("{path} is no table. Give a CSV, TSV or XLSX file.")),
    "unknown_encoding": plain(later("There is no encoding {name}. Use utf-8, utf-16, gb18030 or latin-1.")),
    "no_name_column": plain(
        later(
            "No column holds the name. Say which one with --map name=COLUMN; there are: {columns}. "
            "In a file without column names, number them: --map name=2."
        )
    ),
    "no_such_column": plain(later("There is no {name} in --map. Possible are: {choices}.")),
    "map_unreadable": plain(later("“{text}” is no mapping. Write --map field=column.")),
    "import_running": plain(later("Another import is at work in this shop. Wait until it is done.")),
    "import_ended": plain(later("The import was cut off again. Finish it, or undo what it did.")),
    "reader_ended": plain(
        later("The process that reads the file was ended from outside, so the import stopped. Try it again.")
    ),
    "file_rewritten": plain(
        later(
            "{path} was changed while it was read, so nothing of it was kept. "
            "Close the program that writes it, then import it again."
        )
    ),
    "file_changed": plain(
        later("{path} is not what it was when the import began. Undo that import, then start again.")
    ),
    "item_refused": plain(later("Line {line} of the items cannot be taken: {reason}.")),
    "cell_refused": plain(later("Line {line} of the baskets: “{text}” finds no goods, or several.")),
    "usual_tax_class_unknown": plain(
        later(
            "The usual tax class in the settings is “{code}”, and no tax class in use has that code. Mend the setting,"
            " or give the rate with --tax."
        )
    ),
    "nothing_to_finish": plain(later("No import was cut off; there is nothing to finish or undo.")),
    "money_changed": plain(
        later("The shop's money was changed while the import was about to begin. Start the import again.")
    ),
}
ROWS: dict[str, Maker] = {
    "wrong_check_digit": plain(later("{text} is no valid barcode number: its length or check digit is wrong.")),
    "unreadable_code": plain(later("The code is too long or has signs that no code has.")),
}
"""What is said otherwise of a row in a file than of a scan."""
