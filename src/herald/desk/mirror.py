"""What does an addressee's own machine do with what the cell brings? It checks, keeps, signs what it opened, and may cosign.

It holds a copy of the log's leaves, and the bodies that are addressed to its party; to nobody else does it show one. What it may
not forget is on the disk before anything is answered. Source: docs/mirror.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from herald.malformed import Malformed
from herald.ports import Broken, Clock, Lots
from herald.record import body, drafting, parcel
from herald.record.acts import Act
from herald.record.drafting import Author, Place
from herald.record.entry import Seen
from herald.record.holding import Accusation
from herald.record.mirroring import Held, Lot, Opened, Taken, Turned, take
from herald.record.parcel import Answer, Parcel
from herald.record.rungs import FILING
from herald.record.telling import Consignment, Gap
from herald.tlog import note
from herald.tlog.keys import Kind, SigningKey, VerifierKey
from herald.tlog.witnessing import Answered, Kept, Latest, malformed_answer
from herald.units import SECOND, PartyId

TRIES = 100
"""How often is a parcel looked at anew because another was kept meanwhile? Each time somebody else was answered."""


@dataclass(frozen=True, slots=True)
class Whose:
    """For which party is it a mirror, and of which log? `node` is the key of its machine, which signs entries and cosigns."""

    party: PartyId
    node: SigningKey
    cell: PartyId
    log: VerifierKey
    exercise: bool

    @property
    def cosigner(self) -> SigningKey:
        """With which key does it cosign? The same secret under another type: no text of an entry is one of a cosignature."""
        return SigningKey(self.node.name, Kind.COSIGNATURE, self.node.seed)


class Keeps(Protocol):
    """What a mirror may not forget. What returned is on the disk, and stays there. Each method raises Broken."""

    def held(self, origin: str, party: PartyId) -> Held:
        """What is held of this log? Its functions may be asked later too: what is here never changes."""

    def kept(self, origin: str) -> Kept | None:
        """Which checkpoint of this log is the last that was found to fit?"""

    def advance(self, origin: str, before: Latest | None, after: Latest, note: bytes, now_s: int) -> int | None:
        """Keep `after` in place of `before`. None where something else is kept by now."""

    def take(self, origin: str, lot: Lot) -> None:
        """Keep leaves, bodies, numbers, the tally, what was signed, and accusations. What is there already stays as it is."""

    def accuse(self, origin: str, accusation: Accusation) -> None:
        """Keep it, if the same is not kept already."""

    def lines(self, origin: str, first: int, last: int) -> tuple[bytes, ...]:
        """What was signed of these numbers: for a body that is here, else for its gap?"""

    def mirror(self, origin: str, size: int, note: bytes, now_s: int) -> int | None:
        """Which time is to be signed, now that this log is mirrored up to `size`? None where it is mirrored further by now.

        None too as long as something is missing that is addressed to the party, or nobody said how much is: whoever brought the
        leaves, and by whichever call.
        """

    def mirrored(self, origin: str) -> tuple[int, bytes] | None:
        """Up to which size is this log mirrored, and by which checkpoint?"""


class Machine:
    """The machine of one party. Many may bring parcels at once."""

    def __init__(
        self,
        keeps: Keeps,
        whose: Whose,
        numbers: Callable[[], int],
        clock: Clock,
        lots: Lots,
        tell: Callable[[str], None],
    ) -> None:
        """`numbers` gives a number that its key never used; `tell` is called with a line for each gap, refusal and accusation."""
        self._keeps, self._whose, self._numbers = keeps, whose, numbers
        self._clock, self._lots, self._tell = clock, lots, tell

    def add_bodies(self, data: bytes) -> Answered:
        """What is answered over HTTP? 400 to what is no parcel; else 200, and an answer that says how far it has come.

        Nothing at all asks just that.
        """
        try:
            return Answered(200, parcel.MEDIA, bytes(self.took(data) if data else self.stands()))
        except Malformed as wrong:
            return malformed_answer(wrong)

    def stands(self) -> Answer:
        """How far has it come? With its cosignature of the last checkpoint, if everything up to that is here."""
        origin = self._whose.log.name
        held, mirrored = self._keeps.held(origin, self._whose.party), self._keeps.mirrored(origin)
        if mirrored is None or held.checkpoint is None or note.read(mirrored[1]).text != held.checkpoint.text:
            return Answer(held.size, held.full, held.checkpoint, None, None, ())
        return Answer(held.size, held.full, held.checkpoint, self._cosigned(*mirrored), None, ())

    def took(self, data: bytes, file: str = "parcel") -> Answer:
        """What is answered to this parcel? Raises Malformed for what is none; Broken, and then nothing was signed."""
        brought, origin = parcel.read(data, file), self._whose.log.name
        for _ in range(TRIES):
            kept, held = self._keeps.kept(origin), self._keeps.held(origin, self._whose.party)
            found = take(held, brought, self._whose.log, self._whose.cell)
            if isinstance(found, Turned):
                return self._turned(found, held)
            if self._advanced(found, brought, kept):
                return self._taken(found, brought, held)
        raise Broken("too many bring parcels at once: nothing was cosigned; bring it again")

    def _turned(self, found: Turned, held: Held) -> Answer:
        if found.accusation is not None:
            self._keeps.accuse(self._whose.log.name, found.accusation)
        self._tell(f"REFUSED ({found.code}): {found.words}")
        return Answer(held.size, held.full, held.checkpoint, None, found.code, ())

    def _advanced(self, found: Taken, brought: Parcel, kept: Kept | None) -> bool:
        """Is the checkpoint the last one that is kept, or an earlier one that fits it? No where another came between.

        A crash behind this leaves a checkpoint without its leaves: the next parcel brings them, and must fit it.
        """
        before = None if kept is None else kept.latest
        if before is not None and found.checkpoint.size <= before.size:
            return True
        after = Latest(found.checkpoint.size, found.checkpoint.root)
        signed, now_s = bytes(brought.checkpoint), self._clock() // SECOND
        return self._keeps.advance(self._whose.log.name, before, after, signed, now_s) is not None

    def _taken(self, found: Taken, brought: Parcel, held: Held) -> Answer:
        origin = self._whose.log.name
        notices = (each for each in found.opened if each.statement.kind in FILING and not _is_erased(each))
        consigned = {each.at.seq: self._consigned(each, found) for each in notices}
        new = [seq for seq in found.missing if seq > held.full]
        gaps = {seq: self._signed(Gap(seq, found.checkpoint.size), found) for seq in new if not held.is_told(seq)}
        self._keeps.take(origin, Lot(found, brought.tally, consigned, gaps))
        for seq in gaps:
            self._tell(f"GAP: number {seq} was addressed to {self._whose.party} and is not here")
        for accusation in found.accusations:
            self._tell(f"ACCUSED ({accusation.code}): {accusation.words}; the signed statements are kept")
        line = self._cosigned(brought.size, bytes(brought.checkpoint)) if found.whole else None
        last = max((found.tally.seq, *(each.seq for each in found.known), *found.missing))
        under = brought.checkpoint if line is not None or found.checkpoint.size >= held.size else held.checkpoint
        size = max(held.size, found.checkpoint.size)
        return Answer(size, found.full, under, line, None, self._keeps.lines(origin, brought.first, last))

    # -- What it signs ---------------------------------------------------------------------------------------------------------

    def _consigned(self, of: Opened, found: Taken) -> bytes:
        return self._signed(Consignment(of.at.index, of.at.leaf, body.digest(of.fields)), found)

    def _signed(self, act: Act, found: Taken) -> bytes:
        """The line by which it is handed in; its author has seen the checkpoint that came with what it speaks of."""
        seen = Seen(found.checkpoint.size, found.checkpoint.root)
        at = Place(self._whose.log.name, self._whose.exercise, seen)
        author = Author(self._whose.node, self._whose.party, machine=True)
        return drafting.draft(at, author, act, {}, self._numbers(), self._clock(), self._lots).line()

    def _cosigned(self, size: int, signed: bytes) -> str | None:
        """The line of its cosignature: everything addressed to it up to here is here. None where it is further by now."""
        time_s = self._keeps.mirror(self._whose.log.name, size, signed, self._clock() // SECOND)
        return None if time_s is None else str(note.sign(note.read(signed).text, self._whose.cosigner, time_s))


def _is_erased(of: Opened) -> bool:
    """Was a part of it erased before it came? Then it is held, and no hash says what it was."""
    return body.opened(of.statement, of.fields) is None
