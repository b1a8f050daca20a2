"""A sentence encoder that the operator names: an ONNX file with its vocabulary beside it, for the built-in judge.

``BOLE_ENCODER`` is the path of the model, ``vocab.txt`` beside it the vocabulary (WordPiece, as BERT's descendants have it). Nothing is
fetched. See docs/how-to/sentence-encoder.md.
"""

import logging
from functools import cache
from pathlib import Path

from django.conf import settings

from bole.integrations.sentence_onnx.encoder import BadEncoder, OnnxEncoder

logger = logging.getLogger(__name__)


def named() -> OnnxEncoder | None:
    """The named encoder, loaded once in each process; None when none is named or it cannot be used (the check says why)."""
    found = loaded(settings.BOLE_ENCODER, settings.BOLE_ENCODER_POOLING)
    return found if isinstance(found, OnnxEncoder) else None


@cache
def loaded(path: str, pooling: str) -> OnnxEncoder | BadEncoder | None:
    """The encoder at this path, or why there is none; None for an empty path."""
    if not path:
        return None
    try:
        return OnnxEncoder(Path(path), pooling)
    except BadEncoder as refusal:
        logger.warning("the sentence encoder cannot be used, the judge goes on without it: %s", refusal)
        return refusal
