"""What is wrong with a record, and where? Values, each with a code: docs/record.md has the list."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST = 1_000
"""So many faults are told, and then how many more there are: one that is behind all others is among the first."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not what it must be, at this index of the log; None where it is not of one entry."""

    code: str
    index: int | None
    words: str

    def __str__(self) -> str:
        """How does a person read it, in one line?"""
        where = "" if self.index is None else f"entry {self.index}: "
        return f"{where}{self.words} ({self.code})"


@dataclass(slots=True)
class Faults:
    """The faults found so far, each once, in the order in which they were found."""

    found: dict[Fault, None] = field(default_factory=dict)
    more: int = 0

    def tell(self, code: str, index: int | None, words: str) -> None:
        """What is wrong, in words?"""
        self.take(Fault(code, index, words))

    def take(self, fault: Fault) -> None:
        """What is wrong, as somebody else has found it?"""
        if len(self.found) < MOST:
            self.found[fault] = None
        elif fault not in self.found:
            self.more += 1

    def told(self) -> tuple[Fault, ...]:
        """All of it."""
        rest = [Fault("more", None, f"and {self.more} more faults")] if self.more else []
        return (*self.found, *rest)
