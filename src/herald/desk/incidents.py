"""What does the record hold of incidents, and of actors? Read from the entries; the words of a query are looked up in a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from herald.desk.books import Books
from herald.disclosure.incidents import FoundShown, may_see
from herald.disclosure.viewer import Viewer
from herald.incident import searching
from herald.ports import Record
from herald.record.acts import Kind
from herald.record.incidents import CustodyTaken, EvidenceTaken, Happening
from herald.record.onrecord import Item, OnRecord
from herald.record.rows import Part
from herald.record.stated import stated, texts

_LONGEST = 100
_MOST_LOOKED = 500
"""So many entries are looked through for a party, which may know few of them."""
_LAST_ENTRIES, _COMMON, _FEW = 2_048, 10_000, 20
"""A search begins with so many entries; a word is common that has so many keys; so few entries are read instead of looked up."""


def on_record(record: Record, books: Books, number: int) -> OnRecord | None:
    """What does the record hold of the incident that was opened at this index? None where none was."""
    parts = record.parts(number)
    return OnRecord(books.exercise, number, tuple(_items(record, books, parts))) if parts else None


def numbers(record: Record) -> tuple[int, ...]:
    """At which indices were incidents opened? In the order of the log."""
    opened = ((index, record.part(index)) for index in record.of_kind(Kind.INCIDENT))
    return tuple(index for index, part in opened if part is not None and part.incident == index)


def actors(record: Record, books: Books) -> tuple[Item, ...]:
    """What is in the register of actors? Every entry of it, in the order of the log."""
    return tuple(item(record, books, index) for index in record.of_kind(Kind.ACTOR))


def found(record: Record, books: Books, query: str, most: int) -> tuple[tuple[Part | None, Item], ...]:
    """Which entries of incidents, and of actors, are found by all words of this query? The last entered first, at most so many.

    With each the part that it is of an incident; None for an actor.
    """
    asked = searching.asked(query)
    answering = (index for index in _candidates(record, asked) if _answers(record, index, asked))
    return tuple((record.part(index), item(record, books, index)) for index in islice(answering, most))


def _candidates(record: Record, asked: Iterable[searching.Word]) -> Iterator[int]:
    """Which entries may answer, the last first?

    Looked up from the end of the log backwards, each time in four times as many entries, the rarest word first: a word that
    stands in most entries is found in the last of them, and is not looked up where few have another.
    """
    head = record.head()
    rarest_first = sorted(asked, key=lambda word: record.how_common(word, _COMMON))
    until, width = 0 if head is None or not rarest_first else head.size, _LAST_ENTRIES
    while until > 0:
        first = max(0, until - width)
        yield from sorted(_among(record, rarest_first, first, until), reverse=True)
        until, width = first, 4 * width


def _among(record: Record, asked: Iterable[searching.Word], first: int, until: int) -> frozenset[int]:
    """Those of these entries that have every word, or so few that they are as well read."""
    left: frozenset[int] | None = None
    for word in asked:
        these = record.found(word, first, until)
        left = these if left is None else left & these
        if len(left) <= _FEW:
            break
    return left or frozenset()


def _answers(record: Record, index: int, asked: Iterable[searching.Word]) -> bool:
    act = record.sealed(index).entry().statement.act
    return searching.answers(asked, texts(act, record.openings(index)))


def _items(record: Record, books: Books, parts: Iterable[Part]) -> Iterator[Item]:
    return (item(record, books, part.index) for part in parts)


def item(record: Record, books: Books, index: int) -> Item:
    """What is entered at this index? It must be an entry of an incident, or of the register."""
    sealed = record.sealed(index)
    statement = sealed.entry().statement
    act = statement.act
    held = stated(act, record.openings(index), f"entry {index}")
    assert isinstance(act, Happening) and held is not None  # noqa: S101, PT018  the table of parts says so
    of = act.of
    return Item(
        index=index,
        of=index if of is None else of,
        party=statement.party,
        person=books.ring.keys[statement.key].person,
        received=sealed.routing().received,
        leaf=sealed.leaf,
        act=act,
        stated=held,
    )


def digests(record: Record) -> frozenset[bytes]:
    """Which originals do entries name? Those that were taken in, and what was derived from them."""
    acts = (record.sealed(index).entry().statement.act for index in record.of_kind(Kind.EVIDENCE, Kind.CUSTODY))
    named = (act.digest for act in acts if isinstance(act, EvidenceTaken | CustodyTaken))
    return frozenset(digest for digest in named if digest is not None)


def searched(record: Record, books: Books, query: str, most: int, viewer: Viewer) -> tuple[FoundShown, ...]:
    """The same, as far as this viewer may know of it; the register of actors is the cell's."""
    seen: dict[int, OnRecord | None] = {}
    shown = []
    for part, each in found(record, books, query, most if viewer.is_cell else _MOST_LOOKED):
        if part is None:
            if viewer.is_cell:
                shown.append(_found(record, each, None))
            continue
        if not viewer.is_cell:
            if part.incident not in seen:
                seen[part.incident] = on_record(record, books, part.incident)
            of = seen[part.incident]
            if of is None or not may_see(of, each.index, viewer):
                continue
        shown.append(_found(record, each, part.incident))
    return tuple(shown[:most])


def _found(record: Record, of: Item, incident: int | None) -> FoundShown:
    first = next(texts(of.act, record.openings(of.index)), "")
    kind = record.sealed(of.index).entry().statement.kind.value
    words = getattr(of.stated.content, "words", None) or getattr(of.stated.content, "title", None) or first
    return FoundShown(of.index, incident, kind, words if len(words) <= _LONGEST else f"{words[:_LONGEST]}\u2026")
