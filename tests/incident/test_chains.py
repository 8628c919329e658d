"""To which sources does something go back, and how many of them are independent?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from herald.incident.chains import Cites, Graph, Node, graph
from herald.incident.codes import Edge, SourceKind

ARTICLES = 5


def sources(*whats: str, **kinds: SourceKind) -> list[Node]:
    return [Node(number, kinds.get(what, SourceKind.ARTICLE), what) for number, what in enumerate(whats)]


def citing(*pairs: tuple[int, int], edge: Edge = Edge.QUOTES) -> list[Cites]:
    return [Cites(100 + number, one, other, edge) for number, (one, other) in enumerate(pairs)]


def test_five_articles_that_quote_one_statement_have_one_root() -> None:
    whole = graph(
        sources("a", "b", "c", "d", "e", "statement", statement=SourceKind.STATEMENT),
        citing(*((number, ARTICLES) for number in range(ARTICLES))),
    )
    found = whole.independence(range(ARTICLES))
    assert (found.least, found.most) == (1, 1)
    assert [root.nodes for root in found.roots] == [(5,)]


def test_an_article_that_cites_nobody_is_its_own_root() -> None:
    found = graph(sources("a", "b"), ()).independence([0, 1])
    assert (found.least, found.most) == (2, 2)


def test_two_unnamed_officials_of_one_description_may_be_one() -> None:
    nodes = [
        *sources("a", "b", "c"),
        Node(3, SourceKind.UNNAMED, "a senior official"),
        Node(4, SourceKind.UNNAMED, "A senior  official"),
        Node(5, SourceKind.UNNAMED, "a diplomat"),
    ]
    found = graph(nodes, citing((0, 3), (1, 4), (2, 5), edge=Edge.CITES_UNNAMED)).independence([0, 1, 2])
    assert (found.least, found.most) == (2, 3)
    assert all(root.is_unnamed for root in found.roots)


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


def test_the_way_from_a_report_to_the_speaker_is_told_step_by_step() -> None:
    cites = [Cites(10, 0, 1, Edge.PARAPHRASES), Cites(11, 1, 2, Edge.QUOTES)]
    whole = graph(sources("article", "paper", "official"), cites)
    assert list(whole.chains(0)) == [tuple(cites)]
    assert whole.layers() == ((0,), (1,), (2,))


def test_a_source_that_is_not_there_and_one_that_cites_itself_count_for_nothing() -> None:
    whole = graph(sources("a"), citing((0, 7), (0, 0)))
    assert whole.cites == ()
    assert whole.independence([0, 7]).most == 1
    empty = graph((), ())
    assert empty.layers() == ()
    assert empty.independence([]).roots == ()


graphs = st.integers(1, 9).flatmap(
    lambda count: st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=20).map(
        lambda pairs: graph(sources(*map(str, range(count))), citing(*pairs))
    )
)


@given(graphs)
def test_every_source_goes_back_to_a_root_and_more_sources_never_to_fewer(whole: Graph) -> None:
    every = sorted(whole.nodes)
    for index in every:
        assert whole.independence([index]).most >= 1
    one, all_of = whole.independence(every[:1]), whole.independence(every)
    assert one.most <= all_of.most
    assert one.least <= one.most


@given(graphs)
def test_each_source_stands_left_of_what_it_cites_unless_they_go_in_a_circle(whole: Graph) -> None:
    column = {index: place for place, layer in enumerate(whole.layers()) for index in layer}
    circles = [set(group) for group in whole.circles()]
    assert sorted(column) == sorted(whole.nodes)
    for each in whole.cites:
        together = any({each.citing, each.cited} <= group for group in circles)
        assert together or column[each.citing] < column[each.cited]
