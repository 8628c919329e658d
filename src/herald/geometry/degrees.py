"""Which latitude and longitude does a text of degrees hold? Decimal degrees, degrees and minutes, degrees, minutes and seconds.

Where a text can be read in two ways it is refused, and both are shown; nothing is guessed but the order of two numbers that
nothing tells apart, which is latitude first, as people write them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import cos, hypot, radians

from herald.geometry.ellipsoid import LONGEST_DEGREE_M
from herald.keyboard import named
from herald.units import Metres

COARSEST_M = 10_000.0
"""The coarsest last digit that is read: one that leaves more open than this says where nobody is."""

_ROOM = Fraction(1, 10)
"""0.1 degree, 11 km: the coarsest digit of degrees that is refused."""


class Form(StrEnum):
    """In which form is a position written?"""

    DECIMAL = "decimal"
    DDM = "DDM"
    DMS = "DMS"
    MGRS = "MGRS"
    UTM = "UTM"
    UPS = "UPS"


@dataclass(frozen=True, slots=True)
class Degrees:
    """Latitude and longitude as written, in degrees, exactly; and how much one step of the last digit of each is.

    `ordered` is whether the text tells which of the two is which. `otherwise` is what it says if the decimals of its minutes are
    seconds, where they could be: latitude and longitude.
    """

    form: Form
    lat: Fraction
    lon: Fraction
    lat_step: Fraction
    lon_step: Fraction
    ordered: bool
    otherwise: tuple[Fraction, Fraction] | None = None

    def spread_m(self) -> Metres:
        """How far can the place be from the one written?

        The diagonal of one step of the last digits: they may have been rounded or cut, and nobody knows which. An upper bound: the
        longest degree of the meridian, and of the parallel of the cell that is nearest to the equator.
        """
        nearest = max(abs(float(self.lat)) - float(self.lat_step), 0.0)
        along = LONGEST_DEGREE_M * float(self.lon_step) * min(1.0, cos(radians(nearest)))
        return hypot(LONGEST_DEGREE_M * float(self.lat_step), along)


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of the text; `glued`: between two digits, as the sign in 36-43."""

    kind: str
    text: str
    glued: bool = False


@dataclass(frozen=True, slots=True)
class _Angle:
    """One of the two: its axis ("lat", "lon" or "" where nothing tells), the numbers as written, and whether it is negative."""

    axis: str
    numbers: tuple[str, ...]
    negative: bool

    def value(self) -> Fraction:
        total = sum((Fraction(number) / 60**place for place, number in enumerate(self.numbers)), Fraction())
        return -total if self.negative else total

    def step(self) -> Fraction:
        _, _, decimals = self.numbers[-1].partition(".")
        return Fraction(1, 10 ** len(decimals) * 60 ** (len(self.numbers) - 1))

    def with_seconds(self) -> _Angle | None:
        """What is it if the decimals of its minutes are seconds: 43.0491 for 43 minutes 04.91? None where they cannot be."""
        if len(self.numbers) != 2:
            return None
        minutes, _, decimals = self.numbers[1].partition(".")
        if len(decimals) < 2 or int(decimals[:2]) >= 60:
            return None
        seconds = f"{decimals[:2]}.{decimals[2:]}".rstrip(".")
        return _Angle(self.axis, (self.numbers[0], minutes, seconds), self.negative)


_SIGNS = ("°", "'", '"')
_FORMS = (Form.DECIMAL, Form.DDM, Form.DMS)
_WORDS = {"NORTH": "N", "SOUTH": "S", "EAST": "E", "WEST": "W"}
_AXIS = {"N": "lat", "S": "lat", "E": "lon", "W": "lon"}
_RANGE = {"lat": 90, "lon": 180}
_CALLED = {"lat": "latitude", "lon": "longitude"}
_SCANNED = (
    ("mark", r"°|DEG(?![A-Z])|\"|''|'"),
    ("letter", r"(?:NORTH|SOUTH|EAST|WEST|[NSEW])(?![A-Z])\.?"),
    ("label", r"(?:LAT(?:ITUDE)?|LON(?:G(?:ITUDE)?)?)(?![A-Z])\.? ?[:=]?"),
    ("sign", r"[+-]"),
    ("separator", r"[,;/]"),
    ("blank", r"[ :]"),
)
_PATTERNS = {
    comma: re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in (("number", number), *_SCANNED)), re.ASCII)
    for comma, number in ((",", r"\d+(?:\.\d+)?"), (".", r"\d+(?:,\d+)?"))
}
"""How a text is cut up where a comma stands between two numbers, and where it stands for the decimal point."""
_COMPACT = {"lat": {4: (2, 4), 6: (2, 4, 6)}, "lon": {5: (3, 5), 7: (3, 5, 7)}}
"""Where 364305N and 0685144E are cut, by their number of digits: as flight plans and notices to airmen write them."""


def read(text: str) -> Degrees:
    """Which latitude and longitude are these? The text in plain characters and capitals (:mod:`herald.keyboard`).

    A comma between digits parts them, or stands for the decimal point: no text is a position both ways, as the numbers that are
    left differ by one. Raises ValueError with what was expected.
    """
    commas = (",", ".") if re.search(r"\d,\d", text, re.ASCII) and "." not in text else (",",)
    faults = []
    for comma in commas:
        try:
            return _read(text, comma)
        except ValueError as fault:
            faults.append(fault)
    raise faults[-1] if text.count(",") > 1 else faults[0]


def _read(text: str, comma: str) -> Degrees:
    halves = _halves(_settled(_tokens(text, comma)))
    lat, lon, ordered = _in_order(*map(_angle, halves))
    for angle, axis in ((lat, "lat"), (lon, "lon")):
        if abs(angle.value()) > _RANGE[axis]:
            hint = "" if ordered else "; latitude stands first where no letters N, S, E, W tell"
            raise ValueError(f"a {_CALLED[axis]} from -{_RANGE[axis]} to {_RANGE[axis]}{hint}")
        if angle.step() >= _ROOM:
            raise ValueError(
                f"a {_CALLED[axis]} with two decimals or more, or with minutes: one step of its last digit is more than "
                f"{COARSEST_M / 1000:.0f} km (end with 0 what ends there)"
            )
    form = _FORMS[max(len(lat.numbers), len(lon.numbers)) - 1]
    seconds = lat.with_seconds(), lon.with_seconds()
    otherwise = None if seconds[0] is None or seconds[1] is None else (seconds[0].value(), seconds[1].value())
    return Degrees(form, lat.value(), lon.value(), lat.step(), lon.step(), ordered, otherwise)


def _tokens(text: str, comma: str) -> list[_Token]:
    found, at = [], 0
    while at < len(text):
        match = _PATTERNS[comma].match(text, at)
        if match is None:
            raise ValueError(_unread(text, at))
        if match.lastgroup != "blank":
            glued = text[at - 1 : at].isdigit() and text[match.end() : match.end() + 1].isdigit()
            found.append(_Token(str(match.lastgroup), match[0].replace(",", ".") if comma == "." else match[0], glued))
        at = match.end()
    return found


def _unread(text: str, at: int) -> str:
    if text[at] == "O" and not text[at + 1 : at + 2].isalpha():
        return "N, S, E or W: O is west in French and east in German"
    if text[at].isascii() and text[at].isalpha():
        word = re.match(r"[A-Z]+", text[at:])
        return f"degrees, MGRS or UTM; {word[0] if word else text[at]} belongs to none of them"
    return f"degrees, MGRS or UTM; {named(text[at])} belongs to none of them"


def _settled(tokens: list[_Token]) -> list[_Token]:
    """A hyphen between digits only parts them where letters tell the sign (36-43-05N); where both are signed it is a sign."""
    if tokens and tokens[-1].text == "/":  # how ISO 6709 ends
        tokens = tokens[:-1]
    glued = [each for each in tokens if each.kind == "sign" and each.glued]
    if not glued:
        return tokens
    if any(each.kind == "letter" for each in tokens) and all(each.text == "-" for each in glued):
        return [each for each in tokens if each not in glued]
    signs = [each for each in tokens if each.kind == "sign"]
    if len(signs) == 2 and tokens[0].kind == "sign":
        return tokens
    raise ValueError(
        "a blank between latitude and longitude, or letters N, S, E, W: a hyphen between digits could be a sign"
    )


def _halves(tokens: list[_Token]) -> tuple[list[_Token], list[_Token]]:
    """Where does the second of the two begin? Where a separator says so, else letters, labels, signs, marks, else half-way."""
    if not any(each.kind == "number" for each in tokens):
        raise ValueError("a latitude and a longitude in degrees, an MGRS reference or UTM")
    separators = [at for at, each in enumerate(tokens) if each.kind == "separator"]
    if len(separators) > 1:
        raise ValueError("one latitude and one longitude, parted once")
    if separators:
        return tokens[: separators[0]], tokens[separators[0] + 1 :]
    at = _second(tokens)
    if at is None:
        raise ValueError("a latitude and a longitude, each with as many numbers")
    return tokens[:at], tokens[at:]


def _second(tokens: Sequence[_Token]) -> int | None:
    labels, letters, signs, numbers = (
        [at for at, each in enumerate(tokens) if each.kind == kind] for kind in ("label", "letter", "sign", "number")
    )
    degrees = [at for at, each in enumerate(tokens) if each.text in {"°", "DEG"}]
    if len(labels) == 2:
        return labels[1]
    if len(letters) == 2:
        return letters[1] if letters[0] < numbers[0] else letters[0] + 1
    if len(signs) == 2:
        return signs[1]
    if len(degrees) == 2:
        return _before(tokens, degrees[1] - 1)
    if len(numbers) in {2, 4, 6}:
        return _before(tokens, numbers[len(numbers) // 2])
    return None


def _before(tokens: Sequence[_Token], at: int) -> int:
    """Where does what belongs to this number begin: at its sign, if it has one?"""
    return at - 1 if at > 0 and tokens[at - 1].kind == "sign" else at


def _angle(tokens: Sequence[_Token]) -> _Angle:
    """One latitude or longitude: label, letter or sign, up to three numbers with their marks, letter."""
    shape = "".join(
        {"number": "n", "mark": "m", "letter": "h", "label": "l", "sign": "s"}[each.kind] for each in tokens
    )
    if re.fullmatch(r"l?h?s?(?:nm?){1,3}h?", shape) is None:
        raise ValueError("degrees, minutes and seconds, once each, for latitude and for longitude")
    letters = [_letter(each) for each in tokens if each.kind == "letter"]
    signs = [each.text for each in tokens if each.kind == "sign"]
    if len(letters) > 1 or (letters and signs):
        raise ValueError("either a sign or one letter N, S, E, W, not both")
    labels = ["lat" if each.text.startswith("LAT") else "lon" for each in tokens if each.kind == "label"]
    axes = {*labels, *(_AXIS[letter] for letter in letters)}
    if len(axes) > 1:
        raise ValueError("N or S for a latitude, E or W for a longitude")
    axis = next(iter(axes), "")
    numbers = _numbers(tokens, axis if letters else "")
    return _Angle(axis, numbers, letters in (["S"], ["W"]) or signs == ["-"])


def _letter(token: _Token) -> str:
    word = token.text.rstrip(".")
    return _WORDS.get(word, word)


def _numbers(tokens: Sequence[_Token], axis: str) -> tuple[str, ...]:
    """Degrees, minutes, seconds as written, each checked."""
    numbers: list[str] = []
    marked = False
    for token in tokens:
        if token.kind == "number":
            numbers.append(token.text)
        elif token.kind == "mark":
            marked = True
            if token.text.replace("DEG", "°").replace("''", '"') != _SIGNS[len(numbers) - 1]:
                raise ValueError("degrees (°), then minutes ('), then seconds (\")")
    if len(numbers) == 1 and axis and not marked:
        numbers = _cut(numbers[0], axis)
    if any("." in number for number in numbers[:-1]):
        raise ValueError("decimals in the last of degrees, minutes and seconds alone")
    for number, name in zip(numbers[1:], ("minutes", "seconds"), strict=False):
        if Fraction(number) >= 60:
            raise ValueError(f"{name} below 60; saw {number}")
    return tuple(numbers)


def _cut(number: str, axis: str) -> list[str]:
    """364305 before N is 36, 43, 05."""
    whole, _, decimals = number.partition(".")
    ends = _COMPACT[axis].get(len(whole))
    if ends is None:
        return [number]
    parts = [whole[start:end] for start, end in zip((0, *ends), ends, strict=False)]
    return [*parts[:-1], f"{parts[-1]}.{decimals}".rstrip(".")]


def _in_order(first: _Angle, second: _Angle) -> tuple[_Angle, _Angle, bool]:
    """Latitude, longitude, and whether the text tells which is which."""
    if first.axis and first.axis == second.axis:
        raise ValueError("one latitude and one longitude")
    swapped = first.axis == "lon" or second.axis == "lat"
    lat, lon = (second, first) if swapped else (first, second)
    return lat, lon, bool(first.axis or second.axis)
