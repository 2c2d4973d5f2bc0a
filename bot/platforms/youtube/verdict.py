"""What answers of Google mean for a post, and for the token before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.model.outcome import (
    Amended,
    AuthFailed,
    ChangeOutcome,
    Duplicate,
    HandedOff,
    NotSent,
    Outcome,
    Posted,
    RateLimited,
    Rejected,
    RemotePost,
    Unclear,
)
from bot.platforms.outcomes import remote_id, retry_after, summary
from bot.platforms.redaction import Redactor
from bot.platforms.wire import Answer

_RENEW = "run bot auth youtube with the channel's Google account"
_PERMIT = (
    "see that the channel is in Google's pilot for posts and that the token has the scope youtube; "
    'else set mode = "handoff"'
)
_LONGEST_TOKEN = 4096
_PACIFIC = "America/Los_Angeles"
_QUOTA = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_RATE = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})


def post_url(post_id: str) -> str:
    """Where readers see the post."""
    return f"https://www.youtube.com/post/{post_id}"


def judge(answer: Answer, *, now: datetime, redact: Redactor) -> Outcome:
    """The outcome of ``posts.insert``. What is not known here is ``Unclear``."""
    detail = explain(answer, redact)
    match answer.status:
        case 200:
            post_id = remote_id(answer.as_object().get("id"))
            return Posted((RemotePost(post_id, post_url(post_id)),)) if post_id else Unclear(detail)
        case 400:
            return Rejected(detail)
        case 401:
            return AuthFailed(detail, _RENEW)
        case 403:
            return _forbidden(answer, detail, now)
        case 429:
            return RateLimited(detail, retry_after(answer, now))
        case _:
            return Unclear(detail)


def judge_edit(answer: Answer, *, now: datetime, redact: Redactor) -> ChangeOutcome:
    """The outcome of ``posts.update``."""
    if answer.status == 404:
        return Rejected(f"YouTube no longer has the post: {explain(answer, redact)}")
    outcome = judge(answer, now=now, redact=redact)
    match outcome:
        case Posted():
            return Amended()
        case HandedOff() | Duplicate():
            return Unclear(explain(answer, redact))
        case _:
            return outcome


def judge_deletion(answer: Answer, *, now: datetime, redact: Redactor) -> ChangeOutcome:
    """The outcome of ``posts.delete``."""
    if answer.status == 204:
        return Amended()
    if answer.status == 404:
        return Amended(detail="YouTube no longer has it")
    outcome = judge_edit(answer, now=now, redact=redact)
    return Unclear(explain(answer, redact)) if isinstance(outcome, Amended) else outcome


def judge_upload(answer: Answer, *, now: datetime, redact: Redactor) -> Outcome:
    """The outcome of ``posts.imageUpload``; the "post" that it names is the picture's token.

    A 403 that is no quota does not stop the channel: whether it may post is asked by the post itself.
    """
    detail = explain(answer, redact)
    if answer.status == 200:
        token = answer.as_object().get("uploadToken")
        if isinstance(token, str) and 0 < len(token) <= _LONGEST_TOKEN:
            return Posted((RemotePost(token, ""),))
        return Unclear(detail)
    if answer.status in (404, 405, 411, 413, 415):
        return Rejected(detail)
    outcome = judge(answer, now=now, redact=redact)
    is_forbidden = answer.status == 403 and isinstance(outcome, AuthFailed)
    return Rejected(detail) if is_forbidden else outcome


def judge_token(answer: Answer, redact: Redactor) -> AuthFailed | NotSent:
    """What a token endpoint means by anything but a token. Nothing was posted in any case."""
    error = answer.as_object().get("error")
    detail = summary(answer, f"no access token: {error}" if error else "", redact)
    if answer.status in (400, 401, 403) and isinstance(error, str):
        return AuthFailed(detail, _RENEW)
    return NotSent(detail)


def explain(answer: Answer, redact: Redactor) -> str:
    """The answer in one line for the log."""
    message = _error(answer).get("message")
    told = [*_reasons(answer), message if isinstance(message, str) else ""]
    return summary(answer, ": ".join(filter(None, told)), redact)


def _forbidden(answer: Answer, detail: str, now: datetime) -> Outcome:
    reasons = set(_reasons(answer))
    if reasons & _QUOTA:
        return RateLimited(detail, _quota_reset(now))
    if reasons & _RATE:
        return RateLimited(detail, retry_after(answer, now))
    return AuthFailed(detail, _PERMIT)


def _quota_reset(now: datetime) -> datetime:
    """The next midnight in California, when quotas are refilled."""
    tomorrow = now.astimezone(ZoneInfo(_PACIFIC)).date() + timedelta(days=1)
    midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=ZoneInfo(_PACIFIC))
    return midnight.astimezone(UTC)


def _error(answer: Answer) -> dict[str, Any]:
    error = answer.as_object().get("error")
    return error if isinstance(error, dict) else {}


def _reasons(answer: Answer) -> list[str]:
    errors = _error(answer).get("errors")
    listed = errors if isinstance(errors, list) else []
    reasons = [error.get("reason") for error in listed if isinstance(error, dict)]
    return [reason for reason in reasons if isinstance(reason, str)]
