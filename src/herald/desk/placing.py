"""Could a movement have been at a place in a window? The kernel's own question, of notices and a place that is held still.

A place is a disc, as wide as it is uncertain, at any height. *Could*: some timing that the notice allows brings it there. *Could
not* is proved from what was filed, or observed, within the stated bound; of movements nobody filed nothing is said. Who replaced
or cancelled a notice since changes no answer: it is asked of what was filed at its index, and of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from herald.canonical import Json
from herald.check.answer import Clears, Encounter, Limits, Verdict
from herald.check.pairs import encounters_of
from herald.check.reach import Box, grown, reach
from herald.check.world import world
from herald.desk import fields
from herald.desk.books import Books
from herald.geometry.place import Place as Point
from herald.incident.contents import Alibi, Place
from herald.notice.model import Action, Band, Kind, Notice, Origin, Reference, Spot, Window
from herald.ports import Record
from herald.record.rows import Filed
from herald.units import SECOND, Instant, NoticeId, PartyId
from herald.wording import decimal_degrees, exact, metres

_ANY_HEIGHT = Band(-(10**9), 10**9)
_PLACE, _NOBODY = NoticeId("\0"), PartyId("\0")
"""No notice and no party is called so: a name has no control characters. It is the first of all ids, too."""
_ANYWHERE_M = 1e8
_APART_M = (75_000, 10_000, 1_000, 100)
"""Of a movement that could not have been there is asked whether it could have been within so much of it. Beyond the first the
kernel's bound is not derived."""
_NOT_NEAR_ENOUGH = "how far off the place may be is not stated, and at its very point it could not have been"
_CLEARS_NOTHING = Clears(None, None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A place, and a window with its end exclusive."""

    place: Place
    first: Instant
    until: Instant


@dataclass(frozen=True, slots=True)
class Placed:
    """Could it have been there? None: it cannot be told. `why` says it in words.

    Where it could: `at` are the first and the last instant of all at which it could, `where` its place (longitude, latitude)
    where it is nearest, at the instant `when`. Where it could not: `beyond_m` says that it could not have been so near either.
    """

    could: bool | None
    why: str
    at: tuple[Instant, Instant] | None = None
    where: tuple[float, float] | None = None
    when: Instant | None = None
    beyond_m: int | None = None


def asked(of: Alibi) -> Asked:
    """What is asked?"""
    return Asked(of.place, of.from_us, of.until_us)


def could_have_been(record: Record, books: Books, index: int, question: Asked) -> Placed:
    """Could the movement of the notice at this index have been there then? Whether it was replaced since does not matter."""
    (notice,) = books.notices(record, [index])
    if question.place.lat_e9 is None:
        return Placed(None, "the place has no coordinates")
    if notice.shape is None:
        return Placed(None, "a cancellation has no place")
    (found,) = placed([notice], question)
    return found if found.could is not False else _beyond(notice, question, found)


def placed(notices: Sequence[Notice], question: Asked) -> tuple[Placed, ...]:
    """Could each of these movements have been there then? Each has a shape, and the place has coordinates."""
    met = _met(notices, question, 0.0)
    return tuple(_placed(notice, met.get(notice.id), question) for notice in notices)


def _placed(notice: Notice, met: Encounter | None, question: Asked) -> Placed:
    how = "as it was observed" if notice.observed else "as it was filed"
    if met is not None and met.verdict is Verdict.COULD_MEET and met.at is not None:
        first, last = met.windows[0][0], met.windows[-1][1]
        (lon, lat), when = met.at.b, met.at.first
        words = (
            f"{how}, it could have been there from {exact(first)} to {exact(last)},"
            f" nearest at {decimal_degrees(lon, lat)} at {exact(when)}"
        )
        return Placed(True, words, (first, last), (lon, lat), when)
    if met is not None:
        return Placed(None, f"it cannot be told: {met.reason}")
    if question.place.within_mm is None:
        return Placed(None, f"it cannot be told: {_NOT_NEAR_ENOUGH}")
    window = f"between {exact(question.first)} and {exact(Instant(question.until - 1))}"
    return Placed(False, f"{how}, it could not have been there {window}", beyond_m=0)


def _beyond(notice: Notice, question: Asked, found: Placed) -> Placed:
    """How near it could not have been either: the largest distance within which nothing is found, on the widest reading."""
    for apart_m in _APART_M:
        if not _met([notice], question, float(apart_m)):
            return replace(found, beyond_m=apart_m, why=f"{found.why}, nor within {metres(float(apart_m))} of it")
    return found


def _met(notices: Sequence[Notice], question: Asked, separation_m: float) -> Mapping[NoticeId, Encounter]:
    """What the kernel says of each of them and the place: nothing, where they cannot meet.

    The place is at any height over whatever a notice's heights are measured from: so they are asked reference by reference.
    """
    found: dict[NoticeId, Encounter] = {}
    for reference in dict.fromkeys(notice.reference for notice in notices):
        these = [notice for notice in notices if notice.reference is reference]
        of = world([_still(question, reference), *these], None, Limits(separation_m, 0.0))
        found |= {each.b: each for each in encounters_of(of, 0, lambda _number: _CLEARS_NOTHING)}
    return found


def _still(question: Asked, reference: Reference) -> Notice:
    """The place as a notice that stands still, as wide as it is uncertain."""
    place = question.place
    assert place.lat_e9 is not None and place.lon_e9 is not None  # noqa: S101, PT018  asked before
    window = Window(question.first, Instant(question.until - 1))
    return Notice(
        id=_PLACE,
        party=_NOBODY,
        kind=Kind.STATIC_SITE,
        shape=Spot(Point(place.lon_e9, place.lat_e9), window, _ANY_HEIGHT),
        action=Action.NEW,
        replaces=None,
        reference=reference,
        buffer_mm=0,
        place_uncertainty_mm=place.within_mm or 0,
        submitted_at=None,
        observed=False,
        max_speed_um_s=None,
        kept={},
        origin=Origin("incident", 0),
    )


# -- Which notices -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class There:
    """A notice that could have been there, or of which it cannot be told."""

    filed: Filed
    placed: Placed


def near_in_time(
    record: Record, books: Books, party: PartyId, places: Sequence[Place], window: tuple[Instant, Instant]
) -> tuple[There, ...]:
    """Which movements that this party filed could have been at any of these places then? In the order of the log.

    Those that stood then, replaced since or not. Every place has coordinates.
    """
    questions = [Asked(place, *window) for place in places]
    boxes = [box for each in questions for own in reach([_still(each, Reference.AGL)]) for box in grown(own, 0.0)]
    own = _whose_boxes(record, books, party, boxes, window)
    notices = books.notices(record, [filed.index for filed in own])
    best = map(_surest, zip(*(placed(notices, each) for each in questions), strict=True))
    return tuple(There(filed, each) for filed, each in zip(own, best, strict=True) if each.could is not False)


def _surest(of: Iterable[Placed]) -> Placed:
    """At which of several places could it have been, if at any?"""
    return min(of, key=lambda each: _SUREST.index(each.could))


_SUREST = (True, None, False)


def at_that_time(record: Record, books: Books, party: PartyId, window: tuple[Instant, Instant]) -> tuple[Filed, ...]:
    """Which notices of this party that stood then are about any instant of this window, wherever? In the order of the log."""
    first, until = (each / SECOND for each in window)
    anywhere = (-_ANYWHERE_M, _ANYWHERE_M)
    own = _whose_boxes(record, books, party, [Box(*anywhere * 3, first, until)], window)
    boxes = reach(books.notices(record, [filed.index for filed in own]))
    return tuple(
        filed for filed, each in zip(own, boxes, strict=True) if any(box.t0 < until and box.t1 >= first for box in each)
    )


def _whose_boxes(
    record: Record, books: Books, party: PartyId, boxes: Sequence[Box], window: tuple[Instant, Instant]
) -> tuple[Filed, ...]:
    """Which notices of this party that stood when this window began, or later, could be within any of these boxes?

    The boxes of those that were replaced or cancelled since are not kept: they are made again, of this party's alone, and of
    those that are about that time.
    """
    standing = [filed for index in record.near(boxes) if (filed := record.filed_at(index)) is not None]
    since = record.succeeded_since(record.first_since(window[0]), party)
    gone = [
        filed for filed in since if filed.stands and _may_be_then(fields.value(record, filed.index, "times"), window)
    ]
    reached = reach(books.notices(record, [filed.index for filed in gone]))
    found = [filed for filed, own in zip(gone, reached, strict=True) if any(_overlap(a, b) for a in own for b in boxes)]
    by_index = {filed.index: filed for filed in (*standing, *found) if filed.party == party}
    return tuple(by_index[index] for index in sorted(by_index))


def _may_be_then(times: Json, window: tuple[Instant, Instant]) -> bool:
    """Might a notice of these times be about any instant of this window? Yes, where its first or last is not stated.

    The ends of a route's windows never decrease. When a departure arrives is not stated: that it is about then is not ruled out.
    """
    first, last = None, None
    match times:
        case (
            {"windows_us": [[begins, _], *_, [_, ends]]}
            | {"windows_us": [[begins, ends]]}
            | {"window_us": [begins, ends]}
        ):
            first, last = begins, ends
        case {"depart_us": [begins, _]}:
            first = begins
    return not ((isinstance(first, int) and first >= window[1]) or (isinstance(last, int) and last < window[0]))


def _overlap(one: Box, other: Box) -> bool:
    return all(one[side] <= other[side + 1] and other[side] <= one[side + 1] for side in range(0, len(one), 2))
