"""What of a dossier can be drawn? Times, places and figures, each by the claim or statement it is of; nothing is put together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from herald.disclosure import incidentwords as words
from herald.disclosure.incidents import ClaimShown, DossierShown
from herald.incident.codes import Known
from herald.incident.contents import Casualties, Figure
from herald.units import Instant
from herald.wording import date_time_group


@dataclass(frozen=True, slots=True)
class Timed:
    """When something was, as it is read. None: that end is not known. `number` is the entry's."""

    first: Instant | None
    until: Instant | None
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    """The times of one account, or of sealed entries (`of_record`), and of nothing else."""

    label: str
    timed: tuple[Timed, ...]
    of_record: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a claim speaks of, and how far from there it may have been, in metres; None: nobody says how far."""

    lon_e9: int
    lat_e9: int
    within_m: float | None
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Step:
    """What was said at one time. Bounds only where a number was stated; `said` says it in words either way."""

    entry: int
    as_of: str
    low: int | None
    high: int | None
    said: str


@dataclass(frozen=True, slots=True)
class Series:
    """What one source said of one group and one harm, in the order in which it was entered. Of no other source."""

    speaker: str
    of: str
    steps: tuple[Step, ...]


def claims(of: DossierShown) -> Iterator[tuple[int, ClaimShown]]:
    """Every claim that is shown, with the entry of its account."""
    yield from ((account.item.index, claim) for account in of.accounts for claim in account.claims)
    yield from ((each.account, claim) for each in of.alone for claim in each.claims)


def lanes(of: DossierShown) -> tuple[Lane, ...]:
    """The times of each account in a lane of its own, and in the last those of the sealed entries that claims are held against."""
    found: dict[int, list[Timed]] = {account: [] for account, _ in claims(of)}
    for account, claim in claims(of):
        when = claim.content.when
        if when is not None and (when.from_us is not None or when.until_us is not None):
            title = f"claim {claim.item.index} of account {account}: {words.when(when)}"
            found[account].append(Timed(when.from_us, when.until_us, claim.item.index, title))
    sealed = tuple(
        Timed(
            each.received, each.received, each.index, f"{words.sealed(each)}, received {words.instant(each.received)}"
        )
        for each in of.sealed
    )
    spoken = tuple(Lane(f"account {account}", tuple(timed)) for account, timed in found.items())
    return (*spoken, Lane("the record: sealed", sealed, of_record=True)) if sealed else spoken


def spots(of: DossierShown) -> Iterator[Spot]:
    """The places that somebody placed."""
    for account, claim in claims(of):
        for place in claim.content.places:
            if place.lon_e9 is not None and place.lat_e9 is not None:
                within = None if place.within_mm is None else place.within_mm / 1000
                label = f"{claim.item.index} (account {account})"
                yield Spot(place.lon_e9, place.lat_e9, within, label, f"claim {label}: {words.place(place)}")


def series(of: DossierShown) -> tuple[Series, ...]:
    """What each source said over time, one group and one harm at a time: never of two sources, and never a sum."""
    found: dict[tuple[str, str], list[Step]] = {}
    for item in of.casualties:
        content = item.stated.content
        if isinstance(content, Casualties):
            speaker = words.speaker(content.speaker, item)
            as_of = content.as_of.from_us
            said = content.as_of.said if as_of is None else date_time_group(as_of)
            for figure in content.figures:
                step = Step(item.index, said, figure.low, figure.high, _how_many(figure))
                found.setdefault((speaker, _of(figure)), []).append(step)
    return tuple(Series(speaker, what, tuple(steps)) for (speaker, what), steps in found.items())


def _how_many(of: Figure) -> str:
    said = words.bounds(of.low, of.high, of.state)
    return f"{words.code(said)}: {of.said}" if of.state is Known.IN_WORDS else said


def _of(of: Figure) -> str:
    return f"{words.code(of.harm.value)}, {of.group} ({of.people.value}; {of.unit.value})"
