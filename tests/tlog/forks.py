"""Logs that went different ways after some entries, all of them signed by the same key, and what they ask of a witness."""

from __future__ import annotations

from herald.tlog import note, tree
from herald.tlog.checkpoint import Checkpoint
from herald.tlog.keys import SigningKey
from herald.tlog.note import Note
from herald.tlog.tree import Edge, Node
from herald.tlog.witnessing import Latest, Request
from tests.tlog.logs import LOG, ORIGIN

TRUSTED = {ORIGIN: (LOG.verifier,)}


class Fork:
    """A log of these entries."""

    def __init__(self, entries: list[bytes]) -> None:
        self.entries = entries
        self.stored: dict[Node, bytes] = {}
        self.roots = [tree.EMPTY_ROOT]
        edge = Edge()
        for entry in entries:
            edge, new = tree.append(edge, [tree.leaf_hash(entry)])
            self.stored.update(new)
            self.roots.append(edge.root)

    def checkpoint(self, size: int, key: SigningKey = LOG, origin: str = ORIGIN) -> Note:
        text = str(Checkpoint(origin, size, self.roots[size]))
        return Note(text, (note.sign(text, key),))

    def consistency(self, old: int, size: int) -> tuple[bytes, ...]:
        parts = tree.consistency_parts(old, size) if old else ()
        return tree.hashes(parts, self.stored.__getitem__)

    def request(self, old: int, size: int, key: SigningKey = LOG, origin: str = ORIGIN) -> Request:
        """What the log asks of a witness that knows `old` entries."""
        return Request(old, self.consistency(old, size), self.checkpoint(size, key, origin))

    def latest(self, size: int) -> Latest | None:
        """What a witness keeps that cosigned so many entries."""
        return Latest(size, self.roots[size]) if size else None


def entries(count: int, word: str = "entry") -> list[bytes]:
    return [f"{word} {number}".encode() for number in range(count)]


def rewritten(count: int, at: int) -> list[bytes]:
    """The same entries, but for one."""
    return [b"rewritten" if number == at else entry for number, entry in enumerate(entries(count))]
