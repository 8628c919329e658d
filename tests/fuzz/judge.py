"""Does a reader do with these bytes what it may? Read them, or refuse them in words; soon, and in little memory."""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import process_time
from types import FrameType

from herald.malformed import Malformed, Problem
from tests.fuzz.readers import Reader

LONGEST_S = 1.0
"""CPU seconds for one input, whatever it holds."""
HANGS_S = 20.0
"""CPU seconds after which an input is broken off."""
MOST_BYTES = 256 * 2**20
"""Of memory beyond what the process had at its peak before the first input."""


class Misread(AssertionError):
    """A reader did what it may not."""


class Judge:
    """Asks one reader. `cases` counts the inputs, `refused` those that were refused."""

    def __init__(self, reader: Reader) -> None:
        """The seeds are read first: what the reader loads is not what an input costs."""
        self.reader, self.cases, self.refused = reader, 0, 0
        for seed in reader.seeds:
            self._answer(seed)
        _forget_peak()
        self._before = _peak()

    def __call__(self, data: bytes) -> None:
        """Raises Misread, or whatever the reader raised that it may not raise."""
        self.cases += 1
        if self._took(data) > LONGEST_S:
            # Others use the machine too: what is slow each time is slow.
            again = min(self._took(data), self._took(data))
            if again > LONGEST_S:
                raise Misread(f"{self.reader.name}: {again:.1f} s of CPU for {len(data)} bytes")
        if _peak() - self._before > MOST_BYTES:
            raise Misread(f"{self.reader.name}: {(_peak() - self._before) // 2**20} MB for {len(data)} bytes")

    def _took(self, data: bytes) -> float:
        begun = process_time()
        with _broken_off():
            self.refused += self._answer(data)
        return process_time() - begun

    def _answer(self, data: bytes) -> bool:
        """Was it refused?"""
        try:
            self.reader.read(data)
        except Malformed as malformed:
            _in_words(malformed.problems)
            return True
        except ValueError as error:
            if not self.reader.typed or type(error) is not ValueError or not str(error).strip():
                raise
            return True
        return False


def _in_words(problems: tuple[Problem, ...]) -> None:
    """Is every problem one line that says where, what and what instead?"""
    if not problems:
        raise Misread("refused without a problem")
    for one in problems:
        if not all((one.file, one.field, one.seen, one.expected)) or not str(one).isprintable():
            raise Misread(f"a problem that does not say what it is: {one!r}")


@contextmanager
def _broken_off() -> Iterator[None]:
    """An input that takes for ever is broken off, by the clock of CPU time."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Misread(f"more than {HANGS_S} s of CPU")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, HANGS_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _forget_peak() -> None:
    """From here on the peak is that of the inputs, whatever this process did before. Linux does so (proc(5), clear_refs)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> int:
    """How many bytes of memory has this process had at most?"""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
