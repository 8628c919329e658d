"""A command that listens until it is ended: by a key, or by whatever else started it in the background."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from herald.commandline.outcome import deliver, say

if TYPE_CHECKING:
    from types import FrameType

    from herald.courier.listening import Server

ENDING = (signal.SIGINT, signal.SIGTERM)


def serve(server: Server, what: str) -> None:
    """Say where it listens, and listen until it is ended; then say so. `what` is who listened."""
    with _ended_by_signals():
        deliver(f"{server.url}\n")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say(f"herald: {what} has stopped listening")


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Both signals end it, also where whoever started it had them ignored, as a shell does in the background."""
    before = {each: signal.signal(each, _end) for each in ENDING}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
