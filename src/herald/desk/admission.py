"""May this be sealed, and where? What is handed in, one after another, held against everything before it.

What a key, a clause or plain order forbids is refused with a code. Where the signature shows who the author is, the refusal is
itself sealed; a stranger's is not, or anyone could fill the log.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

from herald.desk.books import Books, notice_of, read_agreement
from herald.desk.fitting import MOST_AHEAD, Where, objection
from herald.jsontext import quoted
from herald.malformed import Malformed, Problem
from herald.notice.model import Notice
from herald.ports import Head, NoticeReader, Record
from herald.record import opening, quick
from herald.record.acts import ERASABLE, AgreementVersion, Erasure, Filing, Mission, Role
from herald.record.agreementtext import digest
from herald.record.entry import Statement
from herald.record.keyring import Keyring, Refused
from herald.record.opening import Submission
from herald.record.rows import Filed
from herald.record.stated import stated
from herald.tlog import checkpoint, note
from herald.units import Instant, NoticeId, PartyId


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed in, read but not yet admitted; `notice` goes with an entry of that kind.

    `signed` is the public key that its signature was found to fit, where that was looked at before.
    """

    submission: Submission
    notice: Notice | None
    signed: bytes | None = None

    @property
    def statement(self) -> Statement:
        """What does it state?"""
        return self.submission.entry.statement


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What was handed in is no entry: nobody can be said to have signed it."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Admitted:
    """It goes into the log, at this index."""

    index: int
    handed: Handed


@dataclass(frozen=True, slots=True)
class Again:
    """The same bytes were sealed before, at this index."""

    index: int


@dataclass(frozen=True, slots=True)
class Denied:
    """It is refused. `known` says that the author is known by its signature, so that the refusal is sealed too."""

    refused: Refused
    known: bool
    statement: Statement


Verdict = Admitted | Again | Denied


def read(line: bytes, reader: NoticeReader) -> Handed | Unreadable:
    """What does this line hand in? Everything about it that needs no record is looked at here."""
    try:
        handed = quick.submission(line) or opening.submission(line)
        statement = handed.entry.statement
        notice = None
        if isinstance(statement.act, Filing):
            notice = notice_of(reader, "entry", statement, handed.openings)
        elif isinstance(statement.act, AgreementVersion):
            read_agreement(handed.openings["text"].value)
        stated(statement.act, handed.openings)
    except Malformed as malformed:
        return Unreadable(malformed.problems)
    return Handed(handed, notice)


def verified(handed: Handed, ring: Keyring) -> Handed:
    """The same, with the key that its signature fits, if these keys have it. What they lack is looked at when it is admitted."""
    key = ring.known(handed.statement)
    if key is None or not handed.submission.entry.signed_by(key.public):
        return handed
    return replace(handed, signed=key.public)


@dataclass(slots=True)
class Admission:
    """One batch, held against the record and against itself, in the order in which it was handed in."""

    record: Record
    books: Books
    head: Head | None
    received: Instant
    ring: Keyring
    size: int
    filed: dict[NoticeId, Filed] = field(default_factory=dict)
    succeeded: dict[tuple[NoticeId, PartyId], Filed] = field(default_factory=dict)
    used: dict[tuple[str, int], tuple[int, bytes]] = field(default_factory=dict)
    version: AgreementVersion | None = None

    def next(self, handed: Handed) -> Verdict:
        """What becomes of this? If it is admitted, what comes after is held against it too."""
        statement = handed.statement
        before = self._used(statement)
        if before is not None and before[1] == handed.submission.entry.data:
            return Again(before[0])
        unknown = self._by_signature(handed)
        if unknown is not None:
            return Denied(unknown, known=False, statement=statement)
        refused = (
            self.ring.objection(statement, self.received) or self._by_place(statement, before) or self._by_kind(handed)
        )
        return self._admit(handed) if refused is None else Denied(refused, known=True, statement=statement)

    def _admit(self, handed: Handed) -> Admitted:
        statement, index = handed.statement, self.size
        self.size += 1
        self.used[statement.key, statement.seq] = index, handed.submission.entry.data
        self.ring = self.ring.after(index, statement)
        if isinstance(statement.act, AgreementVersion):
            self.version = statement.act
        if handed.notice is not None:
            notice = handed.notice
            filed = Filed(notice.id, index, notice.party, notice.action, notice.replaces)
            self.filed[notice.id] = filed
            if notice.replaces is not None:
                self.succeeded[notice.replaces, notice.party] = filed
        return Admitted(index, handed)

    # -- Who ---------------------------------------------------------------------------------------------------------------

    def _by_signature(self, handed: Handed) -> Refused | None:
        """Does its signature show whose it is? If not, nobody can say who did it."""
        statement = handed.statement
        key = self.ring.known(statement)
        if key is None:
            return Refused("key-unknown", "no key of this name was admitted")
        if handed.signed != key.public and not handed.submission.entry.signed_by(key.public):
            return Refused("signature", "the signature does not fit the entry")
        return None

    # -- Where and when ------------------------------------------------------------------------------------------------------

    def _by_place(self, statement: Statement, before: tuple[int, bytes] | None) -> Refused | None:
        """Is it for this log, and does it fit where it would stand?"""
        mission = statement.act if isinstance(statement.act, Mission) else None
        origin = statement.origin if mission is not None else self.books.origin
        if statement.origin != origin:
            return Refused("other-log", f"the entry is for the log {quoted(statement.origin)}")
        if mission is None and statement.exercise is not self.books.exercise:
            return Refused("exercise-mismatch", "an exercise and a real mission are never mixed")
        if statement.filed > self.received + MOST_AHEAD:
            return Refused("clock-ahead", "the author's clock is more than 5 min ahead of the cell's")
        if before is not None:
            return Refused("number-used", f"the key used this number at index {before[0]} for another entry")
        return self._by_seen(statement)

    def _by_seen(self, statement: Statement) -> Refused | None:
        """Is what its author had seen of the log what the log was? If not, somebody shows two logs of one name."""
        if statement.seen is None:
            return None
        signed = self.record.checkpoint(statement.seen.size)
        if signed is not None and _root(signed) == statement.seen.root:
            return None
        return Refused("seen-unknown", f"this log never signed such a checkpoint at size {statement.seen.size}")

    def _used(self, statement: Statement) -> tuple[int, bytes] | None:
        """Where and for which entry did this key use this number before?"""
        if (statement.key, statement.seq) in self.used:
            return self.used[statement.key, statement.seq]
        index = self.record.used(statement.key, statement.seq)
        return None if index is None else (index, self.record.sealed(index).note)

    # -- What --------------------------------------------------------------------------------------------------------------

    def _by_kind(self, handed: Handed) -> Refused | None:
        statement = handed.statement
        match statement.act:
            case Filing() if handed.notice is not None:
                return self._by_fit(handed) or self._by_notice(handed.notice)
            case AgreementVersion() as act:
                return self._by_version(act, handed)
            case Erasure() as act:
                return self._by_erasure(act, statement)
        return self._by_fit(handed)

    def _by_fit(self, handed: Handed) -> Refused | None:
        """Does it fit the notice, or the parties, of which it speaks, as they stood before this batch?"""
        size = self.head.size if self.head else 0
        at = Where(self.record, self.books, self.ring, size, self.received, handed.submission.openings)
        return objection(handed.statement, at)

    def _by_notice(self, notice: Notice) -> Refused | None:
        stated = notice.kept.get("exercise")
        if isinstance(stated, bool) and stated is not self.books.exercise:
            return Refused("exercise-mismatch", "of notice and mission one is of an exercise, and the other is not")
        if self._filed(notice.id) is not None:
            return Refused("id-filed", "a notice of this id was filed before")
        if notice.replaces is None:
            return None
        named = self._filed(notice.replaces)
        if named is not None and named.party != notice.party:
            return Refused("not-your-notice", "a notice is replaced or cancelled by its own party alone")
        if self._successor(notice.replaces, notice.party) is not None:
            return Refused("succeeded-already", "the notice was replaced or cancelled before")
        if self._leads_to(named, notice.id):
            return Refused("succeeds-itself", "the notice would succeed itself")
        return None

    def _leads_to(self, named: Filed | None, notice: NoticeId) -> bool:
        """Does a party's own notice, and what it succeeds in turn, lead to this one? Another party's succeeds nothing of it."""
        party = None if named is None else named.party
        while named is not None and named.party == party and named.replaces is not None:
            if named.replaces == notice:
                return True
            named = self._filed(named.replaces)
        return False

    def _filed(self, notice: NoticeId) -> Filed | None:
        return self.filed.get(notice) or self.record.filed(notice)

    def _successor(self, notice: NoticeId, party: PartyId) -> Filed | None:
        return self.succeeded.get((notice, party)) or self.record.successor(notice, party)

    def stands(self, filed: Filed, at: int) -> bool:
        """Is this notice checked, as the log is before index `at`?"""
        later = self._successor(filed.id, filed.party)
        return filed.stands and filed.index < at and (later is None or later.index >= at)

    def _by_version(self, act: AgreementVersion, handed: Handed) -> Refused | None:
        now = self.version or self.books.version
        expected = 1 if now is None else now.version + 1
        if act.version != expected:
            return Refused("version-gap", f"the next version of the agreement is {expected}")
        if digest(handed.submission.openings["text"].value) != act.digest:
            return Refused("digest", "the digest is not that of the text")
        return None

    def _by_erasure(self, act: Erasure, statement: Statement) -> Refused | None:
        if act.index >= (self.head.size if self.head else 0):
            return Refused("nothing-to-erase", "nothing was sealed at this index before")
        of = self.record.sealed(act.index).entry().statement
        if not set(act.names) <= ERASABLE.get(of.kind, frozenset()) & set(of.fields):
            return Refused("nothing-to-erase", "only details of a notice and names of persons can be erased")
        if statement.party != of.party and self.ring.keys[statement.key].role is not Role.ROOT:
            return Refused("wrong-party", "the entry is another party's")
        return None


@lru_cache(maxsize=1024)
def _root(signed: bytes) -> bytes:
    """Which root does this checkpoint state? Many entries in a row have seen the same one."""
    return checkpoint.read(note.read(signed).text).root
