"""What else than a shift would clear a notice? The least cut of slack, hold at a vertex and step in height; each re-checked.

Each is one number, and at which numbers the notice meets anyone is a closed form (:mod:`herald.check.amounts`). The least that is
left is made a notice and checked anew; where the check still lists it, the next. Source: design/retime.md, sections 4 to 7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, chain, groupby
from math import floor, inf, isfinite

import numpy as np

from herald.agreement.model import Agreement
from herald.check import amounts, compiled, meet
from herald.check.amounts import Change, Question, Whole, gaps, questions
from herald.check.answer import Cuts, Hold, Limits, Proposals, Steps
from herald.check.asking import ask, candidates, candidates_of
from herald.check.governing import Interval, Rule
from herald.check.heights import levels
from herald.check.legs import REFERENCES, Index, Legs
from herald.check.retime import SHIFT
from herald.check.world import World, world
from herald.geometry.ellipsoid import Floats
from herald.notice.changes import bands, cut_early, cut_late, held, least_slack, may_step, stepped, waiting
from herald.notice.lifecycle import standing
from herald.notice.model import Notice, Reference, Route, Windows
from herald.units import SECOND, NoticeId

FARTHEST_STEP_M = 3000
"""No step is looked for beyond this: further up or down it is another flight."""
TOGETHER = 20_000
"""Up to how many vertices are re-checked at once: so many rows fit in memory."""
EVER: Interval = (-inf, inf)


def propose(
    notice: NoticeId, notices: Sequence[Notice], agreement: Agreement | None, limits: Limits, horizon_s: int
) -> Proposals:
    """What else than a shift would clear this notice of every encounter, with nothing about it left untold?

    Cuts and holds are looked for within the horizon. Raises KeyError if the notice is not among those checked, ValueError for a
    track of the past.
    """
    of = world(standing(notices).checked, agreement, limits)
    number = {known.id: number for number, known in enumerate(of.notices)}[notice]
    mine = of.notices[number]
    if mine.observed:
        raise ValueError(f"{notice} is a track of the past, to which nothing is proposed")
    near, _ = candidates_of(of, number, float(horizon_s * SECOND))
    others = tuple(of.notices[other] for other in np.unique(of.legs.notice[near]).tolist())
    return _proposals(_Draft(mine, others, agreement, limits), horizon_s)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A notice of which changed forms are to be checked, and every notice of another party that it could come near."""

    notice: Notice
    others: tuple[Notice, ...]
    agreement: Agreement | None
    limits: Limits

    def world(self, *forms: Notice) -> World:
        """These forms of the notice, and the others. Among the others nothing is asked: they count as one party."""
        others = (replace(other, party=self.others[0].party) for other in self.others)
        return world([*forms, *others], self.agreement, self.limits)

    def number(self, of: World) -> int:
        """Which is the first form's number? The forms follow one another, as they have one id."""
        return next(number for number, known in enumerate(of.notices) if known.id == self.notice.id)

    def listed(self, forms: Sequence[Notice]) -> list[bool]:
        """Which of these forms of the notice would the check list, with an encounter or untold?"""
        upto = accumulate((_vertices(form) for form in forms), initial=0)
        batches = groupby(zip(upto, forms, strict=False), key=lambda each: each[0] // TOGETHER)
        return [listed for _, batch in batches for listed in self._listed([form for _, form in batch])]

    def _listed(self, forms: Sequence[Notice]) -> list[bool]:
        of = self.world(*forms)
        hit: set[int] = set()
        for a, b, _ in candidates(of):
            hits = ask(of, a, b)
            hit.update(of.legs.notice[hits.a].tolist(), of.legs.notice[hits.b].tolist())
        first = self.number(of)
        return [first + number in hit for number in range(len(forms))]


def _vertices(notice: Notice) -> int:
    return len(notice.shape.places) if isinstance(notice.shape, Route) else 1


@dataclass(frozen=True, slots=True)
class _Way:
    """One way of changing a notice: what it is, changed by an amount, and which whole amounts seem clear, ascending."""

    changed: Callable[[int], Notice]
    clear: Sequence[Whole]


def _proposals(draft: _Draft, horizon_s: int) -> Proposals:
    """The least of every kind; 0 of each that there is where the notice is clear as filed."""
    route = draft.notice.shape
    vertices = range(len(route.places) - 1) if isinstance(route, Route) else range(0)
    if not draft.listed([draft.notice])[0]:
        step = 0 if may_step(draft.notice) else None
        return Proposals(Cuts(0, 0), tuple(Hold(vertex, 0) for vertex in vertices), Steps(step, step))
    of = draft.world(draft.notice)
    number = draft.number(of)
    ways = [*_cuts(draft.notice, of, number, horizon_s), *_steps(draft.notice, of, number)]
    if vertices:
        ways += _holds(draft, of, number, horizon_s)
    late, early, up, down, *later = _least(draft, ways)
    holds = tuple(Hold(vertex, seconds) for vertex, seconds in zip(vertices, later, strict=True))
    return Proposals(Cuts(late, early), holds, Steps(up, down))


def _least(draft: _Draft, ways: Sequence[_Way]) -> list[int | None]:
    """The least amount of each way at which the check itself lists nothing; None where there is none."""
    found: list[int | None] = [None] * len(ways)
    left = [chain.from_iterable(range(first, last + 1) for first, last in way.clear) for way in ways]
    asked = {number: amount for number, amounts in enumerate(left) for amount in [next(amounts, None)]}
    while trying := {number: amount for number, amount in asked.items() if amount is not None}:
        listed = draft.listed([ways[number].changed(amount) for number, amount in trying.items()])
        for (number, amount), again in zip(trying.items(), listed, strict=True):
            found[number] = None if again else amount
            asked[number] = next(left[number], None) if again else None
    return found


# -- Cuts of slack ------------------------------------------------------------------------------------------------------


def _cuts(notice: Notice, of: World, number: int, horizon_s: int) -> list[_Way]:
    """Every latest instant earlier, every earliest later: at most by the least slack."""
    slack = least_slack(notice)
    most = -1 if slack is None else min(slack // SECOND, horizon_s)
    asked = questions(of, *candidates_of(of, number, 0.0), compiled.cuts)
    late = Change(partial(_up_to, which=0), _until_the_end_is_cut)
    early = Change(partial(_up_to, which=1), _until_the_start_is_cut)
    return [
        _Way(partial(cut, notice), gaps(amounts.forbidden(of, asked, change), SECOND, 0, most))
        for cut, change in ((cut_late, late), (cut_early, early))
    ]


def _up_to(question: Question, which: int) -> Floats:
    """They meet with every cut up to the kernel's; where that is -inf, with none."""
    most = question.numbers[:, which]
    return np.column_stack([np.where(most == -inf, inf, -inf), most])


def _until_the_end_is_cut(rule: Rule, other: Interval, own: Interval) -> Sequence[Interval]:
    return [(-inf, own[1] - start) for start, end in _shared(rule, other) if own[0] <= end]


def _until_the_start_is_cut(rule: Rule, other: Interval, own: Interval) -> Sequence[Interval]:
    return [(-inf, end - own[0]) for start, end in _shared(rule, other) if start <= own[1]]


def _shared(rule: Rule, span: Interval) -> list[Interval]:
    """The periods of the rule that a span overlaps."""
    return [(start, end) for start, end in rule.periods if start <= span[1] and span[0] <= end]


# -- Holds --------------------------------------------------------------------------------------------------------------


def _holds(draft: _Draft, of: World, number: int, horizon_s: int) -> Iterator[_Way]:
    """A wait at every vertex but the last, where it clears nothing.

    At the first vertex it is a later departure. At any other, what lies before the vertex stays, what lies after it shifts, and the
    wait is met from the first delay on that would have the party there while another is near; only where every end is stated.
    """
    near = partial(candidates_of, notice=number, slack_us=float(horizon_s * SECOND))
    shifts = _within(questions(of, *near(of), compiled.forbidden), horizon_s)
    yield _Way(partial(held, draft.notice, 0), gaps(amounts.forbidden(of, shifts, SHIFT), SECOND, 0, horizon_s))
    vertices = range(1, _vertices(draft.notice) - 1)
    if least_slack(draft.notice) is None:
        yield from (_Way(partial(held, draft.notice, vertex), ()) for vertex in vertices)
        return
    halted = draft.world(waiting(draft.notice, dict.fromkeys(vertices, 0)))
    at, (a, b) = _waits_at(halted, number), near(halted)
    waits = _within(questions(halted, a[at[b] > 0], b[at[b] > 0], compiled.forbidden), horizon_s)
    along = _along(of.legs)
    for vertex in vertices:
        moved = Change(partial(_moved, along=along, vertex=vertex), _once_the_end_is_later)
        waited = Change(partial(_waited, at=at, vertex=vertex), _once_the_end_is_later)
        found = [*amounts.forbidden(of, shifts, moved), *amounts.forbidden(of, waits, waited)]
        yield _Way(partial(held, draft.notice, vertex), gaps(found, SECOND, 0, horizon_s))


def _within(asked: Sequence[Question], horizon_s: int) -> list[Question]:
    """What of the questions has a delay from 0 to the horizon."""
    kept = [each.only((each.numbers[:, 1] >= 0) & (each.numbers[:, 0] <= horizon_s * SECOND)) for each in asked]
    return [each for each in kept if len(each.rows)]


def _along(legs: Legs) -> Index:
    """How far along its route is each row? The number of its leg; of a halt, of its vertex."""
    return legs.leg + np.where(legs.start == legs.end, legs.start, 0.0).astype(np.intp)


def _waits_at(of: World, number: int) -> Index:
    """At which vertex does each row of a notice with a wait at every vertex between its ends wait? 0 for all others.

    With windows the waits are every other leg; with a departure, the rows that begin where they end.
    """
    legs, route = of.legs, of.notices[number].shape
    if isinstance(route, Route) and isinstance(route.schedule, Windows):
        at = np.where(legs.leg % 2 == 1, (legs.leg + 1) // 2, 0)
    else:
        at = np.where(legs.start == legs.end, _along(legs), 0)
    return np.where(of.rows_of(number), at, 0)


def _moved(question: Question, along: Index, vertex: int) -> Floats:
    """What lies after the vertex meets at its delays; what lies before it, with every wait or with none."""
    low, high = question.numbers.T
    after, always = along[question.rows] >= vertex, (low <= 0) & (high >= 0)
    return np.column_stack(
        [np.where(after, low, np.where(always, -inf, inf)), np.where(after, high, np.where(always, inf, -inf))]
    )


def _waited(question: Question, at: Index, vertex: int) -> Floats:
    """A wait is every delay from 0 to its length: it meets from the first forbidden one on. So does a halt that is drawn out."""
    met = at[question.rows] == vertex
    return np.column_stack([np.where(met, question.numbers[:, 0], inf), np.where(met, inf, -inf)])


def _once_the_end_is_later(rule: Rule, other: Interval, own: Interval) -> Sequence[Interval]:
    return [(start - own[1], inf) for start, end in _shared(rule, other) if own[0] <= end]


# -- Steps in height ----------------------------------------------------------------------------------------------------


def _steps(notice: Notice, of: World, number: int) -> list[_Way]:
    """The whole band higher, or lower down to what is known to be over the ground; for what flies throughout."""
    if not may_step(notice):
        return [_Way(partial(stepped, notice), ())] * 2
    asked = questions(of, *candidates_of(of, number, 0.0), compiled.steps)
    up = amounts.forbidden(of, asked, Change(lambda question: question.numbers, _whatever_the_height))
    room = min(_over_ground_m(of, number), float(FARTHEST_STEP_M))
    lowest = floor(room) if isfinite(room) else -1
    return [
        _Way(partial(stepped, notice), gaps(up, 1, 0, FARTHEST_STEP_M)),
        _Way(lambda metres: stepped(notice, -metres), gaps([(-high, -low) for low, high in up], 1, 0, lowest)),
    ]


def _whatever_the_height(rule: Rule, other: Interval, own: Interval) -> Sequence[Interval]:
    return [EVER] if rule.in_force(other, own) else []


def _over_ground_m(of: World, number: int) -> float:
    """How far over the highest ground known beneath it is the band's low edge, at the least? -inf where nobody stated it."""
    notice = of.notices[number]
    if notice.reference is Reference.AGL:
        return min(band.low_mm for band in bands(notice.shape)) / 1000
    legs = of.legs.take(np.flatnonzero(of.rows_of(number)))
    low = np.minimum(legs.possible[:, meet.LOW0], legs.possible[:, meet.LOW0] + legs.possible[:, meet.DLOW])
    over_ground = np.full(len(legs), REFERENCES.index(Reference.AGL), np.intp)
    own, ground = levels(legs, of.agreement), levels(replace(legs, reference=over_ground), of.agreement)
    over_sea = low + own.stated[:, 0] + own.unstated[:, 0]
    return float((over_sea - ground.stated[:, 1] - ground.unstated[:, 1]).min())
