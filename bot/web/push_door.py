"""``/push/…`` of the desk's server: what hubs and sites send, past the guard that stands before people's pages."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.model.errors import StoreError
from bot.sources.push import PushReceiver
from bot.sources.push.receiver import MAX_BODY


class PushDoor:
    """Gives requests below /push to the receiver, all others to the application."""

    def __init__(self, app: ASGIApp, receiver: PushReceiver) -> None:
        self._app = app
        self._receiver = receiver

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or not scope["path"].startswith("/push/"):
            await self._app(scope, receive, send)
            return
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                return Response(status_code=413)
        raw_path = request.scope.get("raw_path") or request.url.path.encode()
        path = raw_path.decode("latin-1") + (f"?{request.url.query}" if request.url.query else "")
        try:
            status, headers, answered = await run_in_threadpool(
                self._receiver.answer,
                request.method,
                path,
                dict(request.headers.items()),
                bytes(body),
            )
        except StoreError:
            return Response(status_code=503)
        return Response(answered, status, dict(headers))
