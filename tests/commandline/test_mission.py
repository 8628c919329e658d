"""A mission from the command line: from its beginning to a bundle that a stranger verifies, and what goes wrong on the way."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from herald.commandline import demo
from herald.record import keyfile, opening
from herald.record.entry import sign
from tests.commandline.calls import column, filed, herald, post

ROOT = Path(__file__).resolve().parents[2]
AGREEMENT = """
id = "exercise-2026"
status = "held"
[[party]]
id = "aster"
[[party]]
id = "birch"
[[clause]]
id = "1"
text = "EXERCISE: keep apart"
regime = "notify"
separation_m = 1000
"""


class Cell:
    """One machine that plays everybody, with a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {"HERALD_KEYS": str(folder / "keys"), "HERALD_PASSPHRASE": "correct horse battery"}
        self.mission, self.facts = folder / "lapwing.db", folder / "lapwing.mission"
        (folder / "agreement.toml").write_text(AGREEMENT)

    def call(self, *arguments: str | Path, code: int = 0) -> Result:
        ended = herald(*arguments, env=self.env)
        assert ended.exit_code == code, (ended.exit_code, ended.stdout, ended.stderr)
        return ended

    def copied(self, folder: Path) -> Cell:
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Cell(folder)

    def begun(self, *more: str) -> Cell:
        self.call("mission", "init", self.mission, "--agreement", self.folder / "agreement.toml", *more)
        return self

    def joined(self, label: str, party: str) -> None:
        self.call("key", "new", label, "--party", party)
        self.file(f"{label}.join", "key", "introduce", label, "--mission", self.facts)
        self.call("mission", "join", self.folder / f"{label}.join", self.mission)

    def file(self, name: str, *arguments: str | Path) -> Path:
        """The file that a command writes on standard output."""
        path = self.folder / name
        path.write_text(self.call(*arguments).stdout, encoding="utf-8")
        return path

    def signed(self, label: str, *features: dict[str, Any]) -> Path:
        source = filed(self.folder, f"{label}.geojson", *features)
        return self.file(f"{label}.entry", "notice", "sign", source, "--key", label)


@pytest.fixture(scope="module", autouse=True)
def quick_passphrases() -> Iterator[None]:
    """One guess at a passphrase takes a tenth of a second on purpose, and these tests open some hundred keys."""

    def stretched(passphrase: bytes, salt: bytes, cost: keyfile.Cost) -> bytes:
        return sha256(passphrase + salt).digest()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyfile, "_stretched", stretched)
        yield


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Cell:
    return Cell(tmp_path_factory.mktemp("begun")).begun("--exercise")


@pytest.fixture(scope="module")
def joined(begun: Cell, tmp_path_factory: pytest.TempPathFactory) -> Cell:
    cell = begun.copied(tmp_path_factory.mktemp("joined"))
    cell.joined("anna", "aster")
    cell.joined("boris", "birch")
    return cell


@pytest.fixture
def cell(begun: Cell, tmp_path: Path) -> Cell:
    """A mission of which nobody is a part yet."""
    return begun.copied(tmp_path)


@pytest.fixture
def both(joined: Cell, tmp_path: Path) -> Cell:
    """A mission that two parties have joined."""
    return joined.copied(tmp_path)


def verified(bundle: Path, *more: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", ROOT / "verify.py", bundle, *more]
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)


def test_a_notice_is_filed_checked_and_proved_to_a_stranger(both: Cell) -> None:
    first = both.call("notice", "submit", both.signed("anna", column()), both.mission, "--json")
    (sealed,) = json.loads(first.stdout)["outcomes"]
    assert (sealed["exercise"], sealed["index"], sealed["checked_to"]) == (True, 7, 6)
    second = both.call("notice", "submit", both.signed("boris", post()), both.mission, code=1)
    assert second.stdout.startswith("EXERCISE: invented parties and acts; nothing of it happened.\n")
    assert "against everything up to index 7\n" in second.stdout
    assert "COULD MEET: column and post\n" in second.stdout
    assert "filed up to index 8." in second.stdout
    out = both.folder / "n7.herald"
    both.call("log", "prove", "7", both.mission, "--out", out, "--reveal", "route,times")
    done = verified(out, "--trust", both.facts)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[0].startswith("EXERCISE")
    assert done.stdout.splitlines()[-1] == "VERDICT: proved"


def test_what_was_not_revealed_stands_nowhere_in_the_bundle(both: Cell) -> None:
    both.call("notice", "submit", both.signed("anna", column(title="EXERCISE: the unmentioned title")), both.mission)
    out = both.folder / "n7.herald"
    said = both.call("log", "prove", "7", both.mission, "--out", out)
    assert "reveals of entry 7: that it is there, whose it is, and its fields times." in said.stderr
    assert "It does not reveal: answer, details, heights, id, kind, manner, replaces, route." in said.stderr
    assert b"unmentioned" not in out.read_bytes()
    assert b"Officer" not in out.read_bytes()


def test_the_receipt_that_the_author_is_given_verifies(both: Cell) -> None:
    receipts = both.folder / "receipts"
    both.call("notice", "submit", both.signed("anna", column()), both.mission, "--receipts", receipts)
    assert verified(receipts / "7.herald", "--trust", both.facts).returncode == 0


def test_a_bundle_proves_nothing_to_whoever_trusts_another_log(both: Cell, tmp_path: Path) -> None:
    both.call("log", "prove", "4", both.mission, "--out", both.folder / "n4.herald")
    other = tmp_path / "other"
    other.mkdir()
    stranger = Cell(other).begun("--exercise")
    assert verified(both.folder / "n4.herald", "--trust", stranger.facts).returncode == 1


def test_the_same_entry_again_gets_the_same_receipt(both: Cell) -> None:
    entry = both.signed("anna", column())
    first, again = (
        json.loads(both.call("notice", "submit", entry, both.mission, "--json").stdout)["outcomes"][0] for _ in range(2)
    )
    assert (first["again"], again["again"]) == (False, True)
    assert first["index"] == again["index"]


def test_a_refusal_ends_with_4_gives_no_receipt_and_is_sealed(both: Cell) -> None:
    both.call("notice", "submit", both.signed("anna", column()), both.mission)
    ended = both.call("notice", "submit", both.signed("anna", column()), both.mission, code=4)
    assert "REFUSED (id-filed): a notice of this id was filed before." in ended.stdout
    assert "The refusal is sealed at index 8. No receipt was given." in ended.stdout
    assert "Refused entries that are sealed: 1" in both.call("mission", "status", both.mission).stdout


def test_what_is_no_entry_ends_with_3_and_names_what_is_wrong(both: Cell) -> None:
    entry = both.signed("anna", column())
    entry.write_bytes(entry.read_bytes().replace(b'"earliest', b'"earliest', 1)[:-20])
    ended = both.call("notice", "submit", entry, both.mission, code=3)
    assert "REFUSED (malformed)" in ended.stdout


def test_a_notice_is_replaced_and_cancelled_by_what_its_party_signs(both: Cell) -> None:
    both.call("notice", "submit", both.signed("anna", column()), both.mission)
    later = filed(both.folder, "later.geojson", column("column-later"))
    replacing = both.file("r.entry", "notice", "replace", later, "--replaces", "column", "--key", "anna")
    both.call("notice", "submit", replacing, both.mission)
    assert "It was replaced" in both.call("notice", "show", "column", both.mission).stdout
    cancelling = both.file("c.entry", "notice", "cancel", "column-later", "--key", "anna")
    both.call("notice", "submit", cancelling, both.mission)
    shown = json.loads(both.call("notice", "show", "column-later", both.mission, "--json").stdout)
    assert (shown["fate"], shown["successor"]) == ("cancelled", "column-later-cancel")
    both.call("notice", "submit", both.signed("boris", post()), both.mission)


def test_who_may_not_know_of_a_notice_sees_what_it_would_see_of_none(both: Cell) -> None:
    both.call("notice", "submit", both.signed("anna", column(recipients=[])), both.mission)
    hidden = both.call("notice", "show", "column", both.mission, "--as", "birch", code=1)
    absent = both.call("notice", "show", "column", both.mission.with_name("lapwing.db"), "--as", "cedar", code=1)
    assert hidden.stdout == absent.stdout == "No notice of the id column is known here.\n"


def test_a_revoked_key_files_no_longer_and_what_it_filed_stands(both: Cell) -> None:
    both.call("notice", "submit", both.signed("anna", column()), both.mission)
    entry = both.signed("anna", column("another"))
    gone = both.file("g.entry", "key", "revoke", "anna", "--by", "aster-root", "--reason", "lost")
    both.call("notice", "submit", gone, both.mission)
    assert "REFUSED (key-revoked)" in both.call("notice", "submit", entry, both.mission, code=4).stdout
    both.call("log", "prove", "7", both.mission, "--out", both.folder / "n7.herald")
    assert verified(both.folder / "n7.herald", "--trust", both.facts).returncode == 0


def test_a_key_is_rotated_and_the_cell_keeps_a_spare_root(both: Cell) -> None:
    both.call("key", "new", "anna2", "--party", "aster", "--person-of", "anna")
    both.file("a2.join", "key", "introduce", "anna2", "--mission", both.facts)
    joined = both.call("mission", "join", both.folder / "a2.join", both.mission)
    assert joined.stdout.count("SEALED") == 1
    both.call("key", "new", "spare", "--party", "cell", "--role", "root")
    both.file("s.join", "key", "introduce", "spare", "--mission", both.facts)
    both.call("mission", "join", both.folder / "s.join", both.mission)
    both.call("notice", "submit", both.signed("anna2", column()), both.mission)


def test_names_and_details_are_erased_and_the_log_still_proves(both: Cell) -> None:
    both.call("notice", "submit", both.signed("anna", column(title="EXERCISE: a driver's name")), both.mission)
    both.call("mission", "erase", "7", both.mission)
    both.call("mission", "erase", "4", both.mission)
    for left in both.folder.glob("lapwing.db*"):
        assert b"driver" not in left.read_bytes()
    both.call("log", "prove", "7", both.mission, "--out", both.folder / "n7.herald")
    assert verified(both.folder / "n7.herald", "--trust", both.facts).returncode == 0
    refused = both.call(
        "log", "prove", "7", both.mission, "--out", both.folder / "d.herald", "--reveal", "details", code=2
    )
    assert "details: not among what can be revealed here" in refused.stderr


def test_a_new_version_of_the_agreement_counts_from_then_on(both: Cell) -> None:
    both.call("notice", "submit", both.signed("anna", column()), both.mission)
    (both.folder / "wider.toml").write_text(AGREEMENT.replace("1000", "100"))
    both.call("mission", "agree", both.folder / "wider.toml", both.mission)
    assert "exercise-2026, version 2" in both.call("mission", "status", both.mission).stdout
    ended = both.call("notice", "submit", both.signed("boris", post()), both.mission, code=0)
    assert "agreement-not-current: post" in ended.stdout


def test_everything_that_stands_is_checked_anew(both: Cell) -> None:
    both.call("notice", "submit", both.signed("anna", column()), both.mission)
    both.call("notice", "submit", both.signed("boris", post()), both.mission, code=1)
    page = both.folder / "day.html"
    ended = both.call("mission", "check", both.mission, "--json", "--html", page, code=1)
    answer = json.loads(ended.stdout)
    assert answer["scope"].startswith("Checked against 2 notices of 2 parties, filed up to index 8.")
    assert [(each["a"], each["b"]) for each in answer["encounters"]] == [("column", "post")]
    html = page.read_text(encoding="utf-8")
    assert html.rstrip().endswith("</html>")
    assert "EXERCISE" in html.upper(), "no notice says so itself, and the mission is one"
    assert both.call("mission", "check", both.mission, code=1).stdout.startswith("EXERCISE\n")


def test_the_figures_that_are_read_aloud_name_the_index(both: Cell) -> None:
    said = both.call("log", "say", "4", both.mission)
    assert said.stdout.startswith("4-5: ")
    assert "No witness has cosigned yet" in said.stderr


def test_the_record_fits_what_was_kept_of_it_and_is_whole(both: Cell) -> None:
    both.call("log", "prove", "4", both.mission, "--out", both.folder / "n4.herald")
    early = both.folder / "early.mission"
    shutil.copy(both.facts, early)
    both.call("notice", "submit", both.signed("anna", column()), both.mission)
    kept = ["--against", both.folder / "n4.herald", "--against", early]
    held = json.loads(both.call("log", "verify", both.mission, *kept, "--json").stdout)
    assert held == {"held": 2, "accusations": []}
    assert json.loads(both.call("log", "fsck", both.mission, "--full", "--json").stdout)["faults"] == []
    assert "should have been: none." in both.call("log", "rebuild", both.mission).stdout


def test_a_copy_that_went_its_own_way_is_accused_by_whoever_kept_a_receipt(both: Cell) -> None:
    shutil.copy(both.mission, both.folder / "copy.db")
    both.call("notice", "submit", both.signed("anna", column()), both.mission)
    both.call("log", "prove", "7", both.mission, "--out", both.folder / "n7.herald")
    both.call("notice", "submit", both.signed("boris", post()), both.folder / "copy.db")
    ended = both.call("log", "verify", both.folder / "copy.db", "--against", both.folder / "n7.herald", code=4)
    assert "the log signed two roots of 8 entries (another-root)" in ended.stdout
    assert ended.stdout.count("\u2014 herald/lapwing-") >= 2


def test_what_was_changed_in_the_file_is_named(both: Cell) -> None:
    both.call("notice", "submit", both.signed("anna", column()), both.mission)
    database = sqlite3.connect(both.mission)
    database.execute("UPDATE notices SET party = 'birch'")
    database.commit()
    database.close()
    ended = both.call("log", "fsck", both.mission, code=4)
    assert "entry 7: a row of it in the table notices" in ended.stdout
    assert "should have been: notices." in both.call("log", "rebuild", both.mission, code=4).stdout
    both.call("log", "fsck", both.mission)


def test_what_another_party_wrote_turns_no_line_of_a_refusal(both: Cell) -> None:
    """A name of a log with a mark in it that turns the direction of a line, in an entry that is signed for it."""
    turned = both.folder / "turned.entry"
    origin = json.loads(both.facts.read_text(encoding="utf-8"))["origin"]
    entry = both.signed("anna", column())
    key = keyfile.opened((both.folder / "keys" / "anna.key").read_bytes(), both.env["HERALD_PASSPHRASE"])
    said = opening.submission(entry.read_bytes().rstrip(b"\n"))
    elsewhere = replace(said.entry.statement, origin=f"{origin}\u202egol", seq=said.entry.statement.seq + 1)
    turned.write_bytes(opening.Submission(sign(elsewhere, key.signing), said.openings).line() + b"\n")
    ended = both.call("notice", "submit", turned, both.mission, code=4)
    assert "REFUSED (other-log)" in ended.stdout
    assert "\u202e" not in ended.stdout


# -- What goes wrong ---------------------------------------------------------------------------------------------------------


def test_the_record_and_the_keys_are_readable_by_nobody_else(cell: Cell) -> None:
    private = [cell.mission, *cell.folder.glob("keys/*")]
    assert len(private) > 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}


def test_a_mission_is_never_begun_over_another(cell: Cell) -> None:
    before = cell.mission.read_bytes()
    ended = cell.call("mission", "init", cell.mission, "--agreement", cell.folder / "agreement.toml", code=2)
    assert "there is such a file already" in ended.stderr
    assert cell.mission.read_bytes() == before


def test_an_agreement_with_a_fault_begins_nothing(tmp_path: Path) -> None:
    broken = Cell(tmp_path)
    (tmp_path / "agreement.toml").write_text('id = "x"\nstatus = "held"\nunknown = 1\n')
    broken.call("mission", "init", broken.mission, "--agreement", tmp_path / "agreement.toml", code=3)
    assert {path.name for path in tmp_path.iterdir()} == {"agreement.toml"}


def test_a_file_that_is_no_mission_is_said_to_be_none(cell: Cell) -> None:
    other = cell.folder / "other.db"
    other.write_bytes(b"not a database at all" * 100)
    assert "other.db" in cell.call("mission", "status", other, code=2).stderr
    assert "there is no such file" in cell.call("mission", "status", cell.folder / "none.db", code=2).stderr


def test_a_wrong_passphrase_and_an_unknown_key_are_said(both: Cell) -> None:
    source = filed(both.folder, "x.geojson", column())
    assert "nobody" in both.call("notice", "sign", source, "--key", "nobody", code=2).stderr
    both.env["HERALD_PASSPHRASE"] = "another passphrase"  # noqa: S105  it is wrong
    assert "the passphrase does not open it" in both.call("notice", "sign", source, "--key", "anna", code=2).stderr


def test_a_key_signs_for_its_own_party_alone(both: Cell) -> None:
    source = filed(both.folder, "x.geojson", column(party="birch"))
    ended = both.call("notice", "sign", source, "--key", "anna", code=2)
    assert "a notice of birch, and the key is of aster" in ended.stderr
    assert ended.stdout == ""


def test_an_exercise_is_not_signed_for_a_real_mission(tmp_path: Path) -> None:
    real = Cell(tmp_path).begun()
    real.joined("anna", "aster")
    source = filed(tmp_path, "x.geojson", column(exercise=True))
    assert "of an exercise" in real.call("notice", "sign", source, "--key", "anna", code=2).stderr


def test_an_index_beyond_the_log_is_a_mistake_in_the_call(cell: Cell) -> None:
    ended = cell.call("log", "prove", "99", cell.mission, "--out", cell.folder / "x.herald", code=2)
    assert "nothing is sealed there yet" in ended.stderr


def test_the_demo_ends_with_a_bundle_that_verifies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ended = herald("demo")
    assert ended.exit_code == 0
    assert "VERDICT: proved\n" in ended.stdout
    folder = tmp_path / "out" / demo.FOLDER
    assert verified(folder / "aster-column.herald", "--trust", folder / "lapwing-cross.mission").returncode == 0
