"""What is on the paper of a job, by its kind: a receipt, or the X or Z of a shift."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import select

from pos_app.data.queries.shifts import closings
from pos_app.data.tables.journal import journal, journal_text
from pos_app.data.tables.people import person
from pos_app.data.tables.shifts import shift
from pos_app.data.tables.shop import till
from pos_app.domain.fingerprint import key_fingerprint, short_head
from pos_app.domain.journal import Tag
from pos_app.domain.receipt import Receipt
from pos_app.domain.shift import ShiftReport, figures_of
from pos_app.services.books import zone_info
from pos_app.services.sales.receipt_head import frozen, head_of, receipt_shop
from pos_app.services.shifts.report_jobs import SHIFT_PAPERS, X_REPORT, Z_COPY, Z_REPORT
from pos_app.services.shifts.reprint_z import NoSuchClosing

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pos_app.domain.receipt import ReceiptShop
    from pos_app.services.sales.counter import Counter
    from pos_app.services.sales.find_receipt import FindReceipt

Paper: TypeAlias = Receipt | ShiftReport
AGAIN = "again"
"""In the body of a job whose paper may have come already."""
_COPIES = frozenset({"receipt_copy", Z_COPY})


class Papers:
    """The papers of this shop."""

    def __init__(self, counter: Counter, receipts: FindReceipt) -> None:
        self._counter = counter
        self._shop = counter.shop
        self._receipts = receipts

    def rows(self, kind: str, document_uid: bytes, body: dict[str, Any]) -> Paper:
        """Return everything on the paper of a job, from frozen rows. Raise `ReceiptNotFound` or `NoSuchClosing`."""
        copy = kind in _COPIES or AGAIN in body
        if kind not in SHIFT_PAPERS:
            return self._receipts.rows(document_uid, copy=copy)
        with self._shop.database.read() as connection:
            if kind == X_REPORT:
                return self._looked_at(connection, document_uid, body, copy=copy)
            return self._closed(connection, document_uid, copy=copy)

    def _looked_at(self, connection: Connection, shift_uid: bytes, body: dict[str, Any], *, copy: bool) -> ShiftReport:
        """Return an X as it was when somebody looked: its figures lie in the job."""
        row = connection.execute(
            select(shift, till.c.number.label("till"), person.c.name.label("opened_by"))
            .join(till, till.c.id == shift.c.till_id)
            .join(person, person.c.id == shift.c.person_id)
            .where(shift.c.uid == shift_uid)
        ).one()
        looked_at = select(person.c.name).where(person.c.uid == bytes.fromhex(body["person"]))
        zone = zone_info(row.zone)
        shop, language = head_of(body, self._shop.profile.folder) or self._present()
        return ShiftReport(
            shop=shop,
            language=language,
            currency=self._shop.profile.currency.code,
            digits=self._shop.profile.currency.digits,
            till=str(row.till),
            shift_number=row.number,
            opened_at=row.at.astimezone(zone),
            opened_by=row.opened_by,
            until=datetime.fromisoformat(body["at"]).astimezone(zone),
            by=connection.execute(looked_at).scalar_one(),
            business_date=date.fromisoformat(body["day"]),
            figures=figures_of(body["figures"]),
            key=self._key(connection, row.till_id),
            copy=copy,
            practice=self._practice,
        )

    def _closed(self, connection: Connection, shift_uid: bytes, *, copy: bool) -> ShiftReport:
        """Return a Z from the event that closed its shift, with the head of the paper as it was then."""
        found = closings(connection, 1, shift_uid)
        if not found:
            raise NoSuchClosing
        row = found[0]
        zone = zone_info(row.zone)
        shop, language = frozen(connection, self._shop.profile.folder, shift_uid, Z_REPORT) or self._present()
        entry = select(journal.c.hash).where(
            journal.c.document_uid == shift_uid, journal.c.tag == Tag.SHIFT_CLOSED.value
        )
        note = select(journal_text.c.text).where(journal_text.c.hash == row.closing.note)
        return ShiftReport(
            shop=shop,
            language=language,
            currency=self._shop.profile.currency.code,
            digits=self._shop.profile.currency.digits,
            till=str(row.till),
            shift_number=row.shift_number,
            opened_at=row.opened_at.astimezone(zone),
            opened_by=row.opened_by,
            until=row.at.astimezone(zone),
            by=row.by,
            business_date=row.business_date,
            figures=row.closing.figures,
            key=self._key(connection, row.till_id),
            closing=row.closing,
            note=connection.execute(note).scalar() or "",
            head=short_head(connection.execute(entry).scalar_one()),
            copy=copy,
            practice=self._practice,
        )

    def _present(self) -> tuple[ReceiptShop, str]:
        settings = self._counter.settings
        return receipt_shop(settings), settings.receipt_language

    def _key(self, connection: Connection, till_id: int) -> str:
        return key_fingerprint(connection.execute(select(till.c.public_key).where(till.c.id == till_id)).scalar_one())

    @property
    def _practice(self) -> bool:
        return self._shop.profile.kind != "real"
