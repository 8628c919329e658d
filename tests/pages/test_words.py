"""Does a page say an instant and a place both ways, and a change as a sentence?"""

from __future__ import annotations

import pytest

from herald.check.answer import Clears
from herald.pages import words
from herald.units import parse_instant


def test_a_window_is_said_in_date_time_groups_and_exactly() -> None:
    said = words.spell(parse_instant("2026-03-01T10:30:01Z"), parse_instant("2026-03-01T10:42:00.000001Z"))
    assert said.dtg == "011030Z to 011043Z MAR 2026"
    assert (said.first, said.last) == ("2026-03-01T10:30:01Z", "2026-03-01T10:42:00.000001Z")


def test_an_end_that_lasts_or_was_not_stated_says_which() -> None:
    start, end = parse_instant("2026-03-01T10:30:00Z"), parse_instant("9999-12-31T23:59:59Z")
    lasting = words.Spell("from 011030Z MAR 2026, lasting", "2026-03-01T10:30:00Z", "lasting")
    assert words.spell(start, end) == lasting
    assert words.spell(None, None) == words.Spell("start not stated, end not stated", "not stated", "not stated")


def test_a_place_is_said_in_decimals_and_in_seconds() -> None:
    said = words.coordinates(-24.9893961, -31.991007)
    assert said.decimal == "31.991007° S 024.989396° W"
    assert said.dms == "31°59\u203227.63\u2033 S 024°59\u203221.83\u2033 W"


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


def test_a_name_that_would_turn_the_line_is_shown_for_what_it_is() -> None:
    assert words.isolated("North\u202ehtuoS\u2066") == "\u2068North\\u202ehtuoS\\u2066\u2069"
    assert words.isolated("\u0441\u0435\u043b\u043e") == "\u2068\u0441\u0435\u043b\u043e\u2069"
