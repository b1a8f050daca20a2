"""`bole assess` from a transcript and from a recording, in words and as JSON, and its refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bole.config import assess_cli
from bole.integrations.fake.voice import make_webm

VTT = """WEBVTT

00:00:01.000 --> 00:00:06.000
我会说，您货比三家很正常，我理解。想请教一下，对方报的是哪个配置？

00:00:06.000 --> 00:00:14.000
我把三年的总成本拆开算给您看，咱们约周四带样品过来定。
"""


@pytest.fixture
def transcript(tmp_path: Path) -> Path:
    path = tmp_path / "t.vtt"
    path.write_text(VTT, encoding="utf-8")
    return path


def test_a_transcript_gives_quotes_with_their_seconds(transcript: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = assess_cli.main(["--plan", "sales", "--question", "3", "--transcript", str(transcript), "--json"])

    result = json.loads(capsys.readouterr().out)
    (objection,) = result["competencies"]
    text = result["answer"]["text"]
    assert code == 0
    assert (objection["id"], objection["level"]) == ("objection", 5)
    assert [quote["start_ms"] for quote in objection["quotes"]] == sorted(
        quote["start_ms"] for quote in objection["quotes"]
    )
    assert all(text[quote["char_start"] : quote["char_end"]] == quote["text"] for quote in objection["quotes"])
    assert result["recording"] is None


def test_the_readable_report_is_chinese_unless_english_is_asked_for(
    transcript: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--plan", "sales", "--question", "q3", "--transcript", str(transcript)]

    assert assess_cli.main(given) == 0
    chinese = capsys.readouterr().out
    assert assess_cli.main([*given, "--language", "en"]) == 0
    english = capsys.readouterr().out

    assert "■ 异议处理：5 优秀" in chinese
    assert "AI 辅助，由人工决定" in chinese
    assert "the job asks for 3 sound" in english


def test_a_recording_is_measured_and_judged(
    transcript: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    media = tmp_path / "a.webm"
    spoken = make_webm("我会说，您货比三家很正常，我理解。咱们约周四带样品过来定。", media, video=False)

    code = assess_cli.main(
        [str(media), "--plan", "sales", "--question", "3", "--transcript", str(transcript), "--json"]
    )

    recording = json.loads(capsys.readouterr().out)["recording"]
    assert code == 0
    assert recording["container"] == "webm"
    assert abs(recording["duration_ms"] - spoken.duration_ms) < 200
    assert 0 < recording["speech_ms"] <= recording["duration_ms"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--plan", "sales", "--question", "3"], "Name a recording, a --transcript, or both."),
        (
            ["--plan", "nobody", "--question", "1"],
            "There is no plan “nobody”. Ready plans: backend, restaurant_service, sales",
        ),
        (["--plan", "sales", "--question", "9"], "The plan sales has questions 1 to 5, not “9”."),
        (["missing.webm", "--plan", "sales", "--question", "1"], "There is no file missing.webm."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert assess_cli.main(arguments) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"bole assess: {sentence}")


def test_a_file_that_is_no_recording_is_refused_kindly(
    transcript: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    media = tmp_path / "paper.webm"
    media.write_bytes(b"%PDF-1.7 not a recording")

    code = assess_cli.main([str(media), "--plan", "sales", "--question", "3", "--transcript", str(transcript)])

    assert code == 2
    assert capsys.readouterr().err.startswith("bole assess: The recording could not be read: ")
