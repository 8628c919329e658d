"""How do board, sheet and handover look? One self-contained HTML file each, without a script, made to be printed on A4.

Nothing on them is told by a colour alone: what needs somebody is set in bold behind a mark, and says so in words.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from herald.acknowledgement.ladderwords import NOT_FORWARD, NOT_PERMISSION, came, offset
from herald.acknowledgement.numbers import Numbers
from herald.disclosure.board import Board
from herald.disclosure.boardwords import NOTHING, called, stop
from herald.disclosure.handover import Handover
from herald.disclosure.handoverwords import Section, figures, sections
from herald.disclosure.handoverwords import heading as handed
from herald.disclosure.progress import MovementShown, Recipient
from herald.disclosure.saying import NONE, begins, clauses, four, marks, named, recipients, rows, title, urgent
from herald.disclosure.saying import heading as headed
from herald.disclosure.sheet import Sheet
from herald.notice.itinerary import itinerary
from herald.wording import STATEMENT, date_time_group, plain

STATEMENTS = (NOT_PERMISSION, f"{STATEMENT.capitalize()}.", "Movements nobody filed are not covered.")
NUMBERED = (
    "Delivered",
    "Receipted",
    "Answered",
    "No answer in time",
    "All units confirmed",
    NOT_FORWARD.capitalize(),
    "Named units",
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word for one ladder; `must`: it needs somebody."""

    text: str
    must: bool


@dataclass(frozen=True, slots=True)
class Told:
    """How far it has come with one addressee."""

    party: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """A live notice on the board."""

    id: str
    whose: str
    kind: str
    title: str
    begins: str
    clauses: tuple[str, ...]
    marks: tuple[str, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Needed:
    """One thing that needs somebody; `what` in a word."""

    what: str
    id: str
    whose: str
    when: str
    about: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of one addressee, or of all: how many notices, and what came of them, in the order of `NUMBERED`."""

    called: str
    notices: str
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoardView:
    """Everything the board says, in words."""

    exercise: bool
    title: str
    lines: tuple[str, ...]
    stops: tuple[str, ...]
    needs: tuple[Needed, ...]
    needs_left_out: int
    movements: tuple[Movement, ...]
    movements_left_out: int
    columns: tuple[str, ...]
    figures: tuple[Figures, ...]
    over: str
    outcomes: tuple[tuple[str, str], ...]


def board_view(of: Board) -> BoardView:
    """What does the board say?"""
    seen_by = "the neutral cell" if of.viewer is None else named(of.viewer)
    return BoardView(
        exercise=of.exercise,
        title=f"Board for {seen_by}",
        lines=(f"As of {date_time_group(of.now)}, with {of.size:,} entries in {of.origin}. Times are UTC.",),
        stops=tuple(map(stop, of.stops)),
        needs=tuple(
            Needed(
                each.what.value,
                plain(each.movement.id),
                plain(each.movement.notice.party),
                begins(itinerary(each.movement.notice)) if each.due is None else f"by {date_time_group(each.due)}",
                recipients(each.about),
            )
            for each in of.needs
        ),
        needs_left_out=of.needs_left_out,
        movements=tuple(map(_movement, of.movements)),
        movements_left_out=of.movements_left_out,
        columns=NUMBERED,
        figures=tuple(_figures(called(each, of), each.numbers) for each in of.counted),
        over=f"Over since {date_time_group(of.since)}, and what came of it, as parties say",
        outcomes=tuple(came(of.outcomes)),
    )


def _movement(of: MovementShown) -> Movement:
    return Movement(
        id=plain(of.id),
        whose=plain(of.notice.party),
        kind=of.notice.kind.value,
        title=title(of.notice),
        begins=begins(itinerary(of.notice)),
        clauses=clauses(of),
        marks=tuple(marks(of)),
        told=tuple(map(_told, of.recipients)),
    )


def _told(of: Recipient) -> Told:
    return Told(plain(of.party), tuple(map(Word, four(of), urgent(of))))


def _figures(name: str, of: Numbers) -> Figures:
    shares = (of.delivered, of.receipted, of.answered, of.silent, of.all_confirmed, of.not_forward)
    units = "not for this viewer" if of.units is None else str(of.units)
    return Figures(name, f"{of.notices:,}", (*map(str, shares), units))


def board(of: Board) -> str:
    """Which file shows this board? HTML in UTF-8; the same board gives the same bytes."""
    return page("board.html.j2", wide=True, view=board_view(of), nothing=NOTHING)


def sheet(of: Sheet, ahead_min: int) -> str:
    """Which file shows this sheet, with clocks that are so many minutes ahead of UTC?"""
    title, *lines = headed(of, ahead_min)
    return page(
        "sheet.html.j2", wide=True, exercise=of.exercise, title=title, lines=lines, rows=rows(of, ahead_min), empty=NONE,
        local=offset(ahead_min) if ahead_min else "",
    )  # fmt: skip


def handover(of: Handover) -> str:
    """Which file shows this handover?"""
    return page(
        "handover.html.j2", wide=False, exercise=of.exercise, title=handed(of),
        sections=_numbered(sections(of)), figures=[(each, _pairs(texts)) for each, texts in figures(of)],
    )  # fmt: skip


def _numbered(of: Sequence[Section]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each, f"{len(texts):,}", texts) for each, texts in of]


def _pairs(texts: Iterable[str]) -> list[tuple[str, str]]:
    return [(label, said) for label, _, said in (text.partition(": ") for text in texts)]


def page(name: str, *, wide: bool, **view: object) -> str:
    """The page that this template makes of this view, with the style of all papers and nothing from elsewhere."""
    style = _style()
    return (
        _environment()
        .get_template(name)
        .render(style=style, policy=_policy(style), wide=wide, statements=STATEMENTS, **view)
    )


@cache
def _style() -> str:
    return (files("herald.pages") / "assets" / "paper.css").read_text(encoding="utf-8")


def _policy(style: str) -> str:
    """What may the page load and run? Its own style, word for word, and nothing else. Source: W3C CSP Level 3."""
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"


@cache
def _environment() -> Environment:
    """Everything a notice says is escaped; a name the template does not know is an error, not an empty place."""
    return Environment(
        loader=PackageLoader("herald.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
