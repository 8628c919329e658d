"""What does its author get for an entry that was sealed? The proof that it stands in the log, which verifies offline."""

from __future__ import annotations

from dataclasses import dataclass

from herald.record.sealed import Sealed
from herald.tlog import checkpoint, tree
from herald.tlog.note import read
from herald.tlog.proof import Proof
from herald.tlog.tree import Nodes


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
    signed = read(checkpoint_note, "checkpoint")
    size = checkpoint.read(signed.text).size
    hashes = tree.hashes(tree.inclusion_parts(sealed.index, size), nodes)
    return Receipt(sealed, Proof(sealed.index, hashes, signed))


def holds(of: Receipt) -> bool:
    """Does its proof lead from its own leaf to the root that it states? Who signed that is asked of a policy: `proof.verify`."""
    stated = checkpoint.read(of.proof.checkpoint.text)
    leaf = tree.leaf_hash(of.sealed.leaf)
    return of.proof.index == of.sealed.index and tree.includes(
        stated.root, stated.size, of.proof.index, leaf, of.proof.hashes
    )
