"""What do the clauses of the agreement hold against a notice?

A clause *covers* the legs that lie in its zone (all, if it names none) at a time at which it is in force; it *applies* to
notices of its kind (all, if it names none) of which it covers a leg. The centre line counts, without buffers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from herald.agreement.model import NOT_SPECIFIED, Agreement, Clause, Period, Regime
from herald.check.answer import Finding, Limits
from herald.check.findings.subject import Legs, Subject, overlap, subjects
from herald.check.findings.words import counted, listed
from herald.check.governing import in_force
from herald.notice.model import Area, Departure, Notice, Route, Spot, Windows
from herald.units import Instant, Microseconds
from herald.wording import exact, hours, stated_metres

EMERGENCY = "emergency"
"""The priority that a clause's emergency lead time is for; kept as the file has it, and the filer's own word."""
ROUTINE = "routine"


def held_against_clauses(subjects: Sequence[Subject], agreement: Agreement, limits: Limits) -> Iterator[Finding]:
    """What does each clause hold against each of these notices, and the suspensions against all?"""
    for subject in subjects:
        yield from _suspended(subject, agreement)
    for clause in agreement.clauses:
        periods = in_force(agreement, clause)
        for subject in subjects:
            covered = _covered(clause, periods, subject)
            yield from _precedence(subject, clause, covered)
            if covered and clause.kind in (None, subject.notice.kind):
                yield from _lead_time(subject.notice, clause)
                yield from _regime(subject, clause, covered)
        yield from _separation_not_specified(subjects, clause, periods, limits)


def applying(notice: Notice, agreement: Agreement) -> tuple[Clause, ...]:
    """Which clauses of the agreement speak of this notice, in their order? Of its kind or of any, in force where and when it is.

    A notice without a shape, which cancels another, has none.
    """
    return tuple(
        clause
        for subject in subjects([notice], agreement, 1.0)
        for clause in agreement.clauses
        if clause.kind in (None, notice.kind) and _covered(clause, in_force(agreement, clause), subject)
    )


def _covered(clause: Clause, periods: Sequence[Period], subject: Subject) -> Legs:
    """Which legs lie in the clause's zone at a time at which it is in force?"""
    legs = subject.within(clause.zone)
    return tuple(leg for leg in legs if any(overlap(period, subject.times[leg]) for period in periods))


def _suspended(subject: Subject, agreement: Agreement) -> Iterator[Finding]:
    """Does a suspension of the agreement fall into the notice's time?"""
    falling = [period for period in agreement.suspended if overlap(period, subject.span)]
    if falling:
        when = listed([_said(period) for period in falling])
        message = (
            f"The agreement is suspended {when}, within the notice's time, and no clause is in force then: settle "
            "directly with the other parties what holds."
        )
        yield Finding(subject.notice.id, "suspended", message, None)


def _said(period: Period) -> str:
    start = "" if period.start is None else f"from {exact(period.start)} "
    return f"{start}{'without end' if period.end is None else f'until {exact(period.end)}'}"


def _lead_time(notice: Notice, clause: Clause) -> Iterator[Finding]:
    """Was the notice filed long enough before it begins?

    The emergency lead time counts where the clause states one and the notice calls itself an emergency. It is counted from
    `submitted_at` to the earliest instant that the notice states; exactly as long as asked is in time. Tracks of the past
    are no advance notice.
    """
    asked = lead_time_asked(notice, clause)
    if asked is None or notice.observed:
        return
    wanted = f"clause {clause.id} asks for {hours(asked)}{' in an emergency' if _is_emergency(notice, clause) else ''}"
    if notice.submitted_at is None:
        message = f"When it was filed is not stated, and {wanted} before it begins: state submitted_at."
        yield Finding(notice.id, "filing-time-not-stated", message, clause.id)
        return
    first = first_stated(notice)
    if first is not None and first - notice.submitted_at < asked:
        begins = f"its first instant, {exact(first)}"
        message = (
            f"Filed {_before(first - notice.submitted_at)} {begins}, and {wanted}: tell the other parties directly."
        )
        yield Finding(notice.id, "late-notice", message, clause.id)


def lead_time_asked(notice: Notice, clause: Clause) -> Microseconds | None:
    """How long before its first instant must this notice be told, by this clause? None if the clause does not say."""
    return clause.emergency_lead_time if _is_emergency(notice, clause) else clause.lead_time


def _is_emergency(notice: Notice, clause: Clause) -> bool:
    return _priority(notice) == EMERGENCY and clause.emergency_lead_time is not None


def _before(lead: int) -> str:
    return f"{hours(Microseconds(abs(lead)))} {'before' if lead >= 0 else 'after'}"


def first_stated(notice: Notice) -> Instant | None:
    """What is the earliest instant that the notice states? None if it states none."""
    match notice.shape:
        case None:
            return None
        case Route(schedule=Departure(window)):
            windows = [window]
        case Route(schedule=Windows(each)):
            windows = [*each]
        case Spot(window=window) | Area(window=window):
            windows = [window]
    return min((end for window in windows for end in (window.earliest, window.latest) if end is not None), default=None)


def _regime(subject: Subject, clause: Clause, covered: Legs) -> Iterator[Finding]:
    """Does the clause ask for more than notice, or prohibit this?"""
    notice, where = subject.notice, _where(subject, clause, covered)
    if clause.regime is Regime.CONSENT:
        message = (
            f"{where}: clause {clause.id} asks for consent, and notice alone is not enough; ask for it, and wait for "
            "the answer."
        )
        yield Finding(notice.id, "consent-clause", message, clause.id)
    if clause.regime is Regime.PROHIBIT:
        what = f" of the kind {clause.kind}" if clause.kind else ""
        message = (
            f"{where}: clause {clause.id} prohibits notices{what} there; choose another place or time, or take it up "
            "with the other parties."
        )
        yield Finding(notice.id, "prohibited", message, clause.id)


def _where(subject: Subject, clause: Clause, covered: Legs) -> str:
    """What of the notice does the clause cover?"""
    zone = "" if clause.zone is None else f" in zone {clause.zone}"
    if not isinstance(subject.shape, Route):
        return f"{'The site' if isinstance(subject.shape, Spot) else 'The area, or part of it,'}{zone}"
    if len(covered) == len(subject.times):
        return f"All legs{zone}"
    return f"{counted('Leg', 'Legs', covered)}{zone}"


def _precedence(subject: Subject, clause: Clause, covered: Legs) -> Iterator[Finding]:
    """Does the notice go first, or count on less lead time, by nothing but its filer's word?

    Two ways: its own kind is one that the clause lets go before others (any that the clause lists, but the last of several),
    whatever kind the clause itself is about; or it claims a priority other than routine, and the clause applies to it and
    states a precedence or an emergency lead time.
    """
    notice = subject.notice
    if not covered:
        return
    applies = clause.kind in (None, notice.kind)
    claims = applies and _priority(notice) not in (None, ROUTINE)
    if notice.kind in (clause.precedence if len(clause.precedence) == 1 else clause.precedence[:-1]):
        gain = f"Clause {clause.id} lets the kind {notice.kind} go first"
    elif claims and clause.precedence:
        gain = f"It claims a priority where clause {clause.id} says who goes first"
    elif claims and clause.emergency_lead_time is not None:
        shorter = hours(clause.emergency_lead_time)
        gain = f"It claims a priority where clause {clause.id} asks for {shorter} in an emergency"
    else:
        return
    message = f"{gain}, and only the filer's own word says that it is one: confirm it before others are asked to wait."
    yield Finding(notice.id, "precedence-self-declared", message, clause.id)


def _priority(notice: Notice) -> str | None:
    """Which priority does the notice claim? None if none is stated."""
    priority = notice.kept.get("priority")
    return priority if isinstance(priority, str) else None


def _separation_not_specified(
    subjects: Sequence[Subject], clause: Clause, periods: Sequence[Period], limits: Limits
) -> Iterator[Finding]:
    """Whom does a clause concern that speaks of a distance and does not say which?

    A pair is governed if either notice is of its kind, either lies in its zone, and both their whole times overlap a period
    in which it is in force. Told of it are the notices of its kind, in its zone or beside another party's there; if it
    names no kind, those in its zone.
    """
    taken = listed(
        [
            text
            for stated, text in (
                (clause.separation_mm, f"{stated_metres(limits.separation_m)} apart"),
                (clause.vertical_mm, f"{stated_metres(limits.vertical_m)} in height"),
            )
            if stated is NOT_SPECIFIED
        ]
    )
    if not taken:
        return
    message = (
        f"Clause {clause.id} does not say how far is the distance it speaks of, taken here as {taken}: agree on it."
    )
    current = [subject for subject in subjects if any(overlap(period, subject.span) for period in periods)]
    there = {subject.notice.party for subject in current if subject.within(clause.zone)}
    for subject in current:
        beside = clause.kind is not None and bool(there - {subject.notice.party})
        if clause.kind in (None, subject.notice.kind) and (beside or subject.within(clause.zone)):
            yield Finding(subject.notice.id, "separation-not-specified", message, clause.id)
