"""Pictures that the stand-ins accepted, kept beside the posts so that a restart forgets none."""

from __future__ import annotations

import io
import re
import threading
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

_KINDS = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_NAME = re.compile(r"(?:x|facebook|youtube)/[A-Za-z0-9_-]{1,128}")
PLACE = "/wall/pictures/"
"""Where the wall serves them."""


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture as it was uploaded: its media type ("image/png") and its size in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int


@dataclass(slots=True)
class _Upload:
    alt: str = ""
    used: bool = False


class Pictures:
    """By platform and id. With a folder each is a file; uploads that no post named yet are forgotten at a restart."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._contents: dict[str, StoredPicture] = {}
        self._uploads: dict[str, _Upload] = {}
        self._issued = 0

    def add(
        self, platform: str, content: bytes, *, alt: str = ""
    ) -> tuple[str, StoredPicture] | None:
        """Keep an upload; its number and what it is. None where it is no picture that a browser shows."""
        picture = _read(content)
        if picture is None:
            return None
        with self._lock:
            self._issued += 1
            name = f"{platform}/{self._next_free(platform)}"
            self._contents[name] = picture
            self._uploads[name] = _Upload(alt)
            if self._folder is not None:
                path = self._folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        return name.partition("/")[2], picture

    def describe(self, platform: str, number: str, alt: str) -> bool:
        """Give an upload its alternative text; False where there is no such upload, or a post has it already."""
        with self._lock:
            upload = self._uploads.get(f"{platform}/{number}")
            if upload is None or upload.used:
                return False
            upload.alt = alt
            return True

    def is_free(self, platform: str, number: str) -> bool:
        """Whether a post may name the upload."""
        with self._lock:
            upload = self._uploads.get(f"{platform}/{number}")
            return upload is not None and not upload.used

    def use(self, platform: str, number: str) -> tuple[str, str]:
        """The address and the alternative text for the post that names the upload."""
        with self._lock:
            upload = self._uploads[f"{platform}/{number}"]
            upload.used = True
            return f"{PLACE}{platform}/{number}", upload.alt

    def get(self, name: str) -> StoredPicture | None:
        """The picture of the name that stands behind ``PLACE`` in an address."""
        if not _NAME.fullmatch(name):
            return None
        with self._lock:
            found = self._contents.get(name)
        if found is not None or self._folder is None:
            return found
        path = self._folder / name
        return _read(path.read_bytes()) if path.is_file() else None

    def _next_free(self, platform: str) -> int:
        number = 1_800_000_000_000_000_000 + self._issued
        while self._folder is not None and (self._folder / platform / str(number)).exists():
            number += 1
        return number


def _read(content: bytes) -> StoredPicture | None:
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_KINDS)) as opened:
            opened.verify()
            return StoredPicture(content, _KINDS[opened.format or ""], opened.width, opened.height)
    except (OSError, ValueError, SyntaxError, KeyError):
        return None
