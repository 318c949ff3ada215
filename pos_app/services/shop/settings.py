"""Every setting of a shop, declared once: type, unit, default and help. The dialog and the user guide read this."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal, get_args, get_type_hints

from msgspec import Meta, Struct, ValidationError, convert

PERSONAL = "Screen"
"""The group of what concerns whoever looks at the screen: anybody may change it."""


def _in(group: str, widget: str, unit: str = "") -> dict[str, Any]:
    """Return where a setting stands in the dialog and how it is entered."""
    return {"group": group, "widget": widget, "unit": unit}


class Settings(Struct, frozen=True, kw_only=True):
    """The settings as they stand."""

    shop_name: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=80,
            title="Shop name",
            description="Stands at the head of every receipt.",
            extra_json_schema=_in("Shop", "text"),
        ),
    ] = "Countertop"
    shop_address: Annotated[
        str,
        Meta(
            max_length=300,
            title="Address",
            description="One line or several, as printed on receipts.",
            extra_json_schema=_in("Shop", "lines"),
        ),
    ] = ""
    tax_number: Annotated[
        str,
        Meta(
            max_length=40,
            title="Tax number",
            description="VAT, GST or other number that receipts must show.",
            extra_json_schema=_in("Shop", "text"),
        ),
    ] = ""
    logo: Annotated[
        str,
        Meta(
            max_length=1000,
            title="Logo",
            description="A PNG file; printed in black and white at the head of receipts.",
            extra_json_schema=_in("Shop", "path"),
        ),
    ] = ""
    keep_invoices_years: Annotated[
        Literal[5, 6, 7, 8, 10, 15, 30],
        Meta(
            title="Invoices are kept",
            description="What was sold to a customer stays so long, to a year's end, also when the person is erased.",
            extra_json_schema=_in("Shop", "choice", "years"),
        ),
    ] = 10
    shift_needed: Annotated[
        bool,
        Meta(
            title="Shifts are opened by hand",
            description="Nothing is sold before cash was counted and a shift opened. Off: the next begins by itself.",
            extra_json_schema=_in("Shop", "flag"),
        ),
    ] = True
    blind_count: Annotated[
        bool,
        Meta(
            title="Count blind",
            description="Whoever counts the drawer sees what should lie in it only afterwards.",
            extra_json_schema=_in("Shop", "flag"),
        ),
    ] = True
    merge_lines: Annotated[
        bool,
        Meta(
            title="Same goods on one line",
            description="A second scan of the same goods raises the quantity instead of adding a line.",
            extra_json_schema=_in("Prices", "flag"),
        ),
    ] = True
    tax_rounding: Annotated[
        Literal["line", "order"],
        Meta(
            title="Tax is rounded",
            description="On each line, or once for each tax on the whole order.",
            extra_json_schema=_in("Prices", "choice"),
        ),
    ] = "line"
    cash_rounding: Annotated[
        int,
        Meta(
            ge=0,
            le=100_000,
            title="Cash rounding",
            description="Cash totals are rounded to this; 0 for none. In Switzerland 0.05.",
            extra_json_schema=_in("Prices", "amount", "minor units"),
        ),
    ] = 0
    default_tax_class: Annotated[
        str,
        Meta(
            max_length=32,
            title="Usual tax class",
            description="Given to goods that come without one.",
            extra_json_schema=_in("Prices", "tax_class"),
        ),
    ] = "13"
    receipt_language: Annotated[
        Literal["en", "zh_CN"],
        Meta(
            title="Receipt language",
            description="Receipts may speak another language than the screen.",
            extra_json_schema=_in("Receipt", "choice"),
        ),
    ] = "en"
    receipt_header: Annotated[
        str,
        Meta(
            max_length=500,
            title="Header",
            description="Printed under the shop's name.",
            extra_json_schema=_in("Receipt", "lines"),
        ),
    ] = ""
    receipt_footer: Annotated[
        str,
        Meta(
            max_length=500,
            title="Footer",
            description="Printed at the end.",
            extra_json_schema=_in("Receipt", "lines"),
        ),
    ] = "Thank you for your visit"
    printer: Annotated[
        str,
        Meta(
            max_length=300,
            title="Printer",
            description="builtin shows the paper in the program; tcp://192.168.1.50:9100 is a printer on the network, "
            "usb://04b8:0202 on USB, serial:///dev/ttyUSB0?speed=19200 or serial://COM3 on a serial line, queue://NAME "
            "a queue of the system, file:///path a file or device.",
            extra_json_schema=_in("Printer", "text"),
        ),
    ] = "builtin"
    printer_model: Annotated[
        str,
        Meta(
            max_length=40,
            title="Model",
            description="Decides the roll, the letters and the knife; of one that is not listed the settings below do.",
            extra_json_schema=_in("Printer", "model"),
        ),
    ] = "default"
    paper_width: Annotated[
        Literal[58, 80],
        Meta(
            title="Paper width",
            description="Width of the roll.",
            extra_json_schema=_in("Printer", "choice", "mm"),
        ),
    ] = 80
    code_page: Annotated[
        Literal["CP437", "CP850", "CP852", "CP858", "CP866", "CP1252", "GB18030"],
        Meta(
            title="Code page",
            description="What the printer writes text in; what it cannot show is printed as a picture. GB18030 leaves "
            "Chinese to the letters of a printer that has them.",
            extra_json_schema=_in("Printer", "choice"),
        ),
    ] = "CP437"
    open_drawer: Annotated[
        bool,
        Meta(
            title="Open the drawer after cash",
            description="The drawer opens once when cash was taken.",
            extra_json_schema=_in("Printer", "flag"),
        ),
    ] = True
    drawer: Annotated[
        str,
        Meta(
            max_length=300,
            title="Drawer",
            description="Empty: it hangs on the receipt printer. Else the address of the printer or line it hangs on.",
            extra_json_schema=_in("Printer", "text"),
        ),
    ] = ""
    drawer_pin: Annotated[
        Literal[2, 5],
        Meta(
            title="Drawer's pin",
            description="Of the printer's drawer connector; 5 is for a second drawer or some cables.",
            extra_json_schema=_in("Printer", "choice"),
        ),
    ] = 2
    scanner_port: Annotated[
        str,
        Meta(
            max_length=300,
            title="Scanner's port",
            description="Of a scanner on a serial line or USB-COM, for example COM3 or /dev/ttyACM0. One that types "
            "like a keyboard needs none.",
            extra_json_schema=_in("Codes", "port"),
        ),
    ] = ""
    scanner_speed: Annotated[
        Literal[9600, 19200, 38400, 57600, 115200],
        Meta(
            title="Scanner's speed",
            description="As the scanner is set up; USB-COM takes any.",
            extra_json_schema=_in("Codes", "choice", "baud"),
        ),
    ] = 9600
    scale_labels: Annotated[
        str,
        Meta(
            max_length=2000,
            title="Labels of scales",
            description="One layout a line: the prefix in figures, then P for the number of the goods, W for the "
            "weight in kg, A for the amount, X for figures to pass over, C for the check digit; 21 PPPPP WW.WWW C.",
            extra_json_schema=_in("Codes", "lines"),
        ),
    ] = ""
    scale_kind: Annotated[
        Literal["none", "toledo_8217", "cas_ap1"],
        Meta(
            title="Kind of scale",
            description="What the scale speaks; its manual or its menu says so. Checkout scales of most makers speak "
            "8217.",
            extra_json_schema=_in("Scale", "choice"),
        ),
    ] = "none"
    scale_port: Annotated[
        str,
        Meta(
            max_length=300,
            title="Scale's port",
            description="Where its cable is, for example COM3 or /dev/ttyUSB0. Plug it in and choose it from the list.",
            extra_json_schema=_in("Scale", "port"),
        ),
    ] = ""
    scale_speed: Annotated[
        Literal[1200, 2400, 4800, 9600, 19200],
        Meta(
            title="Scale's speed",
            description="As the scale is set up; almost always 9600.",
            extra_json_schema=_in("Scale", "choice", "baud"),
        ),
    ] = 9600
    scale_framing: Annotated[
        Literal["usual", "7E1", "7O1", "8N1", "8E1"],
        Meta(
            title="Scale's data bits",
            description="With parity and stop bits. Another than usual only where the scale is set up so.",
            extra_json_schema=_in("Scale", "choice"),
        ),
    ] = "usual"
    lock_idle: Annotated[
        Literal[0, 1, 2, 5, 10, 15, 30],
        Meta(
            title="Lock when idle",
            description="The till locks itself when nobody has touched it for so long; the basket stays. 0: never.",
            extra_json_schema=_in("Staff", "choice", "minutes"),
        ),
    ] = 5
    lock_after: Annotated[
        Literal[5, 10, 20],
        Meta(
            title="Locked after",
            description="Wrong PINs or passwords in a row; an owner unlocks the person.",
            extra_json_schema=_in("Staff", "choice", "wrong tries"),
        ),
    ] = 10
    hash_cost: Annotated[
        Literal[12, 13, 14],
        Meta(
            title="Cost of a PIN",
            description="How hard a stolen one is to guess: each step takes twice as long, on this computer too.",
            extra_json_schema=_in("Staff", "choice"),
        ),
    ] = 12
    backups: Annotated[
        bool,
        Meta(
            title="Back up by itself",
            description="Once a day, and behind each shift that is closed; selling goes on meanwhile.",
            extra_json_schema=_in("Backups", "flag"),
        ),
    ] = True
    backup_folder: Annotated[
        str,
        Meta(
            max_length=1000,
            title="Folder for backups",
            description="On a USB disk or a network share, best of all. Empty: beside the shop, where one disk holds "
            "both.",
            extra_json_schema=_in("Backups", "text"),
        ),
    ] = ""
    backup_days: Annotated[
        Literal[7, 14, 30, 90],
        Meta(
            title="Keep daily backups",
            description="The last backup of each day is kept so long.",
            extra_json_schema=_in("Backups", "choice", "days"),
        ),
    ] = 7
    backup_weeks: Annotated[
        Literal[4, 8, 26, 52],
        Meta(
            title="Keep weekly backups",
            description="The last backup of each week is kept so long.",
            extra_json_schema=_in("Backups", "choice", "weeks"),
        ),
    ] = 4
    backup_months: Annotated[
        Literal[12, 24, 60, 120],
        Meta(
            title="Keep monthly backups",
            description="The last backup of each month is kept so long.",
            extra_json_schema=_in("Backups", "choice", "months"),
        ),
    ] = 12
    language: Annotated[
        Literal["system", "en", "zh_CN"],
        Meta(
            title="Language",
            description="Of the screen.",
            extra_json_schema=_in("Screen", "choice"),
        ),
    ] = "system"
    theme: Annotated[
        Literal["system", "light", "dark"],
        Meta(
            title="Colours",
            description="Light, dark, or as the system says.",
            extra_json_schema=_in("Screen", "choice"),
        ),
    ] = "system"


class Declared(Struct, frozen=True):
    """A setting as declared."""

    name: str
    title: str
    help: str
    group: str
    widget: str
    """`text`, `lines`, `choice`, `tax_class`, `model`, `amount`, `flag`, `path` or `port`."""
    unit: str
    default: Any
    choices: tuple[Any, ...]
    type: Any
    """What a value must be, with its limits: for msgspec."""

    @property
    def is_text(self) -> bool:
        """Whether a person writes into it what they like."""
        return get_args(self.type)[0] is str

    def refusal(self, value: object) -> tuple[str, str] | None:
        """Return why the setting cannot have the value: reason and limit of `SettingRefused`; None where it can."""
        try:
            convert(value, self.type)
        except ValidationError:
            return self._reason(value)
        return None

    def _reason(self, value: object) -> tuple[str, str]:
        limits: Meta = get_args(self.type)[1]
        if self.choices:
            return "not_a_choice", ", ".join(map(str, self.choices))
        if isinstance(value, str) and self.is_text:
            short = len(value) < (limits.min_length or 0)
            return ("too_short", str(limits.min_length)) if short else ("too_long", str(limits.max_length))
        if isinstance(value, int) and limits.ge is not None:
            return ("too_small", str(limits.ge)) if value < limits.ge else ("too_large", str(limits.le))
        return "wrong_kind", ""


@cache
def declared() -> dict[str, Declared]:
    """Return every setting by its name, in the order of the dialog."""
    types = get_type_hints(Settings, include_extras=True)
    return {name: _read(name, types[name], default) for name, default in zip(types, _defaults(), strict=True)}


def _defaults() -> tuple[Any, ...]:
    return tuple(getattr(Settings(), name) for name in Settings.__struct_fields__)


def _read(name: str, declaration: Any, default: Any) -> Declared:
    kind, meta = get_args(declaration)
    place: dict[str, str] = meta.extra_json_schema
    return Declared(
        name=name,
        title=meta.title,
        help=meta.description,
        group=place["group"],
        widget=place["widget"],
        unit=place["unit"],
        default=default,
        choices=get_args(kind),
        type=declaration,
    )
