#!/usr/bin/env python3
"""Check the exported journal of a shop: `verify_journal.py FILE [FILE] [--key FINGERPRINT ...] [--head HEAD ...]`.

One file for whoever wants to see for himself; it needs Python 3.11 and `cryptography`, and shares no code with the
program that wrote the journal.

A journal is one chain of entries a till. FILE is JSON lines: the first says which tills there are and with which public
keys they sign, each other line is an entry. What is checked:

1. Entries of a till are numbered 1, 2, 3, ... without gap, and each holds the hash of the one before.
2. An entry's hash is SHA-256 over version, till, number, moment, person, tag, document, body and the hash before, each
   as UTF-8 behind its length as eight bytes, big-endian.
3. The last entry of each transaction has `facts`, `day` and `content` in its body and is signed by the till (Ed25519
   over the hash as hexadecimal text); no other is. The journal ends with such an entry, and moments never go back.
   A till that went on without its key says so in an entry: from that one on it signs with the new key named there.
4. What was sold and paid between the opening and the closing of a shift is what its Z says.
5. With --key: each till signs with keys of those fingerprints, as printed on Zs. Without, whoever has made a key can
   have written all of it: it is then consistent, and who signed it is not proved.
6. With --head: that short form of an entry's hash, as printed on a Z, is in the journal. A journal that was cut
   below it, or written anew, has it no more.
7. No number is given twice. With two files, of a shop whose backup was brought back or whose copy was opened elsewhere:
   both are checked, and where they part is named. One of the branches must begin with an entry that says so, and no
   number given behind the fork may be in both.

What cannot be found: entries cut off at the end above the last printed head, and another history signed with the
shop's own key, but for the printed heads. Ends with 0 where all is well, with 1 and the first fault where not.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "countertop-journal"
SEAL = ("facts", "day", "content")
OPENED, CLOSED = "shift:till:opened", "shift:till:closed"
PLACED = "order:sale:placed"
CONTINUED, KEY_CHANGED = "shop:copy:continued", "key:till:changed"
TAKEN, GIVEN_BACK = "payment:tender:taken", "payment:tender:given_back"
MOVED = {"cash:drawer:paid_in": "paid_in", "cash:drawer:paid_out": "paid_out", "cash:safe:dropped": "dropped"}
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Wrong(Exception):
    """What is wrong, in a sentence."""


@dataclass
class Shift:
    """What the entries of an open shift add up to."""

    float_amount: int
    sums: Counter[str] = field(default_factory=Counter)

    def add(self, tag: str, body: dict[str, Any]) -> None:
        """Count an entry in."""
        if tag == PLACED:
            self.sums["sales"] += 1
            self.sums["revenue"] += body["total"]
            self.sums["rounding"] += body["rounding"]
        elif tag == TAKEN:
            self.sums[f"tender_{body['tender']}"] += body["amount"]
            if body["tender"] == "cash":
                self.sums["cash_taken"] += body["tendered"] - body["change"]
        elif tag == GIVEN_BACK:
            self.sums[f"tender_{body['tender']}"] -= body["amount"]
            if body["tender"] == "cash":
                self.sums["cash_given_back"] += body["amount"]
        elif tag in MOVED:
            self.sums[MOVED[tag]] += abs(body["amount"])

    def held_against(self, z: dict[str, Any]) -> None:
        """Raise `Wrong` where a Z says something else."""
        sums, said = self.sums, {"float": self.float_amount, **self.sums}
        names = {
            "float",
            "cash_taken",
            "cash_given_back",
            "paid_in",
            "paid_out",
            "dropped",
            "sales",
            "revenue",
            "rounding",
        }
        names |= {name for name in (*z, *sums) if name.startswith("tender_")}
        for name in sorted(names):
            if z.get(name, 0) != said.get(name, 0):
                raise Wrong(f"Z {z['number']} says {name} {z.get(name, 0)}, its entries add up to {said.get(name, 0)}")
        expected = (
            self.float_amount
            + sums["cash_taken"]
            - sums["cash_given_back"]
            + sums["paid_in"]
            - sums["paid_out"]
            - sums["dropped"]
        )
        if (z["expected"], z["difference"]) != (expected, z["counted"] - expected):
            raise Wrong(f"Z {z['number']} expects {z['expected']} in the drawer, its entries add up to {expected}")


@dataclass
class Till:
    """One chain as far as it was read."""

    uid: str
    number: int
    public_key: bytes
    entries: int = 0
    last_hash: str = ""
    last_at: datetime = _LONG_AGO
    sealed: bool = True
    shift: Shift | None = None
    closings: int = 0
    heads: set[str] = field(default_factory=set)
    keys: list[bytes] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    """Of receipts and Zs, with the entry that gave each."""
    continued: dict[int, dict[str, Any]] = field(default_factory=dict)
    """What entries say that begin a branch."""

    def __post_init__(self) -> None:
        """Begin with the first key."""
        self.keys.append(self.public_key)

    def take(self, entry: dict[str, Any]) -> None:
        """Read the next entry, or raise `Wrong`."""
        where = f"till {self.number}, entry {self.entries + 1}"
        if entry["sequence"] != self.entries + 1:
            raise Wrong(f"{where}: entry {entry['sequence']} stands in its place")
        if entry["previous_hash"] != self.last_hash:
            raise Wrong(f"{where}: the hash of the entry before is another")
        if entry["hash"] != hash_of(entry):
            raise Wrong(f"{where}: its content is not what its hash says")
        at = datetime.fromisoformat(entry["at"])
        if at < self.last_at:
            raise Wrong(f"{where}: it is older than the one before")
        body = json.loads(entry["body"])
        if entry["tag"] == KEY_CHANGED:
            self._change_key(body, where)
        self.sealed = all(word in body for word in SEAL)
        self._see_signed(entry, where)
        try:
            self._follow(entry["tag"], body)
            self._count(entry["tag"], body)
        except Wrong as wrong:
            raise Wrong(f"{where}: {wrong}") from None
        self.entries, self.last_hash, self.last_at = self.entries + 1, entry["hash"], at
        self.heads.add(short(entry["hash"]))
        self.hashes.append(entry["hash"])

    def end(self) -> None:
        """Raise `Wrong` where the chain cannot end here."""
        if not self.sealed:
            raise Wrong(f"till {self.number}: it ends in the middle of a transaction, after entry {self.entries}")

    def _change_key(self, body: dict[str, Any], where: str) -> None:
        """Go on with another key; the entry is sealed with that one."""
        if bytes.fromhex(body["old_key"]) != self.public_key:
            raise Wrong(f"{where}: it changes a key that is not the till's")
        self.public_key = bytes.fromhex(body["new_key"])
        self.keys.append(self.public_key)

    def _count(self, tag: str, body: dict[str, Any]) -> None:
        """See that a number is new, and note where a branch begins."""
        if tag == CONTINUED:
            self.continued[self.entries + 1] = body
        if tag in {PLACED, CLOSED}:
            number = body["number"]
            if number in self.numbers:
                raise Wrong(f"the number {number} was given before, by entry {self.numbers[number]}")
            self.numbers[number] = self.entries + 1

    def _see_signed(self, entry: dict[str, Any], where: str) -> None:
        signature = entry["signature"]
        if self.sealed != (signature is not None):
            raise Wrong(f"{where}: " + ("it is not signed" if self.sealed else "it is signed and ends no transaction"))
        if signature is None:
            return
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(bytes.fromhex(signature), entry["hash"].encode())
        except (InvalidSignature, ValueError):
            raise Wrong(f"{where}: it was not signed with the till's key") from None

    def _follow(self, tag: str, body: dict[str, Any]) -> None:
        if tag == OPENED:
            self.shift = Shift(body["float"])
        elif tag == CLOSED:
            if self.shift is None:
                raise Wrong(f"Z {body['number']} closes a shift that was not opened")
            self.shift.held_against(body)
            self.shift, self.closings = None, self.closings + 1
        elif self.shift is not None:
            self.shift.add(tag, body)
        elif tag == PLACED:
            raise Wrong("something was sold while no shift was open")


def hash_of(entry: dict[str, Any]) -> str:
    """Return the hash that an entry must have."""
    moment = datetime.fromisoformat(entry["at"]).astimezone(UTC).isoformat(timespec="microseconds")
    parts = (
        str(entry["version"]),
        entry["till"],
        str(entry["sequence"]),
        moment,
        entry["person"],
        entry["tag"],
        entry["document"] or "",
        entry["body"],
        entry["previous_hash"],
    )
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def short(hash_hex: str) -> str:
    """Return the short form of a hash: its first 16 letters in base32."""
    return base64.b32encode(bytes.fromhex(hash_hex)).decode()[:16]


def fingerprint(public_key: bytes) -> str:
    """Return the short form of a key: the first 16 figures of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def bare(text: str) -> str:
    """Return what was typed from a paper without spaces and hyphens, in one case."""
    return "".join(text.split()).replace("-", "").lower()


def read(path: Path) -> list[Till]:
    """Read a whole journal; raise `Wrong`."""
    tills: dict[str, Till] = {}
    with path.open(encoding="utf-8") as file:
        try:
            first = json.loads(next(file, "{}"))
            if first.get("format") != FORMAT:
                raise Wrong("this is no exported journal")
            tills = {
                one["uid"]: Till(one["uid"], one["number"], bytes.fromhex(one["public_key"])) for one in first["tills"]
            }
            for line in file:
                entry = json.loads(line)
                if entry["till"] not in tills:
                    raise Wrong(f"an entry belongs to no till of this journal: {entry['till']}")
                tills[entry["till"]].take(entry)
        except (ValueError, KeyError, TypeError, AttributeError) as damaged:
            far = ", ".join(f"entry {one.entries} of till {one.number}" for one in tills.values())
            raise Wrong(f"a line cannot be read behind {far or 'the beginning'}: {damaged!r}") from None
    for one in tills.values():
        one.end()
    return list(tills.values())


def forks(one: Till, other: Till, names: tuple[str, str]) -> list[str]:
    """Say where the chains of one till in two journals part; raise `Wrong` where nothing explains it."""
    pairs = enumerate(zip(one.hashes, other.hashes, strict=False))
    shorter, longer = sorted((one.entries, other.entries))
    same = next((place for place, pair in pairs if pair[0] != pair[1]), shorter)
    name = f"till {one.number}"
    if same == shorter:
        more = names[0] if one.entries > other.entries else names[1]
        return [f"{name}: no fork" + (f"; {more} goes on for {longer - same} entries" if longer > same else "")]
    begun = [_begun(till, same) for till in (one, other)]
    if begun == [None, None]:
        raise Wrong(f"{name} forks behind entry {same}, and neither journal says why: one of them was written anew")
    given = [[number for number, entry in till.numbers.items() if entry > same] for till in (one, other)]
    doubled = sorted(set(given[0]) & set(given[1]))
    if doubled:
        raise Wrong(f"{name} forks behind entry {same}, and both branches give the number {doubled[0]}")
    said = [f"{name}: fork behind entry {same}, head {short(one.hashes[same - 1]) if same else 'none'}"]
    for till, file, body, numbers, rest in zip((one, other), names, begun, given, (other, one), strict=True):
        span = f"numbers {numbers[0]} to {numbers[-1]}" if numbers else "no number"
        said.append(f"  {file}: entries {same + 1} to {till.entries}, {span}{_why(body, rest)}")
    return said


def _begun(till: Till, same: int) -> dict[str, Any] | None:
    """Return what the entry says that begins a branch, at the first or second place behind the fork."""
    return till.continued.get(same + 1) or till.continued.get(same + 2)


def _why(body: dict[str, Any] | None, rest: Till) -> str:
    """Say how a branch came to be; nothing of one that went on as it was."""
    if body is None:
        return ""
    left, said = body["left_hash"], f"; {body['why']}, as generation {body['generation']}"
    if left is None:
        return said
    known = f"entry {body['left_sequence']} of the other" if left in rest.hashes else f"a branch up to {short(left)}"
    return f"{said}, leaving behind {known}"


def check(paths: list[Path], keys: list[str], heads: list[str]) -> list[str]:
    """Check one journal, or two of one shop, and return what was found, in sentences; raise `Wrong`."""
    journals = [read(path) for path in paths]
    tills = [one for journal in journals for one in journal]
    for one in tills:
        for used in map(fingerprint, one.keys):
            if keys and used not in {bare(key) for key in keys}:
                raise Wrong(f"till {one.number} signs with the key {used}, which none of those given is")
    there = {head.lower() for one in tills for head in one.heads}
    for head in heads:
        if bare(head) not in there:
            raise Wrong(f"the head {head} is not in this journal: it was cut below it, or written anew")
    zs = {one.number: "1 Z" if one.closings == 1 else f"{one.closings} Zs" for one in tills}
    said = [f"till {one.number}: {one.entries} entries and {zs[one.number]} are consistent" for one in tills]
    changed = [(one.number, fingerprint(new)) for one in tills for new in one.keys[1:]]
    said += [f"till {number}: its key was changed to {new}" for number, new in dict.fromkeys(changed)]
    if len(journals) > 1:
        said += _compared(journals, [str(path) for path in paths])
    said.append("signed by the keys given" if keys else "consistent; who signed it is not proved (give --key)")
    return said


def _compared(journals: list[list[Till]], names: list[str]) -> list[str]:
    by_uid = [{one.uid: one for one in journal} for journal in journals]
    common = [uid for uid in by_uid[0] if uid in by_uid[1]]
    if not common:
        raise Wrong("the two journals have no till in common: they are of different shops")
    return [line for uid in common for line in forks(by_uid[0][uid], by_uid[1][uid], (names[0], names[1]))]


def main() -> int:
    """Check the file named on the command line."""
    asked = argparse.ArgumentParser(description="Check the exported journal of a shop.")
    asked.add_argument("file", type=Path)
    asked.add_argument("other", type=Path, nargs="?", help="another branch of the same shop, to name the fork")
    asked.add_argument("--key", action="append", default=[], metavar="FINGERPRINT", help="as printed on Zs")
    asked.add_argument("--head", action="append", default=[], metavar="HEAD", help="short form of an entry, as on a Z")
    given = asked.parse_args()
    try:
        paths = [given.file, *([given.other] if given.other else [])]
        print("\n".join(check(paths, given.key, given.head)))
    except (Wrong, OSError) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
