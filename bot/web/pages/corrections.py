"""Corrections: posts whose story was corrected or withdrawn, what is different, and what to do about each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Response

from bot.model.amendment import ENDED, Action, Amendment, Progress
from bot.model.errors import BotError
from bot.web.items import Item, items
from bot.web.pages.today import is_running
from bot.web.visit import Form, Reader, Visit, Writer

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Correction:
    """One amendment beside its post. ``amends`` and ``retracts``: the bot can do it; else a person says that they did."""

    amendment: Amendment
    item: Item
    amends: bool
    retracts: bool

    @property
    def is_open(self) -> bool:
        """Whether a person is to decide."""
        return self.amendment.progress is Progress.OPEN

    @property
    def can_amend(self) -> bool:
        """Whether there is another text to put or to say."""
        return self.amendment.draft is not None


@router.get("/corrections")
def corrections(here: Reader) -> Response:
    """Those that are not ended, first those that a person is to decide."""
    bot = here.desk.bot
    found = bot.followers.amendments.in_progress(*(p for p in Progress if p not in ENDED))
    deliveries = [bot.outbox.get(amendment.delivery_id) for amendment in found]
    made = [_correction(here, a, i) for a, i in zip(found, items(here, deliveries), strict=True)]
    made.sort(key=lambda correction: not correction.is_open)
    return here.page("corrections.html", posts=made, runs=is_running(here))


def _correction(here: Visit, amendment: Amendment, item: Item) -> Correction:
    plan = here.desk.bot.newsroom.channels.get(amendment.channel)
    return Correction(
        amendment,
        item,
        amends=plan is not None and bool(plan.rules.amends),
        retracts=plan is not None and plan.rules.retracts,
    )


@router.post("/corrections/{delivery_id}/amend")
def amend(delivery_id: str, here: Writer, form: Form) -> Response:
    """Bring the post in line with its story."""
    order = here.desk.bot.followers.amend.order
    return _decide(here, form, "done.amend", lambda: order(delivery_id, Action.EDIT, by=here.actor))


@router.post("/corrections/{delivery_id}/retract")
def retract(delivery_id: str, here: Writer, form: Form) -> Response:
    """Take the post down."""
    order = here.desk.bot.followers.amend.order
    return _decide(
        here, form, "done.retract", lambda: order(delivery_id, Action.DELETE, by=here.actor)
    )


@router.post("/corrections/{delivery_id}/dismiss")
def dismiss(delivery_id: str, here: Writer, form: Form) -> Response:
    """Leave the post as it is."""
    amend = here.desk.bot.followers.amend
    return _decide(here, form, "done.left", lambda: amend.dismiss(delivery_id, by=here.actor))


def _decide(here: Visit, form: Form, words: str, act: Callable[[], object]) -> Response:
    try:
        act()
    except BotError as error:
        return here.back(form, str(error), "bad")
    return here.back(form, here.desk.words(words))
