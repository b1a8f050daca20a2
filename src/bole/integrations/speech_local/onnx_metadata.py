"""The metadata of an ONNX file, read without loading the model.

sherpa-onnx ends the whole process when a key that it needs is missing, so the file is looked at first. Only the outermost
protobuf fields are walked; the graph (hundreds of megabytes) is skipped by a seek.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

_METADATA_FIELD = 14  # ModelProto.metadata_props
_GRAPH_FIELD = 7
_LONGEST_ENTRY = 1 << 20


class NotOnnx(ValueError):
    """The file is no ONNX model, or was cut off."""


def read(path: Path) -> dict[str, str]:
    """Key to value of the model's metadata; NotOnnx when the file does not parse to its very end."""
    found: dict[str, str] = {}
    seen_graph = False
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        while file.tell() < size:
            field, kind = divmod(_varint(file), 8)
            if kind == 0:
                _varint(file)
            elif kind == 2:
                length = _varint(file)
                if file.tell() + length > size:
                    raise NotOnnx("the file ends in the middle")
                if field == _METADATA_FIELD and length <= _LONGEST_ENTRY:
                    key, value = _entry(file.read(length))
                    found[key] = value
                else:
                    seen_graph = seen_graph or field == _GRAPH_FIELD
                    file.seek(length, os.SEEK_CUR)
            elif kind in (1, 5):
                file.seek(8 if kind == 1 else 4, os.SEEK_CUR)
            else:
                raise NotOnnx("it is not in the ONNX format")
    if not seen_graph:
        raise NotOnnx("it holds no model")
    return found


def _varint(file: BinaryIO) -> int:
    value = 0
    for shift in range(0, 70, 7):
        byte = file.read(1)
        if not byte:
            raise NotOnnx("the file ends in the middle")
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
    raise NotOnnx("it is not in the ONNX format")


def _entry(content: bytes) -> tuple[str, str]:
    """One StringStringEntryProto: field 1 the key, field 2 the value."""
    parts = {1: "", 2: ""}
    at = 0
    while at < len(content):
        field, kind = divmod(content[at], 8)
        if kind != 2:
            raise NotOnnx("its metadata are damaged")
        length = shift = 0
        while True:
            at += 1
            if at >= len(content):
                raise NotOnnx("its metadata are damaged")
            length |= (content[at] & 0x7F) << shift
            shift += 7
            if content[at] < 0x80:
                break
        parts[field] = content[at + 1 : at + 1 + length].decode("utf-8", "replace")
        at += 1 + length
    return parts[1], parts[2]
