"""Are the cards shown as they are: on a terminal, on the page of the docs, as JSON, and not at all where they may not be used?"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
import typer
from typer.testing import CliRunner, Result

from herald import files
from herald.acknowledgement.cards import Card, Language
from herald.acknowledgement.spelling import SPELLING
from herald.commandline import callcards
from herald.commandline.outcome import Commands
from herald.formats import cardsheet
from tests.commandline.test_mission import Cell
from tests.house import committed

CARDS = files.phrase_cards()
ARABIC = (Language.EN, Language.AR)

app = typer.Typer(cls=Commands, add_completion=False, rich_markup_mode=None)
app.command()(callcards.cards)


@app.callback()
def call() -> None:
    """The command stands in a group."""


def shown(*arguments: str | Path, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(app, ["cards", *map(str, arguments)], env=env)


def reviewed(card: Card, *languages: Language) -> Card:
    phrases = {
        language: replace(phrase, reviewed_by="R. Aster" if language in languages else None)
        for language, phrase in card.phrases.items()
    }
    return replace(card, phrases=MappingProxyType(phrases))


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No mission lies about."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    monkeypatch.delenv("HERALD_MISSION", raising=False)


# -- The page ----------------------------------------------------------------------------------------------------------


def test_the_page_of_the_docs_lists_the_cards_as_they_are() -> None:
    page = (committed.ROOT / "docs" / "cards.md").read_text(encoding="utf-8")
    assert page.endswith("\n\n" + cardsheet.page(CARDS))
    assert page.count("\n| **") == len(CARDS)
    assert page.count('<span dir="rtl">') == len(CARDS)
    assert page.count("\n|") == len(CARDS) * len(Language) + 2 * 8 + len(SPELLING) + 2


# -- The terminal ------------------------------------------------------------------------------------------------------


def test_a_card_is_a_row_for_each_language_with_its_number_first() -> None:
    stop = [card for card in CARDS if card.number == 475]
    assert cardsheet.render(stop, (Language.EN, Language.UK)).splitlines() == [
        "NOT REVIEWED: FOR EXERCISES ONLY",
        "",
        "STOP, CEASE, HOLD",
        "475  en       Has it stopped?",
        f"     uk       {stop[0].phrases[Language.UK].words}",
        "     aloud    TSE pry-py-NY-lo-sya?",
        "     answers  488 491 726",
    ]


def test_every_word_stands_in_the_third_column_and_arabic_last_on_its_line() -> None:
    lines = [line for line in cardsheet.render(CARDS, ARABIC).splitlines() if line.startswith(("1", "2", "4", " "))]
    assert len(lines) > 4 * 30
    for line in lines:
        assert line[4] == line[13] == " " and line[14] != " "
        assert line[5:13].isascii()


@pytest.mark.parametrize("width", [40, 80, 100])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    for line in cardsheet.render(CARDS, list(Language), width).splitlines():
        assert cardsheet.columns_of(line) <= width


def test_a_mark_over_a_letter_takes_no_column() -> None:
    assert cardsheet.columns_of("\u0634\u0643\u0631\u0627\u064b.") == 5


def test_among_reviewed_cards_each_that_is_not_is_marked() -> None:
    some = [reviewed(CARDS[0], *Language), CARDS[1]]
    lines = cardsheet.render(some, (Language.EN,)).splitlines()
    assert [line for line in lines if cardsheet.EXERCISE_ONLY in line.lower()] == [
        f"     note     {cardsheet.EXERCISE_ONLY}"
    ]
    assert cardsheet.EXERCISE_ONLY not in cardsheet.render(some[:1], (Language.EN,)).lower()


# -- The command -------------------------------------------------------------------------------------------------------


def test_without_a_language_the_cards_are_shown_in_english() -> None:
    ended = shown()
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert ended.stdout == cardsheet.render(CARDS, (Language.EN,))


def test_one_card_is_shown_in_every_language_unless_one_is_named() -> None:
    assert "\n     uk " in shown("--number", "475").stdout
    assert "\n     uk " not in shown("--number", "475", "--language", "ar").stdout


def test_a_number_that_is_no_card_is_to_be_said_again() -> None:
    ended = shown("--number", "476")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "476 is no card: have the number said again" in ended.stderr


def test_as_json_each_language_says_how_it_runs_and_each_phrase_whether_it_was_reviewed() -> None:
    said = json.loads(shown("--language", "ar", "--json").stdout)
    assert [(each["language"], each["direction"]) for each in said["languages"]] == [("en", "ltr"), ("ar", "rtl")]
    assert (len(said["cards"]), said["withheld"]) == (len(CARDS), 0)
    first = said["cards"][0]
    assert (first["number"], first["topic"], first["answers"]) == (101, "opening, and who am I", [101])
    assert first["phrases"]["en"] == {
        "words": "My name is {name}. I speak for {party}.",
        "aloud": None,
        "reviewed": False,
        "by": None,
    }
    assert first["phrases"]["ar"]["words"] == CARDS[0].phrases[Language.AR].words


def test_in_an_exercise_the_cards_are_shown(tmp_path: Path) -> None:
    cell = Cell(tmp_path).begun("--exercise")
    for mission in (cell.mission, cell.facts):
        assert shown("--mission", mission).stdout == shown().stdout
        assert shown(env={"HERALD_MISSION": str(mission)}).exit_code == 0


def test_in_a_mission_that_is_no_exercise_cards_that_nobody_reviewed_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = Cell(tmp_path).begun()
    monkeypatch.chdir(tmp_path)  # where it is the only mission
    for arguments in (["--mission", cell.mission], ["--mission", cell.facts], []):
        ended = shown(*arguments, "--language", "ar")
        assert (ended.exit_code, ended.stdout) == (2, "")
        assert "nobody has reviewed the cards in en, ar, and this mission is no exercise" in ended.stderr
    assert "nobody has reviewed card 403 in en" in shown("--mission", cell.facts, "--number", "403").stderr
    held = (reviewed(CARDS[0], *ARABIC), reviewed(CARDS[1], Language.EN), *CARDS[2:])
    monkeypatch.setattr(files, "phrase_cards", lambda: held)
    ended = shown("--mission", cell.facts, "--language", "ar")
    assert ended.stdout == cardsheet.render(held[:1], ARABIC)
    assert ended.stderr == "herald: not shown, as nobody has reviewed them: 62 of 63 cards\n"
    assert ended.exit_code == 0


def test_a_file_that_is_no_mission_is_told(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.mission"
    wrong.write_text("{}\n")
    assert shown("--mission", wrong).exit_code == 3
    assert shown("--mission", tmp_path / "missing.mission").exit_code == 2
