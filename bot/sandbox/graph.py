"""The grammar of the Graph API: errors, versions, field lists, cursors and times."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.sandbox.exchange import Answer, Refusal, json_answer, names

_POST_FIELDS = names(
    "attachments created_time from full_picture id is_published message permalink_url status_type"
    " updated_time"
)
_ATTACHMENT_FIELDS = names("description media target title type unshimmed_url url")


def error(code: int, message: str, status: int = 400, *, subcode: int = 0) -> Answer:
    """An error in the Graph API's form."""
    value = {
        "message": message,
        "type": "OAuthException",
        "code": code,
        "is_transient": code in {1, 2},
        "fbtrace_id": "SandboxTraceId",
    }
    if subcode:
        value["error_subcode"] = subcode
    return json_answer(status, {"error": value})


def parse_fields(text: str) -> dict[str, tuple[str, ...]]:
    """The names of a ``fields`` parameter, each with those in braces behind it.

    ``"id,attachments{url,title}"`` → ``{"id": (), "attachments": ("url", "title")}``.
    """
    fields: dict[str, tuple[str, ...]] = {}
    rest = text.replace(" ", "")
    for name, inner in re.findall(r"([a-z_]+)(?:\{([a-z_,]*)\})?(?:,|$)", rest):
        fields[name] = tuple(part for part in inner.split(",") if part)
    if not re.fullmatch(r"(?:[a-z_]+(?:\{[a-z_,]*\})?(?:,|$))+", rest):
        raise Refusal(error(2500, f"Syntax error in the fields parameter: {text}"))
    for name in sorted(fields.keys() - _POST_FIELDS):
        raise Refusal(no_field(name, "PagePost"))
    for name in sorted(frozenset(fields.get("attachments", ())) - _ATTACHMENT_FIELDS):
        raise Refusal(no_field(name, "StoryAttachment"))
    return fields


def no_field(name: str, node: str) -> Answer:
    """The refusal of a field that a node does not have."""
    return error(100, f"(#100) Tried accessing nonexisting field ({name}) on node type ({node})")


def edge_of(path: str) -> str | None:
    """The path without its version: "PAGE/feed"; None where nothing is asked for."""
    match = re.fullmatch(r"(?:/v[0-9]+\.[0-9]+)?/(.+?)/?", path)
    return match.group(1) if match else None


def version_of(path: str) -> str:
    """The version in the path, or the one that answers where none is given."""
    match = re.match(r"/(v[0-9]+\.[0-9]+)/", path)
    return match.group(1) if match else "v26.0"


def time_text(at: datetime) -> str:
    """A time as Graph writes it, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}+0000"


def cursor(given: Mapping[str, str]) -> int | None:
    """The serial number behind the cursor `after`; None where none is given."""
    text = given.get("after")
    if text is None:
        return None
    if not re.fullmatch(r"c[0-9]{1,20}", text):
        raise Refusal(error(100, "(#100) Invalid cursor"))
    return int(text[1:])


def number(given: Mapping[str, str], name: str, *, default: int, high: int) -> int:
    """A parameter from 1 to `high`."""
    text = given.get(name, str(default))
    if not (re.fullmatch(r"[0-9]{1,6}", text) and 1 <= int(text) <= high):
        raise Refusal(error(100, f"(#100) Param {name} must be a number from 1 to {high}"))
    return int(text)


def instant(given: Mapping[str, str], name: str) -> datetime | None:
    """A time, given as Unix seconds or as ISO 8601; None where it is not given."""
    text = given.get(name)
    if text is None:
        return None
    try:
        seconds = float(text) if re.fullmatch(r"[0-9]{1,11}", text) else None
        parsed = (
            datetime.fromisoformat(text)
            if seconds is None
            else datetime.fromtimestamp(seconds, UTC)
        )
    except (ValueError, OverflowError):
        raise Refusal(error(100, f"(#100) Param {name} must be a time")) from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
