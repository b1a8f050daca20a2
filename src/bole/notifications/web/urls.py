"""Addresses of the outbox pages."""

from django.urls import path

from bole.notifications.web import views

app_name = "notifications"
urlpatterns = [
    path("", views.listed, name="list"),
    path("<uuid:message_id>/", views.detail, name="detail"),
    path("<uuid:message_id>/html/", views.html, name="html"),
    path("<uuid:message_id>/reveal/", views.reveal, name="reveal"),
    path("<uuid:message_id>/resend/", views.resend, name="resend"),
]
