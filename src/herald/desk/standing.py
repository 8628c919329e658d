"""How does everything stand? What is live and how far it has come, what is due, a day's movements, what changed since an instant.

Read from the tables that follow from the entries. Of notices that nobody asked for nothing is opened: with thousands of them live
that is most of the time it would take. None of it is for anyone's eyes as it is: `disclosure` says who may see how much.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from herald.acknowledgement.ladders import LAPSED, Ladder
from herald.acknowledgement.numbers import Said
from herald.agreement.model import Agreement, Clause, Regime
from herald.agreement.model import Delivered as Measure
from herald.check.findings.clauses import applying
from herald.desk.books import Books
from herald.notice.model import Notice
from herald.ports import Broken, Record
from herald.record.acts import Kind
from herald.record.progress import Moment, Read, StandingFacts, Way
from herald.record.rows import Filed
from herald.record.rungs import Come, Told, What
from herald.record.telling import OutcomeStated
from herald.units import DAY, ClauseId, Instant, PartyId

PERIOD = DAY
"""Movements that were over within so long are counted with their outcomes."""


def moment(record: Record, books: Books, now: Instant) -> Moment:
    """Of which mission is it, and when? Raises Broken before it has begun."""
    head = record.head()
    if head is None or books.mission is None:
        raise Broken("the mission has not begun")
    parties = () if books.agreement is None else tuple(party.id for party in books.agreement.parties)
    return Moment(books.origin, books.exercise, books.mission.cell, parties, now, head.size, head.received)


def standing(
    record: Record, books: Books, now: Instant, since: Instant | None = None, *, told_of_over: bool = True
) -> StandingFacts:
    """What is live now, how far has it come, what is due, and what came of what was over since? Without `since`: of the last day.

    Of a notice that was cancelled, or is still live, somebody may have said what came of it: it is counted with what is over.

    With whom a notice that is over was to be told only a party must know, which may not hear of every one: `told_of_over` is
    False for the cell, and spares half of the work. Raises Broken before the mission has begun.
    """
    at, begun = moment(record, books, now), Instant(now - PERIOD) if since is None else since
    earliest, current = min(begun, now), record.live(now)
    live = frozenset(current)
    late = tuple(of for of in record.live(earliest) if of not in live)
    ways = ways_of(record, books, (*current, *(late if told_of_over else ())), earliest if told_of_over else now)
    said = tuple(_outcomes(record, record.first_since(begun)))
    over = {of: ways[of] if told_of_over else Way(filed_at(record, of), ()) for of in late}
    others = dict.fromkeys(each.notice for each in said if each.notice not in over)
    return StandingFacts(
        at=at,
        since=begun,
        live=tuple(ways[of] for of in current),
        over=tuple(over.values()),
        spoken_of=tuple(ways[of] if of in ways else way_of(record, of) for of in others),
        due=tuple(each for each in record.still_open(What.ANSWER) if each.of in live),
        outcomes=said,
    )


def _outcomes(record: Record, first: int) -> Iterator[Said]:
    for index in record.of_kind(Kind.OUTCOME):
        if index >= first:
            statement = record.sealed(index).entry().statement
            assert isinstance(statement.act, OutcomeStated)  # noqa: S101  the table of kinds says so
            yield Said(statement.act.of, statement.party, statement.act.outcome, statement.act.delay_min)


# -- How far notices have come -------------------------------------------------------------------------------------------------


def ways_of(record: Record, books: Books, indices: Sequence[int], since: Instant) -> dict[int, Way]:
    """How far has each of these come, which are about this instant or a later one? In the order of `indices`."""
    come: defaultdict[int, list[Come]] = defaultdict(list)
    for each in record.come(since):
        come[each.of].append(each)
    asked = _asked(books.agreement)
    order = _order(books.agreement)
    ways = {of: Way(filed_at(record, of), _in_order(record, come[of], order)) for of in indices}
    if not asked:
        return ways
    spoken = _spoken(books.notices(record, indices), books.agreement)
    return {
        of: replace(way, measure=_measure(clauses), consent=_consent(clauses))
        for (of, way), clauses in zip(ways.items(), spoken, strict=True)
    }


def filed_at(record: Record, of: int) -> Filed:
    """Which notice is it? One must have been filed there."""
    filed = record.filed_at(of)
    assert filed is not None  # noqa: S101  the tables name only notices that were filed
    return filed


def way_of(record: Record, of: int) -> Way:
    """How far has the notice at this index come, which may be over, or stand no longer?"""
    return Way(filed_at(record, of), come_of(record, of, addressees(record, of)))


def addressees(record: Record, of: int) -> tuple[PartyId, ...]:
    """To whom is the notice at this index addressed?"""
    return tuple(link.party for link in record.sealed(of).routing().to)


def come_of(record: Record, of: int, to: tuple[PartyId, ...]) -> tuple[Come, ...]:
    """How far has it come on its way, and with receipts? Of a notice that stands nowhere, as a cancel: no table has it together."""
    ranks: defaultdict[tuple[PartyId, Ladder], int] = defaultdict(int)
    for told in record.told(of):
        ranks[told.party, told.ladder] = max(ranks[told.party, told.ladder], told.rank)
    return tuple(
        Come(of, party, ranks[party, Ladder.DELIVERY], ranks[party, Ladder.RECEIPT], 0, 0, None) for party in to
    )


def _order(agreement: Agreement | None) -> Mapping[PartyId, int]:
    return {} if agreement is None else {party.id: at for at, party in enumerate(agreement.parties)}


def _in_order(record: Record, come: list[Come], order: Mapping[PartyId, int]) -> tuple[Come, ...]:
    """By the agreement's order, never by names; those that are no parties any more behind, as they were addressed."""
    if any(each.party not in order for each in come):
        addressed = dict.fromkeys(told.party for told in record.told(come[0].of))
        order = {party: at for at, party in enumerate(dict.fromkeys([*order, *addressed]))}
    return tuple(sorted(come, key=lambda each: order[each.party]))


def _asked(agreement: Agreement | None) -> bool:
    """Must it be known which clauses speak of each notice? Only where they differ in what is counted."""
    clauses = () if agreement is None else agreement.clauses
    return any(each.delivered is Measure.CONSIGNED or _is_unclocked_consent(each) for each in clauses)


def _is_unclocked_consent(clause: Clause) -> bool:
    return clause.regime is Regime.CONSENT and clause.reply is None


def _spoken(notices: Iterable[Notice], agreement: Agreement | None) -> Iterator[tuple[Clause, ...]]:
    for notice in notices:
        yield () if agreement is None else applying(notice, agreement)


def _measure(clauses: Collection[Clause]) -> Measure:
    """What counts as delivered? What any clause takes for it; `available` where none speaks of the notice."""
    return (
        Measure.AVAILABLE
        if not clauses or Measure.AVAILABLE in {each.delivered for each in clauses}
        else Measure.CONSIGNED
    )


def _consent(clauses: Iterable[Clause]) -> tuple[ClauseId, ...]:
    return tuple(each.id for each in clauses if _is_unclocked_consent(each))


# -- What stands in them -------------------------------------------------------------------------------------------------------


def with_read(record: Record, books: Books, facts: StandingFacts, indices: Sequence[int]) -> StandingFacts:
    """The same, with what stands in the notices at these indices."""
    return replace(facts, read=read(record, books, indices))


def read(record: Record, books: Books, indices: Iterable[int]) -> dict[int, Read]:
    """What stands in the notices at these indices, and which clauses speak of them?"""
    wanted = tuple(dict.fromkeys(indices))
    notices = books.notices(record, wanted)
    spoken = _spoken(notices, books.agreement)
    entered = frozenset(record.of_kind(Kind.ENTERED))
    return {
        of: _read(record, of, notice, clauses, entered=of in entered)
        for of, notice, clauses in zip(wanted, notices, spoken, strict=True)
    }


def _read(record: Record, of: int, notice: Notice, clauses: tuple[Clause, ...], *, entered: bool) -> Read:
    rungs = record.told(of)
    said = [each.rank for each in rungs if each.ladder is Ladder.STANDING]
    return Read(
        notice=notice,
        received=received(record, of, rungs),
        clauses=clauses,
        silent_since={each.party: each.at for each in rungs if (each.ladder, each.rank) == (Ladder.RESPONSE, LAPSED)},
        entered=entered,
        stands_by=bool(said[-1]) if said else None,
    )


def received(record: Record, of: int, rungs: Sequence[Told]) -> Instant:
    """When did the notice come? Its own first rung says it; where it is addressed to nobody, its envelope."""
    return rungs[0].at if rungs and rungs[0].index == of else record.sealed(of).routing().received
