"""One secret, and what is derived of it: the address of each subscription, its key, signatures of hooks."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field

_SIGNATURE = re.compile(r"(sha1|sha256|sha384|sha512)=([0-9a-fA-F]{40,128})")
SHORTEST = 16
"""Characters of a secret; a shorter one can be guessed."""


@dataclass(frozen=True, slots=True)
class PushSecret:
    """PUSH_SECRET. Nothing of it is stored; a new one ends all subscriptions, which are then asked for anew."""

    value: str = field(repr=False)

    def token(self, source: str) -> str:
        """What makes the address of the source's subscription hard to guess."""
        return self._derived("address", source)[:32]

    def key(self, source: str) -> str:
        """The key with which the hub signs what it sends for the source."""
        return self._derived("key", source)

    def knows(self, source: str, token: str) -> bool:
        """Whether this is the source's token, in a time that does not depend on how much of it is right."""
        return hmac.compare_digest(self.token(source).encode(), token.encode("utf-8", "replace"))

    def signed_hook(self, body: bytes, signature: str) -> bool:
        """Whether a webhook's body was signed with the secret itself."""
        return is_signed(self.value, body, signature)

    def _derived(self, use: str, source: str) -> str:
        told = f"{use}\n{source}".encode()
        return hmac.new(self.value.encode(), told, hashlib.sha256).hexdigest()


def is_signed(key: str, body: bytes, signature: str) -> bool:
    """Whether ``signature`` ("sha256=…") is that of the body under the key."""
    found = _SIGNATURE.fullmatch(signature.strip())
    if found is None:
        return False
    made = hmac.new(key.encode(), body, found.group(1)).hexdigest()
    return hmac.compare_digest(made, found.group(2).lower())
