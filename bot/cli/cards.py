"""``bot card``, and the files of pictures that a person posts by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import line_printer

if TYPE_CHECKING:
    from bot.model.delivery import Delivery
    from bot.model.draft import Draft
    from bot.settings import Settings

FOLDER = "cards"
"""Beside the database's file, or in data/ where it has none."""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(card)


def card(
    delivery_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the delivery.")],
    out: Annotated[
        Path | None, typer.Option(help="The file to write; in the folder cards by default.")
    ] = None,
) -> None:
    """Write the picture of a delivery's key points to a file, and print where.

    Example: bot card 12 --out card.png
    """
    from bot.model.errors import NotFound
    from bot.settings import load_settings
    from bot.store.outbox import OutboxStore
    from bot.wiring import open_database

    settings = load_settings()
    delivery = OutboxStore(open_database(settings)).get(delivery_id)
    written = write_card(delivery.draft, out or card_path(settings, delivery))
    if written is None:
        raise NotFound(f"delivery {delivery_id} has no picture of its key points")
    line_printer()(str(written))


def card_path(settings: Settings, delivery: Delivery) -> Path:
    """Where the picture of a delivery lies."""
    scheme, _, path = settings.database_url.partition(":///")
    beside = Path(path).parent if scheme.startswith("sqlite") and path else Path("data")
    return beside / FOLDER / f"{delivery.id}.png"


def card_file(settings: Settings, delivery: Delivery) -> Path | None:
    """The file with the delivery's picture, written now; None where it has none or it cannot be written."""
    from bot.cli.output import print_error
    from bot.model.errors import BotError

    try:
        return write_card(delivery.draft, card_path(settings, delivery))
    except BotError as error:
        print_error(error.code, f"delivery {delivery.id}: {error}")
        return None


def write_card(draft: Draft, path: Path) -> Path | None:
    """Write the draft's picture to ``path``; None where it has none. Raises CardError, UsageError."""
    from bot.model.errors import UsageError
    from bot.pipeline.pictures import picture_of

    picture = picture_of(draft)
    if picture is None:
        return None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture.content)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
    return path.absolute()
