"""Board, sheet, handover and status from the command line: what they print and write, and what is a mistake in the call."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import Result

from herald.acknowledgement.ladders import Answer
from herald.commandline import clock
from herald.store.sqlite.store import SqliteStore
from herald.units import parse_instant
from tests.commandline.calls import herald
from tests.desk.missions import ASTER, BIRCH, Exercise, instead, movement
from tests.desk.telling import RELIEF, TOLD, Told

NOW = parse_instant("2026-03-09T23:30:00Z")


@pytest.fixture(scope="module")
def mission(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A day: a column that was told of, one that is objected to, a patrol that was replaced."""
    path = tmp_path_factory.mktemp("mission") / "m.db"
    e = Exercise(SqliteStore(path, new=True)).begun(TOLD)
    told = Told(e)
    for party in (ASTER, BIRCH, RELIEF):
        e.party(party)
    column = e.filed(movement("column 7", ASTER)).receipt.sealed.index
    patrol = movement("patrol 3", BIRCH, lat=-31.7, at="2026-03-10T14:00:00Z")
    e.filed(patrol)
    e.filed(instead(patrol, movement("patrol 4", BIRCH, lat=-31.7, at="2026-03-10T15:30:00Z")))
    told.told(column, ASTER, BIRCH, RELIEF)
    late = e.filed(
        replace(movement("column 8", ASTER, lat=-31.2, at="2026-03-10T17:00:00Z"), kept={})
    ).receipt.sealed.index
    told.seal(told.by_machine(told.attempt(late, BIRCH, RELIEF)))
    told.seal(told.by_machine(told.delivery(late, BIRCH, RELIEF)))
    told.seal(told.by_person(BIRCH, told.response(late, Answer.OBJECTION), {"reason": "EXERCISE: too near"}))
    return path


@pytest.fixture(autouse=True)
def half_an_hour_before_midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def called(*arguments: str | Path, code: int = 0) -> Result:
    ended = herald(*arguments)
    assert ended.exit_code == code, (ended.exit_code, ended.stdout, ended.stderr)
    assert ended.stderr == "" or code == 2
    return ended


# -- The board -----------------------------------------------------------------------------------------------------------------


def test_the_board_says_first_what_needs_somebody_and_ends_with_1(mission: Path) -> None:
    said = called("mission", "board", mission, code=1).stdout
    assert said.startswith("EXERCISE: invented parties and acts; nothing of it happened.\n")
    first = said.index("DEADLINE WITHIN THE HOUR: column 8 of aster (by 100000Z MAR 2026): cedar-relief")
    assert first < said.index("NO ANSWER IN TIME") < said.index("OBJECTION") < said.index("NOT CONFIRMED FORWARD")
    assert said.index("NOT DELIVERED") < said.index("LIVE NOTICES") < said.index("All notices, with all addressees")
    assert "  delivered: 4 of 6 (67 %)\n" in said
    assert said.endswith(
        "Notice is not permission.\nVoluntary; does not create or remove legal protection; not a guarantee.\n"
    )


def test_a_party_that_has_nothing_to_see_to_gets_a_board_that_ends_with_0(mission: Path) -> None:
    said = called("mission", "board", mission, "--as", "nobody").stdout
    assert "Nothing needs anybody now, as far as the record tells." in said


def test_the_board_as_json_and_as_a_page(mission: Path, tmp_path: Path) -> None:
    found = json.loads(called("mission", "board", mission, "--json", "--html", tmp_path / "b.html", code=1).stdout)
    assert [each["notice"] for each in found["movements"]] == ["column 7", "patrol 4", "column 8"]
    assert found["movements"][0]["recipients"][1]["response"] == "no answer by 091800Z MAR 2026"
    assert found["movements"][0]["clauses"][1] == {"clause": "2", "regime": "notify-object"}
    assert found["numbers"][0]["delivered"] == {"part": 4, "whole": 6}
    assert found["outcomes"]["by_outcome"]["impeded"] == {"part": 1, "whole": 1}
    page = (tmp_path / "b.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "no answer by 091800Z MAR 2026" in page


# -- The sheet -----------------------------------------------------------------------------------------------------------------


def test_the_sheet_of_a_party_says_what_it_has_to_do(mission: Path) -> None:
    said = called(
        "notice", "sheet", "--for", "cedar-relief", "--date", "2026-03-10", "--zone", "+02:00", mission
    ).stdout
    assert "Movements for cedar-relief: 092200Z MAR 2026 to 102200Z MAR 2026\n" in said
    assert "NO LONGER HOLDS: patrol 3, ground-movement of birch" in said
    assert "  +02:00     departs 101150 to 101155 MAR 2026\n" in said
    assert "  to do      Pass it on to the units: not confirmed forward.\n" in said
    assert "             Answer still: no answer by 091800Z MAR 2026.\n" in said
    assert (
        "             Answer by 100000Z MAR 2026: clause 2, notify-object: notice, and it may be objected to.\n" in said
    )


def test_the_sheet_is_written_as_a_page_and_as_a_workbook(mission: Path, tmp_path: Path) -> None:
    page, book = tmp_path / "s.html", tmp_path / "s.xlsx"
    sheet = ("notice", "sheet", "--for", "cell", "--date", "2026-03-10", mission)
    found = json.loads(called(*sheet, "--html", page, "--xlsx", book, "--json").stdout)
    assert [each["id"] for each in found["movements"]] == ["column 7", "patrol 3", "patrol 4", "column 8"]
    assert [each["struck"] for each in found["movements"]] == [False, True, False, False]
    assert (found["for"], found["zone"], found["first"]) == (None, "+00:00", "2026-03-10T00:00:00.000000Z")
    assert "<del><bdi>patrol 3</bdi></del>" in page.read_text(encoding="utf-8")
    with ZipFile(book) as archive:
        assert archive.testzip() is None


def test_another_zone_makes_another_day(mission: Path) -> None:
    late = called("notice", "sheet", "--for", "cell", "--date", "2026-03-09", "--zone", "-10:00", "--json", mission)
    found = json.loads(late.stdout)
    assert (found["first"], found["end"]) == ("2026-03-09T10:00:00.000000Z", "2026-03-10T10:00:00.000000Z")
    assert [each["id"] for each in found["movements"]] == ["column 7"]
    assert "departs 092350 to 092355 MAR 2026" in found["movements"][0]["when_local"]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--zone", "2"), ("--zone", "-00:00"), ("--zone", "+15:00"), ("--zone", "+02:60"), ("--zone", "Asia/Damascus"),
        ("--date", "10-03-2026"), ("--date", "2026-02-30"), ("--date", "2026-3-1"),
        ("--html", "-"), ("--xlsx", "nowhere/s.xlsx"),
    ],
)  # fmt: skip
def test_what_is_no_zone_no_day_and_no_file_is_a_mistake_in_the_call(mission: Path, option: str, value: str) -> None:
    given = {"--for": "aster", "--date": "2026-03-10"} | {option: value}
    ended = called("notice", "sheet", *(each for pair in given.items() for each in pair), mission, code=2)
    assert option in ended.stderr
    assert ended.stdout == ""


def test_the_mission_itself_is_never_overwritten_by_a_page(mission: Path) -> None:
    before = mission.read_bytes()[:100]
    called("mission", "board", mission, "--html", mission, code=2)
    assert mission.read_bytes()[:100] == before


# -- The handover --------------------------------------------------------------------------------------------------------------


def test_the_handover_says_what_changed_since_and_what_is_open(mission: Path, tmp_path: Path) -> None:
    page = tmp_path / "h.html"
    said = called("mission", "handover", "--since", "2026-03-09T06:00Z", mission, "--html", page, code=1).stdout
    assert "UNANSWERED NOW, BY DEADLINE (1)\n  by 100000Z MAR 2026: cedar-relief, to column 8 of aster" in said
    assert "CHANGED SINCE (4)\n" in said
    assert "patrol 4 of birch: filed, in place of patrol 3" in said
    assert "SILENCES SEALED SINCE (1)\n  cedar-relief: no answer by 091800Z MAR 2026, to column 7 of aster" in said
    assert "the policy names none: only the cell's own clock and key stand behind the log" in said
    assert "Unanswered now, by deadline" in page.read_text(encoding="utf-8")


def test_the_handover_as_json_since_a_date_time_group(mission: Path) -> None:
    ended = called("mission", "handover", "--since", "091700ZMAR26", mission, "--as", "birch", "--json", code=1)
    found = json.loads(ended.stdout)
    assert (found["viewer"], found["since"]) == ("birch", "2026-03-09T17:00:00.000000Z")
    assert [each["notice"] for each in found["changes"]] == ["column 8"]
    assert found["unanswered"] == []


def test_an_instant_without_a_zone_is_a_mistake_in_the_call(mission: Path) -> None:
    ended = called("mission", "handover", "--since", "2026-03-09 06:00", mission, code=2)
    assert "zone" in ended.stderr


# -- The status ----------------------------------------------------------------------------------------------------------------


def test_the_status_says_the_same_numbers_in_a_few_lines(mission: Path) -> None:
    said = called("mission", "status", mission).stdout
    assert "All live notices: 3, with 6 addressees\n  delivered: 4 of 6 (67 %)\n" in said
    assert "What came of movements over in the last day: stated of 1 of 1 (100 %); delay stated of 1 of 1" in said
    mine = called("mission", "status", mission, "--as", "birch").stdout
    assert "Your live notices: 1, with 2 addressees\n" in mine
    assert "Addressed to you: 2, with 2 addressees\n" in mine
    found = json.loads(called("mission", "status", mission, "--json").stdout)
    assert found["numbers"][0]["numbers"]["delivered"] == {"part": 4, "whole": 6}


def test_of_a_party_that_nobody_knows_nothing_is_said(mission: Path) -> None:
    said = called("notice", "sheet", "--for", "nobody", "--date", "2026-03-10", mission).stdout
    assert "No movement of that day is known here. Movements nobody filed are not covered.\n" in said
