"""What time is it? The one place that asks: when something is signed, and when the record receives it."""

from __future__ import annotations

import time

from herald.units import Instant


def now() -> Instant:
    """By this machine's own clock, in microseconds; nobody has to believe it."""
    return Instant(time.time_ns() // 1000)  # noqa: TID251  the record says when an entry came, by the cell's own clock
