from __future__ import annotations

import pytest

from bot.extract.languages import detect, settle

ENGLISH = (
    "The council met on Monday and agreed on a plan for the harbour, which has been closed to traffic "
    "since the storm of last winter broke its wall in two places and flooded the quay behind it. "
)
GERMAN = (
    "Der Rat hat am Montag einen Plan fuer den Hafen beschlossen, der seit dem Sturm im Winter fuer den "
    "Verkehr gesperrt ist, weil die Mauer an zwei Stellen brach und das Wasser nicht mehr hielt. "
)


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (GERMAN, "de")])
@pytest.mark.parametrize("mark", ["", " ”"])
def test_the_words_tell_the_language_with_and_without_other_characters(
    text: str, language: str, mark: str
) -> None:
    assert detect(text + mark) == language
    assert settle("en", 3 * text + mark) == language
