"""Whether everything is up. Details only for loopback or a monitor's token."""

import hmac
import ipaddress

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

import bole
from bole.core import clock, jobs

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 once the database answers and is migrated; 503 with a word otherwise."""
    try:
        depths = jobs.depths()
        server = server_version()
    except DatabaseError:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    body: dict[str, object] = {"status": "ok"}
    if _may_look(request):
        body |= {"workers": jobs.workers_alive(at=clock.now())}
        body |= {"version": bole.__version__, "postgres": server, "queues": depths}
    return JsonResponse(body)


def server_version() -> str:
    """PostgreSQL's own version number."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def _may_look(request: HttpRequest) -> bool:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if settings.BOLE_MONITOR_TOKEN and hmac.compare_digest(token.encode(), settings.BOLE_MONITOR_TOKEN.encode()):
        return True
    # Behind a proxy every caller comes from loopback; what any proxy adds tells them from the host's own.
    forwarded = any(name in request.headers for name in FORWARDED)
    try:
        return not forwarded and ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
