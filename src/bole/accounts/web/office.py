"""Addresses of the office pages of accounts."""

from django.urls import path

from bole.accounts.web import me, members

app_name = "accounts"
urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/sessions/end/", me.end_others, name="end_sessions"),
    path("members/", members.members, name="members"),
    path("members/invite/", members.invite, name="invite"),
    path("members/<uuid:membership_id>/", members.member, name="member"),
    path("members/<uuid:membership_id>/<str:active>/", members.set_active, name="member_active"),
    path("members/invitations/<uuid:invitation_id>/send/", members.send_again, name="invitation_send"),
    path("members/invitations/<uuid:invitation_id>/take-back/", members.take_back, name="invitation_take_back"),
    path("members/roles/<uuid:role_id>/second-step/", members.second_step, name="second_step"),
]
