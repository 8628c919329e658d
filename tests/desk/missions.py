"""A mission in a test: two parties and a cell, keys that are the same in every run, a clock that is told what time it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from herald.canonical import Json
from herald.check.answer import Limits
from herald.desk import founding
from herald.desk.founding import CellKeys
from herald.desk.sequencer import Outcome, Refusing, Sealing, Sequencer
from herald.formats import notices as files
from herald.formats import sealed
from herald.notice.model import Action, Notice
from herald.ports import Signers, Store
from herald.record import drafting
from herald.record.acts import Act, KeyStatement, Role
from herald.record.drafting import Author, Joining
from herald.record.missionfile import MissionFile
from herald.store.memory import MemoryStore
from herald.store.sqlite.store import SqliteStore
from herald.tlog.keys import Kind, SigningKey
from herald.units import DAY, SECOND, Instant, NoticeId, PartyId, parse_instant

NOON = parse_instant("2026-03-09T12:00:00Z")
CELL = PartyId("neutral-cell")
ASTER, BIRCH = PartyId("aster"), PartyId("birch")
AGREEMENT = """
id = "exercise-2026"
status = "held"
[[party]]
id = "aster"
[[party]]
id = "birch"
[[party]]
id = "cedar-relief"
[[clause]]
id = "1"
text = "EXERCISE: keep apart"
regime = "notify"
separation_m = 1000
lead_time_h = 24
"""
TEXT: Json = {"files": {}, "toml": AGREEMENT}


@dataclass
class Lots:
    """Bytes that are the same in every run, and never the same twice."""

    begun: str = "lots"
    drawn: int = 0

    def __call__(self, count: int) -> bytes:
        self.drawn += 1
        parts = (sha256(f"{self.begun} {self.drawn} {part}".encode()).digest() for part in range(count // 32 + 1))
        return b"".join(parts)[:count]


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: Instant = NOON

    def __call__(self) -> Instant:
        return self.now

    def move(self, by_us: int) -> None:
        self.now = Instant(self.now + by_us)


def key(lots: Lots, name: str | None = None) -> SigningKey:
    return SigningKey(name or lots(16).hex(), Kind.NOTE, lots(32))


@dataclass
class Party:
    """A party on its own machine: a root, and one person's key."""

    id: PartyId
    root: SigningKey
    person: SigningKey
    number: int = 0

    @property
    def author(self) -> Author:
        return Author(self.person, self.id)


@dataclass
class Exercise:
    """A mission, its cell and its parties. `store` may be any."""

    store: Store
    lots: Lots = field(default_factory=Lots)
    clock: Clock = field(default_factory=Clock)
    exercise: bool = True

    def __post_init__(self) -> None:
        name = founding.origin("Lapwing Cross", self.lots(4), exercise=self.exercise)
        self.keys = CellKeys(key(self.lots), key(self.lots), key(self.lots, name))
        self.sequencer = self.another_sequencer()
        self.number = 100
        self.parties: dict[PartyId, Party] = {}

    def another_sequencer(self, store: Store | None = None) -> Sequencer:
        signers = Signers(self.keys.log, self.keys.node)
        return Sequencer(store or self.store, signers, self.clock, self.lots, sealed.read)

    def begun(self, text: Json = TEXT, limits: Limits | None = None) -> Exercise:
        limits = limits or Limits()
        outcomes = founding.found(self.sequencer, self.keys, CELL, text, limits, self.clock(), self.lots)
        assert all(isinstance(one, Sealing) for one in outcomes), outcomes
        return self

    def file(self) -> MissionFile:
        with self.store.reading() as record:
            self.sequencer.books.catch_up(record)
            return founding.mission_file(record, self.sequencer.books)

    def next(self) -> int:
        self.number += 1
        return int(self.clock()) + self.number

    def party(self, name: PartyId) -> Party:
        """The party, which joins if it is not there yet."""
        if name not in self.parties:
            self.parties[name] = Party(name, key(self.lots), key(self.lots))
            for outcome in self.join(self.parties[name]):
                assert isinstance(outcome, Sealing), outcome
        return self.parties[name]

    def join(self, party: Party) -> tuple[Outcome, ...]:
        joining = self.joining(party)
        assert joining.root is not None
        return self.seal(self.by_the_cell(joining.root), *joining.lines)

    def by_the_cell(self, act: Act, values: dict[str, Json] | None = None) -> bytes:
        """The line by which the cell's root does this."""
        root, now = self.keys.root, self.clock()
        return founding.by_the_cell(self.file(), root, act, values or {}, self.next(), now, self.lots)

    def joining(self, party: Party) -> Joining:
        mission = self.file()
        root = drafting.key_act(party.root, party.id, Role.ROOT, mission.origin, self.clock(), None, None)
        return Joining(root, (self.admitting(party, party.person),))

    def admitting(self, party: Party, person: SigningKey, number: str | None = None) -> bytes:
        """The line by which a party's root admits a person's key, for a month."""
        mission, now = self.file(), self.clock()
        act: KeyStatement = drafting.key_act(
            person, party.id, Role.PERSON, mission.origin, now, Instant(now + 30 * DAY), number or self.lots(16).hex()
        )
        at, author = drafting.place(mission), Author(party.root, party.id)
        return drafting.draft(at, author, act, {"name": f"Officer of {party.id}"}, self.next(), now, self.lots).line()

    def line(self, notice: Notice) -> bytes:
        """The line by which its party files this notice."""
        party = self.party(notice.party)
        return drafting.notice(self.file(), party.author, notice, self.next(), self.clock(), self.lots).line()

    def seal(self, *lines: bytes) -> tuple[Outcome, ...]:
        return self.sequencer.seal(lines)

    def submit(self, *notices: Notice) -> tuple[Outcome, ...]:
        return self.seal(*[self.line(notice) for notice in notices])

    def filed(self, notice: Notice) -> Sealing:
        (outcome,) = self.submit(notice)
        assert isinstance(outcome, Sealing), outcome
        return outcome

    def refused(self, line: bytes) -> str:
        (outcome,) = self.seal(line)
        assert isinstance(outcome, Refusing), outcome
        return outcome.refused.code


def movement(
    name: str,
    party: PartyId,
    lon: float = -24.915,
    lat: float = -31.928,
    at: str = "2026-03-10T10:00:00Z",
    km: float = 5,
) -> Notice:
    """A column along a parallel, through a place at an instant."""
    half = km / 2 / 94.5
    start = parse_instant(at)
    windows = [[start - 600 * SECOND, start - 300 * SECOND], [start + 300 * SECOND, start + 600 * SECOND]]
    from herald.units import format_instant

    feature = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "LineString", "coordinates": [[lon - half, lat], [lon + half, lat]]},
                "properties": {
                    "id": name,
                    "party": party,
                    "kind": "ground-movement",
                    "windows": [[format_instant(Instant(end)) for end in window] for window in windows],
                    "buffer_m": 50,
                    "title": f"EXERCISE: {name}",
                },
            }
        ],
    }
    import json

    return files.read([("exercise.geojson", json.dumps(feature).encode())])[0]


def cancel(name: str, of: Notice) -> Notice:
    return replace(of, id=NoticeId(name), action=Action.CANCEL, replaces=of.id, shape=None)


def instead(of: Notice, by: Notice) -> Notice:
    return replace(by, action=Action.REPLACE, replaces=of.id)


Stores = Callable[[], Store]


def stores(folder: Path) -> Sequence[Store]:
    return (MemoryStore(), SqliteStore(folder / "mission.db", new=True))
