"""An operator that lies about how a notice was told: it holds the keys of the log, of the cell's root, officer and machine.

What it does not hold are the keys of parties and of witnesses. So it may seal whatever the cell can sign, in any order and under
any clock of its own, and show each reader what it likes. Each attack says what it lies, so that the lie can be looked for in what
a reader gets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from herald.acknowledgement.ladders import Answer, Channel, Manner, Tried
from herald.agreement.model import Delivered as Measure
from herald.agreement.model import Regime
from herald.desk.chains import Chains
from herald.desk.founding import CellKeys
from herald.ports import Store
from herald.record import drafting, entry
from herald.record.acts import Act, Filing, Kind, Reason, Revocation, Role
from herald.record.drafting import Author
from herald.record.entry import Seen, Statement
from herald.record.keyring import Keyring
from herald.record.met import ANSWER, Met
from herald.record.opening import Opening, Openings
from herald.record.rows import Filed, Rows, rows
from herald.record.sealed import Checked, Envelope, Sealed
from herald.record.telling import Attempt, Delivery, Due, Lapse, Reached, ReceiptGiven, Response, Try
from herald.store.memory import MemoryStore
from herald.tlog import note, tiles, tree
from herald.tlog.checkpoint import Checkpoint
from herald.tlog.keys import Kind as Signs
from herald.tlog.keys import SigningKey
from herald.units import HOUR, MINUTE, SECOND, ClauseId, Instant, NoticeId, PartyId
from tests.desk.attacks import Item, _item
from tests.desk.days import ANSWERED, LATE, SILENT, Day, Quorum, quorum, round_of
from tests.desk.missions import CELL, NOON, Clock, Exercise, Lots, key, movement
from tests.desk.telling import RELIEF

# -- What was, and what is put in its place ------------------------------------------------------------------------------------


Lines = Callable[[str], Mapping[str, bytes]]
"""Signature lines under the text of a checkpoint, by the names of witnesses."""


@dataclass(frozen=True)
class Signed:
    """The log signs its state here."""


@dataclass(frozen=True)
class Asked:
    """The witnesses are asked here, but for those that are away; or such lines are put there, whoever wrote them."""

    at: Instant
    lines: Lines | None = None
    away: frozenset[str] = frozenset()


Event = Item | Signed | Asked
Claims = Mapping[str, Mapping[str, object]]
"""What verify.py says of each claim, by the claim's name."""
Events = list[Event]


def events(day: Day) -> Events:
    """The day as it was, so that it can be done again."""
    with day.store.reading() as record:
        items = [_item(sealed, openings) for sealed, openings in record.all_sealed()]
        sizes = {size for size, _ in record.checkpoints()}
    found: Events = []
    for size, item in enumerate(items, 1):
        found += [item, *([Signed()] if size in sizes else [])]
        found += [Asked(each.at) for each in day.rounds if each.size == size]
    return found


@dataclass
class Lie:
    """What was done instead, and what is to be believed of the notice at `of` by whoever gets a bundle of it.

    `told` says whether a claim, as verify.py gives it, says what is not so. `quorum` are the witnesses whom the operator asks;
    None: fresh ones, which see this history and no other. `under` are lines that the operator puts under every checkpoint of
    the bundle, and `borrowed` is another notice whose answers it shows as those to this one.
    """

    events: Events
    of: int
    told: Callable[[Claims], bool]
    quorum: Quorum | None = None
    under: Lines | None = None
    borrowed: int | None = None


Attacking = Callable[[Day, Random], Lie]


def played(day: Day, lie: Lie) -> tuple[Store, Quorum]:
    """The record that the operator has then, and the witnesses as they are then."""
    asked = lie.quorum or quorum(day.mission.keys.log.verifier)
    return _Replaying(day.mission.keys, MemoryStore(), asked).played(lie.events), asked


class _Replaying:
    """Entries, signed states and rounds, one after another, in a record that fits itself."""

    def __init__(self, keys: CellKeys, store: Store, asked: Quorum) -> None:
        self._keys, self._store, self._asked = keys, store, asked
        self._edge, self._ring, self._waiting = tree.Edge(), Keyring(), list[Item]()

    def played(self, of: Iterable[Event]) -> Store:
        for event in of:
            match event:
                case Item():
                    self._waiting.append(event)
                case Signed():
                    self._sign()
                case Asked(at=at, lines=None, away=away):
                    self._sign()
                    self._asked.away = away
                    round_of(self._store, self._asked, at)
                case Asked(lines=lines):
                    self._sign()
                    text = str(Checkpoint(self._keys.log.name, self._edge.size, self._edge.root))
                    with self._store.writing() as record:
                        record.cosign(self._edge.size, {} if lines is None else lines(text))
        self._sign()
        return self._store

    def _sign(self) -> None:
        if not self._waiting:
            return
        with self._store.writing() as record:
            chains, leaves = Chains(record, self._ring), []
            for index, item in enumerate(self._waiting, self._edge.size):
                sealed = self._sealed(index, item, chains)
                statement, envelope = sealed.entry().statement, sealed.routing()
                chains.after(index, statement, envelope, sealed.leaf)
                record.append(sealed, item.openings, _rows(statement, envelope, sealed.leaf, item.openings))
                leaves.append(tree.leaf_hash(sealed.leaf))
            grown, new = tree.append(self._edge, leaves)
            text = str(Checkpoint(self._keys.log.name, grown.size, grown.root))
            signed = bytes(note.Note(text, (note.sign(text, self._keys.log),)))
            record.grow(self._edge.size, grown.size, tiles.additions(new), signed)
            self._edge, self._ring = grown, chains.ring
        self._waiting.clear()

    def _sealed(self, index: int, item: Item, chains: Chains) -> Sealed:
        """With the machine's own signature made anew, as if it had seen the log as it is now."""
        statement, data = item.statement, item.note
        if statement.key == self._keys.node.name:
            seen = Seen(self._edge.size, self._edge.root)
            data = entry.sign(replace(statement, seen=seen), self._keys.node).data
        about = chains.ring.after(index, statement).about(statement)
        answer = item.openings.get(ANSWER)
        envelope = Envelope(
            index=index,
            received=item.received,
            keys=chains.ends(statement.party),
            link=None if about is None else chains.about(about),
            to=tuple(chains.to(party) for party in item.to),
            checked=None if answer is None else Checked(index, answer.commitment(ANSWER)),
        )
        return Sealed(index, data, bytes(envelope), item.salt)


def _rows(statement: Statement, envelope: Envelope, leaf: bytes, openings: Openings) -> Rows:
    """What follows from it, but for where a notice could be: `rebuild` makes that."""
    follows = rows(statement, envelope, leaf, openings=openings)
    if not isinstance(statement.act, Filing):
        return follows
    notice_id = NoticeId(str(openings["id"].value))
    return replace(follows, filed=Filed(notice_id, follows.index, statement.party, statement.act.action, None))


# -- Forging -------------------------------------------------------------------------------------------------------------------


@dataclass
class Forge:
    """The operator at work behind a day's events. `now` is what time it is; what the cell says of the time is another thing."""

    day: Day
    random: Random
    events: Events
    now: Instant = NOON

    def __post_init__(self) -> None:
        self.now = max(
            *(each.received for each in self.events if isinstance(each, Item)),
            *(each.at for each in self.events if isinstance(each, Asked)),
        )

    @property
    def to(self) -> PartyId:
        return self.day.addressee

    @property
    def claimed(self) -> Instant:
        """The earliest that the cell can say of what comes next: its clock never runs backwards along the log."""
        return max(each.received for each in self.events if isinstance(each, Item))

    def back_to(self, now: Instant) -> None:
        """It is done at this instant, which no entry is behind: the witnesses were not asked after it."""
        self.now = now
        self.events = [each for each in self.events if not isinstance(each, Asked) or each.at <= now]

    def later(self, least: int = SECOND, most: int = 20 * MINUTE) -> Instant:
        self.now = Instant(self.now + self.random.randrange(least, max(most, least + 1)))
        return self.now

    def ask(self, away: frozenset[str] = frozenset(), lines: Lines | None = None) -> None:
        """The witnesses are asked, some seconds from now."""
        self.now = Instant(self.now + self.random.randrange(1, 60) * SECOND)
        self.events.append(Asked(self.now, lines, away))

    def add(self, item: Item) -> int:
        self.events += [item, Signed()]
        return sum(isinstance(each, Item) for each in self.events) - 1

    def own(self, act: Act, received: Instant | None = None, *, to: Sequence[PartyId] = ()) -> int:
        """The cell's machine says something, and says that it came then."""
        return self.add(self.signed(Author(self.day.mission.keys.node, CELL, machine=True), act, received, to=to))

    def signed(
        self,
        author: Author,
        act: Act,
        received: Instant | None = None,
        values: Mapping[str, str] | None = None,
        *,
        to: Sequence[PartyId] = (),
    ) -> Item:
        """Somebody's entry about a notice: addressed to the one who filed it, and to whom it says."""
        mission, received = self.day.mission, received or self.now
        at = drafting.place(mission.file())
        made = drafting.draft(at, author, act, values or {}, mission.next(), received, mission.lots)
        addressed = tuple(each for each in (*self._parties(), RELIEF) if each in {self.day.filer, *to} - {author.party})
        return Item(made.entry.data, made.openings, received, addressed, mission.lots(32))

    def _parties(self) -> tuple[PartyId, ...]:
        return tuple(sorted((self.day.filer, self.day.addressee)))  # the agreement's order

    # -- What the cell's machine may say ------------------------------------------------------------------------------------

    def try_(
        self, of: int, *parties: PartyId, channels: Iterable[Channel] | None = None, at: Instant | None = None
    ) -> int:
        """It says to have tried these, on all channels that the addressee named or on these."""
        ways = {self.to: self.ways if channels is None else tuple(channels), RELIEF: (Channel.DROP,)}
        tries = tuple(Try(at or self.now, way, Tried.LEFT, party) for party in parties for way in ways[party])
        return self.own(Attempt(of, tries), at)

    @property
    def ways(self) -> tuple[Channel, ...]:
        """On which channels does the addressee want to be reached?"""
        items = (each for each in self.events if isinstance(each, Item))
        return next(each.statement.act.channels for each in items if each.statement.kind is Kind.CHANNELS)  # type: ignore[union-attr]

    def deliver(
        self, of: int, at: Instant | None = None, received: Instant | None = None, due: int = 6 * HOUR
    ) -> Instant:
        """It says that the notice is available to the addressee since then. Returns by when an answer is due."""
        at = at or self.now
        until = Due(Instant(at + due), ClauseId("2"), Regime.NOTIFY_OBJECT)
        reached = (Reached((until,), self.to),)
        size = sum(isinstance(each, Item) for each in self.events)
        self.own(Delivery(at, Measure.AVAILABLE, True, of, size, reached), received, to=(self.to,))
        return until.at_us

    def lapse(self, of: int, due: Instant, received: Instant | None = None) -> int:
        return self.own(Lapse(ClauseId("2"), due, of, (self.to,)), received, to=(self.to,))

    def leaf(self, of: int) -> bytes:
        with self.day.store.reading() as record:
            return record.sealed(of).leaf

    def receipt(self, of: int, manner: Manner = Manner.SIGNED) -> ReceiptGiven:
        return ReceiptGiven(self.now, "en", self.leaf(of), manner, of, self.to)


def before(day: Day, *kinds: Kind) -> Events:
    """The day up to the first entry of such a kind."""
    found: Events = []
    for event in events(day):
        if isinstance(event, Item) and event.statement.kind in kinds:
            break
        found.append(event)
    return found


def forge(day: Day, random: Random, *kinds: Kind) -> Forge:
    return Forge(day, random, before(day, *kinds))


# -- What a claim says that is not so ------------------------------------------------------------------------------------------


def given(of: Claims) -> bool:
    return of["never-given"]["verdict"] == "refuted" or in_time(of)


def in_time(of: Claims) -> bool:
    return of["told-before"]["verdict"] == "proved"


def had(of: Claims) -> bool:
    return of["never-seen"]["verdict"] == "refuted" or given(of)


def silent(of: Claims) -> bool:
    return of["never-answered"]["verdict"] == "proved" or of["we-answered"]["verdict"] == "refuted"


def answered(of: Claims) -> bool:
    return of["we-answered"]["verdict"] == "proved" or of["never-answered"]["verdict"] == "refuted"


# -- Back-dating ---------------------------------------------------------------------------------------------------------------


def seal_late(day: Day, random: Random) -> Lie:
    """A notice is sealed after its movement began, and the cell's clock says that it was days before. Its filer may be in it."""
    at = forge(day, random, Kind.NOTICE)
    claimed = at.later()
    at.now = Instant(claimed + random.randrange(49, 90) * HOUR)
    filed = movement("under-an-early-clock", day.filer, at="2026-03-11T12:00:00Z")
    author, mission = day.mission.party(day.filer).author, day.mission
    says = claimed if random.random() < 0.5 else at.now
    made = drafting.notice(mission.file(), author, filed, mission.next(), says, mission.lots)
    answer = Opening(mission.lots(32), Met().json())
    to = tuple(each for each in (*sorted((day.filer, day.addressee)), RELIEF) if each != day.filer)
    of = at.add(Item(made.entry.data, {**made.openings, ANSWER: answer}, claimed, to, mission.lots(32)))
    at.try_(of, at.to, at=Instant(claimed + MINUTE))
    at.ask()
    at.deliver(of, at=random.choice((Instant(claimed + 2 * MINUTE), at.now)), received=Instant(claimed + 2 * MINUTE))
    at.ask()
    return Lie(at.events, of, in_time)


def back_date_a_delivery(day: Day, random: Random) -> Lie:
    """It is said to have been available before the last of the quorum had seen that it was tried."""
    of = day.of[SILENT]
    at = forge(day, random, Kind.DELIVERY)
    seen = max(each.at for each in at.events if isinstance(each, Asked))
    at.later()
    at.deliver(of, at=Instant(seen - random.choice((1, SECOND, random.randrange(1, 3 * HOUR)))))
    at.ask()
    return Lie(at.events, of, given)


def back_date_a_try(day: Day, random: Random) -> Lie:
    """It is tried after the movement began, and the cell says that it was before."""
    of = day.of[SILENT]
    at = forge(day, random, Kind.ATTEMPT)
    claimed = at.later()
    at.now = Instant(claimed + random.randrange(49, 90) * HOUR)
    at.try_(of, at.to, at=claimed)
    at.ask()
    at.deliver(of, at=random.choice((claimed, at.now)), received=random.choice((claimed, at.now)))
    at.ask()
    return Lie(at.events, of, in_time)


# -- Deliveries that were none -------------------------------------------------------------------------------------------------


def deliver_untried(day: Day, random: Random) -> Lie:
    """It is said to be available, and was not tried, or not on every channel that was named, or only to somebody else."""
    of = day.of[SILENT]
    at = forge(day, random, Kind.ATTEMPT)
    at.later()
    how = random.randrange(3)
    if how == 1:
        at.try_(of, RELIEF)
    elif how == 2:
        at.try_(day.of[ANSWERED], at.to)
    if len(at.ways) > 1 and random.random() < 0.5:
        at.try_(of, at.to, channels=[random.choice(at.ways)])
    at.ask()
    at.later()
    at.deliver(of)
    at.ask()
    return Lie(at.events, of, given)


def deliver_unseen(day: Day, random: Random) -> Lie:
    """It is said to be available, and no quorum has seen that it was tried: one of the witnesses was not asked, or none."""
    of = day.of[SILENT]
    away = frozenset(random.choice((["one"], ["two"], ["one", "two"])))
    at = forge(day, random, Kind.ATTEMPT)
    at.later()
    at.try_(of, at.to)
    at.ask(away)
    at.later()
    at.deliver(of)
    at.ask(away)
    return Lie(at.events, of, given)


def consign_by_a_stranger(day: Day, random: Random) -> Lie:
    """The addressee's machine is said to have opened it, and another key signed that."""
    of, told = day.of[SILENT], day.told
    at = forge(day, random, Kind.CONSIGNMENT, Kind.LAPSE)
    at.later()
    own = told.node(at.to)
    stranger = key(day.mission.lots)
    author = random.choice(
        (
            Author(day.mission.keys.node, at.to, machine=True),
            Author(day.mission.keys.node, CELL, machine=True),
            Author(told.officer(), at.to, machine=True),
            Author(stranger, at.to, machine=True),
            Author(SigningKey(own.name, Signs.NOTE, day.mission.lots(32)), at.to, machine=True),
            Author(day.mission.parties[day.filer].person, at.to, machine=True),
        )
    )
    act = told.consignment(of)
    at.add(at.signed(author, act))
    at.ask()
    return Lie(at.events, of, lambda claims: _rests_on_other(claims, at, ("never-given", "told-before")))


def receipt_by_the_cell(day: Day, random: Random) -> Lie:
    """The cell's officer signs a receipt in the addressee's name, or as if what it recorded had been signed."""
    of, told = day.of[SILENT], day.told
    at = forge(day, random, Kind.LAPSE)
    at.later()
    officer = told.officer()
    author = random.choice(
        (
            Author(officer, at.to),
            Author(officer, CELL),
            Author(SigningKey(day.mission.parties[at.to].person.name, Signs.NOTE, day.mission.lots(32)), at.to),
            Author(day.mission.parties[day.filer].person, at.to),
            Author(day.mission.parties[day.filer].person, day.filer),
        )
    )
    at.add(at.signed(author, at.receipt(of)))
    at.ask()
    return Lie(at.events, of, lambda claims: _rests_on_other(claims, at, ("never-given", "never-seen", "told-before")))


def voice_as_signed(day: Day, random: Random) -> Lie:
    """What the addressee said to the cell's officer is shown as what a person of it signed."""
    of, told = day.of[SILENT], day.told
    at = forge(day, random, Kind.LAPSE)
    at.later()
    spoken = at.signed(
        Author(told.officer(), CELL), at.receipt(of, Manner.VOICE), values={"account": "EXERCISE: by radio"}
    )
    statement = spoken.statement
    shown = replace(statement, act=at.receipt(of), fields={}, party=random.choice((CELL, at.to)))
    signature = spoken.note.rpartition(b"\n\n")[2]
    at.add(replace(spoken, note=shown.text().encode() + b"\n" + signature, openings={}))
    at.ask()
    return Lie(at.events, of, lambda claims: _rests_on_other(claims, at, ("never-given", "never-seen", "told-before")))


def _rests_on_other(of: Claims, at: Forge, claims: Iterable[str]) -> bool:
    """Does a claim rest on the last entry, which was forged?"""
    last = sum(isinstance(each, Item) for each in at.events) - 1
    return any(of[claim]["entry"] == last and of[claim]["verdict"] != "not provable" for claim in claims)


# -- Silence that was none -----------------------------------------------------------------------------------------------------


def lapse_early(day: Day, random: Random) -> Lie:
    """Silence is sealed before its deadline: openly, or under a clock that is ahead."""
    of = day.of[SILENT]
    at = forge(day, random, Kind.LAPSE)
    due = day.due[of]
    at.back_to(Instant(random.randrange(at.claimed, max(at.claimed + 1, due - 6 * MINUTE))))
    received = random.choice((at.now, Instant(due + 1)))
    at.lapse(of, due, received)
    at.events.append(Asked(Instant(min(at.now + random.randrange(1, 30) * SECOND, due - 5 * MINUTE - SECOND))))
    return Lie(at.events, of, silent)


def lapse_under_another_deadline(day: Day, random: Random) -> Lie:
    """Silence is sealed at another deadline than the delivery had set: nothing had come by then, and nothing was due."""
    of = day.of[SILENT]
    at = forge(day, random, Kind.LAPSE)
    due = day.due[of]
    at.back_to(Instant(random.randrange(at.claimed, max(at.claimed + 1, due - MINUTE))))
    at.lapse(of, Instant(at.now - random.randrange(0, HOUR)))
    at.ask()
    return Lie(at.events, of, silent)


# -- Of another place ----------------------------------------------------------------------------------------------------------


def try_of_another_mission(day: Day, random: Random) -> Lie:
    """The try that it rests on was sealed in another mission, by the same machine."""
    of = day.of[SILENT]
    at = forge(day, random, Kind.ATTEMPT)
    at.later()
    elsewhere = Exercise(MemoryStore(), Lots(f"elsewhere {random.random()}"), Clock(at.now)).begun()
    tries = tuple(Try(at.now, way, Tried.LEFT, at.to) for way in at.ways)
    author = Author(random.choice((day.mission.keys.node, elsewhere.keys.node)), CELL, machine=True)
    place = drafting.place(elsewhere.file())
    made = drafting.draft(place, author, Attempt(of, tries), {}, day.mission.next(), at.now, day.mission.lots)
    at.add(Item(made.entry.data, {}, at.now, (day.filer,), day.mission.lots(32)))
    at.ask()
    at.later()
    at.deliver(of)
    at.ask()
    return Lie(at.events, of, given)


def cosignatures_of_before(day: Day, random: Random) -> Lie:
    """What the witnesses signed under an earlier state of the log is put under a later one."""
    of = day.of[SILENT]
    at = forge(day, random, Kind.ATTEMPT)
    earlier = random.choice([each for each in day.rounds if each.size < sum(isinstance(x, Item) for x in at.events)])
    return _cosigned_otherwise(at, of, lambda _text: earlier.lines)


def cosignatures_of_nobody(day: Day, random: Random) -> Lie:
    """The quorum is said to have signed: by keys of the same names, by bytes that nobody signed, by one of them for both."""
    at = forge(day, random, Kind.ATTEMPT)
    one, two = day.quorum.witnesses
    others = [replace(each, key=replace(each.key, seed=day.mission.lots(32))) for each in (one, two)]
    time_s = int(at.now // SECOND) + 60

    def by_others(text: str) -> Mapping[str, bytes]:
        return {each.name: f"{note.sign(text, each.key, time_s)}\n".encode() for each in others}

    def by_nobody(text: str) -> Mapping[str, bytes]:
        found = {}
        for each in (one, two):
            line = note.sign(text, each.key, time_s)
            found[each.name] = f"{replace(line, data=line.data[:-3] + bytes(3))}\n".encode()
        return found

    def by_one(text: str) -> Mapping[str, bytes]:
        line = f"{note.sign(text, one.key, time_s)}\n".encode()
        return {one.name: line, two.name: line}

    def dated(text: str) -> Mapping[str, bytes]:
        """With another time than was signed."""
        found = {}
        for each in (one, two):
            line = note.sign(text, each.key, time_s)
            found[each.name] = f"{replace(line, data=(time_s - 7_200).to_bytes(8) + line.data[8:])}\n".encode()
        return found

    return _cosigned_otherwise(at, day.of[SILENT], random.choice((by_others, by_nobody, by_one, dated)))


def _cosigned_otherwise(at: Forge, of: int, lines: Lines) -> Lie:
    at.later()
    at.try_(of, at.to)
    at.ask(lines=lines)
    at.later()
    at.deliver(of)
    at.ask(lines=lines)
    return Lie(at.events, of, given, under=lines)


def answer_to_another(day: Day, random: Random) -> Lie:
    """An answer to another notice is shown as the answer to this one."""
    of, other = random.choice(((SILENT, ANSWERED), (LATE, ANSWERED), (SILENT, LATE)))
    return Lie(events(day), day.of[of], answered, borrowed=day.of[other])


# -- Another past --------------------------------------------------------------------------------------------------------------


def _answer_at(day: Day) -> int:
    """At which index does the answer stand that came in time?"""
    with day.store.reading() as record:
        of = day.of[ANSWERED]
        for index in record.of_kind(Kind.RESPONSE):
            act = record.sealed(index).entry().statement.act
            if isinstance(act, Response) and act.of == of and act.answer is not Answer.NOTED:
                return index
    raise AssertionError


def _until(day: Day, end: int) -> Events:
    """The day before this index, with what the witnesses signed then."""
    found: Events = []
    rounds = {(each.size, each.at): each.lines for each in day.rounds}
    size = 0
    for event in events(day):
        if isinstance(event, Item):
            if size == end:
                break
            size += 1
        elif isinstance(event, Asked):
            lines = rounds[size, event.at]
            event = Asked(event.at, lambda _text, lines=lines: lines)  # noqa: PLW2901
        found.append(event)
    return found


def drop_an_answer(day: Day, random: Random) -> Lie:
    """An answer that came in time, and was receipted, is left out, and silence is sealed at the deadline."""
    of, index = day.of[ANSWERED], _answer_at(day)
    seen = [each for each in day.rounds if each.size > index]
    memory = random.choice([*seen, [each for each in day.rounds if each.size <= index][-1]]).memory
    at = Forge(day, random, _until(day, index))
    _silenced(at, of)
    return Lie(at.events, of, silent, memory.copy())


def _silenced(at: Forge, of: int) -> None:
    """The silence of the addressee is sealed at its deadline, and the witnesses are asked."""
    at.now = max(at.now, Instant(at.day.due[of] + at.random.randrange(1, 60) * SECOND))
    at.lapse(of, at.day.due[of])
    at.ask()


def roll_back(day: Day, random: Random) -> Lie:
    """An earlier state of the log is shown as the last, in which the answer is not there yet."""
    of, index = day.of[ANSWERED], _answer_at(day)
    ends = [each.size for each in day.rounds if day.of[LATE] < each.size <= index]
    at = Forge(day, random, _until(day, random.choice(ends)))
    return Lie(at.events, of, silent, day.quorum.copy())


def restore_and_go_on(day: Day, random: Random) -> Lie:
    """A copy of the record, older than the answer, goes on: it grows as long as the record was, or less, or more."""
    of, index = day.of[ANSWERED], _answer_at(day)
    ends = [each.size for each in day.rounds if day.of[LATE] < each.size <= index]
    at = Forge(day, random, _until(day, random.choice(ends)))
    last = day.rounds[-1].size
    for _ in range(random.choice((0, random.randrange(last), last - len(at.events)))):
        at.later(most=MINUTE)
        at.try_(of, RELIEF)
    if not any(isinstance(each, Item) and each.statement.kind is Kind.DELIVERY for each in at.events):
        at.deliver(of)
    _silenced(at, of)
    return Lie(at.events, of, silent, day.quorum.copy())


def split_the_view(day: Day, random: Random) -> Lie:
    """One witness is shown the log with the answer, the other a log with silence in its place; a bundle comes from either."""
    of, index = day.of[ANSWERED], _answer_at(day)
    first = [each for each in day.rounds if each.size <= index][-1]
    to_one, to_two = random.choice((("one", "two"), ("two", "one")))
    with_it = Forge(day, random, [*_until(day, index + 1)])
    with_it.now = Instant(day.due[of] + SECOND)
    with_it.ask(frozenset({to_two}))
    parted = first.memory.copy()
    played(day, Lie(with_it.events, of, silent, parted))
    at = Forge(day, random, _until(day, index))
    at.now = max(at.now, Instant(day.due[of] + random.randrange(1, 60) * SECOND))
    at.lapse(of, day.due[of])
    at.ask(frozenset({to_one}) if random.random() < 0.5 else frozenset())
    return Lie(at.events, of, silent, parted)


# -- What only the cell's word says ---------------------------------------------------------------------------------------------


def deliver_with_less_time(day: Day, random: Random) -> Lie:
    """The delivery says that an answer is due sooner than the clause does, and silence is sealed then."""
    of = day.of[SILENT]
    at = forge(day, random, Kind.DELIVERY)
    at.later()
    due = at.deliver(of, due=random.randrange(5, 300) * MINUTE)
    at.ask()
    at.now = Instant(due + random.randrange(1, 60) * SECOND)
    at.lapse(of, due)
    at.ask()
    return Lie(at.events, of, silent)


def try_that_never_was(day: Day, random: Random) -> Lie:
    """The cell says to have tried, and did not."""
    of = day.of[SILENT]
    at = forge(day, random, Kind.ATTEMPT)
    at.later()
    at.try_(of, at.to)
    at.ask()
    at.later()
    at.deliver(of)
    at.ask()
    return Lie(at.events, of, given)


def answer_never_sealed(day: Day, random: Random) -> Lie:
    """An answer came in time, and the cell never sealed it: there is no receipt. It is handed in again after the deadline."""
    of = day.of[SILENT]
    at = forge(day, random, Kind.LAPSE)
    at.now = Instant(max(at.now, day.due[of] + SECOND))
    at.lapse(of, day.due[of])
    at.ask()
    at.later()
    author = day.mission.parties[at.to].author
    at.add(at.signed(author, day.told.response(of), values={"reason": ""}))
    at.ask()
    return Lie(at.events, of, silent)


def root_in_a_partys_name(day: Day, random: Random) -> Lie:
    """The cell revokes the addressee's root, admits one that it made itself, and signs with it for the addressee."""
    of, mission = day.of[SILENT], day.mission
    at = forge(day, random, Kind.CONSIGNMENT, Kind.LAPSE)
    root, node = key(mission.lots), key(mission.lots)
    by = Author(mission.keys.root, CELL)

    def about_keys(author: Author, act: Act) -> None:
        at.later()
        at.add(replace(at.signed(author, act), to=()))

    about_keys(by, Revocation(mission.parties[at.to].root.name, Reason.LOST))
    origin = mission.file().origin
    about_keys(by, drafting.key_act(root, at.to, Role.ROOT, origin, at.now, None, None))
    about_keys(Author(root, at.to), drafting.key_act(node, at.to, Role.NODE, origin, at.now, None, None))
    at.later()
    at.add(at.signed(Author(node, at.to, machine=True), day.told.consignment(of)))
    at.ask()
    return Lie(at.events, of, given)


ATTACKS: tuple[Attacking, ...] = (
    seal_late,
    back_date_a_delivery,
    back_date_a_try,
    deliver_untried,
    deliver_unseen,
    consign_by_a_stranger,
    receipt_by_the_cell,
    voice_as_signed,
    lapse_early,
    lapse_under_another_deadline,
    try_of_another_mission,
    cosignatures_of_before,
    cosignatures_of_nobody,
    answer_to_another,
    drop_an_answer,
    roll_back,
    restore_and_go_on,
    split_the_view,
)
