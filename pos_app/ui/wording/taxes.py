"""What is said of taxes and their classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.wording.makers import later, plain, today, with_goods

if TYPE_CHECKING:
    from pos_app.ui.wording.makers import Maker

TAXES: dict[str, Maker] = {
    "rate_unreadable": plain(later("“{text}” is no percentage. Type a number such as 19 or 9.975.")),
    "rate_out_of_range": plain(later("“{text}” is no rate a tax can have. Type 0 to 1000 percent.")),
    "tax_name_missing": plain(later("Each tax needs a name: receipts print it.")),
    "tax_name_too_long": plain(later("At most {limit} signs have room on a receipt. Shorten the name.")),
    "tax_named_twice": plain(later("Two taxes are called {name}. Give one of them another name.")),
    "too_many_taxes": plain(later("A class has at most {limit} taxes.")),
    "template_unknown": plain(later("There are no taxes of “{key}”. Possible are: {choices}.")),
    "rates_too_many": plain(later("These taxes ask for {asked} rates at most; leave the others out.")),
    "rates_missing": plain(later("The rate is missing. Type it in percent, for example 8.25.")),
    "tax_class_gone": plain(later("This tax class is out of use. The list shows those that are there now.")),
    "tax_class_incomplete": plain(later("A tax class needs a code and a name.")),
    "tax_code_taken": plain(later("Another tax class has the code {code}. Choose another code.")),
    "tax_code_too_long": plain(later("A code has at most {limit} signs.")),
    "taxes_in_the_past": today(
        later("Taxes change from today ({today}) or a later day on: what was sold before is taxed already.")
    ),
    "day_unreadable": plain(later("“{text}” is no day. Type it as 2027-01-31.")),
    "tax_class_usual": plain(
        later("{name} is the usual tax class, so it stays. Choose another usual one under Prices first.")
    ),
    "tax_class_in_use": with_goods(
        later("1 article has the tax class {name}, so it stays. Give it another class first."),
        later("{goods} articles have the tax class {name}, so it stays. Give them another class first."),
    ),
    "goods_are_taxed": with_goods(
        later("1 article has its tax class already, so a template would tax it otherwise. Change the classes by hand."),
        later(
            "{goods} articles have their tax class already, so a template would tax them otherwise. Change the classes"
            " by hand."
        ),
    ),
}
