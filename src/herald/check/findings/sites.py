"""Was one place told of twice? Sites of the same kind, close together at overlapping times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import dist

from herald.agreement.model import Period
from herald.check.answer import Finding
from herald.check.findings.subject import Subject, overlap
from herald.check.findings.words import listed
from herald.geometry.ellipsoid import ecef
from herald.geometry.lines import degrees
from herald.notice.model import Kind, Spot
from herald.units import NoticeId

NEAR_M = 200.0
_MOST_NAMED = 3
"""More sites than these at one place are not named."""

Cell = tuple[Kind, int, int, int]


@dataclass(frozen=True, slots=True)
class _Site:
    """A point that a notice tells of; `xyz` in metres, Earth-centred."""

    id: NoticeId
    kind: Kind
    span: Period
    xyz: tuple[float, float, float]

    @property
    def cell(self) -> Cell:
        x, y, z = (int(value // NEAR_M) for value in self.xyz)
        return self.kind, x, y, z


def duplicate_sites(subjects: Sequence[Subject]) -> Iterator[Finding]:
    """Which points have another of the same kind within 200 m while they are there?

    Of whichever party: one place may be told of by two offices. Each of them has the finding. An end that nobody stated is
    without end. Areas and movements are not compared. Distances go straight through the Earth: 10 nm short at 200 m.
    """
    grid: dict[Cell, list[_Site]] = {}
    for site in _sites(subjects):
        grid.setdefault(site.cell, []).append(site)
    for cell, sites in grid.items():
        around = sorted(_around(grid, cell), key=lambda site: site.id)
        for site in sites:
            if near := list(islice(_near(site, around), _MOST_NAMED + 1)):
                yield _finding(site, near)


def _sites(subjects: Sequence[Subject]) -> list[_Site]:
    spots = [(each, each.shape.place) for each in subjects if isinstance(each.shape, Spot)]
    lonlat = degrees([place for _, place in spots]).reshape(-1, 2)
    return [
        _Site(subject.notice.id, subject.notice.kind, subject.span, (x, y, z))
        for (subject, _), (x, y, z) in zip(spots, ecef(*lonlat.T).tolist(), strict=True)
    ]


def _around(grid: Mapping[Cell, Sequence[_Site]], cell: Cell) -> Iterator[_Site]:
    """The sites in the cell and the 26 about it: all within 200 m of any place in it."""
    kind, *corner = cell
    for steps in product((-1, 0, 1), repeat=3):
        x, y, z = (value + step for value, step in zip(corner, steps, strict=True))
        yield from grid.get((kind, x, y, z), ())


def _near(site: _Site, around: Sequence[_Site]) -> Iterator[_Site]:
    for other in around:
        if other.id != site.id and overlap(site.span, other.span) and dist(site.xyz, other.xyz) <= NEAR_M:
            yield other


def _finding(site: _Site, near: Sequence[_Site]) -> Finding:
    named = [other.id for other in near[:_MOST_NAMED]]
    names = listed([*named, "others"] if len(near) > _MOST_NAMED else named)
    message = (
        f"It lies within 200 m of {names}, of the same kind and at the same time: if one place is meant, cancel one."
    )
    return Finding(site.id, "duplicate-site", message, None)
