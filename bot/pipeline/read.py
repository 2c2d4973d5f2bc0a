"""From an entry to its article: by the body that the source carries, or by its page."""

from __future__ import annotations

from dataclasses import replace

from bot.model.article import Article, Entry
from bot.model.errors import ExtractError
from bot.model.identity import told_words
from bot.pipeline.ports import Pages
from bot.pipeline.shows import shows


def read_article(entry: Entry, pages: Pages, *, site_name: str, language: str) -> Article:
    """The entry's story. Raises FetchError, ExtractError.

    What the page does not tell (a date, authors, an image) is taken from the entry.
    """
    from bot.extract import read_entry, read_page  # with all its words; not for an idle daemon

    if entry.content_html is not None:
        return read_entry(entry, site_name=site_name, language=language)
    page = pages.read(entry.url)
    article = read_page(page.body, page.url, charset=page.charset)
    told = " ".join(told_words(entry.summary or ""))
    if not shows(article, title=entry.title, told=told, url=entry.url):
        raise ExtractError(
            f"{entry.url} shows nothing of the story that its source announces, as where a site "
            "asks for consent first"
        )
    return complete(article, entry, site_name=site_name)


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
