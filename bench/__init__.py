"""How fast is a check? Herald and its peers on the same movements, side by side in one run; `python -m bench --help`."""

from __future__ import annotations
