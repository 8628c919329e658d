"""What does the sealed record say to a claim? Four results, each with its reason; never that somebody is right.

The record holds notices, how they were told, answers, calls, and the agreement; it does not see what happened on the ground. So of
most acts it says nothing, and that it holds no notice says nothing of a warning by another channel. All that is ever said stands
in one table, with what is said of the same where a claim denies it. Source: docs/comparing.md, which is this table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from herald.acknowledgement.claims import NOT_IN_RECORD
from herald.agreement.model import Agreement, Period, Status
from herald.incident.codes import ActCode, Modality
from herald.units import Instant


class Result(StrEnum):
    """What does the record say?"""

    CONSISTENT = "consistent"
    CONTRADICTED = "contradicted"
    NOT_IN_RECORD = "not in record"
    CANNOT_TELL = "cannot tell"


class Looked(StrEnum):
    """At what is looked for an act of this code?"""

    NOTICE = "the notices that the actor filed, and how each came to whom it was given"
    ACKNOWLEDGEMENT = "receipts and answers of the actor"
    CONSENT = "notices under a clause that asks for consent, and what was answered"
    CALL = "calls between the two sides, as each sealed its own version"
    CLAUSE = "the agreement: whether the clause was in force then"
    PLACE = "where the movements that the actor filed could have been"
    RATE = "how many of the notices filed could meet another, before the incident"
    NOTHING = "nothing: the record does not see it"


LOOKED: Mapping[ActCode, Looked] = MappingProxyType(
    {
        **dict.fromkeys(ActCode, Looked.NOTHING),
        ActCode.NOTICE_GIVEN: Looked.NOTICE,
        ActCode.NOTICE_ACKNOWLEDGED: Looked.ACKNOWLEDGEMENT,
        ActCode.PASSAGE_ASKED: Looked.CONSENT,
        ActCode.CALL_HELD: Looked.CALL,
        ActCode.BREACH_CLAIMED: Looked.CLAUSE,
        **dict.fromkeys(
            (ActCode.PATROLLED, ActCode.MOVED, ActCode.WAS_AT, ActCode.WITHDREW, ActCode.DEPLOYED), Looked.PLACE
        ),
        **dict.fromkeys((ActCode.ENCOUNTERED, ActCode.CONFRONTED), Looked.RATE),
    }
)
"""At what is looked, by the code of an act?"""
NO_EVENT: Mapping[Modality, str] = MappingProxyType(
    {
        Modality.OPINION: "it is an opinion: nothing is said to have happened that the record could hold",
        Modality.INTENT: "it says what somebody means to do: nothing is said to have happened",
        Modality.CALLS_ON: "it asks somebody for something: nothing is said to have happened",
        Modality.THREATENS: "it says what somebody may do: nothing is said to have happened",
    }
)
"""Claims that say of nothing that it happened, and why they cannot be held against the record."""
UNCERTAIN: Mapping[Modality, str] = MappingProxyType(
    {
        Modality.APPEARS: "the claim says only that it appears so",
        Modality.POSSIBLY: "the claim says only that it is possible",
    }
)
"""Claims that are held against the record like others, and what is said with it."""
NO_ACT = "no act is read out of these words"
"""Why a claim without acts and without a clause cannot be held against anything."""


# -- The table -----------------------------------------------------------------------------------------------------------------


class Case(StrEnum):
    """What was found where it was looked?"""

    NOBODY = "nobody"
    ITSELF = "itself"
    NO_TIME = "no-time"
    NO_PLACE = "no-place"
    NONE = "none"
    ANOTHER = "another"
    MANY = "many"
    WITHDRAWN = "withdrawn"
    BEFORE = "before"
    BEFORE_SOMEWHERE = "before-somewhere"
    AFTER = "after"
    AFTER_SOMEWHERE = "after-somewhere"
    OPEN = "open"
    SIGNED = "signed"
    SIGNED_SOMEWHERE = "signed-somewhere"
    ATTESTED = "attested"
    LAPSED = "lapsed"
    UNANSWERED = "unanswered"
    ASKED = "asked"
    ASKED_SOMEWHERE = "asked-somewhere"
    BOTH = "both"
    BOTH_AROUND = "both-around"
    ONE = "one"
    UNSPECIFIED = "unspecified"
    NOT_HELD = "not-held"
    PARTLY_HELD = "partly-held"
    CHANGED = "changed"
    IN_FORCE = "in-force"
    PARTLY_IN_FORCE = "partly-in-force"
    NO_CLAUSE = "no-clause"
    NOT_IN_FORCE = "not-in-force"
    SUSPENDED = "suspended"
    PARTLY_SUSPENDED = "partly-suspended"
    COULD = "could"
    COULD_SINCE = "could-since"
    NAMED_COULD = "named-could"
    NAMED_COULD_NOT = "named-could-not"
    UNTOLD = "untold"
    COUNTED = "counted"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Row:
    """What is said where this was found: of a claim that says so, and of one that denies it. `why` has slots in braces.

    `means` says in words what was found.
    """

    looked: Looked
    case: Case
    means: str
    result: Result
    denied: Result
    why: str


_YES, _NO = Result.CONSISTENT, Result.CONTRADICTED
_NOT_THERE, _OPEN = Result.NOT_IN_RECORD, Result.CANNOT_TELL
_FILED = "{actor} filed notice {notice} to {towards} (entry {entry})"
_ANOTHER_MEANT = "where it was is not stated nearly enough, so that another notice may be meant"
_UNDECIDED = "whether it was broken the record does not say"
_BOTH_NEEDED = (
    (Looked.NOTICE, "notice"),
    (Looked.ACKNOWLEDGEMENT, "an answer"),
    (Looked.CALL, "a call"),
)
_SEARCHED = (Looked.NOTICE, Looked.ACKNOWLEDGEMENT, Looked.CONSENT)


def _parties() -> Iterable[Row]:
    """Where somebody is missing of whom it is said."""
    for looked, what in _BOTH_NEEDED:
        yield Row(
            looked,
            Case.NOBODY,
            "either side is not stated, or no party of the agreement",
            _OPEN,
            _OPEN,
            "the claim does not say {missing}, as parties of the agreement",
        )
        yield Row(
            looked,
            Case.ITSELF,
            "both sides are the same party",
            _OPEN,
            _OPEN,
            f"the claim names {{actor}} on both sides, and no party gives itself {what}",
        )
    for looked in (Looked.CONSENT, Looked.PLACE):
        yield Row(
            looked,
            Case.NOBODY,
            "who did it is not stated, or no party of the agreement",
            _OPEN,
            _OPEN,
            "the claim does not say {missing}, as a party of the agreement",
        )


def _searches() -> Iterable[Row]:
    """Where a notice is looked for that could be the one that is spoken of."""
    for looked in _SEARCHED:
        yield Row(
            looked,
            Case.NO_TIME,
            "no notice is named, and no time with both its ends",
            _OPEN,
            _OPEN,
            "neither the claim nor the incident says from when to when, and no notice is named",
        )
        yield Row(
            looked,
            Case.ANOTHER,
            "an entry is named that is no such notice",
            _NOT_THERE,
            _NOT_THERE,
            "the claim names entry {entry}, and no notice of {filer} to {addressee} stands there",
        )
        yield Row(
            looked,
            Case.MANY,
            "too many notices could be meant",
            _OPEN,
            _OPEN,
            "{count} notices of {filer} to {addressee} could be meant, too many to tell: the claim names none of them",
        )
        yield Row(
            looked,
            Case.WITHDRAWN,
            "the only notice is one that was replaced or cancelled before that time",
            _OPEN,
            _OPEN,
            "notice {notice} of {filer} to {addressee} (entry {entry}) was replaced or cancelled by entry {successor}"
            " before that time",
        )


ROWS: tuple[Row, ...] = (
    *_parties(),
    *_searches(),
    Row(
        Looked.NOTICE,
        Case.NONE,
        "no notice that could be about it",
        _NOT_THERE,
        _NOT_THERE,
        "no notice of {actor} to {towards} is in the record that could be about it",
    ),
    Row(
        Looked.NOTICE,
        Case.BEFORE,
        "a notice is proved to have been delivered before its movement could begin",
        _YES,
        _NO,
        f"{_FILED}: {{words}}",
    ),
    Row(
        Looked.NOTICE,
        Case.BEFORE_SOMEWHERE,
        "the same, of a notice of that time, and where it was is not stated",
        _YES,
        _OPEN,
        f"{_FILED}: {{words}}; {_ANOTHER_MEANT}",
    ),
    Row(
        Looked.NOTICE,
        Case.AFTER,
        "of every notice that could be about it it is refuted that it was delivered before its movement could begin",
        _NO,
        _YES,
        f"{_FILED}: {{words}}",
    ),
    Row(
        Looked.NOTICE,
        Case.AFTER_SOMEWHERE,
        "the same, of notices of that time alone, and where it was is not stated",
        _OPEN,
        _OPEN,
        f"{_FILED}: {{words}}; {_ANOTHER_MEANT}",
    ),
    Row(
        Looked.NOTICE,
        Case.OPEN,
        "neither is provable",
        _OPEN,
        _OPEN,
        f"{_FILED}; whether it came before it began is not provable: {{words}}",
    ),
    Row(
        Looked.ACKNOWLEDGEMENT,
        Case.NONE,
        "no notice that could be about it",
        _NOT_THERE,
        _NOT_THERE,
        "no notice of {towards} to {actor} is in the record that could be about it",
    ),
    Row(
        Looked.ACKNOWLEDGEMENT,
        Case.SIGNED,
        "a receipt or an answer, signed by a person of the actor",
        _YES,
        _NO,
        "a person of {actor} signed in entry {signed} to have had, or to answer, notice {notice} of {towards}"
        " (entry {entry})",
    ),
    Row(
        Looked.ACKNOWLEDGEMENT,
        Case.SIGNED_SOMEWHERE,
        "the same, of a notice of that time, and where it was is not stated",
        _YES,
        _OPEN,
        "a person of {actor} signed in entry {signed} to have had, or to answer, notice {notice} of {towards}"
        f" (entry {{entry}}); {_ANOTHER_MEANT}",
    ),
    Row(
        Looked.ACKNOWLEDGEMENT,
        Case.ATTESTED,
        "a receipt by voice or on paper, which somebody else recorded",
        _OPEN,
        _OPEN,
        "entry {signed} says that {actor} had notice {notice} of {towards} (entry {entry}), by the word of its recorder"
        " alone; missing: a receipt signed by {actor}",
    ),
    Row(
        Looked.ACKNOWLEDGEMENT,
        Case.LAPSED,
        "no receipt and no answer, and silence was sealed",
        _NOT_THERE,
        _NOT_THERE,
        "no receipt and no answer of {actor} to notice {notice} of {towards} (entry {entry}) is in the record; that none"
        " came by its deadline is sealed in entry {signed}",
    ),
    Row(
        Looked.ACKNOWLEDGEMENT,
        Case.UNANSWERED,
        "no receipt and no answer",
        _NOT_THERE,
        _NOT_THERE,
        "no receipt and no answer of {actor} to notice {notice} of {towards} (entry {entry}) is in the record",
    ),
    Row(
        Looked.CONSENT,
        Case.NONE,
        "no notice under a clause that asks for consent",
        _NOT_THERE,
        _NOT_THERE,
        "no notice of {filer} to {addressee} under a clause that asks for consent is in the record that could be about"
        " it",
    ),
    Row(
        Looked.CONSENT,
        Case.ASKED,
        "a notice under a clause that asks for consent, whatever was answered",
        _YES,
        _NO,
        "{actor} filed notice {notice} (entry {entry}), and clause {clause} asks for consent there; {answers}",
    ),
    Row(
        Looked.CONSENT,
        Case.ASKED_SOMEWHERE,
        "the same, of a notice of that time, and where it was is not stated",
        _YES,
        _OPEN,
        "{actor} filed notice {notice} (entry {entry}), and clause {clause} asks for consent there; {answers};"
        f" {_ANOTHER_MEANT}",
    ),
    Row(
        Looked.CALL,
        Case.NO_TIME,
        "no time with both its ends",
        _OPEN,
        _OPEN,
        "neither the claim nor the incident says from when to when",
    ),
    Row(
        Looked.CALL,
        Case.BOTH,
        "a call in the time that the claim states, in each side's own version",
        _YES,
        _NO,
        "both sides sealed their own version of call {call}",
    ),
    Row(
        Looked.CALL,
        Case.BOTH_AROUND,
        "a call about the time of the incident, in each side's own version; the claim itself states no time",
        _YES,
        _OPEN,
        "both sides sealed their own version of call {call}, {around}; whether it is the one that is spoken of is not"
        " stated",
    ),
    Row(
        Looked.CALL,
        Case.ONE,
        "a call in one side's version alone",
        _OPEN,
        _OPEN,
        "call {call} is in the record by the account of {given} alone; that of {other}: not given",
    ),
    Row(
        Looked.CALL,
        Case.NONE,
        "no call",
        _NOT_THERE,
        _NOT_THERE,
        "no call between {actor} and {towards} is in the record {around}",
    ),
    Row(
        Looked.CLAUSE,
        Case.UNSPECIFIED,
        "no agreement is named",
        _OPEN,
        _OPEN,
        f"an unspecified agreement: whether a clause of it was in force cannot be looked up, and {_UNDECIDED}",
    ),
    Row(
        Looked.CLAUSE,
        Case.NOT_HELD,
        "its text is sealed, not public, or not that of this mission",
        _OPEN,
        _OPEN,
        "the text of {agreement} is not held by this mission, or not public",
    ),
    Row(
        Looked.CLAUSE,
        Case.PARTLY_HELD,
        "its text is held in part, and the clause is not in that part",
        _OPEN,
        _OPEN,
        "the text of {agreement} is held in part, and clause {clause} is not in that part",
    ),
    Row(
        Looked.CLAUSE,
        Case.NO_TIME,
        "no time with both its ends",
        _OPEN,
        _OPEN,
        "neither the claim nor the incident says from when to when",
    ),
    Row(
        Looked.CLAUSE,
        Case.CHANGED,
        "another version of the agreement was sealed in that time, and says otherwise",
        _OPEN,
        _OPEN,
        f"the agreement {{agreement}} was changed in that time, and its versions differ in this; {_UNDECIDED}",
    ),
    Row(
        Looked.CLAUSE,
        Case.IN_FORCE,
        "it was in force, all that time",
        _YES,
        _OPEN,
        f"in that alone: {{what}} was in force then; {_UNDECIDED}",
    ),
    Row(
        Looked.CLAUSE,
        Case.PARTLY_IN_FORCE,
        "it was in force for a part of that time",
        _OPEN,
        _OPEN,
        f"{{what}} was in force for a part of that time; {_UNDECIDED}",
    ),
    Row(
        Looked.CLAUSE,
        Case.NO_CLAUSE,
        "there is no such clause",
        _NO,
        _YES,
        "in that alone: agreement {agreement} has no clause {clause}, as its text is held",
    ),
    Row(
        Looked.CLAUSE,
        Case.NOT_IN_FORCE,
        "it was not in force at any instant of that time",
        _NO,
        _YES,
        "in that alone: {what} was not in force then",
    ),
    Row(
        Looked.CLAUSE,
        Case.SUSPENDED,
        "the agreement was suspended, all that time",
        _NO,
        _YES,
        "in that alone: agreement {agreement} was suspended then",
    ),
    Row(
        Looked.CLAUSE,
        Case.PARTLY_SUSPENDED,
        "the agreement was suspended for a part of that time",
        _OPEN,
        _OPEN,
        f"agreement {{agreement}} was suspended for a part of that time; {_UNDECIDED}",
    ),
    Row(
        Looked.PLACE,
        Case.NO_PLACE,
        "no place with coordinates, or no time with both its ends",
        _OPEN,
        _OPEN,
        "neither the claim nor the incident says {missing}, so that it could be asked",
    ),
    Row(
        Looked.PLACE,
        Case.ANOTHER,
        "an entry is named that is no notice of the actor",
        _NOT_THERE,
        _NOT_THERE,
        "the claim names entry {entry}, and no notice of {actor} stands there",
    ),
    Row(
        Looked.PLACE,
        Case.NAMED_COULD,
        "the movement that is named could have been there",
        _YES,
        _OPEN,
        "notice {notice} of {actor} (entry {entry}): {words}",
    ),
    Row(
        Looked.PLACE,
        Case.NAMED_COULD_NOT,
        "the movement that is named could not",
        _NO,
        _YES,
        "notice {notice} of {actor} (entry {entry}): {words}",
    ),
    Row(
        Looked.PLACE,
        Case.WITHDRAWN,
        "the movement that is named was replaced or cancelled before that time",
        _OPEN,
        _OPEN,
        "notice {notice} of {actor} (entry {entry}) was replaced or cancelled by entry {successor} before that time",
    ),
    Row(
        Looked.PLACE,
        Case.COULD,
        "a movement that the actor filed could have been there",
        _YES,
        _OPEN,
        "a movement that {actor} filed could have been there: notice {notice} (entry {entry}), {words}",
    ),
    Row(
        Looked.PLACE,
        Case.COULD_SINCE,
        "the same, and it was filed only afterwards",
        _YES,
        _OPEN,
        "a movement that {actor} filed could have been there: notice {notice} (entry {entry}), {words}; it was filed only"
        " when that time had begun",
    ),
    Row(
        Looked.PLACE,
        Case.UNTOLD,
        "of a movement that the actor filed it cannot be told",
        _OPEN,
        _OPEN,
        "notice {notice} of {actor} (entry {entry}): {words}",
    ),
    Row(
        Looked.PLACE,
        Case.NONE,
        "none of the movements that the actor filed could",
        _NOT_THERE,
        _NOT_THERE,
        "no movement that {actor} filed could have been there then; movements nobody filed are not covered",
    ),
    Row(
        Looked.RATE,
        Case.COUNTED,
        "notices were filed before the incident",
        _OPEN,
        _OPEN,
        "a word is no number, and the record does not see encounters; to hold beside it: {counted}",
    ),
    Row(
        Looked.RATE,
        Case.NONE,
        "no notice was filed before the incident",
        _OPEN,
        _OPEN,
        "a word is no number, the record does not see encounters, and no notice was filed {span}",
    ),
    Row(
        Looked.NOTHING,
        Case.UNSEEN,
        "whatever was done",
        _NOT_THERE,
        _NOT_THERE,
        "the record holds notices, how they were told, calls and the agreement; it does not see what happened on the"
        " ground",
    ),
)
"""All that is ever said of an act or a clause."""
TABLE: Mapping[tuple[Looked, Case], Row] = MappingProxyType({(row.looked, row.case): row for row in ROWS})


# -- Said of a claim -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    """What the record says to the act at this place of the claim (None: to its clause, or to the claim as a whole), and why.

    `entries` are those that show it. `standing` is the sentence that goes with a result, wherever it is shown.
    """

    claim: int
    act: int | None
    result: Result
    why: str
    entries: tuple[int, ...] = ()

    @property
    def standing(self) -> str | None:
        """Which sentence goes with it?"""
        return NOT_IN_RECORD if self.result is Result.NOT_IN_RECORD else None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: a row of the table, its words filled in, and the entries that show it."""

    row: Row
    why: str
    entries: tuple[int, ...] = ()


def found(looked: Looked, case: Case, *entries: int | None, **slots: object) -> Found:
    """What was found, in the words of the table? These entries show it, each named once; None is none."""
    row = TABLE[looked, case]
    shown = tuple(dict.fromkeys(each for each in entries if each is not None))
    return Found(row, row.why.format_map(slots), shown)


def held(claim: int, act: int | None, modality: Modality, of: Found, *notes: str) -> Held:
    """What is said of a claim in which this is said in this way? `notes` are said with the reason."""
    result = of.row.denied if modality is Modality.DENIES else of.row.result
    doubt = UNCERTAIN.get(modality)
    why = "; ".join([of.why, *notes, *([] if doubt is None else [doubt])])
    return Held(claim, act, result, why, of.entries)


def unheld(claim: int, why: str) -> Held:
    """A claim that cannot be held against the record at all, and why not."""
    return Held(claim, None, Result.CANNOT_TELL, why)


# -- In force ------------------------------------------------------------------------------------------------------------------

_UNREADABLE = frozenset({Status.SEALED, Status.NOT_PUBLIC})


def clause_case(agreement: Agreement, clause: str | None, first: Instant, until: Instant) -> Case:
    """Was this clause of the agreement, or the agreement itself, in force from `first` to `until`, which is exclusive?

    Periods of an agreement include both their ends.
    """
    if agreement.status in _UNREADABLE:
        return Case.NOT_HELD
    periods = [agreement.in_force]
    if clause is not None:
        own = [each.period for each in agreement.clauses if each.id == clause]
        if not own:
            return Case.PARTLY_HELD if agreement.status is Status.PARTLY_HELD else Case.NO_CLAUSE
        periods += own
    if not all(_touches(period, first, until) for period in periods):
        return Case.NOT_IN_FORCE
    if any(_covers(period, first, until) for period in agreement.suspended):
        return Case.SUSPENDED
    if not all(_covers(period, first, until) for period in periods):
        return Case.PARTLY_IN_FORCE
    return Case.PARTLY_SUSPENDED if any(_touches(each, first, until) for each in agreement.suspended) else Case.IN_FORCE


def _covers(period: Period, first: Instant, until: Instant) -> bool:
    return (period.start is None or period.start <= first) and (period.end is None or period.end >= until - 1)


def _touches(period: Period, first: Instant, until: Instant) -> bool:
    return (period.start is None or period.start < until) and (period.end is None or period.end >= first)
