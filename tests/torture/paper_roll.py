"""A printer that keeps every paper apart, also one that broke off; it shares no code with the program.

It answers `DLE EOT` and `GS r` as one that is well. A paper is what came over one connection.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from dataclasses import dataclass
from typing import Self

_QUESTION = re.compile(rb"\x10\x04[\x01-\x04]|\x1dr\x01")
HEAD = 200
"""Bytes of a paper's beginning that are kept."""
_WELL, _PRINTED = b"\x12", b"\x00"
_NUMBER = re.compile(rb"[A-Z]\d+-\d{6,}")


@dataclass(frozen=True, slots=True)
class Paper:
    """What can be seen on one paper."""

    numbers: frozenset[str]
    """The receipt numbers: one, or none where it broke off before it."""
    head: bytes
    """Its first bytes, in which a copy is marked."""


def _looked_at(paper: bytes) -> Paper:
    return Paper(frozenset(found.decode() for found in _NUMBER.findall(paper)), paper[:HEAD])


class PaperRoll:
    """Use as a context manager."""

    def __init__(self) -> None:
        self.papers: list[Paper] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def address(self) -> str:
        """As the setting of a printer names it."""
        return f"tcp://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(10)

    def settle(self) -> None:
        """Wait until whatever was sent by who is gone now lies on the roll: papers come one after the other."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as line:
            line.sendall(b"\x1dr\x01")
            assert line.recv(1) == _PRINTED

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            with line, contextlib.suppress(OSError):
                paper = bytearray()
                try:
                    self._take(line, paper)
                finally:
                    if paper:
                        self.papers.append(_looked_at(bytes(paper)))

    def _take(self, line: socket.socket, paper: bytearray) -> None:
        """Keep what comes; questions come before a paper, each alone, or as the last thing behind it."""
        while data := line.recv(65536):
            paper += data
            while found := _QUESTION.match(paper) or _QUESTION.search(paper, max(0, len(paper) - 3)):
                asked = found[0]
                del paper[found.start() : found.end()]
                line.sendall(_PRINTED if asked.startswith(b"\x1d") else _WELL)
