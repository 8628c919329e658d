# ruff: noqa: RUF001
"""What does this header mean, and what this word in a cell? Columns and words of tables, in any mix of five languages.

Names are compared without case, white space, punctuation and diacritics, and with the forms of one Arabic letter as one: `Départ
au plus tôt` is `depart au plus tot`, and `buffer (m)` is `buffer_m`. A name nobody knows is kept as a member of its own, unless
it is so near a known one that it is likely a slip: a buffer under `bufer` would be lost in silence.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from herald.formats.geojson.names import KEPT, nearest
from herald.formats.tables import column_names
from herald.jsontext import quoted

NUMBERS = frozenset(
    {
        "buffer_m",
        "place_uncertainty_m",
        "altitude_low_m",
        "altitude_high_m",
        "altitude_half_m",
        "altitude_point_m",
        "speed_min_kmh",
        "speed_max_kmh",
        "max_speed_kmh",
        "halt_min_minutes",
        "halt_max_minutes",
        "halt_min_s",
        "halt_max_s",
        "repeat_every_days",
        "point",
        "ring",
        "lat",
        "lon",
    }
)
COUNTS = frozenset({"people_count", "retention_days"})
"""Numbers where only digits stand, else text: "12", or "about a dozen"."""
TIMES = frozenset({"depart_earliest", "depart_latest", "earliest", "latest", "submitted_at"})
FLAGS = frozenset({"observed", "exercise"})
OF_A_ROW = frozenset(
    {
        "point",
        "place_name",
        "place",
        "lat",
        "lon",
        "datum",
        "altitude_point_m",
        "earliest",
        "latest",
        "zone",
        "halt_min_minutes",
        "halt_max_minutes",
        "halt_min_s",
        "halt_max_s",
        "ring",
    }
)
"""Columns that say something of one vertex; all others speak of the whole notice."""
STAND_IN = {
    **dict.fromkeys(TIMES, "not stated"),
    "id": "?",
    "party": "?",
    "kind": "post",
    "speed_min_kmh": "0.001",
    "speed_max_kmh": "1000000",
    "altitude_low_m": "-1000000",
    "altitude_high_m": "1000000",
    "halt_min_minutes": "0",
    "halt_max_minutes": "1000000",
    "halt_min_s": "0",
    "halt_max_s": "1000000",
    "lat": "0",
    "lon": "0",
    "place": "0.00000 N 0.00000 E",
    "ring": "1",
    "zone": "UTC",
    "datum": "WGS 84",
}
"""What is read for a cell that cannot be taken at all, and was told: so that nothing is said to be missing that is there."""
MEMBER = {"input_datum": "datum", "input_zone": "time_zone"}
"""Under which member a column is kept, where the two have not one name: `datum` and `zone` say how a row is to be read."""
TEXTS = (KEPT - COUNTS - FLAGS - {"priority", "place_name", "datum", "time_zone"}) | {
    *MEMBER,
    "input_times",
    "id",
    "party",
    "replaces",
}

_LETTERS = str.maketrans({"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": "", "ٱ": "ا", "ı": "i", "’": "", "ʼ": ""})


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """What of a name is compared? Its letters and digits, small, without marks; a text of neither is itself.

    >>> folded("Départ  au plus TÔT"), folded("buffer (m)*"), folded("الأبكر") == folded("الابكر")
    ('departauplustot', 'bufferm', True)
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(c for c in decomposed if c.isalnum()) or text.strip()


def _table(names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """From every folded name, in any language, to the one it stands for."""
    return {folded(name): canonical for canonical, ways in names.items() for name in (*ways, canonical)}


ORDER = tuple(column_names.COLUMNS)
KNOWN = frozenset(ORDER)
_COLUMNS = _table(column_names.COLUMNS)
WORDS = {
    "kind": _table(column_names.KINDS),
    "action": _table(column_names.ACTIONS),
    "altitude_ref": _table(column_names.REFERENCES),
    "path": _table(column_names.PATHS),
    "priority": _table(column_names.PRIORITIES),
    **dict.fromkeys(FLAGS, _table(column_names.TRUTHS)),
}
"""By column: from every folded word that may stand in it, to the one it stands for."""
MEMBERS = (
    TEXTS
    | COUNTS
    | FLAGS
    | {*WORDS, "buffer_m", "place_uncertainty_m", "altitude_half_m", "max_speed_kmh", "submitted_at"}
)
"""Columns that hold one member of the notice as it is."""
WEEKDAYS = _table(column_names.WEEKDAYS)
SHEETS = _table(column_names.SHEETS)
_NOT_STATED = frozenset(map(folded, column_names.NOT_STATED))
_LAST = frozenset(map(folded, column_names.LAST))
_EXAMPLES = frozenset(map(folded, column_names.EXAMPLES))


@dataclass(frozen=True, slots=True)
class Heading:
    """What one header cell means: a column, known or kept under the name as typed, and what is wrong with it."""

    name: str
    fault: tuple[str, str] | None = None


def known(header: str) -> str | None:
    """Which column is this, if it is one of the vocabulary?

    >>> known("Выезд не раньше"), known("remarks")
    ('depart_earliest', None)
    """
    return _COLUMNS.get(folded(header))


def headings(headers: Sequence[str]) -> tuple[Heading, ...]:
    """What do these headers mean, in order? Blank ones have the name ""; each fault is (seen, expected).

    A header that is nearly a known one is taken for it, and told; of two that mean the same the first counts.
    """
    found: list[Heading] = []
    taken: dict[str, str] = {}
    for header in headers:
        heading = _heading(header.strip())
        key = folded(heading.name)
        if key and key in taken:
            heading = Heading("", (quoted(header), f"no second column that means {quoted(taken[key])}"))
        elif key:
            taken[key] = header.strip()
        found.append(heading)
    return tuple(found)


def _heading(header: str) -> Heading:
    name = known(header) if header else ""
    if name is not None:
        return Heading(name)
    near = near_column(header)
    if near is not None:
        return Heading(
            near if near in column_names.COLUMNS else "", (quoted(header), f"{near}, or a name less like it")
        )
    if not all(c.isprintable() for c in header):
        return Heading("", (quoted(header), "a name without control characters"))
    return Heading(header)


@lru_cache(maxsize=4096)
def near_column(header: str) -> str | None:
    """Which column is this header, that is none, likely meant to be?

    One letter put in, left out or exchanged away from a name of four letters or more; two from eight letters; or a slip of a
    member that GeoJSON knows.
    """
    from rapidfuzz.distance import Levenshtein

    key = folded(header)
    near = [
        (edits, name)
        for name, column in _COLUMNS.items()
        if (edits := Levenshtein.distance(key, name, score_cutoff=(allowed := _allowed(name)))) <= allowed
    ]
    if near:
        return _COLUMNS[min(near)[1]]
    return nearest(header)


def _allowed(name: str) -> int:
    return 0 if len(name) < 4 else 1 if len(name) < 8 else 2


def word(column: str, text: str) -> str | None:
    """Which word is this, in the column where it stands? None if it is none of the column's."""
    return WORDS[column].get(folded(text))


def not_stated(text: str) -> bool:
    """Does this say, in any of the languages, that nobody stated it?"""
    return folded(text) in _NOT_STATED


def last(text: str) -> bool:
    """Does this name the notice before, in any of the languages?"""
    return folded(text) in _LAST


def example(text: str) -> bool:
    """Is this the id of an example row? One of the words for it, and perhaps a number."""
    return folded(text).rstrip("0123456789") in _EXAMPLES


def title(column: str, language: str = "en") -> str:
    """How is this column called in one of the languages? One nobody knows has only the name it came with."""
    names = column_names.COLUMNS.get(column)
    return names[column_names.LANGUAGES.index(language)] if names else column
