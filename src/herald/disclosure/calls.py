"""What may be said of the hotline?

A call is known to the cell, and step by step to the party that sealed the step and to those whom the step names: what another side
said to a third it is not told, nor that there was anything. The words are theirs to read; who spoke on another side is not, and
stays with that side and the cell. A roster is for all for whom it was sealed: they must be able to ring. It shows them roles and
numbers; where a person is named, its own side and the cell alone see it. When its line is tried out a party knows too.

Everything is folded from the steps that the viewer may know, so that nothing else can show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from herald.acknowledgement import hotline
from herald.acknowledgement.hotline import (
    CallOnRecord,
    Check,
    Numbers,
    Place,
    Plan,
    RosterOnRecord,
    Step,
    StopOnRecord,
    Unseen,
)
from herald.disclosure.viewer import Viewer
from herald.units import FIRST_INSTANT, Instant, PartyId


@dataclass(frozen=True, slots=True)
class Facts:
    """What the record holds of the hotline, all of it. `cell` is the neutral one."""

    exercise: bool
    cell: PartyId
    steps: tuple[Step, ...]
    plans: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class CallShown:
    """One call, for one viewer, as it stands at `now`: its sides, and how a stop call stands if it is one."""

    exercise: bool
    now: Instant
    call: CallOnRecord
    stops: tuple[StopOnRecord, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """When is the line to this party tried out next?"""

    party: PartyId
    at: Instant


@dataclass(frozen=True, slots=True)
class HotlineShown:
    """The hotline, for one viewer, as it stands at `now`. Calls in the order of the log; line checks are apart from them."""

    exercise: bool
    now: Instant
    calls: tuple[CallOnRecord, ...]
    stops: tuple[StopOnRecord, ...]
    checks: tuple[Check, ...]
    due: tuple[Due, ...]
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class RosterShown:
    """Who is on duty for a party, as this viewer may know; None: no roster of it is in force that the viewer may know of."""

    party: PartyId
    roster: RosterOnRecord | None


def visible(steps: Iterable[Step], viewer: Viewer) -> tuple[Step, ...]:
    """Which steps may this viewer know, and what of them? Its own, and those that name it, without who spoke on the other side."""
    return tuple(
        step if viewer.is_one_of([step.party]) else replace(step, persons=_withheld(step))
        for step in steps
        if viewer.is_one_of([step.party, *step.others])
    )


def _withheld(_step: Step) -> Unseen:
    """The same whether persons were named, were not, or were erased since: even that would tell something of them."""
    return Unseen.WITHHELD


def hotline_shown(of: Facts, viewer: Viewer, now: Instant, since: Instant = FIRST_INSTANT) -> HotlineShown:
    """How does the hotline stand, as far as this viewer may know? Calls with a step received since then, and open stop calls."""
    steps = visible(of.steps, viewer)
    plans = tuple(plan for plan in of.plans if viewer.is_one_of([plan.party]))
    every = hotline.calls(steps)
    late = tuple(call for call in every if max(step.received for step in call.steps) >= since)
    tried = tuple(check for check in hotline.checks(plans, steps, of.cell, now) if check.end >= since)
    dues = [(party, hotline.next_due(plans, party, now)) for party in dict.fromkeys(plan.party for plan in plans)]
    return HotlineShown(
        exercise=of.exercise,
        now=now,
        calls=tuple(call for call in late if not _is_check(call)),
        stops=tuple(stop for stop in hotline.stops(every) if stop.is_open or stop.call in late),
        checks=tried,
        due=tuple(Due(party, at) for party, at in dues if at is not None),
        numbers=hotline.numbers(late, tried),
    )


def _is_check(call: CallOnRecord) -> bool:
    return all(step.what in {hotline.CHECKED, hotline.MISSED} for step in call.steps)


def call(of: Facts, viewer: Viewer, begins: str, now: Instant) -> tuple[CallShown, ...]:
    """Which calls that this viewer may know have a number that begins so? None, one, or several: then more of it must be said."""
    steps = (step for step in of.steps if step.call.startswith(begins))
    return tuple(
        CallShown(of.exercise, now, found, hotline.stops([found])) for found in hotline.calls(visible(steps, viewer))
    )


def roster(rosters: Iterable[RosterOnRecord], party: PartyId, viewer: Viewer, at: Instant) -> RosterShown:
    """Which roster of this party is in force at this instant, as far as this viewer may know?"""
    known = [each for each in rosters if viewer.is_one_of([each.party, *each.told])]
    found = hotline.on_duty(known, party, at)
    if found is None or viewer.is_one_of([party]) or isinstance(found.places, Unseen):
        return RosterShown(party, found)
    return RosterShown(party, replace(found, places=tuple(map(_without_person, found.places))))


def _without_person(place: Place) -> Place:
    return replace(place, person=Unseen.WITHHELD)
