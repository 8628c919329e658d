"""What the check found, as it is sealed: ids in order, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from herald import canonical
from herald.record.met import Met, met_of
from herald.units import NoticeId

IDS = (
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(NoticeId), unique=True)
    .map(sorted)
    .map(tuple)
)


@given(st.builds(Met, IDS, IDS))
def test_an_answer_is_read_as_it_is_sealed(met: Met) -> None:
    assert met_of(canonical.read("answer", canonical.write(met.json()))) == met


def test_an_answer_reads_as_the_formats_say() -> None:
    assert (
        canonical.write(Met((NoticeId("b"),), (NoticeId("a"),)).json()) == b'{"cannot_tell":["a"],"could_meet":["b"]}'
    )
    assert canonical.write(Met().json()) == b'{"cannot_tell":[],"could_meet":[]}'


def test_where_no_answer_is_left_none_was_found() -> None:
    assert met_of({}) == met_of(None) == Met()
