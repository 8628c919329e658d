"""How well are reports read? Labels against what was drafted, per class of text.

`python -m tests.reports.scoring seen [--misses]`.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from herald.reading.drafting import read
from herald.reading.model import Drafted, Reading, Report, Span
from herald.reading.rules import Rules, rules
from herald.units import SECOND, Instant

HERE = Path(__file__).parent
CLASSES = ("agency", "ministry", "bulletin", "post", "radio")
FIELDS = ("claims", "speaker", "chain", "modality", "quotations", "quantities", "places", "when", "acts")
WORDS = Path(__file__).parents[2] / "src" / "herald" / "reading" / "words"
Labels = Mapping[str, Any]


@dataclass
class Score:
    """How many there are, how many were drafted, and how many of these are right; with what was missed, in words."""

    wanted: int = 0
    drafted: int = 0
    right: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of what was drafted, how much is right?"""
        return self.right / self.drafted if self.drafted else 1.0

    @property
    def recall(self) -> float:
        """Of what there is, how much was drafted rightly?"""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


Scores = dict[str, dict[str, Score]]
"""By field, by class of text and for "all"."""


def english() -> Rules:
    return rules("en.toml", tomllib.loads((WORDS / "en.toml").read_text(encoding="utf-8")))


def labelled(half: str) -> Iterator[tuple[str, str, Labels]]:
    """Each report of this half: its name, its text, its labels."""
    for path in sorted((HERE / half).glob("*.txt")):
        text = path.read_bytes().decode("utf-8")
        yield path.stem, text, json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def drafted(text: str, labels: Labels, of: Rules) -> Reading:
    published = labels["published"]
    return read(text.encode(), text, None if published is None else date.fromisoformat(published), of)


def scored(half: str, of: Rules) -> Scores:
    """The scores of every report of this half."""
    found: Scores = {name: defaultdict(Score) for name in FIELDS}
    for name, text, labels in labelled(half):
        reading = drafted(text, labels, of)
        parts = labels.get("reports", [labels])
        wanted = [(claim, span) for claim, span in _placed(text, parts)]
        made = [claim for report in reading.reports for claim in report.claims]
        _compare(name, text, labels["class"], wanted, made, found)
    return found


def _placed(text: str, parts: Sequence[Labels]) -> Iterator[tuple[Labels, Span]]:
    at = 0
    for part in parts:
        for claim in part["claims"]:
            first = text.index(claim["text"], at)
            at = first + len(claim["text"])
            yield claim, Span(first, at)


def _compare(
    name: str, text: str, kind: str, wanted: Sequence[tuple[Labels, Span]], made: Sequence[Drafted], into: Scores
) -> None:
    pairs = _paired(wanted, made)
    for kinds in (kind, "all"):
        for each in FIELDS:
            score = into[each][kinds]
            _count(each, score, name, text, wanted, made, pairs)


def _paired(wanted: Sequence[tuple[Labels, Span]], made: Sequence[Drafted]) -> list[tuple[Labels, Drafted]]:
    """Which drafted claim is which labelled one? That with which it shares most, if that is more than half of what both cover."""
    left = list(made)
    found = []
    for claim, span in wanted:
        best = max(left, key=lambda each: _shared(span, each.span), default=None)
        if best is not None and _shared(span, best.span) > 0.5:
            left.remove(best)
            found.append((claim, best))
    return found


def _shared(one: Span, other: Span) -> float:
    both = min(one.until, other.until) - max(one.first, other.first)
    return both / (max(one.until, other.until) - min(one.first, other.first)) if both > 0 else 0.0


def _count(  # noqa: C901 -- a line for each field
    of: str,
    score: Score,
    name: str,
    text: str,
    wanted: Sequence[tuple[Labels, Span]],
    made: Sequence[Drafted],
    pairs: Sequence[tuple[Labels, Drafted]],
) -> None:
    if of == "quotations":
        there = {span for claim, at in wanted for span in _quoted(text, claim, at)}
        here = {tuple(span) for each in made for span in each.quotations}
        _sets(score, name, there, here, text)
        return
    if of in {"claims", "speaker", "chain", "modality"}:
        score.wanted += len(wanted)
        score.drafted += len(made)
        for claim, each in pairs:
            there, here = _value(of, claim), _of(of, each)
            if there == here:
                score.right += 1
            else:
                score.misses.append(f"{name}: {claim['text'][:90]!r}: {there} / {here}")
        if of == "claims":
            matched = {id(claim) for claim, _ in pairs}
            score.misses += [
                f"{name}: not drafted: {claim['text'][:110]!r}" for claim, _ in wanted if id(claim) not in matched
            ]
            drafted_ids = {id(each) for _, each in pairs}
            score.misses += [
                f"{name}: drafted besides: {each.text[:110]!r}" for each in made if id(each) not in drafted_ids
            ]
        return
    matched = {id(each) for _, each in pairs}
    for claim, each in pairs:
        _sets(score, name, set(_many(of, claim)), set(_many_of(of, each)), claim["text"][:70])
    held = {id(claim) for claim, _ in pairs}
    for claim, _ in wanted:
        if id(claim) not in held:
            score.wanted += len(set(_many(of, claim)))
    for each in made:
        if id(each) not in matched:
            score.drafted += len(set(_many_of(of, each)))


def _sets(score: Score, name: str, there: set[Any], here: set[Any], what: str) -> None:
    score.wanted += len(there)
    score.drafted += len(here)
    score.right += len(there & here)
    if there != here:

        def shown(of: set[Any]) -> list[Any]:
            return [
                what[one[0] : one[1]]
                if len(what) > 70 and isinstance(one, tuple) and len(one) == 2 and isinstance(one[0], int)
                else one
                for one in sorted(of, key=str)
            ]

        score.misses.append(f"{name}: {what[:70]!r}: missing {shown(there - here)}, besides {shown(here - there)}")


def _quoted(text: str, claim: Labels, at: Span) -> Iterator[tuple[int, int]]:
    first = at.first
    for words in claim["quotations"]:
        found = text.find(words, first, at.until)
        found = text.index(words, at.first) if found < 0 else found
        yield found, found + len(words)
        first = found


def _plain(said: str | None) -> str | None:
    return (
        None
        if said is None
        else re.sub(r"['\u2019]s\b|[.]", "", " ".join(said.lower().split()).replace("\u2019", "'"))
        .removeprefix("the ")
        .strip()
    )


def _value(of: str, claim: Labels) -> Any:
    speaker = claim["speaker"]
    if of == "speaker":
        return speaker["kind"], _plain(speaker["name"]) or _plain(speaker["body"]) or _plain(speaker["office"])
    if of == "chain":
        return tuple((_plain(each["who"]), each["edge"]) for each in claim["chain"])
    return claim["modality"] if of == "modality" else True


def _of(of: str, each: Drafted) -> Any:
    if of == "speaker":
        return each.speaker.kind.value, _plain(each.speaker.name) or _plain(each.speaker.body) or _plain(
            each.speaker.office
        )
    if of == "chain":
        return tuple((_plain(link.who), link.edge.value) for link in each.chain)
    return each.modality.value if of == "modality" else True


def _many(of: str, claim: Labels) -> Iterator[Any]:
    if of == "quantities":
        yield from ((each["low"], each["high"], _plain(each["said"])) for each in claim["quantities"])
    elif of == "places":
        yield from map(_plain, claim["places"])
    elif of == "acts":
        yield from (each["code"] for each in claim["acts"])
    elif claim["when"] is not None:
        yield _instant(claim["when"]["from"]), _instant(claim["when"]["to"])


def _many_of(of: str, each: Drafted) -> Iterator[Any]:
    from herald.reading.doing import CONTRACT

    if of == "quantities":
        yield from ((one.low, one.high, _plain(one.said)) for one in each.quantities)
    elif of == "places":
        yield from map(_plain, each.places)
    elif of == "acts":
        yield from (one.code.value if one.code in CONTRACT else "other" for one in each.acts)
    elif each.when is not None:
        yield each.when.first, each.when.until


def _instant(said: str | None) -> Instant | None:
    if said is None:
        return None
    at = datetime.fromisoformat(said.replace("Z", "+00:00"))
    return Instant(round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()) * SECOND)


def table(of: Scores) -> str:
    """The scores as a table: F1 by class, and for all texts precision and recall too."""
    head = "| | " + " | ".join(CLASSES) + " | all: precision | recall | F1 |"
    lines = [head, "|---" * (len(CLASSES) + 4) + "|"]
    for name in FIELDS:
        row = [f"{of[name][kind].f1:.2f}" for kind in CLASSES]
        every = of[name]["all"]
        lines.append(f"| {name} | {' | '.join(row)} | {every.precision:.3f} | {every.recall:.3f} | {every.f1:.3f} |")
    return "\n".join(lines)


def main() -> None:
    half, *more = sys.argv[1:]
    found = scored(half, english())
    print(table(found))
    for name in FIELDS:
        if f"--{name}" in more or "--misses" in more:
            print(f"\n{name}")
            print("\n".join(f"  {each}" for each in found[name]["all"].misses))


def report_spans(of: Report) -> list[Span]:
    return list(of.parts())


if __name__ == "__main__":
    main()
