"""Does what the README and the docs show still happen?"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from herald.api import check, read_agreement, read_notices
from tests.story.blocks import ROOT, Step, blocks, missing, steps
from tests.story.lapwing import DAY

END = "-- end of step, code"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Step, list[str]]]:
    """What does each command of the README's tour print, one after the other in one shell, in a copy of the scenarios?"""
    home = tmp_path_factory.mktemp("tour")
    shutil.copytree(ROOT / "scenarios", home / "scenarios")
    for alone in ("recheck.py", "verify.py"):
        shutil.copy(ROOT / alone, home)
    programs = home / "bin"
    programs.mkdir()
    for name, call in (("herald", "-m herald.commandline.main"), ("python", "")):
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {call} "$@"\n', encoding="utf-8")
        (programs / name).chmod(0o755)
    tour = list(steps("README.md"))
    # The code of each command is put back after it is printed, so that the next may ask for it.
    script = "".join(f'{step.command}\n{{ code=$?; echo "{END} $code"; (exit $code); }}\n' for step in tour)
    environment = {
        "PATH": os.pathsep.join([str(programs), os.environ["PATH"]]),
        "PYTHONPATH": str(ROOT / "src"),
        "LC_ALL": "C.UTF-8",
        "HOME": str(home),
    }
    done = subprocess.run(
        ["bash"],
        input=script,
        cwd=home,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    each = [part.split("\n")[:-1] for part in done.stdout.split(END)]
    said = [each[0], *(lines[1:] for lines in each[1:-1])]
    return list(zip(tour, said, strict=True))


def test_every_command_of_the_tour_shows_what_the_readme_says(outputs: list[tuple[Step, list[str]]]) -> None:
    assert len(outputs) >= 7
    differing = {step.command: missing(step.shown, output) for step, output in outputs}
    assert {command: line for command, line in differing.items() if line is not None} == {}


def test_a_tour_that_showed_something_else_would_be_noticed() -> None:
    assert missing(("a", "...", "d"), ["a", "b", "c", "d"]) is None
    assert missing(("a", "...", "e"), ["a", "b", "c", "d"]) == "e"
    assert missing(("a", "c"), ["a", "b", "c"]) == "c"
    assert missing(("a",), ["a", "b"]) == "the output goes on: b"


def test_the_python_of_the_readme_runs_in_the_folder_of_the_day(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(DAY)
    (program,) = blocks("README.md", "python")
    exec(compile(program, "README.md", "exec"), {})  # noqa: S102 - the README's own lines
    assert capsys.readouterr().out.splitlines()[0] == "aster-column birch-patrol could-meet"


def test_the_smallest_notice_of_the_docs_can_be_read_and_checked(tmp_path: Path) -> None:
    (example,) = blocks("docs/formats.md", "json")
    path = tmp_path / "my-convoy.geojson"
    path.write_text(json.dumps(json.loads(example)), encoding="utf-8")
    assert check(read_notices(path)).checked.notices == 1


def test_the_agreement_of_the_docs_can_be_read(tmp_path: Path) -> None:
    (example,) = blocks("docs/formats.md", "toml")
    assert tomllib.loads(example)["id"] == "ostrel-2025"
    (tmp_path / "agreement.toml").write_text(example, encoding="utf-8")
    shutil.copy(DAY / "security-area.geojson", tmp_path)
    agreement = read_agreement(tmp_path / "agreement.toml")
    assert [clause.separation_mm for clause in agreement.clauses] == [1_500_000]
