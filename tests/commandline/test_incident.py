"""`herald incident` as an officer of a cell uses it: opened while it happens, told row by row, evidence taken in, all sealed."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.commandline.test_ack import AGREEMENT
from tests.commandline.test_mission import Cell, column, quick_passphrases

__all__ = ["quick_passphrases"]
COLUMN = "9"
VIDEO = b"\xff\xd8\xff\xe0EXERCISE: no real picture"
WHO = "EXERCISE: a boatman of the third quay"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Cell:
    """A mission in which Aster's column stands at index 9, and an incident about it is open."""
    folder = tmp_path_factory.mktemp("incident")
    cell = Cell(folder)
    cell.env["HERALD_VAULT_PASSPHRASE"] = "another horse, another battery"  # noqa: S105  of a test
    (folder / "agreement.toml").write_text(AGREEMENT)
    cell.begun("--exercise")
    cell.joined("anna", "aster")
    cell.joined("omar", "birch")
    for label in ("duty", "deputy"):
        cell.call("key", "new", label, "--party", "cell")
        cell.file(f"{label}.join", "key", "introduce", label, "--mission", cell.facts)
        cell.call("mission", "join", folder / f"{label}.join", cell.mission)
    cell.call("notice", "submit", cell.signed("anna", column()), cell.mission)
    return cell


@pytest.fixture
def cell(begun: Cell, tmp_path: Path) -> Cell:
    copied = begun.copied(tmp_path)
    copied.env["HERALD_VAULT_PASSPHRASE"] = begun.env["HERALD_VAULT_PASSPHRASE"]
    return copied


def index_of(ended: Any) -> str:
    return str(json.loads(ended.stdout)["outcomes"][0]["index"])


def opened(cell: Cell, *more: str) -> str:
    return index_of(
        cell.call(
            "incident", "open", cell.mission, "--key", "duty", "--title", "EXERCISE: at the crossing", *more, "--json"
        )
    )


def row(cell: Cell, command: str, number: str, *more: str, key: str = "duty") -> str:
    ended = cell.call("incident", command, number, cell.mission, "--key", key, *more, "--json")
    return str(json.loads(ended.stdout)["entered"][0]["index"])


def spoken(*, by: str = "EXERCISE: spokesman") -> tuple[str, ...]:
    return ("--speaker-kind", "named", "--speaker-office", by)


def evidence(cell: Cell, number: str, *more: str | Path) -> str:
    (cell.folder / "video.jpg").write_bytes(VIDEO)
    ended = cell.call(
        "incident", "evidence", "add", number, cell.folder / "video.jpg", cell.mission, "--key", "duty", "--title",
        "EXERCISE: the crossing", "--basis", "EXERCISE: seen from the quay", "--filmer", "bystander", *more, "--json",
    )  # fmt: skip
    return index_of(ended)


# -- Telling it ------------------------------------------------------------------------------------------------------------


def test_an_incident_is_told_row_by_row_and_held_against_the_record(cell: Cell) -> None:
    number = opened(cell, "--to", "aster", "--to", "birch", "--notice", COLUMN, "--named", "birch=the cell")
    account = row(cell, "account", number, "--whose", "aster", *spoken(), "--channel", "statement", key="anna")
    claim = row(
        cell, "claim", number, "--account", account, "--words", "EXERCISE: they had our notice", "--quoted", "yes", *spoken(),
        "--modality", "asserts", "--acts", "notice-given: we [aster] -> they [birch]", key="anna",
    )  # fmt: skip
    ended = cell.call("incident", "compare", number, cell.mission, "--json", code=1)
    (held,) = json.loads(ended.stdout)["record"]
    assert (held["claim"], held["result"], held["entries"][0]) == (int(claim), "cannot tell", int(COLUMN))
    shown = cell.call("incident", "compare", number, cell.mission, code=1).stdout
    assert "CANNOT TELL" in shown
    assert "birch: not given" in shown
    dossier = json.loads(cell.call("incident", "dossier", number, cell.mission, "--json").stdout)
    assert [each["act"]["manner"] for each in dossier["accounts"]] == ["signed"]


def test_what_the_cell_enters_for_a_side_is_not_signed_by_it(cell: Cell) -> None:
    number = opened(cell)
    row(cell, "account", number, "--whose", "birch", *spoken(), "--channel", "call", "--manner", "voice")
    dossier = json.loads(cell.call("incident", "dossier", number, cell.mission, "--json").stdout)
    assert [each["act"]["manner"] for each in dossier["accounts"]] == ["voice"]
    page = cell.folder / "d.html"
    cell.call("incident", "dossier", number, cell.mission, "--html", page)
    assert "entered by cell, not signed by birch" in page.read_text(encoding="utf-8")


def test_every_problem_of_a_row_is_told_at_once_and_nothing_is_sealed(cell: Cell) -> None:
    number = opened(cell)
    before = cell.call("incident", "list", cell.mission, code=1).stdout
    ended = cell.call(
        "incident", "claim", number, cell.mission, "--key", "duty", "--account", number, "--modality", "surely", code=3
    )
    for column_ in ("words", "quoted", "speaker_kind", "modality"):
        assert f"claims, row 1, {column_}" in ended.stderr
    assert cell.call("incident", "list", cell.mission, code=1).stdout == before


def test_tables_are_entered_whole_or_not_at_all(cell: Cell) -> None:
    number = opened(cell)
    cell.call("incident", "template", cell.folder / "all.xlsx")
    cell.call("incident", "template", cell.folder / "all.xlsx", code=2)
    cell.call("incident", "template", cell.folder / "claims.csv")
    cell.call("incident", "template", cell.folder / "what.csv", code=2)
    good = cell.folder / "accounts.csv"
    good.write_text("id,speaker_kind,channel,speaker_office\na1,author,report,EXERCISE writer\n", encoding="utf-8")
    bad = cell.folder / "links.csv"
    bad.write_text("claim,link,other,reason\nc1,disputes,c2,EXERCISE\n", encoding="utf-8")
    told = cell.call("incident", "enter", number, good, bad, "--mission", cell.mission, "--key", "duty", code=3).stderr
    assert told.count("links") >= 2
    ended = cell.call("incident", "enter", number, good, "--mission", cell.mission, "--key", "duty")
    assert "a1" in ended.stdout


def test_a_closed_incident_takes_nothing_more_until_it_is_opened_again(cell: Cell) -> None:
    number = opened(cell)
    closing = ("incident", "state", number, cell.mission, "--key", "duty", "--reason", "EXERCISE: done")
    cell.call(*closing, "--state", "closed")
    ended = cell.call("incident", "source", number, cell.mission, "--key", "duty", "--kind", "article", code=4)
    assert "incident-closed" in ended.stderr
    cell.call(*closing, "--state", "under-inquiry", "--asked", "birch", "--due", "2026-03-12T12:00:00Z")
    row(cell, "source", number, "--kind", "article", "--outlet", "EXERCISE: Harbour Daily")


# -- Evidence --------------------------------------------------------------------------------------------------------------


def test_evidence_is_kept_as_it_came_and_every_copy_of_it_is_sealed(cell: Cell) -> None:
    number = opened(cell)
    at = evidence(cell, number, "--captured", "EXERCISE: this morning", "--from", "2026-03-10T10:00:00Z")
    digest = sha256(VIDEO).hexdigest()
    original = cell.mission.with_name(cell.mission.name + ".evidence") / "originals" / digest[:2] / digest[2:]
    assert original.read_bytes() == VIDEO
    cell.call("incident", "evidence", "verify", at, cell.mission, "--key", "duty")
    copy, sent = cell.folder / "work.jpg", cell.folder / "sent.jpg"
    cell.call(
        "incident", "evidence", "copy", at, copy, cell.mission, "--key", "duty", "--reason", "EXERCISE: to look at"
    )
    exported = (
        "incident",
        "evidence",
        "export",
        at,
        sent,
        cell.mission,
        "--key",
        "duty",
        "--to",
        "EXERCISE: the panel",
    )
    cell.call(*exported, "--reason", "EXERCISE: asked for")
    cell.call(*exported, "--reason", "EXERCISE: asked for", code=2)
    copy.write_bytes(b"changed")
    assert original.read_bytes() == VIDEO == sent.read_bytes()
    dossier = json.loads(cell.call("incident", "dossier", number, cell.mission, "--json").stdout)
    (shown,) = dossier["evidence"]
    assert (shown["act"]["digest"], shown["act"]["length"]) == (digest, len(VIDEO))
    assert [step["act"]["step"] for step in shown["custody"]] == ["verified", "copied", "exported"]
    assert shown["custody"][2]["stated"]["to"] == "EXERCISE: the panel"


def test_an_original_that_was_changed_does_not_fit_what_was_sealed(cell: Cell) -> None:
    at = evidence(cell, opened(cell))
    digest = sha256(VIDEO).hexdigest()
    original = cell.mission.with_name(cell.mission.name + ".evidence") / "originals" / digest[:2] / digest[2:]
    original.chmod(0o600)
    original.write_bytes(b"changed")
    cell.call("incident", "evidence", "verify", at, cell.mission, "--key", "duty", code=4)


def test_who_filmed_it_is_in_the_vault_alone_and_erased_the_log_still_verifies(cell: Cell) -> None:
    (cell.folder / "who.txt").write_text(WHO, encoding="utf-8")
    at = evidence(cell, opened(cell), "--identity", cell.folder / "who.txt")
    asked = (
        "incident",
        "evidence",
        "identity",
        at,
        cell.mission,
        "--key",
        "duty",
        "--reason",
        "EXERCISE: to protect him",
    )
    assert cell.call(*asked).stdout.endswith(f"{WHO}\n")
    assert WHO.encode() not in cell.mission.read_bytes()
    cell.call(
        "incident", "evidence", "forget", at, cell.mission, "--key", "duty", "--reason", "EXERCISE: he asks for it"
    )
    cell.call(*asked, code=2)
    for path in cell.mission.with_name(cell.mission.name + ".vault").rglob("*"):
        assert WHO.encode() not in (path.read_bytes() if path.is_file() else b"")
    cell.call("log", "fsck", cell.mission)
    assert "identity-erased" in cell.call("incident", "dossier", _incident(cell), cell.mission, "--json").stdout


def _incident(cell: Cell) -> str:
    return str(
        json.loads(cell.call("incident", "list", cell.mission, "--json", code=1).stdout)["incidents"][-1]["number"]
    )


def test_of_evidence_that_nobody_is_named_for_there_is_no_identity(cell: Cell) -> None:
    at = evidence(cell, opened(cell))
    asked = ("incident", "evidence", "identity", at, cell.mission, "--key", "duty", "--reason", "EXERCISE")
    assert "nobody's identity" in cell.call(*asked, code=2).stderr
    cell.call("incident", "evidence", "identity", COLUMN, cell.mission, "--key", "duty", "--reason", "EXERCISE", code=2)


def test_originals_that_no_entry_names_are_listed_and_stay(cell: Cell) -> None:
    number = opened(cell)
    evidence(cell, number)
    cell.call("incident", "evidence", "sweep", cell.mission)
    (cell.folder / "other.jpg").write_bytes(b"EXERCISE: other")
    closing = (
        "incident",
        "state",
        number,
        cell.mission,
        "--key",
        "duty",
        "--reason",
        "EXERCISE: done",
        "--state",
        "closed",
    )
    cell.call(*closing)
    cell.call(
        "incident", "evidence", "add", number, cell.folder / "other.jpg", cell.mission, "--key", "duty", "--title", "x",
        "--basis", "EXERCISE", code=4,
    )  # fmt: skip
    ended = cell.call("incident", "evidence", "sweep", cell.mission, code=1)
    assert ended.stdout.strip() == sha256(b"EXERCISE: other").hexdigest()


def test_a_derivative_is_kept_under_its_own_hash_and_sealed_with_what_made_it(cell: Cell) -> None:
    from io import BytesIO

    from PIL import Image

    picture = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "EXERCISE: who and where"
    Image.new("RGB", (64, 32), (200, 120, 40)).save(picture, "JPEG", exif=exif)
    number = opened(cell)
    (cell.folder / "photo.jpg").write_bytes(picture.getvalue())
    ended = cell.call(
        "incident", "evidence", "add", number, cell.folder / "photo.jpg", cell.mission, "--key", "duty", "--title",
        "EXERCISE: photo", "--basis", "EXERCISE", "--json",
    )  # fmt: skip
    target = cell.folder / "clean.jpg"
    cell.call(
        "incident", "evidence", "derive", index_of(ended), target, cell.mission, "--key", "duty", "--reason",
        "EXERCISE: to publish",
    )  # fmt: skip
    assert b"who and where" in picture.getvalue()
    assert b"who and where" not in target.read_bytes()
    with Image.open(target) as clean:
        assert not clean.getexif()
    (shown,) = json.loads(cell.call("incident", "dossier", number, cell.mission, "--json").stdout)["evidence"]
    (step,) = shown["custody"]
    assert (step["act"]["step"], step["act"]["digest"]) == ("derived", sha256(target.read_bytes()).hexdigest())
    assert step["stated"]["tool"].startswith("Pillow ")


# -- Findings, actors, alibis ----------------------------------------------------------------------------------------------


def test_a_finding_is_reviewed_by_another_person(cell: Cell) -> None:
    number = opened(cell)
    at = evidence(cell, number)
    found = index_of(
        cell.call(
            "incident", "assess", at, cell.mission, "--key", "duty", "--what", "geolocation", "--says", "EXERCISE: the quay",
            "--basis", "EXERCISE: its lamps", "--coordinates", "31.928S 24.915W", "--within-km", "0.2", "--json",
        )
    )  # fmt: skip
    reviewing = (
        "incident",
        "review",
        found,
        cell.mission,
        "--says",
        "EXERCISE: so do I",
        "--basis",
        "EXERCISE: the mast",
    )
    assert "own-finding" in cell.call(*reviewing, "--key", "duty", code=4).stdout
    cell.call(*reviewing, "--key", "deputy")
    cell.call("incident", "review", at, cell.mission, "--says", "x", "--basis", "x", "--key", "deputy", code=2)
    (shown,) = json.loads(cell.call("incident", "dossier", number, cell.mission, "--json").stdout)["evidence"]
    assert [each["act"]["step"] for each in shown["findings"][0]["reviews"]] == ["agreed"]


def test_a_new_actor_that_is_spelt_like_another_is_told_as_a_candidate(cell: Cell) -> None:
    adding = ("incident", "actor", cell.mission, "--key", "duty", "--kind", "unit")
    first = index_of(cell.call(*adding, "--name", "native:عين عيسى", "--name", "Ayn Issa guard", "--json"))
    ended = cell.call(*adding, "--name", "Ain Issa guard")
    assert f"(actor {first}," in ended.stderr
    cell.call(*adding, "--of", first, "--name", "alias:Guard of the spring")
    found = json.loads(cell.call("incident", "search", "spring", cell.mission, "--json", code=1).stdout)["found"]
    assert [each["kind"] for each in found] == ["actor"]


def test_where_a_movement_could_have_been_is_sealed_before_it_is_answered(cell: Cell) -> None:
    number = opened(cell)
    asking = (
        "incident",
        "alibi",
        number,
        cell.mission,
        "--key",
        "duty",
        "--notice",
        COLUMN,
        "--reason",
        "EXERCISE: disputed",
    )
    window = ("--from", "2026-03-10T00:00:00Z", "--until", "2026-03-12T00:00:00Z")
    ended = cell.call(*asking, *window, "--coordinates", "10.0000N 10.0000E")
    assert "could not have been there" in ended.stderr
    dossier = json.loads(cell.call("incident", "dossier", number, cell.mission, "--json").stdout)
    assert [(each["could"], each["stated"]["reason"]) for each in dossier["alibis"]] == [(False, "EXERCISE: disputed")]
    cell.call(
        "incident", "alibi", number, cell.mission, "--key", "anna", "--notice", COLUMN, "--reason", "EXERCISE: curious",
        *window, "--coordinates", "10.0000N 10.0000E", code=4,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--named", "aster"), "a party and who names it"),
        (("--from", "noon"), "--from"),
        (("--within-km", "3"), "of which place?"),
        (("--place", "x", "--within-km", "3"), "from where?"),
        (("--place", "x", "--coordinates", "nowhere"), "--coordinates"),
    ],
)
def test_what_cannot_be_meant_is_told_before_anything_is_signed(cell: Cell, given: tuple[str, ...], told: str) -> None:
    ended = cell.call("incident", "open", cell.mission, "--key", "duty", "--title", "EXERCISE", *given, code=2)
    assert told in ended.stderr


def test_an_incident_that_is_not_there_is_told(cell: Cell) -> None:
    for command in ("compare", "dossier"):
        assert "no incident was opened there" in cell.call("incident", command, COLUMN, cell.mission, code=2).stderr
    assert cell.call("incident", "list", cell.mission).stdout == "none\n"
    assert cell.call("incident", "search", "nothing", cell.mission).stdout == "none\n"
