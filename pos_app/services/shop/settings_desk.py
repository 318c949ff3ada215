"""Read and change the shop's settings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec import ValidationError, convert
from msgspec.structs import replace
from sqlalchemy import delete, insert, select

from pos_app.data.json_text import from_json
from pos_app.data.tables.shop import setting
from pos_app.data.tables.taxes import tax_class
from pos_app.domain.changes import Changes
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission
from pos_app.domain.printing import ANY_MODEL, PROFILES, spelled_out
from pos_app.domain.scale_label import parse_rules
from pos_app.services.shop.settings import PERSONAL, Settings, declared

if TYPE_CHECKING:
    from pos_app.domain.printing import PrinterModel
    from pos_app.services.books import Posting
    from pos_app.services.shop.shop import Shop

_SCOPE = "shop"
_ADDRESSES = ("printer", "drawer")
_HERE = ("drawer", "")
"""The drawer hangs on the receipt printer."""


class SettingRefused(PosError):
    """The value is not one the setting can have. Params: name, reason, limit.

    `reason` is a code: `too_short`, `too_long` (`limit` in signs), `too_small`, `too_large` (`limit` in the setting's
    unit), `not_a_choice` (`limit` names the choices) or `wrong_kind` (no limit: empty).
    """


class SettingsDesk:
    """The settings as they stand, and the one way to change them."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.values = self._read()

    def reload(self) -> None:
        """Read them again, after another process changed them."""
        self.values = self._read()

    def change(self, **values: Any) -> Changes:
        """Keep new values, all of them or none. Raise `SettingRefused`, `UnknownPrinterAddress`, `ScaleRuleRefused`.

        Each change leaves a journal entry with what was before and after; of free text it holds the hashes.
        """
        values |= {name: spelled_out(values[name]) for name in _ADDRESSES if isinstance(values.get(name), str)}
        wanted = self._checked(values)
        changed = {
            name: getattr(wanted, name) for name in values if getattr(wanted, name) != getattr(self.values, name)
        }
        self._refuse_useless(changed)
        personal = all(declared()[name].group == PERSONAL for name in changed)
        with self._shop.posting(None if personal else Permission.SETTINGS_CHANGE) as posting:
            self._write(posting, changed)
        self.values = wanted
        return Changes(settings=bool(changed))

    def printer_models(self) -> tuple[PrinterModel, ...]:
        """Return the printers that can be chosen by their model, by name. Reads a long list the first time."""
        from pos_app.links.devices.models import models  # devices are loaded with the first paper

        return models()

    def keep(self, posting: Posting, **values: Any) -> None:
        """Keep new values within another use case's transaction, which reloads them after its commit.

        Raise `SettingRefused`.
        """
        wanted = self._checked(values)
        self._write(posting, {name: getattr(wanted, name) for name in values})

    def _write(self, posting: Posting, changed: dict[str, Any]) -> None:
        for name, value in changed.items():
            before = getattr(self.values, name)
            if value == before:
                continue
            posting.connection.execute(delete(setting).where(setting.c.scope == _SCOPE, setting.c.name == name))
            row = {"scope": _SCOPE, "name": name, "value": json.dumps(value), "changed_at": posting.at}
            posting.connection.execute(insert(setting), row)
            entry = {"before": before, "after": value}
            if declared()[name].is_text:
                entry = {when: posting.text(words) for when, words in entry.items()}
            posting.journal(Tag.SETTING_CHANGED, None, {"name": name, **entry})

    def _checked(self, values: dict[str, Any]) -> Settings:
        for name, value in values.items():
            refusal = declared()[name].refusal(value)
            if refusal is not None:
                reason, limit = refusal
                raise SettingRefused(name=name, reason=reason, limit=limit)
        return replace(self.values, **values)

    def _refuse_useless(self, changed: dict[str, Any]) -> None:
        """Refuse what could be kept but never work: better here than at the first receipt."""
        for name in _ADDRESSES:
            if name in changed and (name, changed[name]) != _HERE:
                from pos_app.links.devices.opening import open_printer  # devices are loaded with the first paper

                open_printer(changed[name], PROFILES[str(self.values.paper_width)])
        if changed.get("printer_model", ANY_MODEL) != ANY_MODEL:
            keys = [model.key for model in self.printer_models()]
            if changed["printer_model"] not in keys:
                raise SettingRefused(name="printer_model", reason="not_a_choice", limit=", ".join(keys))
        if "scale_labels" in changed:
            parse_rules(changed["scale_labels"], self._shop.profile.currency.digits)
        if "default_tax_class" in changed:
            with self._shop.database.read() as connection:
                query = select(tax_class.c.code).where(tax_class.c.archived_at.is_(None)).order_by(tax_class.c.code)
                codes = list(connection.execute(query).scalars())
            if changed["default_tax_class"] not in codes:
                raise SettingRefused(name="default_tax_class", reason="not_a_choice", limit=", ".join(codes))

    def _read(self) -> Settings:
        """Return what is stored; a value that cannot be read, or is no longer allowed, falls back to its default."""
        with self._shop.database.read() as connection:
            rows = connection.execute(select(setting.c.name, setting.c.value).where(setting.c.scope == _SCOPE)).all()
        stored = {name: value for name, text in rows if (value := from_json(text)) is not None}
        try:
            return convert(stored, Settings)
        except ValidationError:
            known = declared()
            usable = {name: value for name, value in stored.items() if name in known and not known[name].refusal(value)}
            return convert(usable, Settings)
