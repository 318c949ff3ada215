#!/usr/bin/env python3
"""Check the exported journal of a shop: `verify_journal.py FILE [--key FINGERPRINT ...] [--head HEAD ...]`.

One file for whoever wants to see for himself; it needs Python 3.11 and `cryptography`, and shares no code with the
program that wrote the journal.

A journal is one chain of entries a till. FILE is JSON lines: the first says which tills there are and with which public
keys they sign, each other line is an entry. What is checked:

1. Entries of a till are numbered 1, 2, 3, ... without gap, and each holds the hash of the one before.
2. An entry's hash is SHA-256 over version, till, number, moment, person, tag, document, body and the hash before, each
   as UTF-8 behind its length as eight bytes, big-endian.
3. The last entry of each transaction has `facts`, `day` and `content` in its body and is signed by the till (Ed25519
   over the hash as hexadecimal text); no other is. The journal ends with such an entry, and moments never go back.
4. What was sold and paid between the opening and the closing of a shift is what its Z says.
5. With --key: each till signs with a key of that fingerprint, as printed on Zs. Without, whoever has made a key can
   have written all of it: it is then consistent, and who signed it is not proved.
6. With --head: that short form of an entry's hash, as printed on a Z, is in the journal. A journal that was cut
   below it, or written anew, has it no more.

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
        self.sealed = all(word in body for word in SEAL)
        self._see_signed(entry, where)
        try:
            self._follow(entry["tag"], body)
        except Wrong as wrong:
            raise Wrong(f"{where}: {wrong}") from None
        self.entries, self.last_hash, self.last_at = self.entries + 1, entry["hash"], at
        self.heads.add(short(entry["hash"]))

    def end(self) -> None:
        """Raise `Wrong` where the chain cannot end here."""
        if not self.sealed:
            raise Wrong(f"till {self.number}: it ends in the middle of a transaction, after entry {self.entries}")

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


def check(path: Path, keys: list[str], heads: list[str]) -> list[str]:
    """Check a journal and return what was found, in sentences; raise `Wrong`."""
    tills = read(path)
    for one in tills:
        if keys and fingerprint(one.public_key) not in {bare(key) for key in keys}:
            used = fingerprint(one.public_key)
            raise Wrong(f"till {one.number} signs with the key {used}, which none of those given is")
    there = {head.lower() for one in tills for head in one.heads}
    for head in heads:
        if bare(head) not in there:
            raise Wrong(f"the head {head} is not in this journal: it was cut below it, or written anew")
    said = [f"till {one.number}: {one.entries} entries and {one.closings} Zs are consistent" for one in tills]
    said.append("signed by the keys given" if keys else "consistent; who signed it is not proved (give --key)")
    return said


def main() -> int:
    """Check the file named on the command line."""
    asked = argparse.ArgumentParser(description="Check the exported journal of a shop.")
    asked.add_argument("file", type=Path)
    asked.add_argument("--key", action="append", default=[], metavar="FINGERPRINT", help="as printed on Zs")
    asked.add_argument("--head", action="append", default=[], metavar="HEAD", help="short form of an entry, as on a Z")
    given = asked.parse_args()
    try:
        print("\n".join(check(given.file, given.key, given.head)))
    except (Wrong, OSError) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
