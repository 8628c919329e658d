from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.commandline.calls import environment, herald, herald_process

HEAVY = ("numpy", "numba", "jinja2", "pyproj", "mgrs", "openpyxl", "rapidfuzz", "rich")
OPTIONS = {
    "check": "--agreement --separation-m --vertical-m --road-factor --json --html --explain",
    "retime": "--agreement --separation-m --vertical-m --road-factor --horizon --proposals --json",
    "coords": "--datum --near --after --json",
    "tracks": (
        "--max-speed-kmh --party --party-from --kind --altitude-ref --altitude-half-m --place-uncertainty-m --max-gap --json"
    ),
    "read": "--published --language --html --tables --into --json",
    "demo": "--html",
    "doctor": "--json",
    "notice template": "--language",
    "notice convert": "--to --output --party --kind --depart --speed-kmh --window --set --json",
    "notice sign": "--key --mission --json",
    "notice submit": "--receipts --on-behalf-of --original --manner --key --json",
    "notice cancel": "--key --mission --id --kind",
    "notice replace": "--replaces --key --mission --json",
    "notice show": "--as --json",
    "notice sheet": "--for --date --zone --html --xlsx --json",
    "mission init": "--agreement --exercise --cell --separation-m --vertical-m",
    "mission join": "--json",
    "mission status": "--as --json",
    "mission board": "--as --html --json",
    "mission handover": "--since --as --html --json",
    "mission agree": "--json",
    "mission tick": "--json",
    "mission policy": "--unasked --json",
    "mission check": "--json --html",
    "mission erase": "--json",
    "key new": "--party --role --person-of",
    "key list": "--json",
    "key introduce": "--mission --root --days",
    "key revoke": "--by --reason --mission",
    "ack receipt": "--key --language --voice --paper --for --account --at --held --sign-only --json",
    "ack respond": (
        "--key --noted --no-objection --objection --change-asked --cannot-comply --granted --refused --clause --held"
        " --sign-only --json"
    ),
    "ack spread": "--key --unit --confirmed --at --held --sign-only --json",
    "ack outcome": "--key --minutes --place --words --at --held --sign-only --json",
    "ack confirm": "--key --disown --held --sign-only --json",
    "ack channels": "--key --drop --mirror --sign-only --json",
    "call start": "--to --channel --purpose --key --of --language --persons --at --sign-only --json",
    "call say": "--words --card --key --to --language --persons --at --sign-only --json",
    "call readback": "--words --card --key --to --language --persons --at --sign-only --json",
    "call agree": "--words --card --key --to --language --persons --at --sign-only --json",
    "call disagree": "--words --card --key --to --language --persons --at --sign-only --json",
    "call end": "--words --key --to --persons --at --sign-only --json",
    "call rang": "--to --place --result --key --persons --at --sign-only --json",
    "call stop": "--where --what --since --key --to --datum --language --persons --at --sign-only --json",
    "call understood": "--words --key --to --persons --at --sign-only --json",
    "call stopped": "--words --key --to --persons --at --sign-only --json",
    "call roster show": "--as --at --json",
    "call roster set": "--key --sign-only --json",
    "call check": "--with --channel --key --persons --at --sign-only --json",
    "call schedule": "--with --every --first --grace --key --sign-only --json",
    "call list": "--since --as --json",
    "call show": "--as --json",
    "call cards": "--language --number --mission --json",
    "incident open": (
        "--title --key --when --from --until --place --coordinates --within-km --code --named --notice --call "
        "--to --sign-only --json"
    ),
    "incident state": "--state --reason --key --asked --due --to --held --sign-only --json",
    "incident account": (
        "--key --whose --speaker-kind --speaker-name --speaker-office --speaker-body --speaker-party "
        "--channel --language --title --sources --manner --when --published --zone --from --until --json"
    ),
    "incident claim": (
        "--key --account --words --quoted --headline --language --speaker-kind --speaker-name "
        "--speaker-office --speaker-body --speaker-party --chain --modality --acts --amounts --places "
        "--height --when --published --zone --from --until --clause-said --agreement --clause --confidence "
        "--reading --sources --replaces --json"
    ),
    "incident link": "--key --claim --link --other --reason --json",
    "incident casualties": (
        "--key --words --language --speaker-kind --speaker-name --speaker-office --speaker-body "
        "--speaker-party --group --harm --number --severity --people --unit --party --verification --when "
        "--published --zone --from --until --sources --claim --revises --json"
    ),
    "incident breach": (
        "--key --step --of --whose --against --words --language --speaker-kind --speaker-name "
        "--speaker-office --speaker-body --speaker-party --acts --clause-said --agreement --clause --sources "
        "--manner --json"
    ),
    "incident source": (
        "--key --kind --outlet --title --author --url --language --described --when --published --zone --from "
        "--until --json"
    ),
    "incident citation": "--key --source --edge --cites --here --there --differs --json",
    "incident enter": "--mission --key --json",
    "incident template": "--exercise",
    "incident evidence add": (
        "--title --basis --key --filmer --identity --captured --from --until --posted --url --tool --operator "
        "--consent --source --json"
    ),
    "incident evidence copy": "--reason --key --json",
    "incident evidence export": "--reason --to --key --json",
    "incident evidence derive": "--reason --key --longest-px --json",
    "incident evidence verify": "--key --json",
    "incident evidence identity": "--reason --key --json",
    "incident evidence forget": "--reason --key --json",
    "incident evidence sweep": "",
    "incident assess": (
        "--what --says --basis --method --confidence --place --coordinates --within-km --when --from --until "
        "--reliability --credibility --key --json"
    ),
    "incident review": "--says --basis --disagree --key --json",
    "incident release": "--to --reason --key --json",
    "incident actor": "--name --kind --of --party --rank --office --when --from --until --key --json",
    "incident list": "--as --json",
    "incident compare": "--as --json",
    "incident alibi": "--notice --coordinates --from --until --reason --place --within-km --key --json",
    "incident dossier": "--html --as --json",
    "incident search": "--as --json",
    "log prove": "--out --reveal --as",
    "log say": "",
    "log verify": "--against --json",
    "log fsck": "--full --json",
    "log rebuild": "--json",
    "log witness new": "--name --party --state",
    "log witness serve": "--key --log --state --port --listen",
    "log witness cosign": "--key --log --state --out",
    "log witness evidence": "--state --out --json",
    "log witness ask": "--out --from",
    "log witness take": "",
    "log mirror serve": "--key --log --state --port --listen",
    "log mirror fetch": "--key --log --state --out",
    "log mirror list": "--state --json",
    "log mirror show": "--state --json",
}


@pytest.mark.parametrize("command", OPTIONS)
def test_the_help_names_every_option(command: str) -> None:
    ended = herald(*command.split(), "--help")
    assert (ended.exit_code, ended.stderr) == (0, "")
    named = {word for word in ended.stdout.split() if word.startswith("--")}
    assert named == {*OPTIONS[command].split(), "--help"}


def test_the_help_names_every_command() -> None:
    ended = herald("--help")
    assert ended.exit_code == 0
    commands = ended.stdout.partition("Commands:")[2]
    assert [line.split()[0] for line in commands.splitlines() if line.strip()] == [
        *dict.fromkeys(c.split()[0] for c in OPTIONS)
    ]


PROGRAM = """
import json, resource, sys
from herald.commandline.main import app
try:
    app(sys.argv[1:])
except SystemExit:
    pass
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([list(sys.modules), used.ru_utime + used.ru_stime]), file=sys.stderr)
"""


def loaded_and_cpu_s(*arguments: str) -> tuple[set[str], float]:
    """Which modules does a call load, and what does it cost?"""
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, check=True, timeout=60, env=environment()
    )
    modules, cpu_s = json.loads(ended.stderr.splitlines()[-1])
    return set(modules), cpu_s


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["check", "--help"],
        ["retime", "--help"],
        ["notice", "submit", "--help"],
        ["mission", "init", "--help"],
        ["--version"],
        ["check"],
    ],
)
def test_what_needs_no_answer_loads_nothing_heavy(arguments: list[str]) -> None:
    modules, _ = loaded_and_cpu_s(*arguments)
    assert "herald.commandline.check" in modules
    assert not modules & set(HEAVY)


def test_the_help_takes_less_than_a_third_of_a_second() -> None:
    """The least of five runs: what the others took more, the machine took for somebody else."""
    assert min(loaded_and_cpu_s("--help")[1] for _ in range(5)) < 0.3


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
