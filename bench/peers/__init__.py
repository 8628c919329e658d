"""Who else can answer, at least the easier question? Other people's engines on the same movements, each as it is best used.

All are asked the same: which movements come within the separation of this one, each a point on schedule, on a flat map?
A module here has a class `Peer`; it is imported only when it is asked, since not every machine has every engine.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Protocol, cast, runtime_checkable

from bench.measure import Answer, Nanoseconds
from bench.movements import Movements

NAMES = ("sqlite", "shapely", "meos", "duckdb", "postgis")


class CannotBeHad(Exception):
    """What a peer needs is not on this machine; the message says what."""


class Peer(Protocol):
    """An engine that holds some movements and is asked about others.

    `clock` gives the CPU time it has used, in ns: of this thread, or of the process that answers.
    """

    title: str
    version: str
    pairs_up_to: int
    clock: Nanoseconds

    def near(self, notice: int) -> Answer:
        """Which stored movements come near this one of those asked about? In any order, each once or more."""

    def pairs(self) -> Answer:
        """Which stored movements come near each other? (p, 2), in any order, each once or more."""


@runtime_checkable
class Counts(Protocol):
    """An engine that says how many bytes it takes for what it holds; of others, the memory of the process tells."""

    def nbytes(self) -> int:
        """In memory or on disk, with the index."""


def open_peer(name: str, stored: Movements, asked: Movements, separation_m: float) -> AbstractContextManager[Peer]:
    """The peer of this name, holding the stored movements. Raises CannotBeHad where it is not there."""
    try:
        module = import_module(f"bench.peers.{name}")
    except ImportError as error:
        raise CannotBeHad(f"not installed: {error.name}") from None
    opened = cast(Callable[..., AbstractContextManager[Peer]], module.opened)
    return opened(stored, asked, separation_m)
