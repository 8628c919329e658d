"""What does an entry of an incident state, as far as it is still there? Read from its openings, as strictly as it was taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from herald.canonical import Json
from herald.incident import contents
from herald.incident.contents import ActorName, Content
from herald.members import Where, gather
from herald.record.acts import Act
from herald.record.incidents import WITH_NAME, ActorEntered, Happening, content_of
from herald.record.opening import Openings

_WORDED = frozenset(
    {
        "basis",
        "body",
        "confidence",
        "described",
        "group",
        "here",
        "office",
        "outlet",
        "rank",
        "reading",
        "said",
        "says",
        "severity",
        "text",
        "there",
        "title",
        "who",
        "words",
    }
)
"""Members whose texts an entry can be found by."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What an entry of an incident states. `name` is None where it was not stated, or was erased: then `erased` says so.

    `names` are those of an actor; none are left where they were erased.
    """

    content: Content
    name: str | None
    names: tuple[ActorName, ...]
    erased: bool


def stated(act: Act, openings: Openings, file: str = "entry") -> Stated | None:
    """What does it state? None for an act that is of no incident. Raises Malformed, with every problem at once."""
    if not isinstance(act, Happening):
        return None
    with_names, with_name = isinstance(act, ActorEntered), type(act) in WITH_NAME
    held = openings.get("names" if with_names else "name")
    found = gather(
        lambda: contents.read(content_of(act), openings["stated"].value, Where(file, None, "stated")),
        lambda: () if held is None or not with_names else contents.names(held.value, Where(file, None, "names")),
        lambda: None if held is None or not with_name else contents.speaker_name(held.value, Where(file, None, "name")),
    )
    return Stated(found[0], found[2], found[1], (with_names or with_name) and held is None)


def texts(act: Act, openings: Openings) -> Iterator[str]:
    """Which texts is an entry found by? Of what it states those that hold words, and the names that are still there."""
    if isinstance(act, Happening):
        for field in ("name", "names", "stated"):
            if field in openings:
                yield from _texts(openings[field].value, taken=field == "name")


def _texts(value: Json, *, taken: bool) -> Iterator[str]:
    match value:
        case str() if taken:
            yield value
        case dict():
            for member, held in value.items():
                yield from _texts(held, taken=member in _WORDED)
        case list() | tuple():
            for held in value:
                yield from _texts(held, taken=taken)
