"""Text to token numbers as BERT's descendants want them: lower case, Chinese characters one by one, the rest in pieces."""

import unicodedata
from collections.abc import Iterator, Sequence

UNKNOWN, BEGIN, END = "[UNK]", "[CLS]", "[SEP]"
LONGEST_WORD = 100


class BadVocabulary(ValueError):
    """A vocabulary without the marks that every text needs."""


class WordPiece:
    """A vocabulary, one piece a line; its number is the number of its line, from 0."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Raises BadVocabulary."""
        self.vocabulary = tuple(line.rstrip("\r\n") for line in lines)
        self._number = {piece: number for number, piece in enumerate(self.vocabulary)}
        missing = [mark for mark in (UNKNOWN, BEGIN, END) if mark not in self._number]
        if missing:
            raise BadVocabulary(f"there is no {', '.join(missing)} in it")

    def ids(self, text: str, longest: int) -> list[int]:
        """The numbers of the pieces between the marks of beginning and end, at most ``longest`` in all."""
        found = [number for word in _words(text) for number in self._pieces(word)]
        return [self._number[BEGIN], *found[: longest - 2], self._number[END]]

    def _pieces(self, word: str) -> list[int]:
        found: list[int] = []
        start = 0
        while start < len(word) <= LONGEST_WORD:
            end = next((at for at in range(len(word), start, -1) if self._piece(word, start, at) in self._number), None)
            if end is None:
                return [self._number[UNKNOWN]]
            found.append(self._number[self._piece(word, start, end)])
            start = end
        return found or [self._number[UNKNOWN]]

    @staticmethod
    def _piece(word: str, start: int, end: int) -> str:
        return word[start:end] if start == 0 else "##" + word[start:end]


def _words(text: str) -> Iterator[str]:
    word = ""
    for char in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(char)
        if kind == "Mn":
            continue
        alone = _chinese(char) or kind.startswith("P") or (char.isascii() and not char.isalnum() and not char.isspace())
        if alone or char.isspace() or kind.startswith("C"):
            if word:
                yield word
            word = ""
            if alone:
                yield char
        else:
            word += char
    if word:
        yield word


def _chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or "\uf900" <= char <= "\ufaff"
