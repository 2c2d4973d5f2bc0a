"""Asking for posts, and seeing what they would be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Header, Response

from bot.compose import compose
from bot.model.errors import UsageError
from bot.pipeline.asking import Request, require_published
from bot.shapes import Json, article_shape, draft_shape
from bot.web.api.access import Editor
from bot.web.api.documents import AskedDocument, PostOrder, PreviewDocument, PreviewOrder
from bot.web.api.errors import problems
from bot.web.api.shapes import delivery_document
from bot.wiring import Bot

router = APIRouter(tags=["posts"])

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Of your own making. Sent again with the same request, that is done once.",
    ),
]


@router.post(
    "/posts",
    status_code=201,
    response_model=AskedDocument,
    responses={200: {"model": AskedDocument, "description": "Done before"}, **problems(404, 409)},
    summary="Ask for a post",
)
def ask(order: PostOrder, caller: Editor, response: Response, key: Key = None) -> Json:
    """Put a story into the outbox for its channels: due at once, or at a time.

    A draft that a person should see is held, unless `approved`. A channel on which the story stands already is left
    out; 409 where that is each of them, unless `again`. With an `Idempotency-Key` nothing is done twice.
    """
    bot = caller.bot
    names = _names(bot, order.channels)
    bot.platforms.require(names)
    request = Request(order.target, names, order.at, order.again, order.approved)
    asked = bot.asking.ask(request, by=caller.actor, key=key)
    if asked.is_repeat:
        response.status_code = 200
    return {
        "deliveries": [delivery_document(bot.outbox.get(i)) for i in asked.deliveries.values()],
        "left_out": [
            {"channel": name, "reason": reason} for name, reason in asked.left_out.items()
        ],
    }


@router.post(
    "/previews",
    response_model=PreviewDocument,
    responses=problems(404),
    summary="Preview the posts of a story",
)
def preview(order: PreviewOrder, caller: Editor) -> Json:
    """Read a story and compose its drafts. Nothing is stored, nothing is sent."""
    newsroom = caller.bot.newsroom
    names = _names(caller.bot, order.channels)
    require_published(order.target)
    article = newsroom.find_published(order.target).article
    plans = newsroom.chosen(names)
    return {
        "article": article_shape(article),
        "drafts": [
            draft_shape(compose(article, plan.rules, plan.style, channel=plan.name))
            for plan in plans
        ],
    }


def _names(bot: Bot, asked: Sequence[str]) -> list[str]:
    known = bot.newsroom.channels
    for name in asked:
        if name not in known:
            raise UsageError(f'there is no channel "{name}"; there are: {", ".join(known)}')
    if not known:
        raise UsageError("no channel is configured")
    return list(dict.fromkeys(asked or known))
