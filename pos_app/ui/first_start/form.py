"""The fields of a new shop, in cards: each with a proposal, so that Enter alone makes a shop that sells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import Locale
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from pos_app.domain import countries
from pos_app.domain.errors import PosError
from pos_app.domain.formats import PERCENT_DIGITS
from pos_app.domain.signing_in import PIN_LENGTHS
from pos_app.domain.tax import Tax
from pos_app.domain.tax_rules import parse_rate
from pos_app.domain.tax_templates import WITHOUT, filled, named, template_of
from pos_app.services.language import LANGUAGES
from pos_app.services.people.first_owner import first_owner
from pos_app.services.shop.set_up import NewShop, system_zone
from pos_app.services.shop.settings import Settings
from pos_app.ui import tokens
from pos_app.ui.settings.fields import choice_name
from pos_app.ui.taxes.words import class_names, taxes_text
from pos_app.ui.typed import plain_figure
from pos_app.ui.widgets.basics import HINT_GAP, Card, label, vertical
from pos_app.ui.widgets.inputs import CheckBox, ComboBox

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QLabel, QVBoxLayout

    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_LONGEST_NAME, _LONGEST_LINE, _LONGEST_NUMBER = 80, 140, 40
"""Letters; two lines of an address and the break between them are no longer than the setting may be."""
_RATE_WIDTH = 120
_IN_SIGHT = 12
"""Rows of a list of choices."""


class ShopForm(QObject):
    """The fields, and what they come to."""

    changed = Signal()
    """The country is another, or the rate."""

    def __init__(self, theme: Theme, wording: Wording, language: str, territory: str | None) -> None:
        """`language` is the screen's, `territory` the country that the system's locale names, if any."""
        super().__init__()
        self._theme = theme
        self._wording = wording
        self._here = system_zone()
        self._system = language
        _ = wording.translate
        self.name = _line(Settings().shop_name, _LONGEST_NAME)
        self.address, self.town = _line("", _LONGEST_LINE), _line("", _LONGEST_LINE)
        self.tax_number = _line("", _LONGEST_NUMBER)
        self.country, self.currency, self.zone, self.language = (ComboBox(theme) for _field in range(4))
        self.taxes = CheckBox(theme, _("Begin with these taxes"))
        self.taxes.setChecked(True)
        self.rate_title = label(_("Rate in %"), "small")
        self.rate = _line("", _LONGEST_NUMBER)
        self.rate.setFixedWidth(_RATE_WIDTH)
        self.told = label("")
        self.owner, self.login = _line(_("owner"), _LONGEST_NAME), _line("owner", 64)
        self.pin, self.again, self.password = (_secret() for _field in range(3))
        for field in (self.pin, self.again):
            field.setMaxLength(PIN_LENGTHS.stop - 1)
            field.setPlaceholderText(HINT_GAP + _("none"))
        self.password.setPlaceholderText(HINT_GAP + _("none"))
        self._offer()
        self.country.currentIndexChanged.connect(lambda _place: self._propose())
        self.rate.textEdited.connect(lambda _text: self._tell())
        self.taxes.toggled.connect(lambda _on: self._tell())
        self.country.setCurrentIndex(self.country.findData(countries.country_of(territory, self._here)))
        self._propose()

    def cards(self) -> tuple[QWidget, QWidget]:
        """Return the shop's card, and that of the taxes with the owner's below it."""
        _ = self._wording.translate
        shop = self._card(
            _("The shop"),
            (
                (_("Shop name"), self.name, 2),
                (_("Address"), self.address, 2),
                (_("Postcode and town"), self.town, 2),
                (_("Tax number"), self.tax_number, 2),
                (_("Country"), self.country, 2),
                (_("Currency"), self.currency, 1),
                (_("Language"), self.language, 1),
                (_("Time zone"), self.zone, 2),
            ),
        )
        right = QWidget()
        column = vertical(spacing=16)
        column.addWidget(self._tax_card())
        column.addWidget(
            self._card(
                _("The owner"),
                (
                    (_("Name"), self.owner, 1),
                    (_("Login"), self.login, 1),
                    (_("PIN, 4 to 12 digits"), self.pin, 1),
                    (_("PIN once more"), self.again, 1),
                    (_("Password, 8 signs or more, if you want one"), self.password, 2),
                ),
                _("Without a PIN nobody is asked who is at the till, and whoever stands there may do everything."),
            )
        )
        column.addStretch(1)
        right.setLayout(column)
        return shop, right

    def wanted(self) -> NewShop:
        """Return what the fields come to. Raise what is wrong with one of them."""
        template = template_of(self._template())
        rate = self._rate() if template.asked else None
        if template.asked and rate is None:
            template = WITHOUT
        lines = (field.text().strip() for field in (self.address, self.town))
        return NewShop(
            currency=self.currency.currentData(),
            zone=self.zone.currentData(),
            language=self.language.currentData(),
            taxes=template.key,
            tax_rates=() if rate is None else (rate,),
            name=self.name.text().strip(),
            address="\n".join(line for line in lines if line),
            tax_number=self.tax_number.text().strip(),
            owner=first_owner(
                self.login.text(), self.owner.text(), self.pin.text(), self.again.text(), self.password.text()
            ),
        )

    def lead_to(self, refusal: PosError) -> None:
        """Give the focus to the field that was refused."""
        fields = {
            "pin_unfit": self.pin,
            "pins_differ": self.again,
            "owner_needs_pin": self.pin,
            "password_unfit": self.password,
            "login_unfit": self.login,
            "person_name_missing": self.owner,
        }
        if (field := fields.get(refusal.code)) is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            field.selectAll()

    def _offer(self) -> None:
        """Fill the choices."""
        names = countries.country_names(countries.country_codes(), self._system, self._wording.translate)
        for code, name in names.items():
            self.country.addItem(name, code)
        money = Locale.parse(self._system).currencies
        for code in countries.money_codes():
            self.currency.addItem(f"{code} · {money.get(code, code)}", code)
        for zone in dict.fromkeys((*countries.zones(), self._here)):
            self.zone.addItem(zone.replace("_", " "), zone)
        for language in LANGUAGES:
            self.language.addItem(choice_name(language, "", self._wording.translate), language)
        for choice in (self.country, self.currency, self.zone):
            choice.setMaxVisibleItems(_IN_SIGHT)
            choice.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def _propose(self) -> None:
        """Put what the country proposes into the other fields."""
        code = str(self.country.currentData())
        proposed = (
            (self.currency, countries.money_of(code)),
            (self.zone, countries.zone_of(code, self._here)),
            (self.language, countries.language_of(code, self._system)),
        )
        for field, value in proposed:
            field.setCurrentIndex(max(0, field.findData(value)))
        rate = countries.rate_of(code)
        self.rate.setText("" if rate is None else self._wording.formats.percent(rate).rstrip("%\N{NO-BREAK SPACE} "))
        self._tell()

    def _template(self) -> str:
        return countries.taxes_of(str(self.country.currentData())) if self.taxes.isChecked() else WITHOUT.key

    def _rate(self) -> int | None:
        """Return the rate that was typed; None for none. Raise what is wrong with it."""
        text = self.rate.text().strip().removesuffix("%").strip()
        return parse_rate(plain_figure(text, self._wording.formats, PERCENT_DIGITS)) if text else None

    def _tell(self) -> None:
        """Say which taxes the shop begins with."""
        _, offered = self._wording.translate, template_of(countries.taxes_of(str(self.country.currentData())))
        for widget in (self.rate_title, self.rate):
            widget.setVisible(bool(offered.asked))
            widget.setEnabled(self.taxes.isChecked())
        self.taxes.setVisible(offered is not WITHOUT)
        template = template_of(self._template())
        try:
            rates = (self._rate(),) if template.asked else ()
            classes = filled(template, rates)
        except PosError:  # a rate that is missing, or none yet
            classes = filled(WITHOUT)
        wording = self._wording
        rows = []
        for one in named(classes, class_names(wording)):
            taxes = [Tax(b"", t.name, t.rate_ppm, t.included, t.order, t.compound) for t in one.taxes]
            rows.append(taxes_text(taxes, wording))
        if len(classes) == 1 and not classes[0].taxes:
            rows = [_("The shop begins without taxes. Settings, Taxes adds them.")]
        self.told.setText("\n".join(rows))
        self.changed.emit()

    def _tax_card(self) -> QWidget:
        _ = self._wording.translate
        column = vertical((18, 14, 18, 16), 6)
        column.addWidget(label(_("Taxes"), "strong"))
        self.rate_title.setBuddy(self.rate)
        self.rate.setAccessibleName(self.rate_title.text())
        note = label(
            _(
                "Rates change by law. Compare them with what your tax office says before you confirm; each can be"
                " changed afterwards."
            ),
            "small",
        )
        self.told.setWordWrap(True)
        note.setWordWrap(True)
        for widget in (self.taxes, self.rate_title, self.rate, self.told, note):
            column.addWidget(widget)
        return Card(column)

    def _card(self, title: str, fields: Iterable[tuple[str, QWidget, int]], note: str = "") -> QWidget:
        """Return a card with fields, two columns wide; each takes one of them or both."""
        column: QVBoxLayout = vertical((18, 14, 18, 16), 8)
        column.addWidget(label(title, "strong"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        row, place = 0, 0
        for name, field, wide in fields:
            if place + wide > 2:  # noqa: PLR2004 - columns
                row, place = row + 2, 0
            title_of: QLabel = label(name, "small")
            title_of.setBuddy(field)
            field.setAccessibleName(name)
            grid.addWidget(title_of, row, place, 1, wide, Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(field, row + 1, place, 1, wide)
            place += wide
        for at in range(2):
            grid.setColumnStretch(at, 1)
        column.addLayout(grid)
        if note:
            said = label(note, "small")
            said.setWordWrap(True)
            column.addWidget(said)
        column.addStretch(1)
        return Card(column)


def _line(text: str, longest: int) -> QLineEdit:
    field = QLineEdit(text)
    field.setMaxLength(longest)
    field.setMinimumHeight(tokens.TARGET_DESK)
    return field


def _secret() -> QLineEdit:
    field = _line("", 200)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field
