"""A receipt printer as its manual describes it, and one on a TCP port. Shares no code with the program.

It reads ESC/POS command by command, answers `DLE EOT` at once and `GS r` in its turn, and can be told to misbehave:
without paper, running out of it, mute, slow, stalled, or dropping the line after so many bytes. A command
it does not know stops it, and the test with it.
"""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import threading
from dataclasses import dataclass, field
from typing import Self

ONE_BYTE = {b"\x1bt", b"\x1b3", b"\x1bE", b"\x1ba", b"\x1d!", b"\x1bJ", b"\x1bd"}
NO_BYTE = {b"\x1b@", b"\x1c."}
WELL, NO_PAPER, AWAY, COVER_OPEN = 0x12, 0x7E, 0x1A, 0x16
PRINTED = ord("r")
"""What `feed` calls the question `GS r`."""
HAS_PAPER, ROLL_END = 0x00, 0x0F


class NotEscPos(Exception):
    """The bytes are no command the printer has."""


@dataclass
class Received:
    """What a printer understood."""

    document: bytearray = field(default_factory=bytearray)
    """All bytes but the questions about status."""
    lines: list[str] = field(default_factory=list)
    """Lines printed as text in CP437; a line drawn as raster is not here."""
    widths: list[int] = field(default_factory=list)
    """Dots across each line of text."""
    rasters: list[tuple[int, int]] = field(default_factory=list)
    """Width and height of each raster, in dots."""
    kicks: int = 0
    cuts: int = 0


class Reader:
    """Reads a stream of ESC/POS that may come in pieces."""

    def __init__(self) -> None:
        self.received = Received()
        self._pending = b""
        self._line = bytearray()
        self._magnified = 1

    def feed(self, data: bytes) -> list[int]:
        """Take bytes; return the numbers of the `DLE EOT` questions among them, and `PRINTED` for `GS r`."""
        self._pending += data
        questions: list[int] = []
        while self._pending:
            length = self._length()
            if length == 0 or length > len(self._pending):
                break
            command, self._pending = self._pending[:length], self._pending[length:]
            if command[:2] == b"\x10\x04":
                questions.append(command[2])
            elif command[:2] == b"\x1dr":
                questions.append(PRINTED)
            else:
                self.received.document += command
                self._obey(command)
        return questions

    def restart(self) -> None:
        """Forget what is not whole."""
        self._pending = b""
        self._line.clear()
        self._magnified = 1

    @property
    def unfinished(self) -> bool:
        """True while a command waits for its rest, or a line for its end."""
        return bool(self._pending or self._line)

    def _length(self) -> int:
        """Length of the command that comes next; 0 while too little of it is here."""
        head = self._pending
        if head[0] == 0x0A or 0x20 <= head[0] < 0x7F or head[0] >= 0x80:
            return 1
        if len(head) < 2:
            return 0
        pair = head[:2]
        if pair in NO_BYTE:
            return 2
        if pair in ONE_BYTE or pair in {b"\x10\x04", b"\x1dr"}:
            return 3
        if pair == b"\x1bp":
            return 5
        return self._longer(head)

    def _longer(self, head: bytes) -> int:
        if head[:2] == b"\x1dV" and len(head) > 2:
            return 4 if head[2] in {65, 66} else 3
        if head[:2] in {b"\x1dV", b"\x1dv"} and len(head) < 8:
            return 0
        if head[:4] == b"\x1dv0\x00":
            across, down = struct.unpack("<HH", head[4:8])
            return 8 + int(across) * int(down)
        raise NotEscPos(head[:8].hex(" "))

    def _obey(self, command: bytes) -> None:
        if command == b"\n":
            self.received.lines.append(self._line.decode("cp437"))
            self.received.widths.append(len(self._line) * 12 * self._magnified)
            self._line.clear()
        elif command[:2] == b"\x1d!":
            self._magnified = (command[2] >> 4) + 1
        elif command[:2] == b"\x1dv":
            across, down = struct.unpack("<HH", command[4:8])
            self.received.rasters.append((across * 8, down))
        elif command[:2] == b"\x1bp":
            self.received.kicks += 1
        elif command[:2] == b"\x1dV":
            self.received.cuts += 1
        elif command[0] >= 0x20:
            self._line += command


class Mechanism:
    """What every printer does with bytes, whatever wire they come over. Tell it what to be before it gets any."""

    def __init__(self) -> None:
        self.out_of_paper = False
        self.away = False
        self.cover_open = False
        self.mute = False
        self.knows_printed = True
        """Whether it answers `GS r`; one that does not swallows it."""
        self.paper_for: int | None = None
        """Bytes after which the roll ends: what comes then waits, and only `DLE EOT` is answered."""
        self.reader = Reader()
        self.fault: Exception | None = None
        self._held = bytearray()
        """What has come and waits for a new roll."""
        self._changed = threading.Condition()

    @property
    def received(self) -> Received:
        """What it understood so far."""
        return self.reader.received

    def wait_for(self, size: int, seconds: float = 10) -> bytes:
        """Return the documents' bytes once there are `size` of them."""
        with self._changed:
            self._changed.wait_for(lambda: len(self.received.document) >= size, seconds)
            return bytes(self.received.document)

    def take(self, data: bytes) -> bytes:
        """Print what came; return the answers to the questions in it. Raise `OSError` for what is no command."""
        try:
            with self._changed:
                questions = self.reader.feed(data) if self.paper_for is None else self._until_the_roll_ends(data)
                self._changed.notify_all()
        except NotEscPos as problem:
            self.fault = problem
            raise OSError from problem
        return self._answers(questions)

    def restart(self) -> None:
        """Forget half a command, as a printer does that is switched off and on."""
        with self._changed:
            self.reader.restart()

    def new_roll(self) -> bytes:
        """Put a new roll in: it prints on where it stopped; return the answers to what was asked behind that."""
        with self._changed:
            self._changed.wait_for(lambda: self.out_of_paper, 10)
            self.paper_for, self.out_of_paper = None, False
            held, self._held = bytes(self._held), bytearray()
            questions = self.reader.feed(held)
            self._changed.notify_all()
        return self._answers(questions)

    def _answers(self, questions: list[int]) -> bytes:
        return bytes(
            self._status(question)
            for question in questions
            if not self.mute and (self.knows_printed or question != PRINTED)
        )

    def _until_the_roll_ends(self, data: bytes) -> list[int]:
        assert self.paper_for is not None
        now, later = data[: self.paper_for], data[self.paper_for :]
        self.paper_for -= len(now)
        questions = self.reader.feed(now)
        if self.paper_for == 0:
            self.out_of_paper = True
            for part in re.split(rb"(\x10\x04[\x01-\x04])", later):
                if part.startswith(b"\x10\x04"):
                    questions.append(part[2])
                else:
                    self._held += part
        return questions

    def _status(self, question: int) -> int:
        if question == PRINTED:
            return ROLL_END if self.out_of_paper else HAS_PAPER
        if question == 4:
            return NO_PAPER if self.out_of_paper else WELL
        if question == 2 and self.cover_open:
            return COVER_OPEN
        return AWAY if self.away or self.cover_open or self.out_of_paper else WELL


class PrinterSimulator(Mechanism):
    """A printer at 127.0.0.1; use as a context manager."""

    def __init__(self) -> None:
        super().__init__()
        self.slow = False
        self.stalled = False
        self.drop_after: int | None = None
        self.hang_up = False
        """With `drop_after`: close politely instead of resetting the line."""
        self.reached = threading.Event()
        """Somebody has connected."""
        self._line: socket.socket | None = None
        self._free = threading.Event()
        self._server = socket.socket()
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._server.bind(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._server.listen()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._free.set()
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(10)
        if self.fault is not None:
            raise self.fault

    def go_on(self) -> None:
        """Take again what one that stalled left on the line."""
        self._free.set()

    def refill(self) -> None:
        """Put a new roll in and answer."""
        answers = self.new_roll()
        assert self._line is not None
        self._line.sendall(answers)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            self.reached.set()
            with line, contextlib.suppress(OSError):
                self._converse(line)

    def _converse(self, line: socket.socket) -> None:
        taken = 0
        self._line = line
        if self.stalled:
            self._free.wait()
        while data := line.recv(self._appetite(taken)):
            taken += len(data)
            line.sendall(self.take(data))
            if self.drop_after is not None and taken >= self.drop_after:
                self._drop(line)
                return

    def _appetite(self, taken: int) -> int:
        most = 16 if self.slow else 65536
        return most if self.drop_after is None else max(1, min(most, self.drop_after - taken))

    def _drop(self, line: socket.socket) -> None:
        """Break the line: with a reset, or by hanging up."""
        self.drop_after = None
        if not self.hang_up:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.close()
