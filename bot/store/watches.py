"""What is known of stories' own pages, and which revisions were not compared with the posts yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, func, or_, select, update

from bot.model.article import Article
from bot.model.delivery import State
from bot.model.errors import NotFound
from bot.pipeline.ports import Watch
from bot.store import stories
from bot.store.codec import decode, encode
from bot.store.database import Database
from bot.store.rows import number_of
from bot.store.statements import insert_missing
from bot.store.tables import articles, deliveries, entries, revisions, watches
from bot.store.watching import change, fresh

_AT_ONCE = 20
"""Stories named as due at a time; the others come in the next round."""


class WatchStore:
    """``bot.pipeline.ports.Watches`` on a database; it says what each method means."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, article_id: str) -> Watch:
        """What is known of the story's page. Raises NotFound."""
        number = number_of(article_id)
        wanted = (
            select(articles.c.url, watches)
            .select_from(articles)
            .outerjoin(watches)
            .where(articles.c.id == number)
        )
        announced = select(entries.c.url).where(entries.c.article_id == number)
        with self._db.read() as connection:
            row = connection.execute(wanted).first()
            urls = connection.execute(announced.order_by(entries.c.id.desc())).scalars().all()
        if row is None:
            raise NotFound(f"there is no story {article_id}")
        seen = [url for url in (row.address, *urls) if url and _is_web(url)]
        return Watch(
            article_id=article_id,
            url=row.url if seen and _is_web(row.url) else "",
            others=tuple(url for url in dict.fromkeys(seen) if url != row.url),
            is_revised=bool(row.is_revised),
            page=decode(Article, row.page) if row.page else None,
            looked_at=row.looked_at,
            next_look_at=row.next_look_at,
            misses=row.misses or 0,
            missing_since=row.missing_since,
            gone_at=row.gone_at,
            trouble=row.trouble,
        )

    def revise(self, article_id: str, article: Article, *, now: datetime) -> None:
        """Commit what the page says now as the newest revision; whether another one is left to compare stays."""
        number = number_of(article_id)
        if number is None:
            raise NotFound(f"there is no story {article_id}")
        waiting = select(watches.c.is_revised).where(watches.c.article_id == number)
        with self._db.write() as connection:
            is_revised = bool(connection.execute(waiting).scalar())
            stories.revise(connection, number, article, now=now)
            change(connection, number, is_revised=is_revised)

    def found_at(self, article_id: str, address: str) -> None:
        """Commit that a person's story was read at this web address."""
        with self._db.write() as connection:
            change(connection, number_of(article_id), address=address)

    def note(self, watch: Watch) -> None:
        """Commit what a look showed."""
        values = {
            "page": encode(watch.page) if watch.page else None,
            "looked_at": watch.looked_at,
            "next_look_at": watch.next_look_at,
            "misses": watch.misses,
            "missing_since": watch.missing_since,
            "gone_at": watch.gone_at,
            "trouble": watch.trouble,
        }
        with self._db.write() as connection:
            change(connection, number_of(watch.article_id), **values)

    def waiting_unread(self, *, due_after: datetime, seen_since: datetime) -> tuple[str, ...]:
        """Ids of stories seen since then whose page was never read and whose posts wait: for a later time, or for a person.

        The next to go out first; none that a flood holds.
        """
        later = and_(deliveries.c.state == State.SCHEDULED, deliveries.c.due_at > due_after)
        held = and_(deliveries.c.state == State.HELD, deliveries.c.flood_id.is_(None))
        wanted = (
            select(deliveries.c.article_id)
            .select_from(deliveries)
            .join(articles)
            .outerjoin(watches, watches.c.article_id == deliveries.c.article_id)
            .where(
                or_(later, held), articles.c.first_seen_at >= seen_since, watches.c.page.is_(None)
            )
            .group_by(deliveries.c.article_id)
            .order_by(func.min(deliveries.c.due_at))
            .limit(_AT_ONCE)
        )
        with self._db.read() as connection:
            return tuple(str(number) for number in connection.execute(wanted).scalars())

    def first_page(self, article_id: str, page: Article) -> None:
        """Commit what the story's page says, where that was not known; it is no look."""
        number = number_of(article_id)
        with self._db.write() as connection:
            insert_missing(connection, watches, fresh(number))
            connection.execute(
                update(watches)
                .where(watches.c.article_id == number, watches.c.page.is_(None))
                .values(page=encode(page))
            )

    def due(
        self, now: datetime, *, posted_since: datetime, posted_until: datetime
    ) -> tuple[str, ...]:
        """Ids of posted stories whose page is to be looked at, the most overdue first."""
        never = and_(watches.c.next_look_at.is_(None), deliveries.c.ended_at <= posted_until)
        first = func.min(func.coalesce(watches.c.next_look_at, deliveries.c.ended_at))
        wanted = (
            select(deliveries.c.article_id)
            .select_from(deliveries)
            .outerjoin(watches, watches.c.article_id == deliveries.c.article_id)
            .where(
                deliveries.c.state == State.POSTED,
                deliveries.c.ended_at >= posted_since,
                or_(never, watches.c.next_look_at <= now),
            )
            .group_by(deliveries.c.article_id)
            .order_by(first)
            .limit(_AT_ONCE)
        )
        with self._db.read() as connection:
            return tuple(str(number) for number in connection.execute(wanted).scalars())

    def hasten(self, now: datetime, *, posted_since: datetime, count: int) -> None:
        """Let the pages of so many stories, the latest posted, be looked at now."""
        latest = (
            select(deliveries.c.article_id)
            .where(deliveries.c.state == State.POSTED, deliveries.c.ended_at >= posted_since)
            .group_by(deliveries.c.article_id)
            .order_by(func.max(deliveries.c.ended_at).desc())
            .limit(count)
        )
        with self._db.write() as connection:
            for number in connection.execute(latest).scalars().all():
                insert_missing(connection, watches, fresh(number))
                connection.execute(
                    update(watches)
                    .where(
                        watches.c.article_id == number,
                        watches.c.missing_since.is_(None),
                        or_(watches.c.next_look_at.is_(None), watches.c.next_look_at > now),
                    )
                    .values(next_look_at=now)
                )

    def missing(self, *, since: datetime) -> int:
        """Of how many stories the page was missing at the last look, if that was after ``since``."""
        wanted = select(func.count()).where(
            watches.c.missing_since.is_not(None), watches.c.looked_at >= since
        )
        with self._db.read() as connection:
            return int(connection.execute(wanted).scalar_one())

    def revised(self) -> tuple[str, ...]:
        """Ids of stories that have a revision which was not compared with their posts yet."""
        wanted = select(watches.c.article_id).where(watches.c.is_revised).limit(_AT_ONCE)
        with self._db.read() as connection:
            return tuple(str(number) for number in connection.execute(wanted).scalars())

    def considered(self, article_id: str, fingerprint: str) -> None:
        """Commit that the revision was compared, unless a newer one has come."""
        number = number_of(article_id)
        current = select(articles.c.fingerprint).where(articles.c.id == number).scalar_subquery()
        with self._db.write() as connection:
            connection.execute(
                update(watches)
                .where(watches.c.article_id == number, current == fingerprint)
                .values(is_revised=False)
            )

    def readings(self, article_id: str) -> tuple[str, tuple[Article, ...]]:
        """The fingerprint of the current revision, and all revisions with the current one last."""
        wanted = (
            select(revisions.c.data, revisions.c.fingerprint, articles.c.fingerprint.label("now"))
            .join_from(revisions, articles)
            .where(articles.c.id == number_of(article_id))
            .order_by(revisions.c.id)
        )
        with self._db.read() as connection:
            found = connection.execute(wanted).all()
        ordered = sorted(found, key=lambda row: row.fingerprint == row.now)
        readings = tuple(decode(Article, row.data) for row in ordered)
        return (found[0].now if found else ""), readings


def _is_web(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))
