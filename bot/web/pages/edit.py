"""Edit: a post's text, held against its article while it is written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fastapi import APIRouter, Response

from bot.compose import edited
from bot.compose.strange import Stretch, strange_words
from bot.model.article import Article
from bot.model.delivery import Delivery, State
from bot.model.draft import Draft
from bot.model.errors import AlreadyDecided, BotError, IllegalTransition, NotFound
from bot.postview.shown import Shown
from bot.web.items import item
from bot.web.posts import shown_draft
from bot.web.visit import Form, Reader, Visit, Writer

router = APIRouter(include_in_schema=False)

LONGEST = 100_000
"""Characters of a text that are looked at; no platform takes as many."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a text would be as a post. ``lines`` mark the words that the article does not have."""

    text: str
    length: int
    limit: int
    cost_usd: Decimal
    problems: tuple[str, ...]
    lines: tuple[tuple[Stretch, ...], ...]
    post: Shown

    @property
    def fill(self) -> int:
        """How full the post is, in per cent, at most 100."""
        return min(100, round(100 * self.length / self.limit)) if self.limit else 100

    @property
    def is_strange(self) -> bool:
        """Whether any word is marked."""
        return any(stretch.strange for line in self.lines for stretch in line)


def checked(here: Visit, delivery: Delivery, article: Article, text: str) -> Checked:
    """Hold a text against the delivery's article and channel. Raises NotFound."""
    channel = here.desk.bot.newsroom.channels.get(delivery.channel)
    if channel is None:
        raise NotFound(here.desk.words("edit.no_channel", channel=delivery.channel))
    text = text[:LONGEST].replace("\r\n", "\n")
    draft: Draft = edited(delivery.draft, text, article, channel.rules, channel.style)
    (part,) = draft.parts
    return Checked(
        text=text,
        length=part.length,
        limit=part.limit,
        cost_usd=draft.cost_usd,
        problems=draft.warnings,
        lines=strange_words(part.text, article, channel.rules, channel.style)
        if draft.warnings
        else (),
        post=shown_draft(here.desk, delivery, draft, article, now=here.now)[0],
    )


@router.get("/edit/{delivery_id}")
def edit(delivery_id: str, here: Reader) -> Response:
    """The form with the text as it is."""
    delivery, article = _editable(here, delivery_id)
    return _form(here, delivery, article, here.desk.bot.edit.text(delivery_id))


@router.post("/edit/{delivery_id}/check")
def check(delivery_id: str, here: Writer, form: Form) -> Response:
    """What the text would be; changes nothing. The page asks for it while somebody types."""
    delivery, article = _editable(here, delivery_id)
    result = checked(here, delivery, article, str(form.get("text", "")))
    return here.page("check.html", checked=result, delivery=delivery)


@router.post("/edit/{delivery_id}")
def save(delivery_id: str, here: Writer, form: Form) -> Response:
    """Change the text, and with ``then`` approve, where it passes the check; else the form again."""
    bot = here.desk.bot
    text = str(form.get("text", ""))
    then = str(form.get("then", ""))
    if then == "check":
        return _again(here, delivery_id, text, "", 200)
    seen = str(form.get("seen", "")) or None
    try:
        delivery = bot.outbox.get(delivery_id)
        if text.replace("\r\n", "\n").strip() != bot.edit.text(delivery_id).strip():
            delivery = bot.edit.apply(delivery_id, text, by=here.actor, seen=seen)
            seen = None
        if then == "approve" and delivery.state is State.HELD:
            delivery = bot.decisions.approve(delivery_id, by=here.actor, seen=seen)
    except (AlreadyDecided, IllegalTransition) as error:
        return _again(here, delivery_id, text, str(error), 409)
    except BotError as error:
        return _again(here, delivery_id, text, str(error), 422)
    words = here.desk.words
    if then == "approve" and delivery.due_at:
        when = f"{here.desk.day(delivery.due_at, here.now)}, {here.desk.clock(delivery.due_at)}"
        told = words("done.approved", title=delivery.title, channel=delivery.channel, when=when)
    else:
        told = words("done.edited", channel=delivery.channel)
    return here.go(f"/queue/{delivery.id}", told)


def _again(here: Visit, delivery_id: str, text: str, problem: str, status: int) -> Response:
    """The form with what was typed: nothing is lost."""
    delivery = here.desk.bot.outbox.get(delivery_id)
    article = here.desk.bot.views.latest_article(delivery.article_id)
    if article is None:
        raise NotFound(here.desk.words("story.unknown"))
    return _form(here, delivery, article, text, problem=problem, status=status)


def _form(
    here: Visit,
    delivery: Delivery,
    article: Article,
    text: str,
    *,
    problem: str = "",
    status: int = 200,
) -> Response:
    return here.page(
        "edit.html",
        status=status,
        delivery=delivery,
        item=item(here, delivery, article),
        article=article,
        checked=checked(here, delivery, article, text),
        problem=problem,
    )


def _editable(here: Visit, delivery_id: str) -> tuple[Delivery, Article]:
    delivery = here.desk.bot.outbox.get(delivery_id)
    article = here.desk.bot.views.latest_article(delivery.article_id)
    if article is None:
        raise NotFound(here.desk.words("story.unknown"))
    return delivery, article
