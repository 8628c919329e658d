from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import pytest

from herald.agreement.model import Agreement, Party, Period, Status
from herald.canonical import Json
from herald.check.answer import (
    Answer,
    Approach,
    Checked,
    Clears,
    Cuts,
    Encounter,
    Finding,
    Hold,
    Limits,
    Proposals,
    Steps,
    Verdict,
)
from herald.formats import terminal
from herald.formats.terminal import Style
from herald.geometry.place import Path, Place
from herald.notice.model import (
    ON_THE_GROUND,
    Action,
    Band,
    Kind,
    Notice,
    Origin,
    Reference,
    Route,
    Shape,
    Spot,
    Window,
    Windows,
)
from herald.units import ClauseId, Instant, NoticeId, PartyId, parse_instant

WHOLE = Window(parse_instant("2026-03-10T06:00:00Z"), parse_instant("2026-03-10T16:00:00Z"))
HERE = Place(-20_000_000_000, 0)
ROUTE = Route((HERE, HERE), Path.GEODESIC, Windows((WHOLE, WHOLE)), (ON_THE_GROUND, Band(0, 0)))
SPOT = Spot(HERE, WHOLE, ON_THE_GROUND)


def notice(name: str, party: str, shape: Shape = ROUTE, kept: Mapping[str, Json] = MappingProxyType({})) -> Notice:
    return Notice(
        id=NoticeId(name),
        party=PartyId(party),
        kind=Kind.PATROL,
        shape=shape,
        action=Action.NEW,
        replaces=None,
        reference=Reference.AGL,
        buffer_mm=0,
        place_uncertainty_mm=0,
        submitted_at=None,
        observed=False,
        max_speed_um_s=None,
        kept=kept,
        origin=Origin("a.geojson", 0),
    )


NOTICES = (notice("column", "aster"), notice("post", "birch", SPOT))
AGREEMENT = Agreement(
    id="demo",
    status=Status.HELD,
    in_force=Period(None, None),
    suspended=(),
    parties=(Party(PartyId("aster"), "Aster"), Party(PartyId("birch"), "Birch")),
    zones=(),
    clauses=(),
    terrain=None,
    qnh=None,
    geoid=None,
)
FIRST, LAST = parse_instant("2026-03-10T09:59:59.5Z"), parse_instant("2026-03-10T10:07:00.000001Z")
MEETING = Encounter(
    a=NoticeId("column"),
    b=NoticeId("post"),
    verdict=Verdict.COULD_MEET,
    closest_m=552.8714,
    reach_m=60.0,
    error_m=0.0141,
    separation_m=1000.0,
    at=Approach((-19.9, 0.0), (-19.9, -0.005), FIRST, FIRST),
    windows=((FIRST, LAST),),
    clause=ClauseId("3"),
    reason="as drawn; the road may differ",
    clears=(Clears(1390, 2460), Clears(7, None)),
)
UNTOLD = replace(
    MEETING,
    verdict=Verdict.CANNOT_TELL,
    closest_m=None,
    at=None,
    windows=(),
    clause=None,
    reason="the latest end is not stated",
    clears=None,
)
FINDING = Finding(NoticeId("column"), "late-notice", "told 3 h before; the clause says 24 h", ClauseId("3"))
ANSWER = Answer(
    scope="Checked against 2 notices of 2 parties, as in the files given. Movements nobody filed are not covered.",
    checked=Checked(notices=2, parties=2, legs=2, pairs_asked=1, skipped=0),
    encounters=(MEETING,),
    findings=(FINDING,),
    limits=Limits(),
)


def shown(answer: Answer = ANSWER, style: Style | None = None) -> str:
    return terminal.render(answer, NOTICES, AGREEMENT, Limits(), style)


def words(answer: Answer = ANSWER) -> str:
    """The text without its layout."""
    return " ".join(shown(answer).split())


def test_the_scope_comes_first_and_the_statement_last() -> None:
    lines = shown().splitlines()
    assert " ".join(lines[:2]).startswith(ANSWER.scope)
    assert lines[-1] == "voluntary; does not create or remove legal protection; not a guarantee"


def test_an_exercise_is_marked_before_anything_else() -> None:
    drilled = (NOTICES[0], notice("post", "birch", SPOT, {"exercise": True}))
    assert terminal.render(ANSWER, drilled).startswith("EXERCISE\n\nChecked")
    assert "EXERCISE" not in shown()


def test_the_three_verdicts_are_counted() -> None:
    answer = replace(ANSWER, checked=replace(ANSWER.checked, pairs_asked=9), encounters=(MEETING, UNTOLD, UNTOLD))
    assert "Could meet: 1 pair. Cannot tell: 2 pairs. Cannot meet: 6 pairs." in words(answer)


def test_a_meeting_says_who_when_where_how_near_by_which_clause_and_what_clears_it() -> None:
    text = words()
    assert "COULD MEET: column and post filed by Aster Birch when" in text
    assert "when 100959Z to 101008Z MAR 2026" in text
    assert "where column at 00.00000 N 019.90000 W" in text
    assert "post at 00.00500 S 019.90000 W" in text
    assert "closest 552.87 m between their lines, to within 0.02 m" in text
    assert "limit 1,000 m (clause 3), and 60 m of buffers and uncertainty" in text
    assert "note as drawn; the road may differ" in text
    assert "column: leave 23 min 10 s later or 41 min earlier" in text
    assert "post: start 7 s later" in text


def test_what_cannot_be_told_says_why_and_claims_no_place_nor_hour() -> None:
    text = words(replace(ANSWER, encounters=(UNTOLD,)))
    assert "CANNOT TELL" in text
    assert "why the latest end is not stated" in text
    assert not {"when", "where", "closest", "to clear"} & set(text.split())


def test_a_notice_that_no_shift_clears_says_so() -> None:
    answer = replace(ANSWER, encounters=(replace(MEETING, clears=(Clears(None, None), Clears(None, None))),))
    assert words(answer).count("no shift within 24 h clears it") == 2
    assert "is enough alone" not in words(answer)


def test_without_an_encounter_every_pair_is_said_not_to_meet() -> None:
    text = words(replace(ANSWER, encounters=(), findings=()))
    assert "Could meet: 0 pairs. Cannot tell: 0 pairs. Cannot meet: 1 pair." in text
    assert "FINDINGS" not in text


def test_a_finding_is_said_with_code_clause_and_notice() -> None:
    assert "FINDINGS (1) late-notice, clause 3: column told 3 h before; the clause says 24 h" in words()


def test_what_is_said_of_several_notices_is_said_once() -> None:
    findings = (FINDING, replace(FINDING, notice=NoticeId("post")), replace(FINDING, message="something else"))
    text = words(replace(ANSWER, findings=findings))
    assert "FINDINGS (3) late-notice, clause 3: column, post told 3 h before" in text
    assert text.count("told 3 h before") == 1
    assert "clause 3: column something else" in text


def test_skipped_notices_are_named_as_not_checked() -> None:
    text = words(replace(ANSWER, checked=replace(ANSWER.checked, skipped=2)))
    assert "Not checked, as replaced or cancelled: 2 notices." in text


@pytest.mark.parametrize("width", [80, 100])
def test_no_line_is_wider_than_the_page(width: int) -> None:
    long_reason = replace(MEETING, reason="why " * 60, clause=ClauseId("a clause with a very long name indeed"))
    lines = shown(replace(ANSWER, encounters=(long_reason,)), Style(width)).splitlines()
    assert max(map(len, lines)) <= width


def test_headings_are_bold_only_where_asked_for() -> None:
    assert "\x1b" not in shown()
    assert "\x1b[1mCOULD MEET" in shown(style=Style(bold=True))


def test_no_text_of_a_file_reaches_the_terminal_as_a_command() -> None:
    wicked = NoticeId("col\x1b[2Jumn\u202e\n\r")
    answer = replace(ANSWER, encounters=(replace(MEETING, a=wicked, reason="\x07\x9b31m"),))
    text = terminal.render(answer, (notice(wicked, "as\x1bter"), NOTICES[1]), None)
    assert not set(text) & set("\x1b\u202e\r\x07\x9b")
    assert "col\\x1b[2Jumn\\u202e\\n\\r" in text


def test_many_windows_are_counted_and_the_last_end_is_kept() -> None:
    windows = tuple((Instant(FIRST + k * 10**9), Instant(FIRST + k * 10**9)) for k in range(7))
    text = words(replace(ANSWER, encounters=(replace(MEETING, windows=windows),)))
    assert "and 3 windows more, the last until 101140Z MAR 2026" in text


def test_a_meeting_that_may_last_for_ever_says_that_it_lasts() -> None:
    lasting = Instant(FIRST + 10**12), parse_instant("9999-12-31T23:59:59Z")
    windows = (*((Instant(FIRST + k * 10**9), Instant(FIRST + k * 10**9)) for k in range(4)), lasting)
    at = Approach((-19.9, 0.0), (-19.9, -0.005), *lasting)
    text = words(replace(ANSWER, encounters=(replace(MEETING, windows=windows, at=at),)))
    assert "and 1 window more, the last lasting" in text
    assert "for instance from 212346Z MAR 2026, lasting closest" in text


def test_a_limit_is_said_as_it_was_stated() -> None:
    limits = Limits(separation_m=0.004, vertical_m=120.5)
    text = " ".join(terminal.render(replace(ANSWER, encounters=()), NOTICES, AGREEMENT, limits).split())
    assert "Where no clause sets a limit: 0.004 m apart and 120.5 m in height." in text


def test_clear_shifts_are_said_in_words() -> None:
    text = terminal.retimed(NoticeId("column"), ((-86400, -2460), (-60, -60), (0, 0), (1390, 86400)), 86400)
    lines = [line.strip() for line in text.splitlines() if line.startswith("  ")]
    assert lines == ["1 d earlier to 41 min earlier", "1 min earlier", "as filed", "23 min 10 s later to 1 d later"]
    assert "within 1 d either way" in " ".join(text.split())


def test_a_notice_with_no_clear_shift_says_so() -> None:
    assert "no shift within 30 min either way clears it" in terminal.retimed(NoticeId("column"), (), 1800)


HOLDS = tuple(Hold(vertex, seconds) for vertex, seconds in enumerate((30, 90, 60, None, 300, 200, 100, 400)))


def proposed(proposals: Proposals) -> list[str]:
    """The lines after the shifts, as they are wrapped, and without their indents."""
    text = terminal.retimed(NoticeId("column"), ((60, 3600),), 3600, proposals=proposals)
    return [line.strip() for line in text.split("1 min later to 1 h later\n")[1].splitlines()[:-2]]


def test_what_else_clears_a_notice_is_said_a_line_each() -> None:
    assert proposed(Proposals(Cuts(61, 3600), HOLDS, Steps(1001, 20))) == [
        "Each of these alone would too, all else as filed (vertices count from 0):",
        "every latest instant 1 min 1 s earlier",
        "every earliest instant 1 h later",
        "a hold of 1 min at vertex 2",
        "a hold of 1 min 30 s at vertex 1",
        "a hold of 1 min 40 s at vertex 6",
        "a hold of 3 min 20 s at vertex 5",
        "a longer one at 2 more of its vertices",
        "its whole altitude band 1,001 m higher",
        "its whole altitude band 20 m lower",
    ]
    fewer = Proposals(Cuts(None, None), HOLDS[:-1], Steps(None, None))
    assert "a longer one at 1 more of its vertices" in proposed(fewer)


def test_that_nothing_else_clears_a_notice_or_needs_to_is_said_too() -> None:
    nothing = Proposals(Cuts(None, None), (Hold(0, 30), Hold(1, None)), Steps(None, None))
    assert "No cut of its slack, no hold at a vertex and no step in height" in " ".join(proposed(nothing))
    clear = Proposals(Cuts(0, 0), (Hold(0, 0),), Steps(None, None))
    assert proposed(clear) == ["It is clear as filed: nothing else need be changed."]


def test_relabelling_the_parties_relabels_the_text_and_changes_nothing_else() -> None:
    renamed = replace(AGREEMENT, parties=(Party(PartyId("aster"), "Zinnia minor"), Party(PartyId("birch"), "Береза")))
    after = " ".join(terminal.render(ANSWER, NOTICES, renamed, Limits()).split())
    assert words().replace("Aster", "Zinnia minor").replace("Birch", "Береза") == after
