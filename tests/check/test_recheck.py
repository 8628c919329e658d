"""Does recheck.py hold an answer against the notices: no true one refuted, no false one waved through?

It runs as a stranger would run it, `python -I -S`: nothing of Herald and nothing installed is there to be asked.
"""

from __future__ import annotations

import ast
import copy
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from herald.api import read_agreement, read_notices
from herald.check.answer import Limits
from herald.check.explain import explain
from herald.check.pairs import check
from herald.formats.answer import document
from herald.formats.geojson.text import render
from herald.notice.lifecycle import standing
from herald.notice.model import Band, Notice, Route
from tests.check.worlds import LIMITS, REGIONS, drawn

ROOT = Path(__file__).resolve().parents[2]
RECHECK = ROOT / "recheck.py"
DAY = ROOT / "scenarios" / "lapwing-cross"
Json = Any


def rechecked(answer: Json, folder: Path, *files: Path) -> tuple[int, list[str]]:
    """The exit code and the lines that a stranger sees."""
    path = folder / "answer.json"
    path.write_text(answer if isinstance(answer, str) else json.dumps(answer), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", RECHECK, path, *files], capture_output=True, text=True, check=False
    )
    return done.returncode, [*done.stdout.splitlines(), *done.stderr.splitlines()]


def outcomes(lines: Iterable[str]) -> Counter[str]:
    """How many pairs, by verdict and by what became of it: the third part of a line says that."""
    return Counter(": ".join(line.split(": ")[1:3]) for line in lines if " and " in line and line.count(": ") >= 2)


def explained(path: Path, limits: Limits = LIMITS, agreement: Path | None = None, files: Sequence[Path] = ()) -> Json:
    """The answer about the notices of these files, with the certificates of all pairs, as if each had been asked for."""
    notices = read_notices(path, *files)
    rules = None if agreement is None else read_agreement(agreement)
    checked = check(notices, rules, limits)
    found = document(checked)
    for a, b in combinations(sorted(standing(notices).checked, key=lambda notice: notice.id), 2):
        if a.party != b.party:
            one = document(replace(checked, findings=()), explain(a.id, b.id, notices, rules, limits))
            listed: Json = one["encounters"]
            certified = next(each for each in listed if (each["a"], each["b"]) == (a.id, b.id))
            others: Json = found["encounters"]
            found["encounters"] = [each for each in others if (each["a"], each["b"]) != (a.id, b.id)] + [certified]
    return json.loads(json.dumps(found))


def writable(of: Notice) -> Notice:
    """The same with bands that a file can state: of one height along the route."""
    if not isinstance(of.shape, Route):
        return of
    bands = tuple(Band(band.low_mm, band.low_mm + (100_000 if band.high_mm else 0)) for band in of.shape.bands)
    return replace(of, shape=replace(of.shape, bands=bands))


# --- true answers ----------------------------------------------------------------------------------------------------


def true_answers(tmp_path: Path, region: str, seed: int, worlds: Iterable[int]) -> Counter[str]:
    """What becomes of all pairs of some worlds, the road longer than drawn in every third: without those that cannot be told, and
    those with an area of geodesics, which are not judged."""
    total: Counter[str] = Counter()
    for number in worlds:
        world = drawn(Random(f"{seed} recheck {region} {number}"), region, 6, 0.05)
        (tmp_path / "world.geojson").write_bytes(render(writable(each) for each in world))
        limits = replace(LIMITS, road_factor=1.3 if number % 3 == 1 else 1.0)
        code, lines = rechecked(explained(tmp_path / "world.geojson", limits), tmp_path, tmp_path / "world.geojson")
        assert code == 0, [line for line in lines if "refuted" in line]
        total += outcomes(line for line in lines if "an area of geodesics" not in line and "cannot be told" not in line)
    return total


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_no_true_answer_is_refuted(tmp_path: Path, region: str, seed: int) -> None:
    """Routes of both paths, with windows, departures and halts; areas with holes, sites, heights; ends that are missing."""
    total = true_answers(tmp_path, region, seed, range(2))
    assert min(total["could-meet: checked"], total["cannot-meet: checked"]) >= 2
    assert set(total) == {"could-meet: checked", "cannot-meet: checked"}


@pytest.mark.deep
@pytest.mark.parametrize("region", sorted(REGIONS))
def test_no_true_answer_of_many_is_refuted(tmp_path: Path, region: str, seed: int) -> None:
    total = true_answers(tmp_path, region, seed, range(2, 60))
    assert min(total["could-meet: checked"], total["cannot-meet: checked"]) > 50
    assert set(total) == {"could-meet: checked", "cannot-meet: checked"}


def test_the_day_at_lapwing_cross_is_checked_pair_by_pair(tmp_path: Path) -> None:
    files = [DAY / "birch.geojson"]
    answer = explained(DAY / "aster.geojson", Limits(), DAY / "agreement.toml", files)
    code, lines = rechecked(answer, tmp_path, DAY / "aster.geojson", *files)
    assert code == 0, lines
    assert outcomes(lines)["could-meet: checked"] >= 3
    assert outcomes(lines)["cannot-meet: checked"] >= 17
    assert any("Held against: 1000 m (clause 4)" in line for line in lines)


ASTER: Json = {
    "type": "Feature",
    "properties": {
        "id": "column",
        "party": "aster",
        "kind": "ground-movement",
        "depart": ["2026-03-10T06:00:00Z", "2026-03-10T06:10:00Z"],
        "speed_kmh": [20.3, 50.7],
        "halts": [{"vertex": 1, "min_s": 60.5, "max_s": 1800}],
        "buffer_m": 12.0005,
    },
    "geometry": {"type": "LineString", "coordinates": [[7.0, 46.0], [7.11, 46.05], [7.3, 46.02]]},
}
BIRCH: Json = {
    "type": "Feature",
    "properties": {
        "id": "post",
        "party": "birch",
        "kind": "post",
        "windows": [["2026-03-10T05:00:00Z", "9999-12-31T23:59:59Z"]],
    },
    "geometry": {"type": "Point", "coordinates": [7.2, 46.0305]},
}
WIDE: Json = [[6.9, 45.9], [7.5, 45.9], [7.5, 46.2], [6.9, 46.2], [6.9, 45.9]]
ROUND_THE_POLE: Json = [[[0, 80], [120, 80], [-120, 80], [0, 80]]]


def changed(feature: Json, *, coordinates: Json = None, kind_of: str | None = None, **members: Json) -> Json:
    """The same feature with some members otherwise; those that are None are left out."""
    found = copy.deepcopy(feature)
    found["properties"].update(members)
    found["properties"] = {name: value for name, value in found["properties"].items() if value is not None}
    if coordinates is not None:
        found["geometry"] = {"type": kind_of or found["geometry"]["type"], "coordinates": coordinates}
    return found


def area(coordinates: Json, **members: Json) -> Json:
    return changed(BIRCH, coordinates=coordinates, kind_of="Polygon", **members)


FLIGHT = changed(
    ASTER,
    coordinates=[[7.0, 46.0, 900.0], [7.11, 46.05, 950.5], [7.3, 46.02, 2000.25]],
    kind="flight",
    altitude_half_m=40.0004,
)
CASES: dict[str, tuple[Json, Json, str]] = {
    "a post beside a road with a halt": (ASTER, BIRCH, "could-meet"),
    "the same, straight in longitude and latitude": (changed(ASTER, path="lonlat"), BIRCH, "could-meet"),
    "a post beside the halt itself": (ASTER, changed(BIRCH, coordinates=[7.11, 46.052]), "could-meet"),
    "a post that is gone before": (
        ASTER,
        changed(BIRCH, windows=[["2026-03-10T05:00:00Z", "2026-03-10T05:59:59.999999Z"]]),
        "cannot-meet",
    ),
    "a post too far aside": (ASTER, changed(BIRCH, coordinates=[7.2, 46.06]), "cannot-meet"),
    "a road through an area": (ASTER, area([WIDE]), "could-meet"),
    "a road within a hole": (
        ASTER,
        area([[[6.8, 45.8], [7.6, 45.8], [7.6, 46.3], [6.8, 46.3], [6.8, 45.8]], WIDE]),
        "cannot-meet",
    ),
    "a post within a hole's area": (
        changed(ASTER, coordinates=[[7.5, 47.5], [7.6, 47.6], [7.7, 47.7]]),
        area([WIDE]),
        "cannot-meet",
    ),
    "over the antimeridian": (
        changed(ASTER, coordinates=[[179.9, 46.0], [-179.99, 46.05], [-179.8, 46.02]], path="lonlat"),
        changed(BIRCH, coordinates=[-179.9, 46.0355]),
        "could-meet",
    ),
    "a flight that comes down to a site's heights": (
        FLIGHT,
        changed(BIRCH, altitude_m=[0, 1300], altitude_ref="WGS84"),
        "could-meet",
    ),
    "a flight far over a site": (
        FLIGHT,
        changed(BIRCH, altitude_m=[0, 200.5], altitude_ref="WGS84"),
        "cannot-meet",
    ),
    "a flight over an area it never comes down to": (
        FLIGHT,
        area([WIDE], altitude_m=[0, 200.5], altitude_ref="WGS84"),
        "cannot-meet",
    ),
    "third coordinates that a column does not mean": (
        changed(ASTER, coordinates=[[7.0, 46.0, 900], [7.11, 46.05, 950], [7.3, 46.02, 800]]),
        BIRCH,
        "could-meet",
    ),
    "a window of no end": (ASTER, changed(BIRCH, windows=[[None, "2026-03-10T05:30:00Z"]]), "cannot-meet"),
    "a leg of 900 km": (
        changed(ASTER, coordinates=[[-4.5, 46.0], [7.2, 46.0]], halts=None, speed_kmh=[300, 900], kind="flight"),
        changed(BIRCH, coordinates=[1.0, 48.2]),
        "cannot-meet",
    ),
    "a flight down a leg of 900 km": (
        changed(ASTER, coordinates=[[-4.5, 46.0], [7.2, 46.0]], halts=None, speed_kmh=[300, 900], kind="flight"),
        changed(BIRCH, coordinates=[1.35, 46.15]),
        "could-meet",
    ),
}
UNJUDGED: dict[str, tuple[Json, Json]] = {
    "a leg of 3,000 km": (
        changed(ASTER, coordinates=[[-20, 46.0], [7.2, 46.0]], halts=None, speed_kmh=[300, 900], kind="flight"),
        changed(BIRCH, coordinates=[-6, 48.2]),
    ),
    "a post in an area of geodesics": (ASTER, area([WIDE], path="geodesic")),
    "an area round the pole": (
        changed(ASTER, coordinates=[[10, 85], [11, 85.05], [12, 85]]),
        area(ROUND_THE_POLE, path="geodesic"),
    ),
    "a window of which no end is stated": (ASTER, changed(BIRCH, windows=[[None, None]])),
    "a track of the past": (
        changed(
            ASTER,
            coordinates=[[7.0, 46.0], [7.2, 46.0]],
            observed=True,
            max_speed_kmh=80,
            depart=None,
            speed_kmh=None,
            halts=None,
            windows=[["2026-03-10T06:00:00Z"] * 2, ["2026-03-10T06:20:00Z"] * 2],
        ),
        changed(BIRCH, coordinates=[7.1, 46.0]),
    ),
}


def filed(path: Path, *features: Json) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", CASES)
def test_an_answer_of_every_kind_is_checked(tmp_path: Path, name: str) -> None:
    aster, birch, verdict = CASES[name]
    path = filed(tmp_path / "both.geojson", aster, birch)
    code, lines = rechecked(explained(path), tmp_path, path)
    assert (code, lines[0]) == (0, f"column and post: {verdict}: checked")


@pytest.mark.parametrize("name", UNJUDGED)
def test_what_is_out_of_scope_is_said_to_be_and_not_waved_through(tmp_path: Path, name: str) -> None:
    path = filed(tmp_path / "both.geojson", *UNJUDGED[name])
    code, lines = rechecked(explained(path), tmp_path, path)
    assert (code, ": not judged: " in lines[0]) == (0, True)
    assert lines[2] == "Judged: nothing; not judged: 1."


# --- false answers ---------------------------------------------------------------------------------------------------


def shifted(instant: str, minutes: int) -> str:
    hour, minute = divmod(int(instant[11:13]) * 60 + int(instant[14:16]) + minutes, 60)
    return f"{instant[:11]}{hour:02}:{minute:02}{instant[16:]}"


def swap(pieces: list[Json], i: int, j: int) -> None:
    pieces[i], pieces[j] = pieces[j], pieces[i]


def runs(certificate: Json) -> list[Json]:
    return [each for each in certificate["proofs"] if each["rule"] is None]


def used(certificate: Json) -> Json:
    """The proof with the least room, which leans on an order in time."""
    return min(
        (each for each in certificate["proofs"] if each["spare_m"] is not None), key=lambda each: each["spare_m"]
    )


def lean(certificate: Json) -> int:
    """Which weight that is."""
    return next(number for number, weight in enumerate(used(certificate)["weights"]) if weight)


def weighted(certificate: Json, number: int, factor: float) -> None:
    used(certificate)["weights"][number] *= factor


def widest(certificate: Json) -> Json:
    """The proof of the most pairs."""
    return max(runs(certificate), key=lambda run: (run["a"][1] - run["a"][0] + 1) * (run["b"][1] - run["b"][0] + 1))


def pieces(certificate: Json, side: str) -> int:
    return len(certificate[f"points_{side}"]) - 1


def stretched(certificate: Json) -> None:
    """One proof of everything, in the place of all that is proved."""
    certificate["proofs"] = [{**widest(certificate), **{side: [0, pieces(certificate, side) - 1] for side in "ab"}}]


def moved(certificate: Json, number: int, east: float, north: float, along: float = 0.0) -> None:
    point = certificate["points_a"][number]
    certificate["points_a"][number] = [point[0] + along, point[1] + east, point[2] + north]


MEETINGS: dict[str, Callable[[Json], object]] = {
    "a place moved along the line": lambda e: e["at"]["a"].__setitem__(0, e["at"]["a"][0] + 0.01),
    "a place moved aside by 2 m": lambda e: e["at"]["a"].__setitem__(1, e["at"]["a"][1] + 2e-5),
    "a place moved aside by 2 mm": lambda e: e["at"]["a"].__setitem__(1, e["at"]["a"][1] + 2e-8),
    "both places exchanged": lambda e: e["at"].update(a=e["at"]["b"], b=e["at"]["a"]),
    "instants an hour later": lambda e: e["at"].update(instants=[shifted(each, 60) for each in e["at"]["instants"]]),
    "instants an hour later, windows too": lambda e: (
        e["at"].update(instants=[shifted(each, 60) for each in e["at"]["instants"]]),
        e.update(windows=[[shifted(end, 60) for end in window] for window in e["windows"]]),
    ),
    "an earlier first instant": lambda e: (
        e["at"].update(instants=[shifted(e["at"]["instants"][0], -30), e["at"]["instants"][1]]),
        e.update(windows=[["2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"]]),
    ),
    "instants that run backwards": lambda e: e["at"]["instants"].reverse(),
    "windows without the instants": lambda e: e.update(windows=[]),
    "a closest_m that is shrunk": lambda e: e.update(closest_m=e["closest_m"] - 0.01),
    "a closest_m of nothing": lambda e: e.update(closest_m=0.0),
    "a larger reach_m": lambda e: e.update(reach_m=e["reach_m"] + 100.0),
    "a huge error_m, which would excuse anything": lambda e: e.update(error_m=1e6),
    "another separation_m than was asked": lambda e: e.update(separation_m=5000.0),
    "a separation_m it is not within": lambda e: e.update(separation_m=e["closest_m"] / 2, clause="9"),
    "a notice that was not filed": lambda e: e.update(b="post-2"),
    "the notice of the same party": lambda e: e.update(b="column-2"),
    "the verdict cannot-meet": lambda e: e.update(verdict="cannot-meet"),
    "a verdict there is not": lambda e: e.update(verdict="maybe"),
    "no at": lambda e: e.update(at=None),
    "no closest_m": lambda e: e.pop("closest_m"),
    "a certificate of another verdict": lambda e: e["certificate"].update(verdict="cannot-meet"),
}
PROOFS: dict[str, Callable[[Json], object]] = {
    "a point moved": lambda c: moved(c, 1, 0, 0.01),
    "a point moved aside by 3 mm": lambda c: moved(c, 1, -1.4e-8, 2.2e-8),
    "the first point moved aside by 3 mm": lambda c: moved(c, 0, -1.4e-8, 2.2e-8),
    "a point moved along by 3 cm": lambda c: moved(c, 1, 3.6e-7, 1.6e-7),
    "the first point left out": lambda c: c["points_a"].pop(0),
    "the last point left out": lambda c: c["points_a"].pop(),
    "a vertex left out": lambda c: c["points_a"].pop(2),
    "the end of a wait left out": lambda c: c["points_a"].pop(3),
    "all points of a notice left out": lambda c: c["points_b"].clear(),
    "two points exchanged": lambda c: swap(c["points_a"], 1, 2),
    "points of the one for those of the other": lambda c: c.update(points_a=c["points_b"], points_b=c["points_a"]),
    "another part of the stretch": lambda c: moved(c, 1, 0, 0, 0.1),
    "another stretch": lambda c: moved(c, 1, 0, 0, 1.0),
    "a stretch there is not": lambda c: moved(c, -1, 0, 0, 1.0),
    "a point too many, somewhere": lambda c: c["points_a"].insert(1, [0.25, 7.02, 46.02]),
    "a larger weight": lambda c: weighted(c, lean(c), 3.0),
    "a weight of the other sign": lambda c: weighted(c, lean(c), -1.0),
    "a negative weight of what always holds": lambda c: used(c)["weights"].__setitem__(2, -10.0),
    "no weights": lambda c: used(c).update(weights=[0.0] * 4),
    "a weight left out": lambda c: used(c)["weights"].pop(),
    "another weight": lambda c: used(c)["weights"].reverse(),
    "the direction turned": lambda c: used(c)["direction"].reverse(),
    "the direction tilted upward": lambda c: used(c).update(direction=[0.69, 0.08, 0.72]),
    "no direction": lambda c: used(c).update(direction=[0.0, 0.0, 0.0]),
    "a proof left out": lambda c: c["proofs"].remove(used(c)),
    "a proof of other pieces": lambda c: used(c).update(a=[n - 1 for n in used(c)["a"]]),
    "a proof of pieces counted from the end": lambda c: used(c).update(a=[n - pieces(c, "a") for n in used(c)["a"]]),
    "a proof of a run left out": lambda c: c["proofs"].remove(widest(c)),
    "a proof of everything": stretched,
    "a run backwards": lambda c: widest(c)["a"].reverse(),
    "a run from before the first piece": lambda c: widest(c)["a"].__setitem__(0, -pieces(c, "a")),
    "no proofs": lambda c: c.update(proofs=[]),
    "no rules": lambda c: c.update(rules=[]),
    "no rules, and all proofs under all of them": lambda c: c.update(
        rules=[], proofs=[{**each, "rule": None} for each in c["proofs"]]
    ),
    "a rule of another separation_m than was asked": lambda c: c["rules"][0].update(separation_m=1.0),
    "a smaller margin of height": lambda c: c["rules"][0].update(up_m=10.0),
    "a rule there is not": lambda c: used(c).update(rule=1),
    "a member left out": lambda c: used(c).pop("weights"),
    "text where a number should stand": lambda c: used(c)["weights"].__setitem__(0, "far"),
    "the certificate of another pair": lambda c: c.update(b="post"),
}


def of_one_run(certificate: Json) -> None:
    """One proof holds all of what stands there, so that nothing else notices what became of the points."""
    (far,) = certificate["proofs"]
    far.update({side: [0, pieces(certificate, side) - 1] for side in "ab"})


FAR_OFF: dict[str, Callable[[Json], object]] = {
    "a far point moved aside by 11 mm": lambda c: moved(c, 1, -0.94e-7, 0.99e-7),
    "a far point moved along by 2 cm": lambda c: moved(c, 1, 2.6e-7, 1.2e-7),
    "a far point of another part": lambda c: moved(c, 1, 0, 0, 1e-5),
    "a far vertex left out": lambda c: c["points_a"].pop(2),
    "two far pieces as one": lambda c: c["points_a"].pop(1),
    "a halt that runs past its end and back": lambda c: c["points_a"].insert(3, [4.0, *c["points_a"][2][1:]]),
    "the first far point left out": lambda c: c["points_a"].pop(0),
    "the last far point left out": lambda c: c["points_a"].pop(),
}


AHEAD = (("06:00", "06:01"), ("06:09", "06:10"), ("06:22", "06:24"))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Json]:
    """A column that could meet a post, and cannot meet a patrol ahead on its road, which boxes and bounds prove."""
    folder = tmp_path_factory.mktemp("story")
    second = changed(ASTER, id="column-2", coordinates=[[7.0, 48.0], [7.1, 48.0], [7.2, 48.0]])
    windows = [[f"2026-03-10T{first}:00Z", f"2026-03-10T{last}:00Z"] for first, last in AHEAD]
    along = [[7.04, 46.02], [7.11, 46.05], [7.3, 46.02]]
    patrol = changed(BIRCH, id="patrol", coordinates=along, kind_of="LineString", kind="patrol", windows=windows)
    far = changed(BIRCH, id="post-far", coordinates=[7.2, 47.0305])
    path = filed(folder / "all.geojson", ASTER, second, BIRCH, patrol, far)
    return path, explained(path)


def of_pair(answer: Json, b: str) -> Json:
    return next(copy.deepcopy(each) for each in answer["encounters"] if (each["a"], each["b"]) == ("column", b))


@pytest.fixture(scope="module")
def judged_false(story: tuple[Path, Json]) -> dict[str, str]:
    """What becomes of each false pair; all in one answer, which is as good as each alone."""
    path, answer = story
    false = []
    for change in MEETINGS.values():
        false.append(of_pair(answer, "post"))
        change(false[-1])
    for change in PROOFS.values():
        false.append(of_pair(answer, "patrol"))
        change(false[-1]["certificate"])
    for change in FAR_OFF.values():
        false.append(of_pair(answer, "post-far"))
        change(false[-1]["certificate"])
        of_one_run(false[-1]["certificate"])
    code, lines = rechecked({**answer, "encounters": false}, path.parent, path)
    assert code == 1
    return dict(zip([*MEETINGS, *PROOFS, *FAR_OFF], lines, strict=False))


def test_the_story_is_true_and_has_all_that_is_tampered_with(story: tuple[Path, Json]) -> None:
    path, answer = story
    code, lines = rechecked(answer, path.parent, path)
    assert (code, outcomes(lines)["could-meet: checked"]) == (0, 1)
    proof = of_pair(answer, "patrol")
    assert proof["verdict"] == "cannot-meet"
    certificate = proof["certificate"]
    assert (pieces(certificate, "a"), pieces(certificate, "b")) == (5, 3)
    assert (len(runs(certificate)), len(certificate["proofs"])) == (6, 13)
    assert used(certificate)["weights"][lean(certificate)] > 0
    code, lines = rechecked({**answer, "encounters": [proof]}, path.parent, path)
    assert (code, outcomes(lines)) == (0, {"cannot-meet: checked": 1})
    distant = of_pair(answer, "post-far")
    of_one_run(distant["certificate"])
    code, lines = rechecked({**answer, "encounters": [distant]}, path.parent, path)
    assert (code, outcomes(lines)) == (0, {"cannot-meet: checked": 1})


def test_a_halt_in_two_parts_is_as_good_as_in_one(story: tuple[Path, Json]) -> None:
    path, answer = story
    distant = of_pair(answer, "post-far")
    points = distant["certificate"]["points_a"]
    points.insert(3, [points[2][0] + 0.25, *points[2][1:]])
    of_one_run(distant["certificate"])
    assert rechecked({**answer, "encounters": [distant]}, path.parent, path)[0] == 0


@pytest.mark.parametrize("name", [*MEETINGS, *PROOFS, *FAR_OFF])
def test_a_false_answer_is_refuted(judged_false: dict[str, str], name: str) -> None:
    assert len(judged_false) == len(MEETINGS) + len(PROOFS) + len(FAR_OFF) > 60
    assert ": refuted: " in judged_false[name]


def test_an_area_that_holds_a_post_is_noticed(tmp_path: Path) -> None:
    """Every edge is far from the post and has its bound; only that the post lies inside speaks against it."""
    hole = [[7.15, 46.0], [7.25, 46.0], [7.25, 46.06], [7.15, 46.06], [7.15, 46.0]]
    around = changed(area([WIDE, hole]), id="zone", party="aster", kind="exercise")
    path = filed(tmp_path / "both.geojson", around, BIRCH)
    answer = explained(path)
    assert rechecked(answer, tmp_path, path)[0] == 0
    (proof,) = answer["encounters"]
    assert proof["verdict"] == "cannot-meet"
    del around["geometry"]["coordinates"][1]
    path = filed(tmp_path / "both.geojson", around, BIRCH)
    certificate, side, other = proof["certificate"], *(("b", "a") if proof["b"] == "zone" else ("a", "b"))
    points = certificate[f"points_{side}"]
    inner = next(number for number, (one, two) in enumerate(pairwise(points)) if one[0] == two[0]) + 1
    certificate[f"points_{side}"] = points[:inner]
    proofs = [each for each in certificate["proofs"] if each[side][0] < inner - 1]
    certificate["proofs"] = [{**each, side: [each[side][0], min(each[side][1], inner - 2)]} for each in proofs]
    code, lines = rechecked(answer, tmp_path, path)
    assert code == 1
    assert any(": refuted: a piece lies in the area" in line for line in lines), lines
    assert other in "ab"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(
            lambda a: a["checked"].update(notices=9), "The answer is of 9 notices; 5 stand", id="another count"
        ),
        pytest.param(lambda a: a["limits"].update(separation_m=1.0), "than was asked for", id="other limits"),
        pytest.param(lambda a: a["limits"].update(road_factor=1.5), "another reach_m", id="another road factor"),
        pytest.param(lambda a: a["limits"].update(vertical_m=0.0), "than was asked for", id="another vertical limit"),
    ],
)
def test_an_answer_of_something_else_is_refuted(
    story: tuple[Path, Json], tmp_path: Path, change: Callable[[Json], object], said: str
) -> None:
    path, answer = story
    answer = copy.deepcopy(answer)
    change(answer)
    code, lines = rechecked(answer, tmp_path, path)
    assert code == 1
    assert any(said in line for line in lines)


@pytest.mark.parametrize(
    ("change"),
    [
        pytest.param(lambda f: f[0]["properties"].update(buffer_m=400), id="a buffer"),
        pytest.param(lambda f: f[0]["properties"].update(path="lonlat"), id="the path"),
        pytest.param(lambda f: f[0]["properties"]["halts"][0].update(max_s=1799), id="a halt"),
        pytest.param(lambda f: f[0]["properties"].update(speed_kmh=[21, 50.7]), id="a speed"),
        pytest.param(lambda f: f[0]["geometry"]["coordinates"][1].__setitem__(0, 7.1100001), id="a vertex"),
        pytest.param(lambda f: f[3]["properties"].update(party="aster"), id="a party"),
        pytest.param(lambda f: f[3]["properties"].update(action="cancel", replaces="post"), id="a cancel"),
        pytest.param(lambda f: f[3]["properties"].update(observed=True) or f.append(f[0]), id="one id twice"),
        pytest.param(lambda f: f.pop(1), id="a notice that is missing"),
    ],
)
def test_an_answer_does_not_hold_against_other_notices(
    story: tuple[Path, Json], tmp_path: Path, change: Callable[[Json], object]
) -> None:
    path, answer = story
    features = json.loads(path.read_text())["features"]
    change(features)
    code, lines = rechecked(answer, tmp_path, filed(tmp_path / "others.geojson", *features))
    assert code in (1, 2), lines


@pytest.mark.parametrize("whose", ["column", "patrol"])
def test_a_proof_does_not_hold_where_either_of_the_two_filed_a_buffer(
    story: tuple[Path, Json], tmp_path: Path, whose: str
) -> None:
    path, answer = story
    features = json.loads(path.read_text())["features"]
    (its,) = (feature for feature in features if feature["properties"]["id"] == whose)
    its["properties"]["buffer_m"] = 5000
    alone = {**answer, "encounters": [of_pair(answer, "patrol")]}
    code, lines = rechecked(alone, tmp_path, filed(tmp_path / "others.geojson", *features))
    assert code == 1
    assert "proves less than the limit" in lines[0]


def test_what_cannot_be_read_and_a_wrong_call_end_with_2(story: tuple[Path, Json], tmp_path: Path) -> None:
    path, answer = story
    text = json.dumps(answer)
    for broken in (text[:-1], text.replace('"closest_m": ', '"closest_m": NaN, "was": ', 1), "[]", "{}"):
        assert rechecked(broken, tmp_path, path)[0] == 2
    assert rechecked(text, tmp_path, tmp_path / "gone.geojson")[0] == 2
    assert rechecked(text, tmp_path)[0] == 2


def test_an_answer_that_lists_no_one_says_that_nothing_was_judged(tmp_path: Path) -> None:
    path = filed(tmp_path / "one.geojson", ASTER)
    code, lines = rechecked(explained(path), tmp_path, path)
    assert (code, lines[1]) == (0, "Judged: nothing; not judged: 0.")


# --- the file itself -------------------------------------------------------------------------------------------------


def test_it_takes_nothing_but_the_standard_library_and_fits_on_a_few_pages() -> None:
    source = RECHECK.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(source)))
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in modules} <= sys.stdlib_module_names
    assert "__import__" not in source and "importlib" not in source
    assert len(source.splitlines()) <= 310
