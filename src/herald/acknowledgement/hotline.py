"""What was said over the hotline, by each side's own account; who is rung next; how long has it taken; was the line tried out?

A call is nobody's but of those who spoke in it, and each of them seals what it says. What one side says to have agreed with the
other is that side's account, and no more: the other says it itself, or it is *not given*. Nothing here joins the two.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from herald.acknowledgement.stopcall import Elapsed, elapsed
from herald.canonical import Json
from herald.units import SECOND, Instant, Microseconds, PartyId

START, RANG, READ_BACK, END = "start", "rang", "read-back", "end"
STOP, UNDERSTOOD, STOPPED = "stop", "understood", "stopped"
CHECKED, MISSED = "checked", "missed"
ANSWERED = "answered"
"""What is done in a call, as far as something follows from it: words of the record's own list of steps and results."""
BEGINNINGS = frozenset({START, STOP, CHECKED})
NUMBER_DIGITS, SHORT_DIGITS = 32, 6
"""A call's number, and how much of it is typed where nothing else begins so."""


class Unseen(StrEnum):
    """Why does a field not say anything here?"""

    ERASED = "erased"
    WITHHELD = "not for this viewer"


@dataclass(frozen=True, slots=True)
class Step:
    """One step, as its author sealed it at `index`: `at` by the author's own clock, `received` by the cell's.

    `others` are the sides that its author names; `rung` is a place of the roster, from 1. `persons` and `words` are None where
    none were stated.
    """

    index: int
    received: Instant
    at: Instant
    party: PartyId
    call: str
    what: str
    others: tuple[PartyId, ...]
    channel: str | None = None
    language: str | None = None
    of: int | None = None
    purpose: str | None = None
    result: str | None = None
    rung: int | None = None
    persons: Json | Unseen = None
    words: Json | Unseen = None


# -- A call, each side apart -----------------------------------------------------------------------------------------------


class Part(StrEnum):
    """Which part has a side in a call? It began it, or another that began it named it; both, where both rang."""

    CALLER = "caller"
    CALLED = "called"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a call, by its own account alone: its steps in the order of its own clock. None of them: *not given*."""

    party: PartyId
    parts: tuple[Part, ...]
    steps: tuple[Step, ...]

    @property
    def is_given(self) -> bool:
        """Has it sealed anything of this call?"""
        return bool(self.steps)

    def first(self, what: str, other: PartyId | None = None) -> Step | None:
        """When did it first say that this was done, and to this other side, if one is named? None if it never did."""
        return next(
            (step for step in self.steps if step.what == what and (other is None or other in step.others)), None
        )


@dataclass(frozen=True, slots=True)
class CallOnRecord:
    """A call: its sides in the order in which they come up in the log, never in that of their names."""

    number: str
    sides: tuple[Side, ...]

    @property
    def short(self) -> str:
        """By which figures is it typed?"""
        return self.number[:SHORT_DIGITS]

    @property
    def steps(self) -> tuple[Step, ...]:
        """All that was sealed of it, in the order of the log."""
        return tuple(sorted((step for side in self.sides for step in side.steps), key=lambda step: step.index))

    def side(self, party: PartyId) -> Side:
        """What does this party say of it? Nothing, if it is no side of it."""
        return next((side for side in self.sides if side.party == party), Side(party, (), ()))


def calls(steps: Iterable[Step]) -> tuple[CallOnRecord, ...]:
    """Which calls are these steps of? In the order of their first steps in the log."""
    of: dict[str, list[Step]] = {}
    for step in sorted(steps, key=lambda each: each.index):
        of.setdefault(step.call, []).append(step)
    return tuple(CallOnRecord(number, tuple(_sides(found))) for number, found in of.items())


def _sides(steps: Sequence[Step]) -> Iterator[Side]:
    """Everyone who sealed a step, and everyone whom a step names."""
    for party in dict.fromkeys(party for step in steps for party in (step.party, *step.others)):
        own = [step for step in steps if step.party == party]
        parts = (
            *([Part.CALLER] if any(step.what in BEGINNINGS for step in own) else []),
            *([Part.CALLED] if any(step.what in BEGINNINGS and party in step.others for step in steps) else []),
        )
        yield Side(party, parts, tuple(sorted(own, key=lambda step: (step.at, step.index))))


def others_of(call: CallOnRecord, party: PartyId) -> tuple[PartyId, ...]:
    """To whom does this party speak in this call? Whom it named itself, and who named it: not to others that were rung too."""
    mine = (other for step in call.steps if step.party == party for other in step.others)
    theirs = (step.party for step in call.steps if party in step.others)
    return tuple(dict.fromkeys([*mine, *theirs]))


# -- Stop calls ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Account:
    """By one side's account and one clock: since when a stop call runs, when it was understood, when it stopped. None: not said."""

    since: Instant
    understood: Instant | None
    stopped: Instant | None

    def clock(self, now: Instant) -> Elapsed | None:
        """How long did it take, or has it taken? None where the clock was set meanwhile, so that nothing can be told."""
        try:
            return elapsed(self.since, self.understood, self.stopped, now)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Called:
    """A party that a stop call was made to: by the caller's account, on the caller's clock, and by its own word, on the cell's.

    `ended` is when the caller closed the call with it.
    """

    party: PartyId
    by_caller: Account
    by_party: Account
    ended: Instant | None

    @property
    def is_open(self) -> bool:
        """Must somebody still ring? Until the caller says that it stopped, or ends the call: nobody else closes it."""
        return self.by_caller.stopped is None and self.ended is None


@dataclass(frozen=True, slots=True)
class StopOnRecord:
    """A stop call of one caller: its first word, and how it stands with each party that was called."""

    call: CallOnRecord
    said: Step
    called: tuple[Called, ...]

    @property
    def is_open(self) -> bool:
        """Is it open with any party?"""
        return any(each.is_open for each in self.called)


def stops(of: Iterable[CallOnRecord]) -> tuple[StopOnRecord, ...]:
    """Which of these calls are stop calls, and how do they stand?"""
    found = []
    for call in of:
        for caller in call.sides:
            said = caller.first(STOP)
            if said is not None:
                named = dict.fromkeys(other for step in caller.steps if step.what == STOP for other in step.others)
                found.append(StopOnRecord(call, said, tuple(_called(call, caller, party) for party in named)))
    return tuple(found)


def _called(call: CallOnRecord, caller: Side, party: PartyId) -> Called:
    begun, own = caller.first(STOP, party), call.side(party)
    assert begun is not None  # noqa: S101  the party is named by one
    theirs = [min(_received(own, what, caller.party), default=None) for what in (UNDERSTOOD, STOPPED)]
    return Called(
        party,
        Account(begun.at, _at(caller.first(UNDERSTOOD, party)), _at(caller.first(STOPPED, party))),
        Account(begun.received, *theirs),
        _at(caller.first(END, party)),
    )


def _received(side: Side, what: str, other: PartyId) -> Iterator[Instant]:
    return (step.received for step in side.steps if step.what == what and other in step.others)


def _at(step: Step | None) -> Instant | None:
    return None if step is None else step.at


# -- Whom to ring ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a roster, as far as it is stated: the next is its deputy. `person` is the name of whoever holds it."""

    role: str | None
    channel: str | None
    reach: str | None
    language: str | None
    person: str | Unseen | None = None


@dataclass(frozen=True, slots=True)
class RosterOnRecord:
    """Who is on duty for a party from one instant to another, both included. `told` are the parties it is addressed to."""

    index: int
    received: Instant
    party: PartyId
    begins: Instant
    ends: Instant
    rung_s: int
    count: int
    places: tuple[Place, ...] | Unseen
    told: tuple[PartyId, ...] = ()

    def place(self, number: int) -> Place | None:
        """Who is it at this place, counted from 1? None where that cannot be read."""
        places = () if isinstance(self.places, Unseen) else self.places
        return places[number - 1] if 1 <= number <= len(places) else None


def place(value: Json) -> Place:
    """Which place is stated by this item of a roster's field? What is no text is not stated."""
    held = value if isinstance(value, Mapping) else {}
    texts = [each if isinstance(each := held.get(name), str) else None for name in PLACE]
    return Place(*texts)


PLACE = ("role", "channel", "reach", "language", "person")


def on_duty(rosters: Iterable[RosterOnRecord], party: PartyId, at: Instant) -> RosterOnRecord | None:
    """Which roster of this party is in force at this instant? The one sealed last of those that hold then; None: none is."""
    held = [each for each in rosters if each.party == party and each.begins <= at <= each.ends]
    return max(held, key=lambda each: each.index, default=None)


@dataclass(frozen=True, slots=True)
class Try:
    """One place that was tried, and what came of it, by the caller's clock."""

    place: int
    at: Instant
    result: str


@dataclass(frozen=True, slots=True)
class Ringing:
    """Which place is to be rung now, since when, and from when on it is the next one's turn."""

    place: int
    since: Instant
    until: Instant


def tries(call: CallOnRecord, caller: PartyId, party: PartyId) -> tuple[Try, ...]:
    """Which places of this party did the caller try in this call, in the order of the caller's clock?"""
    return tuple(
        Try(step.rung or 1, step.at, step.result or "")
        for step in call.side(caller).steps
        if step.what == RANG and party in step.others
    )


def next_place(places: int, rung_s: int, begun: Instant, tried: Sequence[Try], now: Instant) -> Ringing | None:
    """Whom to ring now, of so many places, each for so many seconds? None once somebody has answered.

    The first from the beginning of the call on; behind a place that did not answer the next, from then on; and whoever is not
    heard of for the roster's time has had it. Behind the last comes the first again. A `now` before all of it counts as its end.

    >>> next_place(3, 30, Instant(0), [], Instant(31_000_000))
    Ringing(place=2, since=30000000, until=60000000)
    """
    last = tried[-1] if tried else None
    if last is not None and last.result == ANSWERED:
        return None
    first, since = (1, begun) if last is None else (last.place + 1 if last.place < places else 1, last.at)
    span = rung_s * SECOND
    gone = max(0, now - since) // span
    begins = Instant(since + gone * span)
    return Ringing((first - 1 + gone) % places + 1, begins, Instant(begins + span))


# -- The line, tried out -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """From `first` on, every so often, the cell tries out its line to this party, each time within the grace.

    It counts for what is due once it was sealed (`received`), and until the next one for the same party was.
    """

    index: int
    received: Instant
    party: PartyId
    first: Instant
    every: Microseconds
    grace: Microseconds


class Fate(StrEnum):
    """What became of a line check that was due?"""

    DONE = "done"
    MISSED = "missed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Check:
    """A line check that was due, in the closed interval [due, end]. `done` is the step that says so, `missed` the sealed miss.

    What was sealed as missed stays so; a step that says otherwise and came later stands beside it.
    """

    party: PartyId
    due: Instant
    end: Instant
    fate: Fate
    done: int | None
    missed: int | None


def checks(plans: Iterable[Plan], steps: Iterable[Step], cell: PartyId, now: Instant) -> tuple[Check, ...]:
    """Which line checks were due up to now, and what became of each? In the order of their ends; then of the log.

    Done: by a step of the cell whose own clock lies in the interval. A party's word that the line answered is its own account.
    """
    held = list(plans)
    tried: dict[PartyId, list[tuple[Instant, int]]] = {}
    sealed: dict[tuple[PartyId, Instant], int] = {}
    for step in steps:
        for party in step.others if step.party == cell else ():
            if step.what == CHECKED:
                tried.setdefault(party, []).append((step.at, step.index))
            elif step.what == MISSED:
                sealed.setdefault((party, step.at), step.index)
    times = {party: sorted(found) for party, found in tried.items()}
    due = sorted((Instant(at + plan.grace), plan.index, at, plan) for plan in held for at in _due(plan, held, now))
    return tuple(
        _check(plan.party, at, end, _within(times.get(plan.party, ()), at, end), sealed.get((plan.party, at)), now)
        for end, _, at, plan in due
    )


def _check(party: PartyId, due: Instant, end: Instant, done: int | None, missed: int | None, now: Instant) -> Check:
    is_open = done is None and now <= end
    fate = Fate.MISSED if missed is not None or (done is None and not is_open) else Fate.OPEN if is_open else Fate.DONE
    return Check(party, due, end, fate, done, missed)


def _due(plan: Plan, plans: Sequence[Plan], now: Instant) -> Iterator[Instant]:
    """At which instants up to now is a check due by this plan?"""
    after = [other.received for other in plans if other.party == plan.party and other.index > plan.index]
    last = min([now, *(Instant(received - 1) for received in after)])
    begun = -(-max(0, plan.received - plan.first) // plan.every)
    return (Instant(at) for at in range(plan.first + begun * plan.every, last + 1, plan.every))


def next_due(plans: Iterable[Plan], party: PartyId, now: Instant) -> Instant | None:
    """When is the line to this party to be tried out next, after now? None without a plan."""
    plan = max((each for each in plans if each.party == party), key=lambda each: each.index, default=None)
    if plan is None:
        return None
    after = max(now + 1, plan.received)
    return Instant(plan.first + max(0, -(-(after - plan.first) // plan.every)) * plan.every)


def _within(times: Sequence[tuple[Instant, int]], begin: Instant, end: Instant) -> int | None:
    """Which of these steps is the first in the closed interval?"""
    at = bisect_left(times, (begin, -1))
    return times[at][1] if at < len(times) and times[at][0] <= end else None


# -- Numbers ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """So many of how many: a number never stands without what it is a part of."""

    of: int
    all: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the hotline's calls come to. `given` are sides that sealed something, of all sides of all calls.

    `understood`, `stopped`: of the parties that stop calls were made to, by the caller's account; `says_*` by their own.
    """

    calls: int
    given: Share
    read_back: Share
    stop_calls: int
    understood: Share
    stopped: Share
    says_understood: Share
    says_stopped: Share
    checked: Share
    missed: Share


def numbers(of: Sequence[CallOnRecord], tried: Sequence[Check]) -> Numbers:
    """How many calls, how many sides are given, how many stop calls were understood, how many line checks done?"""
    spoken = [call for call in of if any(step.what in {START, STOP} for step in call.steps)]
    sides = [side for call in spoken for side in call.sides]
    found = stops(spoken)
    called = [each for stop in found for each in stop.called]
    decided = [check for check in tried if check.fate is not Fate.OPEN]

    def share(flags: Iterable[bool]) -> Share:
        counted = list(flags)
        return Share(sum(counted), len(counted))

    return Numbers(
        calls=len(spoken),
        given=share(side.is_given for side in sides),
        read_back=share(any(step.what == READ_BACK for step in call.steps) for call in spoken),
        stop_calls=len(found),
        understood=share(each.by_caller.understood is not None for each in called),
        stopped=share(each.by_caller.stopped is not None for each in called),
        says_understood=share(each.by_party.understood is not None for each in called),
        says_stopped=share(each.by_party.stopped is not None for each in called),
        checked=share(check.fate is Fate.DONE for check in decided),
        missed=share(check.fate is Fate.MISSED for check in decided),
    )
