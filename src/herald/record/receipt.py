"""What does its author get for an entry that was sealed? The proof that it stands in the log, which verifies offline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from herald.record.sealed import Sealed
from herald.tlog import checkpoint, tree
from herald.tlog.note import read
from herald.tlog.proof import Proof
from herald.tlog.tree import Nodes, Part


@dataclass(frozen=True, slots=True)
class Receipt:
    """One entry as it was sealed, and the proof of it under a signed checkpoint."""

    sealed: Sealed
    proof: Proof

    @property
    def checked_to(self) -> int:
        """Up to which index was it checked, if it is a notice? -1 where nothing stood before it."""
        return self.sealed.index - 1


def receipt(sealed: Sealed, checkpoint_note: bytes, nodes: Nodes) -> Receipt:
    """Which receipt has this entry under this checkpoint? `nodes` are those of the tree of its size."""
    return prover(checkpoint_note, nodes)(sealed)


def prover(checkpoint_note: bytes, nodes: Nodes) -> Callable[[Sealed], Receipt]:
    """Which receipt has each of these entries under this one checkpoint? `nodes` are those of the tree of its size.

    Entries that were sealed together share most of their proofs: what several of them need is hashed once.
    """
    signed = read(checkpoint_note, "checkpoint")
    size = checkpoint.read(signed.text).size

    @cache
    def hashed(part: Part) -> bytes:
        return tree.hashes([part], nodes)[0]

    def proved(sealed: Sealed) -> Receipt:
        hashes = tuple(map(hashed, tree.inclusion_parts(sealed.index, size)))
        return Receipt(sealed, Proof(sealed.index, hashes, signed))

    return proved


def holds(of: Receipt) -> bool:
    """Does its proof lead from its own leaf to the root that it states? Who signed that is asked of a policy: `proof.verify`."""
    stated = checkpoint.read(of.proof.checkpoint.text)
    leaf = tree.leaf_hash(of.sealed.leaf)
    return of.proof.index == of.sealed.index and tree.includes(
        stated.root, stated.size, of.proof.index, leaf, of.proof.hashes
    )
