"""Pure: HTML to an Article with its KeyPoints.

``read_page`` reads a whole web page, ``read_entry`` a story that its source carries whole.
"""

from bot.extract.reading import read_entry, read_lists, read_page

__all__ = ["read_entry", "read_lists", "read_page"]
