"""Whom could this notice meet, of all that stands in the record now, and how little would clear it? Exact, for the cell alone.

The sequencer has asked who; this asks where, when and what would clear it. Only notices are read that could matter: those within
reach of this one or of one that it could meet, each shifted by up to a day either way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from herald.check.answer import Answer, Checked, Finding
from herald.check.findings import findings
from herald.check.pairs import leg_count
from herald.check.reach import Box, grown, reach, widest_m
from herald.check.traffic import Traffic
from herald.desk.books import Books
from herald.geometry.gazetteer import Gazetteer
from herald.notice.lifecycle import standing
from herald.notice.model import Notice
from herald.ports import Record
from herald.record.acts import AgreementVersion, Filing, Kind
from herald.units import DAY, SECOND, Instant, PartyId

_DAY_S = DAY / SECOND


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer about one notice, and the notices that it speaks of."""

    answer: Answer
    notices: tuple[Notice, ...]


def answered(record: Record, books: Books, index: int, gazetteer: Gazetteer | None = None) -> Answered:
    """What is to be said of the notice filed at this index, held against everything that stands now?

    `scope` says up to which index. A notice that no longer stands, or a cancel, meets no one. Lead time counts from when the record
    received it, not from when its author says to have filed it.
    """
    filed = record.filed_at(index)
    if filed is None:
        raise IndexError(f"no notice is filed at index {index}")
    notice = books.notices(record, [index])[0]
    stands = filed.stands and record.successor(filed.id, filed.party) is None
    others = _others(record, books, notice, index) if stands else []
    traffic = Traffic(books.agreement, books.limits)
    traffic.add(*others)
    encounters = traffic.ask(notice) if stands and others else ()
    counts = record.counts()
    received = record.sealed(index).routing().received
    return Answered(
        Answer(
            scope=scope(record),
            checked=_checked(notice, filed.party, counts, stands=stands),
            encounters=encounters,
            findings=_findings(record, books, notice, index, received, gazetteer),
            limits=books.limits,
        ),
        (notice, *others),
    )


def scope(record: Record) -> str:
    """What is an answer from this record checked against, and what does it not cover?"""
    counts, head = record.counts(), record.head()
    last = -1 if head is None else head.size - 1
    return (
        f"Checked against {sum(counts.values())} notices of {len(counts)} parties, filed up to index {last}. "
        "Movements nobody filed are not covered."
    )


def _others(record: Record, books: Books, notice: Notice, index: int) -> list[Notice]:
    """Which notices could matter to what it could meet, and to what would clear either side?"""
    separation_m = widest_m(books.agreement, books.limits)

    def near(notices: Sequence[Notice], shift_s: float) -> set[int]:
        boxes = [box for of in reach(notices) for box in of]
        return set(record.near([_shifted(box, shift_s) for box in grown(boxes, separation_m)]))

    met = near([notice], 0.0) - {index}
    partners = books.notices(record, sorted(met))
    around = near([notice, *partners], _DAY_S) | met
    return books.notices(record, sorted(around - {index}))


def _shifted(box: Box, shift_s: float) -> Box:
    return box._replace(t0=box.t0 - shift_s, t1=box.t1 + shift_s)


def _checked(notice: Notice, party: PartyId, counts: Mapping[PartyId, int], *, stands: bool) -> Checked:
    others = sum(counts.values()) - counts.get(party, 0)
    return Checked(
        notices=sum(counts.values()),
        parties=len(counts),
        legs=leg_count(notice),
        pairs_asked=others if stands else 0,
        skipped=0 if stands else 1,
    )


def _findings(
    record: Record, books: Books, notice: Notice, index: int, received: Instant, gazetteer: Gazetteer | None
) -> tuple[Finding, ...]:
    """What is held against it, by when it was received; what it succeeds is looked up in the record, not among files."""
    named = None if notice.replaces is None else record.filed(notice.replaces)
    timed = replace(notice, submitted_at=received)
    before = [] if named is None else books.notices(record, [named.index])
    found = findings(standing([*before, timed]), books.agreement, books.limits, gazetteer)
    return (*_not_current(record, notice, index), *(each for each in found if each.notice == notice.id))


def _not_current(record: Record, notice: Notice, index: int) -> tuple[Finding, ...]:
    """Had its author read the version of the agreement that counted when the notice came?"""
    act = record.sealed(index).entry().statement.act
    before = [each for each in record.of_kind(Kind.AGREEMENT) if each < index]
    version = record.sealed(before[-1]).entry().statement.act if before else None
    counted = version.digest if isinstance(version, AgreementVersion) else None
    if not isinstance(act, Filing) or act.agreement == counted:
        return ()
    words = "Signed under another version of the agreement than the one that counted when it came: have its author read the latest."
    return (Finding(notice.id, "agreement-not-current", words, None),)
