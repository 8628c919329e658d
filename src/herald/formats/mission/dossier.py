"""What do incidents say on a terminal, and to a machine? Of what disclosure let out, each claim in its account with its speaker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from herald.disclosure import incidentwords as words
from herald.disclosure.dossierview import AccountView, ClaimView, DossierView
from herald.disclosure.incidents import AccountShown, ClaimShown, DossierShown, ItemShown, LinkShown
from herald.formats.answer import Document
from herald.formats.mission.words import EXERCISE
from herald.incident.holding import Held
from herald.units import format_instant


def document(of: DossierShown) -> Document:
    """The dossier as JSON: what was stated, as it was sealed, and beside it what follows from it."""
    return {
        "exercise": of.exercise,
        "incident": of.number,
        "as_of": format_instant(of.now),
        "log": {"origin": of.origin, "size": of.size, "root": of.root.hex()},
        "whole": of.whole,
        "opened": None if of.opened is None else _item(of.opened),
        "changes": [_item(item) for item in of.changes],
        "accounts": [_account(each) for each in of.accounts],
        "alone": [{"account": each.account, "claims": [_claim(claim) for claim in each.claims]} for each in of.alone],
        "not_given": [each.json() for each in of.not_given],
        "casualties": [_item(item) for item in of.casualties],
        "breaches": [
            {**_item(each.item), "settled": each.settled, "steps": [_item(step) for step in each.steps]}
            for each in of.breaches
        ],
        "sources": [_item(item) for item in of.sources],
        "citations": [
            {
                **_item(each.item),
                "drift": [{"kind": one.kind.value, "here": one.here, "there": one.there} for one in each.drift],
            }
            for each in of.citations
        ],
        "evidence": [
            {
                **_item(each.item),
                "custody": [_item(step) for step in each.custody],
                "findings": [
                    {**_item(one.item), "reviews": [_item(review) for review in one.reviews]} for one in each.findings
                ],
            }
            for each in of.evidence
        ],
        "alibis": [
            {
                **_item(item),
                "could": None if answer is None else answer.could,
                "why": None if answer is None else answer.why,
            }
            for item, answer in of.alibis
        ],
        "sealed": [
            {"index": each.index, "kind": each.kind, "party": each.party, "received": format_instant(each.received)}
            for each in of.sealed
        ],
    }


def _item(of: ItemShown) -> Document:
    return {
        "index": of.index,
        "of": of.of,
        "party": of.party,
        "received": format_instant(of.received),
        "leaf": of.leaf.hex(),
        "act": of.act.json(),
        "name": of.stated.name,
        "erased": of.stated.erased,
        "stated": of.stated.content.json(),
    }


def _link(of: LinkShown) -> Document:
    return {
        "index": of.index,
        "link": of.link.value,
        "other": of.other,
        "by": of.by,
        "reason": of.reason,
        "turned": of.turned,
    }


def _account(of: AccountShown) -> Document:
    return {**_item(of.item), "claims": [_claim(each) for each in of.claims]}


def _claim(of: ClaimShown) -> Document:
    return {
        **_item(of.item),
        "earlier": [_item(item) for item in of.earlier],
        "links": [_link(each) for each in of.links],
        "roots": None if of.independence is None else {"least": of.independence.least, "most": of.independence.most},
        "call_not_given_by": list(of.silent),
        "record": None if of.held is None else [held(each) for each in of.held],
    }


def held(of: Held) -> Document:
    """What the record says to one act of a claim."""
    return {
        "claim": of.claim,
        "act": of.act,
        "result": of.result.value,
        "why": of.why,
        "entries": list(of.entries),
        "standing": of.standing,
    }


# -- On a terminal ---------------------------------------------------------------------------------------------------------


def comparisons(of: DossierView) -> str:
    """What the record says to each claim, account by account. Ends with a newline."""
    lines = [*([EXERCISE, ""] if of.exercise else []), of.title, words.APART, words.SCOPE, ""]
    for account in of.accounts:
        lines += _heading(account)
        for claim in account.claims:
            lines += _compared(claim)
        if not account.claims:
            lines.append("  no claim is entered")
        lines.append("")
    lines += [f"{who}: {of.absent}" for who, _ in of.not_given]
    return "\n".join(lines).rstrip() + "\n"


def _heading(of: AccountView) -> Sequence[str]:
    return (
        (f"ACCOUNT {of.index}: {of.title}", f"  {of.speaker}")
        if not of.note
        else (f"ACCOUNT {of.index}", f"  {of.note}")
    )


def _compared(of: ClaimView) -> Iterator[str]:
    spoken = f"\u201c{of.words}\u201d" if of.quoted else f"(paraphrase) {of.words}"
    yield f"  claim {of.index}: {of.speaker} {of.says}: {spoken}"
    for each in of.said:
        entries = f" Entries: {each.entries}." if each.entries else ""
        yield f"    {each.result.upper()}{f' ({each.of})' if each.of else ''}: {each.why}.{entries}"
        if each.standing:
            yield f"      {each.standing}."


def rows(of: Iterable[tuple[str, ...]]) -> str:
    """Rows of a list, a line each, in columns. Ends with a newline where there is any."""
    table = [*of]
    if not table:
        return "none\n"
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table)
    return "\n".join(lines) + "\n"
