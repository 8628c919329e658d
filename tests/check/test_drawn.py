"""Many notices drawn at once: are their rows what each alone has?"""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from herald.check.legs import Legs, join, legs_of
from herald.check.rows import _different
from herald.geometry.lines import chords, chords_of_all
from herald.geometry.place import Path
from herald.notice.model import Action, Notice
from tests.check.histories import filed, history
from tests.check.worlds import REGIONS, START, near


def one_by_one(notices: list[Notice], road_factor: float) -> Legs:
    """Each notice's rows, drawn alone, under its number."""
    alone = [legs_of([notice], START, 2, road_factor) for notice in notices]
    for number, legs in enumerate(alone):
        legs.notice[:] = number
    return join(alone)


@pytest.mark.parametrize("road_factor", [1.0, 1.3])
@pytest.mark.parametrize("region", sorted(REGIONS))
def test_the_rows_of_many_notices_are_bit_for_bit_those_of_each_alone(
    region: str, road_factor: float, seed: int
) -> None:
    rng = Random(f"{seed} {region}")
    notices = [*filed(rng, region, 120), *history(rng, region, 40)]
    assert any(notice.action is Action.CANCEL and notice.shape is None for notice in notices)
    together, alone = legs_of(notices, START, 2, road_factor), one_by_one(notices, road_factor)
    for name in Legs.__slots__[1:]:
        one, other = getattr(together, name), getattr(alone, name)
        assert one.dtype == other.dtype, name
        assert one.tobytes() == other.tobytes(), name


def test_no_notices_and_cancels_alone_have_no_rows() -> None:
    cancel = next(each for each in history(Random(1), "mid", 60) if each.shape is None)
    for none in ([], [cancel], [cancel] * 3):
        assert len(legs_of(none, START, 1)) == 0


@pytest.mark.parametrize("path", list(Path))
def test_the_chords_of_many_lines_are_bit_for_bit_those_of_each_alone(path: Path, seed: int) -> None:
    rng = Random(seed)
    lines = [[near(rng, "mid", 60_000.0) for _ in range(rng.randrange(7))] for _ in range(50)]
    lines += [[line[0]] * 3 for line in lines if line]
    together = chords_of_all(lines, path)
    each = [chords(line, path) for line in lines]
    before = np.cumsum([0, *(len(line.leg_m) for line in each)])
    for name in ("start", "end", "lonlat", "leg_m"):
        assert getattr(together, name).tobytes() == np.concatenate([getattr(line, name) for line in each]).tobytes()
    assert (together.leg == np.concatenate([line.leg + of for line, of in zip(each, before, strict=False)])).all()


def test_lines_that_differ_are_found_column_by_column(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for rows, columns, values in ((0, 3, 2), (1, 3, 2), (500, 1, 3), (500, 13, 2), (500, 4, 1), (300, 5, 40)):
        lines = rng.choice([0.0, -np.inf, np.inf, *rng.random(40)], (rows, columns))
        lines = lines[:, :] if values == 40 else np.where(rng.random((rows, columns)) < 0.7, 1.0, lines)
        different, which = _different(lines)
        assert (different[which] == lines).all()
        assert len(np.unique(different, axis=0)) == len(different)
