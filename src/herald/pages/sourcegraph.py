"""How do the sources of an incident look: which goes back to which, from the outermost report on the left to the roots?

A picture, and rows that say the same to whoever cannot see it. Every line says its kind in words and has a dash of its own, every
mark is a word as well: nothing is told by a hue. Order is that of the entries; what a source is called moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement, tostring

from herald.disclosure.incidentwords import code
from herald.disclosure.incidentwords import drift as said_drift
from herald.incident.chains import Cites, Graph
from herald.incident.codes import Edge
from herald.incident.drift import Drift
from herald.pages.sourceplan import Link, Plan, backward, columns, plan
from herald.pages.titles import em, is_rtl, wrapped
from herald.wording import count, plain

MOST_SOURCES, MOST_CITATIONS, MOST_STEPS = 200, 400, 20
"""More than that nobody reads in a picture."""
DASHES: Mapping[Edge, str] = MappingProxyType(
    {
        Edge.QUOTES: "",
        Edge.PARAPHRASES: "10 4",
        Edge.TRANSLATES: "2 3.5",
        Edge.SUMMARISES: "14 4 2 4",
        Edge.CITES_UNNAMED: "5 5",
    }
)
"""How the line of each kind of citation is drawn; its name stands on it as well."""
DIFFERS, BACK = "\u2260", "\u2190"
_WIDE, _LABEL, _LEAST_CURVE, _MOST_CURVE = 212.0, 138.0, 64.0, 230.0
_MARGIN, _PAD = 4.0, 9.0
_SMALL, _LARGE = 11.5, 13.0
_MOST_LINES = 4
_INK = "#111a20"
_SMALL_TEXT = {"font-size": f"{_SMALL:g}", "fill": _INK}
_SOFT_TEXT = {"font-size": f"{_SMALL:g}", "fill": "#3d4950"}
_TITLE = {"font-size": f"{_LARGE:g}", "fill": _INK}


@dataclass(frozen=True, slots=True)
class Row:
    """One citation, or a source that cites nothing, in words."""

    source: str
    edge: str
    cited: str
    drift: str


@dataclass(frozen=True, slots=True)
class SourceGraph:
    """The picture (None where there is nothing to draw, or too much), what it comes to in a sentence, and all of it in rows.

    The picture is markup in which every text is escaped, for a page that loads nothing: without a script, a style, an address.
    """

    picture: str | None
    said: str
    rows: tuple[Row, ...]


def sourcegraph(of: Graph, drifts: Mapping[int, Sequence[Drift]], name: str = "sources") -> SourceGraph:
    """What is shown of the sources? `drifts` by the entry of the citation; `name` begins the ids within the page."""
    fits = (
        0 < len(of.nodes) <= MOST_SOURCES
        and len(of.cites) + len(of.missing) <= MOST_CITATIONS
        and _steps(of) <= MOST_STEPS
    )
    said = " ".join(_said(of, drifts, fits=fits))
    return SourceGraph(_picture(of, drifts, name, said) if fits else None, said, tuple(_rows(of, drifts)))


def _links(of: Graph) -> tuple[list[Link], frozenset[int]]:
    """The citations as lines to the right, and which of them were turned for it, since they run back in a circle."""
    links = [Link(each.index, each.citing, each.cited) for each in (*of.cites, *of.missing)]
    back = backward(links)
    return [Link(link.key, link.right, link.left) if link.key in back else link for link in links], back


def _steps(of: Graph) -> int:
    """How many lines are there one behind the other?"""
    links, _ = _links(of)
    return max(columns({*of.nodes, *(each.cited for each in of.missing)}, links).values())


# -- In words ----------------------------------------------------------------------------------------------------------------


def _said(of: Graph, drifts: Mapping[int, Sequence[Drift]], *, fits: bool) -> Iterator[str]:
    found = of.independence(of.nodes)
    many = f"{found.most}" if found.least == found.most else f"{found.least} to {found.most}"
    roots = f"{many} root{'' if found.most == 1 else 's'}"
    yield f"{count(len(of.nodes), 'source')}, {count(len(of.cites) + len(of.missing), 'citation')}; all go back to {roots}."
    if found.missing:
        yield f"Cited and not entered: {', '.join(map(str, found.missing))}; what lies beyond is not known."
    for circle in of.circles():
        yield f"In a circle: {', '.join(map(str, circle))}."
    differing = sum(bool(drifts.get(each.index)) for each in (*of.cites, *of.missing))
    if differing:
        yield f"The copy differs from its original in {count(differing, 'citation')}."
    if of.nodes and not fits:
        yield (
            f"More than {MOST_SOURCES} sources, {MOST_CITATIONS} citations or {MOST_STEPS} steps one behind the other"
            " are not drawn: the table has them all."
        )


def _rows(of: Graph, drifts: Mapping[int, Sequence[Drift]]) -> Iterator[Row]:
    said = sorted((*of.cites, *of.missing), key=lambda each: each.index)
    for index in of.nodes:
        own = [each for each in said if each.citing == index]
        for each in own:
            cited = _named(of, each.cited)
            yield Row(
                _named(of, index), code(each.edge.value), cited, "; ".join(map(said_drift, drifts.get(each.index, ())))
            )
        if not own:
            yield Row(_named(of, index), "cites nothing", "", "")


def _named(of: Graph, index: int) -> str:
    node = of.nodes.get(index)
    return f"{index}, not entered" if node is None else f"{index} {plain(node.what)} ({code(node.kind.value)})"


# -- The picture -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Box:
    """What is written in a box, and how its edge is drawn."""

    head: str
    lines: tuple[str, ...]
    mark: str
    title: str
    rtl: bool
    dash: str
    stroke: float

    @property
    def height(self) -> float:
        return 2 * _PAD + 14 + 17 * len(self.lines) + (16 if self.mark else 0)


def _picture(of: Graph, drifts: Mapping[int, Sequence[Drift]], name: str, said: str) -> str:
    cites = (*of.cites, *of.missing)
    turned, back = _links(of)
    boxes, joined = _boxes(of), {end for link in turned for end in (link.left, link.right)}
    placed = plan({index: boxes[index].height for index in boxes if index in joined}, turned)
    xs = _xs(placed, turned)
    alone = [index for index in boxes if index not in joined]
    apart = _grid({index: boxes[index].height for index in alone}, placed.height + (52 if joined else 0), xs)
    width = max([each + _WIDE for each in xs] + [x + _WIDE for x, _, _ in apart.values()]) + 2 * _MARGIN
    floor = max([placed.height, *(top + height for _, top, height in apart.values())])
    svg, drawing = _svg(name, said)
    for each in cites:
        _line(drawing, each, placed, turned, xs, drifts.get(each.index, ()), is_back=each.index in back)
    for index, stand in placed.boxes.items():
        _box(drawing, boxes[index], xs[stand.column], stand.top, stand.height)
    if alone and joined:
        _text(drawing, 0, placed.height + 38, "These cite nothing, and nothing cites them:", _SOFT_TEXT)
    for index, (x, top, height) in apart.items():
        _box(drawing, boxes[index], x, top, height)
    bottom = _key(drawing, floor + 26, width - 2 * _MARGIN, cites, boxes.values(), drifts)
    tall = bottom + 2 * _MARGIN
    svg.attrib |= {"viewBox": f"0 0 {_n(width)} {_n(tall)}", "width": _n(width), "height": _n(tall)}
    return tostring(svg, encoding="unicode")


def _svg(name: str, said: str) -> tuple[Element, Element]:
    svg = Element("svg", {"class": "sourcegraph", "role": "img", "aria-labelledby": f"{name}-title {name}-desc"})
    SubElement(svg, "title", {"id": f"{name}-title"}).text = "Which source goes back to which"
    SubElement(svg, "desc", {"id": f"{name}-desc"}).text = f"{said} The table says the same line by line."
    shift = {"transform": f"translate({_n(_MARGIN)} {_n(_MARGIN)})", "direction": "ltr", "fill": "none"}
    return svg, SubElement(svg, "g", shift)


def _boxes(of: Graph) -> dict[int, _Box]:
    """What is written on each source, and on each that is cited and not entered."""
    found = of.independence(of.nodes)
    circles = {index for circle in of.circles() for index in circle}
    last = {index for root in found.roots for index in root.nodes if not root.missing and not _goes_on(of, root.nodes)}
    boxes = {}
    for index, node in of.nodes.items():
        lines = wrapped(plain(node.what), (_WIDE - 2 * _PAD) / _LARGE, _MOST_LINES)
        boxes[index] = _Box(
            head=f"{index} \u00b7 {code(node.kind.value)}",
            lines=lines,
            mark=" \u00b7 ".join(_marks(is_last=index in last, in_circle=index in circles, is_unnamed=node.is_unnamed)),
            title=plain(node.what),
            rtl=is_rtl(node.what),
            dash="6 4" if node.is_unnamed else "",
            stroke=2.4 if index in last else 1.1,
        )
    for index in sorted({each.cited for each in of.missing}):
        boxes[index] = _Box(f"{index}", ("not entered",), "", "not entered", rtl=False, dash="1.5 3", stroke=1.1)
    return boxes


def _goes_on(of: Graph, nodes: Sequence[int]) -> bool:
    """Do these cite anything but one another?"""
    return any(each.cited not in nodes for index in nodes for each in of.cited_by(index))


def _marks(*, is_last: bool, in_circle: bool, is_unnamed: bool) -> Iterator[str]:
    if in_circle:
        yield "in a circle"
    if is_unnamed:
        yield "unnamed"
    if is_last:
        yield "one root together" if in_circle else "root"
    elif is_unnamed:
        yield "perhaps a root"


def _xs(placed: Plan, links: Iterable[Link]) -> list[float]:
    """Where does each column begin? The steeper the lines between two of them, the further apart they stand."""
    steepest = dict.fromkeys(range(max(0, placed.columns - 1)), 0.0)
    for link in links:
        begin = placed.boxes[link.left].column
        for number, (one, other) in enumerate(pairwise(placed.lines[link.key])):
            steepest[begin + number] = max(steepest[begin + number], abs(one - other))
    xs = [0.0]
    for column in range(placed.columns - 1):
        xs.append(xs[-1] + _WIDE + _LABEL + min(_MOST_CURVE, max(_LEAST_CURVE, steepest[column] / 3)))
    return xs


def _grid(heights: Mapping[int, float], top: float, xs: Sequence[float]) -> dict[int, tuple[float, float, float]]:
    """Where do boxes stand that no line joins to others? In rows under them, by entry."""
    across = max(2, int((xs[-1] + _WIDE + 16) // (_WIDE + 16)))
    places: dict[int, tuple[float, float, float]] = {}
    indices = list(heights)
    for first in range(0, len(indices), across):
        row = indices[first : first + across]
        tall = max(heights[index] for index in row)
        places |= {index: (number * (_WIDE + 16), top, tall) for number, index in enumerate(row)}
        top += tall + 16
    return places


def _box(drawing: Element, box: _Box, x: float, top: float, height: float) -> None:
    group = SubElement(drawing, "g")
    SubElement(group, "title").text = f"{box.head}: {box.title}"
    edge = {"stroke": _INK, "stroke-width": _n(box.stroke), "fill": "#fff", "rx": "5"}
    dash = {"stroke-dasharray": box.dash} if box.dash else {}
    size = {"x": _n(x), "y": _n(top), "width": _n(_WIDE), "height": _n(height)}
    SubElement(group, "rect", size | edge | dash)
    y = top + (height - box.height) / 2 + _PAD + 10
    _text(group, x + _PAD, y, box.head, _SOFT_TEXT)
    for line in box.lines:
        y += 17
        _text(group, x + (_WIDE - _PAD if box.rtl else _PAD), y, line, _TITLE | (_RTL if box.rtl else {}))
    if box.mark:
        _text(group, x + _PAD, y + 16, box.mark, _SMALL_TEXT | _BOLD)


def _line(
    drawing: Element,
    of: Cites,
    placed: Plan,
    links: Iterable[Link],
    xs: Sequence[float],
    drifts: Sequence[Drift],
    *,
    is_back: bool,
) -> None:
    """From box to box: straight beside a box, where its name stands on it, bent only between there and the next column."""
    link = next(each for each in links if each.key == of.index)
    column, heights = placed.boxes[link.left].column, placed.lines[of.index]
    begin, end = xs[column] + _WIDE, xs[placed.boxes[link.right].column]
    path = [f"M{_n(begin + (8 if is_back else 0))} {_n(heights[0])}"]
    for number, (one, other) in enumerate(pairwise(heights)):
        bend, to = xs[column + number] + _WIDE + _LABEL, xs[column + number + 1]
        to -= 8 if number == len(heights) - 2 and not is_back else 0
        middle = (bend + to) / 2
        path.append(f"H{_n(bend)}C{_n(middle)} {_n(one)} {_n(middle)} {_n(other)} {_n(to)} {_n(other)}")
    stroke = {"stroke": _INK, "stroke-width": "2" if is_back else "1.3"}
    SubElement(drawing, "path", {"d": "".join(path), **stroke, **_dash(of.edge)})
    tip, y = (begin + 1, heights[0]) if is_back else (end - 1, heights[-1])
    aside = 9 if is_back else -9
    SubElement(drawing, "path", {"d": f"M{_n(tip)} {_n(y)}l{aside} -4.5v9z", "fill": _INK})
    x, y = begin + (14 if is_back else 8), heights[0]
    word = f"{BACK} {code(of.edge.value)}" if is_back else code(of.edge.value)
    _text(drawing, x, y - 6, word, _SMALL_TEXT | _HALO)
    if drifts:
        _text(drawing, x, y + 13, _drifting(drifts), _SMALL_TEXT | _BOLD | _HALO)


def _drifting(of: Sequence[Drift]) -> str:
    """The mark on the line: what differs first, and how much else."""
    more = f" +{len(of) - 1}" if len(of) > 1 else ""
    return f"{DIFFERS} drift: {of[0].kind.value}{more}"


def _dash(edge: Edge) -> dict[str, str]:
    return {"stroke-dasharray": DASHES[edge]} if DASHES[edge] else {}


def _key(
    drawing: Element,
    top: float,
    width: float,
    cites: Sequence[Cites],
    boxes: Iterable[_Box],
    drifts: Mapping[int, Sequence[Drift]],
) -> float:
    """What the lines and the marks mean, of those that are drawn; how far down it reaches."""
    used, marks = {each.edge for each in cites}, {(box.dash, box.stroke) for box in boxes}
    entries: list[tuple[str, dict[str, str], bool]] = [
        (code(edge.value), {"stroke-width": "1.3"} | _dash(edge), False) for edge in DASHES if edge in used
    ]
    known = (
        ("root", "", 2.4),
        ("unnamed", "6 4", 1.1),
        ("unnamed root", "6 4", 2.4),
        ("cited, and not entered", "1.5 3", 1.1),
    )
    entries += [
        (word, {"stroke-width": _n(stroke)} | ({"stroke-dasharray": dash} if dash else {}), True)
        for word, dash, stroke in known
        if (dash, stroke) in marks
    ]
    x, y = 0.0, top
    for word, stroke, is_box in entries:
        wide = 46 + em(word) * _SMALL + 18
        if x and x + wide > width:
            x, y = 0.0, y + 20
        shape = (
            {"x": _n(x + 1), "y": _n(y - 10), "width": "34", "height": "13", "rx": "3"}
            if is_box
            else {"d": f"M{_n(x)} {_n(y - 4)}h36"}
        )
        SubElement(drawing, "rect" if is_box else "path", shape | {"stroke": _INK} | stroke)
        _text(drawing, x + 43, y, word, _SOFT_TEXT)
        x += wide
    if any(drifts.get(each.index) for each in cites):
        word = f"{DIFFERS} the copy has other words than its original"
        if x and x + em(word) * _SMALL > width:
            x, y = 0.0, y + 20
        _text(drawing, x, y, word, _SOFT_TEXT)
    return y + 6


_BOLD = {"font-weight": "700"}
_HALO = {"stroke": "#fff", "stroke-width": "3", "paint-order": "stroke"}
_RTL = {"direction": "rtl", "unicode-bidi": "embed"}


def _text(into: Element, x: float, y: float, text: str, how: Mapping[str, str]) -> None:
    SubElement(into, "text", {"x": _n(x), "y": _n(y), **how}).text = text


def _n(number: float) -> str:
    return f"{round(number, 1):g}" if abs(number) < 100_000 else f"{number:.0f}"
