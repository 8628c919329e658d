"""Everything filed that stands, kept ready: whom could one notice meet, and when could it leave and meet no one?

What a desk, a server or a batch asks of the check. The forest finds who could be near, on the widest reading of everything
and under the widest limits of any rule; those few are then asked as :func:`herald.check.pairs.check` asks them, so that the answers
are the same as of a check of all that is filed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from math import ceil

import numpy as np

from herald.agreement.model import Agreement
from herald.check import meet, retime
from herald.check.amounts import gaps
from herald.check.answer import Clears, Encounter, Limits
from herald.check.asking import ask, candidates_of
from herald.check.forest import Forest, asking
from herald.check.governing import Interval, rules
from herald.check.heights import levels
from herald.check.legs import EVERYWHERE_M, legs_of
from herald.check.pairs import encounters_of
from herald.check.retime import DAY_S, Seconds
from herald.check.rows import LINE, MANNER, Rows, rows_of
from herald.check.search import Within
from herald.check.within import cut_at_zones, region
from herald.check.world import World, epoch_of, world
from herald.geometry.ellipsoid import CHORD_M, Floats, geodesic_m
from herald.geometry.place import Place
from herald.notice.model import Area, Band, Notice, Spot
from herald.units import SECOND, NoticeId, PartyId

ANY_HEIGHT = Band(-(10**12), 10**12)
"""A band that every other is within the limit of, in mm."""


class Traffic:
    """The notices that stand, by id. Only notices of different parties are asked of each other."""

    def __init__(self, agreement: Agreement | None = None, limits: Limits | None = None) -> None:
        """Nothing is filed yet. `limits` count where no clause of the agreement governs."""
        self._agreement, self._limits = agreement, Limits() if limits is None else limits
        self._forest: Forest | None = None
        self._epoch = 0
        self._filed: dict[int, Notice] = {}
        self._numbers: dict[NoticeId, int] = {}
        self._parties: dict[PartyId, int] = {}

    def __len__(self) -> int:
        """How many notices stand?"""
        return len(self._filed)

    def __contains__(self, notice: NoticeId) -> bool:
        """Does this notice stand?"""
        return notice in self._numbers

    def add(self, *notices: Notice) -> None:
        """File these notices; all, or none. Raises ValueError for an id that stands, or a notice without a shape."""
        ids = [notice.id for notice in notices]
        refused = [each.id for each in notices if each.id in self or each.shape is None or ids.count(each.id) > 1]
        if refused:
            raise ValueError(f"already filed, or without a shape: {', '.join(refused)}")
        if self._forest is None:
            self._epoch = epoch_of(notices)
            parties = np.array([self._party(notice) for notice in notices], np.int32)
            self._forest = Forest(self._rows(*notices), parties)
            numbers: Iterable[int] = range(len(notices))
        else:
            numbers = [self._forest.add(self._rows(notice), self._party(notice)) for notice in notices]
        for number, notice in zip(numbers, notices, strict=True):
            self._filed[number], self._numbers[notice.id] = notice, number

    def withdraw(self, notice: NoticeId) -> None:
        """Leave this notice out from now on. Raises KeyError where it does not stand."""
        number = self._numbers.pop(notice)
        del self._filed[number]
        self._standing().withdraw(number)

    def ask(self, notice: Notice) -> tuple[Encounter, ...]:
        """Whom could this notice meet, filed or not, and what would clear it? As a check of it and all that stands, by (a, b).

        Raises ValueError where another notice stands under its id.
        """
        self._one_of_its_id(notice)
        others = self._near(notice)
        of = world([notice, *others], self._agreement, self._limits)
        return tuple(encounters_of(of, _number(of, notice), self._retimed(of, notice)))

    def encounters(self) -> Iterator[Encounter]:
        """Who could meet whom of all that stands? As a check of it lists them, but by the first notice as it was filed."""
        met = self._standing().pairs(self._within())
        for a in np.unique(met.a).tolist():
            mine, others = self._filed[a], [self._filed[b] for b in met.b[met.a == a].tolist()]
            of = world([mine, *others], self._agreement, self._limits)
            yield from encounters_of(of, _number(of, mine), self._retimed(of, mine))

    def clear(self, notice: Notice, horizon_s: int, *drafts: Notice) -> tuple[Seconds, ...]:
        """By which whole seconds may a notice be shifted so that it meets no one and nothing about it is untold?

        As :func:`herald.check.retime.clear`, against all that stands and these drafts; each end of each interval re-checked.
        Raises ValueError where another notice stands under its id.
        """
        self._one_of_its_id(notice)
        rows, party = self._rows(notice), self._party(notice)
        delays, owner = self._standing().delays(asking(rows, party), self._within(float(horizon_s * SECOND)))
        asked = [self._filed[number] for number in np.unique(owner).tolist() if not self._decides(notice, number)]
        others = [*asked, *(draft for draft in drafts if draft.id not in self)]
        of = world([notice, *others], self._agreement, self._limits)
        a, b = candidates_of(of, _number(of, notice), float(horizon_s * SECOND))
        decided = np.array([self._decides(notice, number) for number in owner.tolist()], np.bool_)
        taken: list[Interval] = [(low, high) for low, high in delays[decided].tolist()]
        free = gaps(taken + retime.forbidden(of, a, b), SECOND, -horizon_s, horizon_s)

        def meets(delay_s: int) -> bool:
            later = replace(rows, line=rows.line + delay_s * SECOND * _IN_TIME)
            met = self._standing().near(asking(later, party), self._within()).b.tolist()
            return any(self._decides(notice, number) for number in met) or bool(
                len(ask(of.shifted(_number(of, notice), delay_s * SECOND), a, b))
            )

        return tuple(part for interval in free for part in retime.confirmed(meets, interval))

    def _retimed(self, of: World, draft: Notice) -> Callable[[int], Clears]:
        """By how little must a notice of this small world be shifted, for all that stands and this draft?"""

        @cache
        def clears(number: int) -> Clears:
            notice = of.notices[number]
            drafts = () if notice.id == draft.id else (draft,)
            return retime.least(self.clear(notice, DAY_S, *drafts))

        return clears

    def _one_of_its_id(self, notice: Notice) -> None:
        """Two notices of one id would be taken for each other, and a meeting with the other be lost."""
        if notice.id in self and self._filed[self._numbers[notice.id]] != notice:
            raise ValueError(f"another notice stands under the id {notice.id}: withdraw it first")

    def _near(self, notice: Notice) -> list[Notice]:
        """Which of those that stand could be near this one? None is left out that a check would list."""
        asked = asking(self._rows(notice), self._party(notice))
        return [self._filed[number] for number in self._standing().near(asked, self._within()).b.tolist()]

    def _decides(self, notice: Notice, number: int) -> bool:
        """Is what the forest says of these two all that there is to say? No clause, and no area, of which it holds a disc."""
        return self._agreement is None and not any(
            isinstance(each.shape, Area) for each in (notice, self._filed[number])
        )

    def _within(self, us: float = 0.0) -> Within:
        """The widest limits of any rule."""
        all_rules = rules(self._agreement, self._limits, self._epoch)
        separation_m, vertical_m = (
            max(getattr(rule, name) for rule in all_rules) for name in ("separation_m", "vertical_m")
        )
        return self._standing().within(separation_m, vertical_m, us)

    def _rows(self, *notices: Notice) -> Rows:
        drawn = [covering(notice) for notice in notices]
        zones = 0 if self._agreement is None else len(self._agreement.zones)
        legs = legs_of(drawn, self._epoch, zones, self._limits.road_factor)
        legs = cut_at_zones(legs, self._agreement, {})
        legs = legs.take(np.argsort(legs.notice, kind="stable"))
        return rows_of(legs, levels(legs, self._agreement))

    def _party(self, notice: Notice) -> int:
        return self._parties.setdefault(notice.party, len(self._parties))

    def _standing(self) -> Forest:
        return Forest(_NO_ROWS, np.zeros(0, np.int32)) if self._forest is None else self._forest


def covering(notice: Notice) -> Notice:
    """A notice whose rows reach all that this one's shape holds: an area becomes a disc about it, at any height.

    The disc reaches from the middle to the farthest of the boundary, half a chord more; to everywhere, where the area holds the
    place opposite its middle.
    """
    if not isinstance(notice.shape, Area):
        return notice
    of = region([notice.shape.polygon])
    ends = np.vstack([of.lonlat[:, :2], of.lonlat[:, 2:]])
    middle = _middle(of.origin)
    lon, lat = middle.tolist()
    opposite = np.array([[lon + 180.0 if lon <= 0 else lon - 180.0, -lat]])
    metres = EVERYWHERE_M
    if not of.holds(opposite).any():
        away = geodesic_m(np.full(len(ends), lon), np.full(len(ends), lat), ends[:, 0], ends[:, 1])
        metres = min(float(away.max()) + CHORD_M, EVERYWHERE_M)
    place = Place(round(lon * 1e9), round(lat * 1e9))
    shape = Spot(place, notice.shape.window, ANY_HEIGHT)
    return replace(notice, shape=shape, buffer_mm=notice.buffer_mm + ceil(metres * 1000))


def _middle(ends: Floats) -> Floats:
    """Longitude and latitude about the middle of these places in space (n, 3), in degrees; anywhere, where there is none."""
    x, y, z = ends.mean(axis=0).tolist()
    return np.degrees([np.arctan2(y, x), np.arctan2(z, np.hypot(x, y))])


def _number(of: World, notice: Notice) -> int:
    return next(number for number, each in enumerate(of.notices) if each.id == notice.id)


_IN_TIME = np.zeros(LINE)
_IN_TIME[[meet.E0, meet.L0]] = 1.0
_NO_ROWS = Rows(np.zeros((0, LINE)), *(np.zeros(0, np.int32),) * 3, np.zeros((1, MANNER)))
