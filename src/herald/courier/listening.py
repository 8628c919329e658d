"""Who asks, over HTTP? A small server for a table of paths; what is answered is decided elsewhere.

The standard library's, behind which Herald puts limits: how long a body may be, how long it may take, how many ask at once. It says
no name and no version, writes no journal, and looks no address up. It speaks no TLS: beyond one machine, put it behind what does.
Source: RFC 9112; C2SP tlog-witness, section add-checkpoint; C2SP tlog-mirror, section add-entries.
"""

from __future__ import annotations

import socket
import socketserver
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import BoundedSemaphore, Thread
from typing import Any

from herald.courier.ending import ended_after
from herald.prevented import Prevented

Handler = Callable[[bytes, Mapping[str, str]], tuple[int, str, bytes]]
"""What is answered to this body, which came with these headers (names in lower case)? Status, type of content, content."""

LARGEST = 2**20
LARGEST_ENTRIES = 64 * 2**20
"""Bytes of a body, unpacked; more of it where stretches of the log are brought: `MANY`."""
ENTRIES = "/add-entries"
"""What may be packed by gzip."""
MANY = (ENTRIES, "/add-bodies")
IDLE_S = 30.0
"""So long a connection may be silent."""
WHOLE_S = 120.0
"""So long a request may take, from the answer before it to its own: who sends a byte now and then holds a place no longer."""
MOST = 64
"""Connections at once. One more is closed before it is read."""

_PLAIN = "text/plain; charset=utf-8"
_GZIP = 31


class CannotListen(Prevented):
    """The address or the port is not to be had."""

    code = "cannot-listen"


class _Refused(Exception):
    """The request is not handed on: this is answered instead."""

    def __init__(self, status: HTTPStatus, words: str) -> None:
        self.status, self.words = status, words
        super().__init__(words)


class Server(ThreadingHTTPServer):
    """Listens from the moment it is made; answers while `serve_forever` runs."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = MOST

    def __init__(
        self,
        table: Mapping[str, Handler],
        address: str = "127.0.0.1",
        port: int = 0,
        *,
        idle_s: float = IDLE_S,
        whole_s: float = WHOLE_S,
        most: int = MOST,
    ) -> None:
        """`port` 0 takes any that is free. Raises CannotListen."""
        self.table, self.idle_s, self.whole_s = dict(table), idle_s, whole_s
        self._room = BoundedSemaphore(most)
        self.address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        try:
            super().__init__((address, port), _Request)
        except (OSError, OverflowError) as error:
            raise CannotListen(f"cannot listen at {address}, port {port}: {error}") from error

    def server_bind(self) -> None:
        """The library asks for the machine's name in the network here; nobody needs it, and the question may hang."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    @property
    def url(self) -> str:
        """Where is it reached?"""
        host = self.server_name
        return f"http://{f'[{host}]' if ':' in host else host}:{self.server_port}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of its own, if there is room for one more."""
        if not self._room.acquire(blocking=False):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._room.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """The thread's work; the room is given back whatever becomes of it."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke off is nobody's matter."""


@contextmanager
def listening(
    table: Mapping[str, Handler], address: str = "127.0.0.1", port: int = 0, **limits: Any
) -> Iterator[Server]:
    """A server that answers as long as this lasts. Raises CannotListen."""
    with Server(table, address, port, **limits) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Request(BaseHTTPRequestHandler):
    """One connection, which may ask more than once."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Server

    def setup(self) -> None:
        """Each read and write ends after so long."""
        super().setup()
        self.connection.settimeout(self.server.idle_s)

    def handle_one_request(self) -> None:
        """The request, and its end in any case."""
        with ended_after(self.connection, self.server.whole_s):
            super().handle_one_request()

    def __getattr__(self, name: str) -> Callable[[], None]:
        """The library asks for a method `do_...` of each verb; only one is known."""
        if name.startswith("do_"):
            return self._other_verb
        raise AttributeError(name)

    def do_POST(self) -> None:
        """One request."""
        try:
            handler = self._handler()
            status, kind, content = handler(self._body(), self._named())
        except _Refused as refused:
            self._refuse(refused.status, refused.words)
        except Prevented as prevented:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, f"nothing was done ({prevented.code})")
        except (OSError, TimeoutError):
            self.close_connection = True
        except Exception:  # noqa: BLE001  a broken promise inside ends this request, and is not told to a stranger
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, "internal failure")
        else:
            self._answer(status, kind, content)

    def _other_verb(self) -> None:
        self._refuse(HTTPStatus.METHOD_NOT_ALLOWED, "only POST", ("Allow", "POST"))

    def _handler(self) -> Handler:
        found = self.server.table.get(self.path)
        if found is None:
            raise _Refused(HTTPStatus.NOT_FOUND, "nothing stands at this path")
        return found

    def _named(self) -> Mapping[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def _body(self) -> bytes:
        """The body as it was meant: read whole, and unpacked if it was packed."""
        most = LARGEST_ENTRIES if self.path.endswith(MANY) else LARGEST
        packing = self.headers.get("Content-Encoding", "identity").strip().lower()
        if packing not in {"identity", "gzip"} or (packing == "gzip" and not self.path.endswith(ENTRIES)):
            raise _Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "this packing is not known here")
        length = self._length(most)
        data = self._read(length)
        return _unpacked(data, most) if packing == "gzip" else data

    def _length(self, most: int) -> int:
        stated = self.headers.get_all("Content-Length", [])
        if self.headers.get("Transfer-Encoding") is not None or len(stated) != 1:
            raise _Refused(HTTPStatus.LENGTH_REQUIRED, "one Content-Length, and no Transfer-Encoding")
        if not (stated[0].isascii() and stated[0].isdigit()) or len(stated[0]) > 19:
            raise _Refused(HTTPStatus.BAD_REQUEST, "Content-Length is a decimal")
        if int(stated[0]) > most:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {most} bytes")
        return int(stated[0])

    def _read(self, length: int) -> bytes:
        data = self.rfile.read(length)
        if len(data) < length:
            raise OSError("the body ended before its length")
        return data

    def _answer(self, status: int, kind: str, content: bytes, *more: tuple[str, str]) -> None:
        self.send_response_only(status)
        packed = [("Accept-Encoding", "gzip")] if self.path.endswith(ENTRIES) else []
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(content))), *packed, *more):
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _refuse(self, status: HTTPStatus, words: str, *more: tuple[str, str]) -> None:
        """The body may not have been read, so the connection cannot go on."""
        self.close_connection = True
        with suppress(OSError):
            self._answer(status, _PLAIN, f"{words}\n".encode(), *more)

    def send_error(self, code: int, message: str | None = None, _explain: str | None = None) -> None:
        """What the library refuses by itself, in the same words as the rest."""
        self.close_connection = True
        self.path, self.command = getattr(self, "path", ""), getattr(self, "command", None) or ""
        self.request_version = self.protocol_version
        with suppress(OSError):
            self._answer(code, _PLAIN, f"{message or HTTPStatus(code).phrase}\n".encode("ascii", "replace"))

    def log_message(self, *_: Any) -> None:
        """Who asked what is kept nowhere."""


def _unpacked(data: bytes, most: int) -> bytes:
    """What was packed by gzip, if it is whole, nothing stands behind it, and it is not larger than a body may be."""
    packed = zlib.decompressobj(_GZIP)
    try:
        unpacked = packed.decompress(data, most + 1)
    except zlib.error:
        raise _Refused(HTTPStatus.BAD_REQUEST, "the body is not gzip") from None
    if len(unpacked) > most:
        raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {most} bytes unpacked")
    if not packed.eof or packed.unused_data:
        raise _Refused(HTTPStatus.BAD_REQUEST, "the gzip ends too early or too late")
    return unpacked
