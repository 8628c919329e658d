"""By which hash does the log hold who somebody is, so that the name itself can be erased?

The log and the evidence hold a commitment alone; the name, and the salt without which nobody could guess at it, rest in the vault
of identities (:mod:`herald.store.vault`). Once both are erased the commitment says nothing about anybody.
"""

from __future__ import annotations

from hashlib import sha256

from herald import canonical
from herald.canonical import Json

DOMAIN = b"herald identity 1\n"
SALT_BYTES = 32
COMMITMENT_BYTES = 32


def commitment(salt: bytes, value: Json) -> bytes:
    """Which hash holds this identity under this salt? SHA-256 of the domain, the salt and the canonical JSON of the value.

    >>> commitment(bytes(32), {"name": "EXERCISE A. Bystander"}).hex()[:16]
    '6a82cd0596be353d'

    The salt is drawn by lot for each identity and told to nobody: with it, whoever guesses the name can tell that it is right.
    Raises ValueError for a salt of another length, and for a value that canonical JSON cannot write.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    if flawed := next(canonical.flaws(value), None):
        path, seen, expected = flawed
        raise ValueError(f"an identity that cannot be written: {path or 'it'} is {seen}, expected {expected}")
    return sha256(DOMAIN + salt + canonical.write(value)).digest()
