"""The story that a person names: by its slug or its URL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urljoin

from bot.model.article import Article, Entry
from bot.model.errors import BotError, HttpStatusError, NotFound
from bot.model.identity import article_key
from bot.pipeline.discover import Site
from bot.pipeline.ports import Page, Pages, Source
from bot.pipeline.read import read_article


@dataclass(frozen=True, slots=True)
class Story:
    """An article and, where a source announced it, its entry. ``address`` is where it was read on the web."""

    article: Article
    entry: Entry | None = None
    address: str = ""


def is_url(target: str) -> bool:
    """Whether the target is a web address."""
    return target.lower().startswith(("http://", "https://"))


def story_in_page(page: Page, site: Site) -> Story:
    """The story of a page that was read already. Raises ExtractError."""
    from bot.extract import read_page  # with all its words; not for an idle daemon

    article = read_page(page.body, page.url, charset=page.charset)
    return Story(
        replace(
            article,
            site_name=article.site_name or site.name,
            language=article.language or site.language,
        )
    )


class Finder:
    """Finds stories where the configuration says that there are some."""

    def __init__(self, pages: Pages, sources: Sequence[Source], site: Site, site_url: str) -> None:
        self._pages = pages
        self._sources = sources
        self._site = site
        self._site_url = site_url

    def find(self, target: str) -> Story:
        """The story behind a URL or a slug. Raises FetchError, ExtractError, NotFound."""
        if is_url(target):
            story = story_in_page(self._pages.read(target), self._site)
            return replace(story, address=target)
        return self._by_slug(target)

    def _by_slug(self, slug: str) -> Story:
        troubles: list[str] = []
        for source in self._sources:
            try:
                entry = source.find(slug)
                if entry is not None:
                    return self._read(entry)
            except BotError as error:
                troubles.append(f"{source.name}: {error}")
        url = urljoin(self._site_url.rstrip("/") + "/", quote(slug.strip("/")) + "/")
        try:
            story = story_in_page(self._pages.read(url), self._site)
        except HttpStatusError as error:
            troubles.append(f"{url} answered {error.status}")
        except BotError as error:
            troubles.append(str(error))
        else:
            if article_key(story.article.url) != article_key(self._site_url):
                return replace(story, address=url)
            troubles.append(f"{url} is the front page")
        raise NotFound(f'no story with the slug "{slug}" was found ({"; ".join(troubles)})')

    def _read(self, entry: Entry) -> Story:
        article = read_article(
            entry, self._pages, site_name=self._site.name, language=self._site.language
        )
        return Story(article, entry)
