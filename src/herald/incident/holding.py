"""What does the sealed record say to a claim? Four results, each with its reason; never that somebody is right.

The record holds notices, how they were told, answers, calls, and the agreement; it does not see what happened on the ground. So of
most acts it says nothing, and that it holds no notice says nothing of a warning by another channel. Source: docs/comparing.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from herald.acknowledgement.claims import NOT_IN_RECORD
from herald.incident.codes import ActCode, Modality


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
UNSEEN = (
    "the record holds notices, how they were told, calls and the agreement; it does not see what happened on the ground"
)
UNCERTAIN: Mapping[Modality, str] = MappingProxyType(
    {
        Modality.APPEARS: "the claim says only that it appears so",
        Modality.POSSIBLY: "the claim says only that it is possible",
    }
)
_TURNED = MappingProxyType(
    {Result.CONSISTENT: Result.CONTRADICTED, Result.CONTRADICTED: Result.CONSISTENT},
)


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
    """What was found of one act, as if it were asserted."""

    result: Result
    why: str
    entries: tuple[int, ...] = ()


def held(claim: int, act: int | None, modality: Modality, found: Found) -> Held:
    """What is said of a claim in which this is said in this way? A denial is the mirror image of what is denied."""
    result = _TURNED.get(found.result, found.result) if modality is Modality.DENIES else found.result
    doubt = UNCERTAIN.get(modality)
    return Held(claim, act, result, found.why if doubt is None else f"{found.why}; {doubt}", found.entries)


def not_in_record(why: str) -> Found:
    """Nothing of it is in the record."""
    return Found(Result.NOT_IN_RECORD, why)


def cannot_tell(why: str, *entries: int) -> Found:
    """It cannot be told, and why not."""
    return Found(Result.CANNOT_TELL, why, entries)
