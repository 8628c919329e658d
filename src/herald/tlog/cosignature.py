"""When did a witness find this checkpoint consistent with all it had seen before? Cosignatures, version 1, Ed25519.

Source: C2SP tlog-cosignature, sections Format and Ed25519 signed message.
"""

from __future__ import annotations

from herald.tlog.encoding import LARGEST
from herald.tlog.keys import SIGNATURE_BYTES, SigningKey, VerifierKey, verifies

TIME_BYTES = 8


def message(text: str, time_s: int) -> bytes:
    """What does the witness sign? Two lines, then the whole text of the checkpoint with its last newline.

    It does not hold the witness's name: the same key under two names would be two witnesses, which a policy refuses.
    """
    return f"cosignature/v1\ntime {time_s}\n{text}".encode()


def cosign(text: str, key: SigningKey, time_s: int) -> bytes:
    """How does the cosignature read? Eight bytes of time, then the signature.

    `time_s` is POSIX seconds. Raises ValueError unless it is from 0 to 2**63 - 1.
    """
    if not 0 <= time_s <= LARGEST:
        raise ValueError(f"no cosignature is of the second {time_s}")
    return time_s.to_bytes(TIME_BYTES, "big") + key.sign(message(text, time_s))


def cosigned_at(text: str, key: VerifierKey, signature: bytes) -> int | None:
    """At which POSIX second did the holder of this key cosign this text? None if the cosignature does not verify."""
    time_s, signed = int.from_bytes(signature[:TIME_BYTES], "big"), signature[TIME_BYTES:]
    if len(signature) != TIME_BYTES + SIGNATURE_BYTES or time_s > LARGEST:
        return None
    return time_s if verifies(key.public, message(text, time_s), signed) else None
