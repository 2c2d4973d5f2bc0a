"""What people decide, as form posts: each ends with a redirect to the page that it came from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import APIRouter, Response

from bot.model.delivery import Delivery
from bot.model.errors import AgainstCadence, BotError, UsageError
from bot.pipeline.floods import FloodResult
from bot.web.visit import Admin, Form, Visit, Writer, own_path

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
    """A time that a form gives on the newsroom's clock, or as an instant. Raises UsageError.

    An hour that comes twice is the first of the two; one that the clock leaves out is refused.
    """
    given = str(form.get(key, "")).strip()
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        raise UsageError(here.desk.words("error.no_time")) from None
    if at.tzinfo:
        return at.astimezone(UTC)
    instant = at.replace(tzinfo=here.desk.zone).astimezone(UTC)
    shown = instant.astimezone(here.desk.zone)
    if shown.replace(tzinfo=None) != at:
        words = here.desk.words("error.left_out", given=f"{at:%H:%M}", shown=f"{shown:%H:%M}")
        raise UsageError(words)
    return instant


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
    """Give a scheduled delivery another time; a held one is approved for that time.

    Where the channel's cadence speaks against it the person is asked whether they insist.
    """
    decisions = here.desk.bot.decisions
    try:
        at = moment(here, form)
        delivery = decisions.move(
            delivery_id, at, by=here.actor, seen=seen(form), anyway=bool(form.get("anyway"))
        )
    except AgainstCadence as error:
        return here.page(
            "anyway.html",
            status=409,
            delivery=here.desk.bot.outbox.get(delivery_id),
            at=at,
            seen=seen(form) or "",
            back=own_path(str(form.get("back", "/"))),
            problem=str(error).partition(": ")[2],
        )
    except BotError as error:
        return here.back(form, str(error), "bad")
    return here.back(form, here.desk.words("done.moved", **_told(here, delivery)))


@router.post("/floods/{flood_id}/release")
def release(flood_id: str, here: Writer, form: Form) -> Response:
    """Let the stories of a flood go out, each at the next free time."""
    return _flood(here, form, flood_id, here.desk.bot.flood_decisions.release)


@router.post("/floods/{flood_id}/dismiss")
def dismiss(flood_id: str, here: Writer, form: Form) -> Response:
    """Decide that none of the stories of a flood is posted."""
    return _flood(here, form, flood_id, here.desk.bot.flood_decisions.dismiss)


def _flood(
    here: Visit, form: Form, flood_id: str, decision: Callable[..., FloodResult]
) -> Response:
    try:
        result = decision(flood_id, by=here.actor)
    except BotError as error:
        return here.back(form, str(error), "bad")
    told = here.desk.words(
        "done.flood",
        source=result.flood.source,
        scheduled=len(result.scheduled),
        held=len(result.to_review),
        rejected=len(result.rejected) + len(result.expired),
    )
    return here.back(form, told)


@router.post("/channels/{name}/pause")
def pause(name: str, here: Admin, form: Form) -> Response:
    """Stop a channel."""
    words = here.desk.words
    reason = " ".join(str(form.get("reason", "")).split())[:300] or words("channel.paused_by_hand")
    try:
        here.desk.bot.newsroom.chosen([name])
        here.desk.bot.decisions.pause(name, reason, by=here.actor)
    except BotError as error:
        return here.back(form, str(error), "bad")
    return here.back(form, words("done.paused", channel=name))


@router.post("/channels/{name}/resume")
def resume(name: str, here: Admin, form: Form) -> Response:
    """Let a channel go on."""
    try:
        here.desk.bot.newsroom.chosen([name])
        here.desk.bot.decisions.resume(name, by=here.actor)
    except BotError as error:
        return here.back(form, str(error), "bad")
    return here.back(form, here.desk.words("done.resumed", channel=name))
