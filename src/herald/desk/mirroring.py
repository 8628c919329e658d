"""How does a mirror take a log's entries, and when does it sign that it has them? It takes what is proved, and signs what is whole.

Source: C2SP tlog-mirror, sections add-checkpoint and add-entries. No tickets: the last pending checkpoints are kept instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from herald.desk.cosigning import Keeps, Watching
from herald.malformed import Malformed
from herald.ports import Clock
from herald.tlog import mirroring, note, witnessing
from herald.tlog.keys import SigningKey
from herald.tlog.mirroring import INFO, Info, Upload
from herald.tlog.tree import HASH_BYTES
from herald.tlog.witnessing import WORDS, Answered, Latest, Logs


class Copies(Keeps, Protocol):
    """What a mirror may not forget, beside what a witness may not."""

    def expect(self, origin: str, stated: Latest, note: bytes) -> None:
        """Take entries towards this checkpoint."""

    def pending(self, origin: str, size: int | None = None) -> tuple[Latest, bytes] | None:
        """Which checkpoint of this size is expected, and its note? Without a size the last."""

    def next_entry(self, origin: str) -> int:
        """Which is the first entry of this log that is not here?"""

    def leaves(self, origin: str, first: int, end: int) -> tuple[bytes, ...]:
        """The entries from `first` to before `end`, as far as they are here."""

    def add(self, origin: str, first: int, leaves: Sequence[bytes]) -> int:
        """Which entry is next, now that these are here?"""

    def mirror(self, origin: str, size: int, note: bytes, now_s: int) -> int | None:
        """Which time is to be signed, now that the log is mirrored up to `size`? None where it is mirrored further by now."""

    def mirrored(self, origin: str) -> tuple[int, bytes] | None:
        """Up to which size is this log mirrored, and by which checkpoint?"""


class Mirror(Watching):
    """A mirror of logs whose entries are leaves of 32 bytes. Its key is no witness's: it says that the entries are here."""

    def __init__(self, keeps: Copies, key: SigningKey, logs: Logs, clock: Clock, tell: Callable[[str], None]) -> None:
        """With the key of its cosignatures."""
        super().__init__(keeps, logs, clock, tell)
        self._copies, self._key = keeps, key

    def add_checkpoint(self, body: bytes) -> Answered:
        """What is answered to this body? Nothing is signed here; entries may now come towards it. Raises Broken."""
        found = self.followed(body)
        if isinstance(found, Answered):
            return found
        decision, _ = found
        self._copies.expect(decision.checkpoint.origin, decision.latest, bytes(decision.note))
        return Answered(200, WORDS, b"")

    def add_entries(self, body: bytes) -> Answered:
        """What is answered to this body? Each package that is proved is kept, whatever becomes of those after it. Raises Broken."""
        try:
            upload = mirroring.read(body)
        except Malformed as wrong:
            return witnessing.malformed_answer(wrong)
        if upload.origin not in self._logs:
            return _refused(404, "this mirror does not know the log")
        expected = self._copies.pending(upload.origin, upload.end)
        if expected is None or not self._fits(upload):
            return self._stands(409, upload.origin, upload.end)
        stated, signed = expected
        for span, package in upload.placed():
            before = self._copies.leaves(upload.origin, span.begin, span.first)
            proved = mirroring.proves(span, package, before, stated.root, stated.size)
            if not proved or any(len(entry) != HASH_BYTES for entry in package.entries):
                return _refused(422, f"nothing shows that the entries from {span.first} stand in this log")
            self._copies.add(upload.origin, span.first, package.entries)
        return self._settled(upload, signed)

    def _fits(self, upload: Upload) -> bool:
        mirrored = self._copies.mirrored(upload.origin)
        whole = 0 if mirrored is None else mirrored[0]
        return upload.end >= whole and upload.start <= self._copies.next_entry(upload.origin)

    def _settled(self, upload: Upload, signed: bytes) -> Answered:
        if self._copies.next_entry(upload.origin) < upload.end:
            if not upload.packages:
                return _refused(400, "no package of entries is whole")
            return self._stands(202, upload.origin, upload.end)
        time_s = self._copies.mirror(upload.origin, upload.end, signed, self._now_s())
        if time_s is None:
            return self._stands(409, upload.origin, upload.end)
        return Answered(200, WORDS, witnessing.cosignatures(note.read(signed).text, self._key, time_s))

    def _stands(self, status: int, origin: str, size: int) -> Answered:
        """Where it stands: towards the size that was asked for if entries are taken towards that, else towards the last."""
        expected = self._copies.pending(origin, size) or self._copies.pending(origin)
        info = Info(0 if expected is None else expected[0].size, self._copies.next_entry(origin))
        return Answered(status, INFO, bytes(info))


def _refused(status: int, words: str) -> Answered:
    return Answered(status, WORDS, f"{words}\n".encode())
