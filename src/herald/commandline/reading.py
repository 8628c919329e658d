"""Reading the files that a command names: how far along it is, is told where it takes long."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from herald.commandline.progress import Progress, reading

if TYPE_CHECKING:
    from herald.agreement.model import Agreement
    from herald.notice.model import Notice


def read(
    files: Sequence[str], agreement: str | None = None, given: Mapping[str, object] | None = None
) -> tuple[tuple[Notice, ...], Agreement | None]:
    """Which notices do these files hold, and which agreement? Raises Unopenable or Malformed."""
    from herald import files as held

    with Progress(sys.stderr, words=reading) as progress:
        return held.read(files, agreement, given=given, progress=progress)
