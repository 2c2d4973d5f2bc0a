"""What differs between two configurations, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from pydantic import BaseModel

from bot.settings.load import Settings

_SHOWN = 6
"""So many changes are named; the rest is counted."""
_AT_START_ONLY = ("database", "web", "push", "notify")
"""Tables whose values are used when the bot starts, and never again; but for those in ``_LIVE``."""
_LIVE = ("web.language",)


def describe_changes(before: Settings, after: Settings) -> str:
    """The keys that changed, as they stand in the file: "channels.x.cadence.slots, sources.front.poll"."""
    keys = list(_changed(before.configuration, after.configuration, ""))
    if before.environment != after.environment:
        keys.append("the environment (.env)")
    if not keys:
        return "a template changed"
    more = len(keys) - _SHOWN
    return ", ".join(keys[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def needs_restart(before: Settings, after: Settings) -> str:
    """The changed keys that take effect only when the bot is started again; empty where there is none."""
    keys = [
        key
        for name in _AT_START_ONLY
        for key in _changed(
            getattr(before.configuration, name), getattr(after.configuration, name), name
        )
        if key not in _LIVE
    ]
    if before.database_url != after.database_url and "database.url" not in keys:
        keys.append("DATABASE_URL")
    return ", ".join(keys)


def _changed(before: object, after: object, place: str) -> Iterator[str]:
    if before == after:
        return
    left, right = _parts(before), _parts(after)
    if left is None or right is None:
        yield place
        return
    for name in dict.fromkeys((*left, *right)):
        where = f"{place}.{name}" if place else name
        if name not in left or name not in right:
            yield where
        else:
            yield from _changed(left[name], right[name], where)


def _parts(value: object) -> Mapping[str, object] | None:
    """What a table is made of, by key; the entries of a list of tables by their names."""
    if isinstance(value, BaseModel):
        return {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return cast("Mapping[str, object]", value)
    if isinstance(value, Sequence) and value and all(hasattr(each, "name") for each in value):
        return {each.name: each for each in value}
    return None
