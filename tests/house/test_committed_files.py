"""Does any committed file say where one machine, or one person, gets things from?"""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.house import committed

# Each pattern is written so that it does not match its own line.
REGISTRIES = re.compile(
    r"py[p]i\.(org|io|python)|python[h]osted\.org|registry\.n[p]mjs|n[p]mjs\.(org|com)|ana[c]onda\.org|cr[a]tes\.io"
    r"|deb\.[d]ebian\.org|security\.[d]ebian\.org|snapshot\.[d]ebian\.org|/si[m]ple/?$",
    re.IGNORECASE,
)
INDEX_SETTINGS = re.compile(
    r"(^|[^a-z])(--)?(extra-|default-)?in[d]ex-url|fi[n]d-links|PIP_(IN[D]EX|EXTRA|FI[N]D)|UV_(DEFAULT_)?IN[D]EX"
    r'|"resol[v]ed": *"https?:|regis[t]ry *= *"?https?:|trusted-[h]ost'
)
MACHINE_PATHS = re.compile(r"(^|[^\w.$}/])/(w[o]rk|t[m]p|ro[o]t|ho[m]e|o[p]t|fa[r]m|m[n]t|Us[e]rs)/\w")
ADDRESSES = re.compile(r"[\w.+-]+@[a-z\d-]+(\.[a-z\d-]+)*\.[a-z]{2,}\b", re.IGNORECASE)


@pytest.mark.parametrize(
    "pattern", [REGISTRIES, INDEX_SETTINGS, MACHINE_PATHS], ids=["registry host", "index setting", "path of a machine"]
)
def test_no_committed_file_says_where_a_machine_gets_things_from(pattern: re.Pattern[str]) -> None:
    assert [f"{where}: {line.strip()[:120]}" for where, line in committed.lines() if pattern.search(line)] == []


def test_no_committed_file_holds_an_electronic_address() -> None:
    assert [f"{where}: {line.strip()[:120]}" for where, line in committed.lines() if ADDRESSES.search(line)] == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (REGISTRIES, "https://pypi" + ".org/simple"),
        (REGISTRIES, "https://files.python" + "hosted.org/packages/x"),
        (INDEX_SETTINGS, "--extra-index" + "-url https://example.net"),
        (INDEX_SETTINGS, "--find" + "-links /wheels"),
        (MACHINE_PATHS, "see /wo" + "rk/notes"),
        (MACHINE_PATHS, '"/ho' + 'me/someone/x"'),
        (ADDRESSES, "write to someone" + "@example.net"),
    ],
)
def test_each_pattern_finds_what_it_looks_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


@pytest.mark.parametrize("line", ["/usr/bin/env bash", "src/tmp/x", "a/home/b", "the bundle in /etc/ssl"])
def test_a_path_that_every_debian_has_is_no_path_of_a_machine(line: str) -> None:
    assert MACHINE_PATHS.search(line) is None


def test_ci_runs_make_test_and_nothing_that_it_lacks() -> None:
    script = (committed.ROOT / ".ci" / "run").read_text(encoding="utf-8")
    commands = [line for line in script.splitlines() if line and not line.startswith("#")]
    assert commands == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "exec make test"]


def test_every_script_that_is_called_by_name_may_be_executed() -> None:
    scripts = [path for path in committed.paths() if path.is_relative_to(committed.ROOT / "tools") and not path.suffix]
    assert scripts
    for script in [*scripts, committed.ROOT / ".ci" / "run"]:
        assert script.stat().st_mode & 0o111, script
        assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
