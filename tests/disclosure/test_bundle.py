"""A bundle reveals exactly what was asked of it: every byte is looked through for everything that was not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald import canonical
from herald.canonical import Json
from herald.commandline import bundling
from herald.commandline.records import Moment
from herald.desk import stating
from herald.disclosure.bundle import Bundle, Withheld, bundle
from herald.disclosure.viewer import CELL, Viewer
from herald.formats.mission import words
from herald.formats.mission.bundle import render
from herald.record.acts import NOTICE_FIELDS, Erasure
from herald.record.facts import Evidence
from herald.record.met import ANSWER
from herald.units import NoticeId, PartyId
from tests.desk import signing
from tests.desk.missions import movement
from tests.desk.signing import line
from tests.disclosure.worlds import World

NOTICE = replace(
    movement(
        "marked-id-of-the-notice",
        PartyId("aster"),
        lon=-24.918273645,
        lat=-31.928374651,
        at="2026-03-10T10:11:12.131415Z",
    ),
    buffer_mm=51_423_324,
    kept={
        "recipients": ["birch"],
        "cargo": "marked cargo",
        "contacts": [{"name": "Marked Person", "phone": "+00 5550199"}],
    },
)
BEHIND = {"agreement": "text", "name": "name"}


@cache
def world() -> World:
    """One of Birch's notices that Aster's meets, and Aster's, which Birch is told of."""
    made = World.begun()
    made.e.filed(replace(movement("hidden-patrol-of-birch", PartyId("birch"), lat=-31.9284), kept={"recipients": []}))
    made.e.filed(NOTICE)
    return made


def evidence(of: World, notice: str = NOTICE.id) -> Evidence:
    with of.e.store.reading() as record:
        of.e.sequencer.books.catch_up(record)
        filed = record.filed(NoticeId(notice))
        assert filed is not None
        return stating.evidence(record, of.e.sequencer.books, filed.index)


def texts(value: Json) -> Iterator[bytes]:
    """Every text and every number of this value that nothing else would have by chance."""
    if isinstance(value, dict):
        for name, held in value.items():
            yield from texts(name)
            yield from texts(held)
    elif isinstance(value, list):
        for held in value:
            yield from texts(held)
    elif isinstance(value, str | int) and not isinstance(value, bool) and len(str(value)) >= 8:
        yield str(value).encode()


def plain(archive: bytes) -> bytes:
    """The archive, of which nothing is compressed: what it holds stands in its bytes."""
    with zipfile.ZipFile(io.BytesIO(archive)) as read:
        assert all(one.compress_type == zipfile.ZIP_STORED for one in read.infolist())
    return archive


def hidden(of: Evidence, made: Bundle) -> dict[str, set[bytes]]:
    """By field: what would give it away. Its salt, its value as a whole, and every part that is long enough to be its own."""
    pieces = {of.entry.receipt.sealed.index: (of.entry.openings, made.entry.fields)}
    pieces |= {
        one.receipt.sealed.index: (one.openings, piece.fields)
        for one, piece in zip(of.history, made.history, strict=True)
    }
    found = {}
    for index, (all_of, shown) in pieces.items():
        for name in set(all_of) - set(shown):
            held = all_of[name]
            salt = {held.salt, held.salt.hex().encode()}
            found[f"{index} {name}"] = {*salt, *texts(held.value)}
    return found


REVEALED = st.sets(st.sampled_from([*sorted(NOTICE_FIELDS), *sorted(BEHIND)]))


@given(reveal=REVEALED, eyes=st.sampled_from(["aster", "birch", None]))
def test_no_byte_of_a_bundle_holds_what_was_not_asked_for(reveal: set[str], eyes: str | None) -> None:
    of, viewer = evidence(world()), CELL if eyes is None else Viewer(PartyId(eyes))
    if eyes == "birch" and "name" in reveal:
        with pytest.raises(Withheld, match="name"):
            bundle(of, viewer, reveal)
        return
    made = bundle(of, viewer, reveal)
    archive = plain(render(made, b"", ""))
    revealed = {each for name in made.entry.fields for each in texts(of.entry.openings[name].value)}
    for name, marks in hidden(of, made).items():
        assert [mark for mark in marks - revealed if mark in archive] == [], name
    assert set(made.entry.fields) == reveal & NOTICE_FIELDS
    for name, held in made.entry.fields.items():
        assert canonical.write(held.json()) in archive, name
    behind = {name for piece in made.history for name in piece.fields}
    assert behind == {BEHIND[name] for name in reveal & set(BEHIND)}
    assert made.hidden == tuple(sorted((NOTICE_FIELDS | ({ANSWER} if eyes is None else set())) - reveal))


def test_everything_can_be_revealed_so_that_there_is_something_to_hide() -> None:
    of = evidence(world())
    made = bundle(of, CELL, [*NOTICE_FIELDS, ANSWER, *BEHIND])
    archive = render(made, b"", "")
    for mark in (
        b"marked cargo",
        b"Marked Person",
        b"hidden-patrol-of-birch",
        b"Officer of aster",
        b"separation_m",
        b"51423324",
    ):
        assert mark in archive, mark
    assert hidden(of, made) == {}
    assert len(hidden(of, bundle(of, CELL, []))) > 10


def test_without_a_wish_the_times_are_revealed_and_no_more() -> None:
    made = bundle(evidence(world()), Viewer(PartyId("aster")))
    assert list(made.entry.fields) == ["times"]
    assert not any(piece.fields for piece in made.history)


@pytest.mark.parametrize(
    ("eyes", "reveal"),
    [
        ("aster", ANSWER),
        ("birch", ANSWER),
        ("birch", "name"),
        ("aster", "text"),
        ("aster", "nothing of this name"),
        ("cedar-relief", "times"),
        ("nobody", "times"),
    ],
)
def test_what_is_not_the_viewers_to_reveal_is_withheld(eyes: str, reveal: str) -> None:
    with pytest.raises(Withheld) as told:
        bundle(evidence(world()), Viewer(PartyId(eyes)), [reveal])
    assert "hidden-patrol" not in str(told.value)
    if eyes in ("cedar-relief", "nobody"):
        assert str(told.value) == "no entry of this index is known here"


def test_a_stranger_is_told_the_same_of_every_entry() -> None:
    of = world()
    with of.e.store.reading() as record:
        of.e.sequencer.books.catch_up(record)
        every = [stating.evidence(record, of.e.sequencer.books, index) for index in range(signing.size(of.e))]
    told = set()
    for each in every:
        with pytest.raises(Withheld) as withheld:
            bundle(each, Viewer(PartyId("nobody")), [])
        told.add(str(withheld.value))
    assert len(told) == 1


def test_an_officer_of_one_party_is_never_named_by_another_whatever_stands_behind() -> None:
    """Aster's own bundle may name Aster's officers; the cell may; Birch, who holds the notice, may not."""
    of = evidence(world())
    mine = bundle(of, Viewer(PartyId("aster")), ["name"])
    assert b"Officer of aster" in render(mine, b"", "")
    assert b"Officer of birch" not in render(bundle(of, CELL, ["name"]), b"", "")


def test_what_was_erased_cannot_be_revealed_and_the_bundle_is_made_without_it() -> None:
    of = World.begun()
    filed = of.e.filed(NOTICE)
    erasing = line(of.e, of.e.party(PartyId("aster")).author, Erasure(filed.receipt.sealed.index, ("details",)))
    signing.sealed(of.e, erasing)
    with pytest.raises(Withheld, match="details"):
        bundle(evidence(of), CELL, ["details"])
    made = render(bundle(evidence(of), CELL, [*(NOTICE_FIELDS - {"details"}), ANSWER]), b"", "")
    assert b"marked cargo" not in made
    assert b"Marked Person" not in made


def test_the_preview_names_what_is_revealed_and_what_is_not() -> None:
    made = bundle(evidence(world()), Viewer(PartyId("aster")), ["times", "kind", "agreement"])
    told = words.preview(made)
    assert "its fields kind, times; of the entries behind it text." in told
    assert "It does not reveal: details, heights, id, manner, replaces, route." in told


def test_the_words_of_the_verifier_that_go_into_a_bundle_give_nothing_away_either() -> None:
    of = world()
    with of.e.store.reading() as record:
        of.e.sequencer.books.catch_up(record)
        moment = Moment(record, of.e.sequencer.books)
        archive, made = bundling.bundled(moment, evidence(of).entry.receipt.sealed.index, ["kind"], "birch")
    archive = archive.replace(bundling.verifier_path().read_bytes(), b"(the verifier)")
    for name, marks in hidden(evidence(of), made).items():
        assert [mark for mark in marks if mark in archive] == [], name


def test_a_bundle_is_the_same_bytes_whenever_it_is_made() -> None:
    first, second = (render(bundle(evidence(world()), CELL, ["route", "id"]), b"verifier", "said") for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        names = archive.namelist()
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names[:2] == ["VERDICT.txt", "policy"]
    assert names[2:7] == [f"entry/{part}" for part in ("note", "envelope", "salt", "fields", "proof")]
    assert names[-1] == "verify.py"
