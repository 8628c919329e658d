"""Worlds for the pages: notices and answers made by hand, small ones and large ones, anywhere on Earth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from math import cos, pi, radians, sin

from herald.agreement.model import Agreement, Clause, Delivered, Party, Period, Regime, Status
from herald.check.answer import Answer, Approach, Checked, Clears, Encounter, Finding, Limits, Verdict
from herald.geometry.place import Path, Place, Polygon
from herald.notice.lifecycle import standing
from herald.notice.model import (
    ON_THE_GROUND,
    Action,
    Area,
    Kind,
    Notice,
    Origin,
    Reference,
    Route,
    Shape,
    Spot,
    Window,
    Windows,
)
from herald.pages.projection import RADIUS_M
from herald.units import SECOND, ClauseId, Instant, NoticeId, PartyId, parse_instant

NINE = parse_instant("2026-03-01T09:00:00Z")
AT_SEA = (-25.0, -32.0)
LIMITS = Limits()
LonLat = tuple[float, float]


def at(minutes: float) -> Instant:
    """So many minutes after nine in the morning of 1 March 2026."""
    return Instant(NINE + round(minutes * 60 * SECOND))


def window(earliest: float | None, latest: float | None) -> Window:
    return Window(None if earliest is None else at(earliest), None if latest is None else at(latest))


def place(where: LonLat) -> Place:
    return Place(round(where[0] * 1e9), round(where[1] * 1e9))


def beside(where: LonLat, east_km: float, north_km: float) -> LonLat:
    """A place so far from another, near enough for a drawing; across the pole and the antimeridian too."""
    lat = where[1] + north_km * 1000 / RADIUS_M * 180 / pi
    lon = where[0] + east_km * 1000 / (RADIUS_M * max(cos(radians(lat)), 1e-6)) * 180 / pi
    if abs(lat) > 90:
        lat, lon = (180 if lat > 0 else -180) - lat, lon + 180
    return (lon + 180) % 360 - 180, lat


def route(places: Sequence[LonLat], windows: Sequence[Window], path: Path = Path.GEODESIC) -> Route:
    return Route(tuple(map(place, places)), path, Windows(tuple(windows)), (ON_THE_GROUND,) * len(places))


def spot(where: LonLat, when: Window) -> Spot:
    return Spot(place(where), when, ON_THE_GROUND)


def area(corners: Sequence[LonLat], when: Window) -> Area:
    return Area(Polygon((tuple(map(place, corners)),), Path.LONLAT), when, ON_THE_GROUND)


def notice(name: str, party: str, shape: Shape | None, number: int = 0, **kept: object) -> Notice:
    kind = Kind.STATIC_SITE if isinstance(shape, Spot | Area) else Kind.GROUND_MOVEMENT
    return Notice(
        id=NoticeId(name),
        party=PartyId(party),
        kind=kind,
        shape=shape,
        action=Action.NEW,
        replaces=None,
        reference=Reference.AGL,
        buffer_mm=100_000,
        place_uncertainty_mm=50_000,
        submitted_at=at(-180),
        observed=False,
        max_speed_um_s=None,
        kept=kept,  # type: ignore[arg-type]
        origin=Origin(f"folder/{name[0].lower()}.geojson", number),
    )


def meeting(a: Notice, b: Notice, near: LonLat, start: float, clears: tuple[Clears, Clears] | None = None) -> Encounter:
    """The two could meet near a place for twelve minutes; a is the smaller id, as in every answer."""
    first, second = sorted((a, b), key=lambda each: each.id)
    other = beside(near, 0.4, 0.3)
    return Encounter(
        first.id,
        second.id,
        Verdict.COULD_MEET,
        closest_m=500.123,
        reach_m=300.0,
        error_m=0.0123,
        separation_m=1000.0,
        at=Approach(near, other, at(start + 2), at(start + 3.5)),
        windows=((at(start), at(start + 12.25)),),
        clause=None,
        reason=None,
        clears=clears if clears is not None else (Clears(1390, 2460), Clears(None, 600)),
    )


def untold(a: Notice, b: Notice, reason: str) -> Encounter:
    first, second = sorted((a.id, b.id))
    return Encounter(first, second, Verdict.CANNOT_TELL, None, 300.0, 0.01, 1000.0, None, (), None, reason, None)


def answer(notices: Sequence[Notice], encounters: Iterable[Encounter], findings: Iterable[Finding] = ()) -> Answer:
    """The answer with these encounters, counted as a check counts."""
    checked = standing(notices).checked
    parties = {each.party for each in checked}
    pairs = sum(a.party != b.party for a, b in combinations(checked, 2)) if len(checked) < 300 else 10**6
    legs = sum(len(each.shape.places) - 1 if isinstance(each.shape, Route) else 1 for each in checked)
    return Answer(
        f"Checked against {len(checked)} notices of {len(parties)} parties, as in the files given. "
        "Movements nobody filed are not covered.",
        Checked(len(checked), len(parties), legs, pairs, len(notices) - len(checked)),
        tuple(sorted(encounters, key=lambda each: (each.a, each.b))),
        tuple(findings),
        Limits(),
    )


World = tuple[Answer, tuple[Notice, ...], Agreement | None]

EVER = Period(None, None)
AGREEMENT = Agreement(
    id="sea-2026",
    status=Status.PARTLY_HELD,
    in_force=Period(at(-10_000), None),
    suspended=(),
    parties=(Party(PartyId("aster"), "Aster Command"), Party(PartyId("birch"), "Birch Staff"), Party(PartyId("gorse"), "Gorse")),
    zones=(),
    clauses=(
        Clause(
            ClauseId("4.2"), "Columns keep apart.", None, Regime.NOTIFY, None, EVER, None, None, None, 1_000_000, None,
            Delivered.AVAILABLE, (),
        ),
    ),
    terrain=None,
    qnh=None,
    geoid=None,
)  # fmt: skip


def small(
    middle: LonLat = AT_SEA, *, exercise: bool = True, parties: Sequence[str] = ("aster", "birch", "cedar")
) -> World:
    """A column and a patrol that could meet, a post whose end nobody stated, a hospital that is always there, a zone."""
    a, b, c = parties
    cross = beside(middle, 1, 1)
    kept: dict[str, object] = {"exercise": True} if exercise else {}
    column = notice("ASTER-COL-1", a, route(
        [beside(middle, -20, -6), cross, beside(middle, 22, 5)], [window(0, 10), window(30, 45), window(60, 85)]
    ), title="Column to the east", **kept)  # fmt: skip
    patrol = notice("BIRCH-PAT-2", b, route(
        [beside(middle, 4, 15), cross, beside(middle, -3, -14)], [window(15, 25), window(35, 50), window(70, 90)]
    ), title="Patrol to the south", **kept)  # fmt: skip
    post = notice("BIRCH-POST-3", b, spot(beside(middle, 12, -8), window(-60, None)), **kept)
    hospital = notice(
        "CEDAR-SITE-4",
        c,
        spot(beside(middle, -12, 9), Window(at(-9000), parse_instant("9999-12-31T23:59:59Z"))),
        **kept,
    )
    corners = [beside(middle, 8 + 4 * sin(i), 7 + 3 * cos(i)) for i in (0, 1.5, 3, 4.5)]
    zone = notice("ASTER-ZONE-5", a, area(corners, window(20, 200)), **kept)
    notices = (column, patrol, post, hospital, zone)
    met = replace(
        meeting(column, patrol, cross, 33), clause=ClauseId("4.2"), clears=(Clears(1390, 2460), Clears(600, None))
    )
    encounters = [
        met,
        meeting(column, hospital, beside(middle, -11, 6), 20, (Clears(None, None), Clears(None, None))),
        untold(column, post, "BIRCH-POST-3 (feature 2): the latest of its window is not stated"),
    ]
    findings = [
        Finding(column.id, "late-notice", "filed 3 h before it begins; the clause asks for 24 h", ClauseId("4.2"))
    ]
    return answer(notices, encounters, findings), notices, AGREEMENT


def crowd(number: int, encounters: int, vertices: int = 6, parties: int = 40, middle: LonLat = AT_SEA) -> World:
    """Very many notices on a grid of lanes, and so many encounters between neighbours."""
    notices = [
        notice(
            f"N-{i:05d}",
            f"party-{i % parties:03d}",
            route(
                [beside(middle, (i * 37 % 200) - 100 + 25 * j / vertices, (i * 53 % 160) - 80 + 6 * sin(i + 9 * j / vertices))
                 for j in range(vertices)],
                [window(i % 700 + 60 * j / vertices, i % 700 + 60 * j / vertices + 9) for j in range(vertices)],
            ),
        )
        for i in range(number)
    ]  # fmt: skip
    pairs = [(notices[i % number], notices[(i * 7 + 1) % number]) for i in range(3 * encounters)]
    met = {tuple(sorted((a.id, b.id))): (a, b) for a, b in pairs if a.party != b.party}
    found = [
        meeting(a, b, beside(middle, (i * 37 % 200) - 90, (i * 53 % 160) - 80), i % 700 + 20)
        for i, (a, b) in enumerate(list(met.values())[:encounters])
    ]
    return answer(notices, found), tuple(notices), None
