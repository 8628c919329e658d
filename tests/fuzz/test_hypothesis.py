"""Whatever bytes come, they are read or refused in words: seeds cut, joined, and with other words in them."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.judge import Judge
from tests.fuzz.readers import Reader, readers

NAMES = [reader.name for reader in readers()]
ODD = (
    b"",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xd9\xa3",
    b"\xe2\x80\xa8",
    b"9" * 600,
    b"-",
    b"1e999",
    b"NaN",
    b"\r\n",
    b"\xed\xa0\x80",
)


@st.composite
def changed(draw: st.DrawFn, reader: Reader) -> bytes:
    """A seed with a few of its pieces left out, doubled, or put in another's place."""
    data = draw(st.sampled_from(reader.seeds))
    words = [word.encode() for word in reader.words]
    for _ in range(draw(st.integers(0, 4))):
        at, end = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        other = draw(st.sampled_from([*words, *ODD, data[at:end]]) | st.binary(max_size=4))
        data = data[:at] + other + data[draw(st.sampled_from([at, at, min(at + len(other), len(data)), end])) :]
    return data


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25)
@given(st.data())
def test_a_reader_reads_or_refuses_in_words(name: str, data: st.DataObject) -> None:
    asked(name, data)


@pytest.mark.deep
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=3000)
@given(st.data())
def test_a_reader_reads_or_refuses_in_words_many_times(name: str, data: st.DataObject) -> None:
    asked(name, data)


@cache
def judge_of(name: str) -> Judge:
    (reader,) = (each for each in readers() if each.name == name)
    return Judge(reader)


def asked(name: str, data: st.DataObject) -> None:
    judge = judge_of(name)
    judge(data.draw(changed(judge.reader) | st.binary(max_size=60)))
