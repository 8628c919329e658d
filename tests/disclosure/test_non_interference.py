"""What a party may not know changes nothing of what is said to it, to the byte; and no party is said anything else than another."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from herald.units import PartyId
from tests.disclosure import worlds
from tests.disclosure.worlds import HASHED, PLAIN, RECEIVED, SECRETS, WHERE, Names, World, filled, said, without

SECRET = st.sampled_from(sorted(SECRETS))
KNOWN = st.sampled_from(("own", "told"))
SLOTS = st.lists(st.one_of(KNOWN, st.tuples(SECRET, SECRET)), min_size=1, max_size=6)


@given(slots=SLOTS)
@example(
    slots=["own", ("a notice that is near", "a refusal"), "own", ("a person", "a notice with details"), "told", "own"]
)
@settings(max_examples=30)
def test_what_stands_where_a_party_may_not_look_changes_no_byte_of_what_it_is_said(
    slots: list[str | tuple[str, str]],
) -> None:
    """Equal but for the figures of its own leaves and the hashes of its proofs: salted hashes, which say nothing."""
    first, second = (filled([slot if isinstance(slot, str) else slot[at] for slot in slots]) for at in (0, 1))
    one, other = (said(world, world.viewer, answered) for world, answered in (first, second))
    assert without(one, HASHED) == without(other, HASHED)


@given(
    steps=st.lists(KNOWN, min_size=1, max_size=4), secrets=st.lists(st.tuples(st.integers(0, 4), SECRET), max_size=4)
)
@example(steps=["own", "told", "own"], secrets=[(0, "a notice that is near"), (1, "a refusal"), (2, "a person")])
@settings(max_examples=30)
def test_how_much_stands_there_changes_the_size_the_indices_and_the_times_and_nothing_else(
    steps: list[str], secrets: list[tuple[int, str]]
) -> None:
    bare = filled(steps)
    fuller = list(steps)
    for at, secret in sorted(secrets, reverse=True):
        fuller.insert(at, secret)
    full, answered = filled(fuller)
    worlds.ended(full)
    one, other = said(bare[0], bare[0].viewer, bare[1]), said(full, full.viewer, answered)
    assert without(one, HASHED, WHERE, RECEIVED) == without(other, HASHED, WHERE, RECEIVED)


@pytest.mark.parametrize("secret", sorted(SECRETS))
def test_the_cell_sees_each_of_these_secrets_so_that_there_is_something_to_hide(secret: str) -> None:
    """With another in its place even the cell's own words would be the same, and the test above would show nothing."""
    hidden, _ = filled(["own", secret, "own"])
    bare, _ = filled(["own", "own"])
    kinds = (HASHED, WHERE, RECEIVED)
    seen = without(said(hidden, None), *kinds) != without(said(bare, None), *kinds)
    assert seen is (secret not in ("a stranger's root", "a machine of the cell"))


def test_a_rule_that_lets_a_stranger_see_would_be_found() -> None:
    """The same question asked with the cell's eyes."""
    first, second = (filled(["own", secret, "own"])[0] for secret in ("a notice that is near", "a refusal"))
    assert without(said(first, None), HASHED) != without(said(second, None), HASHED)


# -- Names -------------------------------------------------------------------------------------------------------------------------

OTHERS = (
    Names("birch", "aster", "cedar-relief"),
    Names("zz-top of the hill, by the long road to the north", "qx", "vw"),
    Names("Ясень", "береза", "関係者"),
    Names("قرقف", "Étoile", "זית"),
)
STEPS = ["own", "a notice that is near", "told", "a refusal", "own", "a person", "a notice of the third party", "own"]


def relabelled(world: World, found: dict[str, str]) -> dict[str, str]:
    """With a mark for each party, columns as wide as may be, and without hashes: these hold the names."""
    names = world.names.viewer, world.names.other, world.names.third
    marks = {name: f"<party {number}>" for number, name in enumerate(names)}
    pattern = re.compile(
        "|".join(f"(?<![\\w-]){re.escape(name)}(?![\\w-])" for name in sorted(names, key=len, reverse=True))
    )
    return {
        name: re.sub(" {2,}", "  ", pattern.sub(lambda found: marks[found[0]], told))
        for name, told in without(found, HASHED).items()
    }


@pytest.mark.parametrize("names", OTHERS, ids=lambda names: names.viewer[:8])
@pytest.mark.parametrize("eyes", ["viewer", "other", "third", "cell"])
def test_with_other_names_everything_is_renamed_and_nothing_else_changes(names: Names, eyes: str) -> None:
    plain, renamed = filled(STEPS), filled(STEPS, names)
    found = []
    for world, answered in (plain, renamed):
        party = None if eyes == "cell" else PartyId(getattr(world.names, eyes))
        mine = answered if eyes in ("viewer", "cell") else []
        found.append(relabelled(world, said(world, party, mine)))
    assert found[0] == found[1]
    assert "<party 0>" in found[0]["status"]


def test_the_same_mission_looks_to_the_second_party_as_it_looks_to_the_first_when_they_change_places() -> None:
    """Aster and Birch do what the other did: what is said to each is what was said to the other."""
    one, _ = filled(STEPS, PLAIN)
    two, _ = filled(STEPS, Names("birch", "aster", "cedar-relief"))
    assert relabelled(one, said(one, PartyId("aster"))) == relabelled(two, said(two, PartyId("birch")))
    assert relabelled(one, said(one, PartyId("birch"))) == relabelled(two, said(two, PartyId("aster")))
