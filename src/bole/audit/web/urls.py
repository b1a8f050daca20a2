"""Addresses of the log, to be included at ``audit/``."""

from django.urls import path

from bole.audit.web import views

app_name = "audit"
urlpatterns = [
    path("", views.audit_log, name="log"),
    path("export/", views.export, name="export"),
    path("verify/", views.verify, name="verify"),
]
