"""What does one file hold? Its notices, or all that is wrong with it; whatever format it is in.

Every other format is first read into the members of one form, the Feature of the GeoJSON profile, and one reader says what
they mean. So a buffer without a number is told in a spreadsheet as it is in GeoJSON, but in the words of the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import PurePath

from herald.formats.geojson import quick
from herald.formats.geojson.notice import act, notice
from herald.malformed import Problem
from herald.members import Where, caught
from herald.notice import lifecycle
from herald.notice.lifecycle import Act
from herald.notice.model import GROUND_KINDS, Kind, Notice, Origin

MOST_NOTICES = 100_000
"""In one file."""
Stated = Mapping[str, object]
"""Members of a Feature's `properties`, as a JSON reader gives them: numbers are int or Decimal."""

_OFF_THE_GROUND = [kind.value for kind in Kind if kind not in GROUND_KINDS]
_STEP = re.compile(r"[.\[]")


@dataclass(frozen=True, slots=True)
class Draft:
    """One notice as a file states it: a Feature of the profile, not yet read strictly, and where its parts stand.

    `stands` says in the file's own words ("line 12, column depart_earliest"; "Points!D7") where parts of the Feature stand, by
    path: `properties.depart[0]`, `geometry.coordinates[3]`, "" for the whole. What is not named stands where the nearest part
    above it does. `heights_over` is what the format measures third coordinates from, where it says so and the file does not.
    """

    feature: Mapping[str, object]
    stands: Mapping[str, str] = field(default_factory=dict)
    heights_over: str | None = None

    def referenced(self) -> Mapping[str, object]:
        """The Feature, with what its heights are measured from. A kind that stays on the ground goes without, and ignores them."""
        if self.heights_over is None:
            return self.feature
        properties = self.feature.get("properties")
        if not isinstance(properties, dict) or "altitude_ref" in properties:
            return self.feature
        geometry = self.feature.get("geometry")
        flies = properties.get("kind") in _OFF_THE_GROUND
        if not flies or not isinstance(geometry, dict) or not _has_heights(geometry.get("coordinates")):
            return self.feature
        return {**self.feature, "properties": {**properties, "altitude_ref": self.heights_over}}

    def told(self, problem: Problem) -> Problem:
        """The problem, said of the file as a person sees it.

        >>> draft = Draft({}, {"": "row 3", "properties.depart": "C3"})
        >>> problem = Problem("a.csv", 0, "properties.depart[0]", "soon", "an instant")
        >>> draft.told(problem).field, draft.told(replace(problem, field="properties.party")).field
        ('C3, [0]', 'row 3, party')
        """
        path = "" if problem.field == "feature" else problem.field
        ends = [len(path), *(step.start() for step in reversed([*_STEP.finditer(path)])), 0]
        above = next((path[:end] for end in ends if path[:end] in self.stands), None)
        if above is None:
            return problem
        rest = path[len(above) :].removeprefix(".").removeprefix("properties.")
        return replace(problem, field=", ".join(part for part in (self.stands[above], rest) if part))


@dataclass(frozen=True, slots=True)
class Drafts:
    """What a format reads out of one file: its drafts, and what is wrong with the file beyond them.

    Drafts may be read as they are asked for: then `problems` are all there once the last is, `about` says how many there seem
    to be, and Malformed may be raised instead of a draft, with all that is to be said of the file.
    """

    drafts: Iterable[Draft]
    problems: Sequence[Problem] = ()
    about: int | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """What one file holds: its notices, all acts that can be told, and what is wrong."""

    notices: tuple[Notice, ...]
    acts: tuple[Act, ...]
    problems: tuple[Problem, ...]


def filed(file: str, drafts: Iterable[Draft], amiss: Sequence[Problem] = ()) -> Filed:
    """Which notices are these drafts of one file? `amiss` is what else is wrong with the file, looked at after the drafts."""
    each = [_one(file, index, draft) for index, draft in enumerate(drafts)]
    return Filed(
        tuple(found for found, _, _ in each if found),
        tuple(known for _, known, _ in each if known),
        (*amiss, *chain.from_iterable(wrong for _, _, wrong in each)),
    )


def completed(file: str, number: int, draft: Draft, given: Stated) -> Draft:
    """The draft, with these members where it states none, and a name where it has none: the file's, and a number."""
    properties = draft.feature.get("properties")
    stated = properties if isinstance(properties, dict) else {}
    named = {"id": f"{PurePath(file).stem}-{number + 1}", **given}
    added = {name: value for name, value in named.items() if name not in stated}
    if any(name in stated for name in ("windows", "depart")):
        added = {name: value for name, value in added.items() if name not in {"windows", "depart", "speed_kmh"}}
    stands = {f"properties.{name}": f"as given for {name}" for name in added}
    return replace(
        draft, feature={**draft.feature, "properties": {**stated, **added}}, stands={**draft.stands, **stands}
    )


def _has_heights(coordinates: object) -> bool:
    """Does any position have a third coordinate?"""
    if not isinstance(coordinates, list) or not coordinates:
        return False
    return any(map(_has_heights, coordinates)) if isinstance(coordinates[0], list) else len(coordinates) == 3


def _one(file: str, index: int, draft: Draft) -> tuple[Notice | None, Act | None, tuple[Problem, ...]]:
    origin, feature = Origin(file, index), draft.referenced()
    plain = quick.notice(feature, origin)
    if plain is not None:
        return plain, lifecycle.act(plain), ()
    where = Where(file, index)
    found, wrong = caught(partial(notice, feature, where, origin))
    known = lifecycle.act(found) if found else act(feature, where, origin)
    return found, known, tuple(map(draft.told, wrong)) if draft.stands else wrong
