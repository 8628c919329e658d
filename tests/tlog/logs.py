"""A log to try things on: leaves by number, keys by name, everything the same in every run."""

from __future__ import annotations

from hashlib import sha256

from herald.tlog import note, tree
from herald.tlog.checkpoint import Checkpoint
from herald.tlog.keys import Kind, SigningKey
from herald.tlog.note import Note
from herald.tlog.proof import Proof
from herald.tlog.tree import Edge, Node, Nodes

ORIGIN = "herald.example/exercise"
TIME_S = 1_800_000_000


def leaf(index: int) -> bytes:
    """The hash of the leaf at this index."""
    return tree.leaf_hash(sha256(b"entry %d" % index).digest())


def key(name: str, kind: Kind = Kind.COSIGNATURE) -> SigningKey:
    """The key of this name."""
    return SigningKey(name, kind, sha256(f"{name} {kind}".encode()).digest())


LOG = key(ORIGIN, Kind.NOTE)
WITNESSES = tuple(key(f"witness.example/{number}") for number in range(1, 7))


class Log:
    """All nodes of a tree, and the root that it had at every size."""

    def __init__(self, size: int) -> None:
        """So many leaves, appended one by one."""
        self.stored: dict[Node, bytes] = {}
        self.roots = [tree.EMPTY_ROOT]
        edge = Edge()
        for index in range(size):
            edge, new = tree.append(edge, [leaf(index)])
            self.stored.update(new)
            self.roots.append(edge.root)
        self.size = size
        self.edge = edge

    @property
    def nodes(self) -> Nodes:
        """Which hash has a node?"""
        return self.stored.__getitem__

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """The proof that the leaf is among the first `size`."""
        return tree.hashes(tree.inclusion_parts(index, size), self.nodes)

    def consistency(self, old: int, size: int) -> tuple[bytes, ...]:
        """The proof that the first `size` leaves begin with the first `old`."""
        return tree.hashes(tree.consistency_parts(old, size), self.nodes)

    def checkpoint(self, size: int, *witnesses: SigningKey, origin: str = ORIGIN, log: SigningKey = LOG) -> Note:
        """The checkpoint of that size, signed by the log and cosigned by these."""
        text = str(Checkpoint(origin, size, self.roots[size]))
        cosigned = [note.sign(text, witness, TIME_S + at) for at, witness in enumerate(witnesses)]
        return Note(text, (note.sign(text, log), *cosigned))

    def proof(self, index: int, size: int, *witnesses: SigningKey, extra: bytes | None = None) -> Proof:
        """The proof file of an entry."""
        return Proof(index, self.inclusion(index, size), self.checkpoint(size, *witnesses), extra)


def policy(quorum: str = "none", *lines: str, witnesses: tuple[SigningKey, ...] = WITNESSES) -> bytes:
    """A policy with the log, W1 to W6, further lines and a quorum."""
    named = [f"witness W{at} {witness.verifier}" for at, witness in enumerate(witnesses, 1)]
    return "".join(f"{line}\n" for line in (f"log {LOG.verifier}", *named, *lines, f"quorum {quorum}")).encode()
