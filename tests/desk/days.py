"""A day of a mission with witnesses, in a test: notices are filed, tried, seen by a quorum, delivered, answered, or met by silence.

What the cell does it does through the parts that do it: its sequencer, its ticking, its asking of witnesses. The witnesses are
the real decision, in this process, with a memory that can be copied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from random import Random

from herald.acknowledgement.ladders import Answer, Channel, Manner, Step, Tried
from herald.desk import ticking
from herald.desk import witnessing as asking
from herald.desk.books import Books
from herald.desk.delivering import Carried
from herald.desk.sequencer import Sealing
from herald.desk.witnessing import Gathered
from herald.formats import sealed
from herald.ports import Store
from herald.record.acts import Act
from herald.record.receipt import Receipt
from herald.record.telling import Channels
from herald.store.memory import MemoryStore
from herald.tlog import policy, witnessing
from herald.tlog.keys import Kind as Signs
from herald.tlog.keys import SigningKey, VerifierKey
from herald.tlog.policy import Witness
from herald.tlog.witnessing import Answered, Kept, Refuse
from herald.units import HOUR, MINUTE, SECOND, Instant, PartyId
from tests.desk.attacks import Afield
from tests.desk.missions import ASTER, BIRCH, NOON, Exercise, movement
from tests.desk.telling import RELIEF, TOLD, Told

ANSWERED, SILENT, LATE = NOTICES = ("answered", "silent", "late")
"""Of the three notices of a day one is answered in time, one never, one after its deadline."""
DUE = 6 * HOUR
NAMES = ("one", "two")


# -- Witnesses -----------------------------------------------------------------------------------------------------------------


@dataclass
class InProcess:
    """A witness that keeps what it cosigned, and what it refused."""

    name: str
    key: SigningKey
    log: VerifierKey
    kept: Kept | None = None
    refused: list[Refuse] = field(default_factory=list)

    def answer(self, body: bytes, now: Instant) -> Answered:
        request = witnessing.read(body)
        said = witnessing.decide(request, self.kept and self.kept.latest, {self.log.name: [self.log]})
        if isinstance(said, Refuse):
            self.refused.append(said)
            return said.answer
        time_s = witnessing.signing_time(now // SECOND, self.kept and self.kept.time_s)
        self.kept = Kept(said.latest, bytes(said.note), time_s)
        return Answered(200, witnessing.WORDS, witnessing.cosignatures(said.note.text, self.key, time_s))

    def copy(self) -> InProcess:
        return replace(self, refused=list(self.refused))


def witness(name: str, log: VerifierKey) -> InProcess:
    return InProcess(name, SigningKey(f"{name}.example", Signs.COSIGNATURE, sha256(name.encode()).digest()), log)


@dataclass
class Quorum:
    """The witnesses of a mission: a carrier of requests to them, at the time that it is told."""

    witnesses: tuple[InProcess, ...]
    now: Instant = NOON
    away: frozenset[str] = frozenset()

    def add_checkpoint(self, url: str, body: bytes) -> Answered:
        asked = next(each for each in self.witnesses if f"//{each.name}." in url)
        return Answered(503, witnessing.WORDS, b"away\n") if asked.name in self.away else asked.answer(body, self.now)

    def copy(self) -> Quorum:
        return replace(self, witnesses=tuple(each.copy() for each in self.witnesses))

    @property
    def refused(self) -> list[Refuse]:
        return [refused for each in self.witnesses for refused in each.refused]

    def policy(self, quorum: str = "all") -> str:
        """The policy that asks for all of them, or for as many as it says."""
        one = self.witnesses[0]
        named = [f"witness {each.name} {each.key.verifier} http://{each.name}.example/" for each in self.witnesses]
        group = f"group both {quorum} {' '.join(each.name for each in self.witnesses)}"
        return "".join(f"{line}\n" for line in (f"log {one.log}", *named, group, "quorum both"))

    def asked(self) -> tuple[Witness, ...]:
        return policy.read(self.policy().encode()).witnesses


def quorum(log: VerifierKey) -> Quorum:
    return Quorum(tuple(witness(name, log) for name in NAMES))


def round_of(store: Store, of: Quorum, at: Instant) -> Gathered:
    """The cell asks the witnesses for their word on its last checkpoint, and keeps it."""
    of.now = at
    with store.reading() as record:
        found = asking.gathered(record, of.asked(), of)
    with store.writing() as record:
        record.cosign(found.size, found.lines)
    return found


# -- A day ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Round:
    """The witnesses were asked for their word on the log of this size, at this instant, and gave these lines."""

    size: int
    at: Instant
    lines: Mapping[str, bytes]
    memory: Quorum


@dataclass
class Day:
    """A mission that was honest so far: its record, who filed, who is addressed; what its parties and witnesses hold of it."""

    told: Told
    quorum: Quorum
    filer: PartyId
    addressee: PartyId
    of: dict[str, int] = field(default_factory=dict)
    due: dict[int, Instant] = field(default_factory=dict)
    rounds: list[Round] = field(default_factory=list)
    receipts: dict[int, Receipt] = field(default_factory=dict)

    @property
    def mission(self) -> Exercise:
        return self.told.mission

    @property
    def store(self) -> Store:
        return self.mission.store

    def books(self) -> Books:
        books = Books(sealed.read)
        with self.store.reading() as record:
            books.catch_up(record)
        return books

    # -- What a day is made of ----------------------------------------------------------------------------------------------

    def round(self) -> Gathered:
        found = round_of(self.store, self.quorum, self.mission.clock())
        assert not found.apart, found.apart
        self.rounds.append(Round(found.size, self.mission.clock(), found.lines, self.quorum.copy()))
        return found

    def own(self, acts: Sequence[Act]) -> list[int]:
        """The cell's machine seals what it has to say."""
        outcomes = self.mission.sequencer.seal_own(acts)
        assert all(isinstance(each, Sealing) for each in outcomes), outcomes
        return [each.receipt.sealed.index for each in outcomes if isinstance(each, Sealing)]

    def seal(self, line: bytes) -> int:
        """A line that somebody hands in, who keeps the receipt."""
        (outcome,) = self.mission.seal(line)
        assert isinstance(outcome, Sealing), outcome
        index = outcome.receipt.sealed.index
        self.receipts[index] = outcome.receipt
        return index

    def file(self, name: str, lon: float, at: str = "2026-03-11T12:00:00Z") -> int:
        notice = movement(name, self.filer, lon=lon, at=at)
        self.of[name] = self.seal(self.mission.line(notice))
        return self.of[name]

    def tried(self, result: Callable[[PartyId, Channel], Tried]) -> list[int]:
        """Every addressee is tried on every channel that it named, and that is sealed."""
        with self.store.reading() as record:
            wanted = ticking.to_try(record, self.mission.clock())
        carried = {
            party: Carried({way: result(party, way) for ways in notices.values() for way in ways}, (), None)
            for party, notices in wanted.items()
        }
        return self.own(ticking.attempts(wanted, carried, self.mission.clock()))

    def delivered(self) -> list[int]:
        with self.store.reading() as record:
            acts = ticking.deliveries(record, self.books())
        self.due |= {act.of: each.at_us for act in acts for reached in act.to for each in reached.due}
        return self.own(acts)

    def silences(self) -> list[int]:
        with self.store.reading() as record:
            acts = ticking.silences(record, self.mission.clock())
        return self.own(acts)

    def consigned(self, of: int) -> int:
        """The addressee's own machine opened it, and the cell's says what follows."""
        index = self.seal(self.told.by_node(self.addressee, self.told.consignment(of)))
        self.delivered()
        return index

    def answer(self, of: int, answer: Answer) -> int:
        return self.seal(self.told.by_person(self.addressee, self.told.response(of, answer), {"reason": ""}))


def begun(
    filer: PartyId = ASTER,
    addressee: PartyId = BIRCH,
    channels: Iterable[Channel] = (Channel.DROP,),
    store: Store | None = None,
    quorum_of: str = "all",
) -> Day:
    """A mission with its parties and keys, its witnesses, and the channels that the addressee named. Nothing was filed yet."""
    mission = Afield(store or MemoryStore()).begun(TOLD)
    told = Told(mission)
    day = Day(told, quorum(mission.keys.log.verifier), filer, addressee)
    for party in (ASTER, BIRCH):
        mission.party(party)
    told.node(addressee)
    told.officer()
    told.seal(told.policy(day.quorum.policy(quorum_of)))
    ways = tuple(sorted(channels))
    addresses = {Channel.MIRROR.value: "http://127.0.0.1:9"} if Channel.MIRROR in ways else {}
    told.seal(told.by_person(addressee, Channels(ways), {"addresses": dict(addresses)}))
    day.round()
    mission.carried = mission.file()
    return day


def honest(random: Random) -> Day:
    """A whole day: three notices, one of which is answered in time, one never, one late. In between, whatever lots say."""
    sides = random.choice(((ASTER, BIRCH), (BIRCH, ASTER)))
    day = begun(*sides, random.choice(((Channel.DROP,), (Channel.DROP, Channel.MIRROR))))
    clock = day.mission.clock

    def later(most: int = 20) -> None:
        clock.move(random.randrange(1, most * 60) * SECOND)

    def maybe_round(chance: float = 0.4) -> None:
        if random.random() < chance:
            later(2)
            day.round()

    for place, name in enumerate(NOTICES):
        later()
        day.file(name, lon=-24.9 + place / 5)
        maybe_round()
    later()
    day.tried(lambda _party, _way: random.choice((Tried.LEFT, Tried.LEFT, Tried.FAILED)))
    later(2)
    day.round()
    later(2)
    day.delivered()
    maybe_round()
    acts: list[Callable[[], object]] = [
        lambda: day.answer(day.of[ANSWERED], random.choice((Answer.NO_OBJECTION, Answer.OBJECTION)))
    ]
    for of in day.of.values():
        acts += random.sample(_said(day, of), random.randrange(0, 4))
    for act in random.sample(acts, len(acts)):
        later()
        act()
        maybe_round()
    clock.now = Instant(max(clock.now, *day.due.values()) + random.randrange(1, 90) * MINUTE)
    day.round()
    later(2)
    day.silences()
    maybe_round()
    later()
    day.answer(day.of[LATE], Answer.NO_OBJECTION)
    later(2)
    day.round()
    return day


def _said(day: Day, of: int) -> list[Callable[[], object]]:
    """What may be said of a notice beside its answer."""
    told, to = day.told, day.addressee
    unit = {"unit": "EXERCISE: 2nd Platoon"}
    return [
        lambda: day.seal(told.by_person(to, told.receipt(of, to))),
        lambda: day.seal(told.by_officer(told.receipt(of, RELIEF, Manner.VOICE), {"account": "EXERCISE: by radio"})),
        lambda: day.seal(told.by_officer(told.receipt(of, to, Manner.VOICE), {"account": "EXERCISE: by radio"})),
        lambda: day.seal(told.by_person(to, told.spreading(of), unit)),
        lambda: day.seal(told.by_person(to, told.spreading(of, Step.CONFIRMED), unit)),
        lambda: day.answer(of, Answer.NOTED),
        lambda: day.consigned(of),
    ]
