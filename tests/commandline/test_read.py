"""`herald read`: what the contract promises of its JSON and its exit codes, and the files that it writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commandline.calls import herald

REPORT = """EXERCISE: two accounts of one crossing

By Mira Tal, Harbour Daily

The Aster defence ministry said on Thursday that a Birch truck had rammed its convoy near Elmsford and injured at least seven.

Captain Lena Voss, a spokeswoman for the Birch navy, denied it. “We did not ram anybody,” she said.
"""
TABLES = ["accounts.csv", "claims.csv", "sources.csv"]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def answered(path: Path, *options: str) -> dict[str, Any]:
    ended = herald("read", str(path), "--json", *options)
    assert (ended.exit_code, ended.stderr) == (0, "")
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def test_the_json_has_the_members_of_the_contract_in_their_order(report: Path) -> None:
    (only,) = answered(report, "--published", "2021-03-05")["reports"]
    assert list(only) == ["span", "headline", "claims", "unattributed"]
    members = [
        "span",
        "text",
        "speaker",
        "chain",
        "quotations",
        "modality",
        "acts",
        "quantities",
        "places",
        "when",
        "scores",
    ]
    assert all(list(each) == members for each in only["claims"])
    assert only["headline"] == [0, REPORT.index("\n")]


def test_who_says_what_how_and_when_is_drafted(report: Path) -> None:
    (only,) = answered(report, "--published", "2021-03-05")["reports"]
    first, *_, last = only["claims"]
    assert first["speaker"] == {"kind": "named", "name": None, "office": None, "body": "Aster defence ministry"}
    assert [each["code"] for each in first["acts"]][:1] == ["ram"]
    assert first["quantities"] == [{"of": "injured", "low": 7, "high": None, "said": "at least seven"}]
    assert last["speaker"] == {
        "kind": "named",
        "name": "Lena Voss",
        "office": "Captain, spokeswoman",
        "body": "Birch navy",
    }
    assert last["modality"] == "denies"
    assert [REPORT[a:b] for a, b in last["quotations"]] == ["We did not ram anybody,"]


def test_a_day_is_read_from_the_day_of_publication_and_stays_as_said_without(report: Path) -> None:
    said = "The army said that shells fell on Elmsford on Thursday."
    report.write_text(said, encoding="utf-8")
    (dated,) = answered(report, "--published", "2021-03-05")["reports"]
    assert dated["claims"][0]["when"] == {
        "said": "on Thursday",
        "from": "2021-03-04T00:00:00.000000Z",
        "to": "2021-03-05T00:00:00.000000Z",
    }
    (bare,) = answered(report)["reports"]
    assert bare["claims"][0]["when"] == {"said": "on Thursday", "from": None, "to": None}


@pytest.mark.parametrize(
    "text", [REPORT, REPORT.replace("\n", "\r\n"), "\ufeff" + REPORT], ids=["plain", "CRLF", "with a mark"]
)
def test_offsets_are_those_of_the_file_as_it_is(text: str, report: Path) -> None:
    report.write_bytes(text.encode())
    for each in answered(report)["reports"][0]["claims"]:
        first, until = each["span"]
        assert text[first:until] == each["text"]


def test_an_empty_file_has_no_reports(report: Path) -> None:
    report.write_bytes(b"")
    assert answered(report) == {"reports": []}


def test_what_is_not_utf_8_ends_with_3_and_says_where(report: Path) -> None:
    report.write_bytes(b"abc \xff def")
    ended = herald("read", str(report), "--json")
    assert ended.exit_code == 3
    assert json.loads(ended.stdout)["problems"]


@pytest.mark.parametrize("option", [["--published", "Thursday"], ["--language", "xx"]])
def test_a_mistake_in_the_call_is_told(option: list[str], report: Path) -> None:
    assert herald("read", str(report), *option).exit_code == 2


def test_the_listing_says_that_it_is_a_draft(report: Path) -> None:
    ended = herald("read", str(report))
    assert ended.exit_code == 0
    assert ended.stdout.startswith("DRAFT. Nothing is sealed by it")
    assert "Lena Voss, Captain, spokeswoman, Birch navy denies" in ended.stdout


def test_page_and_tables_are_written(report: Path, tmp_path: Path) -> None:
    ended = herald("read", str(report), "--html", str(tmp_path / "draft.html"), "--tables", str(tmp_path / "t"))
    assert ended.exit_code == 0
    assert (tmp_path / "draft.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert sorted(each.name for each in (tmp_path / "t").iterdir()) == TABLES
    assert "herald incident enter NUMBER" in ended.stderr


def test_for_an_incident_the_tables_stand_beside_the_report(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = herald("read", report.name, "--into", "42")
    assert ended.exit_code == 0
    assert sorted(each.name for each in (tmp_path / "report-incident-42").iterdir()) == TABLES
    assert "herald incident enter 42" in ended.stderr
