"""A small newspaper that does not exist: pages, feed and REST answers over its own stories."""

from bot.sandbox.site.paper import NAME, Site
from bot.sandbox.site.story import Story

__all__ = ["NAME", "Site", "Story"]
