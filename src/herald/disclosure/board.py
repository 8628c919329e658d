"""What stands on the board? First what needs somebody now, then what is live, then numbers with what they are a part of.

The cell's board is of everything. A party's is of its own notices, with how far they have come, and of those that are addressed to
it, with its own ladder alone. Of positions there are none: a notice is what was filed, not where anybody is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from herald.acknowledgement.hotline import StopOnRecord
from herald.acknowledgement.ladders import LAPSED
from herald.acknowledgement.numbers import Numbers, Outcomes, Reached, Said, numbers, outcomes
from herald.agreement.model import Regime
from herald.disclosure import calls, progress
from herald.disclosure.progress import DECIDED, OBJECTIONS, MovementShown, Recipient, by_notice, is_delivered, may_know
from herald.disclosure.viewer import Viewer
from herald.record.progress import Moment, StandingFacts, Way
from herald.record.rungs import Come, Open
from herald.units import HOUR, Instant, PartyId

SOON = HOUR
MOST_MOVEMENTS = 100
MOST_NEEDS = 50
"""Of each kind. How many are left out is said."""


class Need(StrEnum):
    """What needs somebody now? In the order in which it stands on the board."""

    OVERDUE = "deadline passed"
    SOON = "deadline within the hour"
    SILENCE = "no answer in time"
    OBJECTION = "objection"
    CONSENT = "consent asked"
    NOT_FORWARD = "not confirmed forward"
    NOT_DELIVERED = "not delivered"


@dataclass(frozen=True, slots=True)
class NeedShown:
    """What needs somebody: which notice, with which of its addressees. `due` is the earliest deadline, None where there is none."""

    what: Need
    movement: MovementShown
    about: tuple[Recipient, ...]
    due: Instant | None


@dataclass(frozen=True, slots=True)
class Counted:
    """Numbers of what is addressed to this party. None: of everything the viewer filed; on the cell's board of everything."""

    party: PartyId | None
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Board:
    """The board, for one viewer. `needs` are in the order of `Need`, each kind by its deadlines, then by when movements begin."""

    origin: str
    exercise: bool
    cell: PartyId
    viewer: PartyId | None
    now: Instant
    since: Instant
    size: int
    stops: tuple[StopOnRecord, ...]
    needs: tuple[NeedShown, ...]
    needs_left_out: int
    movements: tuple[MovementShown, ...]
    movements_left_out: int
    counted: tuple[Counted, ...]
    outcomes: Outcomes


def known(of: Iterable[Way], viewer: Viewer) -> tuple[Way, ...]:
    """Which of these notices may this viewer know?"""
    return tuple(way for way in of if may_know(way.filed.party, way.to, viewer))


def wanted(of: StandingFacts, viewer: Viewer) -> tuple[int, ...]:
    """Which notices must be opened, so that the board of this viewer can be drawn?"""
    ways = known(of.live, viewer)
    listed = (way.filed.index for way in ways[:MOST_MOVEMENTS])
    return tuple(dict.fromkeys([*listed, *(each.way.filed.index for each in _few(needs(ways, of, viewer)))]))


def board(of: StandingFacts, viewer: Viewer, hotline: calls.Facts | None = None) -> Board:
    """Which board may this viewer see? `of.read` must hold the notices that are `wanted`."""
    ways = known(of.live, viewer)
    asked, due = needs(ways, of, viewer), by_notice(of.due)
    few = _few(asked)
    shown = {
        way.filed.index: progress.movement(way, of.read[way.filed.index], viewer, due.get(way.filed.index, ()))
        for way in ways
        if way.filed.index in of.read
    }
    listed = [way.filed.index for way in ways[:MOST_MOVEMENTS]]
    stops = () if hotline is None else calls.hotline_shown(hotline, viewer, of.at.now, of.at.now).stops
    return Board(
        origin=of.at.origin,
        exercise=of.at.exercise,
        cell=of.at.cell,
        viewer=viewer.party,
        now=of.at.now,
        since=of.since,
        size=of.at.size,
        stops=tuple(stop for stop in stops if stop.is_open),
        needs=tuple(_shown(each, shown[each.way.filed.index]) for each in few),
        needs_left_out=len(asked) - len(few),
        movements=tuple(shown[index] for index in listed),
        movements_left_out=len(ways) - len(listed),
        counted=counted(ways, of.at, viewer),
        outcomes=came(of, viewer),
    )


# -- What needs somebody -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What a notice needs somebody for, with which of its addressees."""

    what: Need
    way: Way
    parties: tuple[PartyId, ...]
    due: Instant | None


def needs(ways: Iterable[Way], of: StandingFacts, viewer: Viewer) -> tuple[Asked, ...]:
    """What needs somebody, of these notices and the ladders that the viewer may see? In the order of the board."""
    due = by_notice(of.due)
    found: dict[Need, list[Asked]] = {what: [] for what in Need}
    for way in ways:
        for each in _of_one(way, due.get(way.filed.index, ()), viewer, of.at.now):
            found[each.what].append(each)
    for what in (Need.OVERDUE, Need.SOON, Need.CONSENT):
        found[what].sort(key=lambda each: (each.due is None, each.due))
    return tuple(each for asked in found.values() for each in asked)


def _of_one(way: Way, due: Sequence[Open], viewer: Viewer, now: Instant) -> Iterator[Asked]:
    """Each kind at most once, with everyone it is about."""
    seen = progress.ladders(way, viewer)
    may = {come.party for come in seen}
    open_ = [each for each in due if each.party in may]
    yield from _clocks(Need.OVERDUE, way, [each for each in open_ if each.at < now])
    yield from _clocks(Need.SOON, way, [each for each in open_ if now <= each.at <= now + SOON])
    yield from _found(Need.SILENCE, way, [come for come in seen if come.answer == LAPSED])
    yield from _found(Need.OBJECTION, way, [come for come in seen if come.answer in OBJECTIONS])
    yield from _clocks(Need.CONSENT, way, [each for each in open_ if each.regime is Regime.CONSENT])
    if way.consent:
        yield from _found(Need.CONSENT, way, [come for come in seen if come.answer not in DECIDED])
    yield from _found(Need.NOT_FORWARD, way, [come for come in seen if not come.told and not come.confirmed])
    yield from _found(Need.NOT_DELIVERED, way, [come for come in seen if not is_delivered(come, way.measure)])


def _clocks(what: Need, way: Way, due: Sequence[Open]) -> Iterator[Asked]:
    if due:
        asked = {each.party for each in due}
        parties = tuple(party for party in way.to if party in asked)
        yield Asked(what, way, parties, min(each.at for each in due))


def _found(what: Need, way: Way, come: Sequence[Come]) -> Iterator[Asked]:
    if come:
        yield Asked(what, way, tuple(each.party for each in come), None)


def _few(of: Iterable[Asked]) -> tuple[Asked, ...]:
    """The first of each kind."""
    numbered: defaultdict[Need, int] = defaultdict(int)
    few = []
    for each in of:
        numbered[each.what] += 1
        if numbered[each.what] <= MOST_NEEDS:
            few.append(each)
    return tuple(few)


def _shown(of: Asked, movement: MovementShown) -> NeedShown:
    about = tuple(each for each in movement.recipients if each.party in of.parties)
    return NeedShown(of.what, movement, about, of.due)


# -- Numbers -------------------------------------------------------------------------------------------------------------------


def counted(ways: Sequence[Way], at: Moment, viewer: Viewer) -> tuple[Counted, ...]:
    """What do these come to? Altogether, and for each party whose ladders the viewer may see, in the agreement's order.

    To a party: its own notices with everybody they are addressed to, and what is addressed to itself.
    """
    if viewer.party is not None:
        own = [way for way in ways if way.filed.party == viewer.party]
        to_it = [each for each in progress.reached(ways, viewer) if each.party == viewer.party]
        return (
            Counted(None, numbers(list(progress.reached(own, viewer)))),
            Counted(viewer.party, numbers(to_it)),
        )
    every = list(progress.reached(ways, viewer))
    of: defaultdict[PartyId, list[Reached]] = defaultdict(list)
    for each in every:
        of[each.party].append(each)
    return (Counted(None, numbers(every)), *(Counted(party, numbers(of[party])) for party in at.parties))


def came(of: StandingFacts, viewer: Viewer) -> Outcomes:
    """What came of what is over? Of its own notices a party hears what anyone said, of others what it said itself.

    That somebody spoke of a notice which is not over counts only where the viewer hears it.
    """
    over = {way.filed.index: way for way in known(of.over, viewer)}
    ways = over | {way.filed.index: way for way in known(of.spoken_of, viewer)}
    said = [each for each in of.outcomes if each.notice in ways and _may_hear(each, ways[each.notice], viewer)]
    return outcomes(said, {*over, *(each.notice for each in said)})


def _may_hear(said: Said, way: Way, viewer: Viewer) -> bool:
    return viewer.is_one_of([way.filed.party, said.party])
