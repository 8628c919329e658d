"""One source, two interpreters: the kernel as Numba compiles it gives the answers it gives as it stands."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from herald.check import compiled, meet
from herald.geometry.ellipsoid import SEMI_MAJOR_M
from tests.check.contradictions import closest_m
from tests.check.kinds import KINDS, distance_m
from tests.check.oracle import Pair

CASES = 300
Floats = NDArray[np.float64]


@pytest.fixture(scope="module")
def tables() -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Rows of every kind laid out where the Earth's axis comes up: a, b, up, down, squared distance."""
    rng = Random(20200825)
    pairs = [draw(rng) for draw in KINDS.values() for _ in range(CASES)]
    a, b = (np.array([_laid_out(pair, which) for pair in pairs]) for which in (0, 1))
    up, down = np.array([[pair.up_m, pair.down_m] for pair in pairs], dtype=np.float64).T
    squared = np.array([distance_m(rng, closest_m(pair)) for pair in pairs]) ** 2
    return a, b, np.ascontiguousarray(up), np.ascontiguousarray(down), squared


def _laid_out(pair: Pair, which: int) -> list[float]:
    ax, ay, bx, by, rx, ry = map(float, pair.flat)
    place = ((rx, ry, ax, ay), (0.0, 0.0, bx, by))[which]
    leg = (pair.a, pair.b)[which]
    return [place[0], place[1], SEMI_MAJOR_M, place[2], place[3], 0.0, *map(float, leg[6:])]


def _both(name: str, width: int, *arrays: Floats) -> tuple[Floats, Floats]:
    """What the compiled function and the plain one write, for the same tables."""
    out = np.empty((len(arrays[0]), width))
    compiled.kernels()[name](*arrays, out)
    rows = [[0.0] * width for _ in range(len(arrays[0]))]
    getattr(meet, name)(*(array.tolist() for array in arrays), rows)
    return out, np.array(rows)


@pytest.mark.compiled
def test_the_compiled_kernel_gives_the_plain_kernels_answers_bit_for_bit(
    tables: tuple[Floats, Floats, Floats, Floats, Floats],
) -> None:
    a, b, up, down, squared = tables
    fast, plain = _both("closest_each", 3, a, b, up, down)
    np.testing.assert_array_equal(fast, plain)
    assert np.isfinite(plain[:, 0]).sum() > len(a) / 3
    assert np.isinf(plain[:, 0]).any()

    for name in ("forbidden_each", "cuts_each", "steps_each"):
        fast, plain = _both(name, 2, a, b, up, down, squared)
        np.testing.assert_array_equal(fast, plain)

    near, _ = _both("closest_each", 3, a, b, up, down)
    rows = np.flatnonzero(near[:, 0] <= squared)
    assert len(rows) > len(a) / 4
    at = np.ascontiguousarray(near[rows, 1:])
    fast, plain = _both("window_each", 2, a[rows], b[rows], up[rows], down[rows], squared[rows], at)
    np.testing.assert_array_equal(fast, plain)


@pytest.mark.compiled
def test_every_function_of_the_kernel_is_compiled() -> None:
    """A function left out would be called as plain Python, or break only where Numba is installed."""
    functions = {
        name
        for name, value in vars(meet).items()
        if callable(value) and getattr(value, "__module__", "") == meet.__name__
    }
    assert set(compiled.kernels()) == functions
