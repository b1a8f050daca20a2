"""Recognisers that recognise nothing and say so: a scripted model for tests, and captions for the demo.

`build_model` writes a real, four-kilobyte SenseVoice-shaped ONNX model whose "speech" is a script: wherever the sound is
loud enough it emits the script's next character, elsewhere blank. Loading, features, decoding and time stamps are
sherpa-onnx's own, so tests drive the true code path: silence gives no text, and times follow the sound.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from bole.core.errors import Refused
from bole.integrations.fake.voice import Spoken
from bole.interviews.types import Recognised, RecognisedWord

Floats = NDArray[np.float32]
RATE = 16_000

# -- the scripted model -------------------------------------------------------------------------------------------

_SPECIAL = ("<blk>", "<|zh|>", "<|en|>", "<|ja|>", "<|ko|>", "<|yue|>", "<|NEUTRAL|>", "<|Speech|>", "<|withitn|>",
            "<|woitn|>")  # fmt: skip
_LANGUAGE_IDS = {"auto": 0, "zh": 3, "en": 4, "yue": 7, "ja": 11, "ko": 12}
_TOKEN_OF_LANGUAGE = {0: 1, 3: 1, 4: 2, 7: 5, 11: 3, 12: 4}
_EMOTION, _EVENT, _WITH_ITN, _WITHOUT_ITN = 6, 7, 8, 9
_FRAMES_A_TOKEN = 4  # of 60 ms each: about four characters a second


def build_model(folder: Path, text: str, *, louder_than: float = 6.0) -> Path:
    """Write model.onnx and tokens.txt that "hear" `text` (over and over) wherever there is sound; returns the folder.

    `louder_than` is a log energy of the feature extractor at 16-bit scale. Needs the dev dependency `onnx`.
    """
    import onnx  # noqa: PLC0415 -- onnx is a dev dependency

    folder.mkdir(parents=True, exist_ok=True)
    tokens = [*_SPECIAL, *sorted(set(text))]
    (folder / "tokens.txt").write_text("".join(f"{token} {i}\n" for i, token in enumerate(tokens)), "utf-8")
    model = onnx.helper.make_model(_graph(text, tokens, louder_than), opset_imports=[onnx.helper.make_opsetid("", 17)])
    model.ir_version = 9
    for key, value in _description(len(tokens)).items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, str(value)
    onnx.save(model, str(folder / "model.onnx"))
    return folder


def install_model(models_dir: Path, text: str, *, model_id: str = "sense-voice") -> Path:
    """Build the scripted model where `bole models pull` would have put a true one, recorded as installed."""
    home = build_model(models_dir / model_id, text)
    record = {
        file.name: {"sha256": hashlib.sha256(file.read_bytes()).hexdigest(), "size": file.stat().st_size}
        | {"url": "", "verified": False}
        for file in (home / "model.onnx", home / "tokens.txt")
    }
    (models_dir / "models.lock.json").write_text(json.dumps({model_id: record}), "utf-8")
    return home


def _description(vocabulary: int) -> dict[str, object]:
    return {
        "model_type": "sense_voice_ctc",
        "vocab_size": vocabulary,
        "blank_id": 0,
        "lfr_window_size": 7,
        "lfr_window_shift": 6,
        "normalize_samples": 0,
        "with_itn": 14,
        "without_itn": 15,
        **{f"lang_{name}": number for name, number in _LANGUAGE_IDS.items()},
        "neg_mean": ",".join(["0"] * 560),
        "inv_stddev": ",".join(["1"] * 560),
    }


def _graph(text: str, tokens: list[str], louder_than: float) -> Any:
    from onnx import TensorProto, helper  # noqa: PLC0415 -- onnx is a dev dependency

    value = helper.make_tensor_value_info
    inputs = [
        value("x", TensorProto.FLOAT, ["N", "T", 560]),
        value("x_length", TensorProto.INT32, ["N"]),
        value("language", TensorProto.INT32, ["N"]),
        value("text_norm", TensorProto.INT32, ["N"]),
    ]
    outputs = [value("logits", TensorProto.FLOAT, ["N", "L", len(tokens)])]
    nodes = [*_script_nodes(), *_prefix_nodes(), *_output_nodes()]
    return helper.make_graph(nodes, "scripted", inputs, outputs, _constants(text, tokens, louder_than))


def _script_nodes() -> list[Any]:
    """A token each fourth loud frame, by counting loud frames; blank elsewhere."""
    from onnx import TensorProto  # noqa: PLC0415 -- onnx is a dev dependency
    from onnx.helper import make_node as node  # noqa: PLC0415 -- onnx is a dev dependency

    return [
        node("ReduceMean", ["x"], ["energy"], axes=[2], keepdims=0),
        node("Greater", ["energy", "threshold"], ["loud"]),
        node("Cast", ["loud"], ["loud_n"], to=TensorProto.INT64),
        node("CumSum", ["loud_n", "one"], ["counted"]),
        node("Sub", ["counted", "one"], ["position"]),
        node("Div", ["position", "every"], ["step"]),
        node("Mod", ["step", "length"], ["wrapped"]),
        node("Max", ["wrapped", "zero"], ["at"]),
        node("Mod", ["position", "every"], ["within"]),
        node("Equal", ["within", "zero"], ["first"]),
        node("And", ["first", "loud"], ["emit"]),
        node("Gather", ["script", "at"], ["token"]),
        node("Where", ["emit", "token", "zero"], ["ids"]),
        node("OneHot", ["ids", "vocabulary", "off_on"], ["spoken"], axis=-1),
    ]


def _prefix_nodes() -> list[Any]:
    """The four rows that the true model puts first: language, emotion, event, with or without punctuation."""
    from onnx import TensorProto  # noqa: PLC0415 -- onnx is a dev dependency
    from onnx.helper import make_node as node  # noqa: PLC0415 -- onnx is a dev dependency

    rows = ["language_t", "emotion_t", "event_t", "norm_t"]
    return [
        node("Cast", ["language"], ["language_n"], to=TensorProto.INT64),
        node("Gather", ["language_tokens", "language_n"], ["language_t"]),
        node("Cast", ["text_norm"], ["norm_n"], to=TensorProto.INT64),
        node("Gather", ["norm_tokens", "norm_n"], ["norm_t"]),
        node("Mul", ["language_t", "zero"], ["nothing"]),
        node("Add", ["nothing", "emotion"], ["emotion_t"]),
        node("Add", ["nothing", "event"], ["event_t"]),
        *(node("Unsqueeze", [name, "axis"], [f"{name}_row"]) for name in rows),
        node("Concat", [f"{name}_row" for name in rows], ["prefix_ids"], axis=1),
        node("OneHot", ["prefix_ids", "vocabulary", "off_on"], ["prefix"], axis=-1),
    ]


def _output_nodes() -> list[Any]:
    """Prefix and speech together; the lengths are added as nothing, because every input must be used."""
    from onnx import TensorProto  # noqa: PLC0415 -- onnx is a dev dependency
    from onnx.helper import make_node as node  # noqa: PLC0415 -- onnx is a dev dependency

    return [
        node("Concat", ["prefix", "spoken"], ["both"], axis=1),
        node("Cast", ["x_length"], ["length_f"], to=TensorProto.FLOAT),
        node("ReduceSum", ["length_f"], ["length_sum"], keepdims=0),
        node("Mul", ["length_sum", "zero_f"], ["nothing_f"]),
        node("Add", ["both", "nothing_f"], ["logits"]),
    ]


def _constants(text: str, tokens: list[str], louder_than: float) -> list[Any]:
    from onnx import numpy_helper  # noqa: PLC0415 -- onnx is a dev dependency

    languages = np.ones(16, np.int64)
    for number, token in _TOKEN_OF_LANGUAGE.items():
        languages[number] = token
    norms = np.full(16, _WITHOUT_ITN, np.int64)
    norms[14] = _WITH_ITN
    whole: dict[str, Any] = {
        "one": 1, "zero": 0, "every": _FRAMES_A_TOKEN, "length": len(text), "vocabulary": len(tokens),
        "emotion": _EMOTION, "event": _EVENT, "axis": [1], "script": [tokens.index(c) for c in text],
        "language_tokens": languages, "norm_tokens": norms,
    }  # fmt: skip
    real: dict[str, Any] = {"threshold": louder_than, "off_on": [-10, 10], "zero_f": 0}
    return [
        *(numpy_helper.from_array(np.asarray(v, np.int64), name) for name, v in whole.items()),
        *(numpy_helper.from_array(np.asarray(v, np.float32), name) for name, v in real.items()),
    ]


# -- captions for the demo ----------------------------------------------------------------------------------------

_STEP = RATE // 4
_FARTHEST_MS, _FARTHEST_DB = 300, 3.0


class NoCaption(Refused):
    """The recording is none of those that were made together with the captions."""

    code = "speech.no_caption"
    sentence = _(
        "The demo's captions belong to its own recordings. This one was not recognised: please type what was said."
    )


@dataclass(frozen=True)
class Caption:
    """What a synthetic recording says, and its loudness each quarter of a second (dB), by which it is found again."""

    text: str
    words: tuple[tuple[str, int, int], ...]
    duration_ms: int
    loudness: tuple[int, ...]


def caption(text: str, spoken: Spoken) -> Caption:
    """The caption of something that `voice.speak` spoke."""
    words = tuple((word.text, word.start_ms, word.end_ms) for word in spoken.words)
    return Caption(text, words, spoken.duration_ms, _loudness(spoken.samples))


def write_captions(path: Path, captions: Iterable[Caption]) -> None:
    """Keep captions for `ScriptedTranscriber`."""
    path.write_text(json.dumps([asdict(one) for one in captions], ensure_ascii=False), "utf-8")


class ScriptedTranscriber:
    """Answers with the caption of a recording it knows by its loudness; refuses all others. Never a guess."""

    name = "scripted-captions"
    version = "demo"

    def __init__(self, path: Path) -> None:
        self._path = path

    def available(self) -> bool:
        """True while the captions file is there."""
        return self._path.is_file()

    def transcribe(self, samples: Floats, *, language: str) -> Recognised:
        """The caption with its word times, labelled as such; NoCaption for a recording that is not in the file."""
        duration_ms, loudness = samples.size * 1000 // RATE, np.array(_loudness(samples))
        best, distance = None, _FARTHEST_DB
        for entry in self._entries():
            if abs(entry["duration_ms"] - duration_ms) > _FARTHEST_MS:
                continue
            known = np.array(entry["loudness"])
            count = min(known.size, loudness.size)
            far = float(np.abs(known[:count] - loudness[:count]).mean()) if count else _FARTHEST_DB
            if far < distance:
                best, distance = entry, far
        if best is None:
            raise NoCaption
        words = tuple(RecognisedWord(text, start, end) for text, start, end in best["words"])
        return Recognised(text=best["text"], words=words, engine=f"{self.name} {self.version}")

    def _entries(self) -> list[Mapping[str, Any]]:
        if not self.available():
            return []
        return list(json.loads(self._path.read_text("utf-8")))


def _loudness(samples: Floats) -> tuple[int, ...]:
    blocks = samples[: samples.size // _STEP * _STEP].reshape(-1, _STEP)
    # Below -50 dB a codec does as it likes.
    return tuple(round(max(-50.0, 10 * float(np.log10(np.mean(block**2) + 1e-10)))) for block in blocks)


def transcriber() -> ScriptedTranscriber:
    """The demo's captions, where its seed wrote them."""
    return ScriptedTranscriber(Path(settings.BOLE_HOME) / "demo" / "captions.json")
