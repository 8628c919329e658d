"""What does the officer read aloud when something must cease now, what is to come back, and how long has it taken?

The words are the same for every party and accuse nobody: what happens is said as the caller says it. A card's number stands before
a line only where the cards that may be used hold it; without any the same words are read in English.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from types import MappingProxyType
from typing import TYPE_CHECKING

from herald.acknowledgement.cards import Card, Language, Phrase, filled
from herald.acknowledgement.spelling import PAUSE, spelled
from herald.units import SECOND, Instant, Microseconds, NoticeId
from herald.wording import date_time_group, duration, kilometres, metres, plain

if TYPE_CHECKING:
    from herald.geometry.echo import Echo
    from herald.geometry.gazetteer import Nearest

FIRST_LINE = "STOP CALL. STOP CALL. STOP CALL."
LONGEST_LINE = 72
"""In characters; a line is read in one breath, and fits a telephone's screen turned on its side."""

STOP, EXERCISE, REAL, NAMES, CEASE, SINCE, NOTICE = 403, 158, 163, 101, 416, 255, 308
READ_BACK, TELL_OFFICER, STAY = 638, 833, 865
WORDS: Mapping[int, str] = MappingProxyType(
    {
        STOP: "Stop call. Stop call. Stop call.",
        EXERCISE: "This call is an exercise.",
        REAL: "This call is real.",
        NAMES: "My name is {name}. I speak for {party}.",
        CEASE: "Please have this stopped now. The place: {place}.",
        SINCE: "Since: {time}.",
        NOTICE: "I call about notice {notice}.",
        READ_BACK: "Please read back to me what you wrote down.",
        TELL_OFFICER: "Please tell the officer in charge now.",
        STAY: "Please stay on the line.",
    }
)
"""What the cards of a stop call say in English, for a call without cards."""
_NOT_KNOWN = "not known yet"
_UNITS = MappingProxyType({"°": " degrees", "\u2032": " minutes", "\u2033": " seconds", "": ""})
_WAYS = MappingProxyType({"N": "NORTH", "S": "SOUTH", "E": "EAST", "W": "WEST"})
_GROUP = re.compile("([A-Z0-9.]+)([°\u2032\u2033]?)|([a-z]+)")
"""A number with its unit, letters, or a word: what is said between two short pauses."""


@dataclass(frozen=True, slots=True)
class StopCall:
    """The emergency word that something must cease now.

    `asked_by` of `party` asks. `where` is the position that was typed, said back in every form; else the caller's words for it.
    `what` is what happens, in the caller's words; `since` when; `notice` the one that it concerns. None: nobody has said it yet.
    """

    asked_by: str
    party: str
    where: Echo | str | None
    what: str | None
    since: Instant | None
    notice: NoticeId | None
    exercise: bool


class Part(StrEnum):
    """What the officer does with a line: says it, listens for it, or looks at it before anything is said."""

    SAY = "say"
    HEAR = "hear"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the script: at most `LONGEST_LINE` characters of words.

    `card` is the number that is said before them. `aloud` is how letters and digits in them are spelled, a short line each.
    `phrase` is the card in the other speaker's language, what is open in it left open: the values are spelled after it.
    """

    part: Part
    words: str
    card: int | None = None
    aloud: tuple[str, ...] = ()
    phrase: Phrase | None = None


def script(stop: StopCall, cards: Sequence[Card] = (), language: Language = Language.EN) -> tuple[Line, ...]:
    """What is read aloud, in order, and what is to be heard back?

    `cards` are those that may be used (:func:`herald.acknowledgement.cards.usable`), `language` that of whoever listens. What is
    not known is said to be, never left out, so that nobody waits for it. Times are in UTC, the month in letters.
    """
    held = {card.number: card for card in cards}

    def card(number: int, aloud: tuple[str, ...] = (), **values: str) -> Iterator[Line]:
        return _from_card(number, held.get(number), language, values, aloud)

    return (
        Line(Part.SAY, FIRST_LINE, *_said_as(STOP, held.get(STOP), language)),
        *_doubted(stop.where),
        *card(EXERCISE if stop.exercise else REAL),
        *card(NAMES, name=_clean(stop.asked_by), party=_clean(stop.party)),
        *card(CEASE, _place_aloud(stop.where), place=_place(stop.where)),
        *_other_forms(stop.where),
        *_say(f"As the caller says: {_happens(stop)}"),
        *(_say(f"Since when: {_since(stop)}.") if stop.since is None else card(SINCE, _clock(stop), time=_since(stop))),
        *(
            _say("The caller names no notice.")
            if stop.notice is None
            else card(NOTICE, _id(stop), notice=_notice(stop))
        ),
        *card(READ_BACK),
        *_read_back(stop),
        *card(TELL_OFFICER),
        *card(STAY),
        *_say("Tell me when you have understood, and the minute in which it stops."),
    )


def moment(instant: Instant) -> str:
    """Which minute is it, as it is read aloud? The minute that has begun, in UTC.

    >>> moment(Instant(0))
    '01 JAN 1970, 00:00 UTC'
    """
    group = date_time_group(instant)
    return f"{group[:2]} {group[8:]}, {group[2:4]}:{group[4:6]} UTC"


def _from_card(
    number: int, card: Card | None, language: Language, values: Mapping[str, str], aloud: tuple[str, ...] = ()
) -> Iterator[Line]:
    """The card's words with the values, over as many lines as they need: the number at the first, what is spelled at the last."""
    words = WORDS[number] if card is None else card.phrases[Language.EN].words
    first, *others = _wrapped(filled(words, values))
    yield Line(Part.SAY, first, *_said_as(number, card, language, () if others else aloud))
    for at, each in enumerate(others, 1):
        yield Line(Part.SAY, each, aloud=aloud if at == len(others) else ())


def _said_as(
    number: int, card: Card | None, language: Language, aloud: tuple[str, ...] = ()
) -> tuple[int | None, tuple[str, ...], Phrase | None]:
    if card is None:
        return None, aloud, None
    return number, aloud, None if language is Language.EN else card.phrases[language]


def _say(words: str) -> Iterator[Line]:
    return (Line(Part.SAY, each) for each in _wrapped(words))


def _clean(words: str) -> str:
    """Somebody else's words on one line, with nothing in them that a terminal would act on."""
    return plain(" ".join(words.split()))


def _happens(stop: StopCall) -> str:
    return _NOT_KNOWN if stop.what is None else _clean(stop.what)


def _since(stop: StopCall) -> str:
    return _NOT_KNOWN if stop.since is None else moment(stop.since)


def _clock(stop: StopCall) -> tuple[str, ...]:
    return _breaths(spelled(each) if each.isdigit() else each for each in re.findall(r"\w+", _since(stop)))


def _notice(stop: StopCall) -> str:
    return "none" if stop.notice is None else _clean(stop.notice)


def _id(stop: StopCall) -> tuple[str, ...]:
    return _breaths([spelled(_notice(stop))])


def _wrapped(words: str) -> list[str]:
    return textwrap.wrap(words, LONGEST_LINE, break_on_hyphens=False) or [""]


# -- Where ---------------------------------------------------------------------------------------------------------


def _place(where: Echo | str | None) -> str:
    if where is None:
        return _NOT_KNOWN
    return f"as the caller says, {_clean(where)}" if isinstance(where, str) else where.forms.mgrs


def _place_aloud(where: Echo | str | None) -> tuple[str, ...]:
    return () if where is None or isinstance(where, str) else _spelled(where.forms.mgrs)


def _doubted(where: Echo | str | None) -> Iterator[Line]:
    """What is to be looked at before the place is read out: a slip of the pen sends help elsewhere."""
    if where is not None and not isinstance(where, str) and where.doubts:
        yield Line(Part.LOOK, "The place may be mistyped: look again at what was typed.")


def _other_forms(where: Echo | str | None) -> Iterator[Line]:
    """The same place in the other forms, of which one is on the map that the listener has."""
    if where is None or isinstance(where, str):
        return
    yield from _say("That is in MGRS. The same place in other forms:")
    for label, written in (("Decimal degrees", where.forms.decimal), ("Degrees, minutes, seconds", where.forms.dms)):
        yield Line(Part.SAY, f"{label}: {written}", aloud=_spelled(written))
    yield Line(Part.SAY, where.forms.utm, aloud=_spelled(where.forms.utm))
    yield from _from_named(where.nearest)
    yield from _say(f"The place is stated to within {metres(ceil(where.typed.uncertainty_m))}.")


def _from_named(nearest: Nearest) -> Iterator[Line]:
    """How far it is, and in which direction, from the nearest place that has a name."""
    named = f"{_clean(nearest.named.name)} ({nearest.named.country})"
    if not nearest.distance_m:
        yield from _say(f"At {named}.")
        return
    away_m = nearest.distance_m
    far = kilometres(away_m) if away_m >= 1000 else metres(round(away_m))
    bearing = f"{round(nearest.bearing_deg) % 360:03d}"
    *others, last = _wrapped(f"{far} from {named}, bearing {bearing} degrees true.")
    yield from (Line(Part.SAY, each) for each in others)
    yield Line(Part.SAY, last, aloud=(f"bearing {spelled(bearing)}",))


def _spelled(written: str) -> tuple[str, ...]:
    """How is a position read out? Digits one by one, letters by their spelling words, the directions in full."""
    return _breaths(
        _WAYS.get(figures) or word or spelled(figures) + _UNITS[unit] for figures, unit, word in _GROUP.findall(written)
    )


def _breaths(groups: Iterable[str]) -> tuple[str, ...]:
    """Lines that end between two groups, unless one group alone is longer than a line."""
    lines = list[str]()
    for group in groups:
        if lines and len(f"{lines[-1]}{PAUSE} {group}") <= LONGEST_LINE:
            lines[-1] += f"{PAUSE} {group}"
        else:
            lines += textwrap.wrap(group, LONGEST_LINE, break_on_hyphens=False)
    return tuple(lines)


# -- What is to come back --------------------------------------------------------------------------------------------


def _read_back(stop: StopCall) -> Iterator[Line]:
    """What the listener must have written down, to be ticked off: the words may differ, the figures may not."""
    for label, value in (
        ("the place", _place(stop.where)),
        ("what happens", _happens(stop)),
        ("since", _since(stop)),
        ("the notice", _notice(stop)),
    ):
        for words in _wrapped(f"{label}: {value}"):
            yield Line(Part.HEAR, words)


# -- The clock -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Elapsed:
    """How long a stop call has taken: until it was understood, until it stopped, and in all; None for what has not come yet.

    `stopped_later` is how long after it was understood it stopped: None too where it stopped before anybody had understood.
    """

    in_all: Microseconds
    until_understood: Microseconds | None
    until_stopped: Microseconds | None
    stopped_later: Microseconds | None

    def lines(self) -> tuple[str, ...]:
        """What does the clock say, in words? Whole seconds; part of one is left out."""
        understood, stopped, later = self.until_understood, self.until_stopped, self.stopped_later
        first = "not understood yet" if understood is None else f"understood after {_seconds(understood)}"
        after = "" if later is None else f", {_seconds(later)} after it was understood"
        second = "not stopped yet" if stopped is None else f"stopped after {_seconds(stopped)}{after}"
        running = understood is None or stopped is None
        return (first, second, *([f"the call has lasted {_seconds(self.in_all)} so far"] if running else []))


def elapsed(since: Instant, understood: Instant | None, stopped: Instant | None, now: Instant) -> Elapsed:
    """How long did it take from the first word of the call until it was understood, and until it stopped?

    All by one clock, in microseconds. In all: up to the later of the two where both have come, else up to `now`. It may stop before
    anybody has understood. Raises ValueError where anything lies before the call or after `now`: the clock was set.
    """
    known = [each for each in (understood, stopped) if each is not None]
    if any(not since <= each <= now for each in (*known, now)):
        raise ValueError("instants from the beginning of the call up to now: was the clock set meanwhile?")
    end = max(known) if len(known) == 2 else now
    later = None if understood is None or stopped is None or stopped < understood else stopped - understood
    return Elapsed(
        Microseconds(end - since),
        None if understood is None else Microseconds(understood - since),
        None if stopped is None else Microseconds(stopped - since),
        None if later is None else Microseconds(later),
    )


def _seconds(span: Microseconds) -> str:
    return duration(span // SECOND)
