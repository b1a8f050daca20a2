"""Versions of words: what is kept, what is marked, what counts as typed."""

import pytest

from bole.interviews import queries
from bole.interviews.actions import transcripts
from bole.interviews.actions.errors import EmptyText
from bole.interviews.tests import factories as make
from bole.interviews.types import Recognised, RecognisedWord, Source

pytestmark = pytest.mark.django_db
HEARD = Recognised(
    "我先道歉再换菜",
    tuple(RecognisedWord(c, 500 + 250 * k, 700 + 250 * k) for k, c in enumerate("我先道歉再换菜")),
    "scripted 1",
)


@pytest.fixture
def attempt(tenant, at):
    made = make.start(make.at_questions(tenant, at), 0, at)
    made.analysis = {"speech_ms": 4000}
    made.save(update_fields=["analysis"])
    return made


def test_a_correction_keeps_times_and_marks_what_was_added(attempt, at):
    transcripts.recognised(attempt, HEARD, source=Source.ASR, at=at)
    fixed = transcripts.correct(attempt, "我先道歉，再给他换一份菜", at=at)

    content = queries.content(fixed)
    assert (fixed.version, fixed.source) == (2, "corrected")
    assert [w[0] for w in content["words"]] == list("我先道歉再换菜")
    assert all(content["text"][a:b] == w for w, _s, _e, a, b in content["words"])
    assert [content["text"][a:b] for a, b in content["added"]] == ["，", "给他", "一份"] or [
        content["text"][a:b] for a, b in content["added"]
    ] == ["给他", "一份"]


def test_additions_that_the_speaking_time_cannot_hold_are_typed_text(attempt, at):
    transcripts.recognised(attempt, HEARD, source=Source.ASR, at=at)
    fixed = transcripts.correct(attempt, "我先道歉再换菜" + "并且我还做了很多很多别的事情" * 6, at=at)
    assert fixed.source == "typed"


def test_without_a_recogniser_the_words_are_the_candidates_own(attempt, at):
    transcripts.add(attempt, "", source=Source.NONE, at=at)
    mine = transcripts.correct(attempt, "我先道歉，再换一份。", at=at)
    assert (mine.version, mine.source) == (2, "self_transcribed")


def test_an_empty_correction_is_refused_and_changes_nothing(attempt, at):
    transcripts.recognised(attempt, HEARD, source=Source.ASR, at=at)
    with pytest.raises(EmptyText):
        transcripts.correct(attempt, "  \n", at=at)
    assert attempt.transcripts.count() == 1


def test_the_same_text_again_makes_no_version(attempt, at):
    first = transcripts.add(attempt, "一样", source=Source.TYPED, at=at)
    assert transcripts.add(attempt, "一样", source=Source.TYPED, at=at).pk == first.pk
