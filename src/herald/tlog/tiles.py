"""Which tiles hold the tree, where do they stand, and which of them does a proof need?

A tile is 256 hashes side by side at one of the levels 0, 8, 16 ...; the levels between are hashed anew from it. The tiles at
the right edge may be partial. Source: C2SP tlog-tiles.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from herald.tlog import tree
from herald.tlog.encoding import malformed, read_decimal
from herald.tlog.tree import HASH_BYTES, Node, Nodes, Part

HEIGHT = 8
WIDTH = 1 << HEIGHT
TOP_LEVEL = 63
LONGEST_ENTRY = 2**16 - 1

_PATH = re.compile(r"tile/([0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([0-9]{1,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """One tile: its level in tiles (level 1 lies 8 above the leaves), its index on that level, and how many hashes it has."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where does it stand below the log's prefix? Source: C2SP tlog-tiles, section Merkle Tree.

        >>> Tile(0, 1234067, 17).path
        'tile/0/x001/x234/067.p/17'
        """
        return f"tile/{self.level}/{_place(self.index, self.width)}"


def read_path(path: str) -> Tile:
    """Which tile stands there? Raises Malformed. Source: C2SP tlog-tiles, section Merkle Tree."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise malformed("tile path", "path", path, "a path like tile/0/x001/x234/067 or tile/0/x001/x234/067.p/17")
    level = read_decimal("tile path", "level", match[1], TOP_LEVEL)
    width = WIDTH if match[3] is None else read_decimal("tile path", "width", match[3], WIDTH - 1)
    tile = Tile(level, int(match[2].replace("x", "").replace("/", "")), width)
    if width == 0 or tile.path != path:
        raise malformed("tile path", "path", path, "no leading x000, and a width from 1 to 255")
    return tile


def entries_path(index: int, width: int = WIDTH) -> str:
    """Where does the bundle of entries stand whose hashes are the tile of this index? Source: section Log entries."""
    return f"tile/entries/{_place(index, width)}"


def _place(index: int, width: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups)) + (f".p/{width}" if width < WIDTH else "")


# -- What is in them -----------------------------------------------------------------------------------------------------------


def read_tile(tile: Tile, data: bytes) -> tuple[bytes, ...]:
    """Which hashes does this tile hold? Raises Malformed unless they are as many as it is wide."""
    whole = _whole(tile, data)
    return tuple(whole[at : at + HASH_BYTES] for at in range(0, len(whole), HASH_BYTES))


def _whole(tile: Tile, data: bytes) -> bytes:
    if len(data) != tile.width * HASH_BYTES:
        raise malformed(tile.path, "length", f"{len(data)} bytes", f"{tile.width * HASH_BYTES} bytes")
    return data


def write_entries(entries: Iterable[bytes]) -> bytes:
    """How does a bundle of entries read? Each with its length before it. Source: C2SP tlog-tiles, section Log entries.

    Raises OverflowError for an entry above 65,535 bytes.
    """
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read_entries(path: str, data: bytes, width: int) -> tuple[bytes, ...]:
    """Which entries does this bundle hold? Raises Malformed unless there are exactly `width`. Source: section Log entries."""
    entries: list[bytes] = []
    at = 0
    while at < len(data) and len(entries) < width:
        begin = at + 2
        at = begin + int.from_bytes(data[at:begin], "big")
        entries.append(data[begin:at])
    if at != len(data) or len(entries) != width:
        raise malformed(
            path, "length", f"{len(data)} bytes", f"{width} entries, each with two bytes of length, and no more"
        )
    return tuple(entries)


# -- Which of them -------------------------------------------------------------------------------------------------------------


def tiles(size: int) -> Iterator[Tile]:
    """Which tiles hold a tree of so many leaves? From level 0 up, from left to right; none is empty."""
    level = 0
    while count := size >> (HEIGHT * level):
        full, rest = divmod(count, WIDTH)
        yield from (Tile(level, index) for index in range(full))
        if rest:
            yield Tile(level, full, rest)
        level += 1


def tile_of(node: Node, size: int) -> Tile:
    """From which tile of a tree of `size` leaves does this node's hash come? Source: C2SP tlog-tiles, section Partial Tiles."""
    level, below = divmod(node[0], HEIGHT)
    index = (node[1] << below) // WIDTH
    return Tile(level, index, min(WIDTH, (size >> (HEIGHT * level)) - index * WIDTH))


def needed(parts: Iterable[Part], size: int) -> tuple[Tile, ...]:
    """Which tiles does a proof of these parts need, in a tree of `size` leaves? Each once, in order."""
    return tuple(sorted({tile_of(node, size) for part in parts for node in tree.complete(*part)}))


def additions(new: Iterable[tuple[Node, bytes]]) -> dict[tuple[int, int], bytes]:
    """What is written after what already stands in which tile, when the tree has grown by these nodes?

    Keys are level and index of the tile. A store that adds these bytes to its tiles holds exactly the tree's tiles.
    """
    added: defaultdict[tuple[int, int], list[bytes]] = defaultdict(list)
    for (height, index), value in new:
        level, below = divmod(height, HEIGHT)
        if below == 0:
            added[level, index // WIDTH].append(value)
    return {tile: b"".join(values) for tile, values in added.items()}


def reader(size: int, fetch: Callable[[Tile], bytes]) -> Nodes:
    """Which hash has a node of the tree of `size` leaves, of which only tiles are stored?

    Each tile is fetched once and its inner levels hashed once: 255 hashes at most, whatever is asked of it later. Raises
    Malformed for a tile of the wrong length.
    """
    pyramids: dict[Tile, list[bytes]] = {}

    def hash_of(node: Node) -> bytes:
        tile = tile_of(node, size)
        if tile not in pyramids:
            pyramids[tile] = _pyramid(_whole(tile, fetch(tile)))
        below = node[0] % HEIGHT
        at = (node[1] - (tile.index * WIDTH >> below)) * HASH_BYTES
        return pyramids[tile][below][at : at + HASH_BYTES]

    return hash_of


def _pyramid(row: bytes) -> list[bytes]:
    """The tile's own hashes, then those of each level above it inside the tile, as far as subtrees are complete.

    Two hashes stand side by side already as `tree.node_hash` puts them: a slice instead of two halves the time of a proof.
    """
    rows = [row]
    for _ in range(1, HEIGHT):
        pairs = range(0, len(row) - 2 * HASH_BYTES + 1, 2 * HASH_BYTES)
        row = b"".join([sha256(b"\1" + row[at : at + 2 * HASH_BYTES]).digest() for at in pairs])
        rows.append(row)
    return rows
