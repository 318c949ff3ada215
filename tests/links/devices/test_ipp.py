"""One question in IPP, answered by a server of the tests' own: rightly, wrongly, and with noise."""

from __future__ import annotations

import http.server
import struct
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.printing import PROFILES, PrinterInterrupted, PrinterOffline
from pos_app.links.devices import ipp
from pos_app.links.devices.cups import CupsSpooler
from pos_app.links.devices.queue_printer import QueuePrinter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pos_app.domain.errors import EnvironmentProblem

WANTED = ("job-state", "job-printer-state-message")


def value(tag: int, name: bytes, text: bytes) -> bytes:
    return bytes([tag]) + struct.pack(">H", len(name)) + name + struct.pack(">H", len(text)) + text


def answer(status: int, *values: bytes) -> bytes:
    return b"\x01\x01" + struct.pack(">HI", status, 1) + b"\x01" + b"".join(values) + b"\x03"


STATE = value(0x23, b"job-state", struct.pack(">I", 9))
GOOD = answer(
    0,
    value(0x47, b"attributes-charset", b"utf-8"),
    b"\x02",
    STATE,
    value(0x41, b"message", b"a"),
    value(0x41, b"", b"b"),
)


@contextmanager
def server(body: bytes, status: int = 200) -> Iterator[tuple[str, list[bytes]]]:
    """Answer every question so; yield `host:port` and the questions."""
    asked: list[bytes] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield f"127.0.0.1:{running.server_address[1]}", asked
        running.shutdown()
        thread.join()


def test_a_job_is_asked_after_by_its_number_and_answered() -> None:
    with server(GOOD) as (address, asked):
        found = ipp.job_attributes(address, 12, WANTED, 5)
    assert ipp.number_of(found["job-state"]) == ipp.COMPLETED
    assert found["message"] == [b"a", b"b"]
    assert ipp.number_of([]) == 0
    question = asked[0]
    assert question[:4] == b"\x01\x01\x00\x09"
    assert b"ipp://localhost/jobs/12" in question
    assert all(name.encode() in question for name in WANTED)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (answer(0x0406), 200, 0x0406),
        (GOOD, 401, 0),
        (b"", 200, 0),
        (GOOD[:-1], 200, 0),
        (answer(0, b"\x23\x00\x09job-state\xff\xff"), 200, 0),
    ],
)
def test_what_is_no_answer_is_refused(body: bytes, status: int, code: int) -> None:
    with server(body, status) as (address, _), pytest.raises(ipp.IppRefused) as caught:
        ipp.job_attributes(address, 1, WANTED, 5)
    assert caught.value.status == code


@given(st.binary(max_size=200))
def test_noise_is_refused_or_read_and_never_more(noise: bytes) -> None:
    try:
        found = ipp._read(noise)
    except ipp.IppRefused:
        return
    assert all(values for values in found.values())


def put_commands(folder: Path, address: str) -> None:
    """Lay commands out that give a paper to a queue of a print server at this address."""
    scripts = {
        "lpstat": f'case "$1" in -H) echo {address};; *) echo "printer Till is idle.";; esac',
        "lp": 'cat >/dev/null; echo "request id is Till-7 (0 file(s))"',
        "cancel": "true",
    }
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)


def state(number: int, said: bytes = b"") -> bytes:
    return answer(
        0,
        b"\x02",
        value(0x23, b"job-state", struct.pack(">I", number)),
        value(0x41, b"job-printer-state-message", said),
    )


@pytest.mark.parametrize(
    ("body", "status", "outcome"),
    [
        (state(9), 200, None),
        (state(3), 200, PrinterInterrupted),  # it was cancelled and still stands there: nobody knows
        (state(7), 200, PrinterOffline),
        (state(7, b"Connecting to printer."), 200, PrinterOffline),
        (state(7, b"Connected to printer."), 200, PrinterInterrupted),
        (state(8, b"Unable to write print data: Broken pipe"), 200, PrinterInterrupted),
        (answer(0x0406), 200, PrinterInterrupted),  # a server that keeps no history
        (answer(0x0403), 200, PrinterInterrupted),
        (b"", 401, PrinterInterrupted),
    ],
)
def test_what_a_job_s_end_means_for_its_paper(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    body: bytes,
    status: int,
    outcome: type[EnvironmentProblem] | None,
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr("pos_app.links.devices.queue_printer.CANCEL_SECONDS", 0.1)
    with server(body, status) as (address, _):
        put_commands(tmp_path, address)
        printer = QueuePrinter("Till", PROFILES["80"], CupsSpooler(), paper=0.1)
        caught: EnvironmentProblem | None = None
        try:
            printer.send(b"paper")
        except (PrinterOffline, PrinterInterrupted) as problem:
            caught = problem
    assert (caught is None) if outcome is None else type(caught) is outcome


def test_a_server_that_speaks_no_http_is_refused() -> None:
    import socket

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def serve() -> None:
            line, _ = listening.accept()
            with line:
                line.recv(4096)
                line.sendall(b"220 smtp\r\n\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(ipp.IppRefused):
            ipp.job_attributes(f"127.0.0.1:{listening.getsockname()[1]}", 1, WANTED, 5)
        thread.join()
