"""Each claim of an incident held against the sealed record: notices, how they were told, calls, the agreement; and nothing else.

Claims are judged apart from one another: that one side disputes what another says changes no result. Which party is meant a person
has said in the claim; names are not matched here. What is found is said by a table (`herald.incident.holding`): here it is only
looked for. Source: docs/comparing.md, design/comparing.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from herald.acknowledgement.claims import Claim as Denial
from herald.acknowledgement.claims import Verdict as Shown
from herald.acknowledgement.hotline import CallOnRecord, Step
from herald.acknowledgement.ladders import LAPSED, RANKS, Answer, Ladder, Receipt
from herald.agreement.model import Agreement, Regime
from herald.check.findings.clauses import applying
from herald.desk import calling, fields, stating
from herald.desk.books import Books, agreement_of
from herald.desk.meant import Moment, Said, Window, both, bounded, meant, when, where
from herald.desk.placing import Asked, Placed, asked, could_have_been
from herald.disclosure.bundle import whole
from herald.disclosure.incidents import AlibiAnswer, SealedShown
from herald.disclosure.ladder import ladder
from herald.disclosure.viewer import CELL
from herald.incident.baserate import Filing, rate
from herald.incident.codes import ActCode
from herald.incident.contents import Alibi, Claim, ClauseSaid
from herald.incident.holding import (
    LOOKED,
    NO_ACT,
    NO_EVENT,
    Case,
    Found,
    Held,
    Looked,
    clause_case,
    found,
    held,
    unheld,
)
from herald.ports import Record
from herald.record.acts import Kind
from herald.record.calling import CallStep
from herald.record.incidents import AlibiAsked
from herald.record.met import ANSWER, met_of
from herald.record.onrecord import Item, OnRecord
from herald.record.rows import Filed
from herald.record.sealed import Sealed
from herald.units import DAY, HOUR, Instant, PartyId
from herald.wording import count, exact

RATE_DAYS, MOST_RATED = 365, 500
"""The base rate is counted over so many days before the incident, and over no more than so many notices: the last of them."""
_CALL_AROUND_H = 48
"""Where only the incident says when, a call about it may be held so many hours before and after."""
_NO_VERSION = frozenset({CallStep.RANG, CallStep.CHECKED, CallStep.MISSED})
"""Steps that are no account of a call that was held: a place was rung, or the line tried out."""
_UNNOTED = frozenset({Looked.NOTHING, Looked.RATE})


def compared(record: Record, books: Books, of: OnRecord) -> tuple[Held, ...]:
    """What does the record say to each claim that stands? In the order of the log; of each claim act by act, then its clause."""
    at = Moment(record, books, of)
    return tuple(each for item in of.claims() for each in _of_claim(item, at))


def sealed(record: Record, held: Iterable[Held]) -> tuple[SealedShown, ...]:
    """Which entries are claims held against? In the order of the log."""
    named = sorted({index for each in held for index in each.entries})
    return tuple(_sealed(record.sealed(index)) for index in named)


def _sealed(of: Sealed) -> SealedShown:
    statement = of.entry().statement
    return SealedShown(of.index, statement.kind.value, statement.party, of.routing().received)


def alibi(record: Record, books: Books, item: Item) -> Placed:
    """Could the movement that this entry asks about have been there? The same whenever it is asked again.

    Only what was filed at the index that it names is asked, which is before the entry. Raises ValueError for any other entry.
    """
    act, content = item.act, item.stated.content
    if not isinstance(act, AlibiAsked) or not isinstance(content, Alibi):
        raise ValueError(f"entry {item.index} does not ask where a movement could have been")
    return could_have_been(record, books, act.notice, asked(content))


def alibis(record: Record, books: Books, of: OnRecord) -> tuple[AlibiAnswer, ...]:
    """What is answered to each question where a movement could have been? In the order of the log."""
    answers = ((item.index, alibi(record, books, item)) for item in of.alibis())
    return tuple(AlibiAnswer(index, answer.could, answer.why) for index, answer in answers)


def _of_claim(item: Item, at: Moment) -> Iterator[Held]:
    claim = item.stated.content
    assert isinstance(claim, Claim)  # noqa: S101  its kind says so
    if claim.modality in NO_EVENT:
        yield unheld(item.index, NO_EVENT[claim.modality])
        return
    places, of_place = where(claim, at.opened.place)
    window, of_time = when(claim.when, at.opened.when)
    own_time = bounded(claim.when) is not None
    for number, act in enumerate(claim.acts):
        if act.code is not ActCode.BREACH_CLAIMED:
            looked = LOOKED[act.code]
            notes = () if looked in _UNNOTED or act.notice is not None else (*of_place, *of_time)
            yield held(
                item.index, number, claim.modality, _LOOK[looked](Said(act, places, window, own_time), at), *notes
            )
    breach = any(act.code is ActCode.BREACH_CLAIMED for act in claim.acts)
    if claim.clause is not None or breach:
        yield held(item.index, None, claim.modality, _clause(claim.clause, window, at), *of_time)
    elif not claim.acts:
        yield unheld(item.index, NO_ACT)


# -- Notices, receipts, consent ------------------------------------------------------------------------------------------------


def _notice(said: Said, at: Moment) -> Found:
    """Did whoever it is said of give notice to whom it is said, before it began?"""
    sides = both(Looked.NOTICE, said, at)
    if isinstance(sides, Found):
        return sides
    actor, towards = sides
    about = meant(Looked.NOTICE, said, at, actor, towards)
    if isinstance(about, Found):
        return about
    refuted, still_open = list[Found](), list[Found]()
    for each in about.all:
        shown, words, entry = _told_before(at, each.index, towards)
        slots = {"actor": actor, "towards": towards, "notice": each.id, "entry": each.index, "words": words}
        if shown is Shown.PROVED:
            case = Case.BEFORE if each in about.near else Case.BEFORE_SOMEWHERE
            return found(Looked.NOTICE, case, each.index, entry, **slots)
        late = Case.AFTER if about.near else Case.AFTER_SOMEWHERE
        into, case = (refuted, late) if shown is Shown.REFUTED else (still_open, Case.OPEN)
        into.append(found(Looked.NOTICE, case, each.index, entry, **slots))
    if still_open or refuted:
        return still_open[0] if still_open else _with_all(refuted)
    return found(Looked.NOTICE, Case.NONE, actor=actor, towards=towards)


def _with_all(of: Sequence[Found]) -> Found:
    """The first of these, with the entries of all."""
    return replace(of[0], entries=tuple(dict.fromkeys(entry for each in of for entry in each.entries)))


def _told_before(at: Moment, index: int, to: PartyId) -> tuple[Shown, str, int | None]:
    """Did this addressee have it before it began? As every verdict has it."""
    return at.once(("told", index, to), lambda: _judged(at, index, to))


def _judged(at: Moment, index: int, to: PartyId) -> tuple[Shown, str, int | None]:
    shown = ladder(whole(stating.evidence(at.record, at.books, index), CELL), CELL, to)
    assert shown is not None and shown.each  # noqa: S101, PT018  a notice that is addressed to it
    judged = next(each for each in shown.each[0].claims if each.claim is Denial.TOLD_BEFORE)
    missing = [] if judged.missing is None else [f"missing: {judged.missing}"]
    entered = [f"the cell entered it, and it is not signed by {shown.filer}"] if shown.entered else []
    return judged.verdict, "; ".join([judged.words, *missing, *entered]), judged.entry


def _acknowledgement(said: Said, at: Moment) -> Found:
    """Did the actor have, or answer, a notice of the other side?"""
    sides = both(Looked.ACKNOWLEDGEMENT, said, at)
    if isinstance(sides, Found):
        return sides
    actor, towards = sides
    about = meant(Looked.ACKNOWLEDGEMENT, said, at, towards, actor)
    if isinstance(about, Found):
        return about
    of_each = [(each, *_answered(at, each, actor)) for each in about.all]
    for wanted in (Case.SIGNED, Case.ATTESTED, Case.LAPSED, Case.UNANSWERED):
        for each, case, signed in of_each:
            if case is wanted:
                somewhere = case is Case.SIGNED and each not in about.near
                return found(
                    Looked.ACKNOWLEDGEMENT,
                    Case.SIGNED_SOMEWHERE if somewhere else case,
                    each.index,
                    signed,
                    actor=actor,
                    towards=towards,
                    notice=each.id,
                    entry=each.index,
                    signed=signed,
                )
    return found(Looked.ACKNOWLEDGEMENT, Case.NONE, actor=actor, towards=towards)


def _answered(at: Moment, filed: Filed, actor: PartyId) -> tuple[Case, int | None]:
    """How far does a receipt or an answer of the actor show that it had this notice, and by which entry?"""
    own = [rung for rung in at.record.told(filed.index) if rung.party == actor]
    receipts = {rung.rank: rung.index for rung in own if rung.ladder is Ladder.RECEIPT}
    answers = [rung for rung in own if rung.ladder is Ladder.RESPONSE]
    signed = [rung.index for rung in answers if rung.rank != LAPSED]
    lapsed = [rung.index for rung in answers if rung.rank == LAPSED]
    if Receipt.SIGNED in receipts or signed:
        return Case.SIGNED, min([*signed, *([receipts[Receipt.SIGNED]] if Receipt.SIGNED in receipts else [])])
    if receipts:
        return Case.ATTESTED, min(receipts.values())
    return (Case.LAPSED, lapsed[0]) if lapsed else (Case.UNANSWERED, None)


def _consent(said: Said, at: Moment) -> Found:
    """Did the actor ask to pass, where a clause asks for consent, and what was answered?"""
    actor, towards = said.actor, said.towards if at.is_party(said.towards) else None
    if actor is None or not at.is_party(actor):
        return found(Looked.CONSENT, Case.NOBODY, missing="who asked, or did not")
    about = meant(Looked.CONSENT, said, at, actor, towards)
    if isinstance(about, Found):
        return about
    agreement = at.books.agreement
    assert agreement is not None  # noqa: S101  it has parties
    notices = at.books.notices(at.record, [each.index for each in about.all])
    for each, notice in zip(about.all, notices, strict=True):
        clause = next((one.id for one in applying(notice, agreement) if one.regime is Regime.CONSENT), None)
        if clause is not None:
            answers, entries = _answers(at, each, [towards] if towards is not None else at.addressees(each.index))
            slots = {"actor": actor, "notice": each.id, "entry": each.index, "clause": clause, "answers": answers}
            case = Case.ASKED if each in about.near else Case.ASKED_SOMEWHERE
            return found(Looked.CONSENT, case, each.index, *entries, **slots)
    return found(Looked.CONSENT, Case.NONE, filer=actor, addressee="any party" if towards is None else towards)


_SPOKEN = {rank: answer for answer, rank in RANKS.items()}


def _answers(at: Moment, filed: Filed, parties: Iterable[PartyId]) -> tuple[str, list[int]]:
    """What did each of these parties answer, and by which entries? The last that it said."""
    told = [rung for rung in at.record.told(filed.index) if rung.ladder is Ladder.RESPONSE]
    words, entries = list[str](), list[int]()
    for party in parties:
        last = max((rung for rung in told if rung.party == party), key=lambda rung: rung.index, default=None)
        words.append(f"{party}: {_answer(None if last is None else _SPOKEN.get(last.rank), silent=last is not None)}")
        if last is not None:
            words[-1] += f" (entry {last.index})"
            entries.append(last.index)
    return "; ".join(words), entries


def _answer(answer: Answer | None, *, silent: bool) -> str:
    if answer is not None:
        return answer.value.replace("-", " ")
    return "no answer by its deadline" if silent else "no answer is in the record"


# -- Calls, clauses --------------------------------------------------------------------------------------------------------


def _call(said: Said, at: Moment) -> Found:
    """Did the two sides speak? Each for itself: what one side sealed binds nobody else."""
    sides = both(Looked.CALL, said, at)
    if isinstance(sides, Found):
        return sides
    if said.window is None:
        return found(Looked.CALL, Case.NO_TIME)
    around = 0 if said.own_time else _CALL_AROUND_H * HOUR
    first, until = Instant(said.window[0] - around), Instant(said.window[1] + around)
    when_held = "in that time" if said.own_time else f"within {_CALL_AROUND_H} h of the incident"
    alone = list[tuple[int, Found]]()
    # Most versions are sealed within a day: only where these do not decide it is everything since gone through.
    for before in (Instant(until + DAY), None):
        alone.clear()
        for call in _calls(at, frozenset(sides), first, until, before):
            steps = [step for step in call.steps if _is_of(step, sides) and first <= step.at < until]
            given = [party for party in sides if any(step.party == party for step in steps)]
            entries = [step.index for step in steps]
            if len(given) == len(sides):
                case = Case.BOTH if said.own_time else Case.BOTH_AROUND
                return found(Looked.CALL, case, *entries, call=call.short, around=when_held)
            for party in given:
                (other,) = set(sides) - {party}
                one_sided = found(Looked.CALL, Case.ONE, *entries, call=call.short, given=party, other=other)
                alone.append((entries[0], one_sided))
    if alone:
        return min(alone, key=lambda each: each[0])[1]
    return found(Looked.CALL, Case.NONE, actor=sides[0], towards=sides[1], around=when_held)


def _calls(
    at: Moment, sides: frozenset[PartyId], first: Instant, until: Instant, before: Instant | None
) -> Iterator[CallOnRecord]:
    """Which calls might be meant? Each is parsed when it comes to it, and once."""
    raw = at.once(("calls", sides, first, until, before), lambda: calling.dated(at.record, sides, first, until, before))
    for sealed in raw:
        yield at.once(("call", tuple(each.index for each in sealed)), partial(calling.call_of, sealed))


def _is_of(step: Step, sides: Sequence[PartyId]) -> bool:
    """Is it what one of the two says of a call that it held with the other?"""
    return step.what not in _NO_VERSION and step.party in sides and set(sides) <= {step.party, *step.others}


def _clause(said: ClauseSaid | None, window: Window | None, at: Moment) -> Found:
    """Was the clause that is spoken of in force? Whether it was broken the record does not say."""
    if said is None or said.agreement is None:
        return found(Looked.CLAUSE, Case.UNSPECIFIED)
    slots = {
        "agreement": said.agreement,
        "clause": said.clause,
        "what": f"agreement {said.agreement}" if said.clause is None else f"clause {said.clause} of {said.agreement}",
    }
    if window is None:
        return found(Looked.CLAUSE, Case.NO_TIME)
    held_then = [(index, each) for index, each in _versions(at, window) if each.id == said.agreement]
    if not held_then:
        return found(Looked.CLAUSE, Case.NOT_HELD, **slots)
    cases = {clause_case(each, said.clause, *window) for _, each in held_then}
    case = cases.pop() if len(cases) == 1 else Case.CHANGED
    return found(Looked.CLAUSE, case, *(index for index, _ in held_then), **slots)


def _versions(at: Moment, window: Window) -> Iterator[tuple[int, Agreement]]:
    """Which versions of the agreement counted then, at which indices?

    Of what was before the mission the first one speaks: it says itself since when it is in force.
    """
    indices = at.record.of_kind(Kind.AGREEMENT)
    first, until = (at.record.first_since(each) for each in window)
    before = [index for index in indices if index < first]
    for index in ([*before[-1:], *(index for index in indices if first <= index < until)]) or indices[:1]:
        yield index, agreement_of(at.record.openings(index))


# -- Places, rates ---------------------------------------------------------------------------------------------------------


def _placed(said: Said, at: Moment) -> Found:
    """Could a movement that the actor filed have been there then?"""
    actor, window = said.actor, said.window
    if actor is None or not at.is_party(actor):
        return found(Looked.PLACE, Case.NOBODY, missing="of which party the movement was")
    if window is None or not said.places:
        missing = [what for what, there in (("when", window), ("where", said.places)) if not there]
        return found(Looked.PLACE, Case.NO_PLACE, missing=" and ".join(missing))
    if said.act.notice is not None:
        return _named_placed(said, at, actor, said.act.notice, window)
    there = at.near(actor, said.places, window)
    begun = at.record.first_since(window[0])
    for case, these in (
        (Case.COULD, [each for each in there if each.placed.could and each.filed.index < begun]),
        (Case.COULD_SINCE, [each for each in there if each.placed.could]),
        (Case.UNTOLD, list(there)),
    ):
        if these:
            (shown, answer), entries = (these[0].filed, these[0].placed), [each.filed.index for each in these]
            slots = {"actor": actor, "notice": shown.id, "entry": shown.index, "words": answer.why}
            return found(Looked.PLACE, case, *entries, **slots)
    if not said.is_placed:
        return found(Looked.PLACE, Case.NO_PLACE, missing="how far off the place may be")
    return found(Looked.PLACE, Case.NONE, actor=actor)


_NAMED: Mapping[bool | None, Case] = MappingProxyType(
    {True: Case.NAMED_COULD, None: Case.UNTOLD, False: Case.NAMED_COULD_NOT}
)


def _named_placed(said: Said, at: Moment, actor: PartyId, index: int, window: Window) -> Found:
    filed = at.record.filed_at(index)
    if filed is None or filed.party != actor or not filed.stands:
        return found(Looked.PLACE, Case.ANOTHER, actor=actor, entry=index)
    slots = {"actor": actor, "notice": filed.id, "entry": index}
    gone = at.gone_before(filed, window)
    if gone is not None:
        return found(Looked.PLACE, Case.WITHDRAWN, index, gone, successor=gone, **slots)
    answers = [could_have_been(at.record, at.books, index, Asked(place, *window)) for place in said.places]
    best = min(answers, key=lambda each: list(_NAMED).index(each.could))
    return found(Looked.PLACE, _NAMED[best.could], index, words=best.why, **slots)


def _rated(_said: Said, at: Moment) -> Found:
    """How often could notices meet, before the incident? A word like "rare" is no number, and is held against none."""
    return at.once("rate", lambda: _rate(at))


def _rate(at: Moment) -> Found:
    stated = at.opened.when
    until = at.of.opened.received if stated is None or stated.from_us is None else stated.from_us
    first, last = (at.record.first_since(each) for each in (Instant(until - RATE_DAYS * DAY), until))
    all_filed = at.record.filed_between(first, last, MOST_RATED)
    filed = [each for each in all_filed if each.stands]
    span = f"in the {RATE_DAYS} days before {exact(until)}"
    if not filed:
        return found(Looked.RATE, Case.NONE, span=span)
    if len(all_filed) == MOST_RATED:
        days = -(-(until - at.record.sealed(filed[0].index).routing().received) // DAY)
        span = f"in the {count(days, 'day')} before {exact(until)} (the last {MOST_RATED:,} alone are counted)"
    met = ((each, met_of(fields.value(at.record, each.index, ANSWER))) for each in filed)
    counted = rate(Filing(each.party, len(of.could_meet), len(of.cannot_tell)) for each, of in met)
    return found(Looked.RATE, Case.COUNTED, counted=counted.words(span))


def _unseen(_said: Said, _at: Moment) -> Found:
    return found(Looked.NOTHING, Case.UNSEEN)


_LOOK: Mapping[Looked, Callable[[Said, Moment], Found]] = MappingProxyType(
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
