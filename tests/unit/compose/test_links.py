import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.compose import plain_link, post_link
from bot.compose.links import is_web_link
from bot.compose.urls import find_urls

PLAIN = "https://news.example.com/story/"
OURS = "utm_source=x&utm_medium=social&utm_campaign=key-points"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (PLAIN, f"{PLAIN}?{OURS}"),
        (f"{PLAIN}?id=7&x=%20&y", f"{PLAIN}?id=7&x=%20&y&{OURS}"),
        (f"{PLAIN}?utm_source=feed&id=7", f"{PLAIN}?id=7&{OURS}"),
        (f"{PLAIN}#part", f"{PLAIN}?{OURS}#part"),
        (f"{PLAIN}?", f"{PLAIN}?{OURS}"),
    ],
)
def test_campaign_parameters(url: str, expected: str) -> None:
    assert post_link(url, utm=True, platform="x") == expected


def test_without_campaign_parameters_the_link_stays() -> None:
    url = f"{PLAIN}?id=7&utm_source=feed"
    assert post_link(url, utm=False, platform="x") == url
    assert plain_link(url) == f"{PLAIN}?id=7"


def test_platform_names_are_encoded() -> None:
    assert "utm_source=a%26b&" in post_link(PLAIN, utm=True, platform="a&b")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://e.com/図書", "https://e.com/%E5%9B%B3%E6%9B%B8"),
        ("https://e.com/a(b)’c", "https://e.com/a%28b%29%E2%80%99c"),
        ("https://e.com/a b\n", "https://e.com/a%20b"),
        ("https://e.com/wait.", "https://e.com/wait%2E"),
        ("https://e.com/a\ud800b", "https://e.com/ab"),
        ("https://e.com/a%20b", "https://e.com/a%20b"),
    ],
)
def test_a_platform_sees_all_of_the_link(url: str, expected: str) -> None:
    link = post_link(url, utm=False, platform="x")
    assert link == expected
    assert find_urls(f"({link}) and on") == [(1, 1 + len(link))]


@given(st.text(max_size=40), st.booleans())
def test_a_posted_link_is_known_again(tail: str, utm: bool) -> None:
    url = f"https://news.example.com/{tail}"
    link = post_link(url, utm=utm, platform="x")
    assert plain_link(link) == plain_link(url)
    assert not any(letter.isspace() for letter in link)


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://e.com", True),
        ("HTTP://127.0.0.1:8000/x", True),
        ("https://[::1]/x", True),
        ("javascript:alert(1)", False),
        ("https://user:secret@e.com/", False),
        ("https:///path", False),
        ("/relative", False),
        ("", False),
    ],
)
def test_what_readers_can_follow(url: str, is_one: bool) -> None:
    assert is_web_link(url) is is_one
