"""Are instants, durations, distances, places and counts said rightly, and could nobody's name turn a line?"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald import wording
from herald.units import DAY, HOUR, SECOND, Instant, Microseconds, parse_instant

START = parse_instant("2026-03-01T10:30:00Z")
JUST_BEFORE = Instant(wording.LASTING - 1)
instants = st.integers(parse_instant("0002-01-01T00:00:00Z"), parse_instant("9998-01-01T00:00:00Z")).map(Instant)
lons, lats = st.floats(-180, 180), st.floats(-90, 90)
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def read_back(group: str) -> Instant:
    """The instant at which the minute of a date-time group begins."""
    minute, month, year = group.split(" ")
    return parse_instant(f"{year}-{MONTHS.index(month) + 1:02}-{minute[:2]}T{minute[2:4]}:{minute[4:6]}:00Z")


def metres_said(text: str) -> Fraction:
    return Fraction(text.removesuffix(" m").replace(",", ""))


# Texts of other people.


@given(st.text())
def test_no_invisible_character_of_a_name_is_let_through(text: str) -> None:
    assert all(each.isprintable() or each in "\u200c\u200d" for each in wording.plain(text))


@given(st.text(st.characters(categories=("L", "N", "P", "S"))))
def test_a_text_that_hides_nothing_stays_as_it_is(text: str) -> None:
    assert wording.plain(text) == text


def test_the_words_of_every_script_stay_as_they_are() -> None:
    assert wording.plain("قافلة می\u200cرود 東 колонна C:\\x") == "قافلة می\u200cرود 東 колонна C:\\x"


def test_a_name_that_would_turn_the_line_is_shown_for_what_it_is() -> None:
    assert wording.plain("North\u202ehtuoS\u2066\x1b[2J\n") == "North\\u202ehtuoS\\u2066\\x1b[2J\\n"


# Counts and durations.


@pytest.mark.parametrize(("number", "said"), [(0, "0 legs"), (1, "1 leg"), (2, "2 legs"), (1001, "1,001 legs")])
def test_only_one_is_not_a_plural(number: int, said: str) -> None:
    assert wording.count(number, "leg") == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (1390, "23 min 10 s"),
        (3661, "1 h 1 min 1 s"),
        (86_399, "23 h 59 min 59 s"),
        (86_400, "1 d"),
        (3660 * 86_400, "3,660 d"),
    ],
)
def test_a_duration_leaves_out_the_units_it_has_none_of(seconds: int, said: str) -> None:
    assert wording.duration(seconds) == said


@given(st.integers(0, 10**9))
def test_a_duration_adds_up_to_what_it_says(seconds: int) -> None:
    words = wording.duration(seconds).replace(",", "").split(" ")
    size = {"d": 86_400, "h": 3600, "min": 60, "s": 1}
    assert sum(int(n) * size[unit] for n, unit in zip(words[::2], words[1::2], strict=True)) == seconds


@pytest.mark.parametrize(
    ("span", "said"),
    [(3 * DAY, "72 h"), (30 * DAY, "720 h"), (3 * HOUR + 90 * SECOND, "3 h 1 min 30 s"), (SECOND - 1, "0 s")],
)
def test_a_lead_time_is_counted_in_hours_however_long(span: int, said: str) -> None:
    assert wording.hours(Microseconds(span)) == said


# Instants.


@given(instants)
def test_an_instant_written_exactly_is_read_back(instant: Instant) -> None:
    assert parse_instant(wording.exact(instant)) == instant


@given(instants)
def test_a_date_time_group_names_the_minute_that_has_begun(instant: Instant) -> None:
    assert 0 <= instant - read_back(wording.date_time_group(instant)) < 60 * SECOND


def test_a_date_time_group_has_the_day_before_the_hour() -> None:
    assert wording.date_time_group(parse_instant("2026-03-01T10:30:59.999999Z")) == "011030Z MAR 2026"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-03-10T10:00:00Z", "2026-03-10T10:00:00Z", "101000Z MAR 2026"),
        ("2026-03-10T10:00:59Z", "2026-03-10T10:01:00Z", "101000Z to 101001Z MAR 2026"),
        ("2026-03-01T10:30:01Z", "2026-03-01T10:42:00.000001Z", "011030Z to 011043Z MAR 2026"),
        ("2026-03-10T23:59:30Z", "2026-03-10T23:59:31Z", "102359Z MAR 2026 to 110000Z MAR 2026"),
        ("2025-12-31T08:00:00Z", "2026-12-31T09:00:00Z", "310800Z DEC 2025 to 310900Z DEC 2026"),
        ("2026-12-31T23:00:00Z", "2027-01-01T01:00:00Z", "312300Z DEC 2026 to 010100Z JAN 2027"),
        ("2026-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "from 010000Z JAN 2026, lasting"),
    ],
)
def test_a_window_is_said_in_date_time_groups_rounded_outward(first: str, last: str, said: str) -> None:
    assert wording.span(parse_instant(first), parse_instant(last)) == said


@given(instants, st.integers(0, 400 * DAY))
def test_a_window_lies_inside_what_is_said_of_it_by_less_than_a_minute(first: Instant, lasts: int) -> None:
    last = Instant(first + lasts)
    begin, _, end = wording.span(first, last).partition(" to ")
    end = end or begin
    begin = begin if " " in begin else begin + end[7:]
    assert 0 <= first - read_back(begin) < 60 * SECOND
    assert 0 <= read_back(end) - last < 60 * SECOND


def test_an_end_that_lasts_or_was_not_stated_says_which() -> None:
    assert wording.span(START, wording.LASTING) == "from 011030Z MAR 2026, lasting"
    assert wording.span(START, None) == "from 011030Z MAR 2026, end not stated"
    assert wording.span(None, START) == "start not stated, until 011030Z MAR 2026"
    assert wording.span(None, wording.LASTING) == "start not stated, lasting"
    assert wording.span(None, None) == "start not stated, end not stated"


def test_a_lasting_end_is_the_last_second_of_the_calendar_and_what_ends_before_it_has_an_end() -> None:
    assert parse_instant("9999-12-31T23:59:59Z") == wording.LASTING
    assert wording.until(JUST_BEFORE) == "until 312359Z DEC 9999"
    assert wording.until(wording.LASTING) == "lasting"


# Distances.


@pytest.mark.parametrize(
    ("distance", "said"),
    [(0.0, "0 m"), (552.8719, "552.87 m"), (1000.0, "1,000 m"), (9999.5, "9,999.50 m"), (23456.7, "23,457 m")],
)
def test_a_measured_distance_has_centimetres_below_ten_kilometres(distance: float, said: str) -> None:
    assert wording.metres(distance) == said


@given(st.integers(0, 10**10))
def test_a_stated_length_loses_no_millimetre(millimetres: int) -> None:
    assert metres_said(wording.stated_metres(millimetres / 1000)) * 1000 == millimetres


@pytest.mark.parametrize(
    ("length", "said"), [(0.0, "0 m"), (300.0, "300 m"), (0.5, "0.5 m"), (12_345.678, "12,345.678 m")]
)
def test_a_stated_length_ends_with_its_last_digit(length: float, said: str) -> None:
    assert wording.stated_metres(length) == said


def test_kilometres_have_a_tenth() -> None:
    assert wording.kilometres(1_234_560.0) == "1,234.6 km"


@given(st.floats(0, 1e6))
def test_an_error_bound_is_never_said_smaller_than_it_is_nor_larger_by_a_centimetre(error: float) -> None:
    more = metres_said(wording.bound(error)) - Fraction(str(error))
    assert 0 <= more < Fraction(1, 100)


@pytest.mark.parametrize(
    ("error", "said"),
    [(0.0, "0.00 m"), (0.07, "0.07 m"), (0.1, "0.10 m"), (1e-9, "0.01 m"), (12345.671, "12,345.68 m")],
)
def test_an_error_bound_of_whole_centimetres_is_said_as_it_is(error: float, said: str) -> None:
    assert wording.bound(error) == said


# Places.


@given(lons, lats)
def test_decimal_degrees_name_the_place_to_half_a_digit(lon: float, lat: float) -> None:
    north, side, east, other = wording.decimal_degrees(lon, lat, digits=5, sign="").split(" ")
    assert len(north) == 8
    assert len(east) == 9
    for text, value, negative in ((north, lat, side == "S"), (east, lon, other == "W")):
        assert abs((-float(text) if negative else float(text)) - value) <= 0.5001e-5


def test_decimal_degrees_are_said_latitude_first_with_all_their_digits() -> None:
    assert wording.decimal_degrees(-24.9893961, -31.991007) == "31.991007° S 024.989396° W"


def test_seconds_of_arc_carry_into_minutes_and_degrees() -> None:
    assert wording.sexagesimal(59.9999999, -0.9999999) == "01°00\u203200.00\u2033 S 060°00\u203200.00\u2033 E"


@given(lons, lats)
def test_degrees_minutes_and_seconds_name_the_place_to_half_a_hundredth_of_a_second(lon: float, lat: float) -> None:
    north, side, east, other = wording.sexagesimal(lon, lat).split(" ")
    for text, value, negative in ((north, lat, side == "S"), (east, lon, other == "W")):
        degrees, rest = text.split("°")
        minutes, seconds = rest.rstrip("\u2033").split("\u2032")
        said = int(degrees) + int(minutes) / 60 + float(seconds) / 3600
        assert int(minutes) < 60
        assert float(seconds) < 60
        assert abs((-said if negative else said) - value) <= 0.005 / 3600 + 1e-9
