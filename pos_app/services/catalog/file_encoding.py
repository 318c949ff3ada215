"""Which encoding a text file came in: as named, or found out from the bytes that tell."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from pos_app.domain.errors import PosError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

SAMPLE = 262_144
"""Bytes that a guess is made from."""
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "latin-1")
"""What `--encoding` takes and what is guessed."""
_OTHER_NAMES = {"utf8": "utf-8", "utf16": "utf-16", "gbk": "gb18030", "gb2312": "gb18030", "latin1": "latin-1"}
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_MANY_ZEROS = 0.2
"""Share of zero bytes above which a text without mark is UTF-16, where they stand in every other place."""


class UnknownEncoding(PosError):
    """No such encoding. Params: name."""


def known(name: str) -> str:
    """Return the encoding a person named. Raise `UnknownEncoding`."""
    wanted = name.lower().replace("_", "-")
    wanted = _OTHER_NAMES.get(wanted, wanted)
    if wanted not in ENCODINGS:
        raise UnknownEncoding(name=name)
    return wanted


def guess(sample: bytes, reopened: Callable[[], AbstractContextManager[IO[bytes]]]) -> tuple[str, bool]:
    """Return a file's encoding and whether it is a guess: marks and valid UTF-8 are certain.

    `sample` is the file's beginning. Where that is plain ASCII, which says nothing, the file is read once more as far
    as its first other letter.
    """
    if sample.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig", False
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", False
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    if odd + even > len(sample) * _MANY_ZEROS and min(odd, even) * 10 < max(odd, even):
        return ("utf-16-le" if odd > even else "utf-16-be"), True
    if sample.isascii() and len(sample) == SAMPLE:
        with reopened() as file:
            sample = _telling(file)
    if _decodes(sample, "utf-8"):
        return "utf-8", False
    if not _decodes(sample, "gb18030"):
        return "latin-1", True
    return _chinese_or_latin(sample), True


def _telling(file: IO[bytes]) -> bytes:
    """Return a sample that begins with the first byte beyond ASCII; nothing where there is none."""
    while block := file.read(SAMPLE):
        found = _BEYOND_ASCII.search(block)
        if found is not None:
            return block[found.start() :] + file.read(SAMPLE)
    return b""


def _decodes(sample: bytes, encoding: str) -> bool:
    """Tell whether a sample, which may end inside a letter, is valid."""
    for cut in range(4):
        try:
            sample[: len(sample) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _chinese_or_latin(sample: bytes) -> str:
    """Tell GB18030 from Latin-1, both of which decode: Chinese letters come in pairs of high bytes, accents alone."""
    high = [found.start() for found in _BEYOND_ASCII.finditer(sample)]
    places = set(high)
    alone = sum(1 for place in high if place - 1 not in places and place + 1 not in places)
    return "latin-1" if alone * 2 > len(high) else "gb18030"
