"""What does the record know of a mission, and of one notice? The whole of it: who may know how much is asked of `disclosure`."""

from __future__ import annotations

from dataclasses import dataclass

from herald.notice.lifecycle import Fate
from herald.notice.model import Notice
from herald.record.acts import AgreementVersion
from herald.record.met import Met
from herald.record.opening import Openings
from herald.record.receipt import Receipt
from herald.record.rows import Filed
from herald.tlog.proof import Proof
from herald.units import Instant, PartyId


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """One party of the agreement: does its root count, how many keys of persons do, how many of its notices stand, how many entries
    were ever addressed to it?
    """

    party: PartyId
    joined: bool
    persons: int
    standing: int
    addressed: int


@dataclass(frozen=True, slots=True)
class MissionFacts:
    """A mission as it stands: how long its log is, when its last entry came, its parties in the agreement's order."""

    origin: str
    exercise: bool
    cell: PartyId
    size: int
    received: Instant
    agreement: AgreementVersion | None
    parties: tuple[PartyFacts, ...]
    refusals: int


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """One notice as it was filed, and what became of it; `receipt` is under the last checkpoint.

    `successor_to` are the addressees of its successor; `witnessed` is since when a quorum of witnesses knows of it.
    """

    filed: Filed
    notice: Notice
    received: Instant
    addressees: tuple[PartyId, ...]
    fate: Fate
    successor: Filed | None
    successor_to: tuple[PartyId, ...]
    met: Met
    receipt: Receipt
    witnessed: Instant | None


@dataclass(frozen=True, slots=True)
class Seen:
    """Since when does the quorum know that an entry is in the log, and what proves it: under the first checkpoint it cosigned."""

    at: Instant
    proof: Proof


@dataclass(frozen=True, slots=True)
class Proven:
    """An entry with its proof under the last checkpoint, and what is still there of its fields.

    `settled` is the same under the last checkpoint that the quorum cosigned; None where that does not hold it yet, or there is
    none. `seen` is asked for of a notice and of its ladder.
    """

    receipt: Receipt
    openings: Openings
    settled: Receipt | None = None
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows what one entry is: itself, the entries about its author's keys, the agreement that it cites; the policy.

    Of a notice `filer` is whose it is, `party` who sealed it; `ladder` is what was sealed of how it was told, and `history` has the
    entries about the keys of its authors too. `policy_index` is that of the policy's own entry, None before the first.
    """

    origin: str
    exercise: bool
    party: PartyId
    cell: PartyId
    addressees: tuple[PartyId, ...]
    entry: Proven
    history: tuple[Proven, ...]
    policy: str
    filer: PartyId | None = None
    ladder: tuple[Proven, ...] = ()
    policy_index: int | None = None
