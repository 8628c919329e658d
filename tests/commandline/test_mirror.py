"""A party's own machine from the command line: fetched by file and brought over HTTP, what it holds, and what it does not."""

from __future__ import annotations

import json
import signal
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import Result

from herald.record import keyfile, parcel, tally
from herald.record.parcel import Parcel
from herald.tlog.keys import SigningKey
from tests.commandline.calls import column, environment, far, invocation
from tests.commandline.test_ack import AGREEMENT
from tests.commandline.test_mission import Cell, quick_passphrases

__all__ = ["quick_passphrases"]
STRETCHED = keyfile._stretched
COLUMN, FAR = 8, 9
"""Where the column stands that Aster filed, and then a site of its own."""


@pytest.fixture
def slow_passphrases(quick_passphrases: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of its own stretches passphrases as it always does."""
    monkeypatch.setattr(keyfile, "_stretched", STRETCHED)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Cell:
    """A mission in which two notices of Aster are addressed to Birch, whose machine has a key."""
    cell = Cell(tmp_path_factory.mktemp("sealed"))
    (cell.folder / "agreement.toml").write_text(AGREEMENT)
    return begun(cell)


def begun(cell: Cell) -> Cell:
    cell.begun("--exercise")
    cell.joined("anna", "aster")
    cell.joined("omar", "birch")
    cell.call("key", "new", "relay", "--party", "birch", "--role", "node")
    cell.file("relay.join", "key", "introduce", "relay", "--mission", cell.facts)
    cell.call("mission", "join", cell.folder / "relay.join", cell.mission)
    cell.call("notice", "submit", cell.signed("anna", column()), cell.mission)
    cell.call("notice", "submit", cell.signed("anna", {**far("post", "aster"), "properties": site()}), cell.mission)
    return cell


def site() -> dict[str, object]:
    return {**far("post", "aster")["properties"], "recipients": ["birch"]}


@pytest.fixture
def cell(sealed: Cell, tmp_path: Path) -> Cell:
    copied = sealed.copied(tmp_path)
    (tmp_path / "agreement.toml").write_text(AGREEMENT)
    return copied


def state(cell: Cell) -> Path:
    return cell.folder / "relay.mirror"


def drop(cell: Cell) -> Path:
    return cell.mission.with_suffix(".drop") / "birch"


def fetch(cell: Cell, where: Path | None = None, *more: str | Path, code: int = 0) -> Result:
    arguments = ("--key", "relay", "--log", cell.facts, "--state", state(cell), *more)
    return cell.call("log", "mirror", "fetch", where or drop(cell), *arguments, code=code)


def listed(cell: Cell, code: int = 0) -> dict[str, object]:
    said = json.loads(cell.call("log", "mirror", "list", "--state", state(cell), "--json", code=code).stdout)
    return dict(said)


def left(cell: Cell) -> Path:
    """The parcel that lies in the folder of Birch."""
    cell.call("mission", "tick", cell.mission)
    return sorted(drop(cell).glob("*.parcel"))[0]


def changed(path: Path, told: Parcel) -> Path:
    path.write_bytes(bytes(told))
    return path


# -- By file -------------------------------------------------------------------------------------------------------------------


def test_what_was_left_is_fetched_and_the_answer_carried_back_is_sealed(cell: Cell) -> None:
    path = left(cell)
    fetched = fetch(cell)
    assert fetched.stdout == f"{path.with_suffix('.answer')}\n"
    assert "is new: the machine knows nothing of what it was brought or cosigned before" in fetched.stderr
    assert f"{path.stem}: cosigned; everything is here up to number 2" in fetched.stderr
    ticked = cell.call("mission", "tick", cell.mission)
    assert "Signed by addressees' machines, and sealed: 2." in ticked.stdout
    assert "birch says to hold everything up to its number 2." in ticked.stdout
    shown = json.loads(cell.call("ack", "show", str(COLUMN), cell.mission, "--json").stdout)
    (ladder,) = (each for each in shown["ladders"] if each["to"] == "birch")
    assert ladder["delivery"] == "consigned"
    assert cell.call("log", "fsck", "--full", cell.mission).exit_code == 0


def test_answers_go_into_another_folder_if_they_are_to(cell: Cell) -> None:
    path = left(cell)
    out = cell.folder / "stick"
    assert fetch(cell, path, "--out", out).stdout == f"{out / path.stem}.answer\n"
    assert parcel.answer((out / f"{path.stem}.answer").read_bytes()).held == 2
    assert not list(drop(cell).glob("*.answer"))


def test_what_is_held_is_listed_by_number_index_kind_and_whose(cell: Cell) -> None:
    left(cell)
    fetch(cell)
    said = cell.call("log", "mirror", "list", "--state", state(cell)).stdout
    assert "number  index  kind    whose\n" in said
    assert f"1       {COLUMN}      notice  aster\n" in said
    (log,) = listed(cell)["logs"]  # type: ignore[misc]  # a list
    assert (log["missing"], [each["index"] for each in log["held"]]) == ([], [COLUMN, FAR])
    assert stat.S_IMODE(state(cell).stat().st_mode) == 0o600


def test_a_notice_that_is_held_is_shown_as_a_notice_is(cell: Cell) -> None:
    left(cell)
    fetch(cell)
    said = cell.call("log", "mirror", "show", str(COLUMN), "--state", state(cell)).stdout
    assert said.startswith("EXERCISE: invented parties and acts")
    assert "column, a notice of aster: new, ground-movement" in said
    assert f"Sealed at index {COLUMN}" in said
    assert "When it was sealed it could meet" not in said
    shown = cell.call("notice", "show", "column", cell.mission, "--as", "birch").stdout
    assert set(said.splitlines()) <= set(shown.splitlines())
    (document,) = json.loads(cell.call("log", "mirror", "show", str(COLUMN), "--state", state(cell), "--json").stdout)[
        "entries"
    ]
    assert (document["number"], document["met"], document["notice"]["properties"]["id"]) == (1, None, "column")


def test_a_notice_whose_successor_is_held_is_shown_as_replaced(cell: Cell) -> None:
    cancel = cell.file("cancel.entry", "notice", "cancel", "column", "--key", "anna", "--mission", cell.facts)
    cell.call("notice", "submit", cancel, cell.mission)
    left(cell)
    fetch(cell)
    said = cell.call("log", "mirror", "show", str(COLUMN), "--state", state(cell)).stdout
    assert "It was cancelled and is no longer held against anyone. By: column-cancel." in said


def test_what_is_no_notice_is_shown_as_it_was_signed(cell: Cell) -> None:
    cell.call("mission", "tick", cell.mission)
    fetch(cell)
    cell.call(
        "notice", "submit", cell.signed("omar", far("camp", "birch") | {"properties": camp()}), cell.mission, code=1
    )
    where = size(cell) - 1
    cell.call("ack", "respond", str(where), cell.mission, "--key", "anna", "--noted", "--clause", "1")
    cell.call("mission", "tick", cell.mission)
    fetch(cell)
    held = listed(cell)["logs"][0]["held"]  # type: ignore[index]  # a list
    (answer,) = (each for each in held if each["kind"] == "response")
    said = cell.call("log", "mirror", "show", str(answer["index"]), "--state", state(cell)).stdout
    assert f"Entry {answer['index']}, number {answer['number']} of those addressed to you: response of aster" in said
    assert '"answer": "noted"' in said
    shown = cell.call("log", "mirror", "show", str(answer["index"]), "--state", state(cell), "--json").stdout
    assert json.loads(shown)["entries"][0]["act"]["of"] == where


def camp() -> dict[str, object]:
    return {**far("camp", "birch")["properties"], "recipients": ["aster"]}


def size(cell: Cell) -> int:
    return int(json.loads(cell.call("mission", "status", cell.mission, "--json").stdout)["size"])


def test_what_is_not_here_is_said_first_and_plainly(cell: Cell) -> None:
    path = left(cell)
    whole = parcel.read(path.read_bytes())
    changed(path, replace(whole, bodies=whole.bodies[1:]))
    fetched = fetch(cell, code=1)
    assert "GAP: number 1 was addressed to birch and is not here" in fetched.stderr
    assert "not cosigned; everything is here up to number 0" in fetched.stderr
    said = cell.call("log", "mirror", "list", "--state", state(cell), code=1).stdout
    assert said.splitlines()[2] == "number 1 was addressed to you and is not here"
    assert listed(cell, code=1)["logs"][0]["missing"] == [1]  # type: ignore[index]  # a list
    cell.call("log", "mirror", "show", str(COLUMN), "--state", state(cell), code=1)
    ticked = cell.call("mission", "tick", cell.mission)
    assert "sealed: 2." in ticked.stdout  # the gap, and the body that is here
    assert len(list(drop(cell).glob("*.parcel"))) == 2
    fetch(cell)
    assert listed(cell)["logs"][0]["missing"] == []  # type: ignore[index]  # a list


def test_a_lie_of_the_cell_is_shown_with_both_signed_statements(cell: Cell) -> None:
    path = left(cell)
    whole = parcel.read(path.read_bytes())
    node = node_of(cell)
    first = whole.bodies[0].piece.sealed()
    lie = tally.sign(replace(tally.read(whole.tally), seq=1, leaf=first.leaf), node)
    changed(path, replace(whole, bodies=whole.bodies[:1], tally=lie))
    fetch(cell)
    changed(path, whole)
    assert "ACCUSED (tally)" in fetch(cell, code=4).stderr
    said = cell.call("log", "mirror", "list", "--state", state(cell), code=4).stdout
    assert said.count("herald tally 1") == 1
    (accusation,) = listed(cell, code=4)["accusations"]  # type: ignore[misc]  # a list
    assert (accusation["code"], accusation["index"], len(accusation["evidence"])) == ("tally", FAR, 2)


def node_of(cell: Cell) -> SigningKey:
    """The key of the cell's machine, as the cell itself would use it."""
    from herald.store.keyfolder import KeyFolder

    folder = KeyFolder(Path(cell.env["HERALD_KEYS"]))
    (label,) = (head.label for head in folder.heads() if head.role == "node" and head.party == "cell")
    return keyfile.opened(folder.read(label), cell.env["HERALD_PASSPHRASE"]).signing


def test_a_file_that_is_no_parcel_hinders_none_of_the_others(cell: Cell) -> None:
    path = left(cell)
    (path.parent / "000000-000001.parcel").write_bytes(b"no parcel\n")
    ended = fetch(cell, code=3)
    assert "000000-000001.parcel" in ended.stderr
    assert ended.stdout == f"{path.with_suffix('.answer')}\n"
    assert fetch(cell, path).exit_code == 0


@pytest.mark.parametrize("key", ["omar", "nobody"])
def test_only_a_machines_key_can_be_a_mirrors(cell: Cell, key: str) -> None:
    path = left(cell)
    arguments = ("--key", key, "--log", cell.facts, "--state", state(cell))
    ended = cell.call("log", "mirror", "fetch", path, *arguments, code=2)
    assert ("no machine's key" in ended.stderr) is (key == "omar")
    assert not state(cell).exists()


def test_a_file_that_is_no_mirrors_is_refused(cell: Cell) -> None:
    cell.call("log", "mirror", "list", "--state", state(cell), code=2)
    cell.call("log", "mirror", "list", "--state", cell.mission, code=2)
    cell.call("log", "witness", "new", "neutral", "--state", cell.folder / "w.witness")
    ended = cell.call("log", "mirror", "list", "--state", cell.folder / "w.witness", code=2)
    assert "no mirror's" in ended.stderr


def test_before_anything_was_brought_nothing_is_listed(cell: Cell) -> None:
    (cell.folder / "empty").mkdir()
    fetch(cell, cell.folder / "empty")
    assert cell.call("log", "mirror", "list", "--state", state(cell)).stdout == "Nothing was brought yet.\n"
    said = cell.call("log", "mirror", "show", "3", "--state", state(cell), code=1).stdout
    assert said == "Entry 3 is not here: nothing of it was addressed to this party, or it is missing.\n"
    shown = cell.call("log", "mirror", "show", "3", "--state", state(cell), "--json", code=1).stdout
    assert json.loads(shown) == {"entries": []}


# -- Over HTTP -----------------------------------------------------------------------------------------------------------------


@contextmanager
def serving(cell: Cell) -> Iterator[str]:
    """The machine as a process of its own, from when it listens until it is ended."""
    arguments = ("--key", "relay", "--log", cell.facts, "--state", state(cell), "--port", "0")
    with subprocess.Popen(
        invocation("log", "mirror", "serve", *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env=environment(cell.env),
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                _, words = process.communicate(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()  # or whoever waits for it waits for ever
                raise
    assert (process.returncode, words.splitlines()[-1]) == (0, "herald: the mirror has stopped listening")


def test_over_http_it_is_brought_what_is_addressed_to_the_party(slow_passphrases: None, tmp_path: Path) -> None:
    cell = Cell(tmp_path)
    (tmp_path / "agreement.toml").write_text(AGREEMENT)
    begun(cell)
    with serving(cell) as url:
        cell.call("ack", "channels", cell.mission, "--key", "omar", "--mirror", url)
        ticked = cell.call("mission", "tick", cell.mission)
    assert "Signed by addressees' machines, and sealed: 2." in ticked.stdout
    assert [each["index"] for each in listed(cell)["logs"][0]["held"]] == [COLUMN, FAR]  # type: ignore[index]  # a list
