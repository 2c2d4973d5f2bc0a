"""``bot demo``: the whole loop, with nothing but this process."""

from __future__ import annotations

import shutil
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.output import console, line_printer
from bot.cli.person import at_terminal
from bot.cli.render import plain, show_deliveries
from bot.cli.shapes import text_of
from bot.model.delivery import Delivery, State

if TYPE_CHECKING:
    from bot.sandbox import Sandbox
    from bot.settings import Settings
    from bot.wiring import Bot

FOLDER = Path("data/demo")
ORIGIN = "https://courier.example.com"
"""The public address of the sample stories: X counts no link on a bare IP address as one."""

CORRECTED, CORRECTION = (
    "tarne-bridge-closure",
    "Tarne Bridge to close for ten weeks as repairs begin in January",
)
"""A story of the sample site, and the title that its newsroom gives it later."""

CONFIGURATION = """
[site]
name = "{name}"
url = "{site}"
[database]
url = "sqlite:///{database}"
[fetch]
allow_private = ["127.0.0.1"]
[[sources]]
name = "feed"
kind = "feed"
url = "{site}feed/"
first_run = "all"
[[sources]]
name = "wordpress"
kind = "wordpress"
url = "{site}"
first_run = "all"
[channels.x]
platform = "x"
card = "image"
cadence = {{ min_gap = "0s" }}
[channels.facebook]
platform = "facebook"
on_change = "amend"
cadence = {{ min_gap = "0s" }}
[channels.youtube]
platform = "youtube"
card = "image"
cadence = {{ min_gap = "0s" }}
"""


def show(*, serve: bool) -> None:
    """Run three rounds against the stand-ins and print the posts, the wall's place and the log."""
    from bot.cli.daemon import complain, stop_on_signals
    from bot.engine.lock import deliverer_lock
    from bot.engine.once import run_once
    from bot.sandbox import Sandbox
    from bot.wiring import SystemClock, open_bot

    stop = stop_on_signals()
    say = line_printer()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with Sandbox(now=SystemClock().now, site_origin=ORIGIN) as sandbox:
        bot = open_bot(_settings(sandbox), sandbox)
        bot.enter_world("sandbox")
        say(f"A sample news site stands at {sandbox.site_url}, the platforms' stand-ins beside it.")
        with deliverer_lock(bot.settings.database_url):
            say("\nFirst round: two sources show the same stories, each is posted once.")
            run_once(bot, lambda line: say(f"  {line}"), complain, stop)
            confirmed = _play_the_person(bot, sandbox)
            say(f"\nA person posted {confirmed} hand-offs on YouTube and confirmed them.")
            standing = len(sandbox.posts())
            say("\nSecond round: the bot runs again.")
            run_once(bot, lambda line: say(f"  {line}"), complain, stop)
            say(f"  posts before: {standing}, after: {len(sandbox.posts())}")
            say("\nThird round: the newsroom corrects a title; the post on Facebook follows.")
            sandbox.revise_story(CORRECTED, title=CORRECTION)
            run_once(bot, lambda line: say(f"  {line}"), complain, stop)
        _print_posts(bot)
        _print_log(bot)
        _print_wall(sandbox, serve=serve)
        if serve:
            stop.wait()


def _settings(sandbox: Sandbox) -> Settings:
    from bot.sandbox.site import NAME
    from bot.settings import Settings, parse_configuration

    text = CONFIGURATION.format(name=NAME, site=sandbox.site_url, database=FOLDER / "bot.db")
    path = FOLDER / "bot.toml"
    path.write_text(text, encoding="utf-8")
    return Settings(path, parse_configuration(text, path), environment={})


def _play_the_person(bot: Bot, sandbox: Sandbox) -> int:
    """Post every hand-off as a person would, and confirm it."""
    from bot.pipeline.pictures import picture_of
    from bot.sandbox import SandboxPost

    handed_off = bot.outbox.in_state(State.HANDED_OFF)
    for delivery in handed_off:
        post_id = f"Ugkx{delivery.id:0>8}"
        drawn = picture_of(delivery.draft)
        picture = delivery.draft.media[0].url if delivery.draft.media else ""
        sandbox.show(
            SandboxPost(
                platform=delivery.platform,
                account=sandbox.credentials(delivery.platform)["CHANNEL_ID"],
                id=post_id,
                text=text_of(delivery),
                link=delivery.draft.link or "",
                image=picture,
                at=bot.clock.now(),
                alt=drawn.alt if drawn else "",
            ),
            picture=drawn.content if drawn else None,
        )
        bot.decisions.confirm(
            delivery.id, f"https://www.youtube.com/post/{post_id}", by=at_terminal()
        )
    return len(handed_off)


def _print_posts(bot: Bot) -> None:
    def story(delivery: Delivery) -> str:
        return delivery.slug

    out = console()
    order = list(bot.newsroom.channels)
    log = sorted(bot.views.log(), key=lambda delivery: order.index(delivery.channel))
    for _, posts in groupby(sorted(log, key=story), key=story):
        out.print()
        for index, delivery in enumerate(posts):
            if index == 0:
                out.rule(plain(delivery.title, "bold"), align="left")
            part = delivery.draft.parts[0]
            out.print(plain(f"{delivery.channel}: {part.length} of {part.limit}", "cyan"))
            for line in text_of(delivery).splitlines():
                out.print(plain(f"    {line}"), soft_wrap=True)


def _print_log(bot: Bot) -> None:
    console().print(plain("\nThe log", "bold"))
    zone = bot.settings.configuration.site.timezone
    show_deliveries(bot.views.log(), zone, empty="Nothing was posted.")


def _print_wall(sandbox: Sandbox, *, serve: bool) -> None:
    saved = FOLDER / "wall.html"
    saved.write_text(sandbox.wall_html(), encoding="utf-8")
    say = line_printer()
    say(f"The wall, saved: {saved}")
    if serve:
        say(f"The wall, live:  {sandbox.wall_url}  (Ctrl-C stops)")
    else:
        say(f"The wall, live:  {sandbox.wall_url}  (until now; `bot demo --serve` keeps it open)")
