"""How fast is one engine on one set of movements? Each is tried in a process of its own, so that nothing is left over.

What it answers comes back with what it took, so that engines that disagree are seen.
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from time import perf_counter_ns, thread_time_ns
from typing import TypeVar

import numpy as np

from bench import lines
from bench.measure import NOTICES, Answer, Spread, Whole, resident_bytes, spread, whole
from bench.movements import Movements, Plane, drawn
from bench.peers import CannotBeHad, Counts, Peer, open_peer

Result = TypeVar("Result")

SEPARATION_M = 1000.0
STORED_SEED, ASKED_SEED = 5, 99
HARBOUR = Plane((-73.98, 40.63))


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of an engine: of which movements, about how many legs, with how many notices, and whether of all pairs too.

    Recorded movements are those of New York harbour, all of them, whatever the legs.
    """

    legs: int
    data: str = "drawn"
    notices: int = NOTICES
    all_pairs: bool = True

    def movements(self) -> tuple[Movements, Movements]:
        """Those that the engine holds, and those that it is asked about."""
        if self.data == "harbour":
            ships = lines.harbour(0.0)
            of_some = lines.some(ships, self.notices, ASKED_SEED)
            return lines.on_map(ships, HARBOUR), lines.on_map(of_some, HARBOUR)
        stored = drawn(self.legs, STORED_SEED)
        return stored, drawn(self.notices * 22, ASKED_SEED).of_others(stored.count)


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What one engine took for one question, and answered.

    `near` (m, 2) are pairs of asked and stored movement, `pairs` (p, 2) pairs of stored ones, each once, in order.
    `nbytes` is what it takes for what it holds; `missing` says why it could not be had (and then the rest is None).
    """

    title: str
    legs: int
    version: str = ""
    load: Whole | None = None
    nbytes: int | None = None
    notice: Spread | None = None
    near: Answer | None = None
    all_pairs: Whole | None = None
    pairs: Answer | None = None
    missing: str | None = None


def apart(ask: Callable[..., Result], *arguments: object) -> Result:
    """What does the function return in a new process that ends with it?"""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(ask, *arguments).result()


def of_peer(name: str, question: Question) -> Trial:
    """How does this peer do? One that cannot be had says why."""
    stored, asked = question.movements()
    with suppress(CannotBeHad), open_peer(name, drawn(44, STORED_SEED), drawn(44, ASKED_SEED), SEPARATION_M):
        pass  # What an engine takes for itself, whatever it holds, is taken now.
    held, begun, wall = settled_bytes(), thread_time_ns(), perf_counter_ns()
    with ExitStack() as stack:
        try:
            peer = stack.enter_context(open_peer(name, stored, asked, SEPARATION_M))
        except CannotBeHad as error:
            return Trial(name, len(stored), missing=str(error))
        # Another process's clock begins with it.
        spent = peer.clock() - (begun if peer.clock is thread_time_ns else 0)
        load = Whole(spent / 1e9, (perf_counter_ns() - wall) / 1e9)
        nbytes = peer.nbytes() if isinstance(peer, Counts) else settled_bytes() - held
        return replace(asked_of(peer, stored, asked, question), load=load, nbytes=nbytes)


def asked_of(peer: Peer, stored: Movements, asked: Movements, question: Question) -> Trial:
    """What does an engine that is loaded answer, and what does that take?"""
    near = of_two(near_of(peer.near, asked.count), asked.party, stored.party)
    trial = Trial(peer.title, len(stored), peer.version, notice=spread(peer.near, asked.count, peer.clock), near=near)
    if not question.all_pairs or len(stored) > peer.pairs_up_to:
        return trial
    took, pairs = whole(peer.pairs, peer.clock)
    return replace(trial, all_pairs=took, pairs=of_two(once(pairs), stored.party, stored.party))


def near_of(near: Callable[[int], Answer], calls: int) -> Answer:
    """Everything that is found in so many calls: (m, 2) pairs of a call and a stored movement, each once."""
    found = [np.unique(near(call)) for call in range(calls)]
    call = np.repeat(np.arange(calls), [len(each) for each in found])
    return np.column_stack([call, np.concatenate([np.zeros(0, np.intp), *found])])


def of_two(pairs: Answer, party: Answer, other: Answer) -> Answer:
    """The pairs of movements of different parties, for engines that know none."""
    return np.asarray(pairs[party[pairs[:, 0]] != other[pairs[:, 1]]])


def once(pairs: Answer) -> Answer:
    """Each pair of movements once, the lower number first, in order."""
    return np.unique(np.sort(pairs, axis=1), axis=0)


def settled_bytes() -> int:
    """How much memory does this process hold, once what it has let go is given back to the system?"""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    return resident_bytes()
