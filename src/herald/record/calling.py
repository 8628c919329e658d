"""What is sealed of a hotline? Each side's own version of a call, the duty roster, the times at which the line is tried out.

No step is anybody's but its author's: what one side says to have agreed the other has to say for itself, or it is *not given*.
Source: docs/record-format.md, section 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from herald.canonical import LARGEST
from herald.members import Members, choice, name, said
from herald.units import Instant, PartyId
from herald.written import Table, Written, built, integer, key_id, language, maybe, moment, once, party, some

_DAY_S = 86_400


class CallStep(StrEnum):
    """What is done in a call? `rang`: one place of the roster was tried. `missed`: nobody tried the line out when it was time."""

    START = "start"
    RANG = "rang"
    SAID = "said"
    READ_BACK = "read-back"
    AGREED = "agreed"
    DISAGREED = "disagreed"
    END = "end"
    STOP = "stop"
    UNDERSTOOD = "understood"
    STOPPED = "stopped"
    CHECKED = "checked"
    MISSED = "missed"


class Rang(StrEnum):
    """What came of trying one place of the roster?"""

    ANSWERED = "answered"
    NO_ANSWER = "no-answer"
    BUSY = "busy"
    NOT_REACHED = "not-reached"


class Purpose(StrEnum):
    """What is a call about?"""

    NOTICE = "notice"
    MOVEMENT = "movement"
    INCIDENT = "incident"
    STOP = "stop"
    CHECK = "check"
    MEDICAL = "medical"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Call(Written):
    """One step of a call, by its author's clock. `call` is its number, drawn by lot; `others` are the other sides.

    `rung` is a place of the roster, counted from 1; `of` the notice that it is about. What was said, and by whom, are fields.
    """

    at_us: Instant
    call: str
    channel: str | None
    language: str | None
    of: int | None
    others: tuple[PartyId, ...]
    purpose: Purpose | None
    result: Rang | None
    rung: int | None
    step: CallStep


@dataclass(frozen=True, slots=True)
class Roster(Written):
    """Who is on duty, in which order, from when to when; the next is rung after `rung_s`. Roles and numbers are a field."""

    from_us: Instant
    places: int
    rung_s: int
    until_us: Instant


@dataclass(frozen=True, slots=True)
class Schedule(Written):
    """The line to this party is tried out from `first_us` on, every so often, each time within the grace."""

    every_s: int
    first_us: Instant
    grace_s: int
    party: PartyId


NEEDED: Mapping[CallStep, frozenset[str]] = MappingProxyType(
    {
        CallStep.START: frozenset({"channel", "purpose", "language"}),
        CallStep.RANG: frozenset({"rung", "result"}),
        CallStep.SAID: frozenset({"language"}),
        CallStep.READ_BACK: frozenset({"language"}),
        CallStep.AGREED: frozenset({"language"}),
        CallStep.DISAGREED: frozenset({"language"}),
        CallStep.END: frozenset(),
        CallStep.STOP: frozenset({"language"}),
        CallStep.UNDERSTOOD: frozenset(),
        CallStep.STOPPED: frozenset(),
        CallStep.CHECKED: frozenset({"channel"}),
        CallStep.MISSED: frozenset(),
    }
)
"""Which of the members that may be null has each step? `of` any of them may have."""

_CALL: Table = {
    "at_us": moment,
    "call": key_id,
    "channel": maybe(name),
    "language": maybe(language),
    "of": maybe(integer(0, LARGEST)),
    "others": once(some(party)),
    "purpose": maybe(choice(Purpose)),
    "result": maybe(choice(Rang)),
    "rung": maybe(integer(1, 99)),
    "step": choice(CallStep),
}
_OPTIONAL = ("channel", "language", "purpose", "result", "rung")


def _call(act: Members) -> object:
    found = built(Call, _CALL)(act)
    assert isinstance(found, Call)  # noqa: S101  built of it
    needed = NEEDED[found.step]
    for member in _OPTIONAL:
        if (getattr(found, member) is not None) is not (member in needed):
            expected = "stated" if member in needed else "null"
            raise act.where.member(member).wrong(said(getattr(found, member)), f"{expected}, for {found.step.value}")
    return found


MEMBERS: Mapping[type[Written], Table] = {
    Call: _CALL,
    Roster: {"from_us": moment, "places": integer(1, 99), "rung_s": integer(1, 3_600), "until_us": moment},
    Schedule: {
        "every_s": integer(60, 400 * _DAY_S),
        "first_us": moment,
        "grace_s": integer(1, _DAY_S),
        "party": party,
    },
}
"""The members of each act, and how each is read."""
READERS = {of: built(of, table) for of, table in MEMBERS.items()} | {Call: _call}

Calling = Call | Roster | Schedule
