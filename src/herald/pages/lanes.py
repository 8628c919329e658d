"""When could each notice be under way, and when could it meet another? One lane a notice, time running to the right.

A movement is a band in its lane: its start at the top edge, its end at the bottom, the earliest schedule at its left side and the
latest at its right; a bar across is the window of one vertex. A presence is a full bar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import hypot

from herald.check.answer import Encounter
from herald.pages.plane import number
from herald.pages.roll import Entry
from herald.pages.track import Track, Vertex
from herald.pages.words import isolated
from herald.units import DAY, FIRST_INSTANT, MINUTE, Instant
from herald.wording import LASTING, count, date_time_group, span

_STEPS = tuple(n * MINUTE for n in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)) + tuple(
    n * DAY for n in (1, 2, 7, 14, 30, 90, 180, 365)
)
_TICKS = 8
_EDGE = 0.93
_RUNGS = 24
MOST_RUNGED = 200
"""A movement with more vertices than `_RUNGS`, or on a page with more lanes than `MOST_RUNGED`, shows its band alone."""
_MARKS = 12
"""A lane with more windows than this shows at which times there is any, without telling them apart; the tables do."""
_TOGETHER = 0.002
"""Windows nearer than this share of the axis are one bar of such a lane: about a pixel."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The instants at the left and right end of every lane."""

    start: Instant
    end: Instant

    def share(self, instant: Instant | None, *, unstated: float) -> float:
        """How far along the axis is it, from 0 to 1, held to the axis? What is not stated lies at `unstated`."""
        return unstated if instant is None else min(1.0, max(0.0, (instant - self.start) / (self.end - self.start)))


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis; `minor` ones are left out on a narrow screen, words at the right `edge` end at their mark."""

    at: str
    text: str
    date: str | None
    minor: bool
    edge: bool


@dataclass(frozen=True, slots=True)
class WindowMark:
    """When two could meet, on one of their lanes."""

    left: str
    width: str
    encounter: int
    named: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """One notice's lane: its extent in per cent, and its band and rungs in a box of 1000 by 100.

    It has `windows`, or where they are too many `crowd`: the left end and the width of every time with any.
    """

    entry: Entry
    left: str
    width: str
    band: str
    rungs: tuple[tuple[str, str, str], ...]
    before: bool
    after: bool
    windows: tuple[WindowMark, ...]
    crowd: tuple[tuple[str, str], ...]
    said: str


def axis(entries: Sequence[Entry], encounters: Sequence[Encounter]) -> Axis | None:
    """From when to when do the lanes run? None where no instant is stated at all.

    Movements set it: a presence of months does not press the hours of a column together; its bar goes on beyond the edge.
    """
    stated = [
        end
        for entry in entries
        if entry.stands and entry.moves
        for stop in entry.stops
        for end in (stop.earliest, stop.latest)
    ] or [end for entry in entries if entry.stands for end in (entry.window.earliest, entry.window.latest)]
    # An encounter ends with the longer presence of the two at the latest; where movements set the axis they cover it.
    instants = [end for end in stated if end is not None and end < LASTING]
    if not instants:
        instants = [end for each in encounters for window in each.windows for end in window if end < LASTING]
    if not instants:
        return None
    first, last = min(instants), max(instants)
    room = max((last - first) // 40, MINUTE)
    return Axis(Instant(_held((first - room) // MINUTE * MINUTE)), Instant(_held(-(-(last + room) // MINUTE) * MINUTE)))


def _held(instant: int) -> int:
    """No axis leaves the years 1 to 9999: outside of them an instant cannot be written."""
    return min(max(instant, FIRST_INSTANT), LASTING // MINUTE * MINUTE)


def ticks(along: Axis) -> tuple[Tick, ...]:
    """Where does the axis have marks? At round instants; the first, and every one at which a new day begins, has its date."""
    span = along.end - along.start
    step = next((step for step in _STEPS if span / step <= _TICKS), -(-span // _TICKS // DAY) * DAY)
    found: list[Tick] = []
    day = ""
    for i, at in enumerate(range(-(-along.start // step) * step, along.end + 1, step)):
        group = date_time_group(Instant(at))
        today = f"{group[:2]} {group[8:]}"
        text = group[2:7] if step < DAY else group[:2] + group[7:11]
        share = along.share(Instant(at), unstated=0)
        found.append(Tick(_percent(share), text, today if today != day else None, i % 2 == 1, share > _EDGE))
        day = today
    return tuple(found)


def lane(
    entry: Entry, track: Track | None, met: Sequence[tuple[int, Encounter]], along: Axis, *, rungs: bool = True
) -> Lane:
    """What does this notice's lane show? `met` are its encounters with their numbers on the page."""
    window = entry.window
    left, right = along.share(window.earliest, unstated=0.0), along.share(window.latest, unstated=1.0)
    spans = _spans(met, along)
    return Lane(
        entry,
        _percent(left),
        _percent(max(right - left, 0.002)),
        _band(track, along) if track else "",
        _rungs(entry, track, along) if track and rungs else (),
        window.earliest is None or window.earliest < along.start,
        window.latest is None or window.latest > along.end,
        _windows(spans) if len(spans) <= _MARKS else (),
        _crowd(spans) if len(spans) > _MARKS else (),
        _said(entry, len(met)),
    )


def _said(entry: Entry, encounters: int) -> str:
    """What the lane shows, for those who do not see it."""
    window = span(entry.window.earliest, entry.window.latest)
    return f"{isolated(entry.notice.id)}: {window}; {count(encounters, 'encounter')}"


def met_by_notice(encounters: Sequence[tuple[int, Encounter]]) -> Mapping[str, list[tuple[int, Encounter]]]:
    """Which encounters has each notice?"""
    met: dict[str, list[tuple[int, Encounter]]] = {}
    for number_, each in encounters:
        for notice in (each.a, each.b):
            met.setdefault(notice, []).append((number_, each))
    return met


def _band(track: Track, along: Axis) -> str:
    """The outline of the band: down along the earliest instants, up along the latest."""
    down = _depths(track)
    early = [(along.share(v.earliest, unstated=0.0), y) for v, y in zip(track, down, strict=True)]
    late = [(along.share(v.latest, unstated=1.0), y) for v, y in zip(track, down, strict=True)]
    return " ".join(f"{number(x * 1000)},{number(y)}" for x, y in [*early, *reversed(late)])


def _depths(track: Track) -> list[float]:
    """How far down the lane is each vertex: by its share of the drawn length; all at the middle where it has none."""
    run = list(accumulate((hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(track)), initial=0.0))
    return [4 + 92 * each / run[-1] if run[-1] else 50.0 for each in run]


def _rungs(entry: Entry, track: Track, along: Axis) -> tuple[tuple[str, str, str], ...]:
    """The windows of the vertices as bars across the band: left, right, how far down. Points between vertices have none."""
    if len(entry.stops) > _RUNGS:
        return ()
    ends = {(stop.earliest, stop.latest) for stop in entry.stops}
    rungs = [(v, y) for v, y in zip(track, _depths(track), strict=True) if (v.earliest, v.latest) in ends]
    return tuple((*_sides(v, along), number(y)) for v, y in rungs)


def _sides(vertex: Vertex, along: Axis) -> tuple[str, str]:
    left, right = along.share(vertex.earliest, unstated=0.0), along.share(vertex.latest, unstated=1.0)
    return number(left * 1000), number(right * 1000)


def _spans(met: Sequence[tuple[int, Encounter]], along: Axis) -> list[tuple[float, float, int]]:
    """All windows of its encounters as shares of the axis, with the encounter's number, the earliest first."""
    return sorted(
        (along.share(first, unstated=0), along.share(last, unstated=1), encounter)
        for encounter, each in met
        for first, last in each.windows
    )


def _windows(spans: Sequence[tuple[float, float, int]]) -> tuple[WindowMark, ...]:
    """Each window by itself; a number stands only where the one before it leaves room."""
    marks: list[WindowMark] = []
    free = -1.0
    for left, right, encounter in spans:
        named = left >= free
        free = left + 0.045 if named else free
        marks.append(WindowMark(_percent(left), _percent(max(right - left, 0.002)), encounter, named))
    return tuple(marks)


def _crowd(spans: Sequence[tuple[float, float, int]]) -> tuple[tuple[str, str], ...]:
    """The times at which there is any window: none is left out, those that touch or nearly do are one."""
    bars: list[tuple[float, float]] = []
    for left, right, _ in spans:
        if bars and left <= bars[-1][1] + _TOGETHER:
            bars[-1] = bars[-1][0], max(bars[-1][1], right)
        else:
            bars.append((left, right))
    return tuple((_percent(left), _percent(max(right - left, 0.002))) for left, right in bars)


def _percent(share: float) -> str:
    return f"{number(share * 100)}%"


def slider(along: Axis) -> int:
    """How many seconds is one step of the time slider? Whole minutes, about a thousand steps in all."""
    return max(1, round((along.end - along.start) / 1000 / MINUTE)) * 60
