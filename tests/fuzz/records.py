"""The readers of the sealed record as questions of bytes: what is read is what would be written, the short way or the strict."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache

from herald import canonical
from herald.malformed import Malformed
from herald.record import drafting, entry, keyfile, missionfile, opening, parcel, quick, sealed, tally
from herald.record.keyfile import KeyRole, private_key
from herald.tlog import note
from tests.desk import mirrors, refusals, signing
from tests.desk.missions import Party, key, movement

Asked = tuple[str, Callable[[bytes], None], tuple[bytes, ...], tuple[str, ...], int]
"""Its name, how it is asked, what it begins from, the words of its format, how many inputs the long run gives it."""
WORDS = (
    '"fields":',
    '"note":',
    '"salt":',
    '"value":',
    "herald entry 1",
    "herald envelope 1",
    "\\u2014 ",
    "\\n",
    "null",
    "true",
)
MEMBERS = (
    '"act":',
    '"seen":',
    '"seq":',
    '"kind":',
    '"role":"root"',
    '"refusal"',
    '"checked":',
    '"link":',
    '"to":[',
    "00" * 32,
)


def in_order(data: bytes) -> bytes:
    """Every line that is JSON as whoever signs would write it: it would take for ever to guess the order of the names."""
    return b"\n".join(map(_one_way, data.split(b"\n")))


def _one_way(line: bytes) -> bytes:
    try:
        return canonical.write(json.loads(line))
    except (ValueError, RecursionError):
        return line


def _same(written: bytes, data: bytes) -> None:
    if written != data:
        raise AssertionError(data)


def _line(data: bytes) -> None:
    """A line of an `.entry` file. The short way takes nothing that the strict one does not, and finds the same."""
    given = in_order(data)
    short = quick.submission(given)
    try:
        strict = opening.submission(given)
    except Malformed:
        if short is not None:
            raise AssertionError(given) from None
        raise
    _same(strict.line(), given)
    if short is not None and (short.entry, short.line()) != (strict.entry, given):
        raise AssertionError(given)


def _entry(data: bytes) -> None:
    given = in_order(data)
    _same(entry.read(given).statement.text().encode(), note.read(given).text.encode())


def _envelope(data: bytes) -> None:
    given = in_order(data)
    _same(bytes(sealed.read(given)), given)


def _mission(data: bytes) -> None:
    given = in_order(data)
    _same(bytes(missionfile.read(given)), given)


def _joining(data: bytes) -> None:
    given = in_order(data)
    _same(b"".join(line + b"\n" for line in opening.lines(given)), bytes(drafting.joining(given)))


def _parcel(data: bytes) -> None:
    given = in_order(data)
    _same(bytes(parcel.read(given)), given)


def _answer(data: bytes) -> None:
    given = in_order(data)
    _same(bytes(parcel.answer(given)), given)


def _tally(data: bytes) -> None:
    given = in_order(data)
    signed = note.read(given)
    _same(tally.read(signed).text().encode(), signed.text.encode())


def _key_file(data: bytes) -> None:
    keyfile.public_part(in_order(data))


@cache
def record_readers() -> tuple[Asked, ...]:
    """The readers of what parties hand in, of what a cell keeps and of what goes between them."""
    e = refusals.mission()
    filing = signing.filing(e, refusals.ELSEWHERE)
    cedar = Party(refusals.CEDAR, key(e.lots), key(e.lots))
    join, admitting = bytes(e.joining(cedar)), e.admitting(e.party(refusals.ASTER), key(e.lots))
    with e.store.reading() as record:
        kept = [record.sealed(index) for index in range(6)]
    private = private_key(key(e.lots), "anna", refusals.ASTER, KeyRole.ROOT)
    resting = keyfile.sealed(private, "seven grey herons", bytes(16), bytes(12))
    short = signing.filing(e, movement("c", refusals.ASTER))
    e.filed(movement("d", refusals.ASTER))
    brought = mirrors.parcel(e, refusals.BIRCH)
    answer = parcel.Answer(brought.size, 1, brought.checkpoint, "\u2014 name AAAA", None, (short,))
    return (
        ("line of an entry file", _line, (filing, short, admitting), (*WORDS, *MEMBERS), 60_000),
        ("entry", _entry, tuple(one.note for one in kept), (*WORDS, *MEMBERS), 60_000),
        ("envelope", _envelope, tuple(one.envelope for one in kept), (*WORDS, *MEMBERS), 60_000),
        ("mission file", _mission, (bytes(e.file()),), ('"policy":', "quorum none", '"parties":[', *WORDS), 30_000),
        ("joining", _joining, (join,), ('{"root":null}', *WORDS, *MEMBERS), 30_000),
        ("parcel", _parcel, (bytes(brought),), ('"erased":null', '"leaves":[', '"first":1', *WORDS, *MEMBERS), 30_000),
        ("answer to a parcel", _answer, (bytes(answer),), ('"held":0', '"refused":null', *WORDS), 30_000),
        ("tally", _tally, (bytes(brought.tally),), ("herald tally 1", '"leaf":null', '"size":1', *WORDS), 30_000),
        (
            "key file",
            _key_file,
            (resting,),
            ('"scrypt":{', '"n":131072', '"log"', '"person"', "herald/", *WORDS),
            60_000,
        ),
    )
