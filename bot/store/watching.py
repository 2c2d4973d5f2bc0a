"""The rows of stories that are followed, inside one transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, update

from bot.model.article import Article
from bot.store.codec import encode
from bot.store.statements import insert_missing
from bot.store.tables import watches


def note_revision(connection: Connection, article_id: int) -> None:
    """The story's words are others than before: its posts are to be compared with them."""
    change(connection, article_id, is_revised=True)


def note_page(connection: Connection, article_id: int, page: Article) -> None:
    """What the story's page said when the story was made of it: looks are compared with that."""
    change(connection, article_id, page=encode(page))


def change(connection: Connection, number: int | None, **values: Any) -> None:
    """Set some columns of the story's row, which is made where it is missing."""
    insert_missing(connection, watches, fresh(number))
    connection.execute(update(watches).where(watches.c.article_id == number).values(values))


def fresh(number: int | None) -> dict[str, Any]:
    """The row of a story that was not looked at yet."""
    return {"article_id": number, "is_revised": False, "misses": 0}
