"""Sentences for every coded error: what happened, what it means, what to do. No Qt: the command line uses it too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from pos_app.domain.errors import CodedError
    from pos_app.domain.formats import Formats

Translate: TypeAlias = Callable[[str], str]
Params: TypeAlias = Mapping[str, object]


def sentence(error: CodedError, _: Translate, formats: Formats) -> str:
    """Return what to tell a person about an error."""
    maker = _SENTENCES.get(error.code)
    if maker is not None:
        return maker(error.params, _, formats)
    # A test walks all errors; this speaks only for one that came with a newer part of the program.
    return _("Something was refused ({code}). Nothing was changed.").format(code=error.code)


def row_sentence(error: CodedError, _: Translate, formats: Formats) -> str:
    """Return why a row of a file could not be taken; a code in a file was not scanned by anybody."""
    maker = _ROWS.get(error.code)
    return maker(error.params, _, formats) if maker else sentence(error, _, formats)


def knows(code: str) -> bool:
    """Return whether an error's code has a sentence of its own."""
    return code in _SENTENCES


@dataclass(frozen=True, slots=True)
class Wording:
    """A translator and the shop's formats together: how one screen speaks."""

    translate: Translate
    formats: Formats
    zone: tzinfo
    """The shop's, for moments that come in UTC."""

    def time(self, moment: datetime) -> str:
        """Return the shop's hour and minute of a moment."""
        return self.formats.time(moment.astimezone(self.zone))

    def moment(self, moment: datetime) -> str:
        """Return the shop's day and time of a moment."""
        return self.formats.moment(moment.astimezone(self.zone))

    def sentence(self, error: CodedError) -> str:
        """Return what to tell a person about an error."""
        return sentence(error, self.translate, self.formats)

    def row_sentence(self, error: CodedError) -> str:
        """Return why a row of a file could not be taken."""
        return row_sentence(error, self.translate, self.formats)

    def fixed(self, what: str, currency: str) -> str:
        """Return what keeps the shop's money as it is; empty where nothing does."""
        return _fixed({"what": what, "currency": currency}, self.translate, self.formats) if what else ""

    def tender(self, tender: str, reference: str = "") -> str:
        """Return the name of a tender, with the reference of its slip where it has one."""
        name = tender_name(tender, self.translate)
        return f"{name} {reference}" if reference else name


def tender_name(tender: str, _: Translate) -> str:
    """Return a tender's name."""
    return {"cash": _("Cash"), "card": _("Card")}.get(tender, tender)


def job_name(kind: str, _: Translate) -> str:
    """Return what a job does."""
    return {"receipt": _("Receipt"), "receipt_copy": _("Receipt, copy")}.get(kind, kind)


def job_state(state: str, _: Translate) -> str:
    """Return a job's state."""
    return {
        "waiting": _("waiting"),
        "sending": _("sending"),
        "done": _("done"),
        "doubtful": _("doubtful"),
        "discarded": _("discarded"),
    }.get(state, state)


_Maker: TypeAlias = Callable[[Params, Translate, "Formats"], str]


def _later(text: str) -> str:
    """Mark a text for the translators; it is translated when it is said."""
    return text


def _plain(text: str) -> _Maker:
    """Return a maker for a sentence whose places are filled with the error's parameters as they are."""
    return lambda params, _, _formats: _(text).format_map(_Given(params))


def _amounts(text: str, *names: str) -> _Maker:
    """Return a maker for a sentence in which the named parameters are amounts of minor units."""

    def make(params: Params, _: Translate, formats: Formats) -> str:
        shown = {name: formats.money(_number(params.get(name))) for name in names}
        return _(text).format_map(_Given({**params, **shown}))

    return make


def _dates(text: str, *names: str) -> _Maker:
    """Return a maker for a sentence in which the named parameters are dates."""

    def make(params: Params, _: Translate, formats: Formats) -> str:
        shown = {name: formats.date(day) for name in names if isinstance(day := params.get(name), date)}
        return _(text).format_map(_Given({**params, **shown}))

    return make


class _Given(dict[str, object]):
    """An error's parameters; one that was not given, for example by an older version, leaves a gap and no crash."""

    def __missing__(self, _name: str) -> str:
        return "…"


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


_QUANTITY_LOW = _later("“{text}” is nothing to sell. Type more than 0, or take the line out with Del.")
_QUANTITY_HIGH = _later("“{text}” is more than a line can hold. Was a barcode scanned here? Type the quantity again.")
_DISCOUNT_LOW = _later("A discount is typed without a minus: 2.50, or 10%; 0 takes it away.")
_DISCOUNT_HIGH = _later("“{text}” is more than all it is taken off. Type at most 100%, or a smaller amount.")


def _is_low(params: Params) -> bool:
    """Return whether a refused figure was 0 or less, and not too much."""
    text = str(params.get("text", ""))
    return text.strip().startswith(("-", "\N{MINUS SIGN}")) or not any(sign in "123456789" for sign in text)


_TYPED: dict[str, _Maker] = {
    "not_an_amount": _plain(_later("“{text}” is no amount. Type figures with at most {digits} decimals.")),
    "amount_too_large": _plain(_later("“{text}” is more than any till can hold. Check the figure.")),
    "not_a_quantity": _plain(_later("“{text}” is no quantity. Type a number, for example 3 or 0.5.")),
    "too_many_decimals": _plain(
        _later("“{text}” has too many decimals: these goods are sold with {decimals} decimals at most.")
    ),
    "quantity_out_of_range": lambda params, _, _formats: _(
        _QUANTITY_LOW if _is_low(params) else _QUANTITY_HIGH
    ).format_map(_Given(params)),
    "discount_out_of_range": lambda params, _, _formats: _(
        _DISCOUNT_LOW if _is_low(params) else _DISCOUNT_HIGH
    ).format_map(_Given(params)),
    "figure_two_ways": _plain(_later("“{text}” can be read in two ways. Type {whole} or {part}.")),
    "measure_missing": _plain(
        _later("{name} waits for its quantity. Type it first, or press Esc to leave the goods out.")
    ),
    "scan_in_field": _plain(_later("That was a scan. Type what is asked for here, or press Esc and scan it again.")),
    "price_below_zero": _plain(_later("A price cannot be below zero. Type the price again.")),
}
_SCANNED: dict[str, _Maker] = {
    "unknown_code": _plain(_later("Nothing has the code {text}. Type a few letters of the name instead.")),
    "wrong_check_digit": _plain(
        _later("{text} was misread: its check digit is wrong. Scan again or type a few letters of the name.")
    ),
    "receipt_scanned": _plain(
        _later("{number} is a receipt of this shop, not goods. Find it with Ctrl+R to print it again.")
    ),
    "unreadable_code": _plain(
        _later("The code cannot be read. Scan again; if it stays so, check the scanner's setup.")
    ),
    "no_price": _plain(_later("{name} has no price yet, so it was not added. Give it a price in the catalog.")),
}
_BASKET: dict[str, _Maker] = {
    "line_not_found": _plain(_later("This line is not in the basket any more.")),
    "line_too_large": _plain(_later("{name} would come to more than a line can hold. Check quantity and price.")),
    "empty_basket": _plain(_later("The basket is empty. Scan something first.")),
    "nothing_to_undo": _plain(_later("There is nothing to undo: the basket is as it began.")),
    "another_basket_open": _plain(
        _later("Goods are in the basket that is open on this till. Hold or finish it first.")
    ),
    "basket_gone": _plain(_later("Another till was faster: this basket was brought back, put aside or dropped there.")),
    "money_taken": _plain(
        _later("Money was taken towards this basket. Finish the sale, or give the money back with Esc while paying.")
    ),
    "saving_late": _plain(_later("Saving takes longer than usual: the disk or another program holds it up.")),
    "saving_faulty": _plain(_later("The basket could not be saved, by a fault of the program; it is tried again.")),
    "on_quick_keys": _plain(_later("{name} is on the quick keys already.")),
    "not_on_quick_keys": _plain(
        _later("{name} is not on the quick keys. Go to the tile with Ctrl+G and the arrows, then press Del.")
    ),
    "basket_closed": _plain(_later("This basket is paid or dropped already. Start a new one.")),
}
_PAYING: dict[str, _Maker] = {
    "nothing_tendered": _plain(_later("No money was entered. Type what the customer gives.")),
    "unusual_cash": _amounts(
        _later("{tendered} is more than 100 times what is due ({due}). If it is right, press Enter again."),
        "tendered",
        "due",
    ),
    "card_overpaid": _amounts(_later("A card pays at most what is still open: {open}. Type that or less."), "open"),
    "slip_missing": _plain(_later("Type the reference printed on the terminal's slip, then press Enter.")),
    "slip_too_long": _plain(
        _later("A slip's number has at most {longest} signs. Type the one that is marked reference.")
    ),
    "not_kept": _plain(_later("The basket is not saved yet, so it cannot be paid. Wait a moment and try again.")),
    "reason_missing": _plain(_later("Say in a few words why the drawer is opened; it goes into the journal.")),
    "not_in_coins": _amounts(_later("No coins make this amount: cash goes in steps of {step}. Type it again."), "step"),
    "payment_gone": _plain(_later("This payment was given back already, or its sale is finished.")),
    "receipt_not_found": _plain(
        _later("No receipt found for “{text}”. Try its number, the day as 2026-11-23, or the amount.")
    ),
}
_ROWS: dict[str, _Maker] = {
    "wrong_check_digit": _plain(_later("{text} is no valid GTIN: its length or check digit is wrong.")),
    "unreadable_code": _plain(_later("The code is too long or has signs that no code has.")),
}
"""What is said otherwise of a row in a file than of a scan."""

_MACHINE: dict[str, _Maker] = {
    "import_cut_off": _plain(
        _later("The import of {file} was cut off. Finish it or undo it first: pos import finish, pos import undo.")
    ),
    "rejects_elsewhere": _plain(
        _later("{path} holds something else and would be written over. Name another file for rejected rows.")
    ),
    "rejects_unwritable": _plain(
        _later("Rejected rows cannot be written to {path}. Name another file that may be written.")
    ),
    "key_of_another_till": _plain(
        _later("{path} is the key of another till. Bring back the key that belongs to this shop from the backup.")
    ),
    "shop_lost": _plain(
        _later("{path} is empty or gone, but the shop's key is there. Bring the shop back from the backup.")
    ),
    "clock_far_ahead": _dates(
        _later(
            "The clock says {today}, but the last entry is of {last}. Set the clock before you sell, if it is wrong."
        ),
        "today",
        "last",
    ),
    "unknown_zone": _plain(
        _later(
            "The shop's time zone “{zone}” is not known on this computer, so no day of sale can be told. Install the"
            " newest version of Countertop; if it stays so, bring back the last backup."
        )
    ),
    "database_busy": _plain(
        _later("Another program is using the shop's file. Nothing is lost; it is tried again in a moment.")
    ),
    "disk_full": _plain(_later("The disk is full: nothing can be saved. Free some space; selling goes on by itself.")),
    "database_read_only": _plain(_later("{path} may not be written to. Ask whoever looks after this computer.")),
    "database_damaged": _plain(
        _later("{path} is damaged or no shop file. Do not go on selling; bring back the last backup.")
    ),
    "database_unreachable": _plain(_later("{path} cannot be opened. Check the disk or the connection and try again.")),
    "newer_schema": _plain(
        _later("A newer version of Countertop has used this shop. Install that version or a later one.")
    ),
    "network_drive": _plain(
        _later("{path} is on a network drive ({kind}), where a shop is not safe. Choose a folder on this computer.")
    ),
    "protection_missing": _plain(
        _later("The protection of the books is missing or was changed: {names}. Run “pos verify” and ask for support.")
    ),
    "shop_in_use": _plain(
        _later("Another program has this shop open; it may be just starting or closing. Try again in a moment.")
    ),
    "window_silent": _plain(
        _later(
            "This shop is open in another window, which does not answer. Wait a minute; if it still does not, end it "
            "by force and start again. What was rung up and paid is safe on disk."
        )
    ),
    "upgrade_blocked": _plain(
        _later("The shop must be brought to this version, but another program has it open. Close it and try again.")
    ),
    "key_missing": _plain(
        _later("The till's signing key is missing ({path}), so nothing can be sold. Bring it back from the backup.")
    ),
    "qt_incomplete": _plain(
        _later("The window needs {library}, which this system lacks. Install {packages} and start again.")
    ),
    "unknown_currency": _plain(_later("There is no currency {code}. Use a code such as CNY or EUR.")),
    "setting_refused": lambda params, _, _formats: _setting(params, _),
}
_SETTINGS = {
    "too_short": _later("Something must stand here."),
    "too_long": _later("At most {limit} signs have room here."),
    "too_small": _later("Not less than {limit} is possible here."),
    "too_large": _later("Not more than {limit} is possible here."),
    "not_a_choice": _later("Possible here: {limit}."),
    "wrong_kind": _later("This is not the kind of value that belongs here."),
}


def _setting(params: Mapping[str, object], _: Translate) -> str:
    """Return why a setting was refused."""
    text = _SETTINGS.get(str(params.get("reason")), _SETTINGS["wrong_kind"])
    return _(text).format(limit=params.get("limit", ""))


_PAPER: dict[str, _Maker] = {
    "printer_offline": _plain(_later("The printer is off or not reachable. The receipt waits in the queue (Ctrl+J).")),
    "printer_interrupted": _plain(
        _later(
            "The printer stopped while printing. See whether the paper is complete and say so in the queue (Ctrl+J)."
        )
    ),
    "printer_out_of_paper": _plain(
        _later("The printer is out of paper. Put a new roll in; the receipt waits in the queue (Ctrl+J).")
    ),
    "job_gone": _plain(_later("This paper was dealt with already; the list shows how it stands now.")),
    "unknown_problem": _plain(
        _later("Another version of Countertop met a problem here ({code}). Print again, or discard the paper.")
    ),
    "unknown_printer_address": _plain(
        _later("“{address}” names no printer. The settings take builtin, tcp://192.168.1.50:9100 or file:///path.")
    ),
    "no_font_for": _plain(_later("No font here shows {characters}. Install Noto Sans CJK and print again.")),
    "unreadable_logo": _plain(_later("The logo is no picture that can be read. Choose a PNG file in the settings.")),
    "code_too_long": _plain(_later("{text} is too long for a code on this paper. Use wider paper.")),
}
_IMPORT: dict[str, _Maker] = {
    "barcode_taken": _plain(_later("Other goods have the barcode {text} already.")),
    "twice_in_file": _plain(_later("{text} stands in line {line} of the file already.")),
    "row_too_wide": _plain(
        _later(
            "The row has more cells than the header: {cells} instead of {columns}. Put a cell that holds the separator"
            " in quotes."
        )
    ),
    "name_missing": _plain(_later("The row has no name.")),
    "code_missing": _plain(_later("The row has neither a barcode nor a SKU.")),
    "name_unreadable": _plain(_later("The name has signs that cannot be read. Try another --encoding.")),
    "price_missing": _plain(_later("The row has no price. Give one for all with --price.")),
    "price_unreadable": _plain(_later("“{text}” is no price.")),
    "tax_unreadable": _plain(_later("“{text}” is no tax rate.")),
    "unknown_unit": _plain(_later("“{text}” is no unit that Countertop knows. Use piece, kg, g, l, ml, m, cm or h.")),
    "price_ambiguous": _plain(_later("“{text}” may be thousands or decimals. Write it without thousands signs.")),
    "unclosed_quote": _plain(_later("A quote opens in line {line} and is not closed. Close it or take it out.")),
    "cell_too_large": _plain(_later("A cell is too large to be one of a table of goods.")),
    "file_unreadable": _plain(_later("{path} cannot be read. Check its name and that it may be opened.")),
    "file_is_folder": _plain(_later("{path} is a folder. Name the file in it.")),
    "file_empty": _plain(_later("{path} is empty.")),
    "file_broken": _plain(_later("{path} breaks off or is damaged inside. Fetch it again.")),
    "sheet_too_large": _plain(
        _later("{path} unpacks to more than a table of goods can hold. Save the sheet as CSV and take that.")
    ),
    "file_not_a_table": _plain(_later("{path} is no table. Give a CSV, TSV or XLSX file.")),
    "unknown_encoding": _plain(_later("There is no encoding {name}. Use utf-8, utf-16, gb18030 or latin-1.")),
    "no_name_column": _plain(
        _later("No column holds the name. Say which one with --map name=COLUMN; there are: {columns}.")
    ),
    "no_such_column": _plain(_later("There is no {name} in --map. Possible are: {choices}.")),
    "map_unreadable": _plain(_later("“{text}” is no mapping. Write --map field=column.")),
    "import_running": _plain(_later("Another import is at work in this shop. Wait until it is done.")),
    "import_ended": _plain(_later("The import was cut off again. Finish it, or undo what it did.")),
    "file_changed": _plain(
        _later("{path} is not what it was when the import began. Undo that import, then start again.")
    ),
    "folder_taken": _plain(_later("Something else lies in {path}. Choose an empty folder with --data.")),
    "not_a_rehearsal": _plain(
        _later("This is a real shop, so nothing was done. Choose an empty folder with --data for rehearsals.")
    ),
    "item_refused": _plain(_later("Line {line} of the items cannot be taken: {reason}.")),
    "cell_refused": _plain(_later("Line {line} of the baskets: “{text}” finds no goods, or several.")),
    "usual_tax_class_unknown": _plain(
        _later(
            "The usual tax class in the settings is “{code}”, and no tax class in use has that code. Mend the setting,"
            " or give the rate with --tax."
        )
    ),
    "nothing_to_finish": _plain(_later("No import was cut off; there is nothing to finish or undo.")),
}
_FIXED = {
    "sales": _later("The shop has sold in {currency}, so its money stays."),
    "payments": _later("Money was taken in {currency}, so the shop's money stays."),
    "returns": _later("Money was given back in {currency}, so the shop's money stays."),
    "cash": _later("Cash was counted in {currency}, so the shop's money stays."),
    "stock": _later("Goods were counted at what they cost in {currency}, so the shop's money stays."),
    "prices": _later("Goods have prices in {currency}, which would come to mean something else. The money stays."),
    "baskets": _later("Goods are in a basket at prices in {currency}. Finish or drop it first."),
    "import": _later("An import is under way whose prices are in {currency}. Finish or undo it first."),
}


def _fixed(params: Params, _: Translate, _formats: Formats) -> str:
    """Return what keeps the shop's money as it is."""
    return _(_FIXED.get(str(params.get("what")), _FIXED["prices"])).format_map(_Given(params))


def _with_goods(one: str, several: str) -> _Maker:
    """Return a maker for a sentence that counts goods."""

    def make(params: Params, _: Translate, formats: Formats) -> str:
        count = _number(params.get("goods"))
        text = _(one) if count == 1 else _(several)
        return text.format_map(_Given({**params, "goods": formats.count(count)}))

    return make


def _today(text: str) -> _Maker:
    """Return a maker for a sentence that names the business date."""

    def make(params: Params, _: Translate, formats: Formats) -> str:
        day = params.get("today")
        return _(text).format_map(_Given({"today": formats.date(day)} if isinstance(day, date) else {}))

    return make


_TAXES: dict[str, _Maker] = {
    "rate_unreadable": _plain(_later("“{text}” is no percentage. Type a number such as 19 or 9.975.")),
    "rate_out_of_range": _plain(_later("“{text}” is no rate a tax can have. Type 0 to 1000 percent.")),
    "tax_name_missing": _plain(_later("Each tax needs a name: receipts print it.")),
    "tax_name_too_long": _plain(_later("At most {limit} signs have room on a receipt. Shorten the name.")),
    "tax_named_twice": _plain(_later("Two taxes are called {name}. Give one of them another name.")),
    "too_many_taxes": _plain(_later("A class has at most {limit} taxes.")),
    "template_unknown": _plain(_later("There are no taxes of “{key}”. Possible are: {choices}.")),
    "rates_too_many": _plain(_later("These taxes ask for {asked} rates at most; leave the others out.")),
    "rates_missing": _plain(_later("The rate is missing. Type it in percent, for example 8.25.")),
    "tax_class_gone": _plain(_later("This tax class is out of use. The list shows those that are there now.")),
    "tax_class_incomplete": _plain(_later("A tax class needs a code and a name.")),
    "tax_code_taken": _plain(_later("Another tax class has the code {code}. Choose another code.")),
    "tax_code_too_long": _plain(_later("A code has at most {limit} signs.")),
    "taxes_in_the_past": _today(
        _later("Taxes change from today ({today}) or a later day on: what was sold before is taxed already.")
    ),
    "day_unreadable": _plain(_later("“{text}” is no day. Type it as 2027-01-31.")),
    "tax_class_usual": _plain(
        _later("{name} is the usual tax class, so it stays. Choose another usual one under Prices first.")
    ),
    "tax_class_in_use": _with_goods(
        _later("1 article has the tax class {name}, so it stays. Give it another class first."),
        _later("{goods} articles have the tax class {name}, so it stays. Give them another class first."),
    ),
    "goods_are_taxed": _with_goods(
        _later(
            "1 article has its tax class already, so a template would tax it otherwise. Change the classes by hand."
        ),
        _later(
            "{goods} articles have their tax class already, so a template would tax them otherwise. Change the classes"
            " by hand."
        ),
    ),
    "currency_fixed": _fixed,
    "money_changed": _plain(
        _later("The shop's money was changed while the import was about to begin. Start the import again.")
    ),
    "already_a_shop": _plain(
        _later("There is a shop in {path} already. Change it in Settings, or name an empty folder with --data.")
    ),
    "no_such_zone": _plain(_later("There is no time zone {name}. Use a name such as Europe/Berlin.")),
    "unknown_language": _plain(_later("Countertop does not speak {code}. Possible are: {choices}.")),
}
_SENTENCES: dict[str, _Maker] = {**_TYPED, **_SCANNED, **_BASKET, **_PAYING, **_MACHINE, **_PAPER, **_IMPORT, **_TAXES}
