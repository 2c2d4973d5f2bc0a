"""The words of the desk, from one file for each language; a translation is a file beside ``strings/en.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

BASE = "en"
"""The language that every other falls back to, key by key."""


class Catalogue:
    """Texts by key ("queue.approve"). Where a number decides, the keys ``K.one`` and ``K.other`` are a pair."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, key: str, /, **values: object) -> str:
        """The text with its values put in. Raises KeyError where there is none."""
        return self._texts[key].format_map(values)

    def count(self, key: str, n: int, /, **values: object) -> str:
        """The text for so many."""
        return self(f"{key}.{'one' if n == 1 else 'other'}", n=f"{n:,}", **values)

    def has(self, key: str) -> bool:
        """Whether there is a text of that key."""
        return key in self._texts

    @property
    def keys(self) -> frozenset[str]:
        """All keys."""
        return frozenset(self._texts)


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language such as "en" or "fr-BE"; English where there is no file of it."""
    texts = dict(_texts(BASE))
    name = language.partition("-")[0].lower()
    known = name.isalpha() and name != BASE and _file(name).is_file()
    if known:
        texts |= _texts(name)
    return Catalogue(name if known else BASE, texts)


def _file(language: str) -> Any:
    return files("bot.web") / "strings" / f"{language}.toml"


def _texts(language: str) -> dict[str, str]:
    return dict(_flat(tomllib.loads(_file(language).read_text("utf-8"))))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value
