"""What a party may not know changes no byte of the bundles that it can make: of its own notices, and of those it was told of."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from herald.acknowledgement.ladders import Answer, Channel, Manner, Step
from herald.canonical import Json
from herald.desk import stating
from herald.disclosure.bundle import bundle, whole
from herald.disclosure.ladder import ladder
from herald.disclosure.viewer import CELL as THE_CELL
from herald.disclosure.viewer import Viewer
from herald.formats.mission import documents, words
from herald.formats.mission.bundle import render
from herald.record.acts import Act
from herald.record.rungs import What
from herald.record.telling import Channels, Gap
from herald.units import MINUTE, PartyId
from tests.desk.missions import movement
from tests.desk.quorum import cosign, under
from tests.desk.quorum import policy as text_of
from tests.desk.signing import filing
from tests.desk.telling import Told
from tests.disclosure.worlds import HASHED, World, _lots, without

HEX = ((re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])"), "(a hash)"),)
"""Salts, commitments, leaves and roots, as they stand in entries and envelopes."""
NUMBERS = (
    (
        re.compile(r'\{\\"party\\":\\"(?!aster\\)([^"]*)\\",\\"prev\\":(?:null|\\"\(a hash\)\\"),\\"seq\\":\d+\}'),
        r"(a number of \1)",
    ),
)
"""How many entries were addressed to another addressee of the same entry: docs/record.md says that this is given away."""
APART = (HASHED, HEX, NUMBERS)


class Day:
    """The viewer's own notice, to all; the other party's, to the viewer and the third. All machines are there from the start."""

    def __init__(self) -> None:
        self.world = World.begun()
        self.told = Told(self.world.e)
        self.told.officer()
        for party in (self.world.viewer, self.world.other, self.world.third):
            self.told.node(party)
        under(self.world.e, text_of(self.world.e))
        self.own = self.seal(filing(self.world.e, movement("own", self.world.viewer)))
        self.others = self.seal(filing(self.world.e, movement("told", self.world.other, lat=-31.925)))

    def seal(self, line: bytes) -> int:
        return self.told.seal(line)

    def person(self, party: PartyId, act: Act, **values: Json) -> None:
        self.seal(self.told.by_person(party, act, values))


# -- What the viewer may know -----------------------------------------------------------------------------------------------------

Does = Callable[[Day], None]


def _answered(day: Day) -> None:
    day.person(day.world.other, day.told.response(day.own, clause="1"), reason="EXERCISE: known to the viewer")


def _delivered(day: Day) -> None:
    with day.world.e.store.reading() as record:
        open_ = {each.party for each in record.still_open(What.AVAILABLE, of=day.others)}
    if day.world.viewer in open_:
        day.seal(day.told.by_machine(day.told.delivery(day.others, day.world.viewer, due=None)))


def _consigned(day: Day) -> None:
    day.seal(day.told.by_node(day.world.viewer, day.told.consignment(day.others)))


def _cosigned(day: Day) -> None:
    cosign(day.world.e, 1, 3)


KNOWN: Mapping[str, Does] = {"delivered": _delivered, "consigned": _consigned, "cosigned": _cosigned}


# -- What it may not ------------------------------------------------------------------------------------------------------------


def _attempt(day: Day) -> None:
    """To reach the viewer: it is told to the one who filed."""
    day.seal(day.told.by_machine(day.told.attempt(day.others, day.world.viewer)))


def _attempt_elsewhere(day: Day) -> None:
    day.seal(day.told.by_machine(day.told.attempt(day.others, day.world.third, channel=Channel.MIRROR)))


def _channels(day: Day) -> None:
    day.person(day.world.other, Channels((Channel.MIRROR,)), addresses={"mirror": "http://127.0.0.1:9"})


def _gap(day: Day) -> None:
    day.seal(day.told.by_node(day.world.other, Gap(1, day.own + 1)))


def _consigned_by_the_third(day: Day) -> None:
    day.seal(day.told.by_node(day.world.third, day.told.consignment(day.others)))


def _receipt_of_the_third(day: Day) -> None:
    day.person(day.world.third, day.told.receipt(day.others, day.world.third))


def _voice(day: Day) -> None:
    """The cell's officer says to have told the viewer by telephone: that goes to the one who filed."""
    act = day.told.receipt(day.others, day.world.viewer, Manner.VOICE)
    day.seal(day.told.by_officer(act, {"account": "EXERCISE: the duty officer"}))


def _unit_of_the_third(day: Day) -> None:
    day.person(day.world.third, day.told.spreading(day.others, Step.CONFIRMED), unit="EXERCISE: a post")


def _objection_of_the_third(day: Day) -> None:
    day.person(
        day.world.third, day.told.response(day.others, clause=None, answer=Answer.NOTED), reason="EXERCISE: secret"
    )


SECRETS: Mapping[str, Does] = {
    "a try to reach the viewer": _attempt,
    "a try to reach the third": _attempt_elsewhere,
    "a consignment of the third": _consigned_by_the_third,
    "a receipt of the third": _receipt_of_the_third,
    "a call to the viewer, as recorded": _voice,
    "a unit of the third": _unit_of_the_third,
    "an answer of the third": _objection_of_the_third,
}


def filled(steps: Sequence[str]) -> Day:
    """The day with these steps. Those that the viewer may know of draw the same lots in every world."""
    day = Day()
    for number, step in enumerate(steps):
        day.world.e.clock.move(MINUTE)
        _lots(day.world, f"{'secret' if step in SECRETS else 'known'} {number}", 5000 + 20 * number)
        {**SECRETS, **KNOWN}[step](day)
    return day


def handed_on(day: Day, party: PartyId | None) -> dict[str, str]:
    """The bundles that this party (None: the cell) can make of both notices, and how far it is told that they have come."""
    viewer, e, found = THE_CELL if party is None else Viewer(party), day.world.e, {}
    with e.store.reading() as record:
        e.sequencer.books.catch_up(record)
        for of in (day.own, day.others):
            evidence = stating.evidence(record, e.sequencer.books, of)
            for name, made in (("bundle", bundle(evidence, viewer)), ("all", whole(evidence, viewer))):
                found[f"{name} {of}"] = _text(render(made, b"", ""))
                found[f"preview {name} {of}"] = words.preview(made)
            shown = ladder(whole(evidence, viewer), viewer)
            assert shown is not None
            found[f"show {of}"] = words.ladder(shown)
            found[f"show {of}.json"] = json.dumps(documents.ladder(shown))
    return found


def _text(archive: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(archive)) as held:
        return json.dumps({name: held.read(name).decode() for name in held.namelist()}, ensure_ascii=False, indent=0)


SLOTS = st.lists(
    st.one_of(st.sampled_from(sorted(KNOWN)), st.tuples(*[st.sampled_from(sorted(SECRETS))] * 2)),
    min_size=1,
    max_size=7,
)


@given(slots=SLOTS)
@example(
    slots=[
        ("a try to reach the viewer", "a unit of the third"),
        "delivered",
        ("a receipt of the third", "an answer of the third"),
        "cosigned",
        ("a consignment of the third", "a unit of the third"),
    ]
)
@settings(max_examples=8)
def test_what_was_said_where_a_party_may_not_look_changes_no_byte_of_what_it_can_hand_on(
    slots: list[str | tuple[str, str]],
) -> None:
    """Equal but for salted hashes, signatures over them, and the numbers of those to whom the same entry was addressed."""
    one, other = (
        handed_on(day, day.world.viewer)
        for day in (filled([slot if isinstance(slot, str) else slot[at] for slot in slots]) for at in (0, 1))
    )
    assert without(one, *APART) == without(other, *APART)


@pytest.mark.parametrize("hidden", sorted(SECRETS))
def test_the_cell_can_hand_on_each_of_these_secrets_so_that_there_is_something_to_hide(hidden: str) -> None:
    made = without(handed_on(filled([hidden, "consigned"]), None), *APART)
    bare = without(handed_on(filled(["cosigned", "consigned"]), None), *APART)
    assert made != bare


def test_the_name_of_a_unit_is_hidden_from_whoever_is_told_that_it_confirmed() -> None:
    found = []
    for name in ("EXERCISE: north post", "EXERCISE: south post"):
        day = filled(["cosigned"])
        _lots(day.world, "unit", 9000)
        day.person(day.world.other, day.told.spreading(day.own, Step.CONFIRMED), unit=name)
        found.append(without(handed_on(day, day.world.viewer), *APART))
    assert found[0] == found[1]
    assert any("1 spread" in told for told in found[0].values())
