from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.commandline.calls import environment, herald, herald_process

HEAVY = ("numpy", "numba", "jinja2", "pyproj", "rich")
OPTIONS = {
    "check": "--agreement --separation-m --vertical-m --road-factor --json --html --explain",
    "retime": "--agreement --separation-m --vertical-m --horizon --json",
    "demo": "--html",
    "doctor": "--json",
}


@pytest.mark.parametrize("command", OPTIONS)
def test_the_help_names_every_option(command: str) -> None:
    ended = herald(command, "--help")
    assert (ended.exit_code, ended.stderr) == (0, "")
    named = {word for word in ended.stdout.split() if word.startswith("--")}
    assert named == {*OPTIONS[command].split(), "--help"}


def test_the_help_names_every_command() -> None:
    ended = herald("--help")
    assert ended.exit_code == 0
    commands = ended.stdout.partition("Commands:")[2]
    assert [line.split()[0] for line in commands.splitlines() if line.strip()] == list(OPTIONS)


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["retime", "--help"], ["--version"]])
def test_the_help_loads_nothing_heavy_and_takes_little(arguments: list[str]) -> None:
    program = f"""
import resource, sys
from herald.commandline.main import app
try:
    app({arguments!r})
except SystemExit:
    pass
used = resource.getrusage(resource.RUSAGE_SELF)
loaded = [name for name in {HEAVY!r} if name in sys.modules]
import json
print(json.dumps([loaded, used.ru_utime + used.ru_stime]), file=sys.stderr)
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, timeout=60, env=environment()
    )
    loaded, cpu_s = json.loads(ended.stderr)
    assert loaded == []
    assert cpu_s < 0.3


def test_a_call_without_a_command_gets_the_help_and_ends_with_2() -> None:
    ended = herald()
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "Commands:" in ended.stderr


def test_an_unknown_command_ends_with_2_and_proposes_one() -> None:
    ended = herald("chek")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "check" in ended.stderr


def test_the_version_is_said() -> None:
    ended = herald("--version")
    assert ended.exit_code == 0
    assert ended.stdout.startswith("herald ")


def test_no_command_has_a_colour_or_a_frame() -> None:
    ended = herald_process("check", "--help", env={"FORCE_COLOR": "1", "TERM": "xterm-256color"})
    assert ended.stdout.isascii()
    assert b"\x1b" not in ended.stdout
