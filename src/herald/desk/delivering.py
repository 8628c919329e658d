"""How does the body of an entry reach its addressee, on every channel that it named, and what comes back? The cell's side.

Nothing here speaks to a network or opens a file: who carries a parcel there, and answers back, is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from herald.acknowledgement.ladders import Channel, Tried
from herald.desk.books import Books
from herald.ports import Record
from herald.tlog.keys import SigningKey
from herald.units import PartyId


@dataclass(frozen=True, slots=True)
class Goods:
    """What is to be carried: to whom, to which address (None: none was named), up to a checkpoint of how many entries.

    `parcel` is what `herald.record.parcel` reads. `request` is the body of `add-checkpoint` for a mirror that knows so many
    entries, `uploads` the bodies of `add-entries` for one that lacks all from an entry on, with the mirror's ticket.
    """

    to: PartyId
    address: str | None
    size: int
    parcel: bytes
    request: Callable[[int], bytes]
    uploads: Callable[[int, bytes], Iterator[bytes]]


class Carrier(Protocol):
    """Whoever carries parcels on one channel."""

    def deliver(self, goods: Goods) -> tuple[bytes, ...]:
        """Which answers lie there, or come back? None as long as nobody fetched it. Raises Prevented where it could not be left."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of one try to reach one addressee.

    `tried` is what came of it on each channel that it named and that somebody carries on. `lines` are entries that its machine
    signed and that are not sealed yet: they are handed in like any other. `held` is the number up to which it says to hold
    everything that was addressed to it, None where it said nothing. `cosigned` are lines of its mirror's cosignatures, checked,
    by size and by the name of its key: for `Writing.cosign`.
    """

    tried: Mapping[Channel, Tried]
    lines: tuple[bytes, ...]
    held: int | None
    cosigned: Mapping[int, Mapping[str, bytes]] = field(default_factory=dict)


def delivered(
    record: Record, books: Books, party: PartyId, carriers: Mapping[Channel, Carrier], *, node: SigningKey
) -> Carried:
    """What comes of bringing to this party everything that was addressed to it and that it does not hold yet?

    `node` is the key of the cell's machine: it signs how far the party's chain goes. A channel for which there is no carrier is
    not tried and not told of. A party that named no channel is reached by its folder. Raises NotReconciled where its mirror shows
    that this log signed more than is here, or other things; then nothing may be sealed. Raises Broken before a mission has begun.
    """
    raise NotImplementedError
