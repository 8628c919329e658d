"""What is odd in the fixes of a track, and by which is it known? Findings; and what is left out only ever widens."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.geometry.place import Place
from herald.notice.fixes import MOVING_MM_S, Known, blur_m, known
from herald.notice.track import Fix, Source, Track
from herald.units import DAY, SECOND, Instant, parse_instant

START = parse_instant("2020-12-02T10:00:00Z")
KMH_60 = 16_666_667
A_METRE_E9 = 8_983.15
"""In 1e-9 degree along the equator."""


def fix(second: float, east_m: float = 0.0, north_m: float = 0.0, speed_mm_s: int | None = None) -> Fix:
    """A fix near 20 degrees west on the equator, at sea."""
    where = Place(-20_000_000_000 + round(east_m * A_METRE_E9), round(north_m * A_METRE_E9))
    return Fix(Instant(START + round(second * SECOND)), where, None, speed_mm_s)


def known_by(*fixes: Fix, most_um_s: int = KMH_60, digits: int = 9) -> Known:
    return known(Track("a", fixes, digits=digits), most_um_s)


def odd(found: Known) -> dict[str, int]:
    return {oddity.code: oddity.count for oddity in found.oddities}


def test_a_sound_track_has_nothing_odd() -> None:
    fixes = [fix(second, 10.0 * second) for second in range(0, 600, 60)]
    assert known_by(*fixes) == Known(tuple(fixes), ())


def test_a_fix_told_late_is_put_in_its_place_and_said() -> None:
    found = known_by(fix(0), fix(120, 20), fix(60, 10), fix(180, 30))
    assert [one.instant for one in found.fixes] == sorted(one.instant for one in found.fixes)
    (late,) = found.oddities
    assert (late.code, late.count, late.instant) == ("fix-out-of-order", 1, fix(60).instant)


def test_a_fix_told_again_counts_once() -> None:
    found = known_by(fix(0), fix(60, 10), fix(60, 10), fix(60, 10), fix(120, 20))
    assert (len(found.fixes), odd(found)) == (3, {"fix-twice": 2})


def test_another_place_at_the_same_instant_is_kept_with_the_first_and_both_are_doubtful() -> None:
    found = known_by(fix(0), fix(60, 10), fix(60, 900), fix(120, 20))
    assert len(found.fixes) == 4
    assert odd(found) == {"same-instant-elsewhere": 1, "fixes-too-fast": 1}


def test_a_height_that_differs_at_one_instant_and_place_is_kept() -> None:
    low, high = (Fix(START, Place(0, 0), height) for height in (100, 900))
    assert known_by(low, high, low).fixes in ((low, high), (high, low), (low, high, low))
    assert len({one.height_m for one in known_by(low, high, low).fixes}) == 2


def test_a_leg_faster_than_the_greatest_speed_is_found_and_every_fix_kept() -> None:
    found = known_by(fix(0), fix(60, 999), fix(120, 2_100), fix(180, 2_200))
    assert (len(found.fixes), odd(found)) == (4, {"fixes-too-fast": 1})
    assert found.oddities[0].instant == fix(60).instant


def test_a_track_at_exactly_its_greatest_speed_is_not_too_fast() -> None:
    assert known_by(fix(0), fix(60, 1_000)).oddities == ()


def test_a_position_that_is_repeated_while_its_own_speed_says_it_moves_is_left_out_but_for_the_first() -> None:
    moving = 5 * MOVING_MM_S
    repeats = [fix(second, 500, speed_mm_s=moving) for second in (60, 120, 180)]
    found = known_by(fix(0, speed_mm_s=moving), *repeats, fix(240, 2_000, speed_mm_s=moving))
    assert [one.instant for one in found.fixes] == [fix(second).instant for second in (0, 60, 240)]
    assert odd(found) == {"position-frozen": 2}


def test_at_the_end_of_a_track_the_last_of_the_repeated_positions_is_kept() -> None:
    """A track says nothing after its last fix: left out, what could have happened until then would be said not to have."""
    moving = 5 * MOVING_MM_S
    found = known_by(*(fix(second, 500, speed_mm_s=moving) for second in (0, 60, 120, 180)))
    assert [one.instant for one in found.fixes] == [fix(0).instant, fix(180).instant]


@pytest.mark.parametrize("speed", [None, 0, MOVING_MM_S])
def test_a_ship_at_rest_that_says_so_or_says_nothing_is_at_rest(speed: int | None) -> None:
    fixes = [fix(second, speed_mm_s=speed) for second in range(0, 3600, 180)]
    assert known_by(*fixes) == Known(tuple(fixes), ())


def test_a_slow_ship_whose_place_is_told_too_coarsely_to_show_it_is_not_frozen() -> None:
    """Two decimals are a cell of 1.6 km; at 4 knots that is more than five minutes."""
    fixes = [fix(second, speed_mm_s=2_058) for second in (0, 60, 120)]
    assert odd(known_by(*fixes, digits=2)) == {"position-coarse": 3}
    assert odd(known_by(*fixes, digits=5)) == {"position-frozen": 1}


def test_a_receiver_that_catches_up_was_frozen_even_where_no_speed_is_told() -> None:
    """A kilometre in two minutes fits; in the one minute since the last repetition it would not."""
    found = known_by(fix(0), fix(60, 600), fix(120, 600), fix(180, 600), fix(240, 2_400), fix(300, 2_500))
    assert [one.instant for one in found.fixes] == [fix(second).instant for second in (0, 60, 240, 300)]
    assert odd(found) == {"position-frozen": 2}


def test_a_run_that_even_its_first_fix_does_not_explain_is_not_called_frozen() -> None:
    found = known_by(fix(0), fix(60), fix(120), fix(180, 90_000))
    assert (len(found.fixes), odd(found)) == (4, {"fixes-too-fast": 1})


def test_an_instant_before_any_satellite_told_the_time_is_a_clock_fault() -> None:
    """A logger of 2010 wrote a whole walk into the year 1901."""
    shift = START - parse_instant("1901-12-13T20:45:52Z")
    fixes = [Fix(Instant(one.instant - shift), one.place) for one in (fix(0), fix(60, 60), fix(120, 130))]
    (found,) = known_by(*fixes).oddities
    assert (found.code, found.count, found.instant) == ("clock-implausible", 3, fixes[0].instant)


def test_a_jump_of_more_than_a_year_is_a_clock_fault_whichever_of_the_two_is_wrong() -> None:
    ahead = Fix(Instant(START + 4000 * DAY), fix(0).place)
    found = known_by(fix(0), fix(60, 60), ahead)
    assert (len(found.fixes), odd(found)) == (3, {"clock-implausible": 1})


def test_reports_without_a_position_are_counted_and_heights_that_are_missing_said() -> None:
    fixes = (Fix(START, Place(0, 0), 100), Fix(Instant(START + SECOND), Place(10, 0)))
    found = known(Track("a", fixes, unplaced=3), KMH_60)
    assert odd(found) == {"position-missing": 3, "height-missing": 1}


def test_a_track_without_a_fix_and_one_of_one_fix_are_tracks() -> None:
    assert known_by() == Known((), ())
    assert known_by(fix(0)) == Known((fix(0),), ())


def test_the_fewer_digits_a_place_has_the_further_it_may_be_off() -> None:
    assert [round(blur_m(digits), 3) for digits in (2, 4, 5, 7, 9, 12)] == [789.796, 7.898, 0.79, 0.008, 0.0, 0.0]


def test_coarse_places_are_said_to_be_so_unless_their_source_is_known_to_round() -> None:
    fixes = (fix(0), fix(60, 600))
    assert odd(known_by(*fixes, digits=3)) == {"position-coarse": 2}
    assert odd(known_by(*fixes, digits=4)) == {}
    assert odd(known(Track("a", fixes, Source.AIS, digits=3), KMH_60)) == {}


fixes_told = st.lists(
    st.builds(
        fix,
        st.integers(0, 40).map(lambda step: 30.0 * step),
        st.integers(-3, 3).map(lambda step: 400.0 * step),
        st.integers(-1, 1).map(lambda step: 400.0 * step),
        st.sampled_from([None, 0, 1_000, 9_000]),
    ),
    max_size=25,
)


@given(fixes_told, st.randoms(use_true_random=False))
def test_in_whatever_order_fixes_are_told_the_track_is_known_by_the_same(told: Sequence[Fix], lots: Random) -> None:
    shuffled = list(told)
    lots.shuffle(shuffled)
    one, other = known_by(*told), known_by(*shuffled)
    assert [(each.instant, each.place) for each in one.fixes] == [(each.instant, each.place) for each in other.fixes]


@given(fixes_told)
def test_every_fix_is_kept_or_counted_and_the_first_and_last_instants_stay(told: Sequence[Fix]) -> None:
    found = known_by(*told)
    left_out = sum(count for code, count in odd(found).items() if code in ("fix-twice", "position-frozen"))
    assert len(found.fixes) + left_out == len(told)
    if told:
        instants = [one.instant for one in told]
        assert (found.fixes[0].instant, found.fixes[-1].instant) == (min(instants), max(instants))
    assert {(one.instant, one.place) for one in found.fixes} <= {(one.instant, one.place) for one in told}
