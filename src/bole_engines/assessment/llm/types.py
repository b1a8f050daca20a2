"""The values of the model's judge: what is asked, what came back, what it may cost. JSON-able, no person in them but words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from bole_engines.assessment.types import Answer
from bole_engines.common import decode, encode

Role = Literal["system", "user"]


@dataclass(frozen=True)
class Settings:
    """How the model is asked. `samples` readings a competency; as many again where they differ by one level.

    `temperature` is that of rating (quotes are taken at 0), `seed` varies every request and the order of the anchors,
    `max_output` caps the tokens of one reply. `reading` is the version of the rules by which answers are read before they are shown
    (1 for what was asked before versions were kept).
    """

    model: str = ""
    samples: int = 3
    temperature: float = 0.4
    seed: int = 0
    max_output: int = 1500
    reading: int = 1


@dataclass(frozen=True)
class Message:
    """One message of a chat."""

    role: Role
    content: str


@dataclass(frozen=True)
class Request:
    """One question to the model. `key` names it within a run: "extract:<question>:<try>", "rate:<competency>:<n>:<try>"."""

    key: str
    messages: tuple[Message, ...]
    schema_name: str
    schema: Mapping[str, Any]
    temperature: float
    seed: int
    max_output: int

    @property
    def digest(self) -> str:
        """64 hex digits over everything that was asked."""
        whole = json.dumps(encode(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(whole.encode()).hexdigest()


@dataclass(frozen=True)
class Reply:
    """What the server answered: the raw text, tokens, the model as the server names it, why it stopped, milliseconds."""

    text: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    model: str = ""
    finish: str = "stop"
    ms: int = 0


@dataclass(frozen=True)
class Sample:
    """A reply as it is kept, with what was asked (`asked` is the request's digest), its seed and temperature."""

    key: str
    asked: str
    text: str
    prompt_tokens: int
    completion_tokens: int
    model: str
    finish: str
    temperature: float
    seed: int
    ms: int

    @classmethod
    def of(cls, request: Request, reply: Reply) -> Self:
        """The reply to this request."""
        return cls(
            key=request.key,
            asked=request.digest,
            text=reply.text,
            prompt_tokens=reply.prompt_tokens,
            completion_tokens=reply.completion_tokens,
            model=reply.model,
            finish=reply.finish,
            temperature=request.temperature,
            seed=request.seed,
            ms=reply.ms,
        )


@dataclass(frozen=True)
class Run:
    """Everything that an assessment follows from beside its plan: kept with it, and gone with it.

    `judge` is "evidence" or "llm"; the embedded judge has no samples. `prompts` is the version of the prompts, `rules` the name of
    the rules of the embedded judge ("" for those before names were kept).
    """

    judge: Literal["evidence", "llm"]
    answers: tuple[Answer, ...]
    blind_terms: tuple[str, ...]
    settings: Settings = field(default_factory=Settings)
    samples: tuple[Sample, ...] = ()
    prompts: str = ""
    rules: str = ""

    def to_json(self) -> dict[str, Any]:
        """Dicts, lists and scalars that `json.dumps` takes."""
        result: dict[str, Any] = encode(self)
        return result

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """The inverse of `to_json`; raises `BadData`."""
        return decode(cls, data)


@dataclass(frozen=True)
class Prices:
    """Fen for one million tokens read and written: ¥2 a million is 200. Whole numbers, so that sums are exact."""

    read: int = 0
    written: int = 0

    def cost(self, samples: Iterable[Sample]) -> int:
        """Millionths of a fen."""
        return sum(one.prompt_tokens * self.read + one.completion_tokens * self.written for one in samples)


@dataclass(frozen=True)
class Limits:
    """What one interview may take: tokens read and written together, and fen (0 for no limit in money)."""

    tokens: int = 200_000
    fen: int = 0


def tokens(samples: Iterable[Sample]) -> tuple[int, int]:
    """Tokens read and written by these samples."""
    kept = tuple(samples)
    return sum(one.prompt_tokens for one in kept), sum(one.completion_tokens for one in kept)
