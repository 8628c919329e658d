"""Does import-linter report an import that runs the wrong way? Each is planted in a copy of the house."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import committed

LINTER = Path(sys.executable).with_name("lint-imports")
ONE_WAY = "Imports run one way"
PURE = "From the units to disclosure nothing does I/O"
LET_OUT = "What leaves the record is what disclosure let out"
NO_NETWORK = "Only the courier speaks to a network"
BROKEN = re.compile(r" BROKEN( \(\d+ ignored imports\))?$")
DOORS = "stay at their own doors"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source and its contracts, in which anything may be planted."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copytree(committed.SOURCE, copy / "src" / "herald", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(committed.ROOT / "pyproject.toml", copy)
    return copy


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINTER), "--no-logo", "--no-cache"],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_house_as_it_stands_keeps_its_contracts(house: Path) -> None:
    done = lint(house)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("where", "planted", "contract"),
    [
        ("units.py", "import herald.check.answer", ONE_WAY),
        ("wording.py", "import herald.check.answer", ONE_WAY),
        ("keyboard.py", "import herald.clocktext", ONE_WAY),
        ("clocktext.py", "import herald.geometry.coordinates", ONE_WAY),
        ("geometry/planted.py", "import herald.notice.model", ONE_WAY),
        ("tlog/planted.py", "import herald.geometry.ellipsoid", ONE_WAY),
        ("geometry/planted.py", "import herald.tlog.tree", ONE_WAY),
        ("agreement/planted.py", "import herald.notice.model", ONE_WAY),
        ("check/planted.py", "import herald.commandline", ONE_WAY),
        ("formats/planted.py", "import herald.pages", ONE_WAY),
        ("pages/planted.py", "import herald.formats", ONE_WAY),
        ("a_room_nobody_placed.py", "import herald.units", ONE_WAY),
        ("check/planted.py", "import sqlite3", PURE),
        ("notice/planted.py", "from time import monotonic", PURE),
        ("clocktext.py", "import time", PURE),
        ("geometry/planted.py", "import os.path", PURE),
        ("tlog/planted.py", "from secrets import token_bytes", PURE),
        ("record/planted.py", "import os", PURE),
        ("disclosure/planted.py", "import sqlite3", PURE),
        ("record/planted.py", "import herald.disclosure.status", ONE_WAY),
        ("disclosure/planted.py", "import herald.ports", ONE_WAY),
        ("desk/planted.py", "import herald.store.memory", ONE_WAY),
        ("store/planted.py", "import herald.desk.books", ONE_WAY),
        ("formats/planted.py", "import herald.desk.books", ONE_WAY),
        ("formats/mission/planted.py", "import herald.record.facts", LET_OUT),
        ("pages/planted.py", "import herald.ports", LET_OUT),
        ("pages/planted.py", "import http.client", NO_NETWORK),
        ("commandline/planted.py", "import socket", NO_NETWORK),
        ("desk/planted.py", "import urllib.request", NO_NETWORK),
        ("store/planted.py", "from socketserver import TCPServer", NO_NETWORK),
        ("formats/planted.py", "import ssl", NO_NETWORK),
        ("files.py", "from http.server import HTTPServer", NO_NETWORK),
        ("courier/planted.py", "import asyncio", NO_NETWORK),
        ("courier/planted.py", "import ftplib", NO_NETWORK),
        ("courier/planted.py", "from smtplib import SMTP", NO_NETWORK),
        ("courier/planted.py", "import xmlrpc.client", NO_NETWORK),
        ("courier/planted.py", "import herald.desk.witnessing", ONE_WAY),
        ("courier/planted.py", "import herald.store.memory", ONE_WAY),
        ("desk/planted.py", "import herald.courier.asking", ONE_WAY),
        ("store/planted.py", "import herald.courier.asking", ONE_WAY),
        ("check/planted.py", "import jinja2", DOORS),
    ],
)
def test_an_import_that_runs_the_wrong_way_is_reported(house: Path, where: str, planted: str, contract: str) -> None:
    path = house / "src" / "herald" / where
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\n{planted}\n", encoding="utf-8")
    try:
        done = lint(house)
    finally:
        path.unlink() if before is None else path.write_text(before, encoding="utf-8")
    assert done.returncode == 1
    (broken,) = [line for line in done.stdout.splitlines() if BROKEN.search(line)]
    assert contract in broken
