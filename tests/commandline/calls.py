"""How the tests of the command line call it: in this process through Typer's runner, or as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from herald.commandline.main import app

SOURCES = str(Path(__file__).resolve().parents[2] / "src")
TEN, TWENTY_PAST, ELEVEN = "2026-03-01T10:00:00Z", "2026-03-01T10:20:00Z", "2026-03-01T11:00:00Z"
DELIVERY = "voluntary; does not create or remove legal protection; not a guarantee"


def herald(*arguments: str | Path, stdin: bytes = b"", env: dict[str, str] | None = None) -> Result:
    """The command, run in this process."""
    return CliRunner().invoke(app, [str(each) for each in arguments], input=stdin, env=env)


def herald_process(
    *arguments: str | Path, stdin: bytes = b"", env: dict[str, str] | None = None, longest_s: float = 120
) -> subprocess.CompletedProcess[bytes]:
    """The command, as a process of its own; `longest_s` is for one that hangs, not for one that is slow."""
    return subprocess.run(
        invocation(*arguments), input=stdin, capture_output=True, check=False, timeout=longest_s, env=environment(env)
    )


def invocation(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "herald.commandline.main", *map(str, arguments)]


def environment(more: dict[str, str] | None = None) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": SOURCES, **(more or {})}


def notice(name: str, party: str, geometry: tuple[str, Any], windows: Any, **more: Any) -> dict[str, Any]:
    """A feature; without `kind` a movement on the ground, or a site."""
    shape, coordinates = geometry
    kind = "ground-movement" if shape == "LineString" else "static-site"
    properties = {"id": name, "party": party, "kind": kind, "windows": windows, **more}
    return {"type": "Feature", "geometry": {"type": shape, "coordinates": coordinates}, "properties": properties}


def column(
    name: str = "column", party: str = "aster", windows: Any = ((TEN, TEN), (TWENTY_PAST, TWENTY_PAST)), **more: Any
) -> dict[str, Any]:
    """20 minutes along the equator, at sea, without slack."""
    return notice(name, party, ("LineString", [[-20, 0], [-19.8, 0]]), windows, buffer_m=10, **more)


def post(name: str = "post", party: str = "birch", window: Sequence[str | None] = (TEN, ELEVEN)) -> dict[str, Any]:
    """553 m north of the middle of the column's way."""
    return notice(name, party, ("Point", [-19.9, 0.005]), [list(window)])


def far(name: str = "far", party: str = "birch") -> dict[str, Any]:
    """55 km from the column."""
    return notice(name, party, ("Point", [-19.9, 0.5]), [[TEN, ELEVEN]])


def collection(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def filed(folder: Path, name: str, *features: dict[str, Any]) -> Path:
    """A file of these notices."""
    path = folder / name
    path.write_bytes(collection(*features))
    return path
