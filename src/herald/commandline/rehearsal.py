"""The exercise day, filed: a mission begins, three parties join, every notice is sealed when it was told of, one is proved.

The clock is the exercise's own; the keys are drawn anew each time and forgotten with the process.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from herald.units import MINUTE, Instant, parse_instant

if TYPE_CHECKING:
    from herald.canonical import Json
    from herald.commandline.ticking import Round
    from herald.desk.founding import CellKeys
    from herald.desk.sequencer import Outcome, Sequencer
    from herald.notice.model import Notice
    from herald.record.acts import Act, Role
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
    from herald.commandline import bundling, records

    folder.mkdir(parents=True, exist_ok=True)
    record = folder / RECORD
    clear(record)
    with Rehearsal.begun(record, "Lapwing Cross", text) as mission:
        receipts = mission.file(notices)
        (folder / FACTS).write_bytes(bytes(mission.facts()))
    told, index = _told(receipts), receipts[PROVED]
    with records.moment(str(record)) as at:
        made, _ = bundling.bundled(at, index, REVEALED, None)
    bundle = folder / BUNDLE
    files.write_whole(bundle, made)
    return Rehearsed(told + _verified(folder, bundle), bundle)


def clear(path: Path) -> None:
    """Nothing is left there of an earlier run."""
    for ending in ("", "-wal", "-shm"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)


@dataclass(slots=True)
class Rehearsal:
    """The mission of the exercise, with everybody's keys in one hand, as only an exercise may have them."""

    store: SqliteStore
    sequencer: Sequencer
    cell: CellKeys
    clock: _Clock
    path: Path
    officers: dict[PartyId, SigningKey] = field(default_factory=dict)
    roots: dict[PartyId, SigningKey] = field(default_factory=dict)
    number: int = 1_000

    @classmethod
    @contextmanager
    def begun(cls, path: Path, name: str, text: Json) -> Iterator[Rehearsal]:
        """A mission that begins in this file, and is whole when this ends."""
        from herald.check.answer import Limits
        from herald.commandline import keys
        from herald.desk import founding
        from herald.desk.founding import CellKeys
        from herald.desk.sequencer import Sequencer
        from herald.formats import sealed
        from herald.ports import Signers
        from herald.store.sqlite.store import SqliteStore
        from herald.units import PartyId

        clock, store = _Clock(BEGINS), SqliteStore(path, new=True)
        try:
            origin = founding.origin(name, os.urandom(4), exercise=True)
            cell = CellKeys(keys.drawn(), keys.drawn(), keys.drawn(origin))
            sequencer = Sequencer(store, Signers(cell.log, cell.node), clock, os.urandom, sealed.read)
            begun = founding.found(sequencer, cell, PartyId(CELL), text, Limits(), clock(), os.urandom)
            _refuse_refusals(begun)
            yield cls(store, sequencer, cell, clock, path)
        finally:
            store.close()

    def facts(self) -> MissionFile:
        """What a party, or a judge, is given of it now."""
        from herald.desk import founding

        with self.store.reading() as record:
            self.sequencer.books.catch_up(record)
            return founding.mission_file(record, self.sequencer.books)

    def file(self, notices: Sequence[Notice]) -> dict[str, int]:
        """Each notice when it was told of, by an officer of its party; where it stands in the log, by id."""
        filed: dict[str, int] = {}
        for notice in sorted(notices, key=_told_at):
            self.clock.now = Instant(max(self.clock.now + MINUTE, _told_at(notice)))
            filed[notice.id] = self.filed(self.joined(notice.party), notice)
        return filed

    def filed(self, officer: SigningKey, notice: Notice) -> int:
        """The notice, filed by this officer of its party: where it stands."""
        from herald.record import drafting
        from herald.record.drafting import Author

        author = Author(officer, notice.party)
        line = drafting.notice(self.facts(), author, notice, self._next(), self.clock(), os.urandom).line()
        (outcome,) = self.sequencer.seal([line])
        return _index(outcome)

    def joined(self, party: PartyId) -> SigningKey:
        """The party's officer, admitted by its root, which the cell admits, if they are not there yet."""
        from herald.commandline import keys
        from herald.desk import founding
        from herald.record import drafting
        from herald.record.acts import Role

        if party not in self.officers:
            self.roots[party], facts, now = keys.drawn(), self.facts(), self.clock()
            rooted = drafting.key_act(self.roots[party], party, Role.ROOT, facts.origin, now, None, None)
            line = founding.by_the_cell(facts, self.cell.root, rooted, {}, self._next(), now, os.urandom)
            _refuse_refusals(self.sequencer.seal([line]))
            self.officers[party] = self._admitted(party, Role.PERSON, {"name": f"EXERCISE: officer of {party}"})
        return self.officers[party]

    def machine(self, party: PartyId) -> SigningKey:
        """The key of the party's own machine, admitted by its root."""
        from herald.record.acts import Role

        return self._admitted(party, Role.NODE, {})

    def _admitted(self, party: PartyId, role: Role, named: Mapping[str, Json]) -> SigningKey:
        from herald.commandline import keys
        from herald.record import drafting
        from herald.record.acts import Role

        new, person = keys.drawn(), os.urandom(16).hex() if role is Role.PERSON else None
        act = drafting.key_act(new, party, role, self.facts().origin, self.clock(), None, person)
        self.acts(self.roots[party], party, act, named)
        return new

    def acts(self, key: SigningKey, party: PartyId, act: Act, values: Mapping[str, Json]) -> None:
        """Whoever holds this key does this. What is overdue is sealed before, as by every command."""
        from herald.commandline import ticking
        from herald.record import drafting
        from herald.record.drafting import Author

        ticking.overdue(self.sequencer, self.store, self.clock)
        place, now = drafting.place(self.facts()), self.clock()
        line = drafting.draft(place, Author(key, party), act, values, self._next(), now, os.urandom).line()
        _refuse_refusals(self.sequencer.seal([line]))

    def policy(self, text: str) -> None:
        """The cell's root seals whose cosignatures count."""
        from hashlib import sha256

        from herald.record.telling import Policy

        self.acts(self.cell.root, self.facts().cell, Policy(sha256(text.encode()).digest()), {"text": text})

    def round(self, by: Round) -> None:
        """The cell's machine does what is due."""
        from herald.commandline import ticking

        ticking.round_of(self.store, self.sequencer, self.path, by)

    def leaf(self, index: int) -> bytes:
        """Which leaf stands there?"""
        with self.store.reading() as record:
            return record.sealed(index).leaf

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
