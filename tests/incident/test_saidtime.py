# ruff: noqa: RUF001
"""Which time is meant by words like "on Thursday"?"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.incident.saidtime import UNKNOWN, day, resolved
from herald.incident.saidwords import LANGUAGES
from herald.units import Instant

FRIDAY = date(2020, 8, 28)

DAYS = {
    "on Thursday": ("2020-08-27", "2020-08-28"),
    "Thursday": ("2020-08-27", "2020-08-28"),
    "Thu": ("2020-08-27", "2020-08-28"),
    "Friday": ("2020-08-28", "2020-08-29"),
    "last Friday": ("2020-08-21", "2020-08-22"),
    "Monday": ("2020-08-24", "2020-08-25"),
    "on Saturday": ("2020-08-22", "2020-08-23"),
    "Sunday.": ("2020-08-23", "2020-08-24"),
    "last Tuesday": ("2020-08-25", "2020-08-26"),
    "wednesday": ("2020-08-26", "2020-08-27"),
    "today": ("2020-08-28", "2020-08-29"),
    "Yesterday": ("2020-08-27", "2020-08-28"),
    "the day before yesterday": ("2020-08-26", "2020-08-27"),
    "tomorrow": ("2020-08-29", "2020-08-30"),
    "earlier this month": ("2020-08-01", "2020-08-29"),
    "this month": ("2020-08-01", "2020-09-01"),
    "last month": ("2020-07-01", "2020-08-01"),
    "earlier this week": ("2020-08-24", "2020-08-29"),
    "this week": ("2020-08-24", "2020-08-31"),
    "last week": ("2020-08-17", "2020-08-24"),
    "earlier this year": ("2020-01-01", "2020-08-29"),
    "this year": ("2020-01-01", "2021-01-01"),
    "last year": ("2019-01-01", "2020-01-01"),
    "in December 2019": ("2019-12-01", "2020-01-01"),
    "December 2019": ("2019-12-01", "2020-01-01"),
    "Dec 2019": ("2019-12-01", "2020-01-01"),
    "in December": ("2019-12-01", "2020-01-01"),
    "in August": ("2020-08-01", "2020-09-01"),
    "in May": ("2020-05-01", "2020-06-01"),
    "August 25": ("2020-08-25", "2020-08-26"),
    "on August 25th": ("2020-08-25", "2020-08-26"),
    "25 August": ("2020-08-25", "2020-08-26"),
    "the 25th of August": ("2020-08-25", "2020-08-26"),
    "25 August 2020": ("2020-08-25", "2020-08-26"),
    "August 25, 2020": ("2020-08-25", "2020-08-26"),
    "Tuesday, August 25, 2020": ("2020-08-25", "2020-08-26"),
    "Tuesday 25 August": ("2020-08-25", "2020-08-26"),
    "25 Aug 2020": ("2020-08-25", "2020-08-26"),
    "2 September": ("2019-09-02", "2019-09-03"),
    "2020-08-25": ("2020-08-25", "2020-08-26"),
    "in 2019": ("2019-01-01", "2020-01-01"),
    "2019": ("2019-01-01", "2020-01-01"),
    "29 February": ("2020-02-29", "2020-03-01"),
    "29 February 2020": ("2020-02-29", "2020-03-01"),
    "about 25 August": ("2020-08-24", "2020-08-27"),
    "around Tuesday": ("2020-08-24", "2020-08-27"),
    "Aug. 25": ("2020-08-25", "2020-08-26"),
    "Sept 4, 2019": ("2019-09-04", "2019-09-05"),
    "2020-08": ("2020-08-01", "2020-09-01"),
    "last August": ("2019-08-01", "2019-09-01"),
    "last July": ("2020-07-01", "2020-08-01"),
    "early August": ("2020-08-01", "2020-09-01"),
    "late in August": ("2020-08-01", "2020-09-01"),
    "mid-August": ("2020-08-01", "2020-09-01"),
    "the end of December 2019": ("2019-12-01", "2020-01-01"),
    "late on Thursday": ("2020-08-27", "2020-08-28"),
    "two days ago": ("2020-08-26", "2020-08-27"),
    "over the weekend": ("2020-08-22", "2020-08-24"),
    "last weekend": ("2020-08-22", "2020-08-24"),
    "last night": ("2020-08-27", "2020-08-29"),
    "2020-02-30": None,
    "2020-13": None,
    "Tuesday 26 August 2020": None,
    "Thursday August": None,
    "about 2019": None,
    "about last week": None,
    "since Thursday": None,
    "before 25 August": None,
    "until August": None,
    "next Thursday": None,
    "this Thursday": None,
    "ninety days ago": None,
    "29 February 2019": None,
    "Thursday 10.08": None,
    "31 June 2020": None,
    "0 August 2020": None,
    "soon": None,
    "": None,
    "in the morning": None,
    "about 10:00": None,
    "August August": None,
    "1 2 3": None,
    "25 08 2020": None,
    "in 0001": None,
    "9999": None,
    "on someday": None,
    "recently": None,
    "25/08/2020": None,
}
MINUTES = {
    "25 August 2020 at 10:00": ("2020-08-25T10:00", "2020-08-25T10:01"),
    "2020-08-25 10:00": ("2020-08-25T10:00", "2020-08-25T10:01"),
    "25 August 2020, about 10:00": ("2020-08-25T09:30", "2020-08-25T10:30"),
    "Tuesday around 10:00": ("2020-08-25T09:30", "2020-08-25T10:30"),
    "yesterday at 3:15 pm": ("2020-08-27T15:15", "2020-08-27T15:16"),
    "today 12.05 a.m.": ("2020-08-28T00:05", "2020-08-28T00:06"),
    "10:00 on Tuesday": ("2020-08-25T10:00", "2020-08-25T10:01"),
    "at about 10:00 on 25 August": ("2020-08-25T09:30", "2020-08-25T10:30"),
    "Tuesday 10:00 UTC": ("2020-08-25T10:00", "2020-08-25T10:01"),
    "Tuesday 10:00 +03:00": ("2020-08-25T07:00", "2020-08-25T07:01"),
    "Tuesday at 10:00 Moscow time": ("2020-08-25T07:00", "2020-08-25T07:01"),
    "10:00 local time, Tuesday": ("2020-08-25T10:00", "2020-08-25T10:01"),
    "Tuesday at 3 p.m.": ("2020-08-25T14:30", "2020-08-25T15:30"),
    "251000CAUG20": ("2020-08-25T07:00", "2020-08-25T07:01"),
    "2020-08-25T10:00:00Z": ("2020-08-25T10:00:00", "2020-08-25T10:00:01"),
    "2020-08-25T10:00:00.5Z": ("2020-08-25T10:00:00.5", "2020-08-25T10:00:00.6"),
    "Thursday morning": ("2020-08-27T00:00", "2020-08-27T12:00"),
    "on the morning of 25 August 2020": ("2020-08-25T00:00", "2020-08-25T12:00"),
    "yesterday afternoon": ("2020-08-27T12:00", "2020-08-27T19:00"),
    "Thursday night": ("2020-08-27T00:00", "2020-08-28T06:00"),
    "tonight": ("2020-08-28T00:00", "2020-08-29T06:00"),
    "in the early hours of Thursday": ("2020-08-27T00:00", "2020-08-27T06:00"),
    "at noon on Tuesday": ("2020-08-25T11:30", "2020-08-25T12:30"),
    "midnight on Tuesday": ("2020-08-24T23:30", "2020-08-26T00:30"),
    "9:30 on Thursday morning": ("2020-08-27T09:30", "2020-08-27T09:31"),
    "3:00 on Thursday afternoon": ("2020-08-27T15:00", "2020-08-27T15:01"),
    "13:00 on Thursday morning": None,
    "3:00 on Thursday night": None,
    "today at 10:00 -00:00": None,
    "today at 10:00 +15:00": None,
    "today at 10:60": None,
    "today at 10:00 EST": None,
    "today at 24:00": None,
    "today at 13:00 pm": None,
    "this week at 10:00": None,
}


RUSSIAN = {
    "в четверг": ("2020-08-27", "2020-08-28"),
    "в прошлую пятницу": ("2020-08-21", "2020-08-22"),
    "25 августа": ("2020-08-25", "2020-08-26"),
    "25-го августа": ("2020-08-25", "2020-08-26"),
    "25 августа 2020 года": ("2020-08-25", "2020-08-26"),
    "в августе": ("2020-08-01", "2020-09-01"),
    "в декабре 2019 года": ("2019-12-01", "2020-01-01"),
    "на прошлой неделе": ("2020-08-17", "2020-08-24"),
    "ранее в этом месяце": ("2020-08-01", "2020-08-29"),
    "два дня назад": ("2020-08-26", "2020-08-27"),
    "сегодня утром": ("2020-08-28T00:00", "2020-08-28T12:00"),
    "вчера днём": ("2020-08-27T10:00", "2020-08-27T19:00"),
    "вчера около 10:00": ("2020-08-27T09:30", "2020-08-27T10:30"),
    "во вторник примерно в 10:00": ("2020-08-25T09:30", "2020-08-25T10:30"),
    "во вторник в 10:00 по московскому времени": ("2020-08-25T07:00", "2020-08-25T07:01"),
    "во вторник в 10:00 мск": ("2020-08-25T07:00", "2020-08-25T07:01"),
    "on Thursday": None,
    "скоро": None,
}


def instant(text: str) -> Instant:
    return Instant(round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 10) * 10**5)


@pytest.mark.parametrize(("said", "expected"), [*DAYS.items(), *MINUTES.items()])
def test_words_are_read_as_all_that_they_can_mean_or_left_as_they_are(
    said: str, expected: tuple[str, str] | None
) -> None:
    found = resolved(said, FRIDAY)
    assert found == (UNKNOWN if expected is None else tuple(map(instant, expected)))


@pytest.mark.parametrize(("said", "expected"), RUSSIAN.items())
def test_another_language_is_another_table(said: str, expected: tuple[str, str] | None) -> None:
    assert resolved(said, FRIDAY, "ru") == (UNKNOWN if expected is None else tuple(map(instant, expected)))
    assert resolved(said, FRIDAY, "rus") == resolved(said, FRIDAY, "ru")


def test_a_day_and_a_clock_are_those_of_the_zone_that_is_stated() -> None:
    damascus = ZoneInfo("Asia/Damascus")
    assert resolved("on Thursday", FRIDAY, zone=damascus) == (instant("2020-08-26T21:00"), instant("2020-08-27T21:00"))
    assert resolved("Tuesday 10:00 local time", FRIDAY, zone=damascus)[0] == instant("2020-08-25T07:00")
    assert resolved("Tuesday 10:00 UTC", FRIDAY, zone=damascus)[0] == instant("2020-08-25T10:00")


def test_where_nobody_states_a_zone_it_can_be_any() -> None:
    assert resolved("on Thursday", FRIDAY, zone=None) == (instant("2020-08-26T10:00"), instant("2020-08-28T12:00"))
    assert resolved("Tuesday 10:00", FRIDAY, zone=None) == (instant("2020-08-24T20:00"), instant("2020-08-25T22:01"))
    assert resolved("Tuesday 10:00 UTC", FRIDAY, zone=None) == resolved("Tuesday 10:00 UTC", FRIDAY)


def test_a_time_that_clocks_showed_twice_is_both_of_them_and_one_that_they_skipped_is_not_lost() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    twice = resolved("25 October 2020 at 2:30", None, zone=berlin)
    assert twice == (instant("2020-10-25T00:30"), instant("2020-10-25T01:31"))
    first, until = resolved("29 March 2020 at 2:30", None, zone=berlin)
    assert first is not None
    assert until is not None
    assert first < until


def test_any_zone_holds_every_zone() -> None:
    for said in (*DAYS, *MINUTES):
        widest = resolved(said, FRIDAY, zone=None)
        for zone in ("Pacific/Kiritimati", "Etc/GMT+12", "Asia/Damascus", "America/New_York", "UTC"):
            found = resolved(said, FRIDAY, zone=ZoneInfo(zone))
            assert (widest == UNKNOWN) is (found == UNKNOWN)
            if widest[0] is not None and widest[1] is not None and found[0] is not None and found[1] is not None:
                assert widest[0] <= found[0] < found[1] <= widest[1]


def test_one_day_is_named_by_itself_or_none_is() -> None:
    assert day("28 August 2020") == day("2020-08-28") == day("2020-08-28T15:00:00Z") == FRIDAY
    assert day("28 августа 2020 года", "ru") == FRIDAY
    assert [day(each) for each in ("Friday", "August 2020", "soon", "")] == [None] * 4


def test_there_are_phrases_enough() -> None:
    assert len(DAYS) + len(MINUTES) >= 60


def test_without_the_day_on_which_it_was_said_only_what_names_its_own_is_read() -> None:
    for said in ("on Thursday", "yesterday", "25 August", "last week"):
        assert resolved(said, None) == UNKNOWN
    assert resolved("25 August 2020", None) == (instant("2020-08-25"), instant("2020-08-26"))


def test_an_instant_is_as_long_as_the_least_unit_in_which_it_is_told() -> None:
    first, until = resolved("2020-08-25T10:00:00+03:00", None)
    assert (first, until) == (instant("2020-08-25T07:00"), instant("2020-08-25T07:00:01"))


def test_a_language_without_tables_reads_no_words() -> None:
    assert resolved("on Thursday", FRIDAY, "xx") == UNKNOWN
    assert set(LANGUAGES) >= {"en"}


words = st.sampled_from(
    [
        "on",
        "in",
        "last",
        "this",
        "Thursday",
        "May",
        "August",
        "25",
        "25th",
        "2020",
        "10:00",
        "pm",
        "about",
        "the",
        "at",
        "morning",
        "night",
        "ago",
        "two",
        "days",
        "local time",
        "+03:00",
        "-",
        "Feb",
        "29",
        "day",
        "month",
        "week",
    ]
)


@given(
    st.text() | st.lists(words, max_size=7).map(" ".join),
    st.none() | st.dates(),
    st.sampled_from(["en", "ru", "xx"]),
    st.sampled_from([None, UTC, ZoneInfo("Asia/Damascus"), ZoneInfo("America/New_York")]),
)
def test_whatever_is_said_it_is_a_range_or_unknown(
    said: str, published: date | None, language: str, zone: tzinfo | None
) -> None:
    first, until = resolved(said, published, language, zone)
    assert (first is None) is (until is None)
    if first is not None and until is not None:
        assert first < until
