"""Mechanical changes of an answer that must not change its level; the words come from tests/data/metamorphic.yaml."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bole_engines.assessment.tests.trust.judges import Item

DATA = Path(__file__).resolve().parent.parent / "data"
_SENTENCE = re.compile(r"[^。！？!?.\n]*[。！？!?\n]|[^。！？!?.\n]*\.(?=\s|$)|[^。！？!?\n]+$")
ERROR_RATE = 0.1
SEEDS = (11, 23, 37, 53)


@cache
def data(name: str) -> Any:
    """One file of the suites' data."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def same(item: Item, text: str) -> Iterator[tuple[str, str]]:
    """(kind, changed text) for every change after which the level must be the same."""
    words = data("metamorphic")[item.language]
    for kind in ("praise", "irrelevance"):
        for index, sentence in enumerate(words[kind]):
            yield kind, f"{sentence}{_gap(item)}{text}" if index % 2 else f"{text}{_gap(item)}{sentence}"
    for row in words["stuffing"].get(item.topic, ()):
        yield "stuffing", f"{text}{_gap(item)}{row}"
        yield "stuffing", f"{row}{_gap(item)}{text}"
    sentences = split(text)
    yield "repetition", f"{text}{_gap(item)}{text}"
    yield "repetition", "".join(one + one for one in sentences)
    yield "repetition", f"{text}{_gap(item)}{sentences[-1] * 2}"
    for filler in words["fillers"]:
        yield "fillers", _after_commas(text, filler, item.language)
    for start in range(3):
        yield "length", padded(text, words["padding"][start:], item.language)
    if not item.told:
        for turn in range(1, min(3, len(sentences))):
            yield "order", joined(sentences[turn:] + sentences[:turn])


def close(item: Item, text: str) -> Iterator[tuple[str, str]]:
    """(kind, changed text) for every change after which the level may move by one at most."""
    if item.language == "zh":
        for seed in SEEDS:
            yield "asr_noise", misheard(text, seed)


def split(text: str) -> list[str]:
    """The sentences of a text, with their stops."""
    return [one for one in _SENTENCE.findall(text) if one.strip()] or [text]


def joined(sentences: list[str]) -> str:
    """Sentences in a row; one that lost its stop by standing last gets it back."""
    return "".join(one if re.search(r"[。！？!?.\n]\s*$", one) else f"{one}。" for one in sentences)


def padded(text: str, padding: list[str], language: str) -> str:
    """Half as long again: sentences without content go between the sentences, in order, until that is reached."""
    sentences, pieces, added = split(text), [], 0
    queue = list(padding) * (2 + len(text) // max(1, sum(map(len, padding))))
    for sentence in sentences:
        pieces.append(sentence)
        while queue and added < len("".join(pieces)) // 2:
            filler = queue.pop(0)
            added += len(filler)
            pieces.append(filler if language == "zh" else f" {filler} ")
    return "".join(pieces)


def misheard(text: str, seed: int) -> str:
    """About one Chinese character in ten wrong: nine of ten replaced by one that sounds alike, the rest lost or doubled."""
    draw = random.Random(f"{seed}:{text}")
    alike = _alike()
    places = [index for index, char in enumerate(text) if "\u4e00" <= char <= "\u9fff"]
    wanted = round(ERROR_RATE * len(places))
    likely = [index for index in places if text[index] in alike]
    replaced = set(draw.sample(likely, min(len(likely), round(0.9 * wanted))))
    rest = [index for index in places if index not in replaced]
    broken = set(draw.sample(rest, min(len(rest), wanted - len(replaced))))
    out = []
    for index, char in enumerate(text):
        if index in replaced:
            out.append(draw.choice(alike[char]))
        elif index in broken:
            out.append("" if draw.random() < 0.5 else char + char)
        else:
            out.append(char)
    return "".join(out)


@cache
def _alike() -> dict[str, str]:
    groups: dict[str, str] = {}
    for row in data("metamorphic")["sounds_alike"]:
        for char in row:
            groups[char] = groups.get(char, "") + row.replace(char, "")
    return groups


def _gap(item: Item) -> str:
    return "" if item.language == "zh" else " "


def _after_commas(text: str, filler: str, language: str) -> str:
    if language == "zh":
        return re.sub("([，。])(?=.)", rf"\g<1>{filler}", filler + text)
    return re.sub(r"([,.] )", rf"\g<1>{filler}", filler + text)
