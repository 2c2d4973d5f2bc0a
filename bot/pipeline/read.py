"""From an entry to its article: by the body that the source carries, or by its page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from html import escape

from bot.model.article import Article, Entry
from bot.model.errors import ExtractError
from bot.model.identity import is_front_page, told_words
from bot.pipeline.ports import Pages
from bot.pipeline.shows import shows

_FOOTER = re.compile(r"The post .{1,400} appeared first on .{1,200}")
_NOT_READ = "The story's page could not be read"
_CUT_OFF = ("…", "...", "…]", "...]")


def read_article(entry: Entry, pages: Pages, *, site_name: str, language: str) -> Article:
    """The entry's story. Raises FetchError, ExtractError.

    What the page does not tell (a date, authors, an image) is taken from the entry.
    """
    from bot.extract import read_entry, read_page  # with all its words; not for an idle daemon

    if entry.content_html is not None:
        return read_entry(entry, site_name=site_name, language=language)
    page = pages.read(entry.url)
    if is_front_page(page.url) and (entry.title or not is_front_page(entry.url)):
        raise ExtractError(f"{entry.url} leads to the front page, which is no story")
    article = read_page(page.body, page.url, charset=page.charset)
    told = told_words(entry.summary or "").words
    if not shows(article, title=entry.title, told=told, url=entry.url):
        raise ExtractError(
            f"{entry.url} shows nothing of the story that its source announces, as where a site "
            "asks for consent first"
        )
    return complete(article, entry, site_name=site_name)


def read_told(entry: Entry, reason: str, *, site_name: str, language: str) -> Article:
    """What the source itself tells of the story, for want of its page. Raises ExtractError where that is nothing.

    A summary that is cut off loses its last sentence. The article's warning gives ``reason``: a person should look.
    """
    from bot.extract import read_entry
    from bot.extract.sentences import split

    told = read_entry(
        replace(entry, content_html=entry.summary), site_name=site_name, language=language
    )
    blocks = [block for block in told.text.split("\n\n") if not _FOOTER.fullmatch(block)]
    if blocks and blocks[-1].rstrip().endswith(_CUT_OFF):
        blocks[-1] = blocks[-1][: split(blocks[-1])[-1].start]
    whole = "".join(f"<p>{escape(block)}</p>" for block in blocks)
    article = read_entry(replace(entry, content_html=whole), site_name=site_name, language=language)
    warning = f"{_NOT_READ} ({reason}): this is what the source tells of it."
    return replace(article, warnings=(*article.warnings, warning))


def doubts_of(warnings: Iterable[str]) -> tuple[str, ...]:
    """Of an article's or a draft's warnings, those for which a person has to look: the page was not read."""
    return tuple(warning for warning in warnings if warning.startswith(_NOT_READ))


def is_cut_off(article: Article) -> bool:
    """Whether only the beginning was read, for the rest is behind a paywall."""
    from bot.extract.notices import ONLY_ITS_BEGINNING

    return ONLY_ITS_BEGINNING in article.warnings


def complete(article: Article, entry: Entry, *, site_name: str) -> Article:
    """The article as read from its page, with gaps filled from the entry that announced it."""
    return replace(
        article,
        byline=article.byline or ", ".join(entry.authors) or None,
        published_at=article.published_at or entry.published_at,
        modified_at=article.modified_at or entry.modified_at,
        language=article.language or entry.language,
        image=article.image or entry.image,
        tags=article.tags or entry.tags,
        site_name=article.site_name or site_name,
    )
