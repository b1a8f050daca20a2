"""Codes of the engine in the reader's language. The engine speaks Chinese and English itself; this picks one."""

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bole_engines.assessment import wording
from bole_engines.assessment.types import Flag

FLAGS: dict[str, str | Promise] = {
    "blinded": _("words that point at the person were taken out before rating"),
    "added_by_candidate": _("the candidate typed something in afterwards"),
    "more_text_than_speech": _("more text than the measured speaking time can hold; treated as typed"),
    "competencies_unrated": _("some competencies have insufficient evidence"),
    "quotes_dropped": _("{dropped} of {given} quotes of the model do not stand in the answer and were dropped"),
    "replies_unreadable": _("replies of the model that could not be read: {count}"),
}

SOURCES: dict[str, str | Promise] = {
    "asr": _("speech recognised on the server"),
    "on_device_caption": _("captions from the candidate's device"),
    "self_transcribed": _("the candidate typed what was said"),
    "typed": _("a typed answer"),
    "corrected": _("recognised speech, corrected by the candidate"),
}


def key() -> str:
    """The engine's key ("zh" or "en") for the active language."""
    return wording.lang(get_language() or "zh-hans")


def level(value: int | None) -> str:
    """A level as HR reads it; empty without one."""
    return wording.LEVEL_WORDS[key()][value] if value is not None else ""


def next_action(code: str) -> str:
    """The machine's suggestion; empty when there is none."""
    return wording.NEXT_WORDS[key()].get(code, code)


def reason(code: str) -> str:
    """Why there is no level, or what stands behind a suggestion or a flag. An unknown code is shown as it is."""
    here = key()
    return wording.REASONS[here].get(code) or wording.NEXT_WORDS[here].get(code, code)


def flag(one: Flag) -> str:
    """What a flag says; for the source of an answer's text, which source."""
    if one.code == "source":
        found = str(one.data.get("source", ""))
        return str(SOURCES.get(found, found))
    return str(FLAGS[one.code]).format(**one.data) if one.code in FLAGS else reason(one.code)


def clock(ms: int | None) -> str:
    """``1:07`` for 67 400 ms; empty without a time."""
    if ms is None:
        return ""
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes}:{seconds:02d}"
