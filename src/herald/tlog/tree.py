"""Is this leaf in the log, and did the log only grow? The Merkle tree of RFC 9162, and the proofs that answer both.

Leaves come in as their hashes. The inner nodes that never change again are the roots of complete subtrees, and those are all
that a store needs to keep: `append` tells which ones are new, and every proof names the ones it is made of.
Source of all of it: RFC 9162, section 2.1 (the same tree as RFC 6962, section 2.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
"""The root of a log without entries. Source: RFC 9162, section 2.1.1."""


Node = tuple[int, int]
"""Level and index of the root of a complete subtree: the one over the leaves index * 2**level to (index + 1) * 2**level - 1."""
Nodes = Callable[[Node], bytes]
"""Which hash has this node? Asked only of complete subtrees of the tree at hand."""


def leaf_hash(entry: bytes) -> bytes:
    """What is the hash of an entry as a leaf? Source: RFC 9162, section 2.1.1."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """What is the hash of two subtrees side by side? Source: RFC 9162, section 2.1.1."""
    return sha256(b"\1" + left + right).digest()


# -- Growing -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edge:
    """All that a log needs to know of its past in order to grow: how many leaves, and the complete subtrees at its right edge.

    `hashes` has one hash for each bit that is set in `size`, the largest subtree first.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Can a tree of this size have this edge? Raises ValueError."""
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise ValueError(f"{self.size} leaves do not make an edge of {len(self.hashes)} subtrees")

    @property
    def root(self) -> bytes:
        """What is the root of the whole tree? Source: RFC 9162, section 2.1.1."""
        return _joined(self.hashes) if self.hashes else EMPTY_ROOT


def append(edge: Edge, leaves: Iterable[bytes]) -> tuple[Edge, list[tuple[Node, bytes]]]:
    """What becomes of the tree with these leaf hashes after its last one, and which nodes are new for ever?

    Nodes come in the order in which they are completed: each leaf, then the subtrees that it completes, the smallest first.
    No leaves: the same edge and no nodes. Source: RFC 9162, section 2.1.2.
    """
    size, hashes, new = edge.size, list(edge.hashes), []
    for leaf in leaves:
        level, index, value = 0, size, leaf
        new.append(((0, size), leaf))
        while index & 1:
            level, index, value = level + 1, index >> 1, node_hash(hashes.pop(), value)
            new.append(((level, index), value))
        hashes.append(value)
        size += 1
    return Edge(size, tuple(hashes)), new


def edge(size: int, nodes: Nodes) -> Edge:
    """Which edge had the tree when it had `size` leaves? By this a store that was closed goes on, and an old root is found."""
    return Edge(size, tuple(nodes(node) for node in complete(0, size)))


def complete(begin: int, end: int) -> Iterator[Node]:
    """Of which complete subtrees are the leaves from `begin` to before `end` made? The largest first, which is leftmost.

    `begin` is a multiple of the largest power of two that is not above `end - begin`, as in every tree and every proof.
    """
    while begin < end:
        level = (end - begin).bit_length() - 1
        yield level, begin >> level
        begin += 1 << level


def _joined(hashes: Sequence[bytes]) -> bytes:
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes))


# -- Proving -------------------------------------------------------------------------------------------------------------------

Part = tuple[int, int]
"""Leaves from the first to before the second: one hash of a proof covers them."""


def inclusion_parts(index: int, size: int) -> tuple[Part, ...]:
    """Which parts of the tree are in the proof that the leaf at `index` is among the first `size`? From the leaf up.

    Raises ValueError if it is not. Source: RFC 9162, section 2.1.3.1.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    parts, begin, end = [], 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        left = index < middle
        parts.append((middle, end) if left else (begin, middle))
        begin, end = (begin, middle) if left else (middle, end)
    return tuple(reversed(parts))


def consistency_parts(old: int, new: int) -> tuple[Part, ...]:
    """Which parts of the tree are in the proof that `new` leaves begin with the same `old` ones? From the bottom up.

    Two equal sizes need no proof. Raises ValueError for `old` above `new`, and for 0: every tree begins with nothing, so a
    proof of it would prove nothing. Source: RFC 9162, section 2.1.4.1.
    """
    if not 0 < old <= new:
        raise ValueError(f"no consistency proof from {old} to {new} leaves")
    parts, begin, end = [], 0, new
    while end != old:
        middle = begin + _split(end - begin)
        left = old <= middle
        parts.append((middle, end) if left else (begin, middle))
        begin, end = (begin, middle) if left else (middle, end)
    if begin:
        parts.append((begin, end))
    return tuple(reversed(parts))


def hashes(parts: Iterable[Part], nodes: Nodes) -> tuple[bytes, ...]:
    """How does the proof read? One hash for each part, out of the stored nodes."""
    return tuple(_joined([nodes(node) for node in complete(*part)]) for part in parts)


def _split(count: int) -> int:
    """What is the largest power of two below `count`, which is at least 2? Source: RFC 9162, section 2.1.1."""
    return 1 << ((count - 1).bit_length() - 1)


# -- Verifying -----------------------------------------------------------------------------------------------------------------


def includes(root: bytes, size: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Does the proof show that the tree of this root and size has this leaf hash at `index`?

    Any hash of another length, one too many or one too few: no. Take root and size from one signed checkpoint: the proof does not
    fix the size by itself, and may lead to this root at others too. Source: RFC 9162, section 2.1.3.2, whose fn and sn these are.
    """
    if not 0 <= index < size or not _all_hashes(root, leaf, *proof):
        return False
    fn, sn, hashed = index, size - 1, leaf
    for step in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            hashed = node_hash(step, hashed)
            fn, sn = _past_lone_right_ends(fn, sn)
        else:
            hashed = node_hash(hashed, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and hashed == root


def extends(old_root: bytes, old: int, root: bytes, size: int, proof: Sequence[bytes]) -> bool:
    """Does the proof show that the tree of this root and size begins with the `old` leaves of the old root?

    Equal sizes: only with equal roots and an empty proof. From 0 leaves to more: no, whatever the proof, since a proof from
    nothing would accept any log. Source: RFC 9162, section 2.1.4.2, whose fn, fr, sn and sr these are.
    """
    if old == size:
        return not proof and old_root == root
    if not 0 < old < size or not proof or not _all_hashes(old_root, root, *proof):
        return False
    steps = (old_root, *proof) if old & (old - 1) == 0 else tuple(proof)
    shift = (old ^ (old - 1)).bit_length() - 1
    fn, sn = (old - 1) >> shift, (size - 1) >> shift
    fr = sr = steps[0]
    for step in steps[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(step, fr), node_hash(step, sr)
            fn, sn = _past_lone_right_ends(fn, sn)
        else:
            sr = node_hash(sr, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == root


def _past_lone_right_ends(fn: int, sn: int) -> tuple[int, int]:
    """Up to where the path has a sibling again: step 4 (b) ii of section 2.1.3.2, step 6 (b) iii of section 2.1.4.2."""
    while fn and not fn & 1:
        fn, sn = fn >> 1, sn >> 1
    return fn, sn


def _all_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
