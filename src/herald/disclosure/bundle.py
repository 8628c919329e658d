"""What does a bundle reveal? The proof of an entry with the fields that were chosen, and of everything else the hashes alone.

Whoever holds the fields may hand them on: the cell, the party whose entry it is, and its addressees. What the check found is the
cell's to reveal. Names of persons are revealed only where they were asked for by name, and only by the cell or their own party.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from herald.disclosure.viewer import Viewer
from herald.prevented import Prevented
from herald.record.facts import Evidence, Proven
from herald.record.met import ANSWER
from herald.record.opening import Openings

BY_DEFAULT = ("times",)
"""What is revealed where nothing was chosen: when, and no more."""
AGREEMENT = "agreement"
"""The name by which the text of the agreement is chosen, and `name` those of persons: of entries in the history."""
_OF_HISTORY = {AGREEMENT: "text", "name": "name"}


class Withheld(Prevented):
    """The viewer may not reveal this, or it is not there; nothing was made."""

    code = "withheld"


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry in a bundle: everything that its leaf is made of, the fields that are revealed, and the proof."""

    index: int
    note: bytes
    envelope: bytes
    salt: bytes
    fields: Openings
    proof: bytes


@dataclass(frozen=True, slots=True)
class Bundle:
    """What leaves the house with its proof. `hidden` are the fields that are there and were not chosen."""

    exercise: bool
    policy: str
    entry: Piece
    history: tuple[Piece, ...]
    hidden: tuple[str, ...]


def bundle(of: Evidence, viewer: Viewer, reveal: Collection[str] = BY_DEFAULT) -> Bundle:
    """Which bundle may this viewer make of this evidence, revealing these fields?

    Raises Withheld for a name that nothing here has, a field that was erased, and what is not the viewer's to reveal.
    """
    if not viewer.is_one_of([of.party, *of.addressees]):
        raise Withheld("no entry of this index is known here")
    known = set(of.entry.openings) - (set() if viewer.is_cell else {ANSWER})
    behind = [(each, _of_history(each, viewer)) for each in of.history]
    history = {name for name in _OF_HISTORY if any(_OF_HISTORY[name] in held for _, held in behind)}
    missing = sorted(set(reveal) - known - history)
    if missing:
        there = ", ".join(sorted(known | history)) or "nothing"
        raise Withheld(f"{', '.join(missing)}: not among what can be revealed here, which is: {there}")
    chosen = {_OF_HISTORY[name] for name in reveal if name in _OF_HISTORY}
    return Bundle(
        exercise=of.exercise,
        policy=of.policy,
        entry=_piece(of.entry, reveal),
        history=tuple(_piece(each, chosen & held) for each, held in behind),
        hidden=tuple(sorted(known - set(reveal))),
    )


def _of_history(of: Proven, viewer: Viewer) -> set[str]:
    """Which fields of an entry behind it has the viewer to hand on? The agreement's text, which all parties have, and its own."""
    own = viewer.is_one_of([of.receipt.sealed.entry().statement.party])
    return {name for name in of.openings if own or name == _OF_HISTORY[AGREEMENT]}


def _piece(of: Proven, reveal: Collection[str]) -> Piece:
    sealed = of.receipt.sealed
    fields = {name: held for name, held in of.openings.items() if name in reveal}
    return Piece(sealed.index, sealed.note, sealed.envelope, sealed.salt, fields, bytes(of.receipt.proof))
