from __future__ import annotations

import dataclasses
import json
from dataclasses import is_dataclass, replace
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from herald import canonical
from herald.formats.geojson.text import render
from herald.formats.notices import read
from herald.notice.fields import FIELDS, fields
from herald.notice.model import Notice, Origin
from tests.formats.filed import CANCEL, FILE, FLIGHT, LATER, SITE, ZONE, column, file, good, notice
from tests.notice.content import content
from tests.notice.notices import ORIGIN, notices


@given(notices())
def test_what_is_written_and_read_again_is_the_same_notice(one: Notice) -> None:
    assume(one.replaces != one.id)
    (again,) = read([(ORIGIN.file, render([one]))])
    assert again == one
    assert content(again) == content(one)


def test_a_file_is_written_and_read_again_without_loss() -> None:
    first = read([file(good())])
    again = read([(FILE, render(first))])
    assert [content(one) for one in again] == [content(one) for one in first]


@given(notices(), notices())
def test_two_notices_have_the_same_fields_party_and_action_only_if_they_are_the_same(
    one: Notice, other: Notice
) -> None:
    assert (content(one) == content(other)) == (one == other)


def otherwise(value: Any) -> Any:
    """Another value of the same type."""
    if isinstance(value, StrEnum):
        return next(other for other in type(value) if other is not value)
    if isinstance(value, bool):
        return not value
    return value + "x" if isinstance(value, str) else value + 1


def variants(value: Any) -> list[Any]:
    """The value with each one of its parts changed, all the way down."""
    if is_dataclass(value) and not isinstance(value, type):
        return [
            replace(value, **{field.name: changed})
            for field in dataclasses.fields(value)
            for changed in variants(getattr(value, field.name))
        ]
    if isinstance(value, tuple):
        parts = [
            (*value[:at], changed, *value[at + 1 :]) for at, part in enumerate(value) for changed in variants(part)
        ]
        return [*parts, (*value, *value[:1])] if value else []
    if isinstance(value, dict):
        return [{**value, "more": None}, *({k: v for k, v in value.items() if k != name} for name in value)]
    return [] if value is None else [otherwise(value)]


@given(notices())
def test_any_change_of_what_a_notice_says_changes_its_fields_party_or_action(one: Notice) -> None:
    changed = [other for other in variants(one) if replace(other, origin=ORIGIN) != one]
    assert len(changed) >= 8
    assert content(one) not in {content(other) for other in changed}


@given(notices(), st.text(max_size=3), st.integers(0, 9))
def test_where_a_notice_was_read_is_no_part_of_it(one: Notice, name: str, number: int) -> None:
    assert content(replace(one, origin=Origin(name, number))) == content(one)


@given(notices())
def test_the_fields_are_the_eight_of_the_record(one: Notice) -> None:
    assert tuple(sorted(fields(one))) == FIELDS
    again = json.loads(canonical.write(fields(one)), parse_float=pytest.fail)
    assert again == fields(one)


def test_members_are_in_any_order_in_a_file() -> None:
    forth = column()
    back = {**forth, "properties": dict(reversed(forth["properties"].items()))}
    assert content(notice(back)) == content(notice(forth))


PINNED = {
    "details": b'{"title":"A column"}',
    "heights": b'{"bands_mm":[[0,0],[0,0],[0,0]],"reference":"AGL"}',
    "id": b'"\\u043a\\u043e\\u043b\\u043e\\u043d\\u043d\\u0430"',
    "kind": b'"ground-movement"',
    "manner": b'{"buffer_mm":50000,"max_speed_um_s":null,"observed":false,"place_uncertainty_mm":0,"submitted_at_us":null}',
    "replaces": b"null",
    "route": b'{"path":"geodesic","places_e9":[[-20000000000,-31000000000],[-19500000000,-31000000000],'
    b"[-19500000000,-30500000000]]}",
    "times": b'{"windows_us":[[1773129600000000,null],[1773129600000000,null],[1773129600000000,null]]}',
}
"""To the byte: a change here makes every commitment to older notices worthless."""


def test_the_fields_of_a_movement_are_these() -> None:
    one = notice(column(id="колонна", windows=[["2026-03-10T08:00:00Z", None]] * 3))
    assert {name: canonical.write(value) for name, value in fields(one).items()} == PINNED


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (
            FLIGHT,
            {
                "heights": {"bands_mm": [[250000, 350000], [350500, 450500], [250000, 350000]], "reference": "WGS84"},
                "manner": {
                    "buffer_mm": 0,
                    "max_speed_um_s": None,
                    "observed": False,
                    "place_uncertainty_mm": 0,
                    "submitted_at_us": 1773043200000000,
                },
                "times": {
                    "depart_us": [1773129600000000, 1773172800000000],
                    "halts_us": [[1, 60000000, 600000000]],
                    "speed_um_s": [50000000, 61111112],
                },
            },
        ),
        (
            SITE,
            {
                "heights": {"bands_mm": [[0, 0]], "reference": "AGL"},
                "route": {"place_e9": [-19000000000, -31000000000]},
                "times": {"window_us": [1773129600000000, 1773172800000000]},
            },
        ),
        (
            ZONE,
            {
                "heights": {"bands_mm": [[0, 500000]], "reference": "AMSL"},
                "route": {
                    "path": "lonlat",
                    "rings_e9": [
                        [
                            [lon * 10**8, lat * 10**8]
                            for lon, lat in [(-200, -310), (-199, -310), (-199, -309), (-200, -309)]
                        ],
                        [
                            [lon * 10**7, lat * 10**7]
                            for lon, lat in [(-1997, -3097), (-1997, -3093), (-1993, -3093), (-1993, -3097)]
                        ],
                    ],
                },
            },
        ),
        (LATER, {"replaces": "column", "details": {"title": "A column"}}),
        (
            CANCEL,
            {
                "heights": {"bands_mm": [], "reference": "AGL"},
                "replaces": "site",
                "route": None,
                "times": None,
            },
        ),
    ],
)
def test_every_form_of_notice_has_its_fields(number: int, expected: dict[str, object]) -> None:
    found = fields(read([file(good())])[number])
    assert {name: found[name] for name in expected} == expected
