"""Could these pairs of pieces meet, under the rules that govern them? The kernel's answers, kept with what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from herald.check import compiled, search
from herald.check.governing import Rule
from herald.check.heights import Margins, margins
from herald.check.legs import Flags, Index
from herald.check.search import Within, worth_compiling
from herald.check.tree import Tree, laid, packed
from herald.check.world import World
from herald.geometry.ellipsoid import FARTHEST_M, Floats, arc_m, plane_error_m, plane_m

SHARE = 1024
"""After how many leaves of the search is it said how far it is?"""
_NONE = np.zeros((0, 2), np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """Pairs of rows that come within a rule's limits on the widest reading, n of them.

    `a`, `b` (n,) are rows, a of the notice with the smaller id; `rule` counts in the world's rules. `closest_m` (n,) is between
    centre lines on the ground, at the fractions `u`, `v` of the rows; `within_m` is separation, reach and error together;
    `reach_m` and `error_m` are in it. `certain` says that the meeting rests on nothing missing: then `closest_m`, `u` and `v`
    are those of the certain reading. `straying` says that it rests on nothing but how far a track strays between its fixes:
    up to `aside_m` more than `reach_m`.
    """

    a: Index
    b: Index
    rule: Index
    closest_m: Floats
    u: Floats
    v: Floats
    reach_m: Floats
    error_m: Floats
    separation_m: Floats
    aside_m: Floats
    certain: Flags
    straying: Flags
    up_m: Floats
    down_m: Floats

    def __len__(self) -> int:
        """How many hits?"""
        return len(self.a)

    @property
    def margin_m(self) -> Floats:
        """By how much the pair is nearer than the limit: the smallest comes first."""
        return self.closest_m - self.reach_m - self.separation_m - self.error_m

    def take(self, rows: Index) -> Hits:
        """These hits alone."""
        return Hits(*(getattr(self, name)[rows] for name in self.__slots__))


def together(hits: list[Hits]) -> Hits:
    """All of them, in order; an empty one for none."""
    if not hits:
        none, number = np.zeros(0), np.zeros(0, np.intp)
        return Hits(number, number, number, *(none,) * 7, none > 0, none > 0, none, none)
    return Hits(*(np.concatenate([getattr(part, name) for part in hits]) for name in Hits.__slots__))


def candidates(world: World) -> Iterator[tuple[Index, Index, float]]:
    """Which pairs of rows of different parties must be asked? Complete; in blocks (a, b, how much of the search is done)."""
    filed, within = world.filed, _within(world, 0.0)
    leaves = len(filed.tree.block)
    for first in range(0, leaves, SHARE):
        for found in search.candidates(filed, filed, within, range(first, min(first + SHARE, leaves))):
            a, b = filed.number(found[:, 0]).astype(np.intp), filed.number(found[:, 1]).astype(np.intp)
            yield *by_notice(world, a, b), first / leaves
    yield *by_notice(world, world.parts, world.laid), 1.0


def candidates_of(world: World, notice: int, slack_us: float) -> tuple[Index, Index]:
    """Which pairs must be asked for one notice, shifted by up to `slack_us` either way? Its own rows come second."""
    mine = np.arange(len(world.notices)) == notice
    return _candidates_of(world, mine, laid(world.own.take(np.flatnonzero(world.own.notice == notice))), slack_us)


def candidates_of_all(world: World, notices: Flags) -> tuple[Index, Index]:
    """Which pairs must be asked for all of these notices (n,) as they stand? Their rows come second; of two of them, each does."""
    return _candidates_of(world, notices, packed(world.own.take(np.flatnonzero(notices[world.own.notice]))), 0.0)


def _candidates_of(world: World, mine: Flags, tree: Tree, slack_us: float) -> tuple[Index, Index]:
    """The same of the notices that are `mine` (n,), whose own rows stand in this tree."""
    asked = replace(world.filed, tree=tree)
    found = np.vstack([_NONE, *search.candidates(asked, world.filed, _within(world, slack_us))])
    of_part, of_laid = world.legs.notice[world.parts], world.legs.notice[world.laid]
    mine_laid, mine_part = mine[of_laid], mine[of_part]
    return (
        np.concatenate([world.filed.number(found[:, 1]), world.parts[mine_laid], world.laid[mine_part]]),
        np.concatenate([asked.number(found[:, 0]), world.laid[mine_laid], world.parts[mine_part]]),
    )


def of_notice(world: World, notice: int) -> tuple[Index, Index]:
    """Which pairs must be asked for one notice as it stands? The row of the smaller id first."""
    return by_notice(world, *candidates_of(world, notice, 0.0))


def _within(world: World, slack_us: float) -> Within:
    """The widest limits of any rule: heights are asked of the pairs that are found."""
    return Within(world.farthest_separation_m, inf, slack_us, worth_compiling(world.outlines))


def by_notice(world: World, a: Index, b: Index) -> tuple[Index, Index]:
    """Each pair with the smaller id first: notices are in order of id."""
    swap = world.legs.notice[a] > world.legs.notice[b]
    return np.where(swap, b, a), np.where(swap, a, b)


@dataclass(frozen=True, slots=True, eq=False)
class Governs:
    """Which of n pairs does a rule govern? Three flags each, where a track may stray and a window may lack an end.

    `could`: for all that is known. `on_line`: surely, while a track keeps to its line. `wherever`: surely, however it strays.
    Where nothing strays and nothing is missing the three are the same.
    """

    could: Flags
    on_line: Flags
    wherever: Flags


def governed(world: World, a: Index, b: Index) -> Iterator[tuple[int, Governs]]:
    """Which rule governs which of these pairs? The flags' own rule, the last one, where no clause does.

    So the flags could govern wherever no clause surely does, and surely govern only where no clause could.
    """
    none = np.zeros(len(a), np.bool_)
    could, on_line, wherever = none, none, none
    for number, rule in enumerate(world.rules[:-1]):
        in_time, surely_in_time = _in_force(world, rule, a, b)
        lines, inside, reached = in_zone(world, rule.zone, a, b)
        yield number, Governs(in_time & reached, surely_in_time & lines, surely_in_time & inside)
        could, on_line, wherever = (
            could | in_time & reached,
            on_line | in_time & lines,
            wherever | surely_in_time & inside,
        )
    yield len(world.rules) - 1, Governs(~wherever, ~on_line, ~could)


def _in_force(world: World, rule: Rule, a: Index, b: Index) -> tuple[Flags, Flags]:
    """For which pairs could the rule concern both and be in force, and for which does it surely? Asked once a notice."""
    who, at = np.unique([world.legs.notice[a], world.legs.notice[b]], return_inverse=True)
    one, two = at.reshape(2, len(a))
    notices = who.tolist()
    kind = np.array([rule.is_of_kind(world.notices[i]) for i in notices], np.bool_)
    concerned = kind[one] | kind[two]
    could, surely = (
        np.array([rule.overlaps(span[i]) for i in notices], np.bool_).reshape(len(who), len(rule.periods))
        for span in (world.span, world.sure_span)
    )
    return (
        concerned & (could[one] & could[two]).any(axis=1),
        concerned & (surely[one] & surely[two]).any(axis=1),
    )


def in_zone(world: World, zone: int | None, a: Index, b: Index) -> tuple[Flags, Flags, Flags]:
    """For which pairs does either piece lie in the zone: by its line, wherever it strays, as far as it could stray?

    All, where there is no zone.
    """
    if zone is None:
        everywhere = np.ones(len(a), np.bool_)
        return everywhere, everywhere, everywhere
    lies, astray = world.legs.zones[:, zone], world.legs.astray[:, zone]
    inside, reached = lies & ~astray, lies | astray
    return lies[a] | lies[b], inside[a] | inside[b], reached[a] | reached[b]


def ask(world: World, a: Index, b: Index) -> Hits:
    """Which of these pairs of rows could meet, or cannot be told, under the rules that could govern them?"""
    found = [
        _ask_rule(world, number, a[of.could], b[of.could], of.on_line[of.could], of.wherever[of.could])
        for number, of in governed(world, a, b)
        if bool(of.could.any())
    ]
    return together([hits for hits in found if len(hits)])


def bounds(world: World, rule: int, a: Index, b: Index) -> tuple[Margins, Floats, Floats]:
    """What limits these pairs under this rule: margins of height, reach and error in metres, (n,) each.

    The error is that of the plane at the rule's own distance, and of lines straight in longitude and latitude.
    """
    legs, separation = world.legs, world.rules[rule].separation_m
    reach = legs.reach_m[a] + legs.reach_m[b]
    chord = np.maximum(legs.chord_m[a], legs.chord_m[b])
    aside = legs.aside_m[a] + legs.aside_m[b]
    distance = np.minimum(separation + reach + aside, FARTHEST_M)
    error = plane_error_m(chord, distance) + legs.sag_m[a] + legs.sag_m[b]
    return margins(world.levels, a, b, world.rules[rule].vertical_m), reach, error


def _ask_rule(world: World, rule: int, a: Index, b: Index, on_line: Flags, wherever: Flags) -> Hits:
    """The hits of pairs that one rule could govern; a meeting is certain only where it surely does."""
    legs, separation = world.legs, world.rules[rule].separation_m
    margin, reach, error = bounds(world, rule, a, b)
    aside = legs.aside_m[a] + legs.aside_m[b]
    near = compiled.closest(legs.possible[a], legs.possible[b], margin.up_m, margin.down_m)
    kept = np.flatnonzero(np.isfinite(near[:, 0]) & (near[:, 0] <= plane_m(separation + reach + aside + error)))
    a, b, near, reach, error, aside = a[kept], b[kept], near[kept], reach[kept], error[kept], aside[kept]
    up, down = margin.sure_up_m[kept], margin.sure_down_m[kept]
    within = separation + reach + error
    told = legs.told[a] & legs.told[b] & np.isfinite(up) & np.isfinite(down)
    doubt = np.flatnonzero(told & (margin.depends()[kept] | _missing(world, a) | _missing(world, b)))
    if len(doubt):
        sure = compiled.closest(legs.certain[a[doubt]], legs.certain[b[doubt]], up[doubt], down[doubt])
        held = sure[:, 0] <= plane_m(within[doubt] + aside[doubt])
        near[doubt[held]], told[doubt[~held]] = sure[held], False
    on_the_line = near[:, 0] <= plane_m(within)
    return Hits(
        a=a,
        b=b,
        rule=np.full(len(a), rule, np.intp),
        closest_m=arc_m(near[:, 0]),
        u=near[:, 1],
        v=near[:, 2],
        reach_m=reach,
        error_m=error,
        separation_m=np.full(len(a), separation),
        aside_m=aside,
        certain=told & on_the_line & on_line[kept],
        straying=told & ~on_the_line & wherever[kept],
        up_m=np.where(told, up, margin.up_m[kept]),
        down_m=np.where(told, down, margin.down_m[kept]),
    )


def _missing(world: World, rows: Index) -> Flags:
    """Which rows have two different readings?"""
    different: Flags = (world.legs.possible[rows] != world.legs.certain[rows]).any(axis=1)
    return different
