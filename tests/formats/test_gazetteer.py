"""Is the committed gazetteer what the published places say, and is it read as it was written?"""

from __future__ import annotations

import json
import lzma
from importlib.resources import files

import pytest

from herald.files import gazetteer
from herald.formats.gazetteer import MAGIC, read
from tools.gazetteer import columns, names, packed, published, text, unpacked

DATA = files("herald.formats") / "data"
COMMITTED = (DATA / "gazetteer.bin").read_bytes()
ROWS = [
    {
        "geonameid": number,
        "name": name,
        "alternatenames": alternates,
        "longitude": lon,
        "latitude": lat,
        "population": people,
        "countrycode": country,
        "admin1code": admin1,
    }
    for number, name, alternates, lon, lat, people, country, admin1 in (
        (70, "Éast Quay", ["East  Quay", "Восточная", "东", "est kwy", "Ost-Kai"], -179.99999, 89.12345, 0, "AA", "01"),
        (7, "West Quay", [], 179.99999, -0.00001, 123_456_789, "AA", ""),
        (2**31 - 1, "Ü", ["ü", "U"], 0.0, 0.0, 1, "ZZ", "AAA"),
    )
]


def parts(data: bytes) -> tuple[dict[str, object], bytes, bytes]:
    head, _, rest = data[len(MAGIC) :].partition(b"\n")
    about = json.loads(head)
    return about, lzma.decompress(rest[: about["columns"]]), lzma.decompress(rest[about["columns"] :])


@pytest.mark.places
def test_the_extract_is_what_the_published_places_say() -> None:
    assert parts(COMMITTED)[1:] == unpacked(published())


def test_the_extract_is_small_and_says_where_it_comes_from() -> None:
    about = parts(COMMITTED)[0]
    assert len(COMMITTED) <= 2**22
    assert "GeoNames" in str(about["source"]) and "Attribution 4.0" in str(about["licence"])
    licence = (DATA / "gazetteer.LICENCE.txt").read_text(encoding="utf-8")
    assert "creativecommons.org/licenses/by/4.0" in licence and "no position of Herald on any border" in licence


def test_the_head_counts_what_is_there() -> None:
    about, known = parts(COMMITTED)[0], gazetteer()
    assert about["places"] == len(known) == 170_391
    assert about["names"] == sum(line.count("\t") + 1 for line in known.lines)
    assert len(known.region) == len(known.ids) == len(known.lon_e5)
    assert len(set(known.ids.tolist())) == len(known)


def test_what_the_tool_writes_is_what_is_read() -> None:
    known = read(packed((columns(ROWS), text(ROWS).encode())))
    one, two, three = (known.named(row) for row in range(3))
    assert one.names == ("Éast Quay", "Восточная", "Ost-Kai")
    assert (one.id, one.country, one.admin1, one.population) == (70, "AA", "01", None)
    assert (one.place.lon_e9, one.place.lat_e9) == (-179_999_990_000, 89_123_450_000)
    assert (two.id, two.admin1, two.population, two.place.lat_e9) == (7, "", 123_456_789, -10_000)
    assert (three.id, three.name, three.names, three.country, three.admin1) == (2**31 - 1, "Ü", ("Ü",), "ZZ", "AAA")


def test_the_usual_name_is_kept_in_whatever_script() -> None:
    assert next(names([{**ROWS[0], "name": "东京"}]))[0] == "东京"


@pytest.mark.parametrize(
    "data", [b"", b"{}", MAGIC + b"\n", MAGIC + b'{"columns": 3, "text": 3}\nabcdef', COMMITTED[:100_000]]
)
def test_what_is_no_gazetteer_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(data)
