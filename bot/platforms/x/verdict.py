"""What an answer of X means for a post."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.model.outcome import (
    Amended,
    AuthFailed,
    ChangeOutcome,
    Duplicate,
    HandedOff,
    Outcome,
    Posted,
    RateLimited,
    Rejected,
    RemotePost,
    Unclear,
)
from bot.platforms.outcomes import epoch, remote_id, retry_after, summary
from bot.platforms.redaction import Redactor
from bot.platforms.wire import Answer

_RENEW = (
    "make new tokens in the X developer console with permission to read and write, set the four "
    "variables, and see that this machine's clock is right"
)
_CREDIT = "add credit in the X developer console"
_PERMIT = (
    "see in the X developer console and on x.com that the account is not locked or suspended and "
    "that the app may write; tokens made before a change of permission have to be made anew"
)

# Codes of the older error format: developer documentation of X, "response codes".
_DUPLICATE = 187
_OVER_LIMIT = 185
_NO_PERMISSION = frozenset({64, 220, 261, 326, 453})
_NO_PERMISSION_WORDS = (
    "oauth1-permissions",
    "oauth1 app permissions",
    "not permitted to perform this action",
    "client-not-enrolled",
    "suspended",
    "temporarily locked",
)

# The limit of 15 minutes, then those of 24 hours, which are not always sent.
_LIMITS = ("x-rate-limit", "x-app-limit-24hour", "x-user-limit-24hour")


def post_url(post_id: str) -> str:
    """Where readers see the post."""
    return f"https://x.com/i/web/status/{post_id}"


def judge(answer: Answer, *, now: datetime, redact: Redactor) -> Outcome:
    """The outcome of ``POST /2/tweets``. What is not known here is ``Unclear``."""
    detail = summary(answer, words(answer), redact)
    match answer.status:
        case 200 | 201:
            return _created(answer, detail)
        case 400:
            return Rejected(detail)
        case 401:
            return AuthFailed(detail, _RENEW)
        case 402:
            return AuthFailed(detail, _CREDIT)
        case 403:
            return _forbidden(answer, detail)
        case 429:
            return RateLimited(detail, _retry_at(answer, now))
        case _:
            return Unclear(detail)


def judge_reply(answer: Answer, *, now: datetime, redact: Redactor) -> ChangeOutcome:
    """The outcome of a reply to one's own post.

    X refuses replies of self-serve apps that were not asked for (since 2026-02-23), and documents no exemption for
    one's own posts. So a refusal concerns this reply alone; it says nothing about the account.
    """
    outcome = judge(answer, now=now, redact=redact)
    match outcome:
        case Posted(posts):
            return Amended(posts)
        case AuthFailed(detail) if answer.status == 403:
            return Rejected(detail)
        case HandedOff():
            raise AssertionError(outcome)
        case _:
            return outcome


def judge_deletion(answer: Answer, *, now: datetime, redact: Redactor) -> ChangeOutcome:
    """The outcome of ``DELETE /2/tweets/{id}``. ``Unclear`` where X says that it deleted nothing."""
    if answer.status == 404:
        return Amended(detail="X no longer has it")
    if answer.status == 200:
        data = answer.as_object().get("data")
        is_deleted = isinstance(data, dict) and data.get("deleted") is True
        return Amended() if is_deleted else Unclear(summary(answer, words(answer), redact))
    outcome = judge(answer, now=now, redact=redact)
    assert not isinstance(outcome, (Posted, HandedOff)) or answer.status == 201
    if isinstance(outcome, (Posted, HandedOff)):
        return Unclear(summary(answer, words(answer), redact))
    return outcome


def is_gone(answer: Answer) -> bool:
    """Whether an answer to ``GET /2/tweets/{id}`` says that there is no such post."""
    if answer.status == 404:
        return True
    kinds = [str(problem.get("type", "")) for problem in _problems(answer)[1:]]
    has_none = answer.status == 200 and not answer.as_object().get("data")
    return has_none and any(kind.endswith("/resource-not-found") for kind in kinds)


def words(answer: Answer) -> str:
    """What the answer says about itself, in either of X's error formats."""
    return "; ".join(dict.fromkeys(_texts(answer)))


def _created(answer: Answer, detail: str) -> Outcome:
    data = answer.as_object().get("data")
    post_id = remote_id(data.get("id")) if isinstance(data, dict) else None
    return Posted((RemotePost(post_id, post_url(post_id)),)) if post_id else Unclear(detail)


def _forbidden(answer: Answer, detail: str) -> Outcome:
    said = words(answer).casefold()
    codes = {code for problem in _problems(answer) if isinstance(code := problem.get("code"), int)}
    if _DUPLICATE in codes or "duplicate content" in said or "is a duplicate" in said:
        return Duplicate(detail)
    if _OVER_LIMIT in codes:
        return RateLimited(detail)
    if codes & _NO_PERMISSION or any(phrase in said for phrase in _NO_PERMISSION_WORDS):
        return AuthFailed(detail, _PERMIT)
    return Rejected(detail)


def _problems(answer: Answer) -> list[dict[str, Any]]:
    """The answer itself, which is one problem in the newer format, and its list of errors."""
    body = answer.as_object()
    errors = body.get("errors")
    listed = errors if isinstance(errors, list) else []
    return [body, *(error for error in listed if isinstance(error, dict))]


def _texts(answer: Answer) -> Iterator[str]:
    for problem in _problems(answer):
        for name in ("title", "detail", "message", "reason", "type"):
            text = problem.get(name)
            if isinstance(text, str) and text != "about:blank":
                yield text


def _retry_at(answer: Answer, now: datetime) -> datetime | None:
    """When every exhausted limit is refilled; else what Retry-After names."""
    used_up = [
        limit for limit in _LIMITS if answer.headers.get(f"{limit}-remaining", "").strip() == "0"
    ]
    resets = [
        reset
        for limit in used_up or _LIMITS[:1]
        if (reset := epoch(answer.headers.get(f"{limit}-reset"), now))
    ]
    return max(resets, default=None) or retry_after(answer, now)
