"""The scorer follows marks given by hand far better than the yardsticks. Floors, not the published figures."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from bole_engines.assessment.answers import bench, vectors

DATA = Path(__file__).parent / "data"


@cache
def figures(lang: str, half: str) -> bench.Figures:
    items = yaml.safe_load((DATA / f"items_{lang}.yaml").read_text(encoding="utf-8"))
    return bench.measure(
        [
            bench.Marked(one["id"], one["question"], answer["text"], answer["score"], lang, one["reference"])
            for one in items
            if one["half"] == half
            for answer in one["answers"]
        ]
    )


@pytest.mark.skipif(not vectors.available(), reason="the encoder's package is not installed")
@pytest.mark.parametrize(
    ("lang", "half", "least"), [("zh", "tune", 0.9), ("zh", "held", 0.88), ("en", "tune", 0.85), ("en", "held", 0.88)]
)
def test_scores_follow_the_marks(lang, half, least):
    found = figures(lang, half)
    assert found.abstained == 0
    assert found.scorer.pearson >= least
    assert found.scorer.spearman >= least - 0.06
    assert found.scorer.pearson > max(found.coverage.pearson, found.tf_idf.pearson)


def test_without_vectors_words_alone_still_serve(monkeypatch):
    for one in (vectors.encoder, bench.score_answer.__globals__["compiled"]):
        one.cache_clear()
    monkeypatch.setattr(vectors, "encoder", lambda: None)
    try:
        figures.cache_clear()
        found = figures("zh", "held")
        assert found.scorer.pearson > found.coverage.pearson
        assert figures("zh", "tune").scorer.pearson >= 0.8
        assert figures("en", "tune").scorer.pearson >= 0.85
    finally:
        figures.cache_clear()
        bench.score_answer.__globals__["compiled"].cache_clear()
