"""Is a typed time one instant, or refused with what it could be? The hazards of dates and clocks, each by its name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.clocktext import MONTHS, ZONE_LETTERS, read
from herald.units import DAY, HOUR, MINUTE, SECOND, Instant, format_instant, parse_instant
from herald.wording import date_time_group, exact

TEN = "2020-08-25T10:00:00Z"
CHOSEN = st.integers(parse_instant("1900-01-01T00:00:00Z"), parse_instant("2199-12-31T23:59:59Z")).map(Instant)


@pytest.mark.parametrize(
    "text",
    [
        TEN,
        "2020-08-25t10:00:00.000z",
        "2020-08-25 10:00Z",
        "2020-08-25T12:00+02:00",
        "2020-08-25 13:00 Asia/Damascus",
        "2020-08-25 13:00 [asia/damascus]",
        "2020-08-25T13:00:00 UTC+3",
        "251000ZAUG20",
        "251000z aug 20",
        "25 1000Z AUG 2020",
        "251300CAUG20",
        "250800OAUG20",
        "25 August 2020, 10:00 UTC",
        "25-Aug-2020 10:00 Z",
        "Aug 25, 2020 10:00 GMT",
        "25 août 2020 12h00 Europe/Paris",
        "25 августа 2020 13:00 +03:00",
        "25 серпня 2020 13:00 Europe/Kyiv",
        "\u0662\u0665 Aug \u0662\u0660\u0662\u0660 \u0661\u0660:\u0660\u0660 Z",
    ],
)
def test_one_instant_in_many_hands(text: str) -> None:
    assert exact(read(text)) == TEN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "not empty"),
        ("tomorrow", "a date, a time and a zone"),
        ("10:00Z", "a date, a time and a zone"),
        ("44068.4167", "a date, a time and a zone"),
        ("2020-08-25", "time of day"),
        ("2020-08-25 10:00", "with its zone"),
        ("251000AUG20", "with its zone"),
        ("2020-08-25 10:00 MSK", "can be several"),
        ("2020-08-25 10:00 EST", "can be several"),
        ("2020-08-25 10:00 Etc/GMT+3", "behind UTC"),
        ("2020-08-25 10:00 Nowhere/Land", "knows no Nowhere/Land"),
        ("2020-08-25 10:00 Asia/../../etc", "can be several, or is none"),
        ("2020-08-25 10:00 +03:00 Asia/Damascus", "not both"),
        ("2020-08-25 10:00 pm", "without am or pm"),
        ("2020-08-25 10:00-00:00", "offset is unknown"),
        ("2020-08-25 10:00+24:00", "an offset to 23:59"),
        ("251000ZAUG", "the month and the year too"),
        ("251000Z", "the month and the year too"),
        ("251000ZAUG020", "two digits"),
        ("251000ZZAUG20", "a month in"),
        ("251000 ZZ AUG 20", "one zone letter"),
        ("25 Aug 10:00Z", "the year too"),
        ("25 Aug 020 10:00Z", "four digits"),
        ("2021-02-29 10:00Z", "a date that exists"),
        ("310000ZJUN26", "a date that exists"),
        ("0001-01-01T00:00+01:00", "from the year 1"),
        ("9999-12-31T23:59-01:00", "from the year 1"),
    ],
)
def test_what_is_no_instant_says_what_was_expected(text: str, expected: str) -> None:
    with pytest.raises(ValueError, match=expected.replace("+", r"\+")):
        read(text)


@pytest.mark.parametrize("text", ["252400ZAUG20", "2020-08-25T24:00:00Z", "25 Aug 2020 24:00 Z"])
def test_24_00_is_refused_and_says_how_it_is_written(text: str) -> None:
    with pytest.raises(ValueError, match="00:00 of the day after"):
        read(text)


def test_second_60_is_refused() -> None:
    with pytest.raises(ValueError, match="leap seconds"):
        read("2016-12-31T23:59:60Z")


@pytest.mark.parametrize("text", ["2020-08-25T25:00Z", "2020-08-25T10:60Z", "2020-08-25T10:00:61Z", "252460ZAUG20"])
def test_times_that_no_clock_shows_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="hours to 23"):
        read(text)


def test_zone_letter_j_is_refused() -> None:
    with pytest.raises(ValueError, match="J is local time"):
        read("251000JAUG20")


@pytest.mark.parametrize("letter", sorted(ZONE_LETTERS))
def test_each_zone_letter_is_a_whole_hour_east_or_west(letter: str) -> None:
    ahead = "ZABCDEFGHIKLM".find(letter) if letter in "ZABCDEFGHIKLM" else -(1 + "NOPQRSTUVWXY".find(letter))
    assert read(f"251000{letter}AUG20") == parse_instant(TEN) - ahead * HOUR


def test_there_are_25_zone_letters_and_none_is_j() -> None:
    assert len(ZONE_LETTERS) == 25
    assert "J" not in ZONE_LETTERS


def test_no_month_is_a_letter_and_another_month() -> None:
    """Else 251000MMAY20 could be read in two ways."""
    assert {name for name in MONTHS if name[1:] in MONTHS} == set()


@given(st.integers(2020, 2099), st.integers(1, 12), st.integers(1, 12))
def test_a_date_in_numbers_is_refused_and_its_readings_are_shown(year: int, day: int, month: int) -> None:
    with pytest.raises(ValueError, match="month in letters") as refused:
        read(f"{day:02d}/{month:02d}/{year} 10:00Z")
    readings = str(refused.value).partition("it could be ")[2].split(" or ")
    assert len(readings) == (1 if day == month else 2)


def test_132_days_of_a_year_are_ambiguous_and_every_one_is_refused_with_both_readings() -> None:
    ambiguous = 0
    for day in (date(2021, 1, 1) + timedelta(days=each) for each in range(365)):
        with pytest.raises(ValueError, match="month in letters") as refused:
            read(day.strftime("%d.%m.%Y 10:00Z"))
        ambiguous += " or " in str(refused.value).partition("it could be ")[2]
    assert ambiguous == 132


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("25/08/20 10:00", "25 AUG 2020 or 20 AUG 2025"),
        ("01-02-03 10:00", "1 FEB 2003 or 2 JAN 2003 or 3 FEB 2001"),
        ("13/04/2026 10:00", "13 APR 2026"),
        ("2020/08/25 10:00Z", "25 AUG 2020"),
        ("25 Aug 20 10:00Z", "25 AUG 2020 or 20 AUG 2025"),
        ("Aug 25, 20 10:00Z", "25 AUG 2020 or 20 AUG 2025"),
    ],
)
def test_a_year_of_two_digits_is_refused_and_its_readings_are_shown(text: str, readings: str) -> None:
    with pytest.raises(ValueError, match="it could be ") as refused:
        read(text)
    assert str(refused.value).partition("it could be ")[2] == readings


def test_a_date_in_numbers_that_does_not_exist_has_no_readings() -> None:
    with pytest.raises(ValueError, match=r"2026-03-01$"):
        read("35/35/2020 10:00Z")


def test_a_time_that_the_clocks_skipped_is_refused() -> None:
    with pytest.raises(ValueError, match="put forward past it"):
        read("27 March 2020 00:30", "Asia/Damascus")


def test_a_time_that_the_clocks_showed_twice_is_refused_with_both() -> None:
    with pytest.raises(ValueError, match=r"twice, at 2020-10-29T20:30:00Z and at 2020-10-29T21:30:00Z"):
        read("29 October 2020 23:30", "Asia/Damascus")


def differing(year: int, one: str, other: str) -> int:
    """On how many days of a year does noon come at different instants in two zones?"""
    days = [date(year, 1, 1) + timedelta(days=each) for each in range(366)]
    return sum(read(f"{day} 12:00", one) != read(f"{day} 12:00", other) for day in days if day.year == year)


@pytest.mark.parametrize(
    ("year", "one", "other", "days"),
    [
        (2020, "Asia/Damascus", "Europe/Moscow", 149),
        (2023, "Asia/Gaza", "Asia/Jerusalem", 37),
        (2024, "Asia/Gaza", "Asia/Jerusalem", 23),
    ],
)
def test_clocks_that_often_agree_are_told_apart(year: int, one: str, other: str, days: int) -> None:
    assert differing(year, one, other) == days


def test_the_text_s_own_zone_goes_before_the_one_it_was_given() -> None:
    assert exact(read("251000ZAUG20", "Asia/Damascus")) == TEN
    assert exact(read("2020-08-25 13:00", "Asia/Damascus")) == TEN
    assert exact(read("2020-08-25 13:00", "+03:00")) == TEN


@pytest.mark.parametrize("zone", ["", "MSK", "J", "Asia", "Asia/", "/etc/passwd", "Asia/Damascus/../..", "x" * 200])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read("2020-08-25 13:00", zone)


@given(CHOSEN)
def test_every_instant_of_rfc_3339_is_read_as_the_strict_reader_does(instant: Instant) -> None:
    assert read(format_instant(instant)) == instant


@given(CHOSEN)
def test_every_date_time_group_that_herald_writes_is_read_back(instant: Instant) -> None:
    assert read(date_time_group(instant)) == instant // MINUTE * MINUTE


def answer(text: str, zone: str | None) -> str:
    """What is said: the instant, which can be written and read again, or why it is none."""
    try:
        instant = read(text, zone)
    except ValueError as refused:
        return str(refused)
    assert parse_instant(format_instant(instant)) == instant
    return exact(instant)


@given(
    CHOSEN, st.sampled_from(["Asia/Damascus", "Africa/Khartoum", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"])
)
def test_what_the_clocks_of_a_zone_show_is_that_instant_or_refused_as_shown_twice(instant: Instant, zone: str) -> None:
    whole = Instant(instant // SECOND * SECOND)
    shown = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=whole)).astimezone(ZoneInfo(zone))
    assert exact(whole) in answer(f"{shown:%Y-%m-%d %H:%M:%S}", zone)


WORDS = ["25", "08", "2020", "AUG", "Z", "T", " ", "-", "/", ":", "10:00", "+03:00", "Asia/Damascus", "24:00", "UTC"]
PIECES = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), max_size=25).map("".join)


@given(PIECES, st.one_of(st.none(), PIECES))
def test_any_text_is_an_instant_or_refused(text: str, zone: str | None) -> None:
    assert answer(text, zone)


@pytest.mark.parametrize("piece", ["1", "1 ", "A", "1:", "11", " ", "+", "/A", "A/", "1A", "25 AUG 2020 10:00 A/"])
def test_no_text_of_one_piece_over_and_over_is_slow(piece: str) -> None:
    """A pattern that tries all ways to cut it up would not end."""
    with pytest.raises(ValueError, match=r"\w"):
        read((piece * 100)[:100])


def test_a_day_is_86400_seconds() -> None:
    assert read("26 Aug 2020 10:00Z") - read("25 Aug 2020 10:00Z") == DAY
