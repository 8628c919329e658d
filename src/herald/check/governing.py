"""Which clause governs a pair, and with which limits? Each governing clause is a test of its own; else the flags are.

A clause with a separation governs two pieces if either lies in its zone (no zone: everywhere), its kind (if any) is that of either
notice, and both notices' whole time spans overlap a period in which it is in force. Source: the agreement's TOML, docs/formats.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from herald.agreement.model import NOT_SPECIFIED, Agreement, Clause, NotSpecified, Period
from herald.check.answer import Limits
from herald.notice.model import Notice
from herald.units import ClauseId, Instant

Interval = tuple[float, float]
"""Closed, in us from the world's epoch or of delay; -inf and inf where it has no end."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The limits a pair of pieces is held against, and where and when it governs.

    `clause` is None for the flags, which govern where no clause does. `zone` counts in the agreement's zones. `periods` are
    when it is in force, in us from the epoch.
    """

    clause: ClauseId | None
    separation_m: float
    vertical_m: float
    kind: str | None
    zone: int | None
    periods: tuple[Interval, ...]

    def concerns(self, a: Notice, b: Notice) -> bool:
        """Is its kind, if it has one, that of either notice?"""
        return self.is_of_kind(a) or self.is_of_kind(b)

    def is_of_kind(self, notice: Notice) -> bool:
        """Is its kind, if it has one, that of this notice?"""
        return self.kind is None or self.kind == notice.kind

    def in_force(self, a: Interval, b: Interval) -> bool:
        """Do both spans of time overlap one period in which it is in force?"""
        return any(one and two for one, two in zip(self.overlaps(a), self.overlaps(b), strict=True))

    def overlaps(self, span: Interval) -> tuple[bool, ...]:
        """Which of the periods in which it is in force does this span of time overlap?"""
        return tuple(_overlap(period, span) for period in self.periods)

    def delays(self, a: Interval, b: Interval) -> tuple[Interval, ...]:
        """Which delays of b make both spans overlap one period in which it is in force?"""
        return tuple(
            (start if start == -inf else start - b[1], end if end == inf else end - b[0])
            for start, end in self.periods
            if _overlap((start, end), a)
        )


def _overlap(a: Interval, b: Interval) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def rules(agreement: Agreement | None, limits: Limits, epoch: int) -> tuple[Rule, ...]:
    """All the rules there are: the clauses with a separation by id, the flags last."""
    flags = Rule(None, limits.separation_m, limits.vertical_m, None, None, ((-inf, inf),))
    if agreement is None:
        return (flags,)
    zones = {zone.id: number for number, zone in enumerate(agreement.zones)}
    separating = sorted((c for c in agreement.clauses if c.separation_mm is not None), key=lambda clause: clause.id)
    return (
        *(
            Rule(
                clause=clause.id,
                separation_m=_metres(clause.separation_mm, limits.separation_m),
                vertical_m=_metres(clause.vertical_mm, limits.vertical_m),
                kind=clause.kind,
                zone=None if clause.zone is None else zones[clause.zone],
                periods=tuple(_from_epoch(period, epoch) for period in in_force(agreement, clause)),
            )
            for clause in separating
        ),
        flags,
    )


def _metres(stated_mm: int | NotSpecified | None, flag_m: float) -> float:
    """The clause's own limit; the flag's where the clause does not say."""
    return flag_m if stated_mm is None or stated_mm is NOT_SPECIFIED else stated_mm / 1000


def in_force(agreement: Agreement, clause: Clause) -> tuple[Period, ...]:
    """When is this clause in force? Its own period within the agreement's, less what is suspended; ends included.

    A period that a suspension leaves shorter than an instant is none.
    """
    whole = _common(_interval(clause.period), _interval(agreement.in_force))
    left: list[Interval] = [whole] if whole[0] <= whole[1] else []
    for suspension in agreement.suspended:
        left = [part for period in left for part in _less(period, _interval(suspension))]
    return tuple(Period(_instant(start), _instant(end)) for start, end in left)


def _interval(period: Period) -> Interval:
    return -inf if period.start is None else period.start, inf if period.end is None else period.end


def _instant(end: float) -> Instant | None:
    return None if end in (-inf, inf) else Instant(int(end))


def _common(a: Interval, b: Interval) -> Interval:
    return max(a[0], b[0]), min(a[1], b[1])


def _less(period: Interval, out: Interval) -> Sequence[Interval]:
    """What is left of a closed period without another closed one: up to the instant before it, from the one after it."""
    before, after = (period[0], min(period[1], out[0] - 1)), (max(period[0], out[1] + 1), period[1])
    return [part for part in (before, after) if part[0] <= part[1]]


def _from_epoch(period: Period, epoch: int) -> Interval:
    start, end = _interval(period)
    return start - epoch, end - epoch
