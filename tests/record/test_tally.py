"""Is keeping back the last body a signed lie, and is nobody called a liar who told the truth?"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.desk import stating
from herald.malformed import Malformed
from herald.record import tally
from herald.record.receipt import Receipt
from herald.record.tally import Numbered, Tally
from herald.store.memory import MemoryStore
from herald.tlog import note
from herald.tlog.keys import Kind, SigningKey
from herald.tlog.note import Note
from herald.units import PartyId
from tests.desk.missions import ASTER, BIRCH, Exercise, movement

LEAF, OTHER = bytes(range(32)), bytes(32)
STATED = Tally("herald/example-00000000/exercise", BIRCH, 42, 7, LEAF)
STRANGER = SigningKey("ab" * 16, Kind.NOTE, bytes(range(32)))


@cache
def mission() -> Exercise:
    e = Exercise(MemoryStore()).begun()
    e.party(BIRCH)
    for number in range(5):
        e.filed(movement(f"column {number}", ASTER))
    return e


def receipts() -> list[Receipt]:
    """Of what is addressed to Birch."""
    with mission().store.reading() as record:
        proofs, head = stating.Proofs(record), record.head()
        assert head is not None
        found = [proofs.receipt(index) for index in range(head.size)]
    return [each for each in found if any(link.party == BIRCH for link in each.sealed.routing().to)]


def size() -> int:
    with mission().store.reading() as record:
        head = record.head()
        assert head is not None
        return head.size


def signed(seq: int, leaf: bytes | None, at: int | None = None, party: PartyId = BIRCH) -> Note:
    stated = Tally(mission().keys.log.name, party, size() if at is None else at, seq, leaf)
    return tally.sign(stated, mission().keys.node)


def accused(of: Note, receipt: Receipt) -> str | None:
    keys = mission().keys
    found = tally.contradicts(of, receipt, keys.node.verifier, keys.log.verifier)
    return None if found is None else found.code


def test_a_tally_is_read_as_it_was_signed() -> None:
    made = tally.sign(STATED, STRANGER)
    again = note.read(bytes(made))
    assert tally.read(again) == STATED
    assert tally.opened(again, STRANGER.verifier) == STATED
    assert made.text.startswith('herald tally 1\n{"leaf":"')


@pytest.mark.parametrize(
    ("told", "by"),
    [
        (STATED.text(), STATED.text().replace("herald tally 1", "herald tally 2")),
        ('"size":42', '"size":0'),
        ('"seq":7', '"seq":0'),
        ('"seq":7', '"seq":-1'),
        (f'"leaf":"{LEAF.hex()}"', '"leaf":null'),
        (f'"leaf":"{LEAF.hex()}"', '"leaf":"00"'),
        ('"seq":7', '"more":1,"seq":7'),
        ('"party":"birch",', ""),
        ('"party":"birch",', '"party": "birch",'),
    ],
)
def test_what_is_no_tally_is_refused(told: str, by: str) -> None:
    text = STATED.text().replace(told, by)
    assert text != STATED.text()
    with pytest.raises(Malformed):
        tally.read(Note(text, tally.sign(STATED, STRANGER).signatures))
    assert tally.opened(Note(text, (note.sign(text, STRANGER),)), STRANGER.verifier) is None


def test_a_tally_that_another_key_signed_is_not_the_machines_word() -> None:
    stranger = replace(STRANGER, name=mission().keys.node.name)
    forged = tally.sign(Tally(mission().keys.log.name, BIRCH, size(), 1, LEAF), stranger)
    assert tally.opened(forged, mission().keys.node.verifier) is None
    with pytest.raises(Malformed, match="nothing that this key signed"):
        accused(forged, receipts()[0])


def test_who_keeps_the_last_body_back_has_signed_that_there_is_none() -> None:
    *before, last = receipts()
    lie = signed(len(before), before[-1].sealed.leaf)
    found = tally.contradicts(lie, last, mission().keys.node.verifier, mission().keys.log.verifier)
    assert found is not None
    assert (found.code, found.index, found.evidence) == ("tally", last.sealed.index, (lie, last.proof.checkpoint))
    assert accused(lie, before[-1]) is None


def test_another_leaf_at_the_last_number_is_a_lie_too() -> None:
    own = receipts()
    assert accused(signed(3, own[0].sealed.leaf), own[2]) == "tally"
    assert accused(signed(3, own[2].sealed.leaf), own[1]) is None


def test_that_nothing_was_addressed_to_a_party_is_shown_to_be_false_by_any_of_it() -> None:
    nothing = signed(0, None)
    assert [accused(nothing, each) for each in receipts()] == ["tally"] * 5


def test_of_what_came_later_and_of_other_parties_a_tally_does_not_speak() -> None:
    own = receipts()
    assert accused(signed(2, own[1].sealed.leaf, at=own[2].sealed.index), own[2]) is None
    assert accused(signed(0, None, party=PartyId("cedar-relief")), own[0]) == "tally"
    assert accused(signed(0, None, party=ASTER), own[0]) is None


def test_a_receipt_that_does_not_hold_accuses_nobody() -> None:
    own = receipts()[0]
    for bent in (
        replace(own, sealed=replace(own.sealed, salt=bytes(32))),
        replace(own, sealed=replace(own.sealed, index=own.sealed.index + 1)),
    ):
        with pytest.raises(Malformed, match="nothing that this key signed"):
            accused(signed(0, None), bent)


@given(at=st.integers(1, 30))
def test_no_true_tally_is_contradicted_by_any_receipt(at: int) -> None:
    own = receipts()
    at = min(at, size())
    before = [each for each in own if each.sealed.index < at]
    true = signed(len(before), before[-1].sealed.leaf if before else None, at)
    assert [accused(true, each) for each in own] == [None] * len(own)


def test_two_tallies_that_cannot_both_be_true_are_both_the_evidence() -> None:
    node, leaf = mission().keys.node.verifier, receipts()[0].sealed.leaf
    for one, other in (
        (signed(3, leaf, 10), signed(2, leaf, 12)),
        (signed(3, leaf, 10), signed(3, OTHER, 12)),
        (signed(3, leaf, 10), signed(4, OTHER, 10)),
    ):
        found = tally.disagree(one, other, node)
        assert found is not None
        assert found.evidence == (one, other)
    for one, other in (
        (signed(3, leaf, 10), signed(3, leaf, 12)),
        (signed(3, leaf, 10), signed(4, OTHER, 12)),
        (signed(3, leaf, 10), signed(2, leaf, 12, ASTER)),
    ):
        assert tally.disagree(one, other, node) is None
    with pytest.raises(Malformed):
        tally.disagree(signed(3, leaf, 10), tally.sign(STATED, STRANGER), node)


@given(index=st.integers(0, 50), seq=st.integers(1, 12), leaf=st.sampled_from((LEAF, OTHER)))
def test_a_tally_denies_just_the_numbers_that_it_leaves_out(index: int, seq: int, leaf: bytes) -> None:
    told = STATED.denies(Numbered(seq, index, leaf))
    assert (told is not None) is (index < 42 and (seq > 7 or (seq == 7 and leaf != LEAF)))
