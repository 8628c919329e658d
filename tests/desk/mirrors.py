"""An addressee's own machine in a test: a file of its own, numbers that only grow, and the cell's clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from herald.acknowledgement.ladders import Channel
from herald.desk.delivering import Carried, Carrier, Goods, delivered
from herald.desk.mirror import Machine, Whose
from herald.desk.parcelling import parcel_for
from herald.ports import Record
from herald.record.parcel import Answer, Parcel
from herald.record.parcel import read as read_parcel
from herald.store.mirror import MirrorStore
from herald.tlog.keys import SigningKey
from herald.units import Instant, PartyId
from tests.desk.missions import CELL, Exercise
from tests.desk.telling import Told


@dataclass
class Addressee:
    """A party's machine, as a test sees it from both sides."""

    whose: Whose
    store: MirrorStore
    mission: Exercise
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.machine = Machine(
            self.store,
            self.whose,
            self.mission.next,
            self.mission.clock,
            self.mission.lots,
            self.told.append,
        )

    @property
    def origin(self) -> str:
        return self.whose.log.name

    def took(self, parcel: Parcel | bytes) -> Answer:
        return self.machine.took(bytes(parcel))

    @property
    def codes(self) -> list[str]:
        """Of what it accuses the log."""
        return [accusation.code for _, accusation in self.store.accusations()]


@contextmanager
def addressee(told: Told, party: PartyId, folder: Path, name: str = "mirror.db") -> Iterator[Addressee]:
    """The machine of this party, with a file that is new."""
    with machine(told.mission, told.node(party), party, folder, name) as made:
        yield made


@contextmanager
def machine(
    mission: Exercise, node: SigningKey, party: PartyId, folder: Path, name: str = "mirror.db"
) -> Iterator[Addressee]:
    whose = Whose(party, node, CELL, mission.keys.log.verifier, mission.exercise)
    store = MirrorStore(folder / name, whose.cosigner.verifier, new=not (folder / name).exists())
    try:
        yield Addressee(whose, store, mission)
    finally:
        store.close()


def parcel(mission: Exercise, party: PartyId, since: int = 0) -> Parcel:
    """What the cell would bring to this party now."""
    with mission.store.reading() as record:
        return parcel_of(mission, record, party, since)


def parcel_of(mission: Exercise, record: Record, party: PartyId, since: int = 0) -> Parcel:
    mission.sequencer.books.catch_up(record)
    return read_parcel(parcel_for(record, mission.sequencer.books, party, since, mission.keys.node).parcel)


@dataclass
class Straight:
    """A carrier that hands parcels to a machine at once, as HTTP does without the network."""

    to: Addressee
    brought: list[bytes] = field(default_factory=list)

    def waiting(self, to: PartyId, address: str | None) -> tuple[bytes, ...]:
        return (bytes(self.to.machine.stands()),)

    def settled(self, to: PartyId, address: str | None, count: int) -> None: ...

    def lies(self, to: PartyId, address: str | None, begin: int) -> int:
        return begin

    def deliver(self, goods: Goods) -> bytes | None:
        self.brought.append(goods.parcel)
        return bytes(self.to.took(goods.parcel))


def carried(mission: Exercise, party: PartyId, carriers: Mapping[Channel, Carrier]) -> Carried:
    """What comes of one try."""
    with mission.store.reading() as record:
        mission.sequencer.books.catch_up(record)
        return delivered(record, mission.sequencer.books, party, carriers, node=mission.keys.node)


def later(mission: Exercise, by_us: int) -> Instant:
    mission.clock.move(by_us)
    return mission.clock()
