"""How are letters and digits said so that nobody mishears them? The spelling words of aviation, the same in every language.

Source: ICAO Annex 10, volume II, 5.2.1.3 (letters) and 5.2.1.4.3 (digits), where the stressed syllables are set in capitals here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PAUSE = ","


@dataclass(frozen=True, slots=True)
class Spelled:
    """The word for a character, and how it is spoken, the stressed syllables in capitals."""

    word: str
    aloud: str


SPELLING: Mapping[str, Spelled] = MappingProxyType(
    {
        character: Spelled(word, aloud)
        for character, word, aloud in (
            ("A", "Alfa", "AL-fah"),
            ("B", "Bravo", "BRAH-voh"),
            ("C", "Charlie", "CHAR-lee"),
            ("D", "Delta", "DELL-tah"),
            ("E", "Echo", "ECK-oh"),
            ("F", "Foxtrot", "FOKS-trot"),
            ("G", "Golf", "GOLF"),
            ("H", "Hotel", "ho-TELL"),
            ("I", "India", "IN-dee-ah"),
            ("J", "Juliett", "JEW-lee-ETT"),
            ("K", "Kilo", "KEY-loh"),
            ("L", "Lima", "LEE-mah"),
            ("M", "Mike", "MIKE"),
            ("N", "November", "no-VEM-ber"),
            ("O", "Oscar", "OSS-cah"),
            ("P", "Papa", "pah-PAH"),
            ("Q", "Quebec", "keh-BECK"),
            ("R", "Romeo", "ROW-me-oh"),
            ("S", "Sierra", "see-AIR-rah"),
            ("T", "Tango", "TANG-go"),
            ("U", "Uniform", "YOU-nee-form"),
            ("V", "Victor", "VIK-tah"),
            ("W", "Whiskey", "WISS-key"),
            ("X", "X-ray", "ECKS-ray"),
            ("Y", "Yankee", "YANG-key"),
            ("Z", "Zulu", "ZOO-loo"),
            ("0", "zero", "ZE-RO"),
            ("1", "one", "WUN"),
            ("2", "two", "TOO"),
            ("3", "three", "TREE"),
            ("4", "four", "FOW-er"),
            ("5", "five", "FIFE"),
            ("6", "six", "SIX"),
            ("7", "seven", "SEV-en"),
            ("8", "eight", "AIT"),
            ("9", "nine", "NIN-er"),
            (".", "decimal", "DAY-SEE-MAL"),
            ("-", "dash", "DASH"),
        )
    }
)


def spelled(text: str) -> str:
    """How is this said, character by character? A blank is a short pause; what has no word of its own stays as it is.

    >>> spelled("37s 4.5")
    'TREE SEV-en see-AIR-rah, FOW-er DAY-SEE-MAL FIFE'
    """
    return f"{PAUSE} ".join(" ".join(map(_said, part)) for part in text.split())


def _said(character: str) -> str:
    known = SPELLING.get(character.upper())
    return character if known is None else known.aloud
