"""How fast is a check? Herald and its peers on the same movements, side by side in one run.

    python tools/bench.py [LEGS]

Invented movements of two invented parties, at sea, drawn with a fixed seed. Each peer answers an easier question, which
the table names: an easier question has more answers, and they stand beside the time. Seconds are CPU seconds of all
threads, the least of three runs, so that a busy machine does not speak for the code.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path

import duckdb
import numpy as np
import shapely

from herald.api import Notice, Verdict, check, read_notices

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

SEED = 20200825
LEGS_A_NOTICE = 10
SEPARATION_M = 1000.0
M_A_DEGREE = 111_320.0
CENTRE_DEG = np.array([-20.0, -35.0])
M_A_DEGREE_HERE = M_A_DEGREE * np.array([np.cos(np.radians(CENTRE_DEG[1])), 1.0])
BEGIN = datetime(2030, 1, 1, tzinfo=UTC)
RUNS = 3


@dataclass(frozen=True, slots=True)
class Movements:
    """Places (notice, vertex, 2) in m on a flat map, first instants (notice, vertex) in s, slack (notice, 1) in s."""

    places_m: Floats
    first_s: Floats
    slack_s: Floats

    def legs_m(self) -> Floats:
        """Every leg's two places, (leg, 2, 2)."""
        return np.stack([self.places_m[:, :-1], self.places_m[:, 1:]], axis=2).reshape(-1, 2, 2)

    def notice_of_leg(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Which notice each leg belongs to; the parties alternate."""
        return np.repeat(np.arange(len(self.places_m), dtype=np.int64), LEGS_A_NOTICE)


def drawn(legs: int) -> Movements:
    """Movements of ten legs of 3 to 7 km at 40 km/h, up to an hour's slack, spread over a day and 1,000 km square."""
    draw = np.random.default_rng(SEED)
    shape = (legs // LEGS_A_NOTICE, LEGS_A_NOTICE)
    heading = draw.uniform(0, 2 * np.pi, (shape[0], 1)) + draw.normal(0, 0.4, shape)
    step_m = draw.uniform(3000, 7000, shape)
    steps_m = np.cumsum(step_m[..., None] * np.stack([np.sin(heading), np.cos(heading)], axis=2), axis=1)
    start_m = draw.uniform(-500_000, 500_000, (shape[0], 1, 2))
    start_s = draw.uniform(0, 86_400, (shape[0], 1))
    return Movements(
        np.concatenate([start_m, start_m + steps_m], axis=1),
        np.concatenate([start_s, start_s + np.cumsum(step_m / (40 / 3.6), axis=1)], axis=1),
        draw.uniform(0, 3600, (shape[0], 1)),
    )


def filed(movements: Movements) -> tuple[Notice, ...]:
    """The same movements as notices, by way of the file that a party would send."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": places.round(9).tolist()},
            "properties": {
                "id": f"exercise-{number:06}",
                "party": ("aster", "birch")[number % 2],
                "kind": "ground-movement",
                "windows": [[_instant(first), _instant(first + slack[0])] for first in firsts],
            },
        }
        for number, (places, firsts, slack) in enumerate(
            zip(movements.places_m / M_A_DEGREE_HERE + CENTRE_DEG, movements.first_s, movements.slack_s, strict=True)
        )
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "exercise.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        return read_notices(path)


def _instant(seconds: float) -> str:
    return f"{BEGIN + timedelta(seconds=round(seconds)):%Y-%m-%dT%H:%M:%SZ}"


def herald_pairs(notices: tuple[Notice, ...]) -> int:
    """Herald: could they meet, exactly, and what would clear it?"""
    answer = check(notices, separation_m=SEPARATION_M)
    return sum(encounter.verdict is Verdict.COULD_MEET for encounter in answer.encounters)


def shapely_pairs(movements: Movements) -> int:
    """Shapely: are they drawn within the separation, at any time?"""
    lines, notice = shapely.linestrings(movements.legs_m()), movements.notice_of_leg()
    mine, theirs = np.flatnonzero(notice % 2 == 0), np.flatnonzero(notice % 2 == 1)
    a, b = shapely.STRtree(lines[theirs]).query(lines[mine], "dwithin", SEPARATION_M)
    return len(np.unique(notice[mine][a] * len(movements.places_m) + notice[theirs][b]))


def duckdb_pairs(movements: Movements) -> int:
    """DuckDB: do the boxes of two legs, in space and time, come within the separation?"""
    lows, highs = movements.legs_m().min(axis=1), movements.legs_m().max(axis=1)
    leg = {
        "notice": movements.notice_of_leg(),
        "west": lows[:, 0].copy(),
        "south": lows[:, 1].copy(),
        "east": highs[:, 0].copy(),
        "north": highs[:, 1].copy(),
        "first": movements.first_s[:, :-1].ravel(),
        "last": (movements.first_s[:, 1:] + movements.slack_s).ravel(),
    }
    question = """
        SELECT count(*) FROM (
          SELECT DISTINCT a.notice, b.notice FROM leg a JOIN leg b
          ON a.first <= b.last AND b.first <= a.last
          AND a.west <= b.east + $1 AND b.west <= a.east + $1 AND a.south <= b.north + $1 AND b.south <= a.north + $1
          WHERE a.notice % 2 = 0 AND b.notice % 2 = 1)
    """
    with duckdb.connect() as base:
        base.register("leg", leg)
        return int(base.execute(question, [SEPARATION_M]).fetchall()[0][0])


def help_once() -> int:
    """`herald --help`: how soon does it answer? (The count is its exit code.)"""
    return subprocess.run(
        [sys.executable, "-m", "herald.commandline.main", "--help"], stdout=subprocess.DEVNULL, check=True
    ).returncode


def cpu_s() -> float:
    """CPU seconds so far: user and system, this process, its threads and the children it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def least_s(ask: Callable[[], int]) -> tuple[float, int]:
    """The least CPU seconds of three runs, and how much was found."""
    seconds, found = [], 0
    for _ in range(RUNS):
        begun = cpu_s()
        found = ask()
        seconds.append(cpu_s() - begun)
    return min(seconds), found


def rows(legs: int) -> Iterator[str]:
    """Each question with its seconds, its answers, and how it compares with Herald's."""
    movements = drawn(legs)
    notices = filed(movements)
    ours_s, ours = least_s(partial(herald_pairs, notices))
    yield f"{(herald_pairs.__doc__ or '').strip():<84} {ours_s:>9.3f} {ours:>10,}"
    for peer in (shapely_pairs, duckdb_pairs):
        seconds, found = least_s(partial(peer, movements))
        times = f"{seconds / ours_s:.1%} of Herald's time"
        yield f"{(peer.__doc__ or '').strip():<84} {seconds:>9.3f} {found:>10,}  {times}"
    seconds, _ = least_s(help_once)
    yield f"{'`herald --help`: how soon does it answer?':<84} {seconds:>9.3f}"


def main() -> None:
    """The table, with what it was measured on."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("legs", nargs="?", type=int, default=20_000, help="how many legs (default 20,000)")
    legs = parser.parse_args().legs
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "pyproj", "shapely", "duckdb"))
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; {versions}")
    print(f"{legs:,} legs in {legs // LEGS_A_NOTICE:,} notices of two parties; separation {SEPARATION_M:g} m\n")
    print(f"{'question':<84} {'CPU s':>9} {'pairs':>10}")
    for row in rows(legs):
        print(row, flush=True)
    print(f"\nmost memory held: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
