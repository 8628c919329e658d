from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from herald.check.answer import (
    Answer,
    Approach,
    Checked,
    Clears,
    Cuts,
    Encounter,
    Finding,
    Hold,
    Limits,
    Proposals,
    Steps,
    Verdict,
)
from herald.check.explain import Certificate, Proof, RuleLimits
from herald.formats import answer as machine
from herald.malformed import Problem
from herald.units import ClauseId, Instant, NoticeId, parse_instant

TEN = parse_instant("2026-03-10T10:00:00Z")
MEETING = Encounter(
    a=NoticeId("column"),
    b=NoticeId("patrol"),
    verdict=Verdict.COULD_MEET,
    closest_m=552.87137910797,
    reach_m=60.0,
    error_m=0.0141,
    separation_m=1000.0,
    at=Approach((-19.9, -0.0), (-19.9, 0.005), TEN, Instant(TEN + 1)),
    windows=((TEN, Instant(TEN + 2)), (Instant(TEN + 9), Instant(TEN + 9))),
    clause=ClauseId("3"),
    reason=None,
    clears=(Clears(1390, 2460), Clears(None, 7)),
)
UNTOLD = Encounter(
    a=NoticeId("patrol"),
    b=NoticeId("repair"),
    verdict=Verdict.CANNOT_TELL,
    closest_m=None,
    reach_m=0.0,
    error_m=0.0,
    separation_m=1000.0,
    at=None,
    windows=(),
    clause=None,
    reason="feature 3, vertex 0: the latest end is not stated",
    clears=None,
)
ANSWER = Answer(
    scope="Checked against 3 notices of 2 parties, as in the files given. Movements nobody filed are not covered.",
    checked=Checked(notices=3, parties=2, legs=5, pairs_asked=2, skipped=1),
    encounters=(MEETING, UNTOLD),
    findings=(Finding(NoticeId("column"), "late-notice", "told 3 h before; the clause says 24 h", ClauseId("3")),),
    limits=Limits(250.0, 30.0, 1.5),
)


def written(answer: Answer = ANSWER) -> Any:
    return json.loads(machine.render(answer))


def test_the_members_stand_in_the_order_of_the_contract() -> None:
    document = written()
    assert list(document) == ["scope", "checked", "encounters", "findings", "limits"]
    assert list(document["checked"]) == ["notices", "parties", "legs", "pairs_asked", "skipped"]
    assert list(document["encounters"][0]) == [
        *("a", "b", "verdict", "closest_m", "reach_m", "error_m", "separation_m"),
        *("at", "windows", "clause", "reason", "clears"),
    ]
    assert list(document["encounters"][0]["at"]) == ["a", "b", "instants"]
    assert list(document["findings"][0]) == ["notice", "code", "message", "clause"]


def test_a_meeting_is_written_with_its_places_and_windows() -> None:
    meeting = written()["encounters"][0]
    assert meeting["verdict"] == "could-meet"
    assert meeting["at"] == {
        "a": [-19.9, 0.0],
        "b": [-19.9, 0.005],
        "instants": ["2026-03-10T10:00:00.000000Z", "2026-03-10T10:00:00.000001Z"],
    }
    assert meeting["windows"] == [
        ["2026-03-10T10:00:00.000000Z", "2026-03-10T10:00:00.000002Z"],
        ["2026-03-10T10:00:00.000009Z", "2026-03-10T10:00:00.000009Z"],
    ]
    assert meeting["clears"] == {"a": {"later_s": 1390, "earlier_s": 2460}, "b": {"later_s": None, "earlier_s": 7}}
    assert (meeting["clause"], meeting["reason"]) == ("3", None)


def test_what_cannot_be_told_is_null_and_names_what_is_missing() -> None:
    untold = written()["encounters"][1]
    assert untold["verdict"] == "cannot-tell"
    assert (untold["closest_m"], untold["at"], untold["clears"], untold["windows"]) == (None, None, None, [])
    assert untold["reason"] == "feature 3, vertex 0: the latest end is not stated"


def test_the_same_answer_gives_the_same_bytes() -> None:
    assert machine.render(ANSWER) == machine.render(replace(ANSWER, encounters=tuple(ANSWER.encounters)))


def test_texts_in_every_script_are_written_as_they_are() -> None:
    said = Finding(NoticeId("قافلة"), "late-notice", "колонна", None)
    text = machine.render(replace(ANSWER, findings=(said,)))
    assert "قافلة" in text
    assert "колонна" in text


def test_minus_zero_is_not_printed() -> None:
    assert "-0.0" not in machine.render(ANSWER)


def test_a_number_that_is_none_is_never_written() -> None:
    broken = replace(ANSWER, encounters=(replace(MEETING, reach_m=0.0, closest_m=None, separation_m=float("inf")),))
    with pytest.raises((ValueError, ArithmeticError)):
        machine.render(broken)


metres = st.floats(0, 1e7, allow_nan=False)


@given(closest=metres, reach=st.floats(0, 1e5), error=st.floats(0, 100), slack=st.floats(0, 1e5))
@example(closest=1000.00005, reach=0.0, error=0.0, slack=0.0)
@example(closest=1000.00025, reach=0.00015, error=0.0001, slack=0.0)
def test_printing_never_hides_that_a_meeting_meets_the_criterion(
    closest: float, reach: float, error: float, slack: float
) -> None:
    separation = max(0.0, closest - reach - error) + slack
    encounter = replace(MEETING, closest_m=closest, reach_m=reach, error_m=error, separation_m=separation)
    printed = written(replace(ANSWER, encounters=(encounter,)))["encounters"][0]
    # One part in 2^50 is the reader's own rounding of the two sums.
    rounding = (closest + separation) * 2.0**-50
    assert printed["closest_m"] - printed["reach_m"] <= printed["separation_m"] + printed["error_m"] + rounding


@given(closest=metres, error=st.floats(0, 100))
def test_the_printed_error_covers_the_computed_one_and_what_printing_rounds(closest: float, error: float) -> None:
    encounter = replace(MEETING, closest_m=closest, error_m=error)
    printed = written(replace(ANSWER, encounters=(encounter,)))["encounters"][0]
    assert printed["error_m"] >= error + abs(printed["closest_m"] - closest)
    assert printed["error_m"] <= error + 0.0004


def test_metres_are_short_decimals() -> None:
    printed = written()["encounters"][0]
    assert (printed["closest_m"], printed["reach_m"], printed["separation_m"]) == (552.8714, 60.0, 1000.0)


APART = Certificate(
    a=NoticeId("column"),
    b=NoticeId("site"),
    verdict=Verdict.CANNOT_MEET,
    rules=(RuleLimits(None, 1000.0, 300.0, 300.0, None),),
    points_a=((0.0, 7.0, 46.0), (1.0, 7.1, 46.0)),
    points_b=(),
    proofs=(Proof((0, 3), (2, 2), None, (0.0, 0.0, 0.0), (1 / 3, 0.0, 0.0, 0.0), float("inf")),),
)


def test_a_certificate_is_added_to_its_pair_alone() -> None:
    proof = replace(APART, b=MEETING.b, verdict=Verdict.COULD_MEET)
    one, other = json.loads(machine.render(ANSWER, proof))["encounters"]
    assert one["certificate"]["verdict"] == "could-meet"
    assert {name: value for name, value in one.items() if name != "certificate"} == written()["encounters"][0]
    assert other == written()["encounters"][1]


def test_a_pair_that_cannot_meet_is_listed_with_its_certificate_in_its_place() -> None:
    listed = json.loads(machine.render(ANSWER, APART))["encounters"]
    assert [(each["a"], each["b"]) for each in listed] == [
        ("column", "patrol"),
        ("column", "site"),
        ("patrol", "repair"),
    ]
    assert list(listed[1])[:-1] == list(listed[0])
    assert listed[1]["verdict"] == listed[1]["certificate"]["verdict"] == "cannot-meet"


def test_a_certificate_keeps_every_digit_and_says_null_for_what_has_no_bound() -> None:
    certificate = json.loads(machine.render(ANSWER, APART))["encounters"][1]["certificate"]
    (proof,) = certificate["proofs"]
    assert (proof["a"], proof["b"], proof["rule"]) == ([0, 3], [2, 2], None)
    assert proof["weights"] == [1 / 3, 0.0, 0.0, 0.0]
    assert proof["spare_m"] is None
    assert certificate["points_a"] == [[0.0, 7.0, 46.0], [1.0, 7.1, 46.0]]
    assert certificate["rules"][0]["down_m"] is None


def test_what_was_asked_stands_in_the_answer() -> None:
    assert written()["limits"] == {"separation_m": 250.0, "vertical_m": 30.0, "road_factor": 1.5}


def test_problems_name_file_feature_field_seen_and_expected() -> None:
    found = [Problem("a.geojson", 3, "properties.party", "nothing", "a text"), Problem("b", None, "type", "1", "2")]
    assert machine.problems(found) == {
        "problems": [
            {
                "file": "a.geojson",
                "feature": 3,
                "field": "properties.party",
                "seen": "nothing",
                "expected": "a text",
            },
            {"file": "b", "feature": None, "field": "type", "seen": "1", "expected": "2"},
        ]
    }


def test_clear_shifts_are_lists_of_closed_intervals() -> None:
    written = machine.text(machine.retimed(NoticeId("column"), ((-60, -60), (0, 86400))))
    assert json.loads(written) == {"notice": "column", "clear": [[-60, -60], [0, 86400]]}


def test_what_else_clears_a_notice_stands_beside_its_shifts() -> None:
    found = Proposals(Cuts(60, None), (Hold(0, 5), Hold(1, None)), Steps(None, 201))
    assert machine.retimed(NoticeId("column"), (), found) == {
        "notice": "column",
        "clear": [],
        "cuts": {"late_s": 60, "early_s": None},
        "holds": [{"vertex": 0, "later_s": 5}, {"vertex": 1, "later_s": None}],
        "altitude_steps": {"up_m": None, "down_m": 201},
    }
