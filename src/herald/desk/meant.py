"""Who, where, when, and which notices can a claim mean? As far as a person has read it out of the words; nothing is guessed here.

More doubt widens what is looked at: where a place is not known, every notice of that time could be meant, and whoever judges is
told that it is so. Source: docs/comparing.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from herald.desk.books import Books
from herald.desk.placing import There, at_that_time, near_in_time
from herald.incident.contents import ActSaid, Claim, IncidentOpened, Place, When
from herald.incident.holding import Case, Found, Looked, found
from herald.ports import Record
from herald.record.onrecord import OnRecord
from herald.record.rows import Filed
from herald.units import Instant, PartyId

MOST_MEANT = 64
"""Where more notices than this could be meant, none of them is looked at: a claim that names none is too wide."""
Window = tuple[Instant, Instant]
"""From when to when, the end exclusive."""
Answer = TypeVar("Answer")


@dataclass(slots=True)
class Moment:
    """The record at one moment, one incident in it, and what was asked before: claims of an incident ask much the same."""

    record: Record
    books: Books
    of: OnRecord
    _asked: dict[object, object] = field(default_factory=dict)

    @property
    def opened(self) -> IncidentOpened:
        """What was stated when the incident was opened?"""
        content = self.of.opened.stated.content
        assert isinstance(content, IncidentOpened)  # noqa: S101  the first entry opens it
        return content

    def once(self, question: object, answer: Callable[[], Answer]) -> Answer:
        """What is the answer to this question? It is looked for once."""
        if question not in self._asked:
            self._asked[question] = answer()
        return self._asked[question]  # type: ignore[return-value]  # what was answered to this very question

    def is_party(self, party: PartyId | None) -> bool:
        """Is it one of the agreement's, as it is now?"""
        agreement = self.books.agreement
        return party is not None and agreement is not None and party in {each.id for each in agreement.parties}

    def near(self, party: PartyId, places: tuple[Place, ...], window: Window) -> tuple[There, ...]:
        """Which movements of this party could have been at any of these places then?"""
        question = ("near", party, places, window)
        return self.once(question, lambda: near_in_time(self.record, self.books, party, places, window))

    def then(self, party: PartyId, window: Window) -> tuple[Filed, ...]:
        """Which notices of this party are about any instant of this window?"""
        return self.once(("then", party, window), lambda: at_that_time(self.record, self.books, party, window))

    def addressees(self, index: int) -> tuple[PartyId, ...]:
        """To whom is the notice at this index addressed?"""
        return tuple(link.party for link in self.record.sealed(index).routing().to)

    def gone_before(self, filed: Filed, window: Window | None) -> int | None:
        """By which entry was this notice replaced or cancelled, before this window? None if it stood then, or nobody says when."""
        later = self.record.successor(filed.id, filed.party)
        if later is None or window is None or later.index >= self.record.first_since(window[0]):
            return None
        return later.index


# -- Where and when ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """One act of one claim, with where and when: as the claim says, else as the incident does.

    `places` have coordinates; `window` is None where an end of it is not known. `own_time`: it is the claim's.
    """

    act: ActSaid
    places: tuple[Place, ...]
    window: Window | None
    own_time: bool

    @property
    def actor(self) -> PartyId | None:
        """Which party is said to have done it?"""
        return None if self.act.actor is None else self.act.actor.party

    @property
    def towards(self) -> PartyId | None:
        """To which party?"""
        return None if self.act.object is None else self.act.object.party

    @property
    def is_placed(self) -> bool:
        """Is it said how far off each of its places may be?"""
        return bool(self.places) and all(place.within_mm is not None for place in self.places)


def where(claim: Claim, otherwise: Place | None) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """At which places with coordinates, and what is to be said of that? Where the claim has none, at that of the incident."""
    own = tuple(place for place in claim.places if place.lat_e9 is not None)
    if own or otherwise is None or otherwise.lat_e9 is None:
        return own, ()
    noted = ("nobody has placed where the claim says, and it was asked of where the incident was",)
    return (otherwise,), noted if claim.places else ()


def when(own: When | None, otherwise: When | None) -> tuple[Window | None, tuple[str, ...]]:
    """From when to when, and what is to be said of that? Where the claim states neither end, as the incident does."""
    if own is None or (own.from_us is None and own.until_us is None):
        noted = ("nobody has read when the claim means, and it was asked of when the incident was",)
        window = bounded(otherwise)
        return window, noted if own is not None and window is not None else ()
    return bounded(own), ()


def bounded(when: When | None) -> Window | None:
    """From when to when? None where an end is not known."""
    if when is None or when.from_us is None or when.until_us is None:
        return None
    return when.from_us, when.until_us


def both(looked: Looked, said: Said, at: Moment) -> tuple[PartyId, PartyId] | Found:
    """Who did it, to whom? Both must be parties, and not the same."""
    actor, towards = said.actor, said.towards
    missing = [what for what, party in (("who", actor), ("to whom", towards)) if not at.is_party(party)]
    if actor is None or towards is None or missing:
        return found(looked, Case.NOBODY, missing=" and ".join(missing))
    return found(looked, Case.ITSELF, actor=actor) if actor == towards else (actor, towards)


# -- Which notices -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Meant:
    """Notices that could be meant: those that are named, or were near; and others of that time, where the place is not known."""

    near: tuple[Filed, ...]
    others: tuple[Filed, ...]

    @property
    def all(self) -> tuple[Filed, ...]:
        """Those that are near first."""
        return (*self.near, *self.others)


def meant(looked: Looked, said: Said, at: Moment, filer: PartyId, to: PartyId | None) -> Meant | Found:
    """Which notices of this party, to that one, could be meant? What was found, where that decides it.

    The one that the act names; else those that the incident names, and those that were near. `to` None: whoever they are to.
    """
    slots = {"filer": filer, "addressee": "any party" if to is None else to}
    numbers = at.opened.notices if said.act.notice is None else (said.act.notice,)
    every = [each for index in numbers if (each := at.record.filed_at(index)) is not None]
    named = [each for each in every if _is_meant(each, at, filer, to)]
    if said.act.notice is not None and not named:
        return found(looked, Case.ANOTHER, entry=said.act.notice, **slots)
    if said.window is None and not named:
        return found(looked, Case.NO_TIME)
    gone = {each.index: by for each in named if (by := at.gone_before(each, said.window)) is not None}
    near, others = ((), ()) if said.act.notice is not None else _searched(said, at, filer)
    held = _each_once(
        [each for each in named if each.index not in gone],
        [each for each in near if _is_meant(each, at, filer, to)],
        [each for each in others if _is_meant(each, at, filer, to)],
    )
    if gone and not held.all:
        last = [each for each in named if each.index in gone][-1]
        told = {**slots, "notice": last.id, "entry": last.index, "successor": gone[last.index]}
        return found(looked, Case.WITHDRAWN, last.index, gone[last.index], **told)
    return held if len(held.all) <= MOST_MEANT else found(looked, Case.MANY, count=len(held.all), **slots)


def _searched(said: Said, at: Moment, filer: PartyId) -> tuple[Sequence[Filed], Sequence[Filed]]:
    """Those that were near for sure; and those of that time, as far as they may have been."""
    if said.window is None:
        return (), ()
    there = at.near(filer, said.places, said.window) if said.places else ()
    near = [each.filed for each in there if each.placed.could]
    if said.is_placed:
        return near, [each.filed for each in there if not each.placed.could]
    return near, at.then(filer, said.window)


def _each_once(named: Sequence[Filed], near: Sequence[Filed], others: Sequence[Filed]) -> Meant:
    """In the order of the log."""
    sure = {each.index: each for each in (*named, *near)}
    more = {each.index: each for each in others if each.index not in sure}
    return Meant(_in_order(sure), _in_order(more))


def _in_order(of: Mapping[int, Filed]) -> tuple[Filed, ...]:
    return tuple(of[index] for index in sorted(of))


def _is_meant(filed: Filed, at: Moment, filer: PartyId, to: PartyId | None) -> bool:
    return filed.stands and filed.party == filer and (to is None or to in at.addressees(filed.index))
