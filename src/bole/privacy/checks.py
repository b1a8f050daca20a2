"""Every shipped consent text can be read and stands in both languages with the same layers."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from bole.privacy import queries

LANGUAGES = ("zh-hans", "en")


@register(deploy=False)
def texts_complete(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """privacy.E001 for a kind of consent that lacks a language, or whose languages differ in version or layers."""
    found: list[CheckMessage] = []
    texts = queries.shipped()
    for kind in sorted({kind for kind, _language in texts}):
        shapes = {}
        for language in LANGUAGES:
            text = texts.get((kind, language))
            shapes[language] = text and (
                str(text["version"]),
                [(layer["key"], layer["required"]) for layer in text["layers"]],
            )
        if len({str(shape) for shape in shapes.values()}) != 1 or None in shapes.values():
            found.append(
                Error(
                    f"The consent texts of {kind} are not the same in every language.",
                    hint="Give each language the same version and the same layers, in bole/privacy/texts.",
                    id="privacy.E001",
                )
            )
    return found
