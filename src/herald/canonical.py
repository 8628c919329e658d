r"""In which bytes is this value written, for whoever hashes or signs it? Canonical JSON: one value, one text.

ASCII, names in order of their code points, no white space, whole numbers of 64 bits and no others, everything beyond ASCII as
`\u` escapes (a pair of them beyond U+FFFF). Text is not normalised: what a party wrote is what it signs. What is written in any
other way is refused, never repaired. Source: docs/record-format.md, section 1; RFC 8785 but for the escapes and the order of
names beyond U+FFFF.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from herald.jsontext import DEEPEST, WHOLE, item_path, member_path, parse, quoted
from herald.malformed import Malformed, Problem
from herald.members import said

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]

LARGEST = 2**63 - 1
"""Either way; a whole number of 18 digits is always smaller."""

_NUMBER = "a whole number of at most 2^63 - 1 either way"
_TEXT = "text without half of a surrogate pair"
_END = "the end of the text"
_DIGITS = bytes.maketrans(b"0123456789", b"0" * 10)
_LONG = b"0" * len(str(LARGEST))
_SQUARE = bytes.maketrans(b"{}", b"[]")
_NO_BRACKET = bytes(sorted(set(range(256)) - set(b'"[]{}')))


def _refuse(_number: str) -> None:
    raise ValueError


_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False)
_decoder = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)


def write(value: Json) -> bytes:
    """How is this value written? It has none of the `flaws` of what cannot be."""
    return _encoder.encode(value).encode("ascii")


def read(file: str, data: bytes) -> Json:
    """Which value is this? Raises Malformed for what is no JSON, or is not the one way to write it.

    >>> read("x", b'{"a":1}')
    {'a': 1}

    Python's own reader and writer do the work: what they do not write again byte for byte is looked at for its fault. Three
    things they would let pass, and what might be one of them is looked at as well: see `_plain`.
    """
    try:
        text = data.decode("ascii")
        value: Json = _decoder.raw_decode(text)[0]
        again = _encoder.encode(value)
    except (ValueError, RecursionError):
        return _looked_at(file, data)
    return value if again == text and _plain(data) else _looked_at(file, data)


def flaws(value: object, path: str = "", level: int = 1) -> Iterator[tuple[str, str, str]]:
    """What in this value cannot be written in canonical JSON? Each by its path, what it is, and what could be."""
    if isinstance(value, list | dict) and level > DEEPEST:
        yield path, "one level more", f"at most {DEEPEST} levels of lists and objects"
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if not _sound(item):
                yield from flaws(item, item_path(path, index), level + 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            if not _sound(name):
                yield member_path(path, name), quoted(name), _TEXT
            if not _sound(item):
                yield from flaws(item, member_path(path, name), level + 1)
    elif not _sound(value):
        yield path, said(value), _TEXT if isinstance(value, str) else _NUMBER


def _sound(value: object) -> bool:
    """Is this a value without others inside, and can it be written?"""
    if type(value) is int:
        return -LARGEST <= value <= LARGEST
    if isinstance(value, str):
        return value.isascii() or _in_utf8(value)
    return value is None or isinstance(value, bool)


def _in_utf8(text: str) -> bool:
    """Can this text be written in UTF-8? Not with half of a surrogate pair in it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _plain(data: bytes) -> bool:
    r"""Is nothing here that Python writes as it is read, though it is not canonical, nor anything that looks like it?

    Half of a surrogate pair begins `\ud`, as a whole one does; a number beyond 64 bits has 19 digits at least. For the levels
    all but quotes and brackets is dropped, and then what stands between two quotes: if no quote is left, no text held a
    bracket (a quote within a text would upset the count), and the innermost pairs are removed level by level.
    """
    if (b"\\" in data and (b"\\ud" in data or b'\\"' in data)) or _LONG in data.translate(_DIGITS):
        return False
    brackets = data.translate(_SQUARE, _NO_BRACKET).replace(b'""', b"")
    for _ in range(DEEPEST):
        if not brackets:
            return True
        brackets = brackets.replace(b"[]", b"")
    return not brackets


def _looked_at(file: str, data: bytes) -> Json:
    """Which value is this, read slowly? Raises Malformed with all that is wrong."""
    value = parse(file, data)
    found = [Problem(file, None, path or WHOLE, seen, expected) for path, seen, expected in flaws(value)]
    if found:
        raise Malformed(found)
    sound = cast(Json, value)
    if differing := list(_first_difference(file, data.decode(), _encoder.encode(sound))):
        raise Malformed(differing)
    return sound


def _first_difference(file: str, text: str, canonical: str) -> Iterator[Problem]:
    """Where does this text leave the one way to write its value?"""
    if text != canonical:
        longest = max(len(text), len(canonical))
        first = bisect_left(range(longest), True, key=lambda end: text[:end] != canonical[:end])
        seen, expected = (quoted(one[first - 1 :][:20]) if one[first - 1 :] else _END for one in (text, canonical))
        yield Problem(file, None, f"character {first}", seen, f"{expected}, as canonical JSON has it")
