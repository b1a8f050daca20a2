"""By which rules the embedded judge rates: their version, and the encoder that reads what is said in other words.

The name of the judge says both, so that what was rated by one set of rules is never taken for what another would say, and every
stored rating is computed again by its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bole_engines.assessment import meaning, reading
from bole_engines.assessment.meaning import Embedder
from bole_engines.common import Refused

FAMILY = "evidence-v"


class RulesGone(Refused):
    """Rules, or an encoder, that this installation does not have."""

    code = "assessment.rules_gone"
    sentence = "“{name}” cannot be computed here: its rules or its sentence encoder are not installed."


@dataclass(frozen=True)
class Rules:
    """`version` counts the changes of the rules; 1 knows no encoder. `meaning` is the encoder, None for words alone.

    `conduct_too` lets it read conduct as well as key points. The encoder that comes with us is not good enough for that
    (docs/rules/scoring.md says by which figures); one that the operator names is.
    """

    version: int = reading.LATEST
    meaning: Embedder | None = None
    conduct_too: bool = False

    @property
    def name(self) -> str:
        """As it stands in the assessment: evidence-v1, evidence-v2+words, evidence-v2+<encoder>."""
        if self.version == 1:
            return f"{FAMILY}1"
        return f"{FAMILY}{self.version}+{self.meaning.name if self.meaning is not None else 'words'}"


Source = Callable[[], Embedder | None]
_named: list[Source] = []


def use(source: Source | None) -> None:
    """Let what is rated from now on be read by the encoder that `source` gives; None goes back to the one that comes with us.

    It is asked at every rating, so it keeps what it loads; while it gives None the packaged one reads.
    """
    _named[:] = [] if source is None else [source]


def in_force() -> Rules:
    """The rules by which this process rates: the newest, with the operator's encoder or else the packaged one."""
    encoder = _named[0]() if _named else None
    return Rules(meaning=meaning.packaged()) if encoder is None else Rules(meaning=encoder, conduct_too=True)


def named(name: str) -> Rules:
    """The rules of that name ("" for those before names were kept). Raises `RulesGone`."""
    known = [Rules(1), Rules(), Rules(meaning=meaning.packaged()), in_force()]
    found = next((one for one in known if one.name == (name or f"{FAMILY}1")), None)
    if found is None:
        raise RulesGone(name=name)
    return found
