"""Was this entry in the log, by the word of whom one trusts? The file that answers it offline, years later.

Source: C2SP tlog-proof.
"""

from __future__ import annotations

from dataclasses import dataclass

from herald.tlog import note, policy
from herald.tlog.encoding import malformed, read_base64, read_decimal, read_text, write_base64
from herald.tlog.note import Note, Refused
from herald.tlog.policy import Policy, Trusted
from herald.tlog.tree import HASH_BYTES, includes

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63
"""A tree of at most 2**63 - 1 leaves is no higher."""
LONGEST_EXTRA = 65_536
LONGEST = note.LONGEST + 100_000


@dataclass(frozen=True, slots=True)
class Proof:
    """Where the entry stands, the hashes that lead from it to the root, and the checkpoint of that root.

    `extra` is whatever was added for the reader. Nothing vouches for it.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: Note
    extra: bytes | None = None

    def __bytes__(self) -> bytes:
        """How does the file read? Source: section Format."""
        extra = [] if self.extra is None else [f"extra {write_base64(self.extra)}"]
        lines = [HEADER, *extra, f"index {self.index}", *map(write_base64, self.hashes), ""]
        return "".join(f"{line}\n" for line in lines).encode() + bytes(self.checkpoint)


def read(data: bytes, file: str = "proof") -> Proof:
    """What does this proof state? Raises Malformed. `bytes` of it are the same file again. Source: section Format."""
    head, blank, after = read_text(file, data, LONGEST).partition("\n\n")
    header, *lines = head.split("\n")
    if header != HEADER or not blank:
        raise malformed(file, "first line", header, f"{HEADER}, and a blank line before the checkpoint")
    extra = _extra(file, lines.pop(0)) if lines and lines[0].startswith("extra ") else None
    if not lines or not lines[0].startswith("index "):
        raise malformed(file, "index", lines[0] if lines else "no line", "a line that begins with index")
    if len(lines) > 1 + MOST_HASHES:
        raise malformed(file, "hashes", f"{len(lines) - 1}", f"at most {MOST_HASHES}")
    index = read_decimal(file, "index", lines[0].removeprefix("index "))
    hashes = tuple(_hash(file, at, line) for at, line in enumerate(lines[1:]))
    return Proof(index, hashes, note.read(after.encode(), file), extra)


def _extra(file: str, line: str) -> bytes:
    extra = read_base64(file, "extra", line.removeprefix("extra "))
    if not 0 < len(extra) <= LONGEST_EXTRA:
        raise malformed(file, "extra", f"{len(extra)} bytes", f"1 to {LONGEST_EXTRA} bytes, or no such line")
    return extra


def _hash(file: str, at: int, line: str) -> bytes:
    value = read_base64(file, f"hashes[{at}]", line)
    if len(value) != HASH_BYTES:
        raise malformed(file, f"hashes[{at}]", line, f"a hash of {HASH_BYTES} bytes")
    return value


def verify(proof: Proof, leaf: bytes, trust: Policy, file: str = "proof") -> Trusted | Refused:
    """Is the entry with this leaf hash in the log, as those say whom the policy trusts?

    The checkpoint is judged first, then the hashes against its root. Raises Malformed for a note that is no checkpoint.
    """
    judged = policy.judge(proof.checkpoint, trust, file)
    if isinstance(judged, Refused):
        return judged
    root, size = judged.checkpoint.root, judged.checkpoint.size
    if not includes(root, size, proof.index, leaf, proof.hashes):
        return Refused(f"the hashes do not lead from this entry at index {proof.index} to the root of {size} leaves")
    return judged
