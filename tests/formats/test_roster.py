"""Is a duty roster's file read strictly, with every problem told at once?"""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.formats import roster
from herald.malformed import Malformed
from herald.record.calling import Roster
from herald.units import parse_instant
from tests.fuzz.judge import Judge
from tests.fuzz.readers import Reader

GOOD = """
from = 2026-03-10T08:00:00Z
until = "2026-03-10T20:00:00+02:00"
seconds = 30
[[place]]
role = "duty officer"
channel = "phone"
reach = "+00 555 0101"
language = "en"
"""


def test_a_roster_is_read_with_its_places_in_their_order() -> None:
    again = GOOD + GOOD.partition("30\n")[2].replace("duty officer", "deputy")
    found = roster.read("r.toml", again.encode())
    begins, ends = parse_instant("2026-03-10T08:00:00Z"), parse_instant("2026-03-10T18:00:00Z")
    assert found.act == Roster(begins, 2, 30, ends)
    assert isinstance(found.places, list)
    assert [place["role"] for place in found.places] == ["duty officer", "deputy"]  # type: ignore[index,call-overload]


@pytest.mark.parametrize(
    ("changed", "to", "told"),
    [
        ("seconds = 30", "seconds = 0", "r.toml: seconds: saw 0; expected from 1 to 3,600"),
        ("seconds = 30", "seconds = 2.5", "r.toml: seconds: saw 2.5; expected a whole number"),
        ("seconds = 30", "seconds = nan", "r.toml: seconds"),
        ("08:00:00Z", "08:00:00", "r.toml: from: saw 2026-03-10T08:00:00; expected a date-time with an offset"),
        ("20:00:00+02:00", "10:00:00+02:00", "r.toml: until: saw"),
        ('reach = "+00 555 0101"', "", "r.toml: place[0].reach: saw nothing"),
        ('reach = "+00 555 0101"', 'reach = " "', "r.toml: place[0].reach: saw"),
        ('language = "en"', 'language = "en"\nperson = "A"', "r.toml: place[0].person: saw"),
        ("[[place]]", "[place]", "r.toml: place: saw"),
        ("seconds = 30", "seconds = ", "r.toml: text: saw"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(changed: str, to: str, told: str) -> None:
    with pytest.raises(Malformed) as caught:
        roster.read("r.toml", GOOD.replace(changed, to).encode())
    assert any(str(problem).startswith(told) for problem in caught.value.problems), caught.value.problems


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(Malformed) as caught:
        roster.read("r.toml", b"seconds = 0\nmore = 1\n[[place]]\n")
    assert len(caught.value.problems) == 8


HARD = (
    b"",
    b"\xff",
    b"a=[" * 2_500,
    b"x" + b".x" * 4_000 + b"=1\n",
    b"seconds=" + b"9" * 8_000,
    b"a" * 9_000,
    GOOD.replace("2026-03-10T08", "0001-01-01T00").encode(),
)
WORDS = (
    "from",
    "until",
    "seconds",
    "[[place]]",
    "role",
    "= ",
    '"',
    "2026-03-10T08:00:00Z",
    "1e9",
    "inf",
    ".",
    "\n",
    "{",
    "[",
)


def judge() -> Judge:
    return Judge(Reader("roster", lambda data: roster.read("r.toml", data), (GOOD.encode(),), WORDS, 1))


def test_no_file_is_read_for_long_or_ends_in_anything_but_problems() -> None:
    one = judge()
    for data in HARD:
        one(data)
    assert one.cases == len(HARD)
    assert one.refused >= len(HARD) - 1


@given(pieces=st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=20), at=st.integers(0, len(GOOD)))
def test_whatever_is_written_into_a_roster_is_read_or_refused_in_words(pieces: list[str], at: int) -> None:
    asked()(f"{GOOD[:at]}{''.join(pieces)}{GOOD[at:]}".encode())


@cache
def asked() -> Judge:
    """One for all inputs, made when the first is asked for: what other tests took before is not what a roster costs."""
    return judge()
