"""Which fenced blocks does a Markdown page hold, and what do those of a session promise?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "..."


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a session, and the lines that its output shows: in this order, with others between where `...` stands."""

    command: str
    shown: tuple[str, ...]


def blocks(page: str, language: str) -> list[str]:
    """The blocks of this language, in the order of the page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [body for fence, body in _FENCED.findall(text) if fence == language]


def steps(page: str) -> Iterator[Step]:
    """All commands of the page's sessions; a command is a line that begins with `$ `."""
    for block in blocks(page, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.rstrip("\n").split("\n")
            yield Step(command, tuple(shown))


def missing(shown: tuple[str, ...], output: list[str]) -> str | None:
    """Which shown line is not where it should be? Lines are compared whole, and follow each other unless `...` parts them."""
    at, free = 0, False
    for line in shown:
        if line == LEFT_OUT:
            free = True
            continue
        found = next(
            (number for number in range(at, len(output) if free else at + 1) if output[number : number + 1] == [line]),
            None,
        )
        if found is None:
            return line
        at, free = found + 1, False
    return None if free or at == len(output) else f"the output goes on: {output[at]}"
