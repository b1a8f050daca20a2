"""Words and times of the interview pages."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = template.Library()

FLAGS: dict[str, "str | Promise"] = {
    "silent": gettext_lazy("no sound was recorded"),
    "quiet": gettext_lazy("very quiet"),
    "clipped": gettext_lazy("overdriven"),
    "noisy": gettext_lazy("noisy surroundings"),
    "no_speech": gettext_lazy("no speech was found"),
    "truncated": gettext_lazy("shorter than the page recorded"),
    "longer_than_declared": gettext_lazy("longer than the page recorded"),
    "damaged": gettext_lazy("some packets were damaged"),
    "gaps": gettext_lazy("gaps in the sound"),
    "short": gettext_lazy("very short"),
    "energy_vad": gettext_lazy("pauses found by loudness only"),
}


@register.filter
def seconds(milliseconds: object) -> str:
    """``83500`` → ``1:23``; below a minute ``12.3 s``."""
    try:
        ms = float(str(milliseconds))
    except ValueError:
        return ""
    if ms < 60_000:
        return _("{n} s").format(n=f"{ms / 1000:.1f}")
    return f"{int(ms // 60_000)}:{int(ms // 1000 % 60):02d}"


@register.simple_tag
def flag_words(flag: str) -> str:
    """A quality flag of the speech engine in words."""
    return str(FLAGS.get(flag, flag))
