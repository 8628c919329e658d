"""Who could meet, where, when? Every pair of notices of different parties, answered with its proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from math import ceil, floor, nan

import numpy as np

from herald.agreement.model import Agreement
from herald.check import compiled, meet
from herald.check.alibi import exhibited
from herald.check.answer import (
    Answer,
    Approach,
    Checked,
    Clears,
    Encounter,
    Limits,
    Verdict,
)
from herald.check.asking import Hits, ask, candidates, of_notice, together
from herald.check.doubt import COARSE, reason
from herald.check.findings import findings, route_coarse
from herald.check.legs import Index
from herald.check.retime import clears
from herald.check.world import World, world
from herald.geometry.ellipsoid import Floats, plane_m
from herald.geometry.gazetteer import Gazetteer
from herald.notice.lifecycle import standing
from herald.notice.model import Area, Notice, Route
from herald.units import Instant

Progress = Callable[[int, int], None]
"""Called with how much is done of how much: the search first, then the encounters, in so many parts each."""
PARTS = 1000


def check(
    notices: Sequence[Notice],
    agreement: Agreement | None,
    limits: Limits,
    progress: Progress | None = None,
    gazetteer: Gazetteer | None = None,
) -> Answer:
    """Who of these could meet whom, where, when, and how little would clear it?

    Every pair of notices of different parties is asked; pairs not listed are proved *cannot meet*. `progress` is called now and
    then with how much is done of how much. `gazetteer` is where the names that notices state are looked up.
    """
    now = standing(notices)
    of = world(now.checked, agreement, limits)
    encounters = tuple(_encounters(of, asked(of, progress), cache(partial(clears, of)), progress))
    return Answer(
        scope=scope(of.notices),
        checked=checked(of, len(notices) - len(of.notices)),
        encounters=encounters,
        findings=findings(now, agreement, limits, gazetteer),
        limits=limits,
    )


def scope(notices: Sequence[Notice]) -> str:
    """What was compared, and what the answer does not cover."""
    parties = len({notice.party for notice in notices})
    return (
        f"Checked against {len(notices)} notices of {parties} parties, as in the files given. "
        "Movements nobody filed are not covered."
    )


def checked(of: World, skipped: int) -> Checked:
    """How much was compared?"""
    sizes = np.bincount(of.party, minlength=1).tolist()
    total = len(of.notices)
    return Checked(
        notices=total,
        parties=len({notice.party for notice in of.notices}),
        legs=sum(leg_count(notice) for notice in of.notices),
        pairs_asked=(total * total - sum(size * size for size in sizes)) // 2,
        skipped=skipped,
    )


def leg_count(notice: Notice) -> int:
    """How many legs does it have as filed? A route's edges, one for a point, an area's edges; none for a cancel."""
    match notice.shape:
        case Route(places):
            return len(places) - 1
        case Area(polygon):
            return sum(len(ring) for ring in polygon.rings)
        case None:
            return 0
        case _:
            return 1


def asked(of: World, progress: Progress | None) -> Hits:
    """Everything that could be within its limits on the widest reading."""
    found = []
    for a, b, done in candidates(of):
        found.append(ask(of, a, b))
        if progress is not None:
            progress(int(done * PARTS), 2 * PARTS)
    return together(found)


Retimed = Callable[[int], Clears]
"""By how little must this notice be shifted, by its number? Asked at most once of each that could meet."""


def encounters_of(of: World, notice: int, retimed: Retimed) -> Iterator[Encounter]:
    """The encounters of one notice alone, by (a, b)."""
    return _encounters(of, ask(of, *of_notice(of, notice)), retimed, None)


def _encounters(of: World, hits: Hits, retimed: Retimed, progress: Progress | None) -> Iterator[Encounter]:
    """One encounter for each pair of notices that is hit, by (a, b)."""
    grouped = list(by_pair(of, hits))
    instants = spans(of, hits)
    for number, (a, b, rows) in enumerate(grouped):
        yield encounter(of, a, b, hits.take(rows), instants[rows], retimed)
        if progress is not None:
            progress(PARTS + PARTS * (number + 1) // len(grouped), 2 * PARTS)


def by_pair(of: World, hits: Hits) -> Iterator[tuple[int, int, Index]]:
    """The hits of each pair of notices: (a, b, which hits), in order of id."""
    key = of.legs.notice[hits.a] * len(of.notices) + of.legs.notice[hits.b]
    order = np.argsort(key, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(key[order])) + 1):
        if len(rows):
            a, b = divmod(int(key[rows[0]]), len(of.notices))
            yield a, b, rows


def encounter(of: World, a: int, b: int, hits: Hits, instants: Floats, retimed: Retimed) -> Encounter:
    """What is to be said of two notices, at least one of whose pairs of rows is hit? `instants` (n, 2) are each hit's."""
    could = shown(of, hits)
    if could is not None:
        return _could_meet(of, a, b, hits.take(could), windows(of, instants), retimed)
    best = hits.take(_nearest(hits))
    return Encounter(
        a=of.notices[a].id,
        b=of.notices[b].id,
        verdict=Verdict.CANNOT_TELL,
        closest_m=None,
        reach_m=float(best.reach_m[0]),
        error_m=float(best.error_m[0]),
        separation_m=float(best.separation_m[0]),
        at=None,
        windows=(),
        clause=of.rules[int(best.rule[0])].clause,
        reason=reason(of, int(best.a[0]), int(best.b[0])),
        clears=None,
    )


def shown(of: World, hits: Hits) -> Index | None:
    """Which one of two notices' hits shows that they could meet? None where none does, and it cannot be told.

    The nearest that is certain; where none is, the first of which a pair of motions can be exhibited.
    """
    told = np.flatnonzero(hits.certain)
    if len(told):
        return told[_nearest(hits.take(told))]
    aside = exhibited(of, hits)
    return None if aside is None else np.array([aside])


def _nearest(hits: Hits) -> Index:
    """The hit with the smallest margin; of equals, the clause first by code point (rules are in that order)."""
    return np.lexsort((hits.rule, hits.margin_m))[:1]


def _could_meet(
    of: World, a: int, b: int, best: Hits, when: tuple[tuple[Instant, Instant], ...], retimed: Retimed
) -> Encounter:
    """`best` is the one hit to show, `when` the windows of all that could meet."""
    pair = of.notices[a], of.notices[b]
    strays = bool(best.closest_m[0] > best.separation_m[0] + best.reach_m[0] + best.error_m[0])
    observed = any(notice.observed for notice in pair)
    return Encounter(
        a=pair[0].id,
        b=pair[1].id,
        verdict=Verdict.COULD_MEET,
        closest_m=float(best.closest_m[0]),
        reach_m=float(best.reach_m[0]) + (float(best.aside_m[0]) if strays else 0.0),
        error_m=float(best.error_m[0]),
        separation_m=float(best.separation_m[0]),
        at=approach(of, best),
        windows=when,
        clause=of.rules[int(best.rule[0])].clause,
        reason=COARSE if any(route_coarse(notice) for notice in pair) else None,
        clears=None if observed else (retimed(a), retimed(b)),
    )


def approach(of: World, best: Hits) -> Approach:
    """Where and when is the nearest approach? Two places, and the instants at which both could be occupied.

    Inside an area both places are the same point. Instants round inward; where they leave less than 1 us between them, to the
    nearest.
    """
    a, b, u, v = int(best.a[0]), int(best.b[0]), float(best.u[0]), float(best.v[0])
    row_a, row_b = of.legs.certain[a].tolist(), of.legs.certain[b].tolist()
    first = max(row_a[meet.E0] + u * row_a[meet.DE], row_b[meet.E0] + v * row_b[meet.DE])
    last = min(row_a[meet.L0] + u * row_a[meet.DL], row_b[meet.L0] + v * row_b[meet.DL])
    rounded = (ceil(first), floor(last)) if ceil(first) <= floor(last) else (round((first + last) / 2),) * 2
    inside = a >= of.outlines
    place_a = of.legs.place(a, u)
    return Approach(
        a=place_a,
        b=place_a if inside else of.legs.place(b, v),
        first=Instant(of.legs.epoch + rounded[0]),
        last=Instant(of.legs.epoch + rounded[1]),
    )


def spans(of: World, hits: Hits) -> Floats:
    """At which instants could each hit be a meeting? (n, 2) first and last in us from the epoch; NaN where it cannot be told.

    Where a track strays between its fixes, all it could reach counts: the spans contain every instant of a possible meeting.
    """
    found = np.full((len(hits), 2), nan)
    told = np.flatnonzero(hits.certain | hits.straying)
    these = hits.take(told)
    within = plane_m(these.separation_m + these.reach_m + these.aside_m + these.error_m)
    a, b = of.legs.certain[these.a], of.legs.certain[these.b]
    found[told] = compiled.window(a, b, these.up_m, these.down_m, within, np.column_stack([these.u, these.v]))
    return found


def windows(of: World, instants: Floats) -> tuple[tuple[Instant, Instant], ...]:
    """The union of the spans that can be told: disjoint, ascending, rounded outward to 1 us."""
    told = instants[~np.isnan(instants[:, 0])]
    first, last = np.floor(told.min(axis=1)), np.ceil(told.max(axis=1))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(zip(first.tolist(), last.tolist(), strict=True)):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], int(end))
        else:
            merged.append((int(start), int(end)))
    return tuple((Instant(of.legs.epoch + start), Instant(of.legs.epoch + end)) for start, end in merged)
