"""What a candidate's page may send: JSON that the database can keep, numbers in range, tracks without gaps."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest

from bole.core.errors import Invalid, TooLarge
from bole.interviews.types import Track

JSON_BYTES = 256 * 1024
# A page's own objects are three levels deep.
DEEPEST = 12
MOST_TRACKS = 3


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The request's JSON object. Anything else is Invalid, and so is what no table can keep; too long is TooLarge."""
    raw = request.read(JSON_BYTES + 1)
    if len(raw) > JSON_BYTES:
        raise TooLarge(limit_mb=JSON_BYTES / 1024 / 1024)
    try:
        data = json.loads(raw or b"{}", parse_constant=_no_number)
    except ValueError as error:
        raise Invalid({"body": [str(error)]}) from error
    except RecursionError as error:
        raise Invalid({"body": ["nested too deeply"]}) from error
    if not isinstance(data, dict):
        raise Invalid({"body": ["an object is expected"]})
    _check(data, 0)
    return data


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number")


def _check(value: Any, depth: int) -> None:
    """PostgreSQL keeps neither NUL nor half a character, and JSON knows no infinity (1e400 becomes one)."""
    if depth > DEEPEST:
        raise Invalid({"body": ["nested too deeply"]})
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
            raise Invalid({"body": ["a character that no text has"]})
    elif isinstance(value, float) and value in {float("inf"), float("-inf")}:
        raise Invalid({"body": ["a number out of range"]})
    elif isinstance(value, dict):
        for name, one in value.items():
            _check(name, depth + 1)
            _check(one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            _check(one, depth + 1)


def whole(data: dict[str, Any], name: str, *, least: int = 0, most: int = 2**31 - 1) -> int:
    value = data.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise Invalid({name: ["not a number in range"]})
    return int(value)


def words(data: dict[str, Any], name: str) -> str:
    """A text, which may be missing; anything else in its place is Invalid."""
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid({name: ["not a text"]})
    return value


def device_of(request: HttpRequest, data: dict[str, Any] | None = None) -> str:
    """The device's own name for itself; it is believed, because all it decides is who is told to lead."""
    given = (data or {}).get("device") or request.headers.get("X-Device") or request.GET.get("device") or ""
    return "".join(character for character in str(given) if character.isprintable())[:64]


def tracks_of(given: Any, count: int) -> list[Track]:
    """The recorder's account of its tracks: together exactly the parts 0 to ``count - 1``, each track once.

    Empty when it gives none. A gap would leave out what was acknowledged, a stretch too long has no end.
    """
    if not given:
        return []
    if not isinstance(given, list) or len(given) > MOST_TRACKS:
        raise Invalid({"tracks": ["not understood"]})
    tracks: list[Track] = []
    at = 0
    for one in given:
        if not isinstance(one, dict):
            raise Invalid({"tracks": ["not understood"]})
        track = Track(
            whole(one, "track", least=1, most=MOST_TRACKS), words(one, "mime"), whole(one, "first"), whole(one, "last")
        )
        if track.first != at or track.last < track.first or any(known.track == track.track for known in tracks):
            raise Invalid({"tracks": ["not contiguous"]})
        tracks.append(track)
        at = track.last + 1
    if at != count:
        raise Invalid({"tracks": ["not all parts, or more than there are"]})
    return tracks
