"""Pictures of stories, fetched by the guarded client: a browser at the desk visits no other site."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from bot.model.errors import FetchError
from bot.sources.fetch import FetchClient

KEPT = 48
"""Pictures in memory."""
KEPT_BYTES = 24 * 1024 * 1024

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


class Pictures:
    """Reads pictures and keeps the last ones."""

    def __init__(self, client: FetchClient) -> None:
        self._client = client
        self._kept: OrderedDict[str, Picture | None] = OrderedDict()
        self._guard = threading.Lock()

    def get(self, url: str) -> Picture | None:
        """The picture at ``url``; None where there is none that a browser may be given."""
        with self._guard:
            if url in self._kept:
                self._kept.move_to_end(url)
                return self._kept[url]
        try:
            picture = picture_of(self._client.read(url).body)
        except FetchError:
            picture = None
        with self._guard:
            self._kept[url] = picture
            while len(self._kept) > KEPT or self._bytes() > KEPT_BYTES:
                self._kept.popitem(last=False)
        return picture

    def _bytes(self) -> int:
        return sum(len(picture.body) for picture in self._kept.values() if picture)


def picture_of(body: bytes) -> Picture | None:
    """The bytes as a picture, by how they begin; an SVG, which may hold a script, is none."""
    for mark, content_type, suffix in _KINDS:
        if body.startswith(mark):
            return Picture(body, content_type, suffix)
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return Picture(body, "image/webp", "webp")
    return None
