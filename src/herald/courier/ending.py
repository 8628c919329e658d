"""When is a connection over, whatever is still to come? After so long: each byte may be in time, and all of them take for ever."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer


@contextmanager
def ended_after(connection: socket.socket | None, seconds: float) -> Iterator[Event]:
    """While this lasts, the connection is cut off after so many seconds: who reads from it then finds its end.

    What is yielded is set once it was: what was read by then may look whole, and is not.
    """
    over = Event()
    timer = Timer(seconds, _cut, [connection, over])
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()


def _cut(connection: socket.socket | None, over: Event) -> None:
    """By the socket's own method, beneath any TLS: the thread that reads must find an end, not half an object."""
    over.set()
    if connection is not None:
        with suppress(OSError):
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
