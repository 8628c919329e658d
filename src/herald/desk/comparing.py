"""Each claim of an incident held against the sealed record: notices, how they were told, calls, the agreement; and nothing else.

Claims are judged apart from one another: that one side disputes what another says changes no result. Which party is meant a person
has said in the claim; names are not matched here. Source: docs/comparing.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from herald.acknowledgement.claims import Claim as Denial
from herald.acknowledgement.claims import Verdict as Shown
from herald.acknowledgement.hotline import STOP
from herald.acknowledgement.ladders import Ladder
from herald.agreement.model import Agreement, Period, Regime, Status
from herald.check.findings.clauses import applying
from herald.desk import calling, stating
from herald.desk.books import Books
from herald.desk.placing import Asked, asked, could_have_been, near_in_time
from herald.disclosure.bundle import whole
from herald.disclosure.incidents import AlibiAnswer
from herald.disclosure.ladder import WithOne, ladder
from herald.disclosure.viewer import CELL
from herald.incident.codes import ActCode
from herald.incident.contents import ActSaid, Alibi, Claim, ClauseSaid, IncidentOpened, Place, When
from herald.incident.holding import (
    LOOKED,
    NO_EVENT,
    UNSEEN,
    Found,
    Held,
    Looked,
    Result,
    cannot_tell,
    held,
    not_in_record,
)
from herald.ports import Record
from herald.record.incidents import AlibiAsked
from herald.record.met import ANSWER, met_of
from herald.record.onrecord import Item, OnRecord
from herald.record.rows import Filed
from herald.units import DAY, HOUR, Instant, PartyId
from herald.wording import exact

RATE_DAYS = 28
MOST_RATED, MOST_LOOKED = 2_000, 50_000
"""The base rate is counted over so many days before the incident; over no more than so many notices, the latest among so many
entries."""
_ANSWERING = frozenset({Ladder.RECEIPT, Ladder.RESPONSE})
_CALL_AROUND = 48 * HOUR
"""A call about an incident may be held so long before and after it."""


def compared(record: Record, books: Books, of: OnRecord) -> tuple[Held, ...]:
    """What does the record say to each claim that stands? In the order of the log; of each claim act by act, then its clause."""
    at = _At(record, books, of)
    return tuple(each for item in of.claims() for each in _of_claim(item, at))


def alibis(record: Record, books: Books, of: OnRecord) -> tuple[AlibiAnswer, ...]:
    """What is answered to each question where a movement could have been? Asked again, it is answered the same."""
    found = []
    for item in of.alibis():
        act, content = item.act, item.stated.content
        assert isinstance(act, AlibiAsked) and isinstance(content, Alibi)  # noqa: S101, PT018  its kind says so
        answer = could_have_been(record, books, act.notice, asked(content))
        found.append(AlibiAnswer(item.index, answer.could, answer.why))
    return tuple(found)


@dataclass(slots=True)
class _At:
    """The record at one moment, and what was asked of it before."""

    record: Record
    books: Books
    of: OnRecord
    rate: Found | None = None

    @property
    def opened(self) -> IncidentOpened:
        content = self.of.opened.stated.content
        assert isinstance(content, IncidentOpened)  # noqa: S101  the first entry opens it
        return content


@dataclass(frozen=True, slots=True)
class _Said:
    """One act of one claim, with where and when: as the claim says, else as the incident does."""

    act: ActSaid
    place: Place | None
    when: When | None

    @property
    def window(self) -> tuple[Instant, Instant] | None:
        """From when to when, the end exclusive? None where an end is not known."""
        if self.when is None or self.when.from_us is None or self.when.until_us is None:
            return None
        return self.when.from_us, self.when.until_us

    @property
    def actor(self) -> PartyId | None:
        """Which party is said to have done it?"""
        return None if self.act.actor is None else self.act.actor.party

    @property
    def towards(self) -> PartyId | None:
        """To which party?"""
        return None if self.act.object is None else self.act.object.party


def _of_claim(item: Item, at: _At) -> Iterator[Held]:
    claim = item.stated.content
    assert isinstance(claim, Claim)  # noqa: S101  its kind says so
    if claim.modality in NO_EVENT:
        yield Held(item.index, None, Result.CANNOT_TELL, NO_EVENT[claim.modality])
        return
    place = next((each for each in claim.places if each.lat_e9 is not None), at.opened.place)
    when = claim.when if claim.when is not None and claim.when.from_us is not None else at.opened.when
    for number, act in enumerate(claim.acts):
        if act.code is not ActCode.BREACH_CLAIMED:
            found = _LOOK[LOOKED[act.code]](_Said(act, place, when), at)
            yield held(item.index, number, claim.modality, found)
    breach = any(act.code is ActCode.BREACH_CLAIMED for act in claim.acts)
    if claim.clause is not None or breach:
        yield held(item.index, None, claim.modality, _clause(claim.clause, when, at))
    elif not claim.acts:
        yield Held(item.index, None, Result.CANNOT_TELL, "no act is read out of these words")


# -- Notices ---------------------------------------------------------------------------------------------------------------


def _notice(said: _Said, at: _At) -> Found:
    """Did whoever it is said of give notice to whom it is said, before it began?"""
    parties = _parties(said, at)
    if isinstance(parties, Found):
        return parties
    actor, towards = parties
    filed = _about(said, at, actor)
    if isinstance(filed, Found):
        return filed
    given = [each for each in filed if towards in _addressees(at, each.index)]
    if not given:
        return not_in_record(f"no notice of {actor} to {towards} is in the record that could be about it")
    verdicts = [(each, *_told_before(at, each.index, towards)) for each in given]
    for shown, result in ((Shown.PROVED, Result.CONSISTENT), (Shown.REFUTED, Result.CONTRADICTED)):
        these = [(each, words, entry) for each, verdict, words, entry in verdicts if verdict is shown]
        if these and (shown is Shown.PROVED or len(these) == len(verdicts)):
            each, words, entry = these[0]
            why = f"{actor} filed notice {each.id} to {towards} (entry {each.index}): {words}"
            return Found(result, why, _entries(each.index, entry))
    each, _, words, entry = verdicts[0]
    filing = f"{actor} filed notice {each.id} to {towards} (entry {each.index})"
    return cannot_tell(
        f"{filing}; whether it came before it began is not provable: {words}", *_entries(each.index, entry)
    )


def _parties(said: _Said, at: _At) -> tuple[PartyId, PartyId] | Found:
    """Who gave notice, to whom? Both must be parties."""
    known = set() if at.books.agreement is None else {party.id for party in at.books.agreement.parties}
    missing = [what for what, party in (("who", said.actor), ("to whom", said.towards)) if party not in known]
    if said.actor is None or said.towards is None or missing:
        return cannot_tell(f"the claim does not say {' and '.join(missing)}, as parties of the agreement")
    return said.actor, said.towards


def _about(said: _Said, at: _At, actor: PartyId) -> tuple[Filed, ...] | Found:
    """Which notices of the actor could it be about? The one that is named, else those that could have been there then."""
    named = [said.act.notice] if said.act.notice is not None else list(at.opened.notices)
    filed = [each for index in named if (each := _filed(at, index)) is not None and each.party == actor]
    if filed or said.act.notice is not None:
        return tuple(filed)
    window = said.window
    if window is None:
        return cannot_tell("neither the claim nor the incident says from when to when, and no notice is named")
    return near_in_time(at.record, at.books, actor, said.place, window)


def _filed(at: _At, index: int) -> Filed | None:
    return at.record.filed_at(index)


def _addressees(at: _At, index: int) -> frozenset[PartyId]:
    return frozenset(link.party for link in at.record.sealed(index).routing().to)


def _ladder(at: _At, index: int, to: PartyId) -> WithOne | None:
    """How the notice came to this addressee, and what that proves."""
    shown = ladder(whole(stating.evidence(at.record, at.books, index), CELL), CELL, to)
    return None if shown is None or not shown.each else shown.each[0]


def _told_before(at: _At, index: int, to: PartyId) -> tuple[Shown, str, int | None]:
    one = _ladder(at, index, to)
    judged = next((each for each in one.claims if each.claim is Denial.TOLD_BEFORE), None) if one else None
    if judged is None:
        return Shown.NOT_PROVABLE, "nothing is known of how it was told", None
    missing = f"; missing: {judged.missing}" if judged.missing else ""
    return judged.verdict, f"{judged.words}{missing}", judged.entry


def _entries(*of: int | None) -> tuple[int, ...]:
    return tuple(dict.fromkeys(each for each in of if each is not None))


def _acknowledgement(said: _Said, at: _At) -> Found:
    """Did the actor have, or answer, a notice of the other side?"""
    parties = _parties(said, at)
    if isinstance(parties, Found):
        return parties
    actor, towards = parties
    filed = _about(said, at, towards)
    if isinstance(filed, Found):
        return filed
    for each in filed:
        own = [rung.index for rung in at.record.told(each.index) if rung.party == actor and rung.ladder in _ANSWERING]
        signed = [index for index in own if at.record.sealed(index).entry().statement.party == actor]
        if signed:
            why = f"{actor} signed that it had, or answered, notice {each.id} of {towards}"
            return Found(Result.CONSISTENT, why, _entries(each.index, *signed))
    if not filed:
        return not_in_record(f"no notice of {towards} is in the record that could be about it")
    return not_in_record(f"no receipt and no answer of {actor} to notice {filed[0].id} of {towards} is in the record")


def _consent(said: _Said, at: _At) -> Found:
    """Did the actor ask to pass, where a clause asks for consent?"""
    if said.actor is None:
        return cannot_tell("the claim does not say which party asked, or did not")
    filed = _about(said, at, said.actor)
    if isinstance(filed, Found):
        return filed
    agreement = at.books.agreement
    notices = at.books.notices(at.record, [each.index for each in filed]) if agreement is not None else []
    asking = [
        each
        for each, notice in zip(filed, notices, strict=False)
        if agreement is not None and any(clause.regime is Regime.CONSENT for clause in applying(notice, agreement))
    ]
    if asking:
        why = f"{said.actor} filed notice {asking[0].id}, under a clause that asks for consent"
        return Found(Result.CONSISTENT, why, (asking[0].index,))
    return not_in_record(f"no notice of {said.actor} under a clause that asks for consent could be about it")


# -- Calls, clauses --------------------------------------------------------------------------------------------------------


def _call(said: _Said, at: _At) -> Found:
    """Did the two sides speak? Each for itself: what one side sealed binds nobody else."""
    parties = _parties(said, at)
    window = said.window
    if isinstance(parties, Found):
        return parties
    if window is None:
        return cannot_tell("neither the claim nor the incident says when")
    first, until = window[0] - _CALL_AROUND, window[1] + _CALL_AROUND
    both = set(parties)
    for call in calling.calls(at.record, Instant(first)):
        of_both = [step for step in call.steps if both <= {step.party, *step.others} and first <= step.at < until]
        speaking = {step.party for step in of_both} & both
        entries = _entries(*(step.index for step in of_both))
        if len(speaking) == len(both):
            return Found(Result.CONSISTENT, f"both sides sealed their own version of call {call.short}", entries)
        if speaking and of_both[0].what != STOP:
            (other,) = both - speaking
            return cannot_tell(
                f"call {call.short} is in the record by one side's account; that of {other}: not given", *entries
            )
    return not_in_record(f"no call between {parties[0]} and {parties[1]} is in the record around then")


def _clause(said: ClauseSaid | None, when: When | None, at: _At) -> Found:
    """Was the clause that is spoken of in force? Whether it was broken the record does not say."""
    agreement = at.books.agreement
    if said is None or said.agreement is None:
        return cannot_tell("an unspecified agreement: whether it was broken the record does not say")
    if agreement is None or agreement.id != said.agreement:
        return cannot_tell(f"the text of {said.agreement} is not held by this mission")
    if agreement.status in {Status.SEALED, Status.NOT_PUBLIC}:
        return cannot_tell(f"the text of {agreement.id} is {agreement.status.value}")
    if when is None or when.from_us is None or when.until_us is None:
        return cannot_tell("neither the claim nor the incident says when")
    return _in_force(agreement, said, when.from_us, when.until_us)


def _in_force(agreement: Agreement, said: ClauseSaid, first: Instant, until: Instant) -> Found:
    undecided = "whether it was broken the record does not say"
    periods, what = [agreement.in_force], f"agreement {agreement.id}"
    if said.clause is not None:
        clause = next((each for each in agreement.clauses if each.id == said.clause), None)
        if clause is None:
            return Found(
                Result.CONTRADICTED, f"agreement {agreement.id} has no clause {said.clause}, as its text is held"
            )
        periods, what = [agreement.in_force, clause.period], f"clause {clause.id} of {agreement.id}"
    if all(_covers(period, first, until) for period in periods):
        if not any(_touches(period, first, until) for period in agreement.suspended):
            return Found(Result.CONSISTENT, f"{what} was in force then; {undecided}")
        if any(_covers(period, first, until) for period in agreement.suspended):
            return Found(Result.CONTRADICTED, f"agreement {agreement.id} was suspended then")
        return cannot_tell(f"agreement {agreement.id} was suspended for a part of that time; {undecided}")
    if any(not _touches(period, first, until) for period in periods):
        return Found(Result.CONTRADICTED, f"{what} was not in force then")
    return cannot_tell(f"{what} was in force for a part of that time; {undecided}")


def _covers(period: Period, first: Instant, until: Instant) -> bool:
    return (period.start is None or period.start <= first) and (period.end is None or period.end >= until - 1)


def _touches(period: Period, first: Instant, until: Instant) -> bool:
    return (period.start is None or period.start < until) and (period.end is None or period.end >= first)


# -- Places, rates ---------------------------------------------------------------------------------------------------------


def _placed(said: _Said, at: _At) -> Found:
    """Could a movement that the actor filed have been there then?"""
    window = said.window
    if said.actor is None:
        return cannot_tell("the claim does not say of which party the movement was")
    if window is None or said.place is None or said.place.lat_e9 is None:
        missing = [
            what for what, there in (("when", window), ("where", said.place and said.place.lat_e9)) if there is None
        ]
        return cannot_tell(f"neither the claim nor the incident says {' and '.join(missing)} so that it could be asked")
    if said.act.notice is not None:
        named = _filed(at, said.act.notice)
        if named is None or named.party != said.actor:
            return not_in_record(f"no notice of {said.actor} stands at entry {said.act.notice}")
        answer = could_have_been(at.record, at.books, named.index, Asked(said.place, *window))
        if answer.could is None:
            return cannot_tell(f"notice {named.id}: {answer.why}", named.index)
        result = Result.CONSISTENT if answer.could else Result.CONTRADICTED
        return Found(result, f"notice {named.id} of {said.actor}: {answer.why}", (named.index,))
    there = near_in_time(at.record, at.books, said.actor, said.place, window)
    if there:
        why = f"a movement that {said.actor} filed could have been there then (notice {there[0].id}), as filed"
        return Found(Result.CONSISTENT, why, tuple(each.index for each in there))
    return not_in_record(
        f"no movement that {said.actor} filed could have been there then; movements nobody filed are not covered"
    )


def _rated(_said: _Said, at: _At) -> Found:
    """How often could notices meet, before the incident? A word like "rare" is no number, and is held against none."""
    if at.rate is None:
        at.rate = _rate(at)
    return at.rate


def _rate(at: _At) -> Found:
    when = at.opened.when
    until = at.of.opened.received if when is None or when.from_us is None else when.from_us
    last = at.record.first_since(until)
    first = at.record.first_since(Instant(until - RATE_DAYS * DAY))
    looked = range(last - 1, max(first, last - MOST_LOOKED) - 1, -1)
    standing = (each for index in looked if (each := _filed(at, index)) is not None and each.stands)
    filed = tuple(islice(standing, MOST_RATED))
    could, parties = 0, set[PartyId]()
    for each in filed:
        parties.add(each.party)
        answer = at.record.openings(each.index).get(ANSWER)
        could += bool(answer is not None and met_of(answer.value).could_meet)
    if not filed:
        return cannot_tell(
            f"the word is no number, and no notice was filed in the {RATE_DAYS} days before {exact(until)}"
        )
    return cannot_tell(
        f"the word is no number: of {len(filed)} notices of {len(parties)} parties, filed in the {RATE_DAYS} days before"
        f" {exact(until)}, {could} could meet another when they were filed; movements nobody filed are not counted"
    )


def _unseen(_said: _Said, _at: _At) -> Found:
    return not_in_record(UNSEEN)


_LOOK: Mapping[Looked, Callable[[_Said, _At], Found]] = MappingProxyType(
    {
        Looked.NOTICE: _notice,
        Looked.ACKNOWLEDGEMENT: _acknowledgement,
        Looked.CONSENT: _consent,
        Looked.CALL: _call,
        Looked.PLACE: _placed,
        Looked.RATE: _rated,
        Looked.NOTHING: _unseen,
    }
)
