"""What is compared with what? All the notices of one run, as rows, with the rules that govern them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf

import numpy as np

from herald.agreement.model import Agreement
from herald.check import meet
from herald.check.answer import Limits
from herald.check.governing import Interval, Rule, rules
from herald.check.heights import Levels, levels
from herald.check.legs import Flags, Index, Legs, join, legs_of
from herald.check.rows import Rows, rows_of
from herald.check.search import Filed
from herald.check.tree import packed
from herald.check.within import areas, cut_at_zones, insides
from herald.geometry.ellipsoid import Floats
from herald.notice.model import Area, Departure, Notice, Route, Shape, Spot, Window, Windows
from herald.units import DAY


@dataclass(frozen=True)
class World:
    """The notices of one run, in order of id, and everything asked of them.

    `party` (n,) is a number for each notice's party; only whether two are equal has a meaning. The first `outlines` rows of
    `legs` are the notices' own; after them come, in pairs, the parts of legs inside areas: rows `parts` and the areas' rows
    `laid` along them. `span` (n, 2) is each notice's whole time, in us from the epoch.
    """

    notices: tuple[Notice, ...]
    agreement: Agreement | None
    rules: tuple[Rule, ...]
    legs: Legs
    levels: Levels
    party: Index
    outlines: int
    parts: Index
    laid: Index

    @cached_property
    def span(self) -> tuple[Interval, ...]:
        """From when to when is each notice about anything? Unbounded where an end is not stated."""
        return self._spans(self.legs.possible)

    @cached_property
    def sure_span(self) -> tuple[Interval, ...]:
        """From when to when is each notice about anything at any rate, whatever the ends that nobody stated?"""
        return self._spans(self.legs.certain)

    def _spans(self, rows: Floats) -> tuple[Interval, ...]:
        first = np.full(len(self.notices), inf)
        last = np.full(len(self.notices), -inf)
        np.minimum.at(first, self.legs.notice, rows[:, meet.E0])
        np.maximum.at(last, self.legs.notice, rows[:, meet.L0] + rows[:, meet.DL])
        return tuple(zip(first.tolist(), last.tolist(), strict=True))

    @cached_property
    def own(self) -> Rows:
        """The notices' own rows, slim; each is known by its number here."""
        each = np.arange(self.outlines)
        return replace(rows_of(self.legs.take(each), self.levels.take(each)), number=each.astype(np.int32))

    @cached_property
    def filed(self) -> Filed:
        """The same, ready to be searched."""
        return Filed(packed(self.own), self.own.manners, self.party.astype(np.int32))

    @property
    def farthest_separation_m(self) -> float:
        """The largest separation any rule asks for."""
        return max(rule.separation_m for rule in self.rules)

    def shifted(self, notice: int, delay_us: int) -> World:
        """The same with one notice later by a delay (earlier if negative)."""
        return replace(self, legs=self.legs.shifted(self.legs.notice == notice, delay_us))

    def rows_of(self, notice: int) -> Flags:
        """Which rows are this notice's?"""
        rows: Flags = self.legs.notice == notice
        return rows


def world(notices: Sequence[Notice], agreement: Agreement | None, limits: Limits) -> World:
    """The world of these notices, all of which are to be checked."""
    ordered = tuple(sorted(notices, key=lambda notice: notice.id))
    party = _numbers([notice.party for notice in ordered])
    epoch = epoch_of(ordered)
    zones = 0 if agreement is None else len(agreement.zones)
    enclosed = areas(ordered)
    outlines = cut_at_zones(legs_of(ordered, epoch, zones, limits.road_factor), agreement, enclosed)
    parts, laid = insides(outlines, enclosed, party)
    legs = join([outlines, parts, laid])
    return World(
        notices=ordered,
        agreement=agreement,
        rules=rules(agreement, limits, epoch),
        legs=legs,
        levels=levels(legs, agreement),
        party=party,
        outlines=len(outlines),
        parts=len(outlines) + np.arange(len(parts)),
        laid=len(outlines) + len(parts) + np.arange(len(laid)),
    )


def _numbers(names: Sequence[str]) -> Index:
    """A number for each different name, in order of appearance: the names' own order has no part in it."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.array([numbers[name] for name in names], dtype=np.intp)


def epoch_of(notices: Sequence[Notice]) -> int:
    """An instant near the data: the first stated one, at the start of its day; 0 where nothing is stated."""
    stated = [end for notice in notices for end in _instants(notice.shape) if end is not None]
    return min(stated) // DAY * DAY if stated else 0


def _instants(shape: Shape | None) -> list[int | None]:
    match shape:
        case None:
            return []
        case Route(schedule=Windows(each)):
            windows: Sequence[Window] = each
        case Route(schedule=Departure(window)):
            windows = [window]
        case Spot(window=window) | Area(window=window):
            windows = [window]
    return [end for window in windows for end in (window.earliest, window.latest)]
