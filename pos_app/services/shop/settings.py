"""Every setting of a shop, declared once: type, unit, default and help. The dialog and the user guide read this."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


def _in(group: str, widget: str, unit: str = "") -> dict[str, Any]:
    """Return where a setting stands in the dialog and how it is entered."""
    return {"group": group, "widget": widget, "unit": unit}


class Settings(BaseModel):
    """The settings as they stand."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    shop_name: str = Field(
        "Countertop",
        max_length=80,
        min_length=1,
        title="Shop name",
        description="Stands at the head of every receipt.",
        json_schema_extra=_in("Shop", "text"),
    )
    shop_address: str = Field(
        "",
        max_length=300,
        title="Address",
        description="One line or several, as printed on receipts.",
        json_schema_extra=_in("Shop", "lines"),
    )
    tax_number: str = Field(
        "",
        max_length=40,
        title="Tax number",
        description="VAT, GST or other number that receipts must show.",
        json_schema_extra=_in("Shop", "text"),
    )
    logo: str = Field(
        "",
        max_length=1000,
        title="Logo",
        description="A PNG file; printed in black and white at the head of receipts.",
        json_schema_extra=_in("Shop", "path"),
    )
    merge_lines: bool = Field(
        True,
        title="Same goods on one line",
        description="A second scan of the same goods raises the quantity instead of adding a line.",
        json_schema_extra=_in("Prices", "flag"),
    )
    tax_rounding: Literal["line", "order"] = Field(
        "line",
        title="Tax is rounded",
        description="On each line, or once for each tax on the whole order.",
        json_schema_extra=_in("Prices", "choice"),
    )
    cash_rounding: int = Field(
        0,
        ge=0,
        le=100_000,
        title="Cash rounding",
        description="Cash totals are rounded to this; 0 for none. In Switzerland 0.05.",
        json_schema_extra=_in("Prices", "amount", "minor units"),
    )
    default_tax_class: str = Field(
        "13",
        max_length=32,
        title="Usual tax class",
        description="Given to goods that come without one.",
        json_schema_extra=_in("Prices", "tax_class"),
    )
    receipt_language: Literal["en", "zh_CN"] = Field(
        "en",
        title="Receipt language",
        description="Receipts may speak another language than the screen.",
        json_schema_extra=_in("Receipt", "choice"),
    )
    receipt_header: str = Field(
        "",
        max_length=500,
        title="Header",
        description="Printed under the shop's name.",
        json_schema_extra=_in("Receipt", "lines"),
    )
    receipt_footer: str = Field(
        "Thank you for your visit",
        max_length=500,
        title="Footer",
        description="Printed at the end.",
        json_schema_extra=_in("Receipt", "lines"),
    )
    printer: str = Field(
        "builtin",
        max_length=300,
        title="Printer",
        description="builtin shows the paper in the program; tcp://192.168.1.50:9100 prints over the network; "
        "file:///path writes to a file or device.",
        json_schema_extra=_in("Printer", "text"),
    )
    printer_model: str = Field(
        "default",
        max_length=40,
        title="Model",
        description="Decides the roll, the letters and the knife; of one that is not listed the settings below do.",
        json_schema_extra=_in("Printer", "model"),
    )
    paper_width: Literal[58, 80] = Field(
        80,
        title="Paper width",
        description="Width of the roll.",
        json_schema_extra=_in("Printer", "choice", "mm"),
    )
    code_page: Literal["CP437", "CP850", "CP852", "CP858", "CP866", "CP1252", "GB18030"] = Field(
        "CP437",
        title="Code page",
        description="What the printer writes text in; what it cannot show is printed as a picture. GB18030 leaves "
        "Chinese to the letters of a printer that has them.",
        json_schema_extra=_in("Printer", "choice"),
    )
    open_drawer: bool = Field(
        True,
        title="Open the drawer after cash",
        description="The drawer on the receipt printer opens once when cash was taken.",
        json_schema_extra=_in("Printer", "flag"),
    )
    scanner_port: str = Field(
        "",
        max_length=300,
        title="Scanner's port",
        description="Of a scanner on a serial line or USB-COM, for example COM3 or /dev/ttyACM0. One that types like a "
        "keyboard needs none.",
        json_schema_extra=_in("Codes", "text"),
    )
    scanner_speed: Literal[9600, 19200, 38400, 57600, 115200] = Field(
        9600,
        title="Scanner's speed",
        description="As the scanner is set up; USB-COM takes any.",
        json_schema_extra=_in("Codes", "choice", "baud"),
    )
    scale_labels: str = Field(
        "",
        max_length=2000,
        title="Labels of scales",
        description="One layout a line: the prefix in figures, then P for the number of the goods, W for the weight in "
        "kg, A for the amount, X for figures to pass over, C for the check digit; 21 PPPPP WW.WWW C.",
        json_schema_extra=_in("Codes", "lines"),
    )
    language: Literal["system", "en", "zh_CN"] = Field(
        "system",
        title="Language",
        description="Of the screen.",
        json_schema_extra=_in("Screen", "choice"),
    )
    theme: Literal["system", "light", "dark"] = Field(
        "system",
        title="Colours",
        description="Light, dark, or as the system says.",
        json_schema_extra=_in("Screen", "choice"),
    )
