"""Errors as JSON, each with the status that a program can act on."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from bot.model.errors import (
    AgainstCadence,
    AlreadyPosted,
    AlreadyRunning,
    BotError,
    ConfigError,
    CredentialsError,
    ExtractError,
    FetchError,
    IllegalTransition,
    NotFound,
    SignInRefused,
    SourceError,
    UsageError,
)

log = logging.getLogger(__name__)

_STATUS: tuple[tuple[type[BotError], int], ...] = (
    (NotFound, 404),
    (AgainstCadence, 409),
    (IllegalTransition, 409),
    (AlreadyPosted, 409),
    (AlreadyRunning, 409),
    (CredentialsError, 409),
    (SignInRefused, 401),
    (UsageError, 422),
    (ConfigError, 422),
    # what was asked for names a page that cannot be read: its author's to put right
    (FetchError, 422),
    (SourceError, 422),
    (ExtractError, 422),
)


class ErrorFacts(BaseModel):
    """``code`` is stable; ``message`` is one line for a person."""

    code: str
    message: str


class ErrorDocument(BaseModel):
    """What any refused request is answered with."""

    error: ErrorFacts


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For the OpenAPI document: the statuses that an operation may be refused with."""
    everywhere = (401, 403, 429, 503)
    return {
        status: {"model": ErrorDocument, "description": HTTPStatus(status).phrase}
        for status in sorted({*everywhere, 422, *statuses})
    }


class Refused(Exception):
    """A request that is answered with an error of the API's own."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = headers


def add_error_handlers(api: FastAPI) -> None:
    """Make every error JSON."""
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(BotError, _bot_error)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(Exception, _defect)


def answer(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The error document."""
    facts = {"code": code, "message": " ".join(message.split())}
    return JSONResponse({"error": facts}, status, headers=dict(headers or {}))


def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)
    return answer(error.status, error.code, str(error), error.headers)


def _bot_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, BotError)
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 503)
    headers = {}
    if isinstance(error, SignInRefused) and error.retry_after is not None:
        status, headers = 429, {"Retry-After": str(math.ceil(error.retry_after))}
    return answer(status, error.code, str(error), headers)


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    told = "; ".join(f"{_place(e['loc'])}: {e['msg']}" for e in error.errors()[:5])
    return answer(422, "invalid", told)


def _place(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(step) for step in loc)[:200]


def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    code = phrase.lower().replace(" ", "_").replace("'", "")
    return answer(error.status_code, code, str(error.detail), error.headers)


def _defect(_request: Request, error: Exception) -> JSONResponse:
    log.error("a request of the API failed: %s", type(error).__name__, exc_info=error)
    return answer(500, "internal", "this is a defect of the bot; its log tells more")
