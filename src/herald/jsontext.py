"""What does this JSON text say, read strictly? The bottom of every reader of JSON.

Strict UTF-8, RFC 8259, no duplicate names, no NaN or Infinity, at most 32 levels, numbers exact. Python's own reader
does the work; what it would let pass is marked by its hooks, and only then looked up again for its path.
"""

from __future__ import annotations

import json
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from herald.malformed import Malformed, Problem

Value = None | bool | int | Decimal | str | list["Value"] | dict[str, "Value"]

DEEPEST = 32
"""Levels of lists and objects, one inside the other."""
LONGEST_NUMBER = 500
"""Characters of a number, and its greatest power of ten: far past any measured thing, and never slow to work with."""
WHOLE = "document"
"""The path of a document as a whole."""

_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_STRING = re.compile(rb'"[^"]*+"')
_TEXT = bytes(sorted(set(range(256)) - set(b'"[]{}')))
_SQUARE = bytes.maketrans(b"{}", b"[]")
_TOKEN = re.compile(rb'\\.|["\[\]{}]', re.DOTALL)
_HALF_PAIR_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_EXPONENT = re.compile(r"[eE]([+-]?[0-9]+)\Z", re.ASCII)
_BLANK = re.compile(r"[ \t\n\r]*")
_PIECE_BYTES = 2**20
"""How much of a text is decoded at a time where its items are read one by one."""

Flaw = tuple[str, str, str]
"""The path, what was seen, what was expected."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A number nobody can mean: not finite, or beyond `LONGEST_NUMBER`. It stands there so that reading goes on."""

    text: str


class _Twice(dict[str, Value]):
    """An object that names members twice: `names`, in order of the second time."""

    def __init__(self, pairs: list[tuple[str, Value]]) -> None:
        """Which names come again?"""
        super().__init__(pairs)
        first = {name: at for at, (name, _) in reversed(list(enumerate(pairs)))}
        self.names = [name for at, (name, _) in enumerate(pairs) if first[name] < at]


def parse(file: str, data: bytes) -> Value:
    """What does this JSON text say? Numbers are int or Decimal, exactly as written.

    Raises Malformed: one problem with line and column where the text is no JSON; otherwise every name used twice, every
    unusable number and every half of a surrogate pair, each with its path. Never another error, whatever the bytes are.
    Source: RFC 8259; RFC 7493 (I-JSON), sections 2.1 and 2.3, for surrogates and names.
    """
    text = decoded(file, data)
    _refuse_depth(file, data)
    marked: list[object] = []
    value = _parsed(file, text, marked)
    if marked or _HALF_PAIR_ESCAPE.search(text):
        problems = [Problem(file, None, path or WHOLE, seen, expected) for path, seen, expected in _flaws(value, "")]
        if problems:
            raise Malformed(problems)
    return value


class Undecided(Exception):
    """A text that `Items` does not read; :func:`parse` says what it holds, or what is wrong with it."""


class Items:
    """The objects in one member of a document, one at a time, so that no more than one is held, nor more of the text.

    Reads only what is in order; anything else raises Undecided. The objects given before that are the first ones of
    what :func:`parse` finds in this member, if it finds anything.
    """

    def __init__(self, data: bytes, name: str) -> None:
        """The bytes of the text, and the name of the member."""
        self.others: dict[str, Value] = {}
        """The other members of the document, once the objects are read; the member itself is None."""
        self._data, self._name, self._read = data, name, 0
        self._utf8 = getincrementaldecoder("utf-8")()
        self._text, self._at = "", 0
        self._marked: list[object] = []
        self._decoder = _decoder(self._marked)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        """Each object, in order. Raises Undecided, also at the very end."""
        try:
            _refuse_depth("", self._data)
        except Malformed:
            raise Undecided from None
        self._sign("{")
        following = ","
        while following == ",":
            name = self._value()
            self._sign(":")
            if not isinstance(name, str) or name in self.others:
                raise Undecided
            self.others[name] = None
            if name == self._name:
                yield from self._objects()
            else:
                self.others[name] = self._value()
            following = self._sign(",}")
        if self._next():
            raise Undecided

    def _objects(self) -> Iterator[dict[str, Value]]:
        following = self._sign("[") and ","
        while following == ",":
            value = self._value()
            if not isinstance(value, dict):
                raise Undecided
            yield value
            following = self._sign(",]")

    def _value(self) -> Value:
        """The value that stands next. One that reaches the end of what is decoded may go on in the next piece."""
        self._next()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                end = len(self._text)
                if not self._more():
                    raise Undecided from None
                continue
            if end < len(self._text) or not self._more():
                break
        if self._marked or _HALF_PAIR_ESCAPE.search(self._text, self._at, end):
            raise Undecided
        self._at = end
        found: Value = value
        return found

    def _sign(self, expected: str) -> str:
        """The sign that stands next, if it is one of these; then it is behind us."""
        sign = self._next()
        if not sign or sign not in expected:
            raise Undecided
        self._at += 1
        return sign

    def _next(self) -> str:
        """The sign after any blanks; empty at the end of the text."""
        while True:
            blanks = _BLANK.match(self._text, self._at)
            self._at = blanks.end() if blanks else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Is there more of the text? Then it is decoded, twice as much each time that one value needs it."""
        held = self._text[self._at :]
        piece = self._data[self._read : self._read + max(_PIECE_BYTES, len(held))]
        self._read += len(piece)
        try:
            more = self._utf8.decode(piece, final=not piece)
        except UnicodeDecodeError:
            raise Undecided from None
        self._text, self._at = held + more, 0
        return bool(piece)


def decoded(file: str, data: bytes) -> str:
    """Which text do these bytes hold? Strict UTF-8 without a byte order mark; otherwise Malformed."""
    if data.startswith(b"\xef\xbb\xbf"):
        raise Malformed([Problem(file, None, "line 1, column 1", "a byte order mark", "UTF-8 text without one")])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        seen = f"the byte 0x{data[error.start]:02x}"
        raise Malformed([Problem(file, None, _line_column(data, error.start), seen, "UTF-8 text")]) from None


def exact(text: str) -> Decimal | Unusable:
    """Which number is written here? Exactly; an Unusable if it is not finite or too long to be meant.

    >>> exact("1.50"), exact("1e999999")
    (Decimal('1.50'), Unusable(text='1e999999'))

    For every text that a JSON or TOML reader passes as a number, underscores included.
    """
    if len(text) > LONGEST_NUMBER:
        return Unusable(text)
    exponent = _EXPONENT.search(text) if "e" in text or "E" in text else None  # three times faster for most numbers
    if exponent and abs(int(exponent[1])) > LONGEST_NUMBER:
        return Unusable(text)
    number = Decimal(text)
    return number if number.is_finite() else Unusable(text)


def member_path(path: str, name: str) -> str:
    """How is a member of the object at `path` named to a person? Names that are no plain words stand in brackets."""
    if not (name.isidentifier() and name.isascii() and len(name) <= 60):
        return f"{path}[{quoted(name)}]"
    return f"{path}.{name}" if path else name


def item_path(path: str, index: int) -> str:
    """How is an item of the list at `path` named to a person?"""
    return f"{path}[{index}]"


def quoted(text: str, longest: int = 60) -> str:
    r"""How is a text shown to a person? In quotes, cut if long, everything unprintable written as its escape.

    >>> print(quoted("a" + chr(27)), quoted("abc", longest=2))
    "a\x1b" "ab..." (3 characters)
    """
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text[:longest])
    return f'"{shown}"' if len(text) <= longest else f'"{shown}..." ({len(text)} characters)'


def _parsed(file: str, text: str, marked: list[object]) -> Value:
    """The value, with what the hooks marked still standing in it; `marked` is not empty if they marked something."""
    try:
        value: Value = _decoder(marked).decode(text)
    except json.JSONDecodeError as error:
        seen = quoted(text[error.pos]) if error.pos < len(text) else "the end of the text"
        where = f"line {error.lineno}, column {error.colno}"
        raise Malformed([Problem(file, None, where, seen, f"JSON ({error.msg[0].lower()}{error.msg[1:]})")]) from None
    return value


def _decoder(marked: list[object]) -> json.JSONDecoder:
    """Python's own reader, with hooks that mark what it would let pass."""

    def number(said: str) -> Decimal | Unusable:
        if len(said) <= LONGEST_NUMBER and "e" not in said and "E" not in said:
            return Decimal(said)  # at once: a file may hold millions
        value = exact(said)
        if isinstance(value, Unusable):
            marked.append(value)
        return value

    def whole(said: str) -> int | Unusable:
        return int(said) if len(said) <= LONGEST_NUMBER else unusable(said)

    def unusable(said: str) -> Unusable:
        marked.append(said)
        return Unusable(said)

    def members(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
        each = dict(pairs)
        if len(each) == len(pairs):
            return each
        marked.append(each)
        return _Twice(pairs)

    return json.JSONDecoder(object_pairs_hook=members, parse_float=number, parse_int=whole, parse_constant=unusable)


def _refuse_depth(file: str, data: bytes) -> None:
    """Is the text nested no deeper than DEEPEST? Decided before it is parsed, so that no depth can exhaust the parser.

    Strings are dropped and the innermost pairs of brackets removed DEEPEST times: what is left, if any, is too deep
    or not balanced, and only then are the brackets counted one by one.
    """
    quotes_and_brackets = _ESCAPE.sub(b"", data).translate(None, _TEXT).replace(b'""', b"")
    brackets = _STRING.sub(b"", quotes_and_brackets).translate(_SQUARE)
    for _ in range(DEEPEST):
        brackets = brackets.replace(b"[]", b"")
    depth, in_text = 0, False
    for token in _TOKEN.finditer(data) if brackets else ():
        in_text ^= token[0] == b'"'
        depth += 0 if in_text else {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(token[0], 0)
        if depth > DEEPEST:
            where = _line_column(data, token.start())
            expected = f"at most {DEEPEST} levels of lists and objects"
            raise Malformed([Problem(file, None, where, "one level more", expected)])


def _line_column(data: bytes, offset: int) -> str:
    """On which line and column is this byte? Both count from 1; columns count code points."""
    line = data.count(b"\n", 0, offset) + 1
    column = len(data[data.rfind(b"\n", 0, offset) + 1 : offset].decode("utf-8", "replace")) + 1
    return f"line {line}, column {column}"


def _flaws(value: object, path: str) -> Iterator[Flaw]:
    """What was marked in this value, or cannot be written in UTF-8, and where? As deep as DEEPEST at most."""
    if isinstance(value, Unusable):
        yield path, quoted(value.text), f"a finite number of at most {LONGEST_NUMBER} digits and powers of ten"
    elif isinstance(value, str):
        yield from _half_pair(value, path)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _flaws(item, item_path(path, index))
    elif isinstance(value, dict):
        if isinstance(value, _Twice):
            yield from ((member_path(path, name), f"{quoted(name)} again", "each name once") for name in value.names)
        for name, item in value.items():
            yield from _half_pair(name, member_path(path, name))
            yield from _flaws(item, member_path(path, name))


def _half_pair(text: str, path: str) -> Iterator[Flaw]:
    """Does this text hold half of a surrogate pair, which no UTF-8 can write?"""
    if _HALF_PAIR.search(text):
        yield path, quoted(text), "text without half of a surrogate pair"
