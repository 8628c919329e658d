"""Whose keys does this machine hold, and how are they opened? The folder, and the passphrase."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from herald.record.keyfile import Head, PrivateKey
    from herald.record.missionfile import MissionFile
    from herald.store.keyfolder import KeyFolder
    from herald.tlog.keys import SigningKey

KeyLabel = Annotated[
    str, typer.Option("--key", metavar="LABEL", help="Which of this machine's keys signs.", show_default=False)
]
MissionFact = Annotated[
    str | None,
    typer.Option("--mission", metavar="M.mission", help="For which mission; else the one the key was introduced to."),
]
FOLDER = "HERALD_KEYS"
PASSPHRASE = "HERALD_PASSPHRASE"  # noqa: S105  the name of a variable
VAULT_PASSPHRASE = "HERALD_VAULT_PASSPHRASE"  # noqa: S105  the name of another

T = TypeVar("T")


def folder() -> KeyFolder:
    """Where are the keys? In HERALD_KEYS, else in `.herald` of the home folder."""
    from herald.store.keyfolder import KeyFolder

    return KeyFolder(Path(os.environ.get(FOLDER) or Path.home() / ".herald"))


def passphrase(label: str, *, new: bool = False) -> str:
    """Under which passphrase does this key rest? From HERALD_PASSPHRASE, else asked for; never from the command line itself.

    Raises typer.BadParameter where there is nobody to ask, or a new one is unfit.
    """
    return passphrase_from(PASSPHRASE, label, new=new)


def passphrase_from(variable: str, label: str, *, new: bool = False) -> str:
    """The same, from this variable of the environment."""
    from herald.record.keyfile import unfit

    given = os.environ.get(variable)
    if given is None and not sys.stdin.isatty():
        raise typer.BadParameter(f"set {variable}, or call from a terminal", param_hint=f"passphrase of {label}")
    if given is None:
        given = str(typer.prompt(f"Passphrase of {label}", hide_input=True, confirmation_prompt=new, err=True))
    if new and (why := unfit(given)):
        raise typer.BadParameter(why, param_hint="passphrase")
    return given


def opened(label: str, secret: Callable[[str], str] = passphrase) -> PrivateKey:
    """Which key is this? Raises the refusals of the folder and of the passphrase, and Malformed for a file that is none."""
    from herald.record import keyfile

    return keyfile.opened(folder().read(label), secret(label), f"{label}.key")


def once(ask: Callable[[str], T]) -> Callable[[str], T]:
    """The same answer for every label: a cell's three keys are asked for once."""
    held: list[T] = []

    def asked(label: str) -> T:
        if not held:
            held.append(ask(label))
        return held[0]

    return asked


def labelled(fits: Callable[[Head], bool], what: str) -> str:
    """Which key of this folder is it? Raises KeyFolderRefused where none fits, and says what was looked for."""
    from herald.store.keyfolder import KeyFolderRefused

    keys = folder()
    found = [head.label for head in keys.heads() if fits(head)]
    if not found:
        raise KeyFolderRefused(f"{what} is not among the keys of this machine ({keys.path})")
    return found[0]


def keep(key: SigningKey, label: str, party: str, role: str, secret: str, person: str | None = None) -> PrivateKey:
    """A new key in the folder, under this passphrase."""
    from herald.record import keyfile
    from herald.record.keyfile import KeyRole
    from herald.units import PartyId

    held = keyfile.private_key(key, label, PartyId(party), KeyRole(role), person)
    salt, nonce = os.urandom(keyfile.SALT_BYTES), os.urandom(keyfile.NONCE_BYTES)
    folder().new(keyfile.sealed(held, secret, salt, nonce))
    return held


def drawn(name: str | None = None) -> SigningKey:
    """A new key, by lot. Its name is a number drawn by lot, unless it is a log's."""
    from herald.tlog.keys import KEY_BYTES, Kind, SigningKey

    return SigningKey(name or os.urandom(16).hex(), Kind.NOTE, os.urandom(KEY_BYTES))


def mission_of(label: str, given: str | None) -> MissionFile:
    """For which mission does this key sign? The one given, which is then remembered; else the one remembered."""
    from herald import files
    from herald.record import missionfile

    keys = folder()
    if given is not None:
        data = files.contents([given])[given]
        found = missionfile.read(data, given)
        keys.bind(label, data)
        return found
    held = keys.bound(label)
    if held is None:
        raise typer.BadParameter("the key was introduced to no mission yet: name its file", param_hint="--mission")
    return missionfile.read(held, f"{label}.mission")


def in_groups(figures: str, width: int) -> str:
    """Figures in groups, to be read aloud."""
    return " ".join(figures[at : at + width] for at in range(0, len(figures), width))


def fingerprint(public: bytes) -> str:
    """How is a public key compared by voice? Forty figures of its SHA-256 in groups of four: nobody finds another with the same."""
    from hashlib import sha256

    return in_groups(f"{int.from_bytes(sha256(public).digest()) % 10**40:040d}", 4)
