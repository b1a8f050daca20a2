"""Addresses of the privacy pages."""

from django.urls import path

from bole.privacy.web import views

app_name = "privacy"
urlpatterns = [
    path("", views.home, name="home"),
    path("subjects/<uuid:subject_id>/", views.subject, name="subject"),
    path("subjects/<uuid:subject_id>/export/", views.export, name="export"),
    path("subjects/<uuid:subject_id>/erase/", views.erase, name="erase"),
    path("requests/<uuid:request_id>/decline/", views.decline, name="decline"),
    path("certificates/<uuid:certificate_id>/", views.certificate, name="certificate"),
]
