"""What was measured? One account of a run, which can be written down, read again, printed and drawn."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.approximations import Approximation


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice asked of many stored legs: microseconds of CPU time a call, and how many meetings were found in all calls.

    `load_s` is the CPU time that building took, `bytes_leg` what is held for each leg.
    """

    who: str
    question: str
    data: str
    legs: int
    calls: int
    mean_us: float
    p50_us: float
    p99_us: float
    found: int
    load_s: float | None = None
    bytes_leg: float | None = None


@dataclass(frozen=True, slots=True)
class AllPairs:
    """All pairs of the stored movements: how many were found, in how much CPU time and by the clock on the wall."""

    who: str
    question: str
    data: str
    legs: int
    threads: int
    cpu_s: float
    wall_s: float
    found: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Do two engines find the same? How many meetings both find, and how many only the one or the other.

    `unexplained` counts those of the latter whose movements are not within a metre of the separation, on the flat map.
    """

    first: str
    second: str
    question: str
    data: str
    legs: int
    both: int
    only_first: int
    only_second: int
    unexplained: int


@dataclass(frozen=True, slots=True)
class Single:
    """One figure."""

    what: str
    legs: int | None
    value: float
    unit: str


@dataclass(slots=True)
class Results:
    """Everything of one run. `load` is that of the machine at the start and at the end."""

    machine: dict[str, str | int]
    versions: dict[str, str]
    separation_m: float
    load: tuple[float, float]
    notices: list[Notice] = field(default_factory=list)
    all_pairs: list[AllPairs] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    approximations: list[Approximation] = field(default_factory=list)
    singles: list[Single] = field(default_factory=list)
    record: list[Single] = field(default_factory=list)
    week: list[Single] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """As JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> Results:
    """An account that was written down."""
    held = json.loads(path.read_text(encoding="utf-8"))
    kinds = {
        "notices": Notice,
        "all_pairs": AllPairs,
        "agreements": Agreement,
        "approximations": Approximation,
        "singles": Single,
        "record": Single,
        "week": Single,
    }
    rows = {name: [kind(**row) for row in held.get(name, [])] for name, kind in kinds.items()}
    return Results(**{**held, **rows, "load": tuple(held["load"]), "missing": [tuple(row) for row in held["missing"]]})
