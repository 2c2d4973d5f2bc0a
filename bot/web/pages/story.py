"""Story: the article, its key points, its posts on all channels, its revisions; and its pictures."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from bot.model.draft import Draft
from bot.model.errors import CardError, NotFound
from bot.pipeline.pictures import picture_of as card_of
from bot.web.items import items
from bot.web.passages import paragraphs
from bot.web.pictures import Picture
from bot.web.visit import Reader, Visit

router = APIRouter(include_in_schema=False)

_NO_PICTURE = "There is no picture.\n"


@router.get("/stories/{article_id}")
def story(article_id: str, here: Reader, revision: str = "") -> Response:
    """One story, as it is or as a revision had it."""
    reads = here.desk.bot.reads
    file = reads.story(article_id)
    article = reads.revision(article_id, revision) if revision else file.article
    if article is None:
        raise NotFound(here.desk.words("story.unknown"))
    return here.page(
        "story.html",
        article=article,
        article_id=article_id,
        paragraphs=paragraphs(article),
        items=items(here, file.deliveries),
        used={
            index: [d.channel for d in file.deliveries if index in d.draft.key_points]
            for index in range(len(article.key_points))
        },
        revisions=file.revisions,
        revision=revision,
        sightings=file.sightings,
    )


@router.get("/stories/{article_id}/picture")
def story_picture(article_id: str, here: Reader) -> Response:
    """The story's own picture."""
    article = here.desk.bot.views.latest_article(article_id)
    url = article.image.url if article and article.image else ""
    return _picture(here, url, "")


@router.get("/deliveries/{delivery_id}/picture")
def delivery_picture(delivery_id: str, here: Reader, download: bool = False) -> Response:
    """The picture that goes with a post; ``download`` saves it under a name that tells which."""
    delivery = here.desk.bot.outbox.get(delivery_id)
    url = delivery.draft.media[0].url if delivery.draft.media else ""
    drawn = _drawn(delivery.draft)
    return _picture(here, url, f"{delivery.channel}-{delivery.id}" if download else "", drawn)


def _drawn(draft: Draft) -> Picture | None:
    """The picture of the draft's key points."""
    try:
        card = card_of(draft)
    except CardError:
        return None
    return Picture(card.content, "image/png", "png") if card else None


def _picture(here: Visit, url: str, save_as: str, drawn: Picture | None = None) -> Response:
    pictures = here.desk.pictures
    picture = drawn
    if url and drawn is None:
        picture = pictures.whole(url) if save_as else pictures.small(url)
    if picture is None:
        return PlainTextResponse(_NO_PICTURE, 404)
    headers = {
        "Cache-Control": "private, max-age=3600",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    if save_as:
        headers["Content-Disposition"] = f'attachment; filename="{save_as}.{picture.suffix}"'
    return Response(picture.body, headers=headers, media_type=picture.content_type)
