"""How is XML written, so that no text in it can be anything but text?"""

from __future__ import annotations

import re
from collections.abc import Mapping

_SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_IN_ATTRIBUTE = re.compile('[&<>"\t\n\r]')
_IN_TEXT = re.compile("[&<>\r]")


class Markup(str):
    """XML that is written already, and not escaped again."""

    __slots__ = ()


def element(name: str, attributes: Mapping[str, str], *inside: str) -> Markup:
    """The element of this name, with these attributes and what is inside: texts, and elements.

    >>> element("name", {"lang": "<en>"}, "Aster & Birch", element("b", {}))
    '<name lang="&lt;en&gt;">Aster &amp; Birch<b/></name>'
    """
    opening = "".join([name, *(f' {one}="{_escaped(_IN_ATTRIBUTE, text)}"' for one, text in attributes.items())])
    content = "".join(one if isinstance(one, Markup) else _escaped(_IN_TEXT, one) for one in inside)
    return Markup(f"<{opening}>{content}</{name}>" if content else f"<{opening}/>")


def lines(*elements: str) -> tuple[str, ...]:
    """These elements, each on a line of its own."""
    return (*(Markup(f"\n{one}") for one in elements), Markup("\n"))


def document(root: str) -> bytes:
    """The document with this root, in UTF-8."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'.encode()


def _escaped(special: re.Pattern[str], text: str) -> str:
    return special.sub(lambda found: _SPECIAL[found[0]], text)
