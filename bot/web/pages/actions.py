"""What people decide, as form posts: each ends with a redirect to the page that it came from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import APIRouter, Response

from bot.model.delivery import Delivery
from bot.model.errors import BotError, UsageError
from bot.web.visit import Admin, Form, Visit, Writer

router = APIRouter(include_in_schema=False)

Decision = Callable[[], Delivery]


def decide(here: Visit, form: Form, words: str, decision: Decision) -> Response:
    """Carry a decision out and say what it came to; nothing is lost where it cannot be."""
    try:
        delivery = decision()
    except BotError as error:
        return here.back(form, str(error), "bad")
    return here.back(form, here.desk.words(words, **_told(here, delivery)))


def _told(here: Visit, delivery: Delivery) -> dict[str, str]:
    due = delivery.due_at
    when = f"{here.desk.day(due, here.now)}, {here.desk.clock(due)}" if due else ""
    return {"channel": delivery.channel, "title": delivery.title, "when": when}


def seen(form: Form) -> str | None:
    """The mark of the delivery as the page showed it."""
    return str(form.get("seen", "")) or None


def moment(here: Visit, form: Form, key: str = "at") -> datetime:
    """A time that a form gives on the newsroom's clock, or as an instant. Raises UsageError."""
    given = str(form.get(key, "")).strip()
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        raise UsageError(here.desk.words("error.no_time")) from None
    return (at if at.tzinfo else at.replace(tzinfo=here.desk.zone)).astimezone(UTC)


@router.post("/deliveries/{delivery_id}/approve")
def approve(delivery_id: str, here: Writer, form: Form) -> Response:
    """Approve a held delivery."""
    decisions = here.desk.bot.decisions
    return decide(
        here,
        form,
        "done.approved",
        lambda: decisions.approve(delivery_id, by=here.actor, seen=seen(form)),
    )


@router.post("/deliveries/{delivery_id}/reject")
def reject(delivery_id: str, here: Writer, form: Form) -> Response:
    """Reject a delivery, with the reason that the form gives."""
    decisions = here.desk.bot.decisions
    reason = " ".join(str(form.get("reason", "")).split())[:500] or None
    return decide(
        here,
        form,
        "done.rejected",
        lambda: decisions.reject(delivery_id, reason, by=here.actor, seen=seen(form)),
    )


@router.post("/deliveries/{delivery_id}/cancel")
def cancel(delivery_id: str, here: Writer, form: Form) -> Response:
    """Take a delivery out of the queue."""
    decisions = here.desk.bot.decisions
    return decide(
        here,
        form,
        "done.cancelled",
        lambda: decisions.cancel(delivery_id, by=here.actor, seen=seen(form)),
    )


@router.post("/deliveries/{delivery_id}/retry")
def retry(delivery_id: str, here: Writer, form: Form) -> Response:
    """Send a failed delivery again."""
    decisions = here.desk.bot.decisions
    return decide(
        here,
        form,
        "done.retried",
        lambda: decisions.retry(delivery_id, by=here.actor, seen=seen(form)),
    )


@router.post("/deliveries/{delivery_id}/confirm")
def confirm(delivery_id: str, here: Writer, form: Form) -> Response:
    """Record where a person posted it."""
    decisions = here.desk.bot.decisions
    url = str(form.get("url", "")).strip()
    return decide(
        here,
        form,
        "done.confirmed",
        lambda: decisions.confirm(delivery_id, url, by=here.actor, seen=seen(form)),
    )


@router.post("/deliveries/{delivery_id}/move")
def move(delivery_id: str, here: Writer, form: Form) -> Response:
    """Give a scheduled delivery another time; a held one is approved for that time."""
    decisions = here.desk.bot.decisions
    return decide(
        here,
        form,
        "done.moved",
        lambda: decisions.move(delivery_id, moment(here, form), by=here.actor, seen=seen(form)),
    )


@router.post("/channels/{name}/pause")
def pause(name: str, here: Admin, form: Form) -> Response:
    """Stop a channel."""
    reason = " ".join(str(form.get("reason", "")).split())[:300] or here.desk.words("channel.paused_by_hand")
    return _channel(here, form, name, "done.paused", lambda: here.desk.bot.outbox.pause(name, reason, now=here.now), "pause", reason)


@router.post("/channels/{name}/resume")
def resume(name: str, here: Admin, form: Form) -> Response:
    """Let a channel go on."""
    return _channel(here, form, name, "done.resumed", lambda: here.desk.bot.outbox.resume(name, now=here.now), "resume", None)


def _channel(
    here: Visit,
    form: Form,
    name: str,
    words: str,
    act: Callable[[], None],
    action: str,
    reason: str | None,
) -> Response:
    bot = here.desk.bot
    try:
        bot.newsroom.chosen([name])
        act()
        bot.audit.note(here.actor, action, subject=f"channel {name}", now=here.now, reason=reason)
    except BotError as error:
        return here.back(form, str(error), "bad")
    return here.back(form, here.desk.words(words, channel=name))
