from __future__ import annotations

import json
import os
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import pytest

from herald.check import pairs
from tests.commandline.calls import (
    DELIVERY,
    ELEVEN,
    TEN,
    collection,
    column,
    environment,
    far,
    filed,
    herald,
    herald_process,
    invocation,
    post,
)

AGREEMENT = """
id = "equator"
status = "held"
[[party]]
id = "aster"
name = "Aster"
[[party]]
id = "birch"
name = "Birch"
[[clause]]
id = "3"
text = "Columns keep 500 m from everyone."
regime = "notify"
separation_m = 500
"""


@pytest.fixture
def meeting(tmp_path: Path) -> list[Path]:
    return [filed(tmp_path, "aster.geojson", column()), filed(tmp_path, "birch.geojson", post())]


@pytest.fixture
def apart(tmp_path: Path) -> list[Path]:
    return [filed(tmp_path, "aster.geojson", column()), filed(tmp_path, "birch.geojson", far())]


@pytest.fixture
def broken(tmp_path: Path) -> list[Path]:
    """Two files, each with a fault."""
    one = filed(tmp_path, "one.geojson", column(submitted_at="yesterday"))
    other = tmp_path / "other.geojson"
    other.write_bytes(b"{not json")
    return [one, other]


# --- 0 and 1: an answer ----------------------------------------------------------------------------------------------


def test_nothing_listed_ends_with_0_and_says_that_the_pair_cannot_meet(apart: list[Path]) -> None:
    ended = herald("check", *apart)
    assert ended.exit_code == 0
    assert "Could meet: 0 pairs. Cannot tell: 0 pairs. Cannot meet: 1 pair." in ended.stdout
    assert ended.stdout.endswith(f"{DELIVERY}\n")
    assert ended.stderr == ""


def test_nothing_listed_ends_with_0_as_json_too(apart: list[Path]) -> None:
    ended = herald("check", "--json", *apart)
    assert ended.exit_code == 0
    answer = json.loads(ended.stdout)
    assert answer["encounters"] == []
    assert answer["checked"] == {"notices": 2, "parties": 2, "legs": 2, "pairs_asked": 1, "skipped": 0}


def test_a_meeting_ends_with_1_and_says_what_clears_it(meeting: list[Path]) -> None:
    ended = herald("check", *meeting)
    assert ended.exit_code == 1
    assert "COULD MEET: column and post\n  filed by  aster\n            birch\n" in ended.stdout
    assert "column: leave 50 min 46 s later or 10 min 46 s earlier" in ended.stdout
    assert "post: start 10 min 46 s later or 50 min 46 s earlier" in ended.stdout


def test_a_meeting_ends_with_1_as_json_too(meeting: list[Path]) -> None:
    ended = herald("check", "--json", *meeting)
    assert ended.exit_code == 1
    (encounter,) = json.loads(ended.stdout)["encounters"]
    assert (encounter["a"], encounter["b"], encounter["verdict"]) == ("column", "post", "could-meet")
    assert encounter["closest_m"] == pytest.approx(552.8714, abs=encounter["error_m"])
    assert encounter["reach_m"] == 10.0
    assert encounter["clears"] == {
        "a": {"later_s": 3046, "earlier_s": 646},
        "b": {"later_s": 646, "earlier_s": 3046},
    }


def test_what_cannot_be_told_is_listed_and_ends_with_1(tmp_path: Path) -> None:
    untold = filed(tmp_path, "all.geojson", column(), post(window=(None, ELEVEN)))
    ended = herald("check", "--json", untold)
    assert ended.exit_code == 1
    (encounter,) = json.loads(ended.stdout)["encounters"]
    assert encounter["verdict"] == "cannot-tell"
    assert encounter["reason"]


def test_findings_alone_do_not_change_the_code(tmp_path: Path) -> None:
    hurried = column(windows=[[TEN, TEN], ["2026-03-01T10:01:00Z", "2026-03-01T10:01:00Z"]])
    ended = herald("check", "--json", filed(tmp_path, "all.geojson", hurried, far()))
    assert ended.exit_code == 0
    assert "speed-implausible" in {each["code"] for each in json.loads(ended.stdout)["findings"]}


def test_a_clause_of_the_agreement_sets_the_limit(meeting: list[Path], tmp_path: Path) -> None:
    (tmp_path / "agreement.toml").write_text(AGREEMENT)
    ended = herald("check", "--json", "--agreement", tmp_path / "agreement.toml", *meeting)
    assert ended.exit_code == 0
    assert json.loads(ended.stdout)["encounters"] == []


def test_the_flag_sets_the_limit_where_no_clause_does(meeting: list[Path]) -> None:
    assert herald("check", "--separation-m", "500", *meeting).exit_code == 0
    assert herald("check", "--separation-m", "543", *meeting).exit_code == 1


def test_the_vertical_limit_counts(tmp_path: Path) -> None:
    high = column(kind="flight", altitude_m=[400, 500], altitude_ref="AGL")
    files = filed(tmp_path, "all.geojson", high, post())
    assert herald("check", files).exit_code == 0
    assert herald("check", "--vertical-m", "400", files).exit_code == 1


def test_a_longer_road_widens_the_answer(apart: list[Path]) -> None:
    assert herald("check", "--road-factor", "6", *apart).exit_code == 1


def test_notices_are_read_from_standard_input(meeting: list[Path]) -> None:
    aster, birch = meeting
    ended = herald("check", "--json", "-", birch, stdin=aster.read_bytes())
    assert ended.exit_code == 1


def test_the_same_call_gives_the_same_bytes(meeting: list[Path]) -> None:
    assert herald("check", "--json", *meeting).stdout_bytes == herald("check", "--json", *meeting).stdout_bytes


def test_the_command_answers_as_a_process_of_its_own_whatever_the_locale(tmp_path: Path) -> None:
    files = filed(tmp_path, "قافلة.geojson", column(name="قافلة"), post())
    ended = herald_process("check", "--json", files, env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    assert (ended.returncode, ended.stderr) == (1, b"")
    assert {json.loads(ended.stdout)["encounters"][0][side] for side in "ab"} == {"قافلة", "post"}


def test_a_pair_that_cannot_meet_is_explained_and_still_ends_with_0(apart: list[Path]) -> None:
    ended = herald("check", "--json", "--explain", "far", "column", *apart)
    assert ended.exit_code == 0
    (explained,) = json.loads(ended.stdout)["encounters"]
    assert (explained["a"], explained["b"], explained["verdict"]) == ("column", "far", "cannot-meet")
    (proof,) = explained["certificate"]["proofs"]
    assert (proof["a"], proof["b"], proof["rule"]) == ([0, 2], [0, 0], None)
    said = herald("check", "--explain", "column", "far", *apart)
    assert said.exit_code == 0
    assert "EXPLAINED: column and far cannot meet" in said.stdout


def test_a_pair_that_could_meet_is_explained_where_it_stands(meeting: list[Path]) -> None:
    ended = herald("check", "--json", "--explain", "column", "post", *meeting)
    assert ended.exit_code == 1
    (explained,) = json.loads(ended.stdout)["encounters"]
    assert explained["certificate"]["verdict"] == explained["verdict"] == "could-meet"
    assert explained["closest_m"] is not None


@pytest.mark.parametrize(
    ("pair", "named"), [(("column", "gone"), "gone"), (("post", "far"), "one party"), (("post", "post"), "one party")]
)
def test_a_pair_that_is_not_compared_cannot_be_explained(tmp_path: Path, pair: tuple[str, str], named: str) -> None:
    ended = herald("check", "--explain", *pair, filed(tmp_path, "all.geojson", column(), post(), far()))
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert named in ended.stderr


# --- 2: a mistake in the call ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_json", [[], ["--json"]])
@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (["--separation-m", "-1"], "separation"),
        (["--separation-m", "nan"], "separation"),
        (["--separation-m", "inf"], "separation"),
        (["--separation-m", "1e308"], "separation"),
        (["--separation-m", "far"], "separation"),
        (["--vertical-m", "-0.5"], "vertical"),
        (["--vertical-m", "nan"], "vertical"),
        (["--road-factor", "0.99"], "road"),
        (["--road-factor", "nan"], "road"),
        (["--explain", "column"], "--explain"),
        (["--colour"], "--colour"),
        (["--html", "-"], "standard output"),
        (["--html", "no/such/folder/page.html"], "does not exist"),
        (["--html", "."], "folder"),
    ],
)
def test_a_mistake_in_the_call_ends_with_2_and_says_which(
    meeting: list[Path], mistake: list[str], named: str, as_json: list[str]
) -> None:
    ended = herald("check", *as_json, *meeting, *mistake)
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert named in ended.stderr


def test_a_call_without_files_ends_with_2() -> None:
    ended = herald("check")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "FILE" in ended.stderr


def test_every_file_that_cannot_be_opened_is_named_at_once(tmp_path: Path, meeting: list[Path]) -> None:
    gone, folder, rules = tmp_path / "gone.geojson", tmp_path / "folder", tmp_path / "gone.toml"
    folder.mkdir()
    ended = herald("check", "--json", meeting[0], gone, folder, "--agreement", rules)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert [line.split(": ")[1] for line in ended.stderr.splitlines()] == [
        f"cannot open {path}" for path in (gone, folder, rules)
    ]


def test_a_file_without_permission_ends_with_2(meeting: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    # Simulated, because root, as whom a build often runs, may read every file.
    opened = Path.open

    def refusing(path: Path, *how: Any, **more: Any) -> Any:
        if path == meeting[0]:
            raise PermissionError(13, "Permission denied")
        return opened(path, *how, **more)

    monkeypatch.setattr(Path, "open", refusing)
    ended = herald("check", *meeting)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr == f"herald: cannot open {meeting[0]}: Permission denied\n"


def test_an_input_is_not_overwritten_by_the_page(meeting: list[Path]) -> None:
    before = meeting[0].read_bytes()
    ended = herald("check", "--html", meeting[0], *meeting)
    assert ended.exit_code == 2
    assert meeting[0].read_bytes() == before


# --- 3: a malformed file ---------------------------------------------------------------------------------------------


def test_every_problem_of_every_file_is_told_as_json(broken: list[Path], tmp_path: Path) -> None:
    rules = tmp_path / "agreement.toml"
    rules.write_text("id = 7")
    ended = herald("check", "--json", "--agreement", rules, *broken)
    assert ended.exit_code == 3
    assert ended.stderr == ""
    problems = json.loads(ended.stdout)["problems"]
    assert [*dict.fromkeys(each["file"] for each in problems)] == [str(path) for path in (*broken, rules)]
    assert all(list(each) == ["file", "feature", "field", "seen", "expected"] for each in problems)
    assert problems[0]["feature"] == 0
    assert problems[0]["field"] == "properties.submitted_at"


def test_every_problem_of_every_file_is_a_line_on_standard_error(broken: list[Path]) -> None:
    ended = herald("check", *broken)
    assert (ended.exit_code, ended.stdout) == (3, "")
    told = ended.stderr.splitlines()
    assert len(told) == len(json.loads(herald("check", "--json", *broken).stdout)["problems"])
    assert str(broken[0]) in told[0]
    assert str(broken[1]) in told[-1]


def test_the_same_id_in_two_files_is_malformed(meeting: list[Path]) -> None:
    assert herald("check", meeting[0], meeting[0]).exit_code == 3


@pytest.mark.parametrize("junk", [b"", b"\x00", b"\xff\xfe{", b"[]", b"null", b"{" * 100, b'{"type": NaN}', b"\x1b[2J"])
def test_junk_on_standard_input_is_malformed_and_moves_no_cursor(junk: bytes) -> None:
    ended = herald("check", "-", stdin=junk)
    assert (ended.exit_code, ended.stdout) == (3, "")
    assert "\x1b" not in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert herald("check", "--json", "-", stdin=junk).exit_code == 3


def test_where_a_file_is_malformed_no_page_is_written(broken: list[Path], tmp_path: Path) -> None:
    assert herald("check", "--html", tmp_path / "page.html", *broken).exit_code == 3
    assert not (tmp_path / "page.html").exists()


# --- 70 and 130: no answer -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_json", [[], ["--json"]])
@pytest.mark.parametrize("failure", [RuntimeError("a promise\nbroken"), MemoryError(), RecursionError(), KeyError("x")])
def test_an_internal_failure_ends_with_70_in_one_line_and_without_an_answer(
    meeting: list[Path], monkeypatch: pytest.MonkeyPatch, as_json: list[str], failure: Exception
) -> None:
    def failing(*_: Any) -> None:
        raise failure

    monkeypatch.setattr(pairs, "check", failing)
    ended = herald("check", *as_json, *meeting)
    assert (ended.exit_code, ended.stdout) == (70, "")
    assert len(ended.stderr.splitlines()) == 1
    assert type(failure).__name__ in ended.stderr


def test_the_traceback_is_shown_where_it_is_asked_for(meeting: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(pairs, "check", failing)
    ended = herald("check", *meeting, env={"HERALD_DEBUG": "1"})
    assert ended.exit_code == 70
    assert "Traceback" in ended.stderr


@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_an_interruption_ends_with_130_and_without_an_answer(
    meeting: list[Path], monkeypatch: pytest.MonkeyPatch, as_json: list[str]
) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pairs, "check", interrupted)
    ended = herald("check", *as_json, *meeting)
    assert (ended.exit_code, ended.stdout) == (130, "")
    assert ended.stderr == "herald: interrupted; no answer was given\n"


def test_an_answer_that_cannot_be_delivered_is_none() -> None:
    """A full disk: neither 0 nor 1 may be claimed for what nobody can read."""
    if not Path("/dev/full").exists():
        pytest.skip("could not run; this system has no /dev/full")
    ended = _into("/dev/full", collection(column(), post()))
    assert ended == (70, "herald: the answer could not be written on standard output: No space left on device\n")


def test_a_reader_that_has_gone_away_changes_no_code(meeting: list[Path]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as gone:
        assert _process_into(gone, b"", *meeting) == (1, "")


def _into(path: str, stdin: bytes) -> tuple[int, str]:
    with Path(path).open("wb") as out:
        return _process_into(out, stdin, "-")


def _process_into(out: Any, stdin: bytes, *files: str | Path) -> tuple[int, str]:
    with Popen(invocation("check", *files), stdin=PIPE, stdout=out, stderr=PIPE, env=environment()) as process:
        _, words = process.communicate(stdin, timeout=120)
        return process.returncode, words.decode()


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_is_written_whole_beside_the_answer(meeting: list[Path], tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text("an older report")
    ended = herald("check", "--json", "--html", page, *meeting)
    assert ended.exit_code == 1
    assert json.loads(ended.stdout)["encounters"]
    html = page.read_text(encoding="utf-8")
    assert html.rstrip().endswith("</html>")
    assert "leave 50 min 46 s later" in html
    assert sorted(each.name for each in tmp_path.iterdir()) == ["aster.geojson", "birch.geojson", "report.html"]


def test_where_the_page_cannot_be_written_there_is_no_answer(
    meeting: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    ended = herald("check", "--json", "--html", tmp_path / "report.html", *meeting)
    assert (ended.exit_code, ended.stdout) == (70, "")
    assert "No space left" in ended.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["aster.geojson", "birch.geojson"]
