"""Pairs of legs of every kind that was ever awkward, drawn by a seeded generator.

Planar: the pair's plane vectors are given, so that the kernel and the oracle are asked one question, in the very same numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from math import cos, inf, pi, sin
from random import Random

from tests.check.oracle import Pair

HOUR_US = 3600 * 10**6
YEAR_9999_US = 252 * 10**15
"""From 2020 to the end of the year 9999."""
VERTICAL_M = 300.0

Linear = tuple[float, float]
GROUND: Linear = (0.0, 0.0)


def row(earliest: Linear, latest: Linear, low: Linear = GROUND, high: Linear = GROUND) -> tuple[float, ...]:
    """A row of the kernel whose place is given by the pair's plane vectors; each of the four as (at the start, slope)."""
    return tuple(map(float, (0, 0, 0, 0, 0, 0, *earliest, *latest, *low, *high)))


def drawn(rng: Random, zero_slack: bool = False) -> tuple[float, ...]:
    """Windows within two hours, neither end decreasing; round numbers and no width as often as not."""
    earliest, rise = rng.randrange(HOUR_US), rng.choice([0, 1, rng.randrange(HOUR_US), rng.randrange(HOUR_US)])
    if zero_slack:
        return row((earliest, rise), (earliest, rise))
    slack = rng.choice([0, 1, rng.randrange(HOUR_US), rng.randrange(HOUR_US)])
    later = max(rise - slack, 0) + rng.choice([0, rng.randrange(HOUR_US)])
    return row((earliest, rise), (earliest + slack, later))


def flat(
    rng: Random,
    lengths_m: tuple[float, float] = (10.0, 10_000.0),
    turn: float | None = None,
    aside_m: float | None = None,
) -> tuple[float, ...]:
    """Plane vectors: a heading, B's turned from it, and at some (u, v) near the legs the places `aside_m` apart, square to A."""
    low, high = lengths_m
    heading = rng.uniform(0, 2 * pi)
    a_m = low * (high / low) ** rng.random()
    b_m = rng.choice([a_m, low * (high / low) ** rng.random()])
    other = heading + (rng.uniform(0, 2 * pi) if turn is None else turn)
    aside = rng.choice([0.0, rng.uniform(0, 2 * high)]) if aside_m is None else aside_m
    ax, ay, bx, by = a_m * cos(heading), a_m * sin(heading), b_m * cos(other), b_m * sin(other)
    u, v = rng.uniform(-0.5, 1.5), rng.uniform(-0.5, 1.5)
    return ax, ay, bx, by, v * bx - u * ax - aside * sin(heading), v * by - u * ay + aside * cos(heading)


def generic(rng: Random) -> Pair:
    return Pair(drawn(rng), drawn(rng), flat(rng), VERTICAL_M, VERTICAL_M)


def near_parallel(rng: Random) -> Pair:
    """Headings apart by 1e-17 to 1e-4: from rounding noise, over 1e-12 m on a leg, to a metre; either way along."""
    turn = rng.choice([0, pi]) + 10 ** rng.uniform(-17, -4)
    aside = rng.choice([0.0, 1e-12, 1e-6, 1.0, 100.0, 1000.0])
    return Pair(drawn(rng), drawn(rng), flat(rng, turn=turn, aside_m=aside), VERTICAL_M, VERTICAL_M)


def barely_crossing(rng: Random) -> Pair:
    """The same, timed so loosely that only the place decides: the lines cross, or come to a round distance, within both legs."""
    wide = row((rng.randrange(HOUR_US), rng.randrange(HOUR_US)), (5 * HOUR_US, rng.randrange(HOUR_US)))
    other = row((rng.randrange(HOUR_US), rng.randrange(HOUR_US)), (5 * HOUR_US, rng.randrange(HOUR_US)))
    ax, ay, bx, by, _, _ = flat(rng, (1000.0, 10_000.0), turn=rng.choice([0, pi]) + 10 ** rng.uniform(-17, -4))
    u, v, aside = rng.random(), rng.random(), rng.choice([0.0, 1.0, 100.0, 1000.0]) / (ax * ax + ay * ay) ** 0.5
    return Pair(wide, other, (ax, ay, bx, by, v * bx - u * ax - aside * ay, v * by - u * ay + aside * ax), inf, inf)


def same_road(rng: Random) -> Pair:
    """One road, or two lanes a round distance apart; along it or against each other."""
    flats = flat(rng, turn=rng.choice([0, pi]), aside_m=rng.choice([0.0, 0.0, 3.0, 100.0, 1000.0]))
    return Pair(drawn(rng), drawn(rng), flats, VERTICAL_M, VERTICAL_M)


def zero_slack(rng: Random) -> Pair:
    """Both to the microsecond: all that is left of (u, v) is a line."""
    return Pair(drawn(rng, zero_slack=True), drawn(rng, zero_slack=True), flat(rng), VERTICAL_M, VERTICAL_M)


def in_step(rng: Random) -> Pair:
    """Both to the microsecond and equally fast, one behind the other: the line runs along the valley of the distance."""
    a, behind = drawn(rng, zero_slack=True), rng.choice([0.0, 1.0, float(rng.randrange(HOUR_US))])
    b = row((a[6] + behind, a[7]), (a[8] + behind, a[9]))
    ax, ay, _, _, rx, ry = flat(rng, turn=0.0)
    return Pair(a, b, (ax, ay, ax, ay, rx, ry), VERTICAL_M, VERTICAL_M)


def halted(rng: Random) -> Pair:
    ax, ay, bx, by, rx, ry = flat(rng)
    flats = rng.choice([(0.0, 0.0, bx, by, rx, ry), (ax, ay, 0.0, 0.0, rx, ry)])
    return Pair(drawn(rng), drawn(rng), flats, VERTICAL_M, VERTICAL_M)


def both_halted(rng: Random) -> Pair:
    *_, rx, ry = flat(rng)
    return Pair(drawn(rng), drawn(rng), (0.0, 0.0, 0.0, 0.0, rx, ry), VERTICAL_M, VERTICAL_M)


def climbing(rng: Random) -> Pair:
    """Bands that rise and fall along the legs; limits that differ up and down, or say nothing."""

    def band() -> tuple[Linear, Linear]:
        low, rise = rng.randrange(1000), rng.choice([0, rng.randrange(-1500, 1500)])
        return (low, rise), (low + rng.choice([0, rng.randrange(500)]), rise + rng.choice([0, rng.randrange(500)]))

    a, b = (row((r[6], r[7]), (r[8], r[9]), *band()) for r in (drawn(rng), drawn(rng)))
    flats = flat(rng, turn=rng.choice([None, 0.0]))
    return Pair(a, b, flats, rng.choice([VERTICAL_M, 0.0, 410.0, inf]), rng.choice([VERTICAL_M, 190.0, inf]))


def unbounded(rng: Random) -> Pair:
    """Ends that nobody stated."""

    def leg() -> tuple[float, ...]:
        r = drawn(rng)
        earliest, latest = rng.choice([(r[6], r[7]), (-inf, 0.0)]), rng.choice([(r[8], r[9]), (inf, 0.0)])
        return row(earliest, latest)

    return Pair(leg(), leg(), flat(rng, turn=rng.choice([None, 0.0, pi])), VERTICAL_M, VERTICAL_M)


def to_the_year_9999(rng: Random) -> Pair:
    """Posts that stay for ever, and a leg that may be anywhere on its way until then."""
    a, b = drawn(rng), drawn(rng)
    late = rng.choice([(YEAR_9999_US, 0), (b[8], YEAR_9999_US), (YEAR_9999_US - HOUR_US, HOUR_US)])
    return Pair(a, row((b[6], b[7]), late), flat(rng), VERTICAL_M, VERTICAL_M)


def tiny(rng: Random) -> Pair:
    return Pair(drawn(rng), drawn(rng), flat(rng, (1e-3, 1.0), rng.choice([None, 0.0])), VERTICAL_M, VERTICAL_M)


def huge(rng: Random) -> Pair:
    """Far longer than any chord is cut."""
    return Pair(drawn(rng), drawn(rng), flat(rng, (1e4, 2e5), rng.choice([None, 0.0])), VERTICAL_M, VERTICAL_M)


KINDS: dict[str, Callable[[Random], Pair]] = {
    "generic": generic,
    "near parallel": near_parallel,
    "barely crossing": barely_crossing,
    "same road": same_road,
    "zero slack": zero_slack,
    "in step": in_step,
    "halted": halted,
    "both halted": both_halted,
    "climbing": climbing,
    "unbounded": unbounded,
    "to the year 9999": to_the_year_9999,
    "tiny": tiny,
    "huge": huge,
}


def distance_m(rng: Random, closest_m: float) -> float:
    """A distance to ask about: just the one they come within (a rounding more, a rounding less), a round one, or some way beyond.

    At least the 1e-5 m that every stated error has.
    """
    if closest_m == inf:
        return rng.choice([1.0, 1000.0])
    return max(
        1e-5, rng.choice([closest_m, closest_m * (1 + 1e-9), closest_m * 1.5 + 1.0, closest_m + 1000.0, 100.0, 1000.0])
    )
