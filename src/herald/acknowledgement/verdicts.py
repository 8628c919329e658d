"""We warned you; nobody told us: what does the record show of each such claim? One table, in which every case stands.

A verdict never depends on who asks, and on nobody's name. What the cell alone says of time proves and refutes nothing against
the word of a party. Source: docs/verdicts.md, which is this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from herald.acknowledgement.case import Case, Clock
from herald.acknowledgement.claims import NOT_IN_RECORD, Claim, Level, Verdict
from herald.acknowledgement.weighing import Weighed, weigh
from herald.units import PartyId
from herald.wording import exact


@dataclass(frozen=True, slots=True)
class Row:
    """What is said of a claim with so much evidence. `words` and `missing` have slots for parties, entries and instants."""

    claim: Claim
    level: Level
    clocks: tuple[Clock, ...]
    verdict: Verdict
    words: str
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What the record shows of a claim: by which entry (None: by none), what is missing where it shows neither, in words."""

    claim: Claim
    verdict: Verdict
    entry: int | None
    missing: str | None
    words: str


_CELL, _SEEN = (Clock.CELL,), (Clock.WITNESSED,)
_ANY = (Clock.CELL, Clock.WITNESSED)
_PROVED, _REFUTED, _OPEN = Verdict.PROVED, Verdict.REFUTED, Verdict.NOT_PROVABLE
_COSIGNED = "cosignatures of the quorum of witnesses"
_COUNTS = (
    "what the clause counts as delivered: a consignment by {addressee}'s machine, or a delivery that witnesses saw"
)
_BEGINS = "the movement begins at {first} at the earliest"
WHEN: Mapping[Clock, str] = MappingProxyType(
    {Clock.CELL: "received {at}, by the cell's own clock alone", Clock.WITNESSED: "in the log by {at}, as witnessed"}
)
"""How it is said when a piece was there: the slot `when`."""

ROWS: tuple[Row, ...] = (
    Row(Claim.NOT_OURS, Level.SIGNED, _ANY, _REFUTED, "entry {entry} is signed by a person of {filer}; {when}"),
    Row(
        Claim.NOT_OURS,
        Level.CONFIRMED,
        _ANY,
        _REFUTED,
        "an officer of the cell entered it, and a person of {filer} confirmed it in entry {entry}; {when}",
    ),
    Row(
        Claim.NOT_OURS,
        Level.DISOWNED,
        _ANY,
        _OPEN,
        "an officer of the cell entered it, and a person of {filer} disowned it in entry {entry}; {when}",
        "a signature of {filer} under it",
    ),
    Row(
        Claim.NOT_OURS,
        Level.ENTERED,
        _ANY,
        _OPEN,
        "an officer of the cell entered it as entry {entry}, not signed by {filer}; {when}",
        "a confirmation signed by {filer}",
    ),
    Row(Claim.WRITTEN_LATER, Level.SEALED, _SEEN, _REFUTED, "entry {entry} was in the log by {at}, as witnessed"),
    Row(
        Claim.WRITTEN_LATER,
        Level.SEALED,
        _CELL,
        _OPEN,
        "entry {entry} was received {at}, by the cell's own clock alone",
        _COSIGNED,
    ),
    Row(
        Claim.NEVER_GIVEN,
        Level.CONSIGNED,
        _ANY,
        _REFUTED,
        "the machine of {addressee} signed in entry {entry} that it opened the notice; {when}",
    ),
    Row(
        Claim.NEVER_GIVEN,
        Level.RECEIPTED,
        _ANY,
        _REFUTED,
        "a person of {addressee} signed in entry {entry} to have had the notice; {when}",
    ),
    Row(
        Claim.NEVER_GIVEN,
        Level.GAP,
        _ANY,
        _OPEN,
        "it was available by entry {delivery}, and the machine of {addressee} says in entry {entry} not to have got it;"
        " {when}",
        "a consignment by the machine of {addressee}",
    ),
    Row(
        Claim.NEVER_GIVEN,
        Level.AVAILABLE,
        _SEEN,
        _REFUTED,
        "available from {at}, as witnessed: in the log, and tried, as the cell says, on every channel that {addressee}"
        " named (entry {entry})",
    ),
    Row(
        Claim.NEVER_GIVEN,
        Level.AVAILABLE,
        _CELL,
        _OPEN,
        "available from {at} by entry {entry}, which is the word of the cell alone",
        f"{_COSIGNED}, under the notice and under every try",
    ),
    Row(
        Claim.NEVER_GIVEN,
        Level.UNCOUNTED,
        _ANY,
        _OPEN,
        "available from {at} by entry {entry}, which no clause that speaks of the notice takes for delivered",
        "a consignment by the machine of {addressee}, which the clause asks for",
    ),
    Row(
        Claim.NEVER_GIVEN,
        Level.EARLY,
        _ANY,
        _OPEN,
        "entry {entry} says that it was available before any witness saw it, and counts for nothing",
        _COUNTS,
    ),
    Row(
        Claim.NEVER_GIVEN,
        Level.ATTESTED,
        _ANY,
        _OPEN,
        "entry {entry} is a receipt attested by its recorder alone; {when}",
        _COUNTS,
    ),
    Row(Claim.NEVER_GIVEN, Level.TRIED, _ANY, _OPEN, "it was tried first in entry {entry}; {when}", _COUNTS),
    Row(Claim.NEVER_GIVEN, Level.NOTHING, _ANY, _OPEN, NOT_IN_RECORD, _COUNTS),
    Row(
        Claim.NEVER_SEEN,
        Level.SIGNED,
        _ANY,
        _REFUTED,
        "a person of {addressee} signed in entry {entry} to have had the notice; {when}",
    ),
    Row(
        Claim.NEVER_SEEN,
        Level.ATTESTED,
        _ANY,
        _OPEN,
        "entry {entry} is a receipt attested by its recorder alone; {when}",
        "a receipt signed by {addressee}",
    ),
    Row(Claim.NEVER_SEEN, Level.NOTHING, _ANY, _OPEN, NOT_IN_RECORD, "a receipt signed by {addressee}"),
    Row(
        Claim.TOLD_BEFORE,
        Level.BEFORE,
        _SEEN,
        _PROVED,
        f"it was delivered to {{addressee}} by {{at}}, as witnessed (entry {{entry}}); {_BEGINS}",
    ),
    Row(
        Claim.TOLD_BEFORE,
        Level.BEFORE,
        _CELL,
        _OPEN,
        f"it was delivered to {{addressee}} by {{at}} (entry {{entry}}), by the cell's own clock alone; {_BEGINS}",
        _COSIGNED,
    ),
    Row(
        Claim.TOLD_BEFORE,
        Level.AFTER,
        _SEEN,
        _REFUTED,
        f"nothing shows it delivered to {{addressee}} before {{at}}, as witnessed (entry {{entry}}); {_BEGINS}",
    ),
    Row(
        Claim.TOLD_BEFORE,
        Level.AFTER,
        _CELL,
        _OPEN,
        f"nothing shows it delivered to {{addressee}} before {{at}} (entry {{entry}}), by the cell's own clock alone; {_BEGINS}",
        _COSIGNED,
    ),
    Row(
        Claim.TOLD_BEFORE,
        Level.UNTIMED,
        _ANY,
        _OPEN,
        "it was delivered to {addressee} (entry {entry}; {when}), and when the movement begins is not here",
        "the times of the notice, stated by {filer} and revealed",
    ),
    Row(Claim.TOLD_BEFORE, Level.NOTHING, _ANY, _OPEN, NOT_IN_RECORD, _COUNTS),
    Row(
        Claim.NEVER_ANSWERED,
        Level.SETTLED,
        _ANY,
        _REFUTED,
        "{addressee} answered in entry {entry} ({answer}, {under}), which was due by {due}; {when}",
    ),
    Row(
        Claim.NEVER_ANSWERED,
        Level.LATE,
        _SEEN,
        _PROVED,
        "no answer by {due} under clause {clause} (entry {entry}; {when}); {answer} came late, in entry {late}, received {late_at}"
        " by the cell's clock",
    ),
    Row(
        Claim.NEVER_ANSWERED,
        Level.LATE,
        _CELL,
        _OPEN,
        "no answer by {due} under clause {clause} (entry {entry}), by the cell's own clock alone; {answer} came in entry {late},"
        " received {late_at} by the same clock",
        _COSIGNED,
    ),
    Row(
        Claim.NEVER_ANSWERED,
        Level.LAPSED,
        _SEEN,
        _PROVED,
        "no answer by {due} under clause {clause} (entry {entry}; {when})",
    ),
    Row(
        Claim.NEVER_ANSWERED,
        Level.LAPSED,
        _CELL,
        _OPEN,
        "no answer by {due} under clause {clause} (entry {entry}), by the cell's own clock alone",
        _COSIGNED,
    ),
    Row(
        Claim.NEVER_ANSWERED,
        Level.UNDATED,
        _ANY,
        _REFUTED,
        "{addressee} answered in entry {entry} ({answer}, {under}), for which no time was set; {when}",
    ),
    Row(
        Claim.NEVER_ANSWERED,
        Level.OPEN,
        _ANY,
        _OPEN,
        f"no answer that settles it, and no silence that was sealed; {NOT_IN_RECORD}",
        "a lapse sealed by the cell's machine, or a deadline that has passed",
    ),
    Row(Claim.WE_ANSWERED, Level.SETTLED, _ANY, _PROVED, "entry {entry}: {said}; {when}{also}"),
    Row(Claim.WE_ANSWERED, Level.UNDATED, _ANY, _PROVED, "entry {entry}: {said}; {when}{also}"),
    Row(Claim.WE_ANSWERED, Level.LATE, _ANY, _PROVED, "entry {entry}: {said}; {when}{also}"),
    Row(
        Claim.WE_ANSWERED,
        Level.LAPSED,
        _SEEN,
        _REFUTED,
        "no answer by {due} under clause {clause} (entry {entry}; {when}), and none after it",
    ),
    Row(
        Claim.WE_ANSWERED,
        Level.LAPSED,
        _CELL,
        _OPEN,
        "no answer by {due} under clause {clause} (entry {entry}), by the cell's own clock alone",
        f"{_COSIGNED}; or an answer signed by {{addressee}}",
    ),
    Row(Claim.WE_ANSWERED, Level.OPEN, _ANY, _OPEN, NOT_IN_RECORD, "an answer signed by {addressee}"),
    Row(
        Claim.UNIT_NOT_TOLD,
        Level.CONFIRMED,
        _ANY,
        _REFUTED,
        "{confirmed} of {units} units that {addressee} named confirmed, the last in entry {entry}; {when}",
    ),
    Row(
        Claim.UNIT_NOT_TOLD,
        Level.PARTLY,
        _ANY,
        _OPEN,
        "{confirmed} of {units} units that {addressee} named confirmed, the last in entry {entry}; {when}",
        "the confirmation of the other units, signed by {addressee}",
    ),
    Row(
        Claim.UNIT_NOT_TOLD,
        Level.UNNAMED,
        _ANY,
        _OPEN,
        "units of {addressee} confirmed, the last in entry {entry}, and which they are is not revealed; {when}",
        "the names of the units, revealed by {addressee}",
    ),
    Row(
        Claim.UNIT_NOT_TOLD,
        Level.TOLD,
        _ANY,
        _OPEN,
        "{addressee} says from entry {entry} on to have told units, and none confirmed; {when}",
        "the units' own confirmation, signed by {addressee}",
    ),
    Row(
        Claim.UNIT_NOT_TOLD,
        Level.NOTHING,
        _ANY,
        _OPEN,
        f"not confirmed forward; {NOT_IN_RECORD}",
        "a unit that {addressee} told, and its confirmation",
    ),
    Row(
        Claim.WITHDRAWN,
        Level.SUCCEEDED,
        _ANY,
        _PROVED,
        "entry {entry} of {filer} does it ({action}); {when}; not before {received} by the cell's clock",
    ),
    Row(
        Claim.WITHDRAWN,
        Level.UNLINKED,
        _ANY,
        _OPEN,
        "entry {entry} of {filer} says {action} of a notice that is not revealed; {when}",
        "the ids of both, revealed",
    ),
    Row(
        Claim.WITHDRAWN,
        Level.NOTHING,
        _ANY,
        _OPEN,
        NOT_IN_RECORD,
        "a notice of {filer} that replaces or cancels it",
    ),
)
"""All that is ever said. Every claim, with every level of evidence it can have, by either clock, stands in exactly one row."""

TABLE: Mapping[tuple[Claim, Level, Clock], Row] = MappingProxyType(
    {(row.claim, row.level, clock): row for row in ROWS for clock in row.clocks}
)


def judged(case: Case) -> tuple[Judged, ...]:
    """What does the record show of each claim about this notice and this addressee? In the claims' order."""
    return tuple(_judged(case, claim) for claim in Claim)


def _judged(case: Case, claim: Claim) -> Judged:
    weighed = weigh(case, claim)
    row = TABLE[claim, weighed.level, weighed.clock]
    slots = _slots(case.filer, case.addressee, weighed)
    missing = None if row.missing is None else row.missing.format_map(slots)
    return Judged(claim, row.verdict, weighed.entry, missing, row.words.format_map(slots))


def _slots(filer: PartyId, addressee: PartyId, weighed: Weighed) -> dict[str, str]:
    at = exact(weighed.at)
    own = {"filer": filer, "addressee": addressee, "entry": str(weighed.entry), "at": at}
    return {**weighed.named, **own, "when": WHEN[weighed.clock].format(at=at)}
