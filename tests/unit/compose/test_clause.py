import pytest

from bot.compose.clause import is_beginning, longest_clause


@pytest.mark.parametrize(
    ("title", "room", "expected"),
    [
        ("One is done; two follows; three ends", 30, "One is done; two follows"),
        ("One is done; two follows; three ends", 20, "One is done"),
        ("Is it over? Nobody knows", 15, "Is it over?"),
        ("終わった。まだ続く", 8, "終わった。"),
        ("No deal – Cleverly says", 15, "No deal"),
        ("The mayor: “a mistake, perhaps” was made", 20, "The mayor"),
        ("One; two, three", 9, "One"),  # a statement before a longer mere clause
        ("At 10:30 in the well-known 1,000-seat hall", 30, None),
        ("Without any end at all", 10, None),
    ],
)
def test_the_longest_beginning(title: str, room: int, expected: str | None) -> None:
    assert longest_clause(title, lambda text: len(text) <= room) == expected


def test_what_begins_with_a_statement_or_a_mere_clause() -> None:
    title = "One is done; two follows, says Ana"
    assert is_beginning(title, title)
    assert is_beginning(title, "One is done")
    assert is_beginning(title, "One is done; two follows") is False
    assert is_beginning(title, "One is") is None
    assert is_beginning(title, "two follows") is None
