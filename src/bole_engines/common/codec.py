"""Frozen dataclasses to JSON values and back, driven by their annotations alone.

A dataclass may have a class method `spelled_out(data)`: it turns a shorthand (one string for an object) into the mapping that
`decode` reads, and hands back unchanged what is no shorthand.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from bole_engines.common.refused import BadData

T = TypeVar("T")


def encode(value: Any) -> Any:
    """Dataclasses, tuples and mappings to dicts, lists and scalars that `json.dumps` takes; keys become strings."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: encode(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    return value


def decode(kind: type[T], data: Any, where: str = "") -> T:
    """The inverse of `encode`: raises `BadData` naming the place when a key is missing, unknown or of another type."""
    result: T = _decode(kind, data, where or kind.__name__)
    return result


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode(kind: Any, data: Any, where: str) -> Any:
    origin = get_origin(kind)
    if origin is not None:
        return _decode_generic(kind, origin, data, where)
    if kind is Any:
        return data
    if is_dataclass(kind):
        return _decode_dataclass(kind, data, where)
    return _decode_scalar(kind, data, where)


def _decode_generic(kind: Any, origin: Any, data: Any, where: str) -> Any:
    if origin in (Union, types.UnionType):
        return _decode_union(kind, data, where)
    if origin is Literal:
        return _checked(data in get_args(kind), data, where, " | ".join(map(str, get_args(kind))))
    if origin is tuple:
        return _decode_tuple(kind, data, where)
    return _decode_mapping(kind, data, where)


def _decode_scalar(kind: Any, data: Any, where: str) -> Any:
    if kind is float:
        good = isinstance(data, int | float) and not isinstance(data, bool)
        return float(_checked(good, data, where, "a number"))
    good = isinstance(data, kind) and (kind is bool or not isinstance(data, bool))
    return _checked(good, data, where, kind.__name__)


def _checked(good: bool, data: Any, where: str, expected: str) -> Any:
    if not good:
        raise BadData(where=where, expected=expected, found=data)
    return data


def _decode_union(kind: Any, data: Any, where: str) -> Any:
    options = get_args(kind)
    if data is None and type(None) in options:
        return None
    (only,) = [option for option in options if option is not type(None)]
    return _decode(only, data, where)


def _decode_tuple(kind: Any, data: Any, where: str) -> tuple[Any, ...]:
    _checked(isinstance(data, list | tuple), data, where, "a list")
    inner = get_args(kind)
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(_decode(inner[0], item, f"{where}[{index}]") for index, item in enumerate(data))
    _checked(len(data) == len(inner), data, where, f"a list of {len(inner)}")
    return tuple(
        _decode(one, item, f"{where}[{index}]") for index, (one, item) in enumerate(zip(inner, data, strict=True))
    )


def _decode_mapping(kind: Any, data: Any, where: str) -> dict[Any, Any]:
    _checked(isinstance(data, Mapping), data, where, "a mapping")
    key_kind, value_kind = get_args(kind)
    return {
        _decode_key(key_kind, key, f"{where}.{key}"): _decode(value_kind, value, f"{where}.{key}")
        for key, value in data.items()
    }


def _decode_key(kind: Any, key: Any, where: str) -> Any:
    if kind is int and isinstance(key, str):
        _checked(key.lstrip("-").isdigit(), key, where, "a whole number")
        return int(key)
    return _decode(kind, key, where)


def _decode_dataclass(kind: Any, data: Any, where: str) -> Any:
    spelled_out = getattr(kind, "spelled_out", None)
    data = data if spelled_out is None else spelled_out(data)
    _checked(isinstance(data, Mapping), data, where, "a mapping")
    hints = _hints(kind)
    known = {f.name: f for f in fields(kind)}
    for name in data:
        if name not in known:
            raise BadData(where=f"{where}.{name}", expected=f"one of {', '.join(known)}", found=name)
    values = {}
    for name, f in known.items():
        if name in data:
            values[name] = _decode(hints[name], data[name], f"{where}.{name}")
        elif f.default is MISSING and f.default_factory is MISSING:
            raise BadData(where=f"{where}.{name}", expected="given", found=None)
    return kind(**values)
