"""Since when is an entry witnessed? By the policy that counts now, and the earliest checkpoint that it is met by."""

from __future__ import annotations

import pytest

from herald.desk import founding, witnessed
from herald.record import missionfile
from herald.store.memory import MemoryStore
from herald.tlog import note, policy
from herald.tlog.policy import Trusted
from herald.units import MINUTE, SECOND
from tests.desk.missions import ASTER, NOON, Exercise, movement
from tests.desk.quorum import WITNESSES, cosign, under
from tests.desk.quorum import policy as text_of


def begun() -> Exercise:
    return Exercise(MemoryStore()).begun()


def since(e: Exercise, index: int) -> witnessed.Witnessed | None:
    with e.store.reading() as record:
        e.sequencer.books.catch_up(record)
        return witnessed.witnessed(record, e.sequencer.books, index)


def last(e: Exercise) -> int | None:
    with e.store.reading() as record:
        e.sequencer.books.catch_up(record)
        return witnessed.latest(record, e.sequencer.books)


def filed(e: Exercise, name: str) -> int:
    return e.filed(movement(name, ASTER)).receipt.sealed.index


def test_before_any_policy_was_sealed_nothing_is_witnessed_however_many_cosigned() -> None:
    e = begun()
    at = filed(e, "column")
    cosign(e, 1, 2, 3)
    assert since(e, at) is None
    assert last(e) is None
    assert e.sequencer.books.policy_text == f"log {e.keys.log.verifier}\nquorum none\n"
    assert e.sequencer.books.policy_index is None


def test_the_policy_that_counts_is_the_last_that_was_sealed() -> None:
    e = begun()
    first, second = text_of(e), text_of(e, "W3", "group most 2 W1 W2")
    under(e, first)
    since(e, 0)
    assert e.sequencer.books.policy_text == first
    index = under(e, second)
    since(e, 0)
    assert (e.sequencer.books.policy_text, e.sequencer.books.policy_index) == (second, index)
    assert e.another_sequencer().books.policy_index is None


def test_an_entry_is_witnessed_since_the_second_at_which_the_quorum_was_full() -> None:
    e = begun()
    under(e, text_of(e))
    at = filed(e, "column")
    size = cosign(e, 1, later_s=5)
    assert since(e, at) is None
    cosign(e, 2, later_s=9)
    cosign(e, 3, later_s=60)
    found = since(e, at)
    assert found is not None
    assert (found.size, found.at_us) == (size, NOON + 9 * SECOND)
    judged = policy.judge(note.read(found.checkpoint), e.sequencer.books.policy)
    assert isinstance(judged, Trusted)
    assert [each.key for each, _ in judged.cosigned] == [each.verifier for each in WITNESSES]


def test_the_earliest_checkpoint_that_covers_it_counts_and_none_before_it() -> None:
    e = begun()
    under(e, text_of(e))
    e.party(ASTER)
    before = cosign(e, 1, 2)
    at = filed(e, "column")
    assert before == at
    assert since(e, at) is None
    e.clock.move(MINUTE)
    size = cosign(e, 2, 3)
    filed(e, "later")
    e.clock.move(MINUTE)
    after = cosign(e, 1, 2, 3)
    found = since(e, at)
    assert found is not None
    assert (found.size, found.at_us) == (size, NOON + MINUTE + SECOND)
    assert last(e) == after


def test_one_witness_short_of_the_quorum_is_none() -> None:
    e = begun()
    under(e, text_of(e))
    at = filed(e, "column")
    cosign(e, 3)
    assert since(e, at) is None
    assert last(e) is None


def test_who_is_no_witness_any_more_no_longer_counts() -> None:
    e = begun()
    under(e, text_of(e))
    at = filed(e, "column")
    cosign(e, 1, 2)
    assert since(e, at) is not None
    under(e, text_of(e, "W3"))
    assert since(e, at) is None
    size = cosign(e, 1, 3)
    found = since(e, at)
    assert found is not None
    assert found.size == size
    assert len(note.read(found.checkpoint).signatures) == 3


def test_a_cosignature_that_was_altered_on_the_disk_vouches_for_nothing() -> None:
    e = begun()
    under(e, text_of(e))
    at = filed(e, "column")
    with e.store.writing() as record:
        head = record.head()
        assert head is not None
        other = note.sign("another\n", WITNESSES[0], NOON // SECOND)
        record.cosign(head.size, {"W1": f"{other}\n".encode()})
    cosign(e, 2, 3)
    assert since(e, at) is None


@pytest.mark.parametrize("sizes", [0, 1, 40])
def test_the_last_is_found_however_far_back_it_is(sizes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witnessed, "LOOKS_BACK", 2)
    e = begun()
    under(e, text_of(e))
    size = cosign(e, 1, 2)
    for number in range(sizes):
        filed(e, f"column-{number}")
        cosign(e, 3)
    assert last(e) == size


def test_a_mission_file_has_the_policy_that_counts_and_a_checkpoint_that_satisfies_it() -> None:
    e = begun()
    own = missionfile.policy_text(e.keys.log.verifier)
    assert e.file().policy == own
    text = text_of(e)
    under(e, text)
    assert e.file().policy == own
    assert missionfile.read(bytes(e.file())).seen.size == 4
    size = cosign(e, 1, 2)
    filed(e, "column")
    file = missionfile.read(bytes(e.file()))
    assert (file.policy, file.seen.size) == (text, size)
    with e.store.reading() as record:
        assert founding.mission_file(record, e.sequencer.books) == file


def test_a_policy_that_asks_for_no_quorum_is_in_the_file_at_once() -> None:
    e = begun()
    under(e, text := text_of(e, "none"))
    at = filed(e, "column")
    cosign(e, 1, 2, 3)
    assert (e.file().policy, e.file().seen.size) == (text, at + 1)
    assert since(e, at) is None
