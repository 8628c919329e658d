"""A witness that listens on loopback, with a file of its own, and a clock that is told what time it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from herald.courier.listening import Server, listening
from herald.desk.cosigning import Cosigner
from herald.store.witness.store import WitnessStore
from herald.tlog.keys import SigningKey
from herald.tlog.witnessing import ADD_CHECKPOINT, Logs
from herald.units import SECOND, Instant
from tests.tlog.forks import TRUSTED
from tests.tlog.logs import TIME_S, WITNESSES

KEY = WITNESSES[0]


@dataclass
class Listener:
    """The witness, as the tests see it from both sides."""

    store: WitnessStore
    server: Server
    told: list[str] = field(default_factory=list)
    now_s: int = TIME_S

    @property
    def url(self) -> str:
        return self.server.url


@contextmanager
def witness(path: Path, logs: Logs = TRUSTED, key: SigningKey = KEY, *, new: bool = True) -> Iterator[Listener]:
    """It answers as long as this lasts."""
    store = WitnessStore(path, key.verifier, new=new)
    held: list[Listener] = []

    def handler(body: bytes, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
        answer = cosigner.answer(body)
        return answer.status, answer.content_type, answer.body

    with listening({ADD_CHECKPOINT: handler}) as server:
        listener = Listener(store, server)
        held.append(listener)
        cosigner = Cosigner(store, key, logs, lambda: Instant(held[0].now_s * SECOND), listener.told.append)
        try:
            yield listener
        finally:
            store.close()
