"""What is wrong with an input: every problem at once, each with where it is, what was seen, what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in one file.

    `feature` counts from 0 and is None where the problem is the file's own; `field` is a path like
    `properties.windows[2][0]`; `seen` and `expected` are short texts for a person.
    """

    file: str
    feature: int | None
    field: str
    seen: str
    expected: str

    def __str__(self) -> str:
        """How does a person read it, in one line?"""
        where = self.file if self.feature is None else f"{self.file}, feature {self.feature}"
        return f"{where}: {self.field}: saw {self.seen}; expected {self.expected}"


class Malformed(Exception):
    """The input cannot be read as what it should be; nothing of it was taken.

    `problems` lists everything found, in the order of the file.
    """

    code = "malformed"

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Everything found wrong, at least one problem."""
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
