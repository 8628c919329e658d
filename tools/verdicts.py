"""Prints the table of docs/verdicts.md: every claim, every level of evidence, by either clock, as the program has it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from herald.acknowledgement.claims import MEANS, SAID, Claim
from herald.acknowledgement.verdicts import ROWS, WHEN, Row


def page() -> str:
    """How does the table read, in Markdown? A section for each claim; what stands for a name or a number is in angle brackets."""
    return "\n".join(line for claim in Claim for line in _section(claim)) + "\n"


def _section(claim: Claim) -> Iterator[str]:
    speaker, said = SAID[claim]
    yield from (f"### `{claim.value}`: \u201c{said}\u201d", "", f"Said by {speaker.value}.", "")
    yield "| evidence | clock | verdict | words | missing |"
    yield "|---|---|---|---|---|"
    yield from (_line(row) for row in ROWS if row.claim is claim)
    yield ""


def _line(row: Row) -> str:
    clock = "either" if len(row.clocks) > 1 else row.clocks[0].value
    words = row.words
    if len(row.clocks) == 1:
        words = words.replace("{when}", WHEN[row.clocks[0]])
    cells = (MEANS[row.claim, row.level], clock, row.verdict.value, _shown(words), _shown(row.missing or ""))
    return f"| {' | '.join(cells)} |"


def _shown(words: str) -> str:
    return re.sub(r"\{(\w+)\}", r"<\1>", words).replace("<", "&lt;").replace(">", "&gt;")


if __name__ == "__main__":
    print(page(), end="")
