"""What is sealed of how a notice was told? Tries, deliveries, receipts, units told, answers, silence, outcomes.

Each says of which entry it speaks (`of`, an index), and what a person signs also its leaf: nobody can say later to have meant
another. Source: docs/record-format.md, section 2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from herald.acknowledgement.ladders import Answer, Channel, Manner, Outcome, Step, Tried
from herald.agreement.model import Delivered as Measure
from herald.agreement.model import Regime
from herald.canonical import LARGEST
from herald.members import Members, choice, flag, listed, name
from herald.units import ClauseId, Instant, PartyId
from herald.written import (
    HASH_BYTES,
    MOST_LISTED,
    Table,
    Written,
    built,
    hexed,
    integer,
    language,
    maybe,
    moment,
    once,
    part,
    party,
    some,
)

MOST_TOLD = MOST_LISTED
"""Addressees that one entry of the cell's machine speaks of; more take more entries."""
_MOST_MINUTES = 10**6


# -- Delivery ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Policy(Written):
    """From here on these witnesses count. `digest` is the SHA-256 of the policy's text."""

    digest: bytes


@dataclass(frozen=True, slots=True)
class Channels(Written):
    """On which channels does this party want to be reached? Its addresses are a field."""

    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class Try(Written):
    """One try to reach one addressee, by the cell's clock."""

    at_us: Instant
    channel: Channel
    result: Tried
    to: PartyId


@dataclass(frozen=True, slots=True)
class Attempt(Written):
    """The cell's machine tried to deliver the notice at `of`."""

    of: int
    tries: tuple[Try, ...]


@dataclass(frozen=True, slots=True)
class Consignment(Written):
    """The addressee's own machine holds the body of the entry at `of`, and opened it. `body` is the hash of what it opened."""

    of: int
    leaf: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Gap(Written):
    """The addressee's own machine was shown a log of `size` entries, and never got the body of number `number` for it."""

    number: int
    size: int


@dataclass(frozen=True, slots=True)
class Due(Written):
    """By when is an answer due under this clause, and of which regime is it?"""

    at_us: Instant
    clause: ClauseId
    regime: Regime


@dataclass(frozen=True, slots=True)
class Reached(Written):
    """An addressee to whom it counts as delivered, and what is due from it then, by clause."""

    due: tuple[Due, ...]
    to: PartyId


@dataclass(frozen=True, slots=True)
class Delivery(Written):
    """The notice at `of` is delivered by this measure since `at_us`; for `available` in the checkpoint of `size` entries.

    `counts` says that a clause which speaks of the notice takes this measure for delivered, or that none speaks of it.
    """

    at_us: Instant
    by: Measure
    counts: bool
    of: int
    size: int | None
    to: tuple[Reached, ...]


# -- Receipt, spread, response, silence ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReceiptGiven(Written):
    """A person of `whose` had the entry at `of`, in this language. Not signed by that person unless `manner` says so."""

    at_us: Instant
    language: str
    leaf: bytes
    manner: Manner
    of: int
    whose: PartyId


@dataclass(frozen=True, slots=True)
class Spreading(Written):
    """A unit was told of the entry at `of`, or confirms it. Which unit is a field."""

    at_us: Instant
    leaf: bytes
    of: int
    step: Step


@dataclass(frozen=True, slots=True)
class Response(Written):
    """What an addressee answers to the notice at `of`, under this clause (None: no clause speaks of it)."""

    answer: Answer
    clause: ClauseId | None
    leaf: bytes
    of: int


@dataclass(frozen=True, slots=True)
class Lapse(Written):
    """Until `due_us` no answer that the clause asks for had come from these addressees of the notice at `of`."""

    clause: ClauseId
    due_us: Instant
    of: int
    to: tuple[PartyId, ...]


@dataclass(frozen=True, slots=True)
class OutcomeStated(Written):
    """What came of the movement at `of`, as its author says, with how many minutes of delay (None: not stated)."""

    at_us: Instant
    delay_min: int | None
    leaf: bytes
    of: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Confirmation(Written):
    """Does the party on whose behalf the notice at `of` was entered stand by it, or disown it?"""

    leaf: bytes
    of: int
    stands: bool


# -- Reading -------------------------------------------------------------------------------------------------------------------

_INDEX = integer(0, LARGEST)
_HASH = hexed(HASH_BYTES)
_TRY = part(Try, {"at_us": moment, "channel": choice(Channel), "result": choice(Tried), "to": party})
_DUE = part(Due, {"at_us": moment, "clause": name, "regime": choice(Regime)})
_REACHED = part(Reached, {"due": listed(_DUE, "a list of what is due"), "to": party})
_PARTIES = once(some(party))

MEMBERS: Mapping[type[Written], Table] = {
    Policy: {"digest": _HASH},
    Channels: {"channels": once(some(choice(Channel)))},
    Attempt: {"of": _INDEX, "tries": some(_TRY)},
    Consignment: {"of": _INDEX, "leaf": _HASH, "body": _HASH},
    Gap: {"number": integer(1, LARGEST), "size": integer(1, LARGEST)},
    Delivery: {
        "at_us": moment,
        "by": choice(Measure),
        "counts": flag,
        "of": _INDEX,
        "size": maybe(integer(1, LARGEST)),
        "to": once(some(_REACHED), lambda each: each.to),  # type: ignore[attr-defined]  # read by `_REACHED`
    },
    ReceiptGiven: {
        "at_us": moment,
        "language": language,
        "leaf": _HASH,
        "manner": choice(Manner),
        "of": _INDEX,
        "whose": party,
    },
    Spreading: {"at_us": moment, "leaf": _HASH, "of": _INDEX, "step": choice(Step)},
    Response: {"answer": choice(Answer), "clause": maybe(name), "leaf": _HASH, "of": _INDEX},
    Lapse: {"clause": name, "due_us": moment, "of": _INDEX, "to": _PARTIES},
    OutcomeStated: {
        "at_us": moment,
        "delay_min": maybe(integer(0, _MOST_MINUTES)),
        "leaf": _HASH,
        "of": _INDEX,
        "outcome": choice(Outcome),
    },
    Confirmation: {"leaf": _HASH, "of": _INDEX, "stands": flag},
}
"""The members of each act, and how each is read."""
READERS: Mapping[type[Written], Callable[[Members], object]] = {of: built(of, table) for of, table in MEMBERS.items()}

Telling = (
    Policy
    | Channels
    | Attempt
    | Consignment
    | Gap
    | Delivery
    | ReceiptGiven
    | Spreading
    | Response
    | Lapse
    | OutcomeStated
    | Confirmation
)
