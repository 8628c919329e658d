"""What does the board say on a terminal, and to a machine? Of what disclosure let out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from herald.acknowledgement.ladderwords import NOT_PERMISSION, came, counted
from herald.disclosure.board import Board, NeedShown
from herald.disclosure.boardwords import NOTHING, called, need, stop
from herald.disclosure.progress import MovementShown, Recipient
from herald.disclosure.saying import begins, clauses, four, marks, named
from herald.formats.answer import Document
from herald.formats.mission.words import EXERCISE
from herald.notice.itinerary import itinerary
from herald.units import format_instant
from herald.wording import STATEMENT, date_time_group


def words(of: Board) -> str:
    """How does the board read? Ends with a newline."""
    seen_by = "the neutral cell" if of.viewer is None else named(of.viewer)
    lines = [
        *([EXERCISE, ""] if of.exercise else []),
        f"Board of {of.origin}, seen by {seen_by}, as of {date_time_group(of.now)}",
        "",
        "NEEDS YOU FIRST",
        *_needs(of),
        "",
        "LIVE NOTICES, by when they begin",
        *_movements(of),
        "",
        *numbers(of),
        "",
        NOT_PERMISSION,
        f"{STATEMENT.capitalize()}.",
    ]
    return "\n".join(lines) + "\n"


def _needs(of: Board) -> Iterator[str]:
    yield from (f"  {stop(each)}" for each in of.stops)
    yield from (f"  {need(each)}" for each in of.needs)
    if of.needs_left_out:
        yield f"  and {of.needs_left_out:,} more"
    if not of.stops and not of.needs:
        yield f"  {NOTHING}"


def _movements(of: Board) -> Iterator[str]:
    for each in of.movements:
        yield from _movement(each)
    if of.movements_left_out:
        yield f"  and {of.movements_left_out:,} more that begin later"
    if not of.movements:
        yield "  none"


def _movement(of: MovementShown) -> Iterator[str]:
    yield f"  {named(of.id)}, {of.notice.kind.value} of {named(of.notice.party)}, {begins(itinerary(of.notice))}"
    yield from (f"    {text}" for text in (*clauses(of), *marks(of)))
    yield from (f"    {named(each.party)}: {'; '.join(four(each))}" for each in of.recipients)


def numbers(of: Board) -> Iterator[str]:
    """How do the numbers read? Each with what it is a part of."""
    for each in of.counted:
        yield called(each, of)
        yield from (f"  {label}: {text}" for label, text in counted(each.numbers))
    yield f"Over since {date_time_group(of.since)}, and what came of it, as parties say"
    yield from (f"  {label}: {text}" for label, text in came(of.outcomes))


def document(of: Board) -> Document:
    """The same for a machine."""
    return {
        "origin": of.origin,
        "exercise": of.exercise,
        "viewer": of.viewer,
        "now": format_instant(of.now),
        "since": format_instant(of.since),
        "size": of.size,
        "stop_calls": [stop(each) for each in of.stops],
        "needs": [_need(each) for each in of.needs],
        "needs_left_out": of.needs_left_out,
        "movements": [_shown(each) for each in of.movements],
        "movements_left_out": of.movements_left_out,
        "numbers": [{"party": each.party, **asdict(each.numbers)} for each in of.counted],
        "outcomes": outcomes(of),
        "statement": f"{NOT_PERMISSION} {STATEMENT.capitalize()}.",
    }


def outcomes(of: Board) -> Document:
    """What came of what is over?"""
    stated = asdict(of.outcomes)
    stated["by_outcome"] = {outcome.value: asdict(share) for outcome, share in of.outcomes.by_outcome}
    return stated


def _need(of: NeedShown) -> Document:
    return {
        "what": of.what.value,
        "notice": of.movement.id,
        "party": of.movement.notice.party,
        "with": [each.party for each in of.about],
        "due": None if of.due is None else format_instant(of.due),
    }


def _shown(of: MovementShown) -> Document:
    way = itinerary(of.notice)
    first = None if way is None else way.first
    return {
        "notice": of.id,
        "party": of.notice.party,
        "kind": of.notice.kind.value,
        "index": of.index,
        "begins": None if first is None else format_instant(first),
        "clauses": [{"clause": clause, "regime": regime.value} for clause, regime in of.clauses],
        "marks": list(marks(of)),
        "recipients": [_recipient(each) for each in of.recipients],
    }


def _recipient(of: Recipient) -> Document:
    delivery, receipt, spread, response = four(of)
    return {
        "party": of.party,
        "delivery": delivery,
        "receipt": receipt,
        "spread": spread,
        "response": response,
        "units": None if of.told is None else {"told": of.told, "confirmed": of.confirmed},
        "due": [{"at": format_instant(each.at), "clause": each.clause, "regime": each.regime.value} for each in of.due],
    }
