"""Is the wall clock banned? An answer depends on what was filed, never on when it was asked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import committed

RUFF = Path(sys.executable).with_name("ruff")


def ruff(source: str, where: str) -> str:
    return subprocess.run(
        [str(RUFF), "check", "--quiet", "--output-format=concise", "--select=TID251", f"--stdin-filename={where}", "-"],
        cwd=committed.ROOT,
        input=source,
        capture_output=True,
        text=True,
        check=False,
    ).stdout


@pytest.mark.parametrize("where", ["src/herald/check/planted.py", "src/herald/pages/planted.py", "tests/planted.py"])
@pytest.mark.parametrize(
    "source",
    [
        "import datetime\ndatetime.datetime.now(datetime.UTC)\n",
        "from datetime import UTC, datetime\ndatetime.now(UTC)\n",
        "from datetime import datetime\ndatetime.utcnow()\n",
        "from datetime import datetime\ndatetime.today()\n",
        "from datetime import date\ndate.today()\n",
        "import time\ntime.time()\n",
        "from time import time_ns\ntime_ns()\n",
        "import time as clock\nclock.gmtime()\n",
        "import time\ntime.localtime()\n",
        "import time\ntime.sleep(1)\n",
    ],
)
def test_a_planted_look_at_the_clock_is_reported(source: str, where: str) -> None:
    assert "TID251" in ruff(source, where)


def test_a_stated_instant_is_not_reported() -> None:
    assert ruff("from datetime import UTC, datetime\ndatetime(2026, 3, 1, tzinfo=UTC)\n", "src/herald/x.py") == ""


def test_nobody_outside_the_edges_excuses_themselves_from_the_ban() -> None:
    excused = [
        where
        for where, line in committed.lines()
        if where.startswith("src/herald/") and "TID251" in line and not where.startswith("src/herald/commandline/")
    ]
    assert excused == []
