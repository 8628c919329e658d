"""What kind of file is this, by its first bytes alone? Nothing is decoded; what is not in the table is told as bytes.

The first bytes say what a file calls itself. It may be something else as well, or nothing of the kind; only a table is asked here.
"""

from __future__ import annotations

import re

HEAD_BYTES = 256
UNKNOWN = "application/octet-stream"

_SIGNS: tuple[tuple[str, re.Pattern[bytes]], ...] = tuple(
    (media, re.compile(sign, re.DOTALL))
    for media, sign in (
        ("image/jpeg", rb"\xff\xd8\xff"),
        ("image/png", rb"\x89PNG\r\n\x1a\n"),
        ("image/gif", rb"GIF8[79]a"),
        ("image/webp", rb"RIFF.{4}WEBP"),
        ("image/tiff", rb"II[*+]\0|MM\0[*+]"),
        ("image/heic", rb".{4}ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1)"),
        ("image/avif", rb".{4}ftypavi[fs]"),
        ("audio/mp4", rb".{4}ftypM4[AB] "),
        ("video/quicktime", rb".{4}(?:ftypqt  |moov|mdat|wide)"),
        ("video/mp4", rb".{4}ftyp"),
        ("video/webm", rb"\x1a\x45\xdf\xa3.{1,200}?\x42\x82.webm"),
        ("video/x-matroska", rb"\x1a\x45\xdf\xa3"),
        ("video/x-msvideo", rb"RIFF.{4}AVI "),
        ("audio/wav", rb"RIFF.{4}WAVE"),
        ("audio/flac", rb"fLaC"),
        ("audio/mpeg", rb"ID3|\xff[\xfb\xf3\xf2]"),
        ("application/ogg", rb"OggS"),
        ("application/pdf", rb"%PDF-"),
        ("application/warc", rb"WARC/[01]\."),
        ("application/zip", rb"PK(?:\x03\x04|\x05\x06)"),
        ("application/gzip", rb"\x1f\x8b\x08"),
    )
)


def media(head: bytes) -> str:
    r"""Which media type do these first bytes announce? `HEAD_BYTES` of them are enough.

    A WACZ reads as the ZIP that it is, a compressed WARC as gzip: more cannot be told without decoding.

    >>> media(b"\x89PNG\r\n\x1a\n"), media(b"EXERCISE")
    ('image/png', 'application/octet-stream')
    """
    return next((media for media, sign in _SIGNS if sign.match(head)), UNKNOWN)
