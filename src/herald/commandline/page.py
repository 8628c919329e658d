"""Where does the report page go? Asked before the check begins, so that a long check does not end at a closed door."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from herald.commandline.outcome import Undelivered

if TYPE_CHECKING:
    from herald.agreement.model import Agreement
    from herald.check.answer import Answer, Limits
    from herald.notice.model import Notice
    from herald.pages.baselayer import BaseLayer

_NOT_HERE = "the page needs a file of its own; standard output is for the answer"


def destination(path: str, inputs: Sequence[str]) -> Path:
    """Which file shall the page be?

    Raises typer.BadParameter where it cannot be written, or would overwrite what was to be read.
    """
    target = Path(path)
    why = _NOT_HERE if path == "-" else mistake(target, inputs)
    if why is not None:
        raise typer.BadParameter(f"{path}: {why}", param_hint="--html")
    return target


def write(
    target: Path,
    answer: Answer,
    notices: Sequence[Notice],
    agreement: Agreement | None,
    limits: Limits,
    title: str | None = None,
    base: BaseLayer | None = None,
) -> None:
    """Write the report of this answer, whole or not at all. Raises Undelivered."""
    from herald import files
    from herald.pages.report import render
    from herald.pages.view import report_view

    html = render(report_view(answer, notices, agreement, limits, title, base))
    try:
        files.write_whole(target, html.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise Undelivered(
            f"the report could not be written to {target}: {error.strerror}; no answer was given"
        ) from error


def mistake(target: Path, inputs: Sequence[str]) -> str | None:
    """Why can this file not be written? None if it can; one of the inputs never is."""
    if target.is_dir():
        return "it is a folder"
    if not target.parent.is_dir():
        return f"the folder {target.parent} does not exist; make it first"
    if not os.access(target if target.exists() else target.parent, os.W_OK):
        return "it cannot be written there"
    if any(_same(target, Path(each)) for each in inputs):
        return "it is one of the files to be read"
    return None


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False
