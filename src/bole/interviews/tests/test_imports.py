"""People who were invited stay when their import is undone, and the reason is said."""

import pytest

from bole.interviews import queries
from bole.interviews.tests import factories as make

pytestmark = pytest.mark.django_db


def test_an_invited_person_is_in_use_and_another_is_not(tenant, at):
    invited, free = make.invitation(tenant, at), make.person(at)
    assert queries.in_use(invited.person_id) == "已被邀请参加面试"
    assert queries.in_use(free.pk) is None
