"""`herald key`: the keys with which a party signs, made and kept on its own machine."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from herald.commandline import options
from herald.commandline.keys import MissionFact
from herald.commandline.outcome import Code, deliver, say, telling_problems
from herald.record.acts import Reason

app = typer.Typer(no_args_is_help=True, help="The keys with which a party signs, made and kept on its own machine.")

Label = Annotated[str, typer.Argument(metavar="LABEL", help="What you call the key.", show_default=False)]
PartyId = Annotated[str, typer.Option("--party", metavar="ID", help="Whose key it is.", show_default=False)]
Root = Annotated[str | None, typer.Option("--root", metavar="LABEL", help="The party's root; else the one here.")]
Days = Annotated[int, typer.Option("--days", min=1, max=3650, help="For how long the key counts.")]
ROOT = "root"


@app.command(short_help="A new key of a person.")
def new(label: Label, party: PartyId) -> Code:
    """Make a key of a person of this party, under a passphrase.

    A party's first key comes with its root, which admits persons' keys and is used for nothing else: keep a copy of it apart.
    """
    from herald.commandline import keys

    there = [head for head in keys.folder().heads() if head.party == party and head.role == ROOT]
    secret = keys.once(lambda name: keys.passphrase(name, new=True))
    _refuse_label(label)
    if not there:
        made = keys.keep(keys.drawn(), f"{_label_of(party)}-root", party, ROOT, secret(label))
        say(
            f"herald: also made {made.head.label}, the root of {party}: it admits and revokes this party's keys. "
            "Keep a copy where this machine is not."
        )
    held = keys.keep(keys.drawn(), label, party, "person", secret(label), os.urandom(16).hex())
    deliver(f"{held.head.label}: a key of {party}, number {held.head.name}\n")
    return Code.NOTHING_LISTED


@app.command("list", short_help="The keys of this machine.")
def list_keys(as_json: options.AsJson = False) -> Code:
    """List the keys of this machine; nothing secret is read."""
    from herald.commandline import keys
    from herald.formats import answer

    heads = keys.folder().heads()
    if as_json:
        rows = [{"label": h.label, "party": h.party, "role": str(h.role), "key": h.name} for h in heads]
        deliver(answer.text({"keys": rows}))
        return Code.NOTHING_LISTED
    for head in heads:
        deliver(f"{head.label}: {head.role} of {head.party}, {head.name}\n")
        if head.role == ROOT:
            deliver(f"  to compare by voice: {keys.fingerprint(head.public)}\n")
    return Code.NOTHING_LISTED


@app.command(short_help="The file by which a key joins a mission.")
def introduce(label: Label, mission: MissionFact = None, root: Root = None, days: Days = 30) -> Code:
    """Write the `.join` file by which the cell admits this key, and its party's root before it, to a mission.

    The root signs that the key is the party's; both keys show that whoever holds them agrees. The file holds no secret and no name
    but the label's, which the cell can forget.
    """
    from herald.commandline import clock, keys
    from herald.record import drafting
    from herald.record.acts import Role
    from herald.record.drafting import Author, Joining
    from herald.units import DAY, Instant

    with telling_problems(as_json=False):
        secret = keys.once(keys.passphrase)
        person = keys.opened(label, secret)
        if person.head.role != "person":
            raise typer.BadParameter(f"{label} is a {person.head.role}: introduce a person's key", param_hint="LABEL")
        above = keys.opened(root or _root_of(person.head.party), secret)
        facts = keys.mission_of(label, mission)
        keys.folder().bind(above.head.label, bytes(facts))
    now, party, origin = clock.now(), person.head.party, facts.origin
    rooted = drafting.key_act(above.signing, party, Role.ROOT, origin, now, None, None)
    ends = Instant(now + days * DAY)
    act = drafting.key_act(person.signing, party, Role.PERSON, origin, now, ends, person.head.person)
    number = keys.folder().next_seq(above.head.label, int(now))
    signed = drafting.draft(
        drafting.place(facts), Author(above.signing, party), act, {"name": label}, number, now, os.urandom
    )
    deliver(bytes(Joining(rooted, (signed.line(),))).decode())
    say(f"herald: compare by voice, figure by figure, the root of {party}: {keys.fingerprint(above.head.public)}")
    return Code.NOTHING_LISTED


@app.command(short_help="The entry by which a key counts no longer.")
def revoke(
    key: Annotated[str, typer.Argument(metavar="LABEL|NUMBER", help="Which key.", show_default=False)],
    by: Annotated[str, typer.Option("--by", metavar="LABEL", help="The root that revokes it.", show_default=False)],
    reason: Annotated[Reason, typer.Option("--reason", help="Why.", show_default=False)],
    mission: MissionFact = None,
) -> Code:
    """Write the entry by which a key counts no longer, signed by its party's root, or by the cell's.

    It counts from when the cell seals it: hand it in with `herald notice submit`. What the key signed before stands.
    """
    from herald.commandline import clock, keys
    from herald.record.acts import Revocation
    from herald.record.drafting import Author, draft, place

    with telling_problems(as_json=False):
        above = keys.opened(by)
        facts = keys.mission_of(by, mission)
        number = key if len(key) == 32 else next((h.name for h in keys.folder().heads() if h.label == key), key)
    seq = keys.folder().next_seq(by, int(now := clock.now()))
    act = Revocation(number, reason)
    author = Author(above.signing, above.head.party)
    deliver(draft(place(facts), author, act, {}, seq, now, os.urandom).line().decode() + "\n")
    return Code.NOTHING_LISTED


def _root_of(party: str) -> str:
    from herald.commandline import keys

    return keys.labelled(lambda head: head.party == party and head.role == ROOT, f"the root of {party}")


def _refuse_label(label: str) -> None:
    from herald.record.keyfile import is_label

    if not is_label(label):
        raise typer.BadParameter(f"{label}: letters, digits, - and _, at most 40, no - in front", param_hint="LABEL")


def _label_of(party: str) -> str:
    """A label for a party's root, whatever script its id is in."""
    from herald.desk.founding import slug

    return slug(party, "party")[:30]
