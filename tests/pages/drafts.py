"""Readings to make pages of: one with everything that is hard to draw, and one that is too long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from herald.formats.incidents.drafting import tables
from herald.incident.codes import ActCode, Edge, Modality, SpeakerKind
from herald.pages.draft import draft
from herald.reading.model import Act, Drafted, Link, Quantity, Reading, Report, Scores, Span, Speaker, Time
from herald.units import Instant

HEAD = "EXERCISE\t\u202eturned\x00 headline"
ARABIC = (
    "\u062a\u0645\u0631\u064a\u0646: \u0642\u0627\u0644\u062a \u0648\u0632\u0627\u0631\u0629 \u0623\u0633\u062a\u0631 \u00ab"
    "\u0635\u062f\u0645\u0648\u0627 \u0645\u0631\u0643\u0628\u062a\u0646\u0627\u00bb"
)
LATIN = f'Next:\xa0the "so-called" regime {"x" * 400} <script>alert(1)</script> & \u202eno <b>more</b>.'
TEXT = f"{HEAD}\r\n\r\n{ARABIC}\r\n{LATIN}\r\n-- EXERCISE --\r\n"
MINISTRY = "\u0648\u0632\u0627\u0631\u0629 \u0623\u0633\u062a\u0631"
OURS = "\u0645\u0631\u0643\u0628\u062a\u0646\u0627"
SCORES = Scores(0.95, 0.66, 0.2)


def page_of(reading: Reading, name: str = "report.txt", *, exercise: bool = True) -> str:
    return draft(reading, name, tables(reading, name), exercise=exercise)


def at(text: str, part: str) -> Span:
    first = text.index(part)
    return Span(first, first + len(part))


def hard() -> Reading:
    """A headline, a claim that runs from right to left, one full of markup and of signs that nobody sees, and the rest."""
    arabic, latin, headline = at(TEXT, ARABIC), at(TEXT, LATIN), at(TEXT, HEAD)
    quoted, scare, loaded = at(TEXT, ARABIC.split("\u00ab")[1][:-1]), at(TEXT, "so-called"), at(TEXT, "regime")
    claims = (
        Drafted(
            arabic, ARABIC, Speaker(SpeakerKind.NAMED, None, None, MINISTRY),
            (Link("EXERCISE Harbour Daily", Edge.QUOTES), Link(MINISTRY, Edge.QUOTES)), (quoted,), Modality.ASSERTS,
            (Act(ActCode.RAM, None, OURS),), (Quantity("injured", 4, None, "\u0623\u0631\u0628\u0639\u0629"),), (),
            Time("\u0627\u0644\u062e\u0645\u064a\u0633", Instant(1_614_816_000_000_000), Instant(1_614_902_400_000_000)),
            SCORES,
        ),
        Drafted(
            latin, LATIN, Speaker(SpeakerKind.UNNAMED, None, "senior\u202e <i>official</i>"),
            (Link("senior\u202e <i>official</i>", Edge.CITES_UNNAMED),), (scare,), Modality.POSSIBLY, (),
            (Quantity("shells", None, None, "dozens"), Quantity("hurt", 0, 0, "none")), ("31.928S 24.915W", "mill"),
            Time("recently", None, None), SCORES, (scare,), (loaded,), headline,
        ),
    )  # fmt: skip
    report = Report(Span(0, len(TEXT) - 2), headline, claims, (at(TEXT, "-- EXERCISE --"),))
    return Reading(TEXT, bytes(range(32)), date(2021, 3, 4), "ar", (report,))


def reading(texts: Sequence[str], speakers: Mapping[int, Speaker] | None = None, between: str = " ") -> Reading:
    """One report that is these claims, in order; their speaker is the author, where no other is told."""
    whole = between.join(texts)
    first, claims = 0, list[Drafted]()
    for number, text in enumerate(texts):
        speaker = (speakers or {}).get(number, Speaker(SpeakerKind.AUTHOR))
        span = Span(first, first + len(text))
        chain = () if speaker.who is None else (Link(speaker.who, Edge.PARAPHRASES),)
        claims.append(Drafted(span, text, speaker, chain, (), Modality.ASSERTS, (), (), (), None, Scores(1, 1, 1)))
        first += len(text) + len(between)
    return Reading(whole, bytes(32), None, "en", (Report(Span(0, len(whole)), None, tuple(claims), ()),))
