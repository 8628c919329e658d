"""`herald key`: the keys with which a party signs, made and kept on its own machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import options
from herald.commandline.keys import MissionFact
from herald.commandline.outcome import Code, deliver, say, telling_problems
from herald.record.acts import Reason, Role
from herald.wording import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from herald.canonical import Json
    from herald.record.keyfile import Head

app = typer.Typer(no_args_is_help=True, help="The keys with which a party signs, made and kept on its own machine.")

Label = Annotated[str, typer.Argument(metavar="LABEL", help="What you call the key.", show_default=False)]
PartyId = Annotated[str, typer.Option("--party", metavar="ID", help="Whose key it is.", show_default=False)]
Root = Annotated[str | None, typer.Option("--root", metavar="LABEL", help="The party's root; else the one here.")]
Days = Annotated[int, typer.Option("--days", min=1, max=3650, help="For how long the key counts.")]
ROOT = "root"


@app.command(short_help="A new key.")
def new(
    label: Label,
    party: PartyId,
    role: Annotated[Role, typer.Option("--role", help="What the key is for.")] = Role.PERSON,
    person_of: Annotated[
        str | None, typer.Option("--person-of", metavar="LABEL", help="Of the same person as this older key.")
    ] = None,
) -> Code:
    """Make a key of this party, under a passphrase: of a person, unless another role is asked for.

    A party's first key comes with its root, which admits and revokes its other keys and is used for nothing else: keep a copy of
    it apart.
    """
    from herald.commandline import keys
    from herald.record.keyfile import is_label

    if not is_label(label):
        raise typer.BadParameter(f"{label}: letters, digits, - and _, at most 40, no - in front", param_hint="LABEL")
    heads = keys.folder().heads()
    person = _person(heads, party, person_of) if role is Role.PERSON else None
    secret = keys.once(lambda name: keys.passphrase(name, new=True))
    if role is not Role.ROOT and not any(head.party == party and head.role == ROOT for head in heads):
        made = keys.keep(keys.drawn(), f"{slug(party, 'party')[:30]}-root", party, ROOT, secret(label))
        say(
            f"herald: also made {made.head.label}, the root of {party}: it admits and revokes this party's keys. "
            "Keep a copy where this machine is not."
        )
    held = keys.keep(keys.drawn(), label, party, role.value, secret(label), person)
    deliver(f"{held.head.label}: a {role} key of {party}, number {held.head.name}\n")
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

    The root signs that the key is the party's; both keys show that whoever holds them agrees. The file holds no secret, and no name
    but the label, which the cell can forget. A root introduces itself alone.
    """
    from herald.commandline import clock, keys
    from herald.record import drafting
    from herald.record.drafting import Author, Joining
    from herald.units import DAY, Instant

    with telling_problems(as_json=False):
        secret = keys.once(keys.passphrase)
        held = keys.opened(label, secret)
        above = held if held.head.role == ROOT else keys.opened(root or _root_of(held.head.party), secret)
        if held.head.role not in {role.value for role in Role}:
            raise typer.BadParameter(
                f"{label}: a {held.head.role}'s key is in no mission but in its policy", param_hint="LABEL"
            )
        facts = keys.mission_of(label, mission)
        keys.folder().bind(above.head.label, bytes(facts))
    now, party, origin = clock.now(), held.head.party, facts.origin
    rooted = drafting.key_act(above.signing, party, Role.ROOT, origin, now, None, None)
    lines = []
    if held is not above:
        role = Role(held.head.role.value)
        act = drafting.key_act(held.signing, party, role, origin, now, Instant(now + days * DAY), held.head.person)
        values: dict[str, Json] = {"name": label} if role is Role.PERSON else {}
        number, author = keys.folder().next_seq(above.head.label, int(now)), Author(above.signing, party)
        lines = [drafting.draft(drafting.place(facts), author, act, values, number, now, os.urandom).line()]
    deliver(bytes(Joining(rooted, tuple(lines))).decode())
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


def _person(heads: Sequence[Head], party: str, older: str | None) -> str:
    """By which number is the person known whose key it is? A new one, unless it is the person of an older key."""
    if older is None:
        return os.urandom(16).hex()
    found = next((head.person for head in heads if head.label == older and head.party == party), None)
    if found is None:
        raise typer.BadParameter(f"{older}: no key of a person of {party} is called so here", param_hint="--person-of")
    return found
