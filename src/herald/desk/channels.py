"""On which channels does each party want to be reached, and where? As it said last; who never said is reached by its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from herald.acknowledgement.ladders import Channel
from herald.ports import Record
from herald.record.acts import Kind
from herald.record.telling import Channels
from herald.units import PartyId


@dataclass(frozen=True, slots=True)
class Named:
    """The channels that a party named, and the addresses of those that need one; `index` is where it said so."""

    channels: frozenset[Channel] = frozenset({Channel.DROP})
    addresses: Mapping[Channel, str] = field(default_factory=dict)
    index: int | None = None


BY_DEFAULT = Named()


def named(record: Record, before: int | None = None) -> Mapping[PartyId, Named]:
    """What did each party name last, or last before this index? Parties that never did are not in it."""
    found: dict[PartyId, Named] = {}
    for index in record.of_kind(Kind.CHANNELS):
        if before is not None and index >= before:
            break
        statement = record.sealed(index).entry().statement
        assert isinstance(statement.act, Channels)  # noqa: S101  the table of kinds says so
        held = record.openings(index).get("addresses")
        stated = held.value if held is not None and isinstance(held.value, dict) else {}
        addresses = {Channel(name): str(address) for name, address in stated.items()}
        found[statement.party] = Named(frozenset(statement.act.channels), addresses, index)
    return found
