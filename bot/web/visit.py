"""One request of a person: who it is, what the page needs, and how it is answered."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData

from bot.model.user import Actor, Role, User, Via
from bot.web.desk import Desk

SESSION = "desk_session"
GUEST = "desk_guest"
NOTICE = "desk_notice"
_NOTICE_SECONDS = 60

Tone = Literal["good", "bad", "plain"]


class LoginNeeded(Exception):
    """The page is for people who are logged in."""


class NotAllowed(Exception):
    """The person's role does not cover this."""


class Forged(Exception):
    """A change without the mark that only the desk's own pages carry."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page function works with. ``secret`` is the session's, by which its forms are marked."""

    desk: Desk
    request: Request
    user: User
    secret: str
    now: datetime
    _context: dict[str, Any] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        """Who does what this request asks for."""
        return Actor(self.user.name, Via.DESK)

    def page(self, template: str, *, status: int = 200, **context: Any) -> Response:
        """The page, with what every page shows."""
        given = {"user": self.user, "csrf": mark_of(self.secret), **context}
        return answer(self.desk, self.request, template, given, now=self.now, status=status)

    def go(self, to: str, words: str = "", tone: Tone = "good") -> Response:
        """Send the browser to a page, where it shows ``words`` once."""
        response = RedirectResponse(own_path(to), 303)
        if words:
            packed = urlsafe_b64encode(json.dumps([tone, words]).encode()).decode()
            set_cookie(self.request, response, NOTICE, packed, _NOTICE_SECONDS)
        return response

    def back(self, form: Mapping[str, Any], words: str, tone: Tone = "good") -> Response:
        """Send the browser back to the page that the form was on."""
        return self.go(str(form.get("back", "/")), words, tone)


def answer(
    desk: Desk,
    request: Request,
    template: str,
    context: Mapping[str, Any],
    *,
    now: datetime,
    status: int = 200,
) -> Response:
    """A page made of a template; a notice that waits is shown and taken away."""
    notice = _notice(request)
    text = desk.render(
        template,
        notice=notice,
        nonce=request.state.nonce,
        here=request.url.path,
        whole=own_path(
            str(request.url.path) + ("?" + request.url.query if request.url.query else "")
        ),
        now=now,
        **context,
    )
    response = HTMLResponse(text, status)
    if notice is not None:
        response.delete_cookie(NOTICE, path="/")
    return response


def _notice(request: Request) -> tuple[str, str] | None:
    packed = request.cookies.get(NOTICE)
    if packed is None:
        return None
    try:
        tone, words = json.loads(urlsafe_b64decode(packed.encode()))
    except ValueError:
        return None
    return (tone if tone in ("good", "bad", "plain") else "plain", str(words)[:600])


def own_path(to: str) -> str:
    """The path if it is one of this desk, else its first page: nobody is sent elsewhere."""
    parts = urlsplit(to)
    own = to.startswith("/") and not to.startswith(("//", "/\\")) and not parts.netloc
    return to if own and to.isprintable() and "\\" not in to else "/"


def set_cookie(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    """Set a cookie that no script reads and no other site sends."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def mark_of(secret: str) -> str:
    """What a form carries to prove that a page of this session made it."""
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()


def require_own(request: Request, form: FormData, secret: str) -> None:
    """Raise Forged unless the form is of this session and, where the browser tells, of this site."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    ours = f"{request.url.scheme}://{request.headers.get('host', '')}"
    given = str(form.get("csrf", ""))
    if (
        not secret
        or site not in ("same-origin", "none")
        or (origin is not None and origin != ours)
        or not hmac.compare_digest(given.encode(), mark_of(secret).encode())
    ):
        raise Forged


def desk_of(request: Request) -> Desk:
    """The desk that the application is about."""
    desk: Desk = request.app.state.desk
    return desk


async def read_form(request: Request) -> FormData:
    """The fields of a form; files are not taken."""
    return await request.form(max_files=0, max_fields=200)


def visit(request: Request) -> Visit:
    """The visit of a person who is logged in. Raises LoginNeeded."""
    desk = desk_of(request)
    now = desk.bot.clock.now()
    secret = request.cookies.get(SESSION, "")
    session = desk.bot.users.session(secret, now=now) if secret else None
    if session is None:
        raise LoginNeeded
    return Visit(desk, request, session.user, secret, now)


Reader = Annotated[Visit, Depends(visit)]


def change(here: Reader, form: Annotated[FormData, Depends(read_form)]) -> Visit:
    """The visit of a person who changes something by a form of the desk. Raises Forged."""
    require_own(here.request, form, here.secret)
    return here


Writer = Annotated[Visit, Depends(change)]
Form = Annotated[FormData, Depends(read_form)]


def admin(here: Writer) -> Visit:
    """The same, for admins only. Raises NotAllowed."""
    if not here.user.role.covers(Role.ADMIN):
        raise NotAllowed
    return here


Admin = Annotated[Visit, Depends(admin)]


def login_path(request: Request) -> str:
    """The login page that leads back here."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return "/login" if wanted == "/" else f"/login?next={quote(wanted, safe='/')}"
