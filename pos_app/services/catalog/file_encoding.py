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
_RUN = re.compile(rb"[\x80-\xff]+")
_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_FOUR_BYTES = re.compile(rb"(?:[\x81-\xfe][0-9]){2}")
"""A letter that GB18030 writes with figures in between, as the ä in a foreign brand: it would look like two accents."""
_WESTERN_PAIR = re.compile(
    rb"(?<=[A-Za-z])[\x80-\xff]{2}(?=[A-Za-z])"
    rb"|(?<=[A-Za-z])[\xd8-\xff][\x80-\xff](?![\x80-\xff])"
    rb"|(?<![\x80-\xff])[\xd8-\xff][\x80-\xff](?=[A-Za-z])"
    rb"|(?<![\x80-\xff])(?:\xab\xa0|\xa0\xbb)(?![\x80-\xff])"
)
"""Two letters within a word, as in "GRÖßE", or at its end or beginning, as in "créé": there a first byte below 0xD8 may
be that of a usual Chinese letter, as in "T恤", while small letters with accents are all above. And a French quote with
its space."""
_ENOUGH = 2_000
"""Bytes beyond ASCII that tell an encoding; most files have them in their first sample."""
_NEARLY_ALL = 0.95
"""Share of bytes beyond ASCII that are UTF-8 in a file with a stray byte or a few."""
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


def codec(encoding: str) -> str:
    """Return the codec that reads an encoding.

    What is called Latin-1 is read as Windows' larger set, as browsers do: a price list from a spreadsheet has its euro
    sign and its quotes there, where Latin-1 has nothing a text needs.
    """
    return "cp1252" if encoding == "latin-1" else encoding


def guess(sample: bytes, reopened: Callable[[], AbstractContextManager[IO[bytes]]]) -> tuple[str, bool]:
    """Return a file's encoding and whether it is a guess: marks and valid UTF-8 are certain.

    `sample` is the file's beginning. Where there are few letters beyond ASCII in it, and more may follow, the file is
    read once more as far as there are enough of them.
    """
    if sample.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig", False
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", False
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    if odd + even > len(sample) * _MANY_ZEROS and min(odd, even) * 10 < max(odd, even):
        return ("utf-16-le" if odd > even else "utf-16-be"), True
    if not sample.isascii() and _is_utf_8(sample):
        return "utf-8", False
    if len(sample) == SAMPLE and len(_BEYOND_ASCII.findall(sample)) < _ENOUGH:
        with reopened() as file:
            sample = _telling(file)
    if _is_utf_8(sample):
        return "utf-8", False
    return _likeliest(sample), True


def _telling(file: IO[bytes]) -> bytes:
    """Return the lines that have bytes beyond ASCII, until there are enough of those; nothing where there are none."""
    found, high, rest = list[bytes](), 0, b""
    while high < _ENOUGH and sum(map(len, found)) < SAMPLE and (block := file.read(SAMPLE)):
        lines = (rest + block).splitlines(keepends=True)
        # a line that is longer than a block is none; whatever it is, it is taken in pieces
        rest = lines.pop() if len(lines) > 1 else b""
        for line in lines:
            if not line.isascii():
                found.append(line)
                high += len(_BEYOND_ASCII.findall(line))
    return b"".join(found) + (b"" if rest.isascii() else rest)


def _is_utf_8(sample: bytes) -> bool:
    """Tell whether a sample, which may end inside a letter, is valid UTF-8."""
    for cut in range(4):
        try:
            sample[: len(sample) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return True
    return False


def _likeliest(sample: bytes) -> str:
    """Return what a text most probably is that is not all UTF-8.

    UTF-8 with a stray byte is nearly all UTF-8. Letters of Western languages stand alone between plain ones, seldom
    two by two within a word; Chinese ones are pairs of bytes, and there are mostly several of them. Each run of bytes
    beyond ASCII has a vote, a long one as many as it has pairs.
    """
    high = len(_BEYOND_ASCII.findall(sample))
    if sum(map(len, _UTF_8.findall(sample))) > high * _NEARLY_ALL:
        return "utf-8"
    text = _FOUR_BYTES.sub(b"", sample)
    runs = [len(run) for run in _RUN.findall(text)]
    western = runs.count(1) + len(_WESTERN_PAIR.findall(text))
    chinese = sum(length // 2 for length in runs) - len(_WESTERN_PAIR.findall(text))
    return "latin-1" if western > chinese else "gb18030"
