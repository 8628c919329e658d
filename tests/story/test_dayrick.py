"""The day near Dayrick, as public accounts tell it: every sentence has its home, none is merged with another, nothing is made up.

The tables in `scenarios/dayrick` hold only what named sources say publicly, in our own words. No notice is in the record, for none
is public: so a warning that is claimed is *not in record*, which says nothing of warnings by other channels.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.commandline.test_mission import Cell, quick_passphrases

__all__ = ["quick_passphrases"]
SCENARIO = Path(__file__).parents[2] / "scenarios" / "dayrick"
TABLES = sorted(SCENARIO.glob("*.csv"))
STANDING = "the record holds what was filed with this mission; a warning by another channel would not be in it"
Dossier = Mapping[str, Any]


@pytest.fixture(scope="module")
def cell(tmp_path_factory: pytest.TempPathFactory) -> Cell:
    """A mission of the two parties; an officer of the cell opened an incident and entered the tables."""
    made = Cell(tmp_path_factory.mktemp("dayrick"))
    (made.folder / "agreement.toml").write_bytes((SCENARIO / "agreement.toml").read_bytes())
    made.begun()
    for label in ("duty", "deputy"):
        made.call("key", "new", label, "--party", "cell")
        made.file(f"{label}.join", "key", "introduce", label, "--mission", made.facts)
        made.call("mission", "join", made.folder / f"{label}.join", made.mission)
    when = (
        "--when",
        "Tuesday 25 August 2020",
        "--from",
        "2020-08-25T00:00:00+03:00",
        "--until",
        "2020-08-26T00:00:00+03:00",
    )
    named = ("--named", "russia=the report", "--named", "united-states=the report")
    opened = made.call(
        "incident", "open", made.mission, "--key", "duty", "--title", "Near Dayrick, 25 August 2020", *when, *named,
        "--place", "near Dayrick", "--json",
    )  # fmt: skip
    number = json.loads(opened.stdout)["outcomes"][0]["index"]
    made.call("incident", "enter", str(number), *TABLES, "--mission", made.mission, "--key", "duty")
    made.number = str(number)  # type: ignore[attr-defined]  # of this mission alone
    return made


@pytest.fixture(scope="module")
def dossier(cell: Cell) -> Dossier:
    shown = cell.call("incident", "dossier", cell.number, cell.mission, "--json")  # type: ignore[attr-defined]
    return dict(json.loads(shown.stdout))


def claims(of: Dossier, party: str | None = None, kind: str | None = None) -> list[Dossier]:
    """Which claims are there, in the accounts of this party, or of speakers of this kind?"""
    return [
        claim
        for account in of["accounts"]
        for claim in account["claims"]
        if (party is None or account["act"]["whose"] == party)
        and (kind is None or claim["stated"]["speaker"]["kind"] == kind)
    ]


def one(of: Dossier, code: str, party: str | None = None, kind: str | None = None) -> Dossier:
    """The claim that speaks of this act."""
    found = [each for each in claims(of, party, kind) if any(act["code"] == code for act in each["stated"]["acts"])]
    assert len(found) == 1, [each["stated"]["words"] for each in found]
    return found[0]


def record(of: Dossier) -> list[str]:
    return [each["result"] for each in of["record"]]


def states(of: Dossier) -> list[tuple[str, int | None, int | None]]:
    return [(each["state"], each["low"], each["high"]) for each in of["stated"]["amounts"]]


RU, US = "russia", "united-states"


def home_of_the_blame(of: Dossier) -> bool:
    claim = one(of, "box-in", kind="author")
    when = claim["stated"]["when"]
    return when["said"] == "Thursday" and when["from_us"] is not None and when["until_us"] > when["from_us"]


def home_of_the_ram(of: Dossier) -> bool:
    claim = one(of, "ram", US)
    (citation,) = [each for each in of["citations"] if each["drift"]]
    drifted = [(each["kind"], each["here"], each["there"]) for each in citation["drift"]]
    unnumbered = states(claim) == [("not-stated", None, None)]
    one_root = claim["roots"] == {"least": 1, "most": 1}  # the statement, however many print it
    return unnumbered and one_root and ("name", "U.S.", "Coalition") in drifted


def home_of_the_warning(of: Dossier) -> bool:
    claim = one(of, "notice-given", RU)
    (held,) = claim["record"]
    return held["result"] == "not in record" and STANDING in held["standing"] and claim["stated"]["when"] is None


def home_of_the_necessary_measures(of: Dossier) -> bool:
    claim = one(of, "block", RU)
    codes = {act["code"] for act in claim["stated"]["acts"]}
    unspecified = claim["stated"]["clause"]["agreement"] is None
    return (
        {"block", "unspecified", "breach-claimed"} <= codes
        and unspecified
        and "necessary measures" in claim["stated"]["words"]
    )


def home_of_the_telephone_call(of: Dossier) -> bool:
    claim = one(of, "call-held")
    return claim["call_not_given_by"] == [US] and record(claim) == ["not in record"]


def home_of_the_videos(of: Dossier) -> bool:
    claim = one(of, "force-out")
    (place,) = claim["stated"]["places"]
    return (claim["stated"]["modality"], place["said"], place["lat_e9"]) == ("appears", "near Dayrick", None)


def home_of_the_helicopter(of: Dossier) -> bool:
    bump, hover = one(of, "bump"), one(of, "low-hover")
    height = hover["stated"]["height"]
    unknown = (height["low_mm"], height["high_mm"], height["reference"]) == (None, None, "unknown")
    return unknown and (bump["stated"]["modality"], hover["stated"]["modality"]) == ("appears", "possibly")


def home_of_no_details(of: Dossier) -> bool:
    return any(states(each) == [("withheld", None, None)] for each in claims(of, kind="author"))


def home_of_the_patrol(of: Dossier) -> bool:
    return one(of, "patrolled", US)["stated"]["speaker"]["office"] == "spokesman"


def home_of_the_departure(of: Dossier) -> bool:
    return "motive" in one(of, "withdrew", US)["stated"]["reading"]


def home_of_the_protocols(of: Dossier) -> bool:
    (claim,) = [each for each in claims(of, US) if (each["stated"]["clause"] or {}).get("agreement")]
    return claim["stated"]["clause"]["clause"] is None and record(claim) == ["cannot tell"]


def home_of_the_policy(of: Dossier) -> bool:
    (claim,) = [each for each in claims(of, US) if each["stated"]["modality"] == "intent"]
    return record(claim) == ["cannot tell"]


def home_of_often_and_rarely(of: Dossier) -> bool:
    claim = one(of, "encountered", kind="author")
    return set(record(claim)) == {"cannot tell"} and claim["roots"] == {"least": 1, "most": 1}


HOMES: Mapping[str, Callable[[Dossier], bool]] = {
    "A1": home_of_the_blame,
    "A2": home_of_the_ram,
    "A3": home_of_the_warning,
    "A4": home_of_the_necessary_measures,
    "A5": home_of_the_telephone_call,
    "A6": home_of_the_videos,
    "A7": home_of_the_helicopter,
    "A8": home_of_no_details,
    "A9": home_of_the_patrol,
    "A10": home_of_the_departure,
    "A11": home_of_the_protocols,
    "A12": home_of_the_policy,
    "A13": home_of_often_and_rarely,
}
"""Every sentence of the founding report, and what must hold of the record that keeps it."""


@pytest.mark.parametrize("row", HOMES)
def test_every_sentence_of_the_report_has_its_home(dossier: Dossier, row: str) -> None:
    assert HOMES[row](dossier), row


def test_the_list_of_sentences_is_whole() -> None:
    assert list(HOMES) == [f"A{number}" for number in range(1, 14)]


def test_the_injured_go_from_not_stated_to_four_to_seven_each_by_its_source(dossier: Dossier) -> None:
    figures = [(each["stated"]["figures"][0], each["stated"]) for each in dossier["casualties"]]
    assert [(figure["state"], figure["low"], figure["high"]) for figure, _ in figures] == [
        ("not-stated", None, None),
        ("number", 4, 4),
        ("number", 7, 7),
    ]
    assert all(stated["sources"] and stated["as_of"]["from_us"] is not None for _, stated in figures)
    assert [stated["speaker"]["kind"] for _, stated in figures] == ["named", "unnamed", "document"]


def test_two_breach_claims_stay_unresolved_side_by_side(dossier: Dossier) -> None:
    sides = [
        (each["act"]["whose"], each["act"]["against"], each["settled"], each["steps"]) for each in dossier["breaches"]
    ]
    assert sides == [(RU, US, False, []), (US, RU, False, [])]


def test_that_one_side_disputes_the_other_is_a_link_and_changes_no_result(dossier: Dossier) -> None:
    warned, untold = one(dossier, "notice-given", RU), one(dossier, "passage-asked", US)
    (link,) = untold["links"]
    assert (link["link"], link["other"], link["turned"]) == ("disputes", warned["index"], False)
    assert record(untold) == record(warned) == ["not in record"]


def test_no_claim_is_without_its_speaker_and_no_sentence_is_a_quotation(dossier: Dossier) -> None:
    for account in dossier["accounts"]:
        assert account["stated"]["speaker"]["kind"]
        for claim in account["claims"]:
            assert claim["stated"]["speaker"]["kind"]
            assert claim["of"] == account["index"]
            assert not claim["stated"]["quoted"]  # told in our own words, and marked so


def test_nothing_is_watermarked_an_exercise_where_the_names_are_real(cell: Cell, dossier: Dossier) -> None:
    assert dossier["exercise"] is False
    page = cell.folder / "dossier.html"
    cell.call("incident", "dossier", cell.number, cell.mission, "--html", page)  # type: ignore[attr-defined]
    assert "EXERCISE" not in page.read_text(encoding="utf-8")


def test_a_party_is_told_nothing_of_it_until_two_persons_let_it_out(cell: Cell) -> None:
    number, mission = cell.number, cell.mission  # type: ignore[attr-defined]
    cell.call("incident", "dossier", number, mission, "--as", RU, code=2)
    assert cell.call("incident", "list", mission, "--as", RU).stdout == "none\n"
    let_out = ("incident", "release", number, number, mission, "--to", RU, "--reason", "for the joint review")
    cell.call(*let_out, "--key", "duty")
    cell.call("incident", "dossier", number, mission, "--as", RU, code=2)
    cell.call(*let_out, "--key", "deputy")
    shown = json.loads(cell.call("incident", "dossier", number, mission, "--as", RU, "--json").stdout)
    assert len(shown["accounts"]) == 6


def test_claims_are_found_by_names_in_another_script(cell: Cell) -> None:
    found = json.loads(cell.call("incident", "search", "Герасимов", cell.mission, "--json", code=1).stdout)["found"]
    assert [each["kind"] for each in found] == ["claim"]
