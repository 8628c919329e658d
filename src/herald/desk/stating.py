"""What does the record know? Read at one moment: the mission, one notice, the evidence of one entry.

None of it is for anyone's eyes as it is: `disclosure` says who may see how much.
"""

from __future__ import annotations

from collections.abc import Iterable

from herald.desk import rungs
from herald.desk.books import Books
from herald.desk.witnessed import last, witnessed
from herald.notice.lifecycle import FATES
from herald.ports import Broken, Record
from herald.record.acts import AgreementVersion, Erasure, Filing, Kind, Refusal, Role
from herald.record.entry import Statement
from herald.record.facts import Evidence, MissionFacts, NoticeFacts, PartyFacts, Proven, Seen
from herald.record.met import ANSWER, Met, met_of
from herald.record.receipt import Receipt, prover, receipt
from herald.record.sealed import Envelope
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
    answer, seen = record.openings(filed.index).get(ANSWER), witnessed(record, books, filed.index)
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
        witnessed=None if seen is None else seen.at_us,
    )


def _addressees(record: Record, index: int) -> tuple[PartyId, ...]:
    return tuple(link.party for link in record.sealed(index).routing().to)


def evidence(record: Record, books: Books, index: int) -> Evidence:
    """What shows that this entry is what it is? Raises IndexError where nothing is sealed there."""
    sealed = record.sealed(index)
    statement, routing, begun = sealed.entry().statement, sealed.routing(), books.mission
    if begun is None:
        raise Broken("the mission has not begun")
    filed = record.filed_at(index)
    ladder = () if filed is None else rungs.of_notice(record, books, filed)
    about = _about_keys(record, [routing, *(record.sealed(each).routing() for each in ladder)])
    if isinstance(statement.act, Erasure) and statement.party != begun.cell:
        about.add(statement.act.index)
    if isinstance(statement.act, Filing) and statement.act.agreement is not None:
        about |= {each for each in record.of_kind(Kind.AGREEMENT) if _cites(record, each, statement.act.agreement)}
    made = Bundling(record, books)
    return Evidence(
        origin=books.origin,
        exercise=books.exercise,
        party=statement.party,
        cell=begun.cell,
        addressees=_concerned(record, statement, index),
        entry=made.proven(index, seen=filed is not None),
        history=tuple(made.proven(each) for each in sorted(about - {index})),
        policy=books.policy_text,
        filer=None if filed is None else filed.party,
        ladder=tuple(made.proven(each, seen=True) for each in ladder),
        policy_index=books.policy_index,
    )


def _about_keys(record: Record, of: Iterable[Envelope]) -> set[int]:
    """Which entries stand in the chains about keys that these envelopes name?"""
    ends: dict[PartyId, int] = {}
    for routing in of:
        for end in (*routing.keys, *(() if routing.link is None else (routing.link,))):
            ends[end.party] = max(end.seq, ends.get(end.party, 0))
    return {each for party, seq in ends.items() for each in record.about_keys(party)[:seq]}


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


class Bundling:
    """Entries of one moment with all that proves them; each tile is fetched once for all of them."""

    def __init__(self, record: Record, books: Books) -> None:
        """Raises Broken before anything was sealed."""
        head = record.head()
        if head is None:
            raise Broken("nothing was sealed yet")
        cosigned = last(record, books.policy)
        self._record, self._books = record, books
        self._settled = 0 if cosigned is None else cosigned.size
        # The last checkpoint goes with the cosignatures that it has: then both are the same, to the byte.
        signed = cosigned.checkpoint if cosigned is not None and self._settled == head.size else head.checkpoint
        # A tree that only grew has the nodes of all smaller ones: each tile is as it is now.
        self._nodes = tiles.reader(head.size, record.tile)
        self._last = prover(signed, self._nodes)
        self._under = None if cosigned is None else prover(cosigned.checkpoint, self._nodes)

    def proven(self, index: int, *, seen: bool = False) -> Proven:
        """The entry with its proofs, and what is there of its fields. `seen`: also since when the quorum knows of it."""
        sealed = self._record.sealed(index)
        settled = None if self._under is None or index >= self._settled else self._under(sealed)
        since = self._seen(index) if seen else None
        return Proven(self._last(sealed), self._record.openings(index), settled, since)

    def _seen(self, index: int) -> Seen | None:
        found = witnessed(self._record, self._books, index)
        if found is None:
            return None
        return Seen(found.at_us, receipt(self._record.sealed(index), found.checkpoint, self._nodes).proof)
