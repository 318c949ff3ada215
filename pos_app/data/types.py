"""The vocabulary of columns: one word each for money, quantity, codes, uids and moments, on all three databases."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
)
from sqlalchemy.types import NullType, TypeDecorator

from pos_app.domain.problems import RowUnreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Dialect
    from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_SHOWN = 40
"""Signs of what cannot be read that are told."""
INDEXED_LENGTH = 191
"""The longest string that MariaDB can index in utf8mb4 whatever its row format."""


class InMariaDb(TypeDecorator[Any]):
    """A type that MariaDB has under a name of its own, looked up when MariaDB is spoken to: most tills never do."""

    impl = NullType
    cache_ok = True

    def __init__(
        self, kind: str, length: int | None = None, charset: str | None = None, collation: str | None = None
    ) -> None:
        super().__init__()
        self.kind = kind
        self.length = length
        self.charset = charset
        self.collation = collation

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Look the type up."""
        from sqlalchemy.dialects import mysql  # slow to load, and not needed on SQLite

        options = {"length": self.length, "charset": self.charset, "collation": self.collation}
        given = {name: value for name, value in options.items() if value is not None}
        return dialect.type_descriptor(getattr(mysql, self.kind)(**given))

    def __repr__(self) -> str:
        """Stand in migrations as the type itself."""
        options = (("charset", self.charset), ("collation", self.collation), ("length", self.length))
        return f"mysql.{self.kind}({', '.join(f'{name}={value!r}' for name, value in options if value is not None)})"


class UtcTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC with microseconds; a naive one is refused before it reaches the database."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """MariaDB keeps microseconds only where it is told to."""
        if dialect.name != "mariadb":
            return dialect.type_descriptor(DateTime())
        from sqlalchemy.dialects import mysql  # as above

        return dialect.type_descriptor(mysql.DATETIME(fsp=6))

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Give the zone back. Raise `RowUnreadable` for what is no moment: a bad disk or a stranger wrote there."""
        read = super().result_processor(dialect, coltype)
        if read is None:
            return None

        def moment(value: Any) -> datetime | None:
            try:
                return read(value)
            except (ValueError, TypeError) as error:
                raise RowUnreadable(text=str(value)[:_SHOWN]) from error

        return moment

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC without its zone."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


_KEY = BigInteger().with_variant(Integer(), "sqlite")
_UID = LargeBinary(16).with_variant(InMariaDb("BINARY", 16), "mariadb")
_LONG = Text().with_variant(InMariaDb("LONGTEXT"), "mariadb")


@cache
def _binary(length: int) -> String:
    """Return a string that compares by its bytes, trailing spaces too, on every database."""
    return (
        String(length)
        .with_variant(String(length, collation="C"), "postgresql")
        .with_variant(InMariaDb("VARCHAR", length, "utf8mb4", "utf8mb4_nopad_bin"), "mariadb")
    )


def key() -> Column[int]:
    """Return the integer key of a row; means something inside this database only."""
    return Column("id", _KEY, primary_key=True)


def uid(name: str = "uid", *, unique: bool = True, nullable: bool = False) -> Column[bytes]:
    """Return 16 bytes of UUIDv7 that another till may refer to."""
    return Column(name, _UID, unique=unique or None, nullable=nullable)


def ref(
    name: str, target: str, *, nullable: bool = False, primary_key: bool = False, index: bool = False
) -> Column[int]:
    """Return a reference to another table's key."""
    return Column(
        name,
        _KEY,
        ForeignKey(target),
        nullable=nullable,
        primary_key=primary_key,
        index=index or None,
        autoincrement=False,
    )


def amount(name: str, *, nullable: bool = False) -> Column[int]:
    """Return an amount in minor units of the row's currency."""
    return Column(name, BigInteger, nullable=nullable)


def unit_price(name: str, *, nullable: bool = False) -> Column[int]:
    """Return a price or cost of one unit in 1/10,000 minor unit."""
    return Column(name, BigInteger, nullable=nullable)


def quantity(name: str = "quantity", *, nullable: bool = False) -> Column[int]:
    """Return thousandths of the variant's unit."""
    return Column(name, BigInteger, nullable=nullable)


def number(name: str, *, nullable: bool = False, default: int | None = None) -> Column[int]:
    """Return a plain integer: counts, sequences, rates in parts per million."""
    return Column(name, BigInteger, nullable=nullable, server_default=None if default is None else str(default))


def flag(name: str, *, nullable: bool = False) -> Column[bool]:
    """Return a yes or no."""
    return Column(name, Boolean(create_constraint=False), nullable=nullable)


def code(
    name: str, length: int = INDEXED_LENGTH, *, unique: bool = False, nullable: bool = False, index: bool = False
) -> Column[str]:
    """Return a short text that machines compare, byte by byte."""
    return Column(name, _binary(length), unique=unique or None, nullable=nullable, index=index or None)


def words(name: str, length: int = 255, *, nullable: bool = False) -> Column[str]:
    """Return a short text for people."""
    return Column(name, String(length), nullable=nullable)


def long_text(name: str, *, nullable: bool = False) -> Column[str]:
    """Return a text of any length."""
    return Column(name, _LONG, nullable=nullable)


def blob(name: str, *, nullable: bool = True) -> Column[bytes]:
    """Return bytes of any length."""
    return Column(name, LargeBinary().with_variant(InMariaDb("LONGBLOB"), "mariadb"), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> Column[datetime]:
    """Return an aware moment in UTC."""
    return Column(name, UtcTime, nullable=nullable)


def day(name: str, *, nullable: bool = False) -> Column[Any]:
    """Return a calendar day."""
    return Column(name, Date, nullable=nullable)


def fact() -> list[Column[Any]]:
    """Return what every fact carries: who, where, in which order and when."""
    return [
        ref("till_id", "till.id"),
        number("sequence"),  # one count of all facts of a till: facts are ordered by (till, sequence), never by uid
        ref("person_id", "person.id"),
        ref("shift_id", "shift.id", nullable=True),  # NULL only for facts outside any cash period
        moment("at"),  # never before the till's last fact
        moment("wall_at", nullable=True),  # what the clock said, where it was behind the till's last fact
        day("business_date"),
        words("zone", 64),  # IANA name the business date was taken in
    ]


def tax_amounts() -> list[Column[Any]]:
    """Return what one tax came to on one line, copied from the rule of that moment."""
    return [
        number("position"),
        uid("tax_uid", unique=False),
        words("name"),
        number("rate_ppm"),
        flag("included"),
        number("stack_order"),
        flag("compound"),
        amount("base"),
        amount("amount"),
    ]


APPEND_ONLY: dict[str, bool] = {"append_only": True}
"""`info` of a table whose rows never change; `append_only` makes its triggers from it."""
