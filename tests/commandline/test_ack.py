"""What addressees say to a notice, from the command line: sealed at once, or signed on their own machine; and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from herald.desk import ticking
from herald.ports import Record
from herald.record.telling import Lapse
from herald.units import ClauseId, Instant, PartyId
from tests.commandline.calls import column
from tests.commandline.test_mission import Cell, quick_passphrases

__all__ = ["quick_passphrases"]
AGREEMENT = """
id = "exercise-2026"
status = "held"
[[party]]
id = "aster"
[[party]]
id = "birch"
[[party]]
id = "cedar-relief"
[[clause]]
id = "1"
text = "EXERCISE: keep apart"
regime = "notify"
separation_m = 1000
[[clause]]
id = "3.1"
text = "EXERCISE: a column may be objected to"
kind = "ground-movement"
regime = "notify-object"
reply_h = 6
"""


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Cell:
    """A mission in which Aster's column stands at index 8, and a cell's officer is on duty."""
    folder = tmp_path_factory.mktemp("sealed")
    cell = Cell(folder)
    (folder / "agreement.toml").write_text(AGREEMENT)
    cell.begun("--exercise")
    cell.joined("anna", "aster")
    cell.joined("omar", "birch")
    cell.call("key", "new", "duty", "--party", "cell")
    cell.file("duty.join", "key", "introduce", "duty", "--mission", cell.facts)
    cell.call("mission", "join", folder / "duty.join", cell.mission)
    cell.call("notice", "submit", cell.signed("anna", column()), cell.mission)
    return cell


@pytest.fixture
def cell(sealed: Cell, tmp_path: Path) -> Cell:
    copied = sealed.copied(tmp_path)
    (tmp_path / "agreement.toml").write_text(AGREEMENT)
    return copied


COLUMN = "8"


def ladder(cell: Cell, party: str = "birch") -> dict[str, Any]:
    shown = json.loads(cell.call("ack", "show", COLUMN, cell.mission, "--json").stdout)
    (found,) = (each for each in shown["ladders"] if each["to"] == party)
    return dict(found)


def verdicts(cell: Cell, party: str = "birch") -> dict[str, str]:
    return {each["claim"]: each["verdict"] for each in ladder(cell, party)["claims"]}


def test_a_receipt_an_answer_a_unit_and_an_outcome_are_sealed_where_the_mission_is(cell: Cell) -> None:
    cell.call("mission", "tick", cell.mission)
    before = verdicts(cell)
    assert (before["never-seen"], before["we-answered"], before["unit-not-told"]) == ("not provable",) * 3
    cell.call("ack", "receipt", COLUMN, cell.mission, "--key", "omar", "--language", "ar")
    cell.call(
        "ack",
        "respond",
        COLUMN,
        cell.mission,
        "--key",
        "omar",
        "--objection",
        "the bridge is closed",
        "--clause",
        "3.1",
    )
    cell.call("ack", "spread", COLUMN, cell.mission, "--key", "omar", "--unit", "2nd Plt")
    assert verdicts(cell)["unit-not-told"] == "not provable"
    cell.call("ack", "spread", COLUMN, cell.mission, "--key", "omar", "--unit", "2nd Plt", "--confirmed")
    cell.call(
        "ack", "outcome", COLUMN, "impeded", cell.mission, "--key", "anna", "--minutes", "95", "--place", "the ford"
    )
    after = verdicts(cell)
    assert (after["never-seen"], after["we-answered"]) == ("refuted", "proved")
    assert cell.call("log", "fsck", "--full", cell.mission).exit_code == 0


def test_on_its_own_machine_an_officer_signs_by_the_bundle_that_came(cell: Cell) -> None:
    bundle = cell.folder / "8.herald"
    cell.call("log", "prove", COLUMN, cell.mission, "--out", bundle)
    away = {**cell.env, "HERALD_MISSION": str(cell.facts)}
    cell.env = away
    cell.call("ack", "receipt", COLUMN, cell.facts, "--key", "omar", code=2)  # nothing of it is at hand
    entry = cell.file("receipt.entry", "ack", "receipt", COLUMN, cell.facts, "--key", "omar", "--held", bundle)
    other = cell.call("ack", "receipt", "9", cell.facts, "--key", "omar", "--held", bundle, code=2)
    assert "not the bundle of entry 9" in other.stderr
    told = cell.call("notice", "submit", entry, cell.mission)
    assert "SEALED: receipt entry of birch" in told.stdout
    assert verdicts(cell)["never-seen"] == "refuted"


def test_what_was_only_said_is_weaker(cell: Cell) -> None:
    said = ("--voice", "--for", "cedar-relief", "--account", "EXERCISE: the duty officer, read back in full")
    cell.call("ack", "receipt", COLUMN, cell.mission, "--key", "duty", *said)
    assert verdicts(cell, "cedar-relief")["never-seen"] == "not provable"
    cell.call("ack", "receipt", COLUMN, cell.mission, "--key", "duty", "--voice", code=2)
    cell.call("ack", "receipt", COLUMN, cell.mission, "--key", "omar", "--for", "cedar-relief", code=2)
    refused = cell.call("ack", "receipt", COLUMN, cell.mission, "--key", "omar", *said, code=4)
    assert "REFUSED (wrong-role)" in refused.stdout


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        (("--granted", "--clause", "3.1"), 4, "REFUSED (no-such-answer)"),
        (("--no-objection", "--clause", "9"), 4, "REFUSED (clause-unknown)"),
        (("--noted",), 2, "It can be: 1, 3.1"),
        (("--noted", "--no-objection"), 2, "just one of"),
        ((), 2, "none: just one of"),
        (("--objection", "  "), 2, "it needs a reason"),
        (("--objection", "the bridge is closed"), 0, "SEALED: response entry"),
    ],
)
def test_only_answers_that_exist_are_sealed(cell: Cell, given: tuple[str, ...], code: int, told: str) -> None:
    ended = cell.call("ack", "respond", COLUMN, cell.mission, "--key", "omar", *given, code=code)
    assert told in f"{ended.stdout}{ended.stderr}"


def test_a_party_without_a_key_is_filed_for_and_stands_by_it_or_not(cell: Cell) -> None:
    mail, form = cell.folder / "mail.eml", cell.folder / "relief.geojson"
    mail.write_bytes(b"EXERCISE: two trucks, tomorrow at ten\r\n")
    convoy = column(id="convoy", party="cedar-relief")
    convoy["geometry"]["coordinates"] = [[lon + 0.5, lat] for lon, lat in convoy["geometry"]["coordinates"]]
    form.write_text(json.dumps({"type": "FeatureCollection", "features": [convoy]}))
    asked = ("notice", "submit", form, cell.mission, "--on-behalf-of", "cedar-relief")
    cell.call(*asked, code=2)
    cell.call(*asked, "--original", mail, "--key", "duty")
    shown = json.loads(cell.call("notice", "show", "convoy", cell.mission, "--json").stdout)
    index = str(shown["index"])

    def not_ours() -> str:
        found = json.loads(cell.call("ack", "show", index, cell.mission, "--json", "--to", "birch").stdout)
        return str(next(each["verdict"] for each in found["ladders"][0]["claims"] if each["claim"] == "not-ours"))

    assert not_ours() == "not provable"
    refused = cell.call(
        "notice",
        "submit",
        form,
        cell.mission,
        "--on-behalf-of",
        "cedar-relief",
        "--original",
        mail,
        "--key",
        "omar",
        code=4,
    )
    assert "REFUSED (wrong-role)" in refused.stdout
    cell.joined("rosa", "cedar-relief")
    cell.call("ack", "confirm", index, cell.mission, "--key", "rosa")
    assert not_ours() == "refuted"
    convoy["properties"]["id"] = "convoy-2"
    form.write_text(json.dumps({"type": "FeatureCollection", "features": [convoy]}))
    refused = cell.call(*asked, "--original", mail, "--key", "duty", code=4)
    assert "REFUSED (party-has-keys)" in refused.stdout


def test_where_another_process_of_the_cell_was_first_nobody_is_kept_from_sealing(
    cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell.call("mission", "tick", cell.mission)
    asked: list[Instant] = []

    def late(record: Record, now: Instant) -> tuple[Lapse, ...]:
        asked.append(now)
        return (Lapse(ClauseId("3.1"), Instant(now - 1), int(COLUMN), (PartyId("birch"),)),)

    monkeypatch.setattr(ticking, "silences", late)
    cell.call("ack", "receipt", COLUMN, cell.mission, "--key", "omar")
    assert len(asked) == 1
    assert verdicts(cell)["never-seen"] == "refuted"


def test_a_party_names_its_channels_and_is_brought_what_is_addressed_to_it(cell: Cell) -> None:
    cell.call("ack", "channels", cell.mission, "--key", "omar", code=2)
    cell.call("ack", "channels", cell.mission, "--key", "omar", "--drop", "--mirror", "http://127.0.0.1:9")
    first = json.loads(cell.call("mission", "tick", cell.mission, "--json").stdout)
    assert first["sealed"]["attempt"] >= 1
    assert list((cell.mission.with_suffix(".drop") / "birch").glob("*.parcel")) != []
    again = json.loads(cell.call("mission", "tick", cell.mission, "--json").stdout)
    assert again["sealed"] == {}
