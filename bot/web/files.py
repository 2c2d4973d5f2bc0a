"""The desk's stylesheet and scripts: read once, packed once, named by their content so that browsers keep them."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

router = APIRouter(include_in_schema=False)

_FOR_A_YEAR = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_FILES = {
    "desk.css": ("bot.web.static:desk.css", "bot.postview.templates:post.css"),
    "desk.js": ("bot.web.static:desk.js",),
    "htmx.js": ("bot.web.static:htmx.min.js",),
    "icon.svg": ("bot.web.static:icon.svg",),
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent. ``version`` is a mark of its content."""

    body: bytes
    packed: bytes
    version: str
    content_type: str


@cache
def static_file(name: str) -> StaticFile:
    """The file. Raises KeyError where there is none of that name."""
    parts = []
    for place in _FILES[name]:
        package, _, path = place.partition(":")
        folder, _, inner = package.rpartition(".")
        parts.append((files(folder) / inner / path).read_bytes())
    body = b"\n".join(parts)
    version = hashlib.sha256(body).hexdigest()[:12]
    kind = _TYPES[name.rpartition(".")[2]]
    return StaticFile(body, gzip.compress(body, mtime=0), version, kind)


def static_url(name: str) -> str:
    """Where a page finds the file."""
    return f"/static/{static_file(name).version}/{name}"


@router.get("/static/{version}/{name}")
def static(version: str, name: str, request: Request) -> Response:  # noqa: ARG001 - it is there to make addresses differ
    """One of the files."""
    if name not in _FILES:
        return PlainTextResponse("There is no such file.\n", 404)
    file = static_file(name)
    headers = dict(_FOR_A_YEAR)
    body = file.body
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = file.packed
    return Response(body, headers=headers, media_type=file.content_type)
