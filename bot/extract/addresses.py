"""Which address is the story's own, and addresses made whole."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from bot.model.identity import site_of


def absolute(base: str, address: str | None) -> str | None:
    """``address`` made whole against ``base``; None where that is no http(s) address."""
    if not address or not address.strip():
        return None
    try:
        whole = address.strip()
        if not whole.startswith(("https://", "http://")):
            whole = urljoin(base, whole)
        parts = urlsplit(whole)
    except ValueError:
        return None
    usable = parts.scheme in ("http", "https") and parts.hostname and whole.split() == [whole]
    return whole if usable else None


def canonical(url: str, claims: tuple[str | None, ...]) -> str:
    """The first claim of the page about its own address that can be believed, or ``url``.

    A claim counts where it is on the same site and does not name the site's front page for a story
    that stands deeper. Where the page was read from a file, ``url`` is "" and any whole address counts.
    """
    for claim in claims:
        whole = absolute(url, claim)
        if whole is None:
            continue
        if not url or (_same_site(url, whole) and not (_is_front(whole) and not _is_front(url))):
            return whole
    return url


def _same_site(one: str, other: str) -> bool:
    try:
        return site_of(one) == site_of(other)
    except ValueError:
        return False


def _is_front(url: str) -> bool:
    return urlsplit(url).path.strip("/") == "" and not urlsplit(url).query
