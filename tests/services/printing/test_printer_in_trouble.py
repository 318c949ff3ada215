"""A printer over a real line that is off, out of paper, gone in the middle, or served by a till that is killed.

What was being sent becomes doubtful, is settled by what the printer itself says where it can, and else asked about
once; never do two papers of one sale come out unmarked.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pos_app.app import assemble, build
from pos_app.domain.printing import PROFILES, PrinterInterrupted, PrinterOffline, PrinterOutOfPaper
from pos_app.links.devices.network import NetworkPrinter
from pos_app.services.printing.paper_tray import render
from tests.factories.shops import MILK, TestPrinter, sell, stock_up
from tests.simulators.printer import PrinterSimulator
from tests.torture.children import Child

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pos_app.services.sales.take_payment import Completed
    from pos_app.services.services import Services


@pytest.fixture
def simulator() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as running:
        yield running


@pytest.fixture
def till(sqlite_shop: Services, simulator: PrinterSimulator) -> Services:
    """A till on that printer, patient enough for a busy machine."""
    return on(sqlite_shop, simulator.port)


def on(services: Services, port: int, *, stall: float = 5) -> Services:
    printer = NetworkPrinter("127.0.0.1", port, PROFILES["80"], connect=5, answer=5, stall=stall)
    return assemble(services.shop, printer=lambda: printer)


def paper(services: Services, done: Completed, *, copy: bool = False) -> bytes:
    return render(services.receipts.rows(done.order_uid, copy=copy), TestPrinter())


def states(services: Services) -> list[str]:
    return [row.state for row in reversed(services.printing.jobs())]


def test_a_printer_that_is_off_delays_the_paper(sqlite_shop: Services) -> None:
    simulator = PrinterSimulator()  # its port is taken, and nobody listens yet
    till = on(sqlite_shop, simulator.port)
    done = sell(till, MILK)
    till.printing.run()
    assert states(till) == ["waiting"]
    assert isinstance(till.printing.jobs()[0].problem, PrinterOffline)
    with simulator:
        till.printing.run()
        till.printing.run()
        assert states(till) == ["done"]
        assert simulator.received.document == paper(till, done)


def test_a_printer_without_paper_delays_the_paper(till: Services, simulator: PrinterSimulator) -> None:
    simulator.out_of_paper = True
    done = sell(till, MILK)
    till.printing.run()
    assert states(till) == ["waiting"]
    assert isinstance(till.printing.jobs()[0].problem, PrinterOutOfPaper)
    simulator.out_of_paper = False
    till.printing.run()
    assert simulator.received.document == paper(till, done)


def test_a_roll_that_ends_in_the_middle_and_is_changed_settles_the_paper_itself(
    till: Services, simulator: PrinterSimulator
) -> None:
    simulator.paper_for = 2000
    done = sell(till, MILK)
    changing = threading.Thread(target=simulator.refill)
    changing.start()
    till.printing.run()
    changing.join()
    assert states(till) == ["done"], "the printer has said that all is printed"
    assert simulator.received.document == paper(till, done)


def roll_ends(simulator: PrinterSimulator) -> None:
    simulator.paper_for = 2000


def line_breaks(simulator: PrinterSimulator) -> None:
    simulator.drop_after = 3000


@pytest.mark.parametrize("trouble", [roll_ends, line_breaks])
@pytest.mark.parametrize("printed", [True, False])
def test_what_broke_off_in_the_middle_is_asked_about_once(
    sqlite_shop: Services, trouble: Callable[[PrinterSimulator], None], printed: bool
) -> None:
    with PrinterSimulator() as broken:
        trouble(broken)
        till = on(sqlite_shop, broken.port, stall=0.1)
        done = sell(till, MILK)
        till.printing.run()
        assert states(till) == ["doubtful"]
        assert isinstance(till.printing.jobs()[0].problem, PrinterInterrupted)
    with PrinterSimulator() as mended:
        till = on(sqlite_shop, mended.port)
        till.printing.run()
        assert mended.received.document == b"", "it is never sent again by itself"
        till.printing.settle(till.printing.jobs()[0].uid, printed=printed)
        till.printing.run()
        till.printing.run()
        assert states(till) == ["done"]
        assert mended.received.document == (b"" if printed else paper(till, done, copy=True))


def _sell_and_print(say: Callable[[str], object], folder: str) -> None:
    services = build(Path(folder))
    say(sell(services, MILK).number)
    services.printing.run()


def test_a_till_that_is_killed_while_it_sends_asks_once(tmp_path: Path, simulator: PrinterSimulator) -> None:
    simulator.stalled = True
    services = build(tmp_path)
    stock_up(services, tmp_path)
    services.settings.change(printer=f"tcp://127.0.0.1:{simulator.port}")
    services.close()
    with Child(_sell_and_print, str(tmp_path)) as child:
        assert child.hear() == "T1-000001"
        looking = build(tmp_path)
        while states(looking) != ["sending"]:
            assert child.ended is None
        looking.close()
    with PrinterSimulator() as other:
        services = build(tmp_path)
        services.settings.change(printer=f"tcp://127.0.0.1:{other.port}")
        assert services.printing.recover().jobs
        assert states(services) == ["doubtful"]
        services.printing.run()
        assert other.received.document == b""
        row = services.printing.jobs()[0]
        services.printing.settle(row.uid, printed=False)
        services.printing.run()
        receipt = services.receipts.find(row.number)[0]
        copied = render(services.receipts.rows(receipt.order_uid, copy=True), TestPrinter())
        assert other.received.document == copied
        assert not services.printing.recover().jobs, "and not again"
        services.close()
