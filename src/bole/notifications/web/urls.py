"""Addresses of this module's pages."""

from django.urls import URLPattern

app_name = "notifications"
urlpatterns: list[URLPattern] = []
