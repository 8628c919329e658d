"""What does the record know? Read at one moment: the mission, one notice, the evidence of one entry.

None of it is for anyone's eyes as it is: `disclosure` says who may see how much.
"""

from __future__ import annotations

from herald.desk.books import Books
from herald.desk.founding import log_key
from herald.notice.lifecycle import FATES
from herald.ports import Broken, Record
from herald.record.acts import AgreementVersion, Erasure, Filing, Kind, Refusal, Role
from herald.record.entry import Statement
from herald.record.facts import Evidence, MissionFacts, NoticeFacts, PartyFacts, Proven
from herald.record.met import ANSWER, Met, met_of
from herald.record.missionfile import policy_text
from herald.record.receipt import Receipt, receipt
from herald.tlog import tiles
from herald.units import NoticeId, PartyId


def mission(record: Record, books: Books) -> MissionFacts:
    """How does the mission stand? Raises Broken before it has begun."""
    head, begun = record.head(), books.mission
    if head is None or begun is None:
        raise Broken("the mission has not begun")
    standing = record.counts()
    parties = () if books.agreement is None else tuple(party.id for party in books.agreement.parties)
    return MissionFacts(
        origin=books.origin,
        exercise=books.exercise,
        cell=begun.cell,
        size=head.size,
        received=head.received,
        agreement=books.version,
        parties=tuple(_party(record, books, party, standing.get(party, 0)) for party in parties),
        refusals=len(record.of_kind(Kind.REFUSAL)),
    )


def _party(record: Record, books: Books, party: PartyId, standing: int) -> PartyFacts:
    ring, last = books.ring, record.addressed(party)
    persons = [key for key in ring.keys.values() if key.party == party and key.role is Role.PERSON]
    return PartyFacts(
        party=party,
        joined=ring.root_of(party) is not None,
        persons=sum(key.name not in ring.revoked for key in persons),
        standing=standing,
        addressed=0 if last is None else last.seq,
    )


def notice(record: Record, books: Books, notice_id: NoticeId) -> NoticeFacts | None:
    """What is known of the notice of this id? None if it was never filed."""
    filed = record.filed(notice_id)
    if filed is None:
        return None
    of = Proofs(record).receipt(filed.index)
    routing, successor = of.sealed.routing(), record.successor(notice_id, filed.party)
    answer = record.openings(filed.index).get(ANSWER)
    return NoticeFacts(
        filed=filed,
        notice=books.notices(record, [filed.index])[0],
        received=routing.received,
        addressees=_addressees(record, filed.index),
        fate=FATES[filed.action, None if successor is None else successor.action],
        successor=successor,
        successor_to=() if successor is None else _addressees(record, successor.index),
        met=Met() if answer is None else met_of(answer.value),
        receipt=of,
    )


def _addressees(record: Record, index: int) -> tuple[PartyId, ...]:
    return tuple(link.party for link in record.sealed(index).routing().to)


def evidence(record: Record, books: Books, index: int) -> Evidence:
    """What shows that this entry is what it is? Raises IndexError where nothing is sealed there."""
    sealed = record.sealed(index)
    statement, routing, begun = sealed.entry().statement, sealed.routing(), books.mission
    if begun is None:
        raise Broken("the mission has not begun")
    about = {each for end in routing.keys for each in record.about_keys(end.party)[: end.seq]}
    if routing.link is not None:
        about |= set(record.about_keys(routing.link.party)[: routing.link.seq])
    if isinstance(statement.act, Erasure) and statement.party != begun.cell:
        about.add(statement.act.index)
    if isinstance(statement.act, Filing) and statement.act.agreement is not None:
        about |= {each for each in record.of_kind(Kind.AGREEMENT) if _cites(record, each, statement.act.agreement)}
    made = Proofs(record)
    return Evidence(
        origin=books.origin,
        exercise=books.exercise,
        party=statement.party,
        cell=begun.cell,
        addressees=_concerned(record, statement, index),
        entry=made.proven(index),
        history=tuple(made.proven(each) for each in sorted(about - {index})),
        policy=policy_text(log_key(begun)),
    )


def _concerned(record: Record, statement: Statement, index: int) -> tuple[PartyId, ...]:
    """Who is told of this entry beside its author and the cell? Its addressees; of a refusal whoever was refused."""
    refused = [statement.act.party] if isinstance(statement.act, Refusal) else []
    return (*_addressees(record, index), *refused)


def _cites(record: Record, index: int, digest: bytes) -> bool:
    act = record.sealed(index).entry().statement.act
    return isinstance(act, AgreementVersion) and act.digest == digest


class Proofs:
    """Proofs under the last checkpoint of this moment; each tile is fetched once for all of them."""

    def __init__(self, record: Record) -> None:
        """Raises Broken before anything was sealed."""
        head = record.head()
        if head is None:
            raise Broken("nothing was sealed yet")
        self._record, self._head, self._nodes = record, head, tiles.reader(head.size, record.tile)

    def receipt(self, index: int) -> Receipt:
        """Which receipt has this entry now?"""
        return receipt(self._record.sealed(index), self._head.checkpoint, self._nodes)

    def proven(self, index: int) -> Proven:
        """The entry with its proof, and what is there of its fields."""
        return Proven(self.receipt(index), self._record.openings(index))
