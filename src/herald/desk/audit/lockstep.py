"""Are the tables what follows from the entries? Row by row beside the entries as they are read, with nothing held in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from hashlib import sha256
from itertools import chain
from operator import eq
from struct import pack
from typing import Protocol

from herald.desk.audit.faults import Faults
from herald.malformed import Malformed
from herald.ports import Record
from herald.record.sealed import Envelope, Link
from herald.units import PartyId

Row = tuple[object, ...]


class Lockstep:
    """A table whose rows stand in the order of the log: the rows of each stretch of it are compared as it is read."""

    def __init__(
        self,
        record: Record,
        table: str,
        faults: Faults,
        per_entry: int = 1,
        same: Callable[[Row | None, Row | None], bool] = eq,
    ) -> None:
        """Before its first row. The first column of a row is its index times `per_entry`, or more."""
        self._rows = (row for _, row in record.tables(table))
        self._same = same
        self._table, self._faults, self._per_entry = table, faults, per_entry
        self._held: list[Row] = []

    def compare(self, expected: Sequence[Row], end: int, unknown: AbstractSet[int]) -> None:
        """Are these the rows of the stretch before this index? Of the indices in `unknown` nobody can say."""
        found = list(self._before(end * self._per_entry))
        if found != expected:
            self._tell(expected, found, unknown)

    def _before(self, end: int) -> Iterator[Row]:
        held, self._held = self._held, []
        for row in chain(held, self._rows):
            if not _less(row, end):
                self._held = [row]
                return
            yield row

    def _tell(self, expected: Iterable[Row], found: Iterable[Row], unknown: AbstractSet[int]) -> None:
        there, follows = ({row[0]: row for row in rows} for rows in (found, expected))
        for key in sorted({*there, *follows}, key=repr):
            index = key // self._per_entry if isinstance(key, int) else None
            if index not in unknown and not self._same(there.get(key), follows.get(key)):
                what = "is missing" if key not in there else "is not what follows from the entry"
                self._faults.tell(f"table-{self._table}", index, f"a row of it in the table {self._table} {what}")

    def end(self) -> None:
        """Is there no row more?"""
        for row in chain(self._held, self._rows):
            index = row[0] // self._per_entry if isinstance(row[0], int) else None
            self._faults.tell(f"table-{self._table}", index, f"a row in the table {self._table} follows from no entry")


_ROUNDED = 2.0**-22
_NOISE = 1e-6
"""An index of 32 bits rounds a box outward by less than this part of each side; another processor may differ in the last bits."""


def same_box(kept: Row | None, follows: Row | None) -> bool:
    """Is this the row of the same box, or of one that is larger by no more than rounding to 32 bits?"""
    if kept is None or follows is None or len(kept) != len(follows):
        return kept is follows
    number, *sides = kept
    same = number == follows[0]
    for at, (side, own) in enumerate(zip(sides, follows[1:], strict=True)):
        outward = (side - own) if at % 2 else (own - side)  # type: ignore[operator]
        same = same and -_NOISE <= outward <= abs(own) * _ROUNDED + _NOISE  # type: ignore[arg-type]
    return same


def _less(row: Row, end: int) -> bool:
    return isinstance(row[0], int) and row[0] < end


class Chained:
    """A table of chains, whose rows stand party by party: of each chain a running digest is kept, and compared at the end."""

    def __init__(self, record: Record, table: str, links: Callable[[Envelope], Iterable[Link]], faults: Faults) -> None:
        """`links` are those of an envelope that this table is about."""
        self._record, self._table, self._links, self._faults = record, table, links, faults
        self._expected: defaultdict[str, _Digest] = defaultdict(sha256)

    def take(self, party: PartyId, seq: int, index: int, leaf: bytes) -> None:
        """The next row of this party's chain."""
        self._expected[party].update(pack(">qq", seq, index) + leaf)

    def end(self) -> None:
        """Are these all, in this order? Where a chain's digest differs, it is gone through row by row."""
        found: defaultdict[str, _Digest] = defaultdict(sha256)
        for _, (party, seq, index, leaf) in self._record.tables(self._table):
            found[str(party)].update(pack(">qq", seq, index) + leaf)  # type: ignore[operator]
        for party in {**self._expected, **found}:
            if found[party].digest() != self._expected[party].digest():
                self._tell(party)

    def _tell(self, party: str) -> None:
        code, told, count = f"table-{self._table}", False, 0
        for _, row in self._record.tables(self._table):
            if row[0] == party:
                count += 1
                if not self._follows(row, count):
                    told = True
                    index = row[2] if isinstance(row[2], int) else None
                    self._faults.tell(
                        code, index, f"a row of it in the table {self._table} is not what follows from the entry"
                    )
        if not told:
            self._faults.tell(
                code, None, f"in the table {self._table} rows of {party} are missing after the first {count}"
            )

    def _follows(self, row: Row, count: int) -> bool:
        """Is this row what follows from the entry that it names, and the next?"""
        party, seq, index, leaf = row
        try:
            sealed = self._record.sealed(int(str(index)))
            links = {link.party: link.seq for link in self._links(sealed.routing())}
        except (IndexError, Malformed):
            return False
        return seq == count == links.get(PartyId(str(party))) and leaf == sealed.leaf


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...
