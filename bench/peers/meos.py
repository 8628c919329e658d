"""MEOS, the library of MobilityDB: its own R-tree of whole movements, and its exact `edwithin` on each candidate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from time import thread_time_ns
from typing import Any

import numpy as np
import pymeos  # type: ignore[import-untyped]
import pymeos_cffi as meos  # type: ignore[import-untyped]
from pymeos_cffi.functions import _ffi as ffi  # type: ignore[import-untyped]

from bench.measure import Answer
from bench.movements import Movements

EPOCH = np.datetime64("2030-01-01T00:00:00", "us")


class Peer:
    """A sequence and a box for each movement. A box for each leg was tried: its tree is searched so slowly that it loses."""

    title = "MEOS"
    version = version("pymeos")
    pairs_up_to = 200_000
    clock = staticmethod(thread_time_ns)

    def __init__(self, stored: Movements, asked: Movements, separation_m: float) -> None:
        self.separation_m = separation_m
        self.stored, self.asked = _sequences(stored), _sequences(asked)
        self.boxes = [meos.tspatial_to_stbox(movement) for movement in self.stored]
        self.asked_boxes = [self._grown(meos.tspatial_to_stbox(movement)) for movement in self.asked]
        self.tree = meos.rtree_create_stbox()
        for number, box in enumerate(self.boxes):
            meos.rtree_insert(self.tree, box, number)

    def near(self, notice: int) -> Answer:
        movement, near = self.asked[notice], self._overlapping(self.asked_boxes[notice])
        return np.array([other for other in near if self._meet(movement, other)], dtype=np.intp)

    def pairs(self) -> Answer:
        found = [
            (number, other)
            for number, (movement, box) in enumerate(zip(self.stored, self.boxes, strict=True))
            for other in self._overlapping(self._grown(box))
            if other > number and self._meet(movement, other)
        ]
        return np.array(found, dtype=np.intp).reshape(-1, 2)

    def _grown(self, box: Any) -> Any:
        return meos.stbox_expand_space(box, self.separation_m)

    def _overlapping(self, box: Any) -> list[int]:
        """Which movements' boxes overlap this one, in space and time?"""
        found, count = meos.rtree_search(self.tree, box)
        return list(ffi.unpack(found, count)) if count else []

    def _meet(self, movement: Any, other: int) -> bool:
        return bool(meos.edwithin_tgeo_tgeo(movement, self.stored[other], self.separation_m) == 1)


def _sequences(of: Movements) -> list[Any]:
    """Each movement as MEOS's moving point on a flat map."""
    rows = of.scheduled()
    return [meos.tgeompoint_in(_text(rows[of.legs(number)])) for number in range(of.count)]


def _text(rows: Answer) -> str:
    east, north = (np.append(rows[:, axis], rows[-1, axis] + rows[-1, axis + 2]).tolist() for axis in (0, 1))
    instants = EPOCH + np.round(np.append(rows[:, 4], rows[-1, 5]) * 1e6).astype("timedelta64[us]")
    points = zip(east, north, instants.astype(str), strict=True)
    return f"[{','.join(f'Point({x!r} {y!r})@{instant}' for x, y, instant in points)}]"


@contextmanager
def opened(stored: Movements, asked: Movements, separation_m: float) -> Iterator[Peer]:
    """The peer, holding these movements."""
    pymeos.pymeos_initialize()
    yield Peer(stored, asked, separation_m)
