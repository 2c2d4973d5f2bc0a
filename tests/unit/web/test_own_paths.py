"""Paths that come from outside."""

from __future__ import annotations

import pytest

from bot.web.visit import own_path


@pytest.mark.parametrize(
    "elsewhere",
    ["", "//evil", "/\\evil", "https://evil", "javascript:alert(1)", "/a\nb", "\\\\evil", "/a\\b"],
)
def test_only_own_paths_are_gone_to(elsewhere: str) -> None:
    assert own_path(elsewhere) == "/"


def test_own_paths_keep_their_query_and_fragment() -> None:
    assert own_path("/queue?state=held#delivery-3") == "/queue?state=held#delivery-3"
