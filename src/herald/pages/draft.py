"""How is a reading looked over? One self-contained HTML file: the text with its spans, and each drafted claim beside it.

By the keyboard alone a person confirms, edits or rejects each claim; words are exact and are never edited. What was confirmed is
written as tables on the machine itself. No request leaves the page, it reads without a script, and keeps nothing.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import count as counting
from itertools import groupby, pairwise
from types import MappingProxyType
from unicodedata import category

from jinja2 import Environment, PackageLoader, StrictUndefined

from herald.disclosure.incidentwords import MODALITIES, code
from herald.incident.codes import AccountChannel, Edge, Modality, SourceKind, SpeakerKind
from herald.pages.cast import letter
from herald.reading.model import Act, Drafted, Quantity, Reading, Report, Span, Speaker, Time
from herald.units import Instant
from herald.wording import count, exact, plain, span

Tables = Mapping[str, Sequence[Sequence[str]]]
"""By name; each begins with its header. The id of a claim ends with `c` and its number, counted through all reports from 1."""
HUES, RULES = 6, 5
"""Hues and kinds of underline of the style sheet: they part 30 speakers, the letter parts them all."""
MOST_TEXT, MOST_CLAIMS, MOST_REST = 200_000, 1_000, 1_000
"""So many characters of text, claims and parts that are not attributed are drawn; the page says what is left out."""
MOST_WORDS = 4_000
"""So many characters of one claim stand beside the text."""
CHANNELS: Mapping[SourceKind, AccountChannel] = MappingProxyType(
    {SourceKind.POST: AccountChannel.SOCIAL, SourceKind.STATEMENT: AccountChannel.STATEMENT}
)
"""How an author's own account is given, by what the report is; every other account came by a report."""
KINDS: Mapping[SpeakerKind, tuple[str, str]] = MappingProxyType(
    {
        SpeakerKind.NAMED: ("named", "a person who is named, or a body that speaks as itself"),
        SpeakerKind.UNNAMED: ("unnamed", "open: the report does not say who, only what they are called"),
        SpeakerKind.AGGREGATE: ("several at once", "open: media, reports or observers without names"),
        SpeakerKind.DOCUMENT: ("a document", "open: a text speaks, and nobody is said to answer for it"),
        SpeakerKind.AUTHOR: ("the author", "whoever wrote the report; nobody else is said to say it"),
    }
)
"""Who speaks, in a word; and why it is open, where it is."""
NOBODY = "open: the report does not say who wrote it"
EDGES: Mapping[Edge, str] = MappingProxyType(
    {
        Edge.QUOTES: "quotes",
        Edge.PARAPHRASES: "paraphrases",
        Edge.TRANSLATES: "translates",
        Edge.SUMMARISES: "summarises",
        Edge.CITES_UNNAMED: "cites, without a name,",
    }
)
TERMS = (
    ("claim", "What somebody says, in the exact words of the report. Herald does not say that it is so."),
    ("not attributed", "Parts for which no speaker could be found: bylines, datelines, marks. They are no claims, and not lost."),
    ("headline", "Whoever wrote it is often nobody of those who speak below it. It stands apart, and no claim is drafted of it."),
    (
        "scare quotes, loaded words",
        "Words in quotation marks that are too few for a sentence; labels that take a side. They are the speaker's, not ours.",
    ),
    ("score", "How sure the rules are, from 0 to 1: of one rule against another, not of the world. It is no chance of anything."),
    ("no number", "Where only words like \u201cdozens\u201d were said, none is made of them."),
)  # fmt: skip
_BAR = 60
_FIRM, _FAIR = 0.8, 0.5
_NUMBERED = re.compile(r"c(\d+)$", re.ASCII)
_JOINERS = "\u200c\u200d"


# -- What the page holds -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters of the text that look alike. `looks` are classes of the style sheet; what cannot be seen is written out."""

    text: str
    looks: str


@dataclass(frozen=True, slots=True)
class Mark:
    """How a speaker is told from the others, everywhere on the page: by the order in which they speak, never by who they are."""

    letter: str
    hue: int
    rule: int


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """Who answers for the words; None: the report does not say."""

    mark: Mark
    called: str
    kind: SpeakerKind
    kind_said: str
    why: str
    name: str | None
    office: str | None
    body: str | None
    report: int


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text: of a claim, of the headline, of what is not attributed, or what lies between. `number` is its own."""

    sort: str
    number: int
    mark: Mark | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One score: as a number, in a word, and how long its bar is."""

    of: str
    number: str
    word: str
    width: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many of what, as it was said, and as it is read."""

    of: str
    said: str
    read: str


@dataclass(frozen=True, slots=True)
class Deed:
    """What is said to have been done; None: it is not said by whom, or to whom."""

    code: str
    actor: str | None
    object: str | None


@dataclass(frozen=True, slots=True)
class TimeView:
    """When, in the words of the report, and the range that they are read as."""

    said: str
    read: str
    first: str
    until: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One drafted claim. `words` are cut after `MOST_WORDS`; `table`: a table can hold it."""

    number: int
    span: Span
    speaker: SpeakerView
    words: tuple[Piece, ...]
    words_left_out: int
    own: bool | None
    chain: tuple[tuple[str, str], ...]
    modality: Modality
    modality_said: str
    deeds: tuple[Deed, ...]
    counts: tuple[Count, ...]
    places: tuple[tuple[str, bool], ...]
    when: TimeView | None
    scare: tuple[str, ...]
    loaded: tuple[str, ...]
    headed: tuple[str, Span] | None
    bars: tuple[Bar, ...]
    table: bool

    @property
    def weak(self) -> bool:
        """Is a rule so unsure that one should look twice?"""
        return any(bar.word == "weak" for bar in self.bars)


@dataclass(frozen=True, slots=True)
class RestView:
    """A part that is not attributed."""

    number: int
    span: Span
    words: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report of the file."""

    number: int
    title: tuple[Piece, ...] | None
    headline: Span | None
    kind: str
    parts: tuple[Part, ...]
    speakers: tuple[SpeakerView, ...]
    claims: tuple[ClaimView, ...]
    rest: tuple[RestView, ...]


@dataclass(frozen=True, slots=True)
class DraftView:
    """Everything the page says."""

    name: str
    language: str
    exercise: bool
    facts: tuple[tuple[str, str], ...]
    reports: tuple[ReportView, ...]
    claims: int
    left_out: tuple[str, ...]


# -- The page ------------------------------------------------------------------------------------------------------------------


def draft(reading: Reading, name: str, tables: Tables, *, exercise: bool = False) -> str:
    """Which file shows this reading of the report of this name? HTML in UTF-8; the same reading gives the same bytes.

    `tables` are those that all claims would make (`formats.incidents.drafting.tables`); the page gives the rows of those confirmed.
    """
    style, script = _asset("draft.css"), _asset("draft.js")
    rows = {int(found[1]): row for row in tables["claims"][1:] if (found := _NUMBERED.search(row[0]))}
    view = draft_view(reading, name, tables, rows, exercise=exercise)
    return (
        _environment()
        .get_template("draft.html.j2")
        .render(
            view=view,
            style=style,
            script=script,
            policy=_policy(style, script),
            data=_data(view, tables, rows),
            kinds={kind.value: said for kind, (said, _) in KINDS.items()},
            modalities={each.value: said for each, said in MODALITIES.items()},
            sources={each.value: code(each.value) for each in SourceKind},
            terms=TERMS,
            bar=_BAR,
        )
    )


def draft_view(
    reading: Reading, name: str, tables: Tables, rows: Mapping[int, Sequence[str]], *, exercise: bool
) -> DraftView:
    """What is on the page? `rows` are those of claims, by their numbers."""
    text = reading.text
    cut = _cut(reading)
    is_crlf = text.count("\r\n") == text.count("\n") == text.count("\r") > 0
    drawn = _Drawn(text, cut, is_crlf, {column: at for at, column in enumerate(tables["claims"][0])}, rows)
    reports = tuple(drawn.reports(reading.reports, tables["sources"]))
    claims, rest = sum(len(each.claims) for each in reports), sum(len(each.rest) for each in reports)
    all_claims = sum(len(each.claims) for each in reading.reports)
    left_out = (
        (len(text) - cut, "characters of the text"),
        (all_claims - claims, "claims"),
        (sum(len(each.unattributed) for each in reading.reports) - rest, "parts that are not attributed"),
    )
    return DraftView(
        name=plain(name),
        language=reading.language,
        exercise=exercise,
        facts=tuple(_facts(reading, is_crlf=is_crlf)),
        reports=reports,
        claims=claims,
        left_out=tuple(f"{number:,} {of}" for number, of in left_out if number),
    )


def _cut(reading: Reading) -> int:
    """Up to where is the text drawn? To the end, or before the first claim or part that is too many."""
    claims = [each.span.until for report in reading.reports for each in report.claims][: MOST_CLAIMS + 1]
    rest = [each.until for report in reading.reports for each in report.unattributed][: MOST_REST + 1]
    ends = [each[most - 1] for each, most in ((claims, MOST_CLAIMS), (rest, MOST_REST)) if len(each) > most]
    return min(len(reading.text), MOST_TEXT, *ends)


def _facts(of: Reading, *, is_crlf: bool) -> Iterator[tuple[str, str]]:
    claims = sum(len(each.claims) for each in of.reports)
    many = f"{count(claims, 'claim')} of {count(len(of.reports), 'report')}"
    yield "Drafted", f"{many}, by rules for the language \u201c{of.language}\u201d"
    days = "not told: words like \u201con Thursday\u201d stay open"
    yield "Published", days if of.published is None else of.published.isoformat()
    yield "Text", f"{len(of.text):,} characters{'; every line ends with CR LF, which is not drawn' if is_crlf else ''}"
    yield "SHA-256", of.digest.hex()


def _data(view: DraftView, tables: Tables, rows: Mapping[int, Sequence[str]]) -> Mapping[str, object]:
    """What does the script need? The rows that the claims of the page make, and how speakers and chains are said."""
    claims = [each for report in view.reports for each in report.claims]
    columns = tables["claims"][0]
    marks = {mark: at for at, mark in enumerate(dict.fromkeys(each.speaker.mark for each in claims))}
    held = [rows[each.number] for each in claims if each.table]
    named = {row[columns.index("account")] for row in held}
    return {
        "columns": {name: list(tables[name][0]) for name in ("sources", "accounts", "claims")},
        "sources": [list(row) for row in tables["sources"][1 : len(view.reports) + 1]],
        "accounts": [list(row) for row in tables["accounts"][1:] if row[0] in named],
        "all_accounts": len(tables["accounts"]) - 1,
        "claims": {str(each.number): list(rows[each.number]) for each in claims if each.table},
        "speakers": {str(each.number): _drawn_as(each, rows.get(each.number), columns, marks) for each in claims},
        "channels": {**{of.value: by for of, by in CHANNELS.items()}, "": AccountChannel.REPORT},
        "edges": dict(EDGES),
        "kinds": {kind.value: list(said) for kind, said in KINDS.items()},
        "nobody": NOBODY,
        "modalities": {each.value: said for each, said in MODALITIES.items()},
        "hues": HUES,
        "rules": RULES,
    }


def _drawn_as(
    of: ClaimView, row: Sequence[str] | None, columns: Sequence[str], marks: Mapping[Mark, int]
) -> list[object]:
    """The place of the speaker's letter, then its kind, name, office and body, as they stand in the row where there is one."""
    told = of.speaker
    shown = [told.kind.value, told.name or "", told.office or "", told.body or ""]
    cells = (
        shown if row is None else [row[columns.index(f"speaker_{part}")] for part in ("kind", "name", "office", "body")]
    )
    return [marks[told.mark], *cells]


# -- Reports and their parts ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The text up to where it is drawn, and the rows of its claims. `column`: where a column of claims stands."""

    text: str
    cut: int
    is_crlf: bool
    column: Mapping[str, int]
    rows: Mapping[int, Sequence[str]]

    def reports(self, of: Sequence[Report], sources: Sequence[Sequence[str]]) -> Iterator[ReportView]:
        """The reports that begin before the text is cut. Speakers, claims and the rest are numbered through all of them.

        What lies between two reports is drawn below the first.
        """
        numbers = counting(), counting(1), counting(1)
        ends = [*(each.span.first for each in of[1:]), len(self.text)]
        for number, (report, first, last) in enumerate(zip(of, [0, *ends], ends, strict=False), 1):
            if first < self.cut or number == 1:
                yield self._report(number, report, Span(first, min(last, self.cut)), sources, numbers)

    def _report(
        self,
        number: int,
        of: Report,
        whole: Span,
        sources: Sequence[Sequence[str]],
        counts: tuple[Iterator[int], Iterator[int], Iterator[int]],
    ) -> ReportView:
        letters, claims, rest = counts
        drafted = [each for each in of.claims if each.span.until <= whole.until]
        speakers = {
            each: _speaker(each, next(letters), number) for each in dict.fromkeys(each.speaker for each in drafted)
        }
        numbered = {next(claims): each for each in drafted}
        views = tuple(self._claim(at, each, speakers[each.speaker]) for at, each in numbered.items())
        parts = [each for each in of.unattributed if each.until <= whole.until]
        rests = tuple(RestView(next(rest), each, tuple(self.pieces(each))) for each in parts)
        headline = of.headline if of.headline is not None and of.headline.until <= whole.until else None
        return ReportView(
            number=number,
            title=None if headline is None else tuple(self.pieces(headline)),
            headline=headline,
            kind=_cell(sources, number, "kind"),
            parts=tuple(self._parts(whole, headline, views, rests, numbered)),
            speakers=tuple(speakers.values()),
            claims=views,
            rest=rests,
        )

    def _parts(
        self,
        whole: Span,
        headline: Span | None,
        claims: Sequence[ClaimView],
        rest: Sequence[RestView],
        drafted: Mapping[int, Drafted],
    ) -> Iterator[Part]:
        """The text from its first letter to its last: what is something, and what lies between."""
        found = [("claim", each.number, each.speaker.mark, each.span) for each in claims]
        others = [("rest", each.number, None, each.span) for each in rest]
        heads = [] if headline is None else [("headline", 0, None, headline)]
        at = whole.first
        for sort, number, mark, stretch in sorted((*found, *others, *heads), key=lambda part: part[3]):
            if stretch.first > at:
                yield Part("", 0, None, tuple(self.pieces(Span(at, stretch.first))))
            of = drafted.get(number) if sort == "claim" else None
            yield Part(sort, number, mark, tuple(self.pieces(Span(max(at, stretch.first), stretch.until), of)))
            at = max(at, stretch.until)
        if at < whole.until:
            yield Part("", 0, None, tuple(self.pieces(Span(at, whole.until))))

    def pieces(self, of: Span, claim: Drafted | None = None) -> Iterator[Piece]:
        """The letters of a stretch, as they look: quotations, scare quotes and loaded words of its claim, and what is invisible."""
        looks = () if claim is None else _looks(claim)
        edges = sorted({of.first, of.until, *(min(max(end, of.first), of.until) for one, _ in looks for end in one)})
        for first, until in pairwise(edges):
            here = [look for one, look in looks if one.first <= first and until <= one.until]
            classes = " ".join(
                dict.fromkeys("inner" if look == "quo" and look in here[:at] else look for at, look in enumerate(here))
            )
            for look, text in _visible(self.text[first:until], is_crlf=self.is_crlf):
                yield Piece(text, " ".join(each for each in (classes, look) if each))

    def _claim(self, number: int, of: Drafted, speaker: SpeakerView) -> ClaimView:
        shown = Span(of.span.first, min(of.span.until, of.span.first + MOST_WORDS))
        row = self.rows.get(number)
        placed = "" if row is None else row[self.column["places"]]
        return ClaimView(
            number=number,
            span=of.span,
            speaker=speaker,
            words=tuple(self.pieces(shown, of)),
            words_left_out=of.span.until - shown.until,
            own=None if row is None else row[self.column["quoted"]] == "yes",
            chain=tuple((EDGES[each.edge], plain(each.who)) for each in of.chain),
            modality=of.modality,
            modality_said=MODALITIES[of.modality],
            deeds=tuple(map(_deed, of.acts)),
            counts=tuple(map(_count, of.quantities)),
            places=tuple((plain(each), f"{each} @ " in placed) for each in of.places),
            when=None if of.when is None else _when(of.when),
            scare=tuple(self._short(each) for each in of.scare),
            loaded=tuple(self._short(each) for each in of.loaded),
            headed=None if of.headed is None else (self._short(of.headed), of.headed),
            bars=tuple(_bars(of)),
            table=row is not None,
        )

    def _short(self, of: Span) -> str:
        return plain(" ".join(self.text[of.first : min(of.until, of.first + 400)].split()))


def _cell(rows: Sequence[Sequence[str]], number: int, column: str) -> str:
    return rows[number][rows[0].index(column)]


def _looks(of: Drafted) -> tuple[tuple[Span, str], ...]:
    quoted = ((each, "scare" if each in of.scare else "quo") for each in of.quotations)
    return (*quoted, *((each, "loaded") for each in of.loaded))


def _visible(text: str, *, is_crlf: bool) -> Iterator[tuple[str, str]]:
    """The text with everything that cannot be seen written out, or marked: no letter of it turns the direction of the page."""
    for look, letters in groupby(text, _look):
        run = "".join(letters)
        if look == "ctl":
            shown = plain(run.replace("\r", "" if is_crlf else "\u240d"))
            yield from ((look, shown),) if shown else ()
        else:
            yield look, run


def _look(of: str) -> str:
    if of.isprintable() or of == "\n" or of in _JOINERS:
        return ""
    if of == "\t":
        return "tab"
    return "gap" if category(of) == "Zs" else "ctl"


# -- One claim -------------------------------------------------------------------------------------------------------------------


def _speaker(of: Speaker, at: int, report: int) -> SpeakerView:
    said, why = KINDS[of.kind]
    name, office, body = (
        None if each is None else plain(" ".join(each.split())) for each in (of.name, of.office, of.body)
    )
    is_nobody = of.kind is SpeakerKind.AUTHOR and of.who is None
    return SpeakerView(
        mark=Mark(letter(at), at % HUES, at % RULES),
        called=", ".join(each for each in (name, office, body) if each) or said,
        kind=of.kind,
        kind_said=said,
        why=NOBODY if is_nobody else why,
        name=name,
        office=office,
        body=body,
        report=report,
    )


def _deed(of: Act) -> Deed:
    actor, towards = (None if each is None else plain(" ".join(each.split())) for each in (of.actor, of.object))
    return Deed(code(of.code.value), actor, towards)


def _count(of: Quantity) -> Count:
    return Count(plain(of.of), plain(of.said), _read(of.low, of.high))


def _read(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return "no number was said"
    if low == high:
        return f"{low:,}"
    if high is None:
        return f"{low:,} or more"
    return f"{high:,} or fewer" if low is None else f"{low:,} to {high:,}"


def _when(of: Time) -> TimeView:
    is_open = of.first is None and of.until is None
    return TimeView(
        said=plain(" ".join(of.said.split())),
        read="the words leave it open" if is_open else span(of.first, of.until),
        first=_instant(of.first),
        until=_instant(of.until),
    )


def _instant(of: Instant | None) -> str:
    return "not stated" if of is None else exact(of)


def _bars(of: Drafted) -> Iterable[Bar]:
    for name, score in (
        ("speaker", of.scores.speaker),
        ("chain", of.scores.chain),
        ("how it is said", of.scores.modality),
    ):
        word = "firm" if score >= _FIRM else "fair" if score >= _FAIR else "weak"
        yield Bar(name, f"{score:.2f}", word, round(_BAR * min(max(score, 0), 1)))


# -- The file ----------------------------------------------------------------------------------------------------------------------


def _policy(style: str, script: str) -> str:
    """What may the page load and run? Its own style and script, word for word, and nothing else. Source: W3C CSP Level 3."""
    return f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


@cache
def _asset(name: str) -> str:
    """A style or script of ours, as it stands between its tags."""
    return (files("herald.pages") / "assets" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    """Everything a report says is escaped; a name the template does not know is an error, not an empty place."""
    return Environment(
        loader=PackageLoader("herald.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
