"""Texts to vectors by an ONNX model: one text at a time on one thread, so that equal texts always give equal vectors."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext_lazy as _

from bole.core.errors import Refused
from bole.integrations.sentence_onnx.wordpiece import BadVocabulary, WordPiece

Floats = npt.NDArray[np.float32]

VOCABULARY = "vocab.txt"
POOLINGS = ("mean", "cls")
LONGEST = 256
LONGEST_NAME = 20
TRIED = "我先问清客户的需要，再给方案。"


class BadEncoder(Refused):
    code = "encoder.unusable"
    status = 503
    sentence = _("The sentence encoder {path} cannot be used: {reason}. The built-in judge goes on without it.")


class OnnxEncoder:
    """A sentence-embedding model with inputs ``input_ids``, ``attention_mask`` and, if it wants them, ``token_type_ids``.

    Its output ``sentence_embedding`` is taken as it is; from any other first output the vectors of the tokens are pooled, ``mean`` or
    ``cls``. ``name`` follows from the bytes of model and vocabulary and from the pooling: another file is another encoder.
    """

    def __init__(self, path: Path, pooling: str = "mean") -> None:
        """Load and try it; raises BadEncoder."""
        if pooling not in POOLINGS:
            raise BadEncoder(path=path.name, reason=f"pooling is one of {', '.join(POOLINGS)}, not {pooling!r}")
        self._pooling = pooling
        try:
            model = path.read_bytes()
            self._pieces = WordPiece((path.parent / VOCABULARY).read_text(encoding="utf-8").splitlines())
            self._session = _session(path)
        except OSError as error:
            raise BadEncoder(path=path.name, reason=f"{error.filename or path}: {error.strerror}") from error
        except (BadVocabulary, UnicodeDecodeError) as error:
            raise BadEncoder(path=path.name, reason=f"{VOCABULARY}: {error}") from error
        except Exception as error:  # onnxruntime raises many kinds; whatever is wrong with the file, interviews go on
            raise BadEncoder(path=path.name, reason=_first_line(error)) from error
        seen = hashlib.sha256(model + "\n".join(self._pieces.vocabulary).encode() + pooling.encode())
        stem = re.sub(r"[^A-Za-z0-9.-]+", "-", path.stem).strip("-")[:LONGEST_NAME] or "model"
        self.name = f"onnx-{stem}-{seen.hexdigest()[:8]}"
        self._inputs = {one.name for one in self._session.get_inputs()}
        self._output = _output([one.name for one in self._session.get_outputs()])
        try:
            vector = self.embed([TRIED])
        except Exception as error:  # as above
            raise BadEncoder(path=path.name, reason=_first_line(error)) from error
        if vector.ndim != 2 or not np.isfinite(vector).all() or not vector.any():
            raise BadEncoder(path=path.name, reason="its output is no vector for a sentence")

    def embed(self, texts: Sequence[str]) -> Floats:
        """One row of length 1 for each text."""
        return np.stack([self._one(text) for text in texts])

    def _one(self, text: str) -> Floats:
        ids = np.array([self._pieces.ids(text, LONGEST)], dtype=np.int64)
        feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        (found,) = self._session.run([self._output], {name: feeds[name] for name in self._inputs})
        row = np.asarray(found, dtype=np.float32)[0]
        if row.ndim == 2:
            row = row[0] if self._pooling == "cls" else row.mean(axis=0)
        length = float(np.sqrt((row * row).sum()))
        unit: Floats = row / max(length, 1e-9)
        return unit


def _session(path: Path) -> Any:
    import onnxruntime  # noqa: PLC0415 -- slow import, only where an encoder is named

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _output(names: Sequence[str]) -> str:
    return "sentence_embedding" if "sentence_embedding" in names else names[0]


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
