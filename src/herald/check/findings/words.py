"""How does a finding say it to a duty officer? Legs, times and lengths in words, without the noise of floats."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from herald.units import HOUR, SECOND, Instant, Microseconds, format_instant

_MOST_RUNS = 4
"""More runs of legs than these are counted, not listed."""
_MINUTE = 60 * SECOND


def counted(noun: str, plural: str, numbers: Sequence[int]) -> str:
    """Which legs or vertices are these, ascending?

    >>> counted("Leg", "Legs", [0, 1, 2, 5, 6])
    'Legs 0 to 2, 5 and 6 (counted from 0)'
    """
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda each: each[1] - each[0])]
    shown = [text for run in runs[:_MOST_RUNS] for text in _run(run)]
    if left := sum(len(run) for run in runs[_MOST_RUNS:]):
        shown.append(f"{left} more")
    return f"{noun if len(numbers) == 1 else plural} {listed(shown)} (counted from 0)"


def _run(numbers: Sequence[int]) -> list[str]:
    return [str(number) for number in numbers] if len(numbers) < 3 else [f"{numbers[0]} to {numbers[-1]}"]


def listed(texts: Sequence[str]) -> str:
    """These, one after the other.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def duration(span: Microseconds) -> str:
    """How long is this, in hours, minutes and seconds? Part of a second is left out.

    >>> duration(Microseconds(12_600_000_000))
    '3 h 30 min'
    """
    parts = ((span // HOUR, "h"), (span % HOUR // _MINUTE, "min"), (span % _MINUTE // SECOND, "s"))
    return " ".join(f"{number:,} {unit}" for number, unit in parts if number) or "0 s"


def clock(instant: Instant) -> str:
    """Which instant is this? UTC, to the second.

    >>> clock(Instant(0))
    '1970-01-01T00:00:00Z'
    """
    return f"{format_instant(instant)[:19]}Z"


def metres(length_m: float) -> str:
    """How many metres is this, to a millimetre?

    >>> metres(1500.0)
    '1,500 m'
    """
    return f"{length_m:,.3f}".rstrip("0").rstrip(".") + " m"


def kilometres(length_m: float) -> str:
    """How many kilometres is this, to a tenth?

    >>> kilometres(5349.9)
    '5.3 km'
    """
    return f"{length_m / 1000:,.1f} km"
