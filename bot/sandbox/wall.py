"""The wall: the three timelines on one page, as readers would see them.

The page holds no script and asks for nothing from elsewhere. Whatever a post contains is
escaped, and only http(s) addresses become links.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from bot.postview.links import domain_of, is_web_link
from bot.postview.shown import Card, Shown, ago, pieces_of
from bot.sandbox.exchange import HTML, Answer, Request, text_answer
from bot.sandbox.pictures import PLACE
from bot.sandbox.posts import Ledger, SandboxPost
from bot.sandbox.site import Site
from bot.sandbox.site.edition import PATH
from bot.sandbox.site.story import image_bytes

_ENVIRONMENT = Environment(
    loader=ChoiceLoader([PackageLoader("bot.sandbox"), PackageLoader("bot.postview")]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_CSS: str = "\n".join(_ENVIRONMENT.get_template(name).render() for name in ("wall.css", "post.css"))
_CSS_HASH = base64.b64encode(hashlib.sha256(_CSS.encode()).digest()).decode()
POLICY = (
    "default-src 'none'; img-src 'self' data:; base-uri 'none'; form-action 'none';"
    f" style-src 'sha256-{_CSS_HASH}'"
)
_SHOWN = 100  # posts of a platform, the newest


class Wall:
    """The page over all posts. ``site`` tells what a link to one of its own stories shows."""

    def __init__(self, ledger: Ledger, site: Site | None, *, name: str) -> None:
        self._ledger = ledger
        self._site = site
        self._name = name

    def answer(self, request: Request) -> Answer:
        """The page for a browser; it asks for itself again every five seconds."""
        if request.method == "GET" and request.path.startswith("/pictures/"):
            return self._picture_file(request.path.removeprefix("/pictures/"))
        if request.method != "GET" or request.path not in {"", "/"}:
            return text_answer(404, "The wall is at /wall")
        page = self._render(request.now, served=True)
        headers = (
            ("Content-Security-Policy", POLICY + "; frame-ancestors 'none'"),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-store"),
        )
        return Answer(200, page.encode(), HTML, headers)

    def _picture_file(self, name: str) -> Answer:
        stored = self._ledger.pictures.get(name)
        if stored is None:
            return text_answer(404, "There is no such picture")
        return Answer(200, stored.content, stored.media_type)

    def saved(self, now: datetime) -> str:
        """The page as one file: pictures within it, and it stays as it is."""
        return self._render(now, served=False)

    def _render(self, now: datetime, *, served: bool) -> str:
        columns = {
            platform: self._column(self._ledger.standing(platform)[-_SHOWN:], now, served)
            for platform in ("x", "facebook", "youtube")
        }
        return _ENVIRONMENT.get_template("wall.html").render(
            columns=columns,
            gone={platform: self._ledger.taken_down(platform) for platform in columns},
            css=_CSS,
            policy=POLICY,
            name=self._name,
            refresh=5 if served else 0,
        )

    def _column(self, posts: Sequence[SandboxPost], now: datetime, served: bool) -> list[Shown]:
        """The newest first; replies stand under the post that they answer."""
        ids = {post.id for post in posts}
        replies: dict[str, list[SandboxPost]] = {}
        for post in posts:
            replies.setdefault(post.reply_to if post.reply_to in ids else "", []).append(post)
        column: list[Shown] = []
        left = list(replies.get("", ()))  # a stack, the newest on top
        while left:
            post = left.pop()
            answers = replies.get(post.id, [])
            column.append(
                replace(
                    self._shown(post, now, served),
                    is_reply=post.reply_to in ids,
                    is_answered=bool(answers),
                )
            )
            left += reversed(answers)
        return column

    def _shown(self, post: SandboxPost, now: datetime, served: bool) -> Shown:
        return Shown(
            platform=post.platform,
            name=self._name,
            handle=post.account,
            pieces=pieces_of(post.text, lambda link: self._target(link, served)),
            at=post.at,
            ago=ago(post.at, now) + (" · edited" if self._ledger.is_edited(post) else ""),
            card=self._card(post.link, served) if post.platform != "youtube" else None,
            picture=self._picture(post, served),
        )

    def _target(self, link: str, served: bool) -> str:
        """Where a link leads: a story of the sample site is found here, whatever its public address."""
        story = self._site.story_at(link) if self._site and served else None
        return link if story is None else f"{PATH}/{story.slug}/"

    def _card(self, link: str, served: bool) -> Card | None:
        if not is_web_link(link):
            return None
        domain = domain_of(link)
        story = self._site.story_at(link) if self._site else None
        if story is None:
            return Card(link, "", domain, "", "")
        image = _image(story.image, served)
        return Card(self._target(link, served), story.title, domain, image, story.image_alt)

    def _picture(self, post: SandboxPost, served: bool) -> Card | None:
        """The picture that a post carries itself: one that was uploaded, or one of the sample site's."""
        if post.image.startswith(PLACE):
            return self._uploaded(post, served)
        name = urlsplit(post.image).path.rpartition("/")[2] if is_web_link(post.image) else ""
        if self._site is None or image_bytes(name) is None:
            return None
        alt = next((s.image_alt for s in self._site.stories if s.image == name), "")
        return Card(post.image, "", "", _image(name, served), alt)

    def _uploaded(self, post: SandboxPost, served: bool) -> Card | None:
        stored = self._ledger.pictures.get(post.image.removeprefix(PLACE))
        if stored is None:
            return None
        inline = f"data:{stored.media_type};base64,{base64.b64encode(stored.content).decode()}"
        source = post.image if served else inline
        size = (stored.width, stored.height)
        return Card(post.image, "", "", source, post.alt, size, tells_alt=True)


def _image(name: str, served: bool) -> str:
    if served:
        return f"{PATH}/images/{name}"
    return "data:image/png;base64," + base64.b64encode(image_bytes(name) or b"").decode()
