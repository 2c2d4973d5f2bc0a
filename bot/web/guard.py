"""What stands before every page: which host may be asked for, how long a request may be, what a browser may do with the answer."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
MAX_BODY = 1 << 20
"""Bytes of a request; no form of the desk comes near."""


class Guard:
    """Wraps the application. ``hosts`` are the names under which the desk may be visited, besides this machine's own.

    A page elsewhere can make a browser send anything here under its own host name, but only the names
    listed here are answered; an address that is no name cannot be turned to another machine and is allowed.
    ``defect`` answers what the application failed to.
    """

    def __init__(
        self, app: ASGIApp, *, hosts: Sequence[str], defect: Callable[[Request], Response]
    ) -> None:
        self._app = app
        self._defect = defect
        self._hosts = LOCAL_NAMES | {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on and add the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._is_ours(headers.get("host", ""), scope):
            words = "This desk is not known under that name; [web] hosts lists the names it answers to.\n"
            await PlainTextResponse(words, 421)(scope, receive, send)
            return
        if not _is_short(headers):
            await PlainTextResponse("The request is too long.\n", 413)(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        secure = scope["scheme"] == "https"

        has_begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                _add_headers(MutableHeaders(scope=message), nonce, secure)
            await send(message)

        try:
            await self._app(scope, receive, send_guarded)
        except Exception:
            log.exception("%s %s could not be answered", scope["method"], scope["path"])
            if not has_begun:
                await self._defect(Request(scope))(scope, receive, send_guarded)

    def _is_ours(self, host: str, scope: Scope) -> bool:
        name = _name_of(host)
        return name in self._hosts or (_is_address(name) and name == (scope["server"] or ("",))[0])


def _name_of(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower().rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_short(headers: Headers) -> bool:
    length = headers.get("content-length", "0")
    chunked = "transfer-encoding" in headers
    return length.isascii() and length.isdigit() and int(length) <= MAX_BODY and not chunked


def policy(nonce: str) -> str:
    """What a page may load and run: its own files, and only the scripts that carry the nonce."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _add_headers(headers: MutableHeaders, nonce: str, secure: bool) -> None:
    headers.setdefault("Content-Security-Policy", policy(nonce))
    headers.setdefault("Cache-Control", "no-store")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
