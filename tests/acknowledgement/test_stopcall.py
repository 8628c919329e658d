"""Is a stop call read aloud in short lines, the same for everyone, with nothing left out and nobody blamed?"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald import clocktext, files
from herald.acknowledgement.cards import Card, Language, placeholders, usable
from herald.acknowledgement.stopcall import (
    FIRST_LINE,
    LONGEST_LINE,
    NOTICE,
    SINCE,
    STOP,
    WORDS,
    Line,
    Part,
    StopCall,
    elapsed,
    moment,
    script,
)
from herald.geometry.coordinates import read
from herald.geometry.echo import Echo, echo
from herald.units import HOUR, MINUTE, SECOND, Instant, Microseconds, NoticeId, parse_instant
from tests.acknowledgement.test_cards import NEVER

CARDS = files.phrase_cards()
EIGHT = parse_instant("2026-03-10T08:05:30Z")


def at(text: str, near: str | None = None) -> Echo:
    return echo(read(text, "WGS 84"), files.gazetteer(), near)


AT_SEA = at("10.0021, -30.1343")
CALL = StopCall(
    "the duty officer", "Birch", AT_SEA, "shells fall near a well", EIGHT, NoticeId("birch-7"), exercise=True
)
NOTHING_KNOWN = StopCall("the duty officer", "Birch", None, None, None, None, exercise=True)


def words(lines: tuple[Line, ...], part: Part = Part.SAY) -> list[str]:
    return [line.words for line in lines if line.part is part]


def test_the_whole_call_is_read_in_this_order() -> None:
    assert words(script(CALL)) == [
        "STOP CALL. STOP CALL. STOP CALL.",
        "This call is an exercise.",
        "My name is the duty officer. I speak for Birch.",
        "Please have this stopped now. The place: 25P HM 1418 0701.",
        "That is in MGRS. The same place in other forms:",
        "Decimal degrees: 10.0021\u00b0 N 030.1343\u00b0 W",
        "Degrees, minutes, seconds: 10\u00b000\u203207.6\u2033 N 030\u00b008\u203203.5\u2033 W",
        "UTM 25 north 814190 1107010",
        "799.7 km from Nova Sintra (CV), bearing 228 degrees true.",
        "The place is stated to within 16 m.",
        "As the caller says: shells fall near a well",
        "Since: 10 MAR 2026, 08:05 UTC.",
        "I call about notice birch-7.",
        "Please read back to me what you wrote down.",
        "Please tell the officer in charge now.",
        "Please stay on the line.",
        "Tell me when you have understood, and the minute in which it stops.",
    ]


def test_what_is_to_be_heard_back_is_listed_for_ticking_off() -> None:
    assert words(script(CALL), Part.HEAR) == [
        "the place: 25P HM 1418 0701",
        "what happens: shells fall near a well",
        "since: 10 MAR 2026, 08:05 UTC",
        "the notice: birch-7",
    ]


def test_what_nobody_has_said_yet_is_said_to_be_unknown_and_never_left_out() -> None:
    said = words(script(NOTHING_KNOWN))
    assert "Please have this stopped now. The place: not known yet." in said
    assert "As the caller says: not known yet" in said
    assert "Since when: not known yet." in said
    assert "The caller names no notice." in said
    assert len(words(script(NOTHING_KNOWN), Part.HEAR)) == 4


def test_a_place_that_has_only_a_name_is_said_as_the_caller_says_it() -> None:
    assert "Please have this stopped now. The place: as the caller says, by a well." in words(
        script(replace(CALL, where="by a well"))
    )


def test_a_place_that_is_a_known_one_needs_no_bearing() -> None:
    aleppo = files.gazetteer().exactly(["Aleppo"])["Aleppo"][0].place
    there = at(f"{aleppo.lat_e9 / 1e9}, {aleppo.lon_e9 / 1e9}")
    assert any(re.fullmatch(r"At [^,]+ \(SY\)\.", each) for each in words(script(replace(CALL, where=there))))


def test_the_first_line_is_always_the_same_and_says_what_the_card_says() -> None:
    for call in (CALL, NOTHING_KNOWN, replace(CALL, exercise=False)):
        for cards in ((), CARDS):
            assert script(call, cards)[0].words == FIRST_LINE
    assert WORDS[STOP].upper() == FIRST_LINE


def test_an_exercise_says_so_in_its_second_line_and_a_real_call_that_it_is_real() -> None:
    assert words(script(CALL))[1] == "This call is an exercise."
    assert words(script(replace(CALL, exercise=False)))[1] == "This call is real."


def test_a_place_that_may_be_mistyped_is_to_be_looked_at_before_it_is_read_out() -> None:
    slipped = at("37.1612 36.2012", "Aleppo")
    (look,) = [at for at, line in enumerate(script(replace(CALL, where=slipped))) if line.part is Part.LOOK]
    assert look == 1
    assert words(script(CALL), Part.LOOK) == []


# -- Cards -------------------------------------------------------------------------------------------------------------


def test_the_words_without_cards_are_those_of_the_cards() -> None:
    held = {card.number: card.phrases[Language.EN].words for card in CARDS}
    assert {number: held.get(number) for number in WORDS} == dict(WORDS)
    assert words(script(CALL)) == words(script(CALL, CARDS))


def test_a_card_is_named_by_its_number_and_shown_in_the_language_of_the_listener() -> None:
    by_number = {line.card: line for line in script(CALL, CARDS, Language.AR) if line.card is not None}
    assert set(by_number) == set(WORDS) - {163}
    held = {card.number: card for card in CARDS}
    assert all(line.phrase == held[number].phrases[Language.AR] for number, line in by_number.items())


def test_where_a_card_is_left_open_in_another_language_the_value_is_spelled_for_it() -> None:
    by_number = {line.card: line for line in script(CALL, CARDS, Language.UK)}
    for number in (SINCE, NOTICE):
        phrase = by_number[number].phrase
        assert phrase is not None and placeholders(phrase.words) and by_number[number].aloud
    assert by_number[NOTICE].aloud == ("BRAH-voh IN-dee-ah ROW-me-oh CHAR-lee ho-TELL DASH SEV-en",)
    assert by_number[SINCE].aloud == ("WUN ZE-RO, MAR, TOO ZE-RO TOO SIX, ZE-RO AIT, ZE-RO FIFE, UTC",)


def test_cards_that_may_not_be_used_are_not_named_outside_an_exercise() -> None:
    real = replace(CALL, exercise=False)
    assert {line.card for line in script(real, usable(CARDS, exercise=False))} == {None}
    assert {line.phrase for line in script(real, usable(CARDS, exercise=False), Language.RU)} == {None}


def test_of_some_cards_those_are_named() -> None:
    some: list[Card] = [card for card in CARDS if card.number == STOP]
    assert [line.card for line in script(CALL, some) if line.card is not None] == [STOP]


# -- Lines -------------------------------------------------------------------------------------------------------------


def test_a_position_is_spelled_in_short_lines_that_end_between_two_groups() -> None:
    spelled = {line.words.partition(":")[0]: line.aloud for line in script(CALL)}
    assert spelled["Decimal degrees"] == (
        "WUN ZE-RO DAY-SEE-MAL ZE-RO ZE-RO TOO WUN degrees, NORTH",
        "ZE-RO TREE ZE-RO DAY-SEE-MAL WUN TREE FOW-er TREE degrees, WEST",
    )
    assert spelled["Please have this stopped now. The place"] == (
        "TOO FIFE pah-PAH, ho-TELL MIKE, WUN FOW-er WUN AIT",
        "ZE-RO SEV-en ZE-RO WUN",
    )


@pytest.mark.parametrize(
    "text", ["89.9000 S 10.0000 E", "84.5000 N 0.0000 E", "0.0000 N 180.0000 E", "31.5000 N 34.4667 E"]
)
def test_everywhere_on_earth_the_place_is_said_in_four_ways_and_spelled(text: str) -> None:
    lines = [line for line in script(replace(CALL, where=at(text))) if line.part is Part.SAY]
    assert sum(bool(line.aloud) for line in lines) >= 6
    assert any("bearing" in line.words or line.words.startswith("At ") for line in lines)


@given(
    st.builds(
        StopCall,
        st.text(max_size=200),
        st.text(max_size=200),
        st.one_of(st.none(), st.just(AT_SEA), st.text(max_size=300)),
        st.one_of(st.none(), st.text(max_size=600)),
        st.one_of(st.none(), st.integers(0, 10**17).map(Instant)),
        st.one_of(st.none(), st.text(max_size=100).map(NoticeId)),
        exercise=st.booleans(),
    ),
    st.sampled_from(list(Language)),
)
def test_whatever_the_caller_says_no_line_is_long_or_holds_what_a_terminal_would_act_on(
    call: StopCall, language: Language
) -> None:
    lines = script(call, CARDS, language)
    assert lines[0].words == FIRST_LINE
    for line in lines:
        for each in (line.words, *line.aloud):
            assert len(each) <= LONGEST_LINE
            assert "\n" not in each and "\x1b" not in each and "\u202e" not in each


def test_what_the_caller_says_fills_nothing_else() -> None:
    assert "My name is {party}. I speak for Birch." in words(script(replace(CALL, asked_by="{party}")))


def test_parties_that_are_relabelled_are_relabelled_and_nothing_else_changes() -> None:
    other = [line.words.replace("Aster", "Birch") for line in script(replace(CALL, party="Aster"))]
    assert other == [line.words for line in script(CALL)]


def test_no_word_of_the_script_blames_or_permits() -> None:
    lines = [*script(NOTHING_KNOWN), *script(CALL, CARDS), *script(replace(CALL, exercise=False))]
    assert [line.words for line in lines if re.search(NEVER[Language.EN], line.words, re.IGNORECASE)] == []


# -- Time --------------------------------------------------------------------------------------------------------------


def test_a_time_has_its_month_in_letters_and_is_in_utc_so_that_it_is_read_back_as_the_same_minute() -> None:
    assert moment(EIGHT) == "10 MAR 2026, 08:05 UTC"
    assert clocktext.read(moment(EIGHT)) == EIGHT - 30 * SECOND


def after(minutes: int) -> Instant:
    return Instant(EIGHT + minutes * MINUTE)


def test_the_clock_runs_until_the_call_is_understood_and_until_it_stops() -> None:
    ran = elapsed(EIGHT, None, None, after(3))
    assert ran.lines() == ("not understood yet", "not stopped yet", "the call has lasted 3 min so far")
    ran = elapsed(EIGHT, after(27), None, after(28))
    assert ran.lines() == ("understood after 27 min", "not stopped yet", "the call has lasted 28 min so far")


def test_once_both_have_come_the_clock_stands_still() -> None:
    for now in (after(32), after(600)):
        ran = elapsed(EIGHT, after(27), after(32), now)
        assert (ran.in_all, ran.until_understood, ran.until_stopped, ran.stopped_later) == tuple(
            Microseconds(minutes * MINUTE) for minutes in (32, 27, 32, 5)
        )
        assert ran.lines() == ("understood after 27 min", "stopped after 32 min, 5 min after it was understood")


def test_it_may_stop_before_anybody_has_understood() -> None:
    ran = elapsed(EIGHT, after(9), after(4), after(10))
    assert (ran.stopped_later, ran.in_all) == (None, 9 * MINUTE)
    assert ran.lines() == ("understood after 9 min", "stopped after 4 min")
    ran = elapsed(EIGHT, None, after(4), after(10))
    assert ran.lines() == ("not understood yet", "stopped after 4 min", "the call has lasted 10 min so far")


def test_at_once_is_0_s() -> None:
    assert elapsed(EIGHT, EIGHT, EIGHT, EIGHT).lines()[0] == "understood after 0 s"


@pytest.mark.parametrize(
    ("understood", "stopped", "now"),
    [(-1, None, 5), (None, -1, 5), (6, None, 5), (None, 6, 5), (None, None, -1)],
)
def test_a_clock_that_was_set_is_told_and_gives_no_figures(
    understood: int | None, stopped: int | None, now: int
) -> None:
    known = [None if each is None else after(each) for each in (understood, stopped)]
    with pytest.raises(ValueError, match="was the clock set"):
        elapsed(EIGHT, known[0], known[1], after(now))


def test_a_long_call_is_told_in_hours() -> None:
    assert (
        elapsed(EIGHT, Instant(EIGHT + 2 * HOUR + 3 * SECOND), None, after(121)).lines()[0]
        == "understood after 2 h 3 s"
    )
