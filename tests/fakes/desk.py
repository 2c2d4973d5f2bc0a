"""A desk on a newsroom of its own, served over HTTP in this process, with the sandbox's stand-ins behind it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import requests

from bot.engine.once import run_once
from bot.model.article import Article
from bot.model.delivery import Delivery, State
from bot.model.identity import article_witnesses
from bot.model.user import Actor, Role
from bot.pipeline.ports import NewDelivery
from bot.sandbox import Sandbox
from bot.settings import Settings, parse_configuration
from bot.store.passwords import Passwords
from bot.web.app import create_app
from bot.web.server import served
from bot.wiring import Bot, open_bot

PASSWORD = "four words make it long"
CONFIGURATION = """
[site]
name = "The Sample"
url = "{site}"
timezone = "Europe/Brussels"
[database]
url = "sqlite:///{folder}/bot.db"
[fetch]
allow_private = ["127.0.0.1"]
[web]
{web}
[[sources]]
name = "front"
kind = "feed"
url = "{site}feed/"
first_run = "all"
flood = {flood}
[channels.x]
platform = "x"
review = "all"
cadence = {{ min_gap = "0s", max_age = "none" }}
[channels.facebook]
platform = "facebook"
review = "all"
cadence = {{ slots = ["08:00", "12:00", "18:00"], max_age = "none" }}
[channels.youtube]
platform = "youtube"
cadence = {{ min_gap = "0s", max_age = "none" }}
"""


class Room:
    """A bot with a sandbox, two accounts ("anna", an admin, and "ben") and the address of its desk."""

    def __init__(self, bot: Bot, sandbox: Sandbox, base: str) -> None:
        self.bot = bot
        self.sandbox = sandbox
        self.base = base

    def work(self) -> None:
        """One round of the bot: poll, deliver what is due, settle."""
        run_once(self.bot, _quiet, _quiet, threading.Event())

    def waiting(self, state: State, channel: str) -> list[Delivery]:
        """Deliveries in a state, of a channel."""
        return [d for d in self.bot.views.queue({state}) if d.channel == channel]

    def admit(self, article: Article, *deliveries: NewDelivery) -> tuple[str, ...]:
        """A story with its deliveries; the ids of those."""
        return self.bot.articles.admit(
            None,
            article,
            digest="",
            witnesses=article_witnesses(article.url, article.title, article.text),
            deliveries=deliveries,
            now=self.bot.clock.now(),
        ).delivery_ids

    def browser(self, name: str | None = "anna") -> Browser:
        """Somebody's browser without scripts, logged in unless ``name`` is None."""
        browser = Browser(self.base)
        if name is not None:
            answer = browser.log_in(name, PASSWORD)
            assert answer.status_code == 200, answer.text
        return browser


class Browser:
    """Reads pages and sends their forms as a browser does; keeps cookies, follows redirects."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.session = requests.Session()
        self.session.trust_env = False

    def get(self, path: str, **more: object) -> requests.Response:
        return self.session.get(self.base + path, timeout=20, **more)  # type: ignore[arg-type]

    def post(
        self, path: str, form: dict[str, str], *, page: str = "/", **more: object
    ) -> requests.Response:
        """Send a form of the page at ``page``, with that page's mark."""
        given = {"csrf": self.mark(page), "back": page, **form}
        return self.session.post(self.base + path, data=given, timeout=20, **more)  # type: ignore[arg-type]

    def mark(self, page: str = "/") -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.get(page).text)
        assert found
        return found[1]

    def seen(self, page: str, delivery_id: str) -> str:
        """The mark of a delivery as the page shows it."""
        text = self.get(page).text
        form = text[text.index(f"/deliveries/{delivery_id}/") :]
        found = re.search(r'name="seen" value="([0-9a-f]+)"', form)
        assert found
        return found[1]

    def log_in(self, name: str, password: str) -> requests.Response:
        return self.post("/login", {"name": name, "password": password}, page="/login")


@contextmanager
def desk_room(
    folder: Path, *, web: str = "", accounts: bool = True, flood: int = 0
) -> Iterator[Room]:
    """The room; everything is stopped at the end. ``web``: more lines for the table [web]."""
    with Sandbox(now=lambda: datetime.now(UTC), refuse_duplicates=False) as sandbox:
        text = CONFIGURATION.format(site=sandbox.site_url, folder=folder, web=web, flood=flood)
        path = folder / "bot.toml"
        bot = open_bot(Settings(path, parse_configuration(text, path), {}), sandbox)
        # hashing is meant to be slow, and these passwords are known
        bot.users._passwords = Passwords(rounds=1, kibibytes=64)
        try:
            if accounts:
                for name, role in (("anna", Role.ADMIN), ("ben", Role.EDITOR)):
                    bot.users.add(name, role, PASSWORD, by=Actor("test"), now=bot.clock.now())
            table = bot.settings.configuration.web
            with served(create_app(bot), "127.0.0.1", 0, proxies=table.proxies) as port:
                yield Room(bot, sandbox, f"http://127.0.0.1:{port}")
        finally:
            bot.database.close()


def _quiet(_line: str) -> None:
    pass
