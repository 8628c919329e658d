"""How is an answer read on a terminal? Plain lines, the scope first, the same words and order for every party.

Texts of the files (ids, names, reasons) are shown with their control characters escaped: a notice is written by another
party, and must not move the reader's cursor or turn the direction of a line.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING

from herald.agreement.model import Agreement
from herald.check.answer import Answer, Approach, Clears, Encounter, Finding, Hold, Limits, Proposals, Verdict
from herald.notice.model import Notice, Route, is_exercise
from herald.units import Instant, NoticeId
from herald.wording import (
    LASTING,
    STATEMENT,
    bound,
    count,
    date_time_group,
    decimal_degrees,
    duration,
    metres,
    plain,
    span,
    stated_metres,
    until,
)

if TYPE_CHECKING:
    from herald.check.explain import Certificate

_LABEL = 10
_WINDOWS_SHOWN = 4
_HOLDS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Style:
    """How wide is the page, in columns, and may headings be bold?"""

    width: int = 80
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who is who: the name of the party that filed each notice, and which notices leave a place rather than stand in it."""

    parties: Mapping[NoticeId, str]
    moving: frozenset[NoticeId]


def render(
    answer: Answer,
    notices: Sequence[Notice],
    agreement: Agreement | None = None,
    limits: Limits | None = None,
    style: Style | None = None,
    certificate: Certificate | None = None,
) -> str:
    """What does the answer say, to a person at a terminal? Ends with a newline."""
    style, limits = style or Style(), limits or Limits()
    cast = _cast(notices, agreement)
    blocks = [
        *_exercise(notices, style),
        _scope(answer, limits, style),
        *(_encounter(each, cast, style) for each in answer.encounters),
        *_clearing_note(answer, style),
        *_findings(answer.findings, style),
        *_explained(certificate, style),
        [STATEMENT],
    ]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def retimed(
    notice: NoticeId,
    clear: Sequence[tuple[int, int]],
    horizon_s: int,
    style: Style | None = None,
    proposals: Proposals | None = None,
) -> str:
    """By how much may this notice be shifted to meet no one, and what else clears it, in words? Ends with a newline."""
    style = style or Style()
    within = f"within {duration(horizon_s)} either way"
    if not clear:
        lines = _wrapped(f"{plain(notice)}: no shift {within} clears it.", style)
    else:
        lines = _wrapped(
            f"{plain(notice)}, shifted as a whole {within}, could meet no one, with nothing left untold, by:", style
        ) + [f"  {_shift(first)}" if first == last else f"  {_shift(first)} to {_shift(last)}" for first, last in clear]
    return "\n".join([*lines, *_proposed(proposals, style), "", STATEMENT]) + "\n"


def _proposed(proposals: Proposals | None, style: Style) -> list[str]:
    """What else clears it, a line each; every one is enough alone."""
    if proposals is None:
        return []
    if proposals.cuts.late_s == 0:
        return _wrapped("It is clear as filed: nothing else need be changed.", style)
    cuts, steps = proposals.cuts, proposals.altitude_steps
    ways = [
        *(f"every latest instant {duration(seconds)} earlier" for seconds in [cuts.late_s] if seconds is not None),
        *(f"every earliest instant {duration(seconds)} later" for seconds in [cuts.early_s] if seconds is not None),
        *_held(proposals.holds),
        *(f"its whole altitude band {metres:,} m higher" for metres in [steps.up_m] if metres is not None),
        *(f"its whole altitude band {metres:,} m lower" for metres in [steps.down_m] if metres is not None),
    ]
    if not ways:
        return _wrapped("No cut of its slack, no hold at a vertex and no step in height clears it either.", style)
    first = _wrapped("Each of these alone would too, all else as filed (vertices count from 0):", style)
    return [*first, *(line for way in ways for line in _wrapped(way, style, before="  ", after="    "))]


def _held(holds: Sequence[Hold]) -> list[str]:
    """The shortest holds first; the first vertex is left out, where a hold is a shift."""
    clear = sorted((hold.later_s, hold.vertex) for hold in holds if hold.later_s is not None and hold.vertex > 0)
    shown = [f"a hold of {duration(seconds)} at vertex {vertex}" for seconds, vertex in clear[:_HOLDS_SHOWN]]
    more = len(clear) - len(shown)
    return [*shown, f"a longer one at {more:,} more of its vertices"] if more else shown


def _cast(notices: Sequence[Notice], agreement: Agreement | None) -> _Cast:
    names = {party.id: party.name for party in agreement.parties} if agreement else {}
    return _Cast(
        {each.id: plain(names.get(each.party, each.party)) for each in notices},
        frozenset(each.id for each in notices if isinstance(each.shape, Route)),
    )


def _exercise(notices: Sequence[Notice], style: Style) -> list[list[str]]:
    return [[_strong("EXERCISE", style)]] if is_exercise(notices) else []


def _scope(answer: Answer, limits: Limits, style: Style) -> list[str]:
    checked = answer.checked
    skipped = f" Not checked, as replaced or cancelled: {count(checked.skipped, 'notice')}." if checked.skipped else ""
    compared = f"{count(checked.pairs_asked, 'pair')} of different parties, {count(checked.legs, 'leg')}.{skipped}"
    return [
        *_wrapped(answer.scope, style),
        *_wrapped(f"{compared} {_default_limits(limits)}", style),
        "",
        *(_strong(line, style) for line in _wrapped(_verdicts(answer), style)),
    ]


def _default_limits(limits: Limits) -> str:
    road = f" Roads taken as up to {limits.road_factor:g} times the line drawn." if limits.road_factor > 1 else ""
    near = f"{stated_metres(limits.separation_m)} apart and {stated_metres(limits.vertical_m)} in height"
    return f"Where no clause sets a limit: {near}.{road}"


def _verdicts(answer: Answer) -> str:
    listed = [each.verdict for each in answer.encounters]
    meet, untold = listed.count(Verdict.COULD_MEET), listed.count(Verdict.CANNOT_TELL)
    others = answer.checked.pairs_asked - meet - untold
    return (
        f"Could meet: {count(meet, 'pair')}. Cannot tell: {count(untold, 'pair')}. "
        f"Cannot meet: {count(others, 'pair')}."
    )


def _encounter(encounter: Encounter, cast: _Cast, style: Style) -> list[str]:
    heading = str(encounter.verdict).replace("-", " ").upper()
    who = f"{heading}: {plain(encounter.a)} and {plain(encounter.b)}"
    rows = [
        *_rows("filed by", [cast.parties.get(each, "") for each in (encounter.a, encounter.b)]),
        *_rows("when", _whens(encounter.windows)),
        *_rows("where", _where(encounter)),
        *_rows("closest", _closest(encounter)),
        *_rows("limit", [_limit(encounter)]),
        *_rows("note" if encounter.verdict is Verdict.COULD_MEET else "why", [plain(encounter.reason or "")]),
        *_rows("to clear", _clearings(encounter, cast)),
    ]
    body = [line for label, value in rows for line in _row(label, value, style)]
    return [*(_strong(line, style) for line in _wrapped(who, style)), *body]


def _rows(label: str, values: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The label before the first value, blanks before the others; nothing where nothing is to say."""
    said = [value for value in values if value]
    return zip([label, *[""] * len(said)], said, strict=False)


def _row(label: str, value: str, style: Style) -> list[str]:
    return _wrapped(value, style, before=f"  {label:{_LABEL}}", after=" " * (_LABEL + 4))


def _whens(windows: Sequence[tuple[Instant, Instant]]) -> list[str]:
    shown = [span(first, last) for first, last in windows[:_WINDOWS_SHOWN]]
    more = len(windows) - len(shown)
    return [*shown, f"and {count(more, 'window')} more, the last {until(windows[-1][1])}"] if more else shown


def _where(encounter: Encounter) -> list[str]:
    at = encounter.at
    if at is None:
        return []
    a, b = (decimal_degrees(*place, digits=5, sign="") for place in (at.a, at.b))
    if a == b:
        return [f"both at {a}", _met(at)]
    return [f"{plain(encounter.a)} at {a}", f"{plain(encounter.b)} at {b}", _met(at)]


def _met(at: Approach) -> str:
    begin, end = date_time_group(at.first), date_time_group(at.last)
    if begin == end:
        return f"for instance in the minute {begin}"
    return f"for instance {'' if at.last >= LASTING else 'from '}{span(at.first, at.last)}"


def _closest(encounter: Encounter) -> list[str]:
    if encounter.closest_m is None:
        return []
    return [f"{metres(encounter.closest_m)} between their lines, to within {bound(encounter.error_m)}"]


def _limit(encounter: Encounter) -> str:
    by = f"clause {plain(encounter.clause)}" if encounter.clause is not None else "no clause sets one"
    reach = f", and {metres(encounter.reach_m)} of buffers and uncertainty" if encounter.reach_m else ""
    return f"{stated_metres(encounter.separation_m)} ({by}){reach}"


def _clearings(encounter: Encounter, cast: _Cast) -> list[str]:
    if encounter.clears is None:
        return []
    sides = zip((encounter.a, encounter.b), encounter.clears, strict=True)
    return [f"{plain(notice)}: {clearing(clears, moving=notice in cast.moving)}" for notice, clears in sides]


def clearing(clears: Clears, *, moving: bool) -> str:
    """By how much must this notice be shifted, in words? A movement leaves, a presence starts.

    >>> clearing(Clears(later_s=1390, earlier_s=2460), moving=True)
    'leave 23 min 10 s later or 41 min earlier'
    """
    ways = [
        f"{duration(seconds)} {way}"
        for seconds, way in ((clears.later_s, "later"), (clears.earlier_s, "earlier"))
        if seconds is not None
    ]
    verb = "leave" if moving else "start"
    return f"{verb} {' or '.join(ways)}" if ways else "no shift within 24 h clears it"


def _clearing_note(answer: Answer, style: Style) -> list[list[str]]:
    if not any(c.later_s or c.earlier_s for each in answer.encounters for c in each.clears or ()):
        return []
    note = (
        'Each change under "to clear" is enough alone: with it that notice could meet no one, and nothing about it '
        "cannot be told, among the notices checked."
    )
    return [_wrapped(note, style)]


def _findings(findings: Sequence[Finding], style: Style) -> list[list[str]]:
    """What is said in the same words of several notices is said once, with all of them."""
    if not findings:
        return []
    about: dict[tuple[str, str, str], list[str]] = {}
    for each in sorted(findings, key=lambda finding: (finding.code, finding.clause or "")):
        clause = f", clause {plain(each.clause)}" if each.clause is not None else ""
        about.setdefault((plain(each.code), clause, plain(each.message)), []).append(plain(each.notice))
    lines = [_strong(f"FINDINGS ({len(findings):,})", style)]
    for (code, clause, message), notices in about.items():
        lines += _wrapped(f"{code}{clause}: {', '.join(notices)}", style, after="      ")
        lines += _wrapped(message, style, before="    ", after="    ")
    return [lines]


def _explained(certificate: Certificate | None, style: Style) -> list[list[str]]:
    """The proof in one sentence; in full it is for a machine to check."""
    if certificate is None:
        return []
    verdict = str(certificate.verdict).replace("-", " ")
    heading = f"EXPLAINED: {certificate.a} and {certificate.b} {verdict}"
    runs = sum(each.rule is None for each in certificate.proofs)
    least = min((each.spare_m for each in certificate.proofs), default=inf)
    near = f", by {metres(least)} at the least" if isfinite(least) else ""
    proof = (
        f"{count(runs, 'proof')} that whole runs of pieces of the two are apart in time, height or place, and "
        f"{count(len(certificate.proofs) - runs, 'proof')} that two pieces stay further apart than their limit{near}, or share no "
        "instant and height. The certificate itself is in the answer written with --json."
    )
    return [[_strong(heading, style), *_wrapped(proof, style, before="  ", after="  ")]]


def _shift(seconds: int) -> str:
    if seconds == 0:
        return "as filed"
    return f"{duration(abs(seconds))} {'later' if seconds > 0 else 'earlier'}"


def _wrapped(text: str, style: Style, before: str = "", after: str = "") -> list[str]:
    return textwrap.wrap(
        plain(text), style.width, initial_indent=before, subsequent_indent=after, break_on_hyphens=False
    )


def _strong(line: str, style: Style) -> str:
    return f"\x1b[1m{line}\x1b[0m" if style.bold else line
