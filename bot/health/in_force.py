"""The configuration that the daemon goes on with while the file is broken."""

from __future__ import annotations

import re
from pathlib import Path

from bot.health.diagnosis import IN_FORCE
from bot.model.errors import BotError, ConfigError
from bot.settings import (
    DEFAULT_CONFIG,
    DEFAULT_DATABASE,
    Settings,
    parse_configuration,
    read_environment,
)
from bot.store.database import Database
from bot.store.facts import Facts


def settings_in_force(broken: ConfigError) -> Settings:
    """The settings with which the daemon was last at work. Raises ``broken`` where none can be found."""
    environment = read_environment()
    path = Path(environment.get("BOT_CONFIG") or DEFAULT_CONFIG)
    url = environment.get("DATABASE_URL") or _database_url(path)
    try:
        text = _recorded(url)
    except BotError:
        raise broken from None
    if not text:
        raise broken
    return Settings(path, parse_configuration(text, path), environment, text)


def _recorded(url: str) -> str | None:
    file = url.removeprefix("sqlite:///")
    if file != url and not Path(file).exists():
        return None  # nothing is made by looking
    database = Database.open(url)
    try:
        database.upgrade()
        return Facts(database).fact(IN_FORCE)
    finally:
        database.close()


def _database_url(path: Path) -> str:
    """What a broken file seems to say: it cannot be read as TOML, so its lines are looked at."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return DEFAULT_DATABASE
    table = re.search(r"^\[database\][^\[]*", text, re.MULTILINE)
    told = re.search(r"""^\s*url\s*=\s*["'](.+?)["']""", table[0], re.MULTILINE) if table else None
    return told[1] if told else DEFAULT_DATABASE
