"""The long run: a million pairs of possible motions, and the exact oracle on many thousand pairs of legs."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from tests.check.contradictions import about, closest_m, window_us
from tests.check.kinds import KINDS, distance_m
from tests.check.test_meet_properties import contradicting

pytestmark = pytest.mark.deep

MOTIONS = 1_000_000
ORACLE_CASES = 1_500


def test_a_million_sampled_pairs_of_possible_motions_never_contradict_the_answer(
    seed: int, judged: Callable[[str, int], None]
) -> None:
    rng, lots, count = Random(seed), np.random.default_rng(seed), 0
    while count < MOTIONS:
        pairs = [draw(rng) for draw in KINDS.values() for _ in range(20)]
        cases = [(pair, distance_m(rng, closest_m(pair))) for pair in pairs]
        together, wrong = contradicting(cases, 500, lots)
        assert wrong == []
        count += together
    print(f"{count:,} pairs of motions were under way together")
    judged("sampled pairs of possible motions of two legs", count)


@pytest.mark.parametrize("kind", KINDS)
def test_the_kernel_and_the_exact_oracle_agree_on_many(
    kind: str, seed: int, judged: Callable[[str, int], None]
) -> None:
    rng, within = Random(f"deep {seed} {kind}"), 0
    for _ in range(ORACLE_CASES):
        pair = KINDS[kind](rng)
        distance = distance_m(rng, closest_m(pair))
        assert about(pair, distance) == [], (pair, distance)
        within += window_us(pair, distance) is not None
    print(f"{kind}: {ORACLE_CASES:,} pairs of legs, {within:,} within the distance")
    judged("exact oracle, pairs of legs", ORACLE_CASES)
