"""What the descriptions beside the ratings are, in words. The signals themselves are asked where a report is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bole.assessment.types import SignalName


@dataclass(frozen=True)
class SignalWords:
    """One signal as the plan page names it: what it is, and what research says about it."""

    name: SignalName
    title: "str | Promise"
    what: "str | Promise"
    evidence: "str | Promise"


SIGNALS = (
    SignalWords(
        "delivery",
        _("Delivery"),
        _(
            "Pace, pauses, movement of pitch and of loudness, from the sound alone, each against the same person's other "
            "answers. There is no norm and no comparison with anybody else."
        ),
        _(
            "A study of 2025 found that voice and manner add nothing to what the words already say about ability, and "
            "published norms of pace contradict each other. Accent, stammer, nerves and the microphone all change the figures."
        ),
    ),
    SignalWords(
        "wording",
        _("Choice of words"),
        _(
            "Whether words that sound outgoing, cooperative, careful, open or ready to act occur often, counted against the "
            "length of what was said and quoted verbatim. It names words, not traits."
        ),
        _(
            "Weak. In a study of 1,073 people, models of recorded interviews agreed somewhat with what interviewers thought "
            "of a person and little with how people see themselves. That counts like these predict work is not shown. The subject of a "
            "question alone brings such words up."
        ),
    ),
)


def on_plan(chosen: Sequence[str]) -> list[dict[str, Any]]:
    """Every signal with whether the plan shows it, and whether the operator forbids it."""
    off = settings.BOLE_SIGNALS_OFF
    return [{"words": one, "shown": one.name in chosen, "forbidden": one.name in off} for one in SIGNALS]
