"""What does the desk need of the world, and what does each of these owe it? Small protocols that state their duties."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from herald.canonical import Json
from herald.check.reach import Box
from herald.incident.searching import Word
from herald.notice.model import Notice
from herald.prevented import Prevented
from herald.record.acts import Kind
from herald.record.opening import Opening, Openings
from herald.record.rows import Filed, Part, Rows
from herald.record.rungs import Come, Open, Told, What
from herald.record.sealed import Sealed
from herald.tlog.keys import SigningKey
from herald.tlog.tiles import Tile
from herald.units import Instant, NoticeId, PartyId

Clock = Callable[[], Instant]
"""What time is it? By the machine's own clock, which nobody has to believe."""
Lots = Callable[[int], bytes]
"""So many bytes that nobody can guess."""
NoticeReader = Callable[[str, str, str, Mapping[str, Json]], Notice]
"""Which notice do these fields state? Where it is told, party, action, fields. As strict as the reader of files: Malformed."""


@dataclass(frozen=True, slots=True)
class Signers:
    """The keys of the cell's machine: the log's, which signs checkpoints, and the node's, which signs what the machine does."""

    log: SigningKey
    node: SigningKey


class Broken(Prevented):
    """The store could not do what it promises: nothing of the transaction holds, and it takes no other until it is opened anew.

    After an error of the disk nobody knows what was written; a second try could call lost what is there, or there what is lost.
    """

    code = "store-broken"


class Busy(Prevented):
    """Another process writes, or reads what is to be cut off, and did not end in time: nothing is wrong, and nothing was done."""

    code = "store-busy"


class Foreign(Prevented):
    """The file is no mission, or one that this Herald does not know how to read. Nothing of it was changed."""

    code = "not-a-mission"


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log stands: how many entries, the last checkpoint as signed, and when its last entry came."""

    size: int
    checkpoint: bytes
    received: Instant


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """The last entry of a chain: the how-manieth it is, its index, its leaf."""

    seq: int
    index: int
    leaf: bytes


class Record(Protocol):
    """One moment of a mission's record, which does not change while it is read."""

    def head(self) -> Head | None:
        """Where does the log stand? None before its first entry."""

    def sealed(self, index: int) -> Sealed:
        """What is sealed at this index? Raises IndexError."""

    def all_sealed(self, first: int = 0) -> Iterator[tuple[Sealed, Openings]]:
        """Everything sealed from this index on, in order, with what is still there of its fields."""

    def stored(self, first: int = 0) -> Iterator[tuple[Sealed, bytes]]:
        """The same as it is kept, nothing of it read: the openings in canonical JSON, `{}` where there are none."""

    def openings(self, index: int) -> dict[str, Opening]:
        """What is still there of the fields of this entry, and of its answer?"""

    def kept(self, index: int) -> bytes:
        """The same as it is kept, nothing of it read: canonical JSON, `{}` where there is nothing."""

    def tile(self, tile: Tile) -> bytes:
        """Which hashes has this tile of the tree?"""

    def checkpoint(self, size: int) -> bytes | None:
        """Which checkpoint was signed at this size, if any was?"""

    def checkpoints(self) -> Iterator[tuple[int, bytes]]:
        """All checkpoints that were signed, by size."""

    def filed(self, notice: NoticeId) -> Filed | None:
        """When was the notice of this id filed, by whom?"""

    def filed_at(self, index: int) -> Filed | None:
        """Which notice was filed at this index?"""

    def successor(self, notice: NoticeId, party: PartyId) -> Filed | None:
        """With which notice did this party replace or cancel its own of this id, whether that was filed yet or not?"""

    def succeeded_since(self, first: int, party: PartyId) -> tuple[Filed, ...]:
        """Which of its own notices did this party replace or cancel by an entry from this index on? In the order of the log."""

    def filed_between(self, first: int, until: int, most: int) -> tuple[Filed, ...]:
        """Which notices were filed from this index on, and before that one? The last of them, at most so many, in their order."""

    def near(self, boxes: Sequence[Box]) -> tuple[int, ...]:
        """At which indices stand the notices that stand and could be within any of these boxes? In order."""

    def standing(self) -> tuple[int, ...]:
        """At which indices stand the notices that nothing succeeds, cancels excepted? In order."""

    def counts(self) -> Mapping[PartyId, int]:
        """How many notices of each party stand?"""

    def used(self, key: str, seq: int) -> int | None:
        """At which index did this key use this number?"""

    def of_kind(self, *kinds: Kind) -> tuple[int, ...]:
        """At which indices stand the entries of these kinds? In order."""

    def addressed(self, party: PartyId) -> ChainEnd | None:
        """Which entry was the last that was addressed to this party?"""

    def about_keys(self, party: PartyId) -> tuple[int, ...]:
        """At which indices stand the entries about this party's keys? In order."""

    def first_since(self, at: Instant) -> int:
        """At which index stands the first entry that was received then or later? The log's size if none does."""

    def told(self, of: int) -> tuple[Told, ...]:
        """Which rungs were reached of the notice at this index? In the order of the log."""

    def still_open(self, what: What, until: Instant | None = None, of: int | None = None) -> tuple[Open, ...]:
        """What of this kind is still to come? In the order of its time; of one notice, or up to an instant, if asked."""

    def come(self, since: Instant) -> Iterator[Come]:
        """How far has each notice come that stands and is about an instant at or after this one, with each addressee?"""

    def live(self, since: Instant) -> tuple[int, ...]:
        """At which indices stand the notices that stand and are about an instant at or after this one? By their first instant."""

    def part(self, index: int) -> Part | None:
        """To which incident does the entry at this index belong? None if to none."""

    def parts(self, incident: int) -> tuple[Part, ...]:
        """Which entries belong to the incident that was opened at this index? In the order of the log, its opening first."""

    def found(self, word: Word, first: int, until: int) -> frozenset[int]:
        """Which of the entries from `first` up to `until`, exclusive, are found by this word?"""

    def how_common(self, word: Word, most: int) -> int:
        """By how many rows of the table of words are entries found by this word? No more than `most` are counted."""

    def cosignatures(self, size: int) -> Mapping[str, bytes]:
        """Which witnesses cosigned the checkpoint of this size? The lines of their signatures, by name."""

    def cosigned(self, least: int) -> Iterator[int]:
        """Checkpoints of which sizes, from this on, has any witness cosigned? Ascending."""

    def tables(self, *names: str) -> Iterator[tuple[str, tuple[object, ...]]]:
        """Every row of every table that follows from the entries, or of these tables: table and row, in an order of their own keys.

        acts: index, kind, key, seq, party, received, leaf. notices: index, id, party, action, replaces. addressed, about_keys:
        party, seq, index, leaf. reach: `PIECES` times the index and the number of the box, the eight sides of the box. told:
        `MOST_RUNGS` times the index and the number of the rung, of, party, ladder, rank, at, note. open: what, of, party, clause,
        at, regime. spans: index, first, until. parts: index, incident, of, kind, party. words: `MOST_KEYS` times the index and the
        number of the key, key.
        """


class Writing(Record, Protocol):
    """A transaction: alone, and all or nothing."""

    def append(self, sealed: Sealed, openings: Openings, rows: Rows) -> None:
        """Add this entry behind all others, with the openings of its fields and what follows from it."""

    def grow(self, old: int, size: int, added: Mapping[tuple[int, int], bytes], checkpoint: bytes) -> None:
        """Add to the tiles what `tiles.additions` says, and the signed checkpoint. Raises Broken if the log is not `old` long."""

    def cosign(self, size: int, lines: Mapping[str, bytes]) -> None:
        """Keep what these witnesses said of the checkpoint of this size. What one of them said of it before stays."""

    def erase(self, index: int, names: Sequence[str]) -> None:
        """Forget what these fields of this entry held, so that it cannot be read from the disk either."""

    def restore_tables(self, rows: Iterator[Rows]) -> None:
        """Make all tables that follow from the entries anew, from these rows."""


class Store(Protocol):
    """A mission's record, kept.

    What `writing` was left with, without an exception, is on the disk and stays there whatever happens then; what it was left
    with otherwise never was. There is never more than one writing at a time, in all processes together.
    """

    def reading(self) -> AbstractContextManager[Record]:
        """One moment of the record."""

    def writing(self) -> AbstractContextManager[Writing]:
        """A transaction. Raises Broken where it cannot be kept, and ever after; Busy where another took too long."""
