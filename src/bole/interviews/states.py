"""Every move an invitation, a sitting and an attempt can make. What is not here cannot happen."""

from bole.interviews.types import AttemptState as A
from bole.interviews.types import InvitationState as I
from bole.interviews.types import Stage as S

INVITATION: dict[I, set[I]] = {
    I.INVITED: {I.OPENED, I.STARTED, I.HUMAN, I.EXPIRED, I.REVOKED},
    I.OPENED: {I.STARTED, I.HUMAN, I.EXPIRED, I.REVOKED},
    I.STARTED: {I.SUBMITTED, I.HUMAN, I.EXPIRED, I.REVOKED},
    I.SUBMITTED: set(),
    I.HUMAN: {I.OPENED, I.REVOKED},
    I.EXPIRED: {I.OPENED},
    I.REVOKED: set(),
}

SITTING: dict[S, set[S]] = {
    S.WELCOME: {S.CONSENT, S.CHECK, S.WITHDRAWN},
    S.CONSENT: {S.WELCOME, S.CHECK, S.WITHDRAWN},
    S.CHECK: {S.CONSENT, S.PRACTICE, S.QUESTION, S.WITHDRAWN},
    S.PRACTICE: {S.CHECK, S.QUESTION, S.WITHDRAWN},
    S.QUESTION: {S.CHECK, S.REVIEW, S.WITHDRAWN},
    S.REVIEW: {S.QUESTION, S.SUBMITTED, S.WITHDRAWN},
    S.SUBMITTED: {S.ASSESSED, S.WITHDRAWN},
    S.ASSESSED: {S.WITHDRAWN},
    S.WITHDRAWN: set(),
}

ATTEMPT: dict[A, set[A]] = {
    A.RECORDING: {A.STORED},
    A.STORED: {A.PROCESSED, A.UNREADABLE},
    A.PROCESSED: set(),
    A.UNREADABLE: {A.PROCESSED},
}

LIVE = frozenset({I.INVITED, I.OPENED, I.STARTED})
SITTING_OPEN = frozenset({S.WELCOME, S.CONSENT, S.CHECK, S.PRACTICE, S.QUESTION, S.REVIEW})
CONSENTED = frozenset({S.CHECK, S.PRACTICE, S.QUESTION, S.REVIEW, S.SUBMITTED, S.ASSESSED})
DONE = frozenset({S.SUBMITTED, S.ASSESSED})
