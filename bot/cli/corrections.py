"""``bot corrections``, and what a person decides about posts whose story changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import console, line_printer, print_json
from bot.cli.person import at_terminal
from bot.cli.stories import JsonOption

if TYPE_CHECKING:
    from bot.model.amendment import Action, Amendment
    from bot.model.delivery import Delivery
    from bot.wiring import Bot

IdArgument = Annotated[
    str, typer.Argument(metavar="ID", help="The id of the delivery, from `bot log`.")
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (corrections, amend, retract, dismiss):
        app.command()(command)


def corrections(
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that are done or dropped.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """List the posts whose story was corrected or withdrawn, and what is done about each.

    Example: bot corrections
    """
    from bot.model.amendment import ENDED, Progress
    from bot.settings import load_settings
    from bot.store.amendments import AmendmentStore
    from bot.store.outbox import OutboxStore
    from bot.wiring import open_database

    database = open_database(load_settings())
    wanted = [p for p in Progress if everything or p not in ENDED]
    outbox = OutboxStore(database)
    found = [
        (amendment, outbox.get(amendment.delivery_id))
        for amendment in AmendmentStore(database).in_progress(*wanted)
    ]
    if as_json:
        print_json([_shape(*each) for each in found])
        return
    for amendment, delivery in found:
        _show(amendment, delivery)
    if not found:
        line_printer()("No post waits for a correction.")


def amend(delivery_id: IdArgument, yes: YesOption = False) -> None:
    """Bring a post in line with its story: another text on Facebook, a reply on X.

    Where only a person can do it, this records that it was done.

    Example: bot amend 12
    """
    from bot.model.amendment import Action

    _order(delivery_id, Action.EDIT, yes=yes)


def retract(delivery_id: IdArgument, yes: YesOption = False) -> None:
    """Take a post down. Where only a person can do it, this records that it was done.

    Example: bot retract 12
    """
    from bot.model.amendment import Action

    _order(delivery_id, Action.DELETE, yes=yes)


def dismiss(delivery_id: IdArgument) -> None:
    """Leave a post as it is, although its story changed.

    Example: bot dismiss 12
    """
    from bot.settings import load_settings
    from bot.wiring import open_bot

    bot = open_bot(load_settings())
    bot.followers.amend.dismiss(delivery_id, by=at_terminal())
    line_printer()(f"{delivery_id}: the post stays as it is")


def _order(delivery_id: str, action: Action, *, yes: bool) -> None:
    import sys

    from bot.model.amendment import Progress
    from bot.model.errors import UsageError
    from bot.settings import load_settings
    from bot.wiring import open_bot

    bot = open_bot(load_settings())
    delivery = bot.outbox.get(delivery_id)
    question = _question(bot, delivery, action)
    if not yes and not sys.stdin.isatty():
        raise UsageError(f"{question} Nobody is there to answer; say --yes")
    if not yes:
        typer.confirm(question, abort=True)
    ordered = bot.followers.amend.order(delivery_id, action, by=at_terminal())
    done = _carried_out(bot, ordered)
    say = line_printer()
    match done.progress:
        case Progress.DONE:
            by_hand = " (by a person)" if done.attempts == 0 else ""
            say(f"{delivery_id}: {delivery.channel}: {_DONE[done.action]}{by_hand}")
        case _:
            say(
                f"{delivery_id}: {delivery.channel}: {done.action} is {done.progress}: {done.error}"
            )
            raise typer.Exit(1)


def _question(bot: Bot, delivery: Delivery, action: Action) -> str:
    from bot.model.amendment import Action

    plan = bot.newsroom.channels.get(delivery.channel)
    where = delivery.posts[0].url if delivery.posts else f"delivery {delivery.id}"
    if action is Action.DELETE:
        if plan is None or not plan.rules.retracts:
            return f"Did you take {where} down?"
        price = plan.rules.price_delete_usd * len(delivery.posts)
        return f"Take {where} down{_price(price)}?"
    if plan is None or not plan.rules.amends:
        return f"Did you correct {where}?"
    found = bot.followers.amendments.of_delivery(delivery.id)
    draft = found[-1].draft if found else None
    if draft is not None:
        console().print(_plain(found[-1].after))
    if plan.rules.amends == "reply":
        return f"Reply to {where} with this{_price(draft.cost_usd) if draft else ''}?"
    return f"Change {where} to this?"


def _price(usd: object) -> str:
    return f" for {usd} USD" if usd else ""


def _carried_out(bot: Bot, ordered: Amendment) -> Amendment:
    """Make the call, or leave it to the daemon where one works on this database."""
    import time

    from bot.engine.boot import boot
    from bot.engine.lock import deliverer_lock
    from bot.model.amendment import Progress
    from bot.model.errors import AlreadyRunning

    if ordered.progress is not Progress.PENDING:
        return ordered
    bot.platforms.require([ordered.channel])
    try:
        with deliverer_lock(bot.settings.database_url):
            boot(bot, line_printer())
            return bot.followers.amend.carry_out(ordered.id)
    except AlreadyRunning:
        patience = bot.clock.monotonic() + bot.timing.lease.total_seconds()
        waiting = {Progress.PENDING, Progress.CALLING}
        current = ordered
        while bot.clock.monotonic() < patience and current.progress in waiting:
            time.sleep(0.2)
            current = bot.followers.amendments.get(ordered.id)
        return current


_DONE = {
    "edit": "the post was changed",
    "reply": "the post was replied to",
    "delete": "the post was taken down",
    "tell": "a person was told",
}


def _show(amendment: Amendment, delivery: Delivery) -> None:
    from bot.model.amendment import Progress

    out = console()
    where = delivery.posts[0].url if delivery.posts else "-"
    out.print(_plain(f"{delivery.id}  {delivery.channel}  {delivery.title}", "bold"))
    out.print(_plain(f"    {where}", "dim"), soft_wrap=True)
    for reason in amendment.reasons:
        out.print(_plain(f"    {reason}"), soft_wrap=True)
    out.print(_plain(f"    {amendment.action}: {amendment.progress}", "cyan"))
    if amendment.error:
        out.print(_plain(f"    ! {amendment.error}", "yellow"), soft_wrap=True)
    if amendment.progress is Progress.OPEN:
        choices = ["amend"] if amendment.draft else []
        commands = " | ".join(
            f"bot {word} {delivery.id}" for word in (*choices, "retract", "dismiss")
        )
        out.print(_plain(f"    {commands}"))
    out.print()


def _plain(text: str, style: str = "") -> object:
    from bot.cli.render import plain

    return plain(text, style)


def _shape(amendment: Amendment, delivery: Delivery) -> dict[str, object]:
    from bot.shapes import iso

    return {
        "delivery_id": amendment.delivery_id,
        "channel": amendment.channel,
        "slug": delivery.slug,
        "title": delivery.title,
        "remote_url": delivery.posts[0].url if delivery.posts else None,
        "cause": amendment.cause.value,
        "action": amendment.action.value,
        "progress": amendment.progress.value,
        "reasons": list(amendment.reasons),
        "before": amendment.before,
        "after": amendment.after or None,
        "reply_url": amendment.posts[0].url if amendment.posts else None,
        "created_at": iso(amendment.created_at),
        "ended_at": iso(amendment.ended_at),
        "cost_usd": float(amendment.cost_usd),
        "error": amendment.error,
    }
