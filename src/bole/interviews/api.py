"""The door of interviews."""

from bole.interviews.actions.invite import invite, invite_many, revoke
from bole.interviews.queries import counts, link_of, room_url
from bole.interviews.types import InvitationState, Stage

__all__ = ["InvitationState", "Stage", "counts", "invite", "invite_many", "link_of", "revoke", "room_url"]
