"""The site's pages for readers: home, story, and the one that says that nothing is there."""

from __future__ import annotations

import json
from datetime import datetime

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.sandbox.exchange import HTML, Answer, Request
from bot.sandbox.site.edition import MOTTO, NAME, PATH, Edition
from bot.sandbox.site.story import Story

ENVIRONMENT = Environment(
    loader=PackageLoader("bot.sandbox.site"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_HEADERS = (("Cache-Control", "no-cache"),)


def home(request: Request, edition: Edition) -> Answer:  # noqa: ARG001
    """The front page: every story, newest first."""
    return _page(200, "home.html", edition, stories=edition.stories)


def story(request: Request, edition: Edition, story: Story) -> Answer:  # noqa: ARG001
    """The page of one story, with all that stands around a story on a real site."""
    others = [other for other in edition.stories if other is not story]
    # "<" would let a title end the script element
    data = json.dumps(_json_ld(story, edition), ensure_ascii=False).replace("<", "\\u003c")
    body = story.body_at(PATH)
    return _page(200, "story.html", edition, story=story, body=body, json_ld=data, others=others)


def not_found(edition: Edition) -> Answer:
    """The page for an address at which nothing is."""
    return _page(404, "missing.html", edition)


def _page(status: int, template: str, edition: Edition, **values: object) -> Answer:
    text = ENVIRONMENT.get_template(template).render(
        edition=edition, here=PATH, name=NAME, motto=MOTTO, clock=_clock, **values
    )
    return Answer(status, text.encode(), HTML, _HEADERS)


def _clock(at: datetime) -> str:
    return f"{at:%d %B %Y, %H:%M} UTC".lstrip("0")


def _json_ld(story: Story, edition: Edition) -> dict[str, object]:
    at = edition.published_at(story).isoformat()
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "description": story.standfirst,
        "image": [edition.image(story)],
        "datePublished": at,
        "dateModified": edition.modified_at(story).isoformat(),
        "inLanguage": story.language,
        "articleSection": story.section,
        "keywords": list(story.tags),
        "author": [{"@type": "Person", "name": story.byline}],
        "publisher": {"@type": "NewsMediaOrganization", "name": NAME},
        "mainEntityOfPage": edition.link(story),
    }
