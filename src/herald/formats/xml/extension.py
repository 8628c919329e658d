"""How do members of a notice stand in a file whose format knows nothing of them? As named texts, which hold any value.

GPX has a place for what it cannot say in `extensions`, KML in `ExtendedData`. What the file shows itself (its lines, points,
times, names) is never said there a second time; where the two could contradict each other, they are compared, and a
contradiction is a problem: what a person sees on a map must be what is checked.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from herald.formats.filed import Draft
from herald.formats.geojson.text import Text, json_text
from herald.geometry.geojson import position
from herald.jsontext import Unusable, exact, parse, quoted
from herald.malformed import Problem
from herald.members import Where, caught, instant
from herald.units import Instant

NAMESPACE = "urn:openherald:notice:1"
"""Of Herald's own elements in a GPX file."""
DRAWN = "herald_drawn"
"""The member that says for which line `windows` and `halts` were written, by its digest: both count its vertices."""
TEXTS = frozenset({"id", "party", "kind", "action", "replaces", "path", "altitude_ref", "submitted_at"})
"""Members whose value is a text, whatever it looks like: a notice may be named 17."""

_WHITE = " \t\r\n"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document can hold. Source: XML 1.0, production 2."""
_JSON_BEGINS = tuple('{["-0123456789tfn')


def number(text: str) -> int | Decimal | Unusable | str:
    """Which number does this text write? The text itself if it writes none, so that whoever reads it can say so.

    >>> number("-20.50"), number("12 m")
    (Decimal('-20.50'), '12 m')
    """
    stripped = text.strip(_WHITE)
    return exact(stripped.removeprefix("+")) if _NUMBER.fullmatch(stripped) else stripped


def legible(text: str) -> str:
    """The text as a name in XML shows it: white space is one space, and a character XML cannot hold is U+FFFD."""
    return " ".join(_NO_XML.sub("\ufffd", text).split())


def value(name: str, text: str) -> object:
    """What does this text say as the member of this name? JSON where it is JSON, otherwise the text without white space round it.

    A member that is a text is JSON only in quotes.

    >>> value("buffer_m", " 50 "), value("id", "17"), value("title", "To the well"), value("halts", "[]")
    (50, '17', 'To the well', [])
    """
    stripped = text.strip(_WHITE)
    if not stripped.startswith('"' if name in TEXTS else _JSON_BEGINS):
        return stripped
    found, _ = caught(lambda: (parse("", stripped.encode()),))
    return stripped if found is None else found[0]


def written(name: str, stated: Text) -> str:
    """Which text says this value as the member of this name? What `value` reads from it is the same value.

    >>> written("title", "To the well"), written("title", "17"), written("vehicles", [{"count": 3}])
    ('To the well', '"17"', '[{"count": 3}]')
    """
    if isinstance(stated, str) and "\r" not in stated and not _NO_XML.search(stated) and value(name, stated) == stated:
        return stated
    return _NO_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", json_text(stated))


def written_name(name: str) -> str:
    """Which text names this member? Itself, or in quotes where that could be read as anything else."""
    plain = name == legible(name) and not name.startswith('"') and name != DRAWN
    return name if plain else json.dumps(name)


def drawn(coordinates: object) -> str | None:
    """The digest of a line, by the canonical places it joins; None if it is none, or cannot be read."""
    items = coordinates if isinstance(coordinates, list) else []
    places, unread = caught(lambda: [position(one, Where("")).place for one in items])
    if not places or unread:
        return None
    return hashlib.sha256("".join(f"{one.lon_e9} {one.lat_e9}\n" for one in places).encode()).hexdigest()[:32]


@dataclass(slots=True)
class Stating:
    """What one file states of one notice so far, where each part of it stands, and what is wrong with it."""

    where: Where
    properties: dict[str, object] = field(default_factory=dict)
    stands: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _drawn: tuple[str, str] | None = None

    def refuse(self, place: str, seen: str, expected: str) -> None:
        """Tell what is wrong at one place of the file."""
        self.problems.extend(Where(self.where.file, self.where.feature, place).wrong(seen, expected).problems)

    def state(self, name: str, stated: object, place: str) -> None:
        """Take what one member says, and where."""
        self.properties[name] = stated
        self.stands[f"properties.{name}"] = place

    def member(self, written_as: str, text: str, line: int) -> None:
        """A named text on this line is a member."""
        if written_as == DRAWN:
            self._drawn = text.strip(_WHITE), f"line {line}, {DRAWN}"
            return
        unquoted = value("id", written_as) if written_as.startswith('"') else written_as
        name = str(unquoted)
        if name in self.properties:
            self.refuse(f"line {line}", f"the member {quoted(name)} again", "each member once")
        else:
            self.state(name, value(name, text), f"line {line}, {quoted(name)[1:-1]}")

    def entitled(self, name: str, line: int) -> None:
        """The name that the file shows is the title, unless it is the id, or the title as shown."""
        shown = legible(name)
        held = [one for one in map(self.properties.get, ("title", "id")) if isinstance(one, str)]
        if not shown or shown in map(legible, held):
            return
        if "title" in self.properties:
            self.refuse(f"line {line}, name", quoted(shown), "the title or the id that is stated with it")
        else:
            self.state("title", shown, f"line {line}, name")

    def described(self, name: str, text: str, line: int) -> None:
        """The words that the file shows are this member, unless it is stated; then they must be the same.

        Words that only repeat its name are not taken: some programs write the name in every place there is.
        """
        shown = text.strip(_WHITE)
        named = [one for one in map(self.properties.get, ("title", "id")) if isinstance(one, str)]
        if legible(shown) in map(legible, named):
            return
        if shown and self.properties.get(name, shown) != shown:
            self.refuse(f"line {line}", quoted(shown), f"the same as the {name} that is stated with it")
        elif shown and name not in self.properties:
            self.state(name, shown, f"line {line}, {name}")

    def as_drawn(self, coordinates: object) -> None:
        """Is the line still the one whose vertices the members count?"""
        counting = {"windows", "halts"} & self.properties.keys()
        if self._drawn is None or not counting or self._drawn[0] == drawn(coordinates):
            return
        seen = f"another line than the one {' and '.join(sorted(counting))} were written for"
        self.refuse(
            self._drawn[1], seen, f"the line as it was; or {' and '.join(sorted(counting))} anew, without {DRAWN}"
        )

    def draft(self, geometry: object, what: str, heights_over: str) -> Draft:
        """The draft that all this is; `heights_over` is what the format measures heights from."""
        feature = {"type": "Feature", "geometry": geometry, "properties": self.properties}
        return Draft(feature, {"": what, **self.stands}, heights_over)


def moment(text: object) -> Instant | None:
    """Which instant does this text write? None if it writes none."""
    return caught(lambda: instant(text.strip(_WHITE) if isinstance(text, str) else text, Where("")))[0]


def ends(windows: object) -> list[tuple[Instant | None, Instant | None]] | None:
    """Which instants do these windows begin and end with? None if they cannot be read, which is told elsewhere."""
    if not isinstance(windows, list):
        return None
    sound = all(isinstance(pair, list) and len(pair) == 2 for pair in windows)
    if not sound or any(end is not None and moment(end) is None for pair in windows for end in pair):
        return None
    return [(moment(begin), moment(end)) for begin, end in windows]


def window(begin: str | None, end: str | None) -> list[str | None]:
    """The window of these two times as they are written; one that is no instant stands there once, to be told once."""
    return [begin, None] if begin == end and moment(begin) is None else [begin, end]


def named_texts(properties: Mapping[str, Text], coordinates: object) -> Iterator[tuple[str, str]]:
    """Which named texts say these members? With the digest of the line, where some of them count its vertices."""
    for name, stated in properties.items():
        yield written_name(name), written(name, stated)
    if {"windows", "halts"} & properties.keys() and (digest := drawn(coordinates)):
        yield DRAWN, digest


def losses(lost: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The losses in words: why, and of which notice."""
    return tuple(f"{why}: notice {quoted(notice)} is left out" for notice, why in lost)
