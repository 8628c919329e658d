"""What does a witness, or a mirror, answer? A question over HTTP, with an end to how long it takes and how much comes back."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from herald.courier.ending import ended_after
from herald.prevented import Prevented
from herald.tlog.mirroring import ADD_ENTRIES, OCTETS
from herald.tlog.witnessing import ADD_CHECKPOINT, WORDS, Answered

TIMEOUT_S = 10.0
"""So long a question may take, from the connection to the last byte of the answer."""
LARGEST = 2**20
"""Bytes of an answer. What is asked here is answered in a few lines."""
PACKED_FROM = 4_096
"""Bytes from which on entries are packed."""


class Unreached(Prevented):
    """No answer came, or none that could be one. Whether the other side did what it was asked to is not known."""

    code = "unreached"


@dataclass(frozen=True, slots=True)
class Courier:
    """Carries requests, each on a connection of its own. Follows no redirection: a key is asked where it is said to be."""

    timeout_s: float = TIMEOUT_S

    def add_checkpoint(self, url: str, body: bytes) -> Answered:
        """What does the witness at this submission prefix answer? Raises Unreached."""
        return self.post(url.rstrip("/") + ADD_CHECKPOINT, body)

    def add_entries(self, url: str, body: bytes) -> Answered:
        """What does the mirror at this submission prefix answer? Raises Unreached."""
        packs = len(body) >= PACKED_FROM
        sent = gzip.compress(body, 6, mtime=0) if packs else body
        return self.post(url.rstrip("/") + ADD_ENTRIES, sent, OCTETS, {"Content-Encoding": "gzip"} if packs else {})

    def post(self, url: str, body: bytes, kind: str = WORDS, more: Mapping[str, str] | None = None) -> Answered:
        """What is answered to this body at this address? Any status; raises Unreached where none comes whole and in time."""
        parts = _parts(url)
        headers = {"Content-Type": kind, "User-Agent": "herald", **(more or {})}
        try:
            connection = _connection(parts, self.timeout_s)
            try:
                connection.connect()
                with ended_after(connection.sock, self.timeout_s) as over:
                    connection.request("POST", _target(parts), body, headers)
                    with connection.getresponse() as response:
                        content = _content(response, url)
                if over.is_set():
                    raise Unreached(f"{url}: the answer took longer than {self.timeout_s:g} s")
                return Answered(response.status, response.getheader("Content-Type") or "", content)
            finally:
                connection.close()
        except (OSError, HTTPException, ValueError) as error:
            raise Unreached(f"{url}: no answer: {_why(error)}") from error


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  asked for what it raises
    except ValueError as error:
        raise Unreached(f"{url}: {error}") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None or parts.fragment:
        raise Unreached(f"{url}: an address begins with http:// or https:// and a host, and names no one who asks")
    return parts


def _connection(parts: SplitResult, timeout_s: float) -> HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        return HTTPSConnection(host, parts.port, timeout=timeout_s, context=ssl.create_default_context())
    return HTTPConnection(host, parts.port, timeout=timeout_s)


def _target(parts: SplitResult) -> str:
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def _content(response: HTTPResponse, url: str) -> bytes:
    """The whole content: a flood is no answer, and half of one is none either."""
    content = response.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Unreached(f"{url}: the answer is longer than {LARGEST} bytes")
    if response.length:
        raise Unreached(f"{url}: the answer ended too early")
    return content


def _why(error: Exception) -> str:
    return str(error) or type(error).__name__
