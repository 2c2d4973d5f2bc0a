"""How the values of the domain lie in the database: times, money, texts and keys.

Hostile text reaches every column, so the text types make it storable (no NUL, no lone surrogate)
and the key type short enough for an index, alike when writing and when comparing.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, DateTime, Dialect, Text, TypeDecorator

if TYPE_CHECKING:
    _Time = TypeDecorator[datetime]
    _Money = TypeDecorator[Decimal]
    _Str = TypeDecorator[str]
else:
    _Time = _Money = _Str = TypeDecorator

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_KEY_LENGTH = 500
"""Longest key kept as it is, in characters: PostgreSQL indexes at most 2,704 bytes."""
_MICROS = 1_000_000


class UtcTime(_Time):
    """An aware time, kept in UTC to the microsecond. A naive one is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """On SQLite SQLAlchemy's text, made several times as fast: a commit writes a dozen times."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """UTC."""
        return None if value is None else _utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Always aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _as_text(value: datetime | None) -> str | None:
    return None if value is None else _utc(value).isoformat(" ", "microseconds")[: -len("+00:00")]


def _utc(value: datetime) -> datetime:
    if value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise ValueError(f"a time without a zone cannot be stored: {value.isoformat()}")
    return value.astimezone(UTC)


class Dollars(_Money):
    """US dollars as whole micro-dollars, so that sums are exact. Finer amounts are a ValueError."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Whole micro-dollars."""
        if value is None:
            return None
        micros = value * _MICROS
        if micros != int(micros):
            raise ValueError(f"an amount finer than a micro-dollar cannot be stored: {value}")
        return int(micros)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Dollars again."""
        return None if value is None else Decimal(value) / _MICROS


class PlainText(_Str):
    """Text of any length; what no database can hold becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:  # noqa: ARG002
        """Storable text. Not by ``process_bind_param``: it costs another call for each value of a long list."""
        return _storable


class KeyText(_Str):
    """Text that is looked up: storable, and short enough to be indexed anywhere."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:  # noqa: ARG002
        """The form in which it is stored and compared, made as ``PlainText`` makes it."""
        return _as_key


INDEX_WORD = Text().with_variant(Text(collation="C"), "postgresql")
"""A word of the search index, in the order of its code points: PostgreSQL would sort as a language does."""


def _storable(text: str | None) -> str | None:
    return None if text is None else storable(text)


def _as_key(text: str | None) -> str | None:
    return None if text is None else as_key(text)


def storable(text: str) -> str:
    """``text`` with NUL and lone surrogates replaced by U+FFFD, length unchanged."""
    if "\0" not in text:
        try:
            text.encode()
        except UnicodeEncodeError:
            pass
        else:
            return text
    return _UNSTORABLE.sub("\ufffd", text)


def as_key(text: str) -> str:
    """``text`` as ``KeyText`` stores it; a long one is cut and ends in a digest of the whole."""
    text = storable(text)
    if len(text) <= _KEY_LENGTH:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{text[: _KEY_LENGTH - len(digest) - 1]}…{digest}"
