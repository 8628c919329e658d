"""Acts in a test, signed by whomever the test says, and wrong in just the way that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from typing import Any

from herald.canonical import Json
from herald.desk.sequencer import Refusing, Sealing
from herald.notice.fields import fields
from herald.notice.model import Notice, Route, Spot, Windows
from herald.ports import Record
from herald.record import drafting, opening
from herald.record import entry as entries
from herald.record.acts import Act, AgreementVersion, KeyStatement, Reason, Revocation, Role
from herald.record.agreementtext import digest
from herald.record.drafting import Author
from herald.record.entry import Entry, Statement
from herald.record.opening import Submission
from herald.record.receipt import Receipt
from herald.store.memory import MemoryStore
from herald.tlog import checkpoint, note, policy, proof, tree
from herald.tlog.keys import Kind, SigningKey
from herald.tlog.policy import Trusted
from herald.units import DAY, Instant, PartyId
from tests.desk.missions import CELL, Exercise, Party, key

# -- Who signs -----------------------------------------------------------------------------------------------------------------


def cell(e: Exercise) -> Author:
    """The cell's root."""
    return Author(e.keys.root, CELL)


def node(e: Exercise) -> Author:
    """The cell's machine."""
    return Author(e.keys.node, CELL, machine=True)


def root(party: Party) -> Author:
    return Author(party.root, party.id)


def copied(of: Exercise) -> Exercise:
    """The same mission, kept in memory, once more: what is sealed in one is not in the other."""
    assert isinstance(of.store, MemoryStore)
    e, store = copy(of), MemoryStore()
    store._state = of.store._state.copy()
    e.store, e.lots, e.clock = store, replace(of.lots), replace(of.clock)
    e.parties = {name: replace(party) for name, party in of.parties.items()}
    e.sequencer = e.another_sequencer()
    return e


# -- What is signed ------------------------------------------------------------------------------------------------------------


def made(e: Exercise, author: Author, act: Act, values: Mapping[str, Json] | None = None, **changed: Any) -> Submission:
    """What this author hands in for this act, with members of the statement changed before it signs."""
    drafted = drafting.draft(drafting.place(e.file()), author, act, values or {}, e.next(), e.clock(), e.lots)
    return again(drafted, author.key, **changed)


def line(e: Exercise, author: Author, act: Act, values: Mapping[str, Json] | None = None, **changed: Any) -> bytes:
    return made(e, author, act, values, **changed).line()


def again(of: Submission, key: SigningKey, **changed: Any) -> Submission:
    """The same, signed by this key after members of its statement were changed."""
    statement: Statement = replace(of.entry.statement, **changed)
    return Submission(entries.sign(statement, key), of.openings)


def filing(e: Exercise, notice: Notice, author: Author | None = None, **changed: Any) -> bytes:
    """The line by which a notice is filed, by its own party unless another is to do it."""
    by = author or e.party(notice.party).author
    act = drafting.notice(
        e.file(), e.party(notice.party).author, notice, e.next(), e.clock(), e.lots
    ).entry.statement.act
    return line(e, by, act, fields(notice), **{"party": notice.party, **changed})


def spot(of: Notice) -> Spot:
    """The first place of a movement, as a presence there."""
    route = of.shape
    assert isinstance(route, Route)
    assert isinstance(route.schedule, Windows)
    return Spot(route.places[0], route.schedule.each[0], route.bands[0])


def retold(of: bytes, told: Callable[[str], str], key: SigningKey) -> bytes:
    """The line with the text of its entry told otherwise, and signed as it then is."""
    read = opening.submission(of)
    text = told(note.read(read.entry.data).text)
    data = bytes(note.Note(text, (note.sign(text, key),)))
    return Submission(Entry(data, read.entry.statement), read.openings).line()


def admission(
    e: Exercise,
    holder: PartyId,
    role: Role,
    signing: SigningKey,
    begins: Instant | None = None,
    ends: Instant | None = None,
    origin: str | None = None,
) -> KeyStatement:
    """The act by which a key is admitted, its possession shown."""
    person = e.lots(16).hex() if role is Role.PERSON else None
    begin = e.clock() if begins is None else begins
    return drafting.key_act(signing, holder, role, origin or e.file().origin, begin, ends, person)


def admitting(e: Exercise, by: Author, act: KeyStatement, **changed: Any) -> bytes:
    """The line by which this author admits the key; a person's with its name."""
    return line(e, by, act, {"name": f"Officer {act.id[:4]}"} if act.role is Role.PERSON else {}, **changed)


def revoking(e: Exercise, by: Author, gone: SigningKey, reason: Reason = Reason.LOST) -> bytes:
    return line(e, by, Revocation(gone.name, reason))


def version(e: Exercise, number: int, text: Json, by: Author | None = None, its_digest: bytes | None = None) -> bytes:
    """The line by which this text is sealed as this version of the agreement."""
    act = AgreementVersion("exercise-2026", number, its_digest or digest(text))
    return line(e, by or cell(e), act, {"text": text})


def another_person(e: Exercise, party: Party, days: int = 30) -> Author:
    """One more person of this party, whose key counts for so many days."""
    signing = key(e.lots)
    act = admission(e, party.id, Role.PERSON, signing, ends=Instant(e.clock() + days * DAY))
    sealed(e, admitting(e, root(party), act))
    return Author(signing, party.id)


def forged(of: SigningKey, by: SigningKey) -> SigningKey:
    """The name of one key with the secret of another."""
    return SigningKey(of.name, Kind.NOTE, by.seed)


# -- What came of it -----------------------------------------------------------------------------------------------------------


def sealed(e: Exercise, *lines: bytes) -> tuple[Sealing, ...]:
    """All of these, sealed."""
    outcomes = e.seal(*lines)
    for outcome in outcomes:
        assert isinstance(outcome, Sealing), outcome
    return tuple(outcome for outcome in outcomes if isinstance(outcome, Sealing))


def refused(e: Exercise, of: bytes) -> Refusing:
    (outcome,) = e.seal(of)
    assert isinstance(outcome, Refusing), outcome
    return outcome


def size(e: Exercise) -> int:
    with e.store.reading() as record:
        head = record.head()
        return 0 if head is None else head.size


def statements(record: Record) -> list[Statement]:
    return [sealed.entry().statement for sealed, _ in record.all_sealed()]


def is_proved(e: Exercise, of: Receipt) -> bool:
    """Does the receipt verify offline, by the mission's own policy alone?"""
    trust = policy.read(e.file().policy.encode())
    read = proof.read(bytes(of.proof))
    verified = proof.verify(read, tree.leaf_hash(of.sealed.leaf), trust)
    return isinstance(verified, Trusted) and read.index == of.sealed.index


def seen_at(record: Record, at: int) -> entries.Seen:
    """The checkpoint that was signed at this size, as an entry names it."""
    signed = record.checkpoint(at)
    assert signed is not None
    stated = checkpoint.read(note.read(signed).text)
    return entries.Seen(stated.size, stated.root)
