"""Does a certificate prove what it says? Every bound of every pair that cannot meet, in exact rationals."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from random import Random

import numpy as np
import pytest

from herald.check.answer import Verdict
from herald.check.explain import Bound, Certificate, explain, proved_m
from herald.check.pairs import check
from herald.notice.model import Notice
from tests.check.worlds import LIMITS, REGIONS, drawn, notice, spot


def certificates(region: str, seed: int, worlds: int = 4) -> list[tuple[Certificate, bool]]:
    """The certificates of all pairs of some worlds, and whether the check lists the pair."""
    found = []
    for number in range(worlds):
        notices = drawn(Random(f"{seed} {region} {number}"), region, 5, 0.1)
        listed = {(e.a, e.b) for e in check(notices, None, LIMITS).encounters}
        for a, b in combinations(notices, 2):
            if a.party != b.party:
                found.append((explain(a.id, b.id, notices, None, LIMITS), (a.id, b.id) in listed))
    return found


def proves(bound: Bound) -> bool:
    """Do the multipliers prove it, without a float in the decision?"""
    if any(multiplier < 0 for multiplier in bound.multipliers):
        return False
    proved = proved_m(bound.planes, bound.plane, bound.direction, bound.multipliers)
    if bound.direction == (0.0, 0.0):
        return proved > 0
    length2 = Fraction(bound.direction[0]) ** 2 + Fraction(bound.direction[1]) ** 2
    return proved > 0 and proved**2 > Fraction(bound.limit_m) ** 2 * length2


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_every_pair_that_cannot_meet_is_proved_piece_by_piece(region: str, seed: int) -> None:
    judged = 0
    for certificate, listed in certificates(region, seed):
        assert (certificate.verdict is not Verdict.CANNOT_MEET) == listed
        if listed:
            continue
        assert all(proves(bound) for bound in certificate.bounds)
        outlines = [
            [number for number, piece in enumerate(side) if not piece.inside]
            for side in (certificate.pieces_a, certificate.pieces_b)
        ]
        proved = {(bound.a, bound.b) for bound in certificate.bounds}
        judged += len(proved)
        assert all((a, b) in proved for a in outlines[0] for b in outlines[1])
    assert judged > 100


def test_a_certificate_with_another_multiplier_proves_nothing(seed: int) -> None:
    """A multiplier with its sign turned is noticed."""
    rng = np.random.default_rng(seed)
    caught = tried = 0
    for certificate, listed in certificates("mid", seed):
        for bound in () if listed else certificate.bounds:
            used = [k for k, multiplier in enumerate(bound.multipliers) if multiplier]
            if not used:
                continue
            k = int(rng.choice(used))
            changed = tuple(-m if j == k else m for j, m in enumerate(bound.multipliers))
            tried += 1
            caught += not proves(replace(bound, multipliers=changed))
    assert caught == tried > 50


def test_two_notices_of_one_party_are_not_explained(seed: int) -> None:
    rng = Random(seed)
    one, two = (notice(number, "aster", spot(rng, "mid")) for number in (1, 2))
    with pytest.raises(ValueError, match="of one party"):
        explain(one.id, two.id, [one, two], None, LIMITS)


def test_an_unknown_id_is_not_explained(seed: int) -> None:
    one: Notice = notice(1, "aster", spot(Random(seed), "mid"))
    with pytest.raises(KeyError):
        explain(one.id, one.id.replace("1", "9"), [one], None, LIMITS)  # type: ignore[arg-type]
