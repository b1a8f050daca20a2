"""The demo's transcriber knows its own recordings and refuses all others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bole.integrations.fake import speech, voice
from bole_engines.speech import container

TEXTS = (
    "你好，我叫李明。我做了三年销售。",
    "客户要退货，我先去了现场，再和仓库商量。",
    "我会先听客户说完，然后再给出办法。",
)


@pytest.fixture
def captions(tmp_path: Path) -> Path:
    path = tmp_path / "captions.json"
    speech.write_captions(path, [speech.caption(text, voice.speak(text, seed=9)) for text in TEXTS])
    return path


@pytest.mark.parametrize("text", TEXTS)
def test_a_known_recording_is_answered_with_its_caption(captions: Path, tmp_path: Path, text: str) -> None:
    spoken = voice.make_webm(text, tmp_path / "a.webm", video=False, seed=9, live=True)
    heard = speech.ScriptedTranscriber(captions).transcribe(
        container.decode16k(tmp_path / "a.webm").samples, language="zh-hans"
    )
    assert heard.text == text
    assert heard.engine == "scripted-captions demo"
    assert [(w.text, w.start_ms, w.end_ms) for w in heard.words] == [
        (w.text, w.start_ms, w.end_ms) for w in spoken.words
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_unknown_recording_is_refused_and_never_guessed(captions: Path, seed: int) -> None:
    stranger = voice.speak("我想先介绍一下自己的经历。", seed=seed).samples
    for samples in (stranger, np.zeros(16_000 * 6, np.float32), np.zeros(0, np.float32)):
        with pytest.raises(speech.NoCaption):
            speech.ScriptedTranscriber(captions).transcribe(samples, language="zh")


def test_without_its_file_it_is_not_available(tmp_path: Path) -> None:
    absent = speech.ScriptedTranscriber(tmp_path / "none.json")
    assert absent.available() is False
    with pytest.raises(speech.NoCaption):
        absent.transcribe(np.zeros(16_000, np.float32), language="zh")
