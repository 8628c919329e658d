"""Where are land and borders, really? The outlines every report of a real day is drawn over.

Natural Earth at 1:50 million, in the public domain: `assets/natural-earth-50m.txt`, made and described by `tools/outlines.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from herald.pages.baselayer import BaseLayer, Feature, Form, Layer, Line

NOTE = (
    "Outlines: Natural Earth, public domain; lines carry no position on any border. "
    "At 1:50 million they may be some kilometres off."
)
_FILE = "natural-earth-50m.txt"


@cache
def world() -> BaseLayer:
    """Which base layer shows the land and the borders of the world? A constant, read once from the package."""
    return parse_outlines((files("herald.pages") / "assets" / _FILE).read_text(encoding="ascii"))


def parse_outlines(text: str) -> BaseLayer:
    """Which land and borders does the extract hold?"""
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    scale = float(lines[0].removeprefix("scale "))
    rings, borders = lines.index("rings"), lines.index("borders")
    arcs = [decoded(line, scale) for line in lines[1:rings]]
    land = tuple(_ring(line.split(), arcs) for line in lines[rings + 1 : borders])
    parted = tuple(arcs[int(number)] for number in lines[borders + 1].split())
    return BaseLayer(
        "Natural Earth",
        (Feature(Layer.COAST, None, Form.AREA, land), Feature(Layer.BORDER, None, Form.LINE, parted)),
        NOTE,
    )


def decoded(line: str, scale: float) -> Line:
    """Where does an arc run? Differences, sign in the lowest bit, five bits a character, 32 marks that more follow.

    >>> decoded("_ibE_seK", 0.001)
    ((100.0, 200.0),)
    """
    x = y = 0
    places = []
    numbers = _numbers(line)
    for across, up in zip(numbers, numbers, strict=True):
        x, y = x + across, y + up
        places.append((x * scale, y * scale))
    return tuple(places)


def _numbers(line: str) -> Iterator[int]:
    number = shift = 0
    for character in line:
        bits = ord(character) - 63
        number |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            yield ~(number >> 1) if number & 1 else number >> 1
            number = shift = 0


def _ring(numbers: list[str], arcs: list[Line]) -> Line:
    """The closed line that these arcs make; where two join, their shared place stands once."""
    places: list[tuple[float, float]] = []
    for number in numbers:
        arc = arcs[int(number[1:])][::-1] if number.startswith("~") else arcs[int(number)]
        places.extend(arc[1:] if places else arc)
    return tuple(places)
