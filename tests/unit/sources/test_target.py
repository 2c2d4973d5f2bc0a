import pytest

from bot.model.errors import FetchError
from bot.sources.target import parse_target, shown


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://News.Example", "https://news.example/"),
        ("  http://news.example:80/a  ", "http://news.example/a"),
        ("http://news.example:8080/a?b=c#d", "http://news.example:8080/a?b=c"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://bücher.example/ü b?q=é", "https://xn--bcher-kva.example/%C3%BC%20b?q=%C3%A9"),
        ("https://news.example/%7Ea?x=%20y", "https://news.example/%7Ea?x=%20y"),
        ("http://[2606:4700::1]:8080/", "http://[2606:4700::1]:8080/"),
        ("http://news.example?rest_route=/wp/v2", "http://news.example/?rest_route=/wp/v2"),
    ],
)
def test_a_url_is_put_together_anew(url: str, clean: str) -> None:
    assert parse_target(url).url == clean


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.example",
        "//news.example/",
        "ftp://news.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///path",
        "http://a..b/",
        "http://a b/",
        "http://news.example\\@evil.example/",
        "http://news.example:99999/",
        "http://news.example:x/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://[1.2.3.4]/",
        "http://" + "a" * 300 + ".example/",
        "http://" + "a" * 64 + ".example/",
        "http://news.example/" + "a" * 5000,
        "http://user@news.example/",
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(FetchError):
        parse_target(url)


def test_a_password_never_stands_in_the_message() -> None:
    with pytest.raises(FetchError) as caught:
        parse_target("https://ann:s3cret@news.example/feed?key=1")
    assert "s3cret" not in str(caught.value)
    assert "ann" not in str(caught.value)
    assert "news.example/feed?key=1" in str(caught.value)


def test_a_message_keeps_to_one_line_of_bearable_length() -> None:
    line = shown("http://a@b:c@news.example/\r\n\x1b[31m" + "x" * 10_000)
    assert line.startswith("http://news.example/")
    assert line.isprintable()
    assert len(line) <= 300
