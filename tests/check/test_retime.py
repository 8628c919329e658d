"""Are the clear shifts just those at which a check finds nothing? Filed anew and checked again, second by second."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from herald.check.pairs import check
from tests.check.retimed import HORIZON_S, contradictions, lists, zoned
from tests.check.worlds import LIMITS, REGIONS, drawn

PLANAR = sorted(set(REGIONS) - {"pole"})
"""Where a zone with edges straight in longitude and latitude can be drawn."""


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_a_shift_is_clear_just_where_a_check_of_the_shifted_notice_lists_nothing(region: str, seed: int) -> None:
    found = [each for number in range(4) for each in contradictions(f"{seed} {number}", region)]
    assert len(found) > 20
    assert not [wrong for _, wrong in found if wrong]


@pytest.mark.parametrize("region", PLANAR)
def test_clauses_that_begin_or_cease_to_govern_with_the_shift_are_followed(region: str, seed: int) -> None:
    rng = Random(f"{seed} {region}")
    found = [each for number in range(4) for each in contradictions(f"{seed} {number}", region, zoned(region, rng))]
    assert len(found) > 20
    assert not [wrong for _, wrong in found if wrong]


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_what_clears_it_is_the_least_whole_second_that_does(region: str, seed: int) -> None:
    judged = 0
    for number in range(3):
        notices = drawn(Random(f"{seed} {region} {number}"), region, 5)
        for encounter in check(notices, None, LIMITS).encounters:
            assert encounter.clears is not None
            for name, clears in zip((encounter.a, encounter.b), encounter.clears, strict=True):
                mine = next(notice for notice in notices if notice.id == name)
                others = [notice for notice in notices if notice.id != name]
                for sign, seconds in ((1, clears.later_s), (-1, clears.earlier_s)):
                    if seconds is not None:
                        judged += 1
                        assert not lists(mine, others, sign * seconds, None)
                        assert lists(mine, others, sign * (seconds - 1), None)
    assert judged


@pytest.mark.deep
@pytest.mark.parametrize("region", sorted(REGIONS))
def test_many_more_shifts_are_clear_just_where_a_check_lists_nothing(
    region: str, seed: int, judged: Callable[[str, int], None]
) -> None:
    rng = Random(f"{seed} {region}")
    found = []
    for number in range(150):
        agreement = zoned(region, rng) if region in PLANAR and number % 2 else None
        found += list(contradictions(f"{seed} deep {number}", region, agreement))
    judged(f"checks of a notice shifted within {HORIZON_S} s", len(found))
    assert not [wrong for _, wrong in found if wrong]
