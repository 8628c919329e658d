"""How are many pairs of rows answered? In one of three forms of the closed form, whichever is soonest done.

A few as :mod:`herald.check.meet` stands; more of them abreast, in NumPy (:mod:`herald.check.abreast`); very many by the source of
`meet` as Numba compiles it, where that is installed. All three give the same answers, bit for bit; tests hold them equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.util import find_spec
from types import CodeType, FunctionType, ModuleType
from typing import Literal, Protocol, cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from herald.check import abreast, meet, walk
from herald.geometry.ellipsoid import Floats

WORTH_ABREAST = 16
"""From how many pairs on is NumPy sooner done than plain Python? It takes some 0.4 ms for any number of them up to there."""
WORTH_COMPILING = 200_000
"""From how many pairs at once is the compiled kernel worth loading, which takes 0.5 s? NumPy takes 0.2 s for as many, and who
asks so many at once will ask again. Once loaded it answers any number."""

Tell = Callable[[], None]
Pairs = NDArray[np.int64]


class Kernel(Protocol):
    """A compiled function."""

    @property
    def signatures(self) -> Sized:
        """For which types of arguments is its machine code at hand?"""

    def __call__(self, *arguments: object) -> object:
        """As the function it was made of."""


_IN_ORDER: Mapping[ModuleType, tuple[str, ...]] = {
    meet: (
        "metric", "squared_m2", "along", "cross_product", "point_apart", "time_and_height", "place_and_height", "holds",
        "edge", "closest", "least", "window", "forbidden", "closest_each", "window_each", "forbidden_each",
        "cuts", "steps", "cuts_each", "steps_each",
    ),
    walk: (
        "ends", "around", "touching", "others", "candidates", "row", "up_and_down", "chord_m", "limit_m", "in_plane_m",
        "aside_of", "approaches", "delays", "hits", "best_of_each", "meetings",
    ),
}  # fmt: skip
"""What is compiled of each module: every function after those it calls, every module after those it takes functions from.
No two functions have the same name."""
_DIVIDING: Literal["numpy"] = "numpy"
"""A division by zero, which none of the functions makes, is not looked for."""
_TELLING: ContextVar[_Listening | None] = ContextVar("_TELLING", default=None)


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
    pairs = len(arrays[0])
    out = np.empty((pairs, width))
    if _at_hand(name) or (pairs >= WORTH_COMPILING and installed()):
        # Always of one type: arrays laid out otherwise, or that may not be written to, would be compiled for anew.
        kernels()[name](*(np.require(array, np.float64, ("C", "W")) for array in arrays), out)
    elif pairs >= WORTH_ABREAST:
        getattr(abreast, name)(*arrays, out)
    else:
        rows = [[0.0] * width for _ in range(pairs)]
        getattr(meet, name)(*(array.tolist() for array in arrays), rows)
        out[:] = np.array(rows).reshape(out.shape)
    return out


def _at_hand(name: str) -> bool:
    """Is this function's machine code loaded already?"""
    return _bound.cache_info().currsize > 0 and len(_bound()[name].signatures) > 0


def kernels() -> Mapping[str, Kernel]:
    """The compiled functions by name, each bound to the compiled selves of those it calls, of whichever module they are.

    A function is made ready when first called: read from the disk, beside the source or in the user's cache, or compiled.
    """
    bound = _bound()
    listening = _TELLING.get()
    if listening is not None:
        listening.begin()
    return bound


def meetings(*arguments: object) -> tuple[int, Pairs, Pairs, Floats, Pairs]:
    """:func:`herald.check.walk.meetings`, compiled."""
    return cast("Callable[..., tuple[int, Pairs, Pairs, Floats, Pairs]]", kernels()["meetings"])(*arguments)


def counting(name: str) -> Callable[..., int]:
    """A compiled function that returns how many it found."""
    return cast("Callable[..., int]", kernels()[name])


@contextmanager
def telling(tell: Tell) -> Iterator[None]:
    """Who is told, once, when within this block machine code must be made? Not when it is read from the disk.

    A first compilation takes a person's time, and only the caller knows whether a person waits. It is scoped, as NumPy's
    `errstate` is, so that no function between here and the kernel need hand it on; no answer depends on it. Compiling in
    another thread is told too, if :func:`kernels` was called within the block.
    """
    with ExitStack() as scope:
        token = _TELLING.set(_Listening(tell, scope))
        try:
            yield
        finally:
            _TELLING.reset(token)


class _Listening:
    """Waits for Numba's event of a compilation, from when Numba is first needed to the end of the scope."""

    def __init__(self, tell: Tell, scope: ExitStack) -> None:
        self._tell, self._scope, self._begun = tell, scope, False

    def begin(self) -> None:
        """Only now, for importing Numba takes as long as a small check."""
        if not self._begun:
            from numba.core.event import install_listener

            self._begun = True
            self._scope.enter_context(install_listener("numba:compile", _listener(self._tell)))


def _listener(tell: Tell) -> object:
    from numba.core.event import Listener

    class Once(Listener):
        told = False

        def on_start(self, _: object) -> None:
            if not self.told:
                self.told = True
                tell()

        def on_end(self, _: object) -> None:
            pass

    return Once()


@cache
def _bound() -> Mapping[str, Kernel]:
    return bind(_IN_ORDER)


def bind(in_order: Mapping[ModuleType, Sequence[str]]) -> Mapping[str, Kernel]:
    """These functions, compiled, by name; each calls the compiled selves of those before it, under whatever name it knows them.

    Numba keeps machine code until the file of the function changes, but what it calls, and the constants it uses, may stand in
    another: so all of them go into the name by which it is kept.
    """
    from numba import njit

    made: dict[FunctionType, Kernel] = {}
    digest = crc32(_DIVIDING.encode())
    for module, names in in_order.items():
        space = dict(vars(module))
        digest = crc32(_constants(space), digest)
        for name in names:
            function = getattr(module, name)
            space |= {known: made[value] for known, value in space.items() if _is_among(value, made)}
            digest = crc32(_code(function.__code__), digest)
            plain = FunctionType(function.__code__, space, name)
            plain.__qualname__ = f"{name}_{digest:08x}"
            try:
                made[function] = cast("Kernel", njit(cache=True, nogil=True, error_model=_DIVIDING)(plain))
            except RuntimeError:
                # Neither the folder of the source nor the user's cache can be written to: compiled anew each time.
                made[function] = cast("Kernel", njit(nogil=True, error_model=_DIVIDING)(plain))
    return {function.__name__: kernel for function, kernel in made.items()}


def _is_among(value: object, made: Mapping[FunctionType, Kernel]) -> bool:
    return isinstance(value, FunctionType) and value in made


def _constants(space: Mapping[str, object]) -> bytes:
    """The numbers that a module's functions may use, alone or in tuples."""
    numbers = sorted((name, value) for name, value in space.items() if isinstance(value, (int, float, tuple)))
    return repr(numbers).encode()


def _code(code: CodeType) -> bytes:
    """What a function does, its own constants and the code within it included."""
    inner = b"".join(_code(each) for each in code.co_consts if isinstance(each, CodeType))
    consts = [each for each in code.co_consts if not isinstance(each, CodeType)]
    return code.co_code + repr((consts, code.co_names)).encode() + inner
