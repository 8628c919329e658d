"""Do the gates say what ran and what could not? And does CI fail where a group is missing?"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import committed
from tools import gates

A_BROWSER_TEST = """
from __future__ import annotations
import pytest

@pytest.mark.browser
def test_a_page_opens() -> None:
    pass
"""
A_JUDGED_TEST = """
from __future__ import annotations

def test_an_authority_agrees(judged) -> None:
    judged("geographiclib", {cases})
"""


def pytest_in(folder: Path, source: str, **environment: str) -> tuple[int, str, list[list[str]]]:
    """What does a run with our conftest say about this one test, on a machine without Chromium?"""
    shutil.copy(committed.ROOT / "tests" / "conftest.py", folder)
    (folder / "test_one.py").write_text(source, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n  browser\n  meos\n  compiled\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--ran=ran.json", "--rootdir=.", "."],
        cwd=folder,
        env={**{key: value for key, value in os.environ.items() if key != "CI"}, "PATH": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, json.loads((folder / "ran.json").read_text(encoding="utf-8"))


def test_a_group_that_is_missing_is_reported_as_could_not(tmp_path: Path) -> None:
    code, _, rows = pytest_in(tmp_path, A_BROWSER_TEST)
    assert code == 0
    assert rows == [["  pages in Chromium", "could not", None, "1 tests; not on the path: chromium"]]


def test_under_ci_a_missing_group_fails(tmp_path: Path) -> None:
    code, said, _ = pytest_in(tmp_path, A_BROWSER_TEST, CI="true")
    assert code == 1
    assert "under CI nothing may be missing; not on the path: chromium" in said


def test_a_group_that_is_there_is_reported_as_ran(tmp_path: Path) -> None:
    chromium = tmp_path / "chromium"
    chromium.write_text("#!/bin/sh\n", encoding="utf-8")
    chromium.chmod(0o755)
    code, _, rows = pytest_in(tmp_path, A_BROWSER_TEST, CI="true")
    assert (code, rows) == (0, [["  pages in Chromium", "ran", None, "1 tests"]])


def test_an_authority_is_printed_with_the_cases_it_judged(tmp_path: Path) -> None:
    code, said, rows = pytest_in(tmp_path, A_JUDGED_TEST.format(cases=1200))
    assert (code, rows) == (0, [["  geographiclib", "judged", None, "1,200 cases"]])
    assert "geographiclib: judged, 1,200 cases" in said


def test_an_authority_that_judged_nothing_fails(tmp_path: Path) -> None:
    code, said, _ = pytest_in(tmp_path, A_JUDGED_TEST.format(cases=0))
    assert code == 1
    assert "an authority that judged nothing proves nothing" in said


@pytest.mark.parametrize(
    ("line", "closing"),
    [
        (
            "======= 412 passed, 3 deselected in 61.20s (0:01:01) =======",
            "412 passed, 3 deselected in 61.20s (0:01:01)",
        ),
        ("1 failed, 2 passed, 1 skipped in 0.35s", "1 failed, 2 passed, 1 skipped in 0.35s"),
        ("\x1b[32m=== \x1b[32m\x1b[1m9 passed\x1b[0m\x1b[32m in 0.10s\x1b[0m\x1b[32m ===\x1b[0m", "9 passed in 0.10s"),
    ],
)
def test_the_closing_line_of_pytest_is_recognised(line: str, closing: str) -> None:
    match = gates.CLOSING.match(gates.ANSI.sub("", line))
    assert match
    assert match[1] == closing


def test_a_line_that_only_mentions_tests_is_no_closing_line() -> None:
    assert gates.CLOSING.match("tests/x.py::test_412_passed PASSED") is None


def test_the_table_is_as_wide_as_what_it_says() -> None:
    rows = [gates.Row("tests", "passed", 86.21, "9 passed in 86.21s"), gates.Row("  MEOS", "judged", None, "200 cases")]
    assert gates.table(rows).splitlines() == [
        "gate    outcome  seconds",
        "tests   passed      86.2  9 passed in 86.21s",
        "  MEOS  judged            200 cases",
    ]


def test_a_quick_gate_shows_its_words_only_when_it_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert gates.quick_gate("kept", (sys.executable, "-c", "print('quiet')")).outcome == "passed"
    assert capsys.readouterr().out == ""
    assert gates.quick_gate("broken", (sys.executable, "-c", "raise SystemExit('heard')")).outcome == "failed"
    assert "heard" in capsys.readouterr().out


@pytest.fixture
def debian(tmp_path: Path) -> Path:
    """A pretended Debian: `dpkg-query` knows no package, `apt-get` writes down what it was told, `id` says root."""
    for name, body in {
        "dpkg-query": "exit 1",
        "apt-get": f'echo "$@" >> {tmp_path}/told',
        "id": 'echo "${PRETENDED_USER:-0}"',
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def debian_packages(debian: Path, *goal: str, **environment: str) -> tuple[str, str]:
    """What does tools/debian print, and what does it tell apt-get?"""
    done = subprocess.run(
        [str(committed.ROOT / "tools" / "debian"), *goal],
        env={"PATH": f"{debian}:{os.environ['PATH']}", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    told = debian / "told"
    return done.stdout, told.read_text(encoding="utf-8") if told.exists() else ""


@pytest.mark.parametrize("environment", [{"CI": "true"}, {"HERALD_APT": "1"}])
def test_root_under_ci_or_on_request_installs_the_debian_packages(debian: Path, environment: dict[str, str]) -> None:
    _, told = debian_packages(debian, **environment)
    assert told.splitlines()[0].startswith("update")
    assert (
        "--no-install-recommends chromium fonts-dejavu-core libatomic1 gdal-bin gpsbabel golang-go golang-golang-x-mod-dev"
        in told.splitlines()[1]
    )


@pytest.mark.parametrize("environment", [{}, {"CI": "true", "PRETENDED_USER": "1000"}, {"HERALD_APT": "0"}])
def test_nobody_else_installs_anything_but_hears_what_is_missing(debian: Path, environment: dict[str, str]) -> None:
    said, told = debian_packages(debian, **environment)
    assert told == ""
    assert len(said.splitlines()) == 1
    assert "missing: chromium fonts-dejavu-core libatomic1" in said


def test_the_benchmark_has_a_list_of_its_own(debian: Path) -> None:
    assert "missing: postgresql-postgis (as root, HERALD_APT=1 make bench" in debian_packages(debian, "bench")[0]


def test_nothing_is_said_where_nothing_is_missing(debian: Path) -> None:
    (debian / "dpkg-query").write_text("#!/bin/sh\nprintf installed\n", encoding="utf-8")
    assert debian_packages(debian, CI="true") == ("", "")
