"""The bot's own clients, each over its real SDK, against the stand-ins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest

from bot.model.delivery import Delivery, State
from bot.model.draft import Draft, Part
from bot.model.outcome import (
    Absent,
    AuthFailed,
    Duplicate,
    Found,
    Outcome,
    Posted,
    RateLimited,
    Unclear,
)
from bot.pipeline.ports import Account, Platform
from bot.sandbox import FaultKind, Sandbox

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
RESET_AT = NOW + timedelta(minutes=5)
LINK = "https://news.example.com/ferry/?utm_source=bot&utm_medium=social"
TEXT = f"Ferry & chief “admits” <all>\n\n• one\n\n{LINK}"
PLATFORMS = ("x", "facebook", "youtube")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(now=lambda: NOW) as sandbox:
        yield sandbox


def connected(sandbox: Sandbox, platform: str) -> Platform:
    kind = import_module(f"bot.platforms.{platform}")
    account = Account(platform, sandbox.credentials(platform), sandbox.base_url(platform), 10.0)
    connected: Platform = kind.connect(account)
    return connected


def draft(platform: str) -> Draft:
    return Draft(platform, platform, (Part(TEXT, len(TEXT), 63_206),), LINK)


def delivery(platform: str) -> Delivery:
    url = "https://news.example.com/ferry/"
    return Delivery(
        "1", "1", platform, platform, State.UNKNOWN, draft(platform), url, "ferry", "Ferry", None,
        sent_at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_a_client_publishes_it_finds_again(sandbox: Sandbox, platform: str) -> None:
    client = connected(sandbox, platform)
    assert client.find(delivery(platform), bound=frozenset(), now=NOW) == Absent()
    posted = client.publish(draft(platform), now=NOW)
    assert isinstance(posted, Posted)
    (post,) = sandbox.posts()
    assert [remote.id for remote in posted.posts] == [post.id]
    found = client.find(delivery(platform), bound=frozenset(), now=NOW)
    assert found == Found(posted.posts)
    assert client.find(delivery(platform), bound={post.id}, now=NOW) == Absent()


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("kind", "outcome", "stands"),
    [
        (FaultKind.ACCEPT_THEN_500, Unclear, 1),
        (FaultKind.REFUSE_500, Unclear, 0),
        (FaultKind.ACCEPT_THEN_RESET, Unclear, 1),
        (FaultKind.RESET, Unclear, 0),
        (FaultKind.RATE_LIMIT, RateLimited, 0),
        (FaultKind.AUTH_ERROR, AuthFailed, 0),
    ],
)
def test_each_fault_means_to_the_client_what_its_name_says(
    sandbox: Sandbox, platform: str, kind: FaultKind, outcome: type[Outcome], stands: int
) -> None:
    reset_at = RESET_AT if kind is FaultKind.RATE_LIMIT else None
    sandbox.faults.add(platform, kind, reset_at=reset_at)
    result = connected(sandbox, platform).publish(draft(platform), now=NOW)
    assert isinstance(result, outcome)
    assert len(sandbox.posts()) == stands
    if isinstance(result, RateLimited):
        assert result.retry_at is not None
        assert abs(result.retry_at - RESET_AT) <= timedelta(minutes=1)


@pytest.mark.parametrize("platform", ["x", "facebook"])
def test_a_repeated_post_is_a_duplicate_to_the_client(sandbox: Sandbox, platform: str) -> None:
    client = connected(sandbox, platform)
    assert isinstance(client.publish(draft(platform), now=NOW), Posted)
    assert isinstance(client.publish(draft(platform), now=NOW), Duplicate)
    assert len(sandbox.posts()) == 1
