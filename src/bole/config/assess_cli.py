"""`bole assess answer.webm --plan sales --question 2`: one recorded answer, judged from the shell."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bole.core import child
from bole_engines.assessment import assess, hr_report, plans
from bole_engines.assessment.types import Answer, Plan, Question, Source, Word
from bole_engines.assessment.wording import LEVEL_WORDS, REASONS, lang
from bole_engines.common import Refused
from bole_engines.text import captions

PACKS = Path(__file__).resolve().parents[1] / "assessment" / "packs"
_POOR_AUDIO = frozenset({"silent", "noisy", "clipped", "truncated"})
_LONGEST_S = 600


class NotAssessed(Refused):
    """The command cannot do what was asked; the sentence says why."""

    code = "assess.not_assessed"
    sentence = "{why}"


def main(argv: Sequence[str] | None = None) -> int:
    """Judge one answer and print the report; 0 when done, 2 with one sentence on stderr when not."""
    options = _parser().parse_args(argv)
    try:
        result = run(options)
    except Refused as refusal:
        print(f"bole assess: {refusal}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        print(readable(result, lang(options.language)))
    return 0


def run(options: argparse.Namespace) -> dict[str, Any]:
    """The whole command as one JSON-able value: plan, question, transcript, delivery, ratings; raises `Refused`."""
    plan = find_plan(options.plan)
    question = find_question(plan, options.question)
    if options.media is None and options.transcript is None:
        raise NotAssessed(why="Name a recording, a --transcript, or both.")
    with tempfile.TemporaryDirectory(prefix="bole-assess-") as folder:
        heard = _analyse(options.media, Path(folder)) if options.media is not None else None
        answer = _answer(question, options, heard, Path(folder))
    report = hr_report(plan, assess(plan, [answer]), options.language)
    return {
        "plan": {"id": plan.id, "title": plan.title, "digest": plans.digest(plan)},
        "question": {"id": question.id, "text": question.text},
        "answer": {"source": answer.source, "text": answer.text, "speech_ms": answer.speech_ms, "audio": answer.audio},
        "recording": _recording(heard) if heard is not None else None,
        "judge": report["judge"],
        "competencies": [one for one in report["competencies"] if one["id"] in question.competencies],
        "flags": [flag for flag in report["flags"] if flag["question_id"] == question.id],
    }


def find_plan(name: str) -> Plan:
    """A plan by its pack's name ("sales", "sales.en") or by the path of a YAML file; raises `Refused`."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else PACKS / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(pack.name.removesuffix(".yaml") for pack in PACKS.glob("*.yaml")))
        raise NotAssessed(why=f"There is no plan “{name}”. Ready plans: {known}.")
    return plans.load(path.read_text(encoding="utf-8"))


def find_question(plan: Plan, wanted: str) -> Question:
    """A question by its number, counted from 1, or by its id; raises `Refused`."""
    if wanted.isdigit() and 1 <= int(wanted) <= len(plan.questions):
        return plan.questions[int(wanted) - 1]
    found = next((one for one in plan.questions if one.id == wanted), None)
    if found is None:
        raise NotAssessed(why=f"The plan {plan.id} has questions 1 to {len(plan.questions)}, not “{wanted}”.")
    return found


def readable(result: dict[str, Any], key: str) -> str:
    """The report as lines of text, in Chinese ("zh") or English ("en")."""
    say = _WORDS[key]
    lines = [result["plan"]["title"], f"{say['question']}{result['question']['text']}", ""]
    recording = result["recording"]
    if recording:
        lines.append(say["recording"].format(**recording))
    lines += [f"{say['source']}{say[result['answer']['source']]}", f"{say['said']}{result['answer']['text']}", ""]
    for one in result["competencies"]:
        lines += _competency_lines(one, say, key)
    notes = [REASONS[key][flag["code"]] for flag in result["flags"] if flag["code"] in REASONS[key]]
    lines += [f"{say['note']}{text}" for text in notes]
    lines.append(say["closing"])
    return "\n".join(lines)


def _competency_lines(one: dict[str, Any], say: dict[str, str], key: str) -> list[str]:
    asked = f"{one['threshold']} {LEVEL_WORDS[key][one['threshold']]}"
    if one["level"] is None:
        lines = [f"■ {one['name']}{say['colon']}{say['insufficient']} ({one['reason_text']})"]
    else:
        level = f"{one['level']} {one['level_text']} [{one['low']}–{one['high']}]"
        lines = [f"■ {one['name']}{say['colon']}{level}{say['asked']}{asked}", f"  {one['anchor']}"]
    for quote in one["quotes"]:
        second = "" if quote["start_ms"] is None else f" @{quote['start_ms'] / 1000:.1f}s"
        weak = f" ({'; '.join(quote['reasons_text'])})" if quote["reasons_text"] else ""
        lines.append(f"  {quote['polarity']} {quote['behaviour']}{say['colon']}“{quote['text']}”{second}{weak}")
    lines += [f"  → {tip}" for tip in one["missing"]]
    return [*lines, ""]


def _answer(question: Question, options: argparse.Namespace, heard: dict[str, Any] | None, folder: Path) -> Answer:
    speech_ms = heard["speech_ms"] if heard else None
    poor = heard is not None and bool(_POOR_AUDIO & set(heard["flags"]))
    if options.transcript is not None:
        text, timed = captions.parse(_text_of(options.transcript))
        words = tuple(Word(one.text, one.start_ms, one.end_ms, one.char_start, one.char_end) for one in timed)
        source: Source = options.source
    else:
        text, words = _recognise(folder / str((heard or {})["files"]["samples"]), options.language)
        source = "asr"
    return Answer(
        question_id=question.id,
        text=text,
        words=words,
        source=source,
        speech_ms=speech_ms,
        audio="unknown" if heard is None else "poor" if poor else "ok",
    )


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NotAssessed(why=f"The transcript {path} cannot be read as UTF-8 text.") from error


def _analyse(media: Path, folder: Path) -> dict[str, Any]:
    """The speech engine's whole pipeline, in a limited child: the file is not ours."""
    if not media.is_file():
        raise NotAssessed(why=f"There is no file {media}.")
    wanted = {"path": str(media.resolve()), "out_dir": str(folder), "max_s": _LONGEST_S, "samples": "npy"}
    try:
        found: dict[str, Any] = child.run(
            "bole_engines.speech.process:analyse", wanted, cpu_s=120, memory_mb=1024, timeout_s=180
        )
    except child.ChildFailed as failure:
        told = failure.refusal.sentence.format(**failure.refusal.data) if failure.refusal else f"({failure.code})"
        raise NotAssessed(why=f"The recording could not be read: {told}") from failure
    return found


def _recognise(samples: Path, language: str) -> tuple[str, tuple[Word, ...]]:
    """Text and words by the first recogniser that is available; without one the caller must bring a transcript."""
    import django  # noqa: PLC0415 -- slow import

    django.setup()
    from bole.config import ports  # noqa: PLC0415 -- apps must be ready
    from bole.interviews.ports import speech_to_text  # noqa: PLC0415 -- apps must be ready

    ports.wire()
    recogniser = speech_to_text.best()
    if recogniser is None:
        raise NotAssessed(
            why="No speech recogniser is installed. Fetch one with `bole models pull`, or give the words with --transcript."
        )
    recognised = recogniser.transcribe(np.load(samples), language=language)
    words, at = [], 0
    for word in recognised.words:
        found = recognised.text.find(word.text, at)
        if found >= 0:
            at = found + len(word.text)
            words.append(Word(word.text, word.start_ms, word.end_ms, found, at))
    return recognised.text, tuple(words)


def _recording(heard: dict[str, Any]) -> dict[str, Any]:
    kept = ("container", "has_video", "duration_ms", "speech_ms", "bad_packets", "flags", "delivery")
    return {key: heard[key] for key in kept} | {
        "seconds": round(heard["duration_ms"] / 1000, 1),
        "speech_seconds": round(heard["speech_ms"] / 1000, 1),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bole assess", description="Judge one recorded or written answer.")
    parser.add_argument("media", nargs="?", type=Path, help="the recording (webm, mp4, ogg, wav …)")
    parser.add_argument(
        "--plan", required=True, help="a ready plan (sales, restaurant_service, backend …) or a YAML file"
    )
    parser.add_argument("--question", required=True, help="its number, counted from 1, or its id")
    parser.add_argument("--transcript", type=Path, help="what was said: VTT, SRT or plain text")
    parser.add_argument(
        "--source",
        default="self_transcribed",
        choices=("asr", "on_device_caption", "self_transcribed", "typed", "corrected"),
        help="where the transcript comes from (default: self_transcribed)",
    )
    parser.add_argument("--language", default="zh-hans", choices=("zh-hans", "en"), help="of the report")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "question": "题目：",
        "recording": "录音：{seconds} 秒，其中说话 {speech_seconds} 秒（{container}）",
        "source": "文字来源：",
        "asr": "语音识别",
        "on_device_caption": "设备端字幕",
        "self_transcribed": "自行转写",
        "typed": "文字作答",
        "corrected": "识别后更正",
        "said": "回答：",
        "colon": "：",
        "insufficient": "证据不足",
        "asked": "，岗位要求 ",
        "note": "提示：",
        "closing": "AI 辅助，由人工决定。只评说了什么，不评语气和长相。",
    },
    "en": {
        "question": "Question: ",
        "recording": "Recording: {seconds} s, of which speech {speech_seconds} s ({container})",
        "source": "Source of the text: ",
        "asr": "speech recognition",
        "on_device_caption": "captions from the device",
        "self_transcribed": "typed out by the speaker",
        "typed": "typed answer",
        "corrected": "recognised, then corrected",
        "said": "Answer: ",
        "colon": ": ",
        "insufficient": "insufficient evidence",
        "asked": ", the job asks for ",
        "note": "Note: ",
        "closing": "Assisted by AI, decided by people. Words are rated; voice and looks are not.",
    },
}
