"""What stands in the words of a step of a call? A text, a phrase card, or what a stop call says; each as its author sealed it.

Source: docs/hotline.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from herald.acknowledgement.hotline import Unseen
from herald.canonical import Json, write
from herald.geometry.coordinates import Forms
from herald.units import FIRST_INSTANT, LAST_INSTANT, Instant
from herald.wording import exact, plain

NOT_KNOWN = "not known yet"
_LABELS = {"mgrs": "MGRS", "decimal": "decimal", "dms": "DMS", "utm": "grid"}


def from_card(number: int, words: str) -> Json:
    """What is sealed of a phrase card that was said: its number, and what it said then."""
    return {"card": number, "words": words}


def of_stop(where: str | None, forms: Forms | None, what: str | None, since: Instant | None) -> Json:
    """What is sealed of a stop call: as it was typed, the place in four forms where it could be read. None: not known yet."""
    written: Json = None if forms is None else {name: getattr(forms, name) for name in _LABELS}
    return {"forms": written, "since_us": since, "what": what, "where": where}


def lines(words: Json | Unseen) -> tuple[str, ...]:
    """How do the words of a step read, a line for each part? What is of no known form is shown as it is sealed.

    >>> lines("The road is clear."), lines({"card": 412, "words": "Yes."}), lines(None)
    (('The road is clear.',), ('card 412: Yes.',), ())
    """
    match words:
        case None:
            return ()
        case Unseen():
            return (f"({words.value})",)
        case str():
            return (plain(words),)
        case {"card": int(number), "words": str(said), **rest} if not rest and not isinstance(number, bool):
            return (f"card {number}: {plain(said)}",)
        case {"forms": forms, "since_us": since, "what": what, "where": where, **rest} if not rest:
            return (
                f"where: {_text(where)}",
                *_forms(forms),
                f"what happens: {_text(what)}",
                f"since: {_instant(since)}",
            )
    return (write(words).decode(),)


def _text(value: Json) -> str:
    return NOT_KNOWN if value is None else plain(value) if isinstance(value, str) else write(value).decode()


def _instant(value: Json) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and FIRST_INSTANT <= value <= LAST_INSTANT:
        return exact(Instant(value))
    return _text(value)


def _forms(value: Json) -> tuple[str, ...]:
    held = value if isinstance(value, Mapping) else {}
    return tuple(f"{label}: {_text(held[name])}" for name, label in _LABELS.items() if name in held)
