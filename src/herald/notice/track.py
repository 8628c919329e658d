"""Where was it, and when? Timed positions of the past, as a receiver or a shore station told them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from herald.geometry.place import Place
from herald.units import Instant


@dataclass(frozen=True, slots=True)
class Fix:
    """One position at one instant, and the height as told, in metres over whatever the source measures from; None: not told."""

    instant: Instant
    place: Place
    height_m: Decimal | int | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """The fixes of one thing that moved, in the order in which they were told, under the name that its source has for it.

    Nothing is sorted or left out yet: that a fix came late, twice or from nowhere is to be found, and said.
    """

    name: str
    fixes: tuple[Fix, ...]
