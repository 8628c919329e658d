"""How fast is a check? Herald and its peers on the same movements, side by side in one run.

    python -m bench [--quick] [--release NAME]

Prints one table and writes it with its figures as JSON and its plot to bench/results/, as `latest`, which git ignores. For a
release they are written under its name, and docs/performance.md and docs/performance.svg are made anew from them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench import account, page, plot
from bench.run import QUICK, WHOLE, Scope, begun, run
from bench.table import table

RESULTS = Path(__file__).resolve().parent / "results"
DOCS = RESULTS.parent.parent / "docs"


def main() -> None:
    """One run, its table, and what is kept of it."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="fewer legs; two minutes at most")
    parser.add_argument(
        "--release", metavar="NAME", help="keep the results under this name, and write docs/performance.*"
    )
    parser.add_argument("--again", metavar="NAME", help="measure nothing: print and draw the results of this name anew")
    given = parser.parse_args()
    name = given.again or given.release or "latest"
    if given.again is None:
        measured(RESULTS / f"{name}.json", QUICK if given.quick else WHOLE)
    results = account.read(RESULTS / f"{name}.json")
    text = table(results)
    (RESULTS / f"{name}.txt").write_text(text, encoding="utf-8")
    print(text)
    plot.draw(results, DOCS / "performance.svg" if name != "latest" else RESULTS / "latest.svg")
    if name != "latest":
        page.fill(DOCS / "performance.md", text, name)


def measured(path: Path, scope: Scope) -> None:
    """A run of this scope, written down; as far as it came, if it is broken off."""
    results = begun()
    try:
        run(results, scope, lambda what: print(f"... {what}", file=sys.stderr, flush=True))
    finally:
        results.write(path)


if __name__ == "__main__":
    main()
