"""The application that the desk mounts under ``/api/v1``."""

from __future__ import annotations

from fastapi import FastAPI

from bot import __version__
from bot.health.page import Troubles
from bot.web.api import corrections, decisions, floods, posts, reads, watch
from bot.web.api.access import Limits
from bot.web.api.errors import add_error_handlers
from bot.wiring import Bot

_ABOUT = (
    "Ask for a post, see what became of it, decide about it, confirm a hand-off. Send the token that "
    "`bot user token NAME` prints as `Authorization: Bearer …`. Times are ISO 8601 in UTC, ids are strings, "
    'errors are `{"error": {"code", "message"}}`. Lists have a `next` cursor until their end.'
)


def create_api(bot: Bot, *, troubles: Troubles = tuple) -> FastAPI:
    """The API of a bot as an ASGI application; ``troubles`` as in ``HealthPage``."""
    api = FastAPI(
        title="Syndication bot",
        version=__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        # a delivery's own link would go to http behind a proxy that is not believed
        redirect_slashes=False,
    )
    api.state.bot = bot
    api.state.limits = Limits()
    api.state.troubles = troubles
    for part in (posts, decisions, corrections, floods, reads, watch):
        api.include_router(part.router)
    add_error_handlers(api)
    return api
