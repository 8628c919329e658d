"""What has somebody kept of a log? A bundle, a `.mission` file, a proof or a checkpoint, told by what the file begins with."""

from __future__ import annotations

import zipfile
from io import BytesIO

from herald.malformed import Malformed, Problem
from herald.record import missionfile
from herald.record.receipt import Receipt
from herald.record.sealed import Sealed
from herald.tlog import note, proof
from herald.tlog.note import Note

LARGEST_BYTES = 64 * 2**20
_LARGEST_MEMBER = 2**20
_ZIP = b"PK\x03\x04"


def read(file: str, data: bytes) -> Receipt | Note:
    """What does this file hold of a log: the receipt of an entry, or a signed checkpoint? Raises Malformed.

    Whether the log signed it is not asked here.
    """
    if data.startswith(_ZIP):
        return _bundle(file, data)
    if data.startswith(b"{"):
        return note.read(missionfile.read(data, file).checkpoint.encode(), file)
    if data.startswith(proof.HEADER.encode()):
        return proof.read(data, file).checkpoint
    return note.read(data, file)


def _bundle(file: str, data: bytes) -> Receipt:
    if len(data) > LARGEST_BYTES:
        raise Malformed([Problem(file, None, "length", f"{len(data)} bytes", f"at most {LARGEST_BYTES} bytes")])
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entry, envelope, salt, proven = (
                _member(file, archive, f"entry/{name}") for name in ("note", "envelope", "salt", "proof")
            )
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        raise Malformed([Problem(file, None, "archive", str(error) or "no archive", "a bundle")]) from None
    stated = proof.read(proven, file)
    try:
        drawn = bytes.fromhex(salt.decode("ascii").strip())
    except ValueError:
        raise Malformed([Problem(file, None, "entry/salt", "no hex", "32 bytes in hex")]) from None
    return Receipt(Sealed(stated.index, entry, envelope, drawn), stated)


def _member(file: str, archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        member = archive.getinfo(name)
    except KeyError:
        raise Malformed([Problem(file, None, name, "nothing", "this member of a bundle")]) from None
    if member.compress_type != zipfile.ZIP_STORED or member.file_size > _LARGEST_MEMBER:
        raise Malformed([Problem(file, None, name, "compressed, or too large", "a stored member of at most 1 MiB")])
    return archive.read(member)
