"""How does the body of an entry reach its addressee, on every channel that it named, and what comes back? The cell's side.

Nothing here speaks to a network or opens a file: who carries a parcel there, and answers back, is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from herald.acknowledgement.ladders import Channel, Tried
from herald.desk.books import Books
from herald.desk.channels import BY_DEFAULT, named
from herald.desk.holding import consistency
from herald.desk.parcelling import Chunk, index_of_number, parcel_for
from herald.desk.witnessing import Apart, NotReconciled, last_known
from herald.malformed import Malformed
from herald.ports import Broken, Record
from herald.prevented import Prevented
from herald.record import opening, parcel
from herald.record.acts import Kind, Role
from herald.record.parcel import Answer
from herald.tlog import checkpoint, mirroring, note, subtree, tiles, tree
from herald.tlog.keys import Kind as Signs
from herald.tlog.keys import SigningKey, VerifierKey, read_verifier
from herald.tlog.mirroring import Upload
from herald.tlog.note import Note, Refused, open_note
from herald.tlog.policy import shown
from herald.tlog.witnessing import Request
from herald.units import PartyId

AT_ONCE = 64
"""Parcels of one try. What is left then is brought by the next one."""
_BACK = frozenset({Kind.CONSIGNMENT, Kind.GAP})


@dataclass(frozen=True, slots=True)
class Goods:
    """What is to be carried: to whom, to which address (None: none was named), from one size of the log up to another.

    `parcel` is what `herald.record.parcel` reads. `request` is the body of `add-checkpoint` for a mirror that knows so many
    entries, `uploads` the bodies of `add-entries` for one that lacks all from an entry on, with the mirror's ticket.
    """

    to: PartyId
    address: str | None
    begin: int
    size: int
    parcel: bytes
    request: Callable[[int], bytes]
    uploads: Callable[[int, bytes], Iterator[bytes]]


class Carrier(Protocol):
    """Whoever carries parcels on one channel. Each method raises Prevented where the addressee, or its folder, is not reached."""

    def waiting(self, to: PartyId, address: str | None) -> tuple[bytes, ...]:
        """Which answers lie there from before, or what does it say of how far it is, before anything is brought?"""

    def settled(self, to: PartyId, address: str | None, count: int) -> None:
        """Everything in the first `count` of those answers is sealed: they need not be shown again."""

    def lies(self, to: PartyId, address: str | None, begin: int) -> int:
        """Up to which size of the log do parcels lie there already that begin with this one? `begin` itself if none does."""

    def deliver(self, goods: Goods) -> bytes | None:
        """What is answered? None as long as nobody fetched it. What was left is there when this returns."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of one try to reach one addressee.

    `tried` is what came of it on each channel that it named and that somebody carries on. `lines` are entries that its machine
    signed and that are not sealed yet: they are handed in like any other. `held` is the number up to which it says to hold
    everything that was addressed to it, None where it said nothing. `cosigned` are lines of its mirror's cosignatures, checked,
    by size and by name, that of a witness of the policy or else of the key: for `Writing.cosign`.
    """

    tried: Mapping[Channel, Tried]
    lines: tuple[bytes, ...]
    held: int | None
    cosigned: Mapping[int, Mapping[str, bytes]] = field(default_factory=dict)


def delivered(
    record: Record, books: Books, party: PartyId, carriers: Mapping[Channel, Carrier], *, node: SigningKey
) -> Carried:
    """What comes of bringing to this party everything that was addressed to it and that it does not hold yet?

    `node` is the key of the cell's machine: it signs how far the party's chain goes. A channel for which there is no carrier is
    not tried and not told of. A party that named no channel is reached by its folder. Raises NotReconciled where its mirror shows
    that this log signed more than is here, or other things; then nothing may be sealed. Raises Broken before a mission has begun.
    """
    desk, wanted = _Desk(record, books, party, node), named(record).get(party, BY_DEFAULT)
    tried = {
        channel: desk.try_on(carriers[channel], wanted.addresses.get(channel))
        for channel in Channel
        if channel in wanted.channels and channel in carriers
    }
    answers = desk.answers
    return Carried(
        tried,
        tuple(dict.fromkeys(line for each in answers for line in each.lines if _is_new(line, party, record))),
        max((each.held for each in answers), default=None),
        _cosigned(answers, record, books, party),
    )


# -- One channel ---------------------------------------------------------------------------------------------------------------


class _Desk:
    """One addressee, at one moment of the record, and what it answered so far."""

    def __init__(self, record: Record, books: Books, party: PartyId, node: SigningKey) -> None:
        head = record.head()
        if head is None or books.mission is None:
            raise Broken("the mission has not begun: nothing was addressed to anybody yet")
        self._record, self._books, self._party, self._node = record, books, party, node
        self._size, self._log = head.size, read_verifier(books.mission.log)
        self._last = record.addressed(party)
        self.answers: list[Answer] = []

    def try_on(self, carrier: Carrier, address: str | None) -> Tried:
        """What comes of it on this channel?"""
        try:
            waiting = carrier.waiting(self._party, address)
            come = [found for each in waiting if (found := self._read(each))]
            self._settle(carrier, address, waiting)
            latest = max(come, key=lambda each: (each.size, each.held), default=None)
            if latest is not None and self._has_all(latest):
                return Tried.TAKEN
            return self._carry(carrier, address, self._since(latest))
        except (Broken, NotReconciled):
            raise
        except Prevented:
            return Tried.FAILED

    def _settle(self, carrier: Carrier, address: str | None, waiting: Sequence[bytes]) -> None:
        """What is sealed by now is put aside; the last answer stays, since it says how far the addressee is."""
        count = 0
        for data in waiting[:-1]:
            try:
                lines = parcel.answer(data).lines
            except Malformed:
                lines = ()
            if any(_is_new(line, self._party, self._record) for line in lines):
                break
            count += 1
        if count:
            carrier.settled(self._party, address, count)

    def _carry(self, carrier: Carrier, address: str | None, since: int) -> Tried:
        begin = carrier.lies(self._party, address, since)
        if begin == self._size > since:
            return Tried.LEFT
        for _ in range(AT_ONCE):
            chunk = parcel_for(self._record, self._books, self._party, begin, self._node)
            came = carrier.deliver(self._goods(chunk, begin, address))
            said = None if came is None else self._read(came)
            if came is None and chunk.size == self._size:
                return Tried.LEFT
            if said is not None and self._has_all(said):
                return Tried.TAKEN
            then = chunk.size if came is None else begin if said is None else self._since(said)
            if then == begin:
                return Tried.FAILED
            begin = then
        return Tried.FAILED

    def _goods(self, chunk: Chunk, begin: int, address: str | None) -> Goods:
        def request(old: int) -> bytes:
            return _request(self._record, old, chunk.size)

        def uploads(start: int, ticket: bytes) -> Iterator[bytes]:
            return _uploads(self._record, self._log.name, start, chunk.size, ticket)

        return Goods(self._party, address, begin, chunk.size, chunk.parcel, request, uploads)

    # -- What it answered ------------------------------------------------------------------------------------------------------

    def _read(self, data: bytes) -> Answer | None:
        """The answer, if it is one. Raises NotReconciled."""
        try:
            said = parcel.answer(data)
            if said.checkpoint is not None:
                self._reconciled(said.checkpoint)
        except Malformed:
            return None
        self.answers.append(said)
        return said

    def _reconciled(self, signed: Note) -> None:
        """What the log signed, and the mirror kept, this record must have signed too. What it did not sign shows nothing."""
        if isinstance(open_note(signed, [self._log]), Refused):
            return
        stated = checkpoint.read(signed.text)
        own = self._record.checkpoint(stated.size)
        if own is None or note.read(own).text != signed.text:
            words = f"holds a checkpoint of {stated.size} entries that this log signed, and that is not in this record"
            raise NotReconciled(self._size, [Apart(f"of {self._party} (its mirror)", stated.size, words)])

    def _has_all(self, said: Answer) -> bool:
        last = 0 if self._last is None else self._last.seq
        return said.refused is None and said.size >= self._size and said.held >= last

    def _since(self, latest: Answer | None) -> int:
        """From which entry on does it lack anything? By its own word, else by what its mirror cosigned last."""
        if latest is None:
            names = _names(self._books, self._party)
            return max(last_known(self._record, self._size, names).values(), default=0)
        size = min(latest.size, self._size)
        if self._last is None or latest.held >= self._last.seq:
            return size
        return min(size, index_of_number(self._record, self._party, latest.held + 1))


# -- For a mirror of the log ---------------------------------------------------------------------------------------------------


def _request(record: Record, old: int, size: int) -> bytes:
    signed, proof = record.checkpoint(size), consistency(record, old, size) if old else ()
    if signed is None or proof is None:
        raise Broken(
            f"the record cannot prove that its {size} entries begin with {old}: herald log fsck names what is wrong"
        )
    return bytes(Request(old, proof, note.read(signed)))


def _uploads(record: Record, origin: str, start: int, size: int, ticket: bytes) -> Iterator[bytes]:
    head = record.head()
    nodes = tiles.reader(0 if head is None else head.size, record.tile)
    wanted = tuple(mirroring.spans(start, size))
    for first in range(0, max(1, len(wanted)), mirroring.AT_ONCE):
        spans = wanted[first : first + mirroring.AT_ONCE]
        packages = []
        for span in spans:
            entries = [record.sealed(index).leaf for index in range(span.first, span.end)]
            proof = tree.hashes(subtree.parts(span.begin, span.end, size), nodes)
            packages.append(mirroring.Package(tuple(entries), proof))
        begin = spans[0].first if spans else start
        yield bytes(Upload(origin, begin, size, ticket, tuple(packages)))


# -- What comes back -----------------------------------------------------------------------------------------------------------


def _is_new(line: bytes, party: PartyId, record: Record) -> bool:
    """Is this something that the addressee's machine says of what it got, and that is not sealed yet?"""
    try:
        statement = opening.submission(line).entry.statement
    except Malformed:
        return False
    return statement.party == party and statement.kind in _BACK and record.used(statement.key, statement.seq) is None


def _cosigned(
    answers: Sequence[Answer], record: Record, books: Books, party: PartyId
) -> Mapping[int, Mapping[str, bytes]]:
    """Which checkpoints of this record did a machine of the party cosign?"""
    found: dict[int, dict[str, bytes]] = {}
    keys = _keys(books, party)
    for each in answers:
        if each.checkpoint is None or each.cosignature is None:
            continue
        stated, line = checkpoint.read(each.checkpoint.text), f"{each.cosignature}\n".encode()
        own = record.checkpoint(stated.size)
        if own is not None and note.read(own).text == each.checkpoint.text:
            name = _signer(each.checkpoint.text, line, keys)
            if name is not None:
                found.setdefault(stated.size, {})[name] = line
    return found


def _signer(text: str, line: bytes, keys: Mapping[VerifierKey, str]) -> str | None:
    try:
        opened = open_note(note.read(f"{text}\n".encode() + line), keys)
    except Malformed:
        return None
    return None if isinstance(opened, Refused) or len(opened) != 1 else keys[opened[0].key]


def _keys(books: Books, party: PartyId) -> Mapping[VerifierKey, str]:
    """With which keys do machines of this party cosign, and by which names are they kept?"""
    own = (key for key in books.ring.keys.values() if key.party == party and key.role is Role.NODE)
    keys = [VerifierKey(key.name, Signs.COSIGNATURE, key.public) for key in own if key.name not in books.ring.revoked]
    named = {witness.key: shown(witness.name) for witness in books.policy.witnesses}
    return {key: named.get(key, key.name) for key in keys}


def _names(books: Books, party: PartyId) -> Sequence[str]:
    return list(_keys(books, party).values())
