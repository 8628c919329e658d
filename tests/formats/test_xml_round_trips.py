"""What is written as GPX or KML, and read again, is the same notice to the last unit; and what cannot be written is said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.formats import notices
from herald.formats.geojson.text import Text
from herald.formats.xml import gpx_text, kml_text
from herald.formats.xml.extension import DRAWN, value, written
from herald.notice.model import Area, Notice
from tests.formats.filed import file, good
from tests.notice import notices as drawn
from tests.notice.content import content

GOOD = notices.read([file(good())])


def by_id(found: tuple[Notice, ...] | list[Notice]) -> dict[str, bytes]:
    return {one.id: content(one) for one in found}


def read_again(name: str, data: bytes) -> tuple[Notice, ...]:
    """The notices of a file, each read by itself: one drawn at random may name a predecessor that is not there."""
    found = notices.format_of(name, data).read(name, data)
    read = notices.filed(name, found.drafts, found.problems)
    assert read.problems == ()
    return read.notices


@given(drawn.notices())
def test_gpx_holds_all_but_areas(notice: Notice) -> None:
    data, lost = gpx_text.render([notice])
    if isinstance(notice.shape, Area):
        assert len(lost) == 1 and lost[0].startswith("GPX holds no areas: notice ")
    else:
        assert lost == ()
        assert by_id(read_again("a.gpx", data)) == by_id([notice])


@given(drawn.notices())
def test_kml_holds_everything(notice: Notice) -> None:
    data, lost = kml_text.render([notice])
    assert lost == ()
    assert by_id(read_again("a.kml", data)) == by_id([notice])


def test_a_file_of_every_form_is_the_same_again() -> None:
    data, lost = gpx_text.render(GOOD)
    assert lost == ('GPX holds no areas: notice "zone" is left out',)
    assert by_id(notices.read([("a.gpx", data)])) == by_id([one for one in GOOD if one.id != "zone"])
    assert by_id(notices.read([("a.kml", kml_text.render(GOOD)[0])])) == by_id(GOOD)


@pytest.mark.parametrize(
    "text", ["", " a ", "17", "true", "null", "[1", '"', '"a"', "\0\r\n\t", "]]>", "<&>\"'", "\ufffe"]
)
@pytest.mark.parametrize("name", ["id", "title", "vehicles"])
def test_a_text_that_could_be_read_as_something_else_is_still_that_text(name: str, text: str) -> None:
    assert value(name, written(name, text)) == text


@given(drawn.kept_values, st.sampled_from(["title", "vehicles", "remarks"]))
def test_every_value_is_read_as_it_was_written(stated: Text, name: str) -> None:
    assert value(name, written(name, stated)) == stated


@given(drawn.texts)
def test_no_name_of_a_member_is_lost_or_taken_for_the_digest(name: str) -> None:
    (read,) = read_again("a.kml", kml_text.render([with_kept(name, "x")])[0])
    assert dict(read.kept) == {name: "x"}


def with_kept(name: str, stated: str) -> Notice:
    return replace(GOOD[2], kept={name: stated})


def test_a_member_that_is_named_like_the_digest_is_a_member() -> None:
    (read,) = read_again("a.kml", kml_text.render([with_kept(DRAWN, "x")])[0])
    assert dict(read.kept) == {DRAWN: "x"}
