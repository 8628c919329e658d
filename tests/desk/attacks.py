"""An operator that does otherwise than it had signed: it holds the log's key, and signs whatever makes its new history fit itself.

What it does not hold are the keys of persons, but for those of a party that is with it; so it can leave out, turn round, re-date
and re-address what parties signed, and not make it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from random import Random

from herald.desk.chains import Chains
from herald.desk.founding import CellKeys
from herald.desk.sequencer import Refusing, Sealing
from herald.ports import Store
from herald.record import drafting, entry
from herald.record.acts import Filing, Kind
from herald.record.entry import Seen, Statement
from herald.record.keyring import Keyring
from herald.record.met import ANSWER, Met
from herald.record.missionfile import MissionFile
from herald.record.opening import Opening, Openings
from herald.record.receipt import Receipt
from herald.record.rows import Filed, Rows, rows
from herald.record.sealed import Checked, Envelope, Sealed
from herald.store.memory import MemoryStore
from herald.tlog import checkpoint, note, tiles, tree
from herald.tlog.checkpoint import Checkpoint
from herald.tlog.note import Note
from herald.units import SECOND, Instant, NoticeId, PartyId
from tests.desk.missions import ASTER, BIRCH, Exercise, cancel, instead, movement


@dataclass
class Afield(Exercise):
    """A mission whose parties are far from the cell: they sign with the mission file that they joined with, so that what they
    sign fits any history that begins as the mission did.
    """

    carried: MissionFile | None = None

    def file(self) -> MissionFile:
        return self.carried or super().file()


@dataclass(frozen=True)
class Item:
    """One entry as the operator may put it anywhere. `rows` stands for it in the tables where it may not say its own."""

    note: bytes
    openings: Openings
    received: Instant
    to: tuple[PartyId, ...]
    salt: bytes
    again: bool = False

    @property
    def statement(self) -> Statement:
        return _statement(self.note)


@lru_cache(1_000)
def _statement(data: bytes) -> Statement:
    return entry.read(data).statement


@dataclass
class Honest:
    """A mission that was honest so far, and what its parties kept of it."""

    exercise: Exercise
    items: list[Item]
    sizes: list[int]
    receipts: list[Receipt] = field(default_factory=list)
    checkpoints: list[Note] = field(default_factory=list)

    @property
    def keys(self) -> CellKeys:
        return self.exercise.keys

    def kept(self) -> list[tuple[Receipt | Note, int]]:
        """What parties keep, each with the size of the log that it is about."""
        receipts = [(receipt, size(receipt.proof.checkpoint)) for receipt in self.receipts]
        return [*receipts, *((signed, size(signed)) for signed in self.checkpoints)]

    def attackable(self) -> list[int]:
        """Which entries are notices?"""
        return [index for index, item in enumerate(self.items) if item.statement.kind is Kind.NOTICE]


def size(signed: Note) -> int:
    return checkpoint.read(signed.text).size


def honest(store: Store, random: Random, moves: int = 12) -> Honest:
    """A mission of some filings, cancels, replacements and refusals, in an order and at instants drawn by lot."""
    exercise = Afield(store).begun()
    for name in (ASTER, BIRCH):
        exercise.party(name)
    exercise.carried = exercise.file()
    receipts: list[Receipt] = []
    filed = []
    for number in range(moves):
        exercise.clock.move(random.randrange(1, 600) * SECOND)
        party = random.choice((ASTER, BIRCH))
        lines = [
            movement(f"{party}-{number}-{k}", party, km=random.choice((3, 5))) for k in range(random.choice((1, 1, 2)))
        ]
        own = [one for one in filed if one.party == party]
        if own and random.random() < 0.4:
            of = own[0]
            filed.remove(of)
            lines = [cancel(f"{of.id}-off", of) if random.random() < 0.5 else instead(of, lines[0])]
        if own and random.random() < 0.3:
            lines.append(own[0])  # filed twice: sealed as a refusal
        for outcome in exercise.submit(*lines):
            receipt = outcome.receipt if isinstance(outcome, Sealing) else outcome.refusal
            assert receipt is not None
            receipts.append(receipt)
            if isinstance(outcome, Refusing):
                assert outcome.refused.code in {"id-filed", "succeeded-already"}, outcome
        filed += [line for line in lines if line.replaces is None and line not in filed]
    with store.reading() as record:
        items = [_item(sealed, openings) for sealed, openings in record.all_sealed()]
        signed = [note.read(data) for _, data in record.checkpoints()]
    return Honest(exercise, items, [size(each) for each in signed], receipts, signed)


def _item(sealed: Sealed, openings: Openings) -> Item:
    routing = sealed.routing()
    return Item(sealed.note, openings, routing.received, tuple(link.party for link in routing.to), sealed.salt)


# -- Making a history fit itself -----------------------------------------------------------------------------------------------


Bend = Callable[[Envelope], Envelope]


def resealed(
    items: Sequence[Item], sizes: Sequence[int], keys: CellKeys, bent: Mapping[int, Bend] | None = None
) -> MemoryStore:
    """A record of these entries, all of whose places, chains, leaves, tiles and checkpoints fit one another.

    What the cell's machine signed is signed anew, as if it had seen the log as it is now. `bent` says at which indices an
    envelope says something else than it should.
    """
    store = MemoryStore()
    with store.writing() as record:
        chains, edge, waiting = Chains(record, Keyring()), tree.Edge(), []
        for index, item in enumerate(items):
            if item.statement.kind is Kind.REFUSAL:
                seen = Seen(edge.size, edge.root)
                item = replace(item, note=entry.sign(replace(item.statement, seen=seen), keys.node).data)  # noqa: PLW2901
            sealed, follows = _sealed(index, item, chains, (bent or {}).get(index, lambda envelope: envelope))
            record.append(sealed, item.openings, follows)
            waiting.append(tree.leaf_hash(sealed.leaf))
            if index + 1 in sizes or index + 1 == len(items):
                grown, new = tree.append(edge, waiting)
                text = str(Checkpoint(keys.log.name, grown.size, grown.root))
                signed = bytes(note.Note(text, (note.sign(text, keys.log),)))
                record.grow(edge.size, grown.size, tiles.additions(new), signed)
                edge, waiting = grown, []
    return store


def _sealed(index: int, item: Item, chains: Chains, bend: Bend) -> tuple[Sealed, Rows]:
    statement = item.statement
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
    envelope = bend(envelope)
    sealed = Sealed(index, item.note, bytes(envelope), item.salt)
    chains.after(index, statement, envelope, sealed.leaf)
    follows = rows(statement, envelope, sealed.leaf)
    if item.again:  # the tables cannot hold its number twice
        return sealed, replace(follows, seq=follows.seq + 10**9)
    return sealed, _with_notice(follows, statement, item.openings)


def _with_notice(follows: Rows, statement: Statement, openings: Openings) -> Rows:
    if not isinstance(statement.act, Filing):
        return follows
    replaces = openings["replaces"].value
    of = None if replaces is None else NoticeId(str(replaces))
    filed = Filed(NoticeId(str(openings["id"].value)), follows.index, follows.party, statement.act.action, of)
    return replace(follows, filed=filed, gone=of)


# -- Attacks -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attack:
    """A history that was put in the place of another, and the first index at which the two differ."""

    items: list[Item]
    sizes: list[int]
    first: int


Attacking = Callable[[Honest, Random], Attack]


def back_date(was: Honest, random: Random) -> Attack:
    """An entry is said to have come earlier than it did."""
    index = random.choice([at for at in was.attackable() if was.items[at - 1].received < was.items[at].received])
    earliest, latest = was.items[index - 1].received, was.items[index].received
    return _changed(was, index, replace(was.items[index], received=Instant(random.randrange(earliest, latest))))


def drop(was: Honest, random: Random) -> Attack:
    """An entry is left out, as if it had never been filed."""
    index = random.choice(_leaves_none_behind(was))
    items = [*was.items[:index], *was.items[index + 1 :]]
    return Attack(items, was.sizes, index)


def rewrite(was: Honest, random: Random) -> Attack:
    """With a party that helps: another notice of that party, of the same id, stands where one stood."""
    index = random.choice([at for at in was.attackable() if was.items[at].openings["route"].value is not None])
    old = was.items[index]
    party = was.exercise.parties[old.statement.party]
    filed = movement(str(old.openings["id"].value), party.id, lat=random.uniform(-31.99, -31.91))
    replaces = old.openings["replaces"].value
    if replaces is not None:
        filed = instead(replace(filed, id=NoticeId(str(replaces))), filed)
    made = drafting.notice(
        was.exercise.file(), party.author, filed, old.statement.seq, old.statement.filed, was.exercise.lots
    )
    openings = {**made.openings, ANSWER: old.openings[ANSWER]}
    return _changed(was, index, replace(old, note=made.entry.data, openings=openings))


def roll_back(was: Honest, random: Random) -> Attack:
    """The log is cut, and goes on with other entries."""
    begins = [at for at in was.sizes if at >= was.attackable()[0] and at < len(was.items)]
    first = random.choice(begins)
    others = [_other(was, random) for _ in range(random.choice((0, 1, 3)))]
    return Attack([*was.items[:first], *others], was.sizes, first)


def _other(was: Honest, random: Random) -> Item:
    """A notice that a party filed at the same time, and that never stood in the log."""
    name, exercise = f"other-{random.randrange(10**6)}", was.exercise
    filed = movement(name, random.choice((ASTER, BIRCH)), at="2026-03-11T10:00:00Z")
    author = exercise.parties[filed.party].author
    made = drafting.notice(exercise.file(), author, filed, exercise.next(), exercise.clock(), exercise.lots)
    answer = Opening(exercise.lots(32), Met().json())
    to = tuple(other for other in (ASTER, BIRCH) if other != filed.party)
    return Item(made.entry.data, {**made.openings, ANSWER: answer}, was.items[-1].received, to, exercise.lots(32))


def replay(was: Honest, random: Random) -> Attack:
    """An entry stands at another index once more."""
    of, index = sorted(random.sample(was.attackable(), 2))
    again = replace(was.items[of], received=was.items[index].received, again=True, salt=was.exercise.lots(32))
    return Attack([*was.items[:index], again, *was.items[index:]], was.sizes, index)


def swap(was: Honest, random: Random) -> Attack:
    """Two entries change places, each with the instant of the other."""
    pairs = [at for at in was.attackable() if at + 1 in was.attackable() and _strangers(was, at)]
    index = random.choice(pairs)
    one, other = was.items[index : index + 2]
    turned = [replace(other, received=one.received), replace(one, received=other.received)]
    return Attack([*was.items[:index], *turned, *was.items[index + 2 :]], was.sizes, index)


def withhold(was: Honest, random: Random) -> Attack:
    """An addressee is told of an entry less than there were, and its numbers are dense all the same."""
    index = random.choice([at for at in was.attackable() if was.items[at].to])
    to = list(was.items[index].to)
    to.remove(random.choice(to))
    return _changed(was, index, replace(was.items[index], to=tuple(to)))


def answer_otherwise(was: Honest, random: Random) -> Attack:
    """What the check of a notice found is said to have been something else."""
    index = random.choice(was.attackable())
    old = was.items[index].openings
    said = Met((NoticeId(f"never-{random.randrange(100)}"),)).json()
    if was.items[index].openings[ANSWER].value != Met().json() and random.random() < 0.5:
        said = Met().json()
    opening = Opening(was.exercise.lots(32), said)
    return _changed(was, index, replace(was.items[index], openings={**old, ANSWER: opening}))


def _changed(was: Honest, index: int, item: Item) -> Attack:
    return Attack([*was.items[:index], item, *was.items[index + 1 :]], was.sizes, index)


def _leaves_none_behind(was: Honest) -> list[int]:
    """Entries of which no later one speaks."""
    spoken = {str(item.openings["replaces"].value) for item in was.items if "replaces" in item.openings}
    return [at for at in was.attackable() if str(was.items[at].openings["id"].value) not in spoken]


def _strangers(was: Honest, at: int) -> bool:
    one, other = (was.items[at + n].openings for n in range(2))
    return one["id"].value not in {other["replaces"].value} and other["id"].value not in {one["replaces"].value}


ATTACKS: tuple[Attacking, ...] = (back_date, drop, rewrite, roll_back, replay, swap, withhold, answer_otherwise)
