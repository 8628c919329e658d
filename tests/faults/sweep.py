"""How many receipts are lost if everything goes wrong once? Every fault in turn, and a table of what came of it.

    python -m tests.faults.sweep [--slice N] [--seed S] [--json FILE]

In the end four stores that are wrong go through some of the same faults: each must be caught. The exit code is 0 only if every kind
of fault fired, no receipt was lost or false, every record was whole, and every wrong store was caught.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import shutil
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from time import perf_counter

from tests.faults import faults, ground, naive, powerloss, scenes
from tests.faults.faults import Fault
from tests.faults.ground import Ground

ENOUGH = 1_000
"""Fewer faults that fired than this prove nothing."""
TOLD_EVERY = 500
TOLD = 20
"""How many flaws are told in words."""


@dataclass
class Row:
    """What came of all faults of one kind in one system call."""

    fired: int = 0
    receipts: int = 0
    lost: int = 0
    false: int = 0
    unsound: int = 0


@dataclass
class Table:
    """What came of all faults, by kind and system call; the flaws in words."""

    rows: dict[tuple[str, str], Row] = field(default_factory=lambda: defaultdict(Row))
    flaws: list[str] = field(default_factory=list)
    unfired: int = 0
    ran: int = 0
    flawed: int = 0

    def add(self, fault: Fault, done: faults.Done) -> None:
        """Count this. What did not fire counts for nothing, except where it found a flaw."""
        found, row = done.judgement, self.rows[fault.kind, fault.call]
        self.ran += 1
        self.flawed += bool(found.flaws)
        self.unfired += not done.fired
        if done.fired:
            row.fired += done.fired
            row.receipts += found.receipts
        row.lost += len(found.lost)
        row.false += len(found.false)
        row.unsound += len(found.unsound)
        self.flaws += [f"{told(fault)}: {flaw}" for flaw in found.flaws]

    @property
    def silent(self) -> list[str]:
        """Which faults never fired?"""
        return [f"{kind}, {call}" for (kind, call), row in self.rows.items() if not row.fired]

    @property
    def total(self) -> Row:
        """All rows together."""
        rows = self.rows.values()
        return Row(
            *(sum(getattr(row, name) for row in rows) for name in ("fired", "receipts", "lost", "false", "unsound"))
        )

    def __str__(self) -> str:
        """How does it read?"""
        lines = [("fault", "system call", "fired", "receipts", "lost", "false", "not whole")]
        for (kind, call), row in [*sorted(self.rows.items()), (("all", ""), self.total)]:
            cells = (row.fired, row.receipts, row.lost, row.false, row.unsound)
            lines.append((kind, call, *(f"{cell:,}" for cell in cells)))
        wide = [max(len(line[column]) for line in lines) for column in range(7)]
        return "\n".join(
            "  ".join([line[0].ljust(wide[0]), line[1].ljust(wide[1]), *map(str.rjust, line[2:], wide[2:])])
            for line in lines
        )


def told(fault: Fault) -> str:
    """Which fault is this?"""
    scene = getattr(fault, "scene", None)
    nth = getattr(fault, "nth", None)
    where = "two at once" if scene is None else scene.name
    return f"{where}: {fault.kind}, {fault.call}{'' if nth is None else f' {nth}'}"


def every_fault(laid: Ground, lots: random.Random) -> list[Fault]:
    """All of them, in an order that the lots choose, so that each part of it is like the whole."""
    filing, others = scenes.filing(laid), (scenes.after_a_crash(laid), scenes.beginning(laid))
    found = [
        *faults.at_every_call(filing),
        *chain.from_iterable(faults.at_every_call(scene, asking=3) for scene in others),
        *chain.from_iterable(powerloss.power_losses(scene, 1, lots) for scene in (filing, *others)),
        *faults.ended_together(laid, 100, lots),
        *faults.short_writes(filing, 50, lots),
        *faults.full_disks(filing),
        *faults.jumping_clocks(filing, 25, lots),
    ]
    return lots.sample(found, len(found))


def part(found: Sequence[Fault], count: int, lots: random.Random) -> list[Fault]:
    """So many of them, of every kind and call some: the rarest first."""
    by_row: dict[tuple[str, str], list[Fault]] = defaultdict(list)
    for fault in lots.sample(found, len(found)):
        by_row[fault.kind, fault.call].append(fault)
    kinds: dict[str, list[list[Fault]]] = defaultdict(list)
    for (kind, _), row in sorted(by_row.items(), key=lambda item: -len(item[1])):
        kinds[kind].append(row)
    chosen: list[Fault] = []
    while len(chosen) < min(count, len(found)):
        for rows in kinds.values():
            rows.append(rows.pop(0))
            if rows[-1]:
                chosen.append(rows[-1].pop())
    return chosen[:count]


_FOUND: list[Fault] = []


def _run(number: int) -> faults.Done:
    return _FOUND[number].run()


def run(found: Sequence[Fault], workers: int) -> Table:
    """Run them all, on so many cores; each worker is forked from here, with all that is laid."""
    _FOUND[:] = found
    table = Table()
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
        for number, done in enumerate(pool.map(_run, range(len(found)), chunksize=1)):
            table.add(found[number], done)
            if table.ran % TOLD_EVERY == 0:
                print(f"{table.ran:,} of {len(found):,} faults; flaws: {len(table.flaws)}", file=sys.stderr, flush=True)
    return table


def caught(laid: Ground, count: int, lots: random.Random, workers: int) -> dict[str, tuple[int, int]]:
    """By how many of how many faults was each wrong store caught?"""
    scene = scenes.filing(laid)
    found = {wrong.words: run(wrong.faults(scene, count, lots), workers) for wrong in naive.STORES}
    return {words: (table.flawed, table.ran) for words, table in found.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Sweep, tell, and say whether nothing was lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--slice", type=int, help="only so many of the faults, some of every kind")
    parser.add_argument("--seed", type=int, default=20200825)
    parser.add_argument("--json", type=Path, help="write what came of it to this file too")
    asked = parser.parse_args(arguments)
    workers, lots = min(2, os.cpu_count() or 1), random.Random(asked.seed)
    begun, root = perf_counter(), ground.scratch()
    try:
        laid = ground.lay(root)
        found = every_fault(laid, lots)
        table = run(part(found, asked.slice, lots) if asked.slice else found, workers)
        took = perf_counter() - begun
        wrong = caught(laid, 6 if asked.slice else 40, lots, workers)
    finally:
        shutil.rmtree(root)
    print(_words(table, took, asked.seed, wrong), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps({"fired": table.total.fired, "flaws": table.flaws, "caught": wrong}))
    enough = table.total.fired >= min(ENOUGH, asked.slice or ENOUGH) and (asked.slice or not table.silent)
    return int(bool(table.flaws) or not enough or not all(by for by, _ in wrong.values()))


def _words(table: Table, took_s: float, seed: int, wrong: Mapping[str, tuple[int, int]]) -> str:
    total = table.total
    lines = [
        str(table),
        f"{table.unfired:,} more did not fire and count for nothing; {total.fired / took_s * 60:,.0f} a minute; seed {seed}",
        *(f"caught by {by} of {count} faults: {words}" for words, (by, count) in wrong.items()),
        *table.flaws[:TOLD],
    ]
    if table.silent:
        lines.append(f"never fired: {'; '.join(table.silent)}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
