"""``bot auth facebook``: from a person's short-lived token to the Page's own."""

from __future__ import annotations

from typing import TypeVar

from bot.model.errors import CredentialsError
from bot.model.outcome import CannotTell
from bot.pipeline.ports import Account, Token
from bot.platforms.accounts import require, still_needed
from bot.platforms.consent import Person
from bot.platforms.facebook.client import VERSION
from bot.platforms.facebook.token import SCOPES, Graph, PageToken, TokenReport, missing_scopes
from bot.platforms.redaction import Redactor

T = TypeVar("T")
_QUESTION = (
    "A user token of your app with pages_show_list, pages_manage_posts and pages_read_engagement "
    "(developers.facebook.com/tools/explorer makes one)"
)


def authorise(account: Account, person: Person, *, seed: str) -> Token:
    """The token of a Page that the person manages. Raises CredentialsError, UsageError."""
    require(account, still_needed(("APP_SECRET",), account.credentials))
    short = person.secret(_QUESTION)
    if not short:
        raise CredentialsError("no token was given; run the command again")
    graph = Graph(account, VERSION, short)
    report = _known(graph.report(short))
    _require_user_token(report, Redactor((*account.credentials.values(), short)))
    app_id = account.credentials.get("APP_ID") or report.app_id
    long = _known(graph.long_lived(short, app_id))
    page = _page(_known(Graph(account, VERSION, short, long).pages(long)), account, person)
    return Token({"PAGE_ID": page.id, "PAGE_TOKEN": page.token}, seed)


def _known(told: T | CannotTell) -> T:
    if isinstance(told, CannotTell):
        raise CredentialsError(f"Facebook gave no token: {told.detail}")
    return told


def _require_user_token(report: TokenReport, redact: Redactor) -> None:
    if not report.is_valid:
        raise CredentialsError(
            f"Facebook does not accept this token ({redact(report.message)}); make a new one"
        )
    if report.kind != "USER":
        raise CredentialsError(
            f"this is a {redact(report.kind.lower())} token; a person's token is needed"
        )
    if missing := missing_scopes(report.scopes, SCOPES | {"pages_show_list"}):
        raise CredentialsError(f"this token lacks {missing}; make one with these permissions")


def _page(pages: tuple[PageToken, ...], account: Account, person: Person) -> PageToken:
    by_id = {page.id: page for page in pages}
    wanted = account.credentials.get("PAGE_ID")
    if not by_id:
        raise CredentialsError("this person manages no Page; ask its owner for the right to post")
    if wanted is None:
        wanted = next(iter(by_id))
        if len(by_id) > 1:
            wanted = person.choose("Which Page", {page.id: page.name for page in pages})
    if wanted not in by_id:
        raise CredentialsError(
            f"this person does not manage the Page {wanted} of PAGE_ID, but {', '.join(by_id)}"
        )
    return by_id[wanted]
