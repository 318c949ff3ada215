"""Every action of the program as data. Menus, the F1 sheet, the palette, buttons and shortcuts read this one list."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class State(Enum):
    """What is on screen: which actions can be run, and which keys they may take."""

    SELLING = "selling"
    PAYING = "paying"
    CATALOG = "catalog"
    STOCK = "stock"
    SHIPMENTS = "shipments"
    JOURNAL = "journal"
    SETTINGS = "settings"
    TAXES = "taxes"
    PRINTER = "printer"
    STAFF = "staff"
    BACKUPS = "backups"
    LOCKED = "locked"


EVERYWHERE = frozenset(State) - {State.LOCKED}
LISTS = frozenset({State.CATALOG, State.STOCK, State.JOURNAL})
JOURNAL = frozenset({State.JOURNAL})
SELLING = frozenset({State.SELLING})
PAYING = frozenset({State.PAYING})
SETTINGS = frozenset({State.SETTINGS, State.TAXES, State.PRINTER, State.STAFF, State.BACKUPS})
TAXES = frozenset({State.TAXES})
PRINTER = frozenset({State.PRINTER})
STAFF = frozenset({State.STAFF})
LOCKED = frozenset({State.LOCKED})
BACKUPS = frozenset({State.BACKUPS})
SETTINGS_PAGES = ("Shop", "Prices", "Taxes", "Receipt", "Printer", "Codes", "Scale", "Staff", "Backups", "Screen")
"""The pages of Settings by their English names, as the settings declare them: named here so that no till that opens
loads the settings for the palette."""


class Action(Struct, frozen=True):
    """One thing a person can do."""

    id: str
    """Unique; `room.verb`."""
    title: str
    """In the language of the screen; a verb."""
    keys: tuple[str, ...]
    """Portable key sequences, the first is the one shown: `Ctrl+K`. None: it is run from the palette alone."""
    handler: str
    """Name under which the screens offer what it does."""
    group: str
    """Heading in the F1 sheet, in the language of the screen."""
    states: frozenset[State]
    permission: Permission | None = None
    """What a person must be allowed, or somebody must give leave for; None for everybody."""
    also: str = ""
    """What else somebody types who looks for it, in the language of the screen."""
    by_filter: bool = False
    """True: the key filter of the sales tab gives the key its meaning, because text fields want it too."""

    @property
    def cap(self) -> str:
        """The key as its cap shows it: `Ctrl K`."""
        return self.keys[0].replace("+", " ") if self.keys else ""


def by_id(_: Callable[[str], str]) -> dict[str, Action]:
    """Return every action by its id: for whatever shows a title or a key."""
    return {action.id: action for action in all_actions(_)}


def all_actions(_: Callable[[str], str]) -> tuple[Action, ...]:
    """Return every action of the program, in the order of the F1 sheet."""
    here = (*_selling(_), *_paying(_), *_lists(_), *_settings(_), *_printer(_), *_staff(_), *_imports(_), *_shifts(_))
    return (*here, *_to_do(_), *_backups(_), *_everywhere(_), *_settings_pages(_))


CODE_ACTION = "go.settings.staff.code"
"""Leads to where a recovery code is made; its handler bears the same name."""


def page_action(page: str) -> str:
    """Return the id of the action that opens a page of Settings; its handler bears the same name."""
    return f"go.settings.{page.lower()}"


def _selling(_: Callable[[str], str]) -> tuple[Action, ...]:
    selling, basket = _("Selling"), _("Basket")
    return (
        Action("sales.quantity", _("Quantity"), ("F2",), "change_quantity", selling, SELLING),
        Action("sales.weigh", _("Weigh the line"), ("Ctrl+W",), "weigh_line", selling, SELLING),
        Action("sales.tare", _("Take container off"), ("Ctrl+T",), "take_container_off", selling, SELLING),
        Action("sales.price", _("Price"), ("F3",), "change_price", selling, SELLING, Permission.PRICE_OVERRIDE),
        Action("sales.discount", _("Discount"), ("F4",), "discount_line", selling, SELLING, Permission.DISCOUNT_LINE),
        Action(
            "sales.discount_basket",
            _("Discount on the whole basket"),
            ("Shift+F4",),
            "discount_basket",
            selling,
            SELLING,
            Permission.DISCOUNT_BASKET,
        ),
        Action(
            "sales.remove",
            _("Remove"),
            ("Del",),
            "remove_line",
            selling,
            SELLING,
            Permission.LINE_REMOVE,
            by_filter=True,
        ),
        Action("sales.undo", _("Undo the last step"), ("Ctrl+Z",), "undo", selling, SELLING, by_filter=True),
        Action("sales.explain", _("Explain"), ("F8",), "explain_line", selling, SELLING),
        Action("sales.up", _("Line above"), ("Up",), "line_up", selling, SELLING, by_filter=True),
        Action("sales.down", _("Line below"), ("Down",), "line_down", selling, SELLING, by_filter=True),
        Action("sales.clear", _("Clear the scan line"), ("Esc",), "clear_scan_line", selling, SELLING, by_filter=True),
        Action("sales.quick_keys", _("Go to the quick keys"), ("Ctrl+G",), "go_to_quick_keys", selling, SELLING),
        Action("sales.quick_put", _("Put on the quick keys"), ("Ctrl+Shift+K",), "put_on_quick_keys", selling, SELLING),
        Action(
            "sales.quick_off", _("Take off the quick keys"), ("Ctrl+Shift+Q",), "take_off_quick_keys", selling, SELLING
        ),
        Action("sales.hold", _("Hold or recall"), ("F7",), "hold_or_recall", basket, SELLING),
        Action(
            "sales.drop",
            _("Drop the basket"),
            ("Ctrl+Shift+Del",),
            "drop_basket",
            basket,
            SELLING,
            Permission.SALE_DROP,
        ),
        Action(
            "sales.customer",
            _("Customers"),
            ("F6",),
            "show_customers",
            basket,
            SELLING,
            Permission.CUSTOMER_KEEP,
            also=_("give the basket name phone company erase"),
        ),
        Action("sales.pay", _("Pay"), ("F12",), "pay", basket, SELLING),
        Action(
            "sales.drawer",
            _("Open the drawer without a sale"),
            ("Ctrl+D",),
            "open_drawer",
            basket,
            SELLING,
            Permission.DRAWER_OPEN,
        ),
    )


def _paying(_: Callable[[str], str]) -> tuple[Action, ...]:
    paying = _("Paying")
    return (
        Action("pay.cash", _("Cash"), ("F5",), "tender_cash", paying, PAYING),
        Action("pay.card", _("Card"), ("F9",), "tender_card", paying, PAYING),
        Action("pay.finish", _("Finish sale"), ("Enter",), "finish", paying, PAYING, by_filter=True),
        Action("pay.back", _("Back"), ("Esc",), "back_to_basket", paying, PAYING, by_filter=True),
    )


def _lists(_: Callable[[str], str]) -> tuple[Action, ...]:
    lists = _("Lists")
    return (
        Action("list.filter", _("Search the list"), ("Ctrl+F",), "focus_filter", lists, LISTS),
        Action(
            "journal.export",
            _("Export the journal"),
            ("Ctrl+E",),
            "export_journal",
            lists,
            JOURNAL,
            Permission.JOURNAL_READ,
        ),
    )


def _settings(_: Callable[[str], str]) -> tuple[Action, ...]:
    settings, taxes = _("Settings"), _("Taxes")
    return (
        Action("settings.above", _("Page above"), ("Ctrl+PgUp",), "page_above", settings, SETTINGS),
        Action("settings.below", _("Page below"), ("Ctrl+PgDown",), "page_below", settings, SETTINGS),
        Action("taxes.add", _("New tax class"), ("Ctrl+N",), "add_tax_class", taxes, TAXES),
        Action("taxes.line", _("Add a tax"), ("Ctrl+Shift+N",), "add_tax", taxes, TAXES),
        Action("taxes.save", _("Save the tax class"), ("Ctrl+S",), "save_tax_class", taxes, TAXES),
        Action("taxes.leave", _("Leave it as it was"), ("Esc",), "leave_tax_class", taxes, TAXES),
        Action("taxes.take_back", _("Take back what comes next"), ("Ctrl+Shift+B",), "take_back_taxes", taxes, TAXES),
        Action("taxes.archive", _("Archive the tax class"), ("Ctrl+Shift+Del",), "archive_tax_class", taxes, TAXES),
        Action("taxes.template", _("Begin with a country"), ("Ctrl+T",), "begin_with_country", taxes, TAXES),
    )


def _printer(_: Callable[[str], str]) -> tuple[Action, ...]:
    printer = _("Printer")
    return (
        Action("printer.search", _("Search for printers"), ("Ctrl+F",), "search_printers", printer, PRINTER),
        Action("printer.use", _("Use this printer"), ("Enter",), "use_printer", printer, PRINTER, by_filter=True),
        Action("printer.test", _("Print a test page"), ("Ctrl+T",), "print_test_page", printer, PRINTER),
        Action(
            "printer.drawer", _("Open the drawer"), ("Ctrl+D",), "try_drawer", printer, PRINTER, Permission.DRAWER_OPEN
        ),
    )


def _staff(_: Callable[[str], str]) -> tuple[Action, ...]:
    staff, needs = _("Staff"), Permission.PEOPLE_MANAGE
    return (
        Action("staff.add", _("New person"), ("Ctrl+N",), "add_person", staff, STAFF, needs),
        Action("staff.save", _("Save the person"), ("Ctrl+S",), "save_person", staff, STAFF, needs),
        Action("staff.unlock", _("Unlock the person"), ("Ctrl+U",), "unlock_person", staff, STAFF, needs),
        Action("staff.archive", _("Archive the person"), ("Ctrl+Shift+Del",), "archive_person", staff, STAFF, needs),
        Action("staff.export", _("Hand over a person's data"), ("Ctrl+Shift+H",), "export_person", staff, STAFF, needs),
        Action("staff.roles", _("Roles"), ("Ctrl+Shift+E",), "edit_roles", staff, STAFF, needs),
        Action(
            "keys.make",
            _("Make a recovery code"),
            ("Ctrl+Shift+M",),
            "make_recovery_code",
            staff,
            STAFF,
            Permission.RECOVERY_CODE,
        ),
        Action("keys.type", _("Type the recovery code"), ("F10",), "type_recovery_code", staff, STAFF | LOCKED),
    )


def _backups(_: Callable[[str], str]) -> tuple[Action, ...]:
    backups, needs = _("Backups"), Permission.SETTINGS_CHANGE
    return (
        Action("backups.make", _("Back up now"), ("Ctrl+B",), "make_backup", backups, BACKUPS),
        Action("backups.restore", _("Bring back a backup"), ("Ctrl+O",), "restore_backup", backups, BACKUPS, needs),
        Action(
            "backups.file",
            _("Bring back a backup from another place"),
            ("Ctrl+Shift+O",),
            "choose_backup",
            backups,
            BACKUPS,
            needs,
        ),
        Action(
            "backups.passphrase", _("Set the passphrase"), ("Ctrl+Shift+P",), "set_passphrase", backups, BACKUPS, needs
        ),
    )


def _shifts(_: Callable[[str], str]) -> tuple[Action, ...]:
    group = _("Shift")
    return (
        Action("shift.turn", _("Open or close the shift"), ("Ctrl+Shift+S",), "open_or_close_shift", group, EVERYWHERE),
        Action(
            "shift.look",
            _("Figures of the shift"),
            ("Ctrl+Shift+F",),
            "show_shift",
            group,
            EVERYWHERE,
            Permission.SHIFT_LOOK,
            also=_("X report"),
        ),
        Action(
            "shift.closings",
            _("Closed shifts"),
            ("Ctrl+Shift+R",),
            "show_closings",
            group,
            EVERYWHERE,
            Permission.SHIFT_LOOK,
            also=_("Z report PDF copy"),
        ),
        Action(
            "shift.cash",
            _("Cash in or out"),
            ("Ctrl+Shift+D",),
            "move_cash",
            group,
            EVERYWHERE,
            Permission.CASH_MOVE,
        ),
    )


def _to_do(_: Callable[[str], str]) -> tuple[Action, ...]:
    group = _("Shift")
    also = _("waits unfinished doubt reason")
    return (Action("todo.show", _("To do"), ("Ctrl+Shift+T",), "show_to_do", group, EVERYWHERE, also=also),)


def _imports(_: Callable[[str], str]) -> tuple[Action, ...]:
    """Return what can be done about an import that was cut off: everywhere, while it is offered."""
    group = _("An import that was cut off")
    return (
        Action("import.finish", _("Finish the import"), ("Ctrl+Shift+I",), "finish_import", group, EVERYWHERE),
        Action("import.undo", _("Undo the import"), ("Ctrl+Shift+X",), "undo_import", group, EVERYWHERE),
    )


def _everywhere(_: Callable[[str], str]) -> tuple[Action, ...]:
    window, paper = _("Window"), _("Receipts and paper")
    tabs = (
        ("sales", _("Go to Sales")),
        ("catalog", _("Go to Catalog")),
        ("stock", _("Go to Stock")),
        ("shipments", _("Go to Shipments")),
        ("journal", _("Go to Journal")),
        ("settings", _("Go to Settings")),
    )
    return (
        Action("paper.find", _("Find a receipt"), ("Ctrl+R",), "find_receipt", paper, EVERYWHERE),
        Action("paper.again", _("Print the last receipt again"), ("Ctrl+P",), "print_again", paper, EVERYWHERE),
        Action("paper.queue", _("Print queue"), ("Ctrl+J",), "show_queue", paper, EVERYWHERE),
        *(
            Action(f"go.{room}", title, (f"Ctrl+{place}", f"Alt+{place}"), f"go_{room}", window, EVERYWHERE)
            for place, (room, title) in enumerate(tabs, start=1)
        ),
        Action("person.lock", _("Lock, or change person"), ("Ctrl+L",), "lock_till", window, EVERYWHERE),
        Action("window.palette", _("Find any action"), ("Ctrl+K",), "show_palette", window, EVERYWHERE),
        Action("window.help", _("Keys and help"), ("F1",), "show_help", window, EVERYWHERE),
        Action("window.appearance", _("Light or dark"), ("Ctrl+Shift+L",), "switch_appearance", window, EVERYWHERE),
    )


def _settings_pages(_: Callable[[str], str]) -> tuple[Action, ...]:
    title, window = _("Settings: {page}"), _("Window")
    also = {
        "Shop": _("name address tax number logo"),
        "Prices": _("currency money rounding"),
        "Taxes": _("VAT rate country"),
        "Receipt": _("header footer language"),
        "Printer": _("drawer paper roll network USB"),
        "Codes": _("scanner barcode labels"),
        "Scale": _("weigh container port"),
        "Staff": _("people PIN password badge roles lock"),
        "Backups": _("backup restore bring back USB disk passphrase"),
        "Screen": _("language colours dark light"),
    }
    made = ((page_action(page), page) for page in SETTINGS_PAGES)
    pages = tuple(
        Action(name, title.format(page=_(page)), (), name, window, EVERYWHERE, also=also[page]) for name, page in made
    )
    return (*pages, Action(CODE_ACTION, _("Recovery code and keys"), (), CODE_ACTION, window, EVERYWHERE))


def matching(actions: Sequence[Action], text: str) -> list[Action]:
    """Return the actions in whose words every typed one begins a word or, in Chinese, stands anywhere.

    Those whose titles have them all come before those that are found by what else is typed for them.
    """
    words = text.casefold().split()
    titled = [action for action in actions if all(_found(word, action.title.casefold()) for word in words)]
    return titled + [
        action
        for action in actions
        if action not in titled
        and action.also
        and all(_found(word, f"{action.title} {action.also}".casefold()) for word in words)
    ]


def _found(word: str, title: str) -> bool:
    return title.startswith(word) or f" {word}" in title or (not word.isascii() and word in title)
