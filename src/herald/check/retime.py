"""When could it leave and meet no one? The forbidden delays of one notice against everything else, and the gaps between them.

The delays that let two rows meet are one closed interval (:func:`herald.check.meet.forbidden`); the union over all rows and rules
is sorted once, and its gaps are the departures that meet no one and leave nothing untold. Source: design/retime.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from herald.agreement.model import Agreement
from herald.check import amounts, compiled
from herald.check.amounts import Change, gaps
from herald.check.answer import Clears, Limits
from herald.check.asking import ask, candidates_of
from herald.check.governing import Interval, Rule
from herald.check.legs import Index
from herald.check.world import World, world
from herald.notice.lifecycle import standing
from herald.notice.model import Notice
from herald.units import DAY, SECOND, NoticeId

Seconds = tuple[int, int]
"""A closed interval of whole seconds of delay; negative is earlier."""
DAY_S = DAY // SECOND


def clear_shifts(
    notice: NoticeId, notices: Sequence[Notice], agreement: Agreement | None, limits: Limits, horizon_s: int
) -> tuple[Seconds, ...]:
    """By which whole seconds may this notice be shifted so that it meets no one and nothing about it is untold?

    Closed intervals within the horizon either way, ascending. Raises KeyError if the notice is not among those checked.
    """
    of = world(standing(notices).checked, agreement, limits)
    numbers = {known.id: number for number, known in enumerate(of.notices)}
    return clear(of, numbers[notice], horizon_s)


def clears(of: World, notice: int) -> Clears:
    """By how little, within 24 h, must this notice be shifted to meet no one? Re-checked before it is said."""
    return least(clear(of, notice, DAY_S))


def least(free: Sequence[Seconds]) -> Clears:
    """The least delay either way among these clear ones."""
    later = [max(first, 1) for first, last in free if last >= 1]
    earlier = [-min(last, -1) for first, last in free if first <= -1]
    return Clears(later_s=min(later, default=None), earlier_s=min(earlier, default=None))


def clear(of: World, notice: int, horizon_s: int) -> tuple[Seconds, ...]:
    """The clear delays of one notice, each end of each interval re-checked by the check itself."""
    a, b = candidates_of(of, notice, float(horizon_s * SECOND))
    free = gaps(forbidden(of, a, b), SECOND, -horizon_s, horizon_s)

    def meets(delay_s: int) -> bool:
        return len(ask(of.shifted(notice, delay_s * SECOND), a, b)) > 0

    return tuple(part for interval in free for part in confirmed(meets, interval))


def forbidden(of: World, a: Index, b: Index) -> list[Interval]:
    """Which delays of the rows `b`, all of one notice, could let them meet `a` under the rules as they would then govern?

    A clause governs while the delay keeps both notices in a period of its being in force; elsewhere the flags do.
    """
    return amounts.forbidden(of, amounts.questions(of, a, b, compiled.forbidden), SHIFT)


SHIFT = Change(lambda question: question.numbers, Rule.delays)
"""The whole notice later by an amount in us, or earlier."""


def confirmed(meets: Callable[[int], bool], interval: Seconds) -> Iterable[Seconds]:
    """The interval, drawn in from either end until the check itself, asked of a delay in seconds, finds nothing there."""
    first, last = interval
    while first <= last and meets(first):
        first += 1
    while first < last and meets(last):
        last -= 1
    return [(first, last)] if first <= last else []
