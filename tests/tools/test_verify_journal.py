"""The stand-alone check of an exported journal: it accepts what the program wrote and finds whatever was done to it."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pos_app.domain.denominations import of_sum
from pos_app.domain.fingerprint import key_fingerprint, short_head
from pos_app.services.proof.export_journal import export_journal
from pos_app.services.sales.take_payment import CARD, CASH
from pos_app.services.shop.open_shop import public_key
from tests.factories.shops import MILK, TEA

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.services.services import Services

TOOL = Path(__file__).parents[2] / "tools" / "verify_journal.py"
PLACES = 12
"""Random places that each way of tampering is tried at."""

Lines = list[dict[str, Any]]


def sell(services: Services, code: str, tender: str = CASH) -> None:
    ring_up, payment = services.ring_up, services.take_payment
    sale = ring_up.add(ring_up.begin(), ring_up.look_up(code)[0])
    assert sale.last is not None
    ring_up.keep(sale.last)
    payment.take(sale, tender, sale.priced.total, payment.new_payment_uid(), reference="4711")


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Lines:
    """The journal of two shifts with cash and card, cash moved, a drawer opened and a count that was short."""
    from tests.factories.shops import HandClock, TestPrinter, open_test_shop, stock_up

    place = tmp_path_factory.mktemp("journal")
    services = open_test_shop(f"sqlite:///{place / 'shop.db'}", place, HandClock(), TestPrinter())
    stock_up(services, place)
    for code, tender in ((MILK, CASH), (TEA, CARD), (MILK, CASH), (MILK, CARD)):
        sell(services, code, tender)
    services.drawer.note_opening("change for the bakery")
    cash = services.move_cash
    cash.pay_in(5_000, "change", cash.new_movement_uid())
    cash.pay_out(1_000, "window cleaner", cash.new_movement_uid())
    cash.drop(500, "safe", cash.new_movement_uid())
    services.close_shift.close(of_sum(6_000), note="short")
    services.open_shift.open(of_sum(6_000))
    sell(services, TEA)
    services.close_shift.close(of_sum(7_000))
    target = place / "journal.jsonl"
    count = export_journal(services.shop.database, target)
    key = public_key(place, services.shop.database)
    services.close()
    written = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert count == len(written) - 1
    assert key is not None
    assert written[0]["tills"][0]["public_key"] == key.hex()
    return written


def key_of(lines: Lines) -> str:
    return key_fingerprint(bytes.fromhex(lines[0]["tills"][0]["public_key"]))


def checked(folder: Path, lines: Lines, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the tool as a stranger does: another Python, nothing of the program beside it."""
    file = folder / "journal.jsonl"
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return subprocess.run(
        [sys.executable, "-I", str(TOOL), str(file), *more], capture_output=True, text=True, check=False, timeout=60
    )


def found(folder: Path, lines: Lines, *more: str) -> str:
    """Return what the tool has against a journal; it must have something."""
    done = checked(folder, lines, *more)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


def copied(lines: Lines) -> Lines:
    return [dict(line) for line in lines]


def rehashed(lines: Lines, begin: int) -> None:
    """Give each entry from a place on the hash that its content asks for, as whoever changed one would."""
    for place in range(begin, len(lines)):
        entry = lines[place]
        entry["previous_hash"] = lines[place - 1]["hash"] if place > 1 else ""
        moment = datetime.fromisoformat(entry["at"]).astimezone(UTC).isoformat(timespec="microseconds")
        said = (
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
        for part in said:
            digest.update(len(part.encode()).to_bytes(8, "big") + part.encode())
        entry["hash"] = digest.hexdigest()


def places(lines: Lines, least: int = 1) -> list[int]:
    return random.Random(20_261_126).sample(range(least, len(lines)), min(PLACES, len(lines) - least))


def test_what_the_program_wrote_is_accepted_and_who_signed_it_is_proved_by_the_key_alone(
    lines: Lines, tmp_path: Path
) -> None:
    done = checked(tmp_path, lines)
    assert done.returncode == 0, done.stderr
    assert "2 Zs are consistent" in done.stdout
    assert "who signed it is not proved" in done.stdout
    done = checked(tmp_path, lines, "--key", key_of(lines), "--head", short_head(lines[-1]["hash"]))
    assert done.returncode == 0, done.stderr
    assert "not proved" not in done.stdout


def change_a_byte(lines: Lines, place: int) -> None:
    entry, chance = lines[place], random.Random(place)
    name = chance.choice(["at", "person", "tag", "body", "hash", "previous_hash"])
    text = entry[name] or "0"
    at = chance.randrange(len(text))
    entry[name] = text[:at] + ("1" if text[at] != "1" else "2") + text[at + 1 :]


def drop(lines: Lines, place: int) -> None:
    del lines[place]


def double(lines: Lines, place: int) -> None:
    lines.insert(place, dict(lines[place]))


def swap(lines: Lines, place: int) -> None:
    other = place + 1 if place + 1 < len(lines) else place - 1
    lines[place], lines[other] = lines[other], lines[place]


def change_and_rehash(lines: Lines, place: int) -> None:
    lines[place]["person"] = "00" * 16
    rehashed(lines, place)


@pytest.mark.parametrize("tamper", [change_a_byte, drop, double, swap, change_and_rehash])
def test_whatever_is_done_to_it_is_found_and_named(
    lines: Lines, tmp_path: Path, tamper: Callable[[Lines, int], None]
) -> None:
    least = 2 if tamper is swap else 1
    for place in places(lines, least):
        if tamper is drop and place == len(lines) - 1:
            continue  # that is a cut end: found by a printed head alone
        tampered = copied(lines)
        tamper(tampered, place)
        assert "till 1" in found(tmp_path, tampered, "--key", key_of(lines)) or tamper is change_a_byte


def test_another_key_is_consistent_and_found_by_the_printed_fingerprint(lines: Lines, tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    forged = copied(lines)
    forged[0] = {
        **lines[0],
        "tills": [{**lines[0]["tills"][0], "public_key": key.public_key().public_bytes_raw().hex()}],
    }
    for entry in forged[1:]:
        if entry["signature"]:
            entry["signature"] = key.sign(entry["hash"].encode()).hex()
    assert checked(tmp_path, forged).returncode == 0
    assert "none of those given" in found(tmp_path, forged, "--key", key_of(lines))


def test_an_end_cut_below_a_printed_head_is_found_and_in_a_transaction_without_one(
    lines: Lines, tmp_path: Path
) -> None:
    printed = [entry["hash"] for entry in lines[1:] if entry["tag"] == "shift:till:closed"]
    sealed = [place for place, entry in enumerate(lines) if place and entry["signature"]]
    below = max(place for place in sealed if lines[place]["hash"] != printed[-1] and place < len(lines) - 1)
    cut = copied(lines)[: below + 1]
    assert checked(tmp_path, cut).returncode == 0
    assert "cut below it" in found(tmp_path, cut, "--head", short_head(printed[-1]).lower())
    assert checked(tmp_path, lines, "--head", short_head(printed[0]), "--head", short_head(printed[1])).returncode == 0
    unsealed = next(place for place, entry in enumerate(lines) if place and not entry["signature"])
    assert "in the middle of a transaction" in found(tmp_path, copied(lines)[: unsealed + 1])


def test_a_z_that_does_not_add_up_is_found_though_it_is_signed(lines: Lines, tmp_path: Path) -> None:
    """Somebody with the shop's own key writes a smaller Z."""
    key = Ed25519PrivateKey.generate()
    forged = copied(lines)
    forged[0] = {
        **lines[0],
        "tills": [{**lines[0]["tills"][0], "public_key": key.public_key().public_bytes_raw().hex()}],
    }
    place = next(place for place, entry in enumerate(forged) if place and entry["tag"] == "shift:till:closed")
    body = json.loads(forged[place]["body"])
    body["revenue"] -= 100
    forged[place]["body"] = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    rehashed(forged, place)
    for entry in forged[1:]:
        if entry["signature"]:
            entry["signature"] = key.sign(entry["hash"].encode()).hex()
    assert "says revenue" in found(tmp_path, forged)


@pytest.mark.parametrize(
    "content", ["", "no json\n", "[]\n", '{"format":"other"}\n', '{"format":"countertop-journal"}\n']
)
def test_what_is_no_journal_is_said(tmp_path: Path, content: str) -> None:
    file = tmp_path / "journal.jsonl"
    file.write_text(content)
    done = subprocess.run([sys.executable, "-I", str(TOOL), str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert done.stderr


def test_a_file_cut_in_the_middle_of_a_line_is_said(lines: Lines, tmp_path: Path) -> None:
    whole = "".join(json.dumps(line) + "\n" for line in lines)
    file = tmp_path / "journal.jsonl"
    file.write_text(whole[: len(whole) // 2])
    done = subprocess.run([sys.executable, "-I", str(TOOL), str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "cannot be read" in done.stderr


def test_it_shares_no_code_with_the_program() -> None:
    source = TOOL.read_text("utf-8")
    assert "pos_app" not in source
    imports = {line.split()[1].split(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))}
    assert imports - set(sys.stdlib_module_names) - {"__future__"} == {"cryptography"}
