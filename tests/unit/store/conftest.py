"""A fresh database for each test: SQLite, and PostgreSQL where BOT_TEST_POSTGRES names one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.model.article import Article, Entry
from bot.model.delivery import State
from bot.model.draft import Draft, Part
from bot.model.identity import Witness, article_witnesses, entry_witnesses
from bot.pipeline.ports import Admission, Claim, NewDelivery
from bot.store.articles import ArticleStore
from bot.store.database import Database
from bot.store.outbox import OutboxStore
from bot.store.views import Views

NOW = datetime(2026, 11, 23, 9, 30, 15, 123456, tzinfo=UTC)


def _databases() -> list[str]:
    return ["sqlite", "postgresql"] if os.environ.get("BOT_TEST_POSTGRES") else ["sqlite"]


@pytest.fixture(params=_databases())
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bot.db'}"
    address = os.environ["BOT_TEST_POSTGRES"]
    database = Database.open(address)
    with database.write() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.close()
    return address


@pytest.fixture
def db(url: str) -> Iterator[Database]:
    database = Database.open(url)
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def articles(db: Database) -> ArticleStore:
    return ArticleStore(db)


@pytest.fixture
def outbox(db: Database) -> OutboxStore:
    return OutboxStore(db)


@pytest.fixture
def views(db: Database) -> Views:
    return Views(db)


@pytest.fixture
def now() -> datetime:
    return NOW


class Newsroom:
    """Makes stories and deliveries with little to say about each."""

    def __init__(self, articles: ArticleStore, outbox: OutboxStore) -> None:
        self.articles = articles
        self.outbox = outbox

    def entry(self, slug: str = "harbour", **changes: object) -> Entry:
        entry = Entry(
            source="front",
            guid=f"guid-{slug}",
            url=f"https://news.example/{slug}/",
            title=slug.title(),
        )
        return replace(entry, **changes)  # type: ignore[arg-type]

    def article(self, slug: str = "harbour", **changes: object) -> Article:
        article = Article(
            url=f"https://news.example/{slug}/",
            slug=slug,
            title=f"The {slug} opens",
            text=f"The {slug} opened on Monday. " * 12,
            published_at=NOW - timedelta(hours=1),
            language="en",
        )
        return replace(article, **changes)  # type: ignore[arg-type]

    def draft(self, channel: str = "x", cost: str = "0.200") -> Draft:
        return Draft(
            channel=channel,
            platform="x",
            parts=(Part("The harbour opened.", 19, 280),),
            link="https://news.example/harbour/?utm_source=x",
            cost_usd=Decimal(cost),
        )

    def delivery(
        self,
        channel: str = "x",
        state: State = State.SCHEDULED,
        due_at: datetime | None = NOW,
        cost: str = "0.200",
        **more: object,
    ) -> NewDelivery:
        return NewDelivery(self.draft(channel, cost), state, due_at, **more)  # type: ignore[arg-type]

    def witnesses(self, entry: Entry | None, article: Article) -> tuple[Witness, ...]:
        from_entry = entry_witnesses(entry.url, entry.guid) if entry else ()
        return from_entry + article_witnesses(article.url, article.title, article.text)

    def admit(
        self,
        slug: str = "harbour",
        *deliveries: NewDelivery,
        entry: Entry | None = None,
        article: Article | None = None,
        now: datetime = NOW,
    ) -> Admission:
        entry = entry or self.entry(slug)
        article = article or self.article(slug)
        return self.articles.admit(
            entry,
            article,
            digest="digest",
            witnesses=self.witnesses(entry, article),
            deliveries=deliveries,
            now=now,
        )

    def scheduled(self, slug: str = "harbour", **more: object) -> str:
        """A new story with one scheduled delivery; the delivery's id."""
        (delivery_id,) = self.admit(slug, self.delivery(**more)).delivery_ids  # type: ignore[arg-type]
        return delivery_id

    def claimed(self, slug: str = "harbour", **more: object) -> Claim:
        claim = self.outbox.claim(self.scheduled(slug, **more), payload={"text": "x"}, now=NOW)
        assert claim is not None
        return claim


@pytest.fixture
def room(articles: ArticleStore, outbox: OutboxStore) -> Newsroom:
    return Newsroom(articles, outbox)


@pytest.fixture
def room_of() -> Callable[[Database], Newsroom]:
    """A newsroom on a database that the test opened itself."""
    return lambda db: Newsroom(ArticleStore(db), OutboxStore(db))
