"""How is the hotline shown? What disclosure let out: the sides of a call beside each other, each under its own name.

Nothing here says what happened: each line is one side's account. A side that has sealed nothing is `not given`, wherever it stands.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from herald.acknowledgement import callwords
from herald.acknowledgement.hotline import (
    Account,
    Called,
    CallOnRecord,
    Check,
    Fate,
    Numbers,
    Place,
    Ringing,
    RosterOnRecord,
    Share,
    Side,
    Step,
    StopOnRecord,
    Unseen,
)
from herald.acknowledgement.stopcall import Line
from herald.disclosure.calls import CallShown, HotlineShown, RosterShown
from herald.formats.cardsheet import columns_of
from herald.formats.mission.words import EXERCISE
from herald.units import Instant, PartyId
from herald.wording import count, duration, exact, plain

NOT_GIVEN = "not given"
APART = "Each side's own account, by its own clock; nothing here joins them."
CLOCK_SET = "a clock was set meanwhile: nothing can be told of how long it took"
_NARROWEST = 36
"""Columns that a side needs to stand beside another; with less it stands below."""
_GUTTER = 2


# -- One call --------------------------------------------------------------------------------------------------------------


def call(of: CallShown, width: int = 80) -> str:
    """How does a call read? Its sides beside each other where they fit, then the clocks of a stop call. Ends with a newline."""
    lines = [
        *([EXERCISE, ""] if of.exercise else []),
        f"CALL {of.call.short}  ({of.call.number})",
        *(f"{label}: {text}" for label, text in _about(of.call)),
        APART,
        "",
        *_beside([_side(side) for side in of.call.sides], width),
    ]
    for stop in of.stops:
        lines += ["", *stop_call(stop, of.now)]
    return "\n".join(lines) + "\n"


def _about(of: CallOnRecord) -> Iterator[tuple[str, str]]:
    """What do its sides say that it is about? Each word once; if they differ, all of them."""
    steps = of.steps
    purposes = dict.fromkeys(step.purpose for step in steps if step.purpose is not None)
    notices = dict.fromkeys(str(step.of) for step in steps if step.of is not None)
    if purposes:
        yield "about", ", ".join(purposes)
    if notices:
        yield "the notice at index", ", ".join(notices)


def _side(of: Side) -> list[str]:
    parts = " and ".join(of.parts)
    name = f"{plain(of.party)} ({parts})" if parts else plain(of.party)
    if not of.is_given:
        return [name, NOT_GIVEN]
    return [name, *(line for step in of.steps for line in _step(step))]


def _step(of: Step) -> Iterator[str]:
    yield f"{exact(of.at)}  {of.what}"
    told = [
        ("to", ", ".join(map(plain, of.others))),
        ("channel", None if of.channel is None else plain(of.channel)),
        ("language", of.language),
        ("place", None if of.rung is None else f"{of.rung} of the roster: {of.result}"),
        ("persons", _persons(of)),
    ]
    yield from (f"  {label} {text}" for label, text in told if text)
    yield from (f"  {line}" for line in callwords.lines(of.words))
    yield f"  sealed at index {of.index}, received {exact(of.received)}"


def _persons(of: Step) -> str | None:
    if isinstance(of.persons, Unseen):
        return f"({of.persons.value})"
    return "; ".join(callwords.lines(of.persons)) or None


def _beside(blocks: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """These blocks in columns of the same width, or below each other where the page is too narrow."""
    wide = (width - _GUTTER * (len(blocks) - 1)) // max(1, len(blocks))
    if wide < _NARROWEST:
        for at, block in enumerate(blocks):
            yield from ([""] if at else [])
            yield from _folded(block, width)
        return
    for row in zip_longest(*(list(_folded(block, wide)) for block in blocks), fillvalue=""):
        yield (" " * _GUTTER).join(cell + " " * (wide - columns_of(cell)) for cell in row).rstrip()


def _folded(lines: Iterable[str], width: int) -> Iterator[str]:
    for line in lines:
        indent = len(line) - len(line.lstrip())
        yield from textwrap.wrap(
            line,
            width,
            initial_indent="",
            subsequent_indent=" " * (indent + 2),
            drop_whitespace=True,
            break_on_hyphens=False,
        ) or [""]


# -- Stop calls ------------------------------------------------------------------------------------------------------------


def stop_call(of: StopOnRecord, now: Instant) -> Iterator[str]:
    """How does a stop call stand with each party that was called, by each side's account?"""
    state = "OPEN" if of.is_open else "closed by its caller"
    about = "" if of.said.of is None else f", about the notice at index {of.said.of}"
    caller = plain(of.said.party)
    yield f"STOP CALL {of.call.short} of {caller}, {exact(of.said.at)}{about}: {state}"
    for each in of.called:
        ended = "" if each.ended is None or each.by_caller.stopped is not None else "; ended by the caller"
        yield f"  {plain(each.party)}{'' if each.is_open else ' (closed)'}"
        yield f"    by {caller}'s account: {_clock(each.by_caller, now)}{ended}"
        yield f"    by its own word, on the cell's clock: {_own(of, each, now)}"


def _own(of: StopOnRecord, each: Called, now: Instant) -> str:
    said = each.by_party.understood is not None or each.by_party.stopped is not None
    if said:
        return _clock(each.by_party, now)
    return "neither understood nor stopped was said" if of.call.side(each.party).is_given else NOT_GIVEN


def _clock(of: Account, now: Instant) -> str:
    found = of.clock(now)
    return CLOCK_SET if found is None else "; ".join(found.lines())


def script(lines: Sequence[Line]) -> str:
    """How does the script of a stop call read? What to do with each line, the card's number, its words; spelling below."""
    return "".join(f"{text}\n" for line in lines for text in _script_line(line))


def _script_line(of: Line) -> Iterator[str]:
    card = "" if of.card is None else str(of.card)
    yield f"{of.part.value.upper():<5} {card:<4} {of.words}".rstrip()
    yield from (f"{'':<11}{spelled}" for spelled in of.aloud)
    if of.phrase is not None:
        yield f"{'':<11}{of.phrase.words}"
        yield from [f"{'':<11}{of.phrase.aloud}"] if of.phrase.aloud else []


def ring(party: PartyId, roster: RosterOnRecord | None, ringing: Ringing | None) -> str:
    """Whom to ring of this party now, by its roster? One line."""
    if roster is None:
        return f"RING  {plain(party)}: no roster of it is in force here; ring as you know\n"
    if ringing is None:
        return f"      {plain(party)}: answered\n"
    held = roster.place(ringing.place)
    who = "its place cannot be read" if held is None else _place(held)
    return (
        f"RING  {plain(party)}: place {ringing.place} of {roster.count}: {who}; "
        f"if nobody answers within {duration(roster.rung_s)}, the next\n"
    )


def _place(of: Place) -> str:
    told = ["not stated" if each is None else plain(each) for each in (of.role, of.channel, of.reach, of.language)]
    return ", ".join([*told, *([] if of.person is None or isinstance(of.person, Unseen) else [plain(of.person)])])


# -- The hotline -----------------------------------------------------------------------------------------------------------


def hotline(of: HotlineShown) -> str:
    """How does the hotline stand? Open stop calls first, with their clocks. Ends with a newline."""
    is_open = [stop for stop in of.stops if stop.is_open]
    blocks = [
        [EXERCISE] if of.exercise else [],
        [line for stop in is_open for line in stop_call(stop, of.now)] or ["No stop call is open."],
        list(_line_checks(of)),
        [_listed(each) for each in reversed(of.calls)] or ["No calls."],
        list(_numbers(of.numbers)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _line_checks(of: HotlineShown) -> Iterator[str]:
    for check in of.checks:
        if check.fate is not Fate.DONE:
            yield f"LINE CHECK {_FATES[check.fate]}: {plain(check.party)}, due {exact(check.due)}{_later(check)}"
    for due in of.due:
        yield f"The line to {plain(due.party)} is to be tried out next at {exact(due.at)}."


_FATES = {Fate.MISSED: "MISSED", Fate.OPEN: "DUE NOW"}


def _later(of: Check) -> str:
    if of.fate is Fate.OPEN:
        return f", until {exact(of.end)}"
    sealed = "not sealed as missed yet" if of.missed is None else f"sealed at index {of.missed}"
    return f"; {sealed}" + ("" if of.done is None else f"; index {of.done}, entered later, says it was done")


def _listed(of: CallOnRecord) -> str:
    first, about = of.steps[0], "; ".join(f"{label} {text}" for label, text in _about(of))
    sides = ", ".join(f"{plain(side.party)}{'' if side.is_given else f' ({NOT_GIVEN})'}" for side in of.sides)
    return f"{of.short}  {exact(first.at)}  {sides}{f'; {about}' if about else ''}; {count(len(of.steps), 'step')}"


def _numbers(of: Numbers) -> Iterator[str]:
    yield f"{count(of.calls, 'call')}: of their sides {_share(of.given)} are given; {_share(of.read_back)} were read back"
    yield (
        f"{count(of.stop_calls, 'stop call')}: of the parties called {_share(of.understood)} had understood and "
        f"{_share(of.stopped)} had stopped by the callers' accounts; {_share(of.says_understood)} and "
        f"{_share(of.says_stopped)} by their own"
    )
    yield f"line checks whose time is over: {_share(of.checked)} done, {_share(of.missed)} missed"


def _share(of: Share) -> str:
    return f"{of.of:,} of {of.all:,}"


def roster(of: RosterShown) -> str:
    """Who is on duty for this party? Ends with a newline."""
    held = of.roster
    if held is None:
        return f"{plain(of.party)}: no roster is in force that can be shown\n"
    head = (
        f"{plain(of.party)}: from {exact(held.begins)} to {exact(held.ends)}, "
        f"each rung for {duration(held.rung_s)}; sealed at index {held.index}\n"
    )
    if isinstance(held.places, Unseen):
        return f"{head}  its {count(held.count, 'place')}: {held.places.value}\n"
    return head + "".join(f"  {at}. {_place(each)}\n" for at, each in enumerate(held.places, 1))
