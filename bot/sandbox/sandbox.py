"""The sandbox: everything that the bot talks to, made here, on this machine alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from bot.model.errors import UsageError
from bot.sandbox.control import Control
from bot.sandbox.exchange import Answer, Request, StandIn
from bot.sandbox.facebook import FacebookStandIn
from bot.sandbox.faults import Faults
from bot.sandbox.oauth2 import OAuth2Server
from bot.sandbox.pictures import PLACE
from bot.sandbox.posts import Ledger, SandboxPost
from bot.sandbox.server import Server
from bot.sandbox.site import NAME, Site, Story
from bot.sandbox.switchboard import Switchboard
from bot.sandbox.wall import Wall
from bot.sandbox.x import OAUTH2, XStandIn
from bot.sandbox.youtube import YouTubeStandIn


@dataclass(frozen=True, slots=True)
class _Running:
    server: Server
    ledger: Ledger
    stand_ins: Mapping[str, StandIn]
    wall: Wall
    site: Site | None


class Sandbox:
    """Stand-ins for X, Facebook and YouTube, a sample news site and the wall, over real HTTP.

    A context manager. ``now`` gives aware times. ``port`` 0 takes any free one. ``store`` is a
    file that keeps the posts over restarts. ``site`` False leaves the sample site out;
    ``site_origin`` ("https://courier.example.com") gives its stories another public address than
    this server's; the pages are served here all the same. ``name`` is the publisher's name on the wall.
    ``refuse_duplicates`` False lets equal posts stand, so that a test can count them.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        port: int = 0,
        store: Path | None = None,
        site: bool = True,
        site_origin: str = "",
        name: str = NAME,
        refuse_duplicates: bool = True,
    ) -> None:
        self.faults = Faults()
        self._now = now
        self._port = port
        self._store = store
        self._has_site = site
        self._site_origin = site_origin
        self._name = name
        self._refuse_duplicates = refuse_duplicates
        self._running: _Running | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Bind the port, read the store and answer from now on, in a thread of its own.

        Raises UsageError where the port is taken, StoreError
        where ``store`` holds something else.
        """
        if self._running is not None:
            return
        self.faults.open()
        ledger = Ledger(self._store, refuse_duplicates=self._refuse_duplicates)
        try:
            server = Server(self._port, self._clock)
        except UsageError:
            ledger.close()
            raise
        origin = self._site_origin or server.address
        site = Site(origin, started=self._clock()) if self._has_site else None
        wall = Wall(ledger, site, name=self._name)
        stand_ins = _stand_ins(ledger, self._name, server.address)
        pages: dict[str, Callable[[Request], Answer]] = {
            "": wall.answer,
            "wall": wall.answer,
            "control": Control(self.faults, ledger).answer,
        }
        if site is not None:
            pages["site"] = site.answer
        self._running = _Running(server, ledger, stand_ins, wall, site)
        server.run(Switchboard(stand_ins, pages, self.faults))

    def close(self) -> None:
        """Release what hangs, stop answering and close the store. May be called twice."""
        if self._running is not None:
            self.faults.close()
            self._running.server.stop()
            self._running.ledger.close()
            self._running = None

    def base_url(self, platform: str) -> str:
        """What a channel's ``base_url`` is set to; ``platform`` is "x", "facebook" or "youtube"."""
        return f"{self._active.server.address}/{platform}"

    @property
    def site_url(self) -> str:
        """The sample site's home page, ending in "/"."""
        return f"{self._active.server.address}/site/"

    def served_at(self, url: str) -> str:
        """Where this server has a page of the sample site, given its public address; others stay as they are."""
        origin = self._site_origin.rstrip("/")
        if origin and url.startswith(origin + "/"):
            return self._active.server.address + url.removeprefix(origin)
        return url

    @property
    def wall_url(self) -> str:
        """The page that shows the three timelines."""
        return f"{self._active.server.address}/wall"

    def credentials(self, platform: str) -> Mapping[str, str]:
        """The made-up credentials that the platform's stand-in accepts, by suffix."""
        return self._active.stand_ins[platform].credentials

    @property
    def x_oauth2(self) -> OAuth2Server:
        """What X's stand-in grants; ``oauth2_credentials`` are those that it begins with."""
        stand_in = self._active.stand_ins["x"]
        assert isinstance(stand_in, XStandIn)
        return stand_in.oauth2

    def oauth2_credentials(self) -> Mapping[str, str]:
        """The made-up credentials of OAuth 2 that X's stand-in accepts, by suffix."""
        return OAUTH2

    def posts(self) -> tuple[SandboxPost, ...]:
        """The posts that stand, oldest first."""
        return self._active.ledger.standing()

    def show(self, post: SandboxPost, picture: bytes | None = None) -> None:
        """Put a post on the wall that a person made: a hand-off to YouTube that was confirmed.

        ``picture`` is the file that the person added, if any, in place of ``post.image``.

        Raises UsageError for another platform, whose stand-in knows only what it accepted itself.
        """
        if post.platform != "youtube":
            raise UsageError(
                f"the wall shows handed-off posts of youtube only, not {post.platform}"
            )
        ledger = self._active.ledger
        kept = ledger.pictures.add("youtube", picture, alt=post.alt) if picture else None
        if kept is not None:
            image, alt = ledger.pictures.use("youtube", kept[0])
            post = replace(post, image=image, alt=alt)
        ledger.show(post)

    def picture(self, post: SandboxPost) -> bytes | None:
        """The picture that was uploaded with the post."""
        stored = self._active.ledger.pictures.get(post.image.removeprefix(PLACE))
        return stored.content if stored else None

    def revise_story(self, slug: str, **changes: str) -> None:
        """Change a story of the sample site, as its newsroom would: ``title``, ``body``. Raises KeyError."""
        self._site.revise(slug, self._clock(), **changes)

    def withdraw_story(self, slug: str) -> None:
        """Take a story off the sample site."""
        self._site.withdraw(slug)

    @property
    def stories(self) -> tuple[Story, ...]:
        """The stories of the sample site, newest first."""
        return self._site.stories

    @property
    def _site(self) -> Site:
        if self._active.site is None:
            raise UsageError("this sandbox has no sample site")
        return self._active.site

    def wall_html(self) -> str:
        """The wall as one file that needs neither this server nor a network."""
        return self._active.wall.saved(self._clock())

    @property
    def _active(self) -> _Running:
        if self._running is None:
            raise UsageError("the sandbox is not running; call start() first")
        return self._running

    def _clock(self) -> datetime:
        return self._now().astimezone(UTC)


def _stand_ins(ledger: Ledger, name: str, address: str) -> Mapping[str, StandIn]:
    return {
        "x": XStandIn(ledger, name=name, handle=handle_of(name)),
        "facebook": FacebookStandIn(ledger, name=name),
        "youtube": YouTubeStandIn(ledger, token_uri=f"{address}/youtube/token"),
    }


def handle_of(name: str) -> str:
    """A handle made of the publisher's name: as many of its words as fit 15 characters, as on X."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in name).split()
    handle = ""
    for word in words:
        if word.lower() != "the" and len(handle + word) <= 15:
            handle += word[0].upper() + word[1:]
    return handle or "newsroom"
