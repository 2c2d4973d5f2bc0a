"""The API under ``/api/v1``: what the desk does, as JSON, for a newsroom's own programs."""

from __future__ import annotations

from bot.web.api.app import create_api

__all__ = ["create_api"]
