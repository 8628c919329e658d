"""The long run over tracks: what two greatest speeds allow contradicts no answer, and what is shown a search finds too."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from herald.check.answer import Verdict
from tests.check.prisms import nearest
from tests.check.test_gaps import SEARCHED, answer, outside, running
from tests.check.worlds import REGIONS

pytestmark = pytest.mark.deep

PLACES = 300_000
CLAIMS = 60


def test_places_that_greatest_speeds_allow_contradict_no_answer(seed: int, judged: Callable[[str, int], None]) -> None:
    """Counted are the places of pairs of tracks that cannot meet within a distance a little less than the nearest found."""
    rng, lots, against_none, in_windows, number = Random(f"{seed} gaps"), np.random.default_rng(seed), 0, 0, 0
    while against_none < PLACES:
        region = sorted(REGIONS)[number % len(REGIONS)]
        number += 1
        a, b = running(rng, region, 1, "aster"), running(rng, region, 2, "birch")
        found = nearest(a, b, lots)
        if found is None:
            assert answer(a, b) is None
            continue
        assert answer(a, b, found.metres + 0.001) is not None, (a, b)
        if answer(a, b, 0.8 * found.metres) is None:
            against_none += found.looked_at
        wide = found.metres + rng.choice([10.0, 300.0, 3_000.0])
        said = answer(a, b, wide)
        assert said is not None
        if said.verdict is Verdict.COULD_MEET:
            assert outside(said, found, wide) == [], (a, b, wide)
            in_windows += int((found.passes[:, 1] <= wide).sum())
    judged("places within the greatest speeds, of tracks that cannot meet", against_none)
    judged("places within the greatest speeds, in the windows of those that could", in_windows)


def test_what_is_shown_of_many_tracks_a_search_finds_too(seed: int, judged: Callable[[str, int], None]) -> None:
    rng, lots, shown, number = Random(f"{seed} claims"), np.random.default_rng(seed), 0, 0
    while shown < CLAIMS:
        region = sorted(REGIONS)[number % len(REGIONS)]
        number += 1
        a, b = running(rng, region, 1, "aster"), running(rng, region, 2, "birch")
        found = nearest(a, b, lots, starts=3)
        if found is None or found.metres < 50:
            continue
        for share in (0.5, 0.8, 0.95, 1.01, 1.1):
            separation = share * found.metres + (1.0 if share > 1 else 0.0)
            said = answer(a, b, separation)
            could = said is not None and said.verdict is Verdict.COULD_MEET
            assert could or share < 1, (a, b, separation)
            assert not could or found.metres <= separation * (1 + SEARCHED), (a, b, separation)
            shown += could
    judged("search by trial, meetings of tracks shown", shown)
