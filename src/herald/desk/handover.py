"""What changed since the last watch, and what is open now? What was filed, refused, left unanswered; whose machine lacks what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from herald.desk.books import Books
from herald.desk.standing import come_of, filed_at, standing, way_of
from herald.desk.witnessed import latest
from herald.desk.witnessing import last_known
from herald.notice.model import Action
from herald.ports import Record
from herald.record.acts import Kind, Refusal
from herald.record.progress import Change, Missing, RefusalOf, Silence, WatchFacts, WitnessFacts
from herald.record.rungs import FILING, What
from herald.record.telling import Gap, Lapse
from herald.tlog.policy import shown
from herald.units import Instant


def watch(record: Record, books: Books, since: Instant, now: Instant) -> WatchFacts:
    """What changed since this instant, and how does everything stand? Raises Broken before the mission has begun."""
    first, due = record.first_since(since), record.still_open(What.ANSWER)
    stands = standing(record, books, now, since)
    known = {way.filed.index for way in (*stands.live, *stands.over, *stands.spoken_of)}
    return WatchFacts(
        standing=replace(stands, due=due),
        older=tuple(way_of(record, of) for of in dict.fromkeys(each.of for each in due) if of not in known),
        changes=tuple(_changes(record, first)),
        refusals=tuple(_refusals(record, first)),
        silences=tuple(_silences(record, first)),
        missing=tuple(_missing(record, first)),
        witnesses=_witnesses(record, books),
        quorum_size=latest(record, books),
    )


def _since(record: Record, first: int, *kinds: Kind) -> Iterator[int]:
    return (index for index in record.of_kind(*kinds) if index >= first)


def _changes(record: Record, first: int) -> Iterator[Change]:
    entered = frozenset(record.of_kind(Kind.ENTERED))
    for index in _since(record, first, *FILING):
        filed, routing = filed_at(record, index), record.sealed(index).routing()
        to = tuple(link.party for link in routing.to)
        come = come_of(record, index, to) if filed.action is Action.CANCEL else ()
        yield Change(filed, routing.received, index in entered, to, come)


def _refusals(record: Record, first: int) -> Iterator[RefusalOf]:
    for index in _since(record, first, Kind.REFUSAL):
        sealed = record.sealed(index)
        act = sealed.entry().statement.act
        assert isinstance(act, Refusal)  # noqa: S101  the table of kinds says so
        yield RefusalOf(index, sealed.routing().received, act.party, act.code)


def _silences(record: Record, first: int) -> Iterator[Silence]:
    for index in _since(record, first, Kind.LAPSE):
        act = record.sealed(index).entry().statement.act
        assert isinstance(act, Lapse)  # noqa: S101  the table of kinds says so
        for party in act.to:
            yield Silence(index, filed_at(record, act.of), party, act.due_us, act.clause)


def _missing(record: Record, first: int) -> Iterator[Missing]:
    for index in _since(record, first, Kind.GAP):
        sealed = record.sealed(index)
        statement = sealed.entry().statement
        assert isinstance(statement.act, Gap)  # noqa: S101  the table of kinds says so
        yield Missing(index, sealed.routing().received, statement.party, statement.act.number, statement.act.size)


def _witnesses(record: Record, books: Books) -> tuple[WitnessFacts, ...]:
    """In the order of the policy."""
    head = record.head()
    names = [shown(witness.name) for witness in books.policy.witnesses]
    known = last_known(record, 0 if head is None else head.size, names)
    return tuple(WitnessFacts(name, known.get(name)) for name in names)
