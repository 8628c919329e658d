"""What did the check find when a notice was sealed? The ids alone; where and when is asked of the check again.

Source: docs/record-format.md, section 3.
"""

from __future__ import annotations

from dataclasses import dataclass

from herald.canonical import Json
from herald.units import NoticeId

ANSWER = "answer"
"""The name under which an envelope commits to it."""


@dataclass(frozen=True, slots=True)
class Met:
    """Which other notices could a notice meet, of those before it, and of which can it not be told? Ids in order."""

    could_meet: tuple[NoticeId, ...] = ()
    cannot_tell: tuple[NoticeId, ...] = ()

    def json(self) -> Json:
        """How does it read?"""
        return {"cannot_tell": list(self.cannot_tell), "could_meet": list(self.could_meet)}


def met_of(value: Json) -> Met:
    """Which answer was sealed?"""
    stated = value if isinstance(value, dict) else {}
    return Met(*(tuple(NoticeId(str(each)) for each in stated.get(name, ())) for name in ("could_meet", "cannot_tell")))
