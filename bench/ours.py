"""Herald's own answer: the forest of `herald.check`, asked as a room of Herald asks it, on the ellipsoid, with slack or without."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from time import process_time_ns
from types import ModuleType
from typing import cast

import numpy as np

from bench import lines
from bench.lines import Lines, some
from bench.measure import NOTICES, Answer, spread, timed, whole
from bench.movements import Movements, drawn, over_one_bridge, with_halts
from bench.trial import ASKED_SEED, SEPARATION_M, STORED_SEED, Trial, near_of, once
from herald.check.forest import Forest, Meetings, asking
from herald.check.rows import on_the_ground
from herald.units import SECOND

HORIZON_US = 24 * 3600 * SECOND
"""How far earlier and later a notice may be shifted."""
VERTICAL_M = 300.0
TRACK_SLACK_S = 600.0
"""How much earlier or later than recorded a real track may have been passed, where slack is asked for."""
CHANGES = 1000

INVENTED: dict[str, Callable[[int, int], Movements]] = {"drawn": drawn, "hub": over_one_bridge, "halts": with_halts}
RECORDED: dict[str, Callable[[float], Lines]] = {"harbour": lines.harbour, "wildfire": lines.wildfire}


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to ask of Herald: of which movements, about how many legs (of recorded ones, all), and how.

    `retime` asks for the forbidden delays of each notice instead of who could be met; `compiled` is False for NumPy alone.
    """

    data: str = "drawn"
    legs: int = 0
    slack: bool = False
    compiled: bool = True
    threads: int = 1
    retime: bool = False
    notices: int = NOTICES
    all_pairs: bool = True

    @property
    def title(self) -> str:
        """Who answers?"""
        return "Herald" if self.compiled else "Herald, without Numba"

    @property
    def question(self) -> str:
        """What is asked?"""
        return "retime" if self.retime else "with slack" if self.slack else "no slack"

    def stored(self) -> Lines:
        """The notices that are stored."""
        if self.data in RECORDED:
            return RECORDED[self.data](TRACK_SLACK_S if self.slack else 0.0)
        return self._invented(self.legs, STORED_SEED)

    def asked(self, stored: Lines) -> Lines:
        """The notices that are asked about: of a party that has stored none, or, recorded ones, some of the stored."""
        if self.data in RECORDED:
            return some(stored, self.notices, ASKED_SEED)
        asked = self._invented(max(self.notices, 2) * 22, ASKED_SEED)
        return replace(asked, party=asked.party + np.int32(stored.count))

    def _invented(self, legs: int, seed: int) -> Lines:
        movements = INVENTED[self.data](legs, seed)
        return lines.of_movements(movements if self.slack else movements.on_schedule())


class Ours:
    """Stored notices in a forest, and the notices that it is asked about, made ready; each call is one of the library's."""

    def __init__(self, forest: Forest, asked: Lines) -> None:
        self.forest = forest
        self.asked = [on_the_ground(line, np.zeros(len(line), np.int32)) for line in map(asked.of, range(asked.count))]
        self.parties = asked.party.tolist()
        self.ready = [asking(rows, party) for rows, party in zip(self.asked, self.parties, strict=True)]
        self.within = self.forest.within(SEPARATION_M, VERTICAL_M)
        self.shifted = self.forest.within(SEPARATION_M, VERTICAL_M, HORIZON_US)

    def near(self, notice: int) -> Answer:
        """Which stored notices could this one meet?"""
        return self.forest.near(self.ready[notice], self.within).b

    def delays(self, notice: int) -> Answer:
        """Which stored notices could this one meet if it were shifted, and by which delays?"""
        return self.forest.delays(self.ready[notice], self.shifted)[1]

    def pairs(self, threads: int) -> Answer:
        """Which stored notices could meet each other? (p, 2)."""
        with ThreadPoolExecutor(threads) as pool:
            return pairs_of(self.forest.pairs(self.within, pool.map if threads > 1 else map))


def pairs_of(found: Meetings) -> Answer:
    """The two notices of each meeting, (p, 2)."""
    return np.column_stack([found.a, found.b])


def trial(case: Case) -> Trial:
    """How does Herald do in this case? To be called in a process of its own."""
    if not case.compiled:
        without_numba()
    warmed(case.compiled)
    stored = case.stored()
    asked = case.asked(stored)
    load, forest = whole(partial(planted, stored, case.compiled))
    herald = Ours(forest, asked)
    told = Trial(case.title, stored.legs, load=load, nbytes=herald.forest.nbytes)
    if case.notices:
        ask = herald.delays if case.retime else herald.near
        told = replace(told, notice=spread(ask, asked.count), near=near_of(ask, asked.count))
    if case.all_pairs:
        took, pairs = whole(partial(herald.pairs, case.threads), process_time_ns)
        told = replace(told, all_pairs=took, pairs=once(pairs))
    return told


def warmed(fast: bool) -> None:
    """Asks a little of everything, so that nothing is compiled, loaded or imported while it is measured."""
    few = lines.of_movements(drawn(200, STORED_SEED))
    herald = Ours(planted(few, fast), few)
    for number in range(few.count):
        herald.near(number)
        herald.delays(number)
    herald.pairs(1)


def planted(stored: Lines, fast: bool) -> Forest:
    """All stored notices, ready to be asked, compiled or not."""
    return Forest(on_the_ground(stored.line, stored.notice), stored.party, fast=fast)


def without_numba() -> None:
    """From here on, this process takes Numba for not installed."""
    sys.modules["numba"] = cast(ModuleType, None)


def could_meet(of: Movements) -> Answer:
    """Which of these movements could meet? (p, 2), each pair once, in order."""
    stored = lines.of_movements(of)
    forest = planted(stored, fast=True)
    return once(pairs_of(forest.pairs(forest.within(SEPARATION_M, VERTICAL_M))))


def changes(legs: int, count: int = CHANGES) -> list[tuple[str, int, float, str]]:
    """What does it take to file a notice with so many stored legs, and to withdraw one? In a process of its own."""
    warmed(fast=True)
    case = Case(legs=legs, slack=True, notices=count)
    stored = case.stored()
    herald = Ours(planted(stored, fast=True), case.asked(stored))
    added = [
        timed(partial(herald.forest.add, rows, party)) for rows, party in zip(herald.asked, herald.parties, strict=True)
    ]
    withdrawn = [timed(partial(herald.forest.withdraw, notice)) for notice in _each(stored.count, count)]
    return [*_figures("add a notice", stored.legs, added), *_figures("withdraw a notice", stored.legs, withdrawn)]


def _each(stored: int, count: int) -> list[int]:
    chosen: list[int] = np.random.default_rng(ASKED_SEED).choice(stored, min(count, stored), replace=False).tolist()
    return chosen


def _figures(what: str, legs: int, took_ns: list[int]) -> Iterator[tuple[str, int, float, str]]:
    """The mean of many, merges and all, and the longest."""
    yield f"{what}: mean of {len(took_ns)}", legs, sum(took_ns) / len(took_ns) / 1e6, "CPU ms"
    yield f"{what}: the longest", legs, max(took_ns) / 1e6, "CPU ms"
