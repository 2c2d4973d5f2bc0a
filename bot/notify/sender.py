"""Messages to people by the addresses of apprise: mail, Slack, Telegram, a webhook and many more.

Addresses hold passwords, and apprise logs parts of them; so its log is switched off and nothing here shows one.
"""

from __future__ import annotations

import logging
import re
import warnings
from typing import Any

from bot.model.errors import CredentialsError

_SEPARATOR = re.compile(r"[\s,]+(?=[A-Za-z][A-Za-z0-9+.-]*://)")


class AppriseSender:
    """``Sender`` of ``pipeline.notices``. ``addresses``: apart by spaces, commas or lines."""

    def __init__(self, addresses: str, variable: str) -> None:
        self._addresses = [part for part in _SEPARATOR.split(addresses.strip()) if part]
        self._variable = variable

    @property
    def count(self) -> int:
        """How many addresses there are."""
        return len(self._addresses)

    def check(self) -> None:
        """Raises CredentialsError where an address is none that apprise knows."""
        for number, address in enumerate(self._addresses, start=1):
            _connected(address, f"{self._variable}: address {number}")

    def send(self, title: str, text: str) -> str | None:
        """Send to every address; which of them did not take it, by number. Raises CredentialsError."""
        failed = []
        for number, address in enumerate(self._addresses, start=1):
            service = _connected(address, f"{self._variable}: address {number}")
            if not service.notify(title=title, body=text):
                failed.append(str(number))
        if not failed:
            return None
        return f"a notice could not be sent to address {', '.join(failed)} of {self._variable}"


def _connected(address: str, place: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some services that it loads lean on what is deprecated
        import apprise

        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
        service = apprise.Apprise()
        if not service.add(address):
            raise CredentialsError(
                f"{place} is none that apprise knows; see https://appriseit.com/services/"
            )
    return service
