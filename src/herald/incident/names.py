"""How is one name written in several scripts? Foldings under which spellings are alike: candidates, never decisions."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from herald.geometry.gazetteer import normalised

LEAST_SCORE = 60.0
"""Two words of names that are less alike have nothing in common: many such words do not make one name."""
LEAST_HEARD = 80.0
"""Two words in one script that sound less alike than this are not one name, whatever consonants they share (road, read)."""

_SOUNDS = {
    **dict.fromkeys(("shch", "tch", "sch", "sh", "ch"), "c"),  # sheikh, cheikh; Shcherbakov, Chtcherbakov
    **dict.fromkeys(("dzh", "d''zh", "dj", "zh"), "j"),  # Jarabulus, Djarabulus, the Cyrillic d and zh; Zhukov, Joukov
    **dict.fromkeys(("ts", "tz"), "s"),
    **dict.fromkeys(("ck", "q"), "k"),
    **dict.fromkeys(("ph", "v"), "f"),  # Arabic has no v, and writes f
    "kh": "h",  # Cyrillic writes both with one letter
    "gh": "g",
    "dh": "d",
    "th": "t",
    "p": "b",  # Arabic has no p, and writes b
}
"""How what is written sounds, where scripts and spellings differ; the longest first. Made for several languages, exact for none."""
_WRITTEN = re.compile(
    "|".join(sorted(_SOUNDS, key=lambda written: (-len(written), written)))
    + r"|c(?=[eiy])|c|^x|x|n(?='*[bp])|[^a-z0-9]"
)
_BY_PLACE = {"c": "k", "x": "ks", "n": "m"}
"""Of the letters that sound by where they stand: otherwise. An n before b is an m (Manbij, Membij)."""
_LIKE_VOWELS = str.maketrans("yweo", "iuiu")
_VOWEL = re.compile("[aiu]")
_LAST_H = re.compile("(?<=.)h$")
_TWICE = re.compile(r"([a-z])\1+")
_NUMBER = re.compile("[0-9]+")
_FOREIGN = re.compile("[^\0-\x7f]")
_ARTICLE = re.compile("^\u0627\u0644(?=..)")
"""The Arabic article, which is written in one with the word; in other scripts it is a word of its own."""
_LAST_HA = re.compile("(?<=.)\u0647$")
_ARTICLES = frozenset(
    ["ul", *(vowel + rest for vowel in "ae" for rest in ("l", "r", "s", "z", "t", "d", "n", "sh", "th", "dh"))]
)
"""With what its l becomes before some letters (ar-Raqqa, Deir ez-Zor)."""
_WITHOUT_VOWELS = frozenset(["ARABIC", "HEBREW", "SYRIAC"])


def folded(text: str) -> str:
    """How does a text read without its marks, in one case, each letter as the others that are written for it?"""
    return normalised(text)


@lru_cache(maxsize=65_536)
def romanised(word: str) -> str:
    """How does a word read in the letters a to z?"""
    from anyascii import anyascii

    return word if word.isascii() else str(anyascii(word)).casefold()


def is_article(word: str) -> bool:
    """Is this folded word an Arabic article, in whatever script? Only spellings tell: `as` and `at` are words of English too."""
    return romanised(word).strip("'") in _ARTICLES


def skeleton(words: str) -> str:
    """Which consonants does every transliteration of these folded words leave? One run for all of them; may be empty.

    >>> skeleton("manbij"), skeleton("membij"), skeleton("\u0645\u0646\u0628\u062c")
    ('mmbj', 'mmbj', 'mmbj')
    """
    return "".join(map(_bones, words.split()))


def alike(a: str, b: str) -> bool:
    """May these words, folded, be one name? Of one consonants, and in one script of nearly one sound."""
    from rapidfuzz import fuzz

    if skeleton(a) != skeleton(b):
        return False
    return _script(a) != _script(b) or fuzz.ratio(heard(a), heard(b)) >= LEAST_HEARD


def heard(words: str) -> str:
    """How do these folded words sound, roughly? As one, in a to z and digits: vowels are a, i or u."""
    return "".join(map(_heard, words.split()))


def likeness(one: str, other: str) -> float:
    """How alike are two names, from 0 to 100, in whatever scripts? 100: the same but for case and marks.

    Word by word: each word of the longer name is held against its nearest in the shorter. Words of one script are compared by
    letters, and by sound where it writes vowels; of two by sound and consonants. A word that the other lacks counts as 0, and
    so do words with other numbers in them (72nd, 73rd). Articles are left out, and it is the same either way round.
    """
    a, b = sorted((_bare(one), _bare(other)), key=lambda words: (len(words), words))
    left, total = list(a), 0.0
    for word in b if a else ():
        if not left:
            break
        scores = [_likeness(word, held) for held in left]
        best = max(scores)
        total += best
        del left[scores.index(best)]
    return 2 * total / (len(a) + len(b)) if a else 0.0


def _bare(name: str) -> list[str]:
    """The words of a name, folded, without articles; with them, where there is nothing else."""
    words = folded(name).split()
    return [_ARTICLE.sub("", word) for word in words if not is_article(word)] or words


def _likeness(a: str, b: str) -> float:
    from rapidfuzz import fuzz

    if a == b:
        return 100.0
    if _NUMBER.findall(romanised(a)) != _NUMBER.findall(romanised(b)):
        return 0.0
    letters, sound = fuzz.ratio(romanised(a), romanised(b)), fuzz.ratio(heard(a), heard(b))
    bones, scripts = fuzz.ratio(skeleton(a), skeleton(b)), {_script(a), _script(b)}
    if not scripts & _WITHOUT_VOWELS:
        score = max(letters if len(scripts) == 1 else 0.0, (sound + bones) / 2)
    else:
        score = letters if len(scripts) == 1 else sound / 4 + bones * 3 / 4
    return min(99.0, score) if score >= LEAST_SCORE else 0.0


@lru_cache(maxsize=65_536)
def _heard(word: str) -> str:
    bare = _LAST_HA.sub("", _ARTICLE.sub("", word))
    apart = _FOREIGN.sub(lambda letter: f"'{romanised(letter[0])}'", bare)  # s and h of two letters are not sh
    sounds = _WRITTEN.sub(_sound, apart).translate(_LIKE_VOWELS)
    # Scripts without vowels do not write a letter twice where it sounds long: there it is two, with a vowel between.
    return sounds if _script(word) in _WITHOUT_VOWELS else _TWICE.sub(r"\1", sounds)


def _sound(written: re.Match[str]) -> str:
    match written[0]:
        case known if known in _SOUNDS:
            return _SOUNDS[known]
        case "c" if written.string[written.end() : written.end() + 1] in {"e", "i", "y"}:
            return "s"
        case "x" if not written.start():
            return "h"
        case other:
            return _BY_PLACE.get(other, "")


@lru_cache(maxsize=65_536)
def _bones(word: str) -> str:
    return _VOWEL.sub("", _LAST_H.sub("", _heard(word)))


@lru_cache(maxsize=65_536)
def _script(words: str) -> str:
    """In which script are these words? That of their first letter, as Unicode calls it; "" where there is none."""
    letters = (unicodedata.name(letter, "").partition(" ")[0] for letter in words if letter.isalpha())
    return next(letters, "")
