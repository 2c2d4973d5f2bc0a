"""The configuration: TOML and the environment, checked, as frozen models.

Every key, its default and its unit are documented in ``config/bot.toml``. Unknown keys are refused.
Errors are ``ConfigError`` with the file, the key and what is allowed.
"""

from __future__ import annotations

from bot.settings.card import CardTable
from bot.settings.channels import BreakingTable, CadenceTable, Channel, TagHashtags
from bot.settings.load import (
    DEFAULT_CONFIG,
    Settings,
    load_settings,
    parse_configuration,
    read_environment,
)
from bot.settings.sources import Selection, SourceTable
from bot.settings.tables import (
    DEFAULT_DATABASE,
    Configuration,
    Corrections,
    DatabaseTable,
    DeliveryTable,
    Fetch,
    NotifyTable,
    Prices,
    Push,
    Site,
    Web,
)

__all__ = [
    "DEFAULT_CONFIG",
    "DEFAULT_DATABASE",
    "BreakingTable",
    "CadenceTable",
    "CardTable",
    "Channel",
    "Configuration",
    "Corrections",
    "DatabaseTable",
    "DeliveryTable",
    "Fetch",
    "NotifyTable",
    "Prices",
    "Push",
    "Selection",
    "Settings",
    "Site",
    "SourceTable",
    "TagHashtags",
    "Web",
    "load_settings",
    "parse_configuration",
    "read_environment",
]
