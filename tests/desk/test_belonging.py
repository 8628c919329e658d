"""Does an act fit the incident that it is of?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from herald.acknowledgement.ladders import Manner
from herald.canonical import Json
from herald.desk import incidents
from herald.desk.sequencer import Refusing
from herald.incident.codes import (
    ActCode,
    ActorKind,
    AssessmentOf,
    AssessmentStep,
    BreachStep,
    ClaimsLink,
    CustodyStep,
    Edge,
    IncidentState,
    IncidentStep,
    Modality,
)
from herald.incident.contents import Actor, Alibi, Citation, Custody, Reason
from herald.record.acts import Erasure
from herald.record.incidents import (
    AccountGiven,
    ActorEntered,
    AlibiAsked,
    Assessed,
    BreachClaimed,
    CasualtiesStated,
    Cited,
    ClaimMade,
    ClaimsLinked,
    CustodyTaken,
    Incident,
    Released,
)
from herald.units import Instant, PartyId
from herald.written import Written
from tests.desk.incidents import (
    AT_SEA,
    HALF_HOUR,
    TEN,
    Incidents,
    account,
    act,
    assessment,
    breach,
    casualties,
    claim,
    named,
    opened,
)
from tests.desk.missions import ASTER, BIRCH, CELL, Exercise, movement, stores
from tests.desk.telling import RELIEF, TOLD, Told

OTHER = bytes(32)


@pytest.fixture(params=[0, 1], ids=["memory", "sqlite"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    store = stores(tmp_path_factory.mktemp("belonging"))[request.param]
    made = Told(Exercise(store).begun(TOLD))
    made.officer()
    for party in (ASTER, BIRCH, RELIEF):
        made.mission.party(party)
    return made


@pytest.fixture
def here(told: Told) -> Incidents:
    return Incidents(told)


def refused(here: Incidents, act: object, stated: Written, by: PartyId = CELL, **fields: Json) -> str:
    """By which code is this refused?"""
    values: dict[str, Json] = {"stated": stated.json(), **fields}
    told = here.told
    line = told.by_officer(act, values) if by == CELL else told.by_person(by, act, values)  # type: ignore[arg-type]
    return told.mission.refused(line)


# -- Who may speak ---------------------------------------------------------------------------------------------------------


def test_a_party_that_was_not_told_of_an_incident_may_not_speak_in_it(here: Incidents) -> None:
    incident = here.opened(ASTER)
    given = AccountGiven(incident, here.leaf(incident), Manner.SIGNED, incident, BIRCH)
    assert refused(here, given, account(BIRCH), BIRCH, name=None) == "not-in-it"
    here.account(incident, ASTER, by=ASTER)
    here.changed(incident, IncidentState.UNDER_INQUIRY, BIRCH)
    here.account(incident, BIRCH, by=BIRCH)


def test_nobody_signs_the_account_of_another_side(here: Incidents) -> None:
    incident = here.opened(ASTER, BIRCH)
    leaf = here.leaf(incident)
    for manner, whose, by in (
        (Manner.SIGNED, BIRCH, ASTER),
        (Manner.SIGNED, ASTER, CELL),
        (Manner.PAPER, ASTER, ASTER),
        (Manner.SIGNED, None, ASTER),
    ):
        given = AccountGiven(incident, leaf, manner, incident, whose)
        assert refused(here, given, account(whose), by, name=None) == "whose-words"
    breached = BreachClaimed(BIRCH, incident, leaf, Manner.SIGNED, incident, BreachStep.CLAIMED, ASTER)
    assert refused(here, breached, breach(), BIRCH, name=None) == "whose-words"


def test_a_claim_is_entered_by_whoever_entered_the_account(here: Incidents) -> None:
    incident = here.opened(ASTER, BIRCH)
    of = here.account(incident, ASTER, by=ASTER)
    made = ClaimMade(incident, here.leaf(of), of, None)
    assert refused(here, made, claim("EXERCISE: no"), BIRCH, name=None) == "wrong-party"
    assert refused(here, made, claim("EXERCISE: no"), CELL, name=None) == "wrong-party"


def test_only_the_cell_lets_out_asks_where_a_movement_was_and_keeps_the_register(here: Incidents) -> None:
    incident = here.opened(ASTER)
    notice = here.told.mission.filed(movement("column", ASTER)).receipt.sealed.index
    leaf = here.leaf(incident)
    asked = Alibi(TEN, AT_SEA, "EXERCISE: why not", Instant(TEN + HALF_HOUR))
    assert refused(here, Released(incident, leaf, incident, (BIRCH,)), Reason("EXERCISE"), ASTER) == "wrong-role"
    assert refused(here, AlibiAsked(incident, leaf, notice, incident), asked, ASTER) == "wrong-role"
    entered = ActorEntered(ActorKind.UNIT, None, None)
    names: Json = [{"language": None, "manner": "alias", "text": "EXERCISE: 1st"}]
    assert refused(here, entered, Actor(None, None, None, (), None), ASTER, names=names) == "wrong-role"


def test_how_an_incident_stands_is_for_the_cell_and_its_opener_to_say(here: Incidents) -> None:
    incident = here.opened(BIRCH, by=ASTER)
    here.changed(incident, IncidentState.UNDER_INQUIRY, by=ASTER)
    changing = Incident(incident, here.leaf(incident), incident, IncidentState.CLOSED, IncidentStep.CHANGED, ())
    from herald.incident.contents import IncidentChanged

    assert refused(here, changing, IncidentChanged(None, None, "EXERCISE"), BIRCH) == "wrong-party"


# -- Where it belongs ------------------------------------------------------------------------------------------------------


def test_an_act_names_an_entry_of_its_own_incident_of_the_kind_that_it_speaks_of(here: Incidents) -> None:
    one, other = here.opened(), here.opened()
    theirs = here.account(other)
    elsewhere, mine = here.claim(other, theirs, claim("EXERCISE: a")), here.account(one)
    made = here.claim(one, mine, claim("EXERCISE: b"))
    source, far = here.source(one), here.source(other)
    why, leaf = Reason("EXERCISE"), here.leaf
    cases: list[tuple[object, Written]] = [
        (ClaimMade(one, leaf(theirs), theirs, None), claim("EXERCISE: c")),
        (ClaimMade(one, leaf(made), made, None), claim("EXERCISE: c")),
        (ClaimMade(one, leaf(mine), mine, elsewhere), claim("EXERCISE: c")),
        (ClaimMade(other, leaf(mine), mine, None), claim("EXERCISE: c")),
        (ClaimMade(one, leaf(mine), 10_000, None), claim("EXERCISE: c")),
        (ClaimMade(mine, leaf(mine), mine, None), claim("EXERCISE: c")),
        (ClaimsLinked(one, leaf(made), ClaimsLink.DISPUTES, made, elsewhere), why),
        (ClaimsLinked(one, leaf(made), ClaimsLink.DISPUTES, made, made), why),
        (CasualtiesStated(elsewhere, one, leaf(one), one, None), casualties()),
        (CasualtiesStated(None, one, leaf(one), one, made), casualties()),
        (Cited(far, Edge.QUOTES, one, leaf(source), source), Citation((), None, None)),
        (Cited(source, Edge.QUOTES, one, leaf(source), source), Citation((), None, None)),
        (Released(one, leaf(source), far, (ASTER,)), why),
        (CustodyTaken(None, one, leaf(source), source, CustodyStep.OPENED), Custody("EXERCISE", None, None)),
        (Assessed(one, leaf(one), one, AssessmentStep.PROPOSED, AssessmentOf.GEOLOCATION), assessment()),
        (Assessed(one, leaf(source), source, AssessmentStep.AGREED, AssessmentOf.GRADING), assessment()),
    ]
    for wrong, stated in cases:
        fields: dict[str, Json] = {"name": None} if isinstance(wrong, ClaimMade | CasualtiesStated) else {}
        assert refused(here, wrong, stated, **fields) == "nothing-of-it", wrong


def test_what_an_account_rests_on_must_stand_in_the_same_incident(here: Incidents) -> None:
    one, other = here.opened(), here.opened()
    far = here.source(other)
    given = AccountGiven(one, here.leaf(one), Manner.PAPER, one, None)
    assert refused(here, given, account(sources=(far,)), name=None) == "nothing-of-it"


def test_an_act_means_the_entry_whose_leaf_it_names(here: Incidents) -> None:
    incident = here.opened()
    given = AccountGiven(incident, OTHER, Manner.PAPER, incident, None)
    assert refused(here, given, account(), name=None) == "other-leaf"


def test_a_claim_corrects_one_of_its_own_account_and_both_stay(here: Incidents) -> None:
    incident = here.opened()
    first, second = here.account(incident), here.account(incident)
    made = here.claim(incident, first, claim("EXERCISE: at nine"))
    wrong = ClaimMade(incident, here.leaf(second), second, made)
    assert refused(here, wrong, claim("EXERCISE: at ten"), name=None) == "nothing-of-it"
    again = here.claim(incident, first, claim("EXERCISE: at ten"), replaces=made)
    mission = here.told.mission
    with mission.store.reading() as record:
        mission.sequencer.books.catch_up(record)
        held = incidents.on_record(record, mission.sequencer.books, incident)
    assert held is not None
    standing = held.claims(first)
    assert [each.index for each in standing] == [again]
    assert [each.index for each in held.corrects(standing[0])] == [made]


def test_only_parties_of_the_agreement_are_told_and_named(here: Incidents) -> None:
    stranger = PartyId("nobody")
    opening = Incident(None, None, None, IncidentState.PRELIMINARY, IncidentStep.OPENED, (stranger,))
    assert refused(here, opening, opened()) == "party-unknown"
    own = Incident(None, None, None, IncidentState.PRELIMINARY, IncidentStep.OPENED, (ASTER,))
    assert refused(here, own, opened(), ASTER) == "party-unknown"
    incident = here.opened()
    leaf = here.leaf(incident)
    given = AccountGiven(incident, leaf, Manner.PAPER, incident, stranger)
    assert refused(here, given, account(), name=None) == "party-unknown"
    claimed = BreachClaimed(stranger, incident, leaf, Manner.PAPER, incident, BreachStep.CLAIMED, ASTER)
    assert refused(here, claimed, breach(), name=None) == "party-unknown"
    assert refused(here, Released(incident, leaf, incident, (stranger,)), Reason("EXERCISE")) == "party-unknown"


def test_what_is_done_with_a_breach_claim_names_the_claim_and_not_another_step(here: Incidents) -> None:
    incident = here.opened(ASTER, BIRCH)
    claimed = here.breach(incident, ASTER, BIRCH, by=ASTER)
    answered = here.breach(incident, BIRCH, None, claimed, BreachStep.ANSWERED, by=BIRCH)
    on_step = BreachClaimed(None, incident, here.leaf(answered), Manner.SIGNED, answered, BreachStep.SETTLED, ASTER)
    assert refused(here, on_step, breach(), ASTER, name=None) == "nothing-of-it"
    here.breach(incident, ASTER, None, claimed, BreachStep.SETTLED, by=ASTER)


# -- A closed incident, reviews, alibis ------------------------------------------------------------------------------------


def test_in_a_closed_incident_nothing_is_entered_until_it_is_opened_again(here: Incidents) -> None:
    incident = here.opened(ASTER)
    notice = here.told.mission.filed(movement("column", ASTER)).receipt.sealed.index
    video = here.evidence(incident)
    here.changed(incident, IncidentState.CLOSED)
    leaf = here.leaf(incident)
    given = AccountGiven(incident, leaf, Manner.PAPER, incident, None)
    assert refused(here, given, account(), name=None) == "incident-closed"
    asked = Alibi(TEN, AT_SEA, "EXERCISE: why not", Instant(TEN + HALF_HOUR))
    assert refused(here, AlibiAsked(incident, leaf, notice, incident), asked) == "incident-closed"
    here.custody(incident, video)
    here.release(incident, incident, ASTER)
    here.changed(incident, IncidentState.UNDER_INQUIRY)
    here.account(incident)
    here.alibi(incident, notice)


def test_where_a_movement_was_is_asked_of_a_notice_alone(here: Incidents) -> None:
    incident = here.opened()
    asked = Alibi(TEN, AT_SEA, "EXERCISE: why not", Instant(TEN + HALF_HOUR))
    for notice in (incident, 10_000):
        assert refused(here, AlibiAsked(incident, here.leaf(incident), notice, incident), asked) == "nothing-told"


def test_a_finding_is_reviewed_by_another_person_and_of_the_same_question(here: Incidents) -> None:
    incident = here.opened(ASTER)
    video = here.evidence(incident)
    found = here.assessed(incident, video)
    agreed = Assessed(incident, here.leaf(found), found, AssessmentStep.AGREED, AssessmentOf.GEOLOCATION)
    assert refused(here, agreed, assessment()) == "own-finding"
    other = replace(agreed, what=AssessmentOf.FILMER)
    assert refused(here, other, assessment(), ASTER) == "nothing-of-it"
    here.assessed(incident, found, AssessmentStep.DISAGREED, by=ASTER)


def test_an_actor_is_added_to_under_its_own_entry_and_kind(here: Incidents) -> None:
    actor = here.actor("EXERCISE: 1st Company")
    here.actor("EXERCISE: Pervaya Rota", of=actor)
    names: Json = [{"language": None, "manner": "alias", "text": "EXERCISE: x"}]
    nothing = Actor(None, None, None, (), None)
    for kind, of, leaf, code in (
        (ActorKind.BODY, actor, here.leaf(actor), "nothing-of-it"),
        (ActorKind.UNIT, 0, here.leaf(0), "nothing-of-it"),
        (ActorKind.UNIT, 10_000, OTHER, "nothing-of-it"),
        (ActorKind.UNIT, actor, OTHER, "other-leaf"),
    ):
        assert refused(here, ActorEntered(kind, leaf, of), nothing, names=names) == code


# -- What is stated --------------------------------------------------------------------------------------------------------


def test_what_is_stated_badly_is_refused_with_every_problem_at_once(here: Incidents) -> None:
    incident = here.opened()
    of = here.account(incident)
    stated = dict(claim("EXERCISE: x").json()) | {"modality": "surely", "words": " ", "more": 1}
    line = here.told.by_officer(ClaimMade(incident, here.leaf(of), of, None), {"stated": stated, "name": 7})
    (outcome,) = here.told.mission.seal(line)
    assert isinstance(outcome, Refusing)
    assert outcome.refused.code == "malformed"
    assert {problem.field for problem in outcome.problems} == {
        "stated.modality",
        "stated.words",
        "stated.more",
        "name",
    }


# -- How it is found -------------------------------------------------------------------------------------------------------


def found(here: Incidents, query: str) -> list[int]:
    mission = here.told.mission
    with mission.store.reading() as record:
        mission.sequencer.books.catch_up(record)
        return [item.index for _, item in incidents.found(record, mission.sequencer.books, query, 10)]


def test_entries_are_found_by_their_words_in_any_script_and_by_how_they_begin(here: Incidents) -> None:
    incident = here.opened(title="EXERCISE: the quarrel")
    of = here.account(incident)
    arabic = here.claim(incident, of, claim("EXERCISE: قافلة قرب المالكية"))
    latin = here.claim(incident, of, claim("EXERCISE: a column near al-Malikiyah"))
    assert set(found(here, "Malikiyah")) == {arabic, latin}
    assert set(found(here, "المالكية")) >= {arabic}
    assert found(here, "colu near") == [latin]
    assert found(here, "quarrel") == [incident]
    assert found(here, "nowhere") == []
    assert found(here, " ") == []


@pytest.mark.parametrize(("last", "few"), [(1, 0), (2, 0), (3, 2), (2_048, 20)])
def test_however_far_back_it_is_the_same_entries_are_found_the_last_first(
    here: Incidents, monkeypatch: pytest.MonkeyPatch, last: int, few: int
) -> None:
    incident = here.opened(title="EXERCISE: the quarrel")
    of = here.account(incident)
    said = (
        "column at dawn",
        "a column and a patrol",
        "patrol",
        "the patrols, the kolumn",
        "dawn",
        "column patrol dawn",
    )
    made = [here.claim(incident, of, claim(f"EXERCISE: {each}")) for each in said]
    monkeypatch.setattr(incidents, "_LAST_ENTRIES", last)
    monkeypatch.setattr(incidents, "_FEW", few)
    assert found(here, "patrol") == [made[at] for at in (5, 3, 2, 1)]
    assert found(here, "column patrol") == [made[at] for at in (5, 3, 1)]
    assert found(here, "dawn") == [made[at] for at in (5, 4, 0)]
    assert found(here, "dawn patrol column") == [made[5]]
    assert found(here, "quarrel") == [incident] and found(here, "quarrel dawn") == []


def test_a_name_that_is_erased_is_found_no_more_and_the_rest_is(here: Incidents) -> None:
    incident = here.opened()
    of = here.account(incident)
    made = here.claim(incident, of, claim("EXERCISE: they blocked the road"), name="Alderman")
    assert found(here, "Alderman") == [made]
    here.told.seal(here.told.mission.by_the_cell(Erasure(made, ("name",))))
    assert found(here, "Alderman") == []
    assert found(here, "blocked") == [made]


# -- Two persons -----------------------------------------------------------------------------------------------------------


def test_what_one_person_lets_out_twice_is_not_out(here: Incidents) -> None:
    incident = here.opened()
    stated = here.casualties(incident)
    mission = here.told.mission
    for _ in range(2):
        here.release(incident, stated, ASTER)
    with mission.store.reading() as record:
        mission.sequencer.books.catch_up(record)
        held = incidents.on_record(record, mission.sequencer.books, incident)
    assert held is not None
    assert held.out_to(stated) == frozenset()


def test_an_act_that_says_nothing_of_a_speaker_is_still_one(here: Incidents) -> None:
    incident = here.opened()
    of = here.account(incident, speaker=account().speaker)
    said = claim("EXERCISE: it appears that it was blocked", act(ActCode.BLOCK, named("EXERCISE: a column")))
    here.claim(incident, of, replace(said, modality=Modality.APPEARS))
