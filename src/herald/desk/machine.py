"""How does the cell's own machine hand in what it has to say? Signed by its node's key, and marked as a machine's act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from herald.desk.books import Books
from herald.ports import Broken, Lots, Record
from herald.record.acts import Act
from herald.record.drafting import Author, Place, draft
from herald.record.entry import Seen
from herald.tlog import checkpoint, note
from herald.tlog.keys import SigningKey
from herald.units import Instant


def said(
    record: Record, books: Books, node: SigningKey, acts: Iterable[Act], now: Instant, lots: Lots
) -> tuple[bytes, ...]:
    """By which lines does the cell's machine hand these acts in? Raises Broken before the mission has begun."""
    head = record.head()
    if head is None or books.ring.cell is None:
        raise Broken("the mission has not begun")
    signed = checkpoint.read(note.read(head.checkpoint).text)
    place = Place(books.origin, books.exercise, Seen(signed.size, signed.root))
    author = Author(node, books.ring.cell, machine=True)
    numbers = _unused(record, node.name, max(now, head.received))
    filed = Instant(max(now, head.received))
    return tuple(draft(place, author, act, {}, next(numbers), filed, lots).line() for act in acts)


def _unused(record: Record, key: str, first: int) -> Iterator[int]:
    number = first
    while True:
        if record.used(key, number) is None:
            yield number
        number += 1
