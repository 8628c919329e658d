"""How is pure work on a long row of things done by several processes, in order, with little of it in memory at a time?"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from gc import set_threshold
from itertools import chain, islice
from multiprocessing import get_context
from typing import TypeVar

T = TypeVar("T")
A = TypeVar("A")
ALONE = 8
"""So many pieces are done sooner by this process than others begin."""
_AHEAD = 3
"""So many pieces for each process are under way or done and not yet taken."""

_SELDOM = 100_000
"""Pure work makes no circles: looking for them as often as usual takes a tenth of the time."""


def spread(work: Callable[[T], A], pieces: Iterable[T], processes: int) -> Iterator[A]:
    """What comes of each piece, in order? With one process, or few pieces, nothing is started.

    What a process cannot do ends the whole; whoever stops taking ends it too.
    """
    coming = iter(pieces)
    first = list(islice(coming, ALONE + 1))
    if processes < 2 or len(first) <= ALONE:
        yield from map(work, chain(first, coming))
        return
    # Spawned, not forked: a fork would share the database's connection, and the locks of whatever threads there are.
    with ProcessPoolExecutor(processes, get_context("spawn"), set_threshold, (_SELDOM,)) as pool:
        under_way: deque[Future[A]] = deque()
        try:
            for piece in chain(first, coming):
                under_way.append(pool.submit(work, piece))
                if len(under_way) > _AHEAD * processes:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for left in under_way:
                left.cancel()
