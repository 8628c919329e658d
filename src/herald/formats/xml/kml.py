"""Which notices, or which tracks of the past, does this KML or KMZ file hold? Every geometry of every Placemark is one notice.

Nothing that a file points to is fetched: a NetworkLink is a problem, since what it stands for would be missing, unless it
names a document of the same KMZ archive, all of which are read. Styles and pictures are not read. Heights are over the ground
or over mean sea level, as `altitudeMode` says; without it, and with `clampToGround`, heights are a receiver's: they count for
kinds that have heights, and not for those on the ground. Source: OGC 07-147r2 (KML 2.2), and Google's extension for gx:Track.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from herald.formats import archive
from herald.formats.filed import MOST_NOTICES, Draft, Drafts
from herald.formats.geojson.names import STATED
from herald.formats.xml import markup
from herald.formats.xml.extension import Stating, ends, legible, moment, number, window
from herald.formats.xml.kml_shapes import MOST_POSITIONS, Shown, positions, shapes
from herald.formats.xml.kml_words import FEATURE, GX, SPACES, own, text
from herald.formats.xml.markup import Element, names
from herald.geometry.geojson import position
from herald.jsontext import quoted
from herald.malformed import Malformed, Problem
from herald.members import Where, caught, instant, said
from herald.notice.track import Fix, Track

_CONTAINERS = names("Document Folder")
_ELSEWHERE = {
    "NetworkLink": ("what lies in another file or place", "the Placemarks themselves: nothing is fetched"),
    "NetworkLinkControl": ("changes to another file", "the Placemarks themselves"),
    "GroundOverlay": ("a picture of an area", "the area as a Placemark"),
    "PhotoOverlay": ("a picture of a place", "the place as a Placemark"),
}
_UNSEEN = names("ScreenOverlay Schema")
_KNOWN = {
    "kml": frozenset({"Placemark", *_CONTAINERS, *_ELSEWHERE, *_UNSEEN}),
    "Document": FEATURE | {"Placemark", *_CONTAINERS, *_ELSEWHERE, *_UNSEEN},
    "Folder": FEATURE | {"Placemark", *_CONTAINERS, *_ELSEWHERE, *_UNSEEN},
    "Placemark": FEATURE | names("Point LineString LinearRing Polygon MultiGeometry Model"),
}
_ONCE = names("name description TimeStamp TimeSpan ExtendedData Metadata begin end when altitudeMode coordinates")
_OVER_THE_SEA = "AMSL"


@dataclass(frozen=True, slots=True)
class _Placed:
    """A Placemark, the names of the folders it is in, and whether one of them has a time."""

    element: Element
    folders: str
    in_time: bool


@dataclass(frozen=True, slots=True)
class _Document:
    """One KML document: its root, its name where the file is an archive, and which others there are beside it."""

    root: Element
    member: str = ""
    beside: frozenset[str] = frozenset()

    def placed(self, where: Where, amiss: list[Problem]) -> Iterator[_Placed]:
        """Every Placemark of it, and into `amiss` what is wrong with what holds them."""
        return self._within(where, self.root, _Placed(self.root, "", in_time=False), amiss)

    def told(self, problem: Problem) -> Problem:
        """The problem, with the name of this document where there are several."""
        return replace(problem, field=self.place(problem.field))

    def place(self, place: str) -> str:
        """The place, with the name of this document where there are several."""
        return f"{quoted(self.member)}, {place}" if len(self.beside) > 1 else place

    def _within(self, where: Where, inside: Element, above: _Placed, amiss: list[Problem]) -> Iterator[_Placed]:
        folders, in_time = above.folders, above.in_time or bool(own(inside, "TimeSpan", "TimeStamp"))
        amiss.extend(_sound(where, inside))
        if inside.name in _CONTAINERS:
            amiss.extend(_of_all(where, inside))
            name = text(inside, "name")
            folders = " / ".join(one for one in (folders, legible(name[0]) if name else "") if one)
        for one in inside:
            if one.space not in SPACES:
                continue
            if one.name == "Placemark":
                yield _Placed(one, folders, in_time)
            elif one.name in _CONTAINERS:
                yield from self._within(where, one, _Placed(inside, folders, in_time), amiss)
            elif one.name in _ELSEWHERE and not self._is_beside(one):
                amiss.extend(_at(where, one).wrong(*_ELSEWHERE[one.name]).problems)

    def _is_beside(self, link: Element) -> bool:
        """Is it a link to a document of the same archive? All of those are read, so that it needs not be followed."""
        places = [place for one in own(link, "Link", "Url") for place in own(one, "href")]
        return any(posixpath.join(posixpath.dirname(self.member), one.text.strip()) in self.beside for one in places)


def drafts(file: str, data: bytes) -> Drafts:
    """Every geometry of every Placemark as one draft. A track of the past in the file is a problem: it is no notice."""
    documents, amiss = caught(lambda: _documents(file, data))
    whole = list(amiss)
    if sum(positions(document.root) for document in documents or ()) > MOST_POSITIONS:
        return Drafts((), Where(file).wrong("more positions", f"at most {MOST_POSITIONS} in a file").problems)
    found: list[Draft] = []
    for document in documents or ():
        begun, wrong = len(found), list[Problem]()
        for placed in document.placed(Where(file), wrong):
            if len(found) > MOST_NOTICES:
                return Drafts((), Where(file).wrong("more geometries", f"at most {MOST_NOTICES}").problems)
            for draft, problems in _drafts(Where(file, len(found)), placed):
                found.extend([draft] if draft else [])
                wrong.extend(problems)
        whole.extend(map(document.told, wrong))
        found[begun:] = [replace(one, stands=_each(document.place, one.stands)) for one in found[begun:]]
    if len(found) > MOST_NOTICES:
        return Drafts((), Where(file).wrong("more geometries", f"at most {MOST_NOTICES}").problems)
    if not found and not whole:
        whole.extend(Where(file).wrong("no Placemark", "at least one").problems)
    return Drafts(tuple(found), tuple(whole))


def tracks(file: str, data: bytes) -> tuple[tuple[Track, ...], tuple[Problem, ...]]:
    """Every gx:Track of the file, and every gx:MultiTrack as one; other Placemarks are not of the past, and are left out."""
    documents, amiss = caught(lambda: _documents(file, data))
    whole = list(amiss)
    found: list[Track] = []
    for document in documents or ():
        wrong: list[Problem] = []
        for placed in document.placed(Where(file), wrong):
            if _tracks_in(placed.element):
                track, problems = _track(Where(file, len(found)), placed.element)
                found.append(track)
                wrong.extend(problems)
        whole.extend(map(document.told, wrong))
    if not found and not whole:
        whole.extend(Where(file).wrong("no track (gx:Track)", "at least one").problems)
    return tuple(found), tuple(whole)


def _each(said_of: Callable[[str], str], stands: Mapping[str, str]) -> dict[str, str]:
    return {path: said_of(place) for path, place in stands.items()}


def _documents(file: str, data: bytes) -> tuple[_Document, ...]:
    """The documents of a file: one, or all that a KMZ archive holds, whatever they are called."""
    if not archive.begins(data):
        return (_Document(_root(file, data, markup.MOST_ELEMENTS)),)
    opened = archive.read(file, data)
    held = frozenset(name for name in opened.names if name.casefold().endswith(".kml"))
    texts = {name: opened.read(name) for name in opened.names if name in held}
    if sum(map(len, texts.values())) > markup.LARGEST_DOCUMENT:
        raise Where(file).wrong("more", f"at most {markup.LARGEST_DOCUMENT // 2**20} MiB of KML in an archive")
    left, documents = markup.MOST_ELEMENTS, []
    for name in sorted(texts, key=lambda name: (name.casefold() != "doc.kml", name)):
        document = _Document(_root(file, texts[name], left), name, held)
        left -= sum(1 for _ in document.root.all())
        documents.append(document)
    return tuple(documents)


def _root(file: str, data: bytes, most: int) -> Element:
    """The kml element."""
    root = markup.read(file, data, most)
    if root.name != "kml" or root.space not in SPACES:
        where = Where(file, None, f"line {root.line}")
        raise where.wrong(f"the element {quoted(root.name)} of {quoted(root.space)}", "kml, of KML 2.0 to 2.3")
    return root


def _at(where: Where, one: Element) -> Where:
    return Where(where.file, where.feature, f"line {one.line}, {one.name}")


def _sound(where: Where, element: Element) -> Iterator[Problem]:
    """Does it hold only what KML knows there, and once what stands once? A misspelt element would be lost unseen."""
    kml = [one for one in element if one.space in SPACES]
    times = Counter(one.name for one in kml)
    for one in kml:
        if one.name not in _KNOWN.get(element.name, {one.name}):
            expected = f"an element of KML within {element.name}"
            yield from _at(where, one).wrong(f"the element {quoted(one.name)}", expected).problems
        elif times[one.name] > 1 and one.name in _ONCE:
            yield from _at(where, one).wrong(f"{one.name} {times[one.name]} times", f"{one.name} once").problems
            times[one.name] = 1


def _of_all(where: Where, container: Element) -> Iterator[Problem]:
    """Does a folder say something of all in it that is read of each Placemark alone?"""
    for name, _, line in _named_texts(container):
        if name in STATED:
            place = Where(where.file, None, f"line {line}")
            yield from place.wrong(f"{quoted(name)} of a {container.name}", "it in each Placemark").problems


def _drafts(where: Where, placed: _Placed) -> Iterator[tuple[Draft | None, list[Problem]]]:
    """The drafts of one Placemark: one of each geometry, with all the members; one without a geometry, if it has none."""
    yield None, list(_sound(where, placed.element))
    each = list(shapes(where, placed.element))
    words = sum(len(name) + len(stated) for name, stated, _ in _named_texts(placed.element))
    if len(each) > 1 and len(each) * words > markup.LONGEST_TEXT:
        seen = f"{len(each)} geometries, each with {words} characters of data"
        expected = f"at most {markup.LONGEST_TEXT} characters for all of them"
        yield None, list(_at(where, placed.element).wrong(seen, expected).problems)
        return
    yield None, [problem for shown in each if shown.refused for problem in shown.problems]
    for number_of_it, shown in enumerate(one for one in each if not one.refused):
        stating = Stating(Where(where.file, (where.feature or 0) + number_of_it))
        _stated(stating, placed)
        _high(stating, shown)
        _timed(stating, placed, shown)
        if shown.kind == "LineString":
            stating.as_drawn(shown.coordinates)
        stating.stands.update(shown.stands)
        what = f"line {shown.line or placed.element.line}, {placed.element.name}"
        yield stating.draft(shown.geometry, what, _OVER_THE_SEA), [*stating.problems, *shown.problems]


def _stated(stating: Stating, placed: _Placed) -> None:
    """The members and words of a Placemark; its folders too, where it states no id: programs make folders of their own."""
    for written_as, stated, line in _named_texts(placed.element):
        stating.member(written_as, stated, line)
    if name := text(placed.element, "name"):
        stating.entitled(*name)
    if words := text(placed.element, "description"):
        stating.described("description", *words)
    if placed.folders and not {"id", "folder"} & stating.properties.keys():
        stating.state("folder", placed.folders, "its folders")


def _named_texts(element: Element) -> Iterator[tuple[str, str, int]]:
    """The named texts of ExtendedData: Data as anyone writes it, or SimpleData of a schema as GIS programs do."""
    for extended in own(element, "ExtendedData"):
        for one in own(extended, "Data"):
            value = text(one, "value")
            yield one.attributes.get("name", ""), value[0] if value else "", one.line
        for schema in own(extended, "SchemaData"):
            for one in own(schema, "SimpleData"):
                yield one.attributes.get("name", ""), one.text, one.line


def _high(stating: Stating, shown: Shown) -> None:
    """What the mode of the heights says is their reference; one that is stated must be the same."""
    if shown.reference is None:
        if "altitude_ref" not in stating.properties or "altitude_m" in stating.properties:
            shown.drop_zeros()
        return
    held = stating.properties.get("altitude_ref", shown.reference)
    if held != shown.reference:
        stating.refuse(
            f"line {shown.line}, altitudeMode", said(shown.reference), f"the altitude_ref that is stated: {said(held)}"
        )
    elif "altitude_ref" not in stating.properties:
        stating.state("altitude_ref", shown.reference, f"line {shown.line}, altitudeMode")


def _timed(stating: Stating, placed: _Placed, shown: Shown) -> None:
    """The time that is shown is the window, of every vertex of a line; it must agree with windows that are stated."""
    element = placed.element
    spans, stamps = own(element, "TimeSpan"), own(element, "TimeStamp")
    if not spans and not stamps:
        if placed.in_time and not {"windows", "depart"} & stating.properties.keys():
            stating.refuse(f"line {element.line}, Placemark", "the time of its folder", "a time of its own")
        return
    span = (spans or stamps)[0]
    stating.problems.extend(_sound(stating.where, span))
    begin, end = (_time(span, name) for name in (("begin", "end") if spans else ("when", "when")))
    place = f"line {span.line}, {span.name}"
    if spans and stamps:
        stating.refuse(place, "a TimeSpan and a TimeStamp", "one or the other")
    elif "windows" in stating.properties or "depart" in stating.properties:
        _agrees(stating, begin, end, place)
    elif begin is None and end is None:
        stating.refuse(place, "no time", "begin, end or both" if spans else "when")
    elif stamps and shown.kind == "LineString":
        stating.refuse(place, "one instant for a whole line", "a TimeSpan, or windows")
    else:
        stating.state("windows", [window(begin, end) for _ in range(shown.windows)], place)


def _time(span: Element, name: str) -> str | None:
    found = text(span, name)
    return found[0].strip() if found and found[0].strip() else None


def _agrees(stating: Stating, begin: str | None, end: str | None, place: str) -> None:
    """Is the time shown the whole time of what is stated? An end that is not stated is not shown."""
    whole = ends(stating.properties.get("windows", [stating.properties.get("depart")]))
    if not whole:
        return
    earliest, latest = whole[0][0], whole[-1][1] if "windows" in stating.properties else None
    for name, time, at in (("begin", begin, earliest), ("end", end, latest)):
        if time is not None and moment(time) != at:
            stating.refuse(place, f"{name} {quoted(time)}", "the same as windows, or depart, that are stated with it")


def _tracks_in(placemark: Element) -> list[Element]:
    """The gx:Tracks of a Placemark, also within a gx:MultiTrack or MultiGeometry."""
    return [one for one in placemark.all() if one.name == "Track" and one.space == GX]


def _track(where: Where, placemark: Element) -> tuple[Track, list[Problem]]:
    """All tracks of a Placemark as one, and what is wrong with it."""
    name = text(placemark, "name")
    called = legible(name[0]) if name else ""
    fixes: list[Fix] = []
    problems: list[Problem] = []
    for one in _tracks_in(placemark):
        times = [time for time in one if time.name == "when" and time.space in SPACES]
        places = [place for place in one if place.name == "coord" and place.space == GX]
        if len(times) != len(places):
            seen = f"{len(times)} times and {len(places)} places"
            problems.extend(_at(where, one).wrong(seen, "as many of both").problems)
        for time, place in zip(times, places, strict=False):
            fix, unread = caught(lambda time=time, place=place: _fix(where, time, place))  # type: ignore[misc]
            fixes.extend([fix] if fix else [])
            problems.extend(unread)
    return Track(called or f"{PurePath(where.file).stem}-{(where.feature or 0) + 1}", tuple(fixes)), problems


def _fix(where: Where, time: Element, place: Element) -> Fix:
    """The fix that this time and this place of a track are."""
    at, unread_place = caught(lambda: position([number(one) for one in place.text.split()], _at(where, place)))
    when, unread_time = caught(lambda: instant(time.text.strip(), _at(where, time)))
    if at is None or when is None:
        raise Malformed((*unread_place, *unread_time))
    return Fix(when, at.place, at.height)
