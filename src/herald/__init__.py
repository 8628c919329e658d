"""Herald: who could meet, where, when, and how little would clear it.

Nothing is re-exported here; the names a library user needs are on one screen in :mod:`herald.api`.
"""
