"""Could a movement have been at a place in a window? The kernel's own question, of one notice and a place that is held still.

A place is a disc, as wide as it is uncertain, at any height. *Could*: some timing that the notice allows brings it there. *Could
not* is proved from what was filed, or observed, within the stated bound; of movements nobody filed nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from herald.check.answer import Limits, Verdict
from herald.check.reach import grown, reach
from herald.check.traffic import Traffic
from herald.desk.books import Books
from herald.geometry.place import Place as Point
from herald.incident.contents import Alibi, Place
from herald.notice.model import Action, Band, Kind, Notice, Origin, Reference, Spot, Window
from herald.ports import Record
from herald.record.rows import Filed
from herald.units import Instant, NoticeId, PartyId
from herald.wording import exact

_ANY_HEIGHT = Band(-(10**9), 10**9)
_TOUCHING = Limits(separation_m=0.0, vertical_m=0.0)
_PLACE, _NOBODY = NoticeId("the place that is asked of"), PartyId("nobody")
MOST_OVER_TIME = 2_000
"""Without a place no more notices than this are looked at: the window is too wide to tell."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A place, and a window with its end exclusive."""

    place: Place
    first: Instant
    until: Instant


@dataclass(frozen=True, slots=True)
class Placed:
    """Could it have been there? None: it cannot be told. `why` says it in words; `at` are the instants where it could."""

    could: bool | None
    why: str
    at: tuple[Instant, Instant] | None = None


def asked(of: Alibi) -> Asked:
    """What is asked?"""
    return Asked(of.place, of.from_us, of.until_us)


def could_have_been(record: Record, books: Books, index: int, question: Asked) -> Placed:
    """Could the movement of the notice at this index have been there then? Whether it was replaced since does not matter."""
    (notice,) = books.notices(record, [index])
    if question.place.lat_e9 is None or question.place.lon_e9 is None:
        return Placed(None, "the place has no coordinates")
    if notice.shape is None:
        return Placed(None, "a cancellation has no place")
    return _placed(notice, question)


def _placed(notice: Notice, question: Asked) -> Placed:
    traffic = Traffic(None, _TOUCHING)
    traffic.add(replace(notice, action=Action.NEW, replaces=None))
    window = f"between {exact(question.first)} and {exact(Instant(question.until - 1))}"
    how = "as it was observed" if notice.observed else "as it was filed"
    for encounter in traffic.ask(_still(question, notice.reference)):
        if encounter.verdict is Verdict.COULD_MEET:
            first, last = encounter.windows[0][0], encounter.windows[-1][1]
            words = f"{how}, it could have been there from {exact(first)} to {exact(last)}"
            return Placed(True, words, (first, last))
        return Placed(None, f"it cannot be told: {encounter.reason}")
    return Placed(False, f"{how}, it could not have been there {window}")


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


def near_in_time(
    record: Record, books: Books, party: PartyId, place: Place | None, window: tuple[Instant, Instant]
) -> tuple[Filed, ...]:
    """Which movements that this party filed could have been there then? Those that stood then, replaced since or not.

    Without a place that has coordinates: those that are about any instant of the window. In the order of the log.
    """
    where = None if place is None or place.lat_e9 is None else Asked(place, *window)
    later = record.succeeded_since(record.first_since(window[0]))
    indices = sorted(
        {*(_near(record, where) if where is not None else record.live(window[0])), *(each.index for each in later)}
    )
    own = [filed for index in indices if (filed := record.filed_at(index)) is not None and _is_of(filed, party)]
    return tuple(_there(record, books, own[:MOST_OVER_TIME], where, window))


def _is_of(filed: Filed, party: PartyId) -> bool:
    return filed.party == party and filed.action is not Action.CANCEL


def _near(record: Record, where: Asked) -> Iterable[int]:
    (boxes,) = reach([_still(where, Reference.AGL)])
    return record.near(grown(boxes, 0.0))


def _there(
    record: Record, books: Books, of: Sequence[Filed], where: Asked | None, window: tuple[Instant, Instant]
) -> Iterable[Filed]:
    for filed, notice in zip(of, books.notices(record, [each.index for each in of]), strict=True):
        if where is not None:
            if _placed(notice, where).could is not False:
                yield filed
        elif _overlaps(notice, window):
            yield filed


def _overlaps(notice: Notice, window: tuple[Instant, Instant]) -> bool:
    """Is it about any instant of the window?"""
    (boxes,) = reach([notice])
    first, until = (each / 1_000_000 for each in window)
    return any(box.t0 < until and box.t1 >= first for box in boxes)
