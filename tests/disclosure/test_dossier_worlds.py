"""Two incidents that differ only in what a party may not know look the same to it, byte for byte, in every form."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from herald.acknowledgement.ladders import Manner
from herald.disclosure.dossierview import view
from herald.disclosure.incidents import AlibiAnswer, Facts, SealedShown, dossier, listed
from herald.disclosure.viewer import Viewer
from herald.formats import answer
from herald.formats.mission import dossier as words
from herald.incident.codes import (
    ActCode,
    AssessmentOf,
    AssessmentStep,
    BreachStep,
    ClaimsLink,
    CustodyStep,
    Edge,
    IncidentState,
    IncidentStep,
)
from herald.incident.contents import Alibi, Citation, Content, Custody, Reason
from herald.incident.holding import Held, Result
from herald.pages.dossier import dossier as page
from herald.record.incidents import (
    AccountGiven,
    AlibiAsked,
    Assessed,
    BreachClaimed,
    CasualtiesStated,
    Cited,
    ClaimMade,
    ClaimsLinked,
    CustodyTaken,
    EvidenceTaken,
    Happening,
    Incident,
    Released,
    SourceNamed,
)
from herald.record.onrecord import Item, OnRecord
from herald.record.stated import Stated
from herald.units import MINUTE, Instant, PartyId
from tests.desk.incidents import (
    AT_SEA,
    HALF_HOUR,
    TEN,
    account,
    act,
    assessment,
    breach,
    casualties,
    claim,
    evidence,
    named,
    opened,
    source,
)

CELL, ASTER, BIRCH, CEDAR = map(PartyId, ("neutral-cell", "aster", "birch", "cedar-relief"))
ONE, OTHER = "a" * 32, "b" * 32
"""Two persons of the cell."""
LEAF = bytes(32)
Entries = dict[int, Item]


def item(index: int, of: int, party: PartyId, act: Happening, content: Content, person: str = ONE) -> Item:
    leaf = sha256(str(index).encode()).digest()
    received = Instant(TEN + index * MINUTE)
    return Item(index, of, party, person, received, leaf, act, Stated(content, f"EXERCISE: N. {index}", (), False))


def release(index: int, of: int, to: PartyId, person: str, reason: str = "EXERCISE: it may be known") -> Item:
    return item(index, of, CELL, Released(0, LEAF, of, (to,)), Reason(reason), person)


def given_by(index: int, party: PartyId, text: str, by: PartyId = CELL) -> Item:
    manner = Manner.SIGNED if by == party else Manner.PAPER
    return item(index, 0, by, AccountGiven(0, LEAF, manner, 0, party), account(party, title=text))


def claimed(index: int, of: int, party: PartyId, text: str, by: PartyId = CELL, replaces: int | None = None) -> Item:
    told = act(ActCode.NOTICE_GIVEN, named("EXERCISE: we", party), named("EXERCISE: they", CEDAR))
    return item(index, of, by, ClaimMade(0, LEAF, of, replaces), claim(f"EXERCISE: {text}", told, party=party))


def known() -> Entries:
    """What the viewer may know: told of it, its own account, a breach claim against it, and what two persons let out to it.

    Every tenth index: between them there is room for what it may not know.
    """
    to = (ASTER, BIRCH)
    started = Incident(None, None, None, IncidentState.PRELIMINARY, IncidentStep.OPENED, to)
    against = BreachClaimed(ASTER, 0, LEAF, Manner.SIGNED, 0, BreachStep.CLAIMED, BIRCH)
    entries = [
        item(0, 0, CELL, started, opened()),
        given_by(10, ASTER, "EXERCISE: ours", ASTER),
        claimed(20, 10, ASTER, "we were blocked", ASTER),
        given_by(30, BIRCH, "EXERCISE: theirs"),
        claimed(40, 30, BIRCH, "nobody told us"),
        item(50, 0, BIRCH, against, breach()),
        release(60, 30, ASTER, ONE),
        release(70, 30, ASTER, OTHER),
        item(80, 0, CELL, CasualtiesStated(None, 0, LEAF, 0, None), casualties()),
        release(90, 80, ASTER, OTHER),
        release(100, 80, ASTER, ONE),
        claimed(110, 10, ASTER, "we were blocked twice", ASTER, replaces=20),
    ]
    return {each.index: each for each in entries}


def whole() -> Entries:
    """The same, and the incident itself let out."""
    more = [release(120, 0, ASTER, ONE), release(130, 0, ASTER, OTHER)]
    return known() | {each.index: each for each in more}


# -- What it may not know ------------------------------------------------------------------------------------------------------

FREE = st.integers(1, 109).filter(lambda index: index % 10 != 0)


@st.composite
def secret(draw: st.DrawFn, late: int | None = None) -> Item:
    """An entry that the viewer may not know, anywhere; or one of any kind that is entered later than `late`."""
    index = draw(FREE if late is None else st.integers(late + 1, late + 99))
    text = f"secret {draw(st.integers(0, 9))}"
    by = draw(st.sampled_from([CELL, BIRCH, CEDAR]))
    return draw(st.sampled_from(_secrets(index, text, by)))


def _secrets(index: int, text: str, by: PartyId) -> list[Item]:
    said = f"EXERCISE: {text}"
    theirs = 30 if index > 70 else 3
    return [
        given_by(index, by if by != CELL else BIRCH, said, by),
        claimed(index, 3, BIRCH, text, by),
        claimed(index, theirs, BIRCH, text, by, replaces=40 if theirs == 30 else None),
        item(index, 0, by, CasualtiesStated(40, 0, LEAF, 0, 80), casualties(words=said)),
        item(index, 20, by, ClaimsLinked(0, LEAF, ClaimsLink.DISPUTES, 20, 40), Reason(said)),
        item(index, 40, by, ClaimsLinked(0, LEAF, ClaimsLink.DISPUTES, 40, 3), Reason(said)),
        item(index, 0, by, SourceNamed(None, 0, LEAF, 0), source(title=said)),
        item(index, 5, by, Cited(7, Edge.QUOTES, 0, LEAF, 5), Citation((), said, None)),
        item(index, 0, by, EvidenceTaken(LEAF, 0, LEAF, 9, "video/mp4", 0, None), evidence(title=said)),
        item(index, 9, by, CustodyTaken(None, 0, LEAF, 9, CustodyStep.OPENED), Custody(said, None, None)),
        item(
            index, 40, by, Assessed(0, LEAF, 40, AssessmentStep.PROPOSED, AssessmentOf.GRADING), assessment(says=said)
        ),
        item(index, 0, CELL, AlibiAsked(0, LEAF, 4, 0), Alibi(TEN, AT_SEA, said, Instant(TEN + HALF_HOUR))),
        item(index, 0, by, BreachClaimed(CEDAR, 0, LEAF, Manner.SIGNED, 0, BreachStep.CLAIMED, by), breach(words=said)),
        release(index, 3, ASTER, ONE, said),
        release(index, 40, ASTER, ONE, said),
        release(index, 30, BIRCH, OTHER, said),
    ]


def shown_to(party: PartyId, entries: Entries, held: tuple[Held, ...]) -> str:
    """Everything that this party is shown."""
    items = tuple(entries[index] for index in sorted(entries))
    of = OnRecord(True, 0, items)
    answers = tuple(AlibiAnswer(each.index, True, "EXERCISE: secret") for each in of.alibis())
    against = tuple(SealedShown(entry, "notice", BIRCH, TEN) for each in held for entry in each.entries)
    facts = Facts(of, held, answers, "exercise/log", 500, LEAF, Instant(TEN + 600 * MINUTE), against)
    shown = dossier(facts, Viewer(party))
    told = repr(listed(of, Viewer(party)))
    if shown is None:
        return told
    seen = view(shown)
    return "".join((told, answer.text(words.document(shown)), words.comparisons(seen), page(seen)))


def held(draw: st.DrawFn) -> tuple[Held, ...]:
    results = st.lists(st.tuples(st.sampled_from([20, 40, 110]), st.sampled_from(Result)), max_size=4)
    return tuple(Held(number, 0, result, "secret", (4, 5)) for number, result in draw(results))


@st.composite
def secrets(draw: st.DrawFn) -> tuple[list[Item], tuple[Held, ...]]:
    return draw(st.lists(secret(), max_size=12)), held(draw)


@given(secrets())
def test_what_a_party_may_not_know_changes_no_byte_of_what_it_is_shown(
    hidden: tuple[list[Item], tuple[Held, ...]],
) -> None:
    items, results = hidden
    entries = {each.index: each for each in items} | known()
    assert shown_to(ASTER, entries, results) == shown_to(ASTER, known(), ())
    assert "secret" not in shown_to(ASTER, entries, results)


@given(st.lists(secret(), max_size=12).map(lambda items: [each for each in items if each.party != CEDAR]))
def test_whoever_was_never_told_is_not_told_that_there_is_an_incident(items: list[Item]) -> None:
    named_in = (each for each in items if not (isinstance(each.act, BreachClaimed) and each.act.against == CEDAR))
    entries = {each.index: each for each in named_in} | known()
    assert shown_to(CEDAR, entries, ()) == shown_to(CEDAR, known(), ()) == "None"


@given(st.lists(secret(late=130), max_size=8))
def test_what_is_entered_after_the_incident_was_let_out_is_not_let_out_with_it(items: list[Item]) -> None:
    entries = {each.index: each for each in items} | whole()
    assert shown_to(ASTER, entries, ()) == shown_to(ASTER, whole(), ())


@given(st.integers(1, 119).filter(lambda index: index % 10 != 0), st.integers(0, 9))
def test_figures_of_casualties_are_let_out_one_by_one_even_to_whoever_may_see_the_rest(index: int, number: int) -> None:
    figures = item(index, 0, CELL, CasualtiesStated(None, 0, LEAF, 0, None), casualties(words=f"secret {number}"))
    assert shown_to(ASTER, {index: figures} | whole(), ()) == shown_to(ASTER, whole(), ())


def test_one_person_twice_is_not_two() -> None:
    third = given_by(31, CEDAR, "EXERCISE: a third's")
    twice = [third, release(32, 31, ASTER, ONE), release(33, 31, ASTER, ONE)]
    assert shown_to(ASTER, {each.index: each for each in twice} | known(), ()) == shown_to(ASTER, known(), ())


def test_a_claim_that_is_let_out_without_its_account_stands_alone_with_its_speaker() -> None:
    let_out = [
        given_by(31, CEDAR, "EXERCISE: a third's"),
        claimed(32, 31, CEDAR, "it was quiet"),
        release(33, 32, ASTER, ONE),
        release(34, 32, ASTER, OTHER),
    ]
    text = shown_to(ASTER, {each.index: each for each in let_out} | known(), ())
    assert "a third's" not in text
    assert "it was quiet" in text
    assert "EXERCISE: N. 32" in text


def test_a_corrected_claim_of_an_account_that_is_let_out_stays_to_be_seen() -> None:
    corrected = known()
    corrected[45] = claimed(45, 30, BIRCH, "nobody told us in time", replaces=40)
    text = shown_to(ASTER, corrected, ())
    assert "<del" in text
    assert "EXERCISE: nobody told us</del>" in text


def test_a_breach_is_settled_only_where_both_sides_sign_that_it_is() -> None:
    def settled(party: PartyId, manner: Manner, index: int) -> Item:
        by = party if manner is Manner.SIGNED else CELL
        return item(index, 50, by, BreachClaimed(None, 0, LEAF, manner, 50, BreachStep.SETTLED, party), breach())

    signed = {51: settled(ASTER, Manner.SIGNED, 51), 52: settled(BIRCH, Manner.SIGNED, 52)}
    by_the_cell = signed | {52: settled(BIRCH, Manner.PAPER, 52)}
    assert "settled, as both sides say" in shown_to(ASTER, known() | signed, ())
    assert "settled, as both sides say" not in shown_to(ASTER, known() | by_the_cell, ())


def test_a_number_of_a_person_is_in_no_form_of_a_partys_dossier() -> None:
    text = shown_to(ASTER, whole(), ())
    assert ONE not in text
    assert OTHER not in text


def test_what_the_record_says_is_told_where_the_incident_is_let_out() -> None:
    said = Held(40, 0, Result.NOT_IN_RECORD, "EXERCISE: no notice")
    assert "EXERCISE: no notice" in shown_to(ASTER, whole(), (said,))
    assert "EXERCISE: no notice" not in shown_to(ASTER, known(), (said,))


def test_an_account_entered_before_it_was_let_out_and_erased_since_keeps_its_place() -> None:
    entries = known()
    entries[40] = replace(entries[40], stated=replace(entries[40].stated, name=None, erased=True))
    assert "name erased" in shown_to(ASTER, entries, ())
