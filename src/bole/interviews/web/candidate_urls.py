"""Addresses of a candidate's link: /c/<company>/i/<token>/…"""

from django.urls import path

from bole.interviews.web import about_me, captions, my_copy, room

app_name = "candidate"
urlpatterns = [
    path("", room.room, name="room"),
    path("privacy/", room.privacy_page, name="privacy"),
    path("copy/", my_copy.download, name="copy"),
    path("about-me/", about_me.page, name="about-me"),
    path("state", room.state, name="state"),
    path("opened", room.opened, name="opened"),
    path("consent", room.consent, name="consent"),
    path("human-route", room.human_route, name="human-route"),
    path("withdraw", room.withdraw, name="withdraw"),
    path("probe", room.probe, name="probe"),
    path("stage", room.stage, name="stage"),
    path("lead", room.lead, name="lead"),
    path("questions/<int:index>/attempts", room.attempts, name="attempts"),
    path("questions/<int:index>/keep", room.keep, name="keep"),
    path("questions/<int:index>/take", room.take, name="take"),
    path("questions/<int:index>/decline", room.decline, name="decline"),
    path("attempts/<uuid:attempt_id>/parts/<int:seq>", room.part, name="part"),
    path("attempts/<uuid:attempt_id>/parts", room.parts, name="parts"),
    path("attempts/<uuid:attempt_id>/finish", room.finish, name="finish"),
    path("attempts/<uuid:attempt_id>/typed", room.typed, name="typed"),
    path("attempts/<uuid:attempt_id>/transcript", room.transcript, name="transcript"),
    path("attempts/<uuid:attempt_id>/captions", captions.captions, name="captions"),
    path("submit", room.submit, name="submit"),
    path("events", room.events, name="events"),
]
