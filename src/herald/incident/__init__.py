"""When it went wrong: every side's account, evidence and sources, kept apart."""

from __future__ import annotations
