"""The link of a post that a person made: which post it names."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from bot.model.draft import Rules
from bot.model.errors import UsageError
from bot.model.outcome import RemotePost

_UNFIT = re.compile(r"[\s\x00-\x1f\x7f-\x9f\\]")


def remote_post(url: str, rules: Rules | None) -> RemotePost:
    """The post that a link names, held against where and how the platform shows posts.

    Without ``rules``, or with a platform that stands elsewhere, the last part of the path is its id.
    Raises UsageError.
    """
    url = url.strip()
    parts = _split(url)
    host = (parts.hostname or "").lower()
    hosts = rules.post_hosts if rules else ()
    if hosts and not any(host == known or host.endswith("." + known) for known in hosts):
        raise UsageError(f'"{url}" does not lead to {" or ".join(hosts)}; copy the post\'s link')
    post_id = _post_id(parts, rules.post_path if rules and hosts else "")
    if not post_id:
        example = f", such as {rules.post_example}" if rules and rules.post_example else ""
        raise UsageError(f'"{url}" leads to no single post; copy the post\'s own link{example}')
    return RemotePost(post_id, url)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    fine = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    if not fine or _UNFIT.search(url):
        raise UsageError(f'"{url}" is no link to a post; copy it from the post\'s "share" menu')
    return parts


def _post_id(parts: SplitResult, pattern: str) -> str:
    where = f"{parts.path}?{parts.query}"
    if pattern:
        found = re.search(pattern, where)
        return next(filter(None, found.groups()), "") if found else ""
    segments = [segment for segment in parts.path.split("/") if segment]
    return segments[-1] if segments else ""
