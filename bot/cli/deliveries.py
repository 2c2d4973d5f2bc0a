"""``bot queue``, ``bot log`` and what a person decides about deliveries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import line_printer, print_json
from bot.cli.person import at_terminal
from bot.cli.stories import JsonOption

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.model.delivery import Delivery
    from bot.pipeline.decisions import Decisions
    from bot.pipeline.floods import FloodDecisions, FloodResult

IdsArgument = Annotated[
    list[str], typer.Argument(metavar="ID...", help="Ids of deliveries, from `bot queue`.")
]
IdsOrFloodArgument = Annotated[
    list[str] | None, typer.Argument(metavar="ID...", help="Ids of deliveries, from `bot queue`.")
]
FloodOption = Annotated[
    str | None,
    typer.Option(
        metavar="SOURCE|ID", help="All that a flood holds: its id, or the name of its source."
    ),
]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (queue, approve, reject, cancel, retry, edit, confirm, log):
        app.command()(command)


def queue(
    state: Annotated[str | None, typer.Option(help="Only this state, such as held.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the deliveries that are not finished.

    Example: bot queue --state held
    """
    from bot.cli.cards import card_file
    from bot.cli.render import show_deliveries, show_hand_off
    from bot.cli.shapes import compose_url, delivery_shape
    from bot.engine.work import describe_waiting_flood
    from bot.model.delivery import UNFINISHED, State
    from bot.model.errors import UsageError
    from bot.settings import load_settings
    from bot.wiring import open_views

    if state is not None and state not in UNFINISHED:
        allowed = ", ".join(s for s in State if s in UNFINISHED)
        raise UsageError(f'there is no state "{state}" in the queue; allowed are {allowed}')
    settings = load_settings()
    views = open_views(settings)
    deliveries = views.queue({State(state)} if state else UNFINISHED)
    if as_json:
        print_json([delivery_shape(delivery) for delivery in deliveries])
    else:
        zone = settings.configuration.site.timezone
        show_deliveries(deliveries, zone, empty="Nothing waits.")
        if state in (None, State.HELD):
            for flood in views.floods():
                line_printer()(describe_waiting_flood(flood))
        for delivery in deliveries:
            if delivery.state is State.HANDED_OFF:
                picture = card_file(settings, delivery)
                show_hand_off(delivery, compose_url(views, delivery), picture)


def approve(ids: IdsOrFloodArgument = None, flood: FloodOption = None) -> None:
    """Approve held deliveries, or a whole flood: each gets the next free time of its channel.

    Example: bot approve 12
    """
    by = at_terminal()
    if _is_flood(ids, flood):
        _decide_flood(flood or "", lambda decisions, which: decisions.release(which, by=by))
    else:
        _decide(ids or [], lambda decisions, one: decisions.approve(one, by=by))


def reject(
    ids: IdsOrFloodArgument = None,
    flood: FloodOption = None,
    reason: Annotated[str | None, typer.Option(help="Why; it stays in the log.")] = None,
) -> None:
    """Decide that deliveries, or all of a flood, do not go out.

    Example: bot reject 12 --reason "overtaken by events"
    """
    by = at_terminal()
    if _is_flood(ids, flood):
        _decide_flood(flood or "", lambda decisions, which: decisions.dismiss(which, reason, by=by))
    else:
        _decide(ids or [], lambda decisions, one: decisions.reject(one, reason, by=by))


def cancel(ids: IdsArgument) -> None:
    """Take deliveries out of the queue.

    Example: bot cancel 12
    """
    _decide(ids, lambda decisions, one: decisions.cancel(one, by=at_terminal()))


def retry(ids: IdsArgument) -> None:
    """Send failed deliveries again.

    Example: bot retry 12
    """
    _decide(ids, lambda decisions, one: decisions.retry(one, by=at_terminal()))


def confirm(
    delivery_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the delivery.")],
    url: Annotated[str, typer.Argument(help="The link of the post.")],
) -> None:
    """Confirm that a person posted a hand-off, and where.

    Example: bot confirm 12 https://www.youtube.com/post/UgkxAbc
    """
    _decide([delivery_id], lambda decisions, one: decisions.confirm(one, url, by=at_terminal()))


def edit(
    delivery_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the delivery.")],
    file: Annotated[
        Path | None,
        typer.Option(help="Take the text from this file, not from an editor; - is stdin."),
    ] = None,
) -> None:
    """Write a post anew in $EDITOR. It must say what the article says, or nothing changes.

    Example: bot edit 12
    """
    from bot.engine.work import describe_delivery
    from bot.settings import load_settings
    from bot.wiring import open_bot

    bot = open_bot(load_settings())
    before = bot.edit.text(delivery_id)
    text = _from_editor(before) if file is None else _from_file(file)
    if text.strip() == before.strip():
        line_printer()(f"{delivery_id}: nothing was changed")
        return
    delivery = bot.edit.apply(delivery_id, text, by=at_terminal())
    line_printer()(f"{delivery.id}: {describe_delivery(delivery)}")


def _is_flood(ids: Sequence[str] | None, flood: str | None) -> bool:
    """Whether a flood is meant, not single deliveries. Raises UsageError where neither or both are."""
    from bot.model.errors import UsageError

    if (flood is None) != (not ids):
        return flood is not None
    raise UsageError("name either ids of deliveries or --flood SOURCE|ID; `bot queue` shows both")


def _decide_flood(which: str, decision: Callable[[FloodDecisions, str], FloodResult]) -> None:
    from bot.engine.work import describe_flood
    from bot.settings import load_settings
    from bot.wiring import open_bot

    bot = open_bot(load_settings())
    line_printer()(describe_flood(decision(bot.flood_decisions, which)))


def _from_editor(text: str) -> str:
    import click

    edited = click.edit(text, extension=".txt")
    return text if edited is None else edited


def _from_file(path: Path) -> str:
    import sys

    from bot.model.errors import UsageError

    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from None


def _decide(ids: Sequence[str], decision: Callable[[Decisions, str], Delivery]) -> None:
    from bot.cli.output import print_error
    from bot.engine.work import describe_delivery
    from bot.model.errors import BotError
    from bot.settings import load_settings
    from bot.wiring import open_bot

    bot = open_bot(load_settings())
    failed = False
    for delivery_id in ids:
        try:
            delivery = decision(bot.decisions, delivery_id)
        except BotError as error:
            if len(ids) == 1:
                raise
            failed = True
            print_error(error.code, str(error))
        else:
            line_printer()(f"{delivery.id}: {describe_delivery(delivery)}")
    if failed:
        raise typer.Exit(1)


def log(
    slug: Annotated[str | None, typer.Option(help="Only this story.")] = None,
    channel: Annotated[str | None, typer.Option(help="Only this channel.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="WHEN", help='"24h", "7d" or "2026-12-01".')
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Comma-separated values.")] = False,
) -> None:
    """List what ended (posted, cancelled, expired, retracted), newest first, with proof.

    Example: bot log --since 7d --csv
    """
    from bot.cli.moments import parse_past
    from bot.cli.render import show_deliveries
    from bot.cli.shapes import delivery_shape
    from bot.settings import load_settings
    from bot.wiring import SystemClock, open_views

    settings = load_settings()
    views = open_views(settings)
    zone = settings.configuration.site.timezone
    start = parse_past(since, now=SystemClock().now(), zone=zone) if since else None
    deliveries = views.log(slug=slug, channel=channel, since=start, limit=limit)
    if as_json:
        print_json([delivery_shape(delivery) for delivery in deliveries])
    elif as_csv:
        _write_csv(deliveries)
    else:
        show_deliveries(deliveries, zone, empty="Nothing has ended yet.")


def _write_csv(deliveries: Sequence[Delivery]) -> None:
    import csv
    import sys

    from bot.cli.shapes import DELIVERY_COLUMNS, delivery_shape

    writer = csv.DictWriter(sys.stdout, DELIVERY_COLUMNS, extrasaction="ignore")
    writer.writeheader()
    for delivery in deliveries:
        writer.writerow({k: _safe_cell(v) for k, v in delivery_shape(delivery).items()})


def _safe_cell(value: object) -> object:
    # a spreadsheet runs a cell that begins like a formula, and titles come from outside
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value
