"""What the journal holds of everything else: the rows each transaction wrote, and texts that can be erased."""

from __future__ import annotations

from heapq import merge
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from pos_app.data.ledger_rows import of_till, proved
from pos_app.data.sweep import stretches, sweep
from pos_app.data.tables.journal import journal, journal_text
from pos_app.data.tables.shop import till
from pos_app.domain.journal import RowWords, Seal, content_hash, text_hash
from pos_app.services.proof.divergence import Divergence, differ

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Table

    from pos_app.services.proof.marks import Mark, Marks

_CHECK = "contents"
_decoded = msgspec.json.Decoder(dict[str, Any]).decode


def contents(connection: Connection, marks: Marks) -> Iterator[Divergence]:
    """Hash the rows of every transaction anew, to the last column, and hold them against its seal."""
    for key, number in connection.execute(select(till.c.id, till.c.number)).all():
        yield from _sealed(connection, key, number, marks.of(key))


def _sealed(connection: Connection, till_id: int, number: int, mark: Mark) -> Iterator[Divergence]:
    rows = merge(*(_rows(connection, table, till_id, mark.facts) for table in proved()), key=itemgetter(0))
    ahead = next(rows, None)
    query = select(journal.c.sequence, journal.c.tag, journal.c.body)
    newer = (journal.c.till_id == till_id) & (journal.c.sequence > mark.entry)
    for sequence, tag, text in sweep(connection, query.where(newer).order_by(journal.c.sequence)):
        body = _decoded(text)
        seal = Seal.of(body)
        if seal is None:
            continue
        texts = list[str]()
        while ahead is not None and ahead[0] <= seal.facts:
            texts.append(ahead[1])
            ahead = next(rows, None)
        content = content_hash(texts)
        if content != seal.content:
            where = f"till {number} entry {sequence} {body.get('number', tag)}"
            yield from differ(_CHECK, where, seal.content, content)
    if ahead is not None:
        yield Divergence(_CHECK, f"till {number} fact {ahead[0]}", "an entry", "none")


def _rows(connection: Connection, table: Table, till_id: int, after: int) -> Iterator[tuple[int, str]]:
    """Give each row's text with the sequence of its fact, along the sequence."""
    query = of_till(table, till_id, after)
    words = RowWords(table.name, [column.name for column in query.selected_columns][1:])
    for sequences, *said in stretches(connection, query):
        yield from zip(sequences, words.texts(said), strict=True)


def texts(connection: Connection) -> Iterator[Divergence]:
    """Hash every text that is still there anew; one that was erased leaves its hash alone."""
    for row in connection.execute(select(journal_text)):
        yield from differ("texts", f"text {row.hash}", row.hash, text_hash(row.salt, row.text))
