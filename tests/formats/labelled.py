"""What would a careful person read in the labelled reports? Their labels as a Reading, offsets found from left to right."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from herald.incident.codes import ActCode, Edge, Modality, SpeakerKind
from herald.reading.model import Act, Drafted, Link, Quantity, Reading, Report, Scores, Span, Speaker, Time
from herald.units import Instant

SEEN = Path(__file__).parents[1] / "reports" / "seen"
NAMES = tuple(sorted(path.stem for path in SEEN.glob("*.txt")))
SCORES = Scores(0.9, 0.7, 0.4)


def labelled(name: str) -> Reading:
    """The report of this name as its labels read it."""
    data = (SEEN / f"{name}.txt").read_bytes()
    labels = json.loads((SEEN / f"{name}.json").read_text(encoding="utf-8"))
    published = labels["published"]
    return reading(data.decode(), labels.get("reports", [labels]), date.fromisoformat(published) if published else None)


def reading(text: str, reports: Iterable[Mapping[str, Any]], published: date | None) -> Reading:
    found, at = list[Report](), 0
    for labels in reports:
        found.append(_report(text, at, labels))
        at = found[-1].span.until
    return Reading(text, sha256(text.encode()).digest(), published, "en", tuple(found))


def _report(text: str, at: int, labels: Mapping[str, Any]) -> Report:
    headline = next(_found(text, at, [labels["headline"]]), None) if labels["headline"] else None
    claims = tuple(_claims(text, at if headline is None else headline.until, labels["claims"]))
    taken = [*([headline] if headline else []), *(each.span for each in claims)]
    rest = tuple(_found(text, at, labels["unattributed"], taken))
    parts = [*taken, *rest]
    return Report(Span(min(parts)[0], max(each.until for each in parts)), headline, claims, rest)


def _found(text: str, at: int, wanted: Iterable[str], taken: Iterable[Span] = ()) -> Iterator[Span]:
    """Where each stands, behind the one before it; not where something else stands."""
    for each in wanted:
        first = text.index(each, at)
        while any(Span(first, first + len(each)).meets(other) for other in taken):
            first = text.index(each, first + 1)
        yield Span(first, at := first + len(each))


def _claims(text: str, at: int, labels: Iterable[Mapping[str, Any]]) -> Iterator[Drafted]:
    for each in labels:
        span = next(_found(text, at, [each["text"]]))
        at = span.until
        quotations = tuple(_quotations(text, span, each["quotations"]))
        yield Drafted(
            span=span,
            text=each["text"],
            speaker=Speaker(
                SpeakerKind(each["speaker"]["kind"]), *(each["speaker"][part] for part in ("name", "office", "body"))
            ),
            chain=tuple(Link(link["who"], Edge(link["edge"])) for link in each["chain"]),
            quotations=quotations,
            modality=Modality(each["modality"]),
            acts=tuple(Act(ActCode(act["code"]), act["actor"], act["object"]) for act in each["acts"]),
            quantities=tuple(Quantity(**quantity) for quantity in each["quantities"]),
            places=tuple(each["places"]),
            when=_time(each["when"]),
            scores=SCORES,
            scare=tuple(one for one in quotations if len(text[one.first : one.until].split()) < 4),
        )


def _quotations(text: str, span: Span, wanted: Iterable[str]) -> Iterator[Span]:
    """An inner one stands in the one before it, another one behind it."""
    last = Span(span.first, span.first)
    for each in wanted:
        inner = text.find(each, last.first, last.until)
        first = inner if inner >= 0 else text.index(each, last.until, span.until)
        last = Span(first, first + len(each))
        yield last


def _time(label: Mapping[str, Any] | None) -> Time | None:
    return None if label is None else Time(label["said"], *(_instant(label[end]) for end in ("from", "to")))


def _instant(text: str | None) -> Instant | None:
    if text is None:
        return None
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    seconds = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    return Instant(int(seconds) * 1_000_000)
