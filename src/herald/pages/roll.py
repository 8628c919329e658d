"""Which notices were given, who filed each, and which of them stand?

A number counts the notices as they were given, from 0; everything on the page is ordered by it or by time, nothing by a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from herald.agreement.model import Agreement
from herald.notice.lifecycle import Fate, standing
from herald.notice.model import ON_THE_GROUND, Area, Band, Notice, Reference, Route, Spot, Window
from herald.notice.timing import Stop
from herald.pages.cast import PartyMark, cast
from herald.pages.track import schedule
from herald.units import Instant, NoticeId
from herald.wording import metres, plain

_TITLE = 160


@dataclass(frozen=True, slots=True)
class Entry:
    """One notice on the roll; `stops` are empty where it is no movement, `ended_by` names the notice that succeeds it."""

    number: int
    notice: Notice
    mark: PartyMark
    id: str
    title: str | None
    fate: Fate
    ended_by: NoticeId | None
    stops: tuple[Stop, ...]

    @property
    def stands(self) -> bool:
        """Was it checked? Replaced and cancelled notices, and cancels, were not."""
        return self.fate is Fate.STANDS

    @property
    def moves(self) -> bool:
        """Is it a movement, which leaves, rather than a presence, which starts?"""
        return isinstance(self.notice.shape, Route)

    @property
    def window(self) -> Window:
        """From when to when does it last, at the widest? An end is None where any that could be it is not stated."""
        match self.notice.shape:
            case Spot() | Area() as presence:
                return presence.window
            case Route():
                return Window(self.stops[0].earliest, self.stops[-1].latest)
        return Window(None, None)


def roll(notices: Sequence[Notice], agreement: Agreement | None, road_factor: float) -> tuple[Entry, ...]:
    """Every notice given, in the order given."""
    marks = cast(notices, agreement)
    ended = {notice.replaces: notice.id for notice in notices if notice.replaces is not None}
    return tuple(
        Entry(
            number,
            notice,
            marks[notice.party],
            plain(notice.id),
            _title(notice),
            fate,
            ended.get(notice.id),
            schedule(notice.shape, road_factor) if isinstance(notice.shape, Route) else (),
        )
        for number, (notice, fate) in enumerate(zip(notices, standing(notices).fates, strict=True))
    )


def _title(notice: Notice) -> str | None:
    title = notice.kept.get("title")
    if not isinstance(title, str) or not title.strip():
        return None
    return plain(title if len(title) <= _TITLE else title[: _TITLE - 1] + "…")


def bands(notice: Notice) -> tuple[Band, ...]:
    """At which heights is it? One band a vertex, or one for the whole."""
    match notice.shape:
        case Route(bands=each):
            return each
        case Spot(band=band) | Area(band=band):
            return (band,)
    return ()


_OVER = {
    Reference.AGL: "above the ground",
    Reference.AMSL: "above mean sea level",
    Reference.WGS84: "above the WGS 84 ellipsoid",
    Reference.FL: "of pressure altitude",
}


def heights(notice: Notice) -> str:
    """At which heights is it, in words?"""
    each = bands(notice)
    if not each:
        return ""
    if notice.reference is Reference.AGL and all(band == ON_THE_GROUND for band in each):
        return "on the ground"
    low, high = min(band.low_mm for band in each) / 1000, max(band.high_mm for band in each) / 1000
    varies = "varying, " if len(set(each)) > 1 else ""
    return f"{varies}{metres(low)} to {metres(high)} {_OVER[notice.reference]}"


def instants(entries: Sequence[Entry]) -> Iterator[Instant]:
    """Every end of a window that is stated, of the notices that stand."""
    for entry in entries:
        if entry.stands:
            ends = (
                [end for stop in entry.stops for end in (stop.earliest, stop.latest)]
                if entry.moves
                else [entry.window.earliest, entry.window.latest]
            )
            yield from (end for end in ends if end is not None)
