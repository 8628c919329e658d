"""From sealed entries to verdicts: a notice is told in a real record, and what either side may hand on is weighed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest

from herald.acknowledgement.claims import Claim, Verdict
from herald.acknowledgement.ladders import Answer, Channel, Manner, Step
from herald.acknowledgement.ladders import Delivery as Rung
from herald.acknowledgement.verdicts import Judged
from herald.agreement.model import Delivered as Measure
from herald.desk import stating
from herald.disclosure.bundle import BY_DEFAULT, Bundle, Withheld, bundle, whole
from herald.disclosure.ladder import LadderShown, Level, cases, ladder
from herald.disclosure.viewer import CELL, Viewer
from herald.formats.mission import documents, words
from herald.record.acts import Kind
from herald.record.telling import Channels, Gap
from herald.store.memory import MemoryStore
from herald.tlog import policy, proof, tree
from herald.tlog.policy import Trusted
from herald.units import DAY, HOUR, MINUTE, SECOND, PartyId
from tests.desk.missions import ASTER, BIRCH, Exercise, cancel, instead, key, movement
from tests.desk.quorum import cosign, under
from tests.desk.quorum import policy as text_of
from tests.desk.telling import RELIEF, TOLD, Told

PROVED, REFUTED, OPEN = Verdict.PROVED, Verdict.REFUTED, Verdict.NOT_PROVABLE
COLUMN = replace(movement("column", ASTER), kept={"recipients": ["birch"]})


class Scene:
    """Aster files a column, of which Birch is told; two of three witnesses are asked for."""

    def __init__(self, *, quorum: bool = True) -> None:
        self.e = Exercise(MemoryStore()).begun(TOLD)
        self.told = Told(self.e)
        self.told.node(BIRCH)
        self.told.officer()
        self.e.party(ASTER)
        if quorum:
            under(self.e, text_of(self.e))
        self.of = self.e.filed(COLUMN).receipt.sealed.index

    def machine(self, act: object) -> int:
        return self.told.seal(self.told.by_machine(act))  # type: ignore[arg-type]  # an act

    def birch(self, act: object, **values: object) -> int:
        return self.told.seal(self.told.by_person(BIRCH, act, values))  # type: ignore[arg-type]  # an act

    def seen(self) -> None:
        """A minute later the quorum cosigns."""
        self.e.clock.move(MINUTE)
        cosign(self.e, 1, 2)

    def available(self, *, counts: bool = True) -> int:
        """Tried, cosigned, and counted as available a minute after that."""
        self.machine(self.told.attempt(self.of, BIRCH))
        self.seen()
        self.e.clock.move(MINUTE)
        return self.machine(self.told.delivery(self.of, BIRCH, counts=counts))

    def bundle(self, party: PartyId | None = None, reveal: Collection[str] | None = BY_DEFAULT) -> Bundle:
        with self.e.store.reading() as record:
            self.e.sequencer.books.catch_up(record)
            evidence = stating.evidence(record, self.e.sequencer.books, self.of)
        viewer = CELL if party is None else Viewer(party)
        return whole(evidence, viewer) if reveal is None else bundle(evidence, viewer, reveal)

    def judged(self, claim: Claim, party: PartyId | None = None) -> Judged:
        shown = ladder(self.bundle(party, None))
        assert shown is not None
        return next(each for each in shown.each[0].claims if each.claim is claim)

    def shown(self, party: PartyId | None = None) -> LadderShown:
        found = ladder(self.bundle(party, None), CELL if party is None else Viewer(party))
        assert found is not None
        return found


def verdict(scene: Scene, claim: Claim, party: PartyId | None = None) -> tuple[Verdict, int | None]:
    found = scene.judged(claim, party)
    return found.verdict, found.entry


# -- Verdicts -------------------------------------------------------------------------------------------------------------------


def test_a_notice_that_nobody_was_told_of_proves_that_it_was_filed_and_nothing_else() -> None:
    scene = Scene()
    assert verdict(scene, Claim.NOT_OURS) == (REFUTED, scene.of)
    assert verdict(scene, Claim.WRITTEN_LATER) == (OPEN, scene.of)
    scene.seen()
    assert verdict(scene, Claim.WRITTEN_LATER) == (REFUTED, scene.of)
    for claim in [*Claim][2:]:
        assert verdict(scene, claim) == (OPEN, None), claim


def test_available_is_refuted_only_when_the_notice_and_the_try_were_seen_and_not_from_before() -> None:
    scene = Scene()
    delivered = scene.available()
    assert verdict(scene, Claim.NEVER_GIVEN) == (REFUTED, delivered)
    assert verdict(scene, Claim.TOLD_BEFORE) == (PROVED, delivered)
    unseen = Scene(quorum=False)
    delivered = unseen.available()
    assert verdict(unseen, Claim.NEVER_GIVEN) == (OPEN, delivered)
    assert verdict(unseen, Claim.TOLD_BEFORE) == (OPEN, delivered)
    early = Scene()
    early.machine(early.told.attempt(early.of, BIRCH))
    counted = early.machine(early.told.delivery(early.of, BIRCH))
    assert verdict(early, Claim.NEVER_GIVEN) == (OPEN, counted)
    early.seen()
    assert "before any witness saw it" in early.judged(Claim.NEVER_GIVEN).words


def test_a_channel_that_the_addressee_named_and_nobody_tried_is_missed() -> None:
    scene = Scene()
    scene.birch(Channels((Channel.DROP, Channel.MIRROR)), addresses={"mirror": "http://127.0.0.1:9"})
    scene.available()
    assert scene.judged(Claim.NEVER_GIVEN).verdict is OPEN
    assert "tried first" in scene.judged(Claim.NEVER_GIVEN).words
    other = Scene()
    other.birch(Channels((Channel.DROP, Channel.MIRROR)), addresses={"mirror": "http://127.0.0.1:9"})
    other.machine(other.told.attempt(other.of, BIRCH, channel=Channel.MIRROR))
    assert verdict(other, Claim.NEVER_GIVEN)[0] is OPEN
    delivered = other.available()
    assert verdict(other, Claim.NEVER_GIVEN) == (REFUTED, delivered)


def test_what_the_addressees_machine_says_counts_for_and_against_it() -> None:
    scene = Scene()
    scene.available()
    gap = scene.told.seal(scene.told.by_node(BIRCH, Gap(1, scene.of + 1)))
    assert verdict(scene, Claim.NEVER_GIVEN) == (OPEN, gap)
    assert verdict(scene, Claim.TOLD_BEFORE) == (OPEN, None)
    held = scene.told.seal(scene.told.by_node(BIRCH, scene.told.consignment(scene.of)))
    assert verdict(scene, Claim.NEVER_GIVEN) == (REFUTED, held)
    assert verdict(scene, Claim.NEVER_SEEN) == (OPEN, None)
    scene.seen()
    assert verdict(scene, Claim.TOLD_BEFORE) == (PROVED, held)


def test_being_available_is_not_enough_where_the_clause_asks_for_more() -> None:
    scene = Scene()
    delivered = scene.available(counts=False)
    assert verdict(scene, Claim.NEVER_GIVEN) == (OPEN, delivered)
    assert verdict(scene, Claim.TOLD_BEFORE) == (OPEN, None)


def test_a_receipt_by_voice_is_its_recorders_word_and_a_signed_one_the_addressees() -> None:
    scene = Scene()
    voice = scene.told.seal(
        scene.told.by_officer(scene.told.receipt(scene.of, BIRCH, Manner.VOICE), {"account": "EXERCISE: duty officer"})
    )
    assert verdict(scene, Claim.NEVER_SEEN) == verdict(scene, Claim.NEVER_GIVEN) == (OPEN, voice)
    signed = scene.birch(scene.told.receipt(scene.of, BIRCH))
    assert verdict(scene, Claim.NEVER_SEEN) == verdict(scene, Claim.NEVER_GIVEN) == (REFUTED, signed)


def test_silence_and_answers() -> None:
    scene = Scene()
    scene.available()
    scene.birch(scene.told.response(scene.of, Answer.NOTED), reason="")
    assert verdict(scene, Claim.NEVER_ANSWERED)[0] is OPEN
    due = scene.e.clock() + 6 * HOUR
    scene.e.clock.move(6 * HOUR + SECOND)
    lapse = scene.machine(scene.told.lapse(scene.of, due, BIRCH))  # type: ignore[arg-type]  # an instant
    assert verdict(scene, Claim.NEVER_ANSWERED) == (OPEN, lapse)
    scene.seen()
    assert verdict(scene, Claim.NEVER_ANSWERED) == (PROVED, lapse)
    assert verdict(scene, Claim.WE_ANSWERED) == (PROVED, lapse - 1)
    late = scene.birch(scene.told.response(scene.of, Answer.OBJECTION), reason="EXERCISE: the road is ours")
    assert verdict(scene, Claim.NEVER_ANSWERED) == (PROVED, lapse)
    assert f"came late, in entry {late}" in scene.judged(Claim.NEVER_ANSWERED).words


def test_an_objection_in_time_is_an_answer() -> None:
    scene = Scene()
    scene.available()
    objection = scene.birch(scene.told.response(scene.of, Answer.OBJECTION), reason="EXERCISE: the road is closed")
    assert verdict(scene, Claim.NEVER_ANSWERED) == (REFUTED, objection)
    assert verdict(scene, Claim.WE_ANSWERED) == (PROVED, objection)


def test_units_are_told_apart_by_those_who_may_know_their_names() -> None:
    scene = Scene()
    scene.birch(scene.told.spreading(scene.of), unit="north post")
    scene.birch(scene.told.spreading(scene.of), unit="south post")
    one = scene.birch(scene.told.spreading(scene.of, Step.CONFIRMED), unit="north post")
    for eyes in (None, BIRCH):
        assert verdict(scene, Claim.UNIT_NOT_TOLD, eyes) == (OPEN, one)
        assert "1 of 2 units" in scene.judged(Claim.UNIT_NOT_TOLD, eyes).words
    both = scene.birch(scene.told.spreading(scene.of, Step.CONFIRMED), unit="south post")
    assert verdict(scene, Claim.UNIT_NOT_TOLD, BIRCH) == (REFUTED, both)
    assert verdict(scene, Claim.UNIT_NOT_TOLD, ASTER) == (OPEN, both)
    assert "is not revealed" in scene.judged(Claim.UNIT_NOT_TOLD, ASTER).words


@pytest.mark.parametrize("end", ["cancel", "replace"])
def test_a_notice_that_was_withdrawn_is_shown_so_by_the_ids_of_both(end: str) -> None:
    scene = Scene()
    later = instead(COLUMN, movement("later", ASTER)) if end == "replace" else cancel("gone", COLUMN)
    index = scene.e.filed(later).receipt.sealed.index
    assert verdict(scene, Claim.WITHDRAWN) == (PROVED, index)
    bare = cases(scene.bundle(ASTER))[0].pieces[-1].what
    shown = cases(scene.bundle(ASTER, ["id"]))[0].pieces[-1].what
    assert (bare.shown, shown.shown) == (False, True)  # type: ignore[union-attr]  # a successor
    piece = scene.bundle(ASTER, ["id", "route"]).ladder[-1]
    assert (piece.index, set(piece.fields)) == (index, {"replaces"})


def test_a_notice_that_the_cell_entered_is_its_partys_only_if_that_says_so() -> None:
    scene = Scene()
    scene.of = scene.told.seal(scene.told.entered(movement("convoy", RELIEF, lon=-24.6)))
    assert verdict(scene, Claim.NOT_OURS) == (OPEN, scene.of)
    disowned = scene.told.seal(scene.told.by_person(RELIEF, scene.told.confirmation(scene.of, stands=False)))
    assert verdict(scene, Claim.NOT_OURS) == (OPEN, disowned)
    assert {each.filer for each in cases(scene.bundle())} == {RELIEF}
    confirmed = scene.told.seal(scene.told.by_person(RELIEF, scene.told.confirmation(scene.of)))
    for eyes in (None, RELIEF, ASTER, BIRCH):
        assert verdict(scene, Claim.NOT_OURS, eyes) == (REFUTED, confirmed)


# -- What a bundle carries --------------------------------------------------------------------------------------------------------


def whole_day(*, quorum: bool = True) -> Scene:
    """Everything that can be sealed of it: two addressees, one of whom is silent."""
    scene = Scene(quorum=quorum)
    scene.of = scene.e.filed(movement("for all", ASTER)).receipt.sealed.index
    told, e = scene.told, scene.e
    scene.birch(Channels((Channel.DROP,)), addresses={})
    scene.machine(told.attempt(scene.of, BIRCH, RELIEF))
    scene.seen()
    delivered = told.delivery(scene.of, BIRCH, RELIEF)
    scene.machine(delivered)
    told.seal(told.by_node(BIRCH, told.consignment(scene.of)))
    scene.machine(told.delivery(scene.of, BIRCH, by=Measure.CONSIGNED, due=None, counts=False))
    with e.store.reading() as record:
        number = next(link.seq for link in record.sealed(scene.of).routing().to if link.party == BIRCH)
    told.seal(told.by_node(BIRCH, Gap(number, scene.of + 1)))
    told.seal(told.by_node(BIRCH, Gap(number - 1, scene.of + 1)))
    scene.birch(told.receipt(scene.of, BIRCH))
    told.seal(told.by_officer(told.receipt(scene.of, RELIEF, Manner.VOICE), {"account": "EXERCISE: duty officer"}))
    scene.birch(told.spreading(scene.of), unit="EXERCISE: north post")
    scene.birch(told.response(scene.of), reason="EXERCISE: the reason")
    due = delivered.to[0].due[0].at_us
    e.clock.now = due  # type: ignore[assignment]  # an instant
    e.clock.move(SECOND)
    scene.machine(told.lapse(scene.of, due, RELIEF))
    told.seal(told.by_person(ASTER, told.outcome(scene.of), {"place": "EXERCISE: a bridge", "words": "EXERCISE: held"}))
    e.filed(cancel("gone", movement("for all", ASTER)))
    return scene


OF_THE_CELL = [
    Kind.POLICY,
    Kind.CHANNELS,
    Kind.ATTEMPT,
    Kind.DELIVERY,
    Kind.CONSIGNMENT,
    Kind.DELIVERY,
    Kind.GAP,
    Kind.RECEIPT,
    Kind.RECEIPT,
    Kind.SPREAD,
    Kind.RESPONSE,
    Kind.LAPSE,
    Kind.OUTCOME,
    Kind.NOTICE,
]


def kinds(of: Bundle) -> list[Kind]:
    return [piece.kind for piece in of.ladder]


def test_the_cell_may_hand_on_the_whole_ladder_and_each_party_what_it_signed_or_was_addressed() -> None:
    scene = whole_day()
    assert kinds(scene.bundle()) == OF_THE_CELL
    assert kinds(scene.bundle(ASTER)) == OF_THE_CELL
    birch = [each for each in OF_THE_CELL if each not in (Kind.ATTEMPT, Kind.LAPSE)]
    birch.remove(Kind.RECEIPT)
    assert kinds(scene.bundle(BIRCH)) == birch
    relief = [Kind.POLICY, Kind.DELIVERY, Kind.LAPSE, Kind.OUTCOME, Kind.NOTICE]
    assert kinds(scene.bundle(RELIEF)) == relief


def test_the_bundle_has_no_ladder_of_another_notice() -> None:
    scene = whole_day()
    scene.of = next(index for index in range(99) if is_notice(scene, index))
    assert kinds(scene.bundle()) == [Kind.POLICY, Kind.GAP]


def is_notice(scene: Scene, index: int) -> bool:
    with scene.e.store.reading() as record:
        return record.filed_at(index) is not None


@pytest.mark.parametrize(
    ("eyes", "name", "fields"),
    [
        (None, "reason", {"reason"}),
        (ASTER, "reason", {"reason"}),
        (BIRCH, "reason", {"reason"}),
        (RELIEF, "reason", None),
        (None, "outcome", {"place", "words"}),
        (RELIEF, "outcome", {"place", "words"}),
        (None, "unit", {"unit"}),
        (BIRCH, "unit", {"unit"}),
        (ASTER, "unit", None),
        (None, "account", {"account"}),
        (ASTER, "account", None),
        (BIRCH, "account", None),
        (BIRCH, "addresses", None),
    ],
)
def test_fields_of_the_ladder_are_revealed_by_those_who_may_and_only_where_asked_for(
    eyes: PartyId | None, name: str, fields: set[str] | None
) -> None:
    scene = whole_day()
    assert {field for piece in scene.bundle(eyes).ladder for field in piece.fields} == set()
    if fields is None:
        with pytest.raises(Withheld, match=name):
            scene.bundle(eyes, [name])
        return
    assert {field for piece in scene.bundle(eyes, [name]).ladder for field in piece.fields} == fields


def test_all_proofs_are_under_one_checkpoint_that_the_quorum_cosigned_once_it_holds_everything() -> None:
    scene = whole_day()
    trust = policy.read(text_of(scene.e).encode())
    for settled in (False, True):
        made = scene.bundle()
        found = [proof.read(piece.proof) for piece in (made.entry, *made.history, *made.ladder)]
        assert len({bytes(each.checkpoint) for each in found}) == 1
        for each, piece in zip(found, (made.entry, *made.history, *made.ladder), strict=True):
            leaf = tree.leaf_hash(leaf_of(scene, piece.index))
            assert isinstance(proof.verify(each, leaf, trust), Trusted) is settled
        scene.seen()
    scene.e.filed(movement("later", BIRCH, lon=-24.2))
    made = scene.bundle()
    assert all(
        isinstance(proof.verify(proof.read(each.proof), tree.leaf_hash(leaf_of(scene, each.index)), trust), Trusted)
        for each in made.ladder
    )


def leaf_of(scene: Scene, index: int) -> bytes:
    with scene.e.store.reading() as record:
        return record.sealed(index).leaf


def test_each_piece_is_shown_under_the_first_checkpoint_that_the_quorum_cosigned() -> None:
    scene = whole_day()
    scene.seen()
    scene.e.clock.move(DAY)
    scene.e.filed(movement("later", BIRCH, lon=-24.2))
    scene.seen()
    made, trust = scene.bundle(), policy.read(text_of(scene.e).encode())
    for piece in (made.entry, *made.ladder):
        assert piece.seen is not None
        judged = proof.verify(piece.seen.proof, tree.leaf_hash(leaf_of(scene, piece.index)), trust)
        assert isinstance(judged, Trusted)
        assert trust.met_at({each.name: at for each, at in judged.cosigned}) == piece.seen.at // SECOND
    sizes = {piece.seen.proof.checkpoint.text.split("\n")[1] for piece in made.ladder if piece.seen is not None}
    assert len(sizes) == 2
    assert all(piece.seen is None for piece in made.history)


def test_keys_go_with_a_bundle_as_far_as_its_own_pieces_need_them() -> None:
    scene = whole_day()
    scene.told.seal(scene.e.admitting(scene.e.party(BIRCH), key(scene.e.lots)))
    made = {eyes: {piece.index for piece in scene.bundle(eyes).history} for eyes in (None, ASTER, BIRCH, RELIEF)}
    assert made[RELIEF] < made[BIRCH] <= made[None]
    with scene.e.store.reading() as record:
        last = record.about_keys(BIRCH)[-1]
    assert all(last not in each for each in made.values())


# -- Words ------------------------------------------------------------------------------------------------------------------------


def test_the_rungs_and_the_level_of_the_receipt_are_told_for_each_addressee() -> None:
    scene = whole_day()
    scene.seen()
    shown = scene.shown()
    birch, relief = shown.each
    assert (birch.party, relief.party) == (BIRCH, RELIEF)
    assert (birch.stands.delivery, relief.stands.delivery) == (Rung.CONSIGNED, Rung.AVAILABLE)
    assert (shown.level(birch), shown.level(relief)) == (Level.HELD, Level.COSIGNED)
    assert [each.party for each in scene.shown(BIRCH).each] == [BIRCH]
    assert [each.party for each in scene.shown(ASTER).each] == [BIRCH, RELIEF]
    unseen = whole_day(quorum=False).shown()
    assert unseen.level(unseen.each[0]) is Level.SIGNED


def test_the_words_name_each_claim_with_its_verdict_and_whose_signature_is_missing() -> None:
    scene = whole_day()
    scene.seen()
    told = words.ladder(scene.shown())
    assert "EXERCISE" in told.splitlines()[0]
    assert "not confirmed forward" in told
    assert '"We were never given it." (birch): refuted' in told
    assert '"They never answered." (aster): proved' in told
    assert "missing is the signature for L3 of the machine of cedar-relief" in told
    assert "a warning by another channel would not be in it." in told
    assert told.endswith("voluntary; does not create or remove legal protection; not a guarantee\n")
    document = documents.ladder(scene.shown())
    assert isinstance(document, dict)
    assert [each["to"] for each in document["ladders"]] == ["birch", "cedar-relief"]
    assert set(document["ladders"][0]["claims"][0]) == {"claim", "said", "by", "verdict", "entry", "missing", "words"}


def test_the_preview_says_which_pieces_of_the_ladder_go_with_it() -> None:
    told = words.preview(whole_day().bundle(BIRCH, ["times", "reason"]))
    assert "Of how it was told it holds 11 pieces, with reason: 1 policy, 1 channels, 2 delivery" in told
    assert words.preview(Scene(quorum=False).bundle()).count("\n") == 3
