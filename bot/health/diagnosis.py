"""The state of health, and why it is ill, as the database and the disk tell it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.health.restored import is_over, left_to_look_for
from bot.model.amendment import Progress
from bot.model.cadence import day_start, expires_at
from bot.model.delivery import State
from bot.model.duration import show_duration
from bot.model.flood import Flood
from bot.pipeline.forecast import forecast
from bot.pipeline.settle import FAILURES_MAX, is_tripped
from bot.pipeline.tokens import expiry_in_words
from bot.store.views import GivenUp, SourceStatus
from bot.wiring import Bot

SWEPT_AT = "swept_at"
"""The fact by which the daemon shows that it lives; empty after an orderly end."""
REFUSED = "configuration_refused"
"""The fact that says why the configuration file is not in force; empty where it is."""
IN_FORCE = "configuration_in_force"
"""The fact with the text of the configuration file as it was when it came into force."""
LATE_AFTER = timedelta(minutes=5)
"""A delivery that is overdue by more is late."""
SILENT_AFTER = timedelta(minutes=2)
"""A daemon that has not swept for longer is not running."""
SOURCE_FAILURES = 3
"""A source that failed so often in a row is ill."""
GIVEN_UP_FOR = timedelta(days=1)
"""So long it is told that a story could not be read and is given up."""
HANDOFF_SOON = timedelta(hours=2)
"""So long before its story is too old a hand-off is reminded of."""
NEARLY_FULL = 50 * 1024 * 1024
"""A disk with less free bytes is nearly full."""


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    """One channel's state, and what it has spent and done."""

    name: str
    platform: str
    paused: str | None
    rests_until: datetime | None
    spent_today_usd: Decimal
    waiting: int
    budget_usd: Decimal
    forecast: dict[date, Decimal]
    token_expires_at: datetime | None
    """As the platform last told; None where the token does not end, or the platform does not tell."""


@dataclass(frozen=True, slots=True)
class Health:
    """Everything that ``bot status`` shows; ``reasons`` is empty when all is well."""

    reasons: tuple[str, ...]
    swept_at: datetime | None
    counts: dict[str, int]
    channels: tuple[ChannelHealth, ...]
    sources: tuple[SourceStatus, ...]
    zone: str
    floods: tuple[Flood, ...] = ()
    """Those that wait for a person: no illness."""


@dataclass(frozen=True, slots=True)
class Illness:
    """Something that is ill. ``about`` is the same as long as it is the same thing, whatever ``reason`` counts.

    ``follows``: only because of something else that is told as well.
    """

    about: str
    reason: str
    follows: bool = False


Check = Callable[[Bot, datetime], Iterator[Illness]]
"""Looks at one thing at a time and yields whatever is ill about it."""


def diagnose(bot: Bot) -> Health:
    """The state of health. Raises StoreError where the database cannot be read."""
    now = bot.clock.now()
    waiting = bot.views.queue()
    counts = {state.value: sum(d.state is state for d in waiting) for state in State}
    return Health(
        reasons=tuple(illness.reason for check in CHECKS for illness in check(bot, now)),
        swept_at=swept_at(bot),
        counts={state: count for state, count in counts.items() if count},
        channels=tuple(_channel(bot, name, now) for name in bot.newsroom.channels),
        sources=_sources(bot),
        zone=bot.settings.configuration.site.timezone,
        floods=bot.floods.waiting(),
    )


def swept_at(bot: Bot) -> datetime | None:
    """When the daemon last showed that it lives; None where none ran, or the last one ended well."""
    told = bot.facts.fact(SWEPT_AT)
    return datetime.fromisoformat(told) if told else None


def _channel(bot: Bot, name: str, now: datetime) -> ChannelHealth:
    plan = bot.newsroom.channels[name]
    state = bot.outbox.channel(name)
    since = day_start(plan.cadence.timezone, now)
    scheduled = [d for d in bot.views.queue({State.SCHEDULED}) if d.channel == name]
    return ChannelHealth(
        name=name,
        platform=plan.rules.platform,
        paused=state.paused,
        rests_until=state.rests_until if state.rests_until and state.rests_until > now else None,
        spent_today_usd=bot.outbox.spent(name, since=since),
        waiting=len(scheduled),
        budget_usd=plan.daily_budget_usd,
        forecast=forecast(scheduled, plan),
        token_expires_at=bot.token_watch.expires_at(name),
    )


def _sources(bot: Bot) -> tuple[SourceStatus, ...]:
    configured = {plan.name for plan in bot.newsroom.sources}
    return tuple(source for source in bot.views.sources() if source.name in configured)


def _late(bot: Bot, now: datetime) -> Iterator[Illness]:
    late = bot.outbox.due(now - LATE_AFTER)
    if late:
        oldest = min(d.due_at for d in late if d.due_at is not None)
        are = "delivery is" if len(late) == 1 else "deliveries are"
        told = f"{len(late)} {are} late, the oldest by {show_duration(now - oldest)}"
        yield Illness("late", told, follows=all(_is_stopped(bot, d.channel, now) for d in late))


def _is_stopped(bot: Bot, channel: str, now: datetime) -> bool:
    """Whether the channel is paused, rests, or is none of the configuration's: people are told of that."""
    state = bot.outbox.channel(channel)
    is_known = channel in bot.newsroom.channels
    return not is_known or state.paused is not None or is_tripped(state, now)


def _unsettled(bot: Bot, now: datetime) -> Iterator[Illness]:
    allowed = bot.timing.settle + bot.timing.reread * bot.timing.readings + LATE_AFTER
    for d in bot.outbox.in_state(State.UNKNOWN):
        if d.settling_since is not None and now - d.settling_since > allowed:
            since = show_duration(now - d.settling_since)
            told = f"delivery {d.id} on {d.channel} is unknown since {since}"
            yield Illness(f"delivery {d.id}", told)


def _failed(bot: Bot, _now: datetime) -> Iterator[Illness]:
    if failed := bot.outbox.in_state(State.FAILED):
        what = "delivery" if len(failed) == 1 else "deliveries"
        told = f"{len(failed)} {what} failed; see `bot queue --state failed`"
        yield Illness("failed", told)


def _handoffs(bot: Bot, now: datetime) -> Iterator[Illness]:
    for d in bot.outbox.in_state(State.HANDED_OFF):
        plan = bot.newsroom.channels.get(d.channel)
        deadline = expires_at(plan.cadence, d.published_at) if plan else None
        if deadline is None or deadline - now > HANDOFF_SOON:
            continue
        left = f"in {show_duration(deadline - now)}" if deadline > now else "already"
        yield Illness(
            f"delivery {d.id}",
            f"delivery {d.id} waits for a person to post it on {d.channel}, and its story is too old "
            f"{left}: `bot confirm {d.id} URL` or `bot reject {d.id}`",
        )


def _corrections(bot: Bot, _now: datetime) -> Iterator[Illness]:
    if waiting := bot.followers.amendments.in_progress(Progress.OPEN):
        told = f"{len(waiting)} posts need a person, for their story changed; see `bot corrections`"
        yield Illness("corrections", told)


def _channels(bot: Bot, now: datetime) -> Iterator[Illness]:
    for state in map(bot.outbox.channel, bot.newsroom.channels):
        if state.paused is not None:
            yield Illness(
                f"channel {state.name} is paused", f"channel {state.name} is paused: {state.paused}"
            )
        elif is_tripped(state, now):
            yield Illness(
                f"channel {state.name} rests",
                f"channel {state.name} rests until {state.rests_until:%Y-%m-%d %H:%M:%S} UTC "
                f"after {state.failures} failures in a row; `bot channel resume {state.name}` "
                "ends the rest",
            )
        elif state.failures >= FAILURES_MAX and _is_trying(bot, state.name, now):
            yield Illness(
                f"channel {state.name} rests",
                f"channel {state.name} tries again after {state.failures} failures in a row",
            )


def _is_trying(bot: Bot, channel: str, now: datetime) -> bool:
    """Whether a call of the channel is under way or about to be made."""
    under_way = bot.outbox.in_state(State.SENDING, State.UNKNOWN)
    return any(d.channel == channel for d in (*under_way, *bot.outbox.due(now)))


def _tokens(bot: Bot, now: datetime) -> Iterator[Illness]:
    for name, plan in bot.newsroom.channels.items():
        expires_at = bot.token_watch.expires_at(name)
        if trouble := expiry_in_words(plan.rules.platform, expires_at, now=now):
            yield Illness(f"channel {name}", f"channel {name}: {trouble}")


def _failing_sources(bot: Bot, _now: datetime) -> Iterator[Illness]:
    for source in _sources(bot):
        if source.gone_at is not None:
            yield Illness(
                f"source {source.name} is gone",
                f"source {source.name} is gone since {source.gone_at:%Y-%m-%d %H:%M} UTC: {source.error}; "
                "change its url or remove it",
            )
        elif source.failures >= SOURCE_FAILURES:
            yield Illness(
                f"source {source.name} failed",
                f"source {source.name} failed {source.failures} times in a row: {source.error}",
            )


def _given_up(bot: Bot, now: datetime) -> Iterator[Illness]:
    for lost in bot.views.given_up(since=now - GIVEN_UP_FOR):
        yield Illness(f"entry {lost.id}", given_up_in_words(lost))


def given_up_in_words(lost: GivenUp) -> str:
    """What a person should know of a story that the bot reads no more."""
    return (
        f"source {lost.source}: a story could not be read and is given up: {lost.error}; once it can be read: "
        f"`bot post {lost.url}`"
    )


def _silence(bot: Bot, now: datetime) -> Iterator[Illness]:
    last = swept_at(bot)
    if last is not None and now - last > SILENT_AFTER:
        yield Illness("silence", f"the daemon has not swept for {show_duration(now - last)}")


def _restored(bot: Bot, now: datetime) -> Iterator[Illness]:
    restored = bot.lineage.restored()
    if restored is not None and not is_over(bot, restored, now):
        left = len(left_to_look_for(bot, restored))
        yield Illness(
            f"copy of {restored.taken_at.isoformat()}",
            f"the database is a copy of {restored.taken_at:%Y-%m-%d %H:%M:%S} UTC that was put back: "
            f"stories from before are looked for on their platforms before they are sent ({left} are "
            "left); `bot db resume` skips this",
        )


def _disk(bot: Bot, _now: datetime) -> Iterator[Illness]:
    file = bot.database.file
    if file is None:
        return
    try:
        free = shutil.disk_usage(file.parent).free
    except OSError as error:
        told = f"the disk of {bot.database.place} cannot be asked how full it is: {error.strerror}"
        yield Illness("disk cannot be asked", told)
        return
    if free < NEARLY_FULL:
        told = f"the disk of {bot.database.place} is nearly full: {free // 2**20} MiB are free"
        yield Illness("disk is nearly full", told)


def _configuration(bot: Bot, _now: datetime) -> Iterator[Illness]:
    if told := bot.facts.fact(REFUSED):
        yield Illness("configuration", f"the configuration is not in force: {told}")


def _strangers(bot: Bot, _now: datetime) -> Iterator[Illness]:
    waiting = bot.views.queue({State.HELD, State.SCHEDULED})
    names = [d.channel for d in waiting if d.channel not in bot.newsroom.channels]
    for name in sorted(set(names)):
        yield Illness(
            f"channel {name}",
            f'{names.count(name)} deliveries wait for the channel "{name}", which the configuration does '
            "not have: put it back, or `bot cancel` them",
        )


CHECKS: tuple[Check, ...] = (
    _configuration,
    _strangers,
    _late,
    _unsettled,
    _channels,
    _tokens,
    _failing_sources,
    _given_up,
    _failed,
    _handoffs,
    _corrections,
    _silence,
    _restored,
    _disk,
)
"""All that is looked at, in the order in which it is told."""
