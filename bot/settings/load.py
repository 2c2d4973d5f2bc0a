"""From the file and the environment to ``Settings``."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import (
    ValidationError,
)

from bot.model.cadence import Cadence
from bot.model.card import Look
from bot.model.draft import Style
from bot.model.errors import ConfigError
from bot.settings.tables import Configuration
from bot.settings.words import plain_words

DEFAULT_CONFIG = "config/bot.toml"
ENV_FILE = ".env"


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration as read, with the environment it was read in."""

    path: Path
    configuration: Configuration
    environment: Mapping[str, str] = field(repr=False)
    text: str = field(default="", repr=False, compare=False)
    """The file as it was read."""

    @property
    def files(self) -> tuple[Path, ...]:
        """All files from which it comes: itself, templates and ``.env``."""
        channels = self.configuration.channels.values()
        templates = {table.template for table in channels if table.template}
        folder = self.path.parent / "templates"
        return (self.path, Path(ENV_FILE), *(folder / name for name in sorted(templates)))

    @property
    def database_url(self) -> str:
        """DATABASE_URL, else the file's."""
        return self.environment.get("DATABASE_URL") or self.configuration.database.url

    def credential_prefix(self, channel: str) -> str:
        """The prefix of the channel's environment variables, without the underscore."""
        configured = self.configuration.channels[channel].credentials
        return configured or re.sub(r"[^A-Z0-9]", "_", channel.upper())

    def credentials(self, channel: str) -> dict[str, str]:
        """The channel's credentials that are set, by suffix ("API_KEY")."""
        prefix = self.credential_prefix(channel) + "_"
        return {
            name.removeprefix(prefix): value.strip()
            for name, value in self.environment.items()
            if name.startswith(prefix) and value.strip()
        }

    def style(self, channel: str) -> Style:
        """What shapes the channel's posts, its template read. Raises ConfigError."""
        table = self.configuration.channels[channel]
        look = self.look() if table.card == "image" else None
        if not table.template:
            return table.style(look=look)
        where = self.path.parent / "templates" / table.template
        try:
            return table.style(where.read_text(encoding="utf-8"), look)
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"{self.path}: channels.{channel}.template: {where} cannot be read: {error}"
            ) from None

    def look(self) -> Look:
        """How pictures of key points look. Raises ConfigError where there is no such logo."""
        table = self.configuration.card
        logo = self.path.parent / table.logo
        if table.logo and not logo.is_file():
            raise ConfigError(f"{self.path}: card.logo: there is no file {logo}")
        return table.look(str(logo.absolute()) if table.logo else "")

    def cadence(self, channel: str) -> Cadence:
        """The channel's cadence in its own zone."""
        table = self.configuration.channels[channel].cadence
        return table.cadence(self.configuration.site.timezone)


def load_settings(path: str | Path | None = None) -> Settings:
    """Read the file at ``path``, BOT_CONFIG or ``config/bot.toml``, and ``.env`` where present.

    Raises ConfigError.
    """
    environment = read_environment()
    where = Path(path or environment.get("BOT_CONFIG") or DEFAULT_CONFIG)
    try:
        text = where.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            f"{where}: there is no such file; `bot init` writes one, or set BOT_CONFIG"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{where}: cannot be read: {error}") from None
    return Settings(where, parse_configuration(text, where), environment, text)


def parse_configuration(text: str, where: Path) -> Configuration:
    """The configuration that ``text`` holds. Raises ConfigError naming ``where`` and the key."""
    try:
        return Configuration.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{where}: is no valid TOML: {error}") from None
    except ValidationError as error:
        raise ConfigError(f"{where}: " + "; ".join(map(plain_words, error.errors()))) from None


def read_environment() -> dict[str, str]:
    """The process's environment over the values of ``.env`` in the working directory."""
    from dotenv import dotenv_values

    from_file = {k: v for k, v in dotenv_values(ENV_FILE).items() if v is not None}
    return {**from_file, **os.environ}
