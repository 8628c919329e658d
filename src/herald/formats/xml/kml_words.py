"""How does KML call its things? Its namespaces, and what every feature of it may hold."""

from __future__ import annotations

from herald.formats.xml.markup import Element, names

SPACES = (
    "http://www.opengis.net/kml/2.2",
    "http://www.opengis.net/kml/2.3",
    "http://earth.google.com/kml/2.2",
    "http://earth.google.com/kml/2.1",
    "http://earth.google.com/kml/2.0",
    "",
)
GX = "http://www.google.com/kml/ext/2.2"
FEATURE = names(
    "name visibility open author link address phoneNumber Snippet snippet description LookAt Camera TimeStamp TimeSpan "
    "styleUrl Style StyleMap Region Metadata ExtendedData AddressDetails"
)


def own(element: Element, *named: str) -> list[Element]:
    """The elements of KML of these names, directly within this one."""
    return [one for one in element if one.name in named and one.space in SPACES]


def text(element: Element, name: str) -> tuple[str, int] | None:
    """What does this element within it say, and on which line? The first of them."""
    return next(((one.text, one.line) for one in own(element, name)), None)
