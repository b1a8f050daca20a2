"""Every address. Modules bring their own; here they get their place."""

from django.urls import include, path

from bole.config import health
from bole.config import status as system

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("status/", system.status, name="status"),
    path("people/", include("bole.people.web.urls")),
    path("plans/", include("bole.assessment.web.urls")),
    path("messages/", include("bole.notifications.web.urls")),
    path("privacy/", include("bole.privacy.web.urls")),
    path("audit/", include("bole.audit.web.urls")),
    path("c/<slug:slug>/i/<str:token>/", include("bole.interviews.web.candidate_urls")),
    path("", include("bole.accounts.web.urls")),
    path("", include("bole.interviews.web.urls")),
]
