"""How are many pairs of rows answered? The one source of :mod:`herald.check.meet`, as it stands or compiled by Numba.

Numba is imported only where it is installed and there is enough to do: loading a compiled kernel takes about a second, the
first compilation on a machine several. Both ways give the same answers; a test holds them equal.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from types import FunctionType

import numpy as np

from herald.check import meet
from herald.geometry.ellipsoid import Floats

WORTH_COMPILING = 50_000
"""From how many pairs on is the compiled kernel worth loading? About a second and a half of plain Python."""

_Kernel = Callable[..., object]
_IN_ORDER = (
    "metric", "squared_m2", "along", "cross_product", "point_apart", "time_and_height", "place_and_height", "holds",
    "edge", "closest", "least", "window", "forbidden", "closest_each", "window_each", "forbidden_each",
    "cuts", "steps", "cuts_each", "steps_each",
)  # fmt: skip
"""Every function after those it calls."""


def closest(a: Floats, b: Floats, up_m: Floats, down_m: Floats) -> Floats:
    """For n pairs of rows (n, 14): (n, 3) of plane distance in metres (inf where they share nothing), u, v.

    `up_m`, `down_m` (n,): see :func:`herald.check.meet.time_and_height`.
    """
    out = _run("closest_each", 3, a, b, up_m, down_m)
    out[:, 0] = np.sqrt(out[:, 0])
    return out


def window(a: Floats, b: Floats, up_m: Floats, down_m: Floats, plane_m: Floats, at: Floats) -> Floats:
    """For n pairs that come within `plane_m` (n,) at the points `at` (n, 2): (n, 2) first and last instant in us."""
    return _run("window_each", 2, a, b, up_m, down_m, plane_m**2, at)


def forbidden(a: Floats, b: Floats, up_m: Floats, down_m: Floats, plane_m: Floats) -> Floats:
    """For n pairs: (n, 2) the least and greatest delay of b in us that lets them meet; (inf, -inf) where none does."""
    return _run("forbidden_each", 2, a, b, up_m, down_m, plane_m**2)


def cuts(a: Floats, b: Floats, up_m: Floats, down_m: Floats, plane_m: Floats) -> Floats:
    """For n pairs: (n, 2) by how many us b's latest, and its earliest, may be cut and they still meet; -inf where they do not."""
    return _run("cuts_each", 2, a, b, up_m, down_m, plane_m**2)


def steps(a: Floats, b: Floats, up_m: Floats, down_m: Floats, plane_m: Floats) -> Floats:
    """For n pairs: (n, 2) the least and greatest metres by which b raised meets a; (inf, -inf) where no step does it."""
    return _run("steps_each", 2, a, b, up_m, down_m, plane_m**2)


def installed() -> bool:
    """Is Numba there?"""
    return find_spec("numba") is not None


def _run(name: str, width: int, *arrays: Floats) -> Floats:
    if len(arrays[0]) >= WORTH_COMPILING and installed():
        out = np.empty((len(arrays[0]), width))
        kernels()[name](*arrays, out)
        return out
    rows = [[0.0] * width for _ in range(len(arrays[0]))]
    kernel: _Kernel = getattr(meet, name)
    kernel(*(array.tolist() for array in arrays), rows)
    return np.array(rows, dtype=np.float64).reshape(len(rows), width)


@cache
def kernels() -> dict[str, _Kernel]:
    """The functions of the kernel bound to each other's compiled selves.

    Machine code is kept on disk, beside the source or in the user's cache; where neither can be written it is compiled anew.
    """
    from numba import njit

    space = dict(vars(meet))
    for name in _IN_ORDER:
        plain = FunctionType(getattr(meet, name).__code__, space, name)
        try:
            space[name] = njit(cache=True, nogil=True)(plain)
        except RuntimeError:
            space[name] = njit(nogil=True)(plain)
    return {name: space[name] for name in _IN_ORDER}
