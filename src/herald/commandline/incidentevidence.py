"""`herald incident evidence`: taken in before it is sealed, kept as it came, and every look at it and copy of it sealed too."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from herald.commandline import acting, incidentacts, options, records
from herald.commandline.incidentacts import From, Key, Number, Until
from herald.commandline.outcome import Code, deliver, say, telling_problems
from herald.incident.codes import CustodyStep, Filmer

if TYPE_CHECKING:
    from herald.commandline.acting import Signer
    from herald.record.incidents import EvidenceTaken
    from herald.store.evidence import Shelf
    from herald.store.vault import Vault

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Index = Annotated[int, typer.Argument(metavar="INDEX", min=0, help="Which evidence, by its entry.", show_default=False)]
Why = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is sealed.", show_default=False)]
Target = Annotated[Path, typer.Argument(metavar="TARGET", help="Where the copy is to stand.", show_default=False)]
_VAULT = "the vault of identities"


@app.command(short_help="Take a file in: hashed, kept, then sealed.")
def add(  # noqa: PLR0913, PLR0917 -- a parameter for each option
    number: Number,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The original.", show_default=False)],
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="What it shows.", show_default=False)],
    basis: Annotated[
        str,
        typer.Option("--basis", metavar="TEXT", help="On which basis it is said who filmed it.", show_default=False),
    ],
    mission: records.MissionPath = None,
    key: Key = None,
    filmer: Annotated[Filmer, typer.Option("--filmer", help="Who filmed or wrote it.")] = Filmer.UNKNOWN,
    identity: Annotated[
        Path | None,
        typer.Option("--identity", metavar="FILE", help="Who that is: a text for the vault, never for the log."),
    ] = None,
    captured: Annotated[
        str | None, typer.Option("--captured", metavar="TEXT", help="When it was captured, as it is said.")
    ] = None,
    from_: From = None,
    until: Until = None,
    posted: Annotated[str | None, typer.Option("--posted", metavar="INSTANT", help="When it was posted.")] = None,
    url: Annotated[str | None, typer.Option("--url", metavar="URL", help="Where it was shown.")] = None,
    tool: Annotated[str | None, typer.Option("--tool", metavar="TEXT", help="With what it was captured.")] = None,
    operator: Annotated[str | None, typer.Option("--operator", metavar="ROLE", help="In which role by whom.")] = None,
    consent: Annotated[str | None, typer.Option("--consent", metavar="TEXT", help="To what consent was given.")] = None,
    source: Annotated[
        int | None, typer.Option("--source", metavar="INDEX", min=0, help="The source that it came from.")
    ] = None,
    as_json: options.AsJson = False,
) -> Code:
    """Take evidence in. Its bytes are on the disk under their hash before anything is sealed, and the original is never changed.

    Who filmed it goes to the vault, under a passphrase of its own (HERALD_VAULT_PASSPHRASE), and can be erased there; the log
    holds a commitment alone.
    """
    from herald.incident.contents import Evidence, When
    from herald.record.incidents import EvidenceTaken

    with telling_problems(as_json=as_json):
        by = incidentacts.signer(key, mission)
        shelf = _shelf(by)
        leaf = acting.leaf_of(by, number, None)
        stated_posted = None if posted is None else incidentacts.instant(posted, "--posted")
        content = Evidence(
            basis=basis,
            captured=incidentacts.when(captured, from_, until),
            consent=consent,
            filmer=filmer,
            headers=None,
            operator=operator,
            posted=None if stated_posted is None else When(stated_posted, str(posted), None),
            source=source,
            title=title,
            tool=tool,
            url=url,
        )
        incidentacts.checked(content)
        vault = None if identity is None else _put(by, identity)
        taken = shelf.take_file(file)
        say(f"herald: taken in: {taken.digest.hex()}, {taken.bytes} bytes, {taken.media}; {taken.arrival.value}")
        act = EvidenceTaken(taken.digest, number, leaf, taken.bytes, taken.media, number, vault)
        return incidentacts.entered(by, act, content, sign_only=False, as_json=as_json)


def _put(by: Signer, identity: Path) -> bytes:
    """The identity goes to the vault, which is made if there is none yet."""
    vault = _vault(by)
    text = acting.text_of(str(identity)).strip()
    if not text:
        raise typer.BadParameter(f"{identity}: nothing stands in it", param_hint="--identity")
    secret = _vault_passphrase(new=not vault.exists())
    if not vault.exists():
        vault.new(secret)
    return vault.put(text, os.urandom(32), secret)


@app.command("copy", short_help="A working copy, apart from the original.")
def copied(
    index: Index,
    target: Target,
    reason: Why,
    mission: records.MissionPath = None,
    key: Key = None,
    as_json: options.AsJson = False,
) -> Code:
    """Make a working copy. That it is made is sealed first; whatever becomes of the copy, the original stays as it is."""
    return _handed(index, target, reason, mission, key, CustodyStep.COPIED, None, as_json=as_json)


@app.command(short_help="A copy for somebody else.")
def export(
    index: Index,
    target: Target,
    reason: Why,
    to: Annotated[str, typer.Option("--to", metavar="TEXT", help="To whom it goes.", show_default=False)],
    mission: records.MissionPath = None,
    key: Key = None,
    as_json: options.AsJson = False,
) -> Code:
    """Make a copy for somebody else. That it goes out, to whom and why, is sealed before the copy is made."""
    return _handed(index, target, reason, mission, key, CustodyStep.EXPORTED, to, as_json=as_json)


def _handed(
    index: int,
    target: Path,
    reason: str,
    mission: str | None,
    key: str | None,
    step: CustodyStep,
    to: str | None,
    *,
    as_json: bool,
) -> Code:
    if target.exists():
        raise typer.BadParameter(f"{target}: something is there already", param_hint="TARGET")
    by, taken, shelf = _found(index, mission, key)
    code = _custody(by, index, taken, step, reason, to=to, digest=taken.digest, as_json=as_json)
    if code is Code.NOTHING_LISTED:
        shelf.working_copy(taken.digest, target)
        say(f"herald: the copy: {target}")
    return code


@app.command(short_help="A copy without metadata.")
def derive(
    index: Index,
    target: Target,
    reason: Why,
    mission: records.MissionPath = None,
    key: Key = None,
    longest_px: Annotated[
        int | None, typer.Option("--longest-px", metavar="N", min=16, max=65_535, help="No side longer than this.")
    ] = None,
    as_json: options.AsJson = False,
) -> Code:
    """Make a derivative: the picture or the sound alone, drawn anew by a process of its own, nothing else carried over.

    It is kept beside the original, under its own hash; that it was made, and with what, is sealed.
    """
    from herald.store import derivatives

    if target.exists():
        raise typer.BadParameter(f"{target}: something is there already", param_hint="TARGET")
    by, taken, shelf = _found(index, mission, key)
    made = derivatives.make(shelf, taken.digest, longest_px=longest_px)
    code = _custody(
        by,
        index,
        taken,
        CustodyStep.DERIVED,
        reason,
        tool=f"{made.tool} {made.version}",
        digest=made.taken.digest,
        as_json=as_json,
    )
    if code is Code.NOTHING_LISTED:
        shelf.working_copy(made.taken.digest, target)
        say(f"herald: the derivative: {target}")
    return code


@app.command(short_help="Does the original still have its bytes?")
def verify(index: Index, mission: records.MissionPath = None, key: Key = None, as_json: options.AsJson = False) -> Code:
    """Read the original and hold it against its sealed hash. That it was looked at is sealed. Ends with 4 if it does not fit."""
    by, taken, shelf = _found(index, mission, key)
    fits = shelf.verify(taken.digest)
    says = (
        "the original has the bytes that were sealed"
        if fits
        else "the original does NOT have the bytes that were sealed"
    )
    code = _custody(by, index, taken, CustodyStep.VERIFIED, says, as_json=as_json)
    say(f"herald: {says}")
    return code if fits else Code.UNVERIFIED


@app.command(short_help="Who filmed it, from the vault.")
def identity(
    index: Index, reason: Why, mission: records.MissionPath = None, key: Key = None, as_json: options.AsJson = False
) -> Code:
    """Read who filmed or gave it. That it was read, and why, is sealed before anything is shown."""
    by, taken, commitment, vault = _identified(index, mission, key)
    secret = _vault_passphrase()
    vault.read(commitment, secret)
    code = _custody(by, index, taken, CustodyStep.IDENTITY_READ, reason, as_json=as_json)
    if code is Code.NOTHING_LISTED:
        deliver(f"{vault.read(commitment, secret)}\n")
    return code


@app.command(short_help="Erase from the vault who filmed it.")
def forget(
    index: Index, reason: Why, mission: records.MissionPath = None, key: Key = None, as_json: options.AsJson = False
) -> Code:
    """Erase who filmed or gave it. The evidence and the log stay whole and verify; nobody can read any more who it was."""
    by, taken, commitment, vault = _identified(index, mission, key)
    vault.erase(commitment)
    return _custody(by, index, taken, CustodyStep.IDENTITY_ERASED, reason, as_json=as_json)


@app.command(short_help="Originals that no entry names, and what a crash left.")
def sweep(mission: records.MissionPath = None) -> Code:
    """Remove what a crash left of files that were being taken in, and list the originals that no entry names. None is removed."""
    from herald.desk import incidents
    from herald.store.evidence import Shelf

    path = records.path_of(mission)
    shelf = Shelf(_beside(path, ".evidence"))
    with records.moment(mission) as at:
        named = incidents.digests(at.record)
    gone, unnamed = shelf.sweep(), shelf.unnamed(named)
    deliver("".join(f"{digest.hex()}\n" for digest in unnamed))
    say(f"herald: {gone} unfinished removed; {len(unnamed)} of {len(shelf.digests())} originals named by no entry")
    return Code.SOMETHING_LISTED if unnamed else Code.NOTHING_LISTED


# -- Where it is kept ------------------------------------------------------------------------------------------------------


def _beside(mission: Path, ending: str) -> Path:
    return mission.with_name(mission.name + ending)


def _database(by: Signer) -> Path:
    if by.database is None:
        raise typer.BadParameter("the mission itself must be here: evidence is kept beside it", param_hint="M.db")
    return Path(by.database)


def _shelf(by: Signer) -> Shelf:
    from herald.store.evidence import Shelf

    return Shelf(_beside(_database(by), ".evidence"))


def _vault(by: Signer) -> Vault:
    from herald.store.vault import Vault

    return Vault(_beside(_database(by), ".vault"))


def _vault_passphrase(*, new: bool = False) -> str:
    """The vault rests under a passphrase of its own: who holds the cell's keys need not know who a bystander is."""
    from herald.commandline import keys

    return keys.passphrase_from(keys.VAULT_PASSPHRASE, _VAULT, new=new)


def _found(index: int, mission: str | None, key: str | None) -> tuple[Signer, EvidenceTaken, Shelf]:
    """Who acts, which evidence stands at this index, and where it is kept? Raises typer.BadParameter."""
    from herald.record.incidents import EvidenceTaken

    by = incidentacts.signer(key, mission)
    path = _database(by)
    with records.moment(str(path)) as at:
        try:
            act = at.record.sealed(index).entry().statement.act
        except IndexError:
            act = None
    if not isinstance(act, EvidenceTaken):
        raise typer.BadParameter(f"{index}: no evidence is sealed there", param_hint="INDEX")
    return by, act, _shelf(by)


def _identified(index: int, mission: str | None, key: str | None) -> tuple[Signer, EvidenceTaken, bytes, Vault]:
    by, taken, _ = _found(index, mission, key)
    if taken.vault is None:
        raise typer.BadParameter(f"{index}: with this evidence nobody's identity was given", param_hint="INDEX")
    return by, taken, taken.vault, _vault(by)


def _custody(  # noqa: PLR0913 -- what is sealed of one step
    by: Signer,
    index: int,
    taken: EvidenceTaken,
    step: CustodyStep,
    reason: str,
    *,
    to: str | None = None,
    tool: str | None = None,
    digest: bytes | None = None,
    as_json: bool,
) -> Code:
    from herald.incident.contents import Custody
    from herald.record.incidents import CustodyTaken

    act = CustodyTaken(digest, taken.incident, acting.leaf_of(by, index, None), index, step)
    return incidentacts.entered(by, act, Custody(reason, to, tool), sign_only=False, as_json=as_json)
