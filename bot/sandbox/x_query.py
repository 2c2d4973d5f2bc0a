"""What the query of a request for X posts asks for. Each function raises Refusal where X would."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from bot.sandbox.exchange import Refusal, names
from bot.sandbox.posts import SandboxPost
from bot.sandbox.x_problems import invalid

TIMELINE_PARAMETERS = names(
    "end_time exclude expansions max_results media.fields pagination_token place.fields"
    " poll.fields post.fields since_id start_time tweet.fields until_id user.fields"
)
_POST_FIELDS = names(
    "article attachments author_id card_uri community_id context_annotations conversation_id"
    " created_at display_text_range edit_controls edit_history_tweet_ids entities geo id"
    " in_reply_to_user_id lang media_metadata non_public_metrics note_post note_tweet"
    " organic_metrics paid_partnership possibly_sensitive promoted_metrics public_metrics"
    " referenced_tweets reply_settings scopes source suggested_source_links text withheld"
)


def number(given: Mapping[str, str], name: str, *, default: int, low: int, high: int) -> int:
    """A parameter from `low` to `high`."""
    text = given.get(name, str(default))
    if not (re.fullmatch(r"[0-9]{1,6}", text) and low <= int(text) <= high):
        message = f"The `{name}` query parameter value [{text}] is not between {low} and {high}."
        raise Refusal(invalid(name, text, message))
    return int(text)


def wanted_fields(given: Mapping[str, str]) -> frozenset[str]:
    """The fields asked for beside those that every post has."""
    listed = given.get("tweet.fields", given.get("post.fields", ""))
    fields = frozenset(name for name in listed.split(",") if name)
    for name in sorted(fields - _POST_FIELDS):
        message = f"The `tweet.fields` query parameter value [{name}] is not one of the fields."
        raise Refusal(invalid("tweet.fields", name, message))
    return fields


def window(given: Mapping[str, str]) -> Callable[[SandboxPost], bool]:
    """Whether a post lies in the asked time and ids; X compares whole seconds, ends included."""
    start, end = _instant(given, "start_time"), _instant(given, "end_time")
    since, until = _post_id(given, "since_id"), _post_id(given, "until_id")

    def lies_within(post: SandboxPost) -> bool:
        at, number = post.at.replace(microsecond=0), int(post.id)
        return (
            (start is None or at >= start)
            and (end is None or at <= end)
            and (since is None or number > since)
            and (until is None or number < until)
        )

    return lies_within


def _post_id(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name)
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,19}", text):
        raise Refusal(invalid(name, text, f"The `{name}` query parameter value is not an id."))
    return int(text)


def _instant(given: Mapping[str, str], name: str) -> datetime | None:
    text = given.get(name)
    if text is None:
        return None
    if re.fullmatch(r"[0-9-]{10}T[0-9:]{8}(?:[.][0-9]+)?(?:Z|[+-][0-9:]{5})", text):
        with suppress(ValueError):
            return datetime.fromisoformat(text)
    message = f"The `{name}` query parameter value [{text}] is not an RFC 3339 time."
    raise Refusal(invalid(name, text, message))


def page_start(posts: list[SandboxPost], given: Mapping[str, str]) -> int:
    """Where in `posts`, newest first, the asked page begins."""
    token = given.get("pagination_token")
    if token is None:
        return 0
    if not re.fullmatch(r"before[0-9]{1,19}", token):
        message = f"The `pagination_token` query parameter value [{token}] is not valid."
        raise Refusal(invalid("pagination_token", token, message))
    last = int(token.removeprefix("before"))
    return sum(1 for post in posts if int(post.id) >= last)
