"""Stories and their witnesses inside one transaction; ``ArticleStore`` opens and commits it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select, update

from bot.model.article import Article, Entry
from bot.model.identity import Witness, WitnessKind, fingerprint, slug_of
from bot.pipeline.ports import FIRST_READINGS_APART, KnownArticle
from bot.store.codec import encode
from bot.store.columns import as_key
from bot.store.statements import insert_all_missing, insert_missing, insert_numbered, replace_all
from bot.store.tables import articles, entries, revisions, witnesses
from bot.store.watching import note_revision
from bot.store.words import index_words

KNOWN: Select[Any] = select(articles.c.id, articles.c.url, articles.c.slug, articles.c.title)

AT_ONCE = 500
"""Values asked for in one query: databases cap how many a query may carry."""
_OWNERS = select(witnesses.c.value, witnesses.c.article_id).where(
    witnesses.c.kind == bindparam("kind"), witnesses.c.value.in_(bindparam("some", expanding=True))
)


def known_of(row: Row[Any]) -> KnownArticle:
    """A row of ``KNOWN`` as the value that leaves the store."""
    return KnownArticle(str(row.id), row.url, row.slug, row.title)


def owner_of(connection: Connection, marks: Sequence[Witness]) -> int | None:
    """The story that the first known witness belongs to."""
    telling = [mark for mark in marks if mark.kind is not WitnessKind.TITLE]
    owners = owners_of(connection, telling)
    return next((owners[mark] for mark in telling if mark in owners), None)


def owners_of(connection: Connection, marks: Iterable[Witness]) -> dict[Witness, int]:
    """Of these witnesses those that are known, with their stories."""
    by_kind: dict[WitnessKind, dict[str, Witness]] = defaultdict(dict)
    for mark in marks:
        by_kind[mark.kind][as_key(mark.value)] = mark
    owners: dict[Witness, int] = {}
    for kind, by_value in by_kind.items():
        values = list(by_value)
        for start in range(0, len(values), AT_ONCE):
            asked = {"kind": kind, "some": values[start : start + AT_ONCE]}
            for value, article_id in connection.execute(_OWNERS, asked):
                owners[by_value[value]] = article_id
    return owners


def join(connection: Connection, article_id: int, marks: Sequence[Witness]) -> bool:
    """Give the story the witnesses that have no owner yet; whether that was all of them."""
    return join_all(connection, [(article_id, mark) for mark in marks])


def join_all(connection: Connection, owned: Iterable[tuple[int, Witness]]) -> bool:
    """Give stories the witnesses that have no owner yet; whether that was all of them.

    A title belongs to the story that had it first, and is not counted.
    """
    # one order: no deadlock
    distinct = sorted(set(owned), key=lambda pair: (pair[1].kind, pair[1].value))
    values = [
        {"kind": mark.kind, "value": mark.value, "article_id": article_id}
        for article_id, mark in distinct
    ]
    titles = [value for value in values if value["kind"] is WitnessKind.TITLE]
    others = [value for value in values if value["kind"] is not WitnessKind.TITLE]
    insert_all_missing(connection, witnesses, titles)
    return insert_all_missing(connection, witnesses, others) == len(others)


def remembered(connection: Connection, seen: Sequence[Entry], *, now: datetime) -> list[int]:
    """New stories that were seen but not read; their ids."""
    ids = insert_numbered(
        connection,
        articles,
        [
            {
                "url": entry.url,
                "slug": slug_of(entry.url),
                "title": "",
                "first_seen_at": now,
                "fingerprint": "",
            }
            for entry in seen
        ],
    )
    index_words(
        connection,
        [(number, "", slug_of(entry.url)) for number, entry in zip(ids, seen, strict=True)],
    )
    return ids


def read(connection: Connection, new: Sequence[tuple[Article, str]], *, now: datetime) -> list[int]:
    """New stories, each with its fingerprint, and their first revisions; the stories' ids."""
    ids = insert_numbered(
        connection,
        articles,
        [
            {"first_seen_at": now, **_identity(article), **_wording(article, told)}
            for article, told in new
        ],
    )
    kept = [(number, article, told) for number, (article, told) in zip(ids, new, strict=True)]
    insert_all_missing(connection, revisions, [_revision(*facts, now) for facts in kept])
    index_words(connection, [(number, article.title, article.slug) for number, article, _ in kept])
    return ids


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
    index_words(connection, [(article_id, article.title, article.slug)])
    # a story that returns to earlier words finds that revision there
    insert_missing(connection, revisions, _revision(article_id, article, words, now))
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


def _revision(article_id: int, article: Article, words: str, now: datetime) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "fingerprint": words,
        "title": article.title,
        "data": encode(article),
        "seen_at": now,
    }


def move(connection: Connection, article_id: int, source: str, url: str) -> None:
    """The story stands at ``url`` now, if this source has shown it before at another address."""
    shown = select(entries.c.id).where(
        entries.c.article_id == article_id, entries.c.source == source
    )
    connection.execute(
        update(articles)
        .where(articles.c.id == article_id, shown.exists())
        .values(url=url, slug=slug_of(url))
    )
    index_words(connection, [(article_id, "", slug_of(url))])


def note_entries(
    connection: Connection, read: Sequence[tuple[Entry, int, str, str | None]], *, now: datetime
) -> None:
    """The entries were dealt with: each with its story, its digest, and why it is not posted, if so."""
    replace_all(
        connection,
        entries,
        ("source", "guid"),
        [
            {
                "source": entry.source,
                "guid": entry.guid,
                "url": entry.url,
                "digest": digest,
                "article_id": article_id,
                "failures": 0,
                "error": reason,
                "seen_at": now,
            }
            for entry, article_id, digest, reason in read
        ],
    )


def note_failure(connection: Connection, entry: Entry, error: str, *, now: datetime) -> bool:
    """The entry could not be read, and whether that counts. Its old digest stays, so that it still counts as changed."""
    _have_entry(connection, entry, now)
    mine = (entries.c.source == entry.source, entries.c.guid == entry.guid)
    last = connection.execute(select(entries.c.failures, entries.c.seen_at).where(*mine)).one()
    if last.failures and abs(now - last.seen_at) < FIRST_READINGS_APART * 2 ** (last.failures - 1):
        return False
    counted = connection.execute(
        update(entries)
        .where(*mine, entries.c.failures == last.failures)
        .values(failures=last.failures + 1, error=error, seen_at=now)
    )
    return counted.rowcount == 1


def note_wait(connection: Connection, entry: Entry, error: str, *, now: datetime) -> datetime:
    """The entry cannot be read for now; when it was seen, or last failed."""
    _have_entry(connection, entry, now)
    mine = (entries.c.source == entry.source, entries.c.guid == entry.guid)
    connection.execute(update(entries).where(*mine).values(error=error))
    since: datetime = connection.execute(select(entries.c.seen_at).where(*mine)).scalar_one()
    return since


def _have_entry(connection: Connection, entry: Entry, now: datetime) -> None:
    key = {"source": entry.source, "guid": entry.guid}
    insert_missing(
        connection,
        entries,
        {**key, "url": entry.url, "digest": "", "failures": 0, "seen_at": now},
    )
