"""PostgreSQL with PostGIS: one GiST index of two columns, map and time, and `ST_CPAWithin` on each candidate.

The server is one of its own: a data directory in a temporary folder, a socket there and no network, an unprivileged user,
stopped and removed at the end. Its time is the CPU time of the server process that answers; the client's is left out.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psycopg

from bench.measure import Answer, of_process
from bench.movements import Floats, Movements
from bench.peers import CannotBeHad

BINARIES = Path("/usr/lib/postgresql")
DISTRIBUTION = Path("/usr/share/postgresql")
USER = "postgres"
LOCALE = ("--locale", "C", "--encoding", "UTF8", "--no-sync")
READY = "ready to accept connections"
# Neither durability nor other backends are measured, and one thread is one thread.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "autovacuum": "off",
    "shared_buffers": "1GB",
    "maintenance_work_mem": "512MB",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "jit": "off",
    "log_checkpoints": "off",
}
VERSION = "SELECT split_part(version(), ' ', 2) || ', PostGIS ' || postgis_lib_version()"
ONE = """
    WITH mine AS MATERIALIZED (SELECT line::geometry AS line, during FROM unnest(%s::text[], %s::int8range[]) m(line, during))
    SELECT leg.movement FROM mine JOIN leg ON leg.line && ST_Expand(mine.line, %s) AND leg.during && mine.during
    WHERE ST_CPAWithin(leg.line, mine.line, %s)
"""
EACH = """
    SELECT a.movement, b.movement FROM leg a JOIN leg b ON b.line && ST_Expand(a.line, %s) AND b.during && a.during
    WHERE a.id < b.id AND a.movement <> b.movement AND ST_CPAWithin(a.line, b.line, %s)
"""


class Peer:
    """A table of legs as lines whose measure is time; one statement for all legs of the notice."""

    title = "PostgreSQL + PostGIS"
    pairs_up_to = 200_000

    def __init__(self, base: psycopg.Connection, stored: Movements, asked: Movements, separation_m: float) -> None:
        self.base, self.asked, self.separation_m = base, asked, separation_m
        self.clock = of_process(base.info.backend_pid)
        self.lines, self.during = _lines(asked.scheduled()), _during(asked.scheduled())
        base.execute("CREATE EXTENSION postgis")
        self.version = base.execute(VERSION).fetchall()[0][0]
        base.execute("CREATE UNLOGGED TABLE leg (id int, movement int, line geometry, during int8range)")
        rows = stored.scheduled()
        with base.cursor().copy("COPY leg FROM STDIN") as copy:
            for begin in range(0, len(rows), 10_000):
                some = rows[begin : begin + 10_000]
                of = stored.movement[begin : begin + 10_000].tolist()
                texts = zip(range(begin, begin + len(some)), of, _lines(some), _during(some), strict=True)
                copy.write("".join(f"{leg}\t{movement}\t{line}\t{during}\n" for leg, movement, line, during in texts))
        base.execute("CREATE INDEX ON leg USING gist (line, during)")
        base.execute("ANALYZE leg")

    def near(self, notice: int) -> Answer:
        legs, d = self.asked.legs(notice), self.separation_m
        found = self.base.execute(ONE, (self.lines[legs], self.during[legs], d, d), prepare=True).fetchall()
        return np.array(found, dtype=np.intp).reshape(-1)

    def pairs(self) -> Answer:
        found = self.base.execute(EACH, (self.separation_m, self.separation_m)).fetchall()
        return np.array(found, dtype=np.intp).reshape(-1, 2)

    def nbytes(self) -> int:
        """Table and index."""
        ((size,),) = self.base.execute("SELECT pg_total_relation_size('leg')").fetchall()
        return int(size)


def _lines(rows: Floats) -> list[str]:
    """Each leg as text that PostGIS reads, its measure in seconds."""
    ends = np.column_stack([rows[:, :2], rows[:, 4], rows[:, :2] + rows[:, 2:4], rows[:, 5]]).tolist()
    return [f"LINESTRING M({a!r} {b!r} {c!r},{d!r} {e!r} {f!r})" for a, b, c, d, e, f in ends]


def _during(rows: Floats) -> list[str]:
    """Each leg's time as a range of microseconds."""
    return [f"[{a},{b}]" for a, b in np.round(rows[:, 4:] * 1e6).astype(np.int64).tolist()]


@contextmanager
def opened(stored: Movements, asked: Movements, separation_m: float) -> Iterator[Peer]:
    """The peer, holding these movements in a server of its own. Raises CannotBeHad where there is none to start."""
    with (
        tempfile.TemporaryDirectory(prefix="herald-bench-") as folder,
        _server(Path(folder)) as host,
        psycopg.connect(host=host, user=USER, dbname="postgres", autocommit=True) as base,
    ):
        yield Peer(base, stored, asked, separation_m)


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """A server that runs as long as this lasts, and no longer than this process; the folder of its socket."""
    binaries = _binaries()
    data = str(folder / "data")
    if os.geteuid() == 0:
        shutil.chown(folder, USER, USER)
    _prepared(folder, [str(binaries / "initdb"), "--pgdata", data, "--username", USER, "--auth", "trust", *LOCALE])
    settings = {**SETTINGS, "unix_socket_directories": str(folder)}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = _unprivileged("--pdeathsig", "QUIT", str(binaries / "postgres"), "-D", data, *options)
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
        said = []
        for line in server.stderr or ():
            said.append(line)
            if READY in line:
                break
        else:
            raise CannotBeHad(f"postgres: {''.join(said).strip()[-300:]}")
        try:
            yield str(folder)
        finally:
            server.send_signal(signal.SIGQUIT)


def _binaries() -> Path:
    """Where is the newest server that has PostGIS beside it?"""
    for binaries in sorted(BINARIES.glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True):
        if (DISTRIBUTION / binaries.parent.name / "extension" / "postgis.control").exists():
            return binaries
    raise CannotBeHad("Debian's postgresql-postgis is not installed (as root, HERALD_APT=1 make bench installs it)")


def _prepared(folder: Path, command: list[str]) -> None:
    """Runs a command of the server to its end. Raises CannotBeHad with what it said if it fails."""
    done = subprocess.run(_unprivileged(*command), cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotBeHad(f"{Path(command[0]).name}: {(done.stderr or done.stdout).strip()[-300:]}")


def _unprivileged(*command: str) -> list[str]:
    """The command as a user of few rights: the server's own where this is root, whom it would refuse to serve."""
    another = [f"--reuid={USER}", f"--regid={USER}", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *another, *command]
