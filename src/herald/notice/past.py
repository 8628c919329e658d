"""Which notices are these tracks of the past? One for each, `observed`, known at its fixes and bounded by a greatest speed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from herald.canonical import Json
from herald.geometry.place import Path
from herald.notice.fixes import ROUNDED, Known, Oddity, blur_m, digits_of, known
from herald.notice.model import (
    GROUND_KINDS,
    ON_THE_GROUND,
    Action,
    Band,
    Kind,
    Notice,
    Origin,
    Reference,
    Route,
    Shape,
    Spot,
    Window,
    Windows,
)
from herald.notice.track import Fix, Source, Track
from herald.units import SECOND, UM_S_PER_KMH, Instant, NoticeId, PartyId, format_instant

MOST_VERTICES = 100_000
"""A notice has no more; a longer track is more than one, the last fix of each the first of the next."""
KINDS: Mapping[Source, Kind] = {
    Source.POSITIONS: Kind.GROUND_MOVEMENT,
    Source.AIS: Kind.GROUND_MOVEMENT,
    Source.ADSB: Kind.FLIGHT,
}
"""What moves, where nobody says: ships go on the surface, and are checked as what goes on the ground."""
REFERENCES: Mapping[Source, Reference] = {Source.ADSB: Reference.FL}
"""What heights are measured from, where nobody says; of other sources the profile's own default, the ellipsoid."""
HALF_HEIGHT_MM: Mapping[Source, int] = {Source.ADSB: 42_000}
"""125 feet, within which a reported pressure altitude is that of the altimeter, and half of the 25 feet it is reported in.

Source: 14 CFR 91.217(a)(2); RTCA DO-260B, 2.2.3.2.3.4.
"""
UNKNOWN_HEIGHT = Band(0, 30_000_000)
"""Of something that flies and says no height: anything from the ground to 30 km above it."""


_GREATEST = 1e6


@dataclass(frozen=True, slots=True)
class Manner:
    """What is said of all tracks together: the greatest speed, and what else somebody stated; None: by the source.

    `aside_mm` is added to what the digits of a reported place leave open; `longest_gap_us` parts a track where nothing was heard
    for longer.
    """

    most_um_s: int
    kind: Kind | None = None
    party: PartyId | None = None
    reference: Reference | None = None
    half_height_mm: int | None = None
    aside_mm: int = 0
    longest_gap_us: int | None = None


def manner(
    max_speed_kmh: float, half_height_m: float | None = None, aside_m: float = 0, longest_gap_s: int | None = None
) -> Manner:
    """What is said of all tracks, in canonical values? Speed, half height and uncertainty are rounded up.

    Raises ValueError for a number that is none, or past all measure.
    """
    for name, value, least in (
        ("max_speed_kmh", max_speed_kmh, 1e-3),
        ("altitude_half_m", half_height_m or 0, 0),
        ("place_uncertainty_m", aside_m, 0),
    ):
        if not least <= value <= _GREATEST:
            raise ValueError(f"{name}: expected a number, at least {least} and at most {_GREATEST:g}; saw {value:g}")
    return Manner(
        most_um_s=math.ceil(Fraction(str(max_speed_kmh)) * UM_S_PER_KMH),
        half_height_mm=None if half_height_m is None else _mm(half_height_m),
        aside_mm=_mm(aside_m),
        longest_gap_us=None if longest_gap_s is None else longest_gap_s * SECOND,
    )


def _mm(metres: float) -> int:
    return math.ceil(Fraction(str(metres)) * 1000)


def instants_of(notice: Notice) -> tuple[Instant, ...]:
    """At which instants is this notice of a track known?"""
    match notice.shape:
        case Route(schedule=Windows(each)):
            return tuple(window.earliest for window in each if window.earliest is not None)
        case Spot(window=window) if window.earliest is not None:
            return (window.earliest,)
    return ()


@dataclass(frozen=True, slots=True)
class Past:
    """The notices of one track, and what was odd in it."""

    notices: tuple[Notice, ...]
    oddities: tuple[Oddity, ...]


def past(track: Track, name: str, manner: Manner, origin: Origin) -> Past:
    """Which notices does this track make, under this name?

    One, unless it has more fixes than a notice may or somebody asked for it to be parted at long gaps; none without a fix. Each
    fix is a vertex, passed at its instant exactly. `origin.feature` is that of the first of them.
    """
    known_by = known(track, manner.most_um_s)
    parts = list(_parts(known_by.fixes, manner.longest_gap_us))
    notices = tuple(
        _notice(
            track, part, manner, _Named(_numbered(name, number), Origin(origin.file, origin.feature + number)), known_by
        )
        for number, part in enumerate(parts)
    )
    return Past(notices, known_by.oddities)


@dataclass(frozen=True, slots=True)
class _Named:
    id: str
    origin: Origin


def _numbered(name: str, number: int) -> str:
    return name if number == 0 else f"{name}, part {number + 1}"


def _parts(fixes: Sequence[Fix], longest_gap_us: int | None) -> Iterator[Sequence[Fix]]:
    """The fixes of each notice: all, or from one long gap to the next; never more than a notice may have."""
    cuts = [
        at
        for at, (before, fix) in enumerate(pairwise(fixes), start=1)
        if longest_gap_us is not None and fix.instant - before.instant > longest_gap_us
    ]
    for first, after in pairwise([0, *cuts, len(fixes)]):
        part = fixes[first:after]
        for begin in range(0, max(len(part) - 1, min(len(part), 1)), MOST_VERTICES - 1):
            yield part[begin : begin + MOST_VERTICES]


def _notice(track: Track, fixes: Sequence[Fix], manner: Manner, named: _Named, known_by: Known) -> Notice:
    kind = manner.kind or KINDS[track.source]
    bands, reference = _heights(fixes, kind, track.source, manner)
    blur_mm = math.ceil(Fraction(blur_m(digits_of(track))) * 1000) if track.source in ROUNDED else 0
    return Notice(
        id=NoticeId(named.id),
        party=manner.party or PartyId(track.party or track.name),
        kind=kind,
        shape=_shape(fixes, bands),
        action=Action.NEW,
        replaces=None,
        reference=reference,
        buffer_mm=0,
        place_uncertainty_mm=blur_mm + manner.aside_mm,
        submitted_at=None,
        observed=True,
        max_speed_um_s=manner.most_um_s,
        kept={"track_findings": [_kept(oddity) for oddity in known_by.oddities]} if known_by.oddities else {},
        origin=named.origin,
    )


def _shape(fixes: Sequence[Fix], bands: Sequence[Band]) -> Shape:
    windows = tuple(Window(fix.instant, fix.instant) for fix in fixes)
    if len(fixes) == 1:
        return Spot(fixes[0].place, windows[0], bands[0])
    return Route(tuple(fix.place for fix in fixes), Path.GEODESIC, Windows(windows), tuple(bands))


def _heights(fixes: Sequence[Fix], kind: Kind, source: Source, manner: Manner) -> tuple[list[Band], Reference]:
    """A band for each fix, and its reference.

    What stays on the ground is there, whatever height a receiver told, unless somebody says what it is measured from.
    """
    reference = manner.reference or (None if kind in GROUND_KINDS else REFERENCES.get(source, Reference.WGS84))
    told = [(at, fix.height_m) for at, fix in enumerate(fixes) if fix.height_m is not None]
    if reference is None or (kind in GROUND_KINDS and not told):
        return [ON_THE_GROUND] * len(fixes), Reference.AGL
    if not told:
        return [UNKNOWN_HEIGHT] * len(fixes), Reference.AGL
    half = HALF_HEIGHT_MM.get(source, 0) if manner.half_height_mm is None else manner.half_height_mm
    instants = np.array([fix.instant - fixes[0].instant for fix in fixes], dtype=np.float64)
    heights_mm = np.array([float(height) * 1000 for _, height in told])
    centres = np.rint(np.interp(instants, instants[[at for at, _ in told]], heights_mm)).astype(np.int64)
    return [Band(low, low + 2 * half) for low in (centres - half).tolist()], reference


def _kept(oddity: Oddity) -> Json:
    """How does an oddity travel with its notice?"""
    first = {} if oddity.instant is None else {"first": format_instant(oddity.instant)}
    return {"code": oddity.code, "count": oddity.count, **first}
