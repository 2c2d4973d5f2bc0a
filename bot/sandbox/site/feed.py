"""The site's RSS 2.0 feed, with whole stories and both validators for conditional requests."""

from __future__ import annotations

import hashlib
from datetime import UTC
from email.utils import format_datetime

from bot.sandbox.exchange import Answer, Request
from bot.sandbox.site.edition import MOTTO, NAME, Edition
from bot.sandbox.site.pages import ENVIRONMENT


def rss(request: Request, edition: Edition) -> Answer:
    """The feed; 304 where both validators still match, as WordPress answers."""
    template = ENVIRONMENT.get_template("feed.xml")
    body = template.render(edition=edition, name=NAME, motto=MOTTO, date=format_datetime).encode()
    times = (edition.published_at(story) for story in edition.stories)
    newest = max(times, default=edition.started)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    modified = format_datetime(newest.astimezone(UTC), usegmt=True)
    headers = (("ETag", etag), ("Last-Modified", modified), ("Cache-Control", "max-age=60"))
    given = (request.headers.get("if-none-match"), request.headers.get("if-modified-since"))
    kind = "application/rss+xml; charset=utf-8"
    if given == (etag, modified):
        return Answer(304, b"", kind, headers)
    return Answer(200, body, kind, headers)
