from datetime import UTC, datetime

import pytest

from bot.sources.answer import Response, charset_of, http_date, retry_after

DATE = "Mon, 23 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("999999999", 604800.0),
        ("Mon, 23 Nov 2026 10:01:30 GMT", 90.0),
        ("Mon, 23 Nov 2026 09:00:00 GMT", 0.0),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 604800.0),
        ("-5", None),
        ("soon", None),
        ("9" * 5000, None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_from_the_servers_own_date(
    value: str, seconds: float | None
) -> None:
    assert retry_after({"retry-after": value, "date": DATE}) == seconds


def test_no_retry_after() -> None:
    assert retry_after({}) is None


@pytest.mark.parametrize(
    ("value", "charset"),
    [
        ("text/html; charset=UTF-8", "utf-8"),
        ('text/html;charset="windows-1252"; x=y', "windows-1252"),
        ("text/html", None),
        ("text/html; charset=", None),
        ("text/html; charset=<script>", None),
    ],
)
def test_charset(value: str, charset: str | None) -> None:
    assert charset_of({"content-type": value}) == charset


def test_http_dates() -> None:
    assert http_date(DATE) == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert http_date("Mon, 23 Nov 2026 12:00:00 +0200") == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert http_date("yesterday") is None
    assert http_date(None) is None


def test_the_body_stays_out_of_the_representation() -> None:
    assert "secret" not in repr(Response("http://a/", 200, {}, b"secret"))
