"""What the world did: why a command could do nothing. One root, each kind with a stable code, what happened, what to do."""

from __future__ import annotations

from typing import ClassVar


class Prevented(Exception):
    """Nothing was done, or nothing of it holds. The words say what happened and what to do."""

    code: ClassVar[str] = "prevented"
