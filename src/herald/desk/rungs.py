"""Which entries say how a notice was told? Everything that was sealed of it, by index, whoever may know of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from herald.acknowledgement.ladders import Delivery as Rung
from herald.acknowledgement.ladders import Ladder
from herald.agreement.model import Delivered as Measure
from herald.desk.books import Books
from herald.ports import Record
from herald.record.acts import Kind
from herald.record.rows import Filed
from herald.record.rungs import Told
from herald.record.telling import Delivery, Gap
from herald.units import PartyId


def of_notice(record: Record, books: Books, filed: Filed) -> tuple[int, ...]:
    """At which indices stand the entries about this notice, and about whom it was told? Without its own.

    What is said of it; that its body never came; on which channels its addressees wanted to be reached before the last try, and
    before it was available; the notice that took its place; the policy that counts.
    """
    told = record.told(filed.index)
    successor = record.successor(filed.id, filed.party)
    found = {
        *(each.index for each in told),
        *_counted_as_consigned(record, filed.index, told),
        *_gaps(record, filed.index),
        *_channels(record, told),
        *([] if successor is None else [successor.index]),
        *([] if books.policy_index is None else [books.policy_index]),
    }
    return tuple(sorted(found - {filed.index}))


def _counted_as_consigned(record: Record, of: int, told: Iterable[Told]) -> Iterator[int]:
    """Which deliveries say that it counts as consigned? They add no rung: the consignment did. Looked for behind it, and once."""
    begun = {each.party: each.index for each in told if each.ladder is Ladder.DELIVERY and each.rank == Rung.CONSIGNED}
    left, first = set(begun), min(begun.values(), default=0)
    for index in record.of_kind(Kind.DELIVERY) if left else ():
        if index < first or f'"of":{of},'.encode() not in record.sealed(index).note:
            continue
        act = record.sealed(index).entry().statement.act
        if isinstance(act, Delivery) and act.of == of and act.by is Measure.CONSIGNED:
            yield index
            left -= {each.to for each in act.to}
        if not left:
            return


def _gaps(record: Record, of: int) -> Iterator[int]:
    """Where does an addressee's machine say that it never got what has the notice's number?"""
    numbers = {link.party: link.seq for link in record.sealed(of).routing().to}
    for index in record.of_kind(Kind.GAP):
        statement = record.sealed(index).entry().statement
        if isinstance(statement.act, Gap) and numbers.get(statement.party) == statement.act.number:
            yield index


def _channels(record: Record, told: Iterable[Told]) -> Iterator[int]:
    """Where did an addressee say on which channels it wants to be reached, before the last try and before it was available?"""
    tried: dict[PartyId, int] = {}
    for each in told:
        if each.ladder is Ladder.DELIVERY and each.rank in {Rung.FAILED, Rung.TRIED, Rung.AVAILABLE}:
            tried[each.party] = max(each.index, tried.get(each.party, 0))
    for index in record.of_kind(Kind.CHANNELS) if tried else ():
        if index < tried.get(record.sealed(index).entry().statement.party, 0):
            yield index
