"""Three forms, one answer: what NumPy and Numba make of many pairs is what the readable kernel makes of each, bit for bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import inf
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from herald.check import abreast, compiled, meet
from herald.geometry.ellipsoid import SEMI_MAJOR_M, SEMI_MINOR_M
from tests.check.kinds import HOUR_US, YEAR_9999_US
from tests.check.tables import REGIONS, Floats, Table, in_region, of_every_kind, plain

EACH = {"closest_each": 3, "window_each": 2, "forbidden_each": 2, "cuts_each": 2, "steps_each": 2}
"""Every question of the kernel, and how many numbers answer it."""
Form = Callable[..., Floats]


def in_numpy(name: str, width: int, *arrays: Floats) -> Floats:
    out = np.full((len(arrays[0]), width), np.nan)
    getattr(abreast, name)(*arrays, out)
    return out


def by_numba(name: str, width: int, *arrays: Floats) -> Floats:
    out = np.full((len(arrays[0]), width), np.nan)
    compiled.kernels()[name](*arrays, out)
    return out


FORMS = pytest.mark.parametrize(
    "form", [in_numpy, pytest.param(by_numba, marks=pytest.mark.compiled)], ids=["NumPy", "Numba"]
)


def questions(of: Table) -> Iterator[tuple[str, tuple[Floats, ...]]]:
    """Everything that can be asked of a table; windows of the pairs that meet."""
    yield "closest_each", (of.a, of.b, of.up_m, of.down_m)
    for name in ("forbidden_each", "cuts_each", "steps_each"):
        yield name, (of.a, of.b, of.up_m, of.down_m, of.d2)
    met, at = of.meeting()
    yield "window_each", (met.a, met.b, met.up_m, met.down_m, met.d2, at)


def assert_answers_alike(form: Form, of: Table) -> None:
    for name, arrays in questions(of):
        np.testing.assert_array_equal(form(name, EACH[name], *arrays), plain(name, EACH[name], *arrays), name)


# -- What was ever awkward, and what is ordinary --------------------------------------------------------------------------


@FORMS
def test_pairs_of_every_awkward_kind_are_answered_alike(form: Form, seed: int) -> None:
    table = of_every_kind(Random(f"abreast {seed}"), 40)
    assert len(table.meeting()[1]) > len(table.a) / 4
    assert np.isinf(plain("closest_each", 3, table.a, table.b, table.up_m, table.down_m)[:, 0]).any()
    assert_answers_alike(form, table)


@FORMS
def test_pairs_asked_about_the_very_distance_they_come_within_are_answered_alike(form: Form, seed: int) -> None:
    """Posts and lanes have all of their points on the edge of what is within: whether it counts must not depend on the form."""
    table = of_every_kind(Random(f"at the limit {seed}"), 20)
    nearest = plain("closest_each", 3, table.a, table.b, table.up_m, table.down_m)[:, 0]
    at_the_limit = replace(table, d2=np.where(np.isfinite(nearest), nearest, 1.0))
    assert len(at_the_limit.meeting()[1]) > len(table.a) / 2
    assert_answers_alike(form, at_the_limit)


@FORMS
@pytest.mark.parametrize("region", REGIONS)
def test_legs_at_random_are_answered_alike_in_every_region(form: Form, region: str, seed: int) -> None:
    table = in_region(*REGIONS[region], seed, 400)
    assert 100 < len(table.meeting()[1]) < 320
    assert_answers_alike(form, table)


@FORMS
def test_legs_exactly_opposite_each_other_on_the_earth_are_answered_alike(form: Form) -> None:
    """Their plane has no normal of its own: off the axis, on it, and but a hair from it."""
    lying = [(SEMI_MAJOR_M, 0.0, 0.0), (0.0, 0.0, SEMI_MINOR_M), (3e6, -4e6, 3.9e6), (0.0, 5e6, 3.9e6)]
    a = np.zeros((2 * len(lying), meet.COLUMNS))
    a[:, :3] = lying + lying
    b = -a
    a[:, meet.DX], b[:, meet.DX] = 5000.0, -5000.0
    b[len(lying) :, meet.Y] += 0.25
    a[:, meet.L0] = b[:, meet.L0] = float(HOUR_US)
    unlimited = np.full(len(a), inf)
    assert_answers_alike(form, Table(a, b, unlimited, unlimited, np.full(len(a), 1e15)))


# -- What nobody thought of ----------------------------------------------------------------------------------------------

HARD = (0.0, -0.0, 1.0, -1.0, 0.5, 1e-3, -1e-3, 1e-12, 1e-160, 5e-324)
INSTANTS = st.sampled_from((0, 1, HOUR_US, YEAR_9999_US)) | st.integers(0, 4 * HOUR_US)


def length(most_m: float) -> SearchStrategy[float]:
    return st.sampled_from(HARD) | st.integers(-5, 5).map(float) | st.floats(-most_m, most_m)


@st.composite
def ends(draw: DrawFn, unbounded: float) -> tuple[float, float]:
    """Where a window's end stands at the start of a leg, and how it runs along it; or that nobody stated it."""
    if draw(st.integers(0, 7)) == 0:
        return unbounded, 0.0
    return float(draw(INSTANTS)), float(draw(INSTANTS))


@st.composite
def pairs(draw: DrawFn) -> tuple[list[float], list[float], float, float, float]:
    """Two rows that may agree in anything: one road, one timing, one height, none of it in proportion."""

    def leg() -> list[float]:
        place = [draw(length(1e4)), draw(length(1e4)), SEMI_MINOR_M]
        heights = draw(st.lists(length(1e3), min_size=4, max_size=4))
        return [*place, *(draw(length(1e4)) for _ in range(3)), *draw(ends(-inf)), *draw(ends(inf)), *heights]

    a, b = leg(), leg()
    for first, last in ((0, 3), (3, 6), (6, 8), (8, 10), (10, 14)):
        if draw(st.booleans()):
            b[first:last] = a[first:last]
    margins = st.sampled_from((0.0, 300.0, -200.0, inf))
    return a, b, draw(margins), draw(margins), draw(st.sampled_from((0.0, 1.0, 1e4, 1e6, 1e9)))


TABLES = st.lists(pairs(), min_size=1, max_size=8).map(
    lambda drawn: Table(*(np.array(column, dtype=np.float64) for column in zip(*drawn, strict=True)))
)


@given(TABLES)
def test_numpy_answers_whatever_pairs_as_the_readable_kernel_does(table: Table) -> None:
    assert_answers_alike(in_numpy, table)


@pytest.mark.compiled
@given(TABLES)
def test_numba_answers_whatever_pairs_as_the_readable_kernel_does(table: Table) -> None:
    assert_answers_alike(by_numba, table)


@pytest.mark.deep
def test_a_hundred_thousand_pairs_are_answered_alike(seed: int) -> None:
    assert_answers_alike(in_numpy, of_every_kind(Random(f"deep abreast {seed}"), 4000))
    for place in REGIONS.values():
        assert_answers_alike(in_numpy, in_region(*place, seed, 12_000))


# -- However many ----------------------------------------------------------------------------------------------------------


@FORMS
@pytest.mark.parametrize("n", [0, 1])
def test_none_and_one_are_answered_too(form: Form, n: int) -> None:
    table = in_region(*REGIONS["pole"], 1, n)
    at = np.full((n, 2), 0.5)
    for name, width in EACH.items():
        more = (table.d2,) * (name != "closest_each") + (at,) * (name == "window_each")
        answers = form(name, width, table.a, table.b, table.up_m, table.down_m, *more)
        assert answers.shape == (n, width)
        assert not np.isnan(answers).any()


@pytest.mark.parametrize("more", [-1, 0, 1, 2])
def test_pairs_are_answered_alike_across_blocks(more: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abreast, "BLOCK", 16)
    assert_answers_alike(in_numpy, in_region(*REGIONS["antimeridian"], 2, 32 + more))


def test_a_table_that_is_a_view_is_answered_alike() -> None:
    """Every other row, margins that all are one number in memory."""
    table = in_region(*REGIONS["equator"], 3, 64)
    a, b, up, down = table.a[::2], table.b[::2], *(np.broadcast_to(np.float64(300.0), 32) for _ in range(2))
    np.testing.assert_array_equal(in_numpy("closest_each", 3, a, b, up, down), plain("closest_each", 3, a, b, up, down))


def test_every_question_of_the_kernel_has_its_form_abreast() -> None:
    asked = {name for name in vars(meet) if name.endswith("_each")}
    assert asked == set(EACH) == {name for name in vars(abreast) if name.endswith("_each")}
