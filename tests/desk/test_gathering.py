"""Do those who file at once wait for one commit together, and does each get its own answer?"""

from __future__ import annotations

import gc
import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock

import pytest

from herald.desk.gathering import MOST, Closed, Gatherer
from herald.desk.sequencer import Outcome, Refusing, Sealing
from herald.ports import Broken, Busy
from herald.record import drafting
from herald.record.acts import Reason, Revocation
from herald.record.drafting import Author
from herald.record.entry import Entry
from herald.record.keyring import Refused
from herald.store.sqlite.store import SqliteStore
from tests.desk.missions import ASTER, BIRCH, Exercise, movement

PATIENCE_S = 60


class Held:
    """A sequencer whose commits end when they are let go; it answers each line with the line itself."""

    def __init__(self) -> None:
        self.batches: list[tuple[bytes, ...]] = []
        self.begun, self.go = Event(), Event()
        self.faults: dict[bytes, BaseException] = {}

    def seal(self, lines: Sequence[bytes]) -> tuple[Outcome, ...]:
        self.batches.append(tuple(lines))
        self.begun.set()
        assert self.go.wait(PATIENCE_S)
        for line in lines:
            if line in self.faults:
                raise self.faults[line]
        return tuple(Refusing(Refused("told", line.decode())) for line in lines)


def told(outcome: object) -> bytes:
    assert isinstance(outcome, Refusing)
    return outcome.refused.why.encode()


class Crowd:
    """Threads that file one line each; `waiting` is how many the gatherer holds."""

    def __init__(self, gatherer: Gatherer) -> None:
        self.gatherer = gatherer
        self.outcomes: dict[bytes, Outcome | BaseException] = {}
        self.threads: list[threading.Thread] = []
        self.lock = Lock()

    def file(self, *lines: bytes) -> None:
        """Begin to file them, and return once all wait."""
        for line in lines:
            before = len(self.gatherer._waiting)
            thread = threading.Thread(target=self._submit, args=(line,))
            self.threads.append(thread)
            thread.start()
            while thread.is_alive() and len(self.gatherer._waiting) == before:
                thread.join(0.001)

    def _submit(self, line: bytes) -> None:
        outcome: Outcome | BaseException
        try:
            outcome = self.gatherer.submit(line)
        except Exception as error:  # noqa: BLE001  it is what is looked at
            outcome = error
        with self.lock:
            self.outcomes[line] = outcome

    def gone(self) -> None:
        for thread in self.threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()


def first_held(held: Held, gatherer: Gatherer) -> Crowd:
    """A crowd whose first line is being committed."""
    crowd = Crowd(gatherer)
    thread = threading.Thread(target=crowd._submit, args=(b"first",))
    crowd.threads.append(thread)
    thread.start()
    assert held.begun.wait(PATIENCE_S)
    return crowd


def test_an_idle_desk_seals_a_line_at_once_and_by_itself() -> None:
    held = Held()
    held.go.set()
    with Gatherer(held) as gatherer:
        assert [told(gatherer.submit(line)) for line in (b"a", b"b")] == [b"a", b"b"]
    assert held.batches == [(b"a",), (b"b",)]


def test_what_comes_during_a_commit_is_sealed_together_by_the_next_in_the_order_in_which_it_came() -> None:
    held = Held()
    with Gatherer(held) as gatherer:
        crowd = first_held(held, gatherer)
        lines = [f"line {number}".encode() for number in range(20)]
        crowd.file(*lines)
        held.go.set()
        crowd.gone()
    assert held.batches == [(b"first",), tuple(lines)]
    assert all(isinstance(crowd.outcomes[line], Refusing) for line in lines)
    assert {line: told(crowd.outcomes[line]) for line in lines} == {line: line for line in lines}


def test_no_more_than_the_most_are_sealed_together() -> None:
    held = Held()
    with Gatherer(held) as gatherer:
        crowd = first_held(held, gatherer)
        crowd.file(*(f"line {number}".encode() for number in range(MOST + 3)))
        held.go.set()
        crowd.gone()
    assert [len(batch) for batch in held.batches] == [1, MOST, 3]


def test_a_line_that_fails_takes_no_other_down() -> None:
    held = Held()
    held.faults[b"bad"] = RuntimeError("this line")
    with Gatherer(held) as gatherer:
        crowd = first_held(held, gatherer)
        crowd.file(b"good", b"bad", b"fine")
        held.go.set()
        crowd.gone()
        assert told(gatherer.submit(b"later")) == b"later"
    assert held.batches[1:] == [(b"good", b"bad", b"fine"), (b"good",), (b"bad",), (b"fine",), (b"later",)]
    assert repr(crowd.outcomes[b"bad"]) == "RuntimeError('this line')"
    assert [told(crowd.outcomes[line]) for line in (b"good", b"fine")] == [b"good", b"fine"]


def test_after_a_broken_store_nobody_gets_a_receipt() -> None:
    held = Held()
    held.faults[b"first"] = Broken("the disk")
    with Gatherer(held) as gatherer:
        crowd = first_held(held, gatherer)
        crowd.file(b"waits", b"waits too")
        held.go.set()
        crowd.gone()
        with pytest.raises(Broken, match="the disk"):
            gatherer.submit(b"comes later")
    assert held.batches == [(b"first",)]
    assert {repr(outcome) for outcome in crowd.outcomes.values()} == {"Broken('the disk')"}
    assert len(set(map(id, crowd.outcomes.values()))) == 3


def test_a_store_that_breaks_while_lines_are_tried_one_by_one_keeps_what_was_told() -> None:
    held = Held()
    held.faults |= {b"bad": RuntimeError("this line"), b"worse": Broken("the disk")}
    with Gatherer(held) as gatherer:
        crowd = first_held(held, gatherer)
        crowd.file(b"good", b"bad", b"worse", b"last")
        held.go.set()
        crowd.gone()
    assert told(crowd.outcomes[b"good"]) == b"good"
    assert [type(crowd.outcomes[line]) for line in (b"bad", b"worse", b"last")] == [RuntimeError, Broken, Broken]


def test_a_desk_that_closes_seals_what_waits_and_takes_no_more_and_leaves_no_thread() -> None:
    held, before = Held(), threading.active_count()
    gatherer = Gatherer(held)
    crowd = first_held(held, gatherer)
    crowd.file(b"waits")
    closing = threading.Thread(target=gatherer.close)
    closing.start()
    held.go.set()
    closing.join(PATIENCE_S)
    crowd.gone()
    assert told(crowd.outcomes[b"waits"]) == b"waits"
    with pytest.raises(Closed):
        gatherer.submit(b"too late")
    gatherer.close()
    assert threading.active_count() == before


def test_circles_are_looked_for_as_before_once_the_desk_is_closed() -> None:
    before = gc.get_threshold()
    held = Held()
    held.go.set()
    with Gatherer(held) as gatherer:
        gatherer.submit(b"a")
        assert gc.get_threshold() != before
    assert gc.get_threshold() == before


def test_many_who_file_in_one_mission_each_get_the_receipt_of_their_own_entry(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "mission.db", new=True)
    exercise = Exercise(store).begun()
    lines = {
        f"{party} {number}": exercise.line(movement(f"{party} {number}", party, lat=-31 - number / 10))
        for number in range(20)
        for party in (ASTER, BIRCH)
    }
    with Gatherer(exercise.sequencer) as gatherer, ThreadPoolExecutor(8) as filers:
        outcomes = dict(zip(lines, filers.map(gatherer.submit, lines.values()), strict=True))
    indices = set()
    with store.reading() as record:
        for name, outcome in outcomes.items():
            assert isinstance(outcome, Sealing)
            assert not outcome.again
            filed = record.filed_at(outcome.receipt.sealed.index)
            assert filed is not None
            assert filed.id == name
            indices.add(filed.index)
    assert len(indices) == len(lines)
    store.close()


def test_a_line_filed_twice_at_once_is_sealed_once(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "mission.db", new=True)
    exercise = Exercise(store).begun()
    line = exercise.line(movement("aster-column", ASTER))
    with Gatherer(exercise.sequencer) as gatherer, ThreadPoolExecutor(8) as filers:
        outcomes = list(filers.map(gatherer.submit, [line] * 8))
    assert sorted(outcome.again for outcome in outcomes if isinstance(outcome, Sealing)) == [False] + [True] * 7
    assert len({outcome.receipt.sealed.index for outcome in outcomes if isinstance(outcome, Sealing)}) == 1
    store.close()


def test_a_signature_is_verified_once_and_never_left_unverified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = Exercise(SqliteStore(tmp_path / "mission.db", new=True)).begun()
    line, asked = exercise.line(movement("aster-column", ASTER)), []
    really = Entry.signed_by
    monkeypatch.setattr(Entry, "signed_by", lambda entry, public: asked.append(public) or really(entry, public))
    stranger = exercise.another_sequencer()
    unverified = stranger.read(line)  # it has not opened its books, and knows no key
    assert asked == []
    (outcome,) = stranger.seal_handed([unverified])
    assert isinstance(outcome, Sealing)
    assert len(asked) == 1
    (outcome,) = stranger.seal([exercise.line(movement("aster-second", ASTER))])
    assert isinstance(outcome, Sealing)
    assert len(asked) == 2


def test_a_line_that_was_read_before_its_key_was_revoked_is_refused(tmp_path: Path) -> None:
    exercise = Exercise(SqliteStore(tmp_path / "mission.db", new=True)).begun()
    line, party = exercise.line(movement("aster-column", ASTER)), exercise.party(ASTER)
    handed = exercise.sequencer.read(line)
    revocation = Revocation(party.person.name, Reason.STOLEN)
    at, author = drafting.place(exercise.file()), Author(party.root, ASTER)
    exercise.seal(drafting.draft(at, author, revocation, {}, exercise.next(), exercise.clock(), exercise.lots).line())
    (outcome,) = exercise.sequencer.seal_handed([handed])
    assert isinstance(outcome, Refusing)
    assert outcome.refused.code == "key-revoked"


def test_what_another_key_signed_is_refused_whoever_read_it(tmp_path: Path) -> None:
    exercise = Exercise(SqliteStore(tmp_path / "mission.db", new=True)).begun()
    party = exercise.party(ASTER)
    forged = replace(party.person, seed=exercise.lots(32))
    line = drafting.notice(
        exercise.file(), Author(forged, ASTER), movement("a", ASTER), exercise.next(), exercise.clock(), exercise.lots
    ).line()
    with Gatherer(exercise.sequencer) as gatherer:
        outcome = gatherer.submit(line)
    assert isinstance(outcome, Refusing)
    assert outcome.refused.code == "signature"


def test_a_desk_that_another_process_keeps_waiting_says_so_and_files_again_afterwards(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "mission.db", new=True)
    exercise = Exercise(store).begun()
    line = exercise.line(movement("aster-column", ASTER))
    store._writer.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(tmp_path / "mission.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Gatherer(exercise.sequencer) as gatherer:
        with pytest.raises(Busy, match="another process writes"):
            gatherer.submit(line)
        other.execute("ROLLBACK")
        assert isinstance(gatherer.submit(line), Sealing)
    other.close()
