"""How do time and memory grow with the legs? Two plots side by side, read without colour: shades, dashes and marks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench.account import Notice, Results

STYLES = (
    ("Herald, with slack", "black", "-", "o"),
    ("Herald, no slack", "black", "--", "s"),
    ("SQLite R*Tree + NumPy", "0.25", "-.", "^"),
    ("Shapely STRtree + NumPy", "0.35", ":", "D"),
    ("MEOS", "0.45", "-.", "v"),
    ("DuckDB + NumPy", "0.55", ":", "P"),
    ("PostgreSQL + PostGIS", "0.65", "-", "X"),
)
"""Who, in which grey, line and mark; Herald's own in black."""
INVENTED = "drawn"


def draw(results: Results, path: Path) -> None:
    """Write the plot as SVG; nothing in it depends on when it is drawn."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    mpl.rcParams.update({"svg.hashsalt": "herald", "font.size": 9, "svg.fonttype": "path"})
    figure, (time, memory) = plt.subplots(1, 2, figsize=(10, 4.6), layout="constrained")
    _lines(time, results, "p50_us", "one notice, p50 of CPU time (us)")
    _lines(memory, results, "bytes_leg", "bytes held for each leg")
    for formatted in (memory.yaxis.set_major_formatter, memory.yaxis.set_minor_formatter):
        formatted("{x:g}")
    figure.legend(*time.get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    plt.close(figure)


def _lines(axes: Any, results: Results, what: str, label: str) -> None:
    for who, grey, dash, mark in STYLES:
        rows = sorted((row.legs, getattr(row, what)) for row in of(results, who) if getattr(row, what) is not None)
        if rows:
            axes.plot(
                *zip(*rows, strict=True),
                color=grey,
                linestyle=dash,
                marker=mark,
                markersize=5,
                linewidth=1.4,
                label=who,
            )
    axes.set(xscale="log", yscale="log", xlabel="legs stored", ylabel=label)
    axes.grid(visible=True, which="major", color="0.85", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)


def of(results: Results, who: str) -> list[Notice]:
    """Which figures belong to this line of the plot?"""
    name, _, slack = who.partition(", ")
    question = slack or "no slack"
    return [row for row in results.notices if (row.who, row.question, row.data) == (name, question, INVENTED)]
