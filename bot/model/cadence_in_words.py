"""A cadence as an editor would say it, and what the clock does to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from bot.model.cadence import Cadence, Order, is_expired, is_quiet
from bot.model.cron import Cron
from bot.model.delivery import Delivery
from bot.model.duration import show_duration

_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


def cadence_in_words(cadence: Cadence) -> str:
    """When the channel posts: "posts at 08:00 and 12:30 Brussels time, not between 23:00 and 06:30, …"."""
    place = cadence.timezone.key.rpartition("/")[2].replace("_", " ")
    words = [
        f"posts {_slots(cadence)} {place} time" if cadence.slots else "posts as soon as it may"
    ]
    if cadence.quiet:
        spans = _listed([f"between {q.start:%H:%M} and {q.end:%H:%M}" for q in cadence.quiet], "or")
        words.append(f"not {spans}" + ("" if cadence.slots else f" {place} time"))
    if cadence.max_per_day:
        words.append(f"at most {cadence.max_per_day} a day")
    if cadence.min_gap:
        words.append(f"at least {show_duration(cadence.min_gap)} apart")
    if cadence.max_age is not None:
        words.append(f"stories up to {show_duration(cadence.max_age)} old")
    if cadence.order is Order.NEWEST:
        words.append("the newest first")
    return ", ".join(words) + _breaking(cadence)


def _slots(cadence: Cadence) -> str:
    fixed = sorted(slot for slot in cadence.slots if isinstance(slot, time))
    told = [f"{slot:%H:%M}" for slot in fixed]
    crons = [f'by cron "{slot.expression}"' for slot in cadence.slots if isinstance(slot, Cron)]
    at = f"at {_listed(told, 'and')}" if told else ""
    return _listed([*([at] if at else []), *crons], "and")


def _breaking(cadence: Cadence) -> str:
    rule = cadence.breaking
    signs = [f'tag "{tag}"' for tag in rule.tags]
    signs += [f'title that begins "{title}"' for title in rule.titles]
    if not signs:
        return ""
    when = "at once"
    if cadence.quiet:
        when += ", in quiet hours too" if rule.in_quiet else " after quiet hours"
    return f"; breaking news ({_listed(signs, 'or')}) {when}"


def _listed(words: Sequence[str], joint: str) -> str:
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last


def idle_slots(cadence: Cadence) -> tuple[str, ...]:
    """The fixed slots that lie in the quiet hours, and so are never used."""
    return tuple(
        f"{slot:%H:%M}"
        for slot in cadence.slots
        if isinstance(slot, time) and any(quiet.covers(slot) for quiet in cadence.quiet)
    )


def clock_changes(cadence: Cadence, start: datetime, end: datetime) -> Iterator[str]:
    """The changes of the clock in the channel's zone in that time, one sentence each."""
    zone = cadence.timezone
    instant = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while instant < end:
        before, after = instant.astimezone(zone), (instant + _HOUR).astimezone(zone)
        if before.utcoffset() != after.utcoffset():
            change = next(
                at
                for at in (instant + n * _MINUTE for n in range(1, 61))
                if at.astimezone(zone).utcoffset() != before.utcoffset()
            )
            shown = (change - _MINUTE).astimezone(zone).replace(tzinfo=None) + _MINUTE
            yield f"the clock goes from {shown:%H:%M} to {change.astimezone(zone):%H:%M} on {shown:%a %Y-%m-%d}"
        instant += _HOUR


def notes_on(cadence: Cadence, instant: datetime, delivery: Delivery | None) -> tuple[str, ...]:
    """What an editor should know of that entry of the timetable, in a few words each."""
    return tuple(_notes(cadence, instant, delivery))


def _notes(cadence: Cadence, instant: datetime, delivery: Delivery | None) -> Iterator[str]:
    local = instant.astimezone(cadence.timezone)
    if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
        yield "the first of two such hours" if local.fold == 0 else "the second of two such hours"
    if delivery is None:
        if not _is_configured(cadence, local):
            yield "moved: the clock leaves its hour out"
        return
    if delivery.breaking:
        yield "breaking"
    if delivery.manual or delivery.pinned:
        yield "time chosen by a person"
    if delivery.manual and is_quiet(cadence, instant):
        yield "in quiet hours"
    if not delivery.manual and is_expired(cadence, delivery.published_at, instant):
        yield "too old by then: will expire"


def _is_configured(cadence: Cadence, local: datetime) -> bool:
    return any(
        local.time() in slot.times(local.date()) if isinstance(slot, Cron) else local.time() == slot
        for slot in cadence.slots
    )
