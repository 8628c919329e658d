"""How far have notices come, and what changed? The whole of it, as the record holds it: who may know how much asks `disclosure`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from herald.acknowledgement.numbers import Said
from herald.agreement.model import Clause
from herald.agreement.model import Delivered as Measure
from herald.notice.lifecycle import Fate
from herald.notice.model import Notice
from herald.record.rows import Filed
from herald.record.rungs import Come, Open
from herald.units import ClauseId, Instant, NoticeId, PartyId


@dataclass(frozen=True, slots=True)
class Moment:
    """Of which mission, and when was it looked at? `parties` are those of the agreement, in its order."""

    origin: str
    exercise: bool
    cell: PartyId
    parties: tuple[PartyId, ...]
    now: Instant
    size: int
    received: Instant


@dataclass(frozen=True, slots=True)
class Way:
    """A notice and how far it has come with each addressee, in the agreement's order. `measure` counts as delivered.

    `consent` are the clauses that ask for consent without setting a time to reply.
    """

    filed: Filed
    come: tuple[Come, ...]
    measure: Measure = Measure.AVAILABLE
    consent: tuple[ClauseId, ...] = ()

    @property
    def to(self) -> tuple[PartyId, ...]:
        """To whom is it addressed?"""
        return tuple(each.party for each in self.come)


@dataclass(frozen=True, slots=True)
class Read:
    """What stands in a notice, and what is known beside its ladders.

    `silent_since` is the deadline that somebody let pass, by addressee: the last one. `stands_by` is what the party says of a
    notice that the cell `entered` for it: None while it has said nothing.
    """

    notice: Notice
    received: Instant
    clauses: tuple[Clause, ...]
    silent_since: Mapping[PartyId, Instant]
    entered: bool
    stands_by: bool | None


@dataclass(frozen=True, slots=True)
class StandingFacts:
    """What is live at one moment, in the order of its first instant; what is due; what was over since `since`, and came of it.

    `spoken_of` are other notices of which somebody said since what came: still live, or cancelled. `read` holds the notices that
    were asked for, by index.
    """

    at: Moment
    since: Instant
    live: tuple[Way, ...]
    over: tuple[Way, ...]
    spoken_of: tuple[Way, ...]
    due: tuple[Open, ...]
    outcomes: tuple[Said, ...]
    read: Mapping[int, Read] = field(default_factory=dict)


# -- A day ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ended:
    """A notice that another took the place of, or cancelled: its addressees, and those of its successor."""

    filed: Filed
    read: Read
    to: tuple[PartyId, ...]
    fate: Fate
    successor: NoticeId
    successor_index: int
    successor_received: Instant
    successor_to: tuple[PartyId, ...]


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What stands and is about a day, and what was and no longer holds."""

    at: Moment
    first: Instant
    end: Instant
    ways: tuple[Way, ...]
    due: tuple[Open, ...]
    read: Mapping[int, Read]
    ended: tuple[Ended, ...]


# -- Since the last watch ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A notice that was filed since, of whatever action; and to whom it went. `come` is how far a cancel has come by now."""

    filed: Filed
    received: Instant
    entered: bool
    to: tuple[PartyId, ...]
    come: tuple[Come, ...]


@dataclass(frozen=True, slots=True)
class RefusalOf:
    """An act of this party was refused, for this reason."""

    index: int
    received: Instant
    party: PartyId
    code: str


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer came from this party by this deadline; of a notice of `filed`."""

    index: int
    filed: Filed
    party: PartyId
    due: Instant
    clause: ClauseId


@dataclass(frozen=True, slots=True)
class Missing:
    """The machine of this party was never shown the body of this number, in a log of so many entries."""

    index: int
    received: Instant
    party: PartyId
    number: int
    size: int


@dataclass(frozen=True, slots=True)
class WitnessFacts:
    """A witness of the policy that counts, and the size that it cosigned last, if it ever did."""

    name: str
    size: int | None


@dataclass(frozen=True, slots=True)
class WatchFacts:
    """What changed since an instant, in the order of the log, and how everything stands now.

    `older` are notices that were over before and of which an answer is still due. `quorum_size` is up to which size the quorum
    cosigned; None where the policy asks for none, or it never did.
    """

    standing: StandingFacts
    older: tuple[Way, ...]
    changes: tuple[Change, ...]
    refusals: tuple[RefusalOf, ...]
    silences: tuple[Silence, ...]
    missing: tuple[Missing, ...]
    witnesses: tuple[WitnessFacts, ...]
    quorum_size: int | None
