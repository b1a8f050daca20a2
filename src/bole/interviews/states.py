"""Every move an invitation, a sitting and an attempt can make. What is not here cannot happen."""

from bole.interviews.types import AttemptState, InvitationState, Stage

INVITATION: dict[InvitationState, set[InvitationState]] = {
    InvitationState.INVITED: {
        InvitationState.OPENED,
        InvitationState.STARTED,
        InvitationState.HUMAN,
        InvitationState.EXPIRED,
        InvitationState.REVOKED,
    },
    InvitationState.OPENED: {
        InvitationState.STARTED,
        InvitationState.HUMAN,
        InvitationState.EXPIRED,
        InvitationState.REVOKED,
    },
    InvitationState.STARTED: {
        InvitationState.SUBMITTED,
        InvitationState.HUMAN,
        InvitationState.EXPIRED,
        InvitationState.REVOKED,
    },
    InvitationState.SUBMITTED: set(),
    InvitationState.MET: set(),
    InvitationState.HUMAN: {
        InvitationState.OPENED,
        InvitationState.STARTED,
        InvitationState.MET,
        InvitationState.REVOKED,
    },
    InvitationState.EXPIRED: {InvitationState.OPENED, InvitationState.STARTED},
    InvitationState.REVOKED: set(),
}

SITTING: dict[Stage, set[Stage]] = {
    Stage.WELCOME: {Stage.CONSENT, Stage.CHECK, Stage.WITHDRAWN},
    Stage.CONSENT: {Stage.WELCOME, Stage.CHECK, Stage.WITHDRAWN},
    Stage.CHECK: {Stage.CONSENT, Stage.PRACTICE, Stage.QUESTION, Stage.WITHDRAWN},
    Stage.PRACTICE: {Stage.CHECK, Stage.QUESTION, Stage.WITHDRAWN},
    Stage.QUESTION: {Stage.CHECK, Stage.REVIEW, Stage.WITHDRAWN},
    Stage.REVIEW: {Stage.QUESTION, Stage.SUBMITTED, Stage.WITHDRAWN},
    Stage.SUBMITTED: {Stage.ASSESSED, Stage.WITHDRAWN},
    Stage.ASSESSED: {Stage.WITHDRAWN},
    Stage.WITHDRAWN: set(),
}

ATTEMPT: dict[AttemptState, set[AttemptState]] = {
    AttemptState.RECORDING: {AttemptState.STORED},
    AttemptState.STORED: {AttemptState.PROCESSED, AttemptState.UNREADABLE},
    AttemptState.PROCESSED: set(),
    AttemptState.UNREADABLE: {AttemptState.PROCESSED},
}

LIVE = frozenset({InvitationState.INVITED, InvitationState.OPENED, InvitationState.STARTED})
SITTING_OPEN = frozenset({Stage.WELCOME, Stage.CONSENT, Stage.CHECK, Stage.PRACTICE, Stage.QUESTION, Stage.REVIEW})
CONSENTED = frozenset({Stage.CHECK, Stage.PRACTICE, Stage.QUESTION, Stage.REVIEW, Stage.SUBMITTED, Stage.ASSESSED})
DONE = frozenset({Stage.SUBMITTED, Stage.ASSESSED})
