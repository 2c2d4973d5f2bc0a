"""Whether the picture that a page names for its card can be had, as a platform would fetch it."""

from __future__ import annotations

from bot.model.errors import FetchError, TooLarge
from bot.sources.fetch import FetchClient

MAX_BYTES = 5 * 1024 * 1024
"""What X takes for a picture; other platforms take more."""
_IMAGE = "image/*"


class Pictures:
    """``Pictures`` of ``pipeline.before``, through a client whose ``max_bytes`` is ``MAX_BYTES``."""

    def __init__(self, client: FetchClient) -> None:
        self._client = client

    def trouble(self, url: str) -> str | None:
        """What stands in the way of the picture; None where it is well."""
        try:
            response = self._client.get(url, accept=_IMAGE)
        except TooLarge:
            return f"the picture {url} is larger than {MAX_BYTES // 2**20} MB"
        except FetchError as error:
            return f"the picture cannot be had: {error}"
        kind = response.headers.get("content-type", "")
        if not kind.lower().startswith("image/"):
            return f"the picture {url} is no picture but {kind or 'of an unknown kind'}"
        return None
