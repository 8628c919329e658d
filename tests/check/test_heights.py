"""Does the compiled search compare heights as the check does, whatever the references and whatever is stated of them?"""

from __future__ import annotations

from itertools import product
from math import inf

import numpy as np
import pytest

from herald.check import walk
from herald.check.heights import GEOID_M, Levels, margins
from herald.check.legs import REFERENCES
from herald.check.rows import MANNER, REFERENCE, STATED_HIGH, STATED_LOW, UNSTATED_HIGH, UNSTATED_LOW
from herald.geometry.ellipsoid import Floats
from herald.notice.model import Reference

NOTHING = (0.0, 0.0)
UNKNOWN = {
    Reference.AGL: (-inf, inf),
    Reference.AMSL: NOTHING,
    Reference.WGS84: (-GEOID_M[1], -GEOID_M[0]),
    Reference.FL: (-inf, inf),
}
"""What raises a height over each reference to one over the sea, where nobody stated it."""


def manner(reference: Reference, stated: tuple[float, float] | None) -> Floats:
    """A row's manner, as far as its heights go: `stated` is what raises it to the sea, None where that is not stated."""
    one = np.zeros(MANNER)
    one[REFERENCE] = REFERENCES.index(reference)
    one[[STATED_LOW, STATED_HIGH]] = stated or NOTHING
    one[[UNSTATED_LOW, UNSTATED_HIGH]] = NOTHING if stated else UNKNOWN[reference]
    return one


@pytest.mark.parametrize("vertical_m", [0.0, 300.0])
def test_the_compiled_search_leaves_heights_the_margins_that_the_check_does(vertical_m: float) -> None:
    """Every reference with every other and with itself, what lies between it and the sea stated or not."""
    every = [manner(reference, stated) for reference in REFERENCES for stated in (None, (-40.0, 260.0), (100.0, 110.0))]
    both = np.array(every)
    levels = Levels(
        both[:, REFERENCE].astype(np.intp), both[:, [STATED_LOW, STATED_HIGH]], both[:, [UNSTATED_LOW, UNSTATED_HIGH]]
    )
    a, b = np.array(list(product(range(len(every)), repeat=2)), np.intp).T
    asked = margins(levels, a, b, vertical_m)
    said = [walk.up_and_down(every[one], every[other], vertical_m) for one, other in zip(a, b, strict=True)]
    np.testing.assert_array_equal(np.array(said), np.column_stack([asked.up_m, asked.down_m]))
    assert len({tuple(pair) for pair in said}) > 10
