"""A log that is already long: notices written straight into the store, as a sequencer writes them, without asking who meets whom.

Each is signed, committed to, linked and proved as in any log; that its answer names nobody is the only thing that was not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.mission import NOON, WIDE, Mission, movements
from herald.check.reach import Box, reach
from herald.notice.fields import fields
from herald.notice.model import Action, Notice
from herald.ports import Broken, Head, Writing
from herald.record.acts import Filing, Kind
from herald.record.drafting import Author
from herald.record.entry import Statement
from herald.record.met import ANSWER, Met
from herald.record.opening import SALT_BYTES, Opening
from herald.record.rows import rows
from herald.record.sealed import Checked, End, Envelope, Link, Sealed
from herald.tlog import note, tiles, tree
from herald.tlog.checkpoint import Checkpoint
from herald.tlog.note import Note, Signature
from herald.units import PartyId

TOGETHER = 4096


def lengthen(mission: Mission, size: int) -> None:
    """Let the log be so long. What it holds already stays."""
    with mission.store.reading() as record:
        head = record.head()
    held = 0 if head is None else head.size
    left = movements(size - held, WIDE, name=f"after-{held}")
    while notices := list(islice(left, TOGETHER)):
        with mission.store.writing() as record:
            _Batch(mission, record).seal(notices)


@dataclass(frozen=True, slots=True)
class _Pen:
    """An author's key, made ready once."""

    author: Author
    id: bytes
    private: Ed25519PrivateKey

    def signed(self, text: str) -> bytes:
        return bytes(Note(text, (Signature(self.author.key.name, self.id, self.private.sign(text.encode())),)))


def _pen(author: Author) -> _Pen:
    return _Pen(author, author.key.verifier.id, Ed25519PrivateKey.from_private_bytes(author.key.seed))


class _Batch:
    """So many entries behind the last one, with one checkpoint."""

    def __init__(self, mission: Mission, record: Writing) -> None:
        self._mission, self._record = mission, record
        self._head, self._seen = _begun(record.head()), mission.file.seen
        self._pens = {author.party: _pen(author) for author in mission.authors}
        cell = mission.file.cell
        self._keys = {party: (self._end(cell), self._end(party)) for party in self._pens}
        self._to = {party: self._last(party) for party in self._pens}

    def _end(self, party: PartyId) -> End:
        about = self._record.about_keys(party)
        return End(party, len(about), self._record.sealed(about[-1]).leaf)

    def _last(self, party: PartyId) -> tuple[int, bytes | None]:
        end = self._record.addressed(party)
        return (0, None) if end is None else (end.seq, end.leaf)

    def seal(self, notices: Sequence[Notice]) -> None:
        """These notices, one after the other."""
        old, log = self._head.size, self._mission.signers.log
        leaves = [
            self._one(old + place, notice, boxes)
            for place, (notice, boxes) in enumerate(zip(notices, reach(notices), strict=True))
        ]
        edge, new = tree.append(
            tree.edge(old, tiles.reader(old, self._record.tile)), [tree.leaf_hash(leaf) for leaf in leaves]
        )
        text = str(Checkpoint(log.name, edge.size, edge.root))
        self._record.grow(old, edge.size, tiles.additions(new), bytes(Note(text, (note.sign(text, log),))))

    def _one(self, index: int, notice: Notice, boxes: tuple[Box, ...]) -> bytes:
        pen, salts = self._pens[notice.party], self._salts()
        openings = {name: Opening(next(salts), value) for name, value in fields(notice).items()}
        seq, received = int(NOON) + index, self._head.received
        statement = self._statement(pen, notice, seq, {name: held.commitment(name) for name, held in openings.items()})
        openings[ANSWER] = Opening(next(salts), Met().json())
        to = tuple(Link(party, count + 1, leaf) for party, (count, leaf) in self._to.items() if party != notice.party)
        checked = Checked(index, openings[ANSWER].commitment(ANSWER))
        envelope = Envelope(index, received, self._keys[notice.party], None, to, checked)
        one = Sealed(index, pen.signed(statement.text()), bytes(envelope), next(salts))
        leaf = one.leaf
        self._to |= {link.party: (link.seq, leaf) for link in to}
        self._record.append(one, openings, rows(statement, envelope, leaf, notice, boxes, openings))
        return leaf

    def _salts(self) -> Iterator[bytes]:
        while True:
            yield self._mission.draw.randbytes(SALT_BYTES)

    def _statement(self, pen: _Pen, notice: Notice, seq: int, committed: dict[str, bytes]) -> Statement:
        file = self._mission.file
        return Statement(
            origin=file.origin,
            exercise=file.exercise,
            party=notice.party,
            key=pen.author.key.name,
            seq=seq,
            seen=self._seen,
            filed=NOON,
            machine=False,
            kind=Kind.NOTICE,
            act=Filing(Action.NEW, None if file.agreement is None else file.agreement.digest),
            fields=committed,
        )


def _begun(head: Head | None) -> Head:
    if head is None:
        raise Broken("the mission has not begun")
    return head
