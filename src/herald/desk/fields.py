"""What does one field of many entries hold? The quick way, where everything else in them is of no concern.

Openings are kept as canonical JSON, which was read strictly when they were sealed; here they are only decoded.
"""

from __future__ import annotations

import json

from herald.canonical import Json
from herald.ports import Record


def value(record: Record, index: int, name: str) -> Json:
    """What does this field of the entry at this index hold? None where it has none, or it was erased."""
    held = json.loads(record.kept(index)).get(name)
    found: Json = None if held is None else held["value"]
    return found
