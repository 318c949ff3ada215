"""One question to a print server in its own protocol (IPP, RFC 8010 and 8011): how a job stands.

The commands of CUPS do not say it: `lpstat` shows of a job that is printed and of one that failed the same words.
"""

from __future__ import annotations

import http.client
import socket
import struct
from typing import TypeAlias

Attributes: TypeAlias = dict[str, list[bytes]]
"""The values of an answer as they came, by name."""

PENDING, HELD, PROCESSING, STOPPED, CANCELED, ABORTED, COMPLETED = range(3, 10)
"""What `job-state` may be."""
NOT_FOUND = 0x0406
_GET_JOB_ATTRIBUTES = 0x0009
_OPERATION, _END = 0x01, 0x03
_CHARSET, _LANGUAGE, _URI, _KEYWORD = 0x47, 0x48, 0x45, 0x44
_DELIMITERS = range(0x10)
_OK = range(0x0100)
_LARGEST = 1 << 20
"""Bytes of an answer that are read: many times what one has."""


class IppRefused(Exception):
    """The server did not answer as it should. `status` is IPP's, 0 where it was not even IPP."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status:#06x}")
        self.status = status


class _LocalConnection(http.client.HTTPConnection):
    """HTTP over a socket of this machine."""

    def __init__(self, path: str, seconds: float) -> None:
        super().__init__("localhost", timeout=seconds)
        self._path = path

    def connect(self) -> None:
        """Open the socket."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def job_attributes(server: str, number: int, wanted: tuple[str, ...], seconds: float) -> Attributes:
    """Ask `server` (a path or `host:port`) for attributes of a job; raise `OSError` or `IppRefused`."""
    connection = (
        _LocalConnection(server, seconds)
        if server.startswith("/")
        else http.client.HTTPConnection(server, timeout=seconds)
    )
    try:
        connection.request("POST", "/jobs/", _request(number, wanted), {"Content-Type": "application/ipp"})
        answer = connection.getresponse()
        body = answer.read(_LARGEST)
        if answer.status != http.client.OK:
            raise IppRefused(0)
        return _read(body)
    except http.client.HTTPException as problem:
        raise IppRefused(0) from problem
    finally:
        connection.close()


def number_of(values: list[bytes]) -> int:
    """Return a value that is a number; 0 where there is none."""
    return int.from_bytes(values[0], "big") if values else 0


def _request(number: int, wanted: tuple[str, ...]) -> bytes:
    head = struct.pack(">BBHIB", 1, 1, _GET_JOB_ATTRIBUTES, 1, _OPERATION)
    values = [
        (_CHARSET, "attributes-charset", "utf-8"),
        (_LANGUAGE, "attributes-natural-language", "en"),
        (_URI, "job-uri", f"ipp://localhost/jobs/{number}"),
        *((_KEYWORD, "" if place else "requested-attributes", name) for place, name in enumerate(wanted)),
    ]
    return head + b"".join(_value(*value) for value in values) + bytes([_END])


def _value(tag: int, name: str, value: str) -> bytes:
    named, valued = name.encode(), value.encode()
    return struct.pack(">BH", tag, len(named)) + named + struct.pack(">H", len(valued)) + valued


def _read(answer: bytes) -> Attributes:
    """Read an answer; a value without a name is one more of the name before."""
    try:
        status: int = struct.unpack_from(">H", answer, 2)[0]
        if status not in _OK:
            raise IppRefused(status)
        found: Attributes = {}
        place, name = 8, ""
        while answer[place] != _END:
            if answer[place] in _DELIMITERS:
                place += 1
                continue
            given, place = _counted(answer, place + 1)
            value, place = _counted(answer, place)
            name = given.decode("ascii", "replace") or name
            found.setdefault(name, []).append(value)
    except (IndexError, struct.error) as problem:
        raise IppRefused(0) from problem
    return found


def _counted(answer: bytes, place: int) -> tuple[bytes, int]:
    """Return a piece that begins with its length, and where it ends."""
    start = place + 2
    end = start + struct.unpack_from(">H", answer, place)[0]
    if end > len(answer):
        raise IndexError
    return answer[start:end], end
