"""Is a checkpoint trusted exactly when the policy says so?"""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.malformed import Malformed
from herald.tlog import policy
from herald.tlog.keys import Kind, VerifierKey
from herald.tlog.note import Refused
from herald.tlog.policy import Group, Policy, Trusted, Witness
from tests.tlog import logs
from tests.tlog.logs import LOG, ORIGIN, TIME_S, WITNESSES, Log, key

TREE = Log(9)
TWO_LEVELS = ("group X 2 W1 W2 W3", "group Y any W4 W5 W6", "group XY all X Y")
"""The example of C2SP tlog-policy, section Example policy."""
NAMES = tuple(b"W%d" % number for number in range(1, 7))


def read(quorum: str = "none", *lines: str) -> Policy:
    return policy.read(logs.policy(quorum, *lines))


def test_the_example_of_the_specification_is_met_exactly_by_two_of_x_and_one_of_y() -> None:
    example = read("XY", *TWO_LEVELS)
    for present in product((False, True), repeat=6):
        names = [name for name, here in zip(NAMES, present, strict=True) if here]
        assert example.is_met_by(names) is (sum(present[:3]) >= 2 and sum(present[3:]) >= 1)


@pytest.mark.parametrize(
    ("quorum", "lines", "least"),
    [("none", (), 0), ("W3", (), None), ("G", ("group G any W1 W2 W3 W4 W5 W6",), 1)]
    + [("G", (f"group G {least} W1 W2 W3 W4 W5 W6",), least) for least in range(1, 7)]
    + [("G", ("group G all W1 W2 W3 W4 W5 W6",), 6)],
)
def test_a_quorum_is_met_by_as_many_as_it_asks_for(quorum: str, lines: tuple[str, ...], least: int | None) -> None:
    asked = read(quorum, *lines)
    for present in product((False, True), repeat=6):
        names = {name for name, here in zip(NAMES, present, strict=True) if here}
        assert asked.is_met_by(names) is (b"W3" in names if least is None else len(names) >= least)


def test_a_name_that_is_no_witness_of_the_policy_counts_for_nothing() -> None:
    asked = read("XY", *TWO_LEVELS)
    assert not asked.is_met_by([b"X", b"Y", b"XY", b"stranger"])
    assert not asked.is_met_by([b"W1", b"W1", b"W4"])


def test_the_quorum_is_met_at_the_second_at_which_the_last_of_those_it_needs_had_cosigned() -> None:
    asked = read("XY", *TWO_LEVELS)
    assert asked.met_at({b"W1": 7, b"W3": 5, b"W6": 6}) == 7
    assert asked.met_at({b"W1": 7, b"W2": 1, b"W3": 5, b"W4": 5, b"W6": 6}) == 5
    assert asked.met_at({b"W1": 7, b"W2": 1, b"W3": 5}) is None
    assert asked.met_at({}) is None


@given(times=st.dictionaries(st.sampled_from([*NAMES, b"stranger"]), st.integers(0, 9)), more=st.sampled_from(NAMES))
def test_more_cosignatures_never_make_it_later_and_just_before_it_was_not_met(
    times: dict[bytes, int], more: bytes
) -> None:
    asked = read("XY", *TWO_LEVELS)
    at = asked.met_at(times)
    assert (at is None) is not asked.is_met_by(times)
    if at is not None:
        assert asked.is_met_by([name for name, time_s in times.items() if time_s <= at])
        assert not asked.is_met_by([name for name, time_s in times.items() if time_s < at])
        more_at = asked.met_at({more: 4, **times})
        assert more_at is not None
        assert more_at <= at


def test_where_no_quorum_is_asked_for_no_witness_says_when() -> None:
    assert read("none").met_at({b"W1": 3, b"W2": 4}) is None


def test_a_checkpoint_is_trusted_with_its_logs_signature_and_the_quorum() -> None:
    trusted = policy.judge(TREE.checkpoint(9, WITNESSES[0], WITNESSES[2], WITNESSES[5]), read("XY", *TWO_LEVELS))
    assert isinstance(trusted, Trusted)
    assert (trusted.checkpoint.size, trusted.checkpoint.root, trusted.log) == (9, TREE.roots[9], LOG.verifier)
    assert [(witness.name, time_s) for witness, time_s in trusted.cosigned] == [
        (b"W1", TIME_S),
        (b"W3", TIME_S + 1),
        (b"W6", TIME_S + 2),
    ]


def test_a_quorum_that_falls_short_names_whose_cosignatures_are_absent() -> None:
    refused = policy.judge(TREE.checkpoint(9, *WITNESSES[:2]), read("XY", *TWO_LEVELS))
    assert refused == Refused("the quorum did not cosign it; without a cosignature: W3, W4, W5, W6")


def test_one_witness_twice_is_one_witness() -> None:
    refused = policy.judge(TREE.checkpoint(9, WITNESSES[0], WITNESSES[0]), read("G", "group G 2 W1 W2"))
    assert isinstance(refused, Refused)


def test_without_the_logs_own_signature_nothing_is_trusted() -> None:
    for log in (key("herald.example/other", Kind.NOTE), key(ORIGIN)):
        if log.kind is Kind.NOTE:
            refused = policy.judge(TREE.checkpoint(9, *WITNESSES, log=log), read("W1"))
            assert refused == Refused(f"no log of the policy with the origin {ORIGIN} signed it")


def test_a_listed_log_does_not_speak_for_another_origin() -> None:
    refused = policy.judge(TREE.checkpoint(9, *WITNESSES, origin="herald.example/real"), read("W1"))
    assert refused == Refused("no log of the policy with the origin herald.example/real signed it")


def test_any_of_several_logs_is_accepted() -> None:
    second = key("herald.example/second", Kind.NOTE)
    both = read("none", f"log {second.verifier} https://herald.example/second/")
    assert isinstance(policy.judge(TREE.checkpoint(9), both), Trusted)
    assert isinstance(policy.judge(TREE.checkpoint(9, origin=second.name, log=second), both), Trusted)


def test_a_policy_is_read_with_comments_blanks_addresses_and_octets_beyond_ascii() -> None:
    text = (
        f"# whom we trust\n\n \t log\t{LOG.verifier}  https://example.org/ \n  # more\n"
        f"witness Zeugin\xe9 {WITNESSES[0].verifier} https://w.example/\n\t\nquorum Zeugin\xe9\n"
    )
    read_back = policy.read(text.encode("latin-1"))
    witness = Witness(b"Zeugin\xe9", WITNESSES[0].verifier, b"https://w.example/")
    assert read_back == Policy((LOG.verifier,), (witness,), (), b"Zeugin\xe9")
    assert policy.shown(witness.name) == "Zeugin\\xe9"


def test_no_logs_and_no_witnesses_are_a_policy_too() -> None:
    assert policy.read(b"quorum none\n") == Policy((), (), (), None)


def test_thirty_two_of_each_are_read_as_the_specification_asks() -> None:
    lines = [f"log {key(f'l{at}', Kind.NOTE).verifier}\nwitness w{at} {key(f'w{at}').verifier}" for at in range(32)]
    groups = ["group g0 any w0", *(f"group g{at} all g{at - 1} w{at}" for at in range(1, 32))]
    chain = policy.read("\n".join([*lines, *groups, "quorum g31\n"]).encode())
    assert (len(chain.logs), len(chain.witnesses), len(chain.groups)) == (32, 32, 32)
    assert chain.groups[0] == Group(b"g0", 1, (b"w0",))
    names = {b"w%d" % at for at in range(32)}
    assert chain.is_met_by(names)
    assert not any(chain.is_met_by(names - {name}) for name in names)


LINE = f"witness W7 {key('w7').verifier}"
TWIN = VerifierKey("other.example", Kind.COSIGNATURE, WITNESSES[0].verifier.public)
RENAMED_LOG = VerifierKey("other.example", Kind.NOTE, LOG.verifier.public)
LOW = "low.example+00000000+BAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("wittness W7", "log, witness, group or quorum"),
        ("log", "log <vkey>"),
        (f"log {LOG.verifier} a b", "log <vkey>"),
        ("log nonsense", "a key: name"),
        (f"log {LOG.verifier}", "no second log with the same public key"),
        (f"log {RENAMED_LOG}", "no second log with the same public key"),
        ("witness W7", "witness <name>"),
        (f"{LINE} a b", "witness <name>"),
        (f"witness none {key('w7').verifier}", "a name that is not defined yet"),
        (f"witness W1 {key('w7').verifier}", "a name that is not defined yet"),
        (f"witness W7 {key('w7', Kind.NOTE).verifier}", "a key for cosignatures"),
        (f"witness W7 {TWIN}", "no second witness with the same public key"),
        (f"witness W7 {LOW}", "no point of low order"),
        ("group G all", "group <name>"),
        ("group W1 all W2", "a name that is not defined yet"),
        ("group none all W2", "a name that is not defined yet"),
        ("group G all W9", "a witness or group of an earlier line"),
        ("group G all none", "a witness or group of an earlier line"),
        ("group G all G", "a witness or group of an earlier line"),
        ("group G all W1 W1", "a member only once"),
        ("group G all W1\ngroup H all W1", "a member only once"),
        ("group G 0 W1", "a number from 1 to 1"),
        ("group G 2 W1", "a number from 1 to 1"),
        ("group G 01 W1", "without leading zeroes"),
        ("group G most W1", "without leading zeroes"),
        ("quorum W9", "none, or a witness or group of an earlier line"),
        ("quorum", "quorum <name>"),
        ("quorum W1 W2", "quorum <name>"),
        ("quorum W1", "once in the file"),
        ("# \x0b", "no control characters"),
        ("# \x7f", "no control characters"),
        ("# \r", "no control characters"),
    ],
)
def test_a_line_that_is_not_written_so_is_malformed(line: str, expected: str) -> None:
    with pytest.raises(Malformed, match=expected):
        read("none", line)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "exactly one"),
        (b"# nothing\n", "exactly one"),
        (b"quorum none", "ends in a newline"),
        (b"quorum G\ngroup G all W1\n", "earlier line"),
        (b"#" * 200_001, "at most 200000 bytes"),
    ],
)
def test_a_policy_that_is_not_whole_is_malformed(data: bytes, expected: str) -> None:
    with pytest.raises(Malformed, match=expected):
        policy.read(data)


def test_every_line_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Malformed) as malformed:
        policy.read(b"log x\nnonsense\ngroup G all W1\nquorum H\n")
    assert [problem.field for problem in malformed.value.problems] == ["line 1", "line 2", "line 3", "line 4"]


def test_there_is_room_for_a_thousand_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "MOST_OF_EACH", 6)
    assert len(read().witnesses) == 6
    with pytest.raises(Malformed, match="at most 6 of each"):
        read("none", LINE)


def test_two_keys_with_one_name_and_id_are_malformed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VerifierKey, "id", b"same")
    same = [VerifierKey("a.example", Kind.COSIGNATURE, key(name).verifier.public) for name in ("one", "two")]
    text = "".join(f"witness W{at} {witness}\n" for at, witness in enumerate(same)) + "quorum none\n"
    with pytest.raises(Malformed, match="no second key with the same name and id"):
        policy.read(text.encode())


@given(st.sets(st.sampled_from(NAMES)), st.sampled_from(NAMES))
def test_one_more_cosignature_never_unmakes_a_quorum(names: set[bytes], more: bytes) -> None:
    asked = read("XY", *TWO_LEVELS)
    assert asked.is_met_by(names | {more}) >= asked.is_met_by(names)
