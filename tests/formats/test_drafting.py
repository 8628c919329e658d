"""Does `herald incident enter` take what was drafted of a report? Every row, with nothing added and nothing merged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.formats.incidents import cells, drafting, reading
from herald.formats.incidents.drafting import Rows, tables, text
from herald.formats.incidents.rows import Draft, waves
from herald.incident.codes import AccountChannel, ActCode, Edge, Known, Modality, SourceKind, SpeakerKind
from herald.incident.contents import Account, Claim, Source
from herald.reading.model import Act, Drafted, Link, Quantity, Reading, Report, Scores, Span, Speaker, Time
from herald.units import FIRST_INSTANT, LAST_INSTANT, Instant
from tests.formats.labelled import NAMES, SEEN, labelled

AUTHOR = Speaker(SpeakerKind.AUTHOR)


def entered(made: Mapping[str, Rows]) -> tuple[Draft, ...]:
    """What the strict readers make of the tables; they raise what is wrong."""
    return reading.read([(f"{name}.csv", text(rows)) for name, rows in made.items()])


def of(found: tuple[Draft, ...], table: str) -> list[Draft]:
    return [each for each in found if each.table == table]


def one(words: str = "EXERCISE They left.", **told: object) -> Reading:
    """A reading of one report with one claim."""
    span = Span(0, len(words))
    plain_ = Drafted(span, words, AUTHOR, (), (), Modality.ASSERTS, (), (), (), None, Scores(1, 1, 1))
    report = Report(span, None, (replace(plain_, **told),), ())  # type: ignore[arg-type]  # as the test has it
    return Reading(words, bytes(32), date(2021, 3, 4), "en", (report,))


def claim(words: str = "EXERCISE They left.", **told: object) -> Claim:
    stated = entered(tables(one(words, **told), "one.txt"))[-1].stated
    assert isinstance(stated, Claim)
    return stated


@pytest.mark.parametrize("name", NAMES)
def test_the_strict_readers_take_every_report_that_was_read(name: str) -> None:
    read = labelled(name)
    found = entered(tables(read, f"{name}.txt"))
    claims = [each for report in read.reports for each in report.claims]
    assert len(of(found, "sources")) == len(read.reports)
    assert len(of(found, "claims")) == len(claims)
    for draft, meant in zip(of(found, "claims"), claims, strict=True):
        stated = draft.stated
        assert isinstance(stated, Claim)
        assert stated.words == meant.text
        assert (draft.name, stated.speaker.office, stated.speaker.body) == (
            meant.speaker.name, meant.speaker.office, meant.speaker.body,
        )  # fmt: skip
        assert (stated.speaker.kind, stated.modality, stated.headline) == (meant.speaker.kind, meant.modality, False)
        assert [(each.edge, each.who) for each in stated.chain] == [(each.edge, each.who) for each in meant.chain]
        assert [each.code for each in stated.acts] == [each.code for each in meant.acts]
        assert [(each.low, each.high) for each in stated.amounts] == [
            (None if each.low is None else floor(each.low), None if each.high is None else ceil(each.high))
            for each in meant.quantities
        ]
        assert [each.said for each in stated.places] == list(meant.places)
        assert (stated.when is None) is (meant.when is None)
        if stated.when is not None and meant.when is not None and meant.when.first is not None:
            assert (stated.when.from_us, stated.when.until_us) == (meant.when.first, meant.when.until)


@pytest.mark.parametrize("name", NAMES)
def test_each_speaker_of_each_report_has_an_account_of_its_own_in_the_order_of_the_text(name: str) -> None:
    read = labelled(name)
    found = entered(tables(read, f"{name}.txt"))
    wanted = [(at, each) for at, report in enumerate(read.reports) for each in _speakers(report)]
    accounts = of(found, "accounts")
    sources = [each.id for each in of(found, "sources")]
    assert [(draft.name, _of_account(draft).speaker.kind) for draft in accounts] == [
        (each.name, each.kind) for _, each in wanted
    ]
    assert [draft.refs["sources"] for draft in accounts] == [(sources[at],) for at, _ in wanted]
    named = Counter(draft.refs["of"] for draft in of(found, "claims"))
    assert set(named) == {(draft.id,) for draft in accounts}


def _speakers(report: Report) -> list[Speaker]:
    return list(dict.fromkeys(each.speaker for each in report.claims))


def _of_account(draft: Draft) -> Account:
    assert isinstance(draft.stated, Account)
    return draft.stated


def test_tables_of_all_reports_can_be_entered_together() -> None:
    files = [
        (f"{name}/{table}.csv", text(rows))
        for name in NAMES
        for table, rows in tables(labelled(name), f"{name}.txt").items()
    ]
    found = reading.read(files)
    ids = [draft.id for draft in found]
    assert len(set(ids)) == len(ids) > 400
    assert len(waves(found)) == 3


def test_what_a_report_is_shows_in_its_text_or_is_said() -> None:
    kinds: dict[str, set[str]] = {}
    for name in NAMES:
        read = labelled(name)
        of_class = json.loads((SEEN / f"{name}.json").read_text(encoding="utf-8"))["class"]
        kinds.setdefault(of_class, set()).update(drafting.shown(read.text, each).value for each in read.reports)
    assert kinds["radio"] <= {"log", "document"}
    assert kinds["agency"] <= {"article", "document"}
    assert kinds["post"] <= {"post", "document"}
    assert kinds["ministry"] | kinds["bulletin"] <= {"document", "article"}
    told = tables(one(speaker=replace(AUTHOR, body="EXERCISE ministry")), "one.txt", SourceKind.STATEMENT)
    source, account, _ = entered(told)
    assert isinstance(source.stated, Source)
    assert (source.stated.kind, source.stated.outlet) == (SourceKind.STATEMENT, "EXERCISE ministry")
    assert _of_account(account).channel is AccountChannel.STATEMENT


def test_a_post_is_given_by_its_author_and_by_nobody_else_on_a_network() -> None:
    read = labelled("post-checkpoint-rumour")
    channels = {
        (_of_account(draft).speaker.kind is SpeakerKind.AUTHOR, _of_account(draft).channel)
        for draft in of(entered(tables(read, "post.txt")), "accounts")
    }
    assert channels == {(True, AccountChannel.SOCIAL), (False, AccountChannel.REPORT)}


@pytest.mark.parametrize(
    ("quantity", "low", "high", "state"),
    [
        (Quantity("displaced", None, None, "dozens"), None, None, Known.IN_WORDS),
        (Quantity("injured", None, None, "injuries"), None, None, Known.IN_WORDS),
        (Quantity("rounds", None, None, "40"), None, None, Known.IN_WORDS),
        (Quantity("injured", None, None, "unknown"), None, None, Known.UNKNOWN),
        (Quantity("injured", None, None, ""), None, None, Known.NOT_STATED),
        (Quantity("injured", 0, 0, "none"), 0, 0, Known.NUMBER),
        (Quantity("breaches", 401, None, "more than 400"), 401, None, Known.NUMBER),
        (Quantity("rounds", None, 10, "up to ten"), None, 10, Known.NUMBER),
        (Quantity("families", 1500, 1500, "1,500"), 1500, 1500, Known.NUMBER),
        (Quantity("km", 1.5, 1.5, "1.5"), 1, 2, Known.NUMBER),
        (Quantity("rounds (heavy; new)", 4, 6, "four (or six)"), 4, 6, Known.NUMBER),
        (Quantity("a: b", 3, 3, "three"), 3, 3, Known.NUMBER),
        (Quantity("grains", 10**15, 10**15, "a heap"), None, None, Known.IN_WORDS),
    ],
)
def test_a_number_is_read_back_as_it_was_meant_and_never_made_up(
    quantity: Quantity, low: int | None, high: int | None, state: Known
) -> None:
    (amount,) = claim(quantities=(quantity,)).amounts
    assert (amount.low, amount.high, amount.state) == (low, high, state)


def test_what_was_said_of_a_number_stays_within_its_marks() -> None:
    (amount,) = claim(quantities=(Quantity("families", 1500, 1500, "1,500"),)).amounts
    assert amount.said == "\u201c1,500\u201d"


@pytest.mark.parametrize(
    ("act", "actor", "object_"),
    [
        (Act(ActCode.BLOCK, "their patrol", "our column"), "their patrol", "our column"),
        (Act(ActCode.LOW_HOVER, None, None), None, None),
        (Act(ActCode.INJURED, None, "the crew"), None, "the crew"),
        (Act(ActCode.DEPLOYED, "Birch's navy\r\n  itself", None), "Birch's navy itself", None),
        (Act(ActCode.OTHER, "guards [of post #4]", "lane #12"), "guards (of post # 4)", "lane # 12"),
        (Act(ActCode.MOVED, "A -> B; C", "x: y"), "A to B, C", "x: y"),
    ],
)
def test_an_act_names_who_did_it_and_is_about_no_notice_that_nobody_named(
    act: Act, actor: str | None, object_: str | None
) -> None:
    (found,) = claim(acts=(act,)).acts
    assert (found.code, found.notice) == (act.code, None)
    assert found.actor == (None if actor is None else cells.named(actor))
    assert found.object == (None if object_ is None else cells.named(object_))


def test_a_place_in_coordinates_is_placed_and_a_name_is_not() -> None:
    named, placed, odd = claim(places=("crossing 4", "31.928S 24.915W", "post @ mill")).places
    assert (named.said, named.lat_e9, odd.said, odd.lat_e9) == ("crossing 4", None, "post at mill", None)
    assert (placed.said, placed.lat_e9, placed.lon_e9) == ("31.928S 24.915W", -31_928_000_000, -24_915_000_000)


def test_a_time_that_the_words_leave_open_stays_open() -> None:
    told = claim(when=Time("since March", None, None)).when
    assert told is not None
    assert (told.said, told.from_us, told.until_us) == ("since March", None, None)
    half = claim(when=Time("until 10:00", None, Instant(1_000_000))).when
    assert half is not None
    assert (half.from_us, half.until_us) == (None, Instant(1_000_000))


def test_words_are_the_speakers_own_where_most_of_them_are_quoted() -> None:
    said = "\u201cThey rammed us on the road\u201d, she said."
    whole, few = Span(1, 27), Span(1, 5)
    somebody = Speaker(SpeakerKind.NAMED, "EXERCISE Maj. Alder")
    assert claim(said, speaker=somebody, quotations=(whole,)).quoted
    assert not claim(said, speaker=somebody, quotations=(few,)).quoted
    assert not claim(said, speaker=somebody, quotations=(whole,), scare=(whole,)).quoted
    assert not claim(said, speaker=somebody).quoted
    assert claim(said).quoted


@pytest.mark.parametrize(
    "words", ["=1+1", "-- they left", "@all: leave", "'=x", "json: no", "example: they left", "+1\tof them"]
)
def test_words_that_a_spreadsheet_would_run_are_guarded_and_come_back_exactly(words: str) -> None:
    made = tables(one(words), "one.txt")
    assert claim(words).words == words
    assert b",=" not in text(made["claims"])


def test_words_no_cell_can_hold_have_no_row_and_the_others_keep_their_numbers() -> None:
    read = one("x" * 32_767)
    two = replace(read, reports=(*one("=" + "x" * 32_766).reports, *read.reports, *one().reports))
    made = tables(two, "two.txt")
    assert [row[0] for row in made["claims"][1:]] == ["two-c2", "two-c3"]
    assert len(made["accounts"]) == 3
    assert len(entered(made)) == 3 + 2 + 2


def test_line_breaks_are_one_and_control_characters_are_written_out() -> None:
    assert claim("EXERCISE a\r\nb\rc\vd").words == "EXERCISE a\nb\nc\nd"
    assert claim("EXERCISE a\x00\x1b[2J\u202eb").words == "EXERCISE a\\x00\\x1b[2J\u202eb"


def test_a_name_that_no_plain_letter_writes_is_told_by_the_digest_of_the_text() -> None:
    assert tables(one(), "\u0440\u0430\u043f\u043e\u0440\u0442.txt")["sources"][1][0] == "00000000-s1"


TEXTS = st.text(max_size=30)
MAYBE = st.none() | TEXTS
COUNTS = st.none() | st.integers(-5, 2 * 10**12) | st.floats(0, 1e9)


@st.composite
def drafted(draw: st.DrawFn) -> Drafted:
    words = draw(TEXTS.filter(lambda text: text.strip("\x00 ").strip() != "")).strip() or "x"
    first = draw(st.none() | st.integers(FIRST_INSTANT, LAST_INSTANT - 2))
    until = draw(st.none() | st.integers((FIRST_INSTANT if first is None else first) + 1, LAST_INSTANT))
    when = Time(draw(TEXTS), None if first is None else Instant(first), None if until is None else Instant(until))
    low, high = draw(COUNTS), draw(COUNTS)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Drafted(
        Span(0, len(words)),
        words,
        Speaker(draw(st.sampled_from(SpeakerKind)), draw(MAYBE), draw(MAYBE), draw(MAYBE)),
        tuple(Link(who, draw(st.sampled_from(Edge))) for who in draw(st.lists(TEXTS, max_size=2))),
        (),
        draw(st.sampled_from(Modality)),
        tuple(Act(code, draw(MAYBE), draw(MAYBE)) for code in draw(st.lists(st.sampled_from(ActCode), max_size=2))),
        (Quantity(draw(TEXTS), low, high, draw(TEXTS)),),
        tuple(draw(st.lists(TEXTS, max_size=2))),
        draw(st.none() | st.just(when)),
        Scores(1, 1, 1),
    )


@given(drafted(), st.text(max_size=8))
def test_whatever_a_text_holds_the_strict_readers_take_its_tables(found: Drafted, headline: str) -> None:
    whole = f"{headline}\n{found.text}"
    report = Report(Span(0, len(whole)), Span(0, len(headline)) if headline.strip() else None, (found,), ())
    made = tables(Reading(whole, bytes(32), None, "en", (report,)), "any.txt")
    stated = of(entered(made), "claims")[0].stated
    assert isinstance(stated, Claim)
    assert (len(stated.acts), len(stated.amounts), len(stated.places), len(stated.chain)) == (
        len(found.acts), 1, len(found.places), len(found.chain),
    )  # fmt: skip
    (amount,) = stated.amounts
    if found.quantities[0].low is None and found.quantities[0].high is None:
        assert (amount.low, amount.high) == (None, None)
