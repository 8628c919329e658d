"""What is known of a notice and one addressee, when one of the two denies something? The pieces that were sealed, in their order.

A piece says when the cell received it, and when the quorum of witnesses had cosigned a log with it in it, if that is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from herald.acknowledgement.ladders import Answer, Channel, Manner, Step
from herald.agreement.model import Delivered as Measure
from herald.agreement.model import Regime
from herald.notice.model import Action
from herald.units import ClauseId, Instant, PartyId


class Clock(StrEnum):
    """By whose clock is it known when? The cell's own, which nobody has to believe; or those of a quorum of witnesses."""

    CELL = "cell"
    WITNESSED = "witnessed"


@dataclass(frozen=True, slots=True)
class Filing:
    """The notice itself."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The addressee names the channels on which it is to be reached from here on."""

    channels: frozenset[Channel]


@dataclass(frozen=True, slots=True)
class Attempted:
    """The cell's machine tried to reach the addressee on these channels; `failed`: on each of them in vain."""

    channels: frozenset[Channel]
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Consigned:
    """The addressee's own machine opened the notice."""


@dataclass(frozen=True, slots=True)
class Missed:
    """The addressee's own machine says never to have got what was addressed to it under the notice's number."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when is an answer due under this clause? `regime` is None where only the silence names the clause."""

    at: Instant
    clause: ClauseId
    regime: Regime | None


@dataclass(frozen=True, slots=True)
class Counted:
    """The cell's machine says that it is delivered to the addressee by this measure since `at`, and what is due then.

    `counts`: a clause that speaks of the notice takes this measure for delivered, or none speaks of it.
    """

    by: Measure
    at: Instant
    due: tuple[Deadline, ...]
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Receipted:
    """A person of the addressee had it; signed by that person, or recorded by somebody else."""

    manner: Manner


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A unit of the addressee was told, or confirms. `unit` is None where its name is not revealed."""

    step: Step
    unit: str | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What the addressee answered, under which clause."""

    answer: Answer
    clause: ClauseId | None


@dataclass(frozen=True, slots=True)
class Lapsed:
    """The cell's machine says that no answer had come by then."""

    deadline: Deadline


@dataclass(frozen=True, slots=True)
class Stood:
    """The party for which the notice was entered stands by it, or disowns it."""

    stands: bool


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The filer's own notice that replaces or cancels this one. `shown`: that it is this one which it names is revealed."""

    action: Action
    shown: bool


What = (
    Filing
    | Wanted
    | Attempted
    | Consigned
    | Missed
    | Counted
    | Receipted
    | Forwarded
    | Answered
    | Lapsed
    | Stood
    | Succeeded
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One sealed entry about the two. `witnessed` is when the quorum had cosigned a log with it in it; None where none did."""

    index: int
    received: Instant
    witnessed: Instant | None
    what: What

    @property
    def clock(self) -> Clock:
        """By whose clock is it known when it was there?"""
        return Clock.CELL if self.witnessed is None else Clock.WITNESSED

    @property
    def at(self) -> Instant:
        """When was it there, by the best clock that there is?"""
        return self.received if self.witnessed is None else self.witnessed


@dataclass(frozen=True, slots=True)
class Case:
    """A notice of `filer`, addressed to `addressee`: itself, and the pieces about both, in the order of the log.

    `entered`: the cell's officer filed it for the filer. `first` is when the movement begins at the earliest; None where that was
    not stated or is not revealed.
    """

    filer: PartyId
    addressee: PartyId
    entered: bool
    first: Instant | None
    notice: Piece
    pieces: tuple[Piece, ...]
