"""An encoder that is named and cannot be used is told at start and on the status page; the judge goes on without it."""

from typing import Any

from django.conf import settings
from django.core import checks

from bole.integrations import sentence_onnx
from bole.integrations.sentence_onnx.encoder import BadEncoder


@checks.register(deploy=False)
def encoder_is_usable(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """Warns when BOLE_ENCODER names something that cannot be used."""
    found = sentence_onnx.loaded(settings.BOLE_ENCODER, settings.BOLE_ENCODER_POOLING)
    if not isinstance(found, BadEncoder):
        return []
    return [
        checks.Warning(
            str(found),
            hint="BOLE_ENCODER is the path of an ONNX model with vocab.txt beside it; empty means none.",
            id="integrations.W010",
        )
    ]
