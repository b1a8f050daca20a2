"""Addresses of the office pages of interviews."""

from django.urls import path

from bole.interviews.web import office, report

app_name = "interviews"
urlpatterns = [
    path("", office.home, name="home"),
    path("candidates/", office.candidates, name="candidates"),
    path("interviews/invite/", office.invite, name="invite"),
    path("interviews/guide/", office.guide, name="guide"),
    path("interviews/media/<uuid:recording_id>/", report.media, name="media"),
    path("interviews/<uuid:invitation_id>/", office.detail, name="detail"),
    path("interviews/<uuid:invitation_id>/report.pdf", report.report_pdf, name="pdf"),
    path("interviews/<uuid:invitation_id>/send-again/", office.send_again, name="send-again"),
    path("interviews/<uuid:invitation_id>/revoke/", office.revoke, name="revoke"),
    path("interviews/<uuid:invitation_id>/extend/", office.extend, name="extend"),
    path("interviews/<uuid:invitation_id>/met/", office.met, name="met"),
    path("interviews/<uuid:invitation_id>/panel/", office.panel, name="panel"),
]
