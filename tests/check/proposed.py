"""Is a proposal the least that clears? By the slow way: the notice is changed, filed anew and everything is checked again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random

from herald.agreement.model import Agreement
from herald.check.answer import Limits, Proposals
from herald.check.pairs import asked, check
from herald.check.proposals import FARTHEST_STEP_M, propose
from herald.check.world import world as everything
from herald.notice.changes import bands, cut_early, cut_late, held, least_slack, may_step, stepped
from herald.notice.model import Area, Band, Kind, Notice, Reference, Route
from herald.units import SECOND
from tests.check.worlds import LIMITS, drawn

HORIZON_S = 7200


@dataclass(frozen=True, slots=True)
class Way:
    """One way of changing a notice: its name, what was proposed, how far was looked, and the notice changed by an amount."""

    name: str
    proposed: int | None
    most: int
    changed: Callable[[int], Notice]


def ways(mine: Notice, found: Proposals) -> Iterator[Way]:
    """Every way in which this notice can be changed at all, with its proposal."""
    slack = least_slack(mine)
    if slack is not None:
        most = min(slack // SECOND, HORIZON_S)
        yield Way("late cut", found.cuts.late_s, most, partial(cut_late, mine))
        yield Way("early cut", found.cuts.early_s, most, partial(cut_early, mine))
    for hold in found.holds:
        if hold.vertex == 0 or slack is not None:
            yield Way(f"hold at {hold.vertex}", hold.later_s, HORIZON_S, partial(held, mine, hold.vertex))
    if may_step(mine):
        # Where no ground is stated, only heights over it say how far down it is.
        lowest = min(band.low_mm for band in bands(mine.shape)) // 1000 if mine.reference is Reference.AGL else -1
        yield Way("step up", found.altitude_steps.up_m, FARTHEST_STEP_M, partial(stepped, mine))
        yield Way("step down", found.altitude_steps.down_m, lowest, lambda metres: stepped(mine, -metres))


def contradictions(
    seed: str, region: str, rule: Agreement | None = None, road: float = 1.0, whole: bool = False
) -> Iterator[tuple[str, str]]:
    """For one world: (the way, what is wrong) at each proposal, just below it, at random below it; at random where there is none.

    `whole` asks the check for its whole answer; else only what it would list.
    """
    rng = Random(seed)
    notices = world(rng, region)
    mine, others = notices[0], notices[1:]
    limits = replace(LIMITS, road_factor=road)
    for way in ways(mine, propose(mine.id, notices, rule, limits, HORIZON_S)):
        for amount in sorted(amounts(rng, way)):
            listed = (lists if whole else hits)(way.changed(amount), others, rule, limits)
            told = f"{seed} {region} {way.name} {amount}: listed {listed}, proposed {way.proposed}"
            yield way.name, "" if listed is (amount != way.proposed) else told


def amounts(rng: Random, way: Way) -> set[int]:
    """Which amounts are judged? None of them more than is proposed."""
    if way.proposed is None:
        return {0, way.most, rng.randint(0, way.most)} if way.most >= 0 else set()
    return {way.proposed, *({way.proposed - 1, rng.randrange(way.proposed)} if way.proposed else ())}


def lists(mine: Notice, others: Sequence[Notice], rule: Agreement | None, limits: Limits = LIMITS) -> bool:
    """Does the check list this notice?"""
    answer = check([mine, *others], rule, limits)
    return any(mine.id in (encounter.a, encounter.b) for encounter in answer.encounters)


def hits(mine: Notice, others: Sequence[Notice], rule: Agreement | None, limits: Limits = LIMITS) -> bool:
    """Does anything that the check finds concern this notice? The same question, without the answer around it."""
    of = everything([mine, *others], rule, limits)
    found = asked(of, None)
    number = [known.id for known in of.notices].index(mine.id)
    return number in of.legs.notice[found.a] or number in of.legs.notice[found.b]


def world(rng: Random, region: str) -> list[Notice]:
    """Five notices; the first one flies as often as not, over whichever reference the others are given."""
    mine, *others = drawn(rng, region, 5, 0.1)
    if rng.random() < 0.5:
        return [mine, *others]
    reference = rng.choice([Reference.AGL, Reference.AMSL])
    return [_flying(rng, mine, reference), *(replace(other, reference=reference) for other in others)]


def _flying(rng: Random, notice: Notice, reference: Reference) -> Notice:
    """The same as a flight some hundred metres up; an area of flights where it is an area."""
    low = rng.randrange(0, 800_000)
    count = len(bands(notice.shape))
    flown = [Band(low + climb, low + climb + 150_000) for climb in (rng.randrange(0, 300_000) for _ in range(count))]
    match notice.shape:
        case Route() as route:
            shape: object = replace(route, bands=tuple(flown))
        case still:
            shape = replace(still, band=flown[0])  # type: ignore[type-var]
    kind = Kind.EXERCISE if isinstance(notice.shape, Area) else Kind.FLIGHT
    return replace(notice, shape=shape, kind=kind, reference=reference)  # type: ignore[arg-type]
