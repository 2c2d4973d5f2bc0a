"""What people did, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.model.user import Via
from bot.pipeline.ports.users import Deed

_DONE: Mapping[str, str] = MappingProxyType(
    {
        "approve": "approved it",
        "reject": "rejected it",
        "cancel": "took it out of the queue",
        "retry": "sent it again",
        "confirm": "confirmed it",
        "hold": "held it",
        "reschedule": "moved it",
        "edit": "edited it",
        "post": "asked for it",
        "retract": "retracted it",
    }
)
_DOOR: Mapping[Via, str] = MappingProxyType(
    {Via.TERMINAL: " at the terminal", Via.DESK: "", Via.API: " through the API"}
)


def describe_deed(deed: Deed) -> str:
    """Who did what and when, such as "anna approved it at 09:31 UTC on 2026-11-24"."""
    done = _DONE.get(deed.action, deed.action)
    why = f" ({deed.reason})" if deed.reason else ""
    return (
        f"{deed.actor.name} {done}{_DOOR[deed.actor.via]} "
        f"at {deed.at:%H:%M} UTC on {deed.at:%Y-%m-%d}{why}"
    )
