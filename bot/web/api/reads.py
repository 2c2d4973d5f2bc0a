"""What there is: deliveries, the queue, the log, stories."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from bot.model.delivery import FINISHED, UNFINISHED, State
from bot.shapes import Json, iso
from bot.store.reads.log import LogSearch
from bot.store.reads.page import LIMIT_MOST
from bot.web.api.access import Editor
from bot.web.api.documents import (
    ArticleList,
    DeliveryDocument,
    DeliveryList,
    Id,
    Moment,
    Name,
    ProofDocument,
    StoryDocument,
)
from bot.web.api.errors import Refused, problems
from bot.web.api.shapes import (
    delivery_document,
    delivery_list,
    proof_document,
    story_document,
)

router = APIRouter(tags=["reads"], responses=problems())

Limit = Annotated[int, Query(ge=1, le=LIMIT_MOST)]
Cursor = Annotated[str | None, Query(max_length=200, description="`next` of the page before.")]
Text = Annotated[str, Query(max_length=500, description="Beginnings of words, or a web address.")]
States = Annotated[tuple[State, ...], Query(max_length=10)]
Slug = Annotated[str | None, Query(max_length=500)]
Channel = Annotated[Name | None, Query()]


@router.get("/queue", response_model=DeliveryList)
def queue(
    caller: Editor,
    state: States = (),
    channel: Channel = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Json:
    """What is not finished: by state, then by due time."""
    _require(state, UNFINISHED, "in the queue")
    states = frozenset(state) or UNFINISHED
    page = caller.bot.reads.queue_page(states, channel=channel, cursor=cursor, limit=limit)
    return delivery_list(page)


@router.get("/log", response_model=DeliveryList)
def log(
    caller: Editor,
    q: Text = "",
    slug: Slug = None,
    channel: Channel = None,
    state: States = (),
    since: Annotated[Moment | None, Query()] = None,
    until: Annotated[Moment | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Json:
    """What ended, newest first. A page of a search may be short and still have a `next`."""
    _require(state, FINISHED, "in the log")
    search = LogSearch(q, slug, channel, frozenset(state), since, until)
    return delivery_list(caller.bot.reads.log_page(search, cursor=cursor, limit=limit))


@router.get("/deliveries/{delivery_id}", response_model=DeliveryDocument, responses=problems(404))
def delivery(delivery_id: Annotated[Id, Path()], caller: Editor) -> Json:
    """One delivery."""
    return delivery_document(caller.bot.outbox.get(delivery_id))


@router.get(
    "/deliveries/{delivery_id}/proof", response_model=ProofDocument, responses=problems(404)
)
def proof(delivery_id: Annotated[Id, Path()], caller: Editor) -> Json:
    """What was sent, of which text, what the platform answered, who decided."""
    return proof_document(caller.bot.reads.proof(delivery_id))


@router.get("/articles", response_model=ArticleList)
def articles(caller: Editor, q: Text = "", cursor: Cursor = None, limit: Limit = 50) -> Json:
    """Stories, newest first."""
    page = caller.bot.reads.article_page(q, cursor=cursor, limit=limit)
    items = [
        {
            "id": brief.id,
            "url": brief.url,
            "slug": brief.slug,
            "title": brief.title,
            "published_at": iso(brief.published_at),
            "first_seen_at": iso(brief.first_seen_at),
        }
        for brief in page.items
    ]
    return {"items": items, "next": page.next}


@router.get("/articles/{article_id}", response_model=StoryDocument, responses=problems(404))
def article(article_id: Annotated[Id, Path()], caller: Editor) -> Json:
    """A story with its key points, its versions and its deliveries."""
    return story_document(caller.bot.reads.story(article_id))


def _require(states: tuple[State, ...], allowed: frozenset[State], where: str) -> None:
    for state in states:
        if state not in allowed:
            words = ", ".join(s for s in State if s in allowed)
            raise Refused(422, "invalid", f"{state} is not {where}; allowed are {words}")
