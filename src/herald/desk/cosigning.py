"""What does a witness do with what a log asks of it? It decides by what it keeps, keeps what it decided, and only then answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from herald.malformed import Malformed
from herald.ports import Broken, Clock
from herald.tlog import witnessing
from herald.tlog.keys import SigningKey
from herald.tlog.witnessing import WORDS, Answered, Cosign, Evidence, Kept, Latest, Logs, Refuse
from herald.units import SECOND

TRIES = 100
"""How often is a request decided anew because another was kept meanwhile? Each time somebody else was answered."""


class Keeps(Protocol):
    """What a witness may not forget. What returned is on the disk, and stays there."""

    def kept(self, origin: str) -> Kept | None:
        """What was cosigned last for this log?"""

    def advance(self, origin: str, before: Latest | None, after: Latest, note: bytes, now_s: int) -> int | None:
        """Which time is to be signed, now that `after` is kept in place of `before`? None where something else is kept by now."""

    def keep(self, evidence: Evidence) -> bool:
        """Is it kept now? No where it was kept before, or there is no more room for its kind."""


class Watching:
    """Whoever follows logs: those that it knows, and what it keeps. Many may ask at once."""

    def __init__(self, keeps: Keeps, logs: Logs, clock: Clock, tell: Callable[[str], None]) -> None:
        """`tell` is called with one line for each history that was refused because it was rewritten."""
        self._keeps, self._logs, self._clock, self._tell = keeps, logs, clock, tell

    def followed(self, body: bytes) -> tuple[Cosign, int] | Answered:
        """Which checkpoint does this body of `add-checkpoint` make the latest, and at which second? Else why it does not.

        It is kept when this returns. Raises Broken, and then it is not.
        """
        try:
            request = witnessing.read(body)
        except Malformed as wrong:
            return witnessing.malformed_answer(wrong)
        origin = request.checkpoint.text.partition("\n")[0]
        for _ in range(TRIES):
            kept = self._keeps.kept(origin) if origin in self._logs else None
            before = None if kept is None else kept.latest
            decision = witnessing.decide(request, before, self._logs)
            if isinstance(decision, Refuse):
                return self._refused(origin, body, kept, decision)
            signed = bytes(decision.note)
            time_s = self._keeps.advance(origin, before, decision.latest, signed, self._now_s())
            if time_s is not None:
                return decision, time_s
        raise Broken(f"too many ask at once for {origin}: nothing was kept; ask again")

    def _refused(self, origin: str, body: bytes, kept: Kept | None, refusal: Refuse) -> Answered:
        if refusal.contradiction is not None and refusal.checkpoint is not None:
            stated = Latest(refusal.checkpoint.size, refusal.checkpoint.root)
            before = b"" if kept is None else kept.note
            new = self._keeps.keep(Evidence(origin, refusal.contradiction, stated, body, before, self._now_s()))
            also = "the request is kept" if new else "one like it is kept already"
            self._tell(f"REFUSED ({refusal.contradiction}): {origin}: {refusal.words}; {also}")
        return refusal.answer

    def _now_s(self) -> int:
        return self._clock() // SECOND


class Cosigner(Watching):
    """A witness: it follows logs, and signs that they only grew."""

    def __init__(self, keeps: Keeps, key: SigningKey, logs: Logs, clock: Clock, tell: Callable[[str], None]) -> None:
        """With the key of its cosignatures."""
        super().__init__(keeps, logs, clock, tell)
        self._key = key

    def answer(self, body: bytes) -> Answered:
        """What is answered to this body of `add-checkpoint`? Raises Broken, and then nothing was cosigned."""
        found = self.followed(body)
        if isinstance(found, Answered):
            return found
        decision, time_s = found
        return Answered(200, WORDS, witnessing.cosignatures(decision.note.text, self._key, time_s))
