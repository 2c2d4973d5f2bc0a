"""The application: routes, what stands before them, and what becomes of errors."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from bot.health.metrics import Metrics
from bot.health.page import Troubles
from bot.model.errors import BotError, NotFound, UsageError
from bot.sources.push import PushReceiver
from bot.web import files
from bot.web.api import create_api
from bot.web.desk import Desk
from bot.web.guard import Guard
from bot.web.pages import (
    actions,
    calendar,
    corrections,
    edit,
    handoffs,
    health,
    live,
    log,
    login,
    queue,
    story,
    today,
)
from bot.web.push_door import PushDoor
from bot.web.visit import Forged, LoginNeeded, NotAllowed, answer, desk_of, login_path
from bot.wiring import Bot

PAGES = (
    today,
    queue,
    story,
    edit,
    handoffs,
    corrections,
    calendar,
    log,
    actions,
    health,
    live,
    login,
)


def create_app(
    bot: Bot,
    *,
    metrics: Metrics | None = None,
    troubles: Troubles = tuple,
    engine_runs: bool = False,
    hosts: Sequence[str] = (),
    push: PushReceiver | None = None,
) -> FastAPI:
    """The desk of a bot as an ASGI application.

    ``metrics`` and ``troubles`` are those of the engine where it runs in the same process
    (``engine_runs``). ``hosts`` are further names under which it may be visited, besides [web] hosts.
    ``push`` answers at /push.
    """
    app = FastAPI(title="Syndication bot", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = Desk(bot, metrics or Metrics(), troubles, engine_runs)
    for page in PAGES:
        app.include_router(page.router)
    app.include_router(files.router)
    app.mount("/api/v1", create_api(bot, troubles=troubles))
    app.add_exception_handler(LoginNeeded, _log_in)
    app.add_exception_handler(BotError, _bot_error)
    app.add_exception_handler(Forged, _forged)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(HTTPException, _http_error)
    web = bot.settings.configuration.web
    app.add_middleware(Guard, hosts=(web.host, *web.hosts, *hosts), defect=_defect)
    if push is not None:
        app.add_middleware(PushDoor, receiver=push)
    return app


def _log_in(request: Request, _error: Exception) -> Response:
    if request.url.path == "/events":
        return Response(status_code=204)  # a page that listens stops asking
    where = login_path(request) if request.method == "GET" else "/login"
    if request.headers.get("hx-request"):
        return Response(headers={"HX-Redirect": where})
    return RedirectResponse(where, 303)


def _bot_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, BotError)
    match error:
        case NotFound():
            status = 404
        case UsageError():
            status = 400
        case _:
            status = 503
    return _problem(request, status, str(error))


def _forged(request: Request, _error: Exception) -> Response:
    return _problem(request, 403, desk_of(request).words("error.forged"))


def _not_allowed(request: Request, _error: Exception) -> Response:
    return _problem(request, 403, desk_of(request).words("error.not_allowed"))


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = desk_of(request).words
    key = f"error.{error.status_code}"
    return _problem(request, error.status_code, words(key if words.has(key) else "error.other"))


def _defect(request: Request) -> Response:
    return _problem(request, 500, desk_of(request).words("error.500"))


def _problem(request: Request, status: int, words: str) -> Response:
    desk = desk_of(request)
    context = {"user": None, "csrf": "", "status": status, "problem": words}
    return answer(desk, request, "problem.html", context, now=desk.bot.clock.now(), status=status)
