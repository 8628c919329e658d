"""Which evidence is there for or against each claim? Pieces are weighed; what the weight is worth stands in a table elsewhere.

A delivery is not believed because the cell says so: it counts only with the notice and the tries in the log before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from herald.acknowledgement.case import (
    Answered,
    Attempted,
    Case,
    Clock,
    Consigned,
    Counted,
    Deadline,
    Forwarded,
    Lapsed,
    Missed,
    Piece,
    Receipted,
    Stood,
    Succeeded,
    Wanted,
)
from herald.acknowledgement.claims import Claim, Level
from herald.acknowledgement.ladders import SETTLES, Answer, Channel, Manner, Step
from herald.agreement.model import Delivered as Measure
from herald.units import MINUTE, ClauseId, Instant
from herald.wording import exact

CLOCKS_APART = 5 * MINUTE
"""So far may a witness's clock be behind the cell's, which sealed a silence when the deadline was over by its own."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """How much evidence is there, by whose clock, and which entry carries it (None: none does)?

    `at` is when that was there; `named` is what the words name beside it.
    """

    level: Level
    clock: Clock
    entry: int | None
    at: Instant
    named: Mapping[str, str] = field(default_factory=dict)


def weigh(case: Case, claim: Claim) -> Weighed:
    """How much evidence is there for or against this claim?"""
    return _WEIGHED[claim](case)


def _by(level: Level, piece: Piece, **named: str) -> Weighed:
    """One piece carries it."""
    return Weighed(level, piece.clock, piece.index, piece.at, named)


def _by_nothing(level: Level, case: Case) -> Weighed:
    """No piece carries it: only the notice is there."""
    return Weighed(level, case.notice.clock, None, case.notice.at)


def _first(case: Case, test: Callable[[Piece], bool]) -> Piece | None:
    return next((piece for piece in case.pieces if test(piece)), None)


# -- Who filed it, and when -----------------------------------------------------------------------------------------------------


def _not_ours(case: Case) -> Weighed:
    """A confirmation is a signature of the filer, whatever it says before or after. Of several the first one."""
    if not case.entered:
        return _by(Level.SIGNED, case.notice)
    stood = [piece for piece in case.pieces if isinstance(piece.what, Stood)]
    confirmed = [piece for piece in stood if piece.what == Stood(True)]
    if stood:
        return _by(Level.CONFIRMED, confirmed[0]) if confirmed else _by(Level.DISOWNED, stood[0])
    return _by(Level.ENTERED, case.notice)


def _written_later(case: Case) -> Weighed:
    return _by(Level.SEALED, case.notice)


def _withdrawn(case: Case) -> Weighed:
    found = [(piece, piece.what) for piece in case.pieces if isinstance(piece.what, Succeeded)]
    for piece, what in sorted(found, key=lambda each: not each[1].shown):
        level = Level.SUCCEEDED if what.shown else Level.UNLINKED
        return _by(level, piece, action=what.action.value, received=exact(piece.received))
    return _by_nothing(Level.NOTHING, case)


# -- Delivery -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Available:
    """A delivery by `available` that the pieces bear out, or contradict: since when it was available, by whose clock."""

    piece: Piece
    since: Instant
    clock: Clock
    early: bool
    counts: bool


def _available(case: Case) -> _Available | None:
    """Was it available to the addressee? The first delivery that says so, that nothing contradicts, and that counts.

    It needs a try before it on each channel that the addressee had named by then. Available it was once all of that was in
    the log: by the witnesses' clocks where each piece was witnessed, else only by the cell's word.
    """
    said = [(piece, piece.what) for piece in case.pieces if isinstance(piece.what, Counted)]
    found = [
        _borne_out(piece, what, needed)
        for piece, what in said
        if what.by is Measure.AVAILABLE and (needed := _needed(case, piece.index)) is not None
    ]
    return min(found, key=lambda each: (each.early, not each.counts), default=None)


def _borne_out(piece: Piece, what: Counted, needed: tuple[Piece, ...]) -> _Available:
    seen = [each.witnessed for each in needed if each.witnessed is not None]
    whole = len(seen) == len(needed)
    since = max(seen) if whole else what.at
    clock = Clock.WITNESSED if whole else Clock.CELL
    return _Available(piece, since, clock, early=bool(seen) and what.at < max(seen), counts=what.counts)


def _needed(case: Case, before: int) -> tuple[Piece, ...] | None:
    """The notice, and the first try on each channel before this index; None where one of them was not tried."""
    pieces = [piece for piece in case.pieces if piece.index < before]
    tries = [(piece, piece.what) for piece in pieces if isinstance(piece.what, Attempted)]
    named = [piece.what.channels for piece in pieces if isinstance(piece.what, Wanted)]
    wanted = named[-1] if named else frozenset({Channel.DROP})
    first = {channel: next((at for at, what in tries if channel in what.channels), None) for channel in wanted}
    found = [at for at in first.values() if at is not None]
    return (case.notice, *found) if len(found) == len(first) else None


def _is_signed(piece: Piece) -> bool:
    return piece.what == Receipted(Manner.SIGNED)


def _is_attested(piece: Piece) -> bool:
    return isinstance(piece.what, Receipted) and not _is_signed(piece)


def _never_given(case: Case) -> Weighed:
    """By the strongest there is: what the addressee itself signed, what counts for it, what others attest, what was tried."""
    held = _held(case)
    if held is not None:
        return _by(Level.CONSIGNED if isinstance(held.what, Consigned) else Level.RECEIPTED, held)
    available = _available(case)
    if available is not None and not available.early:
        missed = _first(case, lambda piece: isinstance(piece.what, Missed))
        if missed is not None:
            return _by(Level.GAP, missed, delivery=str(available.piece.index))
        level = Level.AVAILABLE if available.counts else Level.UNCOUNTED
        return Weighed(level, available.clock, available.piece.index, available.since)
    if available is not None:
        return _by(Level.EARLY, available.piece)
    return _weakly_given(case)


def _held(case: Case) -> Piece | None:
    """The first piece by which the addressee itself says to have had it: its machine, or a person."""
    return _first(case, lambda piece: isinstance(piece.what, Consigned) or _is_signed(piece))


def _weakly_given(case: Case) -> Weighed:
    attested = _first(case, _is_attested)
    if attested is not None:
        return _by(Level.ATTESTED, attested)
    tried = _first(case, lambda piece: isinstance(piece.what, Attempted))
    return _by_nothing(Level.NOTHING, case) if tried is None else _by(Level.TRIED, tried)


def _never_seen(case: Case) -> Weighed:
    signed, attested = _first(case, _is_signed), _first(case, _is_attested)
    if signed is not None:
        return _by(Level.SIGNED, signed)
    return _by_nothing(Level.NOTHING, case) if attested is None else _by(Level.ATTESTED, attested)


def _told_before(case: Case) -> Weighed:
    """By the earliest time that witnesses vouch for; where they vouch for none, by the earliest that the cell says.

    What the addressee's machine says never to have got was not delivered by being available: what stands open of the one
    claim is not proved by the other.
    """
    had = list(_had(case))
    if not had:
        return _by_nothing(Level.NOTHING, case)
    at, entry, clock = min(had, key=lambda each: (each[2] is Clock.CELL, each[0], each[1]))
    if case.first is None:
        return Weighed(Level.UNTIMED, clock, entry, at)
    level = Level.BEFORE if at <= case.first else Level.AFTER
    return Weighed(level, clock, entry, at, {"first": exact(case.first)})


def _had(case: Case) -> Iterator[tuple[Instant, int, Clock]]:
    for piece in case.pieces:
        if isinstance(piece.what, Consigned) or _is_signed(piece):
            yield piece.at, piece.index, piece.clock
    available = _available(case)
    missed = any(isinstance(piece.what, Missed) for piece in case.pieces)
    if available is not None and available.counts and not available.early and not missed:
        yield available.since, available.piece.index, available.clock


# -- Answers --------------------------------------------------------------------------------------------------------------------


def _deadlines(case: Case) -> Mapping[ClauseId, Deadline]:
    """By when was an answer due, by clause? As the deliveries say; where none is here, as the silence itself does."""
    found = _set(case)
    for _, lapsed in _lapses(case):
        found.setdefault(lapsed.deadline.clause, lapsed.deadline)
    return found


def _set(case: Case) -> dict[ClauseId, Deadline]:
    """By when is an answer due by clause, as the first delivery says that names it?"""
    found: dict[ClauseId, Deadline] = {}
    for piece in case.pieces:
        for deadline in piece.what.due if isinstance(piece.what, Counted) else ():
            found.setdefault(deadline.clause, deadline)
    return found


def _lapses(case: Case) -> Iterator[tuple[Piece, Lapsed]]:
    """The silences that were sealed, at the deadline that was set.

    One at another instant than the delivery names says nothing. That witnesses saw one before the deadline was over is as if
    they had not seen it.
    """
    stated = _set(case)
    for piece in case.pieces:
        if not isinstance(piece.what, Lapsed):
            continue
        own = piece.what.deadline
        if stated.get(own.clause, own).at == own.at:
            early = piece.witnessed is not None and piece.witnessed < own.at - CLOCKS_APART
            yield replace(piece, witnessed=None) if early else piece, piece.what


def _answers(case: Case) -> list[tuple[Piece, Answered]]:
    return [(piece, piece.what) for piece in case.pieces if isinstance(piece.what, Answered)]


def _settles(answer: Answer, deadline: Deadline) -> bool:
    """Does the clause take this for an answer? Where its regime is not known, only what every regime takes for one."""
    return answer is not Answer.NOTED if deadline.regime is None else answer in SETTLES[deadline.regime]


def _in_time(piece: Piece, deadline: Deadline) -> bool:
    return piece.received <= deadline.at


def _never_answered(case: Case) -> Weighed:
    deadlines, answers = _deadlines(case), _answers(case)
    for piece, what in answers:
        deadline = None if what.clause is None else deadlines.get(what.clause)
        if deadline is not None and _settles(what.answer, deadline) and _in_time(piece, deadline):
            return _by(Level.SETTLED, piece, **_said(what), due=exact(deadline.at))
    for piece, lapsed in _lapses(case):
        return _silent(piece, lapsed.deadline, answers)
    if answers and not deadlines:
        return _by(Level.UNDATED, answers[0][0], **_said(answers[0][1]))
    return _by(Level.OPEN, answers[0][0]) if answers else _by_nothing(Level.OPEN, case)


def _silent(lapse: Piece, deadline: Deadline, answers: Iterable[tuple[Piece, Answered]]) -> Weighed:
    named = {"due": exact(deadline.at), "clause": deadline.clause}
    for piece, what in answers:
        if piece.index > lapse.index:
            late = {"late": str(piece.index), "late_at": exact(piece.received), "answer": what.answer.value}
            return _by(Level.LATE, lapse, **named, **late)
    return _by(Level.LAPSED, lapse, **named)


def _we_answered(case: Case) -> Weighed:
    """By the first answer; those that came after it are named with it, since one of them may be the one that was asked for."""
    deadlines, answers = _deadlines(case), _answers(case)
    for piece, what in answers[:1]:
        level, words = _answer(piece, what, deadlines)
        later = [f"; entry {each.index}: {_answer(each, more, deadlines)[1]}" for each, more in answers[1:]]
        return _by(level, piece, said=words, also="".join(later))
    for piece, lapsed in _lapses(case):
        return _by(Level.LAPSED, piece, due=exact(lapsed.deadline.at), clause=lapsed.deadline.clause)
    return _by_nothing(Level.OPEN, case)


def _answer(piece: Piece, what: Answered, deadlines: Mapping[ClauseId, Deadline]) -> tuple[Level, str]:
    """Was this answer in time, and how is it told?"""
    deadline = None if what.clause is None else deadlines.get(what.clause)
    told = "{answer} {under}".format_map(_said(what))
    if deadline is None:
        return Level.UNDATED, f"{told}, for which no time was set"
    in_time = _in_time(piece, deadline)
    due = f"due by {exact(deadline.at)}"
    return (Level.SETTLED, f"{told}, in time: {due}") if in_time else (Level.LATE, f"{told}, late: {due}")


def _said(what: Answered) -> dict[str, str]:
    under = "under no clause" if what.clause is None else f"under clause {what.clause}"
    return {"answer": what.answer.value, "under": under}


# -- Spread ---------------------------------------------------------------------------------------------------------------------


def _unit_not_told(case: Case) -> Weighed:
    """Units are counted by their names. Where a name is not revealed, nobody can tell whether all of them confirmed."""
    pieces = [(piece, piece.what) for piece in case.pieces if isinstance(piece.what, Forwarded)]
    if not pieces:
        return _by_nothing(Level.NOTHING, case)
    confirmed = [piece for piece, what in pieces if what.step is Step.CONFIRMED]
    named = {what.unit for _, what in pieces}
    if not confirmed:
        return _by(Level.TOLD, pieces[0][0])
    if None in named:
        return _by(Level.UNNAMED, confirmed[-1])
    so_many = {what.unit for _, what in pieces if what.step is Step.CONFIRMED}
    level = Level.CONFIRMED if so_many == named else Level.PARTLY
    return _by(level, confirmed[-1], confirmed=str(len(so_many)), units=str(len(named)))


_WEIGHED: Mapping[Claim, Callable[[Case], Weighed]] = {
    Claim.NOT_OURS: _not_ours,
    Claim.WRITTEN_LATER: _written_later,
    Claim.NEVER_GIVEN: _never_given,
    Claim.NEVER_SEEN: _never_seen,
    Claim.TOLD_BEFORE: _told_before,
    Claim.NEVER_ANSWERED: _never_answered,
    Claim.WE_ANSWERED: _we_answered,
    Claim.UNIT_NOT_TOLD: _unit_not_told,
    Claim.WITHDRAWN: _withdrawn,
}
