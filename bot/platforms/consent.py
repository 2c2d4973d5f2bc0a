"""How a person grants the bot access in a browser: OAuth 2 with PKCE (RFC 7636, RFC 8252).

The person opens an address, allows, and the platform sends the browser back to this machine with a code. The
``state`` shows that the code belongs to this request; the verifier, that who asks for the token made it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Protocol, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.model.errors import CredentialsError, UsageError
from bot.pipeline.ports import Account, Token

HOST = "127.0.0.1"
PORT = 8765
PATH = "/callback"
PATIENCE = 600.0
"""Seconds that a person has for a grant."""
_IDLE = 5.0  # seconds that a browser may keep a connection without saying anything


class Person(Protocol):
    """Who grants the access."""

    @property
    def redirect_uri(self) -> str:
        """Where the platform is to send the browser afterwards."""
        ...

    def grant(self, address: str, state: str) -> str:
        """Show the address to open; the code that came back. Raises CredentialsError."""
        ...

    def secret(self, question: str) -> str:
        """What the person types, without showing it."""
        ...

    def choose(self, question: str, options: Mapping[str, str]) -> str:
        """One of the keys of ``options``. Raises UsageError where nobody can be asked."""
        ...


class Authoriser(Protocol):
    """What the module ``authorise`` in a platform's folder offers."""

    def authorise(self, account: Account, person: Person, *, seed: str) -> Token:
        """Get a token for the account. Raises CredentialsError, UsageError."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """One request for a grant, with the secrets that tie its answer to it."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)

    def address(self, endpoint: str, client_id: str, redirect_uri: str, **more: str) -> str:
        """The address that the person opens."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "state": self.state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **more,
        }
        return f"{endpoint}?{urlencode(query)}"


def code_in(address: str, state: str) -> str | None:
    """The code in the address that the browser came back to; None where it is for another request.

    Raises CredentialsError where the person or the platform refused.
    """
    query = dict(parse_qsl(urlsplit(address).query))
    if not hmac.compare_digest(query.get("state", "").encode(), state.encode()):
        return None
    if "error" in query:
        raise CredentialsError("the access was not granted; run the command again and allow it")
    return query.get("code") or None


class Callback:
    """Listens on this machine alone for the one browser that comes back. A context manager."""

    def __init__(self, port: int = PORT) -> None:
        try:
            self._server = HTTPServer((HOST, port), _Handler)
        except OSError as error:
            raise UsageError(
                f"nothing can listen on {HOST}:{port} ({error.strerror}); "
                "choose another --port and register it with the platform, or use --paste"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.server_close()

    @property
    def redirect_uri(self) -> str:
        """What is registered with the platform."""
        return f"http://{HOST}:{self._server.server_port}{PATH}"

    def wait(self, state: str, *, patience: float = PATIENCE) -> str:
        """The code. Whoever comes with another state is turned away. Raises CredentialsError."""
        over = time.monotonic() + patience
        come: list[str | CredentialsError] = []
        _Handler.expect(self._server, state, come)
        while not come and (left := over - time.monotonic()) > 0:
            self._server.timeout = left
            self._server.handle_request()
        if not come:
            raise CredentialsError("nobody granted the access in time; run the command again")
        if isinstance(come[0], CredentialsError):
            raise come[0]
        return come[0]


class _Handler(BaseHTTPRequestHandler):
    timeout = _IDLE
    server_version = "bot"
    sys_version = ""

    @staticmethod
    def expect(server: HTTPServer, state: str, come: list[str | CredentialsError]) -> None:
        """Tell the server's handlers what they wait for, and where to put it."""
        server.expected = (state, come)  # type: ignore[attr-defined]

    def do_GET(self) -> None:
        """Take the code, once, and say so to the person."""
        state, come = self.server.expected  # type: ignore[attr-defined]
        try:
            code = code_in(self.path, state) if self.path.startswith(PATH) else None
        except CredentialsError as error:
            come.append(error)
            self._say(200, "The access was not granted. You may close this page.")
            return
        if code is None:
            self._say(400, "This is not the answer that the bot waits for.")
            return
        come.append(code)
        self._say(200, "Thank you. The bot has what it needs; you may close this page.")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: the request carries the code."""

    def _say(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(body)
