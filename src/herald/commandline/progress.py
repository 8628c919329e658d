"""How far along is a long check, or a long reading? Words on standard error, once it takes longer than a person likes to wait."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self, TextIO

from herald.wording import duration

PATIENCE_S = 2.0
COMPILING = "herald: compiling the kernel for this machine, once; about 10 s"
_TERMINAL_EVERY_S = 0.2
_FILE_EVERY_S = 10.0

Words = Callable[[int, int, float], str]
"""How so many steps done, of so many, in so many seconds, are said."""


class Progress:
    """One line that is rewritten on a terminal; elsewhere a line every ten seconds. Called with (done, of)."""

    def __init__(
        self, stream: TextIO | None, clock: Callable[[], float] = time.monotonic, words: Words | None = None
    ) -> None:
        """Where is it told, which clock says how long it took, in seconds, and in which words? If none: a check's."""
        self._stream = stream
        self._clock = clock
        self._words = words or line
        self._rewritten = stream is not None and stream.isatty()
        self._begun = clock()
        self._due = self._begun + PATIENCE_S
        self._shown = 0

    def __call__(self, done: int, of: int) -> None:
        """`done` of `of` steps are behind us: say so if it is time to."""
        now = self._clock()
        if now < self._due or self._stream is None:
            return
        self._due = now + (_TERMINAL_EVERY_S if self._rewritten else _FILE_EVERY_S)
        self._write(self._words(done, of, now - self._begun))

    def compiling(self) -> None:
        """The fast kernel is being compiled: that is said at once, for until it is done nothing else can be."""
        self._tell(f"\r{' ' * self._shown}\r" if self._shown else "")
        self._shown = 0
        self._tell(f"{COMPILING}\n")

    def __enter__(self) -> Self:
        """Nothing is said yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """The line is taken away, so that the answer stands alone."""
        if self._shown:
            self._tell(f"\r{' ' * self._shown}\r")

    def _write(self, words: str) -> None:
        if not self._rewritten:
            self._tell(f"{words}\n")
            return
        self._tell(f"\r{words.ljust(self._shown)}")
        self._shown = len(words)

    def _tell(self, text: str) -> None:
        """Nobody may be reading; a check does not end because of that."""
        with suppress(OSError, ValueError):
            if self._stream is not None:
                self._stream.write(text)
                self._stream.flush()


def line(done: int, of: int, seconds: float) -> str:
    """How far is a check, how fast, and how much longer?

    >>> line(3000, 12000, 10.0)
    'herald: checking, 3,000 of 12,000 steps (25 %), 300 a second, about 30 s left'
    """
    rate = done / seconds if seconds > 0 else 0.0
    return (
        f"herald: checking, {done:,} of {of:,} steps{_share(done, of)}, {rate:,.0f} a second{_left(done, of, seconds)}"
    )


def reading(done: int, of: int, seconds: float) -> str:
    """How many bytes of all files are read, and how much longer will it take?

    >>> reading(30_000_000, 90_000_000, 5.0)
    'herald: reading, 30 of 90 MB (33 %), about 10 s left'
    """
    return f"herald: reading, {done / 1e6:.0f} of {of / 1e6:.0f} MB{_share(done, of)}{_left(done, of, seconds)}"


def looking(done: int, of: int, seconds: float) -> str:
    """How many entries of a record are recomputed, and how much longer will it take?

    >>> looking(30_000, 90_000, 5.0)
    'herald: recomputing, 30,000 of 90,000 entries (33 %), about 10 s left'
    """
    return f"herald: recomputing, {done:,} of {of:,} entries{_share(done, of)}{_left(done, of, seconds)}"


def _share(done: int, of: int) -> str:
    return f" ({100 * done // of} %)" if of else ""


def _left(done: int, of: int, seconds: float) -> str:
    """How much longer, at this rate? Nothing is promised without one."""
    return f", about {duration(round((of - done) * seconds / done))} left" if done > 0 and seconds > 0 else ""
