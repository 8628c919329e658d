from __future__ import annotations

import json
from typing import Any

import pytest

from tests.commandline.calls import herald, herald_process

ALEPPO = "36.2021, 37.1343"


def answered(*arguments: str) -> tuple[int, list[dict[str, Any]]]:
    ended = herald("coords", *arguments, "--json")
    return ended.exit_code, json.loads(ended.stdout)["coordinates"]


def test_a_position_is_echoed_in_every_form() -> None:
    ended = herald("coords", ALEPPO, "--datum", "WGS 84")
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == [
        "36.2021, 37.1343",
        "  decimal    36.2021\u00b0 N 037.1343\u00b0 E",
        "  DMS        36\u00b012\u203207.6\u2033 N 037\u00b008\u203203.5\u2033 E",
        "  DDM        36\u00b012.13\u2032 N 037\u00b008.06\u2032 E",
        "  MGRS       37S CA 3226 0797",
        "  UTM        UTM 37 north 332270 4007978",
        "  within     14.36 m: its digits 14.36 m",
        "  read as    decimal; latitude first, as nothing tells the order",
        "  datum      WGS 84 (EPSG:4326), as stated",
        "  nearest    2.4 km west (272\u00b0) of Aleppo (SY)",
    ]


def test_without_a_datum_wgs_84_is_assumed_and_said_and_the_place_widened() -> None:
    ended = herald("coords", ALEPPO)
    assert "WGS 84 (EPSG:4326), assumed: none was stated" in ended.stdout
    assert "another datum in use there" in ended.stdout
    (wide,), (narrow,) = answered(ALEPPO)[1], answered(ALEPPO, "--datum", "WGS84")[1]
    assert wide["uncertainty_m"] > narrow["uncertainty_m"] + 130
    assert wide["place"] == narrow["place"]


def test_an_old_datum_is_transformed_and_the_way_named_with_its_accuracy() -> None:
    _, (echoed,) = answered(ALEPPO, "--datum", "Deir ez Zor")
    assert echoed["datum"] == {"name": "Deir ez Zor", "epsg": 4227, "stated": True}
    assert (echoed["operation"], echoed["datum_m"]) == ("Deir ez Zor to WGS 84 (5)", 5.0)
    assert echoed["uncertainty_m"] == pytest.approx(5 + echoed["digits_m"], abs=0.002)


@pytest.mark.parametrize(
    ("text", "name", "away_km", "slip"),
    [
        ("36.6339 35.9306", "Idlib", 100, "longitude and latitude exchanged"),
        ("37.1612 36.2012", "Aleppo", 133, "longitude and latitude exchanged"),
        ("38.8600 36.3853", "Ayn Issa", 351, "longitude and latitude exchanged"),
        ("34.4667 31.5000", "Gaza", 426, "longitude and latitude exchanged"),
        ("37.8029 48.0159", "Donetsk", 1340, "longitude and latitude exchanged"),
        ("36.430491 68.514396", "Kunduz", 45, "degrees, minutes and seconds typed as decimal degrees"),
    ],
)
def test_a_slip_is_told_by_the_name_of_the_place(text: str, name: str, away_km: int, slip: str) -> None:
    """Idlib's lands in the next country, inside any box."""
    code, (echoed,) = answered(text, "--datum", "WGS 84", "--near", name)
    assert code == 1
    far, *slips = echoed["doubts"]
    assert far["code"] == "far-from-name"
    assert far["away_m"] == pytest.approx(away_km * 1000, rel=0.03)
    assert slip in [each["slip"] for each in slips]


def test_a_position_at_its_name_ends_with_0() -> None:
    assert answered("35.9306 36.6339", "--near", "\u0625\u062f\u0644\u0628")[0] == 0


def test_a_swap_is_told_by_the_route() -> None:
    code, (echoed,) = answered("36.6339 35.9306", "--after", "35.95 36.70", "--after", "35.94 36.68")
    assert code == 1
    assert [each["slip"] for each in echoed["doubts"]] == ["longitude and latitude exchanged"]
    ended = herald("coords", "36.6339 35.9306", "--after", "35.95 36.70")
    assert "the farthest of the places before" in ended.stdout


def test_seconds_that_could_be_decimals_are_told() -> None:
    ended = herald("coords", "36 43.0491 68 51.4396")
    assert ended.exit_code == 1
    assert "if the decimals of its minutes are seconds, it lies 441 m from here" in " ".join(ended.stdout.split())


def test_a_name_that_nobody_bears_is_said_and_is_no_doubt() -> None:
    ended = herald("coords", ALEPPO, "--near", "Xyzzyqq")
    assert ended.exit_code == 0
    assert "no place of that name is known" in ended.stdout


def test_every_text_that_cannot_be_read_is_told_at_once_and_nothing_is_answered() -> None:
    ended = herald("coords", ALEPPO, "38SKG", "91.00 0.00", "--after", "nowhere")
    assert (ended.exit_code, ended.stdout) == (3, "")
    assert [line.partition("; expected ")[0] for line in ended.stderr.splitlines()] == [
        "herald: command line: TEXT[1]: saw 38SKG",
        "herald: command line: TEXT[2]: saw 91.00 0.00",
        "herald: command line: --after[0]: saw nowhere",
    ]


def test_the_same_problems_as_json() -> None:
    ended = herald("coords", "", "38SKG", "--json")
    assert ended.exit_code == 3
    problems = json.loads(ended.stdout)["problems"]
    assert [(each["field"], each["seen"]) for each in problems] == [("TEXT[0]", "nothing"), ("TEXT[1]", "38SKG")]


def test_a_datum_that_is_not_in_use_there_is_a_problem_of_the_text() -> None:
    ended = herald("coords", "36.7180 68.8622", "--datum", "Palestine 1923")
    assert ended.exit_code == 3
    assert "is used from 29.18 N to 33.38 N" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "TEXT"),
        ([ALEPPO, "--datum", "Mars"], "--datum"),
        ([ALEPPO, "--datum", "EPSG:32637"], "a Projected CRS"),
        ([ALEPPO, "--dautm"], "no such option"),
    ],
)
def test_a_call_that_is_wrong_ends_with_2(arguments: list[str], says: str) -> None:
    ended = herald("coords", *arguments)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert says in ended.stderr


def test_a_text_may_begin_with_a_minus() -> None:
    _, (echoed,) = answered("-36.2021 -37.1343", "--datum", "WGS84")
    assert echoed["place"] == [-37.1343, -36.2021]


def test_what_was_typed_cannot_move_the_reader_s_cursor() -> None:
    ended = herald("coords", "\u202e36.2021 37.1343")
    assert ended.exit_code == 0
    assert "\u202e" not in ended.stdout
    assert answered("\u202e36.2021 37.1343")[1][0]["text"] == "\u202e36.2021 37.1343"


def test_a_process_of_its_own_gives_the_same_bytes() -> None:
    ended = herald_process("coords", ALEPPO, "38SKG4904", "--near", "Aleppo", "--json", env={"PYTHONHASHSEED": "7"})
    assert ended.stdout.decode() == herald("coords", ALEPPO, "38SKG4904", "--near", "Aleppo", "--json").stdout
    assert ended.returncode == 1
