"""A tiny model of our own, made here: what is asked of an encoder, and what is said when it cannot be used."""

import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from bole.integrations import sentence_onnx
from bole.integrations.sentence_onnx import checks
from bole.integrations.sentence_onnx.encoder import BadEncoder, OnnxEncoder
from bole.integrations.sentence_onnx.wordpiece import BadVocabulary, WordPiece
from bole_engines.assessment import assess, rules, verify_quote
from bole_engines.assessment.tests import material
from bole_engines.assessment.types import Answer

MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
# Pieces in rows that mean the same; the model knows nothing else.
ROWS = ["禀 汇", "明 报", "上 领", "头 导", "我 会 当 天"]


def model_file(folder: Path, *, pooled: bool = False) -> Path:
    """An embedding table as a model: pieces of one row get one vector."""
    pieces = [*MARKS, *(piece for row in ROWS for piece in row.split())]
    table = np.zeros((len(pieces), len(ROWS) + 1), dtype=np.float32)
    for number, row in enumerate(ROWS):
        for piece in row.split():
            table[pieces.index(piece), number] = 1
    # The mark of the beginning is nearly nothing, but something: it is all that `cls` looks at.
    table[1, -1], table[2, -1] = 1, 0.01
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["tokens"], axis=0)]
    output = helper.make_tensor_value_info("tokens", TensorProto.FLOAT, [1, "length", len(ROWS) + 1])
    if pooled:
        nodes.append(helper.make_node("ReduceMean", ["tokens"], ["sentence_embedding"], axes=[1], keepdims=0))
        output = helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, [1, len(ROWS) + 1])
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "length"])
    graph = helper.make_graph(nodes, "tiny", [ids], [output], [numpy_helper.from_array(table, "table")])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    path = folder / "tiny model.onnx"
    onnx.save(made, str(path))
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    return path


def test_equal_texts_give_equal_vectors_whatever_they_are_asked_with(tmp_path: Path) -> None:
    encoder = OnnxEncoder(model_file(tmp_path))
    one, other = encoder.embed(["禀明"]), encoder.embed(["我会", "禀明", "汇报"])

    assert one.dtype == np.float32
    assert np.array_equal(one[0], other[1])
    assert np.allclose((other * other).sum(axis=1), 1)
    assert float(other[1] @ other[2]) == pytest.approx(1)
    assert float(other[0] @ other[1]) < 0.1


def test_a_model_that_pools_by_itself_is_taken_as_it_is(tmp_path: Path) -> None:
    by_itself = OnnxEncoder(model_file(tmp_path, pooled=True)).embed(["我会汇报"])
    by_us = OnnxEncoder(model_file(tmp_path)).embed(["我会汇报"])

    assert np.allclose(by_itself, by_us)


def test_the_name_follows_from_the_files_and_the_pooling(tmp_path: Path) -> None:
    path = model_file(tmp_path)
    first, again, cls = OnnxEncoder(path), OnnxEncoder(path), OnnxEncoder(path, "cls")
    (tmp_path / "vocab.txt").write_text("\n".join([*MARKS, *"禀汇明报上领头导我会当天"[::-1]]), encoding="utf-8")

    assert first.name == again.name
    assert first.name.startswith("onnx-tiny-model-")
    assert len({first.name, cls.name, OnnxEncoder(path).name}) == 3


def test_the_judge_reads_by_it_and_says_so_in_its_name(tmp_path: Path) -> None:
    encoder = OnnxEncoder(model_file(tmp_path))
    answer = Answer("q4", "我会当天禀明上头，再给他回话。")

    rules.use(lambda: encoder)
    try:
        result = assess(material.plan("sales"), [answer])
        again = assess(material.plan("sales"), [answer], rules=rules.named(result.judge.name))
    finally:
        rules.use(None)

    assert result.judge.name == f"evidence-v2+{encoder.name}"
    assert again == result
    quotes = result.rating("integrity").evidence
    assert [quote.behaviour_id for quote in quotes if quote.reasons == ("said_otherwise",)] == ["int_report"]
    assert all(verify_quote(answer, quote) for quote in quotes)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "No such file"),
        (lambda path: (path.parent / "vocab.txt").unlink(), "vocab.txt"),
        (lambda path: (path.parent / "vocab.txt").write_text("a\nb\n"), "[CLS]"),
        (lambda path: path.write_bytes(b"no model at all"), "tiny model.onnx"),
    ],
)
def test_what_cannot_be_used_is_told_and_the_judge_goes_on_without(tmp_path, settings, spoil, said) -> None:
    path = model_file(tmp_path)
    spoil(path)
    settings.BOLE_ENCODER = str(path)
    sentence_onnx.loaded.cache_clear()
    before = rules.in_force()

    (warning,) = checks.encoder_is_usable(None)
    rules.use(sentence_onnx.named)
    try:
        assert rules.in_force() == before
    finally:
        rules.use(None)
        sentence_onnx.loaded.cache_clear()

    assert warning.id == "integrations.W010"
    assert said in warning.msg


def test_without_onnxruntime_it_is_told_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = model_file(tmp_path)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)

    with pytest.raises(BadEncoder):
        OnnxEncoder(path)


def test_none_is_named_at_first(settings) -> None:
    assert settings.BOLE_ENCODER == ""
    assert sentence_onnx.named() is None
    assert checks.encoder_is_usable(None) == []


def test_an_unknown_pooling_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadEncoder, match="pooling"):
        OnnxEncoder(model_file(tmp_path), "max")


def test_words_are_cut_into_the_longest_pieces_known() -> None:
    pieces = WordPiece([*MARKS, "un", "##aff", "##able", "我", ","])

    assert pieces.ids("Unaffable,我 xyz", 20) == [2, 4, 5, 6, 8, 7, 1, 3]
    assert pieces.ids("我" * 50, 6) == [2, 7, 7, 7, 7, 3]
    with pytest.raises(BadVocabulary):
        WordPiece(["a"])
