"""What does an addressee's own machine make of a parcel? It checks all of it by hashes, keeps what fits, names what is not there.

It knows the log's key and the cell's name, and asks nobody. What it holds is given; what it is to keep from now on is returned.
A rewritten history is turned away; a number that was addressed to it and is not here is a gap, and it cosigns nothing past one.
Source: docs/mirror.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from herald.malformed import Malformed
from herald.record import body as bodies
from herald.record import tally
from herald.record.acts import Erasure, KeyStatement, Role
from herald.record.entry import Statement
from herald.record.holding import Accusation
from herald.record.opening import Openings
from herald.record.parcel import Body, Parcel, Piece
from herald.record.sealed import Envelope, Link, Sealed
from herald.record.sealed import read as read_envelope
from herald.record.tally import Numbered, Tally
from herald.tlog import checkpoint, tree
from herald.tlog.checkpoint import Checkpoint
from herald.tlog.keys import Kind, VerifierKey
from herald.tlog.note import Note, Refused, open_note
from herald.tlog.tree import Edge
from herald.units import PartyId


@dataclass(frozen=True, slots=True)
class Held:
    """What the machine holds of one log. The functions are asked only about what is below `size` and up to `known`.

    `checkpoint` is the last one that is known to fit, of `size` entries or more. `edge` is the tree of the first so many leaves;
    `index_of` finds a leaf. `numbered` is what is known of a number, whether its
    body is here or not; `has` says whether it is, `is_told` whether its gap was signed; `full` is the number up to which all are
    here. `tallies` are those, of the notes that it kept, that could deny a number: of all that name less the one for the longest
    log, and one that names just as many.
    """

    party: PartyId
    size: int
    checkpoint: Note | None
    edge: Callable[[int], Edge]
    leaf: Callable[[int], bytes]
    index_of: Callable[[bytes], int | None]
    known: int
    full: int
    numbered: Callable[[int], Numbered | None]
    has: Callable[[int], bool]
    is_told: Callable[[int], bool]
    tallies: Callable[[int], Sequence[tuple[Note, Tally]]]


@dataclass(frozen=True, slots=True)
class Turned:
    """The parcel was not taken, nothing of it: a word for it, why, and the accusation if the log contradicted itself."""

    code: str
    words: str
    accusation: Accusation | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A body that was opened: its number, where it stands, what its author signed, and the fields that were for the addressee."""

    at: Numbered
    sealed: Sealed
    statement: Statement
    fields: Openings


@dataclass(frozen=True, slots=True)
class Taken:
    """What is to be kept of a parcel.

    `leaves` are those behind what was held. `opened` are bodies that were not here yet; `known` what was learnt of numbers.
    `missing` are numbers that were addressed to the party and are not here, `full` the number up to which none is missing.
    `whole` says that nothing is missing and nothing is contradicted: the checkpoint may be cosigned.
    """

    checkpoint: Checkpoint
    leaves: tuple[bytes, ...]
    opened: tuple[Opened, ...]
    known: tuple[Numbered, ...]
    missing: tuple[int, ...]
    full: int
    tally: Tally
    accusations: tuple[Accusation, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Lot:
    """What is to be kept of one parcel, all of it or nothing; with what was signed for a body, and for a gap, by its number."""

    taken: Taken
    tally: Note
    consigned: Mapping[int, bytes]
    gaps: Mapping[int, bytes]


def take(held: Held, parcel: Parcel, log: VerifierKey, cell: PartyId) -> Taken | Turned:
    """What becomes of this parcel, at the machine that holds this, by the log of this key and the cell of this name?"""
    stated = _stated(parcel, log)
    if isinstance(stated, Turned):
        return stated
    if parcel.party != held.party:
        return Turned("other-party", f"the parcel is for {parcel.party}, and this is a machine of {held.party}")
    if parcel.begin > held.size:
        return Turned(
            "ahead", f"the parcel begins at entry {parcel.begin}, and the entries from {held.size} on are not here"
        )
    if rewritten := _rewritten(held, parcel, stated):
        return rewritten
    at = _Leaves(held, parcel)
    counted = _counted(parcel, at, log, cell)
    return counted if isinstance(counted, Turned) else _taken(held, parcel, stated, counted, at)


# -- The log -------------------------------------------------------------------------------------------------------------------


def _stated(parcel: Parcel, log: VerifierKey) -> Checkpoint | Turned:
    if isinstance(open_note(parcel.checkpoint, [log]), Refused):
        return Turned("unsigned", "its checkpoint is not signed by the log")
    try:
        stated = checkpoint.read(parcel.checkpoint.text)
    except Malformed:
        return Turned("unsigned", "its checkpoint is none")
    if stated.origin != log.name or parcel.origin != log.name:
        return Turned("other-log", f"it is of another log than {log.name}")
    return stated


def _rewritten(held: Held, parcel: Parcel, stated: Checkpoint) -> Turned | None:
    """Is this the log of which something is held, grown or as it was? If not, both signed checkpoints are the evidence."""
    root = tree.append(held.edge(parcel.begin), map(tree.leaf_hash, parcel.leaves))[0].root
    if held.checkpoint is None:
        return None if root == stated.root else _LEAVES
    before, both = checkpoint.read(held.checkpoint.text), (held.checkpoint, parcel.checkpoint)
    if held.size < stated.size < before.size:
        return Turned(
            "behind", f"a checkpoint of {before.size} entries is known, and what this one adds stands before it"
        )
    if stated.size == before.size and stated.root != before.root:
        return _turned("another-root", None, f"the log signed two roots of {stated.size} entries", both)
    parted = _parted(held, parcel)
    if root == stated.root and parted is not None:
        return _turned("another-leaf", parted, "another entry stands where one stood before", both)
    if root == stated.root and _begins_with(held, parcel, before):
        return None
    if stated.root in {before.root, held.edge(min(stated.size, held.size)).root}:
        return _LEAVES
    words = f"nothing shows that of {stated.size} and {before.size} entries the one log begins with the other"
    return _turned("not-consistent", None, words, both)


_LEAVES = Turned("leaves", "its leaves are not those of its checkpoint")


def _parted(held: Held, parcel: Parcel) -> int | None:
    """Which is the first leaf that is another one than is held? None if there is none."""
    overlap = range(parcel.begin, min(held.size, parcel.size))
    return next((at for at in overlap if held.leaf(at) != parcel.leaves[at - parcel.begin]), None)


def _begins_with(held: Held, parcel: Parcel, before: Checkpoint) -> bool:
    """Do the leaves make the checkpoint that was known before them, if that has more entries than were here?"""
    if not held.size < before.size <= parcel.size:
        return True
    leaves = parcel.leaves[: before.size - parcel.begin]
    return tree.append(held.edge(parcel.begin), map(tree.leaf_hash, leaves))[0].root == before.root


def _turned(code: str, index: int | None, words: str, evidence: tuple[Note, ...]) -> Turned:
    return Turned(code, words, Accusation(code, index, words, evidence))


class _Leaves:
    """The leaves that are held, and those of the parcel behind them."""

    def __init__(self, held: Held, parcel: Parcel) -> None:
        self.new = parcel.leaves[max(0, held.size - parcel.begin) :]
        self._held, self.size = held, parcel.size
        self._places: Mapping[bytes, int] = {leaf: index for index, leaf in enumerate(self.new, held.size)}

    def is_at(self, sealed: Sealed) -> bool:
        """Does this entry stand where it says, in the log as the parcel's checkpoint has it?"""
        if sealed.index >= self.size:
            return False
        at = sealed.index - self._held.size
        return sealed.leaf == (self._held.leaf(sealed.index) if at < 0 else self.new[at])

    def index_of(self, leaf: bytes) -> int | None:
        """Where does this leaf stand?"""
        return self._places[leaf] if leaf in self._places else self._held.index_of(leaf)


def _stands(piece: Piece, at: _Leaves) -> tuple[Sealed, Statement, Envelope] | None:
    """What is this entry, if it is one and stands in the log?"""
    try:
        routing = read_envelope(piece.envelope)
        sealed = Sealed(routing.index, piece.note, piece.envelope, piece.salt)
        return (sealed, sealed.entry().statement, routing) if at.is_at(sealed) else None
    except Malformed:
        return None


def _counted(parcel: Parcel, at: _Leaves, log: VerifierKey, cell: PartyId) -> Tally | Turned:
    """What does the cell's machine sign about this parcel's checkpoint? Its key is one that the log holds as the cell's."""
    found = _stands(parcel.node, at)
    act = None if found is None else found[1].act
    if not (isinstance(act, KeyStatement) and act.role is Role.NODE and act.holder == cell):
        return Turned("no-tally", f"nothing shows which key the machine of {cell} has")
    stated = tally.opened(parcel.tally, VerifierKey(act.id, Kind.NOTE, act.public))
    said = None if stated is None else (stated.origin, stated.party, stated.size)
    if stated is None or said != (log.name, parcel.party, parcel.size) or stated.seq > stated.size:
        return Turned(
            "no-tally", f"the machine of {cell} did not sign how much of these entries is addressed to {parcel.party}"
        )
    return stated


# -- The bodies ----------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Learnt:
    """What the parcel says of numbers, and where it contradicts itself, or what was known."""

    held: Held
    under: Note
    facts: dict[int, Numbered] = field(default_factory=dict)
    accusations: list[Accusation] = field(default_factory=list)

    def accuse(self, code: str, index: int | None, words: str) -> None:
        """The statements of the log that show it: what it signed before, if anything, and now."""
        evidence = (self.under,) if self.held.checkpoint in {None, self.under} else (self.held.checkpoint, self.under)
        self.accusations.append(Accusation(code, index, words, evidence))

    def learn(self, fact: Numbered) -> bool:
        """A number stands there. Two of one number cannot be: only the first counts."""
        known = self.facts.setdefault(fact.seq, self.held.numbered(fact.seq) or fact)
        if known.leaf != fact.leaf:
            words = f"entries {known.index} and {fact.index} are both number {fact.seq} of those addressed to {self.held.party}"
            self.accuse("number-twice", fact.index, words)
        return known.leaf == fact.leaf

    def before(self, link: Link, index: int, at: _Leaves) -> None:
        """What the entry says of the one before it."""
        where = None if link.prev is None else at.index_of(link.prev)
        if (link.prev is None) is not (link.seq == 1) or (link.prev is not None and (where is None or where >= index)):
            self.accuse(
                "chain", index, f"entry {index} is number {link.seq}, and names no entry of the log as the one before"
            )
        elif link.prev is not None and where is not None:
            self.learn(Numbered(link.seq - 1, where, link.prev))


def _taken(held: Held, parcel: Parcel, stated: Checkpoint, counted: Tally, at: _Leaves) -> Taken:
    learnt = _Learnt(held, parcel.checkpoint)
    opened = tuple(_opened(parcel.bodies, at, learnt))
    if counted.leaf is not None:
        _last(counted, parcel, learnt, at)
    _weigh(counted, parcel, learnt)
    new = {each.at.seq: each for each in opened if not held.has(each.at.seq)}
    known = max((held.known, counted.seq, *learnt.facts))
    missing = tuple(seq for seq in range(held.full + 1, known + 1) if seq not in new and not held.has(seq))
    reach = max((counted.seq, *(seq for seq, fact in learnt.facts.items() if fact.index < stated.size)))
    return Taken(
        checkpoint=stated,
        leaves=at.new,
        opened=tuple(new.values()),
        known=tuple(learnt.facts.values()),
        missing=missing,
        full=missing[0] - 1 if missing else known,
        tally=counted,
        accusations=tuple(learnt.accusations),
        whole=not learnt.accusations and not any(seq <= reach for seq in missing),
    )


def _opened(given: Sequence[Body], at: _Leaves, learnt: _Learnt) -> Iterator[Opened]:
    """The bodies that stand in the log, are for this party, and can be opened. What is anything else is not here."""
    for each in given:
        found = _stands(each.piece, at)
        if found is None:
            continue
        sealed, statement, routing = found
        link = next((link for link in routing.to if link.party == learnt.held.party), None)
        if link is None:
            continue
        if link.seq > sealed.index + 1:
            learnt.accuse(
                "chain",
                sealed.index,
                f"entry {sealed.index} is said to be number {link.seq}: so many do not stand before it",
            )
            continue
        numbered = Numbered(link.seq, sealed.index, sealed.leaf)
        learnt.before(link, sealed.index, at)
        fields = _fields(each, statement, sealed.index, at)
        if learnt.learn(numbered) and fields is not None:
            yield Opened(numbered, sealed, statement, fields)


def _fields(of: Body, statement: Statement, index: int, at: _Leaves) -> Openings | None:
    """What was for the addressee, each field fitting what was signed. None if one is not there and was not erased."""
    names = bodies.FOR_ADDRESSEES.get(statement.kind, frozenset()) & set(statement.fields)
    fits = {
        name: held
        for name, held in of.fields.items()
        if name in names and held.commitment(name) == statement.fields[name]
    }
    missing = names - set(fits)
    return fits if not missing or missing <= _erased(of, index, at) else None


def _erased(of: Body, index: int, at: _Leaves) -> frozenset[str]:
    """Which fields of the entry at this index does an entry of the log erase, that came with it?"""
    found = None if of.erased is None else _stands(of.erased, at)
    act = None if found is None else found[1].act
    return frozenset(act.names) if isinstance(act, Erasure) and act.index == index else frozenset()


# -- What was signed of them ---------------------------------------------------------------------------------------------------


def _last(counted: Tally, parcel: Parcel, learnt: _Learnt, at: _Leaves) -> None:
    """The tally names the last entry addressed to the party."""
    assert counted.leaf is not None  # noqa: S101  asked before
    where = at.index_of(counted.leaf)
    if where is None or where >= counted.size:
        words = f"number {counted.seq} was said to be the last of {counted.size} entries, and is none of them"
        learnt.accusations.append(Accusation("tally", None, words, (parcel.tally, parcel.checkpoint)))
    else:
        known = learnt.facts.get(counted.seq) or learnt.held.numbered(counted.seq)
        if known is None:
            learnt.learn(Numbered(counted.seq, where, counted.leaf))


def _weigh(counted: Tally, parcel: Parcel, learnt: _Learnt) -> None:
    """No tally, kept or new, may deny a number that stands in the log."""
    held, under = learnt.held, parcel.checkpoint
    new = [fact for fact in learnt.facts.values() if held.numbered(fact.seq) is None]
    before = (held.numbered(seq) for seq in range(max(counted.seq, 1), held.known + 1))
    asked = [(parcel.tally, counted, each) for each in (*new, *before) if each is not None]
    asked += [(signed, stated, fact) for fact in new for signed, stated in held.tallies(fact.seq)]
    found: dict[Note, Accusation] = {}
    for signed, stated, fact in asked:
        accusation = tally.accused(signed, stated, fact, under)
        if accusation is not None:
            found.setdefault(signed, accusation)
    learnt.accusations.extend(found.values())
