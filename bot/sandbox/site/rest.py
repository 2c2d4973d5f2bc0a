"""The site's REST answers, in the shape of WordPress's ``/wp-json/wp/v2/posts``."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.sandbox.exchange import Answer, Request, json_answer
from bot.sandbox.site.edition import MOTTO, NAME, Edition
from bot.sandbox.site.story import Story


def index(request: Request, edition: Edition) -> Answer:  # noqa: ARG001
    """What a client sees that asks whether there is a REST API."""
    value = {
        "name": NAME,
        "description": MOTTO,
        "home": edition.address,
        "namespaces": ["wp/v2"],
        "routes": {},
    }
    return json_answer(200, value)


def posts(request: Request, edition: Edition) -> Answer:
    """The stories that match, newest first, in pages. A page past the end is a 400, as in WordPress."""
    given = request.parameters
    try:
        page, size = int(given.get("page", "1")), int(given.get("per_page", "10"))
        found = [story for story in edition.stories if _matches(story, edition, given)]
    except ValueError:
        return _refuse("rest_invalid_param", "Invalid parameter(s)")
    if page < 1 or not 1 <= size <= 100:
        return _refuse("rest_invalid_param", "Invalid parameter(s): page, per_page")
    pages = -(-len(found) // size)
    if page > max(1, pages):
        message = "The page number requested is larger than the number of pages available."
        return _refuse("rest_post_invalid_page_number", message)
    if given.get("order") == "asc":
        found.reverse()
    shown = found[(page - 1) * size : page * size]
    body = [_select(_shape(story, edition, "_embed" in given), given) for story in shown]
    return json_answer(
        200, body, (("X-WP-Total", str(len(found))), ("X-WP-TotalPages", str(pages)))
    )


def _matches(story: Story, edition: Edition, given: Mapping[str, str]) -> bool:
    times = {"after": edition.published_at(story), "modified_after": edition.modified_at(story)}
    slugs = given["slug"].split(",") if "slug" in given else [story.slug]
    return story.slug in slugs and all(
        at > _instant(given[name]) for name, at in times.items() if name in given
    )


def _instant(text: str) -> datetime:
    """A time as WordPress reads it; one without a zone is the site's own time, here UTC."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _refuse(code: str, message: str) -> Answer:
    return json_answer(400, {"code": code, "message": message, "data": {"status": 400}})


def _select(shape: dict[str, object], given: Mapping[str, str]) -> dict[str, object]:
    wanted = {name.partition(".")[0] for name in given.get("_fields", "").split(",") if name}
    return {name: value for name, value in shape.items() if not wanted or name in wanted}


def _shape(story: Story, edition: Edition, embed: bool) -> dict[str, object]:
    at = f"{edition.published_at(story):%Y-%m-%dT%H:%M:%S}"
    modified = f"{edition.modified_at(story):%Y-%m-%dT%H:%M:%S}"
    link = edition.link(story)
    shape: dict[str, object] = {
        "id": edition.id(story),
        "date": at,
        "date_gmt": at,
        "guid": {"rendered": edition.guid(story)},
        "modified": modified,
        "modified_gmt": modified,
        "slug": story.slug,
        "status": "publish",
        "type": "post",
        "link": link,
        "title": {"rendered": html.escape(story.title, quote=False)},
        "content": {"rendered": story.body_at(edition.address), "protected": False},
        "excerpt": {
            "rendered": f"<p>{html.escape(story.standfirst, quote=False)}</p>\n",
            "protected": False,
        },
        "_links": {
            "self": [{"href": f"{edition.address}/wp-json/wp/v2/posts/{edition.id(story)}"}]
        },
    }
    return shape | ({"_embedded": _embedded(story, edition)} if embed else {})


def _embedded(story: Story, edition: Edition) -> dict[str, object]:
    terms = [[_term(story.section, "category")], [_term(tag, "post_tag") for tag in story.tags]]
    picture = {
        "media_type": "image",
        "mime_type": "image/png",
        "alt_text": story.image_alt,
        "source_url": edition.image(story),
    }
    return {
        "author": [{"name": story.byline, "slug": story.byline.lower().replace(" ", "-")}],
        "wp:featuredmedia": [picture],
        "wp:term": terms,
    }


def _term(name: str, taxonomy: str) -> dict[str, str]:
    return {"name": html.escape(name, quote=False), "taxonomy": taxonomy}
