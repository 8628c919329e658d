"""Which words must not change from an original to its copy? Tables alone, in English: `drift` has the rules that read them.

A word is one more entry of its table. All are in small letters, without dots.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMERALS: Mapping[str, int] = MappingProxyType(
    {word: number for number, word in enumerate(_ONES)}
    | {word: 20 + 10 * number for number, word in enumerate(_TENS)}
    | {f"{ten}-{_ONES[one]}": 20 + 10 * number + one for number, ten in enumerate(_TENS) for one in range(1, 10)}
    | {"dozen": 12, "single": 1, "both": 2, "twice": 2}
)
"""Numbers in words, as the number."""

COUNTED = _words(
    "several dozens scores hundreds thousands millions numerous countless hundred thousand million monday tuesday wednesday"
    " thursday friday saturday sunday january february march april june july august september october november december"
)
"""Words that say how many, or which day, and are themselves alone: `several` is not 4, and not `many`."""

SLIGHT = _words("one single both some many few once twice multiple various")
"""Numbers that stand in ordinary speech as well: told only where something else stands in their place."""

NEGATIONS = re.compile(
    r".+n't|no|not|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|den(?:y|ies|ied|ying|ial)"
    r"|fail(?:s|ed|ing|ure)?|refus(?:e|es|ed|ing|al)|lack(?:s|ed|ing)?|unable"
)
"""That something is not so, or was not done."""

DOUBTS = re.compile(
    r"apparent(?:ly)?|alleg(?:e|es|ed|edly)|reported(?:ly)?|possibl[ey]|perhaps|maybe|likely|unlikely|probabl[ey]|presumabl[ey]"
    r"|suppos(?:ed|edly)|suspect(?:s|ed)?|unconfirmed|unclear|appear(?:s|ed|ing)?|seem(?:s|ed|ing|ingly)?|suggest(?:s|ed|ing)?"
    r"|may|might|could|claim(?:s|ed|ing)?|believ(?:e|es|ed)|hop(?:e|es|ed|ing)|plan(?:s|ned|ning)?|intend(?:s|ed|ing)?"
    r"|propos(?:e|es|ed|al)|expect(?:s|ed)?|so-called"
)
"""That something is said to be less than fact: doubted, hearsay, wished, meant for later."""

SIDES = _words(
    "coalition allies ally alliance government regime rebels rebel militia militias militants insurgents opposition separatists"
    " terrorists fighters loyalists occupiers peacekeepers civilians mercenaries"
)
"""Words for a side, which put another in its place though no name is changed; they count as names however they are written."""

PHRASES: Mapping[tuple[str, ...], str] = MappingProxyType(
    {
        ("united", "states", "of", "america"): "united states",
        ("united", "states"): "united states",
        ("united", "kingdom"): "uk",
        ("united", "nations"): "un",
        ("european", "union"): "eu",
        ("russian", "federation"): "russia",
        ("ministry", "of", "defence"): "mod",
        ("ministry", "of", "defense"): "mod",
        ("defence", "ministry"): "mod",
        ("defense", "ministry"): "mod",
    }
)
"""Names of several words, as the one that says the same."""

ALIKE: Mapping[str, str] = MappingProxyType(
    {
        other: name
        for name, others in {
            "united states": "us usa american americans",
            "uk": "british britain",
            "russia": "russian russians",
            "syria": "syrian syrians",
            "t\u00fcrkiye": "turkey turkish turks",
            "iraq": "iraqi iraqis",
            "iran": "iranian iranians",
            "ukraine": "ukrainian ukrainians",
            "kurds": "kurdish kurd",
            "arab": "arabs arabic",
            "coalition": "coalitions",
        }.items()
        for other in others.split()
    }
)
"""Forms of one name. A capital that stands for its government ("Moscow") is another name: that it is meant so is a reading."""

NO_NAMES = _words(
    "a an the and or but nor as at by for from in into of off on onto out over to up with he her hers him his i it its me my our"
    " ours she that their them they this those these there we us you your who which what when where while whose why how if is are"
    " was were be been has have had do does did will would shall should must not no yes after all also although among any"
    " because before both during each even every few however many more most much on once one only other some since so still"
    " such than then though through under until upon very video videos yesterday today tomorrow mr mrs ms am pm"
)
"""Words that are no name though a capital stands at their beginning."""
