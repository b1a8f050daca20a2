"""A language model that is none, for trying the product out: the engine's stand-in behind the port."""

from __future__ import annotations

from bole_engines.assessment.llm import Reply, Request, standin


class FakeModel:
    """The port `assessment.LanguageModel` without a model."""

    name = "stand-in"
    version = "words in common"
    model = standin.NAME

    def available(self) -> bool:
        """Always."""
        return True

    def ask(self, request: Request) -> Reply:
        """The stand-in's reply."""
        return standin.reply(request)


def model() -> FakeModel:
    """The stand-in, as settings name it."""
    return FakeModel()
