"""How is a bundle made? The evidence, as far as it may be revealed; the verifier; and what that verifier says of it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import herald
from herald.commandline.outcome import Undelivered

if TYPE_CHECKING:
    from herald.commandline.records import Moment
    from herald.disclosure.bundle import Bundle

VERIFIER = "verify.py"
_ITS_OWN = "What the verifier beside this file said when the bundle was made. Believe what it says when you run it yourself.\n\n"


def bundled(at: Moment, index: int, reveal: Collection[str] | None, party: str | None) -> tuple[bytes, Bundle]:
    """Which file proves the entry at this index, and what does it reveal? Raises Withheld; IndexError where nothing is sealed."""
    from herald.commandline.records import viewer
    from herald.desk import stating
    from herald.disclosure.bundle import BY_DEFAULT, bundle
    from herald.formats.mission.bundle import render

    evidence = stating.evidence(at.record, at.books, index)
    chosen = [name for name in BY_DEFAULT if name in evidence.entry.openings] if reveal is None else reveal
    shown = bundle(evidence, viewer(party), chosen)
    verifier = verifier_path().read_bytes()
    said = _said(render(shown, verifier, ""))
    return render(shown, verifier, _ITS_OWN + said), shown


def verifier_path() -> Path:
    """Where is the stand-alone verifier? In the clone, or beside the package where it was installed from a wheel.

    Raises Undelivered where it is in neither.
    """
    package = Path(herald.__file__).parent
    for home in (package / "stand-alone", package.parents[1]):
        if (home / VERIFIER).is_file():
            return home / VERIFIER
    raise Undelivered(f"{VERIFIER} is missing from this installation; install Herald again")


def _said(made: bytes) -> str:
    """What does the verifier say of these bytes, run by itself?"""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "entry.herald"
        path.write_bytes(made)
        command = [sys.executable, "-I", str(verifier_path()), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")  # noqa: S603
    return done.stdout
