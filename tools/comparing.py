"""Prints the tables of docs/comparing.md: at what is looked for each code of an act, and all that is ever said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from herald.incident.codes import ActCode
from herald.incident.holding import LOOKED, NO_EVENT, ROWS, UNCERTAIN, Looked, Row


def page() -> str:
    """How do the tables read, in Markdown? What stands for a name or a number is in angle brackets."""
    return "\n".join([*_codes(), *_modalities(), *(line for looked in Looked for line in _section(looked))])


def _codes() -> Iterator[str]:
    yield from ("### At what is looked", "", "| code of the act | looked at |", "|---|---|")
    for looked in Looked:
        codes = ", ".join(f"`{code.value}`" for code in ActCode if LOOKED[code] is looked)
        yield f"| {codes} | {looked.value} |"
    yield ""


def _modalities() -> Iterator[str]:
    yield from ("### How it is said", "", "| the claim | what is done | said with it |", "|---|---|---|")
    yield "| `asserts` | held against the record | |"
    yield "| `denies` | held against the record, with the results under *denied* | |"
    for modality, words in UNCERTAIN.items():
        yield f"| `{modality.value}` | held against the record like `asserts` | {words} |"
    for modality, words in NO_EVENT.items():
        yield f"| `{modality.value}` | not held against anything: cannot tell | {words} |"
    yield ""


def _section(looked: Looked) -> Iterator[str]:
    codes = ", ".join(f"`{code.value}`" for code in ActCode if LOOKED[code] is looked)
    title = codes if looked is not Looked.NOTHING else "All other codes"
    yield from (f"### {title}", "", f"Looked at: {looked.value}.", "")
    yield "| found | said | denied | words |"
    yield "|---|---|---|---|"
    yield from (_line(row) for row in ROWS if row.looked is looked)
    yield ""


def _line(row: Row) -> str:
    return f"| {row.means} | {row.result.value} | {row.denied.value} | {_shown(row.why)} |"


def _shown(words: str) -> str:
    return re.sub(r"\{(\w+)\}", r"&lt;\1&gt;", words)


if __name__ == "__main__":
    print(page(), end="")
