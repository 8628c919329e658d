"""What does the page say of each encounter? Who, where, when, how near, under which clause, why, and what would clear it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from herald.agreement.model import Agreement, Clause, Regime
from herald.check.answer import Clears, Encounter, Verdict
from herald.notice.model import Kind
from herald.pages.cast import PartyMark
from herald.pages.plane import number
from herald.pages.roll import Entry
from herald.pages.words import VERDICTS, Coordinates, Spell, clearing, coordinates, spell
from herald.units import Instant, NoticeId
from herald.wording import bound, metres, plain, stated_metres

MOST_WINDOWS = 40
"""A card lists so many windows and says how many more there are and when the last ends."""
MOST_SPANS = 500
"""So many windows the time slider knows."""

REGIMES = {
    Regime.NOTIFY: "asks for notice",
    Regime.NOTIFY_OBJECT: "asks for notice, which may be objected to",
    Regime.CONSENT: "asks for consent",
    Regime.PROHIBIT: "prohibits",
    Regime.PERMIT: "permits",
}
KINDS = {kind: kind.value.replace("-", " ") for kind in Kind}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the notices an encounter is between; `number` is its place on the roll."""

    number: int
    id: str
    mark: PartyMark
    kind: str
    title: str | None


@dataclass(frozen=True, slots=True)
class Clearing:
    """By how much one notice would have to be shifted, as a sentence without its subject."""

    side: Side
    sentence: str


@dataclass(frozen=True, slots=True)
class Gauge:
    """How near against how near counts, as shares of a bar in per cent."""

    closest: str
    limit: str


@dataclass(frozen=True, slots=True)
class Distance:
    """How near they could come, and what that is held against."""

    closest: str
    reach: str
    separation: str
    error: str
    gauge: Gauge


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A clause as far as its text is held."""

    id: str
    text: str
    regime: str


@dataclass(frozen=True, slots=True)
class EncounterView:
    """One encounter as the page says it: the sides in the order in which their notices were given; `spans` are the windows."""

    number: int
    meets: bool
    verdict: str
    sides: tuple[Side, Side]
    windows: tuple[Spell, ...]
    spans: tuple[tuple[Instant, Instant], ...]
    more_windows: int
    until: Spell | None
    places: tuple[Coordinates, ...] | None
    together: bool
    instants: Spell | None
    distance: Distance | None
    separation: str
    clause: ClauseText | None
    reason: str | None
    clearings: tuple[Clearing, ...]
    no_clearing: str | None


def in_page_order(encounters: Sequence[Encounter], entries: Mapping[NoticeId, Entry]) -> list[Encounter]:
    """In which order does a duty officer need them? What could happen first comes first; what cannot be told comes last.

    Ties by the place of the notices on the roll: no name decides.
    """

    def urgency(each: Encounter) -> tuple[bool, int, int, int]:
        first = each.windows[0][0] if each.windows else 0
        low, high = sorted((entries[each.a].number, entries[each.b].number))
        return each.verdict is Verdict.CANNOT_TELL, first, low, high

    return sorted(encounters, key=urgency)


def side(entry: Entry) -> Side:
    """How is a notice named wherever it takes part?"""
    return Side(entry.number, entry.id, entry.mark, KINDS[entry.notice.kind], entry.title)


def encounter_view(
    position: int, encounter: Encounter, entries: Mapping[NoticeId, Entry], agreement: Agreement | None
) -> EncounterView:
    """What does the page say of this encounter, the one at this position (from 1)?"""
    turned = entries[encounter.a].number > entries[encounter.b].number
    a, b = (encounter.b, encounter.a) if turned else (encounter.a, encounter.b)
    shown_windows = encounter.windows[:MOST_WINDOWS]
    at = encounter.at
    ends = tuple(coordinates(*place) for place in ((at.b, at.a) if turned else (at.a, at.b))) if at else None
    clause = next((each for each in agreement.clauses if each.id == encounter.clause), None) if agreement else None
    return EncounterView(
        position,
        encounter.verdict is Verdict.COULD_MEET,
        VERDICTS[encounter.verdict],
        (side(entries[a]), side(entries[b])),
        tuple(spell(*window) for window in shown_windows),
        encounter.windows[:MOST_SPANS],
        len(encounter.windows) - len(shown_windows),
        spell(*encounter.windows[-1]) if encounter.windows else None,
        ends,
        ends is not None and ends[0] == ends[1],
        spell(at.first, at.last) if at else None,
        _distance(encounter),
        stated_metres(encounter.separation_m),
        clause_text(clause) if clause else _bare_clause(encounter),
        plain(encounter.reason) if encounter.reason else None,
        _clearings(encounter, (entries[a], entries[b]), turned=turned),
        _no_clearing(encounter, entries[a], entries[b]),
    )


def _distance(encounter: Encounter) -> Distance | None:
    if encounter.closest_m is None:
        return None
    limit = encounter.separation_m + encounter.reach_m + encounter.error_m
    full = 1.25 * max(limit, encounter.closest_m) or 1.0
    gauge = Gauge(f"{number(encounter.closest_m / full * 100)}%", f"{number(limit / full * 100)}%")
    return Distance(
        metres(encounter.closest_m),
        metres(encounter.reach_m),
        stated_metres(encounter.separation_m),
        bound(encounter.error_m),
        gauge,
    )


def clause_text(clause: Clause) -> ClauseText:
    """What does the clause say, and what does it ask?"""
    return ClauseText(plain(clause.id), plain(clause.text), REGIMES[clause.regime])


def _bare_clause(encounter: Encounter) -> ClauseText | None:
    """A clause the answer names but whose text was not given with it."""
    return None if encounter.clause is None else ClauseText(plain(encounter.clause), "text not given", "")


def _clearings(encounter: Encounter, sides: tuple[Entry, Entry], *, turned: bool) -> tuple[Clearing, ...]:
    if encounter.clears is None:
        return ()
    each: tuple[Clears, ...] = encounter.clears[::-1] if turned else encounter.clears
    return tuple(
        Clearing(side(entry), clearing(clears, moving=entry.moves)) for entry, clears in zip(sides, each, strict=True)
    )


def _no_clearing(encounter: Encounter, *sides: Entry) -> str | None:
    """Why is no change proposed?"""
    if encounter.clears is not None:
        return None
    if any(entry.notice.observed for entry in sides):
        return "A track of the past is not re-timed."
    if encounter.verdict is Verdict.CANNOT_TELL:
        return "What would clear it can be said once the missing thing is stated."
    return "No change of time is proposed."


def by_notice(views: Sequence[EncounterView]) -> tuple[Clearing, ...]:
    """What would clear each notice of everything at once? One sentence a notice, in the order of the roll."""
    found = {each.side.number: each for view in views for each in view.clearings}
    return tuple(found[n] for n in sorted(found))
