"""To which sources does something go back, and how many of them are independent? Roots are counted, never articles.

A source that cites nothing is a root: the author of a report is a source too. What cites in a circle, and nothing beyond it, goes
back to itself alone and counts as one. Who an unnamed source is nobody says: two of them could be one person, however each of them
is described, so that independence is a range. What is cited and not entered is stated, and what lies beyond it is not guessed.
Source: design/sources.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from herald.incident.codes import Edge, SourceKind

UNNAMED = frozenset({SourceKind.UNNAMED, SourceKind.AGGREGATE})
"""Sources of which nobody says who they are: they could be one and the same."""


@dataclass(frozen=True, slots=True)
class Node:
    """A source, by the entry that names it. `what` is how it is called, or described where it is unnamed."""

    index: int
    kind: SourceKind
    what: str

    @property
    def is_unnamed(self) -> bool:
        """Does nobody say who it is?"""
        return self.kind in UNNAMED


@dataclass(frozen=True, slots=True)
class Cites:
    """One source goes back to another, as the entry at `index` says."""

    index: int
    citing: int
    cited: int
    edge: Edge


@dataclass(frozen=True, slots=True)
class Root:
    """Where it all begins: one source, or several that only cite one another. `is_unnamed`: nobody says who it is.

    `missing` are the sources that it cites and that are not entered: it is the last that is known, and need not be the first.
    """

    nodes: tuple[int, ...]
    is_unnamed: bool
    missing: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Independence:
    """How many distinct roots are there, at least and at most? And which. `missing`: what is cited on the way and not entered.

    That an unnamed source is one of the named ones, or that what is not entered leads to one of these roots, is not in the range.
    """

    least: int
    most: int
    roots: tuple[Root, ...]
    missing: tuple[int, ...] = ()


class End(StrEnum):
    """At what does a chain end?"""

    ROOT = "root"
    UNNAMED = "unnamed"
    CIRCLE = "circle"
    NOT_ENTERED = "not-entered"


@dataclass(frozen=True, slots=True)
class Chain:
    """From one source step by step to the last, and what that is: "A reported, citing B, who cited C" is two steps."""

    of: int
    steps: tuple[Cites, ...]
    end: End


@dataclass(frozen=True, slots=True)
class Graph:
    """The sources of an incident, and which goes back to which. `missing` cite a source that is not here; `cites` never do.

    `onward` has for every source its own `cites`, in the order of the log.
    """

    nodes: Mapping[int, Node]
    cites: tuple[Cites, ...]
    missing: tuple[Cites, ...]
    onward: Mapping[int, tuple[Cites, ...]]

    def cited_by(self, index: int) -> tuple[Cites, ...]:
        """To which sources does this one go back, in the order of the log?"""
        return self.onward.get(index, ())

    # -- How many ----------------------------------------------------------------------------------------------------------

    def independence(self, of: Iterable[int], own: Iterable[int] = ()) -> Independence:
        """To how many distinct roots do these sources go back? An author's own words (`own`) to the report that they stand in."""
        reached, own = self._reached(of), sorted({index for index in own if index in self.nodes})
        ends = [group for group in _groups(reached, self.onward) if self._is_end(group)]
        voices = [(index,) for index in own if not any(index in group for group in ends)]
        last = self._last([*ends, *voices])
        relays = [Root((index,), is_unnamed=True) for index in reached if self._relays(index, ends)]
        missing = {each.cited for each in self.missing if each.citing in reached}
        return Independence(
            least=self._least(last, {*reached, *own}),
            most=len(last) + len(relays),
            roots=tuple(sorted([*last, *relays], key=lambda root: root.nodes)),
            missing=tuple(sorted(missing)),
        )

    def _is_end(self, group: Sequence[int]) -> bool:
        return all(each.cited in group for index in group for each in self.cited_by(index))

    def _relays(self, index: int, ends: Sequence[Sequence[int]]) -> bool:
        """Is it an unnamed source that goes on to another? It may have had it from there alone, or have known it besides."""
        return self.nodes[index].is_unnamed and not any(index in group for group in ends)

    def _last(self, ends: Iterable[tuple[int, ...]]) -> tuple[Root, ...]:
        """The ends as roots. Those that go on to the same source, which is not entered, are one: articles are not counted."""
        beyond: dict[int, list[int]] = {}
        for each in self.missing:
            beyond.setdefault(each.citing, []).append(each.cited)
        together: dict[object, list[tuple[int, ...]]] = {}
        for group in sorted(ends):
            on = sorted(cited for index in group for cited in beyond.get(index, ()))
            together.setdefault(on[0] if on else group, []).append(group)
        roots = []
        for groups in together.values():
            nodes = tuple(sorted(index for group in groups for index in group))
            missing = tuple(sorted({cited for index in nodes for cited in beyond.get(index, ())}))
            roots.append(Root(nodes, all(self.nodes[index].is_unnamed for index in nodes), missing))
        return tuple(roots)

    def _least(self, last: Sequence[Root], told_by: Iterable[int]) -> int:
        """How many are there at least, if unnamed sources of a kind are one wherever no single source tells them apart?"""
        unnamed: dict[SourceKind, set[int]] = {}
        for root in last:
            if root.is_unnamed:
                unnamed.setdefault(self.nodes[root.nodes[0]].kind, set()).add(root.nodes[0])
        cited = [{each.cited for each in self.cited_by(index)} for index in told_by]
        named = sum(not root.is_unnamed for root in last)
        return named + sum(max([1, *(len(those & of) for of in cited)]) for those in unnamed.values())

    def _reached(self, of: Iterable[int]) -> tuple[int, ...]:
        """These sources and all to which they go back, by index."""
        found, ahead = set[int](), [index for index in of if index in self.nodes]
        while ahead:
            index = ahead.pop()
            if index not in found:
                found.add(index)
                ahead += [each.cited for each in self.cited_by(index)]
        return tuple(sorted(found))

    def circles(self) -> tuple[tuple[int, ...], ...]:
        """Which sources cite one another in a circle? Each group once, by index: somebody should say how that can be."""
        return tuple(group for group in _groups(tuple(self.nodes), self.onward) if len(group) > 1)

    # -- By which way ------------------------------------------------------------------------------------------------------

    def chains(self, of: int) -> Iterator[tuple[Cites, ...]]:
        """By which ways does this source go back to its roots? Each from it on; a way ends where it would go in a circle.

        There can be very many: they come one by one.
        """
        way, passed, ahead, longer = list[Cites](), {of}, [iter(self.cited_by(of))], False
        while ahead:
            step = next((each for each in ahead[-1] if each.cited not in passed), None)
            if step is not None:
                way.append(step)
                passed.add(step.cited)
                ahead.append(iter(self.cited_by(step.cited)))
                longer = True
                continue
            if longer:
                yield tuple(way)
            longer = False
            ahead.pop()
            if way:
                passed.remove(way.pop().cited)

    def chain(self, of: int) -> Chain:
        """By which way does this source go furthest back? Of several the one entered first; through a circle the shortest way.

        Raises KeyError for a source that is not here.
        """
        heights, way, at = self._heights(), list[Cites](), self.nodes[of].index
        group = {index: each for each in _groups(tuple(self.nodes), self.onward) for index in each}
        while exits := [each for index in group[at] for each in self.cited_by(index) if each.cited not in group[at]]:
            out = min(exits, key=lambda each: (-heights[each.cited], each.index))
            way += [*self._within(group[at], at, out.citing), out]
            at = out.cited
        passed = {at}
        while step := next((each for each in self.cited_by(at) if each.cited not in passed), None):
            way.append(step)
            at = step.cited
            passed.add(at)
        return Chain(of, tuple(way), self._end(at, group[at]))

    def depth(self, of: int) -> int:
        """In how many steps does it go furthest back? 0 where it cites nothing; a circle counts for none."""
        return self._heights()[of]

    def _end(self, at: int, group: Sequence[int]) -> End:
        if any(each.citing in group for each in self.missing):
            return End.NOT_ENTERED
        if len(group) > 1:
            return End.CIRCLE
        return End.UNNAMED if self.nodes[at].is_unnamed else End.ROOT

    def _within(self, group: Sequence[int], begin: int, end: int) -> list[Cites]:
        """The shortest way from one source of a circle to another."""
        came: dict[int, Cites | None] = {begin: None}
        ahead = [begin]
        for index in ahead:  # what is found is looked at in its turn
            for each in self.cited_by(index):
                if each.cited in group and each.cited not in came:
                    came[each.cited] = each
                    ahead.append(each.cited)
        way, step = list[Cites](), came[end]
        while step is not None:
            way.append(step)
            step = came[step.citing]
        return way[::-1]

    def _heights(self) -> Mapping[int, int]:
        """How far is each from the furthest of its roots, a circle taken as one?"""
        heights: dict[int, int] = {}
        for group in reversed(_groups(tuple(self.nodes), self.onward)):
            beyond = [heights[each.cited] for index in group for each in self.cited_by(index) if each.cited in heights]
            heights |= dict.fromkeys(group, max(beyond, default=-1) + 1)
        return heights

    def layers(self) -> tuple[tuple[int, ...], ...]:
        """In which columns do they stand, from the outermost report to the roots? Each left of all to which it goes back."""
        depth = dict.fromkeys(self.nodes, 0)
        for group in _groups(tuple(self.nodes), self.onward):  # each after all that cite it
            onward = max(depth[index] for index in group)
            depth |= dict.fromkeys(group, onward)
            for cited in (each.cited for index in group for each in self.cited_by(index)):
                if cited not in group:
                    depth[cited] = max(depth[cited], onward + 1)
        columns = range(max(depth.values(), default=-1) + 1)
        return tuple(tuple(index for index in sorted(depth) if depth[index] == column) for column in columns)


def graph(nodes: Iterable[Node], cites: Iterable[Cites]) -> Graph:
    """The graph of these sources, by index. What cites itself says nothing; what cites a source that is not here is kept apart."""
    known = {node.index: node for node in sorted(nodes, key=lambda node: node.index)}
    said = sorted(
        (each for each in cites if each.citing in known and each.citing != each.cited), key=lambda each: each.index
    )
    kept = tuple(each for each in said if each.cited in known)
    onward: dict[int, list[Cites]] = {}
    for each in kept:
        onward.setdefault(each.citing, []).append(each)
    return Graph(
        known,
        kept,
        tuple(each for each in said if each.cited not in known),
        {index: tuple(own) for index, own in onward.items()},
    )


def _groups(of: Iterable[int], onward: Mapping[int, Sequence[Cites]]) -> tuple[tuple[int, ...], ...]:
    """Which of these cite one another in a circle? Everyone is in one group, alone or not; each group after those that cite it.

    Linear in sources and citations, and not recursive: a chain may be as long as it likes.
    Source: Kosaraju's algorithm, as in Cormen et al., Introduction to Algorithms, section 20.5.
    """
    ahead = {index: list[int]() for index in sorted(of)}
    back = {index: list[int]() for index in ahead}
    for index, leads in ahead.items():
        for each in onward.get(index, ()):
            if each.cited in back:
                leads.append(each.cited)
                back[each.cited].append(index)
    seen = set[int]()
    left = [index for begin in ahead for index in _left(begin, ahead, seen)]
    taken = set[int]()
    groups = (_left(begin, back, taken) for begin in reversed(left))
    return tuple(tuple(sorted(group)) for group in groups if group)


def _left(begin: int, ahead: Mapping[int, Sequence[int]], seen: set[int]) -> list[int]:
    """Everything new that can be reached from here, each after all that it leads to; `seen` grows by it."""
    if begin in seen:
        return []
    seen.add(begin)
    found, open_ = list[int](), [(begin, iter(ahead[begin]))]
    while open_:
        at, rest = open_[-1]
        new = next((each for each in rest if each not in seen), None)
        if new is None:
            found.append(at)
            open_.pop()
        else:
            seen.add(new)
            open_.append((new, iter(ahead[new])))
    return found
