"""How does a bundle travel? A ZIP archive that anyone can open, the same bytes for the same bundle.

Source: docs/record-format.md, section 6.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from herald import canonical
from herald.disclosure.bundle import Bundle, Piece

_DATED = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16
_EXECUTABLE = 0o755 << 16


def render(bundle: Bundle, verifier: bytes, verdict: str) -> bytes:
    """Which archive is this bundle? With the verifier beside it, and what that verifier said."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as archive:
        for name, data in _members(bundle, verifier, verdict):
            member = ZipInfo(name, _DATED)
            member.external_attr = _EXECUTABLE if name.endswith(".py") else _READABLE
            member.create_system = 3
            archive.writestr(member, data)
    return written.getvalue()


def _members(bundle: Bundle, verifier: bytes, verdict: str) -> Iterator[tuple[str, bytes]]:
    yield "VERDICT.txt", verdict.encode()
    yield "policy", bundle.policy.encode()
    yield from _piece("entry", bundle.entry)
    for piece in bundle.history:
        yield from _piece(f"history/{piece.index}", piece)
    for piece in bundle.ladder:
        yield from _piece(f"ladder/{piece.index}", piece)
    yield "verify.py", verifier


def _piece(folder: str, piece: Piece) -> Iterator[tuple[str, bytes]]:
    fields = {name: held.json() for name, held in piece.fields.items()}
    yield f"{folder}/note", piece.note
    yield f"{folder}/envelope", piece.envelope
    yield f"{folder}/salt", f"{piece.salt.hex()}\n".encode()
    yield f"{folder}/fields", canonical.write(fields) + b"\n"
    yield f"{folder}/proof", piece.proof
    if piece.seen is not None:
        yield f"{folder}/witnessed", bytes(piece.seen.proof)
