"""The one way out to the platforms: every request is made once, and ends in time.

The libraries bring their own ideas of retries, redirects and time-outs; a ``Session`` replaces all of them.
It also remembers two facts that decide what a failed call means: whether anything was handed to
the network, and the answer as it came, before a library looked at it.
"""

from __future__ import annotations

import io
import logging
from typing import Any

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers

from bot.platforms.wire import Answer, Wire, WireError, rebased

# At DEBUG these print headers, bodies and signing keys.
for _leaky in ("tweepy", "oauthlib", "requests_oauthlib", "googleapiclient", "google", "urllib3"):
    logging.getLogger(_leaky).setLevel(logging.WARNING)


class Session(requests.Session):
    """Makes the requests of one call to a platform; ``timeout`` is seconds for all of them together.

    ``base_url`` replaces scheme and host of every URL and goes in front of its path. This happens before
    the request is signed, so that signatures stay valid. No redirect is followed, nothing is tried
    twice, proxies and ``.netrc`` of the environment are ignored.
    """

    def __init__(self, *, timeout: float, base_url: str = "") -> None:
        super().__init__()
        self.trust_env = False
        self._base_url = base_url
        self._wire = Wire(timeout)
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter(self._wire))

    @property
    def sent(self) -> bool:
        """Whether any byte of a request may have reached the network since ``forget``."""
        return self._wire.sent

    @property
    def answer(self) -> Answer | None:
        """The last complete answer since ``forget``."""
        return self._wire.answer

    def forget(self) -> None:
        """Begin anew with nothing sent and nothing answered; the time goes on."""
        self._wire.forget()

    def request(
        self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Make the request once. Raises requests.RequestException."""
        for name in ("timeout", "proxies", "verify", "cert", "stream"):
            kwargs.pop(name, None)
        kwargs["allow_redirects"] = False
        address = url.decode() if isinstance(url, bytes) else url
        return super().request(method, rebased(address, self._base_url), *args, **kwargs)


class _Adapter(BaseAdapter):
    """How requests comes to the wire."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire

    def send(
        self,
        request: requests.PreparedRequest,
        *_args: object,
        **_kwargs: object,
    ) -> requests.Response:
        """Raises requests.ConnectionError."""
        try:
            answer, reason = self._wire.exchange(
                request.method or "GET",
                request.url or "",
                headers=request.headers,
                body=request.body,
            )
        except WireError as error:
            raise requests.ConnectionError(str(error)) from error
        return _response(request, answer, reason)

    def close(self) -> None:
        """Nothing stays open between requests."""


def _response(request: requests.PreparedRequest, answer: Answer, reason: str) -> requests.Response:
    response = requests.Response()
    response.request = request
    response.url = request.url or ""
    response.status_code = answer.status
    response.reason = reason
    response.headers = CaseInsensitiveDict(answer.headers)
    response.encoding = get_encoding_from_headers(response.headers)
    response.raw = io.BytesIO(answer.body)
    return response
