"""How do acts become entries? One after another, each checked against everything before it, all in one transaction.

Receipts leave after the commit, and only then: what has a receipt is on the disk. Whatever fails before leaves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from herald.check.answer import Verdict
from herald.check.arrivals import meetings
from herald.check.reach import Box, grown, reach, widest_m
from herald.desk.addressing import addressees
from herald.desk.admission import Admission, Admitted, Again, Denied, Handed, Unreadable, read, verified
from herald.desk.books import Books
from herald.desk.chains import Chains
from herald.desk.machine import said
from herald.desk.neighbours import near_each_other
from herald.malformed import Problem
from herald.notice.model import Notice
from herald.ports import Broken, Clock, Lots, NoticeReader, Record, Signers, Store, Writing
from herald.record import entry as entries
from herald.record.acts import Act, AgreementVersion, Erasure, Kind, Refusal
from herald.record.entry import Seen, Statement
from herald.record.keyring import Refused
from herald.record.met import ANSWER, Met, met_of
from herald.record.opening import SALT_BYTES, Opening, Submission
from herald.record.receipt import Receipt, prover
from herald.record.rows import rows
from herald.record.sealed import Checked, Envelope, Sealed
from herald.tlog import checkpoint, note, tiles, tree
from herald.tlog.checkpoint import Checkpoint
from herald.tlog.keys import SigningKey
from herald.tlog.tree import Edge
from herald.units import Instant, NoticeId

_OWN = frozenset({Kind.ATTEMPT, Kind.DELIVERY, Kind.LAPSE, Kind.CALL})
"""What the cell's machine says of itself, and another process of the cell may have said just before."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """It stands in the log, and this is its receipt; `again` says that it did so before. `met` is what the check found."""

    receipt: Receipt
    again: bool
    met: Met


@dataclass(frozen=True, slots=True)
class Refusing:
    """It was refused. `refusal` is the sealed refusal's receipt, where the author is known; `problems` where it was no entry."""

    refused: Refused
    problems: tuple[Problem, ...] = ()
    refusal: Receipt | None = None


Outcome = Sealing | Refusing


@dataclass(frozen=True, slots=True)
class _Line:
    """One leaf to be: what was admitted, and what its check found."""

    index: int
    handed: Handed
    boxes: tuple[Box, ...]
    met: Met


class Sequencer:
    """The one that seals, for one record. Others may seal in it too: each transaction begins from what the record says."""

    def __init__(self, store: Store, signers: Signers, clock: Clock, lots: Lots, reader: NoticeReader) -> None:
        """Nothing is sealed by this."""
        self._store, self._signers, self._clock, self._lots, self._reader = store, signers, clock, lots, reader
        self.books = Books(reader)

    @property
    def node(self) -> SigningKey:
        """With which key does the cell's machine sign what it says itself?"""
        return self._signers.node

    def seal(self, lines: Sequence[bytes]) -> tuple[Outcome, ...]:
        """What becomes of each of these lines of `.entry` files, in this order? Raises as `seal_handed` does."""
        return self.seal_handed([self.read(line) for line in lines])

    def read(self, line: bytes) -> Handed | Unreadable:
        """What does this line hand in? Most of what its sealing takes, and nothing of it waits for others: any thread may ask."""
        handed = read(line, self._reader)
        return handed if isinstance(handed, Unreadable) else verified(handed, self.books.ring)

    def seal_handed(self, handed: Sequence[Handed | Unreadable]) -> tuple[Outcome, ...]:
        """What becomes of each of these, in this order?

        The receipts are made within the transaction, so that nothing has to be read after it: what is committed is told.
        Raises ports.Broken; then no receipt leaves, and nothing was sealed unless the commit itself was what failed.
        A version of the agreement ends its transaction: what comes behind it is checked under it, and by the next one.
        """
        return tuple(outcome for together in _under_one_agreement(handed) for outcome in self._seal_together(together))

    def seal_own(self, acts: Sequence[Act]) -> tuple[Outcome, ...]:
        """What becomes of these acts of the cell's own machine, in this order? Raises as `seal_handed` does.

        What another process of the cell has sealed meanwhile is refused here, and that refusal is not sealed: it harms nobody.
        """
        if not acts:
            return ()
        with self._store.reading() as record:
            self.books.catch_up(record)
            lines = said(record, self.books, self._signers.node, acts, self._clock(), self._lots)
        return self.seal(lines)

    def _seal_together(self, handed: Sequence[Handed | Unreadable]) -> tuple[Outcome, ...]:
        with self._store.writing() as record:
            self.books.catch_up(record)
            batch = _Batch(record, self.books, self._signers, self._clock(), self._lots)
            fates = [batch.take(each) for each in handed]
            outcomes = _told(record, fates, batch.sealed(), batch.lines)
        for line in batch.lines:
            if line.handed.notice is not None:
                self.books.remember(line.index, line.handed.notice)
        return outcomes


def _under_one_agreement(handed: Sequence[Handed | Unreadable]) -> Iterator[Sequence[Handed | Unreadable]]:
    """The same in their order, cut behind each version of the agreement."""
    first = 0
    for place, each in enumerate(handed, 1):
        if place == len(handed) or (isinstance(each, Handed) and isinstance(each.statement.act, AgreementVersion)):
            yield handed[first:place]
            first = place


@dataclass(frozen=True, slots=True)
class _Fate:
    """What becomes of one line: an index in the log (of the entry, or of the refusal), or nothing."""

    index: int | None
    again: bool = False
    refused: Refused | None = None
    problems: tuple[Problem, ...] = ()


def _told(
    record: Record, fates: Sequence[_Fate], sealed: Mapping[int, Sealed], lines: Sequence[_Line]
) -> tuple[Outcome, ...]:
    """The receipts, under the checkpoint that was just signed, or the last one before."""
    at = record.head()
    prove = None if at is None else prover(at.checkpoint, tiles.reader(at.size, record.tile))
    met = {line.index: line.met for line in lines}

    def proved(index: int) -> Receipt:
        assert prove is not None  # noqa: S101  what has an index stands in a log
        return prove(sealed.get(index) or record.sealed(index))

    return tuple(_outcome(fate, proved, met, record) for fate in fates)


def _outcome(fate: _Fate, proved: Callable[[int], Receipt], met: Mapping[int, Met], record: Record) -> Outcome:
    if fate.refused is not None:
        return Refusing(fate.refused, fate.problems, None if fate.index is None else proved(fate.index))
    assert fate.index is not None  # noqa: S101  what is not refused stands in the log
    if fate.index in met:
        return Sealing(proved(fate.index), fate.again, met[fate.index])
    answer = record.openings(fate.index).get(ANSWER)
    return Sealing(proved(fate.index), fate.again, Met() if answer is None else met_of(answer.value))


class _Batch:
    """What is sealed in one transaction."""

    def __init__(self, record: Writing, books: Books, signers: Signers, now: Instant, lots: Lots) -> None:
        self._record, self._books, self._signers, self._lots = record, books, signers, lots
        self._head = record.head()
        size, last = (0, now) if self._head is None else (self._head.size, self._head.received)
        # A clock that was set back says of nothing that it came before what is already there.
        self._received = Instant(max(now, last))
        self._admission = Admission(record, books, self._head, self._received, books.ring, size)
        self._admitted: list[Admitted] = []
        self._erasures: list[Erasure] = []
        self._refusals: dict[tuple[bytes, str], int] = {}
        self.lines: list[_Line] = []

    def take(self, handed: Handed | Unreadable) -> _Fate:
        """What becomes of this one?"""
        if isinstance(handed, Unreadable):
            return _Fate(None, refused=Refused("malformed", "it is no entry"), problems=handed.problems)
        verdict = self._admission.next(handed)
        match verdict:
            case Again(index=index):
                return _Fate(index, again=True)
            case Admitted():
                self._admitted.append(verdict)
                if isinstance(handed.statement.act, Erasure):
                    self._erasures.append(handed.statement.act)
                return _Fate(verdict.index)
            case Denied(refused=refused, known=known):
                return _Fate(self._refuse(handed, refused) if known else None, refused=refused)

    def _refuse(self, handed: Handed, refused: Refused) -> int | None:
        """Seal the refusal, by the cell's machine. None where its key counts no longer, or another process was first.

        What is handed in again and refused for the same reason was refused already: who has somebody's signed entry, and is
        not its author, fills the log with nothing.
        """
        statement, key = handed.statement, self._signers.node
        if statement.key == key.name and statement.kind in _OWN:
            return None
        which = handed.submission.entry.digest, refused.code
        before = self._refusals.get(which) or self._books.refusal(self._record, *which)
        if before is not None:
            return before
        head = self._head
        cell = self._books.ring.cell
        if head is None or cell is None:
            return None
        signed = checkpoint.read(note.read(head.checkpoint).text)
        act = Refusal(statement.key, statement.party, refused.code, handed.submission.entry.digest)
        refusing = Statement(
            origin=self._books.origin,
            exercise=self._books.exercise,
            party=cell,
            key=key.name,
            seq=self._free_number(key.name),
            seen=Seen(signed.size, signed.root),
            filed=self._received,
            machine=True,
            kind=Kind.REFUSAL,
            act=act,
            fields={},
        )
        verdict = self._admission.next(Handed(Submission(entries.sign(refusing, key), {}), None))
        if not isinstance(verdict, Admitted):
            return None
        self._admitted.append(verdict)
        self._refusals[which] = verdict.index
        return verdict.index

    def _free_number(self, key: str) -> int:
        number = int(self._received)
        while (key, number) in self._admission.used or self._record.used(key, number) is not None:
            number += 1
        return number

    # -- Sealing -----------------------------------------------------------------------------------------------------------

    def sealed(self) -> Mapping[int, Sealed]:
        """Everything that was admitted, sealed, by index. Nothing, if nothing was."""
        if not self._admitted:
            return {}
        self.lines = self._checked()
        chains = Chains(self._record, self._books.ring)
        found = {line.index: self._seal(line, chains) for line in self.lines}
        self._grow([each.leaf for each in found.values()])
        for erasure in self._erasures:
            self._record.erase(erasure.index, erasure.names)
        return found

    def _checked(self) -> list[_Line]:
        """Each in log order against everything before it: what stood when the batch began, and what came earlier in it."""
        filing = [each for each in self._admitted if each.handed.notice is not None]
        arriving = [each.handed.notice for each in filing if each.handed.notice is not None]
        boxes = dict(zip([each.index for each in filing], reach(arriving), strict=True))
        met = self._met(filing, arriving, boxes)
        return [
            _Line(each.index, each.handed, boxes.get(each.index, ()), met.get(each.index, Met()))
            for each in self._admitted
        ]

    def _met(
        self, filing: Sequence[Admitted], arriving: Sequence[Notice], boxes: Mapping[int, tuple[Box, ...]]
    ) -> Mapping[int, Met]:
        agreement, limits = self._books.agreement, self._books.limits
        farthest = widest_m(agreement, limits)
        near = [self._record.near(grown(boxes[each.index], farthest)) for each in filing]
        together = near_each_other(list(boxes.values()), [notice.party for notice in arriving], farthest)
        standing = self._books.notices(self._record, sorted(set().union(*near)))
        here = [
            (each, notice)
            for each, notice, others, beside in zip(filing, arriving, near, together, strict=True)
            if notice.shape is not None and (others or beside)
        ]
        if not here:
            return {}
        found: dict[int, tuple[list[NoticeId], list[NoticeId]]] = {}
        for meeting in meetings([notice for _, notice in here], standing, agreement, limits):
            index = here[meeting.arriving][0].index
            if self._stand(here[meeting.arriving][1].id, index + 1) and self._stand(meeting.other, index):
                could, untold = found.setdefault(index, ([], []))
                (could if meeting.verdict is Verdict.COULD_MEET else untold).append(meeting.other)
        return {index: Met(tuple(could), tuple(untold)) for index, (could, untold) in found.items()}

    def _stand(self, notice: NoticeId, at: int) -> bool:
        filed = self._admission.filed.get(notice) or self._record.filed(notice)
        return filed is not None and self._admission.stands(filed, at)

    def _seal(self, line: _Line, chains: Chains) -> Sealed:
        statement, openings = line.handed.statement, dict(line.handed.submission.openings)
        checked = None
        if line.handed.notice is not None:
            openings[ANSWER] = Opening(self._lots(SALT_BYTES), line.met.json())
            checked = Checked(line.index, openings[ANSWER].commitment(ANSWER))
        about = chains.ring.after(line.index, statement).about(statement)
        envelope = Envelope(
            index=line.index,
            received=self._received,
            keys=chains.ends(statement.party),
            link=None if about is None else chains.about(about),
            to=tuple(
                chains.to(party) for party in addressees(self._record, self._books, statement, line.handed.notice)
            ),
            checked=checked,
        )
        sealed = Sealed(line.index, line.handed.submission.entry.data, bytes(envelope), self._lots(SALT_BYTES))
        leaf = sealed.leaf
        chains.after(line.index, statement, envelope, leaf)
        self._record.append(sealed, openings, rows(statement, envelope, leaf, line.handed.notice, line.boxes, openings))
        return sealed

    def _grow(self, leaves: Sequence[bytes]) -> None:
        """The tree with these leaves behind its last, and the checkpoint of it, signed."""
        size = 0 if self._head is None else self._head.size
        edge = Edge() if size == 0 else tree.edge(size, tiles.reader(size, self._record.tile))
        if self._head is not None and checkpoint.read(note.read(self._head.checkpoint).text).root != edge.root:
            raise Broken("the stored tree is not the one that was last signed: run `herald log fsck`")
        grown_edge, new = tree.append(edge, [tree.leaf_hash(leaf) for leaf in leaves])
        text = str(Checkpoint(self._signers.log.name, grown_edge.size, grown_edge.root))
        signed = note.Note(text, (note.sign(text, self._signers.log),))
        self._record.grow(size, grown_edge.size, tiles.additions(new), bytes(signed))
