"""What is on for one day? What stands and is about it; and what no longer holds, so that nobody goes by the old one."""

from __future__ import annotations

from collections.abc import Iterator

from herald.desk.books import Books
from herald.desk.standing import addressees, moment, read, ways_of
from herald.disclosure.progress import may_know
from herald.disclosure.viewer import Viewer
from herald.notice.lifecycle import FATES
from herald.notice.model import Action
from herald.ports import Record
from herald.record.progress import DayFacts, Ended
from herald.record.rows import Filed
from herald.record.rungs import FILING, What
from herald.units import DAY, Instant, PartyId

LOOKS_BACK = 14 * DAY
"""So long before the day, and ever since, is asked which notices were replaced or cancelled: by older ones nobody goes."""


def day(record: Record, books: Books, first: Instant, end: Instant, viewer: Viewer, now: Instant) -> DayFacts:
    """What is there to know of the day from `first` up to, and not including, `end`? As far as this viewer may know of notices.

    A notice with an end that was not stated is about every day from or up to there. Raises Broken before the mission has begun.
    """
    begins = dict(_begins(record))
    about = [of for of in record.live(first) if begins[of] is None or begins[of] < end]  # type: ignore[operator]  # not None
    ways = {
        of: way for of, way in ways_of(record, books, about, first).items() if may_know(way.filed.party, way.to, viewer)
    }
    return DayFacts(
        at=moment(record, books, now),
        first=first,
        end=end,
        ways=tuple(ways.values()),
        due=tuple(each for each in record.still_open(What.ANSWER) if each.of in ways),
        read=read(record, books, ways),
        ended=tuple(_ended(record, books, first, viewer)),
    )


def _begins(record: Record) -> Iterator[tuple[int, Instant | None]]:
    """When does each notice begin that stands?"""
    for _, (index, first, _) in record.tables("spans"):
        yield index, first  # type: ignore[misc]  # as the table has them


def _ended(record: Record, books: Books, first: Instant, viewer: Viewer) -> Iterator[Ended]:
    """Which notices of this viewer's were replaced or cancelled lately? Of whatever day: whether it is this one stands in them."""
    since = record.first_since(Instant(first - LOOKS_BACK))
    for index in record.of_kind(*FILING):
        successor = record.filed_at(index) if index >= since else None
        if successor is None or successor.replaces is None:
            continue
        before = record.filed(successor.replaces)
        if before is None or before.party != successor.party or before.action is Action.CANCEL:
            continue
        to = addressees(record, before.index)
        if may_know(before.party, to, viewer):
            yield _pair(record, books, before, successor, to)


def _pair(record: Record, books: Books, before: Filed, successor: Filed, to: tuple[PartyId, ...]) -> Ended:
    return Ended(
        filed=before,
        read=read(record, books, [before.index])[before.index],
        to=to,
        fate=FATES[before.action, successor.action],
        successor=successor.id,
        successor_index=successor.index,
        successor_received=record.sealed(successor.index).routing().received,
        successor_to=addressees(record, successor.index),
    )
