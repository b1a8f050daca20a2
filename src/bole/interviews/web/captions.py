"""Captions that the candidate's browser made on the device, taken as an honest lower grade of source."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse

from bole.core import clock
from bole.core.errors import Invalid
from bole.interviews import access, queries
from bole.interviews.actions import conduct, transcripts
from bole.interviews.actions.errors import EmptyText, NeedsConsent, NothingToKeep
from bole.interviews.models import Invitation
from bole.interviews.types import AttemptState, Mode, Recognised, RecognisedWord
from bole.interviews.web.bodies import body_of, words
from bole.interviews.web.room import api

ENGINE = "browser-on-device"
PHRASES = 2000
LONGEST_MS = 3_600_000


@api("POST")
def captions(request: HttpRequest, invitation: Invitation, attempt_id: UUID) -> HttpResponse:
    """What was heard on the device, for a stored take of sound, until handing in. Answers which words count now."""
    heard = captions_of(body_of(request))
    attempt = access.attempt_for(invitation.session, attempt_id, lock=True)
    session = conduct.hold(attempt.answer.session.invitation, at=clock.now())
    if not session.may_record:
        raise NeedsConsent
    if attempt.mode == Mode.TYPED:
        raise Invalid({"attempt": ["typed, so nothing was heard"]})
    if attempt.state == AttemptState.RECORDING:
        raise NothingToKeep
    counts = transcripts.captioned(attempt, heard, at=clock.now())
    return JsonResponse(
        {"state": queries.transcript_state(attempt, counts), "source": counts.source, "version": counts.version}
    )


def captions_of(data: dict[str, Any]) -> Recognised:
    """``{words: [[phrase, start_ms, end_ms], …], text, engine}``, the phrases making up the text, in order of time."""
    if data.get("engine") != ENGINE:
        raise Invalid({"engine": ["only captions made on the device are taken"]})
    text, given = words(data, "text"), data.get("words")
    if not text.strip():
        raise EmptyText
    if not isinstance(given, list) or not 0 < len(given) <= PHRASES:
        raise Invalid({"words": ["not a list of phrases"]})
    phrases: list[RecognisedWord] = []
    cursor, last_ms = 0, 0
    for one in given:
        phrase = _phrase(one)
        found = text.find(phrase.text, cursor)
        if found < 0 or text[cursor:found].strip() or phrase.start_ms < last_ms:
            raise Invalid({"words": ["not the phrases of this text in their order"]})
        cursor, last_ms = found + len(phrase.text), phrase.start_ms
        phrases.append(phrase)
    if text[cursor:].strip():
        raise Invalid({"text": ["more than its phrases"]})
    return Recognised(text, tuple(phrases), ENGINE)


def _phrase(one: Any) -> RecognisedWord:
    match one:
        case [str(text), int(start_ms), int(end_ms)] if (
            text.strip() and bool not in {type(start_ms), type(end_ms)} and 0 <= start_ms <= end_ms <= LONGEST_MS
        ):
            return RecognisedWord(text, start_ms, end_ms)
    raise Invalid({"words": ["a phrase with its first and last millisecond is expected"]})
