"""Tables and panels for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.output import console, printable
from bot.cli.shapes import local, moment_in_words, text_of
from bot.model.article import Article
from bot.model.delivery import Delivery, State
from bot.model.draft import Draft, Media, Part

if TYPE_CHECKING:
    from datetime import datetime

    from rich.table import Table
    from rich.text import Text

_COLOURS = {
    "posted": "green",
    "handed_off": "yellow",
    "held": "yellow",
    "unknown": "magenta",
    "failed": "red",
    "scheduled": "cyan",
    "sending": "cyan",
}


_PLATFORM_COLOURS = {"x": "white", "facebook": "blue", "youtube": "red"}
_METER = 10


def plain(text: str, style: str = "") -> Text:
    """Text that is never read as markup."""
    from rich.text import Text

    return Text(printable(text), style=style)


def table(*columns: str) -> Table:
    """An empty table with these headings."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def show_article(article: Article) -> None:
    """What was read: title, byline, key points with their attribution."""
    out = console()
    out.print(plain(article.title, "bold"))
    told = [article.byline, article.site_name, article.language, article.url]
    out.print(plain(" · ".join(word for word in told if word), "dim"))
    attribution: str | None = None
    for point in article.key_points:
        if not point.postable:
            continue
        if point.attribution != attribution and point.attribution:
            out.print(plain(f"  {point.attribution}", "italic"))
        attribution = point.attribution
        out.print(plain(f"  • {point.text}" + (f"  [{point.speaker}]" if point.speaker else "")))
    links = sum(not point.postable for point in article.key_points)
    if links:
        out.print(plain(f"  and {links} lines that are links or contents, never posted", "dim"))
    for warning in article.warnings:
        out.print(plain(f"  ! {warning}", "yellow"))
    out.print()


def show_draft(draft: Draft, article: Article | None = None) -> None:
    """One draft as it would stand there: a panel with length, price and link, then what to know about it.

    ``article``: its key points that are not in the text are told, each with the reason.
    """
    out = console()
    for number, part in enumerate(draft.parts, start=1):
        _show_part(draft, part, f" · {number} of {len(draft.parts)}" if draft.parts[1:] else "")
    if draft.link:
        out.print(plain(f"  link: {draft.link}", "dim"), soft_wrap=True)
    for media in draft.media:
        out.print(plain(f"  picture: {_described(media)}", "dim"))
    if draft.linkless is not None:
        words = f"without link ${draft.linkless.cost_usd:.3f}, where the day's budget asks for it"
        out.print(plain(f"  {words}", "dim"))
    for warning in draft.warnings:
        out.print(plain(f"  ! {warning}", "yellow"))
    for note in draft.notes:
        out.print(plain(f"  {note}", "dim"))
    for index, reason in draft.left_out if article else ():
        point = article.key_points[index].text if article else ""
        out.print(plain(f"  left out: “{_beginning(point)}” ({reason})", "dim"))
    out.print()


def _show_part(draft: Draft, part: Part, number: str) -> None:
    from rich.panel import Panel

    out = console()
    price = f"${draft.cost_usd:.3f}" if draft.cost_usd else "free"
    price += " in all" if number else ""
    text = plain(part.text)
    if draft.link and not any("://" in each.text for each in draft.parts):
        text += plain(f"\n\n[{draft.link.split('/')[2]}]", "dim")
    out.print(
        Panel(
            text,
            title=plain(f"{draft.channel} ({draft.platform}){number}"),
            title_align="left",
            subtitle=plain(f"{meter(part.length, part.limit)} · {price}"),
            subtitle_align="right",
            border_style=_PLATFORM_COLOURS.get(draft.platform, ""),
            width=min(out.width, 84),
            padding=(1, 2),
        )
    )


def meter(length: int, limit: int) -> str:
    """How full a post is: "████████░░ 224 of 280"; "over by 3" where it is too long."""
    filled = min(_METER, -(-_METER * length // limit)) if limit else _METER
    over = f", over by {length - limit}" if length > limit else ""
    return f"{'█' * filled}{'░' * (_METER - filled)} {length:,} of {limit:,}{over}"


def _described(media: Media) -> str:
    """A picture in one line: where it is from, or what is drawn."""
    card = media.card
    if card is None:
        return f"{media.url} ({media.alt or 'no alt text'})"
    points = sum(len(group.points) for group in card.groups)
    told = f"{points} key point{'s' if points != 1 else ''}" if points else "the title alone"
    price = f", ${media.price_usd:.3f}" if media.price_usd else ""
    form = card.format
    return f"{told}, {form.width} × {form.height}, alternative text of {len(media.alt)} of {form.alt_limit}{price}"


def _beginning(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


def show_deliveries(deliveries: Sequence[Delivery], zone: str, *, empty: str) -> None:
    """Deliveries as a table, times in the site's zone."""
    if not deliveries:
        console().print(empty)
        return
    made = table("id", "channel", "state", f"time ({zone})", "story", "where or why", "$")
    for delivery in deliveries:
        url = delivery.posts[0].url if delivery.posts else ""
        where = url if delivery.state is State.POSTED else delivery.error or url
        made.add_row(
            delivery.id,
            plain(delivery.channel),
            plain(delivery.state, _COLOURS.get(delivery.state, "")),
            local(_time_of(delivery), zone),
            plain(delivery.title),
            plain(where),
            f"{delivery.cost_usd or delivery.draft.cost_usd:.3f}",
        )
    console().print(made)


def _time_of(delivery: Delivery) -> datetime | None:
    """When it was posted, or ended otherwise; of one that is not finished, when it is due."""
    ended = delivery.posted_at or delivery.ended_at
    return ended or delivery.due_at or delivery.sent_at


def show_hand_off(delivery: Delivery, compose_url: str, card: Path | None = None) -> None:
    """What a person does about a hand-off: where to post it, which picture (``card``: a file), how to confirm."""
    steps = [f"post it at {compose_url}" if compose_url else "post it by hand"]
    steps += [f"with the picture {media.url}" for media in delivery.draft.media if media.url]
    steps += [f"with the picture {card}"] if card else []
    steps.append(f"then: bot confirm {delivery.id} URL-OF-THE-POST")
    out = console()
    out.print(plain(f"{delivery.channel} waits for you: {delivery.title}", "yellow"))
    for step in steps:
        out.print(plain(f"    {step}"), soft_wrap=True)
    out.print()


def show_post(delivery: Delivery, zone: str) -> None:
    """The text of a delivery under a line that says where it stands, or when it goes out in the site's zone."""
    out = console()
    stands = f"{delivery.channel}: {delivery.state}"
    if delivery.state is State.SCHEDULED and delivery.due_at is not None:
        stands += f" for {moment_in_words(delivery.due_at, zone)}"
    out.print(plain(stands, "bold"))
    for line in text_of(delivery).splitlines():
        out.print(plain(f"    {line}"), soft_wrap=True)
    for post in delivery.posts:
        out.print(plain(f"    → {post.url}", "green"), soft_wrap=True)
    if delivery.has_begun and delivery.error:
        out.print(plain(f"    {delivery.error}", "yellow"), soft_wrap=True)
    out.print()
