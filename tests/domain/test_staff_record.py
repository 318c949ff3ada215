"""Who may do what and comes in by what, told anew from entries."""

from __future__ import annotations

from pos_app.domain.journal import Tag
from pos_app.domain.staff_record import KINDS, NO_PROOF, StaffRecord, mark_fits, proof_mark

LI, OWNER = b"l" * 16, b"o" * 16


def test_proofs_are_told_by_the_last_entry_of_their_kind() -> None:
    said = StaffRecord()
    said.tell(Tag.PROOF_SET.value, OWNER, None, {"kind": "pin"})  # of nobody: it tells nothing
    assert not said.proofs
    said.tell(Tag.PERSON_ADDED.value, OWNER, LI, {"roles": ""})
    assert said.proofs[LI] == dict.fromkeys(KINDS)
    said.tell(Tag.PROOF_SET.value, OWNER, LI, {key: str(value) for key, value in proof_mark(LI, "pin", b"x").items()})
    assert mark_fits(said.proofs[LI]["pin"], LI, "pin", b"x")
    assert not mark_fits(said.proofs[LI]["pin"], LI, "pin", b"y")
    assert not mark_fits(said.proofs[LI]["pin"], OWNER, "pin", b"x"), "a mark says whose it is"
    said.tell(Tag.PROOF_SET.value, OWNER, LI, {"kind": "pin"})  # as an earlier version wrote it
    assert "pin" not in said.proofs[LI]
    said.tell(Tag.PROOF_SET.value, OWNER, LI, {"kind": NO_PROOF})
    assert said.proofs[LI] == dict.fromkeys(KINDS)
