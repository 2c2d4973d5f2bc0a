"""Domain values as JSON text and back, by their dataclass annotations.

Field names are the keys. A key that a class does not know is passed over and one that is missing
takes the field's default, so that a draft stored by another version of the bot can be read.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def encode(value: object) -> str:
    """``value`` as compact JSON, the same text for equal values.

    Knows what JSON knows, and dataclasses, tuples, mappings, Decimal, enums and aware times.
    Raises TypeError for anything else, ValueError for a naive time.
    """
    return _ENCODER.encode(value)


def decode(kind: type[T], text: str) -> T:
    """The value of type ``kind`` that ``encode`` made ``text`` of."""
    value: T = _built(kind, json.loads(text))
    return value


def decode_many(kind: type[T], text: str) -> tuple[T, ...]:
    """The values of a JSON list."""
    if text == "[]":
        return ()
    return tuple(_built(kind, item) for item in json.loads(text))


def _plain(value: Any) -> Any:
    """What JSON does not know, as something that it knows; its parts may be anything again."""
    told = _fields(value.__class__)
    if told is not None:
        return told(value)
    match value:
        case Enum():
            return value.value
        case Decimal():
            return str(value)
        case datetime():
            if value.tzinfo is None:
                raise ValueError(f"a time without a zone cannot be stored: {value.isoformat()}")
            return value.astimezone(UTC).isoformat()
        case Mapping():
            return dict(value)
        case _:
            raise TypeError(f"cannot be stored as JSON: {type(value).__name__}")


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain
)


@lru_cache
def _fields(kind: Any) -> Callable[[Any], dict[str, Any]] | None:
    """What tells the fields of a dataclass by name; None for what is none."""
    if not dataclasses.is_dataclass(kind):
        return None
    names = tuple(field.name for field in dataclasses.fields(kind))
    if len(names) == 1:
        return lambda value: {names[0]: getattr(value, names[0])}
    values = attrgetter(*names)
    return lambda value: dict(zip(names, values(value), strict=True))


def _built(kind: Any, value: Any) -> Any:
    if get_origin(kind) in {Union, UnionType}:
        if value is None:
            return None
        (kind,) = (option for option in get_args(kind) if option is not NoneType)
    if get_origin(kind) is tuple:
        return tuple(_built(get_args(kind)[0], item) for item in value)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        return kind(
            **{key: _built(hints[key], item) for key, item in value.items() if key in hints}
        )
    if kind is datetime:
        return datetime.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, Decimal | Enum):
        return kind(value)
    return value


@lru_cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
