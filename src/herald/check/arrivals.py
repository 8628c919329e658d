"""Whom could notices meet that arrive together? Each is held against all that stood before it in the log.

What the sequencer of a sealed record asks of the check: who meets whom, and no more. Where and when, and what would clear it, is
asked of :func:`herald.check.pairs.check` by whoever reads the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from herald.agreement.model import Agreement
from herald.check.answer import Limits, Verdict
from herald.check.asking import ask, by_notice, candidates_of_all
from herald.check.legs import Index
from herald.check.pairs import by_pair, shown
from herald.check.world import World, world
from herald.notice.model import Action, Notice
from herald.units import NoticeId


@dataclass(frozen=True, slots=True)
class Meeting:
    """One that arrives, by its place in the batch, and another that stood before it: could they meet, or can it not be told?"""

    arriving: int
    other: NoticeId
    verdict: Verdict


def meetings(
    arriving: Sequence[Notice], standing: Sequence[Notice], agreement: Agreement | None, limits: Limits
) -> tuple[Meeting, ...]:
    """Whom could each of these meet, of those that stand and of those that arrived before it?

    `arriving` is in the order of the log; all of `standing` stand before the first of them, and of these those may be left out that
    :mod:`herald.check.reach` finds near none. The answer is the same however the log is cut into batches: for each that arrives the
    pairs which a check of it and all that stands before it would list, with its verdicts; by place in the batch, then by id. What
    an arriving notice replaces or cancels stands until then, and for none that comes after. Parties are not held against
    themselves; cancels are held against nobody.
    """
    log = (*standing, *arriving)
    checked = [place for place, notice in enumerate(log) if notice.action is not Action.CANCEL]
    places = sorted(checked, key=lambda place: log[place].id)
    of = world([log[place] for place in places], agreement, limits)
    hits = ask(of, *_candidates(of, np.array(places, dtype=np.intp), _until(standing, arriving), len(standing)))
    found = []
    for a, b, rows in by_pair(of, hits):
        later, other = max((places[a], b), (places[b], a))
        could = bool(hits.certain[rows].any()) or shown(of, hits.take(rows)) is not None
        said = Verdict.COULD_MEET if could else Verdict.CANNOT_TELL
        found.append((later - len(standing), of.notices[other].id, said))
    return tuple(Meeting(*each) for each in sorted(found))


def _candidates(of: World, places: Index, until: Index, arriving: int) -> tuple[Index, Index]:
    """Which pairs of rows must be asked: of one from `arriving` on and one that stands before it? The row of the smaller id first.

    `places` (notices,) is where each notice of the world stands in the log, `until` (log,) up to where each stands.
    """
    earlier, later = candidates_of_all(of, places >= arriving)
    before, at = (places[of.legs.notice[rows]] for rows in (earlier, later))
    kept = (before < at) & (at < until[before])
    return by_notice(of, earlier[kept], later[kept])


def _until(standing: Sequence[Notice], arriving: Sequence[Notice]) -> Index:
    """Up to which place in the log does each notice stand? To that of the first of its own party to replace or cancel it.

    Of those that stand the caller has said so: only what arrives ends anything, and only what was filed before it.
    """
    log = (*standing, *arriving)
    until = np.full(len(log), len(log), np.intp)
    filed = {(notice.id, notice.party): place for place, notice in enumerate(standing)}
    for place, notice in enumerate(arriving, start=len(standing)):
        ended = None if notice.replaces is None else filed.get((notice.replaces, notice.party))
        if ended is not None:
            until[ended] = min(until[ended], place)
        filed[notice.id, notice.party] = place
    return until
