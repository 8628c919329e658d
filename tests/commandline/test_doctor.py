from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from herald.check import pairs
from herald.check.answer import Answer, Clears
from herald.commandline import doctor
from herald.units import Instant
from tests.commandline.calls import herald


def test_it_names_every_version_and_answers_right() -> None:
    ended = herald("doctor", "--json")
    assert ended.exit_code == 0
    report = json.loads(ended.stdout)
    libraries = ("numpy", "pyproj", "proj", "typer", "jinja2", "mgrs", "openpyxl", "rapidfuzz", "tzdata")
    record = ("cryptography", "sqlite", "numba")
    assert list(report["versions"]) == ["herald", "python", *libraries, *record]
    assert report["self_check"]["right"] is True
    assert [case["right"] for case in report["self_check"]["cases"]] == [True] * 5


def test_the_same_in_words() -> None:
    ended = herald("doctor")
    assert ended.exit_code == 0
    assert ended.stdout.count("  right  ") == 5
    assert "WRONG" not in ended.stdout


def test_without_numba_it_says_that_the_answers_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    known = doctor._version
    monkeypatch.setattr(doctor, "_version", lambda name: None if name == "numba" else known(name))
    assert doctor.versions()["numba"] == "not installed: the same answers, slower"


def _changed(answer: Answer, what: str) -> Answer:
    meeting, *rest = answer.encounters
    first, last = meeting.windows[0]
    changes: dict[str, dict[str, Any]] = {
        "closest": {"closest_m": (meeting.closest_m or 0.0) + 0.5},
        "no bound": {"error_m": 5.0},
        "window": {"windows": ((Instant(first - 20_000), last),)},
        "windows": {"windows": ((first, last), (last, last))},
        "column": {"clears": (Clears(3044, None), Clears(645, 3045))},
        "post": {"clears": (Clears(3045, None), Clears(645, 3046))},
        "no clears": {"clears": None},
    }
    return replace(answer, encounters=(replace(meeting, **changes[what]), *rest))


@pytest.mark.parametrize("what", ["closest", "no bound", "window", "windows", "column", "post", "no clears"])
def test_a_wrong_answer_ends_with_70(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    check = pairs.check

    def wrong(*asked: Any) -> Answer:
        return _changed(check(*asked), what)

    monkeypatch.setattr(pairs, "check", wrong)
    ended = herald("doctor")
    assert ended.exit_code == 70
    assert "WRONG" in ended.stdout
    assert "expected" in ended.stdout
    report = json.loads(herald("doctor", "--json").stdout)
    assert report["self_check"]["right"] is False


@pytest.mark.parametrize("kept", [slice(1), slice(1, 2), slice(0)])
def test_a_pair_that_is_missing_is_a_wrong_answer(monkeypatch: pytest.MonkeyPatch, kept: slice) -> None:
    check = pairs.check

    def lost(*asked: Any) -> Answer:
        answer = check(*asked)
        return replace(answer, encounters=answer.encounters[kept])

    monkeypatch.setattr(pairs, "check", lost)
    assert herald("doctor").exit_code == 70


def test_the_world_of_the_self_check_is_an_exercise() -> None:
    features: Sequence[Any] = doctor.WORLD["features"]  # type: ignore[assignment]
    assert all(each["properties"]["exercise"] for each in features)
