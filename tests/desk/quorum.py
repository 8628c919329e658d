"""Witnesses in a test: a policy that asks for some of them, and what they cosign, when."""

from __future__ import annotations

from hashlib import sha256

from herald.record.telling import Policy
from herald.tlog import note
from herald.tlog.keys import Kind, SigningKey
from herald.units import SECOND
from tests.desk import signing
from tests.desk.missions import Exercise

WITNESSES = tuple(
    SigningKey(f"witness.example/{number}", Kind.COSIGNATURE, sha256(b"witness %d" % number).digest())
    for number in (1, 2, 3)
)
MAJORITY = "group most 2 W1 W2 W3"


def policy(e: Exercise, quorum: str = "most", *lines: str) -> str:
    """A policy with this log and three witnesses, of whom two are enough unless it says otherwise."""
    named = (f"witness W{at} {each.verifier}" for at, each in enumerate(WITNESSES, 1))
    return "".join(
        f"{each}\n" for each in (f"log {e.keys.log.verifier}", *named, *(lines or (MAJORITY,)), f"quorum {quorum}")
    )


def under(e: Exercise, text: str) -> int:
    """Seal this policy, and say at which index."""
    act = Policy(sha256(text.encode()).digest())
    (sealing,) = signing.sealed(e, signing.line(e, signing.cell(e), act, {"text": text}))
    return sealing.receipt.sealed.index


def cosign(e: Exercise, *numbers: int, later_s: int = 0) -> int:
    """These witnesses cosign the last checkpoint, the first of them `later_s` after now, each a second after the one before."""
    with e.store.writing() as record:
        head = record.head()
        assert head is not None
        text = note.read(head.checkpoint).text
        now_s = e.clock() // SECOND + later_s
        lines = {
            f"W{number}": f"{note.sign(text, WITNESSES[number - 1], now_s + place)}\n".encode()
            for place, number in enumerate(numbers)
        }
        record.cosign(head.size, lines)
    return head.size
