"""Is everything a reader meets written down? Finding codes, commands and options, members of answers and of files."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup

from herald import files
from herald.agreement import toml
from herald.agreement.model import Delivered, Regime, Status
from herald.api import Malformed, check, propose, read_agreement, read_notices
from herald.check.answer import Limits
from herald.check.explain import explain
from herald.commandline.main import app
from herald.commandline.outcome import Code
from herald.desk import stating
from herald.disclosure import receipts
from herald.disclosure.status import status
from herald.disclosure.viewer import CELL
from herald.formats import echo
from herald.formats.answer import problems, render, retimed
from herald.formats.geojson.names import KEPT, STATED
from herald.formats.mission import documents
from herald.geometry.coordinates import read
from herald.geometry.echo import echo as said_back
from herald.notice.model import Action, Kind, Reference
from herald.store.memory import MemoryStore
from herald.units import NoticeId
from tests.desk.missions import ASTER, Exercise, movement
from tests.house import committed

DOCS = committed.ROOT / "docs"
DAY = committed.ROOT / "scenarios" / "lapwing-cross"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def said(name: str) -> set[str]:
    """Which words does a page set in code? Of a longer one, like `checked.legs` or `[[zone]]`, also each part."""
    inside = re.findall(r"`([^`\n]+)`", page(name))
    return {part for text in inside for part in [text, *re.split(r"[^\w-]+", text)]}


def codes() -> set[str]:
    """Which codes can a finding have? Those that the source gives to a Finding, all of them in plain words."""
    calls = [
        node
        for room in ("check", "desk")
        for path in sorted((committed.SOURCE / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding"
    ]
    given = [call.args[1] for call in calls]
    assert all(isinstance(code, ast.Constant) for code in given), "a code that is put together cannot be looked up"
    return {str(code.value) for code in given if isinstance(code, ast.Constant)}


def test_every_finding_is_documented_and_no_other() -> None:
    assert set(re.findall(r"^\| `([a-z-]+)` \|", page("findings.md"), re.MULTILINE)) == codes()


def oddities() -> set[str]:
    """Which codes can something odd in a track have? Those that the source names, in plain words."""
    tree = ast.parse((committed.SOURCE / "notice" / "fixes.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    return {
        str(ast.literal_eval(call.args[0]))
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "_odd"
    }


def test_everything_odd_in_a_track_is_documented_and_no_other() -> None:
    assert len(oddities()) > 5
    assert set(re.findall(r"^\| `([a-z-]+)` \|", page("tracks.md"), re.MULTILINE)) == oddities()


def test_the_findings_of_the_contract_exist() -> None:
    assert codes() >= {"late-notice", "consent-clause", "prohibited", "route-coarse", "swap-suspected"}


def test_the_exercise_shows_every_finding() -> None:
    agreement = read_agreement(DAY / "agreement.toml")
    day = check(read_notices(DAY / "aster.geojson", DAY / "birch.geojson", DAY / "relief.geojson"), agreement)
    slips = check(read_notices(DAY / "mistakes.geojson"), agreement)
    # An exercise names no real place, so that it can lie far from none; tests/check/test_place_names.py shows this one.
    # A file is under no version of an agreement: tests/desk/test_answering.py shows that one.
    elsewhere = {"place-name-mismatch", "agreement-not-current"}
    assert {finding.code for finding in (*day.findings, *slips.findings)} == codes() - elsewhere


def refusal_codes() -> set[str]:
    """Which codes can a refusal have? Those that the source gives to one, all of them in plain words."""
    calls = [
        node
        for room in ("record", "desk")
        for path in sorted((committed.SOURCE / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused"
    ]
    given = [call.args[0] for call in calls]
    assert all(isinstance(code, ast.Constant) for code in given), "a code that is put together cannot be looked up"
    return {str(code.value) for code in given if isinstance(code, ast.Constant)}


def test_every_refusal_is_documented_and_no_other() -> None:
    section = page("record.md").partition("## Refused, and why")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+`) \|", section, re.MULTILINE)
    assert {code for row in rows for code in re.findall(r"`([a-z-]+)`", row)} == refusal_codes()


def commands() -> dict[str, TyperCommand]:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return dict(within(group, ""))


def within(group: TyperGroup, before: str) -> Iterator[tuple[str, TyperCommand]]:
    """The commands of a group and of the groups in it, each by all its words."""
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from within(command, f"{before}{name} ")
        elif isinstance(command, TyperCommand):
            yield f"{before}{name}", command


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_each_of_its_options_is_documented(name: str) -> None:
    _, heading, section = page("commands.md").partition(f"## `herald {name}")
    assert heading
    section = section.partition("\n## ")[0]
    options = {option for parameter in commands()[name].params for option in parameter.opts if option.startswith("--")}
    assert {option for option in options - {"--help"} if option not in section} == set()


def test_every_exit_code_is_documented() -> None:
    documented = re.findall(r"^\| (\d+) \|", page("answers.md"), re.MULTILINE)
    assert [int(code) for code in documented] == sorted(Code)


def members(value: object) -> Iterator[str]:
    """The names of all members of a JSON value, however deep."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield name
            yield from members(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from members(inside)


def mission_documents() -> Iterator[object]:
    """What a mission says of itself, of a notice and of a receipt, but for the Feature, which is documented with the formats."""
    exercise = Exercise(MemoryStore()).begun()
    exercise.filed(movement("aster-column", ASTER))
    with exercise.store.reading() as record:
        books = exercise.sequencer.books
        yield documents.status(status(stating.mission(record, books), CELL))
        shown = receipts.notice(stating.notice(record, books, NoticeId("aster-column")), CELL, exercise=True)
    assert shown is not None
    yield {**documents.notice(shown), "notice": None}


def answers() -> Iterator[object]:
    """One of each JSON document that Herald writes."""
    notices = read_notices(*(DAY / f"{name}.geojson" for name in ("aster", "birch", "relief")))
    agreement = read_agreement(DAY / "agreement.toml")
    pair = NoticeId("aster-helicopter-high"), NoticeId("birch-patrol")
    certificate = explain(*pair, notices, agreement, Limits())
    yield json.loads(render(check(notices, agreement), certificate))
    yield retimed(NoticeId("birch-patrol"), [(0, 1)], propose("birch-patrol", notices, agreement))
    yield echo.document([said_back(read("37.1612 36.2012"), files.gazetteer(), "Aleppo")])
    yield from mission_documents()
    try:
        read_notices(DAY / "malformed.geojson")
    except Malformed as malformed:
        yield problems(malformed.problems)


def test_every_member_of_every_answer_is_documented() -> None:
    met = {name for answer in answers() for name in members(answer)}
    assert len(met) > 40
    assert met - said("answers.md") == set()


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(STATED, id="members of a notice"),
        pytest.param(KEPT, id="members that are kept"),
        pytest.param({"vertex", "min_s", "max_s"}, id="members of a halt"),
        pytest.param(set(Kind), id="kinds"),
        pytest.param(set(Action), id="actions"),
        pytest.param(set(Reference), id="references of heights"),
        pytest.param({*toml._AGREEMENT, *toml._PARTY, *toml._ZONE, *toml._CLAUSE}, id="keys of an agreement"),
        pytest.param({*Status, *Regime, *Delivered}, id="words of an agreement"),
    ],
)
def test_every_word_of_the_files_is_documented(words: set[str]) -> None:
    assert {str(word) for word in words} - said("formats.md") == set()


def test_every_page_that_is_linked_to_exists() -> None:
    pages = [committed.ROOT / "README.md", *DOCS.glob("*.md"), *(committed.ROOT / "scenarios").rglob("*.md")]
    links = [
        (source, target.partition("#")[0])
        for source in pages
        for target in re.findall(r"\]\(([^)\s]+)\)", source.read_text(encoding="utf-8"))
    ]
    assert len(links) > 10
    assert [(source.name, to) for source, to in links if to and not (source.parent / Path(to)).exists()] == []
