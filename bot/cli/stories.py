"""``bot preview`` and ``bot post``: one story, seen and sent by a person."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import line_printer, print_error, print_json
from bot.cli.person import at_terminal

if TYPE_CHECKING:
    from bot.model.article import Article
    from bot.model.delivery import Delivery
    from bot.model.draft import Draft
    from bot.pipeline.by_hand import Proposal
    from bot.pipeline.target import Story
    from bot.wiring import Bot, Newsroom

TargetArgument = Annotated[str, typer.Argument(help="A slug, a URL or an HTML file.")]
ToOption = Annotated[list[str] | None, typer.Option(help="Only this channel; may be repeated.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(preview)
    app.command()(post)


def preview(
    targets: Annotated[
        list[str], typer.Argument(metavar="TARGET...", help="Slugs, URLs or HTML files.")
    ],
    url: Annotated[
        str | None, typer.Option(help="The address of an HTML file's page, where it does not tell.")
    ] = None,
    to: ToOption = None,
    thread: Annotated[
        bool, typer.Option("--thread", help="As threads, also where the channel has none.")
    ] = False,
    save_card: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the pictures of key points there.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compose and print the posts of a story; touches no database and no platform.

    Example: bot preview https://eutoday.net/some-story/
    """
    from bot.model.errors import BotError
    from bot.settings import load_settings
    from bot.wiring import Newsroom

    newsroom = Newsroom(load_settings())
    newsroom.chosen(to or [])
    failed = False
    for target in targets:
        try:
            story = newsroom.find(target, url=url)
        except BotError as error:
            if len(targets) == 1:
                raise
            failed = True
            print_error(error.code, f"{target}: {error}")
            if as_json:
                print_json({"error": {"code": error.code, "message": str(error)}}, indent=None)
            continue
        indent = None if targets[1:] else 2
        drafts = _show(newsroom, story, to or [], as_json=as_json, thread=thread, indent=indent)
        if save_card is not None:
            _save_cards(drafts, story.article.slug, save_card, as_json=as_json)
    if failed:
        raise typer.Exit(1)


def _show(
    newsroom: Newsroom,
    story: Story,
    to: Sequence[str],
    *,
    as_json: bool,
    thread: bool = False,
    indent: int | None = 2,
) -> list[Draft]:
    from dataclasses import replace

    from bot.cli.render import show_article, show_draft
    from bot.cli.shapes import article_shape, draft_shape
    from bot.compose import compose

    drafts = [
        compose(
            story.article,
            channel.rules,
            replace(channel.style, thread=thread or channel.style.thread),
            channel=channel.name,
        )
        for channel in newsroom.chosen(to)
    ]
    if as_json:
        shape = {
            "article": article_shape(story.article),
            "drafts": [draft_shape(draft) for draft in drafts],
        }
        print_json(shape, indent=indent)
        return drafts
    show_article(story.article)
    for draft in drafts:
        show_draft(draft, story.article)
    return drafts


def _save_cards(drafts: Sequence[Draft], slug: str, folder: Path, *, as_json: bool) -> None:
    """Write each draft's picture to its file and tell where; beside JSON that is said on stderr."""
    from bot.cli.cards import write_card

    written = [write_card(draft, folder / f"{slug}-{draft.channel}.png") for draft in drafts]
    for path in filter(None, written):
        typer.echo(f"picture: {path}", err=as_json)
    if not any(written):
        print_error("card", 'no channel has a picture; set card = "image" in its table')


def post(
    target: TargetArgument,
    to: ToOption = None,
    at: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help='"18:30", "fri 18:30", "+2h" or "2026-12-01 08:00".'),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show, and send nothing.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Also where the story was posted already.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not ask; approve what a person should see.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Post a story now, or at a time. On a terminal it shows the posts first and asks.

    Example: bot post some-story --to x
    """
    from bot.cli.moments import parse_coming
    from bot.cli.shapes import moment_in_words
    from bot.settings import load_settings
    from bot.wiring import open_bot

    bot = open_bot(load_settings())
    names = [channel.name for channel in bot.newsroom.chosen(to or [])]
    now = bot.clock.now()
    zone = bot.settings.configuration.site.timezone
    due_at = parse_coming(at, now=now, zone=zone) if at else now
    if not again:
        bot.by_hand.refuse_standing(target, names)
    story = bot.newsroom.find(target)
    proposals = bot.by_hand.propose(story.article, story.entry, names, again=again)
    when = f" {moment_in_words(due_at, zone)}" if at else ""
    if dry_run:
        _show(bot.newsroom, story, names, as_json=as_json)
        if when and not as_json:
            line_printer()(f"to go out:{when}")
        return
    bot.platforms.require(names)
    bot.enter_world("live")
    interactive = sys.stdin.isatty() and sys.stdout.isatty() and not (yes or as_json)
    if interactive:
        _show_proposals(proposals, story.article)
        typer.confirm(f"Post this{when}?", abort=True)
    ids = bot.by_hand.enqueue(
        story.article,
        story.entry,
        proposals,
        approved=yes or interactive,
        at=due_at,
        now=now,
        by=at_terminal(),
    )
    if ids and story.address:
        bot.followers.watches.found_at(bot.outbox.get(ids[0]).article_id, story.address)
    finished = _wait_for(bot, ids) if due_at <= now else [bot.outbox.get(i) for i in ids]
    _report(bot, proposals, finished, as_json=as_json, later=due_at > now)


def _show_proposals(proposals: Mapping[str, Proposal], article: Article) -> None:
    from bot.cli.render import show_draft
    from bot.pipeline.by_hand import Stands, describe_standing

    for proposal in proposals.values():
        if isinstance(proposal, Stands):
            line_printer()(f"left out: it {describe_standing(proposal.delivery)}")
        else:
            show_draft(proposal.draft, article)


def _wait_for(bot: Bot, ids: Sequence[str]) -> list[Delivery]:
    """Send the deliveries, or leave it to the daemon where one works on this database."""
    import time

    from bot.engine.boot import boot
    from bot.engine.lock import deliverer_lock
    from bot.engine.storage import verdicts_saved
    from bot.model.delivery import State
    from bot.model.errors import AlreadyRunning

    def current() -> list[Delivery]:
        return [bot.outbox.get(delivery_id) for delivery_id in ids]

    try:
        with deliverer_lock(bot.settings.database_url):
            boot(bot, lambda line: print_error("restored", line))
            with verdicts_saved(bot):
                for delivery_id in ids:
                    bot.deliver.deliver(delivery_id)
            return current()
    except AlreadyRunning:
        patience = bot.clock.monotonic() + bot.timing.lease.total_seconds()
        pending = {State.SCHEDULED, State.SENDING}
        while bot.clock.monotonic() < patience and any(d.state in pending for d in current()):
            time.sleep(0.2)
        return current()


def _report(
    bot: Bot,
    proposals: Mapping[str, Proposal],
    deliveries: Sequence[Delivery],
    *,
    as_json: bool,
    later: bool,
) -> None:
    from bot.cli.cards import card_file
    from bot.cli.render import show_hand_off, show_post
    from bot.cli.shapes import compose_url, delivery_shape
    from bot.model.delivery import State
    from bot.pipeline.by_hand import Stands, describe_standing

    if as_json:
        print_json([delivery_shape(delivery) for delivery in deliveries])
    else:
        for delivery in deliveries:
            show_post(delivery, bot.settings.configuration.site.timezone)
            if delivery.state is State.HANDED_OFF:
                picture = card_file(bot.settings, delivery)
                show_hand_off(delivery, compose_url(bot.views, delivery), picture)
    for proposal in proposals.values():
        if isinstance(proposal, Stands):
            where = describe_standing(proposal.delivery)
            print_error("already_posted", f"left out: the story {where}")
    fine = {State.POSTED, State.HANDED_OFF, *([State.SCHEDULED] if later else [])}
    bad = [delivery for delivery in deliveries if delivery.state not in fine]
    for delivery in bad:
        print_error("not_posted", f"{delivery.channel}: {_why(bot, delivery)}")
    if bad:
        raise typer.Exit(1)


def _why(bot: Bot, delivery: Delivery) -> str:
    from bot.model.delivery import State

    told = f" ({delivery.error})" if delivery.error else ""
    name = f"delivery {delivery.id}"
    match delivery.state:
        case State.HELD:
            return f"{name} is held{told}; `bot approve {delivery.id}` or --yes"
        case State.UNKNOWN:
            return f"{name}: whether it was posted is not known{told}; `bot run` settles it"
        case State.SCHEDULED:
            paused = bot.outbox.channel(delivery.channel).paused
            told = f" (the channel is paused: {paused})" if paused else told
            return f"{name} waits{told}; `bot run` sends it when it may go"
        case State.FAILED:
            return f"{name} failed{told}; `bot retry {delivery.id}`"
        case _:
            return f"{name} is {delivery.state}{told}"
