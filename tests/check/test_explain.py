"""Does a certificate prove what it says? Every two pieces of every pair that cannot meet, in rationals.

That a stranger can recheck it from the files alone is tests/check/test_recheck.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise, product
from random import Random

import numpy as np
import pytest

from herald.check import meet
from herald.check.answer import Verdict
from herald.check.explain import Certificate, bound, explain, proved_m
from herald.check.pairs import check
from herald.check.world import world
from herald.geometry.place import Path
from herald.notice.model import ON_THE_GROUND, Notice, Route, Window, Windows
from tests.check.worlds import LIMITS, REGIONS, at, drawn, notice, place, spot


def certificates(region: str, seed: int, worlds: int = 4) -> Iterator[tuple[Certificate, bool]]:
    """The certificates of all pairs of some worlds, and whether the check lists the pair."""
    for number in range(worlds):
        notices = drawn(Random(f"{seed} {region} {number}"), region, 5, 0.1)
        listed = {(e.a, e.b) for e in check(notices, None, LIMITS).encounters}
        for a, b in combinations(notices, 2):
            if a.party != b.party:
                yield explain(a.id, b.id, notices, None, LIMITS), (a.id, b.id) in listed


def together(certificate: Certificate) -> set[tuple[int, int]]:
    """Which two pieces does no proof hold apart? Where a point is as far along as the one before, no piece lies between."""
    ones, others = (
        range(sum(one[0] < two[0] for one, two in pairwise(points)))
        for points in (certificate.points_a, certificate.points_b)
    )
    held = {
        pair
        for proof in certificate.proofs
        for pair in product(range(proof.a[0], proof.a[1] + 1), range(proof.b[0], proof.b[1] + 1))
    }
    return set(product(ones, others)) - held


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_every_two_pieces_of_a_pair_that_cannot_meet_are_in_a_proof(region: str, seed: int) -> None:
    runs = twos = 0
    for certificate, listed in certificates(region, seed, 8):
        assert (certificate.verdict is not Verdict.CANNOT_MEET) == listed
        assert bool(together(certificate)) == listed
        assert all(min(proof.weights) >= 0 and proof.spare_m > 0 for proof in certificate.proofs)
        of_runs = sum(proof.rule is None for proof in certificate.proofs)
        runs, twos = runs + of_runs, twos + len(certificate.proofs) - of_runs
    assert runs > 100
    assert twos > 10


UP_M, DOWN_M, LIMIT_M = 300.0, 300.0, 1000.0


def near_rows(region: str, seed: int) -> Iterator[tuple[tuple[float, ...], tuple[float, ...]]]:
    """Some pieces of different notices of a few worlds."""
    for number in range(3):
        legs = world(drawn(Random(f"{seed} {region} {number}"), region, 5, 0.1), None, LIMITS).legs
        rows, whose = [tuple(row) for row in legs.possible.tolist()], legs.notice.tolist()
        both = [(rows[i], rows[j]) for i, j in combinations(range(len(rows)), 2) if whose[i] != whose[j]]
        yield from Random(f"{seed} {number}").sample(both, min(len(both), 60))


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_two_pieces_have_a_bound_exactly_where_they_stay_apart(region: str, seed: int) -> None:
    bounds = turned = 0
    for a, b in near_rows(region, seed):
        planes = meet.time_and_height(a, b, UP_M, DOWN_M)
        apart = meet.closest(planes, meet.metric(a, b))[0] > LIMIT_M**2
        found = bound(a, b, UP_M, DOWN_M, LIMIT_M)
        assert (found is not None) == apart
        if found is not None:
            direction, multipliers, proved = found
            assert min(multipliers) >= 0
            assert proved_m(a, b, planes, direction, multipliers) == proved > LIMIT_M
            bounds += 1
        if found is not None and any(direction):
            x, y, z = direction
            assert proved_m(a, b, planes, (-x, -y, -z), multipliers) < LIMIT_M
            turned += 1
    assert bounds > 50
    assert turned > 5


def winding(seed: int, lat_deg: float, hours: float, vertices: int) -> Route:
    """A road of so many vertices 800 m apart, half an hour of slack at each."""
    rng = Random(seed)
    lats = np.cumsum([rng.uniform(-0.004, 0.004) for _ in range(vertices)]) + lat_deg
    places = tuple(place(10 + 0.01 * number, float(lat)) for number, lat in enumerate(lats))
    leaves = [hours + 0.05 * number for number in range(vertices)]
    windows = Windows(tuple(Window(at(hour), at(hour + 0.5)) for hour in leaves))
    return Route(places, Path.GEODESIC, windows, (ON_THE_GROUND,) * vertices)


@pytest.mark.parametrize(
    ("other", "proofs"),
    [
        pytest.param(winding(2, 50.0, 0.0, 2001), 1, id="another country"),
        pytest.param(winding(1, 45.0, 200.0, 2001), 1, id="the same road next week"),
        pytest.param(winding(1, 45.0, 2.0, 2001), 2000, id="the same road two hours behind"),
    ],
)
def test_two_notices_of_two_thousand_legs_have_a_short_certificate(other: Route, proofs: int) -> None:
    notices = [notice(1, "aster", winding(1, 45.0, 0.0, 2001)), notice(2, "birch", other)]
    certificate = explain(notices[0].id, notices[1].id, notices, None, LIMITS)
    assert certificate.verdict is Verdict.CANNOT_MEET
    assert (len(certificate.points_a), len(certificate.points_b)) == (2001, 2001)
    assert len(certificate.proofs) <= proofs
    assert all(proof.rule is None for proof in certificate.proofs)


def test_two_notices_of_one_party_are_not_explained(seed: int) -> None:
    rng = Random(seed)
    one, two = (notice(number, "aster", spot(rng, "mid")) for number in (1, 2))
    with pytest.raises(ValueError, match="of one party"):
        explain(one.id, two.id, [one, two], None, LIMITS)


def test_an_unknown_id_is_not_explained(seed: int) -> None:
    one: Notice = notice(1, "aster", spot(Random(seed), "mid"))
    with pytest.raises(KeyError):
        explain(one.id, one.id.replace("1", "9"), [one], None, LIMITS)  # type: ignore[arg-type]
