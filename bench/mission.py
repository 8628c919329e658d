"""Whose notices are sealed? An invented mission of two parties, with the movements that they file in it.

Keys, salts and movements are drawn with a seed: each run files the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from herald.canonical import Json
from herald.check.answer import Limits
from herald.desk import founding
from herald.desk.founding import CellKeys
from herald.desk.sequencer import Outcome, Refusing, Sealing, Sequencer
from herald.formats import sealed
from herald.geometry.place import Path, Place
from herald.notice.model import ON_THE_GROUND, Action, Kind, Notice, Origin, Reference, Route, Window, Windows
from herald.ports import Clock, Signers, Store
from herald.record import drafting
from herald.record.acts import Role
from herald.record.drafting import Author
from herald.record.missionfile import MissionFile
from herald.store.memory import MemoryStore
from herald.tlog.keys import Kind as Signs
from herald.tlog.keys import SigningKey
from herald.units import DAY, MINUTE, NANODEGREES, Instant, NoticeId, PartyId, parse_instant

NOON = parse_instant("2026-03-09T12:00:00Z")
CELL, ASTER, BIRCH = map(PartyId, ("neutral-cell", "aster", "birch"))
AGREEMENT = """
id = "exercise-2026"
status = "held"
[[party]]
id = "aster"
[[party]]
id = "birch"
[[clause]]
id = "1"
text = "EXERCISE: keep apart"
regime = "notify"
separation_m = 1000
lead_time_h = 24
"""
SEED = 5
_SINGLE = int(NOON) + 2**40
"""The numbers of those that are filed one by one: those of a log written at once are its indices, from noon on."""
STEP_DEG = 0.02
MOST_LEGS = 3


@dataclass(slots=True)
class Mission:
    """A mission that has begun, and to which its parties have been admitted."""

    store: Store
    sequencer: Sequencer
    signers: Signers
    root: SigningKey
    file: MissionFile
    authors: tuple[Author, ...]
    draw: random.Random
    filed: int = 0

    def lines(self, notices: Iterator[Notice]) -> list[bytes]:
        """The lines by which these are filed."""
        return [self._line(notice) for notice in notices]

    def next(self) -> int:
        """A number that no key has used yet."""
        self.filed += 1
        return _SINGLE + self.filed

    def _line(self, notice: Notice) -> bytes:
        author = next(each for each in self.authors if each.party == notice.party)
        return drafting.notice(self.file, author, notice, self.next(), NOON, self.draw.randbytes).line()


def _stands() -> Instant:
    return NOON


def begun(
    store: Store,
    seed: int = SEED,
    agreed: str = AGREEMENT,
    parties: Sequence[PartyId] = (ASTER, BIRCH),
    clock: Clock = _stands,
) -> Mission:
    """A mission in this store, which is empty: under this agreement, to which these parties have been admitted."""
    draw = random.Random(seed)  # noqa: S311 - an invented mission
    origin = founding.origin("Lapwing Cross", draw.randbytes(4), exercise=True)
    keys = CellKeys(_key(draw), _key(draw), _key(draw, origin))
    signers = Signers(keys.log, keys.node)
    sequencer = Sequencer(store, signers, clock, draw.randbytes, sealed.read)
    text: Json = {"files": {}, "toml": agreed}
    all_sealed(founding.found(sequencer, keys, CELL, text, Limits(), NOON, draw.randbytes))
    authors = tuple(_admitted(store, sequencer, keys, party, draw) for party in parties)
    return Mission(store, sequencer, signers, keys.root, _file(store, sequencer), authors, draw)


def resumed(store: Store, seed: int = SEED) -> Mission:
    """The mission that was begun in this store: the same seed draws the same keys."""
    mission = begun(MemoryStore(), seed)
    sequencer = Sequencer(store, mission.signers, _stands, mission.draw.randbytes, sealed.read)
    return replace(mission, store=store, sequencer=sequencer)


def all_sealed(outcomes: tuple[Outcome, ...]) -> tuple[Sealing, ...]:
    """The receipts. Raises AssertionError where one was refused: then something else is measured than is said."""
    if refused := [outcome for outcome in outcomes if isinstance(outcome, Refusing)]:
        raise AssertionError(refused[0])
    return tuple(outcome for outcome in outcomes if isinstance(outcome, Sealing))


def _key(draw: random.Random, name: str | None = None) -> SigningKey:
    return SigningKey(name or draw.randbytes(16).hex(), Signs.NOTE, draw.randbytes(32))


def _file(store: Store, sequencer: Sequencer) -> MissionFile:
    with store.reading() as record:
        sequencer.books.catch_up(record)
        return founding.mission_file(record, sequencer.books)


def _admitted(store: Store, sequencer: Sequencer, keys: CellKeys, party: PartyId, draw: random.Random) -> Author:
    """The party's officer, whose key its root has admitted, which the cell has admitted."""
    mission, root, person, lots = _file(store, sequencer), _key(draw), _key(draw), draw.randbytes
    at = drafting.place(mission)
    act = partial(drafting.key_act, holder=party, origin=mission.origin, begins=NOON)
    roots = act(root, role=Role.ROOT, ends=None, person=None)
    persons = act(person, role=Role.PERSON, ends=Instant(NOON + 30 * DAY), person=lots(16).hex())
    named = {"name": f"Officer of {party}"}
    all_sealed(
        sequencer.seal(
            [
                founding.by_the_cell(mission, keys.root, roots, {}, int(draw.getrandbits(40)), NOON, lots),
                drafting.draft(at, Author(root, party), persons, named, 1, NOON, lots).line(),
            ]
        )
    )
    return Author(person, party)


# -- Movements -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Region:
    """Over how many degrees and days are movements spread?"""

    across_deg: float
    days: float


WEEK = Region(1.0, 7.0)
WIDE = Region(24.0, 365.0)
"""For a log of a million: in a week's region each would have a thousand neighbours."""


def movements(count: int, region: Region = WEEK, seed: int = SEED, name: str = "movement") -> Iterator[Notice]:
    """Short movements on the ground, of the two parties in turn: one to three legs of a few kilometres, ten minutes' slack."""
    draw = random.Random(seed)  # noqa: S311 - an invented mission
    return (_movement(f"{name}-{number}", (ASTER, BIRCH)[number % 2], region, draw) for number in range(count))


def _movement(name: str, party: PartyId, region: Region, draw: random.Random) -> Notice:
    lon, lat = draw.uniform(-25, -25 + region.across_deg), draw.uniform(-33, -33 + region.across_deg)
    return moving(name, party, (lon, lat), Instant(NOON + round(draw.uniform(1, 1 + region.days) * DAY)), draw)


def moving(name: str, party: PartyId, place_deg: tuple[float, float], leaves: Instant, draw: random.Random) -> Notice:
    """A movement of a few kilometres from this place (longitude, latitude), up to ten minutes after this instant."""
    (lon, lat), at = place_deg, int(leaves)
    places, windows = [], []
    for _ in range(draw.randint(2, MOST_LEGS + 1)):
        places.append(Place(round(lon * NANODEGREES), round(lat * NANODEGREES)))
        windows.append(Window(Instant(at), Instant(at + 10 * MINUTE)))
        lon, lat = lon + draw.uniform(-STEP_DEG, STEP_DEG), lat + draw.uniform(-STEP_DEG, STEP_DEG)
        at += draw.randint(5, 15) * MINUTE
    route = Route(tuple(places), Path.GEODESIC, Windows(tuple(windows)), (ON_THE_GROUND,) * len(places))
    return replace(_FORM, id=NoticeId(name), party=party, shape=route, kept={"title": f"EXERCISE: {name}"})


_FORM = Notice(
    id=NoticeId(""),
    party=ASTER,
    kind=Kind.GROUND_MOVEMENT,
    shape=None,
    action=Action.NEW,
    replaces=None,
    reference=Reference.AGL,
    buffer_mm=50_000,
    place_uncertainty_mm=0,
    submitted_at=None,
    observed=False,
    max_speed_um_s=None,
    kept={},
    origin=Origin("benchmark", 0),
)
