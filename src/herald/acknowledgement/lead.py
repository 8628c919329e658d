"""How long before it began had an addressee the notice? Lead time counts from delivery, and never from filing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from herald.units import ClauseId, Instant, Microseconds, PartyId


class Told(StrEnum):
    """Was it told as long before as the clause asks? `UNDELIVERED`: it counts as delivered to nobody there yet."""

    IN_TIME = "in time"
    LATE = "late"
    UNDELIVERED = "not delivered yet"
    UNTIMED = "cannot tell: the notice does not state when it begins"


@dataclass(frozen=True, slots=True)
class Lead:
    """What one clause asks for with one addressee: so long before `first`, counted from `delivered`.

    Delivered is what the clause takes for it. `delivered` is None as long as it is not, `first` where the notice states no instant.
    """

    party: PartyId
    clause: ClauseId
    asked: Microseconds
    delivered: Instant | None
    first: Instant | None

    @property
    def given(self) -> Microseconds | None:
        """How long before it began was it delivered? Negative: afterwards. None where that cannot be said."""
        if self.delivered is None or self.first is None:
            return None
        return Microseconds(self.first - self.delivered)

    @property
    def told(self) -> Told:
        """Was it told in time? Exactly as long before as is asked is in time."""
        if self.first is None:
            return Told.UNTIMED
        if self.given is None:
            return Told.UNDELIVERED
        return Told.IN_TIME if self.given >= self.asked else Told.LATE
