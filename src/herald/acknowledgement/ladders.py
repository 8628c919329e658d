"""How far has a notice come with one addressee? Four ladders, each apart: delivery, receipt, spread, response.

None of them implies another: a notice can be delivered and not receipted, receipted and never passed on to a unit, noted and not
answered. What each rung is worth against a denial stands in `herald.acknowledgement.verdicts`. Source: docs/acknowledgement.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType

from herald.agreement.model import Regime


class Ladder(StrEnum):
    """Which of the ladders is it?"""

    DELIVERY = "delivery"
    RECEIPT = "receipt"
    SPREAD = "spread"
    RESPONSE = "response"
    OUTCOME = "outcome"
    """What came of the movement: not of one addressee, but told beside the ladders."""
    STANDING = "standing"
    """Whether the party stands by what was entered for it: 0 disowned, 1 confirmed."""


class Delivery(IntEnum):
    """How far has the notice come on its way to an addressee?

    `AVAILABLE`: in a checkpoint that the quorum cosigned, and tried on every channel the addressee named. `CONSIGNED`: the
    addressee's own machine signed that it opened the body.
    """

    ADDRESSED = 0
    FAILED = 1
    TRIED = 2
    AVAILABLE = 3
    CONSIGNED = 4


class Channel(StrEnum):
    """On which way is an addressee reached? A folder from which it fetches, or its mirror, which takes what it is sent."""

    DROP = "drop"
    MIRROR = "mirror"


class Tried(StrEnum):
    """What came of one try? `left`: it lies where the addressee fetches. `taken`: its machine said that it holds it."""

    LEFT = "left"
    TAKEN = "taken"
    FAILED = "failed"


class Manner(StrEnum):
    """How did a receipt come? What was said or written to a recorder is attested by the recorder alone."""

    SIGNED = "signed"
    VOICE = "voice"
    PAPER = "paper"


class Receipt(IntEnum):
    """What shows that a person of the addressee had it?"""

    NONE = 0
    PAPER = 1
    VOICE = 2
    SIGNED = 3


RECEIPTS: Mapping[Manner, Receipt] = MappingProxyType(
    {Manner.PAPER: Receipt.PAPER, Manner.VOICE: Receipt.VOICE, Manner.SIGNED: Receipt.SIGNED}
)


class Step(StrEnum):
    """How far has it come with one unit? `told`: the officer says to have passed it on. `confirmed`: the unit says it has it."""

    TOLD = "told"
    CONFIRMED = "confirmed"


STEPS: Mapping[Step, int] = MappingProxyType({Step.TOLD: 1, Step.CONFIRMED: 2})


class Spread(IntEnum):
    """How far has it come with the units that were named? `NOT_FORWARD` is what a movement should not begin under."""

    NOT_FORWARD = 0
    TOLD = 1
    PARTLY = 2
    CONFIRMED = 3


def spread(told: int, confirmed: int) -> Spread:
    """How far has it come, with so many units told, or confirming without having been told, and so many confirming?

    >>> spread(3, 2).name
    'PARTLY'
    """
    if confirmed and confirmed >= told:
        return Spread.CONFIRMED
    return Spread.PARTLY if confirmed else Spread.TOLD if told else Spread.NOT_FORWARD


class Answer(StrEnum):
    """What does an addressee say to a notice? Which of these exist is the clause's regime: `ANSWERS`."""

    NOTED = "noted"
    NO_OBJECTION = "no-objection"
    OBJECTION = "objection"
    CHANGE_ASKED = "change-asked"
    CANNOT_COMPLY = "cannot-comply"
    GRANTED = "granted"
    REFUSED = "refused"


_ANY = frozenset({Answer.NOTED, Answer.CHANGE_ASKED, Answer.CANNOT_COMPLY})
LAPSED = 0
"""The rank of silence among the answers: no answer came by the deadline."""
RANKS: Mapping[Answer, int] = MappingProxyType({answer: rank for rank, answer in enumerate(Answer, 1)})
ANSWERS: Mapping[Regime, frozenset[Answer]] = MappingProxyType(
    {
        Regime.NOTIFY: _ANY,
        Regime.NOTIFY_OBJECT: _ANY | {Answer.NO_OBJECTION, Answer.OBJECTION},
        Regime.CONSENT: _ANY | {Answer.GRANTED, Answer.REFUSED},
        Regime.PROHIBIT: frozenset({Answer.NOTED, Answer.OBJECTION}),
        Regime.PERMIT: frozenset({Answer.NOTED}),
    }
)
"""Which answers exist under a clause of this regime? Where no clause speaks of the notice: as under `notify`.

Notice is not permission: only under `consent` is anything granted or refused.
"""

SETTLES: Mapping[Regime, frozenset[Answer]] = MappingProxyType(
    {
        Regime.NOTIFY: ANSWERS[Regime.NOTIFY],
        Regime.NOTIFY_OBJECT: ANSWERS[Regime.NOTIFY_OBJECT] - {Answer.NOTED},
        Regime.CONSENT: ANSWERS[Regime.CONSENT] - {Answer.NOTED},
        Regime.PROHIBIT: ANSWERS[Regime.PROHIBIT],
        Regime.PERMIT: ANSWERS[Regime.PERMIT],
    }
)
"""Which answers stop the clock of a clause that sets a time to reply?

Where the clause asks what the addressee thinks, to have noted the notice is no answer.
"""


class Outcome(StrEnum):
    """What came of a movement, in OCHA's words?

    `impeded`: it was begun and hindered on its way. `postponed` and `cancelled` are the filer's own acts.
    """

    FACILITATED = "facilitated"
    PARTLY = "partly"
    IMPEDED = "impeded"
    DENIED = "denied"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


OUTCOMES: Mapping[Outcome, int] = MappingProxyType({outcome: rank for rank, outcome in enumerate(Outcome)})
BY_THE_FILER = frozenset({Outcome.POSTPONED, Outcome.CANCELLED})
"""These outcomes only the filer itself, or the cell for it, can state."""
