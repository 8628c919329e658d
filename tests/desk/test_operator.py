"""Can an operator that holds the log's key do otherwise than it had signed, and nobody notice?"""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from random import Random

import pytest

from herald.desk.audit.auditing import fsck
from herald.desk.holding import consistency, shown
from herald.formats import sealed
from herald.malformed import Malformed
from herald.record.holding import Accusation, held, later
from herald.record.receipt import Receipt
from herald.store.memory import MemoryStore
from herald.tlog import checkpoint, note
from herald.tlog.keys import Kind, SigningKey
from herald.tlog.note import Note
from tests.desk.attacks import ATTACKS, Attacking, Honest, answer_otherwise, honest, resealed, roll_back, size
from tests.desk.missions import ASTER, movement

RUNS = 40
DEEP = 1_000
DOES_NOT_FIT = {
    "replay": {"number-used", "table-acts", "table-notices"},
    "back_date": {"clock-ahead"},
    "swap": {"clock-ahead"},
}
"""Where the new history cannot fit itself: no key may use one number twice, and what was signed says when it was, by its author's
clock. Every other is without fault, but for those who hold something of what was before.
"""


@pytest.fixture(scope="module")
def was() -> Honest:
    return honest(MemoryStore(), Random(20200825))


def accusations(was: Honest, kept: Receipt | Note, store: MemoryStore) -> tuple[Accusation, ...]:
    with store.reading() as record:
        return held(kept, shown(record), was.keys.log.verifier)


def judged(was: Honest, attacking: Attacking, random: Random, most: int) -> None:
    """One attack, before so many of those who kept something."""
    attack = attacking(was, random)
    store = resealed(attack.items, attack.sizes, was.keys)
    with store.reading() as record:
        codes = {fault.code for fault in fsck(record, sealed.read)}
        assert codes <= DOES_NOT_FIT.get(attacking.__name__, set()), (attacking.__name__, codes)
    kept = was.kept()
    for one, at in random.sample(kept, min(most, len(kept))):
        found = accusations(was, one, store)
        if at > attack.first:
            assert found, (attacking.__name__, attack.first, at)
            assert all(signed_by_the_log(was, each) for each in found[0].evidence)
        else:
            assert not found, (attacking.__name__, attack.first, at, found)


def signed_by_the_log(was: Honest, signed: Note) -> bool:
    return not isinstance(note.open_note(signed, [was.keys.log.verifier]), note.Refused)


each_attack = pytest.mark.parametrize("attacking", ATTACKS, ids=lambda attacking: attacking.__name__)


@each_attack
def test_whoever_holds_a_later_receipt_or_checkpoint_sees_every_attack_and_nobody_else_is_told_of_one(
    was: Honest, attacking: Attacking, seed: int
) -> None:
    random = Random(f"{attacking.__name__} {seed}")
    for _ in range(RUNS):
        judged(was, attacking, random, most=4)


@pytest.mark.deep
@each_attack
def test_whoever_holds_a_later_receipt_or_checkpoint_sees_each_of_a_thousand_attacks(
    attacking: Attacking, seed: int
) -> None:
    random = Random(f"{attacking.__name__} {seed}")
    for _ in range(DEEP // 50):
        was = honest(MemoryStore(), random, moves=random.randrange(8, 20))
        for _ in range(50):
            judged(was, attacking, random, most=12)


def test_two_histories_that_part_are_seen_by_whoever_holds_the_one_and_is_shown_the_other(
    was: Honest, seed: int
) -> None:
    random = Random(seed)
    for _ in range(RUNS):
        one, other = roll_back(was, random), roll_back(was, random)
        stores = [resealed(each.items, each.sizes, was.keys) for each in (one, other)]
        pairs = enumerate(zip_longest(one.items, other.items))
        parted = next((at for at, pair in pairs if pair[0] != pair[1]), len(one.items))
        with stores[0].reading() as shown_to_one, stores[1].reading() as shown_to_another:
            for size, data in shown_to_one.checkpoints():
                found = held(note.read(data), shown(shown_to_another), was.keys.log.verifier)
                assert bool(found) is (size > parted), (size, parted, found)


def test_what_only_grows_is_never_accused_whatever_moment_is_held_against_whatever_later_one(was: Honest) -> None:
    with was.exercise.store.reading() as record:
        for kept, _ in was.kept():
            assert held(kept, shown(record), was.keys.log.verifier) == ()
        for kept, before in was.kept():
            for signed in was.checkpoints:
                proof = consistency(record, before, size(signed)) if size(signed) >= before else None
                found = held(kept, later(signed, {} if proof is None else {before: proof}), was.keys.log.verifier)
                assert [each.code for each in found] == ([] if size(signed) >= before else ["smaller"])


def test_an_honest_mission_goes_on_and_what_was_kept_of_it_still_holds(seed: int) -> None:
    was = honest(MemoryStore(), Random(seed), moves=6)
    was.exercise.filed(movement("one-more", ASTER, at="2026-03-12T10:00:00Z"))
    with was.exercise.store.reading() as record:
        assert fsck(record, sealed.read, full=True) == ()
        assert [found for kept, _ in was.kept() for found in held(kept, shown(record), was.keys.log.verifier)] == []


# -- One by one ----------------------------------------------------------------------------------------------------------------


def test_two_roots_of_one_size_are_two_signed_statements_that_cannot_both_be_true(was: Honest) -> None:
    attack = roll_back(was, Random(3))
    store = resealed(attack.items[: attack.first + 1], (), was.keys)
    at = next(signed for signed in was.checkpoints if size(signed) > attack.first)
    (first, *_) = accusations(
        was, at, resealed([*attack.items[: attack.first], *was.items[attack.first + 1 :]], was.sizes, was.keys)
    )
    assert first.code == "another-root"
    stated = [checkpoint.read(each.text) for each in first.evidence]
    assert stated[0].size == stated[1].size and stated[0].root != stated[1].root
    assert accusations(was, was.checkpoints[-1], store)[0].code == "smaller"


def test_nothing_at_all_where_there_was_a_log_is_a_smaller_log(was: Honest) -> None:
    (found,) = accusations(was, was.checkpoints[0], MemoryStore())
    assert (found.code, found.evidence) == ("smaller", (was.checkpoints[0],))


def test_a_checkpoint_that_another_key_signed_is_not_the_logs_word(was: Honest) -> None:
    stranger = SigningKey(was.keys.log.name, Kind.NOTE, bytes(range(32)))
    text = was.checkpoints[-1].text
    forged = Note(text, (note.sign(text, stranger),))
    (found,) = held(was.checkpoints[0], later(forged, {}), was.keys.log.verifier)
    assert (found.code, found.evidence) == ("unsigned", (was.checkpoints[0], forged))


def test_a_later_checkpoint_without_a_proof_is_not_shown_to_be_the_same_log(was: Honest) -> None:
    (found,) = held(was.checkpoints[0], later(was.checkpoints[-1], {}), was.keys.log.verifier)
    assert (found.code, found.evidence) == ("not-consistent", (was.checkpoints[0], was.checkpoints[-1]))


def test_an_altered_proof_shows_nothing(was: Honest) -> None:
    with was.exercise.store.reading() as record:
        before, now = size(was.checkpoints[1]), size(was.checkpoints[-1])
        proof = consistency(record, before, now)
        assert proof is not None
        for at in range(len(proof)):
            altered = [*proof[:at], bytes(32), *proof[at + 1 :]]
            (found,) = held(was.checkpoints[1], later(was.checkpoints[-1], {before: altered}), was.keys.log.verifier)
            assert found.code == "not-consistent"


def test_another_leaf_at_the_place_of_a_receipt_is_named_with_its_index(was: Honest) -> None:
    attack = answer_otherwise(was, Random(5))
    receipt = next(each for each in was.receipts if each.sealed.index == attack.first)
    found = accusations(was, receipt, resealed(attack.items, attack.sizes, was.keys))
    assert ("another-leaf", attack.first) in {(each.code, each.index) for each in found}


def test_with_what_the_log_never_signed_nobody_can_be_accused(was: Honest) -> None:
    stranger = SigningKey(was.keys.log.name, Kind.NOTE, bytes(range(32)))
    text = was.checkpoints[0].text
    with pytest.raises(Malformed, match="nothing that this log signed"):
        accusations(was, Note(text, (note.sign(text, stranger),)), MemoryStore())


def test_with_a_receipt_that_does_not_lead_to_its_own_checkpoint_nobody_can_be_accused(was: Honest) -> None:
    receipt = was.receipts[-1]
    other = replace(receipt, sealed=replace(receipt.sealed, salt=bytes(32)))
    with pytest.raises(Malformed, match="nothing that this log signed"):
        accusations(was, other, MemoryStore())


def test_of_sizes_that_a_record_never_had_there_is_no_proof(was: Honest) -> None:
    with was.exercise.store.reading() as record:
        end = size(was.checkpoints[-1])
        assert [consistency(record, *sizes) for sizes in ((0, 3), (3, 2), (1, end + 1))] == [None] * 3
        assert consistency(record, end, end) == ()
    with MemoryStore().reading() as record:
        assert consistency(record, 1, 1) is None
