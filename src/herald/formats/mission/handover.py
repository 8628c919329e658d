"""What does the handover say on a terminal, and to a machine? Of what disclosure let out."""

from __future__ import annotations

from dataclasses import asdict

from herald.acknowledgement.ladderwords import NOT_PERMISSION
from herald.disclosure.handover import ChangeShown, Handover, SilenceShown, Unanswered
from herald.disclosure.handoverwords import figures, heading, sections
from herald.formats.answer import Document
from herald.formats.mission.words import EXERCISE
from herald.units import format_instant
from herald.wording import STATEMENT


def words(of: Handover) -> str:
    """How does the handover read? Ends with a newline."""
    lines = [*([EXERCISE, ""] if of.exercise else []), heading(of)]
    for title, texts in sections(of):
        lines += ["", f"{title.upper()} ({len(texts):,})", *(f"  {text}" for text in texts or ["none"])]
    for title, texts in figures(of):
        lines += ["", title, *(f"  {text}" for text in texts)]
    return "\n".join([*lines, "", NOT_PERMISSION, f"{STATEMENT.capitalize()}."]) + "\n"


def document(of: Handover) -> Document:
    """The same for a machine."""
    return {
        "origin": of.origin,
        "exercise": of.exercise,
        "viewer": of.viewer,
        "since": format_instant(of.since),
        "now": format_instant(of.now),
        "size": of.size,
        "sections": [{"title": title, "items": list(texts)} for title, texts in sections(of)],
        "unanswered": [_due(each) for each in of.unanswered],
        "silences": [_sealed(each) for each in of.silences],
        "changes": [_filed(each) for each in of.changes],
        "numbers": [{"party": each.party, **asdict(each.numbers)} for each in of.counted],
        "statement": f"{NOT_PERMISSION} {STATEMENT.capitalize()}.",
    }


def _due(of: Unanswered) -> Document:
    return {
        "notice": of.filed.id,
        "party": of.party,
        "due": format_instant(of.due),
        "clause": of.clause,
        "regime": of.regime.value,
    }


def _sealed(of: SilenceShown) -> Document:
    return {
        "notice": of.filed.id,
        "party": of.party,
        "due": format_instant(of.due),
        "clause": of.clause,
        "index": of.index,
    }


def _filed(of: ChangeShown) -> Document:
    return {
        "notice": of.filed.id,
        "party": of.filed.party,
        "action": of.filed.action.value,
        "replaces": of.filed.replaces,
        "received": format_instant(of.received),
        "index": of.filed.index,
    }
