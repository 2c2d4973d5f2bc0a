from collections.abc import Iterator

import pytest

from bot.sources.fetch import FetchClient
from tests.unit.sources.loopback_site import Site, running_site


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def client() -> FetchClient:
    return FetchClient(allow_private=["127.0.0.1"], timeout=10)
