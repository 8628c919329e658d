from __future__ import annotations

from io import StringIO
from itertools import count

import pytest

from herald.commandline.progress import COMPILING, Progress, line, reading


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def told(stream: StringIO, seconds_a_step: float, steps: int) -> str:
    clock = count(0.0, seconds_a_step)
    with Progress(stream, lambda: next(clock)) as progress:
        for done in range(1, steps + 1):
            progress(done, steps)
    return stream.getvalue()


def test_a_short_check_says_nothing() -> None:
    assert told(StringIO(), 0.19, 10) == ""
    assert told(Terminal(), 0.19, 10) == ""


def test_in_a_file_a_line_stands_every_ten_seconds() -> None:
    lines = told(StringIO(), 1.0, 30).splitlines()
    assert [each.split()[2] for each in lines] == ["2", "12", "22"]


def test_on_a_terminal_one_line_is_rewritten_and_taken_away() -> None:
    text = told(Terminal(), 1.0, 30)
    assert "\n" not in text
    assert text.count("\r") == 29 + 2
    assert text.endswith("\r")
    assert text.split("\r")[-2].strip() == ""


def test_the_line_says_how_far_how_fast_and_how_much_longer() -> None:
    assert line(3000, 12000, 10.0) == ("herald: checking, 3,000 of 12,000 steps (25 %), 300 a second, about 30 s left")


def test_a_compilation_is_told_at_once_on_a_line_that_stays() -> None:
    stream, clock = Terminal(), count(0.0, 5.0)
    with Progress(stream, lambda: next(clock)) as progress:
        progress(1, 2)
        progress.compiling()
    assert stream.getvalue().endswith(f"\r{COMPILING}\n")
    assert stream.getvalue().count("\n") == 1


@pytest.mark.parametrize(("done", "of", "seconds"), [(0, 10, 3.0), (0, 0, 3.0), (3, 10, 0.0)])
def test_without_a_rate_no_time_is_promised(done: int, of: int, seconds: float) -> None:
    assert "left" not in line(done, of, seconds)


def test_a_stream_that_is_closed_does_not_end_the_check() -> None:
    stream = Terminal()
    clock = count(0.0, 5.0)
    with Progress(stream, lambda: next(clock)) as progress:
        progress(1, 2)
        stream.close()
        progress(2, 2)


def test_without_standard_error_nothing_is_said() -> None:
    clock = count(0.0, 5.0)
    with Progress(None, lambda: next(clock)) as progress:
        progress(1, 2)


def test_a_reading_is_told_in_megabytes() -> None:
    stream, clock = StringIO(), count(0.0, 3.0)
    with Progress(stream, lambda: next(clock), reading) as progress:
        progress(10_400_000, 20_000_000)
    assert stream.getvalue() == "herald: reading, 10 of 20 MB (52 %), about 3 s left\n"
    assert "left" not in reading(0, 10, 3.0)
