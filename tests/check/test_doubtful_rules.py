"""Where it is not known whether a clause governs: neither it nor the flags may be left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from herald.agreement import toml
from herald.agreement.model import Agreement
from herald.check.answer import Answer
from herald.check.explain import explain
from herald.check.pairs import check
from herald.check.retime import clear_shifts
from herald.geometry.place import Path
from herald.notice.model import ON_THE_GROUND, Kind, Notice, Route, Spot, Window, Windows
from tests.check.worlds import LIMITS, at, notice, place

KM = 1 / 111.3
"""A kilometre of latitude near the equator, in degrees, to half a per cent."""
TRACK_HOURS = 1.0
SPEED_UM_S = 15_000_000


def agreed(separation_m: float, rest: str = "") -> Agreement:
    """A clause in the square ten to thirty kilometres north of the equator, or of any time `rest` gives."""
    zone = "" if rest else 'zone = "north"\n'
    text = f"""
id = "a"
status = "held"
[[zone]]
id = "north"
geojson = '{{"type": "Polygon", "coordinates": [[[9, 0.09], [11, 0.09], [11, 0.27], [9, 0.27], [9, 0.09]]]}}'
[[clause]]
id = "7"
text = "another separation"
regime = "notify"
separation_m = {separation_m}
{zone}{rest}
"""
    return toml.read("agreement.toml", text.encode(), lambda _: b"")


def post(north_km: float, window: Window | None = None) -> Notice:
    there = Spot(place(10.0, north_km * KM), window or Window(at(0), at(TRACK_HOURS)), ON_THE_GROUND)
    return notice(2, "birch", there, Kind.POST)


def track(north_km: float = 0.0) -> Notice:
    """Twenty-two kilometres to the east in an hour at 15 m/s at most: up to 24 km aside."""
    places = (place(9.9, north_km * KM), place(10.1, north_km * KM))
    fixes = Windows(tuple(Window(at(hour), at(hour)) for hour in (0.0, TRACK_HOURS)))
    shape = Route(places, Path.GEODESIC, fixes, (ON_THE_GROUND,) * 2)
    return notice(1, "aster", shape, observed=True, max_speed_um_s=SPEED_UM_S)


def verdict(answer: Answer) -> str:
    return answer.encounters[0].verdict.value if answer.encounters else "cannot-meet"


def test_a_track_that_could_stray_into_a_zone_is_held_against_its_clause() -> None:
    """The post lies south of the line, well clear of the flags' kilometre; in the zone the clause asks for sixty."""
    south = post(-40.0)
    assert verdict(check([track(), south], None, LIMITS)) == "cannot-meet"
    assert verdict(check([track(), south], agreed(60_000.0), LIMITS)) == "cannot-tell"


def test_a_track_that_could_stray_out_of_a_zone_is_held_against_the_flags_too() -> None:
    """On its line the clause asks for a metre; strayed out of the zone to the post, the flags ask for a kilometre."""
    inside = track(11.0)
    just_out_of_reach = post(11.0 - 24.6)
    assert verdict(check([inside, just_out_of_reach], None, LIMITS)) != "cannot-meet"
    assert verdict(check([inside, just_out_of_reach], agreed(1.0), LIMITS)) == "cannot-tell"


def test_a_track_far_from_the_zone_is_not_in_doubt() -> None:
    far = track(-60.0)
    assert verdict(check([far, post(-100.0)], agreed(60_000.0), LIMITS)) == "cannot-meet"
    assert verdict(check([far, post(-60.0)], agreed(60_000.0), LIMITS)) == "could-meet"


LATER = 'from = "2026-03-12T00:00:00Z"\nto = "2026-03-13T00:00:00Z"'


@pytest.mark.parametrize(("latest", "expected"), [(at(1), "could-meet"), (None, "cannot-tell")])
def test_a_missing_end_does_not_put_the_flags_out_of_force(latest: int | None, expected: str) -> None:
    """The clause of two days later asks for a metre. Whether the post stays that long nobody says: the flags still count."""
    stays = Window(at(0), latest)  # type: ignore[arg-type]
    other = replace(post(0.5, Window(at(0), at(72))), id="N0003", party="aster")
    assert verdict(check([post(0.0, stays), other], agreed(1.0, LATER), LIMITS)) == expected


def test_a_clause_that_only_a_missing_end_puts_in_force_leaves_it_untold() -> None:
    """The clause of two days later asks for ten kilometres: if the post stays that long they could meet."""
    other = replace(post(5.0, Window(at(0), at(72))), id="N0003", party="aster")
    answer = check([post(0.0, Window(at(0), None)), other], agreed(10_000.0, LATER), LIMITS)
    assert verdict(answer) == "cannot-tell"
    assert answer.encounters[0].reason == "N0002 (feature 2): the latest of its window is not stated"


def test_a_shift_is_not_clear_while_a_clause_may_or_may_not_govern() -> None:
    """As above: at no shift within the hour is it told that the flags do not count."""
    mine = post(0.0, Window(at(0), None))
    other = replace(post(0.5, Window(at(0), at(72))), id="N0003", party="aster")
    assert clear_shifts(mine.id, [mine, other], agreed(1.0, LATER), LIMITS, 3600) == ()


def test_a_certificate_proves_every_rule_that_could_govern() -> None:
    """Past a track aslant, too near for boxes: on its line no zone is touched, astray the clause or the flags could govern."""
    places = (place(9.9, -8 * KM), place(10.1, 8 * KM))
    fixes = Windows(tuple(Window(at(hour), at(hour)) for hour in (0.0, TRACK_HOURS)))
    aslant = replace(track(), shape=Route(places, Path.GEODESIC, fixes, (ON_THE_GROUND,) * 2))
    aside = post(-30.0)
    certificate = explain(aslant.id, aside.id, [aslant, aside], agreed(1.0), LIMITS)
    assert certificate.verdict == "cannot-meet"
    twos = [proof for proof in certificate.proofs if proof.rule is not None]
    assert {certificate.rules[proof.rule].clause for proof in twos if proof.rule is not None} == {"7", None}
    assert all(0 < proof.spare_m < 10_000 for proof in twos)


def test_an_end_far_from_the_meeting_is_named_where_it_decides_which_rule_is_in_force() -> None:
    """They meet at the first vertex; the last one's latest decides whether the clause of two days later is in force."""
    places = tuple(place(lon, 0.0) for lon in (10.0, 10.2, 10.4))
    windows = Windows((Window(at(0), at(1)), Window(at(1), at(2)), Window(at(2), None)))
    moving = notice(1, "aster", Route(places, Path.GEODESIC, windows, (ON_THE_GROUND,) * 3))
    answer = check([moving, post(0.5, Window(at(0), at(72)))], agreed(1.0, LATER), LIMITS)
    assert verdict(answer) == "cannot-tell"
    assert answer.encounters[0].reason == "N0001 (feature 1): the latest of vertex 2 is not stated"
