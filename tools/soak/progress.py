"""What a run has done so far, on disk: a run that is cut off goes on at the next piece."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools import tree
from tools.bench import machine

STATE = tree.ROOT / "var" / "soak"
Tally = dict[str, Any]


@dataclass
class Progress:
    """Pieces of one part: name → what it counted. Kept for one seed, scale and commit; another commit begins anew."""

    part: str
    seed: int
    scale: float
    folder: Path = STATE
    done: dict[str, Tally] = field(default_factory=dict)
    resumed: int = 0

    def __post_init__(self) -> None:
        known = json.loads(self.file.read_text(encoding="utf-8")) if self.file.exists() else {}
        if known.get("commit") == machine.commit():
            self.done = known["done"]
            self.resumed = len(self.done)

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return self.folder / f"{self.part}-{self.seed}-{self.scale:g}.json"

    def over(self, pieces: Sequence[str], run: Callable[[str], Tally]) -> list[Tally]:
        """Run what is not done yet, noting each piece as it ends; the tallies of all, in order."""
        for piece in pieces:
            if piece not in self.done:
                self.done[piece] = run(piece)
                self._keep()
        return [self.done[piece] for piece in pieces]

    def _keep(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = self.file.with_suffix(".new")
        aside.write_text(json.dumps({"commit": machine.commit(), "done": self.done}), encoding="utf-8")
        aside.replace(self.file)

    def forget(self) -> None:
        """The whole is done and written down: the next run begins anew."""
        self.file.unlink(missing_ok=True)


def total(tallies: Sequence[Tally], name: str) -> int:
    """The sum of one count."""
    return sum(int(tally.get(name, 0)) for tally in tallies)
