"""Do these entries, from the middle of the log, stand in it? Proofs that a part of the tree belongs to the whole.

The argument is the one by which a tree is shown to begin with a smaller one (RFC 9162, section 2.1.4), for a part that need not
begin at the first leaf. Source: draft-ietf-plants-merkle-tree-certs-02, sections Subtrees and Subtree Consistency Proofs, by way of
C2SP tlog-mirror.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from herald.tlog.tree import HASH_BYTES, Part, node_hash


class _Beside(Enum):
    """Where does the hash of a step stand, and is it of the subtree too?"""

    RIGHT = "to the right of the subtree"
    LEFT = "to its left"
    WITHIN = "its own left part"


def is_subtree(begin: int, end: int) -> bool:
    """May these leaves be proved as one? They are some, and `begin` is a multiple of the least power of two that covers them."""
    return 0 <= begin < end and begin % (1 << (end - begin - 1).bit_length()) == 0


def parts(begin: int, end: int, size: int) -> tuple[Part, ...]:
    """Which parts of the tree are in the proof that the leaves `begin` to before `end` are those of the tree of `size`?

    From the bottom up; the whole tree needs no proof. Raises ValueError where they are no subtree of it.
    """
    passed, left = _way(begin, end, size)
    found = [part for _, part in passed]
    return tuple(reversed(found if left == (begin, end) else [*found, left]))


def holds(root: bytes, size: int, begin: int, end: int, subtree: bytes, proof: Sequence[bytes]) -> bool:
    """Does the proof show that the tree of this root and size has, at `begin` to before `end`, the leaves of this hash?

    `subtree` is the hash over those leaves as a tree of their own. Any hash of another length, one too many or one too few: no.
    Raises ValueError where the leaves are no subtree of it.
    """
    passed, left = _way(begin, end, size)
    given = (subtree, *proof) if left == (begin, end) else tuple(proof)
    if len(given) != len(passed) + 1 or any(len(value) != HASH_BYTES for value in (root, subtree, *given)):
        return False
    # `part` becomes the subtree's hash and `whole` the tree's, out of the same hashes: one cannot fit without the other.
    part = whole = given[0]
    for (beside, _), step in zip(reversed(passed), given[1:], strict=True):
        part = node_hash(step, part) if beside is _Beside.WITHIN else part
        whole = node_hash(whole, step) if beside is _Beside.RIGHT else node_hash(step, whole)
    return part == subtree and whole == root


def _way(begin: int, end: int, size: int) -> tuple[list[tuple[_Beside, Part]], Part]:
    """From the root down: what is passed by, and what is left, which is the subtree, or its right end once it was split."""
    if not is_subtree(begin, end) or end > size:
        raise ValueError(f"the leaves {begin} to {end} are no subtree of a tree of {size}")
    passed, low, high = list[tuple[_Beside, Part]](), 0, size
    while low < begin or high != end:
        middle = low + (1 << ((high - low - 1).bit_length() - 1))
        if end <= middle:
            passed.append((_Beside.RIGHT, (middle, high)))
            high = middle
        else:
            passed.append((_Beside.LEFT if middle <= begin else _Beside.WITHIN, (low, middle)))
            low = middle
    return passed, (low, high)
