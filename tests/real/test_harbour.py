"""A day of ship tracks in New York harbour, that no one here wrote: through the command line, onto a page, against MEOS.

The tracks are those of the package tracktable-data (AIS reports of December 2020), read where it is installed, never imported.
MEOS answers an easier question: how near two ships come if each runs straight and evenly from fix to fix.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from bench.tracks import HARBOUR, columns, installed
from herald.check.answer import Limits
from herald.check.pairs import asked, by_pair
from herald.check.world import world
from herald.formats import notices
from herald.notice.model import Notice
from tests.check import meos
from tests.commandline.calls import herald_process
from tests.real import tables

pytestmark = pytest.mark.harbour

DAY = date(2020, 12, 2)
GREATEST_SPEED_KMH = 60
"""A little over 32 knots: faster than all but a few of the harbour's ships are ever reported."""
SEPARATION_M = 1000.0
LONGEST_S = 600.0
"""On the wall, of a machine that others use."""
AT_THE_LIMIT_M = 1.0
"""MEOS measures on a sphere between the fixes: nearer to the limit than this, the two may fall on either side."""
LARGEST_PAGE = 8_000_000

Pair = tuple[str, str]
Nearest = dict[Pair, float | None]


@dataclass(frozen=True)
class Answered:
    """What the command line said of the day, and the files about it."""

    exit_code: int
    answer: dict[str, Any]
    page: str
    notices: tuple[Notice, ...]

    @cached_property
    def verdicts(self) -> dict[Pair, str]:
        """Of the pairs that are listed."""
        return {(e["a"], e["b"]): e["verdict"] for e in self.answer["encounters"]}

    @cached_property
    def reasons(self) -> dict[Pair, str]:
        return {(e["a"], e["b"]): e["reason"] for e in self.answer["encounters"] if e["reason"] is not None}


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The day as a file of notices, written by `herald tracks` from a table of fixes."""
    folder = tmp_path_factory.mktemp("harbour")
    table, path = tables.ships(folder / "harbour.csv", DAY), folder / "harbour.geojson"
    done = herald_process("tracks", table, "--max-speed-kmh", str(GREATEST_SPEED_KMH), "--party-from", "ship")
    assert done.returncode == 0, done.stderr
    path.write_bytes(done.stdout)
    return path


@pytest.fixture(scope="module")
def answered(filed: Path) -> Answered:
    page = filed.with_name("harbour.html")
    done = herald_process("check", "--json", "--html", page, filed, longest_s=LONGEST_S)
    return Answered(
        done.returncode,
        json.loads(done.stdout),
        page.read_text(encoding="utf-8"),
        notices.read([(filed.name, filed.read_bytes())]),
    )


@pytest.fixture(scope="module")
def theirs(answered: Answered) -> Nearest:
    """How near does MEOS say that each pair of ships comes? None where they are never under way at once."""
    paths = {notice.id: meos.movement(notice) for notice in answered.notices}
    return {(a, b): meos.nearest_m(paths[a], paths[b]) for a, b in pairs(answered.notices)}


def pairs(notices: Sequence[Notice]) -> list[Pair]:
    """Every pair of notices of different parties, the smaller id first."""
    ordered = sorted(notices, key=lambda notice: notice.id)
    return [(a.id, b.id) for a, b in combinations(ordered, 2) if a.party != b.party]


def as_drawn(notices: Sequence[Notice]) -> set[Pair]:
    """Which pairs could meet if the tracks are filed as movements without slack: each fix at its instant, straight between?"""
    filed = [replace(notice, observed=False, max_speed_um_s=None, place_uncertainty_mm=0) for notice in notices]
    of = world(filed, None, Limits(SEPARATION_M))
    hits = asked(of, None)
    assert hits.certain.all()
    return {(of.notices[a].id, of.notices[b].id) for a, b, _ in by_pair(of, hits)}


def test_every_fix_of_the_day_is_checked(answered: Answered) -> None:
    text = installed(*HARBOUR).read_text(encoding="utf-8")
    days = [
        [ship for ship, instant in zip(*track[:2], strict=True) if instant.startswith(str(DAY))]
        for track in columns(text)
    ]
    days = [fixes for fixes in days if fixes]
    checked = answered.answer["checked"]
    assert sum(map(len, days)) == 35_099
    assert checked["notices"] == len(days) == 118
    assert checked["parties"] == len({fixes[0] for fixes in days}) == 72
    assert checked["legs"] == 35_099 - 118
    assert checked["pairs_asked"] == len(pairs(answered.notices))


def test_the_command_line_answers_for_every_pair(answered: Answered, judged: Callable[[str, int], None]) -> None:
    counts = Counter(answered.verdicts.values())
    counts["cannot-meet"] = answered.answer["checked"]["pairs_asked"] - counts.total()
    assert answered.exit_code == 1
    assert set(counts) == {"could-meet", "cannot-meet", "cannot-tell"}
    for verdict, pairs_of_ships in sorted(counts.items()):
        judged(f"a day in the harbour: {verdict}", pairs_of_ships)


def test_the_tracks_are_dense_enough_to_tell_almost_every_pair(answered: Answered) -> None:
    untold = [pair for pair, verdict in answered.verdicts.items() if verdict == "cannot-tell"]
    assert len(untold) <= 0.04 * answered.answer["checked"]["pairs_asked"]
    assert all(
        answered.reasons[pair] == "the tracks are too sparse" or too_fast(answered.reasons[pair]) for pair in untold
    )


def too_fast(reason: str) -> bool:
    """Does it name two fixes that no ship of the stated greatest speed could have left and reached?"""
    return "need more than max_speed_kmh" in reason


def test_the_past_is_not_retimed(answered: Answered) -> None:
    assert [e for e in answered.answer["encounters"] if e["clears"] is not None] == []


class _References(HTMLParser):
    """Everything a page would fetch: what an attribute names that is neither on the page nor within it."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action", "data", "poster")]
        self.fetched += [value for value in named if not value.startswith(("#", "data:"))]
        self.fetched += [tag] if tag in ("link", "iframe", "object", "embed", "base") else []


def test_the_page_is_one_file_of_bounded_size_that_fetches_nothing(answered: Answered) -> None:
    references = _References()
    references.feed(answered.page)
    assert references.fetched == []
    assert "@import" not in answered.page
    assert "url(" not in answered.page.replace("url(#", "").replace("url(data:", "")
    assert len(answered.page.encode()) < LARGEST_PAGE


def test_the_page_names_every_track(answered: Answered) -> None:
    assert [notice.id for notice in answered.notices if notice.id not in answered.page] == []


@pytest.mark.meos
def test_without_slack_the_same_pairs_could_meet_as_meos_finds_within_the_separation(
    answered: Answered, theirs: Nearest, judged: Callable[[str, int], None]
) -> None:
    ours = as_drawn(answered.notices)
    near = {pair for pair, nearest in theirs.items() if nearest is not None and nearest <= SEPARATION_M}
    at_the_limit = {
        pair
        for pair, nearest in theirs.items()
        if nearest is not None and abs(nearest - SEPARATION_M) <= AT_THE_LIMIT_M
    }
    print(f"{len(at_the_limit)} pairs within {AT_THE_LIMIT_M} m of the limit")
    assert ours ^ near <= at_the_limit
    assert len(at_the_limit) < 10
    judged("MEOS, the day's tracks without slack", len(theirs))
    judged("MEOS, of these within the separation", len(near))


@pytest.mark.meos
def test_what_meos_finds_within_the_separation_could_meet(
    answered: Answered, theirs: Nearest, judged: Callable[[str, int], None]
) -> None:
    """Straight and even from fix to fix is a possible motion, unless it is faster than the ship can go."""
    near = [pair for pair, m in theirs.items() if m is not None and m <= SEPARATION_M - AT_THE_LIMIT_M]
    untold = [pair for pair in near if answered.verdicts.get(pair) != "could-meet"]
    assert [pair for pair in untold if answered.verdicts.get(pair) != "cannot-tell"] == []
    assert [pair for pair in untold if not too_fast(answered.reasons[pair])] == []
    judged("MEOS, within the separation: could-meet", len(near) - len(untold))
    judged("MEOS, within the separation, faster than the ship: cannot-tell", len(untold))


@pytest.mark.meos
def test_what_cannot_meet_meos_finds_further_apart(
    answered: Answered, theirs: Nearest, judged: Callable[[str, int], None]
) -> None:
    apart = {pair: nearest for pair, nearest in theirs.items() if pair not in answered.verdicts}
    assert {pair: m for pair, m in apart.items() if m is not None and m <= SEPARATION_M} == {}
    judged("MEOS, cannot-meet: never under way at once", sum(nearest is None for nearest in apart.values()))
    judged("MEOS, cannot-meet: further apart", sum(nearest is not None for nearest in apart.values()))
