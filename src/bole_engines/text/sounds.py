"""Puts right what a recogniser misheard: a word that is looked for, written with a character that sounds alike.

Only in words of two to six characters, only where at least half of them stand as they should, and only where what is written there
belongs to no word of the dictionary. Accents are heard as one: n and l, r and l, f and h, z and zh, c and ch, s and sh, -n and -ng.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bole_engines.text import segments
from bole_engines.text.normal import Mapped, is_cjk
from bole_engines.text.syllables import SYLLABLE

LONGEST = 6
# So frequent by themselves that they are taken to be meant, unless three characters or more speak against it.
_MEANT = frozenset("你我他她您们这那不了是的和往正多到都就先在有个也还很")
_FOLDED_STARTS = (
    *(("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l")),
    *(("fei", "hui"), ("fen", "hun"), ("fo", "huo"), ("fu", "hu"), ("f", "hu")),
)


@dataclass(frozen=True)
class Lexicon:
    """Words by their sound; `starts` holds the first two sounds of each, to pass over most places at once."""

    words: Mapping[tuple[str, ...], tuple[str, ...]]
    starts: frozenset[tuple[str, ...]]


def heard(text: str) -> tuple[str, ...]:
    """How each character sounds with accents folded; one that is not in the table stands for itself, other letters for nothing."""
    return tuple(map(_sound, text))


def lexicon(words: Iterable[str]) -> Lexicon:
    """Words to look for. Left out: single characters, other letters, and what is no word of the dictionary but several (先听)."""
    found: dict[tuple[str, ...], list[str]] = {}
    for word in sorted(set(words)):
        if 2 <= len(word) <= LONGEST and all(map(is_cjk, word)) and len(segments.dictionary_words(word)) == 1:
            found.setdefault(heard(word), []).append(word)
    return Lexicon({sound: tuple(of_it) for sound, of_it in found.items()}, frozenset(one[:2] for one in found))


def repaired(mapped: Mapped, wanted: Lexicon) -> Mapped:
    """The text with misheard words put right; it keeps its length, and every character its origin.

    Time grows with the length of the text, not with the number of words.
    """
    text = mapped.text
    sound = heard(text)
    places = [at for at in range(len(text) - 1) if sound[at : at + 2] in wanted.starts]
    if not places:
        return mapped
    word_of = {place: span for span in segments.dictionary_words(text) for place in range(*span)}
    letters = list(text)
    done = 0
    for at in places:
        if at < done:
            continue
        found = _misheard(text, sound, at, wanted, word_of)
        letters[at : at + len(found)] = found
        done = at + len(found)
    return Mapped("".join(letters), mapped.starts, mapped.ends)


def _misheard(
    text: str, sound: tuple[str, ...], at: int, wanted: Lexicon, word_of: Mapping[int, tuple[int, int]]
) -> str:
    """The wanted word that is meant at this place, as it should be written; "" when there is none."""
    for size in range(min(LONGEST, len(text) - at), 1, -1):
        for word in wanted.words.get(sound[at : at + size], ()):
            wrong = [at + i for i, char in enumerate(word) if char != text[at + i]]
            if len(wrong) * 2 <= size and all(
                _alone(word_of[place]) and (size > 2 or text[place] not in _MEANT) for place in wrong
            ):
                return word
    return ""


def _alone(span: tuple[int, int]) -> bool:
    """Whether a character belongs to no word of the dictionary together with its neighbours."""
    return span[1] - span[0] == 1


@lru_cache(maxsize=8192)
def _sound(char: str) -> str:
    if not is_cjk(char):
        return ""
    syllable = SYLLABLE.get(char, char)
    for start, instead in _FOLDED_STARTS:
        if syllable.startswith(start):
            syllable = instead + syllable.removeprefix(start)
            break
    return syllable.removesuffix("g") if syllable.endswith(("ing", "eng", "ang")) else syllable
