"""How are numbers, hashes and names written in a log's files? In exactly one way each; whatever else stands there is malformed."""

from __future__ import annotations

import base64
import binascii
import re

from herald.malformed import Malformed, Problem

LARGEST = 2**63 - 1
"""The greatest size, index or time in seconds. C2SP tlog-cosignature, section Format, says so of times."""

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f+\s\ud800-\udfff]")
_SHOWN = 60


def malformed(file: str, field: str, seen: str | bytes, expected: str) -> Malformed:
    """What is wrong there, as the one exception of every reader? What was seen is shown in part if it is long."""
    words = ascii(seen)
    words = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}..."
    return Malformed([Problem(file, None, field, words, expected)])


def read_decimal(file: str, field: str, text: str, most: int = LARGEST) -> int:
    """Which number is this? ASCII digits without leading zeroes, at most `most`. Raises Malformed."""
    if _DECIMAL.fullmatch(text) is None or int(text) > most:
        raise malformed(file, field, text, f"a decimal from 0 to {most}, without leading zeroes")
    return int(text)


def read_base64(file: str, field: str, text: str) -> bytes:
    """Which bytes are these? Raises Malformed.

    Standard alphabet, with padding, and the only way to write these bytes: unused bits are zero. Source: RFC 4648, sections 4
    and 3.5.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        raise malformed(file, field, text, "standard base64 with padding") from None
    if write_base64(data) != text:
        raise malformed(file, field, text, "standard base64 as it is written: no unused bits set")
    return data


def write_base64(data: bytes) -> str:
    """How are these bytes written? Source: RFC 4648, section 4."""
    return base64.b64encode(data).decode("ascii")


def read_text(file: str, data: bytes, most: int) -> str:
    """What does this text say? Raises Malformed.

    At most `most` bytes of UTF-8 without control characters other than newline, ending in one. Source: C2SP signed-note,
    section Format.
    """
    if len(data) > most:
        raise malformed(file, "length", f"{len(data)} bytes", f"at most {most} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise malformed(file, f"byte {error.start}", data[error.start : error.end], "UTF-8") from None
    if control := _CONTROL.search(text):
        raise malformed(file, f"character {control.start()}", control[0], "no control character but newline")
    if not text.endswith("\n"):
        raise malformed(file, "last line", text[-_SHOWN // 3 :], "a line that ends in a newline")
    return text


def is_name(text: str) -> bool:
    """Could this name a key? Not empty, UTF-8, no space, no control character, no plus. Source: signed-note, section Format."""
    return bool(text) and _NOT_IN_NAMES.search(text) is None
