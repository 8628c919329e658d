"""What does the record hold of the hotline? Steps of calls, rosters, and the times at which the line is to be tried out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from herald import canonical
from herald.acknowledgement import hotline
from herald.acknowledgement.hotline import (
    CallOnRecord,
    Check,
    Fate,
    Place,
    Plan,
    RosterOnRecord,
    Step,
    StopOnRecord,
    Unseen,
)
from herald.canonical import Json
from herald.desk.books import Books
from herald.desk.fitting import MOST_AHEAD
from herald.disclosure.calls import Facts
from herald.ports import Broken, Record
from herald.record.acts import Kind
from herald.record.calling import Call, CallStep, Roster, Schedule
from herald.record.opening import Openings
from herald.record.sealed import Sealed
from herald.units import DAY, FIRST_INSTANT, SECOND, Instant, Microseconds, PartyId

MOST_MISSED = 4_096
"""Misses that are told at once; the oldest first, so that whoever seals them and asks again comes to the end."""
LONGEST_GRACE = DAY
"""No schedule lets more pass (record/calling.py)."""
_TRIED = tuple(f'"step":"{step}"'.encode() for step in (CallStep.CHECKED, CallStep.MISSED))
"""How the bytes of an entry read that tries out the line, and below of one that makes a stop call, and where its number stands.

What has none of them is not parsed. An entry is canonical: within a text a quotation mark is escaped, so that no words look so.
"""
_STOP = f'"step":"{CallStep.STOP}"'.encode()
_NUMBER = re.compile(rb'"call":"([0-9a-f]{32})"')
_DATED = re.compile(rb'"at_us":(-?[0-9]+)')
_RECEIVED = re.compile(rb'"received_us":(-?[0-9]+)')


def steps(record: Record, wanted: Callable[[Sealed], bool] | None = None, first: int = 0) -> Iterator[Step]:
    """What was sealed of calls, in the order of the log, from this index on? Of the entries that are wanted alone."""
    for sealed in _sealed(record, first):
        if wanted is None or wanted(sealed):
            yield _step(sealed, record.openings(sealed.index))


def _sealed(record: Record, first: int = 0, end: int | None = None) -> Iterator[Sealed]:
    indices = record.of_kind(Kind.CALL)
    last = len(indices) if end is None else bisect_left(indices, end)
    return (record.sealed(index) for index in indices[bisect_left(indices, first) : last])


def _step(sealed: Sealed, openings: Openings) -> Step:
    statement = sealed.entry().statement
    act, received = statement.act, _RECEIVED.search(sealed.envelope)
    assert isinstance(act, Call)  # noqa: S101  the table of kinds says so
    assert received is not None  # noqa: S101  every envelope says it
    return Step(
        index=sealed.index,
        received=Instant(int(received[1])),
        at=act.at_us,
        party=statement.party,
        call=act.call,
        what=act.step,
        others=act.others,
        channel=act.channel,
        language=act.language,
        of=act.of,
        purpose=act.purpose,
        result=act.result,
        rung=act.rung,
        persons=_field("persons", statement.fields, openings),
        words=_field("words", statement.fields, openings),
    )


def _field(name: str, committed: Mapping[str, bytes], openings: Openings) -> Json | Unseen:
    """What does this field say? Nothing where the entry has none, and that it was erased where it is gone."""
    if name in openings:
        return openings[name].value
    return Unseen.ERASED if name in committed else None


def _number(sealed: Sealed) -> bytes:
    found = _NUMBER.search(sealed.note)
    return b"" if found is None else found[1]


def _is_tried(sealed: Sealed) -> bool:
    return any(text in sealed.note for text in _TRIED)


def _is_stop(sealed: Sealed) -> bool:
    return _STOP in sealed.note


def calls(record: Record, since: Instant = FIRST_INSTANT) -> tuple[CallOnRecord, ...]:
    """Which calls have a step that was received then or later? Each of them whole, in the order of the log."""
    numbers = set(map(_number, _sealed(record, record.first_since(since))))
    return hotline.calls(steps(record, lambda sealed: _number(sealed) in numbers))


def dated(
    record: Record, sides: Collection[PartyId], first: Instant, until: Instant, before: Instant | None = None
) -> tuple[tuple[Sealed, ...], ...]:
    """What did these parties seal, call by call, of calls of which one of them dates a step within this window, its end exclusive?

    Calls of which all of them sealed something come first; else in the order of the log. Nothing is parsed. Only what was received
    since the window began is looked at: no author's clock may be far ahead. And before an instant, if one is given.
    """
    end = None if before is None else record.first_since(before)
    authors = [b'"party":%b,' % canonical.write(party) for party in sides]
    wanted, of = set[bytes](), dict[bytes, list[tuple[int, Sealed]]]()
    for sealed in _sealed(record, record.first_since(Instant(first - MOST_AHEAD)), end):
        author = next((place for place, text in enumerate(authors) if text in sealed.note), None)
        if author is None:
            continue
        number, stated = _number(sealed), _DATED.search(sealed.note)
        of.setdefault(number, []).append((author, sealed))
        if stated is not None and first <= int(stated[1]) < until:
            wanted.add(number)
    found = sorted(
        (of[each] for each in of if each in wanted), key=lambda each: len({author for author, _ in each}) < len(authors)
    )
    return tuple(tuple(sealed for _, sealed in each) for each in found)


def call_of(sealed: Iterable[Sealed]) -> CallOnRecord:
    """Which one call are these steps of? Without the fields, which can be erased."""
    (call,) = hotline.calls(_step(each, {}) for each in sealed)
    return call


def numbered(record: Record, begins: str) -> tuple[CallOnRecord, ...]:
    """Which calls have a number that begins so? `begins` are hex digits, all 32 of them or fewer."""
    return hotline.calls(steps(record, _begins(begins)))


def _begins(begins: str) -> Callable[[Sealed], bool]:
    return lambda sealed: _number(sealed).startswith(begins.encode())


def open_stops(record: Record) -> tuple[StopOnRecord, ...]:
    """Which stop calls are open, with any party?"""
    numbers = {_number(sealed) for sealed in _sealed(record) if _is_stop(sealed)}
    found = hotline.calls(steps(record, lambda sealed: _number(sealed) in numbers))
    return tuple(stop for stop in hotline.stops(found) if stop.is_open)


def facts_of(record: Record, books: Books, begins: str) -> Facts:
    """What is known of the calls whose number begins so? Raises Broken before the mission has begun."""
    return Facts(books.exercise, _cell(books), tuple(steps(record, _begins(begins))), ())


def facts(record: Record, books: Books, since: Instant = FIRST_INSTANT) -> Facts:
    """What is known of the hotline since then? All of each call of which a step was received since, of stop calls, of line checks.

    `disclosure.calls.hotline_shown` says the same of it as of the whole record. Raises Broken before the mission has begun.
    """
    late = record.first_since(since)
    numbers = {_number(sealed) for sealed in _sealed(record) if sealed.index >= late or _is_stop(sealed)}
    tried = record.first_since(Instant(max(FIRST_INSTANT, since - LONGEST_GRACE - MOST_AHEAD)))

    def wanted(sealed: Sealed) -> bool:
        return _number(sealed) in numbers or (sealed.index >= tried and _is_tried(sealed))

    return Facts(books.exercise, _cell(books), tuple(steps(record, wanted)), plans(record))


def _cell(books: Books) -> PartyId:
    if books.ring.cell is None:
        raise Broken("the mission has not begun")
    return books.ring.cell


# -- Rosters -----------------------------------------------------------------------------------------------------------------


def rosters(record: Record) -> Iterator[RosterOnRecord]:
    """Which rosters were sealed, in the order of the log?"""
    for index in record.of_kind(Kind.ROSTER):
        sealed, openings = record.sealed(index), record.openings(index)
        statement, routing = sealed.entry().statement, sealed.routing()
        act = statement.act
        assert isinstance(act, Roster)  # noqa: S101  the table of kinds says so
        yield RosterOnRecord(
            index=index,
            received=routing.received,
            party=statement.party,
            begins=act.from_us,
            ends=act.until_us,
            rung_s=act.rung_s,
            count=act.places,
            places=_places(openings),
            told=tuple(link.party for link in routing.to),
        )


def _places(openings: Openings) -> tuple[Place, ...] | Unseen:
    if "places" not in openings:
        return Unseen.ERASED
    value = openings["places"].value
    return tuple(map(hotline.place, value)) if isinstance(value, list) else ()


def on_duty(record: Record, party: PartyId, at: Instant) -> RosterOnRecord | None:
    """Which roster of this party is in force at this instant? None: none is."""
    return hotline.on_duty(rosters(record), party, at)


# -- Line checks -------------------------------------------------------------------------------------------------------------


def plans(record: Record) -> tuple[Plan, ...]:
    """When is the line to be tried out, by what was sealed so far? In the order of the log."""
    found = []
    for index in record.of_kind(Kind.SCHEDULE):
        sealed = record.sealed(index)
        act = sealed.entry().statement.act
        assert isinstance(act, Schedule)  # noqa: S101  the table of kinds says so
        every, grace = Microseconds(act.every_s * SECOND), Microseconds(act.grace_s * SECOND)
        found.append(Plan(index, sealed.routing().received, act.party, act.first_us, every, grace))
    return tuple(found)


def checks(record: Record, books: Books, now: Instant) -> tuple[Check, ...]:
    """Which line checks were due up to now, and what became of each? By their ends."""
    held = plans(record)
    if not held or books.ring.cell is None:
        return ()
    first = record.first_since(Instant(held[0].received - MOST_AHEAD))
    tried = (_step(sealed, {}) for sealed in _sealed(record, first) if _is_tried(sealed))
    return hotline.checks(held, tried, books.ring.cell, now)


def missed_checks(record: Record, books: Books, now: Instant) -> tuple[tuple[PartyId, Instant], ...]:
    """Which line checks were due, are over, and neither done nor sealed as missed? The party and when it was due, oldest first.

    A check counts within the closed interval from when it was due to the end of its grace: at that very instant it is not missed
    yet. Whoever seals `Call(step=MISSED, others=(party,), at_us=due)` for each is told none of them again. At most `MOST_MISSED`.
    """
    missed = (check for check in checks(record, books, now) if check.fate is Fate.MISSED and check.missed is None)
    return tuple((check.party, check.due) for check in missed)[:MOST_MISSED]
