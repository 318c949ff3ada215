"""The jobs as they are stored: what is next, how a job goes from one state to another, what a list shows.

A state only ever follows the one that was expected: whoever comes second, a person discarding or a thread sending,
finds that it is too late and leaves the job as it is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, Select, bindparam, func, select, update

from pos_app.data.tables.jobs import DOUBTFUL, SENDING, UNSENT, WAITING, job
from pos_app.data.tables.orders import orders
from pos_app.domain.rows import JobRow
from pos_app.services.printing.problems import problem_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Row

    from pos_app.domain.errors import CodedError
    from pos_app.services.shop.shop import Shop

SHOWN = 200
"""Last jobs that a list shows, and as many older ones at most that are not settled."""
_ROWS: Select[Any] = (
    select(
        job.c.uid,
        job.c.kind,
        job.c.state,
        job.c.attempts,
        job.c.problem,
        job.c.problem_params,
        job.c.created_at,
        job.c.changed_at,
        job.c.body,
        orders.c.number,
    )
    .outerjoin(orders, orders.c.uid == job.c.document_uid)
    .order_by(job.c.id.desc())
)
_MOST = bindparam("most", type_=Integer)
_LIST = _ROWS.limit(_MOST)
_UNSETTLED = _ROWS.where(job.c.state.in_(UNSENT)).order_by(None).order_by(job.c.id).limit(_MOST)
_TROUBLE: Select[Any] = (
    select(job.c.problem, job.c.problem_params)
    .where(job.c.state == WAITING, job.c.problem.is_not(None), job.c.till_id == bindparam("till"))
    .order_by(job.c.id)
    .limit(1)
)
_RECEIPT = _ROWS.where(job.c.document_uid == bindparam("order"), job.c.kind == "receipt").limit(1)
_NEXT: Select[Any] = (
    select(job.c.id, job.c.uid, job.c.kind, job.c.document_uid, job.c.body)
    .where(job.c.state == WAITING, job.c.till_id == bindparam("till"), job.c.id > bindparam("after"))
    .order_by(job.c.id)
    .limit(1)
)
_COUNT = select(job.c.state, func.count()).where(job.c.state.in_(UNSENT)).group_by(job.c.state)


class JobBook:
    """This till's jobs."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def rows(self) -> tuple[JobRow, ...]:
        """Return the last jobs and whatever is not settled, however old it is; newest first.

        Of more than can be shown of those, the oldest: they are what the printer comes to first.
        """
        with self._shop.database.read() as connection:
            last = connection.execute(_LIST, {"most": SHOWN}).all()
            known = {row.uid for row in last}
            older = [row for row in connection.execute(_UNSETTLED, {"most": SHOWN}) if row.uid not in known]
        return tuple(_job_row(row) for row in (*last, *reversed(older)))

    def trouble(self) -> CodedError | None:
        """Return the problem of this till's oldest paper that waits with one; None where none does."""
        with self._shop.database.read() as connection:
            row = connection.execute(_TROUBLE, {"till": self._shop.duty.till_id}).first()
        return problem_of(row.problem, row.problem_params) if row is not None else None

    def receipt(self, order_uid: bytes) -> JobRow | None:
        """Return the job of an order's receipt, which is none of its copies; None where it has none."""
        with self._shop.database.read() as connection:
            row = connection.execute(_RECEIPT, {"order": order_uid}).first()
        return _job_row(row) if row is not None else None

    def counts(self) -> dict[str, int]:
        """Return how many jobs are in each state that is not settled."""
        with self._shop.database.read() as connection:
            return {state: count for state, count in connection.execute(_COUNT)}  # noqa: C416 - rows are no pairs

    def next_waiting(self, after: int) -> Row[Any] | None:
        """Return this till's oldest waiting job whose key is greater than `after`."""
        with self._shop.database.read() as connection:
            return connection.execute(_NEXT, {"till": self._shop.duty.till_id, "after": after}).first()

    def doubt(self, keys: Collection[int] | None = None) -> bool:
        """Call jobs doubtful that stand as being sent, all of this till or those named; tell whether any did."""
        mine = (job.c.state == SENDING) & (job.c.till_id == self._shop.duty.till_id)
        if keys is not None:
            mine &= job.c.id.in_(keys)
        with self._shop.database.write() as connection:
            return connection.execute(update(job).where(mine).values(state=DOUBTFUL)).rowcount > 0

    def begin(self, key: int, content: bytes) -> bool:
        """Put a waiting job down as being sent, with the bytes; tell whether it still waited."""
        return self._go(key, WAITING, SENDING, content=content, attempts=job.c.attempts + 1)

    def keep_waiting(self, key: int, problem: CodedError) -> bool:
        """Put down why a waiting job was not sent; tell whether it still waited."""
        return self._go(key, WAITING, WAITING, problem)

    def end(self, key: int, state: str, problem: CodedError | None = None) -> bool:
        """Put down what became of a job that was being sent.

        Its bytes stay only with a doubt, to be looked at: any other paper is made again from the frozen rows, and
        kept bytes would grow the database and every backup by the paper of all sales.
        """
        kept: dict[str, Any] = {} if state == DOUBTFUL else {"content": None}
        return self._go(key, SENDING, state, problem, **kept)

    def _go(self, key: int, before: str, state: str, problem: CodedError | None = None, **values: Any) -> bool:
        values |= {
            "state": state,
            "changed_at": self._shop.books.now(),
            "problem": problem.code if problem else None,
            "problem_params": json.dumps(problem.params, default=str) if problem else None,
        }
        step = update(job).where(job.c.id == key, job.c.state == before).values(**values)
        with self._shop.database.write() as connection:
            return connection.execute(step).rowcount > 0


def _job_row(row: Row[Any]) -> JobRow:
    return JobRow(
        row.uid,
        row.kind,
        row.number or json.loads(row.body).get("number", ""),
        row.state,
        row.attempts,
        problem_of(row.problem, row.problem_params),
        row.created_at,
        row.changed_at,
    )
