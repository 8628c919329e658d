"""Where was it, and when? Timed positions of the past, as a receiver or a shore station told them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from herald.geometry.place import Place
from herald.units import Instant


class Source(StrEnum):
    """Who told the positions: it decides what moves there, and what its heights are measured from."""

    POSITIONS = "positions"
    AIS = "AIS"
    ADSB = "ADS-B"


@dataclass(frozen=True, slots=True)
class Fix:
    """One position at one instant, and the height as told, in metres over whatever the source measures from; None: not told.

    `speed_mm_s` is the speed that was told with it, over the ground; None: not told.
    """

    instant: Instant
    place: Place
    height_m: Decimal | int | None = None
    speed_mm_s: int | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """The fixes of one thing that moved, in the order in which they were told, under the name that its source has for it.

    Nothing is sorted or left out yet: that a fix came late, twice or from nowhere is to be found, and said. `party` is whose it
    is where the source has a name for that too (a ship's number, an aircraft's address). `digits` is how many decimals of a degree
    its places were told with at most; None: not known. `unplaced` counts reports of it that say no place.
    """

    name: str
    fixes: tuple[Fix, ...]
    source: Source = Source.POSITIONS
    party: str | None = None
    digits: int | None = None
    unplaced: int = 0
