"""How does it read whether a notice was told as long before as a clause asks? Words and JSON."""

from __future__ import annotations

from collections.abc import Sequence

from herald.acknowledgement.lead import Lead
from herald.formats.answer import Document
from herald.units import Microseconds, format_instant
from herald.wording import hours, plain


def words(of: Lead) -> str:
    """How does it read? Counted from delivery, by what the clause takes for it."""
    asked = f"clause {plain(of.clause)} asks for {hours(of.asked)}"
    if of.given is None:
        return f"{of.told.value}; {asked}"
    when = "before" if of.given >= 0 else "after"
    return f"delivered {hours(Microseconds(abs(of.given)))} {when} it begins, and {asked}: {of.told.value}"


def document(of: Sequence[Lead]) -> list[Document]:
    """The same for a machine, in seconds."""
    return [
        {
            "clause": each.clause,
            "to": each.party,
            "asked_s": each.asked // 1_000_000,
            "delivered": None if each.delivered is None else format_instant(each.delivered),
            "given_s": None if each.given is None else each.given // 1_000_000,
            "told": each.told.name.lower().replace("_", "-"),
        }
        for each in of
    ]
