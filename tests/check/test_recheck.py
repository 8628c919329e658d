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
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from herald.api import read_agreement, read_notices
from herald.check.answer import Limits
from herald.check.explain import explain
from herald.check.pairs import check
from herald.formats.answer import document
from herald.formats.geojson_text import render
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
    found = document(checked, None, limits)
    for a, b in combinations(sorted(standing(notices).checked, key=lambda notice: notice.id), 2):
        if a.party != b.party:
            one = document(replace(checked, findings=()), explain(a.id, b.id, notices, rules, limits), limits)
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


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_no_true_answer_is_refuted(tmp_path: Path, region: str, seed: int) -> None:
    """Routes of both paths, with windows, departures and halts; areas with holes, sites, heights; ends that are missing."""
    total: Counter[str] = Counter()
    for number, road in enumerate((1.0, 1.0, 1.3)):
        world = drawn(Random(f"{seed} recheck {region} {number}"), region, 7, 0.05)
        (tmp_path / "world.geojson").write_bytes(render(writable(each) for each in world))
        answer = explained(tmp_path / "world.geojson", replace(LIMITS, road_factor=road))
        code, lines = rechecked(answer, tmp_path, tmp_path / "world.geojson")
        assert code == 0, [line for line in lines if "refuted" in line]
        total += outcomes(lines)
    assert total["could-meet: checked"] > 10
    assert total["cannot-meet: checked"] > 3
    assert not any("not judged" in outcome for outcome in total)


def test_the_day_at_lapwing_cross_is_checked_pair_by_pair(tmp_path: Path) -> None:
    files = [DAY / f"{name}.geojson" for name in ("birch", "relief")]
    answer = explained(DAY / "aster.geojson", Limits(), DAY / "agreement.toml", files)
    code, lines = rechecked(answer, tmp_path, DAY / "aster.geojson", *files)
    assert code == 0, lines
    assert outcomes(lines)["could-meet: checked"] >= 3
    assert outcomes(lines)["cannot-meet: checked"] >= 17
    assert any(line.startswith("Held against: 1000 m (clause 4)") for line in lines)


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
        area([[[6, 45], [8, 45], [8, 47], [6, 47], [6, 45]], WIDE]),
        "cannot-meet",
    ),
    "a post within a hole's area": (
        changed(ASTER, coordinates=[[7.5, 47.5], [7.6, 47.6], [7.7, 47.7]]),
        area([WIDE]),
        "cannot-meet",
    ),
    "an area round the pole": (
        changed(ASTER, coordinates=[[10, 85], [11, 85.05], [12, 85]]),
        area(ROUND_THE_POLE, path="geodesic"),
        "could-meet",
    ),
    "an area round the other pole": (
        changed(ASTER, coordinates=[[10, -85], [11, -85.05], [12, -85]]),
        area([[[lon, -lat] for lon, lat in ROUND_THE_POLE[0]]], path="geodesic"),
        "could-meet",
    ),
    "outside an area round the pole": (
        changed(ASTER, coordinates=[[10, 70], [11, 70.05], [12, 70]]),
        area(ROUND_THE_POLE, path="geodesic"),
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
    "a leg of 3,000 km": (
        changed(ASTER, coordinates=[[-20, 46.0], [7.2, 46.0]], halts=None, speed_kmh=[300, 900], kind="flight"),
        changed(BIRCH, coordinates=[-6, 48.2]),
        "cannot-meet",
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


def test_what_cannot_be_told_and_tracks_of_the_past_are_not_judged(tmp_path: Path) -> None:
    untold = changed(BIRCH, windows=[[None, None]])
    path = filed(tmp_path / "both.geojson", ASTER, untold)
    answer = explained(path)
    del answer["encounters"][0]["certificate"]
    code, lines = rechecked(answer, tmp_path, path)
    assert (code, lines[0]) == (0, "column and post: cannot-tell: not judged: that it cannot be told")
    assert lines[1].startswith("Judged: nothing; not judged: 1.")
    windows = [["2026-03-10T06:00:00Z"] * 2, ["2026-03-10T06:20:00Z"] * 2]
    members = {"depart": None, "speed_kmh": None, "halts": None, "windows": windows}
    track = changed(ASTER, coordinates=[[7.0, 46.0], [7.2, 46.0]], observed=True, max_speed_kmh=80, **members)
    path = filed(tmp_path / "both.geojson", track, changed(BIRCH, coordinates=[7.1, 46.0]))
    code, lines = rechecked(explained(path), tmp_path, path)
    assert (code, lines[0]) == (0, "column and post: could-meet: not judged: column is a track of the past")


# --- false answers ---------------------------------------------------------------------------------------------------


def shifted(instant: str, minutes: int) -> str:
    hour, minute = divmod(int(instant[11:13]) * 60 + int(instant[14:16]) + minutes, 60)
    return f"{instant[:11]}{hour:02}:{minute:02}{instant[16:]}"


def swap(pieces: list[Json], i: int, j: int) -> None:
    pieces[i], pieces[j] = pieces[j], pieces[i]


def used(certificate: Json) -> Json:
    """The bound with the least room, which leans on a half-plane of time."""
    return min(certificate["bounds"], key=lambda bound: bound["bound_m"] - bound["limit_m"])


def lean(certificate: Json) -> Json:
    """That half-plane and its multiplier."""
    return next(pair for pair in used(certificate)["multipliers"] if pair[0] in (4, 5))


def widest(certificate: Json) -> Json:
    """The box of the most pairs."""
    return max(certificate["boxes"], key=lambda box: (box["a"][1] - box["a"][0] + 1) * (box["b"][1] - box["b"][0] + 1))


def stretched(certificate: Json) -> None:
    """One box over everything, in the place of all that is proved."""
    certificate["boxes"] = [
        {side: [0, len(certificate[f"pieces_{side}"]) - 1] for side in "ab"},
    ]
    certificate["bounds"] = []


def merged(certificate: Json) -> None:
    """The first two pieces of a stretch as one, and the whole in one box."""
    one, two = certificate["pieces_a"][:2]
    one["fractions"][1], one["places"][2:] = two["fractions"][1], two["places"][2:]
    del certificate["pieces_a"][1]


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
    "a place of a piece moved": lambda c: c["pieces_a"][0]["places"].__setitem__(3, 46.06),
    "a join of two pieces moved aside": lambda c: [
        c["pieces_a"][k]["places"].__setitem__(at, c["pieces_a"][k]["places"][at] + 1e-7) for k, at in ((0, 3), (1, 1))
    ],
    "a join of two pieces moved along": lambda c: [
        c["pieces_a"][k]["places"].__setitem__(slice(at, at + 2), [7.0562, 46.0256]) for k, at in ((0, 2), (1, 0))
    ],
    "a piece left out": lambda c: c["pieces_a"].pop(),
    "a piece left out in the middle": lambda c: c["pieces_a"].pop(1),
    "all pieces of a notice left out": lambda c: c["pieces_b"].clear(),
    "two pieces exchanged": lambda c: swap(c["pieces_a"], 0, 1),
    "two pieces as one": merged,
    "pieces of the one for those of the other": lambda c: c.update(pieces_a=c["pieces_b"], pieces_b=c["pieces_a"]),
    "another stretch": lambda c: c["pieces_a"][0].update(stretch=1),
    "a stretch there is not": lambda c: c["pieces_a"][0].update(stretch=-1),
    "another fraction": lambda c: c["pieces_a"][0]["fractions"].__setitem__(1, 0.4),
    "a later earliest": lambda c: c["pieces_a"][2]["earliest"].__setitem__(0, c["pieces_a"][2]["earliest"][0] + 6e8),
    "an earlier latest": lambda c: c["pieces_a"][2]["latest"].__setitem__(1, c["pieces_a"][2]["latest"][1] - 1e5),
    "a window said to be stated": lambda c: c["pieces_a"][0].update(earliest=None),
    "other heights": lambda c: c["pieces_b"][0].update(low_m=[5000.0, 5000.0], high_m=[5000.0, 5000.0]),
    "another epoch": lambda c: c.update(epoch=c["epoch"] + 3_600_000_000),
    "a multiplier grown": lambda c: lean(c).__setitem__(1, lean(c)[1] * 3),
    "a multiplier of the other sign": lambda c: lean(c).__setitem__(1, -lean(c)[1]),
    "a negative multiplier of what always holds": lambda c: (
        used(c)["multipliers"].append([6, -10.0]),
        used(c).update(bound_m=used(c)["bound_m"] + 1000.0),
    ),
    "multipliers left out": lambda c: used(c)["multipliers"].clear(),
    "another half-plane": lambda c: lean(c).__setitem__(0, lean(c)[0] ^ 1),
    "a half-plane there is not": lambda c: lean(c).__setitem__(0, 9),
    "the direction turned": lambda c: used(c)["direction"].reverse(),
    "no direction": lambda c: used(c).update(direction=[0.0, 0.0, 0.0], bound_m=None),
    "a larger bound_m": lambda c: used(c).update(bound_m=used(c)["bound_m"] + 0.001),
    "a smaller limit_m": lambda c: used(c).update(limit_m=used(c)["limit_m"] - 0.001),
    "a larger limit_m": lambda c: used(c).update(limit_m=used(c)["bound_m"] + 0.001),
    "a bound left out": lambda c: c["bounds"].remove(used(c)),
    "a bound of other pieces": lambda c: used(c).update(a=used(c)["a"] - 1),
    "a bound of pieces counted from the end": lambda c: used(c).update(a=used(c)["a"] - len(c["pieces_a"])),
    "a box left out": lambda c: c["boxes"].remove(widest(c)),
    "a box of everything": stretched,
    "a box that runs backwards": lambda c: widest(c)["a"].reverse(),
    "a box from before the first piece": lambda c: widest(c)["a"].__setitem__(0, -len(c["pieces_a"])),
    "no boxes and no bounds": lambda c: c.update(boxes=[], bounds=[]),
    "a rule of another separation_m than was asked": lambda c: c["rules"][0].update(separation_m=1.0),
    "a smaller margin of height": lambda c: c["rules"][0].update(up_m=10.0),
    "a rule there is not": lambda c: used(c).update(rule=1),
    "a member left out": lambda c: used(c).pop("multipliers"),
    "text where a number should stand": lambda c: used(c).update(bound_m="far"),
    "the certificate of another pair": lambda c: c.update(b="post"),
}


def split(piece: Json, pieces: list[Json], ends: tuple[float, float, float]) -> None:
    """The piece as two that follow each other, with the windows and heights of the fractions; the places stay."""
    number, (start, end) = pieces.index(piece), piece["fractions"]
    pieces[number : number + 1] = [
        {**piece, "fractions": list(part)}
        | {
            name: [low + (high - low) * (at - start) / (end - start) for at in part]
            for name in ("earliest", "latest", "low_m", "high_m")
            for low, high in [piece[name]]
        }
        for part in ((ends[0], ends[1]), (ends[1], ends[2]))
    ]


def refilled(certificate: Json, begin: float) -> None:
    """The second piece begins a little later, with the windows that belong there."""
    piece, share = certificate["pieces_a"][1], (begin - 0.5) / 0.5
    for name in ("earliest", "latest"):
        piece[name][0] += share * (piece[name][1] - piece[name][0])
    piece["fractions"][0] = begin


def of_boxes(certificate: Json) -> None:
    """One box holds all of what stands there, so that nothing else notices what became of the pieces."""
    certificate["boxes"] = [{side: [0, len(certificate[f"pieces_{side}"]) - 1] for side in "ab"}]


FAR_OFF: dict[str, Callable[[Json], object]] = {
    "a join of two far pieces moved aside by 11 mm": lambda c: [
        c["pieces_a"][k]["places"].__setitem__(at, c["pieces_a"][k]["places"][at] + 1.3e-6 * way)
        for k, at, way in ((0, 2, -0.072), (0, 3, 0.0764), (1, 0, -0.072), (1, 1, 0.0764))
    ],
    "a join of two far pieces moved along by 2 cm": lambda c: [
        c["pieces_a"][k]["places"].__setitem__(at, c["pieces_a"][k]["places"][at] + 2.4e-6 * way)
        for k, at, way in ((0, 2, 0.11), (0, 3, 0.05), (1, 0, 0.11), (1, 1, 0.05))
    ],
    "a gap of 1 mm between two far pieces": lambda c: c["pieces_a"][1]["places"].__setitem__(
        1, c["pieces_a"][1]["places"][1] + 1e-8
    ),
    "a gap of fractions between two far pieces": lambda c: refilled(c, 0.5 + 1e-5),
    "two far pieces as one": lambda c: (
        c["pieces_a"][0]["places"].__setitem__(slice(2, 4), c["pieces_a"][1]["places"][2:]),
        *(
            c["pieces_a"][0][name].__setitem__(1, c["pieces_a"][1][name][1])
            for name in ("fractions", "earliest", "latest")
        ),
        c["pieces_a"].pop(1),
    ),
    "a halt that runs past its end and back": lambda c: split(c["pieces_a"][4], c["pieces_a"], (0.0, 3.0, 1.0)),
    "a far piece of another stretch twice": lambda c: c["pieces_a"].insert(1, copy.deepcopy(c["pieces_a"][0])),
    "a far window a second shorter": lambda c: c["pieces_a"][2]["latest"].__setitem__(
        1, c["pieces_a"][2]["latest"][1] - 1e6
    ),
    "a far piece left out": lambda c: c["pieces_a"].pop(),
    "far heights": lambda c: c["pieces_a"][0].update(low_m=[9.0, 9.0]),
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
        of_boxes(false[-1]["certificate"])
    code, lines = rechecked({**answer, "encounters": false}, path.parent, path)
    assert code == 1
    return dict(zip([*MEETINGS, *PROOFS, *FAR_OFF], lines, strict=False))


def test_the_story_is_true_and_has_all_that_is_tampered_with(story: tuple[Path, Json]) -> None:
    path, answer = story
    code, lines = rechecked(answer, path.parent, path)
    assert (code, outcomes(lines)["could-meet: checked"]) == (0, 1)
    proof = of_pair(answer, "patrol")
    assert proof["verdict"] == "cannot-meet"
    assert [len(proof["certificate"][name]) for name in ("pieces_a", "pieces_b", "boxes", "bounds")] == [5, 3, 6, 7]
    assert lean(proof["certificate"])[1] > 0
    code, lines = rechecked({**answer, "encounters": [proof]}, path.parent, path)
    assert (code, outcomes(lines)) == (0, {"cannot-meet: checked": 1})
    distant = of_pair(answer, "post-far")
    of_boxes(distant["certificate"])
    code, lines = rechecked({**answer, "encounters": [distant]}, path.parent, path)
    assert (code, outcomes(lines)) == (0, {"cannot-meet: checked": 1})


def test_a_halt_in_two_parts_is_as_good_as_in_one(story: tuple[Path, Json]) -> None:
    path, answer = story
    distant = of_pair(answer, "post-far")
    split(distant["certificate"]["pieces_a"][4], distant["certificate"]["pieces_a"], (0.0, 0.25, 1.0))
    of_boxes(distant["certificate"])
    assert rechecked({**answer, "encounters": [distant]}, path.parent, path)[0] == 0


@pytest.mark.parametrize("name", [*MEETINGS, *PROOFS, *FAR_OFF])
def test_a_false_answer_is_refuted(judged_false: dict[str, str], name: str) -> None:
    assert len(judged_false) == len(MEETINGS) + len(PROOFS) + len(FAR_OFF) > 70
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
    for side in ("pieces_a", "pieces_b"):
        proof["certificate"][side] = [piece for piece in proof["certificate"][side] if piece["stretch"] < 4]
    edges = len(proof["certificate"]["pieces_b" if proof["b"] == "zone" else "pieces_a"])
    side, other = ("b", "a") if proof["b"] == "zone" else ("a", "b")
    proof["certificate"].update(boxes=[{side: [k, k], other: [0, 0]} for k in range(edges)], bounds=[])
    code, lines = rechecked(answer, tmp_path, path)
    assert code == 1
    assert any(line.endswith("refuted: piece 0 lies in the area") for line in lines)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(
            lambda a: a["checked"].update(notices=9), "refuted: the answer is of 9 notices", id="another count"
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
    assert (code, lines[0]) == (0, "Judged: nothing; not judged: 0. Certificates: 0 pieces, 0 boxes, 0 bounds.")


# --- the file itself -------------------------------------------------------------------------------------------------


def test_it_takes_nothing_but_the_standard_library_and_fits_on_a_few_pages() -> None:
    source = RECHECK.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(source)))
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in modules} <= sys.stdlib_module_names
    assert "__import__" not in source and "importlib" not in source
    assert len(source.splitlines()) <= 480
