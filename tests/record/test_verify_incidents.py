"""Does the stand-alone verifier refute an act of an incident that is not at one with itself?

Its bundles come from `tests.record.bundles`, which is written from docs/record-format.md alone: each case is what a cell would have
sealed that does not keep to the page, signed as it should be and provable in its log. Everything in them is invented.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import verify
from tests.record.bundles import ASTER, BIRCH, CELL, LEAF, Record, Step, admission, pack, steps

INCIDENT, ACCOUNT, CLAIM, SOURCE, BREACH, EVIDENCE = 8, 9, 10, 13, 16, 21
"""Where they stand."""
Change = Callable[[Step], object]
Verified = Callable[[str, Change], tuple[int, str]]


def within(of: int = INCIDENT, **more: Any) -> dict[str, Any]:
    """The act of an entry that speaks of this one."""
    return {"incident": INCIDENT, "leaf": LEAF, "of": of} | more


def stated(**more: Any) -> dict[str, Any]:
    return {"stated": {"reason": "EXERCISE: invented words"}} | more


def world() -> list[Step]:
    """A mission in which Aster opened an incident, tells its side, and claims a breach that Birch answers."""
    opened = {"incident": None, "leaf": None, "of": None, "state": "preliminary", "step": "opened", "to": [BIRCH]}
    claimed = within(against=BIRCH, manner="signed", step="claimed", whose=ASTER)
    answered = within(BREACH, against=None, manner="signed", step="answered", whose=BIRCH)
    changed = within(state="under-inquiry", step="changed", to=[BIRCH])
    given = within(manner="signed", whose=ASTER)
    taken = {"digest": "0a" * 32, "length": 5, "media": "video/mp4", "vault": None}
    aster, birch, cell = ("aster person", ASTER), ("birch person", BIRCH), ("cell person", CELL)
    unnamed = {"name": None}
    return [
        *steps()[:7],
        admission("cell person", CELL, "person", "cell root", CELL),
        Step("incident", "incident", opened, *aster, stated(), to=(BIRCH,)),
        Step("account", "account", given, *aster, stated(**unnamed)),
        Step("claim", "claim", within(ACCOUNT, replaces=None), *aster, stated(**unnamed)),
        Step("corrected", "claim", within(ACCOUNT, replaces=CLAIM), *aster, stated(**unnamed)),
        Step("link", "link", within(CLAIM, link="disputes", other=CLAIM + 1), *birch, stated()),
        Step("source", "source", within(copy=None), *birch, stated(**unnamed)),
        Step("root", "source", within(copy=None), *birch, stated(**unnamed)),
        Step("citation", "citation", within(SOURCE, cites=SOURCE + 1, edge="quotes"), *cell, stated()),
        Step("breach", "breach", claimed, *aster, stated(**unnamed), to=(BIRCH,)),
        Step("answer", "breach", answered, *birch, stated(**unnamed), to=(ASTER,)),
        Step("casualties", "casualties", within(claim=CLAIM, revises=None), *cell, stated(**unnamed)),
        Step("release", "release", within(CLAIM, to=[BIRCH]), *cell, stated()),
        Step("actor", "actor", {"kind": "unit", "leaf": None, "of": None}, *cell, stated(names=[])),
        Step("evidence", "evidence", within(**taken), *birch, stated()),
        Step("custody", "custody", within(EVIDENCE, digest=None, step="opened"), *cell, stated()),
        Step("changed", "incident", changed, *aster, stated(), to=(BIRCH,)),
    ]


LABELS = [each.label for each in world()[INCIDENT:]]


def acted(**members: Any) -> Change:
    return lambda step: step.act.update(members)


def told(*to: str, **members: Any) -> Change:
    def change(step: Step) -> None:
        step.to = to
        step.act.update(members)

    return change


NOTHING_OR_ALL = "it speaks of an entry where there is none to speak of, or of none where there is"
WHOSE = "what a side says it signs itself, and what another entered is marked as not signed by it"
CONCERN = "it is addressed to somebody whom it does not concern"
COME = "it speaks of what is to come"
CHEATS: dict[str, tuple[str, Change, str]] = {
    "an incident that is opened within another": ("incident", acted(incident=5), NOTHING_OR_ALL),
    "an incident that is opened of an entry": ("incident", acted(of=5), NOTHING_OR_ALL),
    "an incident that is opened, and a leaf": ("incident", acted(leaf="00" * 32), NOTHING_OR_ALL),
    "a change of no incident": ("changed", acted(incident=None), NOTHING_OR_ALL),
    "a change that says of no leaf which": ("changed", acted(leaf=None), NOTHING_OR_ALL),
    "an actor of an entry without its leaf": ("actor", acted(of=5), NOTHING_OR_ALL),
    "an actor of a leaf without its entry": ("actor", acted(leaf="00" * 32), NOTHING_OR_ALL),
    "an account of Birch that Aster signs as Birch's": ("account", acted(whose=BIRCH), WHOSE),
    "an account of nobody that is signed": ("account", acted(whose=None), WHOSE),
    "an account that Aster enters of itself as heard": ("account", acted(manner="voice"), WHOSE),
    "a breach claim of Birch that Aster signs": ("breach", acted(whose=BIRCH), WHOSE),
    "a breach claim that Aster enters of itself": ("breach", told(manner="paper"), WHOSE),
    "an answer to a breach claim against somebody": ("answer", acted(against=ASTER), "it claims a breach"),
    "an incident told to whom it does not name": ("incident", acted(to=[ASTER]), CONCERN),
    "a breach claim told to whom it is not against": ("breach", acted(against=None), CONCERN),
    "a breach claim that nobody signed, told": ("breach", told(BIRCH, manner="voice", whose=None), CONCERN),
    "an account that is told": ("account", told(BIRCH), "it is addressed, which its kind is not"),
    "a party told twice": ("incident", acted(to=[BIRCH, BIRCH]), "it names a party twice"),
    "a release to a party twice": ("release", acted(to=[BIRCH, BIRCH]), "it names a party twice"),
    "a claim linked to itself": ("link", acted(other=CLAIM), "it goes back to itself"),
    "a source that goes back to itself": ("citation", acted(cites=SOURCE), "it goes back to itself"),
    "a claim of what is before its incident": ("claim", acted(of=5), "it speaks of what is before its incident"),
    "a claim that corrects a later one": ("claim", acted(replaces=CLAIM + 1), COME),
    "a link to a later claim": ("link", acted(other=40), COME),
    "casualties of a later claim": ("casualties", acted(claim=40), COME),
    "casualties that revise later ones": ("casualties", acted(revises=40), COME),
    "an unknown word for what was done": ("custody", acted(step="burnt"), "not the members of the act of a custody"),
}


@pytest.fixture
def verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Verified:
    """How does it end, and what is said, where the entry of this label was changed so before it was sealed?"""

    def run(label: str, change: Change) -> tuple[int, str]:
        acts = world()
        change(next(act for act in acts if act.label == label))
        it = Record(acts)
        (tmp_path / "one.herald").write_bytes(pack(it.members(it.index(label), ["stated"])))
        code = verify.main([str(tmp_path / "one.herald")])
        return code, capsys.readouterr().out

    return run


@pytest.mark.parametrize("label", LABELS)
def test_what_keeps_to_the_page_is_proved(label: str, verified: Verified) -> None:
    code, out = verified(label, lambda _step: None)
    assert code == 0, out


@pytest.mark.parametrize(("label", "change", "reason"), CHEATS.values(), ids=CHEATS)
def test_an_act_that_is_not_at_one_with_itself_is_refuted(
    label: str, change: Change, reason: str, verified: Verified
) -> None:
    code, out = verified(label, change)
    assert code == 4, out
    assert any(reason in line for line in out.splitlines() if line.startswith("refuted: entry: ")), out


def test_the_cell_enters_what_a_side_said_and_says_that_it_did_not_sign_it(
    verified: Verified,
) -> None:
    def entered(step: Step) -> None:
        step.by, step.party = "cell person", CELL
        step.act.update(manner="voice")

    code, out = verified("account", entered)
    assert code == 0, out
    assert "proved: manner: " in out
    assert "voice" in out


def test_what_is_done_with_a_breach_claim_may_be_told_to_both_of_its_sides(
    verified: Verified,
) -> None:
    """Which they are stands in the claim, which is not in this bundle: what is not known is held against nobody."""
    code, out = verified("answer", told(ASTER))
    assert code == 0, out
