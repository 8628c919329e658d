"""How far can the number of unnamed sources be told, and what aligns two texts that somebody made as awkward as can be?

Prints the tables of design/sources.md, in about 6 s, from the root of the clone:

    PYTHONPATH=src .venv/bin/python design/experiments/sources.py

The persons are invented, so that how many they are is known by construction. Each tells a few reporters, who describe a person
whom they may not name in words of their own, or in those of the others.
"""
# ruff: noqa: INP001, T201, S311 - a script that is run by name, prints its tables and draws its cases

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from random import Random
from time import process_time

from rapidfuzz.distance import Levenshtein

from herald.incident.chains import Cites, Graph, Node, graph
from herald.incident.codes import Edge, SourceKind

WORLDS, REPORTS = 4000, 6
DESCRIPTIONS = ("an official", "a senior official", "a diplomat", "a person briefed on the matter", "an officer")
OWN_WORDS = (0.0, 0.3, 0.7)


def world(rng: Random, own_words: float) -> tuple[int, Graph]:
    """So many persons told six reports, and what stands in these. A report cites one of them or two, and tells the two apart."""
    persons = list(range(rng.randint(1, 4)))
    called = {person: rng.choice(DESCRIPTIONS) for person in persons}
    nodes, cites, heard = [], [], set[int]()
    for report in range(REPORTS):
        nodes.append(Node(report, SourceKind.ARTICLE, "a report"))
        for person in rng.sample(persons, min(len(persons), rng.choice((1, 1, 1, 2)))):
            heard.add(person)
            index = 100 + len(cites)
            what = rng.choice(DESCRIPTIONS) if rng.random() < own_words else called[person]
            nodes.append(Node(index, SourceKind.UNNAMED, what))
            cites.append(Cites(1000 + len(cites), report, index, Edge.CITES_UNNAMED))
    return len(heard), graph(nodes, cites)


def ways(of: Graph) -> dict[str, tuple[int, int]]:
    """From how many to how many are there, in each way to count?"""
    unnamed = [node for node in of.nodes.values() if node.is_unnamed]
    alike = len({node.what for node in unnamed})
    found = of.independence(range(REPORTS))
    return {
        "articles": (REPORTS, REPORTS),
        "each unnamed one": (len(unnamed), len(unnamed)),
        "by their descriptions": (alike, len(unnamed)),
        "told apart by one report": (found.least, found.most),
    }


def independence() -> None:
    """Prints how often each way to count holds the true number."""
    print(f"Of {WORLDS:,} worlds, in how many does the range hold the true number?\n")
    print("| reporters with words of their own |", " | ".join(ways(world(Random(1), 0.0)[1])), "|")
    for share in OWN_WORDS:
        rng, held = Random(20200825), dict[str, int]()
        for _ in range(WORLDS):
            true, of = world(rng, share)
            for way, (least, most) in ways(of).items():
                held[way] = held.get(way, 0) + (least <= true <= most)
        print(f"| {share:.0%} |", " | ".join(f"{count / WORLDS:.1%}" for count in held.values()), "|")


def aligned(copy: Sequence[str], original: Sequence[str]) -> dict[str, tuple[float, int]]:
    """How long does each take, in seconds, and how many words does it call different?"""
    begin = process_time()
    theirs = SequenceMatcher(None, copy, original, autojunk=False).get_opcodes()
    middle = process_time()
    ours = Levenshtein.opcodes(copy, original)
    end = process_time()
    one = sum(max(b - a, d - c) for what, a, b, c, d in theirs if what != "equal")
    other = sum(max(s.src_end - s.src_start, s.dest_end - s.dest_start) for s in ours if s.tag != "equal")
    return {"difflib": (middle - begin, one), "rapidfuzz": (end - middle, other)}


def alignment() -> None:
    """Prints what each aligner costs and finds."""
    print("\nSeconds to align two texts of so many words, and words called different\n")
    print("| texts | words | difflib | rapidfuzz |")
    for name, words in (("drawn from 200 words", 200), ("one word", 1)):
        for length in (100, 1000, 4000):
            rng = Random(length)
            original = [str(rng.randrange(words)) for _ in range(length)]
            copy = [word for word in original if rng.random() > 0.05] + ["x"]
            found = aligned(copy, original)
            print(f"| {name} | {length} |", " | ".join(f"{s:.4f} s, {n}" for s, n in found.values()), "|")


if __name__ == "__main__":
    independence()
    alignment()
