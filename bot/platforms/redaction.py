"""Words from a stranger made safe to keep: printable, short, and without credentials."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MAX_LENGTH = 300
"""Characters of a detail that are worth an editor's time."""

_MOST_READ = 20_000
"""Characters; what follows them is not looked at."""
_SHORTEST_SECRET = 4
_MARK = "***"
# Signatures and proofs are made anew for each request: they are known by their names.
_NAMED = re.compile(
    r"""\b(oauth_\w+|access_token|appsecret_proof|client_secret|refresh_token|id_token)
        (["']?\s*[=:]\s*["']?)[^"'&,;\s]+""",
    re.IGNORECASE | re.VERBOSE,
)
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]+", re.IGNORECASE)


class Redactor:
    """Takes the given secrets out of any text, in every form in which a request carries them."""

    __slots__ = ("_known", "_longest")

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {
            form
            for secret in secrets
            if len(secret) >= _SHORTEST_SECRET
            for form in (
                secret,
                quote(secret, safe=""),
                quote_plus(secret),
                json.dumps(secret)[1:-1],
            )
        }
        longest_first = sorted(forms, key=len, reverse=True)
        self._longest = len(longest_first[0]) if longest_first else 1
        self._known = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def __call__(self, text: str) -> str:
        """``text`` on one line, without secrets, of at most ``MAX_LENGTH`` characters."""
        spaced = " ".join(text[:_MOST_READ].split())
        shown = "".join(sign for sign in spaced if sign.isprintable())
        shown = self._known.sub(_MARK, shown)
        shown = _BEARER.sub(rf"\1 {_MARK}", _NAMED.sub(rf"\1\2{_MARK}", shown))
        if len(text) > _MOST_READ:
            shown = shown[: -self._longest]  # it may end with the beginning of a secret
        return shown if len(shown) <= MAX_LENGTH else shown[: MAX_LENGTH - 1] + "…"
