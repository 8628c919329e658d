"""Whom must the check be asked about? Most notices that arrive have nobody near them, and it need not look at those."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from herald.check.reach import Box, grown
from herald.units import PartyId


def near_each_other(
    boxes: Sequence[Sequence[Box]], parties: Sequence[PartyId], separation_m: float
) -> tuple[bool, ...]:
    """Could each of these notices be near another of them, of another party? By its boxes and its party.

    Whoever could be within `separation_m` of another is among them (:mod:`herald.check.reach`), and some who could not: each
    notice counts as one box about all of its own. A notice without boxes is near nobody.
    """
    placed = [place for place, own in enumerate(boxes) if own]
    about = np.array([_about(boxes[place]) for place in placed]).reshape(-1, 2, 4)
    wide = np.array([_about(grown(boxes[place], separation_m)) for place in placed]).reshape(-1, 2, 4)
    number = {party: number for number, party in enumerate(dict.fromkeys(parties))}
    whose = np.array([number[parties[place]] for place in placed], np.intp)
    near = whose[:, None] != whose
    for axis in range(4):
        near &= wide[:, None, 0, axis] <= about[:, 1, axis]
        near &= about[:, 0, axis] <= wide[:, None, 1, axis]
    found = {placed[row] for row in np.flatnonzero(near.any(axis=1) | near.any(axis=0)).tolist()}
    return tuple(place in found for place in range(len(boxes)))


def _about(boxes: Sequence[Box]) -> tuple[list[float], list[float]]:
    """The low and the high sides of one box about these."""
    sides = list(zip(*boxes, strict=True))
    return [min(low) for low in sides[::2]], [max(high) for high in sides[1::2]]
