"""What has the cell's machine to say now? That it tried, since when a notice counts as delivered, that no answer came in time.

Each question is asked of the record at one moment and answered with acts, which are then sealed like any other. Asked again, it has
nothing more to say: a clock that stood still, or a machine that slept, loses no deadline and seals none twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby, islice
from typing import TypeVar

from herald.acknowledgement.ladders import Channel, Ladder
from herald.acknowledgement.ladders import Delivery as Rung
from herald.agreement.model import Clause
from herald.agreement.model import Delivered as Measure
from herald.desk.books import Books
from herald.desk.calling import missed_checks
from herald.desk.channels import BY_DEFAULT, named
from herald.desk.delivering import Carried
from herald.desk.fitting import clauses_for
from herald.desk.witnessed import Witnessed, latest, witnessed
from herald.ports import Lots, Record
from herald.record.calling import Call, CallStep
from herald.record.rungs import Open, Told, What
from herald.record.telling import MOST_TOLD, Attempt, Delivery, Due, Lapse, Reached, Try
from herald.units import HOUR, ClauseId, Instant, PartyId

T = TypeVar("T")
ID_BYTES = 16
AGAIN = HOUR
"""A channel that failed is tried again after so long: what is tried more often fills the log with the same."""


# -- Silence -------------------------------------------------------------------------------------------------------------------


def silences(record: Record, now: Instant) -> tuple[Lapse, ...]:
    """From whom did no answer come by its deadline? In the order of the deadlines; those of one notice and clause together."""
    late: defaultdict[tuple[Instant, int, ClauseId], list[PartyId]] = defaultdict(list)
    for each in _in_order(record, record.still_open(What.ANSWER, until=now)):
        if each.clause is not None and each.at < now:
            late[each.at, each.of, each.clause].append(each.party)
    return tuple(
        Lapse(clause, at, of, parties)
        for (at, of, clause), silent in late.items()
        for parties in _pieces(silent, MOST_TOLD)
    )


def missed(record: Record, books: Books, now: Instant, lots: Lots) -> tuple[Call, ...]:
    """Which lines did nobody try out when it was time? Each such time once."""
    return tuple(
        Call(due, lots(ID_BYTES).hex(), None, None, None, (party,), None, None, None, CallStep.MISSED)
        for party, due in missed_checks(record, books, now)
    )


# -- Delivery ------------------------------------------------------------------------------------------------------------------


def deliveries(record: Record, books: Books) -> tuple[Delivery, ...]:
    """To whom does which notice count as delivered from now on, by which measure, and what is due from it then?"""
    return (*_available(record, books), *_consigned(record, books))


def _available(record: Record, books: Books) -> Iterator[Delivery]:
    """Those that stand in a checkpoint of the quorum, and were tried on every channel their addressee named."""
    up_to = _covered(record, books)
    asked: defaultdict[int, list[PartyId]] = defaultdict(list)
    for each in _in_order(record, (each for each in record.still_open(What.AVAILABLE) if each.of < up_to)):
        asked[each.of].append(each.party)
    wanted, seen = named(record), _seeing(record, books)
    for of, parties in asked.items():
        rungs = [each for each in record.told(of) if each.ladder is Ladder.DELIVERY]
        since: defaultdict[tuple[Instant, int | None], list[PartyId]] = defaultdict(list)
        for party in parties:
            own = [each for each in rungs if each.party == party]
            found = _since(of, own, wanted.get(party, BY_DEFAULT).channels, seen)
            if found is not None:
                since[found].append(party)
        if since:
            spoken = clauses_for(record, books, of)
            for (at, size), reached in since.items():
                yield from _counted(Measure.AVAILABLE, of, at, size, reached, spoken)


Seeing = Callable[[int], Witnessed | None]
"""In which checkpoint of the quorum does the entry at this index stand first?"""


def _seeing(record: Record, books: Books) -> Seeing | None:
    """Asked once of each entry: one that tells of many addressees is looked up, and its cosignatures verified, for all of them.

    None where no quorum is asked for.
    """
    return None if books.policy.quorum is None else cache(lambda index: witnessed(record, books, index))


def _covered(record: Record, books: Books) -> int:
    """Entries below which index may be available? Those that the quorum has seen; all, where none is asked for."""
    head = record.head()
    if books.policy.quorum is None:
        return 0 if head is None else head.size
    return latest(record, books) or 0


def _since(
    of: int, rungs: Sequence[Told], wanted: Collection[Channel], seen: Seeing | None
) -> tuple[Instant, int | None] | None:
    """Since when is the notice available to this party, and in the checkpoint of which size? None if it is not."""
    first: dict[str, Told] = {}
    for each in rungs:
        if each.rank in {Rung.FAILED, Rung.TRIED} and each.note is not None:
            first.setdefault(each.note, each)
    if not {channel.value for channel in wanted} <= set(first):
        return None
    tries = [first[channel.value] for channel in wanted]
    if seen is None:
        return Instant(max(each.at for each in tries)), None
    found = seen(max(of, *(each.index for each in tries)))
    return None if found is None else (found.at_us, found.size)


def _consigned(record: Record, books: Books) -> Iterator[Delivery]:
    """Those whose addressee's own machine signed that it holds them."""
    asked: defaultdict[tuple[int, Instant], list[Open]] = defaultdict(list)
    for each in _in_order(record, record.still_open(What.COUNTED)):
        asked[each.of, each.at].append(each)
    for (of, at), found in asked.items():
        spoken = clauses_for(record, books, of)
        yield from _counted(Measure.CONSIGNED, of, at, None, [each.party for each in found], spoken)


def _counted(
    measure: Measure, of: int, at: Instant, size: int | None, parties: Sequence[PartyId], spoken: Sequence[Clause]
) -> Iterator[Delivery]:
    """Counts it by some clause, or by none that asks for another measure; and what is due then?"""
    counts = measure in {clause.delivered for clause in spoken} if spoken else measure is Measure.AVAILABLE
    due = tuple(
        Due(Instant(at + clause.reply), clause.id, clause.regime)
        for clause in spoken
        if clause.delivered is measure and clause.reply is not None
    )
    for piece in _pieces(parties, MOST_TOLD):
        yield Delivery(at, measure, counts, of, size, tuple(Reached(due, party) for party in piece))


# -- Tries ---------------------------------------------------------------------------------------------------------------------

Wanted = Mapping[PartyId, Mapping[int, frozenset[Channel]]]
"""Of whom is which notice to be tried on which channels?"""


def to_try(record: Record, now: Instant) -> Wanted:
    """To whom is which notice to be brought, on which channels? Those that were not tried yet, or failed a while ago."""
    asked, open_to = named(record), defaultdict[int, list[PartyId]](list)
    for each in _in_order(record, record.still_open(What.TRY)):
        open_to[each.of].append(each.party)
    found: defaultdict[PartyId, dict[int, frozenset[Channel]]] = defaultdict(dict)
    for of, parties in open_to.items():
        rungs = (
            told for told in record.told(of) if told.ladder is Ladder.DELIVERY
        )  # a unit may be called like a channel
        last = {(told.party, told.note): told for told in rungs if told.rank in {Rung.FAILED, Rung.TRIED}}
        for party in parties:
            wanted = frozenset(
                channel
                for channel in asked.get(party, BY_DEFAULT).channels
                if (tried := last.get((party, channel.value))) is None
                or (tried.rank == Rung.FAILED and tried.at + AGAIN <= now)
            )
            if wanted:
                found[party][of] = wanted
    return found


def attempts(wanted: Wanted, carried: Mapping[PartyId, Carried], now: Instant) -> tuple[Attempt, ...]:
    """What is to be said of these tries, notice by notice?"""
    tries: defaultdict[int, list[Try]] = defaultdict(list)
    for party, notices in wanted.items():
        came = carried[party].tried if party in carried else {}
        for of, asked in notices.items():
            tries[of] += [Try(now, channel, result, party) for channel, result in came.items() if channel in asked]
    return tuple(Attempt(of, piece) for of in sorted(tries) for piece in _pieces(tries[of], MOST_TOLD))


def _in_order(record: Record, of: Iterable[Open]) -> Iterator[Open]:
    """By time and notice, and for one notice in the order in which it is addressed: no party stands before another by its name.

    `of` comes by time and notice. A notice is read only where several of its addressees are asked about: one that is out of
    reach for days leaves thousands open.
    """
    for (_, index), found in groupby(of, key=lambda each: (each.at, each.of)):
        together = list(found)
        if len(together) > 1:
            places = {link.party: place for place, link in enumerate(record.sealed(index).routing().to)}
            together.sort(key=lambda each: places.get(each.party, -1))
        yield from together


def _pieces(of: Sequence[T], most: int) -> Iterator[tuple[T, ...]]:
    rest = iter(of)
    while piece := tuple(islice(rest, most)):
        yield piece
