"""Hostile HTML to a tree of bounded size and depth."""

from __future__ import annotations

import re

from lxml import etree

from bot.model.errors import ExtractError

# libxml2 stops reading at a depth of 2,048; then the wrappers, which mean nothing, are dropped first.
_WRAPPER = re.compile(
    rb"</?(?:div|span|font|b|i|u|em|strong|section|center|big|small)\b[^>]*>", re.IGNORECASE
)
_XML_HEAD = re.compile(rb"\A\s*<\?xml[^>]*\?>")


def parse(page: str | bytes) -> etree._Element:
    """The root element of a page, which is text or UTF-8. Raises ExtractError where there is no markup and no text."""
    raw = page if isinstance(page, bytes) else page.encode("utf-8", "replace")
    root, cut = _parse(raw)
    if cut:
        root, _ = _parse(_WRAPPER.sub(b" ", raw))
    if root is None:
        raise ExtractError("the page is empty; check the address, or give the file of an article")
    return root


def parse_fragment(html: str) -> etree._Element:
    """The body of a story as its source carries it, in a page of its own. Raises ExtractError."""
    return parse(f"<!DOCTYPE html><html><body>{html}</body></html>")


def _parse(raw: bytes) -> tuple[etree._Element | None, bool]:
    """The root, and whether the parser stopped at its limit, so that what followed is lost."""
    parser = etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        no_network=True,
        collect_ids=False,
    )
    try:
        head = _XML_HEAD.match(raw)
        root = etree.fromstring(raw[head.end() :] if head else raw, parser)
    except (etree.LxmlError, ValueError, TypeError):
        return None, False
    last = parser.error_log.last_error
    return root, last is not None and last.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT
