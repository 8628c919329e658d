"""A mission's record in memory: for tests, and for asking what would follow. Nothing of it outlives the process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock

from herald import canonical
from herald.acknowledgement.ladders import STEPS, Ladder, Step
from herald.check.reach import Box
from herald.incident.searching import Word
from herald.ports import Broken, ChainEnd, Head
from herald.record import opening
from herald.record.acts import Kind
from herald.record.opening import Opening, Openings
from herald.record.rows import MOST_KEYS, PIECES, Filed, Part, Rows, Span, keys, succeeded
from herald.record.rungs import MOST_RUNGS, Come, Ends, Open, Told, What
from herald.record.sealed import Sealed
from herald.tlog.tiles import Tile
from herald.tlog.tree import HASH_BYTES
from herald.units import ClauseId, Instant, NoticeId, PartyId


@dataclass(slots=True)
class _Tables:
    """What follows from the entries."""

    acts: dict[int, Rows] = field(default_factory=dict)
    used: dict[tuple[str, int], int] = field(default_factory=dict)
    notices: dict[NoticeId, Filed] = field(default_factory=dict)
    successors: dict[tuple[NoticeId, PartyId], Filed] = field(default_factory=dict)
    addressed: dict[PartyId, list[ChainEnd]] = field(default_factory=dict)
    about_keys: dict[PartyId, list[ChainEnd]] = field(default_factory=dict)
    reach: dict[int, tuple[Box, ...]] = field(default_factory=dict)
    told: dict[int, Told] = field(default_factory=dict)
    open: Ends = field(default_factory=Ends)
    spans: dict[int, Span] = field(default_factory=dict)
    parts: dict[int, Part] = field(default_factory=dict)
    words: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def copy(self) -> _Tables:
        return _Tables(
            dict(self.acts),
            dict(self.used),
            dict(self.notices),
            dict(self.successors),
            {party: list(chain) for party, chain in self.addressed.items()},
            {party: list(chain) for party, chain in self.about_keys.items()},
            dict(self.reach),
            dict(self.told),
            self.open.copy(),
            dict(self.spans),
            dict(self.parts),
            dict(self.words),
        )

    def project(self, rows: Rows) -> None:
        self.acts[rows.index] = rows
        if self.used.setdefault((rows.key, rows.seq), rows.index) != rows.index:
            raise Broken("a key used one number twice")
        for link in rows.to:
            _linked(self.addressed, link.party, ChainEnd(link.seq, rows.index, rows.leaf))
        if rows.link is not None:
            _linked(self.about_keys, rows.link.party, ChainEnd(rows.link.seq, rows.index, rows.leaf))
        gone = succeeded(rows, self.notices)
        if rows.filed is not None:
            self._file(rows, rows.filed)
        self.told |= {rows.index * MOST_RUNGS + number: each for number, each in enumerate(rows.told)}
        self.open.take(rows.opened, rows.shut, gone)
        if rows.part is not None:
            self.parts[rows.index] = rows.part
        if rows.keys:
            self.words[rows.index] = rows.keys

    def rows(self) -> Mapping[str, Iterator[tuple[object, ...]]]:
        """Of each table its rows, in the order of their keys."""
        return {
            "acts": (
                (n, r.kind.value, r.key, r.seq, r.party, r.received, r.leaf) for n, r in sorted(self.acts.items())
            ),
            "notices": (
                (filed.index, filed.id, filed.party, filed.action.value, filed.replaces)
                for filed in sorted(self.notices.values(), key=lambda filed: filed.index)
            ),
            "addressed": _linked_rows(self.addressed),
            "about_keys": _linked_rows(self.about_keys),
            "reach": (
                (index * PIECES + number, *box)
                for index, boxes in sorted(self.reach.items())
                for number, box in enumerate(boxes)
            ),
            "told": (
                (n, each.of, each.party, each.ladder.value, each.rank, each.at, each.note)
                for n, each in sorted(self.told.items())
            ),
            "open": self.open.rows(),
            "spans": ((index, span.first, span.until) for index, span in sorted(self.spans.items())),
            "parts": (
                (part.index, part.incident, part.of, part.kind.value, part.party)
                for _, part in sorted(self.parts.items())
            ),
            "words": (
                (index * MOST_KEYS + number, key)
                for index, found_by in sorted(self.words.items())
                for number, key in enumerate(found_by)
            ),
        }

    def standing(self, filed: Filed) -> bool:
        return filed.stands and (filed.id, filed.party) not in self.successors

    def _file(self, rows: Rows, filed: Filed) -> None:
        if self.notices.setdefault(filed.id, filed) is not filed:
            raise Broken("a notice's id was filed twice")
        if filed.replaces is not None:
            succession = filed.replaces, filed.party
            if self.successors.setdefault(succession, filed) is not filed:
                raise Broken("a notice was succeeded twice")
        gone = None if rows.gone is None else self.notices.get(rows.gone)
        if gone is not None:
            self.reach.pop(gone.index, None)
            self.spans.pop(gone.index, None)
        if self.standing(filed):
            if rows.boxes:
                self.reach[filed.index] = rows.boxes
            self.spans[filed.index] = rows.span


def _come(of: int, party: PartyId, told: Sequence[Told]) -> Come:
    """How far has it come, by these rungs in the order of the log?"""

    def highest(ladder: Ladder) -> int:
        return max((each.rank for each in told if each.ladder is ladder), default=0)

    units = [each for each in told if each.ladder is Ladder.SPREAD and each.note is not None]
    answers = [each.rank for each in told if each.ladder is Ladder.RESPONSE]
    confirming = {each.note for each in units if each.rank == STEPS[Step.CONFIRMED]}
    return Come(
        of,
        party,
        highest(Ladder.DELIVERY),
        highest(Ladder.RECEIPT),
        len({each.note for each in units}),
        len(confirming),
        answers[-1] if answers else None,
    )


def _linked_rows(chains: Mapping[PartyId, Sequence[ChainEnd]]) -> Iterator[tuple[object, ...]]:
    return ((party, end.seq, end.index, end.leaf) for party, chain in sorted(chains.items()) for end in chain)


def _linked(chains: dict[PartyId, list[ChainEnd]], party: PartyId, end: ChainEnd) -> None:
    chain = chains.setdefault(party, [])
    if end.seq != len(chain) + 1:
        raise Broken("a chain has a gap")
    chain.append(end)


@dataclass(slots=True)
class _State:
    entries: list[tuple[Sealed, Openings]] = field(default_factory=list)
    tiles: dict[tuple[int, int], bytes] = field(default_factory=dict)
    checkpoints: dict[int, bytes] = field(default_factory=dict)
    cosignatures: dict[tuple[int, str], bytes] = field(default_factory=dict)
    tables: _Tables = field(default_factory=_Tables)

    def copy(self) -> _State:
        return _State(
            list(self.entries),
            dict(self.tiles),
            dict(self.checkpoints),
            dict(self.cosignatures),
            self.tables.copy(),
        )


class MemoryStore:
    """A mission without a file."""

    def __init__(self) -> None:
        """Empty."""
        self._state = _State()
        self._lock = Lock()

    @contextmanager
    def reading(self) -> Iterator[MemoryRecord]:
        """One moment of the record."""
        yield MemoryRecord(self._state)

    @contextmanager
    def writing(self) -> Iterator[MemoryWriting]:
        """A transaction: on a copy, which then takes the place of what was there."""
        with self._lock:
            state = self._state.copy()
            yield MemoryWriting(state)
            self._state = state

    def forget(self) -> None:
        """Nothing that was erased is anywhere."""


class MemoryRecord:
    """One moment's view."""

    def __init__(self, state: _State) -> None:
        """Of this state, which nobody changes any more."""
        self._state = state

    def head(self) -> Head | None:
        """Where does the log stand?"""
        size = len(self._state.entries)
        if size == 0:
            return None
        return Head(size, self._state.checkpoints[size], self._state.tables.acts[size - 1].received)

    def sealed(self, index: int) -> Sealed:
        """What is sealed at this index?"""
        if not 0 <= index < len(self._state.entries):
            raise IndexError(f"nothing is sealed at index {index}")
        return self._state.entries[index][0]

    def all_sealed(self, first: int = 0) -> Iterator[tuple[Sealed, Openings]]:
        """Everything sealed from this index on."""
        yield from self._state.entries[first:]

    def stored(self, first: int = 0) -> Iterator[tuple[Sealed, bytes]]:
        """The same as it is kept, nothing of it read."""
        return ((sealed, canonical.write(opening.write(openings))) for sealed, openings in self.all_sealed(first))

    def openings(self, index: int) -> dict[str, Opening]:
        """What is still there of the fields of this entry?"""
        return dict(self._state.entries[index][1]) if 0 <= index < len(self._state.entries) else {}

    def kept(self, index: int) -> bytes:
        """The same as it is kept, nothing of it read."""
        return canonical.write(opening.write(self.openings(index)))

    def tile(self, tile: Tile) -> bytes:
        """Which hashes has this tile?"""
        return self._state.tiles.get((tile.level, tile.index), b"")[: tile.width * HASH_BYTES]

    def checkpoint(self, size: int) -> bytes | None:
        """Which checkpoint was signed at this size?"""
        return self._state.checkpoints.get(size)

    def checkpoints(self) -> Iterator[tuple[int, bytes]]:
        """All checkpoints that were signed."""
        yield from sorted(self._state.checkpoints.items())

    def filed(self, notice: NoticeId) -> Filed | None:
        """When was the notice of this id filed?"""
        return self._state.tables.notices.get(notice)

    def filed_at(self, index: int) -> Filed | None:
        """Which notice was filed at this index?"""
        rows = self._state.tables.acts.get(index)
        return None if rows is None else rows.filed

    def successor(self, notice: NoticeId, party: PartyId) -> Filed | None:
        """With which notice did this party replace or cancel its own?"""
        return self._state.tables.successors.get((notice, party))

    def near(self, boxes: Sequence[Box]) -> tuple[int, ...]:
        """At which indices stand the notices that could be within any of these boxes?"""
        held = self._state.tables.reach.items()
        return tuple(sorted(index for index, own in held if any(_overlap(a, b) for a in own for b in boxes)))

    def succeeded_since(self, first: int, party: PartyId) -> tuple[Filed, ...]:
        """Which of its own notices did this party replace or cancel by an entry from this index on?"""
        tables = self._state.tables
        later = [filed for filed in tables.notices.values() if filed.index >= first and filed.party == party]
        gone = (tables.notices.get(filed.replaces) for filed in later if filed.replaces is not None)
        found = {each.index: each for each in gone if each is not None and each.party == party}
        return tuple(each for _, each in sorted(found.items()))

    def filed_between(self, first: int, until: int, most: int) -> tuple[Filed, ...]:
        """Which notices were filed from this index on, and before that one? The last of them."""
        held = [filed for filed in self._state.tables.notices.values() if first <= filed.index < until]
        return tuple(sorted(held, key=lambda filed: filed.index)[-most:])

    def standing(self) -> tuple[int, ...]:
        """At which indices stand the notices that nothing succeeds?"""
        tables = self._state.tables
        return tuple(sorted(filed.index for filed in tables.notices.values() if tables.standing(filed)))

    def counts(self) -> Mapping[PartyId, int]:
        """How many notices of each party stand?"""
        tables = self._state.tables
        return Counter(filed.party for filed in tables.notices.values() if tables.standing(filed))

    def used(self, key: str, seq: int) -> int | None:
        """At which index did this key use this number?"""
        return self._state.tables.used.get((key, seq))

    def of_kind(self, *kinds: Kind) -> tuple[int, ...]:
        """At which indices stand the entries of these kinds?"""
        return tuple(sorted(index for index, rows in self._state.tables.acts.items() if rows.kind in kinds))

    def addressed(self, party: PartyId) -> ChainEnd | None:
        """Which entry was the last that was addressed to this party?"""
        chain = self._state.tables.addressed.get(party)
        return chain[-1] if chain else None

    def about_keys(self, party: PartyId) -> tuple[int, ...]:
        """At which indices stand the entries about this party's keys?"""
        return tuple(end.index for end in self._state.tables.about_keys.get(party, ()))

    def first_since(self, at: Instant) -> int:
        """At which index stands the first entry that was received then or later?"""
        acts = self._state.tables.acts
        return next((index for index in sorted(acts) if acts[index].received >= at), len(self._state.entries))

    def told(self, of: int) -> tuple[Told, ...]:
        """Which rungs were reached of the notice at this index?"""
        return tuple(each for _, each in sorted(self._state.tables.told.items()) if each.of == of)

    def still_open(self, what: What, until: Instant | None = None, of: int | None = None) -> tuple[Open, ...]:
        """What is still to come, of this kind?"""
        found = (
            each
            for each in self._state.tables.open.held.values()
            if each.what is what and (until is None or each.at <= until) and of in (None, each.of)
        )
        return tuple(sorted(found, key=lambda each: (each.at, each.of, each.party, each.clause or ClauseId(""))))

    def come(self, since: Instant) -> Iterator[Come]:
        """How far has each notice come that stands and is about an instant at or after this one?"""
        for index in sorted(self.live(since)):
            told = [each for each in self.told(index) if each.ladder in _LADDERS]
            for party in sorted({each.party for each in told}):
                yield _come(index, party, [each for each in told if each.party == party])

    def live(self, since: Instant) -> tuple[int, ...]:
        """At which indices stand the notices that are about an instant at or after this one?"""
        spans = self._state.tables.spans
        found = [index for index, span in spans.items() if span.until is None or span.until >= since]
        return tuple(sorted(found, key=lambda index: (*_first(spans[index].first), index)))

    def cosignatures(self, size: int) -> Mapping[str, bytes]:
        """Which witnesses cosigned the checkpoint of this size?"""
        return {name: line for (at, name), line in sorted(self._state.cosignatures.items()) if at == size}

    def cosigned(self, least: int) -> Iterator[int]:
        """Checkpoints of which sizes has any witness cosigned?"""
        return iter(sorted({size for size, _ in self._state.cosignatures if size >= least}))

    def part(self, index: int) -> Part | None:
        """To which incident does the entry at this index belong?"""
        return self._state.tables.parts.get(index)

    def parts(self, incident: int) -> tuple[Part, ...]:
        """Which entries belong to this incident?"""
        return tuple(part for _, part in sorted(self._state.tables.parts.items()) if part.incident == incident)

    def found(self, word: Word, first: int, until: int) -> frozenset[int]:
        """Which of the entries from `first` up to `until`, exclusive, are found by this word?"""
        return frozenset(index for index, _ in self._found_by(word) if first <= index < until)

    def how_common(self, word: Word, most: int) -> int:
        """By how many rows of the table of words are entries found by this word? No more than `most` are counted."""
        return len(list(islice(self._found_by(word), most)))

    def _found_by(self, word: Word) -> Iterator[tuple[int, str]]:
        every = ((index, key) for index, found_by in self._state.tables.words.items() for key in found_by)
        return ((index, key) for index, key in every if word.finds(key))

    def tables(self, *names: str) -> Iterator[tuple[str, tuple[object, ...]]]:
        """Every row of every table that follows from the entries, or of these tables."""
        rows = self._state.tables.rows()
        return ((table, row) for table in rows if not names or table in names for row in rows[table])


class MemoryWriting(MemoryRecord):
    """A transaction that adds to it."""

    def append(self, sealed: Sealed, openings: Openings, rows: Rows) -> None:
        """Add this entry, with what follows from it."""
        if sealed.index != len(self._state.entries):
            raise Broken(f"index {sealed.index} is not the next")
        self._state.entries.append((sealed, dict(openings)))
        self._state.tables.project(rows)

    def grow(self, old: int, size: int, added: Mapping[tuple[int, int], bytes], checkpoint: bytes) -> None:
        """Add to the tiles, and the signed checkpoint; only if the log is as long as the sequencer believes."""
        if max(self._state.checkpoints, default=0) != old or len(self._state.entries) != size:
            raise Broken(f"the log is not {old} entries long: another sequencer has sealed meanwhile")
        for tile, data in added.items():
            self._state.tiles[tile] = self._state.tiles.get(tile, b"") + data
        self._state.checkpoints[size] = checkpoint

    def cosign(self, size: int, lines: Mapping[str, bytes]) -> None:
        """Keep what these witnesses said."""
        for name, line in lines.items():
            self._state.cosignatures.setdefault((size, name), line)

    def erase(self, index: int, names: Sequence[str]) -> None:
        """Forget what these fields held."""
        sealed, openings = self._state.entries[index]
        left = {name: held for name, held in openings.items() if name not in names}
        self._state.entries[index] = sealed, left
        if index in self._state.tables.words:
            self._state.tables.words[index] = keys(sealed.entry().statement.act, left)

    def restore_tables(self, rows: Iterator[Rows]) -> None:
        """Make all tables that follow from the entries anew."""
        self._state.tables = _Tables()
        for each in rows:
            self._state.tables.project(each)


_LADDERS = frozenset({Ladder.DELIVERY, Ladder.RECEIPT, Ladder.SPREAD, Ladder.RESPONSE})


def _first(instant: Instant | None) -> tuple[bool, int]:
    """An unknown instant stands first."""
    return (False, 0) if instant is None else (True, instant)


def _overlap(a: Box, b: Box) -> bool:
    return all(a[n] <= b[n + 1] and b[n] <= a[n + 1] for n in range(0, 8, 2))
