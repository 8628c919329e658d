"""Which words do the rules of a language know? Read from a table that a linguist can edit; what is wrong in it is told at once.

Source: docs/reading.md, "The tables"; the tables are `words/*.toml` beside this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from herald.incident.codes import ActCode, Modality
from herald.malformed import Malformed, Problem

C = TypeVar("C", ActCode, Modality)
SAYS, ASSERTS = "says", "asserts"
VERBS = (SAYS, ASSERTS, *(each.value for each in Modality if each is not Modality.ASSERTS))
_LISTS: Mapping[str, Sequence[str]] = {
    "sentences": ("abbreviations", "weekdays"),
    "heads": ("author", "keeper", "title", "dull", "kinds", "telling", "closing", "signing", "issuers"),
    "leads": ("according", "citing", "hearsay", "translated", "summarised"),
    "offices": ("ranks", "functions", "people", "person", "aggregate", "document"),
    "bodies": ("words", "media", "states"),
    "pronouns": ("person", "several", "body", "own", "relative"),
    "loaded": ("words",),
    "numbers": ("words", "scales", "about", "least", "most", "over", "under", "vague", "unstated", "nothing"),
    "harms": ("injured", "killed", "displaced", "detained"),
    "places": ("before", "kinds", "numbered", "never"),
}
_GAP = r"(?:[^\s.;:!?]+\s+){1,4}?"


@dataclass(frozen=True, slots=True)
class Rules:
    """The words of one language. `of` are the lists, by table and name ("offices.ranks"); each word in small letters.

    `verbs`: by each form, what it makes of what is said. `modality`: patterns in the order in which they are tried. `acts`: what is
    done, each with its patterns. `numbers`: words of number.
    """

    language: str
    of: Mapping[str, frozenset[str]]
    verbs: Mapping[str, str]
    modality: tuple[tuple[Modality, re.Pattern[str]], ...]
    acts: tuple[tuple[ActCode, re.Pattern[str]], ...]
    numbers: Mapping[str, int]
    scales: Mapping[str, int]

    def has(self, table: str, word: str) -> bool:
        """Is it a word of this list?"""
        return word in self.of[table]


def rules(file: str, of: Mapping[str, object]) -> Rules:
    """Which rules does this table hold? Raises Malformed with everything that is wrong in it."""
    problems: list[Problem] = []
    lists = {
        f"{table}.{name}": frozenset(_listed(file, problems, of, table, name))
        for table, names in _LISTS.items()
        for name in names
    }
    verbs = dict(_verbs(file, problems, of.get("verbs")))
    modality = tuple(_coded(file, problems, of.get("modality"), "modality", "words", Modality))
    acts = tuple(_coded(file, problems, of.get("act"), "act", "says", ActCode))
    numbers = dict(_numbered(file, problems, lists["numbers.words"]))
    scales = dict(_numbered(file, problems, lists["numbers.scales"]))
    if problems:
        raise Malformed(problems)
    return Rules(file.partition(".")[0], lists, verbs, modality, acts, numbers, scales)


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Which pattern finds these words and phrases? `*` ends the beginning of a word, `~` is one to four words between."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<![\w'\u2019-])(?:{'|'.join(map(_phrase, longest_first)) or '(?!)'})(?![\w-])")


def _phrase(said: str) -> str:
    parts = [re.escape(part).replace(r"\*", r"\w*").replace("'", "['\u2019]") for part in said.split()]
    text = r"\s+".join(parts)
    return text.replace(r"\s+\~\s+", rf"\s+{_GAP}").replace(r"\s+~\s+", rf"\s+{_GAP}")


def _listed(file: str, problems: list[Problem], of: Mapping[str, object], table: str, name: str) -> Iterator[str]:
    held = of.get(table)
    value = held.get(name) if isinstance(held, Mapping) else None
    if not isinstance(value, str):
        problems.append(
            Problem(
                file,
                None,
                f"{table}.{name}",
                "nothing" if value is None else repr(value)[:40],
                "words, parted by commas",
            )
        )
        return
    yield from _words(value)


def _words(value: str) -> Iterator[str]:
    return (" ".join(each.split()) for each in value.split(",") if each.strip())


def _verbs(file: str, problems: list[Problem], of: object) -> Iterator[tuple[str, str]]:
    for group in VERBS:
        held = of.get(group) if isinstance(of, Mapping) else None
        if not isinstance(held, Mapping):
            if group in {SAYS, ASSERTS, "denies", "calls-on"}:
                problems.append(Problem(file, None, f"verbs.{group}", "nothing", "verbs, each with its forms"))
            continue
        for verb, forms in held.items():
            if not isinstance(forms, str):
                problems.append(
                    Problem(file, None, f"verbs.{group}.{verb}", repr(forms)[:40], "its forms, parted by commas")
                )
                continue
            yield from ((form, group) for form in _words(forms))


def _coded(
    file: str, problems: list[Problem], of: object, table: str, member: str, codes: type[C]
) -> Iterator[tuple[C, re.Pattern[str]]]:
    for number, each in enumerate(of if isinstance(of, list) else (), 1):
        code = each.get("code") if isinstance(each, Mapping) else None
        words = each.get(member) if isinstance(each, Mapping) else None
        if code not in set(codes) or not isinstance(words, str):
            problems.append(
                Problem(file, None, f"{table} {number}", repr(code)[:40], f"a code of docs/codes.md, and `{member}`")
            )
            continue
        yield codes(code), pattern(_words(words))


def _numbered(file: str, problems: list[Problem], words: Iterable[str]) -> Iterator[tuple[str, int]]:
    for each in words:
        word, _, number = each.rpartition(" ")
        if not word or not number.isdecimal():
            problems.append(Problem(file, None, "numbers", each, "a word and its number"))
            continue
        yield word, int(number)
