"""Do the page of codes and the code lists say the same?"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest

from herald.incident import codes

PAGE = (Path(__file__).parents[2] / "docs" / "codes.md").read_text(encoding="utf-8")
TITLES = {
    codes.ActCode: "Acts",
    codes.Modality: "Modality: how it is said",
    codes.SpeakerKind: "Speakers",
    codes.AccountChannel: "Channels of an account",
    codes.Known: "What is known of a number",
    codes.Harm: "Harm",
    codes.People: "People",
    codes.Unit: "Units",
    codes.Verification: "Verification",
    codes.SourceKind: "Sources",
    codes.Edge: "Edges: how one source goes back to another",
    codes.Filmer: "Filmers",
    codes.CustodyStep: "Custody",
    codes.AssessmentOf: "Questions of a finding",
    codes.AssessmentStep: "Steps of a finding",
    codes.BreachStep: "Steps of a breach claim",
    codes.IncidentStep: "Steps of an incident",
    codes.IncidentState: "States of an incident",
    codes.ClaimsLink: "Links of claims",
    codes.ActorKind: "Actors",
    codes.Relation: "Relations of actors",
    codes.NameManner: "Manners of a name",
    codes.Reference: "References of a height",
}


def test_every_list_has_its_section_and_there_is_no_other() -> None:
    lists = {each for each in vars(codes).values() if isinstance(each, type) and issubclass(each, StrEnum)}
    assert lists - {StrEnum} == set(TITLES)
    assert re.findall(r"^## (.*)$", PAGE, re.MULTILINE) == list(TITLES.values())


@pytest.mark.parametrize("of", TITLES, ids=lambda of: of.__name__)
def test_every_code_of_a_list_is_explained_in_its_order(of: type[StrEnum]) -> None:
    section = PAGE.partition(f"## {TITLES[of]}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(.*?)` \| (.*) \|$", section, re.MULTILINE)
    assert [code for code, _ in rows] == [each.value for each in of]
    assert all(words.strip() for _, words in rows)
