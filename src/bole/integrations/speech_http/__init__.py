"""Speech recognition by any server that answers OpenAI's `POST /audio/transcriptions`; off until an address is set."""

from bole.integrations.speech_http.client import transcriber

__all__ = ["transcriber"]
