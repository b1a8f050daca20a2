"""SenseVoice on this machine by sherpa-onnx: the port `interviews.SpeechToText`, offline and on a CPU."""

from __future__ import annotations

import importlib.util
import re
import threading
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bole.integrations.speech_local import catalogue, onnx_metadata
from bole.integrations.speech_local.errors import ModelMissing, ModelUnusable
from bole.interviews.types import Recognised, RecognisedWord
from bole_engines.speech import vad

Floats = NDArray[np.float32]
RATE = 16_000
LONGEST_CHUNK_MS = 20_000  # the model was made for utterances; its memory grows with the square of the length
_LONGEST_WORD_MS = 1_200
_LANGUAGES = ("zh", "en", "yue", "ja", "ko")
# sherpa-onnx ends the process when one of these is missing or no number, so they are checked before it sees the file.
_NUMBERS = [
    "vocab_size",
    "lfr_window_size",
    "lfr_window_shift",
    "normalize_samples",
    "with_itn",
    "without_itn",
    "lang_auto",
    "lang_zh",
    "lang_en",
    "lang_yue",
    "lang_ja",
    "lang_ko",
]
_LISTS = ("neg_mean", "inv_stddev")
_WORD_PIECE = re.compile(r"[A-Za-z0-9'’]+$")
_TAG = re.compile(r"<[^<>]*>$")


class LocalRecogniser:
    """One installed model. Loading happens on first use and is shared; decoding may run in several threads."""

    name = "sherpa-onnx"

    def __init__(self, home: Path, *, label: str, threads: int = 1) -> None:
        self.home, self._threads = home, threads
        self.version = f"{label} ({_sherpa_version()})"
        self._guard = threading.Lock()
        self._loaded: tuple[str, Any] | None = None
        self._checked: tuple[int, int] | None = None

    def available(self) -> bool:
        """True when sherpa-onnx and both files are there. Their content is checked when they are loaded."""
        files = (self.home / "model.onnx", self.home / "tokens.txt")
        return importlib.util.find_spec("sherpa_onnx") is not None and all(file.is_file() for file in files)

    def transcribe(self, samples: Floats, *, language: str) -> Recognised:
        """Words of 16 kHz mono samples within ±1, with their times. Silence is ''. ModelMissing or ModelUnusable."""
        if not self.available():
            raise ModelMissing
        recogniser = self._load(_short(language))
        words: list[RecognisedWord] = []
        text = ""
        for start_ms, end_ms in chunks(vad.segments(samples)):
            stream = recogniser.create_stream()
            stream.accept_waveform(RATE, samples[start_ms * RATE // 1000 : end_ms * RATE // 1000])
            recogniser.decode_stream(stream)
            part, found = assemble(stream.result.tokens, stream.result.timestamps, start_ms, end_ms)
            gap = " " if text and part and text[-1].isascii() and part[0].isascii() else ""
            text += gap + part
            words.extend(found)
        return Recognised(text=text, words=tuple(words), engine=f"{self.name} {self.version}")

    def _load(self, language: str) -> Any:
        with self._guard:
            if self._loaded is None or self._loaded[0] != language:
                self._check()
                import sherpa_onnx  # noqa: PLC0415 -- slow import, and an extra

                # One at a time: a second language's copy would double a quarter of a gigabyte.
                self._loaded = None
                try:
                    recogniser = sherpa_onnx.OfflineRecognizer.from_sense_voice(
                        model=str(self.home / "model.onnx"),
                        tokens=str(self.home / "tokens.txt"),
                        num_threads=self._threads,
                        language=language,
                        use_itn=True,
                    )
                except (RuntimeError, IndexError, ValueError) as error:
                    raise ModelUnusable(folder=self.home, reason=str(error)[:200]) from error
                self._loaded = (language, recogniser)
            return self._loaded[1]

    def _check(self) -> None:
        reason = unusable(self.home)
        if reason:
            raise ModelUnusable(folder=self.home, reason=reason)


def unusable(home: Path) -> str | None:
    """Why sherpa-onnx would not survive this model; None when it would."""
    try:
        metadata = onnx_metadata.read(home / "model.onnx")
        tokens = (home / "tokens.txt").read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        return str(error)
    if metadata.get("model_type", "").split("_ctc")[0] not in ("sense_voice", ""):
        return f"it is a model of type {metadata['model_type']}"
    for key in _NUMBERS:
        if not re.fullmatch(r"-?\d+", metadata.get(key, "")):
            return f"the number {key} is missing in its description"
    for key in _LISTS:
        if not _all_numbers(metadata.get(key, "")):
            return f"the list {key} is missing in its description"
    if len(tokens) < int(metadata["vocab_size"]):
        return f"tokens.txt has {len(tokens)} lines, {metadata['vocab_size']} are needed"
    return None


def _all_numbers(text: str) -> bool:
    try:
        return bool(text) and all(np.isfinite(float(part)) for part in text.split(","))
    except ValueError:
        return False


def chunks(speech: vad.Speech) -> list[tuple[int, int]]:
    """Speech gathered into stretches of at most 20 s, cut at pauses; one longer breath is cut where it must be."""
    found: list[tuple[int, int]] = []
    for segment_start, end in speech.segments:
        start = segment_start
        while end - start > LONGEST_CHUNK_MS:
            found.append((start, start + LONGEST_CHUNK_MS))
            start += LONGEST_CHUNK_MS
        if found and end - found[-1][0] <= LONGEST_CHUNK_MS and start == segment_start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def assemble(
    tokens: Sequence[str], timestamps: Sequence[float], start_ms: int, end_ms: int
) -> tuple[str, list[RecognisedWord]]:
    """Tokens of one chunk to its text and its words. Every word's text occurs in the text, in order.

    A Han character is a word; pieces of Latin words are joined ("▁pro", "ject"); punctuation stays in the text alone.
    """
    text = ""
    words: list[RecognisedWord] = []
    starts = [start_ms + round(second * 1000) for second in timestamps]
    open_word = False
    for index, token in enumerate(tokens):
        if _TAG.match(token):
            continue
        fresh, piece = token.startswith(("▁", " ")), token.lstrip("▁ ")
        at = starts[index] if index < len(starts) else end_ms
        until = min(starts[index + 1] if index + 1 < len(starts) else end_ms, at + _LONGEST_WORD_MS, end_ms)
        if fresh and text and text[-1].isascii():
            text += " "
        if not any(character.isalnum() for character in piece):
            text, open_word = text + piece, False
            continue
        latin = bool(_WORD_PIECE.match(piece))
        if latin and open_word and not fresh:
            last = words[-1]
            words[-1] = RecognisedWord(last.text + piece, last.start_ms, max(until, last.end_ms))
        else:
            words.append(RecognisedWord(piece, at, max(until, at)))
        text, open_word = text + piece, latin
    return text, words


def _short(language: str) -> str:
    """ "zh-hans" to "zh"; what the model does not know is left for it to find out."""
    first = language.lower().split("-")[0].split("_")[0]
    return first if first in _LANGUAGES else "auto"


def _sherpa_version() -> str:
    try:
        return f"sherpa-onnx {version('sherpa-onnx')}"
    except PackageNotFoundError:
        return "sherpa-onnx not installed"


def installed(folder: Path, *, listed: Path | None = None) -> LocalRecogniser | None:
    """A recogniser of the first model of the catalogue that is installed whole; None when there is none."""
    for model in catalogue.load(listed):
        if model.kind == "sense_voice" and catalogue.state(model, folder) == "ready":
            return LocalRecogniser(folder / model.id, label=model.name)
    return None
