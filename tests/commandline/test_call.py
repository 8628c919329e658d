"""The hotline from the command line: a stop call from its first word until it stopped, told by each side for itself."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from herald.commandline import callstops, clock
from herald.record import keyfile
from herald.units import HOUR, MINUTE, SECOND, Instant, parse_instant
from tests.commandline.calls import environment
from tests.commandline.test_mission import Cell

EIGHT = parse_instant("2026-03-10T08:00:00Z")
ROSTER = """
from = 2026-03-10T06:00:00Z
until = 2026-03-10T18:00:00Z
seconds = 30
[[place]]
role = "duty officer"
channel = "phone"
reach = "+00 555 0101"
language = "en"
[[place]]
role = "deputy"
channel = "VHF 121.5"
reach = "call sign Heron"
language = "fr"
"""


@dataclass
class Watch:
    """The clock of every machine in the test: it stands until it is moved, unless it is to tick each time it is asked."""

    now: Instant = EIGHT
    tick_us: int = 0

    def time_ns(self) -> int:
        """As the machine's own clock is asked, in nanoseconds."""
        self.now = Instant(self.now + self.tick_us)
        return self.now * 1000

    def after(self, seconds: float) -> None:
        self.now = Instant(self.now + round(seconds * SECOND))

    def until(self, at: Instant) -> None:
        self.now = at


@pytest.fixture(scope="module", autouse=True)
def quick_passphrases() -> Iterator[None]:
    def stretched(passphrase: bytes, salt: bytes, cost: keyfile.Cost) -> bytes:
        return sha256(passphrase + salt).digest()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyfile, "_stretched", stretched)
        yield


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Cell:
    """Aster, Birch and the cell, each with a person of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "time", Watch(Instant(EIGHT - HOUR), 1000))
        cell = Cell(tmp_path_factory.mktemp("hotline")).begun("--exercise")
        cell.joined("anna", "aster")
        cell.joined("boris", "birch")
        cell.joined("nora", "cell")
    (cell.folder / "roster.toml").write_text(ROSTER)
    return cell


@pytest.fixture
def cell(begun: Cell, tmp_path: Path) -> Cell:
    return begun.copied(tmp_path)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    made = Watch()
    monkeypatch.setattr(clock, "time", made)
    return made


def call(cell: Cell, command: str, *arguments: str | Path, code: int = 0) -> str:
    return cell.call("call", *command.split(), *arguments, cell.mission, code=code).stdout


def as_json(cell: Cell, command: str, *arguments: str | Path, code: int = 0) -> Any:
    return json.loads(call(cell, command, *arguments, "--json", code=code))


def stop_call(cell: Cell, *more: str, code: int = 0) -> Any:
    return as_json(
        cell,
        "stop --key nora",
        *("--where", "10.0021, -30.1343", "--what", "shells fall near a well", "--since", "2026-03-10T07:55:00Z"),
        *more,
        code=code,
    )


def test_a_stop_call_from_its_first_word_until_it_stopped(cell: Cell, watch: Watch) -> None:
    call(cell, "roster set --key boris", cell.folder / "roster.toml")
    begun = stop_call(cell, "--to", "birch")
    number, short = begun["call"], begun["call"][:6]
    assert len(number) == 32
    assert begun["script"][0]["words"] == "STOP CALL. STOP CALL. STOP CALL."
    assert begun["ring"][0]["place"] == 1
    assert begun["ring"][0]["reach"] == "+00 555 0101"

    watch.after(30)
    told = call(cell, "rang --to birch --place 1 --result no-answer --key nora", short)
    assert "RING  birch: place 2 of 2: deputy, VHF 121.5, call sign Heron, fr" in told
    watch.after(20)
    assert "birch: answered" in call(cell, "rang --to birch --place 2 --result answered --key nora", short)
    watch.after(30)
    call(cell, "say --card 403 --key nora", short)
    watch.after(30)
    call(cell, "readback --key nora --words", "shelling at 10.0012", short)
    call(cell, "disagree --key nora --words", "not 0012: two one", short)
    call(cell, "readback --key boris --words", "10.0021, shells near a well", short)
    watch.until(Instant(EIGHT + 3 * MINUTE))
    told = call(cell, "understood --key nora", short)
    assert "by cell's account: understood after 3 min" in told
    assert "by its own word, on the cell's clock: neither understood nor stopped was said" in told
    call(cell, "understood --key boris", short)
    open_now = call(cell, "list", code=1)
    assert open_now.index("STOP CALL") < open_now.index("stop call: of the parties called")
    assert ": OPEN" in open_now
    watch.until(Instant(EIGHT + 5 * MINUTE))
    call(cell, "stopped --key boris", short)
    assert call(cell, "list", code=1).count(": OPEN") == 1
    told = call(cell, "stopped --key nora", short)
    assert "by cell's account: understood after 3 min; stopped after 5 min, 2 min after it was understood" in told
    assert "closed by its caller" in told
    assert "No stop call is open." in call(cell, "list")

    shown = as_json(cell, "show", short)
    sides = {side["party"]: [step["step"] for step in side["steps"]] for side in shown["sides"]}
    assert sides == {
        "cell": ["stop", "rang", "rang", "said", "read-back", "disagreed", "understood", "stopped"],
        "birch": ["read-back", "understood", "stopped"],
    }
    said = {step["step"]: step["words"]["stated"] for step in shown["sides"][0]["steps"]}
    assert said["stop"]["where"] == "10.0021, -30.1343"
    assert set(said["stop"]["forms"]) == {"mgrs", "decimal", "dms", "utm"}
    assert said["said"] == {"card": 403, "words": "Stop call. Stop call. Stop call."}
    (stop,) = shown["stop_calls"]
    (called,) = stop["called"]
    assert called["by_caller"]["until_understood_us"] // SECOND == 180
    assert called["by_party"]["until_stopped_us"] // SECOND == 300


def test_a_stop_call_goes_to_every_other_party_and_the_cell_and_each_has_its_own_clock(
    cell: Cell, watch: Watch
) -> None:
    begun = as_json(cell, "stop --key anna")
    assert [ring["party"] for ring in begun["ring"]] == ["birch", "cell"]
    short = begun["call"][:6]
    watch.after(60)
    call(cell, "understood --to birch --key anna", short)
    told = call(cell, "list", code=1)
    birch, _, rest = told.partition("  cell\n")
    assert "understood after 1 min" in birch
    assert "not understood yet" in rest
    assert told.count("by its own word, on the cell's clock: not given") == 2
    call(cell, "stopped --to birch --key anna", short)
    assert "  birch (closed)" in call(cell, "list", code=1)
    call(cell, "end --to cell --key anna", short)
    assert "No stop call is open." in call(cell, "list")


def test_the_script_is_read_aloud_and_says_what_is_not_known_yet(cell: Cell, watch: Watch) -> None:
    told = call(cell, "stop --key anna --where", "by the old well", "--language", "fr")
    assert told.startswith("EXERCISE: invented parties and acts")
    assert "\nSTOP CALL " in told
    assert "RING  birch: no roster of it is in force here" in told
    assert "as the caller says, by the old well" in told
    assert "Since when: not known yet." in told
    assert "SAY   403" in told
    assert "HEAR" in told


def test_a_place_that_is_no_coordinates_keeps_nobody_waiting(cell: Cell, watch: Watch) -> None:
    ended = cell.call("call", "stop", cell.mission, "--key", "anna", "--where", "the well", "--json")
    assert "taken as words" in ended.stderr
    (side, *_) = as_json(cell, "show", json.loads(ended.stdout)["call"])["sides"]
    assert side["steps"][0]["words"]["stated"] == {"forms": None, "since_us": None, "what": None, "where": "the well"}


def test_a_stop_call_that_cannot_be_sealed_is_read_out_all_the_same(cell: Cell, watch: Watch) -> None:
    told = call(cell, "stop 99 --key anna", code=4)
    assert told.splitlines()[2].startswith("NOT SEALED, stop call ")
    assert "STOP CALL. STOP CALL. STOP CALL." in told
    cell.env = {**cell.env, "HERALD_PASSPHRASE": "another one altogether"}
    ended = cell.call("call", "stop", cell.mission, "--key", "anna", code=2)
    assert "NOT SEALED" in ended.stderr
    assert "STOP CALL. STOP CALL. STOP CALL." in ended.stderr


def test_a_stop_call_is_sealed_before_anything_else_so_that_it_stands_if_what_follows_fails(
    cell: Cell, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(callstops, "_script", fails)
        call(cell, "stop --key anna", code=70)
    assert ": OPEN" in call(cell, "list", code=1)


def test_a_side_that_sealed_nothing_is_not_given_wherever_it_is_shown(cell: Cell, watch: Watch) -> None:
    begun = as_json(cell, "start --to birch --channel phone --purpose movement --key anna")
    call(cell, "agree --key anna --words", "Birch agrees to wait.", begun["call"])
    for seen_by in ([], ["--as", "aster"], ["--as", "birch"]):
        assert "not given" in call(cell, "show", begun["call"], *seen_by)
        assert "birch (not given)" in call(cell, "list", *seen_by)
        document = as_json(cell, "show", begun["call"], *seen_by)
        assert [side["account"] for side in document["sides"]] == ["given", "not given"]
        (listed,) = as_json(cell, "list", *seen_by)["calls"]
        assert [side["account"] for side in listed["sides"]] == ["given", "not given"]


def test_the_two_sides_stand_beside_each_other_each_under_its_own_name(cell: Cell, watch: Watch) -> None:
    number = as_json(cell, "start --to birch --channel phone --purpose other --key anna")["call"]
    call(cell, "agree --key anna --words", "We wait until noon.", number)
    call(cell, "disagree --key boris --words", "We agreed to nothing.", number)
    lines = call(cell, "show", number).splitlines()
    (head,) = [at for at, line in enumerate(lines) if line.startswith("aster (caller)")]
    assert lines[head].split() == ["aster", "(caller)", "birch", "(called)"]
    column = lines[head].index("birch")
    left, right = (
        "\n".join(part) for part in zip(*((line[:column], line[column:]) for line in lines[head:]), strict=True)
    )
    assert "We wait until noon." in left and "We wait" not in right
    assert "We agreed to nothing." in right and "agreed to nothing" not in left


def test_who_spoke_is_for_the_own_side_and_the_cell(cell: Cell, watch: Watch) -> None:
    number = as_json(
        cell, "start --to birch --channel phone --purpose notice --key anna --persons", "Lieutenant Marked"
    )["call"]
    for seen_by, shown in (([], True), (["--as", "aster"], True), (["--as", "birch"], False)):
        for told in (call(cell, "show", number, *seen_by), call(cell, "show", number, "--json", *seen_by)):
            assert ("Lieutenant Marked" in told) is shown
    ended = cell.call("call", "show", number, cell.mission, "--as", "nobody", code=2)
    assert "no such call is known" in ended.stderr


def test_a_call_is_known_by_its_first_six_figures_and_by_no_fewer(cell: Cell, watch: Watch) -> None:
    number = as_json(cell, "start --to birch --channel phone --purpose other --key anna")["call"]
    call(cell, "say --key boris --words", "Here is Birch.", number[:6].upper())
    for wrong in (number[:5], "not a number", "0" * 33):
        assert cell.call("call", "show", wrong, cell.mission, code=2).stdout == ""
    another = "0" * 6 if number[:6] != "0" * 6 else "1" * 6
    assert "no such call" in cell.call("call", "end", another, cell.mission, "--key", "anna", code=2).stderr


def test_whoever_was_called_answers_the_caller_and_not_the_others_that_were_rung(cell: Cell, watch: Watch) -> None:
    number = as_json(cell, "stop --key nora")["call"]
    call(cell, "understood --key boris", number)
    told = as_json(cell, "show", number)
    (birch,) = [side for side in told["sides"] if side["party"] == "birch"]
    assert birch["steps"][0]["others"] == ["cell"]
    seen = as_json(cell, "show", number, "--as", "aster")
    assert {side["party"]: side["account"] for side in seen["sides"]}["birch"] == "not given"


def test_without_the_record_a_step_is_signed_for_the_cell_to_seal(cell: Cell, watch: Watch) -> None:
    ended = cell.call(
        "call", "start", cell.facts, "--to", "birch", "--channel", "phone", "--purpose", "other", "--key", "anna"
    )
    (number,) = [word for word in ended.stderr.split() if len(word) == 32]
    entry = cell.folder / "call.entry"
    entry.write_text(ended.stdout)
    cell.call("notice", "submit", entry, cell.mission)
    said = cell.call("call", "say", number, cell.facts, "--to", "birch", "--words", "Later.", "--key", "anna")
    entry.write_text(said.stdout)
    cell.call("notice", "submit", entry, cell.mission)
    (aster, _) = as_json(cell, "show", number)["sides"]
    assert [step["step"] for step in aster["steps"]] == ["start", "said"]
    assert "all 32 figures" in cell.call("call", "end", number[:6], cell.facts, "--key", "anna", code=2).stderr
    assert "to whom" in cell.call("call", "end", number, cell.facts, "--key", "anna", code=2).stderr


def test_a_stop_call_without_the_record_is_signed_and_its_script_read_out(cell: Cell, watch: Watch) -> None:
    ended = cell.call("call", "stop", cell.facts, "--key", "anna")
    assert json.loads(ended.stdout)["note"].startswith("herald entry 1\n")
    assert "STOP CALL. STOP CALL. STOP CALL." in ended.stderr


def test_the_roster_in_force_is_shown_and_a_later_one_takes_its_place(cell: Cell, watch: Watch) -> None:
    call(cell, "roster set --key boris", cell.folder / "roster.toml")
    told = call(cell, "roster show")
    assert "birch: from 2026-03-10T06:00:00Z to 2026-03-10T18:00:00Z, each rung for 30 s" in told
    assert "  1. duty officer, phone, +00 555 0101, en\n  2. deputy, VHF 121.5, call sign Heron, fr\n" in told
    assert "aster: no roster is in force" in told
    later = cell.folder / "later.toml"
    later.write_text(ROSTER.replace("duty officer", "night officer"))
    call(cell, "roster set --key boris", later)
    for seen_by in ([], ["--as", "aster"], ["--as", "birch"]):
        assert "1. night officer" in call(cell, "roster show", *seen_by)
    assert "night officer" not in call(cell, "roster show --as nobody")
    over = as_json(cell, "roster show --at 2026-03-10T18:00:01Z")
    assert [each["roster"] for each in over["rosters"]] == [None, None, None]


def test_a_roster_that_is_none_is_refused_with_every_problem(cell: Cell, watch: Watch) -> None:
    wrong = cell.folder / "wrong.toml"
    wrong.write_text('from = 2026-03-10\nuntil = "noon"\nseconds = 0\n[[place]]\nrole = "x"\nperson = "A. Name"\n')
    ended = cell.call("call", "roster", "set", wrong, cell.mission, "--key", "boris", code=3)
    for place in ("from", "until", "seconds", "place[0].person", "place[0].reach", "place[0].channel"):
        assert place in ended.stderr


def test_a_line_check_is_due_done_or_missed(cell: Cell, watch: Watch) -> None:
    call(cell, "schedule --with birch --every 6h --first 2026-03-10T09:00:00Z --grace 10min --key nora")
    assert "to be tried out next at 2026-03-10T09:00:00Z" in call(cell, "list")
    watch.until(parse_instant("2026-03-10T09:05:00Z"))
    assert "LINE CHECK DUE NOW: birch, due 2026-03-10T09:00:00Z, until 2026-03-10T09:10:00Z" in call(cell, "list")
    call(cell, "check --with birch --channel phone --key nora")
    assert "LINE CHECK" not in call(cell, "list")
    watch.until(parse_instant("2026-03-10T15:10:01Z"))
    told = call(cell, "list")
    assert "LINE CHECK MISSED: birch, due 2026-03-10T15:00:00Z" in told
    assert "line checks whose time is over: 1 of 2 done, 1 of 2 missed" in told
    assert [check["fate"] for check in as_json(cell, "list --as birch")["line_checks"]] == ["done", "missed"]
    assert as_json(cell, "list --as aster")["line_checks"] == []


@pytest.mark.parametrize(
    "wrong",
    ["--every 6 --grace 10min", "--every 30s --grace 10min", "--every 6h --grace 2d", "--every 6h --grace soon"],
)
def test_a_time_that_is_none_is_a_mistake_in_the_call(cell: Cell, watch: Watch, wrong: str) -> None:
    call(cell, f"schedule --with birch --first 2026-03-10T09:00:00Z --key nora {wrong}", code=2)


def test_only_the_cell_says_when_the_line_is_tried_out(cell: Cell, watch: Watch) -> None:
    told = call(cell, "schedule --with birch --every 6h --first 2026-03-10T09:00:00Z --grace 10min --key anna", code=4)
    assert "wrong-role" in told


def test_words_or_a_card_and_only_a_card_that_there_is(cell: Cell, watch: Watch) -> None:
    number = as_json(cell, "start --to birch --channel phone --purpose other --key anna")["call"]
    call(cell, "say --key anna", number, code=2)
    call(cell, "say --key anna --words x --card 403", number, code=2)
    call(cell, "say --key anna --card 404", number, code=2)
    call(cell, "say --key anna --card 403 --language de", number, code=2)


def test_which_key_signs_must_be_said_where_there_are_several(cell: Cell, watch: Watch) -> None:
    ended = cell.call("call", "stop", cell.mission, code=2)
    assert "anna, boris, nora" in ended.stderr
    for label in ("boris", "nora"):
        (cell.folder / "keys" / f"{label}.key").unlink()
    call(cell, "stop")


def test_a_party_that_is_none_can_not_be_called(cell: Cell, watch: Watch) -> None:
    ended = cell.call(
        "call",
        "start",
        cell.mission,
        "--to",
        "cedar",
        "--channel",
        "phone",
        "--purpose",
        "other",
        "--key",
        "anna",
        code=2,
    )
    assert "birch, cell" in ended.stderr


def test_what_is_not_called_is_not_loaded_and_its_help_has_no_frame() -> None:
    asked = "import sys; from herald.commandline.main import app; app(sys.argv[1:], standalone_mode=False)"
    told = f"{asked}; print('herald.commandline.call' in sys.modules)"
    for arguments, loaded in ((["--help"], "False"), (["call", "roster", "--help"], "True")):
        done = subprocess.run(
            [sys.executable, "-c", told, *arguments], capture_output=True, text=True, check=True, env=environment()
        )
        assert done.stdout.isascii()
        assert done.stdout.splitlines()[-1] == loaded
