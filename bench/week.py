"""How does a mission bear a week of 2,000 notices a day to 20 addressees each? The whole way of telling, on SQLite.

    python -m bench.week [--quick] [--days N]

The week is lived through minute by minute, by the exercise's clock. At its end is asked what a desk asks all day; then the machine
sleeps, and wakes when 2,000 deadlines have passed. That every silence was sealed, in the order of the deadlines, none early and
none that was none, is held against what the addressees were drawn to do, and not against the record's own tables.
"""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np

from bench.account import Single
from bench.measure import Whole, load
from bench.mission import SEED, all_sealed
from bench.table import single
from bench.told import MOST, Exercise, Silence, exercise, timed
from bench.trial import apart
from herald.desk import standing, stating
from herald.desk.books import Books
from herald.disclosure.board import board, wanted
from herald.disclosure.bundle import whole as disclosed
from herald.disclosure.ladder import ladder
from herald.disclosure.status import status
from herald.disclosure.viewer import CELL
from herald.formats import sealed
from herald.ports import Record
from herald.record.acts import Kind
from herald.record.rungs import What
from herald.record.telling import Lapse
from herald.store.sqlite.store import SqliteStore
from herald.units import HOUR, MINUTE, Instant

Figure = tuple[str, int | None, float, str]
"""What, of a log of how many entries, how much, in which unit."""
ASKED = 5
ROUNDS = 60
DUE = 2_000
"""So many deadlines pass while the machine sleeps."""


@dataclass(frozen=True, slots=True)
class Scope:
    """How many notices a day, for how many days, with a round of the machine every so many minutes?

    `ladders` says of how many notices the ladders are asked.
    """

    a_day: int
    days: int
    step: int = 1
    ladders: int = 20


WEEK = Scope(2_000, 7)
WHOLE = Scope(2_000, 2)
"""Of `make bench`; `make deep` lives through the week."""
QUICK = Scope(50, 2, 5)


def figures(scope: Scope) -> list[Figure]:
    """Live through it. Raises AssertionError where a silence is missing, early, out of its order, or was none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "week.mission"
        store = SqliteStore(path, new=True)
        lived = exercise(store, scope.a_day, scope.step)
        found = [*_days(lived, scope.days), *_sizes(path, store)]
        found += apart(asked, path, lived.clock(), scope.ladders)
        found += [*_still(lived), *_slept(lived), *in_order(lived)]
        store.close()
    return found


# -- Living through it ---------------------------------------------------------------------------------------------------------


def _days(lived: Exercise, days: int) -> Iterator[Figure]:
    """How many entries a second, all told, and what did the round of each minute take on the last day?"""
    took = list[Whole]()
    with timed(took):
        rounds = [lived.day() for _ in range(days)][-1]
    size, (all_of_it,) = _size(lived), took
    sealing = sum(each.cpu_s for each in lived.sealing)
    yield f"{days} days of {lived.a_day:,} notices to 20: entries", size, size, "entries"
    yield "built, minute by minute", size, size / all_of_it.cpu_s, "a CPU second"
    yield "built, minute by minute: by the clock on the wall", size, size / all_of_it.wall_s, "a second"
    yield "sealing what people handed in", size, _handed_in(lived) / sealing, "a CPU second"
    yield from spread("a round of the machine, on the last day", size, rounds)


def _handed_in(lived: Exercise) -> int:
    """How many lines did people hand in? All but what the cell's machine said."""
    own = (Kind.ATTEMPT, Kind.DELIVERY, Kind.LAPSE)
    with lived.mission.store.reading() as record:
        return _size(lived) - len(record.of_kind(*own))


def _sizes(path: Path, store: SqliteStore) -> Iterator[Figure]:
    store.forget()
    size = sum(each.stat().st_size for each in path.parent.iterdir())
    with store.reading() as record:
        head = record.head()
    entries = 0 if head is None else head.size
    yield "the mission's file", entries, size / 2**20, "MB"
    yield "the mission's file, for an entry", entries, size / max(entries, 1), "bytes"


def _size(lived: Exercise) -> int:
    with lived.mission.store.reading() as record:
        head = record.head()
    return 0 if head is None else head.size


# -- What a desk asks ----------------------------------------------------------------------------------------------------------


def asked(path: Path, now: Instant, ladders: int) -> list[Figure]:
    """What do status, board, and the ladders of so many notices take? To be called in a process of its own, like a command."""
    store = SqliteStore(path)
    with store.reading() as record:
        head, live = record.head(), record.live(now)
    store.close()
    size = 0 if head is None else head.size
    asked: dict[str, Callable[[Record, Books], object]] = {
        "status": lambda record, books: _status(record, books, now),
        "how far everything live has come": lambda record, _: list(record.come(now)),
        "the board": lambda record, books: _board(record, books, now),
    }
    found: list[Figure] = []
    for what, ask in asked.items():
        found += spread(f"{what}, {len(live):,} live", size, [_afresh(path, ask) for _ in range(ASKED)])
    draw = Random(SEED)  # noqa: S311 - which notices are asked of
    some = [draw.choice(live) for _ in range(ladders)]
    took = [_afresh(path, lambda record, _, of=of: record.told(of)) for of in some]  # type: ignore[misc]
    found += spread("the rungs of one notice", size, took)
    took = [_afresh(path, lambda record, books, of=of: _ladders(record, books, of)) for of in some]  # type: ignore[misc]
    return [*found, *spread("the ladders of one notice, with all their proofs", size, took)]


def _status(record: Record, books: Books, now: Instant) -> object:
    return status(stating.mission(record, books), CELL, standing.standing(record, books, now, told_of_over=False))


def _board(record: Record, books: Books, now: Instant) -> object:
    facts = standing.standing(record, books, now, told_of_over=False)
    return board(standing.with_read(record, books, facts, wanted(facts, CELL)), CELL)


def _ladders(record: Record, books: Books, of: int) -> object:
    return ladder(disclosed(stating.evidence(record, books, of), CELL), CELL)


def _afresh(path: Path, ask: Callable[[Record, Books], object]) -> Whole:
    """Of a desk that has read keys and agreement, and nothing else."""
    store, books = SqliteStore(path), Books(sealed.read)
    with store.reading() as record:
        books.catch_up(record)
        with timed([]) as took:
            ask(record, books)
    store.close()
    return took[0]


# -- The machine's rounds ------------------------------------------------------------------------------------------------------


def _still(lived: Exercise) -> Iterator[Figure]:
    """What does a round take in which nothing is due? What the last minute left is done first."""
    lived.overdue()
    lived.brought()
    lived.overdue()
    if lived.due():
        raise AssertionError("something is due that was just done")
    rounds = [lived.overdue() for _ in range(ROUNDS)]
    yield from spread("a round of the machine, nothing due", _size(lived), rounds)


def _slept(lived: Exercise) -> Iterator[Figure]:
    """The machine sleeps until so many deadlines have passed; what does its first round take? Then the others pass."""
    with lived.mission.store.reading() as record:
        groups = sorted({(each.at, each.of) for each in record.still_open(What.ANSWER)})
    until, last = groups[min(DUE, len(groups)) - 1][0], groups[-1][0]
    lived.sleep(Instant(until + 1))
    with timed([]) as took:
        acts = lived.due()
    asking, pieces = took[0], list[Whole]()
    for first in range(0, len(acts), MOST):
        with timed(pieces):
            all_sealed(lived.mission.sequencer.seal_own(acts[first : first + MOST]))
    size, of_all = _size(lived), [asking, *pieces]
    whole = Whole(sum(each.cpu_s for each in of_all), sum(each.wall_s for each in of_all))
    yield from one(f"a round of the machine, {len(acts):,} deadlines passed while it slept", size, whole)
    yield from one("the same: finding them", size, asking)
    yield from spread(f"the same: sealing {MOST} of them", size, pieces)
    lived.clock.now = Instant(last + HOUR)
    lived.overdue()


# -- In their order ------------------------------------------------------------------------------------------------------------


def in_order(lived: Exercise) -> Iterator[Figure]:
    """How many silences were sealed? Held against what the addressees were drawn to do."""
    size = _size(lived)
    with lived.mission.store.reading() as record:
        sealed_at = [(_lapse(record, index), record.sealed(index).routing().received) for index in _lapses(record)]
    held(sealed_at, lived.silent)
    late = [received - act.due_us for act, received in sealed_at]
    awake = sum(each <= lived.step * MINUTE for each in late)
    yield "silences sealed, in the order of their deadlines", size, len(sealed_at), "entries"
    yield "the same: addressees who did not answer in time", size, len(lived.silent), "addressees"
    yield "the same: sealed by the next round of the machine", size, awake, "entries"
    yield "missing, early, out of order, or none at all", size, 0, "entries"


def _lapses(record: Record) -> Sequence[int]:
    return record.of_kind(Kind.LAPSE)


def _lapse(record: Record, index: int) -> Lapse:
    act = record.sealed(index).entry().statement.act
    if not isinstance(act, Lapse):
        raise AssertionError(f"entry {index} is no lapse")
    return act


def held(sealed_at: Sequence[tuple[Lapse, Instant]], silent: Sequence[Silence]) -> None:
    """Are these lapses, with when they were sealed, all silences there were, in order? Raises AssertionError."""
    found = Counter((act.due_us, act.of, party) for act, _ in sealed_at for party in act.to)
    drawn = Counter(silent)
    deadlines = [act.due_us for act, _ in sealed_at]
    wrong = {
        "missing": (drawn - found).total(),
        "that were none": (found - drawn).total(),
        "early": sum(received <= act.due_us for act, received in sealed_at),
        "out of order": sum(after < before for before, after in pairwise(deadlines)),
    }
    if any(wrong.values()):
        raise AssertionError(f"silences: {wrong}")


# -- Figures -------------------------------------------------------------------------------------------------------------------


def spread(what: str, entries: int, took: Sequence[Whole]) -> Iterator[Figure]:
    """What did many calls take: the middle one, and the longest?"""
    for unit, ms in (
        ("CPU ms", [each.cpu_s * 1000 for each in took]),
        ("ms", [each.wall_s * 1000 for each in took]),
    ):
        yield f"{what}: p50", entries, float(np.percentile(ms, 50)), unit
        yield f"{what}: the longest", entries, max(ms), unit


def one(what: str, entries: int, took: Whole) -> Iterator[Figure]:
    """What did one call take?"""
    yield what, entries, took.cpu_s * 1000, "CPU ms"
    yield what, entries, took.wall_s * 1000, "ms"


# -- By itself -----------------------------------------------------------------------------------------------------------------


def main() -> None:
    """Measure this alone, and print it."""
    parser = ArgumentParser(prog="python -m bench.week", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="50 notices a day, for two days")
    parser.add_argument("--days", type=int, metavar="N", help="so many days; else seven")
    given = parser.parse_args()
    scope = QUICK if given.quick else WEEK
    print(f"load {load():.2f}", flush=True)
    for figure in figures(replace(scope, days=given.days or scope.days)):
        print(*single(Single(*figure)), sep="  ", flush=True)
    print(f"load {load():.2f}")


if __name__ == "__main__":
    main()
