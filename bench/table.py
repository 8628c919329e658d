"""How do the results read? One table of plain text, as wide as it must be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bench.account import Agreement, AllPairs, Notice, Results, Single

Cells = Sequence[str]


def table(results: Results) -> str:
    """All that was measured, with what it was measured on."""
    return "\n".join(_lines(results)) + "\n"


def _lines(results: Results) -> Iterator[str]:
    yield from _machine(results)
    yield from _part("One notice against many", _NOTICE, map(_notice, results.notices))
    yield from _part("All pairs", _ALL_PAIRS, map(_all_pairs, results.all_pairs))
    yield from _part("How many times longer others take for one notice, without slack", _RATIO, ratios(results.notices))
    yield from _part("Held equal", _AGREEMENT, map(_agreement, results.agreements))
    yield from _part("The usual approximations, beside what could meet", _APPROXIMATION, _approximations(results))
    yield from _part("Herald besides", ("what", "legs", "", "unit"), map(single, results.singles))
    yield from _part("The sealed record", ("what", "entries", "", "unit"), map(single, results.record))
    yield from _part("Notices told, for days on end", ("what", "entries", "", "unit"), map(single, results.week))
    if results.missing:
        yield from _part("Could not be had", ("", "why"), results.missing)


def _machine(results: Results) -> Iterator[str]:
    of = results.machine
    yield f"{of['processor']}, {of['cores']} cores, {of['memory_gib']} GiB, {of['system']}; Python {of['python']}"
    yield "; ".join(f"{name} {version}" for name, version in results.versions.items())
    yield f"commit {of['commit']}; load at the start {results.load[0]:.2f}, at the end {results.load[1]:.2f}"
    yield f"separation {results.separation_m:g} m; times are CPU time, of a call the least of three"


def _part(title: str, head: Cells, rows: Iterable[Cells]) -> Iterator[str]:
    cells = [head, *rows]
    if len(cells) == 1:
        return
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    yield f"\n{title}\n"
    for row in cells:
        yield "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _padded(cell: str, width: int) -> str:
    """Numbers to the right, words to the left."""
    return cell.rjust(width) if cell[:1].isdigit() or cell == "-" else cell.ljust(width)


_NOTICE = ("who", "question", "movements", "legs", "notices", "mean us", "p50 us", "p99 us", "found", "load s", "B/leg")


def _notice(row: Notice) -> Cells:
    took = (f"{us:.1f}" if us < 1000 else f"{us:,.0f}" for us in (row.mean_us, row.p50_us, row.p99_us))
    held = "-" if row.load_s is None else f"{row.load_s:.2f}", "-" if row.bytes_leg is None else f"{row.bytes_leg:.0f}"
    return row.who, row.question, row.data, f"{row.legs:,}", str(row.calls), *took, f"{row.found:,}", *held


_ALL_PAIRS = ("who", "question", "movements", "legs", "threads", "CPU s", "wall s", "pairs found")


def _all_pairs(row: AllPairs) -> Cells:
    took = f"{row.cpu_s:.3f}", f"{row.wall_s:.3f}", f"{row.found:,}"
    return row.who, row.question, row.data, f"{row.legs:,}", str(row.threads), *took


_RATIO = ("who", "movements", "legs", "of means", "of p50", "of p99")


def ratios(notices: Iterable[Notice]) -> Iterator[Cells]:
    """How many times Herald's time does each peer take for the same question on the same movements?"""
    rows = list(notices)
    ours = {(row.legs, row.data): row for row in rows if row.who == "Herald" and row.question == "no slack"}
    for row in rows:
        beside = ours.get((row.legs, row.data))
        if beside is None or row.question != "no slack" or row.who.startswith("Herald"):
            continue
        times = row.mean_us / beside.mean_us, row.p50_us / beside.p50_us, row.p99_us / beside.p99_us
        yield row.who, row.data, f"{row.legs:,}", *(f"{each:.1f}x" for each in times)


_AGREEMENT = (
    "who",
    "with",
    "movements",
    "legs",
    "question",
    "both",
    "only the first",
    "only the second",
    "beyond 1 m of the limit",
)


def _agreement(row: Agreement) -> Cells:
    counts = (f"{count:,}" for count in (row.both, row.only_first, row.only_second, row.unexplained))
    return row.first, row.second, row.data, f"{row.legs:,}", row.question, *counts


_APPROXIMATION = ("what is asked", "flagged", "false", "share", "missed", "share")


def _approximations(results: Results) -> Iterator[Cells]:
    for row in results.approximations:
        false, missed = row.false / max(row.flagged, 1), row.missed / max(row.exact, 1)
        yield row.what, f"{row.flagged:,}", f"{row.false:,}", f"{false:.1%}", f"{row.missed:,}", f"{missed:.1%}"


def single(row: Single) -> Cells:
    """One figure, of how many legs or entries, in its unit."""
    return row.what, "-" if row.legs is None else f"{row.legs:,}", f"{row.value:,.3f}".rstrip("0").rstrip("."), row.unit
