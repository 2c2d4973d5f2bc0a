"""Stories and their witnesses inside one transaction; ``ArticleStore`` opens and commits it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from bot.model.article import Article, Entry
from bot.model.identity import Witness, fingerprint, slug_of
from bot.pipeline.ports import KnownArticle
from bot.store.codec import encode
from bot.store.rows import inserted_id
from bot.store.statements import insert_missing
from bot.store.tables import articles, entries, revisions, witnesses
from bot.store.watches import note_revision

KNOWN: Select[Any] = select(articles.c.id, articles.c.url, articles.c.slug, articles.c.title)


def known_of(row: Row[Any]) -> KnownArticle:
    """A row of ``KNOWN`` as the value that leaves the store."""
    return KnownArticle(str(row.id), row.url, row.slug, row.title)


def owner_of(connection: Connection, marks: Sequence[Witness]) -> int | None:
    """The story that the first known witness belongs to."""
    for mark in marks:
        owner: int | None = connection.execute(
            select(witnesses.c.article_id).where(
                witnesses.c.kind == mark.kind, witnesses.c.value == mark.value
            )
        ).scalar()
        if owner is not None:
            return owner
    return None


def join(connection: Connection, article_id: int, marks: Sequence[Witness]) -> bool:
    """Give the story the witnesses that have no owner yet; whether that was all of them."""
    distinct = sorted(
        set(marks), key=lambda mark: (mark.kind, mark.value)
    )  # one order: no deadlock
    given = [
        insert_missing(
            connection,
            witnesses,
            {"kind": mark.kind, "value": mark.value, "article_id": article_id},
        )
        for mark in distinct
    ]
    return all(given)


def remembered(connection: Connection, entry: Entry, *, now: datetime) -> int:
    """A new story that was seen but not read; its id."""
    statement = insert(articles).values(
        url=entry.url,
        slug=slug_of(entry.url),
        title="",
        first_seen_at=now,
        fingerprint="",
    )
    return inserted_id(connection, statement)


def read(connection: Connection, article: Article, *, now: datetime) -> int:
    """A new story with its first revision; its id."""
    words = fingerprint(article.title, article.text)
    values = {"first_seen_at": now, **_identity(article), **_wording(article, words)}
    article_id = inserted_id(connection, insert(articles).values(values))
    _keep(connection, article_id, article, words, now)
    return article_id


def revise(connection: Connection, article_id: int, article: Article, *, now: datetime) -> bool:
    """Make ``article`` the current revision of the story; whether its words were others before.

    A story that was only remembered also gets its URL and date, and that is no change of words.
    """
    words = fingerprint(article.title, article.text)
    before: str = connection.execute(
        select(articles.c.fingerprint).where(articles.c.id == article_id).with_for_update()
    ).scalar_one()
    if before == words:
        return False
    values = _wording(article, words) | ({} if before else _identity(article))
    connection.execute(update(articles).where(articles.c.id == article_id).values(values))
    _keep(connection, article_id, article, words, now)
    if before:
        note_revision(connection, article_id)
    return before != ""


def _identity(article: Article) -> dict[str, Any]:
    return {
        "url": article.url,
        "slug": article.slug,
        "published_at": article.published_at,
    }


def _wording(article: Article, words: str) -> dict[str, Any]:
    return {"title": article.title, "language": article.language, "fingerprint": words}


def _keep(
    connection: Connection, article_id: int, article: Article, words: str, now: datetime
) -> None:
    # a story that returns to earlier words finds that revision there
    insert_missing(
        connection,
        revisions,
        {
            "article_id": article_id,
            "fingerprint": words,
            "title": article.title,
            "data": encode(article),
            "seen_at": now,
        },
    )


def note_entry(
    connection: Connection, entry: Entry, article_id: int, *, digest: str, now: datetime
) -> None:
    """The entry was read with success, and is of this story."""
    _put_entry(
        connection,
        entry,
        {
            "url": entry.url,
            "digest": digest,
            "article_id": article_id,
            "failures": 0,
            "error": None,
            "seen_at": now,
        },
    )


def note_failure(connection: Connection, entry: Entry, error: str, *, now: datetime) -> None:
    """The entry could not be read. Its old digest stays, so that it still counts as changed."""
    _put_entry(
        connection,
        entry,
        {"failures": entries.c.failures + 1, "error": error, "seen_at": now},
    )


def _put_entry(connection: Connection, entry: Entry, values: dict[str, Any]) -> None:
    key = {"source": entry.source, "guid": entry.guid}
    new = {"url": entry.url, "digest": "", "failures": 0, "seen_at": values["seen_at"]}
    insert_missing(connection, entries, key | new)
    connection.execute(
        update(entries)
        .where(entries.c.source == entry.source, entries.c.guid == entry.guid)
        .values(values)
    )
