"""Does a certificate prove what it says? Every two pieces of every pair that cannot meet, by a box or a bound in rationals.

That a stranger can recheck it from the files alone is tests/check/test_recheck.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from math import inf
from random import Random

import numpy as np
import pytest

from herald.check import meet
from herald.check.answer import Verdict
from herald.check.explain import Bound, Certificate, Piece, explain, proved_m
from herald.check.pairs import check
from herald.geometry.ellipsoid import ecef
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


def row(piece: Piece) -> tuple[float, ...]:
    """The kernel's row of a piece, from nothing but what the certificate says of it."""
    lon0, lat0, lon1, lat1 = (np.array(degrees) for degrees in piece.places)
    start, end = ecef(lon0, lat0), ecef(lon1, lat1)
    earliest, latest = piece.earliest or (-inf, -inf), piece.latest or (inf, inf)
    ends = (earliest, latest, piece.low_m, piece.high_m)
    slopes = [0.0 if abs(first) == inf else last - first for first, last in ends]
    linear = [number for (first, _), slope in zip(ends, slopes, strict=True) for number in (first, slope)]
    return (*start.tolist(), *(end - start).tolist(), *linear)


def proves(certificate: Certificate, bound: Bound) -> bool:
    """Do the multipliers prove it, with half-planes made anew from the pieces?"""
    rule = certificate.rules[bound.rule]
    a, b = row(certificate.pieces_a[bound.a]), row(certificate.pieces_b[bound.b])
    up, down = (inf if margin is None else margin for margin in (rule.up_m, rule.down_m))
    planes = meet.time_and_height(a, b, up, down)
    proved = proved_m(a, b, planes, bound.direction, bound.multipliers)
    return all(multiplier >= 0 for _, multiplier in bound.multipliers) and proved > bound.limit_m


def together(certificate: Certificate) -> set[tuple[int, int]]:
    """Which two pieces does neither a box nor a bound hold apart?"""
    boxed = {
        pair
        for box in certificate.boxes
        for pair in product(range(box.a[0], box.a[1] + 1), range(box.b[0], box.b[1] + 1))
    }
    pairs = set(product(range(len(certificate.pieces_a)), range(len(certificate.pieces_b))))
    return pairs - boxed - {(bound.a, bound.b) for bound in certificate.bounds}


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_every_pair_that_cannot_meet_is_proved_piece_by_piece(region: str, seed: int) -> None:
    boxes = bounds = 0
    for certificate, listed in certificates(region, seed, 8):
        assert (certificate.verdict is not Verdict.CANNOT_MEET) == listed
        assert all(proves(certificate, bound) for bound in certificate.bounds)
        assert bool(together(certificate)) == listed
        boxes, bounds = boxes + len(certificate.boxes), bounds + len(certificate.bounds)
    assert boxes > 100
    assert bounds > 10


def test_a_bound_the_other_way_round_proves_nothing(seed: int) -> None:
    turned = [
        (bound, proves(certificate, Bound(**{**fields(bound), "direction": tuple(-x for x in bound.direction)})))
        for certificate, _ in certificates("mid", seed, 8)
        for bound in certificate.bounds
        if any(bound.direction)
    ]
    assert len(turned) > 10
    assert not any(proved for _, proved in turned)


def fields(bound: Bound) -> dict[str, object]:
    return {name: getattr(bound, name) for name in Bound.__slots__}


def winding(seed: int, lat_deg: float, hours: float, vertices: int) -> Route:
    """A road of so many vertices 800 m apart, half an hour of slack at each."""
    rng = Random(seed)
    lats = np.cumsum([rng.uniform(-0.004, 0.004) for _ in range(vertices)]) + lat_deg
    places = tuple(place(10 + 0.01 * number, float(lat)) for number, lat in enumerate(lats))
    leaves = [hours + 0.05 * number for number in range(vertices)]
    windows = Windows(tuple(Window(at(hour), at(hour + 0.5)) for hour in leaves))
    return Route(places, Path.GEODESIC, windows, (ON_THE_GROUND,) * vertices)


@pytest.mark.parametrize(
    ("other", "boxes"),
    [
        pytest.param(winding(2, 50.0, 0.0, 2001), 1, id="another country"),
        pytest.param(winding(1, 45.0, 200.0, 2001), 1, id="the same road next week"),
        pytest.param(winding(1, 45.0, 2.0, 2001), 2000, id="the same road two hours behind"),
    ],
)
def test_two_notices_of_two_thousand_legs_have_a_short_certificate(other: Route, boxes: int) -> None:
    notices = [notice(1, "aster", winding(1, 45.0, 0.0, 2001)), notice(2, "birch", other)]
    certificate = explain(notices[0].id, notices[1].id, notices, None, LIMITS)
    assert certificate.verdict is Verdict.CANNOT_MEET
    assert (len(certificate.pieces_a), len(certificate.pieces_b)) == (2000, 2000)
    assert len(certificate.boxes) <= boxes
    assert certificate.bounds == ()


def test_two_notices_of_one_party_are_not_explained(seed: int) -> None:
    rng = Random(seed)
    one, two = (notice(number, "aster", spot(rng, "mid")) for number in (1, 2))
    with pytest.raises(ValueError, match="of one party"):
        explain(one.id, two.id, [one, two], None, LIMITS)


def test_an_unknown_id_is_not_explained(seed: int) -> None:
    one: Notice = notice(1, "aster", spot(Random(seed), "mid"))
    with pytest.raises(KeyError):
        explain(one.id, one.id.replace("1", "9"), [one], None, LIMITS)  # type: ignore[arg-type]
