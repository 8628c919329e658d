"""Do the locks hold what pyproject.toml asks for, every file by its hash, and agree with each other?"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from tests.house import committed

LOCKS = ("run", "build", "fast", "test", "data", "bench", "lock", "witness")
PINNED = re.compile(r"([a-z0-9-]+)==(\S+)( ; .+?)? \\")
PROJECT = tomllib.loads((committed.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ASKED = {
    "run": PROJECT["project"]["dependencies"],
    "fast": PROJECT["project"]["optional-dependencies"]["fast"],
    **PROJECT["dependency-groups"],
}


def lock(group: str) -> Path:
    return committed.ROOT / "requirements" / f"{group}.txt"


def pinned(group: str) -> dict[tuple[str, str], list[str]]:
    """What does a lock pin? Name and version, each with its hashes; any line that is neither fails."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in lock(group).read_text(encoding="utf-8").splitlines():
        if match := PINNED.fullmatch(line):
            hashes = found.setdefault((match[1], match[2]), [])
        elif match := re.fullmatch(r"    --hash=sha256:([0-9a-f]{64})(?: \\)?", line):
            hashes.append(match[1])
        else:
            assert line.lstrip().startswith("#"), f"{group}.txt: {line}"
    return found


@pytest.mark.parametrize("group", LOCKS)
def test_every_pinned_version_has_the_hashes_of_its_files(group: str) -> None:
    assert pinned(group)
    assert [name for name, hashes in pinned(group).items() if not hashes or len(set(hashes)) != len(hashes)] == []


@pytest.mark.parametrize("group", LOCKS)
def test_a_lock_holds_all_that_pyproject_asks_for(group: str) -> None:
    asked = {re.split(r"[\s;<>=!~\[]", requirement, maxsplit=1)[0].lower() for requirement in ASKED[group]}
    assert asked
    assert asked <= {name for name, _ in pinned(group)}


def test_every_group_of_pyproject_has_its_lock() -> None:
    assert set(ASKED) == set(LOCKS)
    assert {path.name for path in (committed.ROOT / "requirements").iterdir()} == {f"{group}.txt" for group in LOCKS}


def test_the_build_backend_is_in_the_lock() -> None:
    needed = set(PROJECT["build-system"]["requires"]) | {"editables"}
    assert needed <= {name for name, _ in pinned("build")}


def test_the_groups_go_into_one_environment_together() -> None:
    versions = defaultdict(set)
    for group in LOCKS:
        for name, version in pinned(group):
            versions[name, group].add(version)
    for (name, group), here in versions.items():
        for earlier in LOCKS[: LOCKS.index(group)]:
            assert here <= versions.get((name, earlier), here), f"{name} differs between {earlier} and {group}"


def test_pymeos_is_asked_for_only_where_it_has_wheels() -> None:
    (asked,) = [requirement for requirement in ASKED["test"] if requirement.startswith("pymeos")]
    assert asked == "pymeos; platform_machine == 'x86_64' and python_version < '3.14'"
