"""Is the tree that of the leaves, to the byte, and is every checkpoint that was ever signed one of this tree? In one pass."""

from __future__ import annotations

from hashlib import sha256

from herald.desk.audit.faults import Faults
from herald.malformed import Malformed
from herald.ports import Record
from herald.tlog import checkpoint, note, tree
from herald.tlog.checkpoint import Checkpoint
from herald.tlog.encoding import write_base64
from herald.tlog.tiles import HEIGHT, WIDTH, Tile
from herald.tlog.tree import HASH_BYTES

WHOLE = WIDTH * HASH_BYTES
_REMEMBERED = 4_096


class Growth:
    """A tree that grows leaf by leaf, held against the tiles and the checkpoints of a record. It holds its own right edge only."""

    def __init__(self, record: Record, origin: str, faults: Faults) -> None:
        """The empty tree."""
        self._record, self._origin, self._faults = record, origin, faults
        self._edge: list[tuple[int, bytes]] = []
        self._rows: list[bytearray] = [bytearray()]
        self._whole: list[int] = [0]
        self._signed = iter(record.checkpoints())
        self._recent: dict[int, str] = {}
        self.size = 0
        self.last: tuple[int, bytes] | None = None
        self._next = self._following()

    # -- Growing -----------------------------------------------------------------------------------------------------------

    def take(self, hashes: bytes) -> None:
        """These leaves, 32 bytes each, stand behind the others."""
        at = 0
        while at < len(hashes):
            whole = hashes[at : at + WHOLE]
            if self.size % WIDTH == 0 and len(whole) == WHOLE and not self._signed_before(self.size + WIDTH):
                self._take_tile(whole)
                at += WHOLE
            else:
                self.size += 1
                self._join(0, hashes[at : at + HASH_BYTES])
                at += HASH_BYTES
            self._check_signed()

    def _signed_before(self, size: int) -> bool:
        return self._next is not None and self._next[0] < size

    def _take_tile(self, row: bytes) -> None:
        """256 leaves at once, with no checkpoint between them."""
        self._stands(0, row)
        self.size += WIDTH
        for _ in range(HEIGHT):
            pairs = range(0, len(row), 2 * HASH_BYTES)
            row = b"".join([sha256(b"\1" + row[at : at + 2 * HASH_BYTES]).digest() for at in pairs])
        self._join(HEIGHT, row)

    def _join(self, level: int, hashed: bytes) -> None:
        """One more complete subtree at the right edge, and those that it completes."""
        self._stands(level, hashed)
        while self._edge and self._edge[-1][0] == level:
            level, hashed = level + 1, tree.node_hash(self._edge.pop()[1], hashed)
            self._stands(level, hashed)
        self._edge.append((level, hashed))

    def _root(self) -> bytes:
        root = self._edge[-1][1]
        for _, left in reversed(self._edge[:-1]):
            root = tree.node_hash(left, root)
        return root

    # -- Tiles -------------------------------------------------------------------------------------------------------------

    def _stands(self, height: int, hashed: bytes) -> None:
        """These hashes of this height are the next; if a tile holds them, and is full by them, is it what the store has?"""
        level, between = divmod(height, HEIGHT)
        if between:
            return
        if level == len(self._rows):
            self._rows.append(bytearray())
            self._whole.append(0)
        self._rows[level] += hashed
        if len(self._rows[level]) == WHOLE:
            self._compare(level)
            self._rows[level].clear()
            self._whole[level] += 1

    def _compare(self, level: int) -> None:
        """Is this tile stored as it must be? One hash more is asked for than it may have, so that one too many is seen."""
        row, index = bytes(self._rows[level]), self._whole[level]
        kept = self._record.tile(Tile(level, index, WIDTH + 1))
        if kept == row:
            return
        at = next(
            (at for at in range(0, len(row), HASH_BYTES) if kept[at : at + HASH_BYTES] != row[at : at + HASH_BYTES]), 0
        )
        first = (index * WIDTH + at // HASH_BYTES) << (HEIGHT * level)
        what = "is not that of the entries" if kept else "is missing"
        self._faults.tell("tile", first, f"{Tile(level, index).path} {what}")

    # -- Checkpoints -------------------------------------------------------------------------------------------------------

    def _following(self) -> tuple[int, bytes] | None:
        """Which is the next checkpoint of a log that has begun?"""
        for size, signed in self._signed:
            if size > self.size:
                return size, signed
            self._faults.tell("checkpoint-size", None, f"a checkpoint is kept for a log of {size} entries")
        return None

    def _check_signed(self) -> None:
        if self._next is None or self._next[0] != self.size:
            return
        self._judge(*self._next)
        self.last = self._next
        self._next = self._following()

    def _judge(self, size: int, signed: bytes) -> None:
        """Does it say of this log and this size what the tree says? Its signature is asked of elsewhere."""
        root = self._root()
        self._recent[size] = root.hex()
        if len(self._recent) > _REMEMBERED:
            del self._recent[next(iter(self._recent))]
        if signed.startswith(f"{self._origin}\n{size}\n{write_base64(root)}\n\n\u2014 {self._origin} ".encode()):
            return
        stated = _read(signed)
        if stated is None:
            self._faults.tell("checkpoint-malformed", size - 1, f"the checkpoint of {size} entries cannot be read")
        elif stated.origin != self._origin:
            self._faults.tell(
                "checkpoint-origin", size - 1, f"the checkpoint of {size} entries is of the log {stated.origin}"
            )
        elif stated.size != size:
            self._faults.tell(
                "checkpoint-size", size - 1, f"the checkpoint of {size} entries says that it is of {stated.size}"
            )
        elif stated.root != root:
            self._faults.tell("root", size - 1, f"the checkpoint of {size} entries has another root than the entries")
        else:
            self._faults.tell(
                "checkpoint-malformed", size - 1, f"the checkpoint of {size} entries is not signed by the log alone"
            )

    def signed(self, size: int, root: str) -> bool:
        """Was a checkpoint with this root, in hex, signed at this size, which is not beyond the tree?"""
        if size not in self._recent:
            kept = self._record.checkpoint(size) if size <= self.size else None
            stated = None if kept is None else _read(kept)
            return stated is not None and (stated.size, stated.root.hex()) == (size, root)
        return self._recent[size] == root

    def end(self) -> None:
        """Nothing more stands in the log: nor may there be tiles or checkpoints of more."""
        for level, row in enumerate(self._rows):
            if row or self._record.tile(Tile(level, self._whole[level], WIDTH + 1)):
                self._compare(level)
        while self._next is not None:
            words = f"a checkpoint is kept of {self._next[0]} entries, and there are {self.size}"
            self._faults.tell("checkpoint-size", None, words)
            self._next = self._following()


def _read(signed: bytes) -> Checkpoint | None:
    try:
        return checkpoint.read(note.read(signed).text)
    except Malformed:
        return None
