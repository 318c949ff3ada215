"""A printer over a real line that is off, out of paper, gone in the middle, or served by a till that is killed.

What was being sent becomes doubtful, is settled by what the printer itself says where it can, and else asked about
once; never do two papers of one sale come out unmarked.
"""

from __future__ import annotations

import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from serial import Serial
from sqlalchemy import update

from pos_app.app import assemble, build
from pos_app.data.tables.jobs import job
from pos_app.domain.printing import (
    PROFILES,
    PrinterBusy,
    PrinterInterrupted,
    PrinterOffline,
    PrinterOutOfPaper,
    PrinterUnheard,
    QueueStopped,
)
from pos_app.links.devices import usb_line
from pos_app.links.devices.cups import CupsSpooler
from pos_app.links.devices.network import NetworkPrinter
from pos_app.links.devices.queue_printer import QueuePrinter
from pos_app.links.devices.windows_spooler import WindowsSpooler
from pos_app.services.printing.paper_tray import render
from tests.factories.shops import MILK, TestPrinter, sell, stock_up
from tests.simulators.port_printer import PortPrinter
from tests.simulators.printer import PrinterSimulator
from tests.simulators.usb_printer import Bus, UsbDevice
from tests.simulators.windows_printing import PRINTING, WindowsPrinting, WindowsQueue
from tests.torture.children import Child

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pos_app.services.sales.take_payment import Completed
    from pos_app.services.services import Services
    from tests.simulators.cups import Cups


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


# the same over every other way to a printer


def by_serial(_request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple[PortPrinter, str]]:
    with PortPrinter(folder / "ttyUSB0") as simulator:
        yield simulator, f"serial://{simulator.port}"


def by_device(_request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple[PortPrinter, str]]:
    with PortPrinter(folder / "lp0") as simulator:
        yield simulator, simulator.port.resolve().as_uri()


def by_usb(request: pytest.FixtureRequest, _folder: Path) -> Iterator[tuple[UsbDevice, str]]:
    simulator = UsbDevice()
    request.getfixturevalue("monkeypatch").setattr(usb_line, "system_backend", lambda: Bus([simulator]))
    yield simulator, "usb://04b8:0202"


@pytest.fixture(params=[by_serial, by_device, by_usb], ids=lambda way: way.__name__)
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[PortPrinter | UsbDevice, str]]:
    """A printer and its address."""
    yield from request.param(request, tmp_path)


def at(services: Services, address: str) -> Services:
    services.settings.change(printer=address)
    return assemble(services.shop)


def test_whatever_the_way_a_receipt_is_printed_once(
    sqlite_shop: Services, way: tuple[PortPrinter | UsbDevice, str]
) -> None:
    simulator, address = way
    till = at(sqlite_shop, address)
    done = sell(till, MILK)
    till.printing.run()
    till.printing.run()
    assert states(till) == ["done"]
    assert simulator.received.document == paper(till, done)


def test_whatever_the_way_what_was_pulled_out_in_the_middle_is_asked_about_and_marked(
    sqlite_shop: Services, way: tuple[PortPrinter | UsbDevice, str]
) -> None:
    simulator, address = way
    simulator.unplug_after = 3000
    till = at(sqlite_shop, address)
    done = sell(till, MILK)
    till.printing.run()
    assert states(till) == ["doubtful"]
    came = bytes(simulator.received.document)
    assert 0 < len(came) < len(paper(till, done))
    simulator.unplug_after = None
    again = plugged_in_again(simulator, till)
    again.printing.run()
    assert simulator.received.document == came, "it is never sent again by itself"
    again.printing.settle(again.printing.jobs()[0].uid, printed=False)
    again.printing.run()
    assert states(again) == ["done"]
    assert simulator.received.document.endswith(paper(again, done, copy=True))


def plugged_in_again(simulator: PortPrinter | UsbDevice, till: Services) -> Services:
    """Plug the printer in; a device behind a file of the system may have another name then."""
    simulator.unplug()
    simulator.plug_in()
    if isinstance(simulator, UsbDevice):
        return till
    address = till.settings.values.printer
    return till if address.startswith("serial:") else at(till, simulator.port.resolve().as_uri())


def test_whatever_the_way_a_printer_that_is_out_delays_the_paper(
    sqlite_shop: Services, way: tuple[PortPrinter | UsbDevice, str]
) -> None:
    simulator, address = way
    simulator.out_of_paper = True
    till = at(sqlite_shop, address)
    done = sell(till, MILK)
    till.printing.run()
    assert states(till) == ["waiting"]
    assert isinstance(till.printing.jobs()[0].problem, PrinterOutOfPaper)
    simulator.out_of_paper = False
    till.printing.run()
    assert simulator.received.document == paper(till, done)


def test_why_a_printer_is_off_stands_with_the_paper_that_waits(sqlite_shop: Services, tmp_path: Path) -> None:
    with PortPrinter(tmp_path / "ttyUSB0") as silent, Serial(str(silent.port), exclusive=True):
        till = at(sqlite_shop, f"serial://{silent.port}")
        sell(till, MILK)
        till.printing.run()
        assert states(till) == ["waiting"]
        assert isinstance(till.printing.jobs()[0].problem, PrinterBusy)


def test_through_the_systems_queue(sqlite_shop: Services, cups: Cups) -> None:
    with PrinterSimulator() as simulator:
        cups.add("Receipts", simulator.port)
        till = at(sqlite_shop, "queue://Receipts")
        done = sell(till, MILK)
        cups.do("cupsdisable", "Receipts")
        till.printing.run()
        assert states(till) == ["waiting"]
        assert isinstance(till.printing.jobs()[0].problem, QueueStopped)
        cups.do("cupsenable", "Receipts")
        till.printing.run()
        till.printing.run()
        assert states(till) == ["done"]
        assert simulator.received.document == paper(till, done)


def test_a_till_that_closes_leaves_a_paper_in_a_queue_in_doubt(
    sqlite_shop: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = WindowsQueue(stages=[PRINTING], after_delete=[PRINTING])
    monkeypatch.setitem(sys.modules, "win32print", WindowsPrinting(Till=queue))
    monkeypatch.setattr("pos_app.links.devices.system_queues.system_spooler", WindowsSpooler)
    till = at(sqlite_shop, "queue://Till")
    for _each in range(2):
        sell(till, MILK)
    running = threading.Thread(target=till.printing.run, daemon=True)
    running.start()
    while not queue.papers:
        running.join(0.001)
    till.hurry()
    running.join(10)
    assert not running.is_alive()
    assert states(till) == ["doubtful", "waiting"]
    till.printing.run()
    assert states(till) == ["doubtful", "waiting"]
    assert len(queue.papers) == 1


def test_what_is_stuck_behind_the_systems_queue_is_asked_about_once(sqlite_shop: Services, cups: Cups) -> None:
    with PrinterSimulator() as stuck:
        stuck.stalled = True
        cups.add("Stuck", stuck.port)
        printer = QueuePrinter("Stuck", PROFILES["80"], CupsSpooler(), paper=1)
        till = assemble(sqlite_shop.shop, printer=lambda: printer)
        done = sell(till, MILK)
        till.printing.run()
        assert states(till) == ["doubtful"]
    with PrinterSimulator() as mended:
        cups.add("Mended", mended.port)
        till = at(sqlite_shop, "queue://Mended")
        till.printing.run()
        assert mended.received.document == b"", "it is never sent again by itself"
        till.printing.settle(till.printing.jobs()[0].uid, printed=False)
        till.printing.run()
        assert mended.received.document == paper(till, done, copy=True)


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


def test_what_follows_a_picture_that_broke_off_with_the_till_does_not_become_a_part_of_it(
    sqlite_shop: Services, simulator: PrinterSimulator
) -> None:
    printer = NetworkPrinter("127.0.0.1", simulator.port, PROFILES["80"], connect=5, answer=0.5, stall=5)
    till = assemble(sqlite_shop.shop, printer=lambda: printer)
    done = sell(till, MILK)
    begun = paper(till, done)
    begun = begun[: begun.index(b"\x1dv0") + 100]
    with socket.create_connection(("127.0.0.1", simulator.port)) as line:
        line.sendall(begun)
    with till.shop.database.write() as connection:
        connection.execute(update(job).values(state="sending"))
    till.printing.recover()
    till.printing.settle(till.printing.jobs()[0].uid, printed=False)
    till.printing.run()
    assert states(till) == ["waiting"]
    assert isinstance(till.printing.trouble(), PrinterUnheard)
    simulator.restart()
    while states(till) != ["done"]:  # it may take longer than this printer is waited for
        till.printing.run()
    assert bytes(simulator.received.document).endswith(paper(till, done, copy=True))
