"""What follows from the entries? All tables anew, by the very functions by which the sequencer made them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from herald import canonical
from herald.check.reach import reach
from herald.desk.audit.leaves import Held
from herald.desk.audit.spreading import spread
from herald.desk.books import notice_of
from herald.malformed import Malformed, Problem
from herald.members import Where
from herald.notice.model import Notice
from herald.ports import NoticeReader, Record, Store
from herald.record import opening
from herald.record.acts import IN_INCIDENTS, Kind
from herald.record.entry import Statement
from herald.record.opening import Openings
from herald.record.rows import Rows, rows
from herald.record.rungs import FILING
from herald.record.sealed import Envelope, Sealed

Transaction = tuple[Held, ...]
"""What was sealed together, under one checkpoint: boxes are computed of all its notices at once, as the sequencer does."""
Told = tuple[int, Rows | tuple[Problem, ...]]
"""What an entry adds, or why it cannot be read, by its index."""
_TOGETHER = 256
_OPENED = FILING | {Kind.SPREAD} | IN_INCIDENTS
"""Of these kinds the openings are read: what a notice files, which unit was told, by which words an entry is found."""


@dataclass(frozen=True, slots=True)
class _Read:
    statement: Statement
    envelope: Envelope
    notice: Notice | None
    openings: Openings


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Which tables were not what follows from the entries, and are now? None of them: the record was as it must be."""

    tables: tuple[str, ...]

    @property
    def differed(self) -> bool:
        """Was any table another?"""
        return bool(self.tables)


def rebuild(store: Store, reader: NoticeReader, processes: int = 1) -> Rebuilt:
    """Make every table that follows from the entries anew, in one transaction. What differed?

    A crash or an error before its end leaves the tables as they were. Raises Malformed for an entry that cannot be read, Broken.
    """
    with store.writing() as record:
        before = _digests(record)
        record.restore_tables(projected(record, reader, processes))
        after = _digests(record)
    names = sorted({*before, *after})
    return Rebuilt(tuple(table for table in names if before.get(table) != after.get(table)))


def _digests(record: Record) -> dict[str, bytes]:
    """A hash of all rows of each table; a table without rows has none."""
    found: dict[str, Any] = {}
    for table, row in record.tables():
        found.setdefault(table, sha256()).update(repr(row).encode())
    return {table: digest.digest() for table, digest in found.items()}


def projected(
    record: Record, reader: NoticeReader, processes: int = 1, unreadable: Callable[[int], object] | None = None
) -> Iterator[Rows]:
    """What does each entry add to the tables, in order?

    Raises Malformed for an entry that cannot be read; if `unreadable` is given, it is told of it instead, and the entry left out.
    """
    for piece in spread(partial(_projected, reader=reader), _pieces(record), processes):
        for index, read in piece:
            if isinstance(read, Rows):
                yield read
            elif unreadable is None:
                raise Malformed(read)
            else:
                unreadable(index)


def _pieces(record: Record) -> Iterator[list[Transaction]]:
    """Whole transactions, some hundred entries together."""
    piece: list[Transaction] = []
    for transaction in _transactions(record):
        piece.append(transaction)
        if sum(map(len, piece)) >= _TOGETHER:
            yield piece
            piece = []
    if piece:
        yield piece


def _transactions(record: Record) -> Iterator[Transaction]:
    sizes = (size for size, _ in record.checkpoints())
    end = next(sizes, None)
    together: list[Held] = []
    for held in record.stored():
        if end is not None and held[0].index >= end:
            yield tuple(together)
            together = []
        while end is not None and held[0].index >= end:
            end = next(sizes, None)
        together.append(held)
    yield tuple(together)


def _projected(piece: Sequence[Transaction], reader: NoticeReader) -> list[Told]:
    return [each for transaction in piece for each in _of_one(transaction, reader)]


def _of_one(transaction: Transaction, reader: NoticeReader) -> Iterator[Told]:
    read = [(sealed, _read(sealed, openings, reader)) for sealed, openings in transaction]
    notices = {
        sealed.index: each.notice for sealed, each in read if isinstance(each, _Read) and each.notice is not None
    }
    boxes = dict(zip(notices, reach(list(notices.values())), strict=True))
    for sealed, each in read:
        if isinstance(each, _Read):
            yield (
                sealed.index,
                rows(
                    each.statement,
                    each.envelope,
                    sealed.leaf,
                    each.notice,
                    boxes.get(sealed.index, ()),
                    each.openings,
                ),
            )
        else:
            yield sealed.index, each


def _read(sealed: Sealed, data: bytes, reader: NoticeReader) -> _Read | tuple[Problem, ...]:
    try:
        statement, envelope = sealed.entry().statement, sealed.routing()
        if statement.kind not in _OPENED:
            return _Read(statement, envelope, None, {})
        file = f"openings of entry {sealed.index}"
        openings = opening.read(canonical.read(file, data), Where(file))
        filing = statement.kind in FILING
        notice = notice_of(reader, f"entry {sealed.index}", statement, openings) if filing else None
        return _Read(statement, envelope, notice, openings)
    except Malformed as malformed:
        return malformed.problems
