"""Would the judge notice? A reader that does each thing it may not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from herald.malformed import Malformed, Problem
from tests.fuzz import judge
from tests.fuzz.judge import Judge, Misread
from tests.fuzz.readers import Reader

SOUND = Problem("a.csv", None, "line 1", "nothing", "something")


def of(read: Callable[[bytes], object], *, typed: bool = False) -> Judge:
    """A judge of a reader that has nothing against nothing."""
    return Judge(Reader("sly", lambda data: read(data) if data else None, (b"",), (), 0, typed))


def refusing(*problems: Problem) -> Judge:
    def read(data: bytes) -> None:
        raise Malformed(problems)

    return of(read)


def raising(error: Exception, *, typed: bool = False) -> Judge:
    def read(data: bytes) -> None:
        raise error

    return of(read, typed=typed)


def test_what_is_read_and_what_is_refused_in_words_is_counted() -> None:
    reading, refused = of(len), refusing(SOUND)
    for one in (reading, refused):
        one(b"x")
        one(b"y")
    assert (reading.cases, reading.refused) == (2, 0)
    assert (refused.cases, refused.refused) == (2, 2)


@pytest.mark.parametrize(
    "problems",
    [
        (),
        (SOUND, Problem("", None, "line 1", "nothing", "something")),
        (Problem("a.csv", None, "", "nothing", "something"),),
        (Problem("a.csv", None, "line 1", "", "something"),),
        (Problem("a.csv", None, "line 1", "nothing", ""),),
        (Problem("a.csv", None, "line 1", "a \x1b[2J", "something"),),
    ],
)
def test_a_refusal_that_does_not_say_what_is_wrong_is_noticed(problems: tuple[Problem, ...]) -> None:
    with pytest.raises(Misread):
        refusing(*problems)(b"x")


@pytest.mark.parametrize(
    "error", [KeyError("x"), ValueError("x"), RecursionError(), UnicodeError("x"), OverflowError("x")]
)
def test_any_other_error_is_noticed(error: Exception) -> None:
    with pytest.raises(type(error)):
        raising(error)(b"x")


def test_of_what_a_person_types_a_value_error_with_words_is_a_refusal() -> None:
    typed = raising(ValueError("a latitude"), typed=True)
    typed(b"x")
    assert typed.refused == 1
    for error in (ValueError(" "), UnicodeError("x"), OverflowError("x")):
        with pytest.raises(type(error)):
            raising(error, typed=True)(b"x")


def test_an_input_that_takes_long_each_time_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "LONGEST_S", 0.005)
    with pytest.raises(Misread, match="of CPU for 1 bytes"):
        of(lambda data: sum(range(2_000_000)))(b"x")
    long = iter([2_000_000])
    of(lambda data: sum(range(next(long, 1))))(b"x")


def test_an_input_that_takes_for_ever_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    def for_ever(data: bytes) -> None:
        while data:
            pass

    monkeypatch.setattr(judge, "HANGS_S", 0.05)
    with pytest.raises(Misread, match="more than"):
        of(for_ever)(b"x")


def test_an_input_that_takes_much_memory_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the process took before."""
    mb = 2**20
    assert len(b"x" * (200 * mb))
    one = of(lambda data: len(b"x" * (len(data) * 40 * mb)))
    one(b"x")
    monkeypatch.setattr(judge, "MOST_BYTES", 60 * mb)
    with pytest.raises(Misread, match="MB for 2 bytes"):
        one(b"xx")
