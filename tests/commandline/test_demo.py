from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import herald as package
from herald.commandline import demo
from tests.commandline.calls import herald


def test_the_demo_answers_writes_its_report_and_prints_its_path_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = herald("demo")
    assert ended.exit_code == 0
    page = Path(ended.stdout.splitlines()[-1])
    assert page == tmp_path / "out" / "herald-demo.html"
    html = page.read_text(encoding="utf-8")
    assert html.rstrip().endswith("</html>")
    assert "EXERCISE" in html.upper()
    assert ended.stdout.startswith("EXERCISE\n")
    assert "COULD MEET: aster-column and birch-patrol\n" in ended.stdout
    assert "CANNOT TELL: aster-helicopter-high and relief-survey\n" in ended.stdout


def test_the_report_goes_where_it_is_asked_to_go(tmp_path: Path) -> None:
    page = tmp_path / "day.html"
    ended = herald("demo", "--html", page)
    assert (ended.exit_code, ended.stdout.splitlines()[-1]) == (0, str(page))
    assert page.is_file()


def test_a_place_that_cannot_hold_the_report_ends_with_2(tmp_path: Path) -> None:
    ended = herald("demo", "--html", tmp_path / "none" / "day.html")
    assert (ended.exit_code, ended.stdout) == (2, "")


def test_the_command_it_shows_gives_the_same_answer() -> None:
    folder = demo.scenario()
    files = [folder / name for name in demo.NOTICES]
    ended = herald("check", "--json", "--agreement", folder / demo.AGREEMENT, *files)
    assert ended.exit_code == 1
    verdicts = {each["verdict"] for each in json.loads(ended.stdout)["encounters"]}
    assert verdicts == {"could-meet", "cannot-tell"}


def test_an_installed_package_carries_the_exercise_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = tmp_path / "herald"
    shutil.copytree(demo.scenario(), installed / "scenarios" / demo.SCENARIO)
    monkeypatch.setattr(package, "__file__", str(installed / "__init__.py"))
    assert demo.scenario() == installed / "scenarios" / demo.SCENARIO


def test_an_installation_without_the_exercise_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "__file__", str(tmp_path / "lib" / "herald" / "__init__.py"))
    ended = herald("demo", "--html", tmp_path / "day.html")
    assert (ended.exit_code, ended.stdout) == (70, "")
    assert "lapwing-cross" in ended.stderr
