"""To which sources does something go back, and how many of them are independent?"""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.incident.chains import Chain, Cites, End, Graph, Node, Root, graph
from herald.incident.codes import Edge, SourceKind

ARTICLES = 5
UNNAMED, AGGREGATE = SourceKind.UNNAMED, SourceKind.AGGREGATE


def sources(*whats: str, **kinds: SourceKind) -> list[Node]:
    return [Node(number, kinds.get(what, SourceKind.ARTICLE), what) for number, what in enumerate(whats)]


def citing(*pairs: tuple[int, int], edge: Edge = Edge.QUOTES) -> list[Cites]:
    return [Cites(100 + number, one, other, edge) for number, (one, other) in enumerate(pairs)]


def span(whole: Graph, *of: int, own: tuple[int, ...] = ()) -> tuple[int, int]:
    found = whole.independence(of, own)
    return found.least, found.most


# -- How many ----------------------------------------------------------------------------------------------------------------


def test_five_articles_that_quote_one_statement_have_one_root() -> None:
    whole = graph(
        sources("a", "b", "c", "d", "e", "statement", statement=SourceKind.STATEMENT),
        citing(*((number, ARTICLES) for number in range(ARTICLES))),
    )
    found = whole.independence(range(ARTICLES))
    assert (found.least, found.most) == (1, 1)
    assert [root.nodes for root in found.roots] == [(5,)]


def test_an_article_that_cites_nobody_is_its_own_root() -> None:
    assert span(graph(sources("a", "b"), ()), 0, 1) == (2, 2)


def test_what_an_author_says_in_its_own_voice_goes_back_to_the_report_itself() -> None:
    whole = graph(sources("a", "statement"), citing((0, 1)))
    assert span(whole, 0) == (1, 1)
    assert span(whole, own=(0,)) == (1, 1)
    assert [root.nodes for root in whole.independence([0], own=[0]).roots] == [(0,), (1,)]
    assert span(whole, 1, own=(1,)) == (1, 1)


@pytest.mark.parametrize("other", ["A senior  official", "a diplomat", "somebody who was briefed"])
def test_two_unnamed_sources_may_be_one_person_however_each_reporter_describes_it(other: str) -> None:
    nodes = [*sources("a", "b"), Node(2, UNNAMED, "a senior official"), Node(3, UNNAMED, other)]
    whole = graph(nodes, citing((0, 2), (1, 3), edge=Edge.CITES_UNNAMED))
    assert span(whole, 0, 1) == (1, 2)
    assert all(root.is_unnamed for root in whole.independence([0, 1]).roots)


def test_two_unnamed_sources_that_one_reporter_tells_apart_are_two() -> None:
    nodes = [*sources("a", "b"), *(Node(number, UNNAMED, "an official") for number in (2, 3, 4))]
    whole = graph(nodes, citing((0, 2), (0, 3), (1, 4), edge=Edge.CITES_UNNAMED))
    assert span(whole, 0, 1) == (2, 3)


def test_an_unnamed_person_and_unnamed_media_are_not_taken_for_one() -> None:
    nodes = [*sources("a"), Node(1, UNNAMED, "an official"), Node(2, AGGREGATE, "media of the region")]
    assert span(graph(nodes, citing((0, 1), (0, 2))), 0) == (2, 2)


def test_an_unnamed_source_that_goes_on_to_another_may_have_known_it_besides() -> None:
    nodes = [*sources("a", "document"), Node(2, AGGREGATE, "media of the region")]
    found = graph(nodes, citing((0, 2), (2, 1))).independence([0])
    assert (found.least, found.most) == (1, 2)
    assert found.roots == (Root((1,), is_unnamed=False), Root((2,), is_unnamed=True))


def test_what_is_cited_and_not_entered_is_stated_and_counted_once() -> None:
    """Five articles that quote a statement nobody entered do not become five roots by that."""
    whole = graph(sources("a", "b", "c"), citing((0, 77), (1, 77), (2, 0)))
    found = whole.independence([0, 1, 2])
    assert (found.least, found.most, found.missing) == (1, 1, (77,))
    assert found.roots == (Root((0, 1), is_unnamed=False, missing=(77,)),)
    assert whole.chain(2).end is End.NOT_ENTERED
    assert [each.cited for each in whole.missing] == [77, 77]


def test_what_only_cites_itself_in_a_circle_is_one_root_and_told() -> None:
    whole = graph(sources("a", "b", "c"), citing((0, 1), (1, 2), (2, 1)))
    assert whole.circles() == ((1, 2),)
    found = whole.independence([0])
    assert [root.nodes for root in found.roots] == [(1, 2)]
    assert (found.least, found.most) == (1, 1)
    assert [[each.cited for each in way] for way in whole.chains(0)] == [[1, 2]]


def test_a_circle_with_a_way_out_goes_back_to_what_is_beyond_it() -> None:
    whole = graph(sources("a", "b", "origin"), citing((0, 1), (1, 0), (1, 2)))
    assert [root.nodes for root in whole.independence([0]).roots] == [(2,)]


def test_a_source_that_is_not_there_and_one_that_cites_itself_count_for_nothing() -> None:
    whole = graph(sources("a"), citing((0, 7), (0, 0)))
    assert whole.cites == ()
    assert whole.independence([0, 7]).most == 1
    empty = graph((), ())
    assert empty.layers() == ()
    assert empty.independence([]).roots == ()


# -- By which way ------------------------------------------------------------------------------------------------------------


def test_the_way_from_a_report_to_the_speaker_is_told_step_by_step() -> None:
    cites = [Cites(10, 0, 1, Edge.PARAPHRASES), Cites(11, 1, 2, Edge.QUOTES)]
    whole = graph(sources("article", "paper", "official"), cites)
    assert list(whole.chains(0)) == [tuple(cites)]
    assert whole.chain(0) == Chain(0, tuple(cites), End.ROOT)
    assert whole.chain(2) == Chain(2, (), End.ROOT)
    assert [whole.depth(index) for index in range(3)] == [2, 1, 0]
    assert whole.layers() == ((0,), (1,), (2,))


def test_of_several_ways_the_one_that_goes_furthest_back_is_the_chain_whatever_was_entered_first() -> None:
    whole = graph(
        [*sources("article", "paper", "agency"), Node(3, UNNAMED, "an official")],
        citing((0, 3), (0, 1), (1, 2), (2, 3)),
    )
    chain = whole.chain(0)
    assert [each.cited for each in chain.steps] == [1, 2, 3]
    assert chain.end is End.UNNAMED
    assert len(list(whole.chains(0))) == 2


def test_a_chain_passes_through_a_circle_by_its_shortest_way_and_ends_where_one_has_no_way_out() -> None:
    through = graph(sources("a", "b", "c", "d", "origin"), citing((0, 1), (1, 2), (2, 3), (1, 3), (3, 1), (3, 4)))
    assert [each.cited for each in through.chain(0).steps] == [1, 3, 4]
    within = graph(sources("a", "b", "c"), citing((0, 1), (1, 2), (2, 1)))
    assert [each.cited for each in within.chain(0).steps] == [1, 2]
    assert within.chain(0).end is End.CIRCLE
    assert within.depth(0) == 1


def test_a_chain_of_ten_thousand_reports_is_no_longer_than_itself() -> None:
    count = 10_000
    whole = graph(sources(*map(str, range(count))), citing(*((number, number + 1) for number in range(count - 1))))
    assert whole.depth(0) == len(whole.chain(0).steps) == count - 1
    assert span(whole, 0) == (1, 1)
    assert len(next(whole.chains(0))) == count - 1


def test_where_every_report_cites_every_other_the_ways_come_one_by_one() -> None:
    everyone = range(40)
    whole = graph(sources(*map(str, everyone)), citing(*((a, b) for a in everyone for b in everyone if a != b)))
    assert span(whole, 0) == (1, 1)
    assert len({tuple(way) for way in islice(whole.chains(0), 50)}) == 50


# -- Properties --------------------------------------------------------------------------------------------------------------

KINDS = st.sampled_from([SourceKind.ARTICLE, SourceKind.PERSON, UNNAMED, AGGREGATE])


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Any sources, and any citations between them; some of a source that nobody entered."""
    kinds = draw(st.lists(KINDS, min_size=1, max_size=9))
    ends = st.integers(0, len(kinds) - 1)
    pairs = draw(st.lists(st.tuples(ends, ends | st.sampled_from([70, 71])), max_size=20))
    return graph([Node(number, kind, str(number)) for number, kind in enumerate(kinds)], citing(*pairs))


@given(graphs())
def test_every_source_goes_back_to_a_root_and_more_sources_never_to_fewer(whole: Graph) -> None:
    every = sorted(whole.nodes)
    for index in every:
        assert whole.independence([index]).least >= 1
    for many in range(1, len(every)):
        fewer, more = whole.independence(every[:many]), whole.independence(every[: many + 1])
        assert fewer.least <= more.least <= more.most
        assert fewer.most <= more.most
        assert set(fewer.missing) <= set(more.missing)


@given(graphs())
def test_there_are_never_more_roots_than_sources_and_no_source_is_in_two(whole: Graph) -> None:
    found = whole.independence(whole.nodes)
    in_roots = [index for root in found.roots for index in root.nodes]
    assert len(in_roots) == len(set(in_roots)) <= len(whole.nodes)
    assert found.most == len(found.roots)


@given(graphs(), st.permutations(range(9)))
def test_other_names_and_another_order_of_entry_change_no_number(whole: Graph, turned: list[int]) -> None:
    def new(index: int) -> int:
        return turned[index] if index < len(turned) else index

    nodes = [Node(new(node.index), node.kind, f"\u0627{node.what}") for node in whole.nodes.values()]
    cites = [Cites(each.index, new(each.citing), new(each.cited), each.edge) for each in (*whole.cites, *whole.missing)]
    other = graph(reversed(nodes), reversed(cites))
    assert span(whole, *whole.nodes) == span(other, *other.nodes)
    for index in whole.nodes:
        assert whole.depth(index) == other.depth(new(index))


@given(graphs())
def test_a_chain_is_one_of_the_ways_and_none_is_longer_where_there_is_no_circle(whole: Graph) -> None:
    for index in whole.nodes:
        chain, ways = whole.chain(index), list(whole.chains(index))
        assert not ways if not chain.steps else chain.steps in ways
        if not whole.circles():
            assert len(chain.steps) == whole.depth(index) == max(map(len, ways), default=0)


@given(graphs())
def test_sources_are_in_one_circle_exactly_if_each_goes_back_to_the_other(whole: Graph) -> None:
    reached = {index: {each.cited for way in whole.chains(index) for each in way} for index in whole.nodes}
    together = {index: group for group in whole.circles() for index in group}
    for a in whole.nodes:
        for b in whole.nodes:
            mutual = a != b and b in reached[a] and a in reached[b]
            assert mutual == (a != b and b in together.get(a, ()))


@given(graphs())
def test_each_source_stands_left_of_what_it_cites_unless_they_go_in_a_circle(whole: Graph) -> None:
    column = {index: place for place, layer in enumerate(whole.layers()) for index in layer}
    circles = [set(group) for group in whole.circles()]
    assert sorted(column) == sorted(whole.nodes)
    for each in whole.cites:
        together = any({each.citing, each.cited} <= group for group in circles)
        assert together or column[each.citing] < column[each.cited]
