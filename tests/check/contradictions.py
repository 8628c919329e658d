"""Does the kernel contradict the oracle? What it may differ by is derived here, and nowhere chosen.

Rounding makes the kernel's answer the exact answer to a question a little beside the one asked: at a distance and with windows
changed by no more than the bounds below. So it is held between the exact answers to the two questions on either side. (To hold
the answers themselves together would need more: where a distance is only just reached, the instants move as its square root.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import cbrt, hypot, inf, isfinite, sqrt

from herald.check import meet
from tests.check.oracle import Asked, Pair, meets, nearest_m2

UNIT = 2.0**-53
"""Half the distance from 1.0 to the next float: what one rounding changes at most, relatively."""
HALF_INSTANT = Asked(slack_us=Fraction(1, 4), slack_m=Fraction(1, 2000))
"""The kernel's question: half an instant between the two windows, half a millimetre between the heights."""
INSTANT_US = Fraction(1)
CLEAR_US = Fraction(1000)


def metres_off(pair: Pair) -> float:
    """By how many metres may the nearest distance be wrong?

    The places are found within 8 u R, R being the lengths and the distance of the origins together. Lines at an angle of sine s
    that cross: solved and once refined, the crossing is found within 64 u^2 R / s^2; or else an end of the shorter leg is within
    L s / 2 of it. The worse the one, the better the other: both are equal at (16 u^2 R L^2)^(1/3).
    """
    ax, ay, bx, by, rx, ry = map(float, pair.flat)
    a, b, r = hypot(ax, ay), hypot(bx, by), hypot(rx, ry)
    return 8 * UNIT * (a + b + r) + cbrt(16 * UNIT**2 * (a + b + r) * min(a, b) ** 2)


def beside_m(pair: Pair, distance_m: float) -> Fraction:
    """By how many metres may the distance of a window or of a delay be beside the one asked?

    Where an edge enters the distance d is the root of a quadratic whose terms are as large as R^2: 8 u R^2 in the square, so
    8 u R^2 / d in the distance, and the root of it where d is 0.
    """
    size = sum(abs(float(number)) for number in pair.flat)
    squared = 8 * UNIT * size * size
    return Fraction(1e-7 + metres_off(pair) + min(squared / distance_m if distance_m else inf, sqrt(squared)))


def grain_us(pair: Pair) -> Fraction:
    """How finely are this pair's instants resolved, as floats? Differences and slopes of them, added up: eight roundings."""
    ends = (abs(float(number)) for leg in (pair.a, pair.b) for number in leg[6:10] if isfinite(number))
    return Fraction(max(ends) * 8 * UNIT)


def time_planes(pair: Pair) -> meet.Planes:
    return meet.time_and_height(*kernel_rows(pair), float(pair.up_m), float(pair.down_m))


def place_planes(pair: Pair) -> meet.Planes:
    return meet.place_and_height(*kernel_rows(pair), float(pair.up_m), float(pair.down_m))


def kernel_rows(pair: Pair) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tuple(map(float, pair.a)), tuple(map(float, pair.b))


def kernel_flat(pair: Pair) -> meet.Metric:
    ax, ay, bx, by, rx, ry = map(float, pair.flat)
    return ax, ay, bx, by, rx, ry


def closest_m(pair: Pair) -> float:
    return sqrt(meet.closest(time_planes(pair), kernel_flat(pair))[0])


def window_us(pair: Pair, distance_m: float) -> tuple[float, float] | None:
    """The kernel's window; None where they do not come so near. Its first may be half an instant after its last."""
    a, b = kernel_rows(pair)
    planes, flat, squared = time_planes(pair), kernel_flat(pair), distance_m * distance_m
    nearest, u, v = meet.closest(planes, flat)
    return meet.window(a, b, planes, flat, squared, u, v) if nearest <= squared else None


def forbidden_us(pair: Pair, distance_m: float) -> tuple[float, float]:
    a, b = kernel_rows(pair)
    return meet.forbidden(a, b, place_planes(pair), kernel_flat(pair), distance_m * distance_m)


def about_closest(pair: Pair) -> Iterator[str]:
    """What the kernel gets wrong about how near they can come."""
    grain = grain_us(pair)
    found, off = closest_m(pair), metres_off(pair)
    wider = nearest_m2(pair, replace(HALF_INSTANT, slack_us=HALF_INSTANT.slack_us + grain))
    closer = nearest_m2(pair, replace(HALF_INSTANT, slack_us=max(HALF_INSTANT.slack_us - grain, Fraction(0))))
    if found < _root(wider) - off:
        yield f"{found} m are not possible: no nearer than {_root(wider)} m"
    if found > _root(closer) + off:
        yield f"{found} m are not the nearest: {_root(closer)} m are possible"


def _root(squared: Fraction | None) -> float:
    return inf if squared is None else sqrt(squared)


def about_window(pair: Pair, distance_m: float) -> Iterator[str]:
    """What the kernel gets wrong about when they could be so near: an end that is not reached, a meeting outside."""
    window = window_us(pair, distance_m)
    beside, grain = beside_m(pair, distance_m), INSTANT_US + grain_us(pair)
    asked = replace(HALF_INSTANT, slack_us=HALF_INSTANT.slack_us + grain_us(pair))
    nearer, further, spare = Fraction(distance_m) - beside, Fraction(distance_m) + beside, HALF_INSTANT.slack_us
    if window is None:
        if meets(pair, nearer, replace(HALF_INSTANT, slack_us=max(spare - grain_us(pair), Fraction(0)))):
            yield "a meeting, and no window"
        return
    for end, sign in ((window[0], -1), (window[1], 1)):
        if isfinite(end):
            exact = Fraction(end) + sign * spare
            if meets(pair, nearer, _beyond(HALF_INSTANT, sign, exact + sign * grain)):
                yield f"a meeting outside the window's end {end}"
            if not meets(pair, further, _beyond(asked, sign, exact - sign * grain)):
                yield f"no meeting at the window's end {end}"


def _beyond(asked: Asked, sign: int, instant: Fraction) -> Asked:
    """Only meetings at the instant or earlier (-1), or later (1)."""
    return replace(asked, until=instant) if sign < 0 else replace(asked, since=instant)


def about_forbidden(pair: Pair, distance_m: float) -> Iterator[str]:
    """What the kernel gets wrong about which delays of B let them meet: clear just inside an end, a meeting 1 ms outside."""
    least, greatest = forbidden_us(pair, distance_m)
    beside, grain = beside_m(pair, distance_m), INSTANT_US + grain_us(pair)
    nearer, further = Fraction(distance_m) - beside, Fraction(distance_m) + beside
    if least > greatest:
        if meets(pair, nearer, replace(HALF_INSTANT, anytime=True)):
            yield "a delay that lets them meet, and none forbidden"
        return
    asked = replace(HALF_INSTANT, slack_us=HALF_INSTANT.slack_us + grain_us(pair))
    for end, sign in ((least, -1), (greatest, 1)):
        if isfinite(end):
            inside = min(grain, (Fraction(greatest) - Fraction(least)) / 2) if isfinite(greatest - least) else grain
            if not meets(pair, further, replace(asked, later_us=Fraction(end) - sign * inside)):
                yield f"clear just inside the forbidden end {end}"
            if meets(pair, nearer, replace(HALF_INSTANT, later_us=Fraction(end) + sign * (grain + CLEAR_US))):
                yield f"a meeting 1 ms outside the forbidden end {end}"


def about(pair: Pair, distance_m: float) -> list[str]:
    """Everything the kernel gets wrong about a pair; an empty list is what is hoped for."""
    return [*about_closest(pair), *about_window(pair, distance_m), *about_forbidden(pair, distance_m)]
