import pytest

from bot.compose.wording import comparable, one_line, without_bullet


def test_one_line_has_single_spaces() -> None:
    assert one_line("  two  words \r\n and\u2028more ") == "two words and more"


def test_one_line_keeps_the_spaces_of_the_language() -> None:
    assert (
        one_line("«\u00a0une\u202ferreur\u00a0» \n\t ici ") == "«\u00a0une\u202ferreur\u00a0» ici"
    )


def test_one_line_drops_what_platforms_refuse() -> None:
    assert one_line("a\x00b\ufeffc\ud800d\u202ee\uffff") == "abcde"


def test_words_are_compared_without_what_is_not_seen() -> None:
    assert comparable("a\u00a0 b\u200bc\u00adde\u0301") == "a bcdé"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("• one", "one"),
        (" - one", "one"),
        ("– – one", "– one"),
        ("-one", "-one"),
        ("one - two", "one - two"),
    ],
)
def test_bullets_come_off(line: str, expected: str) -> None:
    assert without_bullet(line) == expected
