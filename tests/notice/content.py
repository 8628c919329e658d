"""All that a notice states, but not where it was read: what two notices have in common if they are the same."""

from __future__ import annotations

from herald import canonical
from herald.notice.fields import fields
from herald.notice.model import Notice


def content(notice: Notice) -> bytes:
    return canonical.write([notice.party, notice.action.value, fields(notice)])
