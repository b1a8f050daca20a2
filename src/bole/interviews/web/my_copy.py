"""The candidate's copy of everything about them, from their own page."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bole.core import clock
from bole.core.pace import Pace
from bole.interviews import access
from bole.interviews.actions import conduct, copies

# Each copy reads every recording once.
COPIES = Pace(burst=3, every_s=600)


@csrf_exempt
@never_cache
@require_POST
def download(request: HttpRequest, slug: str, token: str) -> StreamingHttpResponse:
    """The zip, by a press of a button: opening a link must not be noted as a reading. The token is the credential."""
    at = clock.now()
    invitation = access.invitation_by_token(token, at=at)
    COPIES.take(invitation.pk)
    made = copies.copy_of(invitation, actor=conduct.candidate(invitation), at=at)
    response = StreamingHttpResponse(_stream(copies.zipped(made)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="my-interview-{at:%Y%m%d}.zip"'
    return response


async def _stream(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    following = sync_to_async(lambda: next(pieces, None), thread_sensitive=False)
    while (piece := await following()) is not None:
        if piece:
            yield piece
