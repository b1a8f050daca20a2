"""Consent: to exactly these words, layer by layer, and back as easily."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from bole.audit.tests.factories import entries, verbs
from bole.core import outbox
from bole.core.models import Tenant
from bole.privacy import actions, api, checks, queries
from bole.privacy.models import Consent, ConsentText
from bole.privacy.tests.factories import candidate, consent

pytestmark = pytest.mark.usefixtures("tenant")


def news() -> list[tuple[str, list[str]]]:
    return [(event.kind, event.payload["layers"]) for event in outbox.pending()]


def test_the_shipped_texts_say_what_the_law_asks_for(tenant: Tenant) -> None:
    text = api.current_text("interview", "zh-hans")
    words = "".join(text.paragraphs)

    assert [layer.key for layer in text.layers] == ["recording", "video", "assessment", "talent_pool"]
    assert [layer.required for layer in text.layers] == [False, False, False, False]
    assert text.paragraphs[0].startswith(
        "谁在处理您的信息：清禾餐饮（个人信息处理者）。联系方式：周敏 hr@qinghe.example。"
    )
    for needed in ("90天", "6个月", "24个月", "撤回", "删除", "复制", "更正", "投诉", "自动化方式", "人工面试", "加密"):
        assert needed in words
    assert "{" not in words
    english = api.current_text("interview", "en")
    assert english.version == text.version
    assert [layer.key for layer in english.layers] == [layer.key for layer in text.layers]
    assert len(english.paragraphs) == len(text.paragraphs)
    assert english.hash != text.hash
    assert checks.texts_complete(None) == []


def test_an_unknown_language_gets_chinese_and_an_unknown_kind_is_a_fault() -> None:
    assert api.current_text("interview", "fr").language == "zh-hans"
    with pytest.raises(queries.NoText):
        api.current_text("astrology", "zh-hans")


def test_the_hash_is_of_the_words_and_of_nothing_else(tenant: Tenant) -> None:
    before = api.current_text("interview", "zh-hans")

    assert before.hash == api.current_text("interview", "zh-hans").hash
    assert len(before.hash) == 64
    tenant.name = "{contact}集团"
    tenant.save()
    after = api.current_text("interview", "zh-hans")
    assert after.hash != before.hash
    assert "{contact}集团" in after.paragraphs[0]


def test_consent_keeps_the_words_the_layers_and_the_device(at: datetime) -> None:
    someone = uuid4()

    state = consent(someone, "recording", "assessment", at=at, device="Android 15 · Chrome", no=["video"])

    row = Consent.objects.select_related("text").get()
    assert row.layers == {"recording": True, "video": False, "assessment": True, "talent_pool": False}
    assert (row.subject_id, row.device, row.actor_kind, row.at) == (someone, "Android 15 · Chrome", "subject", at)
    assert row.text.hash == state.hash == api.current_text("interview", "zh-hans").hash
    assert json.dumps(row.text.body, ensure_ascii=False).count("清禾餐饮") == 1
    assert (api.has_consent(someone, "recording"), api.has_consent(someone, "video")) == (True, False)
    assert api.has_consent(uuid4(), "recording") is False
    assert news() == [("privacy.ConsentGiven", ["recording", "assessment"])]
    assert [(one["verb"], one["subject_id"]) for one in entries()] == [("privacy.consent", someone)]


@pytest.mark.parametrize("wrong", [{"hash": "0" * 64}, {"version": "2020-01-01"}, {"layers": {"soul": True}}])
def test_other_words_or_layers_are_refused_and_nothing_is_written(wrong: dict[str, Any], at: datetime) -> None:
    with pytest.raises((actions.TextChanged, actions.UnknownLayer)):
        consent(uuid4(), "recording", at=at, **wrong)

    assert Consent.objects.count() == 0
    assert ConsentText.objects.count() == 0
    assert outbox.pending() == []
    assert verbs() == []


def test_consent_to_a_text_that_was_replaced_meanwhile_is_refused(at: datetime, tenant: Tenant) -> None:
    old = api.current_text("interview", "zh-hans")
    tenant.contact_name = "王芳"
    tenant.save()

    with pytest.raises(actions.TextChanged):
        consent(uuid4(), "recording", at=at, hash=old.hash)


def test_only_a_plain_yes_is_a_yes(at: datetime) -> None:
    someone = uuid4()

    consent(someone, at=at, layers={"recording": "yes", "assessment": 1, "video": True})

    assert Consent.objects.get().layers == {
        "recording": False,
        "video": True,
        "assessment": False,
        "talent_pool": False,
    }


def test_saying_the_same_again_writes_nothing(at: datetime) -> None:
    someone = uuid4()
    consent(someone, "recording", at=at)
    consent(someone, "recording", at=at + timedelta(minutes=1))

    assert Consent.objects.count() == 1
    assert ConsentText.objects.count() == 1
    assert len(news()) == 1


def test_deciding_anew_counts_and_what_was_dropped_is_news(at: datetime) -> None:
    someone = uuid4()
    consent(someone, "recording", "video", at=at)

    consent(someone, "recording", at=at + timedelta(minutes=1))

    assert api.has_consent(someone, "video") is False
    assert news()[1:] == [("privacy.ConsentGiven", ["recording"]), ("privacy.ConsentWithdrawn", ["video"])]
    assert [row.layers["video"] for row in queries.history(someone)] == [True, False]


def test_withdrawing_everything_stands_and_is_news(at: datetime) -> None:
    someone = uuid4()
    consent(someone, "recording", "assessment", at=at)

    state = api.withdraw(someone, kind="interview", actor=candidate(someone), at=at + timedelta(hours=1))

    assert state is not None
    assert state.withdrawn_at == at + timedelta(hours=1)
    assert api.has_consent(someone, "recording") is False
    assert news()[1:] == [("privacy.ConsentWithdrawn", ["recording", "assessment"])]
    assert verbs() == ["privacy.consent", "privacy.withdraw"]


def test_withdrawing_one_layer_leaves_the_others(at: datetime) -> None:
    someone = uuid4()
    consent(someone, "recording", "talent_pool", at=at)

    api.withdraw(someone, kind="interview", actor=candidate(someone), at=at, layers=["talent_pool", "video"])

    assert (api.has_consent(someone, "recording"), api.has_consent(someone, "talent_pool")) == (True, False)
    assert news()[1:] == [("privacy.ConsentWithdrawn", ["talent_pool"])]


def test_withdrawing_what_was_never_given_writes_nothing(at: datetime) -> None:
    someone = uuid4()
    assert api.withdraw(someone, kind="interview", actor=candidate(someone), at=at) is None
    consent(someone, "recording", at=at)
    api.withdraw(someone, kind="interview", actor=candidate(someone), at=at, layers=["video"])
    api.withdraw(someone, kind="interview", actor=candidate(someone), at=at)
    api.withdraw(someone, kind="interview", actor=candidate(someone), at=at + timedelta(days=1))

    assert Consent.objects.get().withdrawn_at == at
    assert len(news()) == 2


def test_consent_can_be_given_again_after_it_was_withdrawn(at: datetime) -> None:
    someone = uuid4()
    consent(someone, "recording", at=at)
    api.withdraw(someone, kind="interview", actor=candidate(someone), at=at + timedelta(minutes=1))

    consent(someone, "recording", at=at + timedelta(minutes=2))

    assert api.has_consent(someone, "recording") is True
    assert Consent.objects.count() == 2


def test_many_subjects_are_asked_about_in_one_query(at: datetime, django_assert_num_queries: Any) -> None:
    yes, no, taken_back = uuid4(), uuid4(), uuid4()
    consent(yes, "talent_pool", at=at)
    consent(no, "recording", at=at)
    consent(taken_back, "talent_pool", at=at)
    api.withdraw(taken_back, kind="interview", actor=candidate(taken_back), at=at)

    with django_assert_num_queries(1):
        found = api.subjects_with_consent([yes, no, taken_back, uuid4()], "talent_pool", "interview")

    assert found == {yes}
    assert queries.consent_counts() == {"subjects": 3, "withdrawn": 1, "talent_pool": 1, "recording": 1}
