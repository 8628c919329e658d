"""How many of how many? What was delivered, receipted, answered, passed on to units; what came of movements. Never a bare share.

A count stands with what it is a part of, and where that is nothing it says so: *none of 0* is not 0 %.
Source: docs/board.md, "The numbers".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from herald.acknowledgement.ladders import LAPSED, Outcome, Receipt, Spread
from herald.units import PartyId


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; 0 <= part <= whole."""

    part: int
    whole: int

    def __str__(self) -> str:
        """How does it read? Without a percentage where there is nothing to be a part of; 0 % and 100 % are exact.

        >>> str(Share(3, 4)), str(Share(0, 0)), str(Share(1999, 2000)), str(Share(1, 2000))
        ('3 of 4 (75 %)', 'none of 0', '1,999 of 2,000 (over 99 %)', '1 of 2,000 (under 1 %)')
        """
        if not self.whole:
            return "none of 0"
        return f"{self.part:,} of {self.whole:,} ({self._percent()})"

    def _percent(self) -> str:
        if 0 < self.part * 100 < self.whole:
            return "under 1 %"
        if self.part < self.whole and self.part * 100 > 99 * self.whole:
            return "over 99 %"
        return f"{(200 * self.part + self.whole) // (2 * self.whole)} %"


# -- How far notices have come -------------------------------------------------------------------------------------------------


class Reached(NamedTuple):
    """How far one notice has come with one addressee.

    `delivered` is by the measure of the clause; `receipt` a rung of `Receipt`; `told` and `confirmed` are units, None where whoever
    counts may not know how many, and then `spread` alone says how far it has come. `answer` is a rank, `LAPSED`, or None.
    """

    notice: int
    party: PartyId
    delivered: bool
    receipt: int
    told: int | None
    confirmed: int | None
    spread: Spread
    answer: int | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """What has come of so many notices with their addressees. `pairs` is one notice with one addressee.

    Of pairs: `delivered`, `receipted`, `answered`, `silent`, `all_confirmed` (every unit that was named), `not_forward` (no unit
    was told). Of notices: `through`, those of which all named units of every addressee confirmed. Of named units: `units`, None
    where whoever counts may not know how many there are.
    """

    notices: int
    pairs: int
    delivered: Share
    receipted: Share
    answered: Share
    silent: Share
    all_confirmed: Share
    not_forward: Share
    through: Share
    units: Share | None


def numbers(of: Sequence[Reached]) -> Numbers:
    """What do these come to? Without any of them every share is *none of 0*.

    Pairs that stand alike are counted together: there may be tens of thousands of them, and few ways to stand.
    """
    alike = Counter((each.delivered, each.receipt, each.answer, each.spread) for each in of)

    def share(holds: Callable[[bool, int, int | None, Spread], bool]) -> Share:
        return Share(sum(count for how, count in alike.items() if holds(*how)), len(of))

    notices = {each.notice for each in of}
    behind = {each.notice for each in of if each.spread is not Spread.CONFIRMED}
    known = all(each.told is not None for each in of)
    units = Share(sum(each.confirmed or 0 for each in of), sum(each.told or 0 for each in of)) if known else None
    return Numbers(
        notices=len(notices),
        pairs=len(of),
        delivered=share(lambda delivered, *_: delivered),
        receipted=share(lambda _, receipt, *__: receipt > Receipt.NONE),
        answered=share(lambda _, __, answer, ___: answer is not None and answer != LAPSED),
        silent=share(lambda _, __, answer, ___: answer == LAPSED),
        all_confirmed=share(lambda *how: how[-1] is Spread.CONFIRMED),
        not_forward=share(lambda *how: how[-1] is Spread.NOT_FORWARD),
        through=Share(len(notices - behind), len(notices)),
        units=units,
    )


# -- What came of movements ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """What one party says came of one movement, with how many minutes of delay (None: not stated)."""

    notice: int
    party: PartyId
    outcome: Outcome
    delay_min: int | None


@dataclass(frozen=True, slots=True)
class Minutes:
    """From how many minutes to how many. The median of an even number lies between the two that are stated; else they are one."""

    least: int
    median_low: int
    median_high: int
    most: int


@dataclass(frozen=True, slots=True)
class Delay:
    """Of how many movements was a delay stated, and how long were these? `minutes` is None where it was stated of none."""

    stated: Share
    minutes: Minutes | None

    @property
    def not_stated(self) -> int:
        """Of how many was no delay stated?"""
        return self.stated.whole - self.stated.part


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of movements, as parties say. `by_outcome` is of all statements; every word has its count, also those nobody said.

    `stated` are movements that are over of which anyone stated an outcome; `apart` those of which two parties stated different
    ones.
    """

    stated: Share
    by_outcome: tuple[tuple[Outcome, Share], ...]
    delay: Delay
    apart: Share


def outcomes(said: Iterable[Said], over: Iterable[int]) -> Outcomes:
    """What came of the movements at these indices? Of each party's statements about one only its last counts.

    `said` is in the order of the log; what is said of a movement that is not among `over` is not counted.
    """
    ended = set(over)
    last = {(each.notice, each.party): each for each in said if each.notice in ended}
    every = list(last.values())
    words: dict[int, set[Outcome]] = {}
    for each in every:
        words.setdefault(each.notice, set()).add(each.outcome)
    return Outcomes(
        stated=Share(len(words), len(ended)),
        by_outcome=tuple(
            (outcome, Share(sum(each.outcome is outcome for each in every), len(every))) for outcome in Outcome
        ),
        delay=_delay([each.delay_min for each in every]),
        apart=Share(sum(len(found) > 1 for found in words.values()), len(words)),
    )


def _delay(minutes: Sequence[int | None]) -> Delay:
    stated = sorted(each for each in minutes if each is not None)
    share, last = Share(len(stated), len(minutes)), len(stated) - 1
    if not stated:
        return Delay(share, None)
    return Delay(share, Minutes(stated[0], stated[last // 2], stated[(last + 1) // 2], stated[-1]))
