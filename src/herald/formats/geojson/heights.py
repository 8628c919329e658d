"""Between which heights, says a Feature? One band for the whole notice, or one about each third coordinate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from herald.geometry.geojson import Height
from herald.members import Members, Where, caught, choice, exactly, gather, interval, quantity
from herald.notice.model import GROUND_KINDS, ON_THE_GROUND, Band, Kind, Reference

_MM = 1000
_lowest = quantity(_MM, math.floor)
_highest = quantity(_MM, math.ceil)


@dataclass(frozen=True, slots=True)
class Heights:
    """A reference, and a band for every position over it."""

    reference: Reference
    bands: tuple[Band, ...]

    def hull(self) -> Band:
        """Which one band holds them all? An area has one: what is not said of its inside is widened, never narrowed."""
        return Band(min(band.low_mm for band in self.bands), max(band.high_mm for band in self.bands))


@dataclass(frozen=True, slots=True)
class _Stated:
    """What the members say: a reference, a band for all, half the height in m of the bands about third coordinates."""

    reference: Reference | None
    band: Band | None
    half_m: Fraction | None


def heights(properties: Members, thirds: Sequence[Height | None], positions: Where) -> Heights:
    """Which band holds at each position?

    `thirds` are the third coordinates. A kind that stays on the ground has none unless a reference is stated, since
    heights from satellite receivers stand in every track. Without any height a notice is on the ground: 0 above it. Of a
    kind nobody knows it cannot be said what its third coordinates mean, nor need it: it is not taken.
    """
    stated = _stated(properties)
    kind = caught(lambda: properties.need("kind", choice(Kind)))[0]
    ignored = stated.reference is None and kind in GROUND_KINDS
    if kind is None or ignored or all(one is None for one in thirds):
        band = ON_THE_GROUND if kind is None else _one_band(properties, stated)
        return Heights(stated.reference or Reference.AGL, (band,) * len(thirds))
    return _about(properties, stated, thirds, positions)


def sound_heights(properties: Members) -> None:
    """Are the members that state heights what they should be, as far as can be said without the positions?"""
    _stated(properties)


def _stated(properties: Members) -> _Stated:
    reference, band, half = gather(
        lambda: properties.get("altitude_ref", choice(Reference), None),
        lambda: properties.get("altitude_m", interval(_lowest, _highest), None),
        lambda: properties.get("altitude_half_m", exactly(0), None),
    )
    if band is not None and reference is None:
        missing = properties.where.member("altitude_ref")
        raise missing.wrong("altitude_m without it", f"one of {', '.join(Reference)}")
    return _Stated(reference, None if band is None else Band(*band), half)


def _one_band(properties: Members, stated: _Stated) -> Band:
    """The band of a notice without third coordinates."""
    if stated.half_m is not None:
        alone = properties.where.member("altitude_half_m")
        raise alone.wrong(
            "no third coordinate it could widen", "third coordinates, and altitude_ref for a kind on the ground"
        )
    if stated.reference is not None and stated.band is None:
        alone = properties.where.member("altitude_ref")
        raise alone.wrong("no height it could refer to", "altitude_m, or third coordinates")
    return stated.band or ON_THE_GROUND


def _about(properties: Members, stated: _Stated, thirds: Sequence[Height | None], positions: Where) -> Heights:
    """The bands about third coordinates; all positions have one, and no other band is stated.

    Each is rounded outward, and then as high as the highest of them (1 mm more at most): a half height is one number for
    the whole notice, so that what is written from these bands and read again is the same bands.
    """
    if stated.band is not None:
        raise properties.where.member("altitude_m").wrong("third coordinates too", "one or the other")
    centres = [Fraction(one) * _MM for one in thirds if one is not None]
    if len(centres) < len(thirds):
        seen = f"{len(thirds) - len(centres)} of {len(thirds)} positions without a third coordinate"
        raise positions.wrong(seen, "a third coordinate at all positions or at none")
    half = (stated.half_m or Fraction(0)) * _MM
    lows = [math.floor(centre - half) for centre in centres]
    highest = max(math.ceil(centre + half) - low for centre, low in zip(centres, lows, strict=True))
    return Heights(stated.reference or Reference.WGS84, tuple(Band(low, low + highest) for low in lows))
