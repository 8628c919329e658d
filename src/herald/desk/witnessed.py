"""Since when do others than the cell know that an entry is sealed? Of checkpoints, cosignatures, and the policy that counts now.

What no quorum has cosigned has the cell's own clock alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from herald.desk.books import Books
from herald.ports import Record
from herald.tlog import policy
from herald.tlog.note import Refused, read
from herald.tlog.policy import Policy, shown
from herald.units import SECOND, Instant

LOOKS_BACK = 1_024
"""Among so many of the last sizes is looked first for the last one that was cosigned, then among twice as many, and so on."""


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A checkpoint that the quorum cosigned: of how many entries, since when, and the signed note with the cosignatures.

    `at_us` is the earliest second at which the cosignatures were enough, by the clocks of the witnesses.
    """

    size: int
    at_us: Instant
    checkpoint: bytes


def witnessed(record: Record, books: Books, index: int) -> Witnessed | None:
    """Which is the earliest checkpoint with this entry in it that the quorum cosigned? By the policy that counts now.

    None while there is none, and where the policy asks for no quorum.
    """
    asked = books.policy
    if asked.quorum is None:
        return None
    found = (cosigned(record, asked, size) for size in record.cosigned(index + 1))
    return next((each for each in found if each is not None), None)


def latest(record: Record, books: Books) -> int | None:
    """Up to which size has the quorum cosigned? None where it never did, and where the policy asks for no quorum."""
    found = last(record, books.policy)
    return None if found is None else found.size


def last(record: Record, asked: Policy) -> Witnessed | None:
    """Which is the last checkpoint that the quorum of this policy cosigned?"""
    if asked.quorum is None:
        return None
    found = (cosigned(record, asked, size) for size in _from_the_last(record))
    return next((each for each in found if each is not None), None)


def cosigned(record: Record, asked: Policy, size: int) -> Witnessed | None:
    """Did the quorum of this policy cosign the checkpoint of this size? None if not, or if it was not signed at all.

    Cosignatures of others are left out. With one that is kept and does not verify, none of them counts.
    """
    signed, lines = record.checkpoint(size), record.cosignatures(size)
    names = [witness.name for witness in asked.witnesses if shown(witness.name) in lines]
    if signed is None or asked.quorum is None or not asked.is_met_by(names):
        return None
    note = read(signed + b"".join(lines[shown(name)] for name in names))
    judged = policy.judge(note, asked)
    if isinstance(judged, Refused):
        return None
    at_s = asked.met_at({witness.name: time_s for witness, time_s in judged.cosigned})
    return None if at_s is None else Witnessed(size, Instant(at_s * SECOND), bytes(note))


def _from_the_last(record: Record) -> Iterator[int]:
    """The sizes that anyone cosigned, from the last one down."""
    head = record.head()
    above, back = (0 if head is None else head.size) + 1, LOOKS_BACK
    while above > 1:
        least = max(1, above - back)
        yield from reversed([size for size in record.cosigned(least) if size < above])
        above, back = least, 2 * back
