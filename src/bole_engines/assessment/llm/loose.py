"""JSON as language models write it: after thinking aloud, in fences, inside prose, with commas and quotes of their own.

Reads a value or says that there is none. It mends punctuation, never content: a text cut off in the middle is no value.
"""

from __future__ import annotations

import re
from typing import Any

LONGEST = 200_000
DEEPEST = 20
_THINK = re.compile(r"<(think|thinking|thought|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_END_OF_THINK = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_OPEN_THINK = re.compile(r"<(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_FENCE = re.compile(r"```[a-zA-Z]*\s*\n?(.*?)```", re.DOTALL)
_WORDS = {"true": True, "false": False, "null": None, "none": None, "undefined": None, "nan": None}
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "”": "”"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_BARE = re.compile(r"[^\s,，:：\[\]{}\"'“”]+")


class NoValue(ValueError):
    """There is no whole value in the text."""


def without_thinking(text: str) -> str:
    """The text after its thinking; nothing is left when thinking never ended. Some servers leave out the opening tag."""
    left = _THINK.sub(" ", text)
    ends = list(_END_OF_THINK.finditer(left))
    if ends:
        left = left[ends[-1].end() :]
    opened = _OPEN_THINK.search(left)
    return left[: opened.start()] if opened else left


def value(text: str) -> Any:
    """The last whole object or list that stands in the text (models correct themselves), else a bare value; raises `NoValue`."""
    if len(text) > LONGEST:
        raise NoValue("too long")
    said = without_thinking(text)
    for part in [*reversed(_FENCE.findall(said)), said]:
        found = _containers(part)
        if found:
            return found[-1]
    bare = said.strip().strip("`").strip()
    if bare and len(bare) <= 40:
        return _word(bare)
    raise NoValue("no value")


def _containers(text: str) -> list[Any]:
    """Every outermost object or list of the text that is whole, left to right."""
    found, at = [], 0
    while at < len(text):
        if text[at] not in "{[":
            at += 1
            continue
        try:
            one, at = _Reader(text, at).read()
        except NoValue:
            # What starts here never ends: nothing inside it may pass for the whole.
            break
        found.append(one)
    return [one for one in found if isinstance(one, dict)] or found


class _Reader:
    """A recursive reader with the position it has come to."""

    def __init__(self, text: str, at: int) -> None:
        self.text, self.at = text, at

    def read(self, depth: int = 0) -> tuple[Any, int]:
        """The value at the position, and the position after it."""
        if depth > DEEPEST:
            raise NoValue("too deep")
        self._skip()
        char = self._char()
        if char == "{":
            return self._object(depth), self.at
        if char == "[":
            return self._list(depth), self.at
        if char in _QUOTES:
            return self._string(), self.at
        match = _BARE.match(self.text, self.at)
        if match is None:
            raise NoValue("no value")
        self.at = match.end()
        return _word(match.group()), self.at

    def _object(self, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        self.at += 1
        while True:
            self._skip(",，;")
            if self._char() == "}":
                self.at += 1
                return made
            key, _ = self.read(depth + 1)
            self._skip()
            if self._char() not in ":：":
                raise NoValue("no colon")
            self.at += 1
            made[str(key)], _ = self.read(depth + 1)

    def _list(self, depth: int) -> list[Any]:
        made: list[Any] = []
        self.at += 1
        while True:
            self._skip(",，;")
            if self._char() == "]":
                self.at += 1
                return made
            one, _ = self.read(depth + 1)
            made.append(one)

    def _string(self) -> str:
        end, out = _QUOTES[self.text[self.at]], []
        self.at += 1
        while True:
            char = self._char()
            if char == "\\":
                out.append(self._escape())
                continue
            self.at += 1
            # A quotation mark inside the words: it ends the string only where something of JSON follows.
            if char == end and self._closes():
                return "".join(out)
            out.append(char)

    def _closes(self) -> bool:
        rest = self.text[self.at : self.at + 40].lstrip()
        return not rest or rest[0] in ",，:：]}"

    def _escape(self) -> str:
        following = self.text[self.at + 1 : self.at + 2]
        if following == "u":
            digits = self.text[self.at + 2 : self.at + 6]
            if re.fullmatch(r"[0-9a-fA-F]{4}", digits):
                self.at += 6
                return chr(int(digits, 16)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        self.at += 2
        return _ESCAPES.get(following, following)

    def _skip(self, more: str = "") -> None:
        while self.at < len(self.text):
            if self.text[self.at].isspace() or self.text[self.at] in more:
                self.at += 1
            elif self.text.startswith("//", self.at):
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            else:
                return

    def _char(self) -> str:
        if self.at >= len(self.text):
            raise NoValue("cut off")
        return self.text[self.at]


def _word(text: str) -> Any:
    lowered = text.lower()
    if lowered in _WORDS:
        return _WORDS[lowered]
    if re.fullmatch(r"[+-]?\d{1,15}", text):
        return int(text)
    if re.fullmatch(r"[+-]?\d{1,15}\.\d{1,15}", text):
        return float(text)
    return text
