"""How does a handover read? Its sections in one order for everybody, what cannot wait first; the same on a page and a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from herald.acknowledgement.hotline import CallOnRecord
from herald.acknowledgement.ladderwords import came, clause, counted, no_answer_by
from herald.disclosure.boardwords import stop
from herald.disclosure.handover import ChangeShown, Handover, SilenceShown, Unanswered, Waiting
from herald.disclosure.saying import four, named
from herald.notice.model import Action
from herald.units import PartyId
from herald.wording import date_time_group

Section = tuple[str, tuple[str, ...]]
_DID = {Action.NEW: "filed", Action.REPLACE: "filed, in place of", Action.CANCEL: "filed, which cancels"}


def heading(of: Handover) -> str:
    """Of what, for whom, from when to when?"""
    seen_by = "the neutral cell" if of.viewer is None else named(of.viewer)
    times = f"{date_time_group(of.since)} to {date_time_group(of.now)}"
    return f"Handover of {of.origin}, seen by {seen_by}: {times}, {of.size:,} entries in the log"


def sections(of: Handover) -> tuple[Section, ...]:
    """What is told, list by list? What cannot wait comes first."""
    return (
        ("Open stop calls", tuple(stop(each) for each in of.stops if each.is_open)),
        ("Unanswered now, by deadline", tuple(map(_unanswered, of.unanswered))),
        ("Not delivered", tuple(map(_waiting, of.not_delivered))),
        ("Not confirmed forward", tuple(map(_waiting, of.not_forward))),
        ("Changed since", tuple(map(_change, of.changes))),
        ("Refused since", tuple(_refused(each.party, each.code, each.index) for each in of.refusals)),
        ("Silences sealed since", tuple(map(_silence, of.silences))),
        ("Called since", tuple(map(_call, of.calls))),
        (
            "Line checks missed since",
            tuple(f"{named(each.party)}, due {date_time_group(each.due)}" for each in of.missed),
        ),
        ("Missing from mirrors", tuple(_missing(of))),
        ("Witnesses", tuple(_witnesses(of))),
    )


def figures(of: Handover) -> tuple[Section, ...]:
    """The numbers, each with what it is a part of."""
    everything = "All notices, with all addressees" if of.viewer is None else f"Filed by {named(of.viewer)}"
    told = tuple(
        (
            everything if each.party is None else f"Addressed to {named(each.party)}",
            tuple(f"{label}: {text}" for label, text in counted(each.numbers)),
        )
        for each in of.counted
    )
    over = tuple(f"{label}: {text}" for label, text in came(of.outcomes))
    return (*told, ("Over since, and what came of it, as parties say", over))


def _change(of: ChangeShown) -> str:
    filed = of.filed
    what = _DID[filed.action] + ("" if filed.replaces is None else f" {named(filed.replaces)}")
    entered = ", entered by the cell" if of.entered else ""
    told = "".join(f"; {named(each.party)}: {four(each)[0]}, {four(each)[1]}" for each in of.cancel)
    return f"{date_time_group(of.received)} {named(filed.id)} of {named(filed.party)}: {what}{entered}{told}"


def _refused(party: PartyId, code: str, index: int) -> str:
    return f"an act of {named(party)}: {code} (entry {index})"


def _unanswered(of: Unanswered) -> str:
    asked = clause(named(of.clause), of.regime)
    return (
        f"by {date_time_group(of.due)}: {named(of.party)}, to {named(of.filed.id)} of {named(of.filed.party)} ({asked})"
    )


def _silence(of: SilenceShown) -> str:
    said = no_answer_by(of.due)
    return f"{named(of.party)}: {said}, to {named(of.filed.id)} of {named(of.filed.party)} (entry {of.index})"


def _waiting(of: Waiting) -> str:
    return f"{named(of.filed.id)} of {named(of.filed.party)}: {', '.join(map(named, of.with_))}"


def _call(of: CallOnRecord) -> str:
    sides = ", ".join(f"{named(each.party)}{'' if each.is_given else ' (not given)'}" for each in of.sides)
    return f"{date_time_group(of.steps[0].at)} call {of.short}: {sides}"


def _missing(of: Handover) -> Iterator[str]:
    for each in of.missing:
        yield f"{named(each.party)} was never shown number {each.number:,} addressed to it, in a log of {each.size:,} entries"


def _witnesses(of: Handover) -> Iterator[str]:
    if not of.witnesses:
        yield "the policy names none: only the cell's own clock and key stand behind the log"
        return
    quorum = (
        "the quorum has cosigned nothing" if of.quorum_size is None else _behind("the quorum", of.quorum_size, of.size)
    )
    yield quorum
    for each in of.witnesses:
        name = f"witness {named(each.name)}"
        yield f"{name} is not known to have cosigned" if each.size is None else _behind(name, each.size, of.size)


def _behind(who: str, size: int, now: int) -> str:
    missing = "nothing is missing" if size >= now else f"{now - size:,} entries are missing"
    return f"{who} has cosigned up to {size:,} of {now:,} entries: {missing}"


def waits(of: Handover) -> bool:
    """Is anything open that the next watch has to see to?"""
    stops = any(each.is_open for each in of.stops)
    return stops or bool(of.unanswered or of.not_delivered or of.not_forward)
