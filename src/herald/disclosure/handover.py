"""What is handed over to the next watch? What changed since, what is unanswered, what is not known to have arrived, who was called.

A party's handover is of what it may know anyway: its own notices and those that are addressed to it, its own ladder on these, its
own refusals, its own calls. How far the witnesses are everybody may know: a checkpoint carries their names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from herald.acknowledgement.hotline import CallOnRecord, Check, Fate, StopOnRecord
from herald.acknowledgement.numbers import Outcomes
from herald.agreement.model import Regime
from herald.disclosure import board, calls, progress
from herald.disclosure.board import Counted
from herald.disclosure.progress import Recipient, may_know
from herald.disclosure.viewer import Viewer
from herald.record.progress import Change, Missing, RefusalOf, WatchFacts, Way, WitnessFacts
from herald.record.rows import Filed
from herald.units import ClauseId, Instant, PartyId


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A notice that came since: what it did, and for a cancel how far it has come with those whose ladders the viewer may see."""

    filed: Filed
    received: Instant
    entered: bool
    cancel: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An answer is due from this party by this deadline, under this clause."""

    filed: Filed
    party: PartyId
    due: Instant
    clause: ClauseId
    regime: Regime


@dataclass(frozen=True, slots=True)
class SilenceShown:
    """No answer came from this party by this deadline; at which index that is sealed."""

    filed: Filed
    party: PartyId
    due: Instant
    clause: ClauseId
    index: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A live notice that is not known to have arrived, or to have gone forward, with these addressees."""

    filed: Filed
    with_: tuple[PartyId, ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """The handover, for one viewer; lists in the order of the log or of deadlines."""

    origin: str
    exercise: bool
    cell: PartyId
    viewer: PartyId | None
    since: Instant
    now: Instant
    size: int
    changes: tuple[ChangeShown, ...]
    refusals: tuple[RefusalOf, ...]
    unanswered: tuple[Unanswered, ...]
    silences: tuple[SilenceShown, ...]
    not_delivered: tuple[Waiting, ...]
    not_forward: tuple[Waiting, ...]
    calls: tuple[CallOnRecord, ...]
    stops: tuple[StopOnRecord, ...]
    missed: tuple[Check, ...]
    missing: tuple[Missing, ...]
    witnesses: tuple[WitnessFacts, ...]
    quorum_size: int | None
    counted: tuple[Counted, ...]
    outcomes: Outcomes


def handover(of: WatchFacts, viewer: Viewer, hotline: calls.Facts | None = None) -> Handover:
    """Which handover may this viewer see?"""
    stands = of.standing
    live = board.known(stands.live, viewer)
    every = {
        way.filed.index: way for way in board.known((*stands.live, *stands.over, *stands.spoken_of, *of.older), viewer)
    }
    rung = None if hotline is None else calls.hotline_shown(hotline, viewer, stands.at.now, stands.since)
    return Handover(
        origin=stands.at.origin,
        exercise=stands.at.exercise,
        cell=stands.at.cell,
        viewer=viewer.party,
        since=stands.since,
        now=stands.at.now,
        size=stands.at.size,
        changes=tuple(_change(each, viewer) for each in of.changes if may_know(each.filed.party, each.to, viewer)),
        refusals=tuple(each for each in of.refusals if viewer.is_one_of([each.party])),
        unanswered=tuple(_unanswered(of, every, viewer)),
        silences=tuple(_silences(of, viewer)),
        not_delivered=tuple(_waiting(board.Need.NOT_DELIVERED, live, of, viewer)),
        not_forward=tuple(_waiting(board.Need.NOT_FORWARD, live, of, viewer)),
        calls=() if rung is None else rung.calls,
        stops=() if rung is None else rung.stops,
        missed=() if rung is None else tuple(each for each in rung.checks if each.fate is Fate.MISSED),
        missing=tuple(each for each in of.missing if viewer.is_one_of([each.party])),
        witnesses=of.witnesses,
        quorum_size=of.quorum_size,
        counted=board.counted(live, stands.at, viewer),
        outcomes=board.came(stands, viewer),
    )


def _change(of: Change, viewer: Viewer) -> ChangeShown:
    way = Way(of.filed, of.come)
    shown = tuple(progress.recipient(way, come, viewer) for come in progress.ladders(way, viewer))
    return ChangeShown(of.filed, of.received, of.entered, shown)


def _unanswered(of: WatchFacts, ways: dict[int, Way], viewer: Viewer) -> Iterator[Unanswered]:
    """By deadline. Those of one instant stand as in the log, and those of one notice in the agreement's order."""
    order = {(index, party): at for index, way in ways.items() for at, party in enumerate(way.to)}
    for each in sorted(of.standing.due, key=lambda each: (each.at, each.of, order.get((each.of, each.party), 0))):
        way = ways.get(each.of)
        if way is None or not viewer.is_one_of([way.filed.party, each.party]):
            continue
        if each.clause is not None and each.regime is not None:
            yield Unanswered(way.filed, each.party, each.at, each.clause, each.regime)


def _silences(of: WatchFacts, viewer: Viewer) -> Iterator[SilenceShown]:
    for each in of.silences:
        if viewer.is_one_of([each.filed.party, each.party]):
            yield SilenceShown(each.filed, each.party, each.due, each.clause, each.index)


def _waiting(what: board.Need, live: Iterable[Way], of: WatchFacts, viewer: Viewer) -> Iterator[Waiting]:
    for each in board.needs(live, of.standing, viewer):
        if each.what is what:
            yield Waiting(each.way.filed, each.parties)
