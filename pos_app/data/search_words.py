"""Text prepared for search, the same way for goods and for what a person types.

Words are folded (case, accents, width), Chinese and kana stand as single characters, and Chinese names carry their
pinyin and its initials from every character on, so that `hongdou`, `doubao` and `hdb` all find 红豆包. It stands
beside the package `search` and not in it: whoever only prepares text need not load SQLAlchemy.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_WORD = 24
"""Characters of a word that are kept; nobody types more to tell two apart."""
_MOST_QUERY_WORDS = 8
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_IDEOGRAPH = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3040-\u30ff"
_PLAIN = re.compile(r"[a-z0-9]+")


@cache
def _word() -> re.Pattern[str]:
    """Compiled when the first text beyond ASCII comes: sets so large take longer than the rest of this file."""
    return re.compile(rf"[{_IDEOGRAPH}{_KANA}]|[^\W_{_IDEOGRAPH}{_KANA}]+")


@cache
def _chinese_run() -> re.Pattern[str]:
    """As above."""
    return re.compile(rf"[{_IDEOGRAPH}]+")


def fold(text: str) -> str:
    """Return the text without case, accents and width."""
    if text.isascii():
        return text.lower()
    # apart first: № holds a capital and Ǿ a letter that stands in the table
    apart = unicodedata.normalize("NFKD", text)
    plain = unicodedata.normalize("NFKD", apart.casefold().translate(_LETTERS))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def words_of(text: str) -> list[str]:
    """Return the folded words of a text in order, each ideograph a word of its own."""
    folded = fold(text)
    found = _PLAIN.findall(folded) if folded.isascii() else _word().findall(folded)
    return [word[:LONGEST_WORD] for word in found]


def document(name: str, sku: str, codes: Iterable[str]) -> str:
    """Return everything a variant is found by, as words with spaces between, none twice."""
    words = dict.fromkeys(words_of(name))
    if not name.isascii():
        for run in _chinese_run().findall(fold(name)):
            words.update(dict.fromkeys(_pinyin_words(run)))
    for code in dict.fromkeys((sku, *codes)):
        words.update(dict.fromkeys(_code_words(code)))
    return " ".join(words)


def query_words(text: str) -> list[str]:
    """Return the words a person typed, each to be taken as a beginning; a longer one swallows its own beginnings."""
    words = list(dict.fromkeys(words_of(text)))[:_MOST_QUERY_WORDS]
    return [word for word in words if not any(other != word and other.startswith(word) for other in words)]


def _code_words(code: str) -> list[str]:
    # most codes are figures alone, and there are as many as goods
    parts = [code[:LONGEST_WORD]] if code.isascii() and code.isdigit() else words_of(code)
    if len(parts) > 1:
        return [*parts, "".join(parts)[:LONGEST_WORD]]
    if parts and parts[0].startswith("0"):
        # the same number is printed with and without its leading zeros
        return [parts[0], parts[0].lstrip("0") or "0"]
    return parts


@lru_cache(maxsize=65_536)
def _pinyin_words(run: str) -> tuple[str, ...]:
    """Return pinyin and initials of a run of ideographs, joined from every character on."""
    # pypinyin's dictionaries take a third of a second to load and only Chinese names need them
    from pypinyin import lazy_pinyin

    syllables = [fold(syllable) for syllable in lazy_pinyin(run, v_to_u=False, errors="ignore")]
    words: list[str] = []
    for start in range(len(syllables)):
        tail = syllables[start:]
        words.append("".join(tail)[:LONGEST_WORD])
        words.append("".join(syllable[0] for syllable in tail)[:LONGEST_WORD])
    return tuple(words)
