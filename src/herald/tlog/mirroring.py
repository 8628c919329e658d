"""How do a log's entries come into a mirror, so that none is taken that does not stand in a checkpoint? The call `add-entries`.

The body holds entries in packages of at most 256, each with a proof that it is a part of the tree of the checkpoint, so that a
mirror keeps what is proved and may be interrupted at any package. Source: C2SP tlog-mirror, section add-entries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from herald.tlog import subtree, tree
from herald.tlog.encoding import LARGEST, is_name, malformed, read_base64, read_decimal, read_text, write_base64
from herald.tlog.proof import MOST_HASHES
from herald.tlog.tiles import WIDTH, write_entries
from herald.tlog.tree import HASH_BYTES, Edge, Nodes

ADD_ENTRIES = "/add-entries"
INFO = "text/x.tlog.mirror-info"
OCTETS = "application/octet-stream"
AT_ONCE = 32
"""Packages in one request, as the specification asks of who sends. Source: section Implementation Considerations."""
LONGEST_TICKET = 2**16 - 1


@dataclass(frozen=True, slots=True)
class Span:
    """One package's place: entries from `first` to before `end`, proved as the subtree that begins at `begin`."""

    begin: int
    first: int
    end: int


def spans(start: int, end: int) -> Iterator[Span]:
    """Into which packages are the entries from `start` to before `end` cut? At multiples of 256; none if there are no entries."""
    for number in range(count(start, end)):
        begin = (start // WIDTH + number) * WIDTH
        yield Span(begin, max(start, begin), min(end, begin + WIDTH))


def count(start: int, end: int) -> int:
    """How many packages are that?"""
    return 0 if start >= end else -(-end // WIDTH) - start // WIDTH


@dataclass(frozen=True, slots=True)
class Package:
    """Entries side by side, and the proof that they stand in the log."""

    entries: tuple[bytes, ...]
    proof: tuple[bytes, ...]

    def __bytes__(self) -> bytes:
        """How does it read? Raises OverflowError for an entry above 65,535 bytes."""
        return write_entries(self.entries) + bytes([len(self.proof)]) + b"".join(self.proof)


@dataclass(frozen=True, slots=True)
class Upload:
    """Packages of the log of this origin, from `start` on, towards the checkpoint of size `end`; perhaps not all of them.

    `ticket` is what the mirror gave out before, or nothing.
    """

    origin: str
    start: int
    end: int
    ticket: bytes
    packages: tuple[Package, ...]

    def __bytes__(self) -> bytes:
        """How does the body read?"""
        origin = self.origin.encode()
        head = len(origin).to_bytes(2, "big") + origin + self.start.to_bytes(8, "big") + self.end.to_bytes(8, "big")
        return head + len(self.ticket).to_bytes(2, "big") + self.ticket + b"".join(map(bytes, self.packages))

    def placed(self) -> Iterator[tuple[Span, Package]]:
        """Each package with its place."""
        return zip(spans(self.start, self.end), self.packages, strict=False)

    @property
    def is_whole(self) -> bool:
        """Are these all packages up to the checkpoint?"""
        return len(self.packages) == count(self.start, self.end)


def package(span: Span, size: int, entries: Sequence[bytes], nodes: Nodes) -> Package:
    """Which package holds these entries, proved against the tree of `size`? `nodes` are that tree's."""
    return Package(tuple(entries), tree.hashes(subtree.parts(span.begin, span.end, size), nodes))


def proves(span: Span, of: Package, before: Sequence[bytes], root: bytes, size: int) -> bool:
    """Do these entries stand there in the log of this root and size?

    `before` are the entries from `span.begin` to before `span.first`, which the mirror holds already. A wrong number of either is
    no proof.
    """
    if len(before) != span.first - span.begin or len(of.entries) != span.end - span.first:
        return False
    leaves = (tree.leaf_hash(entry) for entry in (*before, *of.entries))
    hashed = tree.append(Edge(), leaves)[0].root
    return subtree.holds(root, size, span.begin, span.end, hashed, of.proof)


# -- Reading -------------------------------------------------------------------------------------------------------------------


class _Short(Exception):
    """The body ends in the middle of something."""


@dataclass(slots=True)
class _Bytes:
    """The body, and how far it was read."""

    data: bytes
    at: int = 0

    def take(self, count: int) -> bytes:
        """The next bytes, or it is short."""
        if len(self.data) - self.at < count:
            raise _Short
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, count: int) -> int:
        """The next bytes as a number, most significant first."""
        return int.from_bytes(self.take(count), "big")


def read(data: bytes, file: str = "add-entries") -> Upload:
    """What is uploaded? Raises Malformed.

    A last package that is not all there is left out, as if the body had ended before it. What follows the last package that the
    span can have is malformed.
    """
    left = _Bytes(data)
    try:
        origin, start, end, ticket = _head(left, file)
    except _Short:
        raise malformed(file, "length", f"{len(data)} bytes", "a header: origin, start, end and ticket") from None
    packages = tuple(_packages(left, start, end, file))
    if left.at < len(data) and len(packages) == count(start, end):
        raise malformed(file, "length", f"{len(data)} bytes", f"{left.at} bytes: no more packages than there are")
    return Upload(origin, start, end, ticket, packages)


def _head(left: _Bytes, file: str) -> tuple[str, int, int, bytes]:
    stated = left.take(left.number(2))
    start, end = left.number(8), left.number(8)
    ticket = left.take(left.number(2))
    origin = stated.decode("utf-8", "replace")
    if not is_name(origin) or origin.encode() != stated:
        raise malformed(file, "origin", stated, "the origin of a log")
    if not start <= end <= LARGEST:
        raise malformed(file, "upload_end", str(end), f"from upload_start, {start}, to {LARGEST}")
    return origin, start, end, ticket


def _packages(left: _Bytes, start: int, end: int, file: str) -> Iterator[Package]:
    for number, span in enumerate(spans(start, end)):
        begun = left.at
        try:
            entries = tuple(left.take(left.number(2)) for _ in range(span.end - span.first))
            hashes = left.number(1)
            if hashes > MOST_HASHES:
                raise malformed(file, f"packages[{number}]", f"{hashes} hashes", f"at most {MOST_HASHES}")
            proof = tuple(left.take(HASH_BYTES) for _ in range(hashes))
        except _Short:
            left.at = begun
            return
        yield Package(entries, proof)


# -- What the mirror answers ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Info:
    """Where the mirror stands: a checkpoint's size towards which it takes entries, the next entry that it lacks, and its ticket."""

    size: int
    next: int
    ticket: bytes = b""

    def __bytes__(self) -> bytes:
        """How does it read?"""
        return f"{self.size}\n{self.next}\n{write_base64(self.ticket)}\n".encode()


def read_info(data: bytes, file: str = "mirror-info") -> Info:
    """Where does the mirror say that it stands? Raises Malformed."""
    lines = read_text(file, data, 2 * LONGEST_TICKET).split("\n")
    if len(lines) != 4:
        raise malformed(file, "lines", f"{len(lines) - 1} lines", "a size, the next entry and a ticket")
    ticket = read_base64(file, "ticket", lines[2])
    if len(ticket) > LONGEST_TICKET:
        raise malformed(file, "ticket", f"{len(ticket)} bytes", f"at most {LONGEST_TICKET} bytes")
    return Info(read_decimal(file, "size", lines[0]), read_decimal(file, "next entry", lines[1]), ticket)
