"""The papers of a shift: an X says what was so when somebody looked, a Z the same whenever it is printed again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select

from pos_app.data.tables.jobs import job
from pos_app.data.tables.journal import journal, journal_text
from pos_app.data.tables.shop import till
from pos_app.domain.denominations import of_sum
from pos_app.domain.fingerprint import key_fingerprint, short_head
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import NotAllowed, Permission
from pos_app.domain.printing import PrinterInterrupted
from pos_app.domain.shift import ShiftReport
from pos_app.services.printing.paper_tray import render
from pos_app.services.printing.papers import AGAIN
from pos_app.services.shifts.reprint_z import NoSuchClosing
from tests.factories.shops import MILK, TEA, TestPrinter, sell

if TYPE_CHECKING:
    from pos_app.services.services import Services
    from tests.factories.shops import HandClock


def report(services: Services, kind: str, shift_uid: bytes) -> ShiftReport:
    """Return what stands on the paper of the newest job of a kind."""
    with services.shop.database.read() as connection:
        query = select(job.c.body).where(job.c.kind == kind).order_by(job.c.id.desc()).limit(1)
        body = json.loads(connection.execute(query).scalar_one())
    paper = services.papers.rows(kind, shift_uid, body)
    assert isinstance(paper, ShiftReport)
    return paper


def test_a_z_is_printed_and_printed_again_as_it_was(services: Services, printer: TestPrinter, clock: HandClock) -> None:
    services.settings.change(shop_name="Corner Shop", receipt_language="en")
    sell(services, MILK)
    closed = services.close_shift.close(of_sum(1200), note="a coin fell")
    services.printing.run()
    first = report(services, "z_report", closed.shift_uid)
    assert printer.papers[-1] == render(first, printer)
    assert (first.shop.name, first.till, first.shift_number, first.note) == ("Corner Shop", "1", 1, "a coin fell")
    assert first.closing == closed.closing
    assert (first.opened_at.hour, first.copy, first.practice) == (9, False, False)
    clock.go(days=1)
    services.settings.change(shop_name="Sold", shop_address="Elsewhere", receipt_language="zh_CN")
    services.open_shift.open(of_sum(1200))
    sell(services, TEA)
    services.reprint_z.print_copy(closed.shift_uid)
    services.printing.run()
    again = report(services, "z_copy", closed.shift_uid)
    assert again.copy
    assert printer.papers[-1] == render(again, printer) != printer.papers[-3]
    for name in (field for field in ShiftReport.__struct_fields__ if field != "copy"):
        assert getattr(again, name) == getattr(first, name), name
    assert [(row.kind, row.number) for row in services.printing.jobs()][:3] == [
        ("z_copy", "Z1-000001"),
        ("receipt", "T1-000002"),
        ("z_report", "Z1-000001"),
    ]
    with services.shop.database.read() as connection:
        tags = connection.execute(select(journal.c.tag).order_by(journal.c.id.desc()).limit(1)).scalar_one()
    assert tags == Tag.SHIFT_REPORT_COPIED


def test_a_z_names_the_key_and_the_journals_end(services: Services) -> None:
    closed = services.close_shift.close(of_sum(0))
    paper = report(services, "z_report", closed.shift_uid)
    with services.shop.database.read() as connection:
        public = connection.execute(select(till.c.public_key)).scalar_one()
        entry = connection.execute(select(journal.c.hash).where(journal.c.tag == Tag.SHIFT_CLOSED.value)).scalar_one()
    assert (paper.key, paper.head) == (key_fingerprint(public), short_head(entry))


def test_a_note_that_was_erased_is_left_out(services: Services) -> None:
    closed = services.close_shift.close(of_sum(0), note="Mrs Miller was short of change")
    assert report(services, "z_report", closed.shift_uid).note != ""
    with services.shop.database.write() as connection:
        connection.execute(delete(journal_text).where(journal_text.c.hash == closed.closing.note))
    assert report(services, "z_report", closed.shift_uid).note == ""


def test_an_x_says_what_was_so_when_somebody_looked(services: Services, printer: TestPrinter) -> None:
    sell(services, MILK)
    look = services.look_at_shift.look()
    assert services.look_at_shift.print().jobs
    sell(services, TEA)
    services.close_shift.close(of_sum(0))
    services.printing.run()
    paper = report(services, "x_report", look.uid)
    assert (paper.figures, paper.closing, paper.by, paper.head) == (look.figures, None, "owner", "")
    assert paper.until.hour == 9
    assert render(paper, printer) in printer.papers
    assert services.paper.picture(paper).startswith(b"\x89PNG")


def test_papers_of_older_jobs_have_the_head_as_it_is_now(services: Services) -> None:
    closed = services.close_shift.close(of_sum(0))
    with services.shop.database.write() as connection:
        connection.execute(job.update().values(body="{}"))
    services.settings.change(shop_name="Now")
    assert report(services, "z_report", closed.shift_uid).shop.name == "Now"


def test_a_z_that_broke_off_is_marked_when_it_is_sent_again(services: Services, printer: TestPrinter) -> None:
    closed = services.close_shift.close(of_sum(0))
    printer.breaks = True
    services.printing.run()
    row = services.printing.jobs()[0]
    assert (row.state, type(row.problem)) == ("doubtful", PrinterInterrupted)
    services.printing.settle(row.uid, printed=False)
    printer.breaks = False
    services.printing.run()
    assert services.printing.jobs()[0].state == "done"
    paper = services.papers.rows("z_report", closed.shift_uid, {AGAIN: True})
    assert isinstance(paper, ShiftReport)
    assert paper.copy
    assert printer.papers == [render(paper, printer)]


def test_what_was_closed_is_listed_newest_first(services: Services, clock: HandClock) -> None:
    assert services.reprint_z.closings() == ()
    first = services.close_shift.close(of_sum(0))
    clock.go(days=1)
    services.open_shift.open(of_sum(5))
    second = services.close_shift.close(of_sum(5))
    rows = services.reprint_z.closings()
    assert [row.closing for row in rows] == [second.closing, first.closing]
    assert [(row.shift_number, row.till, row.by, row.opened_by) for row in rows] == [
        (2, 1, "owner", "owner"),
        (1, 1, "owner", "owner"),
    ]
    assert (rows[0].business_date - rows[1].business_date).days == 1


def test_only_a_closing_is_printed_again_and_by_whom_may_see_it(services: Services) -> None:
    open_shift = services.look_at_shift.look().uid
    for uid in (open_shift, bytes(16)):
        with pytest.raises(NoSuchClosing):
            services.reprint_z.print_copy(uid)
        with pytest.raises(NoSuchClosing):
            services.papers.rows("z_report", uid, {})
    closed = services.close_shift.close(of_sum(0))
    services.shop.rights = frozenset(Permission) - {Permission.SHIFT_LOOK}
    with pytest.raises(NotAllowed):
        services.reprint_z.print_copy(closed.shift_uid)
