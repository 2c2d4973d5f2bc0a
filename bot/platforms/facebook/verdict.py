"""What an answer of the Graph API means for a post.

Codes: "Handling Errors" of the Graph API's documentation, read in November 2026; 32 and 613 as seen by users.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

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
from bot.platforms.outcomes import future, remote_id, retry_after, summary
from bot.platforms.redaction import Redactor
from bot.platforms.wire import Answer

_THROTTLED = frozenset({4, 17, 32, 341, 613, *range(80_000, 80_015)})
_LINK_NOT_READ = 1_609_005
_NO_SUCH_OBJECT = 33  # subcode of 100
# 3, 10 and 200 to 299 concern the app or the token, not this text: the next post would fail as well, so
# the channel stops instead of using up story after story.
_NO_PERMISSION = frozenset({3, 10, *range(200, 300)})

_RENEW = "run bot auth facebook"
_REMEDIES = {
    458: f"the app was removed from the Facebook account; allow it again: {_RENEW}",
    459: f"log in at www.facebook.com, do what it asks, then: {_RENEW}",
    460: f"the Facebook account has a new password: {_RENEW}",
    463: f"the token's time is over: {_RENEW}",
    464: f"confirm the Facebook account at www.facebook.com, then: {_RENEW}",
    467: f"the token was withdrawn: {_RENEW}",
    492: f"make the Facebook account an administrator of the Page again, then: {_RENEW}",
}
_PERMIT = (
    "give the app pages_manage_posts and pages_read_engagement, see that PAGE_TOKEN is the Page's own token "
    "and not a person's, and renew it: bot auth facebook"
)
_BLOCKED = "Facebook blocks the Page for a while: read the notice in the Page's support inbox first"


@dataclass(frozen=True, slots=True)
class _Problem:
    """The ``error`` of an answer; codes are 0 where they are missing or no numbers."""

    code: int
    subcode: int
    message: str


def post_url(post_id: str) -> str:
    """Where readers see the post."""
    return f"https://www.facebook.com/{post_id}"


def judge(answer: Answer, *, now: datetime, redact: Redactor) -> Outcome:
    """The outcome of ``POST /{page}/feed``. What is not known here is ``Unclear``."""
    problem = _problem(answer)
    detail = explain(answer, redact)
    if problem is not None and answer.status // 100 in (2, 4):
        return _refused(problem, detail, _retry_at(answer, now))
    post_id = remote_id(answer.as_object().get("id"))
    if problem is None and answer.status == 200 and post_id:
        return Posted((RemotePost(post_id, post_url(post_id)),))
    return Unclear(detail)


def judge_change(answer: Answer, *, now: datetime, redact: Redactor) -> ChangeOutcome:
    """The outcome of an edit or a deletion. Only ``success`` is success: a 200 may say anything."""
    if _problem(answer) is None and answer.status == 200:
        confirmed = answer.as_object().get("success") is True
        return Amended() if confirmed else Unclear(explain(answer, redact))
    outcome = judge(answer, now=now, redact=redact)
    if isinstance(outcome, (Posted, HandedOff)):
        return Unclear(explain(answer, redact))
    return outcome


def is_missing(answer: Answer) -> bool:
    """Whether the answer says that there is no such object, or that the app may not see it."""
    problem = _problem(answer)
    return problem is not None and (problem.code, problem.subcode) == (100, _NO_SUCH_OBJECT)


def explain(answer: Answer, redact: Redactor) -> str:
    """The answer in one line for the log."""
    problem = _problem(answer)
    if problem is None:
        return summary(answer, "", redact)
    codes = f"code {problem.code}" + (f"/{problem.subcode}" if problem.subcode else "")
    return summary(answer, f"{codes}: {problem.message}", redact)


def _refused(problem: _Problem, detail: str, retry_at: datetime | None) -> Outcome:
    codes = {problem.code, problem.subcode}
    if problem.code in _THROTTLED:
        return RateLimited(detail, retry_at)
    if _LINK_NOT_READ in codes:
        return RateLimited(detail)
    if problem.code in {102, 190} or codes & _REMEDIES.keys():
        return AuthFailed(detail, _REMEDIES.get(problem.subcode or problem.code, _RENEW))
    if problem.code in _NO_PERMISSION:
        return AuthFailed(detail, _PERMIT)
    if problem.code == 368:
        return AuthFailed(detail, _BLOCKED)
    if problem.code == 506:
        return Duplicate(detail)
    if problem.code == 100 and problem.subcode == _NO_SUCH_OBJECT:
        return AuthFailed(detail, f"see that PAGE_ID is the Page's number; {_PERMIT}")
    return Rejected(detail) if problem.code == 100 else Unclear(detail)


def _problem(answer: Answer) -> _Problem | None:
    body = answer.as_object()
    error = body.get("error")
    if not error:
        return None
    told = error if isinstance(error, dict) else {}
    message = told.get("message")
    return _Problem(
        _number(told.get("code")),
        _number(told.get("error_subcode")),
        message if isinstance(message, str) else "",
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _retry_at(answer: Answer, now: datetime) -> datetime | None:
    """From X-Business-Use-Case-Usage: per Page a list of uses, each with the minutes to wait."""
    try:
        usage = json.loads(answer.headers.get("X-Business-Use-Case-Usage", ""))
    except (ValueError, RecursionError):
        usage = None
    lists = usage.values() if isinstance(usage, dict) else ()
    uses = [use for listed in lists if isinstance(listed, list) for use in listed]
    minutes = [
        _number(use.get("estimated_time_to_regain_access")) for use in uses if isinstance(use, dict)
    ]
    wait = max(minutes, default=0)
    if not 0 < wait < 100_000:
        return retry_after(answer, now)
    return future(now + timedelta(minutes=wait), now)
