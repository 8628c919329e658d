"""Who could meet on the exercise day at Lapwing Cross? What is expected follows from the story, worked out by hand.

Lengths along the roads, from the map: Siskin to Lapwing Cross 14.5 km, on to Wheatear 6.8 km, on to Redpoll 11.4 km;
Wheatear to Dunnock 11.0 km, on to Pipit 11.2 km, on to Sanderling 16.1 km; Wheatear to Whimbrel 9.2 km;
Lapwing Cross to Bittern Ford 11.3 km. Times are UTC on 10 March 2026.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from herald.api import Encounter, Verdict
from herald.units import SECOND, Instant, format_instant, parse_instant
from tests.story.lapwing import agreed_otherwise, as_filed, features, findings, listed_with, met, otherwise, pair

MINUTE = 60
HOUR = 3600


def at(clock: str) -> Instant:
    return parse_instant(f"2026-03-10T{clock}:00Z")


def minutes(low: float, high: float, seconds: int | None) -> bool:
    """Are these seconds between so many minutes and so many?"""
    return seconds is not None and low * MINUTE <= seconds <= high * MINUTE


def clears(encounter: Encounter, notice: str) -> tuple[int | None, int | None]:
    assert encounter.clears is not None
    mine = encounter.clears[0 if encounter.a == notice else 1]
    return mine.later_s, mine.earlier_s


def shifted(seconds: int) -> Any:
    """Move a notice that states windows as a whole."""

    def shift(feature: Any) -> None:
        properties = feature["properties"]
        properties["windows"] = [
            [format_instant(Instant(parse_instant(end) + seconds * SECOND)) for end in window]
            for window in properties["windows"]
        ]

    return shift


def stating(**members: Any) -> Any:
    """Let a notice state these members."""
    return lambda feature: feature["properties"].update(members)


# Who is listed


def test_six_pairs_could_meet_and_of_two_it_cannot_be_told() -> None:
    listed = {(each.a, each.b): each.verdict for each in as_filed().encounters}
    assert (
        listed
        == {
            ("aster-column", "birch-patrol"): Verdict.COULD_MEET,
            ("aster-helicopter-high", "relief-survey"): Verdict.CANNOT_TELL,
            ("aster-helicopter-low", "birch-patrol"): Verdict.COULD_MEET,
            ("aster-helicopter-low", "relief-hospital"): Verdict.COULD_MEET,
            ("aster-range", "birch-patrol-north"): Verdict.COULD_MEET,
            ("birch-patrol-evening", "relief-repair"): Verdict.CANNOT_TELL,
            ("birch-post", "relief-convoy-2"): Verdict.COULD_MEET,
            ("birch-supply", "relief-evacuation"): Verdict.COULD_MEET,
        }
        | {}
    )


def test_what_was_replaced_or_called_off_is_counted_and_not_checked() -> None:
    # Aster filed 4 notices, Birch 5, Cedar Relief 10: the first convoy, the visit and its cancel drop out.
    checked = as_filed().checked
    assert (checked.notices, checked.parties, checked.skipped) == (4 + 5 + 7, 3, 3)
    assert checked.pairs_asked == 4 * 5 + 4 * 7 + 5 * 7


def test_the_answer_says_what_it_covers() -> None:
    assert as_filed().scope == (
        "Checked against 16 notices of 3 parties, as in the files given. Movements nobody filed are not covered."
    )


# The column and the patrol


def test_the_column_could_meet_the_patrol_head_on_between_wheatear_and_lapwing_cross() -> None:
    encounter = met(as_filed(), "aster-column", "birch-patrol")
    # Both are drawn through the same two crossroads, so their lines touch; clause 3 asks for 1,500 m between columns
    # and anyone, and the column is 100 m of buffer and 20 m of uncertainty wide.
    assert (encounter.closest_m, encounter.clause, encounter.separation_m) == (pytest.approx(0, abs=0.01), "3", 1500)
    assert encounter.reach_m == pytest.approx(120)


def test_the_column_and_the_patrol_could_meet_for_a_quarter_of_an_hour_about_ten() -> None:
    # Both as early as they may be, the column is at Wheatear at 09:52 and the patrol then 1.6 km short of it, as near as
    # the limit of 1,620 m. Both as late as they may be, they pass each other at 10:06, and at a closing speed of 65 km/h
    # are 1,620 m apart a minute and a half later.
    ((first, last),) = met(as_filed(), "aster-column", "birch-patrol").windows
    assert at("09:50") < first < at("09:53")
    assert at("10:06") < last < at("10:09")


def test_the_patrol_is_drawn_so_coarsely_that_the_answer_says_so() -> None:
    assert met(as_filed(), "aster-column", "birch-patrol").reason == "as drawn; the road may differ"
    assert ("birch-patrol", None) in findings(as_filed(), "route-coarse")
    assert "aster-column" not in {notice for notice, _ in findings(as_filed(), "route-coarse")}


def test_the_patrol_meets_no_one_if_it_leaves_some_twenty_minutes_later() -> None:
    # The column is past Wheatear by 10:10 and 1,620 m beyond by 10:13; the patrol, 1,620 m before Wheatear from 09:52,
    # must not be there sooner: a little over 20 minutes.
    later, _ = clears(met(as_filed(), "aster-column", "birch-patrol"), "birch-patrol")
    assert minutes(20, 25, later)


def test_the_patrol_meets_no_one_if_it_leaves_some_forty_minutes_earlier() -> None:
    # It must be 1,620 m west of Lapwing Cross (10:17 as filed) before the column is 1,620 m short of it (09:39).
    _, earlier = clears(met(as_filed(), "aster-column", "birch-patrol"), "birch-patrol")
    assert minutes(36, 42, earlier)


@pytest.mark.parametrize("way", ["later", "earlier"])
def test_what_would_clear_the_patrol_does_and_a_second_less_does_not(tmp_path: Path, way: str) -> None:
    later, earlier = clears(met(as_filed(), "aster-column", "birch-patrol"), "birch-patrol")
    assert later is not None
    assert earlier is not None
    shift, nearly = (later, later - 1) if way == "later" else (-earlier, 1 - earlier)
    assert listed_with(otherwise(tmp_path / "enough", "birch-patrol", shifted(shift)), "birch-patrol") == set()
    assert listed_with(otherwise(tmp_path / "nearly", "birch-patrol", shifted(nearly)), "birch-patrol") != set()


def test_both_pairs_of_the_patrol_give_it_the_same_way_out() -> None:
    # What clears a notice clears it of everyone, so it cannot depend on which pair is read.
    answer = as_filed()
    ways = {clears(met(answer, other, "birch-patrol"), "birch-patrol") for other in listed_with(answer, "birch-patrol")}
    assert len(ways) == 1


# The helicopters


def test_the_patrol_could_be_under_the_low_helicopter() -> None:
    encounter = met(as_filed(), "aster-helicopter-low", "birch-patrol")
    # Clause 4 speaks of a distance from aircraft and does not give it, so the flag's 1,000 m is used.
    assert (encounter.clause, encounter.separation_m) == ("4", 1000)
    concerned = findings(as_filed(), "separation-not-specified")
    assert {("aster-helicopter-low", "4"), ("aster-helicopter-high", "4"), ("relief-survey", "4")} <= concerned


def test_the_high_helicopter_cannot_meet_the_patrol_because_of_its_height(tmp_path: Path) -> None:
    # 1,840 m over the sea at least, over ground of at most 640 m: 1,200 m over the patrol, and 300 m is the limit.
    assert pair(as_filed(), "aster-helicopter-high", "birch-patrol") is None

    def come_down(feature: Any) -> None:
        for place in feature["geometry"]["coordinates"]:
            place[2] = 450

    low = otherwise(tmp_path, "aster-helicopter-high", come_down)
    assert met(low, "aster-helicopter-high", "birch-patrol").verdict is Verdict.COULD_MEET


def test_without_the_height_of_the_ground_nobody_can_tell_how_high_the_helicopter_is_over_it(tmp_path: Path) -> None:
    answer = agreed_otherwise(tmp_path, "terrain_m = [0, 640]", "")
    assert met(answer, "aster-helicopter-high", "birch-patrol").verdict is Verdict.CANNOT_TELL


def test_no_hour_clears_the_low_helicopter_of_the_hospital() -> None:
    encounter = met(as_filed(), "aster-helicopter-low", "relief-hospital")
    assert clears(encounter, "aster-helicopter-low") == (None, None)
    assert clears(encounter, "relief-hospital") == (None, None)
    assert findings(as_filed(), "prohibited") == {("aster-helicopter-low", "6")}


# What cannot be told


def test_a_flight_level_and_a_height_over_the_sea_cannot_be_compared_without_the_pressure(tmp_path: Path) -> None:
    encounter = met(as_filed(), "aster-helicopter-high", "relief-survey")
    assert encounter.verdict is Verdict.CANNOT_TELL
    assert (encounter.closest_m, encounter.at, encounter.windows, encounter.clears) == (None, None, (), None)
    assert "qnh_m" in (encounter.reason or "")
    # With pressure levels within 150 m of the sea's they are at least 1,840 - 900 - 150 = 790 m apart: proved.
    told = agreed_otherwise(tmp_path, "terrain_m = [0, 640]", "terrain_m = [0, 640]\nqnh_m = [-150, 150]")
    assert pair(told, "aster-helicopter-high", "relief-survey") is None


def test_the_evening_patrol_may_pass_the_repair_or_not_as_long_as_its_end_is_not_stated(tmp_path: Path) -> None:
    reason = met(as_filed(), "birch-patrol-evening", "relief-repair").reason or ""
    assert "relief-repair" in reason
    assert "latest" in reason
    ends = {"17:00": None, "18:30": Verdict.COULD_MEET}
    for clock, verdict in ends.items():
        windows = [["2026-03-10T13:00:00Z", f"2026-03-10T{clock}:00Z"]]
        answer = otherwise(tmp_path / clock, "relief-repair", stating(windows=windows))
        encounter = pair(answer, "birch-patrol-evening", "relief-repair")
        assert (encounter and encounter.verdict) == verdict


# The convoy, the ambulances, the two weeks


def test_the_convoy_could_meet_the_post_until_the_post_is_gone() -> None:
    # It is 1,550 m short of the post at 12:57 at the earliest, and the post stands until 16:00.
    later, _ = clears(met(as_filed(), "birch-post", "relief-convoy-2"), "relief-convoy-2")
    assert minutes(180, 190, later)


def test_the_ambulances_could_meet_the_trucks_between_dunnock_and_wheatear() -> None:
    encounter = met(as_filed(), "birch-supply", "relief-evacuation")
    ((first, last),) = encounter.windows
    # The trucks are on that road from 11:43 to 12:21, the ambulances from 11:43 to 12:11.
    assert at("11:35") < first < at("11:50")
    assert at("12:05") < last < at("12:20")
    assert encounter.clause == "3"


def test_the_column_and_the_ambulances_use_the_same_crossing_and_cannot_meet() -> None:
    assert pair(as_filed(), "aster-column", "relief-evacuation") is None


def test_two_weeks_of_firing_practice_leave_the_foot_patrol_no_hour() -> None:
    encounter = met(as_filed(), "aster-range", "birch-patrol-north")
    assert clears(encounter, "birch-patrol-north") == (None, None)
    assert clears(encounter, "aster-range") == (None, None)
    assert {notice for notice, _ in findings(as_filed(), "blanket-notice")} == {"aster-range"}


def test_the_evening_is_held_against_no_clause_because_the_agreement_is_suspended() -> None:
    encounter = met(as_filed(), "birch-patrol-evening", "relief-repair")
    assert (encounter.clause, encounter.separation_m) == (None, 1000)


# Findings


def test_the_column_was_told_of_too_late_and_the_ambulances_were_not() -> None:
    # Three and a half hours where clause 3 asks for 24; seven hours and a quarter where clause 7 asks for 6.
    assert findings(as_filed(), "late-notice") == {("aster-column", "3")}


def test_nobody_can_hold_a_lead_time_against_a_notice_that_does_not_say_when_it_was_filed() -> None:
    assert findings(as_filed(), "filing-time-not-stated") == {("aster-helicopter-low", "4")}


def test_the_column_and_the_trucks_need_consent_at_redpoll_and_each_side_is_told_alike() -> None:
    assert findings(as_filed(), "consent-clause") == {("aster-column", "5"), ("birch-supply", "5")}


def test_the_evening_patrol_falls_into_the_suspension_and_the_morning_does_not() -> None:
    suspended = {notice for notice, _ in findings(as_filed(), "suspended")}
    assert "birch-patrol-evening" in suspended
    assert not suspended & {"aster-column", "birch-patrol", "aster-helicopter-low", "relief-evacuation"}


def test_the_store_that_two_offices_told_of_is_noticed() -> None:
    assert {notice for notice, _ in findings(as_filed(), "duplicate-site")} <= {"relief-store", "relief-store-again"}
    assert findings(as_filed(), "duplicate-site")


def test_the_one_whom_a_precedence_favours_has_declared_it_itself() -> None:
    assert findings(as_filed(), "precedence-self-declared") == {("relief-evacuation", "7")}


def test_every_notice_every_clause_and_every_map_feature_says_that_it_is_an_exercise() -> None:
    for name in ("aster.geojson", "birch.geojson", "relief.geojson", "mistakes.geojson", "malformed.geojson"):
        for feature in features(name):
            assert feature["properties"]["exercise"] is True
            assert feature["properties"]["title"].startswith("EXERCISE: ")
    assert all(feature["properties"]["exercise"] is True for feature in features("base-layer.geojson"))
