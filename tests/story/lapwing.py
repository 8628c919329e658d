"""Where is the day at Lapwing Cross, and what would it be if one notice were otherwise?"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from herald.api import Answer, Encounter, check, read_agreement, read_notices

DAY = Path(__file__).resolve().parents[2] / "scenarios" / "lapwing-cross"
NOTICES = ("aster.geojson", "birch.geojson", "relief.geojson")
AGREEMENT = "agreement.toml"

Properties = dict[str, Any]


def answered(folder: Path, *names: str) -> Answer:
    """What does the check say of these files of a folder, under the agreement that lies beside them?"""
    return check(read_notices(*(folder / name for name in names or NOTICES)), read_agreement(folder / AGREEMENT))


@cache
def as_filed() -> Answer:
    """What does the check say of the day as it stands in the scenario?"""
    return answered(DAY)


def features(name: str) -> list[Any]:
    """The features of one file of the scenario, as JSON."""
    found: list[Any] = json.loads((DAY / name).read_text(encoding="utf-8"))["features"]
    return found


def otherwise(copy: Path, notice: str, change: Callable[[Any], None]) -> Answer:
    """What would the check say if one feature of the day were changed? Works on a copy in an empty folder."""
    shutil.copytree(DAY, copy, dirs_exist_ok=True)
    for name in NOTICES:
        document = json.loads((copy / name).read_text(encoding="utf-8"))
        for feature in document["features"]:
            if feature["properties"]["id"] == notice:
                change(feature)
        (copy / name).write_text(json.dumps(document), encoding="utf-8")
    return answered(copy)


def agreed_otherwise(copy: Path, said: str, instead: str) -> Answer:
    """What would the check say if the agreement read differently in one place?"""
    shutil.copytree(DAY, copy, dirs_exist_ok=True)
    text = (copy / AGREEMENT).read_text(encoding="utf-8")
    assert text.count(said) == 1
    (copy / AGREEMENT).write_text(text.replace(said, instead), encoding="utf-8")
    return answered(copy)


def pair(answer: Answer, one: str, other: str) -> Encounter | None:
    """Is this pair listed?"""
    return next((each for each in answer.encounters if {each.a, each.b} == {one, other}), None)


def met(answer: Answer, one: str, other: str) -> Encounter:
    """The pair as it is listed; a test that asks for it fails where it is not."""
    found = pair(answer, one, other)
    assert found is not None, f"{one} and {other} are not listed"
    return found


def listed_with(answer: Answer, notice: str) -> set[str]:
    """With which notices is this one listed?"""
    return {each.b if each.a == notice else each.a for each in answer.encounters if notice in (each.a, each.b)}


def findings(answer: Answer, code: str) -> set[tuple[str, str | None]]:
    """Of which notices is this found, and under which clause?"""
    return {(each.notice, each.clause) for each in answer.findings if each.code == code}
