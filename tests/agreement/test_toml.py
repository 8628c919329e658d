from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.agreement import toml
from herald.agreement.model import (
    NOT_SPECIFIED,
    Agreement,
    Clause,
    Delivered,
    HeightRange,
    Party,
    Period,
    Regime,
    Status,
    Zone,
)
from herald.geometry.place import Path, Place, Polygon
from herald.malformed import Malformed, Problem
from herald.notice.model import Kind
from herald.units import HOUR, parse_instant

FILE = "agreement.toml"
RING = [[-20, -31], [-19, -31], [-19, -30], [-20, -30], [-20, -31]]
CORNERS = tuple(Place(lon * 10**9, lat * 10**9) for lon, lat in RING[:4])
SQUARE = Polygon((CORNERS,), Path.LONLAT)
POLYGON = {"type": "Polygon", "coordinates": [RING]}

HEAD = 'id = "strait"\nstatus = "held"\n'
PARTIES = '[[party]]\nid = "Aster"\nname = "Aster, exercise"\n[[party]]\nid = "Birch"\nname = "Birch, exercise"\n'
BAY = f'[[zone]]\nid = "bay"\ngeojson = {{type = "Polygon", coordinates = [{RING}]}}\n'
FIRST = '[[clause]]\nid = "1"\ntext = "Tell of columns."\nregime = "notify"\n'
GOOD = HEAD + PARTIES + BAY + FIRST


def no_files(path: str) -> bytes:
    raise AssertionError(f"no file was to be loaded: {path}")


def agreement(text: str, load: toml.Load = no_files) -> Agreement:
    return toml.read(FILE, text.encode(), load)


def wrong(text: str | bytes, load: toml.Load = no_files) -> tuple[Problem, ...]:
    """Every problem of this text; none if it is read."""
    try:
        toml.read(FILE, text if isinstance(text, bytes) else text.encode(), load)
    except Malformed as malformed:
        return malformed.problems
    return ()


def fields(text: str | bytes, load: toml.Load = no_files) -> list[str]:
    problems = wrong(text, load)
    assert all(one.file == FILE and one.feature is None and one.seen and one.expected for one in problems)
    return [one.field for one in problems]


def clause(**members: str) -> str:
    """A good agreement whose one clause says this too, or otherwise; a value is TOML."""
    stated = {"id": '"1"', "text": '"Tell of columns."', "regime": '"notify"', **members}
    return HEAD + BAY + "[[clause]]\n" + "".join(f"{name} = {value}\n" for name, value in stated.items())


def zone(*lines: str) -> str:
    return HEAD + "[[zone]]\n" + "\n".join(lines)


def test_an_agreement_of_every_member_is_read() -> None:
    text = """
        id = "strait"
        status = "partly-held"
        in_force = ["2026-01-01T00:00:00Z", ""]
        suspended = [["2026-03-10T18:00:00Z", 2026-03-11T06:00:00+00:00], ["", ""]]
        terrain_m = [-0.0001, 640]
        qnh_m = [-200, 200.0001]
        geoid_m = [10, 10]
        [[party]]
        id = "Aster"
        name = "Aster, exercise"
        [[zone]]
        id = "bay"
        terrain_m = [1, 2]
        qnh_m = [3, 4]
        geojson = '''%s'''
        [[clause]]
        id = "1"
        text = ""
        kind = "patrol"
        regime = "notify-object"
        zone = "bay"
        from = 2026-01-01T00:00:00+01:00
        to = "2026-12-31T00:00:00Z"
        lead_time_h = 24
        emergency_lead_time_h = 0.1
        reply_h = 2
        separation_m = 1500.0001
        vertical_m = "not specified"
        delivered = "consigned"
        precedence = ["evacuation", "flight"]
    """
    started = parse_instant("2026-01-01T00:00:00Z")
    assert agreement(text % json.dumps(POLYGON)) == Agreement(
        id="strait",
        status=Status.PARTLY_HELD,
        in_force=Period(started, None),
        suspended=(
            Period(parse_instant("2026-03-10T18:00:00Z"), parse_instant("2026-03-11T06:00:00Z")),
            Period(None, None),
        ),
        parties=(Party("Aster", "Aster, exercise"),),
        zones=(Zone("bay", (SQUARE,), HeightRange(1000, 2000), HeightRange(3000, 4000)),),
        clauses=(
            Clause(
                id="1",
                text="",
                kind="patrol",
                regime=Regime.NOTIFY_OBJECT,
                zone="bay",
                period=Period(started - HOUR, parse_instant("2026-12-31T00:00:00Z")),
                lead_time=24 * HOUR,
                emergency_lead_time=HOUR // 10,
                reply=2 * HOUR,
                separation_mm=1_500_001,
                vertical_mm=NOT_SPECIFIED,
                delivered=Delivered.CONSIGNED,
                precedence=("evacuation", "flight"),
            ),
        ),
        terrain=HeightRange(-1, 640_000),
        qnh=HeightRange(-200_000, 200_001),
        geoid=HeightRange(10_000, 10_000),
    )


def test_an_agreement_needs_no_more_than_an_id_and_a_status() -> None:
    assert agreement(HEAD) == Agreement("strait", Status.HELD, Period(None, None), (), (), (), (), None, None, None)


def test_a_clause_needs_no_more_than_id_text_and_regime() -> None:
    (one,) = agreement(HEAD + FIRST).clauses
    assert (one.separation_mm, one.vertical_mm, one.lead_time, one.zone, one.kind) == (None,) * 5
    assert (one.delivered, one.precedence, one.period) == (Delivered.AVAILABLE, (), Period(None, None))


def test_a_party_without_a_name_is_called_by_its_id() -> None:
    assert agreement(HEAD + '[[party]]\nid = "Aster"').parties == (Party("Aster", "Aster"),)


def test_the_kinds_of_a_clause_are_those_of_a_notice() -> None:
    assert tuple(Kind) == toml.KINDS


def feature(**properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": POLYGON, "properties": properties or None}


@pytest.mark.parametrize(
    ("written", "polygons"),
    [
        (POLYGON, (SQUARE,)),
        ({"type": "MultiPolygon", "coordinates": [[RING], [RING]]}, (SQUARE, SQUARE)),
        (feature(), (SQUARE,)),
        (feature(path="geodesic", anything=1), (Polygon((CORNERS,), Path.GEODESIC),)),
        (
            {"type": "FeatureCollection", "features": [feature(), feature(path="geodesic")]},
            (SQUARE, Polygon((CORNERS,), Path.GEODESIC)),
        ),
    ],
)
def test_a_zone_is_read_alike_as_text_as_a_table_and_from_a_file(
    written: dict[str, object], polygons: tuple[Polygon, ...]
) -> None:
    def table(value: object) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{name} = {table(one)}" for name, one in value.items() if one is not None) + "}"
        return "[" + ", ".join(map(table, value)) + "]" if isinstance(value, list) else json.dumps(value)

    text = json.dumps(written)
    assert agreement(zone('id = "bay"', f"geojson = '{text}'")).zones[0].polygons == polygons
    assert agreement(zone('id = "bay"', f"geojson = {table(written)}")).zones[0].polygons == polygons
    asked = []

    def load(path: str) -> bytes:
        asked.append(path)
        return text.encode()

    assert agreement(zone('id = "bay"', 'file = "zones/bay.geojson"'), load).zones[0].polygons == polygons
    assert asked == ["zones/bay.geojson"]


PLANTED: list[tuple[str, str, str]] = [
    ("no id", 'status = "held"', "id"),
    ("no status", 'id = "strait"', "status"),
    ("an empty id", 'id = ""\nstatus = "held"', "id"),
    ("an id that is a number", 'id = 5\nstatus = "held"', "id"),
    ("a status nobody knows", 'id = "strait"\nstatus = "lost"', "status"),
    ("an unknown key", HEAD + 'title = "Strait"', "title"),
    ("an unknown key of an odd name", HEAD + '"a b" = 1', '["a b"]'),
    ("in force backwards", HEAD + 'in_force = ["2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z"]', "in_force"),
    ("in force from once on", HEAD + 'in_force = ["2026-02-01T00:00:00Z"]', "in_force"),
    ("in force for ever in a word", HEAD + 'in_force = "always"', "in_force"),
    ("in force from a local date-time", HEAD + 'in_force = [2026-02-01T00:00:00, ""]', "in_force[0]"),
    ("in force from a date", HEAD + 'in_force = [2026-02-01, ""]', "in_force[0]"),
    ("in force until a time of day", HEAD + 'in_force = ["", 12:00:00]', "in_force[1]"),
    ("in force until a text without offset", HEAD + 'in_force = ["", "2026-02-01T00:00:00"]', "in_force[1]"),
    ("in force until past the calendar", HEAD + 'in_force = ["", 9999-12-31T23:59:59-01:00]', "in_force[1]"),
    ("in force from a number", HEAD + 'in_force = [0, ""]', "in_force[0]"),
    ("one suspension outside of a list", HEAD + 'suspended = [""]', "suspended[0]"),
    ("a suspension backwards", HEAD + 'suspended = [["2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z"]]', "suspended[0]"),
    ("the higher ground first", HEAD + "terrain_m = [640, 0]", "terrain_m"),
    ("one height of the ground", HEAD + "terrain_m = 640", "terrain_m"),
    ("three heights of the ground", HEAD + "terrain_m = [0, 1, 2]", "terrain_m"),
    ("a height of the ground in words", HEAD + 'terrain_m = [0, "640"]', "terrain_m[1]"),
    ("a pressure that is true", HEAD + "qnh_m = [true, 5]", "qnh_m[0]"),
    ("a geoid without end", HEAD + "geoid_m = [-inf, 5]", "geoid_m[0]"),
    ("a geoid that is no number", HEAD + "geoid_m = [0, nan]", "geoid_m[1]"),
    ("a geoid of endless digits", HEAD + "geoid_m = [0, 1e999999999]", "geoid_m[1]"),
    ("a party that is no table", HEAD + 'party = ["Aster"]', "party[0]"),
    ("parties that are no list", HEAD + '[party]\nid = "Aster"', "party"),
    ("a party without id", HEAD + '[[party]]\nname = "Aster"', "party[0].id"),
    ("a party with a blank name", HEAD + '[[party]]\nid = "Aster"\nname = " "', "party[0].name"),
    ("a party with an unknown key", HEAD + '[[party]]\nid = "Aster"\ncolour = "red"', "party[0].colour"),
    ("two parties of one id", HEAD + PARTIES + '[[party]]\nid = "Aster"\nname = "Other"', "party[2].id"),
    ("a zone without id", zone(f"geojson = '{json.dumps(POLYGON)}'"), "zone[0].id"),
    ("a zone of no area", zone('id = "bay"'), "zone[0].geojson"),
    ("a zone of two areas", zone('id = "bay"', 'file = "a"', "geojson = '{}'"), "zone[0].geojson"),
    ("a zone with an unknown key", HEAD + BAY + "radius_m = 5", "zone[0].radius_m"),
    ("two zones of one id", HEAD + BAY + BAY, "zone[1].id"),
    ("a zone of ground upside down", HEAD + BAY + "terrain_m = [2, 1]", "zone[0].terrain_m"),
    ("a zone whose text is no JSON", zone('id = "bay"', "geojson = '{'"), "zone[0].geojson: line 1, column 2"),
    (
        "a zone whose text names twice",
        zone('id = "bay"', """geojson = '{"type": 1, "type": 2}'"""),
        "zone[0].geojson: type",
    ),
    ("a zone that is a number", zone('id = "bay"', "geojson = 5"), "zone[0].geojson"),
    ("a clause without id", HEAD + '[[clause]]\ntext = ""\nregime = "notify"', "clause[0].id"),
    ("a clause without text", HEAD + '[[clause]]\nid = "1"\nregime = "notify"', "clause[0].text"),
    ("a clause without regime", HEAD + '[[clause]]\nid = "1"\ntext = ""', "clause[0].regime"),
    ("two clauses of one id", HEAD + FIRST + FIRST, "clause[1].id"),
    ("a text that is a number", clause(text="5"), "clause[0].text"),
    ("a regime nobody knows", clause(regime='"ask"'), "clause[0].regime"),
    ("an unknown key of a clause", clause(seperation_m="5"), "clause[0].seperation_m"),
    ("a zone nobody drew", clause(zone='"lagoon"'), "clause[0].zone"),
    ("a kind nobody knows", clause(kind='"parade"'), "clause[0].kind"),
    (
        "a clause that ends before it begins",
        clause(**{"from": "2026-02-01T00:00:00Z", "to": '"2026-01-31T23:59:59Z"'}),
        "clause[0].to",
    ),
    ("a clause from a local date-time", clause(**{"from": "2026-02-01T00:00:00"}), "clause[0].from"),
    ("a clause to an empty end", clause(to='""'), "clause[0].to"),
    ("a negative lead time", clause(lead_time_h="-1"), "clause[0].lead_time_h"),
    ("a lead time in words", clause(lead_time_h='"24"'), "clause[0].lead_time_h"),
    ("a lead time of true", clause(emergency_lead_time_h="true"), "clause[0].emergency_lead_time_h"),
    ("a lead time not specified", clause(lead_time_h='"not specified"'), "clause[0].lead_time_h"),
    ("a reply after a century of centuries", clause(reply_h="1e9"), "clause[0].reply_h"),
    ("a negative separation", clause(separation_m="-0.001"), "clause[0].separation_m"),
    ("a separation that is true", clause(separation_m="true"), "clause[0].separation_m"),
    ("a separation in words", clause(separation_m='"none"'), "clause[0].separation_m"),
    ("a separation without end", clause(separation_m="inf"), "clause[0].separation_m"),
    ("a negative vertical", clause(vertical_m="-1"), "clause[0].vertical_m"),
    ("a vertical in a list", clause(vertical_m="[1]"), "clause[0].vertical_m"),
    ("a delivery nobody knows", clause(delivered='"sent"'), "clause[0].delivered"),
    ("a precedence that is no list", clause(precedence='"flight"'), "clause[0].precedence"),
    ("a precedence of a kind nobody knows", clause(precedence='["flight", "parade"]'), "clause[0].precedence[1]"),
    ("a precedence that comes again", clause(precedence='["flight", "post", "flight"]'), "clause[0].precedence[2]"),
    ("a key twice", HEAD + 'id = "other"', "line 3, column 13"),
    ("a key twice before the end", HEAD + 'id = "other"\n', "line 3, column 13"),
    ("a table twice", HEAD + "[a]\n[a]", "line 4, column 3"),
    ("no value", HEAD + "in_force =", "line 3, column 11"),
]


def test_the_good_agreement_is_good() -> None:
    assert wrong(GOOD) == ()


@pytest.mark.parametrize(("text", "field"), [pytest.param(*case, id=what) for what, *case in PLANTED])
def test_one_fault_is_told_where_it_is(text: str, field: str) -> None:
    assert fields(text) == [field]


def test_ten_faults_are_all_told_at_once() -> None:
    text = f"""
        status = "lost"
        title = "Strait"
        in_force = [2026-01-01, ""]
        [[party]]
        id = "Aster"
        [[party]]
        id = "Aster"
        [[zone]]
        id = "bay"
        file = "../bay.geojson"
        [[zone]]
        id = "cape"
        geojson = {{type = "Polygon", coordinates = [{RING[:4]}]}}
        [[clause]]
        id = "1"
        text = ""
        regime = "ask"
        zone = "lagoon"
        lead_time_h = -1
        [[clause]]
        id = "2"
        text = ""
        regime = "notify"
        zone = "cape"
    """
    assert fields(text) == [
        "title",
        "id",
        "status",
        "in_force[0]",
        "party[1].id",
        "zone[0].file",
        "zone[1].geojson.coordinates[0]",
        "clause[0].regime",
        "clause[0].zone",
        "clause[0].lead_time_h",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/zones.geojson",
        "../zones.geojson",
        "zones/../../bay.geojson",
        "zones/..",
        "..",
        "zones\\\\bay.geojson",
        "C:/bay.geojson",
        "C:bay.geojson",
        "//host/bay.geojson",
        "http://host/bay.geojson",
        "file:bay.geojson",
        "bay\\u0000.geojson",
        "bay\\n.geojson",
        "bay\\u202e.geojson",
    ],
)
def test_an_unsafe_path_is_malformed_and_never_loaded(path: str) -> None:
    assert fields(zone('id = "bay"', f'file = "{path}"')) == ["zone[0].file"]


@pytest.mark.parametrize(
    "path", ["bay.geojson", "./bay.geojson", "zones/bay.geojson", "..bay..geojson", "خليج.geojson"]
)
def test_a_path_within_the_folder_is_loaded_as_it_is_written(path: str) -> None:
    asked = []

    def load(name: str) -> bytes:
        asked.append(name)
        return json.dumps(POLYGON).encode()

    assert fields(zone('id = "bay"', f'file = "{path}"'), load) == []
    assert asked == [path]


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (FileNotFoundError(2, "No such file or directory", "/cell/desk/bay.geojson"), "No such file or directory"),
        (PermissionError("it lies outside the agreement's folder"), "it lies outside the agreement's folder"),
        (ValueError("no"), "no"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_a_problem_without_the_machines_path(error: Exception, why: str) -> None:
    def load(_: str) -> bytes:
        raise error

    (problem,) = wrong(zone('id = "bay"', 'file = "bay.geojson"'), load)
    assert (problem.field, problem.seen) == ("zone[0].file", f'"bay.geojson", which cannot be read: {why}')


def collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


@pytest.mark.parametrize(
    ("data", "feature_number", "field"),
    [
        (b"", None, "line 1, column 1"),
        (b"[]", None, "document"),
        (b'{"type": "Point", "coordinates": [0, 0]}', None, "type"),
        (b'{"type": "Polygon"}', None, "coordinates"),
        (b'{"type": "Polygon", "coordinates": []}', None, "coordinates"),
        (b'{"type": "MultiPolygon", "coordinates": []}', None, "coordinates"),
        (json.dumps({"type": "MultiPolygon", "coordinates": [[RING], [RING[:4]]]}).encode(), None, "coordinates[1][0]"),
        (json.dumps({**POLYGON, "crs": None}).encode(), None, "crs"),
        (b'{"type": "Feature", "properties": {}, "geometry": null}', None, "geometry"),
        (collection(), None, "features"),
        (collection(5), 0, "feature"),
        (collection(feature(), {"type": "Feature", "geometry": {"type": "Point"}}), 1, "geometry.type"),
        (collection(feature(), feature(path="road")), 1, "properties.path"),
        (b'{"features": [{}, {"a": 1, "a": 2}]}', 1, "a"),
    ],
)
def test_what_is_wrong_with_a_zones_file_is_told_under_its_name(
    data: bytes, feature_number: int | None, field: str
) -> None:
    problems = wrong(zone('id = "bay"', 'file = "bay.geojson"'), lambda _: data)
    assert [(one.file, one.feature, one.field) for one in problems] == [("bay.geojson", feature_number, field)]


def test_problems_of_several_files_are_told_together() -> None:
    text = zone('id = "bay"', 'file = "bay.geojson"', "[[zone]]", 'id = "cape"', 'file = "cape.geojson"', "radius = 1")
    problems = wrong(text, lambda _: b"{")
    assert [(one.file, one.field) for one in problems] == [
        ("bay.geojson", "line 1, column 2"),
        (FILE, "zone[1].radius"),
        ("cape.geojson", "line 1, column 2"),
    ]


def test_a_zones_file_of_more_than_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("herald.geometry.geojson.LARGEST_BYTES", 10)
    (problem,) = wrong(zone('id = "bay"', 'file = "bay.geojson"'), lambda _: b" " * 11)
    assert (problem.file, problem.field) == ("bay.geojson", "document")


def test_an_agreement_of_more_than_the_limit_is_not_read() -> None:
    assert fields(b"#" * (toml.LARGEST_BYTES + 1)) == ["document"]
    assert fields(HEAD.encode() + b"#" * (toml.LARGEST_BYTES - len(HEAD))) == []


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (b"\xef\xbb\xbf" + HEAD.encode(), "line 1, column 1"),
        (b'id = "\xff"', "line 1, column 7"),
        (b"a = " + b"[" * 10**5, "document"),
        (b"a = " + b"9" * 10**5, "document"),
        (b"a = " + b"{a = " * 10**5, "document"),
        (b".".join([b"a"] * 10**6) + b" = 1", "line 1, column 1"),
        (b"[" + b" . ".join([b'"a"'] * 10**5) + b"]", "line 1, column 2"),
        (b"\nb = {" + b".".join([b"'a'"] * 33) + b" = 1}", "line 2, column 6"),
        (b"a" * 10**6, "line 1, column 1000001"),
        (b'"' * 10**5, "line 1, column 3"),
        (b"a.b.c = 1\n" * 10**4, "line 2, column 10"),
    ],
)
def test_hostile_text_is_one_clear_problem(data: bytes, field: str) -> None:
    assert fields(data) == [field]
    assert all(str(one).isprintable() and len(str(one)) < 400 for one in wrong(data))


def test_a_key_of_32_parts_is_only_a_key_nobody_knows() -> None:
    assert fields(HEAD + ".".join(["a"] * 32) + " = 1") == ["a"]


def test_prose_is_no_key() -> None:
    assert fields(clause(text=json.dumps("Tell of columns. " * 400 + "..." * 100 + "1.2.3 " * 100))) == []


MEMBERS = st.sampled_from(
    [
        "id",
        "status",
        "in_force",
        "suspended",
        "terrain_m",
        "party",
        "zone",
        "clause",
        "geojson",
        "file",
        "regime",
        "text",
    ]
)
VALUES = st.recursive(
    st.sampled_from(['"held"', '"notify"', '"2026-01-01T00:00:00Z"', "2026-01-01", "07:32:00", "2026-01-01T00:00:00Z"])
    | st.sampled_from(["inf", "nan", "-0.0", "true", '""', "1e400", "0x10", '"bay.geojson"', "'{}'"])
    | st.integers().map(str)
    | st.text(max_size=4).map(json.dumps),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(MEMBERS, inner, max_size=3).map(
            lambda table: "{" + ", ".join(f"{name} = {value}" for name, value in table.items()) + "}"
        )
    ),
    max_leaves=8,
)
TABLES = st.dictionaries(MEMBERS, VALUES, max_size=6).map(
    lambda table: "\n".join(f"{k} = {v}" for k, v in table.items())
)


@given(st.binary() | TABLES.map(str.encode) | st.text(alphabet='[]{}=".,\n id0#', max_size=60).map(str.encode))
def test_no_bytes_raise_anything_but_malformed(data: bytes) -> None:
    problems = wrong(data, lambda _: data)
    assert problems
    assert all(str(one).isprintable() for one in problems)


@given(st.binary())
def test_no_zone_file_raises_anything_but_malformed(data: bytes) -> None:
    assert wrong(zone('id = "bay"', 'file = "bay.geojson"'), lambda _: data)
