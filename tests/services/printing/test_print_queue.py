"""The print queue: sent in order, kept while the printer is away, doubtful when it broke off, never sent twice."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from pos_app.app import assemble
from pos_app.data.tables.jobs import job
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shop import setting
from pos_app.domain.printing import (
    CodeTooLong,
    NoFontFor,
    PrinterInterrupted,
    PrinterOffline,
    PrinterOutOfPaper,
    PrinterUnheard,
    UnknownPrinterAddress,
)
from pos_app.domain.problems import DatabaseBusy
from pos_app.domain.receipt import Receipt
from pos_app.services.printing import job_book
from pos_app.services.printing.paper_tray import render
from pos_app.services.printing.print_queue import JobGone, PrintQueue
from pos_app.services.printing.printer_choice import DrawerChoice, PrinterChoice
from pos_app.services.printing.problems import UnknownProblem, problem_of
from tests.factories.shops import MILK, TEA, TestPrinter, sell

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.domain.errors import CodedError
    from pos_app.domain.ports import Printer
    from pos_app.services.printing.papers import Paper
    from pos_app.services.sales.take_payment import Completed
    from pos_app.services.services import Services


def states(services: Services) -> list[str]:
    """Return the jobs' states, oldest first."""
    return [row.state for row in reversed(services.printing.jobs())]


def paper(services: Services, done: Completed, *, copy: bool) -> bytes:
    """Return what the printer is sent for a sale."""
    return render(services.receipts.rows(done.order_uid, copy=copy), TestPrinter())


def test_jobs_are_sent_in_order(services: Services, printer: TestPrinter) -> None:
    sell(services, MILK)
    sell(services, TEA)
    assert services.printing.unsent() == 2
    assert services.printing.run().jobs
    assert states(services) == ["done", "done"]
    assert services.printing.unsent() == 0
    assert len(printer.papers) == 2
    assert not services.printing.run().jobs
    row = services.printing.jobs()[-1]
    assert (row.number, row.attempts, row.problem) == ("T1-000001", 1, None)


@pytest.mark.parametrize(("state", "problem"), [("offline", PrinterOffline), ("out_of_paper", PrinterOutOfPaper)])
def test_a_printer_that_is_away_delays_paper_and_no_sale(
    services: Services, printer: TestPrinter, state: str, problem: type[CodedError]
) -> None:
    printer.state = state
    sold = [sell(services, MILK)]
    services.printing.run()
    sold.append(sell(services, TEA))
    assert states(services) == ["waiting", "waiting"]
    assert isinstance(services.printing.jobs()[-1].problem, problem)
    assert services.printing.printer_state() == state
    services.printing.retry(services.printing.jobs()[0].uid)
    printer.state = "ready"
    services.printing.run()
    assert states(services) == ["done", "done"]
    assert printer.papers == [paper(services, done, copy=False) for done in sold], "not a byte had left before"


def test_what_became_of_the_receipt_of_a_sale_is_known(services: Services, printer: TestPrinter) -> None:
    def stands(done: Completed) -> tuple[str, type | None]:
        row = services.printing.receipt_of(done.order_uid)
        assert row is not None
        assert row.number == done.number
        return row.state, type(row.problem) if row.problem is not None else None

    assert services.printing.receipt_of(b"\0" * 16) is None
    first = sell(services, MILK)
    assert stands(first) == ("waiting", None)
    printer.state = "out_of_paper"
    services.printing.run()
    second = sell(services, TEA)
    assert stands(first) == ("waiting", PrinterOutOfPaper)
    assert stands(second) == ("waiting", PrinterOutOfPaper), "it stands behind the first"
    printer.state = "ready"
    services.printing.run()
    services.receipts.print_copy(first.order_uid)
    assert stands(first) == stands(second) == ("done", None)


def test_what_waits_or_is_in_doubt_is_never_too_old_to_be_seen(
    services: Services, printer: TestPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_book, "SHOWN", 2)
    printer.breaks = True
    sold = [sell(services, MILK)]
    services.printing.run()
    printer.breaks, printer.state = False, "out_of_paper"
    sold += [sell(services, TEA) for _ in range(3)]
    services.printing.run()
    assert [row.number for row in services.printing.jobs()] == [done.number for done in reversed(sold)]
    assert states(services) == ["doubtful", "waiting", "waiting", "waiting"]
    assert isinstance(services.printing.trouble(), PrinterOutOfPaper), "the first that waits says why"
    newest = services.printing.receipt_of(sold[-1].order_uid)
    assert newest is not None
    assert isinstance(newest.problem, PrinterOutOfPaper)
    printer.state = "ready"
    services.printing.run()
    assert states(services) == ["doubtful", "done", "done"], "of what is settled, the last ones"


def test_what_broke_off_is_doubtful_until_a_person_says(services: Services, printer: TestPrinter) -> None:
    done = sell(services, MILK)
    printer.breaks = True
    services.printing.run()
    printer.breaks = False
    services.printing.run()
    row = services.printing.jobs()[0]
    assert row.state == "doubtful"
    assert isinstance(row.problem, PrinterInterrupted)
    services.printing.settle(row.uid, printed=False)
    services.printing.run()
    assert states(services) == ["done"]
    assert printer.papers == [paper(services, done, copy=True)], "half of the first may lie somewhere"
    with pytest.raises(JobGone):
        services.printing.settle(row.uid, printed=True)


def test_a_job_can_be_answered_for_retried_and_discarded(services: Services, printer: TestPrinter) -> None:
    printer.breaks = True
    sold = []
    for _ in range(2):
        sold.append(sell(services, MILK))
        services.printing.run()
    second, first = services.printing.jobs()
    services.printing.settle(first.uid, printed=True)
    services.printing.discard(second.uid)
    assert states(services) == ["done", "discarded"]
    with services.shop.database.read() as connection:
        assert "job:print:discarded" in set(connection.execute(select(journal.c.tag)).scalars())
    printer.breaks = False
    services.printing.retry(second.uid)
    services.printing.run()
    assert states(services) == ["done", "done"]
    assert printer.papers == [paper(services, sold[1], copy=True)], "it was in doubt before it was discarded"
    with pytest.raises(JobGone):
        services.printing.retry(second.uid)
    with pytest.raises(JobGone):
        services.printing.discard(second.uid)


def test_what_was_being_sent_when_the_program_ended_is_doubtful(services: Services, printer: TestPrinter) -> None:
    sell(services, MILK)
    with services.shop.database.write() as connection:
        connection.execute(update(job).values(state="sending"))
    assert services.printing.recover().jobs
    assert states(services) == ["doubtful"]
    services.printing.run()
    assert printer.papers == []
    assert not services.printing.recover().jobs


def test_what_is_being_sent_now_was_not_cut_off(
    services: Services, printer: TestPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another window takes over within a paper: it recovers, and the thread of the one before still prints."""
    begun, goes_on, send = threading.Event(), threading.Event(), printer.send

    def slow(data: bytes) -> None:
        begun.set()
        goes_on.wait(30)
        send(data)

    monkeypatch.setattr(printer, "send", slow)
    sell(services, MILK)
    printing = threading.Thread(target=services.printing.run)
    printing.start()
    assert begun.wait(30)
    assert not services.printing.recover().jobs
    assert [row.state for row in services.printing.jobs()] == ["sending"]
    goes_on.set()
    printing.join()
    assert [row.state for row in services.printing.jobs()] == ["done"]
    assert len(printer.papers) == 1


@pytest.mark.parametrize("way_out", ["it answers", "print again", "it was printed"])
def test_a_printer_that_may_hang_within_a_paper_is_heard_first(
    services: Services, printer: TestPrinter, way_out: str
) -> None:
    sell(services, MILK)
    with services.shop.database.write() as connection:
        connection.execute(update(job).values(state="sending"))
    services.printing.recover()
    cut_off = services.printing.jobs()[0]
    printer.state, printer.hangs = "unknown", True
    next_one = sell(services, TEA)
    services.printing.run()
    assert states(services) == ["doubtful", "waiting"]
    assert isinstance(services.printing.trouble(), PrinterUnheard)
    if way_out == "it was printed":
        services.printing.settle(cut_off.uid, printed=True)
    else:
        services.printing.settle(cut_off.uid, printed=False)
        services.printing.run()
        assert (states(services), printer.papers) == (["waiting", "waiting"], [])
    if way_out == "it answers":
        printer.state = "ready"
    if way_out == "print again":
        services.printing.retry(cut_off.uid)
    services.printing.run()
    assert states(services) == ["done", "done"]
    assert printer.papers[-1] == paper(services, next_one, copy=False)


def test_a_wrong_address_is_a_problem_of_the_job(sqlite_shop: Services) -> None:
    services = assemble(sqlite_shop.shop)
    with pytest.raises(UnknownPrinterAddress):
        services.settings.change(printer="smoke://signals")
    stored = {"scope": "shop", "name": "printer", "value": '"smoke://signals"', "changed_at": services.shop.books.now()}
    with services.shop.database.write() as connection:  # as an older program may have left it
        connection.execute(insert(setting).values(stored))
    services.settings.reload()
    sell(services, MILK)
    services.printing.run()
    assert isinstance(services.printing.jobs()[0].problem, UnknownPrinterAddress)
    assert services.printing.printer_state() == "offline"


def test_the_built_in_printer_shows_the_paper(sqlite_shop: Services) -> None:
    services = assemble(sqlite_shop.shop)
    shown: list[bytes] = []
    services.paper.on_paper = shown.append
    done = sell(services, MILK)
    services.printing.run()
    assert states(services) == ["done"]
    assert shown[0].startswith(b"\x89PNG")
    assert services.paper.of(done.order_uid) == shown[0]
    services.settings.change(paper_width=58)
    assert services.paper.sample(services.settings.values).startswith(b"\x89PNG")
    assert services.paper.of(done.order_uid) != shown[0]


def test_the_bytes_stay_only_with_a_doubt(services: Services, printer: TestPrinter) -> None:
    def kept() -> list[bytes | None]:
        with services.shop.database.read() as connection:
            return list(connection.execute(select(job.c.content).order_by(job.c.id)).scalars())

    sell(services, MILK)
    services.printing.run()
    assert kept() == [None]
    printer.breaks = True
    sell(services, MILK)
    services.printing.run()
    assert kept()[0] is None
    assert (kept()[1] or b"").startswith(b"\x1b@")
    services.printing.settle(services.printing.jobs()[0].uid, printed=True)
    assert kept() == [None, None]


class DiscardingPrinter(TestPrinter):
    """A printer during whose answer a person discards everything."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services

    def status(self) -> str:
        for row in self._services.printing.jobs():
            if row.state == "waiting":
                self._services.printing.discard(row.uid)
        return super().status()


def queue(services: Services, printer: Printer) -> PrintQueue:
    return PrintQueue(services.shop, services.papers.rows, lambda: printer, render)


@pytest.mark.parametrize("state", ["ready", "offline"])
def test_a_job_discarded_at_the_last_moment_stays_discarded(services: Services, state: str) -> None:
    printer = DiscardingPrinter(services)
    printer.state = state
    sell(services, MILK)
    queue(services, printer).run()
    assert printer.papers == []
    assert states(services) == ["discarded"]


class FaultyPrinter(TestPrinter):
    """A printer whose program has a fault that shows after the first bytes."""

    def send(self, data: bytes) -> None:
        raise ZeroDivisionError(data[:2])


def test_a_fault_while_sending_leaves_a_doubt(services: Services) -> None:
    sell(services, MILK)
    sell(services, TEA)
    with pytest.raises(ZeroDivisionError):
        queue(services, FaultyPrinter()).run()
    assert states(services) == ["doubtful", "waiting"]
    assert isinstance(services.printing.jobs()[-1].problem, PrinterInterrupted)


class BlockingPrinter(TestPrinter):
    """A printer that takes the paper while another program takes hold of the database."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._writer = services.shop.database.writer

    def send(self, data: bytes) -> None:
        super().send(data)
        with self._writer.begin() as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER in_the_way BEFORE UPDATE ON job WHEN NEW.state = 'done'"
                " BEGIN SELECT RAISE(ABORT, 'in the way'); END"
            )

    def make_way(self) -> None:
        """Let go."""
        with self._writer.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER in_the_way")


def test_a_paper_whose_end_could_not_be_put_down_is_doubtful_at_the_next_run(sqlite_shop: Services) -> None:
    printer = BlockingPrinter(sqlite_shop)
    printing = queue(sqlite_shop, printer)
    sell(sqlite_shop, MILK)
    with pytest.raises(IntegrityError):
        printing.run()
    printer.make_way()
    assert states(sqlite_shop) == ["sending"]
    printing.run()
    assert states(sqlite_shop) == ["doubtful"]
    assert len(printer.papers) == 1


class SlowPrinter(TestPrinter):
    """A printer during whose every answer and paper other threads sell."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.sold = 0

    def status(self) -> str:
        self._sell()
        return super().status()

    def send(self, data: bytes) -> None:
        self._sell()
        super().send(data)

    def _sell(self) -> None:
        if self.sold < 3:
            self.sold += 1
            seller = threading.Thread(target=sell, args=(self._services, TEA))
            seller.start()
            seller.join()


def test_a_printer_that_takes_its_time_holds_no_sale_up(services: Services) -> None:
    services.shop.database.writer.pool._timeout = 1  # type: ignore[attr-defined]  # it is a QueuePool
    printer = SlowPrinter(services)
    sell(services, MILK)
    queue(services, printer).run()
    assert states(services) == ["done"] * 4
    assert (printer.sold, len(printer.papers)) == (3, 4)


@pytest.mark.parametrize("problem", [NoFontFor(characters="X"), CodeTooLong(text="X", dots=1), ZeroDivisionError()])
def test_a_paper_that_cannot_be_made_holds_nothing_up(
    services: Services, printer: TestPrinter, problem: Exception
) -> None:
    first = sell(services, MILK)
    sell(services, TEA)
    broken = [True]

    def make(paper: Paper, printer: Printer) -> bytes:
        if broken[0] and isinstance(paper, Receipt) and paper.number == first.number:
            raise problem
        return render(paper, printer)

    printing = PrintQueue(services.shop, services.papers.rows, lambda: printer, make)
    if isinstance(problem, ZeroDivisionError):
        with pytest.raises(ZeroDivisionError):
            printing.run()
    else:
        assert printing.run().jobs
        assert type(services.printing.jobs()[-1].problem) is type(problem)
    assert states(services) == ["waiting", "done"]
    broken[0] = False
    printing.run()
    assert states(services) == ["done", "done"]


def test_a_database_in_the_way_is_said(services: Services, printer: TestPrinter) -> None:
    def make(paper: Paper, printer: Printer) -> bytes:
        raise DatabaseBusy

    sell(services, MILK)
    with pytest.raises(DatabaseBusy):
        PrintQueue(services.shop, services.papers.rows, lambda: printer, make).run()
    assert states(services) == ["waiting"]


def test_what_fails_in_showing_the_paper_changes_no_job(sqlite_shop: Services) -> None:
    services = assemble(sqlite_shop.shop)

    def fail(png: bytes) -> None:
        raise ZeroDivisionError

    services.paper.on_paper = fail
    for _ in range(2):
        sell(services, MILK)
    with pytest.raises(ZeroDivisionError):
        services.printing.run()
    assert states(services) == ["done", "done"]


def test_a_logo_that_is_no_picture_keeps_no_receipt(services: Services, printer: TestPrinter, tmp_path: Path) -> None:
    for logo in (tmp_path / "logo.png", tmp_path):
        (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
        sell(services, MILK)
        services.settings.change(logo=str(logo))
        services.printing.run()
    assert states(services) == ["done", "done"]


def test_threads_share_one_printer(sqlite_shop: Services, tmp_path: Path) -> None:
    made = PrinterChoice(lambda: sqlite_shop.settings.values, tmp_path / "papers", lambda _data: None)
    gate = threading.Barrier(8)
    found: list[Printer] = []

    def ask() -> None:
        gate.wait()
        found.append(made())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(printer) for printer in found}) == 1


def test_a_drawer_under_another_text_is_the_receipt_printer_itself(sqlite_shop: Services, tmp_path: Path) -> None:
    sqlite_shop.settings.change(printer="tcp://127.0.0.1:9100", drawer="tcp://127.0.0.1")
    printer = PrinterChoice(lambda: sqlite_shop.settings.values, tmp_path / "papers", lambda _data: None)
    drawer = DrawerChoice(lambda: sqlite_shop.settings.values, printer)
    assert drawer() is printer()
    sqlite_shop.settings.change(drawer="tcp://127.0.0.1:9101")
    assert drawer() is not printer()
    assert drawer() is drawer()


def test_problems_are_stored_as_code_and_parameters() -> None:
    assert problem_of(None, None) is None
    found = problem_of("printer_offline", '{"address": "a", "reason": "off"}')
    assert isinstance(found, PrinterOffline)
    assert found.params == {"address": "a", "reason": "off"}
    assert isinstance(problem_of("of_another_version", None), UnknownProblem)
