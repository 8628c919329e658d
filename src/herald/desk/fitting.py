"""Does an act fit what the record holds? Held against the notice that it names, its addressees, its clauses; or its incident.

A clause's regime decides which answers exist: none other is ever sealed. What does not fit is refused with a code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from herald.acknowledgement.ladders import ANSWERS, BY_THE_FILER
from herald.agreement.model import Clause, Regime
from herald.agreement.model import Delivered as Measure
from herald.check.findings.clauses import applying
from herald.desk.belonging import misplaced
from herald.desk.books import Books
from herald.jsontext import quoted
from herald.malformed import Malformed
from herald.ports import Record
from herald.record import body
from herald.record.acts import Entered, Role
from herald.record.calling import Call, CallStep, Roster, Schedule
from herald.record.entry import Statement
from herald.record.keyring import Keyring, Refused
from herald.record.opening import Openings
from herald.record.rungs import What
from herald.record.telling import (
    Attempt,
    Channels,
    Confirmation,
    Consignment,
    Delivery,
    Gap,
    Lapse,
    OutcomeStated,
    Policy,
    ReceiptGiven,
    Response,
    Spreading,
)
from herald.tlog import policy
from herald.units import MINUTE, ClauseId, Instant, PartyId

MOST_AHEAD = 5 * MINUTE
"""How far may an author's clock be ahead of the cell's? Beyond it one of the two is wrong, and nobody could tell later which."""
_NOTHING = Refused("nothing-told", "no notice is sealed at this index")
_NOT_ADDRESSED = Refused("not-addressed", "the notice is not addressed to this party")
_OTHER_LEAF = Refused("other-leaf", "another entry stands at this index than the one that was meant")


@dataclass(frozen=True, slots=True)
class Where:
    """Before what does the act come? `openings` are those that were handed in with it."""

    record: Record
    books: Books
    ring: Keyring
    size: int
    received: Instant
    openings: Openings

    def addressees(self, of: int) -> tuple[PartyId, ...]:
        """To whom is the entry at this index addressed?"""
        return tuple(link.party for link in self.record.sealed(of).routing().to)

    @property
    def parties(self) -> frozenset[PartyId]:
        """Who are the parties, the cell among them?"""
        agreed = () if self.books.agreement is None else self.books.agreement.parties
        return frozenset({*(party.id for party in agreed), *([self.ring.cell] if self.ring.cell else [])})


def objection(statement: Statement, at: Where) -> Refused | None:
    """Why does this act not fit here? None if it does, or if nothing in the record has to do with it."""
    fits = _FITS.get(type(statement.act))
    return misplaced(statement, at) if fits is None else fits(statement.act, statement.party, at)


def clauses_for(record: Record, books: Books, of: int) -> tuple[Clause, ...]:
    """Which clauses of the agreement that counts now speak of the notice at this index? In their order."""
    if books.agreement is None:
        return ()
    return applying(books.notices(record, [of])[0], books.agreement)


# -- Of what -------------------------------------------------------------------------------------------------------------------


def _of_notice(of: int, at: Where, leaf: bytes | None = None) -> Refused | None:
    """Does a notice stand at this index, and is its leaf this one, if any is named?"""
    if of >= at.size or at.record.filed_at(of) is None:
        return _NOTHING
    if leaf is not None and at.record.sealed(of).leaf != leaf:
        return _OTHER_LEAF
    return None


def _to_these(of: int, parties: set[PartyId], at: Where, leaf: bytes | None = None) -> Refused | None:
    """Does a notice stand there, and is it addressed to all of these?"""
    amiss = _of_notice(of, at, leaf)
    if amiss is None and not parties <= set(at.addressees(of)):
        return _NOT_ADDRESSED
    return amiss


def _not_ahead(instant: Instant, at: Where) -> Refused | None:
    if instant > at.received + MOST_AHEAD:
        return Refused("clock-ahead", "it says to have happened later than now, by the cell's clock")
    return None


# -- Delivery ------------------------------------------------------------------------------------------------------------------


def _policy(act: Policy, _party: PartyId, at: Where) -> Refused | None:
    text = at.openings["text"].value
    if not isinstance(text, str) or sha256(text.encode("utf-8", "surrogatepass")).digest() != act.digest:
        return Refused("digest", "the digest is not that of the text")
    try:
        stated = policy.read(text.encode("utf-8", "surrogatepass"))
    except Malformed as malformed:
        return Refused("not-a-policy", f"the text is no policy: {malformed.problems[0]}")
    if at.books.mission is None or at.books.mission.log not in map(str, stated.logs):
        return Refused("not-a-policy", "the policy does not name the key of this log")
    return None


def _channels(act: Channels, _party: PartyId, at: Where) -> Refused | None:
    held = at.openings["addresses"].value
    if isinstance(held, dict) and set(held) <= {channel.value for channel in act.channels}:
        return None
    return Refused("addresses", "its addresses are not those of its channels")


def _attempt(act: Attempt, _party: PartyId, at: Where) -> Refused | None:
    return _to_these(act.of, {each.to for each in act.tries}, at)


def _consignment(act: Consignment, party: PartyId, at: Where) -> Refused | None:
    amiss = _to_these(act.of, {party}, at, act.leaf)
    if amiss is not None:
        return amiss
    statement = at.record.sealed(act.of).entry().statement
    held = body.opened(statement, at.record.openings(act.of))
    if held is not None and body.digest(held) != act.body:
        return Refused("digest", "what it opened is not what was sealed")
    return None


def _gap(act: Gap, party: PartyId, at: Where) -> Refused | None:
    last = at.record.addressed(party)
    if act.size > at.size or last is None or act.number > last.seq:
        return Refused("nothing-told", "nothing of that number was addressed to this party")
    return None


_IS_OPEN: Mapping[Measure, What] = {Measure.AVAILABLE: What.AVAILABLE, Measure.CONSIGNED: What.COUNTED}


def _delivery(act: Delivery, _party: PartyId, at: Where) -> Refused | None:
    parties = {each.to for each in act.to}
    amiss = _to_these(act.of, parties, at)
    if amiss is not None:
        return amiss
    if not parties <= {each.party for each in at.record.still_open(_IS_OPEN[act.by], of=act.of)}:
        return Refused("delivered-already", "it counts as delivered to one of them already, or does not yet")
    return None


# -- Receipt, spread, response, silence ---------------------------------------------------------------------------------------


def _receipt(act: ReceiptGiven, party: PartyId, at: Where) -> Refused | None:
    if party not in {act.whose, at.ring.cell}:
        return Refused("wrong-party", "the receipt is another party's")
    return _to_these(act.of, {act.whose}, at, act.leaf) or _not_ahead(act.at_us, at)


def _spread(act: Spreading, party: PartyId, at: Where) -> Refused | None:
    unit = at.openings["unit"].value
    if not isinstance(unit, str) or not unit.strip():
        return Refused("no-unit", "it does not say which unit")
    return _to_these(act.of, {party}, at, act.leaf) or _not_ahead(act.at_us, at)


def _response(act: Response, party: PartyId, at: Where) -> Refused | None:
    amiss = _to_these(act.of, {party}, at, act.leaf)
    if amiss is not None:
        return amiss
    regime = _regime(act.clause, clauses_for(at.record, at.books, act.of))
    if regime is None:
        return Refused("clause-unknown", "no clause of this name speaks of the notice")
    if act.answer not in ANSWERS[regime]:
        exist = ", ".join(answer.value for answer in sorted(ANSWERS[regime]))
        under = "where no clause is named" if act.clause is None else f"under clause {quoted(act.clause)}"
        return Refused("no-such-answer", f"{under}, which asks for {regime.value}, the answers are: {exist}")
    return None


def _regime(named: ClauseId | None, clauses: tuple[Clause, ...]) -> Regime | None:
    """Under which regime is it answered? Where no clause is named: as under `notify`. None for a clause that is not there."""
    if named is None:
        return Regime.NOTIFY
    return next((clause.regime for clause in clauses if clause.id == named), None)


def _lapse(act: Lapse, _party: PartyId, at: Where) -> Refused | None:
    amiss = _to_these(act.of, set(act.to), at)
    if amiss is not None:
        return amiss
    due = {
        each.party
        for each in at.record.still_open(What.ANSWER, until=at.received, of=act.of)
        if (each.clause, each.at) == (act.clause, act.due_us)
    }
    if not set(act.to) <= due:
        return Refused("not-due", "an answer came, or is not due yet, or none is asked for")
    return None


def _outcome(act: OutcomeStated, party: PartyId, at: Where) -> Refused | None:
    amiss = _of_notice(act.of, at, act.leaf)
    if amiss is not None:
        return amiss
    filed = at.record.filed_at(act.of)
    filers = {at.ring.cell, None if filed is None else filed.party}
    if party not in filers and (act.outcome in BY_THE_FILER or party not in at.addressees(act.of)):
        return Refused("wrong-party", "that is for the one who filed it to say")
    return _not_ahead(act.at_us, at)


def _confirmation(act: Confirmation, party: PartyId, at: Where) -> Refused | None:
    amiss = _of_notice(act.of, at, act.leaf)
    if amiss is not None:
        return amiss
    entered = at.record.sealed(act.of).entry().statement.act
    if not isinstance(entered, Entered) or entered.whose != party:
        return Refused("wrong-party", "it was not entered on behalf of this party")
    return None


def _entered(act: Entered, _party: PartyId, at: Where) -> Refused | None:
    """The cell files for a party only as long as that has no key of its own to file with: nobody speaks over anybody."""
    if act.whose not in at.parties - {at.ring.cell}:
        return Refused("party-unknown", "the agreement has no such party")
    own = (key for key in at.ring.keys.values() if key.party == act.whose and key.role is Role.PERSON)
    if any(key.name not in at.ring.revoked and (key.ends is None or key.ends >= at.received) for key in own):
        return Refused("party-has-keys", "the party has a key of its own that counts: it files for itself")
    return None


# -- The hotline ---------------------------------------------------------------------------------------------------------------


def _call(act: Call, party: PartyId, at: Where) -> Refused | None:
    if party in act.others or not set(act.others) <= at.parties:
        return Refused("party-unknown", "a call is between its author and other parties of the agreement, or the cell")
    amiss = None if act.of is None else _of_notice(act.of, at)
    return amiss or (None if act.step is CallStep.MISSED else _not_ahead(act.at_us, at))


def _roster(act: Roster, _party: PartyId, at: Where) -> Refused | None:
    places = at.openings["places"].value
    if act.until_us <= act.from_us or not isinstance(places, list) or len(places) != act.places:
        return Refused("roster", "it does not end after it begins, or has not as many places as it says")
    return None


def _schedule(act: Schedule, _party: PartyId, at: Where) -> Refused | None:
    if act.party not in at.parties - {at.ring.cell}:
        return Refused("party-unknown", "the agreement has no such party")
    return None


_FITS: Mapping[type, Callable[[Any, PartyId, Where], Refused | None]] = {
    Policy: _policy,
    Channels: _channels,
    Attempt: _attempt,
    Consignment: _consignment,
    Gap: _gap,
    Delivery: _delivery,
    ReceiptGiven: _receipt,
    Spreading: _spread,
    Response: _response,
    Lapse: _lapse,
    OutcomeStated: _outcome,
    Confirmation: _confirmation,
    Entered: _entered,
    Call: _call,
    Roster: _roster,
    Schedule: _schedule,
}
