"""How large was the log, and what was its root? The text that a log signs. Source: C2SP tlog-checkpoint, section Note text."""

from __future__ import annotations

from dataclasses import dataclass

from herald.tlog.encoding import malformed, read_base64, read_decimal, read_text, write_base64
from herald.tlog.tree import EMPTY_ROOT, HASH_BYTES

LONGEST = 1_000_000
"""Bytes: no longer than the note that it is the text of."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's word on itself: who it is (`origin`), how many leaves it has, and their root.

    `extensions` are further lines that a log may sign; ours never has any, since no one who watches a log can check them.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        """How does the text read that is signed?"""
        return "".join(f"{line}\n" for line in (self.origin, self.size, write_base64(self.root), *self.extensions))


def read(text: str, file: str = "checkpoint") -> Checkpoint:
    """What does the text of a checkpoint say? Raises Malformed.

    At least three lines, none of them empty, of what a note may hold; the root is 32 bytes, and that of a log without leaves is
    the one it must be.
    """
    *lines, _ = read_text(file, text.encode("utf-8", "surrogatepass"), LONGEST).split("\n")
    if len(lines) < 3 or not all(lines):
        raise malformed(file, "lines", text, "origin, size and root, and no empty line")
    size = read_decimal(file, "size", lines[1])
    root = read_base64(file, "root", lines[2])
    if len(root) != HASH_BYTES or (size == 0 and root != EMPTY_ROOT):
        raise malformed(file, "root", lines[2], "a hash of 32 bytes; of an empty log the SHA-256 of nothing")
    return Checkpoint(lines[0], size, root, tuple(lines[3:]))
