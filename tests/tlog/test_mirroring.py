"""Does a mirror take every entry that stands in the log, and none that does not?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.malformed import Malformed
from herald.tlog import mirroring, subtree, tree
from herald.tlog.mirroring import Info, Package, Span, Upload
from herald.tlog.tree import Edge
from tests.tlog.forks import Fork, entries
from tests.tlog.logs import ORIGIN

MOST = 48
LOG = Fork(entries(700))
NODES = LOG.stored.__getitem__


@cache
def hashed(begin: int, end: int) -> bytes:
    """These entries as a tree of their own."""
    return tree.append(Edge(), map(tree.leaf_hash, LOG.entries[begin:end]))[0].root


def subtrees(size: int) -> list[tuple[int, int]]:
    return [(a, b) for a in range(size) for b in range(a + 1, size + 1) if subtree.is_subtree(a, b)]


def proof(begin: int, end: int, size: int) -> tuple[bytes, ...]:
    return tree.hashes(subtree.parts(begin, end, size), NODES)


# -- Parts of a tree -----------------------------------------------------------------------------------------------------------


def test_every_part_of_every_tree_is_proved() -> None:
    for size in range(1, MOST + 1):
        for begin, end in subtrees(size):
            assert subtree.holds(LOG.roots[size], size, begin, end, hashed(begin, end), proof(begin, end, size))


def test_from_the_first_entry_it_is_the_proof_that_the_log_only_grew() -> None:
    for size in range(1, 40):
        for old in range(1, size + 1):
            assert proof(0, old, size) == LOG.consistency(old, size)
            assert tree.extends(LOG.roots[old], old, LOG.roots[size], size, proof(0, old, size))


def test_of_one_entry_it_is_the_proof_that_it_is_there() -> None:
    for size in range(1, 40):
        for index in range(size):
            assert proof(index, index + 1, size) == tree.hashes(tree.inclusion_parts(index, size), NODES)


@given(st.data())
def test_what_was_altered_proves_nothing(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, MOST))
    begin, end = data.draw(st.sampled_from(subtrees(size)))
    right = proof(begin, end, size)
    hash_, root = hashed(begin, end), LOG.roots[size]
    other = data.draw(st.binary(min_size=32, max_size=32))
    at = data.draw(st.integers(0, max(0, len(right) - 1)))
    assert not subtree.holds(root, size, begin, end, other, right)
    assert not subtree.holds(other, size, begin, end, hash_, right)
    for wrong in ((*right, other), right[:-1], (*right[:at], other, *right[at + 1 :]), (*right[:at], *right[at + 1 :])):
        if wrong != right:
            assert not subtree.holds(root, size, begin, end, hash_, wrong)


def test_a_subtree_begins_at_a_multiple_of_the_least_power_of_two_that_covers_it() -> None:
    assert [pair for pair in subtrees(6) if pair[0] == 4] == [(4, 5), (4, 6)]
    assert [pair for pair in subtrees(7) if pair[0] in {1, 2, 6}] == [(1, 2), (2, 3), (2, 4), (6, 7)]
    assert not subtree.is_subtree(3, 3) and not subtree.is_subtree(-4, -2)


@pytest.mark.parametrize(("begin", "end", "size"), [(1, 3, 8), (4, 4, 8), (0, 9, 8), (-2, 0, 8), (6, 9, 12)])
def test_what_is_no_subtree_is_not_asked(begin: int, end: int, size: int) -> None:
    with pytest.raises(ValueError, match="no subtree"):
        subtree.parts(begin, end, size)
    with pytest.raises(ValueError, match="no subtree"):
        subtree.holds(LOG.roots[8], size, begin, end, LOG.roots[1], ())


# -- Packages ------------------------------------------------------------------------------------------------------------------


def upload(start: int, end: int, least: int = 0, most: int = mirroring.AT_ONCE, ticket: bytes = b"") -> Upload:
    placed = list(mirroring.spans(start, end))[least:most]
    made = [mirroring.package(span, end, LOG.entries[span.first : span.end], NODES) for span in placed]
    return Upload(ORIGIN, start, end, ticket, tuple(made))


def before(span: Span) -> list[bytes]:
    return LOG.entries[span.begin : span.first]


@given(st.integers(0, 700), st.integers(0, 700))
def test_every_entry_is_in_one_package_and_every_package_proves_its_own(start: int, end: int) -> None:
    if start > end:
        return
    made = upload(start, end)
    assert made.is_whole
    assert len(made.packages) == mirroring.count(start, end)
    assert [entry for package in made.packages for entry in package.entries] == LOG.entries[start:end]
    for span, package in made.placed():
        assert span.begin % 256 == 0 and span.end - span.begin <= 256
        assert mirroring.proves(span, package, before(span), LOG.roots[end], end)


def test_the_packages_of_the_specification_are_cut_at_multiples_of_256() -> None:
    assert list(mirroring.spans(300, 700)) == [Span(256, 300, 512), Span(512, 512, 700)]
    assert list(mirroring.spans(256, 512)) == [Span(256, 256, 512)]
    assert list(mirroring.spans(5, 5)) == []
    assert mirroring.count(0, 2**63 - 1) == 2**55


def altered(package: Package, how: int) -> Package:
    changes: tuple[Callable[[], Package], ...] = (
        lambda: replace(package, entries=(*package.entries[:-1], b"rewritten")),
        lambda: replace(package, entries=package.entries[:-1]),
        lambda: replace(package, entries=(*package.entries, b"one more")),
        lambda: replace(package, entries=package.entries[::-1]),
        lambda: replace(package, proof=package.proof[:-1]),
        lambda: replace(package, proof=(*package.proof, bytes(32))),
        lambda: replace(package, proof=(bytes(32), *package.proof[1:])),
    )
    return changes[how]()


@pytest.mark.parametrize("how", range(7))
def test_a_package_with_anything_altered_proves_nothing(how: int) -> None:
    for span, package in upload(300, 699).placed():
        assert not mirroring.proves(span, altered(package, how), before(span), LOG.roots[699], 699)


def test_a_package_does_not_prove_itself_elsewhere_or_under_another_checkpoint() -> None:
    (first, one), (second, two) = upload(256, 700).placed()
    assert not mirroring.proves(second, one, [], LOG.roots[700], 700)
    assert not mirroring.proves(first, two, [], LOG.roots[700], 700)
    assert not mirroring.proves(first, one, [], LOG.roots[699], 699)
    ((span, package),) = upload(300, 400).placed()
    assert not mirroring.proves(span, package, [*before(span)[:-1], b"another"], LOG.roots[400], 400)
    assert not mirroring.proves(span, package, before(span)[1:], LOG.roots[400], 400)


# -- The body ------------------------------------------------------------------------------------------------------------------


@given(st.integers(0, 700), st.integers(0, 700), st.binary(max_size=40))
def test_an_upload_is_read_back_to_the_byte(start: int, end: int, ticket: bytes) -> None:
    made = upload(min(start, end), max(start, end), ticket=ticket)
    assert mirroring.read(bytes(made)) == made


def test_a_body_reads_as_the_specification_says() -> None:
    data = bytes(upload(1, 2, ticket=b"T"))
    more = bytes(upload(4, 5, most=1))
    head = b"\x00\x17" + ORIGIN.encode() + bytes(7) + b"\x01" + bytes(7) + b"\x02" + b"\x00\x01T"
    assert data == head + b"\x00\x07entry 1\x00"
    assert more.endswith(b"\x00\x00\x00\x07entry 4\x00")
    _, second = upload(255, 258).placed()
    assert bytes(second[1]) == b"\x00\x09entry 256\x00\x09entry 257\x01" + hashed(0, 256)


@given(st.integers(0, 10**6))
def test_a_body_that_was_cut_off_holds_the_packages_before_the_cut(cut: int) -> None:
    made = upload(0, 700)
    data = bytes(made)
    cut %= len(data)
    if cut < 2 + len(ORIGIN) + 18:
        with pytest.raises(Malformed, match="header"):
            mirroring.read(data[:cut])
        return
    read = mirroring.read(data[:cut])
    assert read.packages == made.packages[: len(read.packages)]
    assert not read.is_whole


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(bytes(upload(0, 3)) + b"\0", id="a byte too many"),
        pytest.param(bytes(upload(3, 3)) + b"\0", id="a byte where there are no entries"),
        pytest.param(bytes(replace(upload(0, 3), start=4)), id="an end before its start"),
        pytest.param(bytes(replace(upload(0, 3), end=2**63)), id="an end beyond all sizes"),
        pytest.param(bytes(replace(upload(0, 3), origin="")), id="no origin"),
        pytest.param(b"\x00\x01\xff" + bytes(18), id="an origin that is no text"),
        pytest.param(
            bytes(replace(upload(0, 3), packages=(Package(tuple(entries(3)), (bytes(32),) * 64),))), id="64 hashes"
        ),
    ],
)
def test_what_is_no_upload_is_malformed(wrong: bytes) -> None:
    with pytest.raises(Malformed):
        mirroring.read(wrong)


def test_a_small_body_that_claims_an_immense_log_costs_nothing() -> None:
    read = mirroring.read(bytes(Upload(ORIGIN, 0, 2**63 - 1, b"", ())))
    assert (read.packages, read.is_whole) == ((), False)


# -- What the mirror answers ---------------------------------------------------------------------------------------------------


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1), st.binary(max_size=99))
def test_where_a_mirror_stands_is_read_back(size: int, following: int, ticket: bytes) -> None:
    info = Info(size, following, ticket)
    assert mirroring.read_info(bytes(info)) == info


@pytest.mark.parametrize(
    "wrong", [b"", b"1\n2\n", b"1\n2\n\n\n", b"01\n2\n\n", b"1\n2\nAB==\n", b"1\n2\n \n", b"a\n2\n\n"]
)
def test_what_does_not_say_where_a_mirror_stands_is_malformed(wrong: bytes) -> None:
    with pytest.raises(Malformed):
        mirroring.read_info(wrong)
