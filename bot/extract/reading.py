"""A web page, or an entry that carries its story, to an Article."""

from __future__ import annotations

from collections.abc import Sequence

from bot.extract.addresses import absolute, canonical
from bot.extract.blocks import Block
from bot.extract.body import find_body, without_noise
from bot.extract.bylines import join_authors
from bot.extract.charset import decode, to_utf8
from bot.extract.images import first_image
from bot.extract.keypoints import key_points, tell, whole_blocks
from bot.extract.languages import primary, settle
from bot.extract.lists import FoundList, found_lists
from bot.extract.metadata import Metadata, clean_tags, read_metadata
from bot.extract.notices import notices
from bot.extract.sentences import split
from bot.extract.titles import clean_title
from bot.extract.tree import parse, parse_fragment
from bot.extract.trim import trim
from bot.extract.walk import walk
from bot.model.article import Article, Entry, Image
from bot.model.errors import ExtractError
from bot.model.identity import slug_of

_LONGEST_TITLE = 400
_TINY = 200
"""Characters of a body that may be what is left of a page when its story was passed over."""


def read_page(html: bytes | str, url: str, *, charset: str | None = None) -> Article:
    """The article of a whole web page.

    ``url`` is where it was read from, "" for a file; ``charset`` is what the HTTP header named. Raises
    ExtractError where there is no article.
    """
    found, blocks = _read(html, url, charset)
    return _article(blocks, found, url or "the file")


def read_lists(html: bytes | str, url: str, *, charset: str | None = None) -> tuple[FoundList, ...]:
    """Every list in the body of a web page, also those of links, which give no key points.

    Arguments as for ``read_page``. Empty where there is no list, or no article.
    """
    return found_lists(whole_blocks(_read(html, url, charset)[1]))


def read_entry(
    entry: Entry, *, site_name: str | None = None, language: str | None = None
) -> Article:
    """The article of an entry whose ``content_html`` is the whole story; the entry tells the rest.

    ``site_name`` and ``language`` are the source's, for what the entry leaves open. Raises
    ExtractError where the entry carries no story.
    """
    if not (entry.content_html or "").strip():
        raise ExtractError(
            f"the entry {entry.url or entry.guid} carries no text; read its page instead"
        )
    root = parse_fragment(decode(entry.content_html or ""))
    url = canonical("", (entry.url,)) or entry.url
    title = clean_title(entry.title, (site_name,), url)
    found = Metadata(
        title=title,
        url=url,
        byline=join_authors(entry.authors),
        published_at=entry.published_at,
        modified_at=entry.modified_at,
        language=primary(entry.language) or primary(language),
        site_name=site_name,
        image=_entry_image(entry.image, url) or first_image(root, url),
        tags=clean_tags((*entry.tags, *entry.categories)),
    )
    page = walk(root, url)
    return _article(trim(without_noise(page), title), found, entry.url or entry.guid)


def _read(html: bytes | str, url: str, charset: str | None) -> tuple[Metadata, tuple[Block, ...]]:
    root = parse(to_utf8(html, charset))
    found, page = read_metadata(root, url)
    body = find_body(page, found.title)
    if sum(len(block.text) for block in body) < _TINY:
        # Where a story stands in what its marks call a menu or comments, the marks are wrong.
        body = find_body(walk(root, found.url, whole=True), found.title)
    return found, trim(body, found.title, found.byline)


def _entry_image(image: Image | None, base: str) -> Image | None:
    address = absolute(base, image.url) if image else None
    return Image(address, image.alt) if image and address else None


def _article(blocks: Sequence[Block], found: Metadata, place: str) -> Article:
    story = tell(blocks)
    if not story.text:
        raise ExtractError(
            f"no article was found in {place}; check that it is the page of one story"
        )
    language = settle(found.language, story.text)
    points = key_points(story, found.title, language)
    return Article(
        url=found.url,
        slug=slug_of(found.url),
        title=found.title or _first_sentence(story.lead or story.text),
        text=story.text,
        byline=found.byline,
        site_name=found.site_name,
        published_at=found.published_at,
        modified_at=found.modified_at,
        language=language,
        lead=story.lead,
        image=found.image,
        tags=found.tags,
        key_points=points,
        warnings=notices(story, points, found, language),
    )


def _first_sentence(text: str) -> str:
    """Stands for the headline of a page that has none."""
    line = text.partition("\n")[0][:_LONGEST_TITLE]
    return line[: split(line)[0].end]
