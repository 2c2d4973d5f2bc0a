"""Who comes in: the login page, and the way out."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.model.errors import SignInRefused
from bot.web.visit import (
    GUEST,
    SESSION,
    Form,
    Writer,
    answer,
    desk_of,
    mark_of,
    own_path,
    require_own,
    set_cookie,
)

router = APIRouter(include_in_schema=False)

_GUEST_SECONDS = 60 * 60
_SESSION_SECONDS = 7 * 24 * 60 * 60


@router.get("/login")
def login_page(request: Request, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """The form; on a database without accounts, how to make the first."""
    return _form(request, wanted=own_path(next))


@router.post("/login")
def login(request: Request, form: Form) -> Response:
    """Try a name and a password."""
    desk = desk_of(request)
    require_own(request, form, request.cookies.get(GUEST, ""))
    name, password = str(form.get("name", "")).strip(), str(form.get("password", ""))
    wanted = own_path(str(form.get("next", "/")))
    address = request.client.host if request.client else ""
    try:
        _, secret = desk.bot.sign_in.sign_in(name, password, address=address)
    except SignInRefused as error:
        status = 401 if error.retry_after is None else 429
        return _form(request, wanted=wanted, name=name, problem=str(error), status=status)
    response = RedirectResponse(wanted, 303)
    set_cookie(request, response, SESSION, secret, _SESSION_SECONDS)
    response.delete_cookie(GUEST, path="/")
    return response


@router.post("/logout")
def logout(here: Writer) -> Response:
    """End the session."""
    here.desk.bot.users.close_session(here.secret)
    response = here.go("/login", here.desk.words("login.left"))
    response.delete_cookie(SESSION, path="/")
    return response


def _form(
    request: Request, *, wanted: str, name: str = "", problem: str = "", status: int = 200
) -> Response:
    desk = desk_of(request)
    guest = request.cookies.get(GUEST) or secrets.token_urlsafe(24)
    response = answer(
        desk,
        request,
        "login.html",
        {
            "user": None,
            "csrf": mark_of(guest),
            "wanted": wanted,
            "name": name,
            "problem": problem,
            "has_accounts": bool(desk.bot.users.users()),
        },
        now=desk.bot.clock.now(),
        status=status,
    )
    set_cookie(request, response, GUEST, guest, _GUEST_SECONDS)
    return response
