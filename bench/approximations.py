"""What do the usual approximations miss, and what do they flag that cannot be? Each beside the exact answer, on the same data.

A tool that knows no slack asks of the schedule alone; one that samples asks at every full minute; one that reserves volumes
asks whether two legs' volumes overlap; a coordination sheet on paper asks whether two routes cross while both are about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from bench.measure import Answer
from bench.movements import Floats, Movements

EVERY_S = 60.0
Pairs = Callable[[Movements], Answer]
"""The exact answer: which movements could meet? (p, 2), each pair once, in order."""


@dataclass(frozen=True, slots=True)
class Approximation:
    """How many pairs of movements does one approximation flag, and how many of the exact answer's does it miss?"""

    what: str
    flagged: int
    false: int
    missed: int
    exact: int


def approximations(of: Movements, could_meet: Pairs, separation_m: float) -> Iterator[Approximation]:
    """Each approximation against what could meet, slack and all; the sampled one against the schedule as well."""
    exact = keys(could_meet(of), of)
    yield _beside("exact: could meet, with slack", exact, exact)
    yield _beside(
        "4-D volume for each leg: its line, from earliest to latest", keys(could_meet(volumes(of)), of), exact
    )
    yield _beside("route and whole window: as on paper", keys(could_meet(whole_windows(of)), of), exact)
    scheduled = keys(could_meet(of.on_schedule()), of)
    yield _beside("schedule alone, exact", scheduled, exact)
    minutes = keys(sampled(of, separation_m), of)
    yield _beside("schedule alone, at every full minute", minutes, exact)
    yield _beside("  the same, beside what meets on schedule", minutes, scheduled)


def _beside(what: str, flagged: Answer, exact: Answer) -> Approximation:
    false, missed = len(np.setdiff1d(flagged, exact)), len(np.setdiff1d(exact, flagged))
    return Approximation(what, len(flagged), false, missed, len(exact))


def keys(pairs: Answer, of: Movements) -> Answer:
    """One number for each pair of movements."""
    low, high = np.sort(pairs.astype(np.int64), axis=1).T
    return np.unique(low * of.count + high)


def volumes(of: Movements) -> Movements:
    """Each leg anywhere on its line, from its earliest instant to its latest."""
    return replace(of, earliest_s=of.earliest_s[:, [0, 0]], latest_s=of.latest_s[:, [1, 1]])


def whole_windows(of: Movements) -> Movements:
    """Each movement anywhere on its route, from its earliest instant to its latest."""
    first, last = of.earliest_s[of.first[:-1], 0], of.latest_s[of.first[1:] - 1, 1]
    both = np.column_stack([first, first])[of.movement], np.column_stack([last, last])[of.movement]
    return replace(of, earliest_s=both[0], latest_s=both[1])


def sampled(of: Movements, separation_m: float) -> Answer:
    """Which movements are within the separation at a full minute, on schedule? (p, 2), each pair once or more."""
    movement, minute, place_m = _samples(of)
    order = np.argsort(minute, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(minute[order])) + 1)
    found = [_near_now(movement[group], place_m[group], separation_m) for group in groups]
    return np.concatenate([np.zeros((0, 2), np.int32), *found])


def _samples(of: Movements) -> tuple[Answer, Answer, Floats]:
    """Which movement is where at which full minute? The last instant of a leg is the next one's first: either will do."""
    first, last = np.ceil(of.nominal_s[:, 0] / EVERY_S), np.floor(of.nominal_s[:, 1] / EVERY_S)
    count = np.maximum(last - first + 1, 0).astype(np.intp)
    leg = np.repeat(np.arange(len(of)), count)
    minute = first.astype(np.int64)[leg] + np.arange(len(leg)) - np.repeat(np.cumsum(count) - count, count)
    along = (minute * EVERY_S - of.nominal_s[leg, 0]) / (of.nominal_s[leg, 1] - of.nominal_s[leg, 0])
    return of.movement[leg], minute, of.start_m[leg] + along[:, None] * of.run_m[leg]


def _near_now(movement: Answer, place_m: Floats, separation_m: float) -> Answer:
    """Which of the movements that are about at one instant are near each other? Each with each."""
    east, north = (place_m[:, axis, None] - place_m[None, :, axis] for axis in (0, 1))
    a, b = np.nonzero(np.triu(east * east + north * north <= separation_m**2, 1))
    pairs = np.column_stack([movement[a], movement[b]])
    return np.asarray(pairs[pairs[:, 0] != pairs[:, 1]])
