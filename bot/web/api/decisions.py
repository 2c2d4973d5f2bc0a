"""What a person decides about deliveries and channels, through a program."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Path

from bot.model.errors import NotFound
from bot.shapes import Json
from bot.web.api.access import Admin, Caller, Editor
from bot.web.api.documents import (
    ChannelDocument,
    Confirming,
    Decision,
    DeliveryDocument,
    Id,
    Moving,
    Name,
    Pausing,
    Refusal,
    Rewriting,
)
from bot.web.api.errors import problems
from bot.web.api.shapes import channel_document, delivery_document

router = APIRouter(tags=["decisions"], responses=problems(404, 409))

_DECISION, _REFUSAL, _PAUSING = Decision(), Refusal(), Pausing()
"""What no body means."""
DeliveryId = Annotated[Id, Path(description="The delivery's id.")]
ChannelName = Annotated[Name, Path(description="The channel's name.")]


@router.post("/deliveries/{delivery_id}/approve", response_model=DeliveryDocument)
def approve(
    delivery_id: DeliveryId, caller: Editor, order: Annotated[Decision, Body()] = _DECISION
) -> Json:
    """Approve a held delivery: it gets the next free time of its channel."""
    decisions = caller.bot.decisions
    return delivery_document(decisions.approve(delivery_id, by=caller.actor, seen=order.seen))


@router.post("/deliveries/{delivery_id}/retry", response_model=DeliveryDocument)
def retry(
    delivery_id: DeliveryId, caller: Editor, order: Annotated[Decision, Body()] = _DECISION
) -> Json:
    """Send a failed delivery again."""
    decisions = caller.bot.decisions
    return delivery_document(decisions.retry(delivery_id, by=caller.actor, seen=order.seen))


@router.post("/deliveries/{delivery_id}/reject", response_model=DeliveryDocument)
def reject(
    delivery_id: DeliveryId, caller: Editor, order: Annotated[Refusal, Body()] = _REFUSAL
) -> Json:
    """Decide that a delivery does not go out, and why."""
    decisions = caller.bot.decisions
    return delivery_document(
        decisions.reject(delivery_id, order.reason, by=caller.actor, seen=order.seen)
    )


@router.post("/deliveries/{delivery_id}/cancel", response_model=DeliveryDocument)
def cancel(
    delivery_id: DeliveryId, caller: Editor, order: Annotated[Refusal, Body()] = _REFUSAL
) -> Json:
    """Take a delivery out of the queue."""
    decisions = caller.bot.decisions
    return delivery_document(
        decisions.cancel(delivery_id, order.reason, by=caller.actor, seen=order.seen)
    )


@router.post("/deliveries/{delivery_id}/edit", response_model=DeliveryDocument)
def edit(delivery_id: DeliveryId, order: Rewriting, caller: Editor) -> Json:
    """Write a post anew. 422 with every reason where the text is not faithful to its article."""
    return delivery_document(
        caller.bot.edit.apply(delivery_id, order.text, by=caller.actor, seen=order.seen)
    )


@router.post("/deliveries/{delivery_id}/move", response_model=DeliveryDocument)
def move(delivery_id: DeliveryId, order: Moving, caller: Editor) -> Json:
    """Another time; a held delivery is approved for it. 409 where the cadence speaks against it."""
    return delivery_document(
        caller.bot.decisions.move(
            delivery_id, order.at, by=caller.actor, anyway=order.anyway, seen=order.seen
        )
    )


@router.post("/deliveries/{delivery_id}/confirm", response_model=DeliveryDocument)
def confirm(delivery_id: DeliveryId, order: Confirming, caller: Editor) -> Json:
    """A hand-off was posted by a person: where."""
    return delivery_document(
        caller.bot.decisions.confirm(delivery_id, order.url, by=caller.actor, seen=order.seen)
    )


@router.post("/channels/{name}/pause", response_model=ChannelDocument, summary="Pause a channel")
def pause(name: ChannelName, caller: Admin, order: Annotated[Pausing, Body()] = _PAUSING) -> Json:
    """Stop a channel until it is resumed. Needs the role admin."""
    platform = _platform(caller, name)
    caller.bot.decisions.pause(name, order.reason, by=caller.actor)
    return channel_document(caller.bot.outbox.channel(name), platform)


@router.post("/channels/{name}/resume", response_model=ChannelDocument, summary="Resume a channel")
def resume(name: ChannelName, caller: Admin) -> Json:
    """Let a channel go on. Needs the role admin."""
    platform = _platform(caller, name)
    caller.bot.decisions.resume(name, by=caller.actor)
    return channel_document(caller.bot.outbox.channel(name), platform)


def _platform(caller: Caller, name: str) -> str:
    plan = caller.bot.newsroom.channels.get(name)
    if plan is None:
        raise NotFound(f'there is no channel "{name}"')
    return plan.rules.platform
