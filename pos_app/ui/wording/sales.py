"""What is said at the till: of what was typed or scanned, of the basket, and of paying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.wording.makers import Given, amounts, later, plain

if TYPE_CHECKING:
    from pos_app.domain.formats import Formats
    from pos_app.ui.wording.makers import Maker, Params, Translate

_WHOLE_ONLY = later("“{text}” is no whole number, and these goods are sold whole. Type 1, 2 or 3.")
_PARTS_TOO_SMALL = later("“{text}” has too many decimals: these goods are sold with {decimals} decimals at most.")
_QUANTITY_LOW = later("“{text}” is nothing to sell. Type more than 0, or take the line out with Del.")
_QUANTITY_HIGH = later("“{text}” is more than a line can hold. Was a barcode scanned here? Type the quantity again.")
_DISCOUNT_LOW = later("A discount is typed without a minus: 2.50, or 10%; 0 takes it away.")
_DISCOUNT_HIGH = later("“{text}” takes off more than the goods cost. Type at most 100%, or a smaller amount.")


def _is_low(params: Params) -> bool:
    """Return whether a refused figure was 0 or less, and not too much."""
    text = str(params.get("text", ""))
    return text.strip().startswith(("-", "\N{MINUS SIGN}")) or not any(sign in "123456789" for sign in text)


TYPED: dict[str, Maker] = {
    "not_an_amount": plain(later("“{text}” is no amount. Type figures with at most {digits} decimals.")),
    "amount_too_large": plain(later("“{text}” is more than any till can hold. Check the figure.")),
    "not_a_quantity": plain(later("“{text}” is no quantity. Type a number, for example 3 or 0.5.")),
    "too_many_decimals": lambda params, _, _formats: _(
        _PARTS_TOO_SMALL if params.get("decimals") else _WHOLE_ONLY
    ).format_map(Given(params)),
    "quantity_out_of_range": lambda params, _, _formats: _(
        _QUANTITY_LOW if _is_low(params) else _QUANTITY_HIGH
    ).format_map(Given(params)),
    "discount_out_of_range": lambda params, _, _formats: _(
        _DISCOUNT_LOW if _is_low(params) else _DISCOUNT_HIGH
    ).format_map(Given(params)),
    "figure_two_ways": plain(later("“{text}” can be read in two ways. Type {whole} or {part}.")),
    "measure_missing": plain(
        later("{name} waits for its quantity. Type it first, or press Esc to leave the goods out.")
    ),
    "scan_in_field": plain(later("That was a scan. Type what is asked for here, or press Esc and scan it again.")),
    "price_below_zero": plain(later("A price cannot be below zero. Type the price again.")),
}
_LAYOUTS = {
    "shape": later("“{line}” is no layout. Write figures and the letters P, W, A, X and C: 21 PPPPP WW.WWW C."),
    "scattered": later("“{line}” has a letter in two places. Each number of a label stands in one."),
    "no_goods": later("“{line}” does not say where the number of the goods stands. Mark it with P."),
    "no_value": later("“{line}” says neither weight nor amount. Mark it with W or A."),
    "decimals": later("“{line}” has more decimals than grams or this money have. Put the point further right."),
    "check": later("“{line}” has figures behind the check digit. C is the last."),
    "length": later("“{line}” is no label's length. A label has 8 to 32 figures."),
    "payment": later(
        "Phones show numbers like “{line}” to pay with. Set the scale to a prefix from 20 to 24, or end in C."
    ),
    "overlap": later("“{line}” has the same labels as another line. Give each layout a prefix of its own."),
}


def _layout(params: Params, _: Translate, _formats: Formats) -> str:
    """Return why a layout of labels was refused."""
    return _(_LAYOUTS.get(str(params.get("reason")), _LAYOUTS["shape"])).format_map(Given(params))


SCANNED: dict[str, Maker] = {
    "no_label_layout": plain(
        later("{text} looks like a label of a scale. Say in Settings, Codes what its figures mean, or type the goods.")
    ),
    "no_label_goods": plain(
        later("The label is of goods with the number {plu}, and no goods have it. Type a few letters of the name.")
    ),
    "empty_label": plain(later("The label of {name} says 0. Weigh it again and stick a new label on it.")),
    "label_needs_price": plain(
        later(
            "{name} costs 0, so the label's amount says no weight. Give it a price in the catalog, or type its weight."
        )
    ),
    "weight_of_pieces": plain(
        later("The label says a weight, but {name} is not sold by weight. Change its unit, or the number on the scale.")
    ),
    "scale_rule_refused": _layout,
    "unreadable_elements": plain(
        later("The GS1 code {text} is not whole. Scan it again; if it stays so, scan the plain bar code beside it.")
    ),
    "elements_without_goods": plain(
        later("This GS1 code names no goods: it is a pallet's or a parcel's. Scan the code on the goods themselves.")
    ),
    "codes_run_together": plain(
        later("{text} is no code of goods. If several came at once, scan them one by one; nothing was added.")
    ),
    "payment_code_scanned": plain(
        later("This is a customer's code to pay with. Scan the goods first, then go to the payment with F12.")
    ),
    "unknown_code": plain(later("Nothing has the code {text}. Type a few letters of the name instead.")),
    "wrong_check_digit": plain(
        later("{text} was misread: its check digit is wrong. Scan again or type a few letters of the name.")
    ),
    "receipt_scanned": plain(
        later("{number} is a receipt of this shop, not goods. Find it with Ctrl+R to print it again.")
    ),
    "unreadable_code": plain(later("The code cannot be read. Scan again; if it stays so, check the scanner's setup.")),
    "no_price": plain(later("{name} has no price yet, so it was not added. Give it a price in the catalog.")),
}
WEIGHED: dict[str, Maker] = {
    "scale_unstable": plain(later("The scale still moves. Wait until the weight stands, then press Enter.")),
    "scale_empty": plain(later("Nothing lies on the scale. Put the goods on it, or type their weight.")),
    "scale_below_zero": plain(
        later(
            "The scale is below zero. Take everything off and press its zero key; leave a container on that it knows."
        )
    ),
    "scale_overloaded": plain(later("That is more than the scale can weigh. Take some off, and weigh it in parts.")),
    "scale_not_answered": plain(later("The scale has not answered yet. Wait for its weight, or type it.")),
    "scale_unit_differs": plain(
        later("The scale weighs in {scale}, and {name} is sold by {goods}. Set both to the same, or type the weight.")
    ),
    "weight_taken": plain(
        later("What lies on the scale was taken for {name}. Put the next goods on it, or type their weight.")
    ),
    "tare_too_heavy": plain(
        later("The container ({tare} {unit}) is as heavy as all of it. Put the goods in, or type another tare.")
    ),
    "tare_twice": plain(
        later("The scale takes off a container of its own. Ctrl+T clears both; then take the right one off again.")
    ),
    "no_container": plain(
        later("Nothing lies on the scale to take off. Put the empty container on it, or type its weight first.")
    ),
    "no_scale": plain(
        later("No scale is set up. Say in Settings, Scale which one it is, or type the quantity with F2.")
    ),
    "not_by_weight": plain(later("{name} is not sold by weight. Type the quantity with F2.")),
}
BASKET: dict[str, Maker] = {
    "line_not_found": plain(later("This line is not in the basket any more.")),
    "line_too_large": plain(later("{name} would come to more than a line can hold. Check quantity and price.")),
    "empty_basket": plain(later("The basket is empty. Scan something first.")),
    "nothing_to_undo": plain(later("There is nothing to undo: the basket is as it began.")),
    "another_basket_open": plain(later("Goods are in the basket that is open on this till. Hold or finish it first.")),
    "basket_gone": plain(later("Another till was faster: this basket was brought back, put aside or dropped there.")),
    "money_taken": plain(
        later("Money was taken towards this basket. Finish the sale, or give the money back with Esc while paying.")
    ),
    "saving_late": plain(later("Saving takes longer than usual: the disk or another program holds it up.")),
    "saving_faulty": plain(later("The basket could not be saved, by a fault of the program; it is tried again.")),
    "on_quick_keys": plain(later("{name} is on the quick keys already.")),
    "not_on_quick_keys": plain(
        later("{name} is not on the quick keys. Go to the tile with Ctrl+G and the arrows, then press Del.")
    ),
    "basket_closed": plain(later("This basket is paid or dropped already. Start a new one.")),
}
PAYING: dict[str, Maker] = {
    "payment_code_not_taken": plain(
        later(
            "That was a customer's code to pay with. Payment by phone is not set up on this till: take cash or a card."
        )
    ),
    "nothing_tendered": plain(later("No money was entered. Type what the customer gives.")),
    "unusual_cash": amounts(
        later("{tendered} is more than 100 times what is due ({due}). If it is right, press Enter again."),
        "tendered",
        "due",
    ),
    "card_overpaid": amounts(later("A card pays at most what is still open: {open}. Type that or less."), "open"),
    "slip_missing": plain(later("Type the reference printed on the terminal's slip, then press Enter.")),
    "slip_too_long": plain(
        later("A slip's number has at most {longest} signs. Type the one that is marked reference.")
    ),
    "not_kept": plain(later("The basket is not saved yet, so it cannot be paid. Wait a moment and try again.")),
    "reason_missing": plain(later("Say in a few words why the drawer is opened; it goes into the journal.")),
    "not_in_coins": amounts(later("No coins make this amount: cash goes in steps of {step}. Type it again."), "step"),
    "payment_gone": plain(later("This payment was given back already, or its sale is finished.")),
    "receipt_not_found": plain(
        later("No receipt found for “{text}”. Try its number, the day as 2026-11-23, or the amount.")
    ),
}
