"""Values that cross this module's door."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Layer:
    """One thing that is agreed to or not, by itself. ``required`` ones are what the rest cannot be done without."""

    key: str
    title: str
    text: str
    required: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """A consent text as a person reads it, with the hash of exactly these words."""

    kind: str
    language: str
    version: str
    title: str
    paragraphs: tuple[str, ...]
    layers: tuple[Layer, ...]

    def body(self) -> dict[str, Any]:
        """Everything the person sees, as JSON."""
        return {
            "kind": self.kind,
            "language": self.language,
            "version": self.version,
            "title": self.title,
            "paragraphs": list(self.paragraphs),
            "layers": [
                {"key": one.key, "title": one.title, "text": one.text, "required": one.required} for one in self.layers
            ],
        }

    @property
    def hash(self) -> str:
        """sha256 in hex over the canonical JSON of ``body``: sorted keys, no spaces, UTF-8."""
        canonical = json.dumps(self.body(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ConsentState:
    """What a person agreed to, as it stands."""

    subject_id: UUID
    kind: str
    version: str
    hash: str
    language: str
    layers: dict[str, bool]
    at: datetime
    withdrawn_at: datetime | None

    def granted(self, layer: str) -> bool:
        return self.withdrawn_at is None and self.layers.get(layer, False)


@dataclass(frozen=True, slots=True)
class Certificate:
    """That an erasure was done: counts and hashes, nothing about the person."""

    id: UUID
    number: str
    done_at: datetime
    counts: dict[str, int]
    digest: str


FAIRNESS = "fairness"
# What may be asked, and the answers on offer. Choices only: no free text about a person.
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "sex": ("female", "male", "other"),
    "age": ("under_25", "25_34", "35_44", "45_54", "55_over"),
    "ethnicity": ("han", "minority"),
    "disability": ("yes", "no"),
    "hukou": ("local", "other_urban", "rural"),
    "dialect": ("mandarin", "wu", "yue", "min", "xiang_gan", "other"),
    "education": ("school", "college", "bachelor", "postgraduate"),
}
