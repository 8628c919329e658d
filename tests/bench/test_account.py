"""Is what was measured kept, printed and shown as it was?"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from time import process_time_ns

import pytest

from bench import account, page, plot
from bench.account import Agreement, AllPairs, Notice, Results, Single
from bench.approximations import Approximation
from bench.measure import of_process, spread, whole
from bench.table import ratios, table
from tests.house import committed

PLAIN = "no slack", "drawn"


@pytest.fixture
def results() -> Results:
    """A small account with one row of each kind."""
    return Results(
        machine={"processor": "P", "cores": 2, "memory_gib": 8, "system": "S", "python": "3", "commit": "c"},
        versions={"numpy": "2"},
        separation_m=1000.0,
        load=(0.5, 1.0),
        notices=[
            Notice("Herald", *PLAIN, 100, 300, 20.0, 10.0, 50.0, 7, 0.5, 118.0),
            Notice("Herald", "with slack", "drawn", 100, 300, 30.0, 20.0, 60.0, 9),
            Notice("SQLite", *PLAIN, 100, 300, 200.0, 150.0, 1500.0, 7),
        ],
        all_pairs=[AllPairs("Herald", *PLAIN, 100, 1, 0.25, 0.5, 11)],
        agreements=[Agreement("Herald", "SQLite", "all pairs", "drawn", 100, 11, 0, 0, 0)],
        approximations=[Approximation("schedule alone", 3, 0, 9, 12)],
        singles=[Single("add a notice", 100, 0.125, "CPU ms")],
        missing=[("postgis", "not installed")],
    )


def test_an_account_is_read_as_it_was_written(results: Results, tmp_path: Path) -> None:
    results.write(tmp_path / "one.json")
    assert asdict(account.read(tmp_path / "one.json")) == asdict(results)


def test_the_table_shows_every_figure_and_what_could_not_be_had(results: Results) -> None:
    text = table(results)
    for shown in (
        "P, 2 cores, 8 GiB",
        "118",
        "1,500",
        "0.250",
        "75.0%",
        "0.125",
        "not installed",
        "load at the start 0.50",
    ):
        assert shown in text


def test_ratios_are_of_the_same_question_on_the_same_legs(results: Results) -> None:
    assert list(ratios(results.notices)) == [("SQLite", "drawn", "100", "10.0x", "15.0x", "30.0x")]


def test_each_line_of_the_plot_is_of_one_engine_and_one_question(results: Results) -> None:
    drawn_by = {
        who: [row.p50_us for row in plot.of(results, who)]
        for who in ("Herald, no slack", "Herald, with slack", "SQLite")
    }
    assert drawn_by == {"Herald, no slack": [10.0], "Herald, with slack": [20.0], "SQLite": [150.0]}


def test_the_page_takes_the_table_between_its_marks_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(f"above\n{page.BEGIN}\nold\n{page.END}\nbelow\n", encoding="utf-8")
    page.fill(path, "new 1\n", "0.9")
    page.fill(path, "new 2\n", "1.0")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("above\n")
    assert text.endswith("\nbelow\n")
    assert "new 2" in text
    assert "new 1" not in text
    assert "old" not in text


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="no place for the figures"):
        page.fill(tmp_path / "page.md", "new", "1.0")
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == "no marks"


def test_every_figure_of_the_page_is_one_of_a_release() -> None:
    text = (committed.ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    inside = text.partition(page.BEGIN)[2].partition(page.END)[0]
    kept = [path.read_text(encoding="utf-8").strip() for path in (committed.ROOT / "bench" / "results").glob("*.txt")]
    assert any(f"```\n{each}\n```" in inside for each in kept)


def test_a_call_is_made_for_each_number_and_its_time_is_the_least_of_its_passes() -> None:
    made: list[int] = []
    ticks = iter(range(10_000))
    took = spread(made.append, 5, lambda: next(ticks) ** 2)
    assert made == [0, *range(5), *range(5), *range(5)]
    # The clock runs ever faster: a call made later takes longer, so the first pass is the least.
    assert (took.calls, took.mean_us) == (5, sum((2 * k + 1) ** 2 - (2 * k) ** 2 for k in range(5)) / 5 / 1e3)


def test_a_long_call_gives_its_answer_and_what_it_took() -> None:
    ticks = iter([1_000_000_000, 3_500_000_000])
    took, found = whole(lambda: "found", lambda: next(ticks))
    assert (took.cpu_s, found) == (2.5, "found")


@pytest.mark.skipif(sys.platform != "linux", reason="the clock of another process is named as on Linux")
def test_the_clock_of_another_process_is_its_own() -> None:
    before = process_time_ns()
    own = of_process(os.getpid())()
    assert before <= own <= process_time_ns()
    with subprocess.Popen([sys.executable, "-c", "sum(range(10**7)); input()"], stdin=subprocess.PIPE) as busy:
        clock = of_process(busy.pid)
        while clock() < 1_000_000:
            pass
        assert clock() >= 1_000_000
        busy.communicate(b"\n")
