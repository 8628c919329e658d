"""Can an operator lie about how a notice was told, and be believed? By whom is each lie seen, and what does a reader get?"""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO, TextIOWrapper
from pathlib import Path
from random import Random
from types import ModuleType
from zipfile import ZipFile

import pytest

from herald.acknowledgement.ladders import Channel
from herald.desk import stating
from herald.desk.audit.auditing import fsck
from herald.desk.audit.rebuilding import rebuild
from herald.desk.books import Books
from herald.desk.holding import shown
from herald.desk.witnessing import NotReconciled, reconciled
from herald.disclosure.bundle import Bundle, Piece, bundle
from herald.disclosure.viewer import CELL as BY_THE_CELL
from herald.disclosure.viewer import Viewer
from herald.formats import sealed
from herald.formats.mission.bundle import render
from herald.ports import Store
from herald.record import entry
from herald.record import sealed as envelopes
from herald.record.acts import Kind
from herald.record.facts import Seen
from herald.record.holding import held
from herald.record.telling import Lapse, Response
from herald.units import Instant
from tests.desk.attacks import Item
from tests.desk.attacks_telling import (
    ATTACKS,
    Attacking,
    Claims,
    Lie,
    Lines,
    answer_never_sealed,
    deliver_with_less_time,
    events,
    forge,
    given,
    lapse_under_another_deadline,
    played,
    root_in_a_partys_name,
    split_the_view,
    try_that_never_was,
)
from tests.desk.days import ANSWERED, LATE, SILENT, Day, Quorum, honest
from tests.desk.missions import CELL

ROOT = Path(__file__).resolve().parents[2]
RUNS = 4
DEEP = 1_000
A_DAY = 40
"""So many lies are told about one honest day."""


# -- What a reader gets --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Read:
    """What verify.py says of a bundle: of the entry, and of each claim, by addressee."""

    verdict: str
    lines: tuple[str, ...]
    claims: dict[str, Claims]


def judge(verifier: ModuleType, data: bytes, policy: str, folder: Path) -> Read:
    """What does verify.py say of this bundle, to one who trusts by this policy?"""
    (folder / "one.herald").write_bytes(data)
    (folder / "policy").write_text(policy)
    said = BytesIO()
    with redirect_stdout(TextIOWrapper(said, write_through=True)):
        verifier.main([str(folder / "one.herald"), "--trust", str(folder / "policy"), "--json"])
        found = json.loads(said.getvalue())
    claims = {each["to"]: {claim["claim"]: claim for claim in each["claims"]} for each in found["ladders"]}
    return Read(found["verdict"], tuple(f"{each['verdict']}: {each['text']}" for each in found["lines"]), claims)


def made(store: Store, of: int, viewer: Viewer, lie: Lie | None = None) -> bytes:
    """The bundle that this record gives of the notice, or that the operator makes of it by hand."""
    books = Books(sealed.read)
    with store.reading() as record:
        books.catch_up(record)
        found = bundle(stating.evidence(record, books, of), viewer, ["times"])
        if lie is not None and lie.borrowed is not None:
            other = bundle(stating.evidence(record, books, lie.borrowed), viewer, ["times"])
            found = replace(found, ladder=_by_index([*found.ladder, *_answers(other)]))
    return render(found if lie is None or lie.under is None else cosigned_by_hand(found, lie.under), b"", "")


def _answers(of: Bundle) -> Iterator[Piece]:
    yield from (piece for piece in of.ladder if piece.kind == "response")


def _by_index(of: list[Piece]) -> tuple[Piece, ...]:
    return tuple(sorted({piece.index: piece for piece in of}.values(), key=lambda piece: piece.index))


def cosigned_by_hand(of: Bundle, lines: Lines) -> Bundle:
    """With these lines under the checkpoint of every proof, the first that the quorum cosigned among them."""
    head, _, _ = of.entry.proof.rpartition(b"\n\n\xe2\x80\x94 ")
    text = head.rpartition(b"\n\n")[2].decode() + "\n"
    more = b"".join(dict.fromkeys(lines(text).values()))

    def seen(piece: Piece) -> Piece:
        proof = piece.proof + more
        return replace(piece, proof=proof, seen=Seen(Instant(0), proof))  # type: ignore[arg-type]  # its bytes are written

    return replace(
        of,
        entry=seen(of.entry),
        history=tuple(replace(piece, proof=piece.proof + more) for piece in of.history),
        ladder=tuple(seen(piece) for piece in of.ladder),
    )


# -- By whom it is seen --------------------------------------------------------------------------------------------------------

FSCK, WITNESS, RECONCILING, RECEIPT = "fsck --full", "a witness", "reconciling", "a receipt"
REFUTED, NO_QUORUM, NOT_BELIEVED = "verify.py: refuted", "verify.py: no quorum", "verify.py: not believed"
PAST = frozenset({RECONCILING, RECEIPT, NOT_BELIEVED})
SEEN_BY: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "seal_late": (frozenset({NOT_BELIEVED}), frozenset({FSCK})),
    "back_date_a_delivery": (frozenset(), frozenset({REFUTED, NOT_BELIEVED})),
    "back_date_a_try": (frozenset(), frozenset({REFUTED, NOT_BELIEVED})),
    "deliver_untried": (frozenset({NOT_BELIEVED}), frozenset()),
    "deliver_unseen": (frozenset(), frozenset({NO_QUORUM, NOT_BELIEVED})),
    "consign_by_a_stranger": (frozenset({FSCK}), frozenset({REFUTED, NOT_BELIEVED})),
    "receipt_by_the_cell": (frozenset(), frozenset({FSCK, REFUTED, NOT_BELIEVED})),
    "voice_as_signed": (frozenset({FSCK}), frozenset({REFUTED, NOT_BELIEVED})),
    "lapse_early": (frozenset(), frozenset({REFUTED, NOT_BELIEVED})),
    "lapse_under_another_deadline": (frozenset(), frozenset({REFUTED, NOT_BELIEVED})),
    "try_of_another_mission": (frozenset({FSCK}), frozenset({REFUTED, NOT_BELIEVED})),
    "cosignatures_of_before": (frozenset({FSCK, REFUTED}), frozenset()),
    "cosignatures_of_nobody": (frozenset({FSCK}), frozenset({REFUTED, NO_QUORUM})),
    "answer_to_another": (frozenset({REFUTED}), frozenset()),
    "drop_an_answer": (frozenset({RECEIPT}), frozenset({WITNESS, RECONCILING, NOT_BELIEVED})),
    "roll_back": (PAST, frozenset()),
    "restore_and_go_on": (PAST | {WITNESS}, frozenset()),
    "split_the_view": (frozenset({RECEIPT}), frozenset({WITNESS, RECONCILING, NO_QUORUM, NOT_BELIEVED})),
}
"""Who sees each of them every time, and of whom some see it, at least one each time unless somebody does anyway."""


def seen_by(day: Day, lie: Lie, read: Read, store: Store, asked: Quorum, *, whole: bool) -> frozenset[str]:
    """Who sees that something is wrong? The record's own check only if it is asked for: it takes longest."""
    found = set()
    if whole:
        rebuild(store, sealed.read)
        with store.reading() as record:
            found |= {FSCK for _ in fsck(record, sealed.read, full=True, processes=1)}
    if asked.refused:
        found.add(WITNESS)
    if lie.quorum is not None:
        found |= {name for name, sees in _SEES.items() if sees(day, store, asked)}
    if read.verdict == "refuted":
        found.add(REFUTED)
    elif read.verdict == "not provable":
        found.add(NO_QUORUM)
    elif not any(map(lie.told, read.claims.values())):
        found.add(NOT_BELIEVED)
    return frozenset(found)


def _not_reconciled(_day: Day, store: Store, asked: Quorum) -> bool:
    try:
        reconciled(store, asked.asked(), asked.copy())
    except NotReconciled:
        return True
    return False


def _receipt_accuses(day: Day, store: Store, _asked: Quorum) -> bool:
    with store.reading() as record:
        now, log = shown(record), day.mission.keys.log.verifier
        return any(held(receipt, now, log) for receipt in day.receipts.values())


_SEES: Mapping[str, Callable[[Day, Store, Quorum], bool]] = {RECONCILING: _not_reconciled, RECEIPT: _receipt_accuses}


def viewers(day: Day) -> tuple[Viewer, ...]:
    return BY_THE_CELL, Viewer(day.addressee), Viewer(day.filer)


@dataclass
class Court:
    """Where bundles are judged, and lies counted."""

    verifier: ModuleType
    folder: Path

    def read(self, store: Store, lie: Lie, viewer: Viewer, day: Day) -> Read:
        """What does this viewer's bundle say to one who trusts by the mission's policy?"""
        return judge(self.verifier, made(store, lie.of, viewer, lie), day.quorum.policy(), self.folder)

    def lied(self, day: Day, attacking: Attacking, random: Random, *, whole: bool) -> frozenset[str]:
        """One lie, told to whoever is its victim: by whom is it seen?"""
        lie = attacking(day, random)
        store, asked = played(day, lie)
        viewer = random.choice(viewers(day))
        read = self.read(store, lie, viewer, day)
        return seen_by(day, lie, read, store, asked, whole=whole)

    def counted(self, attacking: Attacking, random: Random, runs: int, of_a_day: int, whole: int) -> Counter[str]:
        """So many lies of a kind, about so many days: by whom were they seen? Each is, or this fails."""
        counts: Counter[str] = Counter()
        always, others = SEEN_BY[attacking.__name__]
        day = honest(random)
        for run in range(runs):
            if run and run % of_a_day == 0:
                day = honest(random)
            found = self.lied(day, attacking, random, whole=run % whole == 0)
            unasked = frozenset() if run % whole == 0 else {FSCK}
            assert always - unasked <= found <= always | others, (attacking.__name__, run, found)
            assert found or unasked & always, (attacking.__name__, run)
            counts.update(found)
        return counts


@pytest.fixture
def court(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Court:
    """What is read of an entry once is remembered: thousands of histories hold the same entries."""
    monkeypatch.setattr(entry, "read", lru_cache(10_000)(entry.read))
    monkeypatch.setattr(envelopes, "read", lru_cache(10_000)(envelopes.read))
    spec = importlib.util.spec_from_file_location("verify", ROOT / "verify.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return Court(module, tmp_path)


each_attack = pytest.mark.parametrize("attacking", ATTACKS, ids=lambda attacking: attacking.__name__)


@each_attack
def test_no_lie_of_an_operator_about_how_it_was_told_goes_unseen(court: Court, attacking: Attacking, seed: int) -> None:
    court.counted(attacking, Random(f"{attacking.__name__} {seed}"), RUNS, RUNS, whole=2)


@pytest.mark.deep
@each_attack
def test_none_of_a_thousand_lies_of_an_operator_goes_unseen_and_the_run_says_by_whom_they_are_seen(
    court: Court, attacking: Attacking, seed: int, judged: Callable[[str, int], None]
) -> None:
    counts = court.counted(attacking, Random(f"{attacking.__name__} {seed}"), DEEP, A_DAY, whole=10)
    for who, count in sorted(counts.items()):
        judged(f"{attacking.__name__.replace('_', ' ')}: {who}", count)


# -- What rests on the cell's word alone -----------------------------------------------------------------------------------------


def said_to(court: Court, day: Day, attacking: Attacking, seed: int) -> tuple[Lie, dict[str, Claims]]:
    """A lie that nobody can see, and what its bundles say to the cell, the addressee and the filer."""
    lie = attacking(day, Random(seed))
    store, asked = played(day, lie)
    assert not asked.refused
    names = ("cell", "addressee", "filer")
    reads = {name: court.read(store, lie, viewer, day) for name, viewer in zip(names, viewers(day), strict=True)}
    assert {read.verdict for read in reads.values()} == {"proved"}
    return lie, {name: read.claims[day.addressee] for name, read in reads.items()}


def test_that_a_try_was_made_is_the_word_of_the_cell_and_only_when_the_log_held_it_is_that_of_the_witnesses(
    court: Court, seed: int
) -> None:
    """The machine that says to have tried is the cell's: what the quorum vouches for is since when that was sealed."""
    day = honest(Random(seed))
    _, claims = said_to(court, day, try_that_never_was, seed)
    assert claims["addressee"]["never-given"]["verdict"] == "not provable"  # its own bundle has none of the tries
    assert claims["addressee"]["told-before"]["verdict"] == "not provable"
    assert claims["cell"]["never-given"]["words"].startswith("available from")
    assert {claims["cell"][name]["verdict"] for name in ("never-seen", "never-answered")} == {"not provable"}


def test_the_verdict_says_whose_word_it_is_that_a_try_was_made(court: Court, seed: int) -> None:
    _, claims = said_to(court, honest(Random(seed)), try_that_never_was, seed)
    assert "the cell" in str(claims["cell"]["never-given"]["words"])


def test_a_filer_sees_in_its_own_bundle_that_a_channel_was_not_tried(court: Court, seed: int) -> None:
    random = Random(seed)
    day = next(day for day in (honest(random) for _ in range(20)) if len(forge(day, random, Kind.ATTEMPT).ways) > 1)
    at = forge(day, random, Kind.ATTEMPT)
    of = day.of[SILENT]
    at.try_(of, at.to, channels=[Channel.DROP])
    at.ask()
    at.deliver(of)
    at.ask()
    lie = Lie(at.events, of, given)
    store, _ = played(day, lie)
    read = court.read(store, lie, Viewer(day.filer), day)
    assert not given(read.claims[day.addressee])


def test_silence_at_another_deadline_than_the_delivery_names_shows_nothing(court: Court, seed: int) -> None:
    lie, claims = said_to(court, honest(Random(seed)), lapse_under_another_deadline, seed)
    assert not lie.told(claims["cell"])


def test_a_deadline_is_named_so_that_it_can_be_held_against_the_clause(court: Court, seed: int) -> None:
    """By when an answer was due the cell's machine works out: the verdict says until when none had come, to the microsecond."""
    day = honest(Random(seed))
    lie, claims = said_to(court, day, deliver_with_less_time, seed)
    (due,) = {
        event.statement.act.due_us
        for event in lie.events
        if isinstance(event, Item) and isinstance(event.statement.act, Lapse) and event.statement.act.of == lie.of
    }
    assert due != day.due[lie.of]
    for said in claims.values():
        assert court.verifier.readable(int(due)) in str(said["never-answered"]["words"])


def test_an_answer_that_the_cell_did_not_seal_is_late_when_it_is_handed_in_again(court: Court, seed: int) -> None:
    """Without a receipt nothing shows that it was sent. What can be shown is that it came, and that `late` is the cell's clock."""
    day = honest(Random(seed))
    _, claims = said_to(court, day, answer_never_sealed, seed)
    for said in claims.values():
        assert said["we-answered"]["verdict"] == "proved"
        assert "by the cell's clock, late" in str(said["never-answered"]["words"])


def test_a_root_that_the_cell_admits_in_a_partys_name_shows_in_the_bundle(court: Court, seed: int) -> None:
    """Who introduces keys can introduce false ones. That it did stands in the party's own chain, with an index and a time."""
    day = honest(Random(seed))
    lie = root_in_a_partys_name(day, Random(seed))
    store, _ = played(day, lie)
    with ZipFile(BytesIO(made(store, lie.of, BY_THE_CELL))) as archive:
        notes = [archive.read(name) for name in archive.namelist() if name.endswith("/note")]
    cells = f'"party":"{CELL}"'.encode()
    revoked = [one for one in notes if b'"kind":"revocation"' in one and cells in one]
    admitted = [one for one in notes if b'"role":"root"' in one and f'"holder":"{day.addressee}"'.encode() in one]
    assert (len(revoked), len(admitted)) == (1, 2)


def test_two_witnesses_of_whom_one_is_enough_can_each_be_shown_another_log_and_the_two_bundles_accuse_it(
    court: Court, seed: int
) -> None:
    """A quorum that can be met twice apart sees no split: whoever puts two bundles beside each other does."""
    random = Random(seed)
    day = honest(random)
    lie = split_the_view(day, random)
    store, _ = played(day, lie)
    with store.reading() as record, day.store.reading() as other:
        signed, log = shown(record).checkpoint, day.mission.keys.log.verifier
        assert signed is not None
        assert held(signed, shown(other), log)


# -- Nobody else is accused ----------------------------------------------------------------------------------------------------


def honest_in_every_eye(court: Court, random: Random) -> int:
    """How many bundles did an honest day give, none of which says anything that was not so?"""
    day = honest(random)
    with day.store.reading() as record:
        assert fsck(record, sealed.read, full=True, processes=1) == ()
        now, log = shown(record), day.mission.keys.log.verifier
        assert [held(receipt, now, log) for receipt in day.receipts.values() if held(receipt, now, log)] == []
    assert day.quorum.refused == []
    assert reconciled(day.store, day.quorum.asked(), day.quorum.copy()).apart == ()
    again, asked = played(day, Lie(events(day), day.of[SILENT], lambda _claims: False))
    assert asked.refused == []
    with day.store.reading() as record:
        acts = [record.sealed(index).entry().statement.act for index in record.of_kind(Kind.RESPONSE)]
    noted = {act.of for act in acts if isinstance(act, Response)}
    count = 0
    for store in (day.store, again):
        for name, of in day.of.items():
            for viewer in viewers(day):
                read = judge(court.verifier, made(store, of, viewer), day.quorum.policy(), court.folder)
                assert read.verdict == "proved", read.lines
                claims = read.claims[day.addressee]
                said = claims["never-answered"]["verdict"], claims["we-answered"]["verdict"]
                expected = (HONESTLY[name][0], "proved") if of in noted else HONESTLY[name]
                assert said == expected, (name, viewer, claims)
                count += 1
    return count


HONESTLY = {
    ANSWERED: ("refuted", "proved"),
    SILENT: ("proved", "refuted"),
    LATE: ("proved", "proved"),
}
"""What is shown of `They never answered.` and `We answered.` of each of the three notices of a day?"""


def test_an_honest_day_is_accused_by_nobody_and_its_bundles_say_what_was_so(court: Court, seed: int) -> None:
    assert honest_in_every_eye(court, Random(seed)) == 18


@pytest.mark.deep
def test_honest_days_are_accused_by_nobody_whatever_order_things_came_in(
    court: Court, seed: int, judged: Callable[[str, int], None]
) -> None:
    random = Random(seed)
    judged("honest bundles, none accused", sum(honest_in_every_eye(court, random) for _ in range(60)))
