"""Where does a text quote? The words between two quotation marks, without the marks; an inner quotation after the one it stands in.

A mark that looks both ways ('"') opens behind a space and before a word. An apostrophe is none. Where a paragraph ends and its
quotation does not, the quotation ends with the paragraph: so does each but the last of one that runs over several.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from herald.reading.model import Span

_OPENS = {
    "\u201c": "\u201d",
    "\u201e": "\u201c\u201d",
    "\u00ab": "\u00bb",
    "\u2039": "\u203a",
    "\u201f": "\u201d",
    "\u300c": "\u300d",
}
_CLOSES = "\u201d\u00bb\u203a\u300d"
_SINGLE, _STRAIGHT, _LONE = "\u2018", '"', "'"
_BEFORE = "([{\u2014\u2013-/:\u00a1\u00bf"
_BEHIND = ".,;:!?)]}\u2014\u2013\u2026-/"
_LONGEST_LONE = 600
"""Between single marks, which are apostrophes too."""
Block = tuple[int, int]


def quotations(text: str, blocks: list[Block]) -> tuple[Span, ...]:
    """Which words of these paragraphs are quoted? Spans in the order in which they open; of marks that close nothing none."""
    found: list[Span] = []
    for first, until in blocks:
        doubles = list(_doubles(text, first, until))
        found += doubles
        found += _singles(text, first, until)
    return tuple(sorted(set(found), key=lambda span: (span.first, -span.until)))


def among(found: Sequence[Span], span: Span) -> Sequence[Span]:
    """Those of these quotations, in the order in which they open, that open in this part of the text."""
    return found[bisect_left(found, (span.first, -1)) : bisect_left(found, (span.until, -1))]


def _doubles(text: str, first: int, until: int) -> Iterator[Span]:
    """Those of double marks: guillemets and curly marks by their shape, straight ones by what stands beside them."""
    open_at: list[tuple[int, str]] = []
    for at in range(first, until):
        mark = text[at]
        if mark in _OPENS and not (mark == "\u201c" and open_at and mark in open_at[-1][1]):
            if open_at and mark == text[open_at[-1][0]]:  # opened twice: as at the head of a paragraph
                continue
            open_at.append((at, _OPENS[mark]))
        elif mark == _STRAIGHT:
            if (
                open_at
                and open_at[-1][1] == _STRAIGHT
                and (not _may_open(text, at, first) or _ends_here(text, at, until))
            ):
                yield Span(open_at.pop()[0] + 1, at)
            elif _may_open(text, at, first):
                open_at.append((at, _STRAIGHT))
            elif open_at and open_at[-1][1] == _STRAIGHT:
                yield Span(open_at.pop()[0] + 1, at)
        elif open_at and mark in open_at[-1][1]:
            yield Span(open_at.pop()[0] + 1, at)
        elif mark in _CLOSES and any(mark in closing for _, closing in open_at):
            while open_at and mark not in open_at[-1][1]:
                open_at.pop()
            yield Span(open_at.pop()[0] + 1, at)
    if open_at:
        at, _ = open_at[0]
        end = len(text[:until].rstrip()) if until - at < 1 << 16 else until
        if end > at + 1:
            yield Span(at + 1, end)


def _may_open(text: str, at: int, first: int) -> bool:
    """Does a word begin behind it, and end before it?"""
    before = text[at - 1] if at > first else " "
    behind = text[at + 1] if at + 1 < len(text) else " "
    return (
        (before.isspace() or before in _BEFORE or before in "'\u2018\u201c\u00ab")
        and not behind.isspace()
        and behind not in ".,;:!?)"
    )


def _ends_here(text: str, at: int, until: int) -> bool:
    behind = text[at + 1] if at + 1 < until else " "
    return behind.isspace() or behind in _BEHIND


def _singles(text: str, first: int, until: int) -> Iterator[Span]:
    """Those of single marks. What closes one is a mark with no letter behind it; of a plural's apostrophe another must follow."""
    at = first
    while at < until:
        mark = text[at]
        if (
            (mark == _SINGLE or (mark == _LONE and _may_open(text, at, first)))
            and at + 1 < until
            and not text[at + 1].isspace()
        ):
            end = _closing(text, at, min(until, at + _LONGEST_LONE), "\u2019" if mark == _SINGLE else _LONE)
            if end is not None:
                yield Span(at + 1, end)
                at = end
        at += 1


def _closing(text: str, at: int, until: int, mark: str) -> int | None:
    """Where does the one that opens here close? At the first mark behind which no word goes on, unless a plural owns what follows."""
    plural = None
    for end in range(at + 2, until):
        if text[end] == _SINGLE or (text[end] == "\n" and text[end - 1] == "\n"):
            break
        if text[end] != mark:
            continue
        behind = text[end + 1] if end + 1 < len(text) else " "
        if behind.isalnum():
            continue
        if text[end - 1] in ".,!?;" or not (
            text[end - 1] == "s" and behind == " " and end + 2 < len(text) and text[end + 2].islower()
        ):
            return end
        plural = plural or end
    return plural
