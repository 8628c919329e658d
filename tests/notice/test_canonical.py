from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from herald.formats.geojson.text import render
from herald.formats.notices import read
from herald.notice.canonical import DOMAIN, canonical_bytes
from herald.notice.model import Notice, Origin
from tests.formats.filed import FILE, column, file, good, notice
from tests.notice.notices import ORIGIN, notices


@given(notices())
def test_what_is_written_and_read_again_is_the_same_notice(one: Notice) -> None:
    assume(one.replaces != one.id)
    (again,) = read([(ORIGIN.file, render([one]))])
    assert again == one
    assert canonical_bytes(again) == canonical_bytes(one)


def test_a_file_is_written_and_read_again_without_loss() -> None:
    first = read([file(good())])
    again = read([(FILE, render(first))])
    assert [canonical_bytes(one) for one in again] == [canonical_bytes(one) for one in first]


@given(notices(), notices())
def test_two_notices_have_the_same_bytes_only_if_they_are_the_same(one: Notice, other: Notice) -> None:
    assert (canonical_bytes(one) == canonical_bytes(other)) == (one == other)


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
            for field in fields(value)
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
def test_any_change_of_what_a_notice_says_changes_its_bytes(one: Notice) -> None:
    changed = [other for other in variants(one) if replace(other, origin=ORIGIN) != one]
    assert len(changed) >= 8
    assert canonical_bytes(one) not in {canonical_bytes(other) for other in changed}


@given(notices(), st.text(max_size=3), st.integers(0, 9))
def test_where_a_notice_was_read_is_no_part_of_it(one: Notice, name: str, number: int) -> None:
    assert canonical_bytes(replace(one, origin=Origin(name, number))) == canonical_bytes(one)


@given(notices())
def test_the_bytes_are_one_line_of_domain_and_ascii_json_of_whole_numbers(one: Notice) -> None:
    data = canonical_bytes(one)
    assert data.startswith(DOMAIN)
    body = data.removeprefix(DOMAIN)
    assert body.isascii()
    assert b"\n" not in body
    text = json.dumps(json.loads(body, parse_float=pytest.fail), sort_keys=True, separators=(",", ":"))
    assert text.encode() == body


def test_members_are_in_any_order_in_a_file() -> None:
    forth = column()
    back = {**forth, "properties": dict(reversed(forth["properties"].items()))}
    assert canonical_bytes(notice(back)) == canonical_bytes(notice(forth))


def test_the_bytes_of_a_notice_are_these() -> None:
    """Pinned: a change here makes every signature over older notices worthless, and needs another DOMAIN."""
    assert canonical_bytes(notice(column(party="Берёза", windows=[["2026-03-10T08:00:00Z", None]] * 3))) == (
        b"herald notice 1\n"
        b'{"action":"new","altitude_ref":"AGL","buffer_mm":50000,"id":"column","kept":{"title":"A column"},'
        b'"kind":"ground-movement","max_speed_um_s":null,"observed":false,'
        b'"party":"\\u0411\\u0435\\u0440\\u0451\\u0437\\u0430","place_uncertainty_mm":0,"replaces":null,'
        b'"shape":{"bands_mm":[[0,0],[0,0],[0,0]],"path":"geodesic","places_e9":[[-20000000000,-31000000000],'
        b'[-19500000000,-31000000000],[-19500000000,-30500000000]],"schedule":{"windows_us":'
        b'[[1773129600000000,null],[1773129600000000,null],[1773129600000000,null]]}},"submitted_at_us":null}'
    )
