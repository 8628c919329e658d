"""What does a bundle reveal? The proof of an entry with the fields that were chosen, and of everything else the hashes alone.

Whoever holds the fields may hand them on: the cell, the party whose entry it is, and its addressees. What the check found is the
cell's to reveal. Names of persons are revealed only where they were asked for by name, and only by the cell or their own party.

With a notice goes what was sealed of how it was told: to the cell all of it, to a party what it signed itself or was addressed to
it. So two sides may make two bundles of one notice, each with what that side has. The checkpoint too, and the entries about keys,
are chosen by what is in the bundle alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from herald.disclosure.viewer import Viewer
from herald.prevented import Prevented
from herald.record.acts import Kind
from herald.record.body import FOR_ADDRESSEES
from herald.record.facts import Evidence, Proven, Seen
from herald.record.met import ANSWER
from herald.record.opening import Openings

BY_DEFAULT = ("times",)
"""What is revealed where nothing was chosen: when, and no more."""
AGREEMENT = "agreement"
"""The name by which the text of the agreement is chosen, and `name` those of persons: of entries in the history."""
_OF_HISTORY = {AGREEMENT: "text", "name": "name"}
_OF_LADDER: Mapping[str, tuple[str, ...]] = {
    "reason": ("reason",),
    "outcome": ("place", "words"),
    "account": ("account",),
    "unit": ("unit",),
}
"""The names by which fields of entries of the ladder are chosen."""
_OF_SUCCESSOR = {"id": "replaces"}
"""Whoever reveals a notice's id reveals with it that it is this one that its successor names."""


_OF_DELIVERY = frozenset({Kind.CHANNELS, Kind.GAP})
"""What an addressee's side says of how it is reached, and is not."""


class Withheld(Prevented):
    """The viewer may not reveal this, or it is not there; nothing was made."""

    code = "withheld"


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry in a bundle: everything that its leaf is made of, the fields that are revealed, and the proof.

    `seen` is since when the quorum of witnesses knows of it, and what proves that.
    """

    kind: Kind
    index: int
    note: bytes
    envelope: bytes
    salt: bytes
    fields: Openings
    proof: bytes
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """What leaves the house with its proof. `hidden` are the fields that are there and were not chosen."""

    exercise: bool
    policy: str
    entry: Piece
    history: tuple[Piece, ...]
    hidden: tuple[str, ...]
    ladder: tuple[Piece, ...] = ()


def bundle(of: Evidence, viewer: Viewer, reveal: Collection[str] = BY_DEFAULT) -> Bundle:
    """Which bundle may this viewer make of this evidence, revealing these fields?

    Raises Withheld for a name that nothing here has, a field that was erased, and what is not the viewer's to reveal.
    """
    chosen = _Chosen(of, viewer)
    missing = sorted(set(reveal) - chosen.names)
    if missing:
        there = ", ".join(sorted(chosen.names)) or "nothing"
        raise Withheld(f"{', '.join(missing)}: not among what can be revealed here, which is: {there}")
    return chosen.bundle(set(reveal))


def whole(of: Evidence, viewer: Viewer) -> Bundle:
    """Which bundle reveals all that this viewer may know of it? For its own eyes. Raises Withheld where it may know nothing."""
    chosen = _Chosen(of, viewer)
    return chosen.bundle(chosen.names)


class _Chosen:
    """Which entries of the evidence are for this viewer, and which of their fields?"""

    def __init__(self, of: Evidence, viewer: Viewer) -> None:
        """Raises Withheld where the viewer may not know of the entry."""
        if not viewer.is_one_of([of.party, *of.addressees, *([] if of.filer is None else [of.filer])]):
            raise Withheld("no entry of this index is known here")
        self._of, self._viewer = of, viewer
        self._own = set(of.entry.openings) - (set() if viewer.is_cell else {ANSWER})
        self._ladder = [each for each in of.ladder if self._is_told(each)]
        self._history = list(_behind(of, self._ladder))

    def _is_told(self, of: Proven) -> bool:
        """Did the viewer sign it, or was it addressed to it? The policy that counts everybody has in the `.mission` file.

        And whoever filed the notice has what its delivery is measured by: which channels were named, though not the addresses,
        and that a machine says not to have got it.
        """
        sealed = of.receipt.sealed
        statement = sealed.entry().statement
        concerned = [statement.party, *(link.party for link in sealed.routing().to)]
        if statement.kind in _OF_DELIVERY and self._of.filer is not None:
            concerned.append(self._of.filer)
        return sealed.index == self._of.policy_index or self._viewer.is_one_of(concerned)

    @property
    def names(self) -> set[str]:
        """By which names can something be revealed here?"""
        told = {field for each in self._ladder for field in self._of_ladder(each)}
        behind = {field for each in self._history for field in self._of_history(each)}
        return {
            *self._own,
            *(name for name, fields in _OF_LADDER.items() if told.intersection(fields)),
            *(name for name, field in _OF_HISTORY.items() if field in behind),
        }

    def bundle(self, reveal: Collection[str]) -> Bundle:
        """With these revealed, of which each is there."""
        of, settled = self._of, self._is_settled()
        told = {field for name in reveal for field in _OF_LADDER.get(name, ())}
        succeeded = {_OF_SUCCESSOR[name] for name in reveal if name in _OF_SUCCESSOR}
        behind = {_OF_HISTORY[name] for name in reveal if name in _OF_HISTORY}
        return Bundle(
            exercise=of.exercise,
            policy=of.policy,
            entry=_piece(of.entry, reveal, settled=settled),
            history=tuple(_piece(each, behind & self._of_history(each), settled=settled) for each in self._history),
            hidden=tuple(sorted(self.names - set(reveal) - set(_OF_HISTORY))),
            ladder=tuple(
                _piece(each, (succeeded if _is_notice(each) else told) & self._of_ladder(each), settled=settled)
                for each in self._ladder
            ),
        )

    def _is_settled(self) -> bool:
        """Does the last checkpoint that the quorum cosigned hold all of it? Of what is not here it is not asked."""
        return all(each.settled is not None for each in (self._of.entry, *self._ladder, *self._history))

    def _of_ladder(self, of: Proven) -> set[str]:
        """Which fields has the viewer to hand on? Its own, and those that went to it with the body; the cell all."""
        statement = of.receipt.sealed.entry().statement
        own = self._viewer.is_one_of([statement.party])
        return (
            set(of.openings) - {ANSWER} if own else set(of.openings) & FOR_ADDRESSEES.get(statement.kind, frozenset())
        )

    def _of_history(self, of: Proven) -> set[str]:
        """Which fields of an entry behind it has the viewer? The agreement's text, which all parties have, and its own."""
        own = self._viewer.is_one_of([of.receipt.sealed.entry().statement.party])
        return {name for name in of.openings if own or name == _OF_HISTORY[AGREEMENT]}


def _is_notice(of: Proven) -> bool:
    return of.receipt.sealed.entry().statement.kind in {Kind.NOTICE, Kind.ENTERED}


def _behind(of: Evidence, ladder: Iterable[Proven]) -> Iterator[Proven]:
    """What stands behind these entries, and no more: keys up to where their own chains name them, and what the entry cites."""
    ends: dict[str, int] = {}
    for each in (of.entry, *ladder):
        routing = each.receipt.sealed.routing()
        for end in (*routing.keys, *(() if routing.link is None else (routing.link,))):
            ends[end.party] = max(end.seq, ends.get(end.party, 0))
    for each in of.history:
        link = each.receipt.sealed.routing().link
        if link is None or link.seq <= ends.get(link.party, 0):
            yield each


def _piece(of: Proven, reveal: Collection[str], *, settled: bool) -> Piece:
    receipt = of.settled if settled and of.settled is not None else of.receipt
    sealed = of.receipt.sealed
    fields = {name: held for name, held in of.openings.items() if name in reveal}
    kind = sealed.entry().statement.kind
    return Piece(kind, sealed.index, sealed.note, sealed.envelope, sealed.salt, fields, bytes(receipt.proof), of.seen)
