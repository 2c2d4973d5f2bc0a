"""What people should know, derived from the state: illness as diagnosed, and what waits for a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.health.diagnosis import CHECKS, GIVEN_UP_FOR, Check, given_up_in_words
from bot.model.amendment import Progress
from bot.model.delivery import State
from bot.pipeline.notices import Cause, Notice
from bot.wiring import Bot

_OF_CHECK: dict[str, Cause | None] = {
    "_channels": Cause.PAUSED,
    "_tokens": Cause.TOKEN,
    "_failing_sources": Cause.SOURCE,
    "_handoffs": Cause.HANDOFF,
    "_disk": Cause.STORAGE,
    "_restored": Cause.STORAGE,
    # told one by one below
    "_failed": None,
    "_given_up": None,
    "_corrections": None,
    # whoever tells it lives
    "_silence": None,
}
"""The cause of what a check of the diagnosis finds; of all others it is HEALTH."""


def causes(bot: Bot, now: datetime) -> tuple[Notice, ...]:
    """Everything that people should know now."""
    return (
        *_ill(bot, now),
        *_waiting(bot),
        *_floods(bot),
        *_corrections(bot),
        *_given_up(bot, now),
    )


def _ill(bot: Bot, now: datetime) -> Iterator[Notice]:
    for check in CHECKS:
        cause = _OF_CHECK.get(_name(check), Cause.HEALTH)
        if cause is None:
            continue
        for illness in check(bot, now):
            if illness.follows:
                continue
            yield Notice(cause, f"{_name(check)} {illness.about}", illness.reason)


def _name(check: Check) -> str:
    return getattr(check, "__name__", "check")


def _waiting(bot: Bot) -> Iterator[Notice]:
    for delivery in bot.outbox.in_state(State.HANDED_OFF, State.HELD, State.FAILED):
        what = f"{delivery.channel}: “{delivery.title}”"
        told = f" ({delivery.error})" if delivery.error else ""
        number = delivery.id
        match delivery.state:
            case State.HANDED_OFF:
                text = f"{what} is to be posted by a person; then: bot confirm {number} URL"
                yield Notice(Cause.HANDOFF, f"handoff {number}", text)
            case State.HELD if not (delivery.error or "").startswith("flood "):
                text = f"{what} waits for a person{told}: bot approve|reject {number}"
                yield Notice(Cause.HELD, f"held {number}", text)
            case State.FAILED:
                text = f"{what} failed{told}: bot retry|confirm|cancel {number}"
                yield Notice(Cause.FAILED, f"failed {number}", text)
            case _:
                pass


def _floods(bot: Bot) -> Iterator[Notice]:
    for flood in bot.floods.waiting():
        yield Notice(Cause.FLOOD, f"flood {flood.id}", f"{flood.source}: {flood.hold_reason}")


def _given_up(bot: Bot, now: datetime) -> Iterator[Notice]:
    for lost in bot.views.given_up(since=now - GIVEN_UP_FOR):
        yield Notice(Cause.SOURCE, f"given up {lost.id}", given_up_in_words(lost))


def _corrections(bot: Bot) -> Iterator[Notice]:
    for amendment in bot.followers.amendments.in_progress(Progress.OPEN):
        delivery = bot.outbox.get(amendment.delivery_id)
        why = "; ".join(amendment.reasons)
        text = f"{delivery.channel}: “{delivery.title}” is no longer right: {why} (bot corrections)"
        yield Notice(Cause.CORRECTION, f"correction {amendment.id}", text)
