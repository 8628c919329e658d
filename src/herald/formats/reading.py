"""How does a reading read, to a machine and on a terminal? The JSON of the contract: offsets in code points, nothing dropped.

Source: docs/reading.md, "As JSON".
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from herald.incident.codes import ActCode
from herald.malformed import Malformed, Problem
from herald.reading.doing import CONTRACT
from herald.reading.model import Drafted, Reading, Report, Span, Speaker
from herald.reading.rules import Rules
from herald.reading.rules import rules as held
from herald.units import format_instant
from herald.wording import plain

_LONGEST = 96


def rules(file: str, data: bytes) -> Rules:
    """Which words do these rules know? Raises Malformed with everything that is wrong in the table."""
    try:
        return held(file, tomllib.loads(data.decode("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Malformed([Problem(file, None, "the file", str(error), "TOML in UTF-8")]) from None


# -- For a machine ---------------------------------------------------------------------------------------------------------------


def document(of: Reading) -> Mapping[str, Any]:
    """The reading as plain JSON values, in the contract's order."""
    return {"reports": [_report(each) for each in of.reports]}


def _report(of: Report) -> Mapping[str, Any]:
    return {
        "span": list(of.span),
        "headline": None if of.headline is None else list(of.headline),
        "claims": [_claim(each) for each in of.claims],
        "unattributed": [list(each) for each in of.unattributed],
    }


def _claim(of: Drafted) -> Mapping[str, Any]:
    when = of.when
    return {
        "span": list(of.span),
        "text": of.text,
        "speaker": {
            "kind": of.speaker.kind.value,
            "name": of.speaker.name,
            "office": of.speaker.office,
            "body": of.speaker.body,
        },
        "chain": [{"who": each.who, "edge": each.edge.value} for each in of.chain],
        "quotations": [list(each) for each in of.quotations],
        "modality": of.modality.value,
        "acts": [{"code": _code(each.code), "actor": each.actor, "object": each.object} for each in of.acts],
        "quantities": [
            {"of": each.of, "low": each.low, "high": each.high, "said": each.said} for each in of.quantities
        ],
        "places": list(of.places),
        "when": None
        if when is None
        else {
            "said": when.said,
            "from": None if when.first is None else format_instant(when.first),
            "to": None if when.until is None else format_instant(when.until),
        },
        "scores": {"speaker": of.scores.speaker, "chain": of.scores.chain, "modality": of.scores.modality},
    }


def _code(of: ActCode) -> str:
    return of.value if of in CONTRACT else ActCode.OTHER.value


# -- On a terminal ---------------------------------------------------------------------------------------------------------------


def listing(of: Reading) -> str:
    """The claims in order, each behind whoever says it, and what nobody could be found for. A draft, and it says so."""
    lines = ["DRAFT. Nothing is sealed by it: a person confirms each claim.", ""]
    for number, report in enumerate(of.reports, 1):
        if len(of.reports) > 1:
            lines += [f"REPORT {number} ({report.span.first} to {report.span.until})", ""]
        if report.headline is not None:
            lines += [f"headline: {_short(of.text, report.headline)}", ""]
        lines += _claims(report.claims)
        if report.unattributed:
            lines.append("not attributed:")
            lines += [f"  {each.first:>6} {_short(of.text, each)}" for each in report.unattributed]
            lines.append("")
    if not of.reports:
        lines += ["There is no text in it.", ""]
    return "\n".join(lines).rstrip() + "\n"


def _claims(of: Sequence[Drafted]) -> Iterator[str]:
    for number, each in enumerate(of, 1):
        yield f"{number}. {speaker(each.speaker)} {each.modality.value.replace('-', ' ')}{_way(each)}"
        yield f"   {plain(' '.join(each.text.split()))}"
        for name, said in _facts(each):
            yield f"   {name}: {plain(said)}"
        yield ""


def speaker(of: Speaker) -> str:
    """Who says it, in words."""
    kinds = {"author": "the author", "unnamed": "unnamed", "aggregate": "several at once", "document": "a document"}
    first = kinds.get(of.kind.value)
    said = ", ".join(plain(each) for each in (of.name, of.office, of.body) if each)
    return f"{first}: {said}" if first and said else (first or said)


def _way(of: Drafted) -> str:
    if len(of.chain) < 2:
        return ""
    return f" ({'; '.join(f'{each.edge.value} {plain(each.who)}' for each in of.chain)})"


def _facts(of: Drafted) -> Iterator[tuple[str, str]]:
    if of.acts:
        yield "acts", "; ".join(f"{each.code.value}: {each.actor or '?'} -> {each.object or '?'}" for each in of.acts)
    if of.quantities:
        yield "numbers", "; ".join(f"{each.of}: {each.said}" for each in of.quantities)
    if of.places:
        yield "places", "; ".join(of.places)
    if of.when is not None:
        ends = [None if each is None else format_instant(each) for each in (of.when.first, of.when.until)]
        yield (
            "when",
            f"{of.when.said} ({' to '.join(each or 'unknown' for each in ends)})" if any(ends) else of.when.said,
        )


def _short(text: str, span: Span) -> str:
    said = plain(" ".join(text[span.first : span.until].split()))
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}\u2026"
