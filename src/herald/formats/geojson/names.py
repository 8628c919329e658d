"""Which members may the properties of a notice have? The contract's, those that are kept, and none that is nearly one.

A member nobody knows is kept and ignored, unless its name is so near a known one that it is likely a slip: `bufer_m`,
silently ignored, would leave a column without its buffer.
"""

from __future__ import annotations

from functools import lru_cache

from herald.members import Members, each, said

STATED = frozenset(
    {
        "id",
        "party",
        "kind",
        "action",
        "replaces",
        "path",
        "windows",
        "depart",
        "speed_kmh",
        "halts",
        "buffer_m",
        "place_uncertainty_m",
        "altitude_m",
        "altitude_ref",
        "altitude_half_m",
        "submitted_at",
        "observed",
        "max_speed_kmh",
    }
)
"""The members that the check depends on."""

KEPT = frozenset(
    {
        # identity and filing
        "title",
        "agreement",
        "agreement_clauses",
        "priority",
        "priority_reason",
        "language",
        "languages",
        "filer_organisation",
        "filer_role",
        "eligibility",
        "exercise",
        # what for, and with what
        "purpose",
        "cargo",
        "cargo_class",
        "people_count",
        "hazardous_cargo",
        "vehicles",
        "aircraft",
        "markings",
        "escort",
        "weapons",
        # where, in words
        "origin_name",
        "destination_name",
        "place_name",
        "input_text",
        "datum",
        # who can be reached, who is told, what is attached
        "contacts",
        "recipients",
        "retention_days",
        "attachments",
        # a static site
        "site_function",
        "site_operator",
        "site_status",
        "supporting_agency",
        "verification",
        "verified_by",
        "verified_at",
        "next_due",
    }
)
"""The members of a notice form that are kept as they are: what a coordination cell asks for beyond what is checked.

The names are long where a short one would lie within two letters of a common word (`filer` of `filter` and `file`).
"""

EVERY = STATED | KEPT


def likely_slips(properties: Members) -> None:
    """Is every member known, or far from every known one? Malformed for each that is likely a slip."""
    slips = [(name, near) for name in properties.values if name not in EVERY and (near := nearest(name))]
    each(slips, lambda slip: _refuse(properties, *slip))


def _refuse(properties: Members, name: str, near: str) -> None:
    raise properties.where.member(name).wrong(said(name), f"{near}, or a name less like it")


@lru_cache(maxsize=4096)
def nearest(name: str) -> str | None:
    """Which known member is this name likely meant to be? None if it is known itself, or like none.

    Like one is: the same but for case, `-` and `_`, or one letter put in, left out or exchanged away from it; two if
    the known name has six letters or more (letters, without `_`).

    >>> nearest("bufer-M"), nearest("remarks"), nearest("dpeart")
    ('buffer_m', None, 'depart')

    Source: edit distance after Levenshtein, 1966.
    """
    if name in EVERY:
        return None
    folded = _folded(name)
    near = [(_edits(folded, known), known, stated) for known, stated in _FOLDED.items() if _could_be(folded, known)]
    return next((stated for edits, known, stated in sorted(near) if edits <= _allowed(known)), None)


def _folded(name: str) -> str:
    return name.casefold().replace("-", "").replace("_", "")


_FOLDED = {_folded(name): name for name in EVERY}
_LETTERS = {known: frozenset(known) for known in _FOLDED}


def _allowed(known: str) -> int:
    return 2 if len(known) >= 6 else 1


def _could_be(folded: str, known: str) -> bool:
    """Could so few edits do, by length and by letters? Otherwise nothing is counted, however long or many the names of a file are.

    A letter that only one of the two words has costs at least one edit.
    """
    allowed = _allowed(known)
    if abs(len(folded) - len(known)) > allowed:
        return False
    letters = set(folded)
    return len(letters - _LETTERS[known]) <= allowed and len(_LETTERS[known] - letters) <= allowed


def _edits(a: str, b: str) -> int:
    """How many letters must be put in, left out or exchanged to make one word of the other?"""
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        above, row = row, [i]
        for j, other in enumerate(b, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other)))
    return row[-1]
