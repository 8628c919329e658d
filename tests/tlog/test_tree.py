"""Does a proof say yes to what is in the log, and to nothing else?"""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.tlog import tree
from herald.tlog.tree import EMPTY_ROOT, Edge
from tests.tlog.logs import Log, leaf

LOG = Log(130)


def root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 9162, section 2.1.1, word by word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()


def test_the_root_is_that_of_the_definition_at_every_size() -> None:
    assert [root([leaf(index) for index in range(size)]) for size in range(LOG.size + 1)] == LOG.roots


def test_a_leaf_and_a_node_are_hashed_apart() -> None:
    assert tree.leaf_hash(b"") == sha256(b"\0").digest()
    assert tree.leaf_hash(bytes(64)) != tree.node_hash(bytes(32), bytes(32))


def test_every_leaf_is_proved_at_every_size() -> None:
    for size in range(1, LOG.size + 1):
        for index in range(size):
            assert tree.includes(LOG.roots[size], size, index, leaf(index), LOG.inclusion(index, size))


def test_every_earlier_log_is_proved_at_every_size() -> None:
    for size in range(1, LOG.size + 1):
        for old in range(1, size + 1):
            assert tree.extends(LOG.roots[old], old, LOG.roots[size], size, LOG.consistency(old, size))


@given(st.data())
def test_a_proof_of_one_leaf_proves_no_other(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, LOG.size))
    index, other = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    proof = LOG.inclusion(index, size)
    assert not tree.includes(LOG.roots[size], size, other, leaf(index), proof)
    assert not tree.includes(LOG.roots[size], size, index, leaf(other), proof)
    assert not tree.includes(LOG.roots[size], size, other, leaf(other), proof) or LOG.inclusion(other, size) == proof


def test_a_proof_alone_does_not_fix_the_size_so_the_checkpoint_must() -> None:
    """Whoever calls with a size that nobody signed together with the root is told yes: RFC 9162 has it so."""
    assert tree.includes(LOG.roots[3], 4, 0, leaf(0), LOG.inclusion(0, 3))
    assert not tree.includes(LOG.roots[3], 5, 0, leaf(0), LOG.inclusion(0, 3))


@given(st.data())
def test_a_proof_with_a_bit_a_hash_or_a_byte_changed_proves_nothing(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, LOG.size))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1))

    def included(proof: tuple[bytes, ...]) -> bool:
        return tree.includes(LOG.roots[size], size, index, leaf(index), proof)

    def extended(proof: tuple[bytes, ...]) -> bool:
        return tree.extends(LOG.roots[old], old, LOG.roots[size], size, proof)

    for proof, holds in ((LOG.inclusion(index, size), included), (LOG.consistency(old, size), extended)):
        at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
        flipped = (int.from_bytes(proof[at], "big") ^ 1 << bit).to_bytes(32, "big")
        assert holds(proof)
        for wrong in (
            (*proof[:at], flipped, *proof[at + 1 :]),
            (*proof[:at], proof[at][:-1], *proof[at + 1 :]),
            proof[:at] + proof[at + 1 :],
            (*proof[:at], proof[at], *proof[at:]),
            (*proof, EMPTY_ROOT),
            (),
        ):
            assert not holds(wrong)


@pytest.mark.parametrize("old", [3, 4, 5, 6])
def test_a_log_extends_the_old_root_it_had_and_no_other(old: int) -> None:
    proof = LOG.consistency(old, 7)
    assert tree.extends(LOG.roots[old], old, LOG.roots[7], 7, proof)
    assert not tree.extends(LOG.roots[old - 1], old, LOG.roots[7], 7, proof)
    assert not tree.extends(LOG.roots[old], old, LOG.roots[8], 7, proof)


def test_a_consistency_proof_from_an_empty_log_is_neither_made_nor_believed() -> None:
    with pytest.raises(ValueError, match="no consistency proof from 0"):
        tree.consistency_parts(0, 5)
    for proof in ((), (LOG.roots[5],), LOG.consistency(1, 5)):
        assert not tree.extends(EMPTY_ROOT, 0, LOG.roots[5], 5, proof)
        assert not tree.extends(LOG.roots[5], 0, LOG.roots[5], 5, proof)


def test_two_empty_logs_are_one_log() -> None:
    assert tree.extends(EMPTY_ROOT, 0, EMPTY_ROOT, 0, ())
    assert not tree.extends(EMPTY_ROOT, 0, EMPTY_ROOT, 0, (EMPTY_ROOT,))


def test_a_log_does_not_extend_a_larger_one_or_another_of_its_size() -> None:
    assert not tree.extends(LOG.roots[5], 5, LOG.roots[4], 4, LOG.consistency(4, 5))
    assert not tree.extends(LOG.roots[5], 5, LOG.roots[6], 5, ())
    assert tree.extends(LOG.roots[5], 5, LOG.roots[5], 5, ())


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5), (6, 5)])
def test_a_leaf_that_is_not_there_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        tree.inclusion_parts(index, size)
    assert not tree.includes(LOG.roots[size], size, index, leaf(0), ())


@given(st.integers(0, LOG.size), st.integers(0, LOG.size))
def test_leaves_appended_at_once_or_one_by_one_make_the_same_tree(first: int, second: int) -> None:
    first, second = sorted((first, second))
    edge, new = tree.append(tree.edge(first, LOG.nodes), map(leaf, range(first, second)))
    assert edge == tree.edge(second, LOG.nodes)
    assert edge.root == LOG.roots[second]
    assert all(LOG.stored[node] == value for node, value in new)
    before = {node for node in LOG.stored if (node[1] + 1) << node[0] <= first}
    assert before | {node for node, _ in new} == {node for node in LOG.stored if (node[1] + 1) << node[0] <= second}


def test_nodes_come_in_the_order_in_which_they_are_completed() -> None:
    _, new = tree.append(Edge(), map(leaf, range(4)))
    assert [node for node, _ in new] == [(0, 0), (0, 1), (1, 0), (0, 2), (0, 3), (1, 1), (2, 0)]


def test_an_edge_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="3 leaves do not make an edge of 1"):
        Edge(3, (leaf(0),))
