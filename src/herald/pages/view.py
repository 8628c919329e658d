"""What is on the report? The one function through which a page gets its data, and the one type that carries them.

Pure: the same answer gives the same page, whatever the day and whoever asks. What leaves the house by a page is what is in here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from herald.agreement.model import Agreement, Period, Status
from herald.check.answer import Answer, Encounter, Finding, Limits, Verdict
from herald.notice.model import Notice, is_exercise
from herald.pages import outlines
from herald.pages.baselayer import BaseLayer
from herald.pages.cast import PartyMark
from herald.pages.chart import Chart, chart
from herald.pages.encounters import (
    ClauseText,
    Clearing,
    EncounterView,
    Side,
    by_notice,
    clause_text,
    encounter_view,
    in_page_order,
    side,
)
from herald.pages.lanes import MOST_RUNGED, Axis, Lane, Tick, axis, lane, met_by_notice, slider, ticks
from herald.pages.notices import NoticeRow, notice_rows
from herald.pages.roll import Entry, instants, roll
from herald.pages.words import Stamp, stamp
from herald.units import DAY, SECOND, NoticeId
from herald.wording import STATEMENT, count, date_time_group, plain, span, stated_metres, until

MOST_CARDS = 100
MOST_ROWS = 3000
MOST_LANES = 2000
_MOST_FILES = 8
OPEN_CARDS = 12
"""Up to so many cards stand open."""

STATEMENTS = (
    f"{STATEMENT.capitalize()}.",
    "Notice is not permission.",
    "Movements nobody filed are not covered.",
)
_COULD = (
    "Some motion that the one notice allows and some motion that the other allows come so near, at one instant and within "
    "the vertical limit, that closest less reach is at most separation plus error. The places and instants given for it can "
    "be checked by hand."
)
_CANNOT = (
    "No motions that the two notices allow come so near: proved, within the error stated. It says nothing of a party that "
    "does not move as it filed, nor of movements nobody filed. Pairs that are not listed are of this kind."
)
_MEASURES = (
    "Closest is the least horizontal distance between the two lines, or shapes, over all timings both notices allow; reach "
    "is the sum of both parties' buffers and uncertainties; separation is what the clause, or this check, asks for; error "
    "is how far the distance may be off."
)
DEFINITIONS = (
    ("could meet", _COULD),
    ("cannot meet", _CANNOT),
    ("cannot tell", "The answer depends on something that was not stated. What is missing stands with each."),
    ("closest, reach, separation, error", _MEASURES),
)
_STATUS = {
    Status.HELD: "its text is held",
    Status.PARTLY_HELD: "only part of its text is held",
    Status.SEALED: "its text is sealed",
    Status.NOT_PUBLIC: "its text is not public",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """The headline: how many pairs of each answer."""

    could_meet: str
    cannot_tell: str
    cannot_meet: str
    pairs: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding, with the notice it is held against."""

    side: Side | None
    code: str
    message: str
    clause: str | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The lanes: those of notices with an encounter first, the others apart; `step_s` is the slider's."""

    axis: Axis
    ticks: tuple[Tick, ...]
    first: tuple[Lane, ...]
    others: tuple[Lane, ...]
    left_out: int
    step_s: int
    steps: int
    start: Stamp
    end: Stamp


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything the report says, in words and shapes."""

    title: str
    exercise: bool
    scope: str
    counts: Counts
    facts: tuple[tuple[str, str], ...]
    parties: tuple[PartyMark, ...]
    absent: tuple[str, ...]
    encounters: tuple[EncounterView, ...]
    encounters_left_out: int
    cards: int
    cards_open: bool
    clearings: tuple[Clearing, ...]
    chart: Chart | None
    timeline: Timeline | None
    findings: tuple[FindingView, ...]
    findings_left_out: int
    notices: tuple[NoticeRow, ...]
    notices_left_out: int
    clauses: tuple[ClauseText, ...]
    statements: tuple[str, ...]
    definitions: tuple[tuple[str, str], ...]


def report_view(
    answer: Answer,
    notices: Sequence[Notice],
    agreement: Agreement | None,
    limits: Limits,
    title: str | None = None,
    exercise: BaseLayer | None = None,
) -> ReportView:
    """What does the report of this check say?

    `notices` are all that were given, in that order, those not checked too. `exercise` is the base layer of an exercise;
    giving one, or a notice with `exercise: true`, makes the whole page one, and then no real outline is drawn.
    """
    entries = roll(notices, agreement, limits.road_factor)
    by_id = {entry.notice.id: entry for entry in entries}
    ordered = in_page_order(answer.encounters, by_id)[:MOST_ROWS]
    numbered = list(enumerate(ordered, 1))
    views = tuple(encounter_view(n, each, by_id, agreement) for n, each in numbered)
    along = axis(entries, answer.encounters)
    drilled = exercise is not None or is_exercise(notices)
    base = exercise if drilled else outlines.world()
    drawing = chart(entries, numbered, base, along.end - along.start if along else DAY)
    met = met_by_notice(numbered)
    findings = _findings(answer.findings, by_id)
    return ReportView(
        title=plain(title) if title else f"Who could meet: {count(answer.checked.notices, 'notice')} checked",
        exercise=drilled,
        scope=plain(answer.scope),
        counts=_counts(answer),
        facts=tuple(_facts(answer, entries, agreement, limits)),
        parties=tuple({entry.mark.letter: entry.mark for entry in entries}.values()),
        absent=_absent(agreement, entries),
        encounters=views,
        encounters_left_out=len(answer.encounters) - len(views),
        cards=MOST_CARDS,
        cards_open=len(views) <= OPEN_CARDS,
        clearings=by_notice(views),
        chart=drawing,
        timeline=_timeline(entries, met, drawing, along) if along else None,
        findings=findings[:MOST_ROWS],
        findings_left_out=max(0, len(findings) - MOST_ROWS),
        notices=notice_rows(entries[:MOST_ROWS]),
        notices_left_out=max(0, len(entries) - MOST_ROWS),
        clauses=tuple(clause_text(clause) for clause in agreement.clauses) if agreement else (),
        statements=STATEMENTS,
        definitions=DEFINITIONS,
    )


def _counts(answer: Answer) -> Counts:
    listed = answer.encounters
    meet = sum(each.verdict is Verdict.COULD_MEET for each in listed)
    untold = sum(each.verdict is Verdict.CANNOT_TELL for each in listed)
    pairs = answer.checked.pairs_asked
    return Counts(f"{meet:,}", f"{untold:,}", f"{pairs - meet - untold:,}", f"{pairs:,}")


def _facts(
    answer: Answer, entries: Sequence[Entry], agreement: Agreement | None, limits: Limits
) -> list[tuple[str, str]]:
    """Against what was it checked? Label and words, none of them from a clock."""
    ends = list(instants(entries))
    filed = [entry.notice.submitted_at for entry in entries if entry.notice.submitted_at is not None]
    road = f"; road factor {limits.road_factor:g}" if limits.road_factor != 1 else ""
    return [
        ("Checked", _checked(answer)),
        ("Time covered", span(min(ends), max(ends)) if ends else "no instant is stated"),
        ("Last filed", date_time_group(max(filed)) if filed else "not stated"),
        ("Agreement", _agreement(agreement)),
        (
            "Where no clause governs",
            f"separation {stated_metres(limits.separation_m)}, vertical {stated_metres(limits.vertical_m)}{road}",
        ),
        ("Files", _files(entries)),
    ]


def _checked(answer: Answer) -> str:
    checked = answer.checked
    said = [
        count(checked.notices, "notice"),
        count(checked.legs, "leg"),
        count(checked.pairs_asked, "pair") + " of different parties",
    ]
    skipped = (
        f"; {count(checked.skipped, 'notice')} replaced, cancelled or cancelling, not checked"
        if checked.skipped
        else ""
    )
    return ", ".join(said) + skipped


def _files(entries: Sequence[Entry]) -> str:
    """Which files were read? By their own names: the folders of whoever ran the check are nobody's business."""
    names = list(dict.fromkeys(entry.notice.origin.file.replace("\\", "/").rsplit("/", 1)[-1] for entry in entries))
    more = f" and {len(names) - _MOST_FILES} more" if len(names) > _MOST_FILES else ""
    return ", ".join(plain(each) for each in names[:_MOST_FILES]) + more


def _agreement(agreement: Agreement | None) -> str:
    if agreement is None:
        return "none given"
    force = _period(agreement.in_force)
    paused = "; ".join(_period(each) for each in agreement.suspended)
    return f"{plain(agreement.id)} ({_STATUS[agreement.status]}), in force {force}" + (
        f"; suspended {paused}" if paused else ""
    )


def _period(period: Period) -> str:
    """From when to when, in words; no end is no end here, not an unknown one."""
    if period.start is None:
        return "at all times" if period.end is None else until(period.end)
    if period.end is None:
        return f"from {date_time_group(period.start)}"
    return span(period.start, period.end)


def _absent(agreement: Agreement | None, entries: Sequence[Entry]) -> tuple[str, ...]:
    """Which parties of the agreement have no notice among those given?"""
    filed = {entry.notice.party for entry in entries}
    return tuple(plain(party.name) for party in agreement.parties if party.id not in filed) if agreement else ()


def _findings(findings: Sequence[Finding], by_id: dict[NoticeId, Entry]) -> tuple[FindingView, ...]:
    """In the order of the roll; within a notice as the answer has them."""
    last = len(by_id)
    ordered = sorted(findings, key=lambda each: by_id[each.notice].number if each.notice in by_id else last)
    return tuple(
        FindingView(
            side(by_id[each.notice]) if each.notice in by_id else None,
            plain(each.code),
            plain(each.message),
            None if each.clause is None else plain(each.clause),
        )
        for each in ordered
    )


def _timeline(
    entries: Sequence[Entry], met: Mapping[str, list[tuple[int, Encounter]]], drawing: Chart | None, along: Axis
) -> Timeline:
    tracks = drawing.tracks if drawing else {}
    standing = [entry for entry in entries if entry.stands]
    first = [entry for entry in standing if entry.notice.id in met]
    others = [entry for entry in standing if entry.notice.id not in met]
    shown_lanes = [*first, *others][:MOST_LANES]
    runged = len(shown_lanes) <= MOST_RUNGED
    lanes = [
        lane(entry, tracks.get(entry.number), met.get(entry.notice.id, ()), along, rungs=runged)
        for entry in shown_lanes
    ]
    step = slider(along)
    return Timeline(
        along,
        ticks(along),
        tuple(lanes[: len(first)]),
        tuple(lanes[len(first) :]),
        len(standing) - len(lanes),
        step,
        -(-(along.end - along.start) // (step * SECOND)),
        stamp(along.start),
        stamp(along.end),
    )
