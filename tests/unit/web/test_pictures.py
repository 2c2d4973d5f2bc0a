"""What is passed on to a browser as a picture."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from bot.model.errors import FetchError
from bot.pipeline.ports import Page
from bot.web import pictures as module
from bot.web.pictures import Picture, Pictures, picture_of, small_copy

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def png(width: int = 1_200, height: int = 630) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(out, "PNG")
    return out.getvalue()


class Site:
    """A client that answers with ``body``, or fails while it is None; and the clock."""

    def __init__(self, body: bytes | None) -> None:
        self.body = body
        self.asked = 0
        self.time = NOW

    def read(self, url: str) -> Page:
        self.asked += 1
        if self.body is None:
            raise FetchError("gone")
        return Page(url, self.body)

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return 0.0


def pictures(site: Site) -> Pictures:
    return Pictures(site, site)  # type: ignore[arg-type]


@pytest.mark.parametrize("body", [b"", b"<svg onload=alert(1)>", b"<html>", b"RIFF0000WAVE"])
def test_what_is_no_picture_is_not_passed_on(body: bytes) -> None:
    assert picture_of(body) is None


def test_a_page_shows_a_small_copy_and_the_whole_is_kept_for_saving() -> None:
    site = Site(png())
    shelf = pictures(site)
    small, whole = shelf.small("u"), shelf.whole("u")
    assert site.asked == 1
    assert whole == Picture(png_bytes := site.body or b"", "image/png", "png")
    assert small is not None
    assert len(small.body) < len(png_bytes) / 4
    with Image.open(io.BytesIO(small.body)) as opened:
        assert opened.size == (600, 315)


def test_bytes_that_only_begin_like_a_picture_have_no_copy() -> None:
    hostile = b"\x89PNG\r\n\x1a\n" + b"<script>alert(1)</script>"
    assert small_copy(Picture(hostile, "image/png", "png")) is None


def test_of_a_picture_that_would_fill_the_memory_no_copy_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_DOTS", 1_000)
    assert small_copy(Picture(png(100, 100), "image/png", "png")) is None


def test_a_lost_picture_is_asked_for_again_later_and_not_at_once() -> None:
    site = Site(None)
    shelf = pictures(site)
    assert shelf.small("u") is shelf.small("u") is None
    assert site.asked == 1
    site.body, site.time = png(100, 100), NOW + timedelta(minutes=2)
    assert shelf.small("u") is not None
