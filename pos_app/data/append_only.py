"""Facts never change: triggers that refuse UPDATE, DELETE and INSERT over an existing key, on every ledger.

They are made from the tables themselves (`info=APPEND_ONLY`), re-created after every upgrade, and compared with the
database at start and by `pos verify`. Below them nothing else is trusted: another program that opens the file meets
them too. A trigger that is none of these is refused on any table of the shop: it could write what nobody did.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint, text

from pos_app.data.tables import every_table
from pos_app.domain.problems import ProtectionMissing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

_PREFIX = "append_only_"
SQLITE_FINGERPRINT = "1412b242ea4f1a2c35105b310d18c559ef8edadf4741961a9b93d56196734f3c"
"""Of all triggers that SQLite must have: a start need not load every table to know that they are there."""


def protected_tables() -> list[Table]:
    """Return every append-only table, in the order of their names."""
    tables = [table for table in every_table().tables.values() if table.info.get("append_only")]
    return sorted(tables, key=lambda table: table.name)


def install(connection: Connection) -> None:
    """Create every trigger anew."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(_POSTGRES_FUNCTION))
    for name, (table, sql) in expected(connection.dialect.name).items():
        connection.execute(text(_drop(connection.dialect.name, name, table)))
        # text() would take `:name` for a parameter, and there is none in a trigger
        connection.execute(text(sql.replace(":", r"\:")))


def check(connection: Connection) -> None:
    """Raise `ProtectionMissing` naming the triggers that are absent or not as they should be."""
    wrong = wrong_triggers(connection)
    if wrong:
        raise ProtectionMissing(names=", ".join(wrong))


def wrong_triggers(connection: Connection) -> list[str]:
    """Return the names of triggers that are absent, switched off, changed, or none of the shop's own."""
    there = _present(connection)
    if connection.dialect.name == "sqlite" and fingerprint(there) == SQLITE_FINGERPRINT:
        return []
    wanted = {(table, name): sql for name, (table, sql) in expected(connection.dialect.name).items()}
    if connection.dialect.name == "postgresql":
        wanted["", _FUNCTION] = _FUNCTION_BODY
    wrong = [name for (table, name), sql in wanted.items() if there.get((table, name)) != sql]
    foreign = [name for table, name in there if table in every_table().tables and (table, name) not in wanted]
    return list(dict.fromkeys([*wrong, *foreign]))


def fingerprint(triggers: Mapping[tuple[str, str], str | None]) -> str:
    """Return SHA-256 over triggers, (table, name) to statement, in hex."""
    return hashlib.sha256(repr(sorted(triggers.items())).encode()).hexdigest()


def expected(dialect: str) -> dict[str, tuple[str, str]]:
    """Return the triggers a database of this kind must have: name to (table, statement)."""
    make = {"sqlite": _sqlite, "postgresql": _postgres, "mariadb": _mariadb}[dialect]
    return {name: (table.name, sql) for table in protected_tables() for name, sql in make(table).items()}


def _sqlite(table: Table) -> dict[str, str]:
    name = table.name
    refuse = f"SELECT RAISE(ABORT, 'append-only: {name}')"
    clash = " ".join(("SELECT 1 FROM", name, "WHERE", _clash(table)))
    bodies = {
        "update": f"BEFORE UPDATE ON {name} BEGIN {refuse}; END",
        "delete": f"BEFORE DELETE ON {name} BEGIN {refuse}; END",
        # INSERT OR REPLACE deletes the old row without firing DELETE triggers unless a pragma says otherwise
        "insert": f"BEFORE INSERT ON {name} WHEN EXISTS ({clash}) BEGIN {refuse}; END",
    }
    return {
        f"{_PREFIX}{name}_{action}": f"CREATE TRIGGER {_PREFIX}{name}_{action} {body}"
        for action, body in bodies.items()
    }


def _clash(table: Table) -> str:
    keys = [
        [column.name for column in constraint.columns]
        for constraint in table.constraints
        if isinstance(constraint, (PrimaryKeyConstraint, UniqueConstraint))
    ]
    keys.sort()
    return " OR ".join("(" + " AND ".join(f"{column} = NEW.{column}" for column in names) + ")" for names in keys)


_FUNCTION = "append_only_refuse"
_FUNCTION_BODY = " BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END "
_POSTGRES_FUNCTION = (
    f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${_FUNCTION_BODY}$$"
)


def _postgres(table: Table) -> dict[str, str]:
    # in PostgreSQL's own words, so that what it gives back can be compared
    name, base = table.name, f"{_PREFIX}{table.name}"
    call = f"EXECUTE FUNCTION {_FUNCTION}()"
    return {
        f"{base}_row": f"CREATE TRIGGER {base}_row BEFORE DELETE OR UPDATE ON {name} FOR EACH ROW {call}",
        f"{base}_truncate": f"CREATE TRIGGER {base}_truncate BEFORE TRUNCATE ON {name} FOR EACH STATEMENT {call}",
    }


def _mariadb(table: Table) -> dict[str, str]:
    # REPLACE and ON DUPLICATE KEY UPDATE fire these; TRUNCATE needs the DROP right, which a till is not given
    name, base = table.name, f"{_PREFIX}{table.name}"
    refuse = f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'append-only: {name}'"
    return {
        f"{base}_{action}": f"CREATE TRIGGER {base}_{action} BEFORE {action.upper()} ON {name} FOR EACH ROW {refuse}"
        for action in ("update", "delete")
    }


def _drop(dialect: str, name: str, table: str) -> str:
    return f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if dialect == "postgresql" else "")


_PRESENT = {
    "sqlite": "SELECT lower(tbl_name), name, sql FROM sqlite_master WHERE type = 'trigger'",
    # one that is switched off is as good as absent, and one that fires on replicas alone is not ours;
    # a rule does to a table what a trigger can
    "postgresql": "SELECT relname, tgname, CASE tgenabled WHEN 'O' THEN pg_get_triggerdef(pg_trigger.oid, true) END"
    " FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE NOT tgisinternal AND tgenabled <> 'D' AND pg_table_is_visible(tgrelid)"
    " UNION ALL SELECT '', proname, prosrc FROM pg_proc"
    " WHERE proname = 'append_only_refuse' AND pg_function_is_visible(oid)"
    " UNION ALL SELECT tablename, rulename, definition FROM pg_rules WHERE schemaname = current_schema()",
    "mariadb": "SELECT event_object_table, trigger_name, concat('CREATE TRIGGER ', trigger_name, ' ', action_timing,"
    " ' ', event_manipulation, ' ON ', event_object_table, ' FOR EACH ', action_orientation, ' ', action_statement)"
    " FROM information_schema.triggers WHERE trigger_schema = DATABASE()",
}


def _present(connection: Connection) -> dict[tuple[str, str], str | None]:
    """Return what is there: (table, name) to its statement."""
    rows = connection.execute(text(_PRESENT[connection.dialect.name]))
    return {(str(table), str(name)): sql for table, name, sql in rows}
