"""By which hash is the text of an agreement known, whoever holds it? Source: docs/record-format.md, section 2."""

from __future__ import annotations

from hashlib import sha256

from herald import canonical
from herald.canonical import Json

_DOMAIN = b"herald agreement 1\n"


def digest(text: Json) -> bytes:
    """Which hash has this text, `{"files": {name: text}, "toml": text}`?"""
    return sha256(_DOMAIN + canonical.write(text)).digest()
