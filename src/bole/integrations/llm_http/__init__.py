"""A language model on any server that answers OpenAI's `POST /chat/completions`; off until an address is set."""

from bole.integrations.llm_http.client import model

__all__ = ["model"]
