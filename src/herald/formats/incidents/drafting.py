"""Which rows would a report make, if a person confirmed all that was drafted of it? Tables as `herald incident enter` takes them.

One source for each report, one account for each of its speakers in the order in which they speak, one row for each drafted claim.
Nothing is merged: who speaks in two reports has two accounts. A headline is no claim. What the text does not say is an empty cell.
Source: docs/incident-tables.md.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import ceil, floor
from pathlib import PurePath
from types import MappingProxyType
from typing import TypeVar

from herald.formats.incidents import cells
from herald.formats.incidents.columns import TABLES
from herald.formats.tables.cells import CONTROL, LONGEST_CELL, guarded
from herald.incident.codes import AccountChannel, Edge, SourceKind, SpeakerKind
from herald.incident.contents import ActSaid, Amount
from herald.reading.model import Act, Drafted, Link, Quantity, Reading, Report, Span, Speaker
from herald.wording import exact, slug

T = TypeVar("T")
Rows = Sequence[Sequence[str]]
"""The header, then the rows, each with all columns of its table. Cells are as they are meant; `text` guards them."""
DRAFTED = ("sources", "accounts", "claims")
"""The tables that a reading fills, in the order in which their rows name one another."""
AUTHORS: Mapping[SourceKind, AccountChannel] = MappingProxyType(
    {SourceKind.POST: AccountChannel.SOCIAL, SourceKind.STATEMENT: AccountChannel.STATEMENT}
)
"""How the author's own account was given, by what the report is. All other accounts came by a report."""

_CLOCK = re.compile(
    r"[\[(]?(?:\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?|\d{4})(?:[ \t]?(?:Z|UTC|GMT|hrs?|h)\b)?[\])]?[\s:,/|\u2013\u2014-]",
    re.ASCII,
)
_TAGS = re.compile(r"(?:[#@]\w+[\s,]*)+")
_DATELINE = re.compile(r"\w.*[\s)][\u2013\u2014-]", re.DOTALL)
_BREAK = re.compile(r"\r\n?|[\v\f\x1c-\x1f]")
_LONGEST_NAME = 2_000
_MOST_COUNT = 10**12
_UNTOLD = "not stated"
_OPENING, _CLOSING = "\u201c", "\u201d"


def tables(reading: Reading, name: str, kind: SourceKind | None = None) -> Mapping[str, Rows]:
    """The tables of this reading, by name. `name` is that of its file, from which the ids are made; `kind` what its reports are.

    Where `kind` is not told, it is what the text shows: lines with clocks are a log, a handle or a line of tags makes a post, a
    dateline an article; all else is a document. A claim whose words no cell can hold (32,767 characters) has no row.
    """
    stem = slug(PurePath(name).stem, reading.digest.hex()[:8])
    sources, accounts, claims = list[Mapping[str, str]](), list[Mapping[str, str]](), list[Mapping[str, str]]()
    day = {} if reading.published is None else {"published": reading.published.isoformat()}
    told = {"language": reading.language, **day}
    number = 0
    for at, report in enumerate(reading.reports, 1):
        what = kind or shown(reading.text, report)
        source = f"{stem}-s{at}"
        sources.append({"id": source, **told, **_source(reading.text, report, what)})
        known: dict[Speaker, str] = {}
        for claim in report.claims:
            number += 1
            words = _words(claim.text)
            if len(guarded(words)) > LONGEST_CELL:
                continue
            if claim.speaker not in known:
                known[claim.speaker] = f"{stem}-a{len(accounts) + 1}"
                said = _account(reading.text, report, claim.speaker, what)
                accounts.append({"id": known[claim.speaker], **told, **said, "sources": source})
            named = {"id": f"{stem}-c{number}", "account": known[claim.speaker], "words": words, "sources": source}
            claims.append({**named, **told, **_claim(claim)})
    return {table: _rows(table, rows) for table, rows in zip(DRAFTED, (sources, accounts, claims), strict=True)}


def text(rows: Rows) -> bytes:
    """A table as a CSV file in UTF-8 with a byte order mark, its cells guarded; as the templates are."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _rows(table: str, rows: Iterable[Mapping[str, str]]) -> Rows:
    columns = [column.name for column in TABLES[table].columns]
    return (tuple(columns), *(tuple(row.get(column, "") for column in columns) for row in rows))


# -- Where it was said -----------------------------------------------------------------------------------------------------


def shown(of: str, report: Report) -> SourceKind:
    """What is a report, as far as its text shows it? A document, where nothing does."""
    author = _author(report)
    rest = [of[each.first : each.until] for each in report.unattributed]
    if 2 * sum(_CLOCK.match(claim.text) is not None for claim in report.claims) > len(report.claims):
        return SourceKind.LOG
    if (author is not None and (author.name or "").startswith("@")) or any(map(_TAGS.fullmatch, rest)):
        return SourceKind.POST
    if any(_DATELINE.fullmatch(each) and len(each.split()) < 12 for each in rest):
        return SourceKind.ARTICLE
    return SourceKind.DOCUMENT


def _author(report: Report) -> Speaker | None:
    """Who wrote it, as far as a claim of the author's says?"""
    return next((each.speaker for each in report.claims if each.speaker.kind is SpeakerKind.AUTHOR), None)


def _source(of: str, report: Report, kind: SourceKind) -> Mapping[str, str]:
    author = _author(report)
    by = {} if author is None else {"outlet": _line(author.body), "author": _line(author.name)}
    return {"kind": kind.value, "title": _headline(of, report.headline), **by}


def _headline(of: str, span: Span | None) -> str:
    return "" if span is None else _line(of[span.first : span.until])


def _account(of: str, report: Report, speaker: Speaker, kind: SourceKind) -> Mapping[str, str]:
    is_author = speaker.kind is SpeakerKind.AUTHOR
    channel = AUTHORS.get(kind, AccountChannel.REPORT) if is_author else AccountChannel.REPORT
    title = _headline(of, report.headline) if is_author else ""
    return {"channel": channel.value, "title": title, **_speaker(speaker)}


def _speaker(of: Speaker) -> Mapping[str, str]:
    return {
        "speaker_kind": of.kind.value,
        "speaker_name": _line(of.name),
        "speaker_office": _line(of.office),
        "speaker_body": _line(of.body),
    }


# -- What is said ------------------------------------------------------------------------------------------------------------


def _claim(of: Drafted) -> Mapping[str, str]:
    when = of.when
    first, until = (None, None) if when is None else (when.first, when.until)
    return {
        "quoted": "yes" if own_words(of) else "no",
        "headline": "no",
        **_speaker(of.speaker),
        "chain": _several(map(_step, of.chain)),
        "modality": of.modality.value,
        "acts": _several(map(_act, of.acts)),
        "amounts": _several(map(_amount, of.quantities)),
        "places": _several(map(_place, of.places)),
        "when": "" if when is None else _line(when.said),
        "from": "" if first is None else exact(first),
        "until": "" if until is None else exact(until),
    }


def own_words(of: Drafted) -> bool:
    """Are they the speaker's own words? An author's are; another's where more than half of the letters stand in quotation marks.

    Scare quotes are too few words to count: a paraphrase is no quotation because of one.
    """
    if of.speaker.kind is SpeakerKind.AUTHOR:
        return True
    spans = [each for each in of.quotations if each not in of.scare]
    outer = [each for at, each in enumerate(spans) if not any(each.within(other) for other in spans[:at])]
    return 2 * sum(each.until - each.first for each in outer) > of.span.until - of.span.first


def _step(of: Link) -> str:
    return f"{of.edge.value} {_item(of.who) or _UNTOLD}"


def step(edge: Edge, who: str) -> str:
    """How does a step of a chain stand in its cell?"""
    return _step(Link(who, edge))


def _act(of: Act) -> str:
    """An act in its cell; who is named in it keeps every word, but no sign that the cell would read otherwise."""
    actor, towards = (_somebody(each) for each in (of.actor, of.object))
    cell = f"{of.code.value}: {actor} -> {towards}" if towards else f"{of.code.value}: {actor}".rstrip(": ")
    wanted = ActSaid(cells.named(actor) if actor else None, of.code, None, cells.named(towards) if towards else None)
    return cell if _read(cells.act, cell) == wanted else of.code.value


def _somebody(of: str | None) -> str:
    bare = _item(of).replace("[", "(").replace("]", ")").replace("->", "to").replace("\u2192", "to")
    return re.sub(r"#(?=\d)", "# ", bare).strip()


def _amount(of: Quantity) -> str:
    """How many of what, so that it is read back as it is meant: where no number was said, none is read."""
    what, said, bounds = _item(of.of).replace(":", ",") or "what is not stated", _item(of.said), _bounds(of)
    for spoken in (
        said,
        f"{_OPENING}{said}{_CLOSING}",
        f"{_OPENING}{said.replace('(', '[').replace(')', ']')}{_CLOSING}",
    ):
        for cell in (
            (f"{what}: {spoken} ({bounds})",) if bounds else (f"{what}: {spoken}", f"{what}: {spoken} (in words)")
        ):
            found = _read(cells.amount, cell)
            if found is not None and said and (found.said, found.of, _bounded(found)) == (spoken, what, bounds):
                return cell
    return f"{what}: ({bounds or _UNTOLD})"


def _bounds(of: Quantity) -> str:
    """As bounds are typed; part of a whole widens them. Nothing, where no number was said or none is so great."""
    low, high = (None if of.low is None else floor(of.low)), (None if of.high is None else ceil(of.high))
    if any(not 0 <= each <= _MOST_COUNT for each in (low, high) if each is not None):
        return ""
    return _typed(low, high)


def _bounded(of: Amount) -> str:
    return _typed(of.low, of.high)


def _typed(low: int | None, high: int | None) -> str:
    if high is None:
        return "" if low is None else f"{low}+"
    return f"-{high}" if low is None else f"{low}" if low == high else f"{low}-{high}"


def _place(of: str) -> str:
    """A place as it was said; one that is said in coordinates is placed by them."""
    said = " at ".join(part.strip() for part in _item(of).split("@")).strip() or _UNTOLD
    placed = f"{said} @ {said}"
    return said if _read(cells.place, placed) is None else placed


# -- Texts in cells ----------------------------------------------------------------------------------------------------------


def _read(read: Callable[[str], T], cell: str) -> T | None:
    try:
        return read(cell)
    except ValueError:
        return None


def _several(of: Iterator[str]) -> str:
    """Several in one cell. What no longer fits is left out from the end: the exact words hold it."""
    found = list(of)
    while found and len("; ".join(found)) >= LONGEST_CELL:
        found.pop()
    return "; ".join(found)


def _words(of: str) -> str:
    """Exact words, as a cell can hold them: every line break is one, and a control character is written out."""
    return CONTROL.sub(_written_out, _BREAK.sub("\n", of)).strip()


def _item(of: str | None) -> str:
    return _line(of).replace(";", ",")


def _line(of: str | None) -> str:
    """A text on one line."""
    line = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", _written_out, " ".join((of or "").split())).split())
    return line if len(line) <= _LONGEST_NAME else f"{line[:_LONGEST_NAME]}\u2026"


def _written_out(of: re.Match[str]) -> str:
    return of[0].encode("unicode_escape").decode("ascii")
