"""How far has a notice come with one addressee, by the pieces that are here? The highest rung of each of the four ladders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from herald.acknowledgement.case import (
    Answered,
    Attempted,
    Case,
    Consigned,
    Counted,
    Deadline,
    Forwarded,
    Lapsed,
    Receipted,
)
from herald.acknowledgement.ladders import (
    LAPSED,
    RANKS,
    RECEIPTS,
    SETTLES,
    Delivery,
    Receipt,
    Spread,
    Step,
    spread,
)
from herald.agreement.model import Delivered as Measure
from herald.units import ClauseId, Instant


@dataclass(frozen=True, slots=True)
class Stands:
    """The rungs with one addressee.

    `counts`: the cell's machine says that it counts as delivered by a measure that the clause takes for it. `told` and `confirmed`
    are how many units; None where which they are is not revealed. `answer` is a rank of `RANKS`, `LAPSED` for silence, None while
    nothing was said. `due` is by when the next answer is due, `silent_since` the deadline that passed.
    """

    delivery: Delivery
    counts: bool
    receipt: Receipt
    spread: Spread
    told: int | None
    confirmed: int | None
    answer: int | None
    due: Instant | None
    silent_since: Instant | None


def stands(case: Case) -> Stands:
    """How far has it come? As the cell's machine says of being available: what that proves is another question."""
    what = [piece.what for piece in case.pieces]
    told, confirmed, passed = _units([each for each in what if isinstance(each, Forwarded)])
    said = [each for each in what if isinstance(each, Answered | Lapsed)]
    last = said[-1] if said else None
    return Stands(
        delivery=max((_rung(each) for each in what), default=Delivery.ADDRESSED),
        counts=any(isinstance(each, Counted) and each.counts for each in what),
        receipt=max((RECEIPTS[each.manner] for each in what if isinstance(each, Receipted)), default=Receipt.NONE),
        spread=passed,
        told=told,
        confirmed=confirmed,
        answer=None if last is None else LAPSED if isinstance(last, Lapsed) else RANKS[last.answer],
        due=min((each.at for each in _still_due(case).values()), default=None),
        silent_since=last.deadline.at if isinstance(last, Lapsed) else None,
    )


def _rung(what: object) -> Delivery:
    match what:
        case Consigned():
            return Delivery.CONSIGNED
        case Counted(by=Measure.AVAILABLE):
            return Delivery.AVAILABLE
        case Attempted(failed=failed):
            return Delivery.FAILED if failed else Delivery.TRIED
    return Delivery.ADDRESSED


def _units(pieces: list[Forwarded]) -> tuple[int | None, int | None, Spread]:
    """How many were named, how many of them confirmed? Without their names neither, and then at most some of them did."""
    confirmed = {each.unit for each in pieces if each.step is Step.CONFIRMED}
    named = {each.unit for each in pieces}
    if None not in named:
        return len(named), len(confirmed), spread(len(named), len(confirmed))
    return None, None, Spread.PARTLY if confirmed else Spread.TOLD


def _still_due(case: Case) -> Mapping[ClauseId, Deadline]:
    """What is due, and neither settled in time nor sealed as silence?"""
    due: dict[ClauseId, Deadline] = {}
    for piece in case.pieces:
        match piece.what:
            case Counted(due=new):
                due |= {each.clause: each for each in new if each.clause not in due}
            case Lapsed(deadline=gone):
                due.pop(gone.clause, None)
            case Answered(answer=answer, clause=clause) if clause in due:
                asked = due[clause]
                if asked.regime is not None and answer in SETTLES[asked.regime] and piece.received <= asked.at:
                    del due[clause]
    return due
