"""To whom is an entry addressed? What is numbered for a party it gets, or sees that it did not.

A notice to those it names; what is said of a notice to the one who filed it, and to whom it binds; a call to the other side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from herald.acknowledgement.ladders import Manner
from herald.canonical import Json
from herald.desk.books import Books
from herald.incident.codes import BreachStep
from herald.notice.model import Kind as NoticeKind
from herald.notice.model import Notice
from herald.ports import Record
from herald.record.calling import Call, Roster, Schedule
from herald.record.entry import Statement
from herald.record.incidents import BreachClaimed, Incident
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
from herald.units import PartyId

_BETWEEN = re.compile(r"[,;\n]")


def addressees(record: Record, books: Books, statement: Statement, notice: Notice | None) -> tuple[PartyId, ...]:
    """To which parties is this entry addressed? In the agreement's order, and never to its own."""
    if books.agreement is None:
        return ()
    others = tuple(party.id for party in books.agreement.parties if party.id != statement.party)
    if notice is not None:
        return _of_notice(record, tuple(party for party in others if party != notice.party), notice)
    concerned = _CONCERNED.get(type(statement.act))
    named = set() if concerned is None else concerned(statement.act, record)
    return others if isinstance(statement.act, Roster) else tuple(party for party in others if party in named)


# -- Notices -------------------------------------------------------------------------------------------------------------------


def _of_notice(record: Record, others: Sequence[PartyId], notice: Notice) -> tuple[PartyId, ...]:
    """To those it names; a site to no one; else to every other party of the agreement.

    And to whoever was told of the notice that it replaces or cancels: nobody goes on believing what no longer holds.
    """
    named = notice.kept.get("recipients")
    told = {*_names(named)} if named is not None else set(others)
    if named is None and notice.kind is NoticeKind.STATIC_SITE:
        told = set()
    before = _told_before(record, notice)
    return tuple(party for party in others if party in told or party in before)


def _told_before(record: Record, notice: Notice) -> frozenset[PartyId]:
    """To whom was the notice addressed that this one succeeds?"""
    named = None if notice.replaces is None else record.filed(notice.replaces)
    if named is None or named.party != notice.party:
        return frozenset()
    return frozenset(_addressed(named.index, record))


def _names(recipients: Json) -> Sequence[str]:
    """Whom does this member of a notice name? As a list, or as the text of a table's cell; else nobody, rather than everyone."""
    if isinstance(recipients, str):
        return [recipients, *(each.strip() for each in _BETWEEN.split(recipients))]
    return [each for each in recipients if isinstance(each, str)] if isinstance(recipients, list) else []


# -- What is said of a notice, and calls -----------------------------------------------------------------------------------


def _addressed(of: int, record: Record) -> set[PartyId]:
    return {link.party for link in record.sealed(of).routing().to}


def _filer(of: int, record: Record) -> set[PartyId]:
    filed = record.filed_at(of)
    return set() if filed is None else {filed.party}


def _filer_alone(act: Any, record: Record) -> set[PartyId]:
    return _filer(act.of, record)


def _in_dispute(act: BreachClaimed, record: Record) -> set[PartyId]:
    """Against whom a breach is claimed; of what is done with the claim afterwards, both of its sides.

    Nobody, where the claimant did not sign it itself: what the cell enters of a public statement it tells nobody by that.
    """
    claim = act if act.step is BreachStep.CLAIMED else record.sealed(act.of).entry().statement.act
    assert isinstance(claim, BreachClaimed)  # noqa: S101  it would not have been admitted
    sides = {party for party in (claim.whose, claim.against) if party is not None}
    return sides if claim.manner is Manner.SIGNED else set()


_CONCERNED: Mapping[type, Callable[[Any, Record], set[PartyId]]] = {
    Attempt: _filer_alone,
    Consignment: _filer_alone,
    ReceiptGiven: _filer_alone,
    Spreading: _filer_alone,
    Response: _filer_alone,
    Delivery: lambda act, record: _filer(act.of, record) | {each.to for each in act.to},
    Lapse: lambda act, record: _filer(act.of, record) | set(act.to),
    OutcomeStated: lambda act, record: _filer(act.of, record) | _addressed(act.of, record),
    Confirmation: lambda act, record: _addressed(act.of, record),
    Call: lambda act, _record: set(act.others),
    Schedule: lambda act, _record: {act.party},
    Incident: lambda act, _record: set(act.to),
    BreachClaimed: _in_dispute,
}
"""Whom does an act concern, beside its author and the cell? Of other acts: nobody; a roster all who might have to call."""
