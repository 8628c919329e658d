"""How does a parcel come to an addressee's mirror over HTTP? First the checkpoint, then the leaves, then the bodies.

The first two are the calls of C2SP's mirrors: with them it has proved for itself what it takes. Whatever they answer, the bodies
follow: they come with their leaves, and the answer to them says how far the mirror is. Source: C2SP tlog-mirror.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from herald.courier.asking import TIMEOUT_S, Courier, Unreached
from herald.malformed import Malformed
from herald.prevented import Prevented
from herald.record.parcel import ADD_BODIES, MEDIA
from herald.tlog.mirroring import INFO, read_info
from herald.tlog.witnessing import SIZE

TRIES = 3
HERE = frozenset({"127.0.0.1", "localhost"})


class NotTaken(Prevented):
    """The mirror answered, and did not take the parcel."""

    code = "not-taken"


class _Goods(Protocol):
    """What is to be brought."""

    @property
    def to(self) -> str: ...
    @property
    def address(self) -> str | None: ...
    @property
    def begin(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def parcel(self) -> bytes: ...
    @property
    def request(self) -> Callable[[int], bytes]: ...
    @property
    def uploads(self) -> Callable[[int, bytes], Iterator[bytes]]: ...


@dataclass(frozen=True, slots=True)
class Mirrors:
    """The mirrors of the addressees, each asked at the address that its party sealed.

    A party could name any address, and have the cell's machine ask it from within the cell's own network. So it is asked only
    where it is on this machine, or among those that the cell has `allowed`: `host` or `host:port`, as in the address.
    """

    timeout_s: float = TIMEOUT_S
    allowed: frozenset[str] = frozenset()

    @property
    def _asks(self) -> Courier:
        return Courier(self.timeout_s)

    def waiting(self, to: str, address: str | None) -> tuple[bytes, ...]:
        """How far is the mirror? Asked by a parcel that is empty. Raises Unreached; NotTaken where it is no answer of a mirror."""
        return (self._post(to, address, b""),)

    def settled(self, to: str, address: str | None, count: int) -> None:
        """Nothing lies anywhere."""

    def lies(self, to: str, address: str | None, begin: int) -> int:
        """Nothing lies anywhere."""
        del to, address
        return begin

    def deliver(self, goods: _Goods) -> bytes:
        """What does the mirror answer to the bodies? Raises Unreached; NotTaken where it is no answer of a mirror."""
        url = self._url(goods.to, goods.address)
        if self._announced(goods, url):
            self._uploaded(goods, url)
        return self._post(goods.to, goods.address, goods.parcel)

    def _post(self, to: str, address: str | None, data: bytes) -> bytes:
        url = self._url(to, address)
        answer = self._asks.post(url + ADD_BODIES, data, MEDIA)
        if answer.status != 200:
            raise NotTaken(f"{url}: answered {answer.status} to the bodies")
        return answer.body

    def _url(self, to: str, address: str | None) -> str:
        if address is None:
            raise NotTaken(f"{to} named no address of its mirror")
        host, _, at = urlsplit(address).netloc.rpartition("@")[2].partition(":")
        if host not in HERE | self.allowed and f"{host}:{at}" not in self.allowed:
            raise NotTaken(f"{address}: the cell has not allowed this address: see HERALD_MIRRORS")
        return address.rstrip("/")

    def _announced(self, goods: _Goods, url: str) -> bool:
        """Does it take entries towards this checkpoint now? What it knows of the log it says itself."""
        old = goods.begin
        for _ in range(TRIES):
            try:
                answer = self._asks.add_checkpoint(url, goods.request(old))
            except Unreached:
                raise
            except Prevented:
                return (
                    False  # it names a size from which this record can prove nothing: its answer to the bodies will say
                )
            if answer.status != 409 or not answer.content_type.startswith(SIZE):
                return answer.status == 200
            said = _size(answer.body)
            if said is None or said == old:
                return False
            old = said
        return False

    def _uploaded(self, goods: _Goods, url: str) -> None:
        start, ticket = goods.begin, b""
        for _ in range(TRIES):
            for body in goods.uploads(start, ticket):
                answer = self._asks.add_entries(url, body)
            if answer.status != 409 or not answer.content_type.startswith(INFO):
                return
            try:
                info = read_info(answer.body)
            except Malformed:
                return
            if info.next in {start, goods.size}:
                return
            start, ticket = info.next, info.ticket


def _size(body: bytes) -> int | None:
    digits = body[:-1].decode("ascii", "replace")
    return int(digits) if len(digits) <= 19 and digits.isdigit() and digits.isascii() else None
