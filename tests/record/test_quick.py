"""Does the short way of reading a line find what the strict readers find, and leave to them whatever is out of the ordinary?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random

import pytest

from herald import canonical
from herald.canonical import Json
from herald.desk.founding import next_version
from herald.malformed import Malformed
from herald.record import drafting, opening, quick
from herald.record.acts import Erasure
from herald.record.opening import Submission
from herald.store.memory import MemoryStore
from herald.units import PartyId
from tests.desk.missions import ASTER, BIRCH, TEXT, Exercise, cancel, instead, movement

DEEPEST_VALUE = 29
"""Levels of a field's value: three are about it in its line."""


@cache
def mission() -> Exercise:
    return Exercise(MemoryStore()).begun()


def line(party: PartyId = ASTER, **kept: Json) -> bytes:
    return mission().line(replace(movement("aster-column", party), kept=kept))


def strictly(data: bytes) -> Submission | None:
    try:
        return opening.submission(data)
    except Malformed:
        return None


def nested(levels: int) -> Json:
    value: Json = []
    for _ in range(levels - 1):
        value = [value]
    return value


ORDINARY = {
    "a movement": line,
    "another party's": lambda: line(BIRCH),
    "a text in another script": lambda: line(
        title="\u0623\u0631\u062a\u0627\u0644 \u0434\u043e\u0440\u043e\u0433\u0430"
    ),
    "a text beyond U+FFFF": lambda: line(title="\U0001f69a"),
    "quotes and the form of a line in a text": lambda: line(title='"},"note":"herald entry 1\n'),
    "the form of the next field in a value": lambda: line(more={"heights": {"salt": "0" * 64, "value": 1}}),
    "the largest number": lambda: line(people_count=2**63 - 1),
    "as deep as may be": lambda: line(more=nested(DEEPEST_VALUE - 1)),
    "a cancel": lambda: mission().line(cancel("c", movement("aster-column", ASTER))),
    "a replacement": lambda: mission().line(instead(movement("a", ASTER), movement("b", ASTER))),
}


@pytest.mark.parametrize("ordinary", ORDINARY.values(), ids=ORDINARY.keys())
def test_an_ordinary_line_is_read_as_the_strict_readers_read_it(ordinary: Callable[[], bytes]) -> None:
    data = ordinary()
    found = quick.submission(data)
    assert found is not None
    assert found == opening.submission(data)
    assert list(found.openings) == list(opening.submission(data).openings)
    assert found.line() == data


def test_what_is_no_notice_is_left_to_the_strict_readers() -> None:
    exercise = mission()
    party, at = exercise.party(ASTER), drafting.place(exercise.file())
    erasure = drafting.draft(
        at, party.author, Erasure(2, ("details",)), {}, exercise.next(), exercise.clock(), exercise.lots
    )
    for data in (erasure.line(), exercise.by_the_cell(next_version(exercise.sequencer.books, TEXT), {"text": TEXT})):
        assert quick.submission(data) is None
        assert strictly(data) is not None


WRONG = {
    "nothing": lambda data: b"",
    "another order": lambda data: (
        b'{"note":' + data[1:-1].partition(b',"note":')[2] + b"," + data[1:-1].partition(b',"note":')[0] + b"}"
    ),
    "white space before": lambda data: b" " + data,
    "white space behind": lambda data: data + b" ",
    "white space within": lambda data: data.replace(b'"note":', b'"note": '),
    "a newline behind": lambda data: data + b"\n",
    "a third member": lambda data: data.replace(b',"note":', b',"more":1,"note":'),
    "a field too few": lambda data: data.replace(data[data.index(b'"id":') : data.index(b'"kind":')], b""),
    "a field too many": lambda data: data.replace(
        b'"fields":{', b'"fields":{"a":{"salt":"%b","value":1},' % (b"0" * 64)
    ),
    "an escape that is none": lambda data: data.replace(b"aster-column", b"\\u0061ster-column"),
    "a salt in capitals": lambda data: data.replace(data[30:94], data[30:94].upper()),
    "a salt with a blank": lambda data: data.replace(data[30:94], b" " + data[31:94]),
    "another salt": lambda data: data.replace(data[30:94], b"0" * 64),
    "another value": lambda data: data.replace(b"aster-column", b"aster-calumn"),
    "another commitment": lambda data: data.replace(b'details\\":\\"', b'details\\":\\"0', 1),
    "no commitment": lambda data: data.replace(b'\\"details\\":', b'\\"detours\\":', 1),
    "a level too deep": lambda data: line(more=nested(DEEPEST_VALUE)),
    "a number too large": lambda data: line(people_count=2**63),
    "half of a pair": lambda data: data.replace(b"EXERCISE", b"\\ud800XER", 1),
    "a party that is blank": lambda data: data.replace(b'party\\":\\"aster', b'party\\":\\"     '),
    "two signatures": lambda data: data.replace(b'=\\n"}', b"=\\n" + data[data.rindex(b"\\u2014") : -2] + b'"}'),
    "unused bits in the signature": lambda data: data.replace(b'=\\n"}', b"", 1)[:-1] + b'B=\\n"}',
    "a control character": lambda data: data.replace(b"herald entry 1\\n", b"herald entry 1\\t"),
    "another header": lambda data: data.replace(b"herald entry 1", b"herald entry 2"),
    "a number with a zero before": lambda data: data.replace(b'size\\":', b'size\\":0', 1),
    "a truth value for a number": lambda data: (
        data[: data.index(b'size\\":') + 7] + b"true" + data[data.index(b"},", data.index(b'size\\":')) :]
    ),
    "more bytes than a text has": lambda data: data.replace(b"EXERCISE", b"EXERCIS\xc3\x89", 1),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_what_the_strict_readers_refuse_is_never_read(wrong: Callable[[bytes], bytes]) -> None:
    data = line(title="EXERCISE: a column")
    assert quick.submission(data) is not None
    spoilt = wrong(data)
    assert spoilt != data
    assert strictly(spoilt) is None
    assert quick.submission(spoilt) is None


@pytest.mark.parametrize("count", [2000, pytest.param(200_000, marks=pytest.mark.deep)])
def test_a_line_with_slips_in_it_is_never_read_otherwise_than_strictly(seed: int, count: int) -> None:
    lot, data = Random(seed), line(title='EXERCISE "\u00e9\U0001f69a\\')
    read = 0
    for _ in range(count):
        slipped = bytearray(data)
        for _ in range(lot.choice((1, 1, 2, 5))):
            at = lot.randrange(len(slipped))
            slipped[at : at + lot.choice((0, 1, 1, 2))] = bytes(lot.choices(data, k=lot.choice((0, 1, 1, 2))))
        found = quick.submission(bytes(slipped))
        if found is not None:
            assert found == strictly(bytes(slipped))
            read += 1
    assert read < count / 2


@pytest.mark.parametrize("ordinary", ORDINARY.values(), ids=ORDINARY.keys())
def test_what_was_read_is_written_again_as_it_was(ordinary: Callable[[], bytes]) -> None:
    data = ordinary()
    shortly, strictly_read = quick.submission(data), opening.submission(data)
    assert shortly is not None
    for openings in (shortly.openings, strictly_read.openings):
        assert opening.written(openings) == canonical.write(opening.write(openings))
        assert b'{"fields":%b,' % opening.written(openings) == data[: data.rindex(b'"note":')]
