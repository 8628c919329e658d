"""How much time must lie between two windows before they are apart, and how flatly may two legs cross?

Prints the tables of design/meet.md, in about 5 s, from the root of the clone:

    PYTHONPATH=src .venv/bin/python design/experiments/closed_form.py

Both have their truth by construction: windows that touch or do not, and legs that cross at a known place.
"""
# ruff: noqa: INP001, T201, S311 - a script that is run by name, prints its tables and draws its cases

from __future__ import annotations

from math import cos, inf, pi, sin, sqrt
from random import Random

from herald.check import meet

HOUR_US = 3600 * 10**6
TOLERANCES_US = (0.0, 1e-6, 1e-3, 0.1, 0.5, 0.9, 0.999, 1.0)
SPANS = {"4 hours": 4 * HOUR_US, "1 week": 168 * HOUR_US, "30 years": 30 * 8766 * HOUR_US}
CASES = 2000


def row(earliest: tuple[float, float], latest: tuple[float, float]) -> tuple[float, ...]:
    """A leg on the ground with these windows; its place is given by plane vectors."""
    return (*(0.0,) * 6, *map(float, earliest), *map(float, latest), 0.0, 0.0, 0.0, 0.0)


def vectors(rng: Random, turn: float, u: float, v: float) -> meet.Metric:
    """Two legs of 1 to 10 km whose headings differ by `turn` and that cross at u and v."""
    heading, a_m, b_m = rng.uniform(0, 2 * pi), rng.uniform(1e3, 1e4), rng.uniform(1e3, 1e4)
    ax, ay, bx, by = a_m * cos(heading), a_m * sin(heading), b_m * cos(heading + turn), b_m * sin(heading + turn)
    return ax, ay, bx, by, v * bx - u * ax, v * by - u * ay


def found_m(a: meet.Row, b: meet.Row, flat: meet.Metric, tolerance_us: float) -> float:
    """How near does the kernel let them come, if so much may lie between the two windows?"""
    planes = list(meet.time_and_height(a, b, 300.0, 300.0))
    for k in (4, 5):
        along, across, c = planes[k]
        planes[k] = (along, across, c - meet.HALF_INSTANT_US + tolerance_us)
    return sqrt(meet.closest(tuple(planes), flat)[0])


def met(rng: Random, span_us: int, tolerance_us: float, apart_us: int) -> int:
    """How many pairs meet at the end of A's leg, where B's window opens `apart_us` after A's has closed?

    A's leg is cut, as at the boundary of a zone, so that its piece has rounded instants; its end is filed to the microsecond.
    """
    found = 0
    for _ in range(CASES):
        start, takes, cut = rng.randrange(span_us), rng.randrange(span_us), rng.random()
        first, slope = start + cut * takes, (1.0 - cut) * takes
        opens = start + takes + apart_us
        a, b = row((first, slope), (first, slope)), row((opens, 0), (opens + HOUR_US, 0))
        found += found_m(a, b, vectors(rng, 1.0, 1.0, 0.5), tolerance_us) < inf
    return found


def crossing_m(flat: meet.Metric, refined: bool) -> float:
    """How far apart are the places at the crossing, as it is found?"""
    ax, ay, bx, by, rx, ry = flat
    cross = ax * by - ay * bx
    if refined:
        return sqrt(meet.squared_m2(flat, *meet.point_apart(flat, cross, 0.0, 0.0)))
    return sqrt(meet.squared_m2(flat, -(rx * by - ry * bx) / cross, -(rx * ay - ry * ax) / cross))


def edges_m(flat: meet.Metric) -> float:
    """How near do the edges of the square come to a crossing inside it?"""
    sides = ((0.0, 0.0, 0.0, 1.0), (1.0, 0.0, 0.0, 1.0), (0.0, 0.0, 1.0, 0.0), (0.0, 1.0, 1.0, 0.0))
    best = inf
    for u, v, du, dv in sides:
        q, p, _ = meet.along(flat, u, v, du, dv)
        s = min(max(-p / q, 0.0), 1.0)
        best = min(best, meet.squared_m2(flat, u + s * du, v + s * dv))
    return sqrt(best)


def main() -> None:
    """The two tables."""
    rng = Random(20200825)
    print(f"of {CASES:,} pairs whose windows touch, lost | of {CASES:,} whose windows are 1 us apart, found")
    print(f"{'tolerance':>12}", *(f"{name:>18}" for name in SPANS))
    for tolerance in TOLERANCES_US:
        counts = (
            f"{CASES - met(rng, span, tolerance, 0):>9} |{met(rng, span, tolerance, 1):>7}" for span in SPANS.values()
        )
        print(f"{tolerance:>9} us", *counts)
    print("\nworst of 2,000 crossings, m: as solved, refined once, the nearest edge, the kernel")
    always = row((0, 0), (HOUR_US, 0))
    planes = meet.time_and_height(always, always, 300.0, 300.0)
    for decade in range(-13, -2):
        worst = [0.0] * 4
        for _ in range(2000):
            flat = vectors(rng, rng.choice([0, pi]) + 10 ** (decade + rng.random()), rng.random(), rng.random())
            found = (
                crossing_m(flat, refined=False),
                crossing_m(flat, refined=True),
                edges_m(flat),
                sqrt(meet.closest(planes, flat)[0]),
            )
            worst = [max(pair) for pair in zip(worst, found, strict=True)]
        print(f"sine 1e{decade} to 1e{decade + 1}", *(f"{number:10.1e}" for number in worst))


if __name__ == "__main__":
    main()
