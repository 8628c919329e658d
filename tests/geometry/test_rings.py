"""Rings: what is wrong with them, how they are drawn, what they contain; held against other ways of asking."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import example, given
from hypothesis import strategies as st

from herald.geometry.outline import outline
from herald.geometry.place import Path, Place, Polygon, Ring
from herald.geometry.rings import (
    beyond_lonlat,
    contained,
    contains,
    edge_fault,
    flat_ring,
    flatten,
    ring_fault,
)
from herald.units import NANODEGREES

EARTH = Geodesic.WGS84
TURN = 360 * NANODEGREES


def ring(*degrees: tuple[float, float]) -> Ring:
    return tuple(Place(round(lon * NANODEGREES), round(lat * NANODEGREES)) for lon, lat in degrees)


def inside(polygon: Polygon, *degrees: tuple[float, float]) -> list[bool]:
    lon, lat = np.array(degrees, dtype=float).T
    return [bool(answer) for answer in contains(polygon, lon, lat)]


# --- faults ---

SQUARE = ring((0, 0), (1, 0), (1, 1), (0, 1))

SOUND = {
    "a square": SQUARE,
    "a square with its first place repeated at the end": (*SQUARE, SQUARE[0]),
    "places repeated one after the other": ring((0, 0), (0, 0), (1, 0), (1, 1), (1, 1), (0, 1)),
    "a triangle over the antimeridian": ring((179, 0), (-179, 1), (-179, -1)),
    "a ring round the north pole": ring((0, 80), (120, 80), (-120, 80)),
    "a ring round the south pole": ring((0, -80), (120, -80), (-120, -80)),
    "a spiral of two turns round the pole that comes back beside itself": ring(
        *((t, 80 - t / 100) for t in range(0, 700, 30)), *((t, 79.5 - t / 100) for t in range(690, -1, -30))
    ),
    "a collinear place on an edge": ring((0, 0), (0, 1), (0, 2), (1, 1)),
}


@pytest.mark.parametrize("path", Path)
@pytest.mark.parametrize("name", SOUND)
def test_a_sound_ring_has_no_fault(name: str, path: Path) -> None:
    assert ring_fault(SOUND[name], path) is None


FAULTY = {
    "fewer than three distinct places": ring((0, 0), (1, 1), (0, 0), (1, 1)),
    "encloses no area": ring((0, 0), (1, 0), (2, 0)),
    "edges 0 and 2 cross or touch": ring((0, 0), (1, 1), (1, 0), (0, 1)),
    "edges 1 and 3 cross or touch": ring((0, 0), (2, 0), (2, 2), (3, 2), (1, 1), (0, 2)),
    "winds 2 times round the Earth": ring((0, 60), (120, 60), (-120, 60), (0, 50), (120, 50), (-120, 50)),
    "winds round the Earth as near to one pole as to the other": ring((0, 0), (120, 0), (-120, 0)),
}


@pytest.mark.parametrize("path", Path)
@pytest.mark.parametrize("fault", FAULTY)
def test_a_faulty_ring_is_told_its_fault(fault: str, path: Path) -> None:
    assert ring_fault(FAULTY[fault], path) == fault


def test_a_spike_folds_back_upon_itself() -> None:
    assert ring_fault(ring((0, 0), (3, 0), (1, 0), (1, 1)), Path.LONLAT) == "edges 0 and 1 cross or touch"
    assert ring_fault(ring((0, 0), (0, 3), (0, 1), (1, 1)), Path.GEODESIC) == "edges 0 and 1 cross or touch"


def test_a_ring_that_overlaps_itself_after_a_whole_turn_crosses_itself() -> None:
    overlapping = ring(*((t, 70) for t in range(0, 400, 40)), *((t, 71) for t in range(360, -1, -40)))
    assert "cross or touch" in str(ring_fault(overlapping, Path.LONLAT))


def test_an_edge_of_half_a_turn_is_ambiguous_in_longitude_and_latitude_but_not_along_a_geodesic() -> None:
    over_the_pole = ring((0, 80), (180, 80), (-90, 80))
    assert ring_fault(over_the_pole, Path.LONLAT) == (
        "edge 0 is exactly 180 degrees of longitude from end to end with path lonlat"
    )
    assert ring_fault(over_the_pole, Path.GEODESIC) is None


def test_opposite_ends_of_the_earth_have_no_one_shortest_line() -> None:
    opposite = "from end to opposite end of the Earth, where no one line is the shortest"
    for a, b in (
        ring((10, 20), (-170, -20)),
        ring((0, 0), (179.7, 0)),
        ring((0, 5), (-179.5, -5)),
        ring((0, 90), (7, -90)),
    ):
        assert edge_fault(a, b, Path.GEODESIC) == opposite
    for a, b in (
        ring((0, 0), (179.3, 0)),
        ring((0, 0.1), (180, 0.1)),
        ring((0, 5), (-179.3, -5)),
        ring((0, -5), (0, 5)),
    ):
        assert edge_fault(a, b, Path.GEODESIC) is None


def test_lonlat_edges_end_at_89_degrees() -> None:
    limit, beyond = Place(0, 89 * NANODEGREES), Place(0, -89 * NANODEGREES - 1)
    assert not beyond_lonlat(limit)
    assert beyond_lonlat(beyond)
    assert edge_fault(limit, Place(5, 0), Path.LONLAT) is None
    assert edge_fault(beyond, Place(5, 0), Path.LONLAT) == "poleward of 89 degrees with path lonlat"
    assert edge_fault(beyond, Place(5, 0), Path.GEODESIC) is None


def test_a_ring_may_run_through_a_pole_once_but_not_twice() -> None:
    assert ring_fault(ring((0, 80), (0, 90), (90, 80)), Path.GEODESIC) is None
    bow_tie = ring((0, 80), (0, 90), (90, 80), (100, 85), (0, 90), (-60, 80))
    assert ring_fault(bow_tie, Path.GEODESIC) == "touches itself at a pole"


def test_geodesic_outlines_of_many_turns_are_refused_before_they_are_drawn() -> None:
    comb = ring(
        *(pair for i in range(3000) for pair in ((0.0, -60 + i * 1e-3), (170.0, -60 + i * 1e-3 + 5e-4))), (-5, 0)
    )
    assert ring_fault(comb, Path.GEODESIC) == "geodesic edges longer together than 400,000 km"


def crossing_brute(points: list[tuple[int, int]]) -> bool:
    """Do any two edges of this closed chain share a place they should not? Parameters in fractions, each with each."""
    edges = [(a, b) for a, b in pairwise([*points, points[0]]) if a != b]
    for (i, first), (j, second) in combinations(enumerate(edges), 2):
        shared = shared_places(first, second)
        joint = {first[1]} if j == i + 1 else {second[1]} if (i, j) == (0, len(edges) - 1) else set()
        if len(edges) == 2 or shared is None or shared - joint:
            return True
    return False


def shared_places(
    first: tuple[tuple[int, int], tuple[int, int]], second: tuple[tuple[int, int], tuple[int, int]]
) -> set[tuple[Fraction, Fraction]] | None:
    """The places two closed segments share: none, one, or (None) a whole piece."""
    (ax, ay), (bx, by) = first
    (cx, cy), (dx, dy) = second
    ux, uy, vx, vy, wx, wy = bx - ax, by - ay, dx - cx, dy - cy, cx - ax, cy - ay
    if det := ux * vy - uy * vx:
        s, t = Fraction(wx * vy - wy * vx, det), Fraction(wx * uy - wy * ux, det)
        return {(ax + s * ux, ay + s * uy)} if 0 <= s <= 1 and 0 <= t <= 1 else set()
    if ux * wy - uy * wx:
        return set()
    size = ux * ux + uy * uy
    low, high = sorted(Fraction(ux * (x - ax) + uy * (y - ay), size) for x, y in second)
    low, high = max(low, Fraction(0)), min(high, Fraction(1))
    if low > high:
        return set()
    return {(ax + low * ux, ay + low * uy)} if low == high else None


lattice = st.tuples(st.integers(0, 4), st.integers(0, 4))


@given(st.lists(lattice, min_size=3, max_size=9), st.sampled_from([1, 7, 20_000_000_003]), st.integers(0, 3))
@example([(0, 0), (4, 0), (2, 2), (4, 4), (0, 4), (2, 2)], 20_000_000_003, 0)
def test_crossings_are_those_that_fractions_find(corners: list[tuple[int, int]], scale: int, lean: int) -> None:
    # Products of differences reach 1.6e21 at the largest scale: floats and 64-bit integers both lose them.
    points = [(scale * x + lean * y, scale * y - 40_000_000_000 * (scale > 7) + lean * x) for x, y in corners]
    places = tuple(Place(x, y) for x, y in points)
    assert (ring_fault(places, Path.LONLAT) is not None) == (len(set(points)) < 3 or crossing_brute(points))


def test_the_side_of_a_place_is_found_where_products_of_22_digits_differ_by_one() -> None:
    # Consecutive Fibonacci numbers: F53 F51 - F52 F52 = 1 and F53 F50 - F52 F51 = -1, so both places are as near to the
    # line from the origin to (F53, F52) as places of this size can be, on either side.
    f50, f51, f52, f53 = 12586269025, 20365011074, 32951280099, 53316291173
    edge, roof = (Place(0, 0), Place(f53, f52)), (Place(f53, 80 * NANODEGREES), Place(0, 80 * NANODEGREES))
    above, below = Place(f52, f51), Place(f51, f50)
    assert ring_fault((*edge, roof[0], above, roof[1]), Path.LONLAT) is None
    assert ring_fault((*edge, roof[0], below, roof[1]), Path.LONLAT) == "edges 0 and 2 cross or touch"


def test_one_unit_decides_whether_a_place_touches_an_edge() -> None:
    edge, roof = ring((0, 0), (150, 0)), ring((150, 10), (0, 10))
    on, above = Place(75 * NANODEGREES, 0), Place(75 * NANODEGREES, 1)
    assert ring_fault((*edge, roof[0], above, roof[1]), Path.LONLAT) is None
    assert ring_fault((*edge, roof[0], on, roof[1]), Path.LONLAT) == "edges 0 and 2 cross or touch"


def wavy(n: int) -> tuple[np.ndarray, np.ndarray]:
    turn = np.linspace(0, 2 * np.pi, n, endpoint=False)
    reach = 1 + 0.1 * np.cos(50 * turn)
    return 30 + reach * np.cos(turn), 50 + reach * np.sin(turn)


@pytest.mark.parametrize("path", Path)
def test_one_crossing_among_a_hundred_thousand_edges_is_found(path: Path) -> None:
    lon, lat = wavy(100_000)
    sound = ring(*zip(lon, lat, strict=True))
    assert ring_fault(sound, path) is None
    swapped = (*sound[:70_000], sound[70_001], sound[70_000], *sound[70_002:])
    assert "cross or touch" in str(ring_fault(swapped, path))


def test_an_outline_whose_boxes_all_overlap_is_judged_within_bounded_memory() -> None:
    teeth = [corner for i in range(400) for corner in ((i * 1e-3, i * 1e-6), (40.0003 + i * 1e-3, 40.0))]
    comb = ring(*teeth, (41.0, 0.0), (2.0, -1.0))
    assert ring_fault(comb, Path.LONLAT) is None
    assert "cross or touch" in str(ring_fault((*comb[:-1], *ring((2.0, 20.0))), Path.LONLAT))


# --- drawing ---


def off_the_geodesic_m(a: Place, b: Place, lon: float, lat: float) -> float:
    """How far is a place from the geodesic between two others? By narrowing down along it."""
    line = EARTH.InverseLine(*(value / NANODEGREES for value in (a.lat_e9, a.lon_e9, b.lat_e9, b.lon_e9)))

    def off(metres: float) -> float:
        at = line.Position(metres)
        return float(EARTH.Inverse(at["lat2"], at["lon2"], lat, lon)["s12"])

    steps = np.linspace(0, line.s13, 60)
    best = int(np.argmin([off(s) for s in steps]))
    low, high = steps[max(0, best - 1)], steps[min(59, best + 1)]
    for _ in range(60):
        left, right = low + (high - low) * 0.382, low + (high - low) * 0.618
        low, high = (low, right) if off(left) < off(right) else (left, high)
    return off((low + high) / 2)


LONG_EDGES = {
    "mid-latitude": ring((10, 50), (14, 51), (12, 53)),
    "over the antimeridian": ring((178, -40), (-177, -42), (-178, -38)),
    "along the equator and off it": ring((0, 0), (20, 0), (10, 15)),
    "200 m past the pole": ring((0, 88), (179.9, 88), (-90, 87)),
    "30 cm past the pole": ring((0, 89.9), (179.998, 89.9), (-90, 89.8)),
    "between hemispheres": ring((0, -20), (40, 35), (-10, 30)),
}


@pytest.mark.parametrize("name", LONG_EDGES)
def test_a_drawn_geodesic_departs_from_the_true_one_by_at_most_5_cm(
    name: str, judged: Callable[[str, int], None]
) -> None:
    corners = LONG_EDGES[name]
    drawn = outline(corners, Path.GEODESIC)
    flat = np.column_stack([drawn.x, drawn.y]) / NANODEGREES
    np.testing.assert_array_equal(flat_ring(corners, Path.GEODESIC)[: len(flat)], flat)
    rng = np.random.default_rng(7)
    # Pieces close to the pole are the hard ones: half of the sample is taken there.
    hard = np.argsort(-np.abs(flat[:-1, 1]))[:200]
    for piece in np.concatenate([rng.choice(len(flat) - 1, 15), rng.choice(hard, 15)]):
        lon, lat = flat[piece] + rng.uniform(0.3, 0.7) * (flat[piece + 1] - flat[piece])
        edge = int(drawn.edges[piece])
        assert off_the_geodesic_m(corners[edge], corners[(edge + 1) % len(corners)], lon, lat) <= 0.0501
    judged("geographiclib", 30)


def test_an_edge_that_misses_the_pole_by_a_hair_is_drawn_with_few_pieces() -> None:
    a_hair = (
        Place(0, 89_999_000_000),
        Place(180 * NANODEGREES - 1, 89_999_000_000),
        Place(-90 * NANODEGREES, 89_998_000_000),
    )
    assert len(flat_ring(a_hair, Path.GEODESIC)) < 1000


def test_a_ring_straight_in_longitude_and_latitude_is_drawn_as_it_is() -> None:
    assert flat_ring(ring((179, 0), (-179, 0), (-179, 1)), Path.LONLAT).tolist() == [
        [179, 0],
        [181, 0],
        [181, 1],
        [179, 0],
    ]


@pytest.mark.parametrize(("lat", "pole"), [(80, 90), (-80, -90)])
def test_a_ring_that_winds_is_closed_through_the_nearer_pole(lat: float, pole: float) -> None:
    flat = flat_ring(ring((0, lat), (120, lat), (-120, lat)), Path.LONLAT)
    assert flat.tolist() == [[0, lat], [120, lat], [240, lat], [360, lat], [360, pole], [0, pole], [0, lat]]


# --- inside ---


@pytest.mark.parametrize("path", Path)
def test_the_boundary_is_inside_and_so_is_the_boundary_of_a_hole(path: Path) -> None:
    polygon = Polygon((SQUARE, ring((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6))), path)
    assert inside(polygon, (0, 0), (1, 1), (0.5, 0), (0, 0.5), (0.4, 0.4), (0.4, 0.5), (0.6, 0.45)) == [True] * 7
    assert inside(polygon, (0.5, 0.5), (0.41, 0.5), (-1e-8, 0.5), (0.5, -1e-8), (0.2, 0.5)) == [False] * 4 + [True]


def test_longitudes_may_be_written_in_any_convention() -> None:
    polygon = Polygon((ring((179, 0), (-179, 0), (-179, 1), (179, 1)),), Path.LONLAT)
    assert inside(polygon, (180, 0.5), (-180, 0.5), (540, 0.5), (179, 0.5), (-181, 0.5), (181, 0.5)) == [True] * 6
    assert inside(polygon, (0, 0.5), (178.9, 0.5), (-178.9, 0.5), (181.1, 0.5)) == [False] * 4


@pytest.mark.parametrize("path", Path)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_ring_round_a_pole_holds_that_pole_and_not_the_other(path: Path, sign: int) -> None:
    polygon = Polygon((ring((0, 80 * sign), (120, 80 * sign), (-120, 80 * sign)),), path)
    assert inside(polygon, (0, 90 * sign), (77, 90 * sign), (-180, 89.99 * sign)) == [True] * 3
    assert inside(polygon, (0, -90 * sign), (45, 0), (45, 79.9 * sign), (60, 79.9 * sign)) == [False] * 4


def test_a_ring_through_the_pole_holds_it_on_its_boundary_and_one_side_only() -> None:
    over = Polygon((ring((0, 80), (180, 80), (-90, 80)),), Path.GEODESIC)
    at_vertex = Polygon((ring((0, 80), (57, 90), (120, 80), (-120, 80)),), Path.GEODESIC)
    assert inside(over, (33, 90), (-90, 85), (-1, 85), (181, 85)) == [True] * 4
    assert inside(over, (90, 85), (1, 85), (179, 85), (90, 89.9999), (0, -90)) == [False] * 5
    assert inside(at_vertex, (33, 90), (-120, 85), (180, 89), (0, 85), (119.9, 85)) == [True] * 4 + [False]


def test_a_ring_through_one_pole_that_runs_mostly_by_the_other_encloses_neither() -> None:
    slice_of_240_degrees = ring((0, 80), (0, 90), (120, 80), (120, -70), (-120, -70), (0, -70))
    polygon = Polygon((slice_of_240_degrees,), Path.GEODESIC)
    assert ring_fault(slice_of_240_degrees, Path.GEODESIC) is None
    assert inside(polygon, (180, 0), (-60, 60), (5, 90), (60, 0), (180, -89), (0, -90)) == [True] * 3 + [False] * 3


def test_a_ring_that_backtracks_across_its_own_first_meridian_is_read_rightly() -> None:
    # The seam from (0, 80) to the pole is crossed by the tongue at latitude 85, which must not count as boundary.
    tongue = ring((0, 80), (20, 80), (20, 84), (-20, 84), (-20, 85), (40, 85), (40, 80), (120, 80), (-120, 80))
    polygon = Polygon((tongue,), Path.LONLAT)
    assert ring_fault(tongue, Path.LONLAT) is None
    assert inside(polygon, (0, 82), (0, 84.5), (0, 86), (30, 82), (30, 86), (-10, 83)) == [
        True,
        False,
        True,
        False,
        True,
        True,
    ]


def test_a_zone_of_several_polygons_holds_what_any_of_them_holds() -> None:
    east = Polygon((ring((10, 0), (11, 0), (11, 1)),), Path.LONLAT)
    zone = [flatten(Polygon((SQUARE,), Path.LONLAT)), flatten(east)]
    assert contained(zone, np.array([0.5, 10.9, 5.0]), np.array([0.5, 0.5, 0.5])).tolist() == [True, True, False]
    assert contained([], np.array([0.5]), np.array([0.5])).tolist() == [False]


# --- inside, against winding numbers in another plane ---


def star(rng: np.random.Generator, lon: float, lat: float, radius_m: float, n: int) -> Ring:
    """A ring that winds once round a place, in and out between 0.45 and 1 of a radius."""
    bearings = np.sort(rng.uniform(0, 360 / n, n) + np.arange(n) * 360 / n)
    ends = [EARTH.Direct(lat, lon, b, radius_m * rng.uniform(0.45, 1)) for b in bearings]
    return ring(*((end["lon2"], end["lat2"]) for end in ends))


def dense(corners: Ring, path: Path, steps: int) -> np.ndarray:
    """Many places (lon, lat) along the true edges, by geographiclib or straight in longitude and latitude."""
    places: list[tuple[float, float]] = []
    for a, b in pairwise((*corners, corners[0])):
        lon0, lat0, lon1, lat1 = (value / NANODEGREES for value in (a.lon_e9, a.lat_e9, b.lon_e9, b.lat_e9))
        east = (lon1 - lon0 + 180) % 360 - 180
        if path is Path.LONLAT:
            places += [(lon0 + east * k / steps, lat0 + (lat1 - lat0) * k / steps) for k in range(steps)]
            continue
        line = EARTH.InverseLine(lat0, lon0, lat1, lon1)
        along = [line.Position(line.s13 * k / steps) for k in range(steps)]
        places += [(at["lon2"], at["lat2"]) for at in along]
    return np.array(places)


def equidistant(lonlat: np.ndarray, lon: float, lat: float) -> np.ndarray:
    """Places in the azimuthal equidistant plane about a centre, in metres (n, 2)."""
    seen = [EARTH.Inverse(lat, lon, place[1], place[0]) for place in lonlat]
    return np.array(
        [(s["s12"] * np.sin(np.radians(s["azi1"])), s["s12"] * np.cos(np.radians(s["azi1"]))) for s in seen]
    )


def winds_round(outline: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Does a closed line wind round each point (sum of the angles it is seen under), and how near does it come?"""
    spokes = outline[None, :, :] - points[:, None, :]
    following = np.roll(spokes, -1, axis=1)
    cross = spokes[..., 0] * following[..., 1] - spokes[..., 1] * following[..., 0]
    turned = np.arctan2(cross, (spokes * following).sum(axis=2)).sum(axis=1)
    piece = following - spokes
    along = np.clip(-(spokes * piece).sum(axis=2) / np.maximum((piece**2).sum(axis=2), 1e-12), 0, 1)
    near = np.linalg.norm(spokes + along[..., None] * piece, axis=2).min(axis=1)
    return np.abs(turned) > np.pi, near


REGIONS = {
    "equator": (30.0, 0.4, 300e3),
    "mid-latitude": (-70.0, 48.0, 250e3),
    "small and mid-latitude": (36.0, 37.0, 2e3),
    "round the north pole": (0.0, 90.0, 900e3),
    "round the south pole": (0.0, -90.0, 900e3),
    "over the antimeridian": (179.8, -17.0, 250e3),
}


@pytest.mark.parametrize("path", Path)
@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("corners", [5, 40])
def test_what_lies_inside_is_what_the_outline_winds_round(
    region: str, path: Path, corners: int, judged: Callable[[str, int], None]
) -> None:
    lon, lat, radius = REGIONS[region]
    rng = np.random.default_rng([corners, *region.encode()])
    outer, hole = star(rng, lon, lat, radius, corners), star(rng, lon, lat, radius * 0.4, corners)
    assert ring_fault(outer, path) is None
    assert ring_fault(hole, path) is None
    bearings, reach = rng.uniform(0, 360, 250), radius * rng.uniform(0, 1.1, 250)
    ends = [EARTH.Direct(lat, lon, bearing, metres) for bearing, metres in zip(bearings, reach, strict=True)]
    asked = np.array([(end["lon2"], end["lat2"]) for end in ends])
    points = equidistant(asked, lon, lat)
    steps = 1200 // corners
    in_outer, near_outer = winds_round(equidistant(dense(outer, path, steps), lon, lat), points)
    in_hole, near_hole = winds_round(equidistant(dense(hole, path, steps), lon, lat), points)
    # Between its samples the winding line cuts corners, by a thousandth of the radius at the most curved.
    clear = (near_outer > radius / 1000) & (near_hole > radius / 1000)
    answer = contains(Polygon((outer, hole), path), asked[:, 0], asked[:, 1])
    assert clear.sum() > 200
    assert 40 < (in_outer & ~in_hole)[clear].sum() < 200
    np.testing.assert_array_equal(answer[clear], (in_outer & ~in_hole)[clear])
    judged("geographiclib", int(clear.sum()))


@pytest.mark.parametrize("path", Path)
def test_a_polygon_beside_the_pole_is_told_from_one_round_it(path: Path) -> None:
    rng = np.random.default_rng(5)
    beside = star(rng, 20.0, 86.0, 300e3, 12)
    asked = np.array(
        [(lon, lat) for lon in range(-180, 180, 15) for lat in (80.5, 83.5, 85.5, 87.5, 88.7, 89.7)], dtype=float
    )
    outline = equidistant(dense(beside, path, 200), 20.0, 86.0)
    wound, near = winds_round(outline, equidistant(asked, 20.0, 86.0))
    clear = near > 500
    assert wound.any()
    assert not wound.all()
    np.testing.assert_array_equal(contains(Polygon((beside,), path), asked[:, 0], asked[:, 1])[clear], wound[clear])


@given(
    st.integers(-TURN, TURN),
    st.integers(0, 6),
    st.booleans(),
    st.sampled_from(Path),
    st.lists(st.tuples(st.integers(-10, 10), st.integers(-10, 10)), min_size=1, max_size=20),
)
def test_neither_the_first_place_nor_the_direction_nor_the_meridian_matters(
    turned: int, first: int, backwards: bool, path: Path, tenths: list[tuple[int, int]]
) -> None:
    arrow = ring((-0.9, -0.9), (0.85, -0.8), (0.2, -0.1), (0.95, 0.9), (0, 0.3), (-0.8, 0.8), (-0.35, 0.05))
    again = arrow[first:] + arrow[:first]
    moved = tuple(
        Place((p.lon_e9 + turned + TURN // 2) % TURN - TURN // 2, p.lat_e9) for p in again[:: -1 if backwards else 1]
    )
    lon, lat = np.array(tenths, dtype=float).T / 10 + 0.013
    expected = contains(Polygon((arrow,), path), lon, lat)
    assert ring_fault(moved, path) is None
    assert contains(Polygon((moved,), path), lon + turned / NANODEGREES, lat).tolist() == expected.tolist()


def test_many_places_are_asked_of_many_edges_in_blocks() -> None:
    lon, lat = wavy(5_000)
    polygon = flatten(Polygon((ring(*zip(lon, lat, strict=True)),), Path.LONLAT))
    rng = np.random.default_rng(2)
    asked_lon, asked_lat = rng.uniform(28.8, 31.2, 40_000), rng.uniform(48.8, 51.2, 40_000)
    turn = np.arctan2(asked_lat - 50, asked_lon - 30)
    spare = 1 + 0.1 * np.cos(50 * turn) - np.hypot(asked_lon - 30, asked_lat - 50)
    clear = np.abs(spare) > 1e-3
    assert clear.sum() > 39_000
    np.testing.assert_array_equal(polygon.contains(asked_lon, asked_lat)[clear], (spare > 0)[clear])
