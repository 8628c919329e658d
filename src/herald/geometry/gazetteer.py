"""Which place is meant by a name, and by which name is a place known? Candidates with scores, never facts.

Nothing is decided here: a name that is spelt alike may be that of another place, and a place that nobody listed has no
candidate at all. The typed text stays what was stated.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from herald.geometry.ellipsoid import GEOD, SHORTEST_DEGREE_M, Floats, ecef, geodesic_m
from herald.geometry.place import Place
from herald.units import NANODEGREES, Metres

Integers = NDArray[np.int64]

LEAST_SCORE = 60.0
"""Below this two names have more letters apart than in common: no candidate."""
LONGEST = 250
"""In characters; no place has a longer name, and longer texts have no candidate."""
_CHORD_SPREAD = 1.01
"""Of two places, the nearer along the ellipsoid has a straight distance at most 1 % longer: see :meth:`Gazetteer.nearest`."""
_E5_TO_E9 = 10_000
_BLOCK = 1 << 14
"""So many places are normalised at once: quick, and a few megabytes at a time."""

_ALIKE = {
    **dict(zip("øłđıħ", "oldih", strict=True)),
    "\u0671": "\u0627",  # alef wasla: alef
    **dict.fromkeys("\u0649\u06cc\u06d0", "\u064a"),  # alef maksura, the Persian and the Kurdish ya: ya
    **dict.fromkeys("\u0629\u06c1\u06be\u06d5\u06c0", "\u0647"),  # ta marbuta, the Urdu, Kurdish and Uyghur ha: ha
    **dict.fromkeys("\u06a9\u06aa", "\u0643"),  # the Persian and the Sindhi kaf: kaf
}
"""Letters that are written for one another and that Unicode does not take apart itself."""
_APOSTROPHES = "'\u2018\u2019\u201b\u2032`\u00b4"


@dataclass(frozen=True, slots=True)
class Named:
    """A place that has a name: GeoNames' id, its names as spelt there, and what it lies in.

    `names` begins with `name`. `country` is the code of ISO 3166 (XK for Kosovo), `admin1` GeoNames' code of the first
    division within it, "" where none is stated. `place` is a point within the settlement, to 1e-5 degree (1 m).
    `population` is None where GeoNames has none.
    """

    id: int
    name: str
    names: tuple[str, ...]
    country: str
    admin1: str
    place: Place
    population: int | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be meant: the spelling that came nearest, and how near, from 0 to 100 (the same but for marks)."""

    named: Named
    matched: str
    score: float


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest named place, how far it is, and in which direction from it, in degrees clockwise from north, [0, 360).

    Where the distance is 0.0 the bearing is 0.0 and has no meaning.
    """

    named: Named
    distance_m: Metres
    bearing_deg: float


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Places with their names, as columns of n rows; each read one is itself alone.

    `lon_e5`, `lat_e5`: 1e-5 degree. `population`: 0 where none is known. `regions` holds country and division, `region` which
    of them each place lies in. `lines` holds the names of each place, parted by tabs, the usual one first.
    """

    ids: Integers
    lon_e5: Integers
    lat_e5: Integers
    population: Integers
    regions: tuple[tuple[str, str], ...]
    region: Integers
    lines: tuple[str, ...]

    def __len__(self) -> int:
        """How many places does it know?"""
        return len(self.lines)

    def candidates(self, text: str, near: Place | None = None, most: int = 5) -> tuple[Candidate, ...]:
        """Which places may be meant by this name? The best first, at most so many, each once.

        Names are compared as :func:`normalised` writes them, by the letters they share in order (`rapidfuzz`'s ratio). Of equal
        scores the nearer to `near` comes first, then the more populous, then the lower id: never the order in the data.
        """
        key = normalised(text) if len(text) <= LONGEST else ""
        if not key or not len(self):
            return ()
        from rapidfuzz import fuzz, process

        scores = process.cdist([key], self._spelt, scorer=fuzz.ratio, score_cutoff=LEAST_SCORE, dtype=np.float32)[0]
        best = np.maximum.reduceat(scores, self._first)
        found = np.flatnonzero(best)
        away = np.zeros(len(found)) if near is None else self._chords_m(near)[found]
        order = np.lexsort((self.ids[found], -self.population[found], away, -best[found]))[:most]
        return tuple(self._candidate(int(row), scores, float(best[row])) for row in found[order])

    def exactly(self, texts: Iterable[str]) -> Mapping[str, tuple[Named, ...]]:
        """Which places bear exactly these names, but for marks and case? By the text asked; () where none does."""
        asked = {text: normalised(text) if len(text) <= LONGEST else "" for text in texts}
        rows: dict[str, list[int]] = {key: [] for key in asked.values() if key}
        if rows:
            for at, spelt in enumerate(self._spelt):
                if spelt in rows:
                    rows[spelt].append(at)
        owner = {key: np.unique(np.searchsorted(self._first, at, side="right") - 1) for key, at in rows.items()}
        return {text: tuple(self.named(int(row)) for row in owner.get(key, ())) for text, key in asked.items()}

    def nearest(self, place: Place) -> Nearest:
        """Which named place is nearest, how far is it, and in which direction does this place lie from it?

        Geodesic on the ellipsoid, of equals the lower id. Poles and the antimeridian are places like any other: straight
        distances through the Earth sort out nearly all, and geodesics decide on those within 1 % of the least. Spheres that
        fit the ellipsoid have radii within 1 % of each other, by which an arc of up to 10,000 km over one and the same straight
        line changes by less than 0.3 %. Raises ValueError where the gazetteer is empty.
        """
        chords = self._chords_m(place)
        few = np.flatnonzero(chords <= float(chords.min()) * _CHORD_SPREAD + 1.0)
        away = self._geodesics_m(place, few)
        row = int(few[np.lexsort((self.ids[few], away))[0]])
        named = self.named(row)
        azimuth, _, distance = GEOD.inv(*_degrees(named.place), *_degrees(place))
        return Nearest(named, distance, azimuth % 360.0 if distance else 0.0)

    def about(self, place: Place, within_m: Metres) -> tuple[Named, ...]:
        """Which named places lie within this distance? The nearest first, of equals the lower id."""
        return tuple(self.named(int(row)) for row in self._about(place, within_m))

    def alike(self, text: str, place: Place, within_m: Metres, least: float) -> Candidate | None:
        """Which named place within this distance is spelt most like this, by at least this score? Of equals the nearest."""
        rows = self._about(place, within_m)
        key = normalised(text) if len(text) <= LONGEST else ""
        best: Candidate | None = None
        for row in rows.tolist() if key else ():
            first, names = int(self._first[row]), self.lines[row].count("\t") + 1
            score, spelling = likeliest(key, self._spelt[first : first + names])
            if score >= least and (best is None or score > best.score):
                named = self.named(row)
                best = Candidate(named, named.names[spelling], round(score, 2))
        return best

    def named(self, row: int) -> Named:
        """What is known of the place in this row?"""
        names = tuple(self.lines[row].split("\t"))
        country, admin1 = self.regions[int(self.region[row])]
        place = Place(int(self.lon_e5[row]) * _E5_TO_E9, int(self.lat_e5[row]) * _E5_TO_E9)
        return Named(int(self.ids[row]), names[0], names, country, admin1, place, int(self.population[row]) or None)

    def _about(self, place: Place, within_m: Metres) -> NDArray[np.intp]:
        """The rows of the places within this distance, nearest first: those of near latitudes are measured."""
        here_e5, span_e5 = place.lat_e9 // _E5_TO_E9, int(within_m / SHORTEST_DEGREE_M * 1e5) + 2
        order, lat_e5 = self._by_latitude
        # Whole numbers: sought as floats, the whole column would be turned into floats first.
        first, last = lat_e5.searchsorted(np.array([here_e5 - span_e5, here_e5 + span_e5]))
        few = order[first:last]
        lon, lat = _degrees(place)
        few = few[np.linalg.norm(self._in_space[few] - ecef(np.array(lon), np.array(lat)), axis=1) <= within_m + 1.0]
        away = self._geodesics_m(place, few)
        ranked = np.lexsort((self.ids[few], away))
        found: NDArray[np.intp] = few[ranked[away[ranked] <= within_m]]
        return found

    @cached_property
    def _by_latitude(self) -> tuple[NDArray[np.intp], Integers]:
        order = np.argsort(self.lat_e5, kind="stable")
        return order, self.lat_e5[order]

    def _candidate(self, row: int, scores: NDArray[np.float32], score: float) -> Candidate:
        named, first = self.named(row), int(self._first[row])
        return Candidate(named, named.names[int(scores[first : first + len(named.names)].argmax())], round(score, 2))

    @cached_property
    def _spelt(self) -> list[str]:
        """Every name, normalised, place after place."""
        blocks = (self.lines[at : at + _BLOCK] for at in range(0, len(self), _BLOCK))
        each = (normalised_lines("\n".join(block)).replace("\t", "\n").split("\n") for block in blocks)
        return list(chain.from_iterable(each))

    @cached_property
    def _first(self) -> Integers:
        """Where the names of each place begin."""
        counts = np.array([line.count("\t") + 1 for line in self.lines], np.int64)
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)[:-1]])

    @cached_property
    def _in_space(self) -> Floats:
        return ecef(self.lon_e5 / 1e5, self.lat_e5 / 1e5)

    def _chords_m(self, place: Place) -> Floats:
        """How far is each place in a straight line through the Earth? Never more than along it."""
        lon, lat = _degrees(place)
        return np.asarray(np.linalg.norm(self._in_space - ecef(np.array(lon), np.array(lat)), axis=1))

    def _geodesics_m(self, place: Place, rows: NDArray[np.intp]) -> Floats:
        lon, lat = (np.full(len(rows), each) for each in _degrees(place))
        return geodesic_m(lon, lat, self.lon_e5[rows] / 1e5, self.lat_e5[rows] / 1e5)


def likeliest(key: str, spelt: Sequence[str]) -> tuple[float, int]:
    """How alike is this name to the nearest of those, from 0 to 100, and which is that? All normalised, at least one."""
    from rapidfuzz import fuzz

    scores = [fuzz.ratio(key, name) for name in spelt]
    best = max(scores)
    return best, scores.index(best)


@lru_cache(maxsize=1024)
def normalised(text: str) -> str:
    """How is this name written without case, marks, apostrophes and the spellings that stand for one another?

    Compatibility forms and accents are taken apart and marks dropped (NFKD; Hebrew and Arabic points too), with apostrophes,
    modifier letters and the tatweel; Arabic alef, ya, ha and kaf become one each; all else that is neither letter nor digit parts
    words. Articles stay: how much they differ is the score's business.

    >>> normalised("`Ayn al-`Arab"), normalised("Al Mālikīyah"), normalised("  ")
    ('ayn al arab', 'al malikiyah', '')
    """
    return normalised_lines(" ".join(text.split()))


def normalised_lines(text: str) -> str:
    """The same for lines of names parted by tabs, all at once: a million names in a second."""
    apart = unicodedata.normalize("NFKD", text.replace("\u00b4", "'")).casefold()
    codes = np.frombuffer(apart.encode("utf-32-le", "surrogatepass"), "<u4")
    counts = np.bincount(codes)
    plain = np.zeros(len(counts), "<u4")
    for code in np.flatnonzero(counts).tolist():
        plain[code] = _plain(chr(code))
    kept = plain[codes]
    spaced: str = kept[kept != 0].tobytes().decode("utf-32-le", "surrogatepass")
    while "  " in spaced:
        spaced = spaced.replace("  ", " ")
    for part in "\t\n":
        spaced = spaced.replace(f" {part}", part).replace(f"{part} ", part)
    return spaced.strip(" ")


def _plain(character: str) -> int:
    """The code of what is written for this character; 0 for nothing."""
    if character in "\t\n":
        return ord(character)
    category = unicodedata.category(character)
    if category[0] == "M" or category in ("Lm", "Sk", "Cf") or character in _APOSTROPHES:
        return 0
    return ord(_ALIKE.get(character, character) if category[0] in "LN" else " ")


def _degrees(place: Place) -> tuple[float, float]:
    return place.lon_e9 / NANODEGREES, place.lat_e9 / NANODEGREES
