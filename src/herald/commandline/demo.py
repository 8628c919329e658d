"""`herald demo`: one exercise day, checked from beginning to end."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

import herald
from herald.commandline.outcome import Code, Undelivered, deliver
from herald.commandline.rehearsal import rehearse
from herald.commandline.retelling import retold

SCENARIO = "lapwing-cross"
AGREEMENT = "agreement.toml"
NOTICES = ("aster.geojson", "birch.geojson", "relief.geojson")
BASE_LAYER = "base-layer.geojson"
TITLE = "The day at Lapwing Cross"
DEFAULT_PAGE = "out/herald-demo.html"
FOLDER = "herald-demo"
"""Where the exercise's mission goes: a folder beside the page."""

Html = Annotated[str, typer.Option("--html", metavar="PATH", help="Where to write the report.")]


def demo(html: Html = DEFAULT_PAGE) -> Code:
    """Check an exercise day on an invented island, file it in a mission, prove one notice, and write the report.

    Ends with 0; the path of the report is the last line.
    """
    from herald import files as held
    from herald.check.answer import Limits
    from herald.commandline import page
    from herald.commandline.check import answered, style
    from herald.formats import terminal
    from herald.pages.baselayer import parse_base_layer

    folder = scenario()
    paths = [str(folder / name) for name in NOTICES]
    if html == DEFAULT_PAGE:
        Path(html).parent.mkdir(exist_ok=True)
    destination = page.destination(html, paths)
    notices, agreement = held.read(paths, folder / AGREEMENT)
    limits = Limits()
    answer = answered(notices, agreement, limits)
    base = parse_base_layer((folder / BASE_LAYER).read_bytes(), BASE_LAYER)
    page.write(destination, answer, notices, agreement, limits, title=TITLE, base=base)
    deliver(terminal.render(answer, notices, agreement, limits, style()))
    rehearsed = rehearse(destination.parent / FOLDER, notices, held.agreement_text(folder / AGREEMENT))
    deliver(rehearsed.words)
    deliver(retold(destination.parent / FOLDER, notices, held.agreement_text(folder / AGREEMENT)))
    deliver(_afterword(folder, paths, rehearsed.bundle, destination))
    return Code.NOTHING_LISTED


def scenario() -> Path:
    """In which folder is the exercise? Beside the package where it was installed from a wheel, else in the clone.

    Raises Undelivered where it is in neither.
    """
    package = Path(herald.__file__).parent
    for home in (package / "scenarios", package.parents[1] / "scenarios"):
        if (home / SCENARIO / AGREEMENT).is_file():
            return home / SCENARIO
    raise Undelivered(f"the exercise {SCENARIO} is missing from this installation; install Herald again")


def _afterword(folder: Path, paths: list[str], bundle: Path, page: Path) -> str:
    command = " ".join(["herald check --agreement", shlex.quote(str(folder / AGREEMENT)), *map(shlex.quote, paths)])
    return (
        f"\nThe answer again, from the files:\n{command}\n\nThe proof, with its verifier in it:\n{bundle.resolve()}\n\n"
        f"The report, with map, timeline and every number:\n{page.resolve()}\n"
    )
