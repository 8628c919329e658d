"""Which outlines of land and borders does the report draw? Makes the committed extract from a published map.

    python tools/outlines.py countries-50m.json src/herald/pages/assets/natural-earth-50m.txt

The input is `countries-50m.json` of the npm package `world-atlas` 2.0.2: Natural Earth 4.1 at 1:50 million (public domain)
as TopoJSON. `npm pack world-atlas@2.0.2` fetches it; neither Herald nor its tests need it afterwards. The output is text:

    # comments
    scale 0.002          degrees for one unit of every number below
    <an arc a line>      polyline encoding: differences, zigzag, base 32, characters from `?` on
    rings                then a ring of land a line: numbers of arcs, `~n` for an arc walked backwards
    borders              then one line: the numbers of the arcs that part two countries

An arc is shared by all that touch it, so that simplifying it opens no gap between neighbours. Simplified by Ramer, Douglas and
Peucker to `TOLERANCE_DEG` (about 550 m, less than the error of a map at 1:50 million); the smallest islands are left out.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

SCALE_DEG = 0.002
TOLERANCE_DEG = 0.005
SMALLEST_DEG2 = 4 * SCALE_DEG * SCALE_DEG

Point = tuple[float, float]
Grid = tuple[int, int]

HEADER = (
    "# Outlines of land and borders: Natural Earth 4.1, 1:50 million, public domain (naturalearthdata.com);",
    "# from the npm package world-atlas 2.0.2 (ISC). Made by tools/outlines.py, which says how to read it.",
)


def arcs_deg(topology: dict[str, Any]) -> list[list[Point]]:
    """Where does each arc of a quantized TopoJSON run? Longitude and latitude in degrees. Source: TopoJSON 1.0, 2.1.4."""
    (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in deltas:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(arc)
    return arcs


def rings_of(geometries: Iterable[dict[str, Any]]) -> Iterator[list[int]]:
    """Which rings, as numbers of arcs, bound these polygons? Outer rings and holes alike."""
    for geometry in geometries:
        if geometry["type"] == "Polygon":
            yield from geometry["arcs"]
        elif geometry["type"] == "MultiPolygon":
            for polygon in geometry["arcs"]:
                yield from polygon
        elif geometry["type"] == "GeometryCollection":
            yield from rings_of(geometry["geometries"])


def simplified(line: list[Point]) -> list[Point]:
    """Which of its points does a line need, so that no point lies farther from it than the tolerance? Degrees, as in the plane."""
    keep = {0, len(line) - 1}
    todo = [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        far = max(range(first + 1, last), key=lambda i: _off(line[i], line[first], line[last]))
        if _off(line[far], line[first], line[last]) > TOLERANCE_DEG or line[first] == line[last]:
            keep.add(far)
            todo += [(first, far), (far, last)]
    return [line[i] for i in sorted(keep)]


def _off(p: Point, a: Point, b: Point) -> float:
    """How far is p from the piece a-b? Degrees in the plane; from a where both ends are one."""
    (px, py), (ax, ay), (bx, by) = p, a, b
    dx, dy = bx - ax, by - ay
    square = dx * dx + dy * dy
    along = 0.0 if square == 0 else min(1.0, max(0.0, ((px - ax) * dx + (py - ay) * dy) / square))
    return float(((px - ax - along * dx) ** 2 + (py - ay - along * dy) ** 2) ** 0.5)


def gridded(line: list[Point]) -> list[Grid]:
    """On which grid points does the line run? Repeated points are left out, its two ends kept."""
    points = [(round(x / SCALE_DEG), round(y / SCALE_DEG)) for x, y in line]
    return [p for i, p in enumerate(points) if i == 0 or p != points[i - 1] or i == len(points) - 1]


def encoded(line: list[Grid]) -> str:
    """How is the line written? Differences, sign in the lowest bit, five bits a character, 32 marks that more follow."""
    text, before = [], (0, 0)
    for point in line:
        for now, last in zip(point, before, strict=True):
            number = (now - last) << 1 if now >= last else ~((now - last) << 1)
            while number >= 32:
                text.append(chr((number & 31 | 32) + 63))
                number >>= 5
            text.append(chr(number + 63))
        before = point
    return "".join(text)


def area(ring: list[int], arcs: list[list[Point]]) -> float:
    """How large is the ring? Square degrees, as in the plane."""
    points = [p for n in ring for p in (arcs[n] if n >= 0 else arcs[~n][::-1])]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1], strict=True))) / 2


def extract(topology: dict[str, Any]) -> str:
    """What does the committed file say?"""
    arcs = arcs_deg(topology)
    land = [ring for ring in rings_of([topology["objects"]["land"]]) if area(ring, arcs) >= SMALLEST_DEG2]
    shores = {_number(n) for ring in land for n in ring}
    uses = Counter(_number(n) for ring in rings_of(topology["objects"]["countries"]["geometries"]) for n in ring)
    borders = [n for n, times in sorted(uses.items()) if times > 1 and n not in shores]
    kept = sorted(shores | set(borders))
    place = {n: i for i, n in enumerate(kept)}
    lines = [*HEADER, f"scale {SCALE_DEG}"]
    lines += [encoded(gridded(simplified(arcs[n]))) for n in kept]
    lines += ["rings", *(" ".join(_placed(n, place) for n in ring) for ring in land)]
    lines += ["borders", " ".join(str(place[n]) for n in borders)]
    return "\n".join(lines) + "\n"


def _number(n: int) -> int:
    """The arc a signed number names: ~n is arc n walked backwards."""
    return n if n >= 0 else ~n


def _placed(n: int, place: dict[int, int]) -> str:
    """The number in the new file, with its direction."""
    return str(place[n]) if n >= 0 else f"~{place[~n]}"


def main() -> None:
    """Read the published map, write the extract."""
    parser = argparse.ArgumentParser(description="Make the committed outlines from world-atlas' countries-50m.json.")
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    asked = parser.parse_args()
    text = extract(json.loads(asked.source.read_text(encoding="utf-8")))
    asked.target.write_text(text, encoding="ascii", newline="\n")
    print(f"{asked.target}: {len(text):,} characters")


if __name__ == "__main__":
    main()
