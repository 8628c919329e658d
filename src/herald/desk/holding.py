"""What does a record show to somebody who holds an earlier receipt or checkpoint against it?"""

from __future__ import annotations

from herald.malformed import Malformed
from herald.ports import Record
from herald.record.holding import Shown
from herald.tlog import note, tiles, tree
from herald.tlog.note import Note


def shown(record: Record) -> Shown:
    """The whole record, as it is now."""
    head = record.head()
    size = 0 if head is None else head.size
    return Shown(
        None if head is None else _read(head.checkpoint),
        lambda old: consistency(record, old, size),
        lambda index: _leaf(record, index),
        lambda at: _read(record.checkpoint(at)),
    )


def consistency(record: Record, old: int, new: int) -> tuple[bytes, ...] | None:
    """Which proof shows that the log of `new` entries begins with the same `old` ones? Out of the tiles as they are stored.

    None where the record has no such sizes, or its tiles are not as long as they must be.
    """
    head = record.head()
    if head is None or not 0 < old <= new <= head.size:
        return None
    try:
        return tree.hashes(tree.consistency_parts(old, new), tiles.reader(head.size, record.tile))
    except Malformed:
        return None


def _leaf(record: Record, index: int) -> bytes | None:
    try:
        return record.sealed(index).leaf
    except IndexError:
        return None


def _read(data: bytes | None) -> Note | None:
    try:
        return None if data is None else note.read(data)
    except Malformed:
        return None
