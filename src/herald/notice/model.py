"""What is a notice? One party's advance word of a movement, a site, a zone of activity; never edited once filed.

All values are canonical integers (1e-9 degree, mm, us, um/s), so that a file and its sealed entry give the same answer.
An end of a window that was not stated is None: unknown is a type here, never a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from herald.canonical import Json
from herald.geometry.place import Path, Place, Polygon
from herald.units import Instant, Microseconds, NoticeId, PartyId


class Kind(StrEnum):
    """What is moving or standing there."""

    GROUND_MOVEMENT = "ground-movement"
    FLIGHT = "flight"
    STATIC_SITE = "static-site"
    PATROL = "patrol"
    POST = "post"
    DEPLOYMENT = "deployment"
    EVACUATION = "evacuation"
    EXERCISE = "exercise"
    REPAIR_WINDOW = "repair-window"


GROUND_KINDS = frozenset({Kind.GROUND_MOVEMENT, Kind.STATIC_SITE, Kind.PATROL, Kind.POST})
"""Kinds that ignore a third coordinate unless its reference is stated: GPS heights of ground tracks are common."""


class Action(StrEnum):
    """A notice is never edited: it is new, it replaces one, or it cancels one."""

    NEW = "new"
    REPLACE = "replace"
    CANCEL = "cancel"


class Reference(StrEnum):
    """What heights are measured from: the ground, mean sea level, the WGS 84 ellipsoid, or standard pressure."""

    AGL = "AGL"
    AMSL = "AMSL"
    WGS84 = "WGS84"
    FL = "FL"


@dataclass(frozen=True, slots=True)
class Window:
    """Between which instants; an end nobody stated is None."""

    earliest: Instant | None
    latest: Instant | None


@dataclass(frozen=True, slots=True)
class Band:
    """Between which heights, in mm over the notice's reference; low <= high."""

    low_mm: int
    high_mm: int


ON_THE_GROUND = Band(0, 0)


@dataclass(frozen=True, slots=True)
class Halt:
    """How long a movement stands at a vertex (counted from 0): at least, at most."""

    vertex: int
    least: Microseconds
    most: Microseconds


@dataclass(frozen=True, slots=True)
class Windows:
    """A window for every vertex, as stated."""

    each: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Departure:
    """A departure window, a speed range and halts; the windows of the vertices follow from these.

    Speeds in um/s, the slowest rounded down and the fastest up; slowest > 0. Halts are in order of vertex, at most
    one each.
    """

    window: Window
    slowest_um_s: int
    fastest_um_s: int
    halts: tuple[Halt, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """A movement along a line: at least two places, one height band a place."""

    places: tuple[Place, ...]
    path: Path
    schedule: Windows | Departure
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A presence at one place during one window."""

    place: Place
    window: Window
    band: Band


@dataclass(frozen=True, slots=True)
class Area:
    """A presence somewhere in a polygon during one window."""

    polygon: Polygon
    window: Window
    band: Band


Shape = Route | Spot | Area


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a notice was read: the file and the feature, counted from 0."""

    file: str
    feature: int


@dataclass(frozen=True, slots=True)
class Notice:
    """One act of notice, as filed, in canonical values.

    `shape` is None only for a cancel. `max_speed_um_s` is stated for observed tracks (rounded up). `kept` holds every
    other member of the file unread, in canonical JSON (numbers that are not integers as their decimal text).
    """

    id: NoticeId
    party: PartyId
    kind: Kind
    shape: Shape | None
    action: Action
    replaces: NoticeId | None
    reference: Reference
    buffer_mm: int
    place_uncertainty_mm: int
    submitted_at: Instant | None
    observed: bool
    max_speed_um_s: int | None
    kept: Mapping[str, Json]
    origin: Origin


def is_exercise(notices: Iterable[Notice]) -> bool:
    """Is any of it an exercise? Then all of it is shown as one: nothing invented is ever taken for real."""
    return any(notice.kept.get("exercise") is True for notice in notices)


def marked(notice: Notice) -> Notice:
    """The same notice, marked as of an exercise: what is filed in one is shown as one, whether it says so itself or not."""
    return replace(notice, kept={**notice.kept, "exercise": True})
