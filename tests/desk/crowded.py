"""A mission with as many live notices and addressees as a busy cell has: filed as they are, told by rows alone, as fast as may be.

The notices are sealed; what was told of them stands in the tables behind entries that say nothing, which only `come`, `told` and
`still_open` are asked about. So thousands of them are there within seconds.
"""

from __future__ import annotations

from collections.abc import Iterator

from herald.acknowledgement.ladders import LAPSED, RANKS, RECEIPTS, Answer, Ladder, Manner
from herald.acknowledgement.ladders import Delivery as Rung
from herald.agreement.model import Regime
from herald.canonical import Json
from herald.check.answer import Limits
from herald.desk.sequencer import Sealing
from herald.notice.model import Notice
from herald.ports import Store
from herald.record.acts import Kind
from herald.record.rows import Rows
from herald.record.rungs import Open, Shut, Told, What
from herald.record.sealed import Sealed
from herald.units import HOUR, MINUTE, ClauseId, Instant, PartyId, format_instant
from tests.desk.missions import NOON, Exercise, movement

ASTER = PartyId("aster")


def agreed(recipients: int) -> Json:
    """An agreement of a filer and so many others, with a clause that asks for an answer."""
    names = ("aster", *(f"party-{number:02d}" for number in range(recipients)))
    parties = "".join(f'[[party]]\nid = "{name}"\n' for name in names)
    clause = '[[clause]]\nid = "2"\ntext = "EXERCISE: tell, and answer"\nregime = "notify-object"\nreply_h = 6\n'
    return {"files": {}, "toml": f'id = "exercise-2026"\nstatus = "held"\n{parties}{clause}'}


def crowded(store: Store, notices: int, recipients: int) -> Exercise:
    """So many live notices of one party, each addressed to so many others and told to most of them."""
    e = Exercise(store).begun(agreed(recipients), Limits())
    indices = []
    for first in range(0, notices, 200):
        made = [_movement(number) for number in range(first, min(first + 200, notices))]
        for outcome in e.submit(*made):
            assert isinstance(outcome, Sealing), outcome
            indices.append(outcome.receipt.sealed.index)
    _told(e, indices, [PartyId(f"party-{number:02d}") for number in range(recipients)])
    return e


def _movement(number: int) -> Notice:
    """Each on a parallel of its own, so that the check has little to do."""
    at = Instant(NOON + 20 * HOUR + number % 240 * MINUTE)
    return movement(
        f"column {number:04d}",
        ASTER,
        lon=-24.9 - number // 400,
        lat=-31.9 + number % 400 * 0.05,
        at=format_instant(at),
        km=2,
    )


def _told(e: Exercise, indices: list[int], parties: list[PartyId]) -> None:
    """Rungs of every ladder; each twentieth is silent, each tenth answer is still to come."""
    with e.store.writing() as writing:
        head = writing.head()
        assert head is not None
        for at, of in enumerate(indices):
            index = head.size + at
            told = tuple(each for number, party in enumerate(parties) for each in _rungs(of, party, number + at, index))
            opened = tuple(
                Open(What.ANSWER, Instant(NOON + 6 * HOUR), of, party, ClauseId("2"), Regime.NOTIFY_OBJECT)
                for number, party in enumerate(parties)
                if (number + at) % 10 == 3
            )
            shut = tuple(Shut(What.TRY, of, party) for party in parties)
            rows = Rows(
                index=index, kind=Kind.SPREAD, key="0" * 32, seq=index, party=ASTER, received=head.received,
                leaf=bytes(32), to=(), link=None, filed=None, boxes=(), gone=None, told=told, opened=opened, shut=shut,
            )  # fmt: skip
            writing.append(Sealed(index, b"", b"", bytes(32)), {}, rows)
        # Nobody asks for a proof of these: the checkpoint of the notices stands for theirs.
        writing.grow(head.size, head.size + len(indices), {}, head.checkpoint)


def _rungs(of: int, party: PartyId, number: int, index: int) -> Iterator[Told]:
    def told(ladder: Ladder, rank: int, note: str | None = None) -> Told:
        return Told(of, party, ladder, rank, Instant(NOON + MINUTE), note, index)

    yield told(Ladder.DELIVERY, Rung.TRIED, "drop")
    yield told(Ladder.DELIVERY, Rung.AVAILABLE)
    if number % 7:
        yield told(Ladder.RECEIPT, RECEIPTS[Manner.SIGNED], "en")
    for unit in range(number % 4):
        yield told(Ladder.SPREAD, 1, f"unit {unit}")
        if number % 8 < 6:
            yield told(Ladder.SPREAD, 2, f"unit {unit}")
    if number % 10 != 3:
        yield told(Ladder.RESPONSE, LAPSED if number % 20 == 4 else RANKS[Answer.NO_OBJECTION], "2")
