"""What does this cell of a table say, and how is a value written into one?

A cell is text, with where it stands. What a reader here cannot read it says with ValueError: what was expected.
"""

from __future__ import annotations

import re
from decimal import Decimal

from herald import jsontext
from herald.formats.tables import columns
from herald.keyboard import LONGEST, keys
from herald.malformed import Malformed

LONGEST_CELL = 32_767
"""Characters; no spreadsheet holds more in one cell."""
JSON = "json:"
"""A cell that begins so holds a value in JSON: a list, a number that is to stay one, a text with white space at its end."""

_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[ ٬]\d{3})+(?:[.,]\d+)?", re.ASCII)
_TWO_READINGS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
_FORMULA = re.compile(r"'*\s*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|'*[\t\r\n]")
"""What a spreadsheet takes for a formula, or runs; and the same after the quote that guards it."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def number(text: str, *, decimal_comma: bool, degrees: bool = False) -> int | Decimal | None:
    """Which number is typed here? None if none is.

    A comma is a decimal sign only where `decimal_comma` says so. Groups of three digits may be parted by a space. `1,500` could
    be one and a half or one thousand five hundred: ValueError, unless it is `degrees`, of which there are no thousands.

    >>> number("36,5", decimal_comma=True), number("1 500", decimal_comma=False), number("36,5", decimal_comma=False)
    (Decimal('36.5'), 1500, None)
    """
    if not text or len(text) > LONGEST:
        return None
    typed = keys(text)
    if _GROUPED.fullmatch(typed):
        typed = re.sub(r"[ ٬]", "", typed)
    if decimal_comma and not degrees and _TWO_READINGS.fullmatch(typed):
        whole, parts = typed.replace(",", ""), typed.replace(",", ".").rstrip("0").rstrip(".")
        raise ValueError(f"a number that can be read in one way ({whole} or {parts})")
    if decimal_comma and _COMMA.fullmatch(typed):
        typed = typed.replace(",", ".")
    if not _PLAIN.fullmatch(typed):
        return None
    found = Decimal(typed)
    return int(found) if found == found.to_integral_value() and abs(found) < 10**18 else found


def text(typed: str) -> object:
    """Which value is kept of a cell of text? The text as typed, without the quote that guards it; or what its JSON says.

    Raises ValueError where `json:` is followed by anything else than JSON.
    """
    if typed.startswith(JSON):
        try:
            return jsontext.parse("", typed.removeprefix(JSON).encode("utf-8", "surrogatepass"))
        except Malformed as malformed:
            told = malformed.problems[0]
            raise ValueError(f"JSON after {JSON} ({told.expected}, where {told.seen} is)") from None
    return typed[1:] if typed.startswith("'") and _FORMULA.match(typed) else typed


def guarded(value: str) -> str:
    """How does a text stand in a cell, so that no spreadsheet takes it for a formula? `text` takes the quote away again.

    >>> guarded("=1+1"), text(guarded("=1+1")), guarded("'Ayn Issa")
    ("'=1+1", '=1+1', "'Ayn Issa")

    Source: OWASP, CSV injection.
    """
    return f"'{value}" if _FORMULA.match(value) else value


def holds(value: str) -> bool:
    """Can a cell hold this text as it is? Not if it would be read back as another, or not at all."""
    fits = 0 < len(value) < LONGEST_CELL and value == value.strip() and not CONTROL.search(value)
    return fits and not value.startswith(JSON) and not columns.not_stated(value)
