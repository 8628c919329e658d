"""How do many file at once? What comes while one commit is under way is sealed together by the next.

A commit on the disk takes as long for one entry as for two hundred. So nobody waits for a timer: an idle desk seals what comes at
once, and a busy one whatever has come meanwhile. One thread reads and seals, and the others wait for it: Python runs one of them at
a time anyway, and where each read its own line they took a fifth more in handing over to each other.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from itertools import islice
from threading import Condition, Thread
from types import TracebackType
from typing import Protocol, Self

from herald.desk.sequencer import Outcome
from herald.ports import Broken, Busy

MOST = 256
"""Lines that are sealed together at most: a commit stays short, and what comes meanwhile waits for one of them only."""

SELDOM = 100_000
"""Sealing makes no circles, and holds many notices: looking for circles as often as usual takes a seventh of its time."""


class Closed(Exception):
    """The desk takes nothing more. What it was handed in was not looked at."""

    code = "desk-closed"


class Seals(Protocol):
    """What seals lines together, in one transaction: :class:`herald.desk.sequencer.Sequencer`."""

    def seal(self, lines: Sequence[bytes]) -> tuple[Outcome, ...]:
        """What becomes of each of these? Raises Broken; then no receipt leaves."""


_Waiting = tuple[bytes, Future[Outcome]]


class Gatherer:
    """Any number of threads file here, and one transaction after the other seals what they filed.

    It has a thread of its own, which `close` ends; as a context it closes itself.
    """

    def __init__(self, sequencer: Seals) -> None:
        """From here on lines are taken."""
        self._sequencer = sequencer
        self._waiting: deque[_Waiting] = deque()
        self._changed = Condition()
        self._open = True
        self._broken: Broken | None = None
        self._thread = Thread(target=self._run, name="herald sequencer")
        self._thread.start()

    def submit(self, line: bytes) -> Outcome:
        """What becomes of this line of an `.entry` file? Waits until that is on the disk.

        Raises Broken where the store failed, now or before: no receipt leaves then. Raises Closed.
        """
        future: Future[Outcome] = Future()
        with self._changed:
            if self._broken is not None:
                raise _again(self._broken)
            if not self._open:
                raise Closed("the desk is closed")
            self._waiting.append((line, future))
            self._changed.notify()
        return future.result()

    def close(self) -> None:
        """Seal what is waiting, take nothing more, and end."""
        with self._changed:
            self._open = False
            self._changed.notify()
        self._thread.join()

    def __enter__(self) -> Self:
        """It is open already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Whatever happened inside, nobody is left waiting."""
        self.close()

    # -- In its own thread -------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        often = gc.get_threshold()
        gc.set_threshold(SELDOM)
        try:
            self._seal_all()
        finally:
            gc.set_threshold(*often)

    def _seal_all(self) -> None:
        while batch := self._gathered():
            try:
                self._seal(batch)
            except Broken as broken:
                self._break(batch, broken)

    def _gathered(self) -> Sequence[_Waiting]:
        """What has come since, in the order in which it came; nothing only when the desk is closed."""
        with self._changed:
            while self._open and not self._waiting:
                self._changed.wait()
            batch = tuple(islice(self._waiting, MOST))
            for _ in batch:
                self._waiting.popleft()
        return batch

    def _seal(self, batch: Sequence[_Waiting]) -> None:
        """Seal these together or, where that fails by the fault of one of them, each by itself. Raises Broken.

        What fails together has left nothing, and what was sealed after all is told as sealed before: nothing is sealed twice.
        """
        try:
            outcomes = self._sequencer.seal([line for line, _ in batch])
        except Broken:
            raise
        except Busy as busy:  # each by itself would wait as long again
            for _, future in batch:
                future.set_exception(Busy(*busy.args))
            return
        except BaseException as error:  # noqa: BLE001  whatever it is, whoever waits is told of it
            if len(batch) == 1:
                batch[0][1].set_exception(error)
                return
            for each in batch:
                self._seal([each])
            return
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            future.set_result(outcome)

    def _break(self, batch: Sequence[_Waiting], broken: Broken) -> None:
        """Nobody is told of anything more: neither these, nor who waits, nor who comes later."""
        with self._changed:
            self._broken = broken
            left = [*batch, *self._waiting]
            self._waiting.clear()
        for _, future in left:
            if not future.done():
                future.set_exception(_again(broken))


def _again(broken: Broken) -> Broken:
    """The same for one more: an exception that several threads raise would carry the marks of all of them."""
    again = Broken(*broken.args)
    again.__cause__ = broken
    return again
