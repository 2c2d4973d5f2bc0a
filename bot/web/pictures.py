"""Pictures of stories, fetched by the guarded client: a browser at the desk visits no other site.

Pages show a small copy, made anew of the picture's dots, so that a page stays light and nothing but a picture
is passed on.
"""

from __future__ import annotations

import io
import threading
import warnings
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.errors import FetchError
from bot.pipeline.ports import Clock
from bot.sources.fetch import FetchClient

KEPT = 64
"""Pictures in memory."""
KEPT_BYTES = 32 * 1024 * 1024
LOST_FOR = timedelta(minutes=1)
"""A picture that could not be had is asked for again after so long."""
AT_ONCE = 4
"""Pictures fetched at a time: slow sites must not keep the desk from answering."""
SMALL = 600
"""Dots across the copy that pages show."""
MOST_DOTS = 40_000_000
"""Of a larger picture no copy is made: unpacked it would fill the memory."""

_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"GIF87a", "image/gif", "gif"),
    (b"GIF89a", "image/gif", "gif"),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a picture, and what its first bytes say that it is."""

    body: bytes
    content_type: str
    suffix: str


@dataclass(frozen=True, slots=True)
class _Kept:
    whole: Picture | None
    small: Picture | None
    since: datetime

    @property
    def size(self) -> int:
        return sum(len(picture.body) for picture in (self.whole, self.small) if picture)


class Pictures:
    """Reads pictures and keeps the last ones."""

    def __init__(self, client: FetchClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._guard = threading.Lock()
        self._slots = threading.BoundedSemaphore(AT_ONCE)

    def whole(self, url: str) -> Picture | None:
        """The picture at ``url`` as it is; None where there is none that a browser may be given."""
        return self._get(url).whole

    def small(self, url: str) -> Picture | None:
        """A small copy of it, with the same proportions."""
        return self._get(url).small

    def _get(self, url: str) -> _Kept:
        now = self._clock.now()
        with self._guard:
            kept = self._kept.get(url)
            if kept is not None and (kept.whole or now - kept.since < LOST_FOR):
                self._kept.move_to_end(url)
                return kept
        kept = self._read(url, now)
        with self._guard:
            self._kept[url] = kept
            while len(self._kept) > KEPT or sum(k.size for k in self._kept.values()) > KEPT_BYTES:
                self._kept.popitem(last=False)
        return kept

    def _read(self, url: str, now: datetime) -> _Kept:
        with self._slots:
            try:
                whole = picture_of(self._client.read(url).body)
            except FetchError:
                whole = None
        return _Kept(whole, small_copy(whole) if whole else None, now)


def picture_of(body: bytes) -> Picture | None:
    """The bytes as a picture, by how they begin; an SVG, which may hold a script, is none."""
    for mark, content_type, suffix in _KINDS:
        if body.startswith(mark):
            return Picture(body, content_type, suffix)
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return Picture(body, "image/webp", "webp")
    return None


def small_copy(picture: Picture) -> Picture | None:
    """The picture at most ``SMALL`` dots wide; None where its bytes are no sound picture after all."""
    from PIL import Image

    try:
        with (
            warnings.catch_warnings(),
            Image.open(io.BytesIO(picture.body), formats=("PNG", "JPEG", "GIF", "WEBP")) as opened,
        ):
            warnings.simplefilter("ignore")
            if opened.width * opened.height > MOST_DOTS:
                return None
            opened.draft("RGB", (2 * SMALL, 2 * SMALL))
            made = opened.convert("RGB")
        made.thumbnail((SMALL, 2 * SMALL))
        out = io.BytesIO()
        made.save(out, "WEBP", quality=72)
    except Exception:  # noqa: BLE001 - what a decoder raises on hostile bytes is not documented
        return None
    return Picture(out.getvalue(), "image/webp", "webp")
