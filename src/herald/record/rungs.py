"""How much farther has a notice come by an entry, and what is still to come of it? Rungs of the ladders, and open ends.

Pure projections, like all rows: whoever has the entries makes them anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from herald.acknowledgement.ladders import LAPSED, OUTCOMES, RANKS, RECEIPTS, SETTLES, STEPS, Answer, Ladder, Tried
from herald.acknowledgement.ladders import Delivery as Rung
from herald.agreement.model import Delivered as Measure
from herald.agreement.model import Regime
from herald.record.acts import Kind
from herald.record.entry import Statement
from herald.record.opening import Openings
from herald.record.sealed import Envelope
from herald.record.telling import (
    Attempt,
    Confirmation,
    Consignment,
    Delivery,
    Lapse,
    OutcomeStated,
    ReceiptGiven,
    Response,
    Spreading,
)
from herald.units import ClauseId, Instant, PartyId

MOST_RUNGS = 4_096
"""An entry adds no more rungs than this: a rung's number is its entry's index times so many, and its own number."""


@dataclass(frozen=True, slots=True)
class Told:
    """One rung on one of the ladders of the notice at `of`, with one party: what an entry adds to how far it has come.

    `index` is that of the entry. `note` is the channel of a try, the language of a receipt, the unit that was told, the
    clause of an answer; else None.
    """

    of: int
    party: PartyId
    ladder: Ladder
    rank: int
    at: Instant
    note: str | None
    index: int


class What(StrEnum):
    """What is still to come of a notice with one addressee?"""

    TRY = "try"
    AVAILABLE = "available"
    CONSIGNED = "consigned"
    COUNTED = "counted"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Open:
    """Something is still to come: since when, or by when; an answer under which clause, of which regime."""

    what: What
    at: Instant
    of: int
    party: PartyId
    clause: ClauseId | None = None
    regime: Regime | None = None


@dataclass(frozen=True, slots=True)
class Shut:
    """It has come. An answer settles only what is open under its clause, where the regime takes it for one, and is not over yet.

    `at` is when it came: what was due before that stays open, for the silence there was. None settles whatever was due when.
    """

    what: What
    of: int
    party: PartyId
    clause: ClauseId | None = None
    regimes: tuple[Regime, ...] = ()
    at: Instant | None = None

    def settles(self, held: Open) -> bool:
        """Does it settle this, which is open under the same name?"""
        in_time = self.at is None or self.at <= held.at
        return in_time and (held.regime in self.regimes if self.regimes else held.regime is None)


@dataclass(frozen=True, slots=True)
class Come:
    """How far has the notice at `of` come with this addressee? The highest rung of each ladder, its units, its last answer.

    `told` are the units that were named, `confirmed` those of them that confirmed. `answer` is a rank of `RANKS`, `LAPSED`
    for silence, None while nothing was said.
    """

    of: int
    party: PartyId
    delivery: int
    receipt: int
    told: int
    confirmed: int
    answer: int | None


FILING = frozenset({Kind.NOTICE, Kind.ENTERED})
"""These kinds of entry file a notice."""
_SHUT_BY: Mapping[Measure, What] = {Measure.AVAILABLE: What.AVAILABLE, Measure.CONSIGNED: What.COUNTED}


# -- Told ----------------------------------------------------------------------------------------------------------------------


def told(statement: Statement, envelope: Envelope, openings: Openings) -> Iterator[Told]:
    """Which rungs are reached by this entry? `openings` are asked only for the unit that was told."""
    if statement.kind in FILING:
        for link in envelope.to:
            yield Told(
                envelope.index, link.party, Ladder.DELIVERY, Rung.ADDRESSED, envelope.received, None, envelope.index
            )
    reached = _TOLD.get(type(statement.act))
    if reached is not None:
        held = openings.get("unit")
        unit = held.value if held is not None and isinstance(held.value, str) else None
        yield from reached(statement.act, statement.party, envelope, unit)


def _tried(act: Attempt, _party: PartyId, at: Envelope, _unit: str | None) -> Iterator[Told]:
    for each in act.tries:
        rung = Rung.FAILED if each.result is Tried.FAILED else Rung.TRIED
        yield Told(act.of, each.to, Ladder.DELIVERY, rung, each.at_us, each.channel.value, at.index)


def _consigned(act: Consignment, party: PartyId, at: Envelope, _unit: str | None) -> Iterator[Told]:
    yield Told(act.of, party, Ladder.DELIVERY, Rung.CONSIGNED, at.received, None, at.index)


def _delivered(act: Delivery, _party: PartyId, at: Envelope, _unit: str | None) -> Iterator[Told]:
    """That it was consigned the consignment itself has told."""
    if act.by is Measure.AVAILABLE:
        for each in act.to:
            yield Told(act.of, each.to, Ladder.DELIVERY, Rung.AVAILABLE, act.at_us, None, at.index)


def _receipt(act: ReceiptGiven, _party: PartyId, at: Envelope, _unit: str | None) -> Iterator[Told]:
    yield Told(act.of, act.whose, Ladder.RECEIPT, RECEIPTS[act.manner], at.received, act.language, at.index)


def _spread(act: Spreading, party: PartyId, at: Envelope, unit: str | None) -> Iterator[Told]:
    yield Told(act.of, party, Ladder.SPREAD, STEPS[act.step], at.received, unit, at.index)


def _response(act: Response, party: PartyId, at: Envelope, _unit: str | None) -> Iterator[Told]:
    yield Told(act.of, party, Ladder.RESPONSE, RANKS[act.answer], at.received, act.clause, at.index)


def _lapse(act: Lapse, _party: PartyId, at: Envelope, _unit: str | None) -> Iterator[Told]:
    for party in act.to:
        yield Told(act.of, party, Ladder.RESPONSE, LAPSED, act.due_us, act.clause, at.index)


def _outcome(act: OutcomeStated, party: PartyId, at: Envelope, _unit: str | None) -> Iterator[Told]:
    yield Told(act.of, party, Ladder.OUTCOME, OUTCOMES[act.outcome], at.received, None, at.index)


def _confirmation(act: Confirmation, party: PartyId, at: Envelope, _unit: str | None) -> Iterator[Told]:
    yield Told(act.of, party, Ladder.STANDING, int(act.stands), at.received, None, at.index)


_TOLD: Mapping[type, Callable[[Any, PartyId, Envelope, str | None], Iterator[Told]]] = {
    Attempt: _tried,
    Consignment: _consigned,
    Delivery: _delivered,
    ReceiptGiven: _receipt,
    Spreading: _spread,
    Response: _response,
    Lapse: _lapse,
    OutcomeStated: _outcome,
    Confirmation: _confirmation,
}


# -- Open and shut -------------------------------------------------------------------------------------------------------------


def opened(statement: Statement, envelope: Envelope) -> Iterator[Open]:
    """What is to come from here on?"""
    if statement.kind in FILING:
        for link in envelope.to:
            for what in (What.TRY, What.AVAILABLE, What.CONSIGNED):
                yield Open(what, envelope.received, envelope.index, link.party)
    match statement.act:
        case Consignment(of=of):
            yield Open(What.COUNTED, envelope.received, of, statement.party)
        case Delivery(of=of, to=reached):
            for one in reached:
                for due in one.due:
                    yield Open(What.ANSWER, due.at_us, of, one.to, due.clause, due.regime)


def shut(statement: Statement, envelope: Envelope) -> Iterator[Shut]:
    """What has come with this entry?"""
    match statement.act:
        case Attempt(of=of, tries=tries):
            for each in tries:
                if each.result is not Tried.FAILED:
                    yield Shut(What.TRY, of, each.to)
        case Consignment(of=of):
            yield Shut(What.CONSIGNED, of, statement.party)
        case Delivery(of=of, by=by, to=reached):
            for one in reached:
                yield Shut(_SHUT_BY[by], of, one.to)
        case Response(of=of, answer=answer, clause=clause) if clause is not None:
            yield Shut(What.ANSWER, of, statement.party, clause, settled_by(answer), envelope.received)
        case Lapse(of=of, to=parties, clause=lapsed):
            for party in parties:
                yield Shut(What.ANSWER, of, party, lapsed, tuple(Regime))


def settled_by(answer: Answer) -> tuple[Regime, ...]:
    """Under clauses of which regimes does this answer stop the clock?"""
    return tuple(regime for regime in Regime if answer in SETTLES[regime])


_Key = tuple[str, int, PartyId, str]
_GONE = frozenset({What.TRY.value, What.ANSWER.value})
"""What is no longer asked of a notice that another took the place of."""


class Ends:
    """What is still to come, folded over the entries: what a store keeps in its table of open ends."""

    def __init__(self) -> None:
        """Before the first entry."""
        self.held: dict[_Key, Open] = {}

    def copy(self) -> Ends:
        """The same, to go on from."""
        again = Ends()
        again.held = dict(self.held)
        return again

    def take(self, opened: Iterable[Open], shut: Iterable[Shut], gone: int | None) -> None:
        """Go on behind an entry that adds this; `gone` is the index of the notice that it succeeds."""
        if gone is not None:
            self.held = {key: each for key, each in self.held.items() if key[1] != gone or key[0] not in _GONE}
        for each in shut:
            held = self.held.get(_key(each))
            if held is not None and each.settles(held):
                del self.held[_key(each)]
        for new in opened:
            self.held.setdefault(_key(new), new)

    def rows(self) -> Iterator[tuple[object, ...]]:
        """How do they stand in the table?"""
        for key, each in sorted(self.held.items()):
            yield *key, each.at, None if each.regime is None else each.regime.value


def _key(of: Open | Shut) -> _Key:
    return of.what.value, of.of, of.party, of.clause or ""
