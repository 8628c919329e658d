"""What does an XML document hold, read so that no document can do more than be read?

Expat does the work and is told nothing but the bytes: a DOCTYPE is refused, and with it every entity and every declaration
that could fetch or multiply; nothing outside the file is ever opened. Elements know their line, for what is said of them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pyexpat import ErrorString, ExpatError, ParserCreate

from herald.jsontext import quoted
from herald.malformed import Malformed
from herald.members import Where

LARGEST_DOCUMENT = 32 * 2**20
"""Bytes."""
MOST_ELEMENTS = 500_000
DEEPEST_ELEMENT = 64
"""Elements, one inside the other."""
LONGEST_TAG = 65_536
"""Bytes of one tag, with all its attributes."""
LONGEST_TEXT = 16 * 2**20
"""Characters directly within one element."""
ENCODINGS = ("UTF-8", "UTF-16", "ISO-8859-1", "US-ASCII")

_OPENING = re.compile(rb"<[^<!?][^<]{%d,}" % LONGEST_TAG)
_TAG = re.compile(rb"""<(?:[^<>"']++|"[^<"]*+"|'[^<']*+')*>""")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(slots=True, eq=False)
class Element:
    """One element: its name without prefix, the namespace of that name, and the line on which it begins.

    `text` is what stands directly within it, all pieces together; attributes of another namespace are named `uri name`.
    """

    name: str
    space: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    inside: list[Element] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        """The elements directly within this one, in order."""
        return iter(self.inside)

    def all(self) -> Iterator[Element]:
        """Each element from this one on, however deep within it, in the order of the file."""
        left = [self]
        while left:
            element = left.pop()
            yield element
            left.extend(reversed(element.inside))


def names(listed: str) -> frozenset[str]:
    """The names of elements that are listed here, with spaces between them."""
    return frozenset(listed.split())


def read(file: str, data: bytes, most: int = MOST_ELEMENTS) -> Element:
    """Which root element has this document? Malformed, with line and column, where it is not XML or not to be read.

    It may have `most` elements, where others were read before it out of the same file.
    """
    where = Where(file)
    if len(data) > LARGEST_DOCUMENT:
        raise where.wrong("more", f"at most {LARGEST_DOCUMENT // 2**20} MiB of XML")
    text, encoding = _encoded(where, data)
    _refuse_long_tags(where, text)
    return _Reading(file, encoding, most).read(text)


def _encoded(where: Where, data: bytes) -> tuple[bytes, str | None]:
    """The bytes for the parser, and their encoding where it must not believe what the document says."""
    if data.startswith((b"<\0", b"\0<")):
        raise where.wrong("UTF-16 without a byte order mark", "UTF-8, or UTF-16 with one")
    if not data.startswith(_UTF_16):
        return data, None
    try:
        return data.decode("utf-16").encode(), "UTF-8"
    except UnicodeError:
        raise where.wrong("bytes that are not UTF-16, after its mark", "UTF-16 text") from None


def _refuse_long_tags(where: Where, data: bytes) -> None:
    """Is no tag too long? Decided before it is parsed, since a parser keeps a whole tag, whatever its length."""
    for run in _OPENING.finditer(data):
        if not _TAG.match(data, run.start(), run.start() + LONGEST_TAG):
            line = data.count(b"\n", 0, run.start()) + 1
            raise Where(where.file, None, f"line {line}").wrong("a longer tag", f"a tag of at most {LONGEST_TAG} bytes")


class _Reading:
    """One document while it is read: the elements that are open, and the text of each so far."""

    def __init__(self, file: str, encoding: str | None, most: int) -> None:
        self.file = file
        self.most = most
        self.open: list[Element] = []
        self.pieces: list[list[str]] = []
        self.names: dict[str, tuple[str, str]] = {}
        self.root: Element | None = None
        self.count = 0
        self.parser = ParserCreate(encoding, " ")
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self.declaration
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def read(self, data: bytes) -> Element:
        """The root, once all is read."""
        try:
            self.parser.Parse(data, True)
        except ExpatError as error:
            position = f"line {error.lineno}, column {error.offset + 1}"
            raise Where(self.file, None, position).wrong(ErrorString(error.code), "well-formed XML") from None
        if self.root is None:
            raise Where(self.file).wrong("no element", "an XML document")
        return self.root

    def wrong(self, seen: str, expected: str) -> Malformed:
        """What is to be raised of the place that is being read?"""
        position = f"line {self.parser.CurrentLineNumber}, column {self.parser.CurrentColumnNumber + 1}"
        return Where(self.file, None, position).wrong(seen, expected)

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.upper() not in ENCODINGS:
            raise self.wrong(f"the encoding {quoted(encoding)}", f"one of {', '.join(ENCODINGS)}")

    def doctype(self, *_declared: object) -> None:
        raise self.wrong("a DOCTYPE", "XML without one: it could define entities, or name files to fetch")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > self.most:
            raise self.wrong("more elements", f"at most {MOST_ELEMENTS} in a file")
        if len(self.open) == DEEPEST_ELEMENT:
            raise self.wrong("one level more", f"at most {DEEPEST_ELEMENT} elements one inside the other")
        known = self.names.get(name)
        if known is None:
            space, _, local = name.rpartition(" ")
            known = self.names[name] = local, space
        element = Element(*known, attributes, self.parser.CurrentLineNumber)
        if self.open:
            self.open[-1].inside.append(element)
        else:
            self.root = element
        self.open.append(element)
        self.pieces.append([])

    def end(self, _name: str) -> None:
        text = "".join(self.pieces.pop())
        if len(text) > LONGEST_TEXT:
            raise self.wrong("a longer text", f"at most {LONGEST_TEXT} characters within one element")
        self.open.pop().text = text

    def characters(self, text: str) -> None:
        self.pieces[-1].append(text)
