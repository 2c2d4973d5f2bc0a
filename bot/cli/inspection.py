"""What ``bot check`` looks at: is everything there that the bot needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.cli.output import console, print_json
from bot.cli.render import plain
from bot.compose import lint_template
from bot.model.cadence import next_instant
from bot.model.cadence_in_words import cadence_in_words, idle_slots
from bot.model.delivery import Delivery, State
from bot.model.draft import Draft, Part
from bot.model.errors import BotError
from bot.model.outcome import CannotTell
from bot.pipeline.plan import BOOKINGS_WINDOW
from bot.pipeline.ports import Bookmark, TokenFacts
from bot.pipeline.tokens import expiry_in_words
from bot.settings import Settings
from bot.wiring import Bot, open_bot

SQLITE_MIN = (3, 35, 0)
"""Alembic's batch mode and RETURNING need it."""
EARLIEST_SANE = datetime(2026, 1, 1, tzinfo=UTC)
"""A clock before the program was written is wrong."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    what: str
    ok: bool
    detail: str


def inspect(settings: Settings, *, live: bool) -> list[Finding]:
    """Look at everything; nothing is posted. Raises ConfigError, StoreError."""
    bot = open_bot(settings)
    now = bot.clock.now()
    findings = [
        Finding("configuration", True, str(settings.path)),
        Finding("database", True, f"{settings.database_url} at {bot.database.revision()}"),
        Finding(
            "SQLite", sqlite3.sqlite_version_info >= SQLITE_MIN, f"version {sqlite3.sqlite_version}"
        ),
        Finding("clock", now > EARLIEST_SANE, f"{now:%Y-%m-%d %H:%M:%S} UTC"),
        *_sources(bot),
        *_credentials(bot),
        *_prices(bot),
        *_schedules(bot),
        *_templates(bot),
        *_cards(bot),
        _notices(settings),
    ]
    if not bot.newsroom.channels:
        findings.append(Finding("channels", False, "none is configured"))
    if live:
        findings += _accounts(bot, [f.what for f in findings if not f.ok])
    return findings


def _sources(bot: Bot) -> Iterator[Finding]:
    for plan in bot.newsroom.sources:
        try:
            batch = plan.source.poll(Bookmark())
        except BotError as error:
            yield Finding(f"source {plan.name}", False, str(error))
        else:
            told = f"{len(batch.entries)} stories"
            if batch.malformed:
                told += f", {len(batch.malformed)} unusable: {batch.malformed[0]}"
            yield Finding(f"source {plan.name}", True, told)
    if not bot.newsroom.sources:
        yield Finding("sources", False, "none is configured; add a [[sources]] table")


def _credentials(bot: Bot) -> Iterator[Finding]:
    for name in bot.newsroom.channels:
        try:
            missing = bot.platforms.missing(name)
        except BotError as error:  # a stored token that no key opens
            yield Finding(f"credentials {name}", False, str(error))
            continue
        detail = f"missing: {', '.join(missing)}" if missing else "complete"
        yield Finding(f"credentials {name}", not missing, detail)


def _schedules(bot: Bot) -> Iterator[Finding]:
    """Each channel's cadence in words, and when a new story would go out."""
    now = bot.clock.now()
    for name, plan in bot.newsroom.channels.items():
        cadence = plan.cadence
        bookings = bot.outbox.bookings(name, since=now - BOOKINGS_WINDOW)
        coming = next_instant(cadence, now, bookings)
        words = cadence_in_words(cadence)
        if idle := idle_slots(cadence):
            words += f"; never at {', '.join(idle)}, which lies in the quiet hours"
        if coming is None:
            words += "; it has no free time within a year: no story can go out"
        elif coming <= now:
            words += "; a new story goes out at once"
        else:
            local = coming.astimezone(cadence.timezone)
            words += f"; a new story goes out {local:%a %Y-%m-%d %H:%M}"
        yield Finding(f"schedule {name}", coming is not None, words)


def _notices(settings: Settings) -> Finding:
    from bot.engine.notices import sender_of

    sender = sender_of(settings)
    if sender is None:
        variable = settings.configuration.notify.urls_env
        return Finding("notices", True, f"nobody is told: {variable} is not set")
    try:
        sender.check()
    except BotError as error:
        return Finding("notices", False, str(error))
    return Finding("notices", True, f"{sender.count} addresses; bot notify test tries them")


def _prices(bot: Bot) -> Iterator[Finding]:
    rules = {plan.rules.platform: plan.rules for plan in bot.newsroom.channels.values()}
    for platform, known in rules.items():
        if known.priced_since is None:
            continue
        prices = (
            f"{known.price_usd} a post, {known.price_with_link_usd} with a link, "
            f"{known.price_delete_usd} to delete, {known.price_read_usd} to read, "
            f"{known.price_alt_text_usd} for a picture's alternative text"
        )
        yield Finding(f"prices {platform}", True, f"USD since {known.priced_since}: {prices}")


def _templates(bot: Bot) -> Iterator[Finding]:
    for name, plan in bot.newsroom.channels.items():
        if plan.style.template:
            problems = lint_template(plan.rules, plan.style)
            yield Finding(f"template {name}", not problems, " ".join(problems) or "sound")


def _cards(bot: Bot) -> Iterator[Finding]:
    """Whether pictures can be drawn: their fonts are there and the logo can be read."""
    looks = {plan.style.card for plan in bot.newsroom.channels.values()} - {None}
    if not looks:
        return
    from bot.card import lint_look  # fonts and shaping take 0.2 s to load

    for look in looks:
        assert look is not None
        problem = lint_look(look)
        yield Finding("card", not problem, problem or "pictures can be drawn")


def _accounts(bot: Bot, bad: list[str]) -> Iterator[Finding]:
    """Read each account's timeline once: proof that the credentials are accepted."""
    now = bot.clock.now()
    for name, plan in bot.newsroom.channels.items():
        if f"credentials {name}" in bad or plan.rules.picture:
            continue
        probe = replace(
            _PROBE, channel=name, platform=plan.rules.platform, sent_at=now - timedelta(hours=1)
        )
        reading = bot.platforms(name).find(probe, bound=(), now=now)
        ok = not isinstance(reading, CannotTell)
        yield Finding(
            f"account {name}", ok, "can be read" if ok else getattr(reading, "detail", "")
        )
        yield from _token(bot, name, now)


def _token(bot: Bot, name: str, now: datetime) -> Iterator[Finding]:
    """What the platform tells about the token, where it tells anything."""
    platform = bot.newsroom.channels[name].rules.platform
    match bot.token_watch.ask(name):
        case None:
            return
        case CannotTell(detail):
            yield Finding(f"token {name}", False, detail)
        case TokenFacts(expires_at, problem):
            bad = problem or expiry_in_words(platform, expires_at, now=now)
            ends = f"expires at {expires_at:%Y-%m-%d %H:%M} UTC" if expires_at else "does not end"
            yield Finding(f"token {name}", not bad, bad or ends)


_PROBE = Delivery(
    id="0",
    article_id="0",
    channel="",
    platform="",
    state=State.UNKNOWN,
    draft=Draft("", "", (Part("a text that no account has ever posted", 0, 0),), link=None),
    article_url="",
    slug="",
    title="",
    published_at=None,
)


def print_findings(findings: list[Finding], *, as_json: bool) -> None:
    """Print one line for each finding."""
    if as_json:
        print_json(
            {
                "ok": all(finding.ok for finding in findings),
                "checks": [{"what": f.what, "ok": f.ok, "detail": f.detail} for f in findings],
            }
        )
        return
    for finding in findings:
        mark = plain("ok  ", "green") if finding.ok else plain("BAD ", "red")
        console().print(mark + plain(f"{finding.what}: {finding.detail}"))
