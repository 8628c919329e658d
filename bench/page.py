"""What does docs/performance.md show? The table of a release, between two marks; nobody types a figure there."""

from __future__ import annotations

from pathlib import Path

BEGIN, END = "<!-- figures: written by the benchmark -->", "<!-- end of the figures -->"


def fill(page: Path, table: str, run: str) -> None:
    """Put the table between the marks of the page. Raises ValueError where it has none."""
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page.name} has no place for the figures: {BEGIN} ... {END}")
    page.write_text(
        f"{before}{BEGIN}\n\nThe run `{run}`:\n\n```\n{table.strip()}\n```\n\n{END}{after}", encoding="utf-8"
    )
