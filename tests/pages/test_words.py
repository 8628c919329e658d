"""Are instants, places, distances and changes said rightly, and could nobody's name turn a line?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.check.answer import Clears
from herald.pages import words
from herald.units import SECOND, Instant, parse_instant

instants = st.integers(parse_instant("0002-01-01T00:00:00Z"), parse_instant("9998-01-01T00:00:00Z")).map(Instant)


def test_a_date_time_group_names_the_minute_that_has_begun() -> None:
    assert words.date_time_group(parse_instant("2026-03-01T10:30:59.999999Z")) == "011030Z MAR 2026"


def test_a_window_lies_inside_the_date_time_groups_said_for_it() -> None:
    said = words.spell(parse_instant("2026-03-01T10:30:01Z"), parse_instant("2026-03-01T10:42:00.000001Z"))
    assert said.dtg == "011030Z to 011043Z MAR 2026"
    assert (said.first, said.last) == ("2026-03-01T10:30:01Z", "2026-03-01T10:42:00.000001Z")


def test_month_and_year_are_said_twice_where_they_differ() -> None:
    said = words.spell(parse_instant("2026-12-31T23:00:00Z"), parse_instant("2027-01-01T01:00:00Z"))
    assert said.dtg == "312300Z DEC 2026 to 010100Z JAN 2027"


def test_an_end_that_lasts_or_was_not_stated_says_which() -> None:
    start = parse_instant("2026-03-01T10:30:00Z")
    assert words.spell(start, parse_instant("9999-12-31T23:59:59Z")).dtg == "from 011030Z MAR 2026, lasting"
    assert words.spell(start, None).dtg == "from 011030Z MAR 2026, end not stated"
    assert words.spell(None, start).dtg == "start not stated, until 011030Z MAR 2026"
    assert words.spell(None, None).dtg == "start not stated, end not stated"


@given(instants)
def test_an_instant_written_exactly_is_read_back(instant: Instant) -> None:
    assert parse_instant(words.exact(instant)) == instant


def test_seconds_of_arc_carry_into_minutes_and_degrees() -> None:
    assert words.coordinates(59.9999999, -0.9999999).dms == "01°00\u203200.00\u2033 S 060°00\u203200.00\u2033 E"


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_degrees_minutes_and_seconds_name_the_place_to_two_hundredths_of_a_second(lon: float, lat: float) -> None:
    half, side, other, east = words.coordinates(lon, lat).dms.split(" ")
    for text, value, negative in ((half, lat, side == "S"), (other, lon, east == "W")):
        degrees, rest = text.split("°")
        minutes, seconds = rest.rstrip("\u2033").split("\u2032")
        said = int(degrees) + int(minutes) / 60 + float(seconds) / 3600
        assert int(minutes) < 60
        assert float(seconds) < 60
        assert abs((-said if negative else said) - value) <= 0.02 / 3600 + 1e-9


@pytest.mark.parametrize(
    ("later", "earlier", "sentence"),
    [
        (1390, 2460, "leave 23 min 10 s later, or 41 min earlier, and it could meet no one."),
        (60, None, "leave 1 min later, and it could meet no one; no earlier start within 24 h clears it."),
        (None, 3661, "leave 1 h 1 min 1 s earlier, and it could meet no one; no later start within 24 h clears it."),
        (None, None, "no shift within 24 h clears it."),
    ],
)
def test_the_smallest_changes_are_said_to_the_second(later: int | None, earlier: int | None, sentence: str) -> None:
    assert words.clearing(Clears(later, earlier), moving=True) == sentence


def test_a_presence_starts_where_a_movement_leaves() -> None:
    assert words.clearing(Clears(5, 6), moving=False).startswith("start 5 s later, or 6 s earlier")


@given(st.text())
def test_no_invisible_character_of_a_name_reaches_the_page(text: str) -> None:
    assert all(each.isprintable() or each in "\u200c\u200d" for each in words.shown(text))


def test_a_name_that_would_turn_the_line_is_shown_for_what_it_is() -> None:
    assert words.shown("North\u202ehtuoS\u2066") == "North\\u202ehtuoS\\u2066"
    assert words.isolated("\u0441\u0435\u043b\u043e") == "\u2068\u0441\u0435\u043b\u043e\u2069"


@given(st.floats(0, 100))
def test_an_error_bound_is_never_said_smaller_than_it_is(error: float) -> None:
    assert float(words.bound(error)[:-2].replace(",", "")) >= error - 1e-9


def test_a_lasting_end_is_the_last_second_of_the_calendar() -> None:
    assert parse_instant("9999-12-31T23:59:59Z") == words.LASTING
    just_before = Instant(words.LASTING - SECOND)
    assert words.spell(Instant(0), just_before).dtg == "010000Z JAN 1970 to 312359Z DEC 9999"
