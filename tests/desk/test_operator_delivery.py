"""Can an operator keep back from an addressee what was addressed to it, or show it another log, and nobody notice?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import pytest

from herald.acknowledgement.ladders import Channel
from herald.desk.delivering import delivered
from herald.desk.witnessing import NotReconciled
from herald.record import tally
from herald.record.holding import held
from herald.record.parcel import Parcel
from herald.store.memory import MemoryStore
from herald.tlog import checkpoint, note
from herald.units import PartyId
from tests.desk.attacks import ATTACKS, Attacking, Honest, honest, roll_back, size
from tests.desk.attacks_delivery import (
    BRINGINGS,
    Bringing,
    is_signed,
    lied,
    mirror,
    numbered,
    parcel,
    sealed_by,
    shown,
    true_parcel,
)
from tests.desk.mirrors import Addressee, Straight
from tests.desk.missions import ASTER, BIRCH

SLICE = 20
DEEP = 1_000
A_MISSION = 50
"""So many attacks of the long run are on one and the same mission."""

Judged = Callable[[Honest, Random], None]


@pytest.fixture(scope="module")
def was() -> Honest:
    return honest(MemoryStore(), Random(20200825))


def some_size(was: Honest, random: Random) -> int:
    """A size at which a checkpoint was signed."""
    return random.choice([each for each in was.sizes if each > 3])


def to_whom(random: Random) -> PartyId:
    return random.choice((ASTER, BIRCH))


def is_quiet(of: Addressee) -> bool:
    return not of.told and not of.codes


# -- Kept back, or altered -----------------------------------------------------------------------------------------------------


def brought(bringing: Bringing) -> Judged:
    def judged(was: Honest, random: Random) -> None:
        """A gap for just what did not come, signed, and no cosignature; filled, all is well."""
        party = to_whom(random)
        whole = true_parcel(was, party)
        attack = bringing(was, whole, random)
        with mirror(was, party) as made:
            answer = made.took(attack.parcel)
            assert (answer.refused, answer.cosignature) == (None, None)
            missing = {line.seq for line in made.store.numbered(made.origin) if line.body is None}
            assert missing == attack.lacking
            assert answer.held == min(attack.lacking) - 1
            assert len(made.told) == len(attack.lacking)
            assert made.codes == []
            filled = made.took(whole)
            assert (filled.held, filled.cosignature is not None) == (len(whole.bodies), True)

    judged.__name__ = bringing.__name__
    return judged


def lies_about_the_last(was: Honest, random: Random) -> None:
    """With a false tally nothing shows at once. Any receipt of what was kept back shows it, and so does the next parcel."""
    party = to_whom(random)
    at = some_size(was, random)
    early = true_parcel(was, party, at)
    if not early.bodies:
        return lies_about_the_last(was, random)
    kept = random.randrange(len(early.bodies))
    lie = lied(was, early, kept)
    keys = was.keys
    with mirror(was, party) as made:
        assert made.took(lie).cosignature is not None
        back = {each.index for each in numbered(early)[kept:]}
        for receipt in random.sample(was.receipts, 4):
            found = tally.contradicts(lie.tally, receipt, keys.node.verifier, keys.log.verifier)
            assert (found is not None) is (receipt.sealed.index in back)
        later = true_parcel(was, party, None, random.choice((0, at)))
        made.took(later)
        assert set(made.codes) == {"tally"}
        (_, first), *_ = made.store.accusations()
        assert first.index in back
        assert all(is_signed(was, each) for each in first.evidence)
    return None


def replays_an_old_parcel(was: Honest, random: Random) -> None:
    """It changes nothing, is not cosigned, and is no contradiction either; what is new then comes as if nothing had been."""
    party, at = to_whom(random), some_size(was, random)
    old, new = true_parcel(was, party, at), true_parcel(was, party)
    with mirror(was, party) as made:
        made.took(old)
        first = made.took(new)
        held_before = made.store.numbered(made.origin)
        again = made.took(old)
        assert (again.size, again.held, again.refused) == (first.size, first.held, None)
        assert again.cosignature is None or at == new.size
        assert made.store.numbered(made.origin) == held_before
        assert is_quiet(made)
        assert made.took(new).cosignature is not None


# -- Another log ---------------------------------------------------------------------------------------------------------------


def rewritten(attacking: Attacking) -> Judged:
    def judged(was: Honest, random: Random) -> None:
        """Refused with both signed checkpoints by a mirror that had seen what was changed; and the cell is told before it seals."""
        party, at = to_whom(random), some_size(was, random)
        attack = attacking(was, random)
        other = sealed_by(was, attack)
        with mirror(was, party) as made:
            made.took(true_parcel(was, party, at))
            assert is_quiet(made)
            now = len(attack.items)
            since = random.choice([0, min(at, now)])
            told_first = told_before_it_seals(was, other, made)
            answer = made.took(parcel(was, other, party, since))
            if at <= attack.first:
                assert (answer.refused, told_first) == (None, False)
                assert made.codes == []
                return
            assert told_first
            rolled_back = now <= attack.first  # nothing came in the place of what was cut off
            assert (answer.refused is None) is rolled_back, (answer.refused, at, now, attack.first)
            assert bool(made.codes) is not rolled_back
            for _, accusation in made.store.accusations():
                assert len(accusation.evidence) == 2
                assert all(is_signed(was, each) for each in accusation.evidence)

    judged.__name__ = f"rewritten by {attacking.__name__}"
    return judged


def told_before_it_seals(was: Honest, store: object, made: Addressee) -> bool:
    """Does the cell with this record find out from the mirror, before it brings anything, that its log is another one?"""
    from herald.desk.books import Books
    from herald.formats import sealed

    with store.reading() as record:  # type: ignore[attr-defined]  # a store
        books = Books(sealed.read)
        books.catch_up(record)
        carrier = Straight(made)
        try:
            delivered(record, books, made.whose.party, {Channel.DROP: _Asking(carrier)}, node=was.keys.node)
        except NotReconciled:
            assert carrier.brought == []
            return True
    return False


class _Asking(Straight):
    """It asks how far the mirror is, and brings nothing."""

    def __init__(self, of: Straight) -> None:
        super().__init__(of.to, of.brought)

    def deliver(self, goods: object) -> bytes | None:
        return None


def splits_the_view_of_two_mirrors(was: Honest, random: Random) -> None:
    """Each fits itself; held against each other, the two checkpoints are the evidence."""
    one, other = roll_back(was, random), roll_back(was, random)
    stores = [sealed_by(was, each) for each in (one, other)]
    pairs = zip(one.items, other.items, strict=False)
    parted = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one.items), len(other.items)))
    with mirror(was, ASTER) as asters, mirror(was, BIRCH) as birchs:
        for made, store in zip((asters, birchs), stores, strict=True):
            assert made.took(parcel(was, store, made.whose.party)).cosignature is not None
            assert is_quiet(made)
        kept = asters.store.held(asters.origin, ASTER).checkpoint
        assert kept is not None
        found = held(kept, shown(birchs), was.keys.log.verifier)
        sizes = [len(each.items) for each in (one, other)]
        assert bool(found) is (sizes[0] > parted), (sizes, parted)


def drops_what_it_receipted(was: Honest, random: Random) -> None:
    """A mirror that saw only the log without it: whoever holds the receipt, held against what the mirror shows, proves it."""
    from tests.desk.attacks import drop

    attack = drop(was, random)
    with mirror(was, BIRCH) as made:
        made.took(parcel(was, sealed_by(was, attack), BIRCH))
        assert is_quiet(made)
        for receipt in random.sample(was.receipts, 4):
            seen = held(receipt, shown(made), was.keys.log.verifier)
            assert bool(seen) is (size(receipt.proof.checkpoint) > attack.first)


ALL: tuple[Judged, ...] = (
    *(brought(bringing) for bringing in BRINGINGS),
    lies_about_the_last,
    replays_an_old_parcel,
    *(rewritten(attacking) for attacking in ATTACKS),
    splits_the_view_of_two_mirrors,
    drops_what_it_receipted,
)
each_attack = pytest.mark.parametrize("judged", ALL, ids=lambda judged: judged.__name__)


@each_attack
def test_what_is_kept_from_an_addressee_or_rewritten_before_it_shows(was: Honest, judged: Judged, seed: int) -> None:
    random = Random(f"{judged.__name__} {seed}")
    for _ in range(SLICE):
        judged(was, random)


@pytest.mark.deep
@each_attack
def test_each_of_a_thousand_attacks_on_an_addressee_shows(judged: Judged, seed: int) -> None:
    random = Random(f"{judged.__name__} {seed}")
    for _ in range(DEEP // A_MISSION):
        was = honest(MemoryStore(), random, moves=random.randrange(8, 20))
        for _ in range(A_MISSION):
            judged(was, random)


# -- Honest --------------------------------------------------------------------------------------------------------------------


def is_never_accused(was: Honest, random: Random) -> None:
    """Parcels of any moment, from anywhere, in any order, to either: no gap, no accusation, and in the end everything is here."""
    party = to_whom(random)
    with mirror(was, party) as made:
        for _ in range(random.randrange(1, 5)):
            at = some_size(was, random)
            since = random.randrange(min(at, made.store.next_entry(made.origin)) + 1)
            answer = made.took(true_parcel(was, party, at, since))
            assert answer.refused is None
        whole = true_parcel(was, party)
        answer = made.took(whole)
        assert (answer.held, answer.cosignature is not None) == (len(whole.bodies), True)
        assert is_quiet(made)
        for signed in was.checkpoints:
            assert held(signed, shown(made), was.keys.log.verifier) == ()
        for receipt in random.sample(was.receipts, 3):
            assert held(receipt, shown(made), was.keys.log.verifier) == ()
            for kept in made.store.tallies(made.origin):
                assert tally.contradicts(kept, receipt, was.keys.node.verifier, was.keys.log.verifier) is None


def test_an_honest_cell_is_never_accused(was: Honest, seed: int) -> None:
    random = Random(f"honest {seed}")
    for _ in range(SLICE):
        is_never_accused(was, random)


@pytest.mark.deep
def test_a_thousand_honest_missions_are_never_accused(seed: int) -> None:
    random = Random(f"honest {seed}")
    for _ in range(DEEP // A_MISSION):
        was = honest(MemoryStore(), random, moves=random.randrange(8, 20))
        for _ in range(A_MISSION):
            is_never_accused(was, random)


def test_the_statements_of_an_accusation_are_there_to_be_judged_by_a_stranger(was: Honest) -> None:
    """One by one: a tally, and a checkpoint that stands for the leaf of the body that was kept back."""
    random = Random(3)
    early = next(p for p in _parcels(was, random) if len(p.bodies) > 1)
    lie = lied(was, early, 1)
    with mirror(was, early.party) as made:
        made.took(lie)
        made.took(true_parcel(was, early.party))
        ((_, found),) = made.store.accusations()
    signed, under = found.evidence
    stated = tally.opened(signed, was.keys.node.verifier)
    assert stated is not None
    assert found.index is not None
    assert stated.size > found.index
    assert checkpoint.read(under.text).size > found.index
    assert not isinstance(note.open_note(under, [was.keys.log.verifier]), note.Refused)


def _parcels(was: Honest, random: Random) -> Iterator[Parcel]:
    while True:
        yield true_parcel(was, to_whom(random), some_size(was, random))
