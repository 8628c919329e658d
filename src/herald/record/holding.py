"""Is the log that is shown now the one of which something is held? Whoever kept a receipt or a checkpoint holds it against the log.

Pure: what is kept, what is shown, and the log's key, which the holder has from elsewhere. Where two statements of the log cannot
both be true, both are the evidence: everybody who has the log's key can judge them, without the holder and without Herald.
Source: RFC 9162, section 2.1.4; C2SP tlog-checkpoint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from herald.malformed import Malformed, Problem
from herald.record.receipt import Receipt, holds
from herald.tlog import checkpoint, note
from herald.tlog.checkpoint import Checkpoint
from herald.tlog.keys import VerifierKey
from herald.tlog.note import Note, Refused
from herald.tlog.tree import extends


@dataclass(frozen=True, slots=True)
class Accusation:
    """What the log did otherwise than it had signed. `evidence` are its own signed statements, as they were given."""

    code: str
    index: int | None
    words: str
    evidence: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A log as it is shown now: its last checkpoint (None: nothing at all), and what can be asked of it.

    `consistency` proves that it began with so many entries; `leaf` is what stands at an index; `signed` is what was signed at a
    size. Each is None where it cannot be told.
    """

    checkpoint: Note | None
    consistency: Callable[[int], Sequence[bytes] | None]
    leaf: Callable[[int], bytes | None]
    signed: Callable[[int], Note | None]


def later(signed: Note, proofs: Mapping[int, Sequence[bytes]]) -> Shown:
    """Only a later checkpoint, with proofs that it began with so many entries: what somebody gets who does not have the record."""
    return Shown(signed, proofs.get, lambda _index: None, lambda _size: None)


def held(kept: Receipt | Note, shown: Shown, log: VerifierKey) -> tuple[Accusation, ...]:
    """What does this receipt, or signed checkpoint, show that the log did otherwise? Nothing, if it only grew.

    Raises Malformed where what is kept is itself nothing that this log has signed: with it nobody can be accused.
    """
    own = kept.proof.checkpoint if isinstance(kept, Receipt) else kept
    before = _opened(own, log)
    if before is None or (isinstance(kept, Receipt) and not holds(kept)):
        raise Malformed(
            [Problem("held", None, "checkpoint", "nothing that this log signed", f"the word of {log.name}")]
        )
    if shown.checkpoint is None:
        return (Accusation("smaller", None, f"the log had {before.size} entries, and nothing of it is shown", (own,)),)
    now = _opened(shown.checkpoint, log)
    if now is None:
        words = "the checkpoint that is shown is not signed by the log"
        return (Accusation("unsigned", None, words, (own, shown.checkpoint)),)
    of_leaf = _another_leaf(kept, shown, now, shown.checkpoint) if isinstance(kept, Receipt) else ()
    return (*_another_past(own, before, shown, now, log), *of_leaf)


def _opened(signed: Note, log: VerifierKey) -> Checkpoint | None:
    """What does the log state there, if it is the log that does?"""
    if isinstance(note.open_note(signed, [log]), Refused):
        return None
    try:
        stated = checkpoint.read(signed.text)
    except Malformed:
        return None
    return stated if stated.origin == log.name else None


def _another_past(
    own: Note, before: Checkpoint, shown: Shown, now: Checkpoint, log: VerifierKey
) -> Iterator[Accusation]:
    """Does what is shown begin with what is kept?"""
    assert shown.checkpoint is not None  # noqa: S101  asked before
    both = own, shown.checkpoint
    if now.size < before.size:
        yield Accusation("smaller", None, f"the log had {before.size} entries, and shows {now.size}", both)
    elif now.size == before.size and now.root != before.root:
        yield Accusation("another-root", None, f"the log signed two roots of {now.size} entries", both)
    elif now.size > before.size:
        other = shown.signed(before.size)
        signed = None if other is None else _opened(other, log)
        if other is not None and signed is not None and signed.size == before.size and signed.root != before.root:
            yield Accusation("another-root", None, f"the log signed two roots of {before.size} entries", (own, other))
        proof = shown.consistency(before.size)
        if proof is None or not extends(before.root, before.size, now.root, now.size, proof):
            words = f"nothing shows that the {now.size} entries begin with the {before.size} of before"
            yield Accusation("not-consistent", None, words, both)


def _another_leaf(kept: Receipt, shown: Shown, now: Checkpoint, signed: Note) -> Iterator[Accusation]:
    index = kept.sealed.index
    leaf = shown.leaf(index) if index < now.size else None
    if leaf is not None and leaf != kept.sealed.leaf:
        words = "another entry stands where this one was sealed"
        yield Accusation("another-leaf", index, words, (kept.proof.checkpoint, signed))
