from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from herald.check import retime
from tests.commandline.calls import DELIVERY, ELEVEN, TEN, TWENTY_PAST, column, far, filed, herald, post


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    return filed(tmp_path, "all.geojson", column(), post())


@pytest.fixture
def apart(tmp_path: Path) -> Path:
    return filed(tmp_path, "all.geojson", column(), far())


def test_a_notice_that_meets_is_not_clear_as_filed_and_ends_with_1(meeting: Path) -> None:
    ended = herald("retime", "column", meeting, "--json")
    assert ended.exit_code == 1
    assert json.loads(ended.stdout) == {"notice": "column", "clear": [[-86400, -646], [3046, 86400]]}


def test_the_same_is_said_in_words(meeting: Path) -> None:
    ended = herald("retime", "column", meeting, "--horizon", "1h")
    assert ended.exit_code == 1
    lines = ended.stdout.splitlines()
    assert [line.strip() for line in lines if line.startswith("  ")] == [
        "1 h earlier to 10 min 46 s earlier",
        "50 min 46 s later to 1 h later",
    ]
    assert lines[-1] == DELIVERY


def test_a_notice_that_is_clear_as_filed_ends_with_0(apart: Path) -> None:
    ended = herald("retime", "column", apart, "--json")
    assert ended.exit_code == 0
    assert json.loads(ended.stdout)["clear"] == [[-86400, 86400]]
    assert herald("retime", "column", apart).exit_code == 0


@pytest.mark.parametrize(
    ("horizon", "clear"),
    [
        ("600s", []),
        ("646s", [[-646, -646]]),
        ("11m", [[-660, -646]]),
        ("1h", [[-3600, -646], [3046, 3600]]),
        ("1d", [[-86400, -646], [3046, 86400]]),
        ("0s", []),
    ],
)
def test_the_horizon_bounds_what_is_looked_at(meeting: Path, horizon: str, clear: list[list[int]]) -> None:
    ended = herald("retime", "column", meeting, "--json", "--horizon", horizon)
    assert (ended.exit_code, json.loads(ended.stdout)["clear"]) == (1, clear)


def test_a_notice_that_no_shift_clears_says_so(tmp_path: Path) -> None:
    untold = filed(tmp_path, "all.geojson", column(), post(window=(None, None)))
    ended = herald("retime", "column", untold)
    assert ended.exit_code == 1
    assert "no shift within 1 d either way clears it" in ended.stdout


@pytest.mark.parametrize("as_json", [[], ["--json"]])
@pytest.mark.parametrize("horizon", ["", "24", "h", "-1h", "1.5h", "1w", "24 h", "²h", "9999999999h", "4000d", "nan"])
def test_a_horizon_that_is_none_ends_with_2(meeting: Path, horizon: str, as_json: list[str]) -> None:
    ended = herald("retime", "column", meeting, *as_json, f"--horizon={horizon}")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "horizon" in ended.stderr


@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_an_id_that_nobody_filed_ends_with_2(meeting: Path, as_json: list[str]) -> None:
    ended = herald("retime", "convoy", meeting, *as_json)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "convoy" in ended.stderr


def test_a_notice_that_no_longer_stands_is_not_re_timed(tmp_path: Path) -> None:
    later = column("column-2", action="replace", replaces="column")
    ended = herald("retime", "column", filed(tmp_path, "all.geojson", column(), later, post()))
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "replaced" in ended.stderr


def test_the_past_is_not_re_timed(tmp_path: Path) -> None:
    track = column(observed=True, max_speed_kmh=100)
    ended = herald("retime", "column", filed(tmp_path, "all.geojson", track, post()))
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "past" in ended.stderr


@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_a_malformed_file_ends_with_3(tmp_path: Path, as_json: list[str]) -> None:
    ended = herald("retime", "column", filed(tmp_path, "all.geojson", column(kind="parade")), *as_json)
    assert ended.exit_code == 3
    assert "kind" in (ended.stdout if as_json else ended.stderr)


def test_a_file_that_is_missing_ends_with_2(tmp_path: Path) -> None:
    assert herald("retime", "column", tmp_path / "gone.geojson").exit_code == 2


@pytest.mark.parametrize(
    ("failure", "code"), [(RuntimeError("broken"), 70), (ValueError("broken"), 70), (KeyboardInterrupt(), 130)]
)
@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_without_an_answer_the_code_is_neither_0_nor_1(
    meeting: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException, code: int, as_json: list[str]
) -> None:
    def failing(*_: Any) -> None:
        raise failure

    monkeypatch.setattr(retime, "clear_shifts", failing)
    ended = herald("retime", "column", meeting, *as_json)
    assert (ended.exit_code, ended.stdout) == (code, "")


def test_every_proposal_of_the_check_is_clear_and_the_second_before_is_not(meeting: Path) -> None:
    """Shifted by a proposal the file is checked anew."""
    (encounter,) = json.loads(herald("check", "--json", meeting).stdout)["encounters"]
    later = encounter["clears"]["b"]["later_s"]

    def shifted(seconds: int) -> int:
        minutes, rest = divmod(seconds, 60)
        begin, end = f"2026-03-01T10:{minutes:02d}:{rest:02d}Z", ELEVEN
        return herald("check", filed(meeting.parent, "again.geojson", column(), post(window=(begin, end)))).exit_code

    assert [shifted(later - 1), shifted(later)] == [1, 0]


@pytest.fixture
def waiting_for(tmp_path: Path) -> Path:
    """The column with half an hour of slack, and a post on its way that leaves some minutes after it may come."""
    slow = column(windows=[[TEN, "2026-03-01T10:30:00Z"], [TWENTY_PAST, "2026-03-01T10:50:00Z"]])
    return filed(tmp_path, "all.geojson", slow, post(window=(TEN, "2026-03-01T10:15:00Z")))


def test_with_proposals_what_else_clears_it_stands_beside_the_shifts(waiting_for: Path) -> None:
    ended = herald("retime", "column", waiting_for, "--json", "--proposals")
    said = json.loads(ended.stdout)
    assert ended.exit_code == 1
    assert said["cuts"] == {"late_s": None, "early_s": 346}
    assert said["holds"] == [{"vertex": 0, "later_s": 346}]
    assert said["altitude_steps"] == {"up_m": None, "down_m": None}
    assert {"notice": said["notice"], "clear": said["clear"]} == json.loads(
        herald("retime", "column", waiting_for, "--json").stdout
    )


def test_the_same_proposals_are_said_in_words(waiting_for: Path) -> None:
    said = herald("retime", "column", waiting_for, "--proposals").stdout.splitlines()
    assert "  every earliest instant 5 min 46 s later" in said


def test_a_proposal_made_is_clear_and_a_second_less_is_not(waiting_for: Path) -> None:
    def started(minutes: int, seconds: int) -> int:
        first = [f"2026-03-01T10:{minutes:02d}:{seconds:02d}Z", f"2026-03-01T10:{minutes + 20}:{seconds:02d}Z"]
        cut = column(windows=[[first[0], "2026-03-01T10:30:00Z"], [first[1], "2026-03-01T10:50:00Z"]])
        again = filed(waiting_for.parent, "again.geojson", cut, post(window=(TEN, "2026-03-01T10:15:00Z")))
        return herald("retime", "column", again).exit_code

    assert [started(5, 45), started(5, 46)] == [1, 0]


def test_a_longer_road_widens_what_is_not_clear(meeting: Path) -> None:
    drawn, longer = (
        json.loads(herald("retime", "column", meeting, "--json", "--road-factor", factor).stdout)["clear"]
        for factor in ("1", "1.1")
    )
    assert longer[0][1] < drawn[0][1] and longer[1][0] > drawn[1][0]
