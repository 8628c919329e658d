"""What becomes of notices with a slip? Those that can be read are checked and the slip is named; the others are not."""

from __future__ import annotations

import pytest

from herald.api import Malformed, read_notices
from tests.story.lapwing import DAY, answered, findings

MALFORMED = DAY / "malformed.geojson"


def test_twenty_one_kilometres_in_seven_minutes_are_too_fast_for_a_column() -> None:
    # 20.1 km as the crow flies between 13:00 and 13:07 at the widest: 172 km/h at the least.
    assert ("aster-hurried", None) in findings(answered(DAY, "mistakes.geojson"), "speed-implausible")


def test_one_place_and_a_whole_route_with_longitude_and_latitude_exchanged_are_both_noticed() -> None:
    found = {notice for notice, _ in findings(answered(DAY, "mistakes.geojson"), "swap-suspected")}
    assert found == {"birch-swapped-once", "relief-swapped-throughout"}


def test_a_replacement_of_something_that_is_not_there_is_noticed_and_still_checked() -> None:
    answer = answered(DAY, "mistakes.geojson")
    assert {notice for notice, _ in findings(answer, "replaces-not-found")} == {"relief-convoy-3"}
    assert (answer.checked.notices, answer.checked.skipped) == (4, 0)


def test_the_day_itself_has_none_of_these_slips() -> None:
    codes = {each.code for each in answered(DAY).findings}
    assert not codes & {"speed-implausible", "swap-suspected", "replaces-not-found"}


FAULTS = [
    (0, "party"),
    (1, "kind"),
    (2, "windows"),
    (3, "windows"),
    (4, "windows"),
    (5, "coordinates"),
    (6, "coordinates"),
    (7, "altitude_ref"),
    (8, "bufer_m"),
    # Two ways to say when, and neither can be told to be the one that was meant: both members of the second are named.
    (9, "depart"),
    (9, "speed_kmh"),
]


def test_ten_faults_are_all_told_at_once_each_where_it_is() -> None:
    with pytest.raises(Malformed) as caught:
        read_notices(MALFORMED)
    problems = caught.value.problems
    assert [problem.feature for problem in problems] == [feature for feature, _ in FAULTS]
    assert all(part in problem.field for problem, (_, part) in zip(problems, FAULTS, strict=True))


def test_the_ten_faults_are_told_in_words_that_say_what_was_expected() -> None:
    with pytest.raises(Malformed) as caught:
        read_notices(MALFORMED)
    for problem in caught.value.problems:
        assert problem.seen
        assert problem.expected
