"""The exercise day, filed: a mission begins, three parties join, every notice is sealed when it was told of, one is proved.

The clock is the exercise's own; the keys are drawn anew each time and forgotten with the process.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from herald.units import MINUTE, Instant, parse_instant

if TYPE_CHECKING:
    from herald.canonical import Json
    from herald.desk.founding import CellKeys
    from herald.desk.sequencer import Outcome, Sequencer
    from herald.notice.model import Notice
    from herald.record.missionfile import MissionFile
    from herald.store.sqlite.store import SqliteStore
    from herald.tlog.keys import SigningKey
    from herald.units import PartyId

BEGINS = parse_instant("2025-10-01T09:00:00Z")
CELL = "ostrel-cell"
PROVED = "aster-column"
REVEALED = ("id", "route", "times")
RECORD, FACTS, BUNDLE = "lapwing-cross.db", "lapwing-cross.mission", "aster-column.herald"


@dataclass(slots=True)
class _Clock:
    """What time is it in the exercise?"""

    now: Instant

    def __call__(self) -> Instant:
        return self.now


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What came of it: the words, and the files that can be tried by hand."""

    words: str
    bundle: Path


def rehearse(folder: Path, notices: Sequence[Notice], text: Json) -> Rehearsed:
    """File these notices in a mission of their own in this folder, and prove one of them to the stand-alone verifier."""
    from herald import files
    from herald.commandline import bundling, keys, records
    from herald.desk import founding
    from herald.desk.founding import CellKeys
    from herald.desk.sequencer import Sequencer
    from herald.formats import sealed
    from herald.ports import Signers
    from herald.store.sqlite.store import begun

    folder.mkdir(parents=True, exist_ok=True)
    record = folder / RECORD
    for old in (record, record.with_name(f"{RECORD}-wal"), record.with_name(f"{RECORD}-shm")):
        old.unlink(missing_ok=True)
    clock = _Clock(BEGINS)
    origin = founding.origin("Lapwing Cross", os.urandom(4), exercise=True)
    cell = CellKeys(keys.drawn(), keys.drawn(), keys.drawn(origin))

    def filed(store: SqliteStore) -> tuple[str, int]:
        sequencer = Sequencer(store, Signers(cell.log, cell.node), clock, os.urandom, sealed.read)
        mission = _Rehearsal(store, sequencer, cell, clock)
        mission.begin(text)
        receipts = mission.file(notices)
        (folder / FACTS).write_bytes(bytes(mission.facts()))
        return _told(receipts), receipts[PROVED]

    told, index = begun(record, filed)
    with records.moment(str(record)) as at:
        made, _ = bundling.bundled(at, index, REVEALED, None)
    bundle = folder / BUNDLE
    files.write_whole(bundle, made)
    return Rehearsed(told + _verified(folder, bundle), bundle)


@dataclass(slots=True)
class _Rehearsal:
    """The mission of the exercise, with everybody's keys in one hand, as only an exercise may have them."""

    store: SqliteStore
    sequencer: Sequencer
    cell: CellKeys
    clock: _Clock
    number: int = 0

    def begin(self, text: Json) -> None:
        from herald.check.answer import Limits
        from herald.desk import founding
        from herald.units import PartyId

        begun = founding.found(self.sequencer, self.cell, PartyId(CELL), text, Limits(), self.clock(), os.urandom)
        _refuse_refusals(begun)

    def facts(self) -> MissionFile:
        from herald.desk import founding

        with self.store.reading() as record:
            self.sequencer.books.catch_up(record)
            return founding.mission_file(record, self.sequencer.books)

    def file(self, notices: Sequence[Notice]) -> dict[str, int]:
        """Each notice when it was told of, by an officer of its party; where it stands in the log, by id."""
        from herald.record import drafting
        from herald.record.drafting import Author

        officers: dict[PartyId, SigningKey] = {}
        filed: dict[str, int] = {}
        for notice in sorted(notices, key=_told_at):
            self.clock.now = Instant(max(self.clock.now + MINUTE, _told_at(notice)))
            if notice.party not in officers:
                officers[notice.party] = self._joined(notice.party)
            author = Author(officers[notice.party], notice.party)
            line = drafting.notice(self.facts(), author, notice, self._next(), self.clock(), os.urandom).line()
            (outcome,) = self.sequencer.seal([line])
            filed[notice.id] = _index(outcome)
        return filed

    def _joined(self, party: PartyId) -> SigningKey:
        """The party's officer, admitted by its root, which the cell admits."""
        from herald.commandline import keys
        from herald.desk import founding
        from herald.record import drafting
        from herald.record.acts import Role
        from herald.record.drafting import Author

        root, officer, facts, now = keys.drawn(), keys.drawn(), self.facts(), self.clock()
        rooted = drafting.key_act(root, party, Role.ROOT, facts.origin, now, None, None)
        admitted = drafting.key_act(officer, party, Role.PERSON, facts.origin, now, None, os.urandom(16).hex())
        lines = [founding.by_the_cell(facts, self.cell.root, rooted, {}, self._next(), now, os.urandom)]
        at, named = drafting.place(facts), {"name": f"EXERCISE: officer of {party}"}
        signed = drafting.draft(at, Author(root, party), admitted, named, self._next(), now, os.urandom)
        _refuse_refusals(self.sequencer.seal([*lines, signed.line()]))
        return officer

    def _next(self) -> int:
        self.number += 1
        return int(self.clock()) + self.number


def _told_at(notice: Notice) -> Instant:
    """When was it told of? Where nobody stated it, on the evening before the day."""
    return notice.submitted_at or parse_instant("2026-03-09T18:00:00Z")


def _index(outcome: Outcome) -> int:
    _refuse_refusals([outcome])
    from herald.desk.sequencer import Sealing

    assert isinstance(outcome, Sealing)  # noqa: S101  refusals are refused above
    return outcome.receipt.sealed.index


def _refuse_refusals(outcomes: Sequence[Outcome]) -> None:
    from herald.desk.sequencer import Refusing
    from herald.ports import Broken

    for outcome in outcomes:
        if isinstance(outcome, Refusing):
            raise Broken(f"the exercise could not be filed: {outcome.refused.why}")


def _told(receipts: dict[str, int]) -> str:
    last = max(receipts.values())
    return (
        "\nSEALED\n"
        f"The same notices, each filed when it was told of: {len(receipts)} notices of three parties that signed them with keys\n"
        f"of their own, {last + 1} entries in all. Each was checked against everything before it, and {PROVED}, at\n"
        f"index {receipts[PROVED]}, against everything up to index {receipts[PROVED] - 1}.\n"
    )


def _verified(folder: Path, bundle: Path) -> str:
    """What does the verifier say, run by itself as a stranger would?"""
    from herald.commandline import bundling

    command = [str(bundling.verifier_path()), str(bundle), "--trust", str(folder / FACTS)]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-I", *command], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    return (
        f"\nOne of them as a stranger sees it, years later, without Herald: python verify.py {BUNDLE} --trust {FACTS}\n\n"
        f"{done.stdout}{done.stderr}"
    )
