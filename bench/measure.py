"""How much CPU time does a call take? Percentiles over many calls, and the machine that they were measured on.

CPU time, not the clock on the wall: other work on the machine does not count. Each call is made in several passes over all
of them and its least time is kept, for whoever is measured alike.
"""

from __future__ import annotations

import gc
import os
import platform
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import clock_gettime_ns, perf_counter_ns, process_time_ns, thread_time_ns
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Nanoseconds = Callable[[], int]
Answer = NDArray[Any]
Found = TypeVar("Found")

NOTICES = 300
PASSES = 3
ENOUGH_S = 20.0
"""A pass that took longer is not repeated."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What many calls took, in microseconds of CPU time a call."""

    calls: int
    mean_us: float
    p50_us: float
    p99_us: float


@dataclass(frozen=True, slots=True)
class Whole:
    """What one long call took, in seconds: CPU time, and by the clock on the wall."""

    cpu_s: float
    wall_s: float


def spread(ask: Callable[[int], object], calls: int = NOTICES, clock: Nanoseconds = thread_time_ns) -> Spread:
    """How long do ask(0), ask(1) ... take? `clock` gives CPU time in ns; the first call is made once before."""
    ask(0)
    best = np.full(calls, np.inf)
    for _ in range(PASSES):
        best = np.minimum(best, [timed(partial(ask, call), clock) for call in range(calls)])
        if best.sum() / 1e9 > ENOUGH_S:
            break
    us = best / 1e3
    return Spread(calls, float(us.mean()), float(np.percentile(us, 50)), float(np.percentile(us, 99)))


def timed(ask: Callable[[], object], clock: Nanoseconds = thread_time_ns) -> int:
    """How many ns of CPU time does one call take?"""
    begun = clock()
    ask()
    return clock() - begun


def whole(ask: Callable[[], Found], clock: Nanoseconds = process_time_ns) -> tuple[Whole, Found]:
    """How long does one long call take, and what does it find?"""
    gc.collect()
    cpu, wall = clock(), perf_counter_ns()
    found = ask()
    return Whole((clock() - cpu) / 1e9, (perf_counter_ns() - wall) / 1e9), found


def resident_bytes() -> int:
    """How much memory does this process hold?"""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def of_process(pid: int) -> Nanoseconds:
    """The CPU clock of another process: ns of user and system time.

    Source: clock_getcpuclockid(3) of Linux, which names the clock of a process by its number.
    """
    return partial(clock_gettime_ns, (~pid << 3) | 2)


def machine() -> dict[str, str | int]:
    """On what is measured?"""
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "commit": _commit(),
    }


def versions() -> dict[str, str]:
    """Of what Herald runs on; each peer states its own."""
    return {name: _version(name) for name in ("numpy", "numba", "pyproj")}


def load() -> float:
    """How many processes ran, on average over the last minute?"""
    return round(os.getloadavg()[0], 2)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _commit() -> str:
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    ).stdout.strip()
    return described or "not in a clone"


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed"
