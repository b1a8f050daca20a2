"""The demo's recordings: spoken and encoded in bare processes, so nothing here may need Django."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bole.config import demo_people as cast

ANSWERS = Path(__file__).parent / "demo_answers.yaml"


@dataclass(frozen=True)
class Clip:
    """One answer to be recorded: whose, to which question, what is said, how."""

    candidate: int
    index: int
    question: str
    text: str
    mode: str


def clips() -> list[Clip]:
    """Every answer of those who have finished, in order."""
    data = yaml.safe_load(ANSWERS.read_text(encoding="utf-8"))
    told = {one["key"]: one for one in data["candidates"]}
    found = []
    for number, candidate in enumerate(cast.CANDIDATES):
        if not candidate.answers:
            continue
        entry = told[candidate.answers]
        for index, (question, quality) in enumerate(sorted(entry["answers"].items())):
            text = data["samples"][entry["plan"]][quality][question]
            found.append(Clip(number, index, question, text, candidate.mode))
    return found


def record_clip(clip: Clip, scratch: str) -> tuple[str, Any]:
    """Speak and encode one clip: (path, caption)."""
    from bole.integrations.fake import speech, voice  # noqa: PLC0415 -- slow import, and only the demo needs it

    path = Path(scratch) / f"{clip.candidate}-{clip.index}.webm"
    spoken = voice.make_webm(clip.text, path, video=clip.mode == "video", seed=clip.candidate * 7 + 3)
    return str(path), speech.caption(clip.text, spoken)
