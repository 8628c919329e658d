# ruff: noqa: RUF001
"""Do the phrase cards say the same in every language, and nothing that Herald never says?"""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations

import pytest

from herald import files
from herald.acknowledgement.cards import (
    OTHER_SCRIPT,
    OWN_NAMES,
    PLACEHOLDERS,
    RIGHT_TO_LEFT,
    Card,
    Language,
    Phrase,
    Topic,
    confusable,
    filled,
    placeholders,
    usable,
)
from herald.acknowledgement.spelling import SPELLING, spelled
from herald.formats import phrasecards
from herald.malformed import Malformed
from herald.record.aloud import check_digit
from tests.house import committed

CARDS = files.phrase_cards()
FOLDER = committed.SOURCE / "formats" / "cards"
SAID = [(card.number, language, card.phrases[language]) for card in CARDS for language in Language]
IN_EACH = pytest.mark.parametrize("language", list(Language))

NEVER = {
    Language.EN: r"\bsafe|\bsecure|approv|\bpermi|\ballow|authori[sz]|\bclear|guilt|enem|hostil|friend|blame|fault|attack"
    r"|\btarget|threat",
    Language.FR: r"\bsûr|sécuri|sans danger|approuv|\bpermi|permet|autoris|coupab|ennemi|hostil|\bamie?s?\b|\baccus|\bfaute"
    r"|attaqu|\bcible|menac",
    Language.AR: r"آمن|مأمون|أمان|سلامة|موافق|مصرح|مسموح|نسمح|إذن|مذنب|عدو|معاد|عدائي|صديق|تتهم|هجوم|هاجم|هدف|تهديد",
    Language.RU: r"безопасн|одобр|разреш|позвол|\bвиновн|\bвиноват|\bвин[аыуе]\b|враг|враж|противник|дружеств|обвин|атак"
    r"|\bцел[ьи]\b|угроз|угрож",
    Language.UK: r"безпе[чк]|схвал|дозв[оі]л|\bвинн|\bвинуват|\bвин[аиу]\b|ворог|ворож|супротивник|дружн|звинувач|атак"
    r"|\bціл[ьі]\b|загроз|загрож",
}
"""What no card says: the words of the glossary that are never said, what permits and what accuses, by their stems."""
NEGATIONS = {
    Language.EN: r"\bnot |cannot ",
    Language.FR: r"\bn'|\bne | pas\b",
    Language.AR: r"^لا |^لم |^ليس[تا]? | غير",
    Language.RU: r"\b[Нн]е ",
    Language.UK: r"\b[Нн]е ",
}
MARKS = re.compile(r"[\u064b-\u0652\u0640]")


def plain(words: str) -> str:
    return MARKS.sub("", re.sub(r"\{\w+\}", "", words))


def test_there_are_cards_for_every_topic_and_room_between_for_more() -> None:
    assert 55 <= len(CARDS) <= 70
    for topic in Topic:
        assert 5 <= sum(card.topic is topic for card in CARDS) <= 9


def test_one_digit_misheard_or_two_neighbours_exchanged_is_no_other_card() -> None:
    assert list(confusable([card.number for card in CARDS])) == []
    for one, other in combinations((str(card.number) for card in CARDS), 2):
        assert sum(a != b for a, b in zip(one, other, strict=True)) >= 2


def test_the_last_digit_of_a_number_is_the_check_digit_that_is_said_with_entries_too() -> None:
    assert [card.number for card in CARDS if check_digit(str(card.number)[:-1]) != card.number % 10] == []


def test_the_cards_stand_in_order_and_each_is_there_in_every_language() -> None:
    assert [card.number for card in CARDS] == sorted({card.number for card in CARDS})
    assert all(tuple(card.phrases) == tuple(Language) for card in CARDS)


def test_what_is_left_open_is_the_same_in_every_language_and_in_how_it_is_spoken() -> None:
    for card in CARDS:
        open_ = {placeholders(phrase.words) for phrase in card.phrases.values()}
        open_ |= {placeholders(phrase.aloud) for phrase in card.phrases.values() if phrase.aloud}
        assert len(open_) == 1, card.number
        assert set(*open_) <= PLACEHOLDERS


def test_every_answer_that_is_expected_is_a_card() -> None:
    numbers = {card.number for card in CARDS}
    assert all(numbers.issuperset(card.answers) and len(set(card.answers)) == len(card.answers) for card in CARDS)
    assert all(card.answers for card in CARDS if card.phrases[Language.EN].words.endswith("?"))


def test_how_a_phrase_is_spoken_is_said_where_the_script_is_another_and_nowhere_else() -> None:
    assert {language for _, language, phrase in SAID if phrase.aloud is not None} == OTHER_SCRIPT
    assert all((phrase.aloud is not None) == (language in OTHER_SCRIPT) for _, language, phrase in SAID)


def test_how_a_phrase_is_spoken_is_in_latin_letters_and_shows_its_stress() -> None:
    for number, language, phrase in SAID:
        if phrase.aloud is not None:
            spoken = re.sub(r"\{\w+\}", "", phrase.aloud)
            assert re.fullmatch(r"[A-Za-z' .,:?-]+", spoken), (number, language)
            for sentence in filter(str.strip, re.split(r"[.?]", spoken)):
                assert re.search(r"(?<![A-Za-z])[A-Z']+(?![A-Za-z])", sentence), (number, language, sentence)


def test_arabic_runs_from_right_to_left_and_has_no_latin_letters_but_what_is_left_open() -> None:
    assert {Language.AR} == RIGHT_TO_LEFT
    for number, language, phrase in SAID:
        kinds = {unicodedata.bidirectional(each) for each in plain(phrase.words)}
        if language is Language.AR:
            assert "AL" in kinds and "L" not in kinds and not re.search("[A-Za-z]", plain(phrase.words)), number
        else:
            assert kinds.isdisjoint({"AL", "R"}), number


@pytest.mark.parametrize("language", [Language.RU, Language.UK])
def test_no_latin_letter_stands_for_a_cyrillic_one(language: Language) -> None:
    for number, spoken, phrase in SAID:
        if spoken is language:
            assert not re.search("[A-Za-z]", plain(phrase.words)), number


def test_russian_and_ukrainian_are_each_in_their_own_letters() -> None:
    for number, language, phrase in SAID:
        others = {Language.RU: "іїєґІЇЄҐ", Language.UK: "ыэёъЫЭЁЪ"}.get(language, "")
        assert not set(others) & set(phrase.words), number


def test_every_phrase_is_in_unicodes_form_nfc_and_holds_nothing_that_cannot_be_seen() -> None:
    for number, language, phrase in SAID:
        assert phrase.words == unicodedata.normalize("NFC", phrase.words), (number, language)
        assert phrase.words.isprintable(), (number, language)


@IN_EACH
def test_no_card_accuses_or_permits_or_says_a_word_that_is_never_said(language: Language) -> None:
    found = [
        (number, phrase.words)
        for number, spoken, phrase in SAID
        if spoken is language and re.search(NEVER[language], plain(phrase.words), re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.EN, "The road is safe."),
        (Language.EN, "Your movement is approved."),
        (Language.FR, "La route est sûre."),
        (Language.FR, "C'est autorisé."),
        (Language.AR, "الطريق آمن."),
        (Language.AR, "تمت الموافقة. موافق عليه."),
        (Language.RU, "Дорога безопасна."),
        (Language.RU, "Движение разрешено."),
        (Language.UK, "Дорога безпечна."),
        (Language.UK, "Рух дозволено."),
    ],
)
def test_a_word_that_is_never_said_would_be_found(language: Language, words: str) -> None:
    assert re.search(NEVER[language], words, re.IGNORECASE)


@IN_EACH
def test_no_two_cards_say_the_same_even_if_a_not_is_lost_on_a_bad_line(language: Language) -> None:
    heard = [re.sub(NEGATIONS[language], "", plain(phrase.words)) for _, spoken, phrase in SAID if spoken is language]
    folded = [re.sub(r"[\s.,:?؟،]+", " ", each).strip().casefold() for each in heard]
    assert len(set(folded)) == len(folded)


@IN_EACH
def test_a_phrase_is_short_enough_to_be_said_in_one_breath(language: Language) -> None:
    assert max(len(phrase.words.split()) for _, spoken, phrase in SAID if spoken is language) <= 14


@IN_EACH
def test_every_language_says_what_it_calls_itself(language: Language) -> None:
    assert OWN_NAMES[language]


# -- What may be used ------------------------------------------------------------------------------------------------


def card(number: int, **reviewers: str | None) -> Card:
    phrases = {Language(code): Phrase("Words.", None, by) for code, by in reviewers.items()}
    return Card(number, (), phrases)


def test_no_card_that_herald_brings_has_been_reviewed_so_that_none_is_used_but_in_exercises() -> None:
    assert not any(phrase.reviewed for _, _, phrase in SAID)
    assert usable(CARDS, exercise=False) == ()
    assert usable(CARDS, exercise=True) == CARDS


def test_a_card_is_used_once_it_was_reviewed_in_each_language_that_is_spoken() -> None:
    held = [card(403, en="R. Aster", ar="R. Aster"), card(416, en="R. Aster", ar=None), card(427, en=None, ar=None)]
    between = [Language.EN, Language.AR]
    assert [each.number for each in usable(held, exercise=False, languages=between)] == [403]
    assert [each.number for each in usable(held, exercise=False, languages=[Language.EN])] == [403, 416]


def test_a_language_that_a_card_lacks_is_none_that_was_reviewed() -> None:
    assert usable([card(403, en="R. Aster")], exercise=False, languages=[Language.EN, Language.FR]) == ()


def test_without_a_language_no_card_is_used() -> None:
    assert usable([card(403, en="R. Aster")], exercise=False, languages=[]) == ()


# -- Numbers, letters, what is left open -----------------------------------------------------------------------------


def test_numbers_that_could_be_taken_for_each_other_are_found() -> None:
    assert list(confusable([403, 416, 427])) == []
    assert list(confusable([403, 413])) == [(403, 413)]
    assert list(confusable([403, 430])) == [(403, 430)]


def test_what_is_not_known_stays_open() -> None:
    assert filled("{name}, {party}", {"name": "Aster One"}) == "Aster One, {party}"


def test_what_is_filled_in_is_not_read_as_something_to_fill() -> None:
    assert filled("{name} {party}", {"name": "{party}", "party": "Birch"}) == "{party} Birch"


def test_every_letter_and_digit_has_one_spelling_word_and_no_two_share_one() -> None:
    assert {*map(str, range(10)), *map(chr, range(ord("A"), ord("Z") + 1))} <= set(SPELLING)
    assert (
        len({each.word for each in SPELLING.values()})
        == len({each.aloud for each in SPELLING.values()})
        == len(SPELLING)
    )


def test_a_card_number_is_spelled_digit_by_digit_and_a_grid_reference_in_groups() -> None:
    assert spelled("403") == "FOW-er ZE-RO TREE"
    assert spelled("37S CA 3226") == "TREE SEV-en see-AIR-rah, CHAR-lee AL-fah, TREE TOO TOO SIX"


# -- What the files may not say ----------------------------------------------------------------------------------------

ENGLISH = """language = "en"

[[card]]
number = 403
words = "Stop call at {place}."
answers = [416]
reviewed = false

[[card]]
number = 416
words = "Thank you."
answers = []
reviewed = true
by = "R. Aster"
"""


def refused(text: str, file: str = "en.toml") -> list[str]:
    with pytest.raises(Malformed) as raised:
        phrasecards.parse(file, text.encode())
    return [str(problem) for problem in raised.value.problems]


def test_a_file_of_one_language_is_read() -> None:
    stop, thanks = phrasecards.parse("en.toml", ENGLISH.encode())
    assert (stop.number, stop.answers, stop.phrases) == (
        403,
        (416,),
        {Language.EN: Phrase("Stop call at {place}.", None, None)},
    )
    assert thanks.phrases[Language.EN].reviewed_by == "R. Aster"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('"en"', '"xx"', 'language: saw "xx"; expected one of en, fr, ar, ru, uk'),
        ("number = 403", "number = 903", "card[0].number: saw 903; expected a number of three digits from 100 to 899"),
        ("number = 416", "number = 413", "card: saw 403 and 413; expected numbers of which none is another misheard"),
        ("number = 416", "number = 403", "card: saw 403 after 403; expected cards in the order of their numbers"),
        ("[416]", "[488]", "card[0].answers[0]: saw 488; expected the number of a card of this file"),
        ("{place}", "{where}", 'card[0].words: saw "Stop call at {where}."; expected in braces one of language, name'),
        ("{place}", "{place", 'card[0].words: saw "Stop call at {place."; expected in braces one of'),
        ("Thank you.", "Thank\\u202e you.", "expected visible characters in Unicode's form NFC"),
        ("Thank you.", "Merci a\\u0300 vous.", "expected visible characters in Unicode's form NFC"),
        ('"Thank you."', '"Thank you."\naloud = "THANK you."', "expected nothing: the language has Latin letters"),
        ('by = "R. Aster"', "", "card[1].by: saw nothing; expected who reviewed it"),
        ("reviewed = true", "reviewed = false", "expected nothing, as long as `reviewed` is false"),
        ("reviewed = false", "", "card[0].reviewed: saw nothing; expected this member"),
        ("answers = []", "answers = []\ncolour = 1", "card[1].colour: saw 1; expected one of number, words, aloud"),
        ("number = 403", "number = ", 'document: saw "Invalid value'),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_place(before: str, after: str, expected: str) -> None:
    assert before in ENGLISH
    assert any(expected in problem for problem in refused(ENGLISH.replace(before, after, 1)))


def test_everything_wrong_with_a_file_is_told_at_once() -> None:
    wrong = ENGLISH.replace("403", "13").replace("[416]", "[1]").replace("Thank you.", "{x}").replace('"en"', "7")
    assert len(refused(wrong)) == 4


def test_a_phrase_in_another_script_says_how_it_is_spoken_and_leaves_the_same_open() -> None:
    arabic = ENGLISH.replace('"en"', '"ar"')
    assert [problem.partition(": saw ")[0] for problem in refused(arabic, "ar.toml")] == [
        "ar.toml: card[0].aloud",
        "ar.toml: card[1].aloud",
    ]
    spoken = arabic.replace("answers = [416]", 'aloud = "STOP."\nanswers = [416]')
    assert any("the same left open as in the words" in problem for problem in refused(spoken, "ar.toml"))


def test_a_file_that_is_no_toml_or_too_large_is_refused() -> None:
    assert "TOML" in refused("[[card]\n")[0]
    assert "at most 1000 characters" in refused("a" + ".a" * 5000 + " = 1")[0]
    assert "at most 256 KiB" in refused("#\n" * 200_000)[0]
    assert refused("x = " + "[" * 900 + "]" * 900)


FILES = {code: (FOLDER / f"{code}.toml").read_bytes() for code in Language}


def together(**changed: tuple[str, str]) -> list[str]:
    """What is told of the five files, once this text of one is replaced?"""
    held = {code: data.decode() for code, data in FILES.items()}
    for code, (before, after) in changed.items():
        assert before in held[Language(code)]
        held[Language(code)] = held[Language(code)].replace(before, after, 1)
    with pytest.raises(Malformed) as raised:
        phrasecards.read([(f"{code}.toml", text.encode()) for code, text in held.items()])
    return [str(problem) for problem in raised.value.problems]


def test_a_language_that_is_missing_or_there_twice_is_told() -> None:
    with pytest.raises(Malformed, match="uk 0 times"):
        phrasecards.read([(f"{code}.toml", data) for code, data in FILES.items() if code is not Language.UK])
    with pytest.raises(Malformed, match="fr 2 times"):
        phrasecards.read(
            [*((f"{code}.toml", data) for code, data in FILES.items()), ("again.toml", FILES[Language.FR])]
        )
    with pytest.raises(Malformed):
        phrasecards.read([])


def test_files_that_differ_are_told_card_by_card() -> None:
    assert together(fr=("number = 887", "number = 898")) == [
        "fr.toml: card 887: saw nothing; expected this card, as in en.toml",
        "fr.toml: card 898: saw this card; expected none, as in en.toml",
    ]
    assert together(fr=("L'heure : {time}", "L'heure : {place}")) == [
        "fr.toml: card 232.words: saw place left open; expected time left open, as in en.toml"
    ]
    assert together(uk=("answers = [705, 718]", "answers = [705]")) == [
        "uk.toml: card 125.answers: saw 705; expected 705, 718, as in en.toml"
    ]
