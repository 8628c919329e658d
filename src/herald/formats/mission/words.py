"""What does a mission say to a person at a terminal? Plain lines, the same order for every party, of what disclosure let out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from herald.acknowledgement import ladderwords
from herald.acknowledgement.claims import NOT_IN_RECORD, SAID, Speaker
from herald.acknowledgement.lead import Lead
from herald.acknowledgement.numbers import Outcomes
from herald.acknowledgement.verdicts import Judged
from herald.disclosure.board import Counted
from herald.disclosure.bundle import Bundle
from herald.disclosure.ladder import LadderShown, Level, WithOne
from herald.disclosure.receipts import NoticeShown, ReceiptShown
from herald.disclosure.status import PartyLine, Status
from herald.formats.mission import leading
from herald.notice.lifecycle import Fate
from herald.units import PartyId, format_instant
from herald.wording import STATEMENT, count, exact, plain

EXERCISE = "EXERCISE: invented parties and acts; nothing of it happened."
BY_ONE_CLOCK = "by the cell's own clock"
UNWITNESSED = "No witness has cosigned yet: the digits hold as far as the cell's own checkpoint does."
_FATES = {
    Fate.STANDS: "It stands: whoever files is held against it.",
    Fate.REPLACED: "It was replaced and is no longer held against anyone.",
    Fate.CANCELLED: "It was cancelled and is no longer held against anyone.",
    Fate.CANCELS: "It cancels another notice.",
}


def receipt(of: ReceiptShown, what: str) -> str:
    """How does a receipt read? `what` says what was sealed. Ends with a newline."""
    checked = "" if of.checked_to is None else f"  checked    against everything up to index {of.checked_to}\n"
    return (
        f"SEALED: {plain(what)}\n"
        f"  index      {of.index}, in a log of {of.size:,} entries\n"
        f"  received   {format_instant(of.received)}, {BY_ONE_CLOCK}\n"
        f"{checked}"
        f"  aloud      {of.aloud}\n"
    )


def status(of: Status) -> str:
    """How does the mission stand? Ends with a newline."""
    seen_by = "the neutral cell" if of.viewer is None else plain(of.viewer)
    agreement = "none" if of.agreement is None else f"{plain(of.agreement)}, version {of.version}"
    lines = [
        *([EXERCISE, ""] if of.exercise else []),
        f"Log        {of.origin}",
        f"Entries    {of.size:,}, the last received {format_instant(of.received)} ({BY_ONE_CLOCK})",
        f"Cell       {plain(of.cell)}",
        f"Agreement  {agreement}",
        f"Seen by    {seen_by}",
        "",
        *_table(of.parties),
    ]
    if of.refusals is not None:
        lines += ["", f"Refused entries that are sealed: {of.refusals:,}"]
    if of.numbers is not None and of.outcomes is not None:
        lines += ["", *_numbers(of.numbers, of.outcomes, of.viewer)]
    return "\n".join(lines) + "\n"


def _numbers(of: Sequence[Counted], outcomes: Outcomes, viewer: PartyId | None) -> Iterator[str]:
    """To the cell those of everything; to a party those of its own notices, and of those that are addressed to it."""
    for each in of[:1] if viewer is None else of:
        all_of_them = "All live notices" if viewer is None else "Your live notices"
        (_, many), *rest = ladderwords.counted(each.numbers)
        yield f"{all_of_them if each.party is None else 'Addressed to you'}: {many}"
        yield from (f"  {label}: {said}" for label, said in rest)
    stated, *_, delay = (said for _, said in ladderwords.came(outcomes))
    yield f"What came of movements over in the last day: stated of {stated}; delay {delay}"


def _table(parties: Sequence[PartyLine]) -> list[str]:
    rows: list[tuple[str, ...]] = [("party", "joined", "persons' keys", "notices that stand", "addressed to it")]
    for line in parties:
        joined = "?" if line.joined is None else "yes" if line.joined else "not yet"
        rows.append((plain(line.party), joined, *map(_number, (line.persons, line.standing, line.addressed))))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    unknown = any(line.joined is None for line in parties)
    return [*table, "", "?: not for this viewer to know"] if unknown else table


def _number(value: int | None) -> str:
    return "?" if value is None else f"{value:,}"


def notice(of: NoticeShown) -> str:
    """What was filed, and what became of it? Ends with a newline."""
    filed = of.notice
    lines = [
        *([EXERCISE, ""] if of.exercise else []),
        f"{plain(filed.id)}, a notice of {plain(filed.party)}: {filed.action.value}, {filed.kind.value}",
        f"Sealed at index {of.index}, received {format_instant(of.received)} ({BY_ONE_CLOCK}).",
        _FATES[of.fate] + ("" if of.successor is None else f" By: {plain(of.successor)}."),
        f"Addressed to: {', '.join(map(plain, of.addressees)) or 'the cell alone'}.",
    ]
    if of.met is not None and filed.shape is not None:
        lines.append(
            f"When it was sealed it could meet: {_ids(of.met.could_meet)}. Could not be told: {_ids(of.met.cannot_tell)}."
        )
    if of.receipt is not None:
        seen = (
            UNWITNESSED if of.witnessed is None else f"A quorum of witnesses knows of it since {exact(of.witnessed)}."
        )
        lines += [f"To read aloud: {of.receipt.aloud}", seen]
    return "\n".join([*lines, "", STATEMENT]) + "\n"


def _ids(ids: Sequence[str]) -> str:
    return ", ".join(map(plain, ids)) or "none"


def preview(of: Bundle) -> str:
    """What does whoever gets the bundle learn? Said before it is written. Ends with a newline."""
    shown = ", ".join(sorted(of.entry.fields)) or "nothing"
    also = sorted({name for piece in of.history for name in piece.fields})
    more = f"; of the entries behind it {', '.join(also)}" if also else ""
    return (
        f"The bundle reveals of entry {of.entry.index}: that it is there, whose it is, and its fields {shown}{more}.\n"
        f"It does not reveal: {', '.join(of.hidden) or 'nothing more is there'}.\n"
        f"Behind it stand {len(of.history)} entries about keys and the agreement: keys by their numbers, persons without names.\n"
        f"{_ladder_of(of)}"
    )


def _ladder_of(of: Bundle) -> str:
    """Whoever gets it learns with whom the notice came how far: what was signed, by whom, when."""
    if not of.ladder:
        return ""
    kinds = ", ".join(f"{number} {kind}" for kind, number in Counter(piece.kind.value for piece in of.ladder).items())
    fields = sorted({name for piece in of.ladder for name in piece.fields})
    shown = f"with {', '.join(fields)}" if fields else "no fields of them"
    return f"Of how it was told it holds {count(len(of.ladder), 'piece')}, {shown}: {kinds}.\n"


# -- How far a notice has come -------------------------------------------------------------------------------------------------

_LEVELS = {
    Level.SEALED: "L0, a promise: sealed by the cell",
    Level.SIGNED: "L1, in a checkpoint that the log signed",
    Level.COSIGNED: "L2, cosigned by the neutral quorum",
    Level.HELD: "L3, held by the addressee's own machine",
}


def ladder(of: LadderShown, times: Sequence[Lead] = ()) -> str:
    """How far has a notice come with each addressee, how long before it began, and what does that show? Ends with a newline."""
    by = "entered by the cell for" if of.entered else "of"
    seen = (
        "no quorum of witnesses has cosigned it" if of.seen is None else f"in the log by {exact(of.seen)}, as witnessed"
    )
    lines = [
        *([EXERCISE, ""] if of.exercise else []),
        f"The notice at index {of.index}, {by} {plain(of.filer)}: received {exact(of.received)} ({BY_ONE_CLOCK}); {seen}.",
        *(line for each in of.each for line in ("", *_with_one(each, of, times))),
        *([] if of.each else ["It is addressed to nobody who could be shown here."]),
        "",
        f"{NOT_IN_RECORD[0].upper()}{NOT_IN_RECORD[1:]}.",
        STATEMENT,
    ]
    return "\n".join(lines) + "\n"


def _with_one(one: WithOne, of: LadderShown, times: Sequence[Lead]) -> Iterator[str]:
    stands = one.stands
    yield f"With {plain(one.party)}"
    for name, said in (
        ("delivery", ladderwords.delivery(stands.delivery, delivered=stands.counts)),
        *(("lead time", leading.words(each)) for each in times if each.party == one.party),
        ("receipt", ladderwords.RECEIPT[stands.receipt]),
        ("spread", ladderwords.passed_on(stands.spread, stands.told, stands.confirmed)),
        ("response", ladderwords.answered(stands.answer, stands.due, stands.silent_since)),
        ("level", f"{_LEVELS[of.level(one)]}{_missing(one, of)}"),
    ):
        yield f"  {name:<11}{said}"
    yield ""
    for each in one.claims:
        yield from _claim(each, one.party, of.filer)


def _missing(one: WithOne, of: LadderShown) -> str:
    """Whose signature is missing for the next levels?"""
    quorum = (
        f"the quorum of {', '.join(map(plain, of.witnesses))}" if of.witnesses else "any witness: the policy names none"
    )
    missing = [
        *([f"for L2 of {quorum}"] if of.seen is None else []),
        *([f"for L3 of the machine of {plain(one.party)}"] if one.consigned is None else []),
    ]
    return f"; missing is the signature {', '.join(missing)}" if missing else ""


def _claim(of: Judged, addressee: str, filer: str) -> Iterator[str]:
    speaker, said = SAID[of.claim]
    by = {
        Speaker.FILER: plain(filer),
        Speaker.ADDRESSEE: plain(addressee),
        Speaker.UNIT: f"a unit of {plain(addressee)}",
        Speaker.ANYONE: "anyone",
    }[speaker]
    yield f'  "{said}" ({by}): {of.verdict.value}'
    yield f"    {plain(of.words)}"
    if of.missing is not None:
        yield f"    missing: {plain(of.missing)}"
