"""Do the tiles hold the tree, and is each found where the format says?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.malformed import Malformed
from herald.tlog import tiles, tree
from herald.tlog.tiles import Tile
from herald.tlog.tree import Edge
from tests.tlog.logs import Log, leaf

LARGE = 70_000


@pytest.fixture(scope="module")
def stored() -> dict[tuple[int, int], bytes]:
    """The tiles of 70,000 leaves, as a store adds to them in batches of uneven size."""
    edge, held = Edge(), dict[tuple[int, int], bytes]()
    for begin in range(0, LARGE, 4_097):
        edge, new = tree.append(edge, map(leaf, range(begin, min(LARGE, begin + 4_097))))
        for tile, more in tiles.additions(new).items():
            held[tile] = held.get(tile, b"") + more
    return held


def test_the_tiles_of_70000_leaves_are_those_of_the_specifications_example() -> None:
    assert [tile for tile in tiles.tiles(LARGE) if tile.width < 256] == [
        Tile(0, 273, 112),
        Tile(1, 1, 17),
        Tile(2, 0, 1),
    ]
    assert sum(tile.width == 256 for tile in tiles.tiles(LARGE)) == 273 + 1
    assert list(tiles.tiles(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles.tiles(0)) == []


def test_what_a_store_adds_up_to_is_exactly_the_trees_tiles(stored: dict[tuple[int, int], bytes]) -> None:
    widths = {(tile.level, tile.index): tile.width for tile in tiles.tiles(LARGE)}
    assert {tile: len(data) // 32 for tile, data in stored.items()} == widths


def test_every_node_a_proof_needs_comes_out_of_the_tiles(stored: dict[tuple[int, int], bytes]) -> None:
    size = 66_000
    nodes = tiles.reader(size, lambda tile: stored[tile.level, tile.index][: 32 * tile.width])
    edge = tree.edge(size, nodes)
    for index in (0, 1, 255, 256, 40_000, 65_535, 65_536, size - 1):
        parts = tree.inclusion_parts(index, size)
        assert tree.includes(edge.root, size, index, leaf(index), tree.hashes(parts, nodes))
    for old in (1, 255, 256, 257, 65_536, 65_537, size - 1):
        root = tree.edge(old, nodes).root
        parts = tree.consistency_parts(old, size)
        assert tree.extends(root, old, edge.root, size, tree.hashes(parts, nodes))


@given(st.data())
def test_a_proof_fetches_the_tiles_it_needs_and_no_others(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 10**15))
    parts = data.draw(
        st.sampled_from(
            [
                tree.inclusion_parts(data.draw(st.integers(0, size - 1)), size),
                tree.consistency_parts(data.draw(st.integers(1, size)), size),
            ]
        )
    )
    fetched: list[Tile] = []

    def fetch(tile: Tile) -> bytes:
        fetched.append(tile)
        return bytes(32 * tile.width)

    tree.hashes(parts, tiles.reader(size, fetch))
    assert tuple(sorted(fetched)) == tiles.needed(parts, size)
    assert all(1 <= tile.width <= 256 for tile in fetched)
    assert len(fetched) <= 14


def test_tiles_and_single_nodes_tell_the_same() -> None:
    log = Log(600)
    for size in (1, 255, 256, 257, 511, 512, 513, 600):
        _, new = tree.append(Edge(), map(leaf, range(size)))
        held = tiles.additions(new)
        nodes = tiles.reader(size, lambda tile, held=held: held[tile.level, tile.index])  # type: ignore[misc]
        assert all(nodes(node) == log.stored[node] for node, _ in new)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(0, 273, 112), "tile/0/273.p/112"),
        (Tile(63, 1000, 255), "tile/63/x001/000.p/255"),
    ],
)
def test_a_tile_is_found_where_it_stands(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert tiles.read_path(path) == tile


@given(st.builds(Tile, st.integers(0, 63), st.integers(0, 2**56), st.integers(1, 256)))
def test_every_path_is_read_back(tile: Tile) -> None:
    assert tiles.read_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        *("tile/64/000", "tile/00/000", "tile/-1/000", "tile/0/0", "tile/0/x000/001", "tile/0/001/002", "tile/0/x001"),
        *("tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/"),
        *("/tile/0/000", "tile/0/000\n", "tile/0/\u0660\u0660\u0660"),
    ],
)
def test_a_path_that_is_not_written_so_is_malformed(path: str) -> None:
    with pytest.raises(Malformed, match="tile path"):
        tiles.read_path(path)


def test_entries_are_bundled_with_their_lengths() -> None:
    entries = (b"", b"one", bytes(65_535))
    data = tiles.write_entries(entries)
    assert data[:7] == b"\0\0\0\3one"
    assert tiles.read_entries("bundle", data, 3) == entries
    assert tiles.entries_path(1234067, 3) == "tile/entries/x001/x234/067.p/3"


@pytest.mark.parametrize(
    ("data", "width"), [(b"\0", 1), (b"\0\2x", 1), (b"\0\1xy", 1), (b"\0\1x", 2), (b"\0\0\0\0", 1)]
)
def test_a_bundle_that_ends_early_or_late_is_malformed(data: bytes, width: int) -> None:
    with pytest.raises(Malformed, match="entries, each with two bytes of length"):
        tiles.read_entries("bundle", data, width)


@pytest.mark.parametrize("length", [0, 8191, 8193])
def test_a_tile_of_another_length_is_malformed(length: int) -> None:
    with pytest.raises(Malformed, match=f"tile/0/000: length: saw '{length} bytes'"):
        tiles.read_tile(Tile(0, 0), bytes(length))


def test_a_tile_is_read_only_as_wide_as_the_tree_makes_it() -> None:
    with pytest.raises(Malformed, match=r"tile/0/000.p/5: length: saw '8192 bytes'"):
        tiles.reader(5, lambda _: bytes(8192))((0, 1))
    assert tiles.read_tile(Tile(0, 0, 2), leaf(0) + leaf(1)) == (leaf(0), leaf(1))
