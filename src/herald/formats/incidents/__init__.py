"""What a person types of an incident, one row for each thing said: as tables to fill in, or option by option."""

from __future__ import annotations
