"""Tables of real fixes through `herald tracks` and `herald check`: the wildfires, faulty receivers, and a harbour's whole week.

Counted is what the check answers; held against it are MEOS, which runs straight and evenly from fix to fix (one of the motions that
the fixes allow), and motions drawn at random within the greatest speed, which nothing that *cannot meet* may come near.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from herald.formats import notices
from herald.geometry.ellipsoid import GEOD, geodesic_m
from herald.notice.fixes import too_fast
from herald.notice.model import Notice, Route, Spot, Windows
from herald.notice.track import Fix
from tests.check import meos
from tests.commandline.calls import herald_process
from tests.real import tables

SEPARATION_M = 1000.0
LONGEST_S = 1200.0
"""On the wall, of a machine that others use; the week takes some 40 s of CPU."""
AT_THE_LIMIT_M = 5.0
"""MEOS runs on a sphere from fix to fix, which on legs of 100 km is metres off: nearer to the limit either may be right."""
ANY_HEIGHT = ("--vertical-m", "100000")
"""MEOS knows no heights."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Past:
    """What two commands made of a table: the notices, and what the check says of every pair of them."""

    notices: tuple[Notice, ...]
    verdicts: dict[Pair, str]
    reasons: dict[Pair, str]

    def pairs(self) -> list[Pair]:
        ordered = sorted(self.notices, key=lambda notice: notice.id)
        return [(a.id, b.id) for a, b in combinations(ordered, 2) if a.party != b.party]

    def counts(self) -> Counter[str]:
        return Counter(self.verdicts.get(pair, "cannot-meet") for pair in self.pairs())


def past(folder: Path, table: Path, kmh: float, *options: str, check: Sequence[str] = ()) -> Past:
    """The way a user goes: the table into notices, the notices into the check."""
    done = herald_process("tracks", table, "--max-speed-kmh", str(kmh), *options, longest_s=LONGEST_S)
    assert done.returncode == 0, done.stderr
    out = folder / "past.geojson"
    out.write_bytes(done.stdout)
    answer: dict[str, Any] = json.loads(herald_process("check", "--json", *check, out, longest_s=LONGEST_S).stdout)
    listed = answer["encounters"]
    return Past(
        notices.read([(out.name, done.stdout)]),
        {(one["a"], one["b"]): one["verdict"] for one in listed},
        {(one["a"], one["b"]): one["reason"] or "" for one in listed},
    )


def under_way(a: Notice, b: Notice) -> bool:
    (first, last), (begin, end) = (_span(one) for one in (a, b))
    return first <= end and begin <= last


def _span(of: Notice) -> tuple[int, int]:
    fixes = known_at(of)
    return fixes[0].instant, fixes[-1].instant


def known_at(of: Notice) -> list[Fix]:
    """The fixes of a notice of the past."""
    match of.shape:
        case Route(places, _, Windows(each)):
            return [
                Fix(window.earliest, where)
                for where, window in zip(places, each, strict=True)
                if window.earliest is not None
            ]
        case Spot(where, window) if window.earliest is not None:
            return [Fix(window.earliest, where)]
    raise ValueError(f"{of.id} is no track")


def held_against_meos(of: Past, pairs: Sequence[Pair], name: str, judged: Callable[[str, int], None]) -> None:
    """What MEOS finds within the separation could meet, or a speed stands against it; what cannot meet it finds further apart."""
    by_id = {notice.id: notice for notice in of.notices if isinstance(notice.shape, Route)}
    asked = [(a, b) for a, b in pairs if a in by_id and b in by_id and under_way(by_id[a], by_id[b])]
    paths = {each: meos.movement(by_id[each]) for each in {one for pair in asked for one in pair}}
    nearest = {(a, b): meos.nearest_m(paths[a], paths[b]) for a, b in asked}
    near = [pair for pair, metres in nearest.items() if metres is not None and metres <= SEPARATION_M - AT_THE_LIMIT_M]
    assert [pair for pair in near if pair not in of.verdicts] == []
    untold = [pair for pair in near if of.verdicts[pair] == "cannot-tell"]
    assert [of.reasons[pair] for pair in untold if "need more than max_speed_kmh" not in of.reasons[pair]] == []
    apart = [metres for pair, metres in nearest.items() if pair not in of.verdicts and metres is not None]
    assert min(apart) > SEPARATION_M - AT_THE_LIMIT_M
    judged(f"MEOS, {name}: within the separation, could-meet", len(near) - len(untold))
    judged(f"MEOS, {name}: cannot-meet, further apart", len(apart))


def no_motion_contradicts(of: Past, lots: np.random.Generator, draws: int) -> int:
    """How many pairs of places, drawn at random within both speeds at one instant, are none within the separation of a pair
    that *cannot meet*?
    """
    by_id = {notice.id: notice for notice in of.notices}
    pairs = [(a, b) for a, b in of.pairs() if (a, b) not in of.verdicts and under_way(by_id[a], by_id[b])]
    chosen = [pairs[k] for k in lots.integers(len(pairs), size=draws)]
    looked_at = 0
    for one, other in chosen:
        a, b = by_id[one], by_id[other]
        (first, last), (begin, end) = _span(a), _span(b)
        instant = float(lots.uniform(max(first, begin), min(last, end)))
        places_a, places_b = reachable(a, instant, lots), reachable(b, instant, lots)
        if len(places_a) and len(places_b):
            apart = geodesic_m(
                *(column.ravel() for column in np.broadcast_arrays(*places_a.T[:, :, None], *places_b.T[:, None, :]))
            )
            assert apart.min() > SEPARATION_M, (one, other, instant)
            looked_at += apart.size
    return looked_at


def reachable(of: Notice, instant: float, lots: np.random.Generator, draws: int = 60) -> np.ndarray[Any, Any]:
    """Places, drawn at random, that the greatest speed lets it reach at this instant between two fixes, (n, 2)."""
    fixes, speed = known_at(of), (of.max_speed_um_s or 0) / 1e6
    at = int(np.searchsorted([fix.instant for fix in fixes], instant))
    before, after = fixes[max(at - 1, 0)], fixes[min(at, len(fixes) - 1)]
    if before is not after and bool(too_fast([before, after], of.max_speed_um_s or 0)[0]):
        return np.zeros((0, 2))
    (lon, lat), (end_lon, end_lat) = ((fix.place.lon_e9 / 1e9, fix.place.lat_e9 / 1e9) for fix in (before, after))
    since, until = speed * (instant - before.instant) / 1e6, speed * (after.instant - instant) / 1e6
    there_lon, there_lat, _ = GEOD.fwd(
        np.full(draws, lon),
        np.full(draws, lat),
        lots.uniform(0, 360, draws),
        since * np.sqrt(lots.uniform(0, 1, draws)),
    )
    left = geodesic_m(np.asarray(there_lon), np.asarray(there_lat), np.full(draws, end_lon), np.full(draws, end_lat))
    return np.column_stack([there_lon, there_lat])[left <= until]


def counted(of: Past, name: str, judged: Callable[[str, int], None]) -> None:
    for verdict, pairs in sorted(of.counts().items()):
        judged(f"{name}: {verdict}", pairs)


# Aircraft over wildfires.


@pytest.fixture(scope="module")
def fires(tmp_path_factory: pytest.TempPathFactory) -> Past:
    """186 flights of 45 aircraft; none goes faster than 700 km/h."""
    folder = tmp_path_factory.mktemp("fires")
    return past(folder, tables.aircraft(folder / "fires.csv", tables.FIRES), 700, check=ANY_HEIGHT)


@pytest.mark.wildfire
def test_the_flights_over_the_fires_are_answered_pair_by_pair(fires: Past, judged: Callable[[str, int], None]) -> None:
    assert (len(fires.notices), len({notice.party for notice in fires.notices})) == (186, 45)
    assert {notice.kind.value for notice in fires.notices} == {"flight"}
    assert set(fires.counts()) == {"could-meet", "cannot-meet", "cannot-tell"}
    counted(fires, "aircraft over fires, at any height", judged)


@pytest.mark.wildfire
@pytest.mark.meos
def test_the_flights_agree_with_meos_where_both_answer_the_same(
    fires: Past, judged: Callable[[str, int], None]
) -> None:
    held_against_meos(fires, fires.pairs(), "flights over fires", judged)


@pytest.mark.wildfire
def test_no_motion_of_an_aircraft_within_its_speed_contradicts_cannot_meet(fires: Past, seed: int) -> None:
    assert no_motion_contradicts(fires, np.random.default_rng(seed), 300) > 10_000


@pytest.mark.wildfire
def test_within_the_vertical_limit_fewer_flights_could_meet(
    fires: Past, tmp_path: Path, judged: Callable[[str, int], None]
) -> None:
    level = past(tmp_path, tables.aircraft(tmp_path / "fires.csv", tables.FIRES), 700)
    assert set(level.verdicts) < set(fires.verdicts)
    counted(level, "aircraft over fires, within 300 m of height", judged)


# Receivers that were deceived, and clocks that were wrong.


@pytest.mark.wildfire
@pytest.mark.parametrize(("sample", "frozen", "fast"), [(tables.SPOOFED, 3_900, 300), (tables.CLOCK, 1_800, 400)])
def test_a_receiver_that_was_deceived_gives_findings_and_no_answer_about_its_crew(
    sample: tuple[str, ...], frozen: int, fast: int, tmp_path: Path
) -> None:
    done = herald_process("tracks", tables.aircraft(tmp_path / "t.csv", sample), "--max-speed-kmh", "1100")
    (notice,) = notices.read([("past.geojson", done.stdout)])
    words = done.stderr.decode()
    told = notice.kept["track_findings"]
    assert isinstance(told, list)
    counts = {one["code"]: one["count"] for one in told if isinstance(one, dict)}
    assert counts["position-frozen"] > frozen
    assert counts["fixes-too-fast"] > fast
    assert f"track {notice.id}: position-frozen, " in words
    assert not any(word in words for word in ("spoof", "jam", "lie", "false"))


# Ships in a harbour, by the columns in which their reports are published, and for a whole week.


@pytest.mark.harbour
def test_ships_by_their_numbers_alone_are_one_track_each(tmp_path: Path) -> None:
    """An hour of it: 40 ships, each with the fixes that stand under its number, wherever in the table."""
    table = tables.ais(tmp_path / "ais.csv", "2020-12-02 12:")
    numbers = Counter(line.split(",")[0] for line in table.read_text(encoding="utf-8").splitlines()[1:])
    found = notices.read([("past.geojson", herald_process("tracks", table, "--max-speed-kmh", "60").stdout)])
    assert {notice.id: len(known_at(notice)) for notice in found} == numbers
    assert len(numbers) > 30
    assert all(notice.id == notice.party for notice in found)
    assert {notice.place_uncertainty_mm for notice in found} == {790}


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Past:
    folder = tmp_path_factory.mktemp("week")
    return past(folder, tables.ships(folder / "week.csv"), 60, "--party-from", "ship")


@pytest.mark.harbour
@pytest.mark.deep
def test_the_week_in_the_harbour_is_answered_pair_by_pair(week: Past, judged: Callable[[str, int], None]) -> None:
    assert (len(week.notices), sum(len(known_at(notice)) for notice in week.notices)) == (513, 172_679)
    assert week.counts().total() == 129_922
    assert week.counts()["cannot-tell"] < 0.01 * week.counts().total()
    counted(week, "a week in the harbour", judged)


@pytest.mark.harbour
@pytest.mark.meos
@pytest.mark.deep
def test_the_week_agrees_with_meos_where_both_answer_the_same(week: Past, judged: Callable[[str, int], None]) -> None:
    held_against_meos(week, week.pairs(), "the harbour's week", judged)


@pytest.mark.harbour
@pytest.mark.deep
def test_no_motion_of_a_ship_within_its_speed_contradicts_cannot_meet(week: Past, seed: int) -> None:
    assert no_motion_contradicts(week, np.random.default_rng(seed), 3_000) > 100_000
