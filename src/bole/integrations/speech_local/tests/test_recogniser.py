"""sherpa-onnx's true decode path, driven by a scripted four-kilobyte model."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from bole.integrations import speech_local
from bole.integrations.fake import speech, voice
from bole.integrations.speech_local import catalogue, onnx_metadata, recogniser
from bole.integrations.speech_local.errors import ModelMissing, ModelUnusable
from bole_engines.speech import container
from bole_engines.speech.vad import Speech

SCRIPT = "你好我叫李明我做了三年销售"
onnx = pytest.importorskip("onnx")
pytest.importorskip("sherpa_onnx")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return speech.build_model(tmp_path_factory.mktemp("model"), SCRIPT)


def local(home: Path) -> recogniser.LocalRecogniser:
    return recogniser.LocalRecogniser(home, label="scripted")


def test_speech_becomes_words_with_their_times(home: Path) -> None:
    spoken = voice.speak("你好，我叫李明。我做了三年销售。", seed=1)
    heard = local(home).transcribe(spoken.samples, language="zh-hans")

    assert heard.text
    assert (SCRIPT * 2).startswith(heard.text)
    assert "".join(word.text for word in heard.words) == heard.text
    assert abs(heard.words[0].start_ms - spoken.words[0].start_ms) <= 120
    assert heard.words[-1].end_ms <= spoken.duration_ms
    assert all(a.start_ms <= a.end_ms <= b.end_ms for a, b in zip(heard.words, heard.words[1:], strict=False))
    assert heard.engine.startswith("sherpa-onnx scripted (sherpa-onnx ")


def test_silence_before_speech_shifts_the_times(home: Path) -> None:
    spoken = voice.speak("你好，我叫李明。", seed=1).samples
    late = np.concatenate([np.zeros(48_000, np.float32), spoken])
    one, two = (local(home).transcribe(samples, language="zh") for samples in (spoken, late))
    assert one.text == two.text
    assert abs(two.words[0].start_ms - one.words[0].start_ms - 3000) <= 100


@pytest.mark.parametrize("count", [0, 800, 16_000 * 3])
def test_silence_has_no_words(home: Path, count: int) -> None:
    heard = local(home).transcribe(np.zeros(count, np.float32), language="zh")
    assert (heard.text, heard.words) == ("", ())


def test_a_long_answer_is_decoded_in_chunks_and_joined(home: Path) -> None:
    spoken = voice.speak("你好，我叫李明。我做了三年销售。" * 9, seed=2)
    assert spoken.duration_ms > 40_000
    heard = local(home).transcribe(spoken.samples, language="zh")
    assert heard.words[-1].end_ms > 38_000
    times = [word.start_ms for word in heard.words]
    assert times == sorted(times)


def test_threads_share_one_recogniser(home: Path) -> None:
    shared, samples = local(home), voice.speak("你好，我叫李明。", seed=1).samples
    with ThreadPoolExecutor(4) as pool:
        texts = set(pool.map(lambda _: shared.transcribe(samples, language="zh").text, range(8)))
    assert len(texts) == 1


def test_a_recording_goes_from_webm_to_words(home: Path, tmp_path: Path) -> None:
    voice.make_webm("你好，我叫李明。", tmp_path / "a.webm", video=False, seed=1, live=True)
    heard = local(home).transcribe(container.decode16k(tmp_path / "a.webm").samples, language="zh")
    assert SCRIPT.startswith(heard.text[:5])
    assert len(heard.text) >= 5


# -- models that would end the process ----------------------------------------------------------------------------


def without(home: Path, target: Path, key: str) -> Path:
    """A copy whose description lacks a key."""
    target.mkdir()
    model = onnx.load(str(home / "model.onnx"))
    kept = [(p.key, p.value) for p in model.metadata_props if p.key != key]
    del model.metadata_props[:]
    for name, value in kept:
        entry = model.metadata_props.add()
        entry.key, entry.value = name, value
    onnx.save(model, str(target / "model.onnx"))
    (target / "tokens.txt").write_bytes((home / "tokens.txt").read_bytes())
    return target


@pytest.mark.parametrize("key", ["vocab_size", "with_itn", "neg_mean", "lang_zh"])
def test_a_missing_key_is_found_before_sherpa_ends_the_process(home: Path, tmp_path: Path, key: str) -> None:
    broken = without(home, tmp_path / "broken", key)
    with pytest.raises(ModelUnusable) as caught:
        local(broken).transcribe(voice.speak("你好", seed=1).samples, language="zh")
    assert key in caught.value.data["reason"]


def test_damaged_models_are_refused_with_a_reason(home: Path, tmp_path: Path) -> None:
    good = (home / "model.onnx").read_bytes()
    samples = voice.speak("你好", seed=1).samples
    for number, content in enumerate([b"", b"not a model at all", good[: len(good) // 2], bytes(4000)]):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "model.onnx").write_bytes(content)
        (folder / "tokens.txt").write_bytes((home / "tokens.txt").read_bytes())
        with pytest.raises(ModelUnusable):
            local(folder).transcribe(samples, language="zh")


def test_too_few_tokens_are_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes((home / "model.onnx").read_bytes())
    (tmp_path / "tokens.txt").write_text("<blk> 0\n")
    assert recogniser.unusable(tmp_path) == f"tokens.txt has 1 lines, {10 + len(set(SCRIPT))} are needed"


def test_a_missing_model_is_missing(tmp_path: Path) -> None:
    absent = local(tmp_path)
    assert absent.available() is False
    with pytest.raises(ModelMissing):
        absent.transcribe(np.zeros(16_000, np.float32), language="zh")


def test_metadata_are_read_without_loading_the_model(home: Path) -> None:
    found = onnx_metadata.read(home / "model.onnx")
    assert (found["model_type"], found["with_itn"]) == ("sense_voice_ctc", "14")
    assert len(found["neg_mean"].split(",")) == 560


# -- pieces -------------------------------------------------------------------------------------------------------


def test_tokens_become_words_whose_text_stands_in_the_text() -> None:
    tokens = ["<|zh|>", "我", "用", "▁pro", "ject", "▁man", "age", "r", "，", "做", "了", "3", "0", "%", "。"]
    times = [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.1, 1.2, 1.3, 1.5, 1.7, 1.9, 2.0, 2.1, 2.2]
    text, words = recogniser.assemble(tokens, times, 1000, 4000)

    assert text == "我用project manager，做了30%。"
    assert [word.text for word in words] == ["我", "用", "project", "manager", "做", "了", "30"]
    assert [(word.start_ms, word.end_ms) for word in words] == [
        (1100, 1300), (1300, 1500), (1500, 1900), (1900, 2300), (2500, 2700), (2700, 2900), (2900, 3100),
    ]  # fmt: skip
    position = 0
    for word in words:
        position = text.index(word.text, position) + len(word.text)


def test_missing_timestamps_fall_back_to_the_chunk() -> None:
    text, words = recogniser.assemble(["好", "的"], [], 500, 900)
    assert text == "好的"
    assert [(word.start_ms, word.end_ms) for word in words] == [(900, 900), (900, 900)]


def test_chunks_are_cut_at_pauses_and_never_longer_than_twenty_seconds() -> None:
    speech_found = Speech(((0, 8000), (8500, 15_000), (15_500, 24_000), (25_000, 70_000)), "silero")
    assert recogniser.chunks(speech_found) == [
        (0, 15_000), (15_500, 24_000), (25_000, 45_000), (45_000, 65_000), (65_000, 70_000),
    ]  # fmt: skip
    assert recogniser.chunks(Speech((), "silero")) == []


# -- the adapter that settings name -------------------------------------------------------------------------------


def test_the_adapter_finds_a_model_that_is_installed_while_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech_local.settings, "BOLE_MODELS_DIR", tmp_path, raising=False)
    monkeypatch.setattr(speech_local, "_ready", None)
    adapter = speech_local.transcriber()
    assert (adapter.available(), adapter.version) == (False, "")
    with pytest.raises(ModelMissing):
        adapter.transcribe(np.zeros(16_000, np.float32), language="zh")

    speech.install_model(tmp_path, SCRIPT)

    assert adapter.available() is True
    assert adapter.version.startswith("SenseVoice Small")
    assert adapter.transcribe(voice.speak("你好", seed=1).samples, language="zh").text.startswith("你")
    (tmp_path / "sense-voice" / "model.onnx").unlink()
    assert speech_local.transcriber().available() is False
    assert catalogue.state(catalogue.find("sense-voice"), tmp_path) == "partial"


VOICES = os.environ.get("BOLE_VOICES", "")


@pytest.mark.skipif(not VOICES or not Path(VOICES).is_dir(), reason="BOLE_VOICES names no folder of real voices")
def test_real_sound_passes_through_the_true_decode_path(home: Path) -> None:
    decoded = container.decode16k(Path(VOICES) / "jfk.wav")
    heard = local(home).transcribe(decoded.samples, language="en")
    assert heard.words
    assert heard.words[-1].end_ms <= decoded.duration_ms
