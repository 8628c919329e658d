"""Which time is meant by words like "on Thursday"?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.incident.saidtime import LANGUAGES, UNKNOWN, resolved
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
    "today at 24:00": None,
    "today at 13:00 pm": None,
    "this week at 10:00": None,
}


def instant(text: str) -> Instant:
    return Instant(int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 10**6)


@pytest.mark.parametrize(("said", "expected"), [*DAYS.items(), *MINUTES.items()])
def test_words_are_read_as_all_that_they_can_mean_or_left_as_they_are(
    said: str, expected: tuple[str, str] | None
) -> None:
    found = resolved(said, FRIDAY)
    assert found == (UNKNOWN if expected is None else tuple(map(instant, expected)))


def test_there_are_phrases_enough() -> None:
    assert len(DAYS) + len(MINUTES) >= 60


def test_without_the_day_on_which_it_was_said_only_what_names_its_own_is_read() -> None:
    for said in ("on Thursday", "yesterday", "25 August", "last week"):
        assert resolved(said, None) == UNKNOWN
    assert resolved("25 August 2020", None) == (instant("2020-08-25"), instant("2020-08-26"))


def test_an_instant_is_itself() -> None:
    first, until = resolved("2020-08-25T10:00:00+03:00", None)
    assert (first, until) == (instant("2020-08-25T07:00"), Instant(instant("2020-08-25T07:00") + 1))


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
        "day",
        "month",
        "week",
    ]
)


@given(st.text() | st.lists(words, max_size=7).map(" ".join), st.none() | st.dates())
def test_whatever_is_said_it_is_a_range_or_unknown(said: str, published: date | None) -> None:
    first, until = resolved(said, published)
    assert (first is None) is (until is None)
    if first is not None and until is not None:
        assert first < until
