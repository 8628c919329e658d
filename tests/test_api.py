from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from herald import api
from herald.units import NoticeId, format_instant
from tests.commandline.calls import ELEVEN, TEN, column, far, filed, herald, post

TWELVE = "2026-03-01T12:00:00Z"


def test_the_names_on_the_screen_are_there() -> None:
    assert all(hasattr(api, name) for name in api.__all__)
    assert len(api.__all__) == 16


def test_python_and_the_command_line_give_the_same_bytes(tmp_path: Path) -> None:
    files = [filed(tmp_path, "aster.geojson", column()), filed(tmp_path, "birch.geojson", post(), far())]
    answer = api.check(api.read_notices(*files), separation_m=600, vertical_m=20)
    ended = herald("check", "--json", "--separation-m", "600", "--vertical-m", "20", *files)
    assert api.answer_json(answer) == ended.stdout


def test_an_agreement_is_read_with_its_zone_files_and_governs(tmp_path: Path) -> None:
    (tmp_path / "zone.geojson").write_text(
        json.dumps({"type": "Polygon", "coordinates": [[[-21, -1], [-19, -1], [-19, 1], [-21, 1], [-21, -1]]]})
    )
    (tmp_path / "agreement.toml").write_text(
        'id = "x"\nstatus = "held"\n[[zone]]\nid = "z"\nfile = "zone.geojson"\n'
        '[[clause]]\nid = "3"\ntext = "x"\nregime = "notify"\nzone = "z"\nseparation_m = 500\n'
    )
    agreement = api.read_agreement(tmp_path / "agreement.toml")
    notices = api.read_notices(filed(tmp_path, "all.geojson", column(), post()))
    assert api.check(notices).encounters
    assert not api.check(notices, agreement).encounters


def test_two_notices_could_meet_or_are_proved_not_to(tmp_path: Path) -> None:
    a, b, c = api.read_notices(filed(tmp_path, "all.geojson", column(), post(), far()))
    meeting = api.could_meet(a, b)
    assert meeting is not None
    assert meeting.verdict is api.Verdict.COULD_MEET
    assert format_instant(meeting.windows[0][0]).startswith("2026-03-01T10:09:14.44")
    assert api.could_meet(b, a) == meeting
    assert api.could_meet(a, c) is None


def test_what_cannot_be_told_is_no_none(tmp_path: Path) -> None:
    a, b = api.read_notices(filed(tmp_path, "all.geojson", column(), post(window=(None, ELEVEN))))
    told = api.could_meet(a, b)
    assert told is not None
    assert told.verdict is api.Verdict.CANNOT_TELL


def test_nothing_is_claimed_of_a_pair_that_is_not_asked_about(tmp_path: Path) -> None:
    a, b, c = api.read_notices(filed(tmp_path, "all.geojson", column(), post(), far()))
    with pytest.raises(ValueError, match="different parties"):
        api.could_meet(b, c)
    with pytest.raises(ValueError, match="stands twice"):
        api.could_meet(a, a)


def test_propose_gives_the_same_as_the_command(tmp_path: Path) -> None:
    path = filed(tmp_path, "all.geojson", column(windows=[[TEN, ELEVEN], [ELEVEN, TWELVE]]), post())
    found = asdict(api.propose("column", api.read_notices(path), horizon="2h"))
    said = json.loads(herald("retime", "column", path, "--horizon", "2h", "--proposals", "--json").stdout)
    assert {**found, "holds": list(found["holds"])} == {name: said[name] for name in found}
    with pytest.raises(ValueError, match="no notice has the id"):
        api.propose("convoy", api.read_notices(path))


def test_retime_gives_the_same_as_the_command(tmp_path: Path) -> None:
    path = filed(tmp_path, "all.geojson", column(), post())
    clear = api.retime("column", api.read_notices(path), horizon="2h")
    assert clear == ((-7200, -646), (3046, 7200))
    assert api.retime("column", api.read_notices(path), horizon=7200) == clear
    said = json.loads(herald("retime", "column", path, "--horizon", "2h", "--json").stdout)
    assert [list(each) for each in clear] == said["clear"]


@pytest.mark.parametrize(
    "limit",
    [
        {"separation_m": -1.0},
        {"separation_m": float("nan")},
        {"separation_m": 1e308},
        {"vertical_m": float("inf")},
        {"vertical_m": -0.001},
        {"road_factor": 0.5},
        {"road_factor": float("nan")},
    ],
)
def test_a_limit_that_is_none_is_refused(tmp_path: Path, limit: dict[str, float]) -> None:
    notices = api.read_notices(filed(tmp_path, "all.geojson", column(), post()))
    with pytest.raises(ValueError, match=next(iter(limit))):
        api.check(notices, **limit)


def test_an_id_or_a_horizon_that_is_none_is_refused(tmp_path: Path) -> None:
    notices = api.read_notices(filed(tmp_path, "all.geojson", column(), post()))
    with pytest.raises(ValueError, match="no notice"):
        api.retime(NoticeId("convoy"), notices)
    with pytest.raises(ValueError, match="horizon"):
        api.retime("column", notices, horizon="soon")
    with pytest.raises(ValueError, match="horizon"):
        api.retime("column", notices, horizon=-1)


def test_no_file_is_no_notice() -> None:
    assert api.read_notices() == ()


def test_problems_are_told_with_where_they_are(tmp_path: Path) -> None:
    with pytest.raises(api.Malformed) as told:
        api.read_notices(filed(tmp_path, "all.geojson", column(kind="parade"), post()))
    assert [(each.feature, each.field) for each in told.value.problems] == [(0, "properties.kind")]
    with pytest.raises(api.Unopenable):
        api.read_notices(tmp_path / "gone.geojson")
