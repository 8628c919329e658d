"""What a party signed is read as strictly as what it files, and never as anything else."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from herald import canonical
from herald.formats import sealed, sealed_quick
from herald.formats.geojson.names import KEPT, STATED
from herald.formats.notices import read
from herald.malformed import Malformed
from herald.notice.fields import FIELDS, fields
from herald.notice.model import Notice, Origin
from herald.units import FIRST_INSTANT, LAST_INSTANT
from tests.formats.filed import CANCEL, COLUMN, FLIGHT, GONE, LATER, SITE, ZONE, column, file, flight, good
from tests.formats.filed import notice as filed
from tests.notice.notices import notices

WHERE = "aster.entry"
ORIGIN = Origin(WHERE, 0)
GOOD = tuple(replace(one, origin=ORIGIN) for one in read([file(good())]))
Fields = dict[str, Any]
Path = tuple[int | str, ...]


def opened(one: Notice) -> Fields:
    """The fields of this notice, as whoever opens the entry reads them."""
    value = canonical.read(WHERE, canonical.write(fields(one)))
    assert isinstance(value, dict)
    return dict(value)


def changed(given: Fields, *changes: tuple[Path, object]) -> Fields:
    other = copy.deepcopy(given)
    for path, value in changes:
        inside: Any = other
        for step in path[:-1]:
            inside = inside[step]
        if value is GONE:
            del inside[path[-1]]
        else:
            inside[path[-1]] = value
    return other


def told(party: str, action: str, given: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Field, seen and expected of every problem; none if a notice is read, and then it states these very fields."""
    try:
        found = sealed.read(WHERE, party, action, given)
    except Malformed as malformed:
        problems = malformed.problems
    else:
        assert canonical.write(fields(found)) == canonical.write(given)
        assert (found.party, found.action, found.origin) == (party, action, ORIGIN)
        return []
    assert problems
    assert all(one.file == WHERE and one.feature is None and str(one).isprintable() for one in problems)
    assert all(one.field and one.seen and one.expected for one in problems)
    return [(one.field, one.seen, one.expected) for one in problems]


def strictly(party: str, action: str, given: Fields) -> Notice | None:
    try:
        return sealed._strictly(party, action, given, ORIGIN)
    except Malformed:
        return None


def both_ways(party: str, action: str, given: Fields) -> Notice | None:
    """What both ways read; where the short way declines, what the strict one does."""
    quick, found = sealed_quick.notice(party, action, given, ORIGIN), strictly(party, action, given)
    assert quick is None or quick == found
    assert bool(told(party, action, given)) == (found is None)
    return found


def sealable(one: Notice) -> bool:
    """A notice that a file may hold, and that canonical JSON can write: details within 64 bits."""
    return one.replaces != one.id and not [*canonical.flaws(one.kept)]


@given(notices().filter(sealable))
def test_the_fields_of_a_notice_are_read_as_that_notice(one: Notice) -> None:
    again = both_ways(one.party, one.action.value, opened(one))
    assert again == replace(one, origin=ORIGIN)


@pytest.mark.parametrize("one", GOOD)
def test_every_form_of_a_file_is_read(one: Notice) -> None:
    assert both_ways(one.party, one.action.value, opened(one)) == one


CLIMBING = {"type": "LineString", "coordinates": [[-20, -31, 0.0005], [-19.5, -31, 30.25], [-19.5, -30.5, -1]]}


@pytest.mark.parametrize(
    "feature",
    [
        {**flight(altitude_half_m=0.0125, altitude_ref="FL"), "geometry": CLIMBING},
        flight(observed=True, max_speed_kmh=0.0000036, speed_kmh=[0.0000036, 1_000_000_000]),
        flight(max_speed_kmh=1_000_000_000, halts=[{"vertex": 2, "min_s": 0, "max_s": 10**11}]),
        column(buffer_m=10**9, place_uncertainty_m=0.0001, altitude_m=[-(10**9), 10**9], altitude_ref="AGL"),
        column(party="Берёза", id="колонна 😀", title="\x7f\x00\\ud800", cargo=[{"тонны": [0.5, None, {"a": []}]}]),
        column(windows=[["0001-01-01T00:00:00Z", None], [None, None], [None, "9999-12-31T23:59:59.999999Z"]]),
        {**column(path="lonlat"), "geometry": {"type": "LineString", "coordinates": [[180, 0], [-180, 0], [-180, 89]]}},
        column(id="later", action="cancel", replaces="column"),
    ],
)
def test_what_is_at_the_limits_of_a_file_is_read(feature: dict[str, Any]) -> None:
    one = replace(filed(feature), origin=ORIGIN)
    assert both_ways(one.party, one.action.value, opened(one)) == one


def test_ordinary_notices_take_the_short_way() -> None:
    taken = [sealed_quick.notice(one.party, one.action.value, opened(one), ORIGIN) for one in GOOD]
    assert [one is not None for one in taken] == [number != ZONE for number in range(len(GOOD))]


BAND, KEPT_NAMES = ("heights", "bands_mm"), sorted(KEPT)
REFUSED: list[tuple[int, str, list[tuple[Path, object]], str]] = [
    # members that are missing, more, or of another type
    *((COLUMN, f"without {name}", [((name,), GONE)], name) for name in FIELDS),
    (COLUMN, "another field", [(("party",), "Aster")], "party"),
    (COLUMN, "a text for an object", [(("manner",), "x")], "manner"),
    (COLUMN, "a list for an object", [(("details",), [])], "details"),
    (COLUMN, "one member more", [(("route", "crs"), None)], "route.crs"),
    (COLUMN, "two forms of route", [(("route", "place_e9"), [0, 0])], "route.place_e9"),
    (COLUMN, "no form of route", [(("route",), {"path": "geodesic"})], "route"),
    (COLUMN, "no form of times", [(("times",), {})], "times"),
    (COLUMN, "two forms of times", [(("times", "window_us"), [0, 1])], "times.window_us"),
    (COLUMN, "a text for a number", [(("manner", "buffer_mm"), "50000")], "manner.buffer_mm"),
    (COLUMN, "a truth value for a number", [(("manner", "buffer_mm"), False)], "manner.buffer_mm"),
    (COLUMN, "a number for a truth value", [(("manner", "observed"), 0)], "manner.observed"),
    (COLUMN, "a truth value for an end", [(("times", "windows_us", 0, 0), True)], "times.windows_us[0][0]"),
    (COLUMN, "a truth value for a degree", [(("route", "places_e9", 0, 0), True)], "route.places_e9[0][0]"),
    (COLUMN, "a truth value for a height", [((*BAND, 0, 0), False)], "heights.bands_mm[0][0]"),
    (FLIGHT, "a truth value for a vertex", [(("times", "halts_us", 0, 0), True)], "times.halts_us[0][0]"),
    (FLIGHT, "a truth value for a speed", [(("times", "speed_um_s", 0), True)], "times.speed_um_s[0]"),
    (COLUMN, "a place of three", [(("route", "places_e9", 0), [0, 0, 0])], "route.places_e9[0]"),
    (COLUMN, "a window of one", [(("times", "windows_us", 0), [0])], "times.windows_us[0]"),
    (FLIGHT, "a halt of two", [(("times", "halts_us", 0), [1, 0])], "times.halts_us[0]"),
    # names
    (COLUMN, "a blank id", [(("id",), " ")], "id"),
    (COLUMN, "an id of two lines", [(("id",), "a\nb")], "id"),
    (COLUMN, "no id", [(("id",), None)], "id"),
    (COLUMN, "an unknown kind", [(("kind",), "parade")], "kind"),
    (COLUMN, "a kind that is no text", [(("kind",), ["flight"])], "kind"),
    (LATER, "a blank predecessor", [(("replaces",), "")], "replaces"),
    (LATER, "no predecessor", [(("replaces",), None)], "replaces"),
    (LATER, "a notice that replaces itself", [(("replaces",), "later")], "replaces"),
    (CANCEL, "a notice that cancels itself", [(("replaces",), "cancel")], "replaces"),
    (COLUMN, "a predecessor of a new one", [(("replaces",), "x")], "replaces"),
    # places
    (
        COLUMN,
        "one place",
        [(("route", "places_e9"), [[0, 0]]), (BAND, [[0, 0]]), (("times", "windows_us"), [[0, 0]])],
        "route.places_e9",
    ),
    (COLUMN, "beyond 180 degrees", [(("route", "places_e9", 1, 0), 180 * 10**9 + 1)], "route.places_e9, [1]"),
    (COLUMN, "beyond the pole", [(("route", "places_e9", 2, 1), -90 * 10**9 - 1)], "route.places_e9, [2]"),
    (SITE, "a site beyond the pole", [(("route", "place_e9", 1), 90 * 10**9 + 1)], "route.place_e9"),
    (COLUMN, "an unknown path", [(("route", "path"), "road")], "route.path"),
    (COLUMN, "two lines", [(("route", "places_e9", 1), [160 * 10**9, 31 * 10**9])], "route.places_e9, [0]"),
    (ZONE, "a ring that crosses itself", [(("route", "rings_e9", 0, 1), [-20 * 10**9, -30 * 10**9])], "route.rings_e9, [0]"),
    (ZONE, "a ring of two", [(("route", "rings_e9", 0), [[0, 0], [1, 1]])], "route.rings_e9, [0]"),
    (ZONE, "an empty ring", [(("route", "rings_e9", 0), [])], "route.rings_e9, [0]"),
    (ZONE, "no ring", [(("route", "rings_e9"), [])], "route.rings_e9"),
    (ZONE, "a hole outside", [(("route", "rings_e9", 1, 0), [-21 * 10**9, -30 * 10**9])], "route.rings_e9, [1]"),
    # times
    (COLUMN, "a window turned round", [(("times", "windows_us", 0), [2, 1])], "times.windows_us, [0]"),
    (COLUMN, "windows that run backwards", [(("times", "windows_us", 2), [0, None])], "times.windows_us, [2][0]"),
    (COLUMN, "a window too few", [(("times", "windows_us", 0), GONE)], "times.windows_us"),
    (COLUMN, "before the calendar", [(("times", "windows_us", 0, 0), FIRST_INSTANT - 1)], "times.windows_us[0][0]"),
    (COLUMN, "after the calendar", [(("times", "windows_us", 2, 1), LAST_INSTANT + 1)], "times.windows_us[2][1]"),
    (COLUMN, "filed after it", [(("manner", "submitted_at_us"), LAST_INSTANT + 1)], "manner.submitted_at_us"),
    (SITE, "a site's window turned round", [(("times", "window_us"), [2, 1])], "times.window_us"),
    (SITE, "a site with windows", [(("times",), {"windows_us": [[0, 1]]})], "times"),
    (COLUMN, "a movement with a site's window", [(("times",), {"window_us": [0, 1]})], "times"),
    (COLUMN, "a movement without times", [(("times",), None)], "times"),
    (COLUMN, "times of nothing", [(("route",), None), (BAND, [])], "times"),
    (COLUMN, "nothing at all", [(("route",), None), (("times",), None), (BAND, [])], "route"),
    # departures
    (FLIGHT, "standing still", [(("times", "speed_um_s", 0), 0)], "times.speed_um_s, [0]"),
    (FLIGHT, "going backwards", [(("times", "speed_um_s"), [-2, -1])], "times.speed_um_s, [0]"),
    (FLIGHT, "the fastest slower", [(("times", "speed_um_s"), [2, 1])], "times.speed_um_s"),
    (FLIGHT, "too fast", [(("times", "speed_um_s", 1), 277_777_777_777_779)], "times.speed_um_s, [1]"),
    (FLIGHT, "too fast at the slowest", [(("times", "speed_um_s"), [277_777_777_777_778] * 2)], "times.speed_um_s[0]"),
    (FLIGHT, "too fast at most", [(("manner", "max_speed_um_s"), 277_777_777_777_779)], "manner.max_speed_um_s"),
    (FLIGHT, "a greatest speed of nothing", [(("manner", "max_speed_um_s"), 0)], "manner.max_speed_um_s"),
    (FLIGHT, "a halt at no vertex", [(("times", "halts_us", 0, 0), 3)], "times.halts_us, [0].vertex"),
    (FLIGHT, "a halt before the first", [(("times", "halts_us", 0, 0), -1)], "times.halts_us, [0].vertex"),
    (FLIGHT, "two halts at one", [(("times", "halts_us"), [[1, 0, 1], [1, 0, 1]])], "times.halts_us, [1].vertex"),
    (FLIGHT, "halts out of order", [(("times", "halts_us"), [[2, 0, 1], [1, 0, 1]])], "times.halts_us[0][0]"),
    (FLIGHT, "a halt turned round", [(("times", "halts_us", 0), [1, 2, 1])], "times.halts_us, [0].max_s"),
    (FLIGHT, "a halt of less than nothing", [(("times", "halts_us", 0), [1, -1, 1])], "times.halts_us, [0].min_s"),
    (FLIGHT, "a halt for ever", [(("times", "halts_us", 0, 2), 10**17 + 1)], "times.halts_us, [0].max_s"),
    # heights
    (COLUMN, "a band too few", [((*BAND, 0), GONE)], "heights.bands_mm"),
    (SITE, "two bands of a site", [(BAND, [[0, 0], [0, 0]])], "heights.bands_mm"),
    (SITE, "no band of a site", [(BAND, [])], "heights.bands_mm"),
    (COLUMN, "bands of several heights", [((*BAND, 0), [0, 1])], "heights.bands_mm"),
    (SITE, "a band turned round", [((*BAND, 0), [1, 0])], "heights.bands_mm[0]"),
    (FLIGHT, "bands turned round", [(BAND, [[1, 0], [3, 2], [1, 0]])], "heights.bands_mm"),
    (SITE, "too high", [((*BAND, 0, 1), 10**12 + 1)], "heights.bands_mm[0], [1]"),
    (SITE, "an unknown reference", [(("heights", "reference"), "the roof")], "heights.reference"),
    # manner
    (COLUMN, "a buffer below nothing", [(("manner", "buffer_mm"), -1)], "manner.buffer_mm"),
    (COLUMN, "a buffer too wide", [(("manner", "buffer_mm"), 10**12 + 1)], "manner.buffer_mm"),
    (COLUMN, "an uncertainty below nothing", [(("manner", "place_uncertainty_mm"), -1)], "manner.place_uncertainty_mm"),
    # details
    *((COLUMN, f"{name} among the details", [(("details", name), None)], f"details.{name}") for name in sorted(STATED)),
    (COLUMN, "a likely slip", [(("details", "bufer_m"), 5)], "details, bufer_m"),
    (COLUMN, "a number beyond 64 bits", [(("details", "size"), {"a": [2**63]})], "details.size.a[0]"),
    (COLUMN, "half of a surrogate pair", [(("details", "size"), "\ud800")], "details.size"),
    # cancels
    (
        CANCEL,
        "a cancel with a route",
        [(("route",), {"place_e9": [0, 0]}), (("times",), {"window_us": [0, 1]}), (BAND, [[0, 0]])],
        "route",
    ),
    (CANCEL, "a cancel with heights", [(BAND, [[0, 0]])], "heights.bands_mm"),
    (CANCEL, "a cancel with another reference", [(("heights", "reference"), "AMSL")], "heights.reference"),
    (CANCEL, "a cancel of nothing", [(("replaces",), None)], "replaces"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "changes", "field"),
    [pytest.param(number, changes, field, id=title) for number, title, changes, field in REFUSED],
)
def test_what_no_file_may_say_is_refused(number: int, changes: list[tuple[Path, object]], field: str) -> None:
    one = GOOD[number]
    given = changed(opened(one), *changes)
    assert both_ways(one.party, one.action.value, given) is None
    assert field in [where for where, _, _ in told(one.party, one.action.value, given)]


@pytest.mark.parametrize(
    ("party", "action", "field"),
    [("", "new", "party"), ("As\x00ter", "new", "party"), ("Aster", "New", "action"), ("Aster", "cancel", "replaces")],
)
def test_party_and_action_are_those_of_a_file(party: str, action: str, field: str) -> None:
    assert field in [where for where, _, _ in told(party, action, opened(GOOD[COLUMN]))]
    assert both_ways(party, action, opened(GOOD[COLUMN])) is None


def test_all_that_is_wrong_with_the_form_is_told_at_once_and_then_all_that_is_wrong_with_what_it_says() -> None:
    one = opened(GOOD[FLIGHT])
    form = changed(
        one, (("id",), GONE), (("manner", "buffer_mm"), None), (("times", "halts_us", 0, 0), "1"), (("x",), 1)
    )
    meaning = changed(one, (("id",), ""), (("manner", "buffer_mm"), -1), (("times", "halts_us", 0, 0), 9))
    assert {where for where, _, _ in told("Aster", "new", form)} == {
        "id",
        "manner.buffer_mm",
        "times.halts_us[0][0]",
        "x",
    }
    assert {where for where, _, _ in told("", "new", meaning)} == {
        "id",
        "party",
        "manner.buffer_mm",
        "times.halts_us, [0].vertex",
    }


def test_a_problem_is_told_in_words() -> None:
    assert told("Aster", "new", changed(opened(GOOD[COLUMN]), (("details", "bufer_m"), 5))) == [
        ("details, bufer_m", '"bufer_m"', "buffer_m, or a name less like it")
    ]
    assert told("Aster", "new", changed(opened(GOOD[COLUMN]), (("manner", "observed"), None))) == [
        ("manner.observed", "null", "true or false")
    ]


LIMITS = [0, 1, 2, 3, 10**11, 10**12, 10**17, 90 * 10**9, 180 * 10**9, 277_777_777_777_777, 2**63 - 1]
NUMBERS = st.sampled_from(
    sorted(
        {
            sign * (one + step)
            for one in (*LIMITS, LAST_INSTANT, -FIRST_INSTANT)
            for sign in (1, -1)
            for step in (-1, 0, 1)
        }
    )
).filter(lambda number: abs(number) < 2**63)
WORDS = st.sampled_from(
    ["Aster", "column", "later", "new", "cancel", "flight", "patrol", "AGL", "FL", "geodesic", "lonlat", " "]
)
NAMES = st.sampled_from(
    sorted({*FIELDS, *STATED, *KEPT_NAMES[:5], "places_e9", "place_e9", "rings_e9", "window_us", "bufer_m"})
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS | st.text(st.characters(exclude_categories=["Cs"]), max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


def paths(value: object, so_far: Path = ()) -> list[Path]:
    """The path of every value in this one."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for step, item in items for path in ((*so_far, step), *paths(item, (*so_far, step)))]


EVERYWHERE = [(number, path) for number, one in enumerate(GOOD) for path in paths(opened(one))]


@given(st.sampled_from(EVERYWHERE), NUMBERS | VALUES | st.just(GONE), st.sampled_from(["new", "replace", "cancel"]))
@example((COLUMN, ("details",)), {"exercise": True}, "new")
def test_anything_at_any_place_is_refused_or_stated_by_both_ways(
    place: tuple[int, Path], value: object, action: str
) -> None:
    number, path = place
    given = changed(opened(GOOD[number]), (path, value))
    both_ways("Aster", GOOD[number].action.value, given)
    both_ways("Aster", action, given)


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES) | st.fixed_dictionaries(dict.fromkeys(FIELDS, VALUES)))
def test_any_fields_are_refused_or_stated(given: Fields) -> None:
    both_ways("Aster", "new", given)


@given(notices().filter(sealable), st.data())
def test_a_drawn_notice_with_another_number_is_refused_or_stated_by_both_ways(one: Notice, data: st.DataObject) -> None:
    given = opened(one)
    for _ in range(data.draw(st.integers(1, 3))):
        given = changed(
            given, (data.draw(st.sampled_from(paths(given))), data.draw(NUMBERS | st.none() | st.booleans()))
        )
    both_ways(one.party, one.action.value, given)
