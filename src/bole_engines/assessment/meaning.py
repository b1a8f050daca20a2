"""Other words for the same: how far the words of an answer mean what a plan's cues name, by a sentence encoder.

A cue names alternatives (筛|锁定|圈定 + 名单|客户|门店); here a word counts for a part in so far as it means one of them (铺子 for 门店).
Everything else about a match stays as it is for cues: the same sentences and clauses, the same quote, the same doubts.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from typing import Protocol

import numpy as np
import numpy.typing as npt

from bole_engines.assessment.answers import vectors
from bole_engines.assessment.cues import Cue, Hit
from bole_engines.text import segments
from bole_engines.text.segments import Segment

Floats = npt.NDArray[np.float32]

# What a single character is worth at most, 问 stands in too many words; and a word that is part of a longer one.
SHORT = 0.3
PART_OF = 0.85
# The least likeness of a word to a part of a cue, above what unrelated words have, and the least mean over a cue's parts.
LEAST = 0.3
LEAST_MEAN = 0.6
# Words and the clause as a whole together: from where a place counts half, and from where it counts like a cue.
LIKELY = 1.0
CLEAR = 1.15
# The farthest that the words of one match may lie apart, in characters, as for cues.
_WINDOWS = {True: 30, False: 70}
_KEPT_WORDS = 4096
_KEPT_TABLES = 32
# Words that have nothing to do with each other: what an encoder sees in them is what it sees in anything.
_UNRELATED = (
    "橘猫",
    "合同",
    "下雨",
    "会议",
    "苹果",
    "监控",
    "游泳",
    "老人",
    "颜色",
    "机器",
    "唱歌",
    "银行",
    "石头",
    "数据",
    "厨房",
    "星期",
)
_SMALL = frozenset(
    "的了是在和与及或而且也都就还又把被将让使对从到以于为因由其这那它他她我你们之着地得过会能要可等个种上中下里后前时并但则如若向给跟同很更最再才只人有去来说做没不别"
    "一二三四五六七八九十两几多少些么吧呢吗啊呀哦嗯第点样"
)


class Embedder(Protocol):
    """Turns texts into vectors. `name` says which model; a judge that uses it carries it in its own name.

    Equal texts always give equal vectors, whatever else they are asked with.
    """

    @property
    def name(self) -> str:
        """The model with its version, at most 40 characters: letters, digits, dots and hyphens."""
        ...

    def embed(self, texts: Sequence[str]) -> Floats:
        """One row of length 1 for each text, float32."""
        ...

    def __hash__(self) -> int:
        """Tables of vectors are kept by encoder."""
        ...


class _Packaged:
    """The encoder that comes as a package. One text at a time, so that no vector depends on its neighbours."""

    name = vectors.ENCODER

    def __init__(self, encoder: vectors.Encoder) -> None:
        self._encoder = encoder

    def embed(self, texts: Sequence[str]) -> Floats:
        if len(texts) > 1:
            # The numbers of single tokens are learnt in blocks: once for all texts is many times as fast as once for each.
            self._encoder.sums(texts)
        return np.concatenate([self._encoder.embed([one]) for one in texts])


@cache
def packaged() -> Embedder | None:
    """The packaged encoder, or None when the package is not installed."""
    encoder = vectors.encoder()
    return None if encoder is None else _Packaged(encoder)


@dataclass(frozen=True)
class Wanted:
    """What is looked for: an id with its cues, and what it is in a few words."""

    id: str
    text: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True)
class Likely:
    """A place that means what a cue names; `sure` is the mean likeness of the cue's parts and half that of the clauses as a whole,
    0.0 to 2.0.
    """

    id: str
    hit: Hit
    sure: float

    @property
    def clear(self) -> bool:
        """Whether it counts like the cue itself."""
        return self.sure >= CLEAR


class Table:
    """The cues of some targets as vectors. Likeness to a word is computed once and kept; safe to share between threads."""

    def __init__(self, embedder: Embedder, wanted: tuple[Wanted, ...], chinese: bool) -> None:
        self._embedder = embedder
        self._chinese = chinese
        # A cue of one part is a phrase: likeness to a phrase alone tells too little.
        self._cues = [(one.id, cue) for one in wanted for cue in one.cues if len(cue.words) > 1]
        lists = [words for _, cue in self._cues for words in cue.words]
        self._words = list(dict.fromkeys(word for words in lists for word in words))
        place = {word: number for number, word in enumerate(self._words)}
        self._flat = np.array([place[word] for words in lists for word in words], dtype=np.int64)
        self._part_starts = _starts([len(words) for words in lists])
        self._cue_starts = _starts([len(cue.words) for _, cue in self._cues])
        self._counts = np.array([len(cue.words) for _, cue in self._cues], dtype=np.float32)
        self._vectors = embedder.embed(self._words) if self._words else np.zeros((0, 1), dtype=np.float32)
        self._whole = {one.id: embedder.embed([one.text]) for one in wanted}
        self._bags = {one.id: embedder.embed([_bag(cue) for cue in one.cues]) for one in wanted if one.cues}
        self._short = np.array([len(word) < 2 for word in self._words])
        self._rows: OrderedDict[str, Floats] = OrderedDict()
        self._lock = threading.Lock()

    def likely(self, clauses: Sequence[Segment], asked: frozenset[str] = frozenset()) -> tuple[Likely, ...]:
        """For each target the place in these neighbouring clauses that means one of its cues best, if any does.

        Words that the question itself uses (`asked`) tell nothing and are passed over.
        """
        if not self._cues:
            return ()
        said = [(one, clause) for clause, part in enumerate(clauses) for one in _said(part) if one.text not in asked]
        if not said:
            return ()
        rows = np.stack([self._row(one.text) for one, _ in said])
        numbers = np.array([clause for _, clause in said])
        best: dict[str, Likely] = {}
        for low, high in _spans(len(clauses)):
            chosen = np.flatnonzero((low <= numbers) & (numbers < high))
            if not len(chosen):
                continue
            here = rows[chosen]
            top = here.max(axis=0)
            means = np.add.reduceat(top, self._cue_starts) / self._counts
            least = np.minimum.reduceat(top, self._cue_starts)
            for cue in np.flatnonzero((means >= LEAST_MEAN) & (least >= LEAST)).tolist():
                placed = self._place(cue, here, [said[number][0] for number in chosen.tolist()])
                if placed is None:
                    continue
                name, hit, mean = placed
                sure = round(mean + self._as_a_whole(name, "，".join(one.text for one in clauses[low:high])), 3)
                if sure >= LIKELY and (name not in best or sure > best[name].sure):
                    best[name] = Likely(name, hit, sure)
        return tuple(best.values())

    def _as_a_whole(self, name: str, said: str) -> float:
        """Half the likeness of what is said to the target's own words, and half that to the nearest of its cues."""
        background = float(_background(self._embedder))
        row = _one(self._embedder, said)
        own, bag = float(max(self._whole[name] @ row)), float(max(self._bags[name] @ row))
        return sum(0.5 * max(0.0, (value - background) / (1 - background)) for value in (own, bag))

    def _place(self, cue: int, rows: Floats, said: Sequence[Segment]) -> tuple[str, Hit, float] | None:
        """The words that stand for the parts of a cue, each for one; None when they are too few or too far apart."""
        name, known = self._cues[cue]
        first = int(self._cue_starts[cue])
        values = rows[:, first : first + len(known.words)]
        used: dict[int, int] = {}
        for flat in np.argsort(-values, axis=None, kind="stable").tolist():
            word, part = divmod(flat, values.shape[1])
            if part not in used and word not in used.values():
                used[part] = word
        if len(used) < values.shape[1]:
            return None
        likeness = [float(values[word, part]) for part, word in used.items()]
        mean = sum(likeness) / len(likeness)
        spans = tuple(sorted((said[word].start, said[word].end) for word in used.values()))
        far = spans[-1][1] - spans[0][0] > _WINDOWS[self._chinese]
        if far or min(likeness) < LEAST or mean < LEAST_MEAN:
            return None
        return name, Hit(spans[0][0], spans[-1][1], spans), mean

    def _row(self, word: str) -> Floats:
        """How far a word stands for each part of each cue."""
        with self._lock:
            kept = self._rows.get(word)
            if kept is not None:
                self._rows.move_to_end(word)
                return kept
        background = _background(self._embedder)
        row = self._vectors @ self._embedder.embed([word])[0]
        row = np.clip((row - background) / (1 - background), 0.0, 1.0)
        if len(word) < 2:
            row = np.minimum(row, SHORT)
        row[self._short] = np.minimum(row[self._short], SHORT)
        for number, one in enumerate(self._words):
            if len(one) > 1 and one in word:
                row[number] = 1.0
            elif len(word) > 1 and word in one:
                row[number] = max(row[number], PART_OF)
        parts: Floats = np.maximum.reduceat(row[self._flat], self._part_starts)
        with self._lock:
            self._rows[word] = parts
            if len(self._rows) > _KEPT_WORDS:
                self._rows.popitem(last=False)
        return parts


@lru_cache(maxsize=_KEPT_TABLES)
def table(embedder: Embedder, wanted: tuple[Wanted, ...], chinese: bool) -> Table:
    """The table of these targets, made once for each plan and question."""
    return Table(embedder, wanted, chinese)


@lru_cache(maxsize=1024)
def _one(embedder: Embedder, text: str) -> Floats:
    row: Floats = embedder.embed([text])[0]
    return row


def _bag(cue: Cue) -> str:
    """The first words of each part, as a text."""
    return "".join("、".join(words[:6]) for words in cue.words)


@lru_cache(maxsize=8)
def _background(embedder: Embedder) -> np.float32:
    """How alike the encoder finds words that are not: models differ, and a threshold must mean the same with each."""
    rows = embedder.embed(_UNRELATED)
    pairs = [float(rows[one] @ rows[other]) for one, other in combinations(range(len(rows)), 2)]
    return np.float32(min(0.95, max(0.0, sum(pairs) / len(pairs))))


def _said(clause: Segment) -> list[Segment]:
    found = []
    for one in segments.tokens(clause.text):
        if (
            one.text in segments.STOP
            or one.text[0] == "一"
            or all(char in _SMALL or not char.isalpha() for char in one.text)
        ):
            continue
        found.append(Segment(clause.start + one.start, clause.start + one.end, one.text))
    return found


def _spans(count: int) -> list[tuple[int, int]]:
    """Single clauses and neighbouring pairs, as half-open ranges."""
    return [(low, low + size) for size in (1, 2) for low in range(count - size + 1)]


def _starts(lengths: Sequence[int]) -> npt.NDArray[np.int64]:
    return np.cumsum([0, *lengths[:-1]]).astype(np.int64)
