"""The words of the desk: each text that a page asks for is there, and none is there for nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.model.delivery import FINISHED, State
from bot.web import catalogue as module
from bot.web.catalogue import Catalogue, catalogue

WEB = Path(module.__file__).parent
SOURCES = [*WEB.rglob("*.html"), *WEB.rglob("*.py")]
MADE = (
    "nav.",
    "day.",
    "weekday.",
    "month.",
    "state.",
    "error.",
    "deed.",
    "step.",
    "platform.",
    "progress.",
    "cause.",
)
"""Families whose keys are put together by the program."""


def asked_for() -> set[str]:
    keys: set[str] = set()
    for source in SOURCES:
        text = source.read_text("utf-8")
        keys |= set(re.findall(r'"([a-z_]+\.[a-z_0-9]+)"', text))
        keys |= {f"action.{name}" for name in re.findall(r'button\(item, "([a-z]+)"', text)}
        for base in re.findall(r'count\("([a-z_.0-9]+)"', text):
            keys |= {f"{base}.one", f"{base}.other"}
    return keys


def test_every_text_that_a_page_asks_for_is_there() -> None:
    words = catalogue("en")
    pattern = r'\b(?:t|words)\(\s*"([a-z_.0-9]+)"'
    for source in SOURCES:
        for key in re.findall(pattern, source.read_text("utf-8")):
            assert words.has(key) or key.endswith("."), (source.name, key)
    for state in State:
        assert words.has(f"state.{state}")


def test_no_text_is_there_for_nothing() -> None:
    used = asked_for()
    assert [
        k for k in sorted(catalogue("en").keys) if k not in used and not k.startswith(MADE)
    ] == []
    assert FINISHED


def test_a_language_without_a_file_is_english() -> None:
    assert catalogue("xx").language == "en"
    assert catalogue("../../etc/passwd").language == "en"


def test_what_a_translation_lacks_stays_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fr.toml").write_text('[nav]\ntoday = "Aujourd’hui"\n')
    (tmp_path / "en.toml").write_text((WEB / "strings/en.toml").read_text("utf-8"))
    monkeypatch.setattr(module, "_file", lambda language: tmp_path / f"{language}.toml")
    french = catalogue.__wrapped__("fr-BE")
    assert (french.language, french("nav.today"), french("nav.log")) == ("fr", "Aujourd’hui", "Log")


def test_numbers_choose_the_text() -> None:
    words = Catalogue("en", {"posts.one": "{n} post", "posts.other": "{n} posts"})
    assert [words.count("posts", n) for n in (0, 1, 1_200)] == ["0 posts", "1 post", "1,200 posts"]
