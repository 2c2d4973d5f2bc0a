"""Pictures over real HTTP: what the bot's clients send, what the stand-ins keep, what the wall shows."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from bot.model.delivery import Delivery
from bot.model.outcome import Found, NotSent, Posted, Unclear
from bot.pipeline.pictures import picture_of
from bot.pipeline.ports import Account
from bot.platforms import facebook, x, youtube
from bot.sandbox import Sandbox
from tests.fakes.platform_accounts import a_delivery, a_draft, with_card
from tests.integration.test_sandbox_x import Account as XClient
from tests.integration.test_sandbox_x import check_shape

KINDS = {"x": x, "facebook": facebook, "youtube": youtube}
every_platform = pytest.mark.parametrize("platform", KINDS)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(now=now, site=False) as sandbox:
        yield sandbox


def connected(sandbox: Sandbox, platform: str, timeout: float = 10.0):
    account = Account(
        platform, sandbox.credentials(platform), sandbox.base_url(platform), timeout, "api"
    )
    return KINDS[platform].connect(account)


def sent(platform: str) -> Delivery:
    delivery = a_delivery(platform, sent_at=now())
    return replace(delivery, draft=with_card(delivery.draft))


@every_platform
def test_a_post_with_a_picture_is_kept_shown_and_found_again(
    sandbox: Sandbox, platform: str
) -> None:
    client, delivery = connected(sandbox, platform), sent(platform)
    outcome = client.publish(delivery.draft, now=now())
    assert isinstance(outcome, Posted), outcome
    assert outcome.note == ""
    picture = picture_of(delivery.draft)
    assert picture is not None
    (post,) = sandbox.posts()
    assert sandbox.picture(post) == picture.content
    if platform != "youtube":  # it has no field for it
        assert post.alt == picture.alt
    assert isinstance(client.find(delivery, bound=(), now=now()), Found)


@every_platform
def test_a_lost_answer_to_a_post_with_a_picture_is_settled(sandbox: Sandbox, platform: str) -> None:
    client, delivery = connected(sandbox, platform), sent(platform)
    sandbox.faults.add(platform, "accept_then_500")
    assert isinstance(client.publish(delivery.draft, now=now()), Unclear)
    assert isinstance(client.find(delivery, bound=(), now=now()), Found)


@every_platform
@pytest.mark.parametrize("fault", ["refuse_500", "accept_then_500", "accept_then_reset", "reset"])
def test_a_broken_upload_posts_nothing(sandbox: Sandbox, platform: str, fault: str) -> None:
    client, delivery = connected(sandbox, platform), sent(platform)
    sandbox.faults.add(f"{platform}/picture", fault)
    assert isinstance(client.publish(delivery.draft, now=now()), NotSent)
    assert sandbox.posts() == ()
    assert isinstance(client.publish(delivery.draft, now=now()), Posted)
    assert len(sandbox.posts()) == 1


@every_platform
def test_an_upload_that_hangs_leaves_no_post(sandbox: Sandbox, platform: str) -> None:
    sandbox.faults.add(f"{platform}/picture", "accept_then_hang")
    outcome = connected(sandbox, platform, timeout=0.7).publish(sent(platform).draft, now=now())
    assert isinstance(outcome, NotSent)
    assert sandbox.posts() == ()


def test_the_wall_shows_the_pictures_with_their_words(sandbox: Sandbox) -> None:
    for platform in KINDS:
        connected(sandbox, platform).publish(sent(platform).draft, now=now())
    page = requests.get(sandbox.wall_url, timeout=10).text
    sources = re.findall(r'<img src="(/wall/pictures/[^"]+)" alt="([^"]*)"', page)
    assert len(sources) == 3
    assert sum("The mayor says:" in alt for _, alt in sources) == 2
    for source, _ in sources:
        answer = requests.get(sandbox.wall_url.removesuffix("/wall") + source, timeout=10)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert sandbox.wall_html().count('src="data:image/png;base64,') == 3
    missing = requests.get(f"{sandbox.wall_url}/pictures/x/../../etc", timeout=10)
    assert missing.status_code == 404


def test_pictures_survive_a_restart(tmp_path: Path) -> None:
    store = tmp_path / "posts.jsonl"
    with Sandbox(now=now, site=False, store=store) as sandbox:
        connected(sandbox, "x").publish(sent("x").draft, now=now())
        (before,) = sandbox.posts()
        content = sandbox.picture(before)
    with Sandbox(now=now, site=False, store=store) as sandbox:
        (post,) = sandbox.posts()
        assert post == before
        assert sandbox.picture(post) == content
        connected(sandbox, "x").publish(with_card(a_draft("x", text="Another")), now=now())
        assert sandbox.picture(before) == content


@pytest.fixture
def account() -> Iterator[XClient]:
    account = XClient()
    with account.sandbox:
        yield account


def picture_bytes() -> bytes:
    picture = picture_of(with_card(a_draft("x")))
    assert picture is not None
    return picture.content


def upload(account: XClient, **changes: object) -> requests.Response:
    media = base64.b64encode(picture_bytes()).decode()
    body = {"media": media, "media_category": "tweet_image", **changes}
    return account.call("POST", "/2/media/upload", json=body)


def test_x_answers_uploads_as_it_describes_them(account: XClient) -> None:
    uploaded = upload(account)
    check_shape(uploaded, "/2/media/upload", "post")
    number = uploaded.json()["data"]["id"]
    metadata = {"id": number, "metadata": {"alt_text": {"text": "The mayor says: no"}}}
    check_shape(
        account.call("POST", "/2/media/metadata", json=metadata), "/2/media/metadata", "post"
    )
    check_shape(account.post("Hello", media={"media_ids": [number]}), "/2/tweets", "post")


@pytest.mark.parametrize(
    "changes",
    [
        {"media": "not base64!"},
        {"media": base64.b64encode(b"no picture").decode()},
        {"media_category": "dm_image"},
        {"media_type": "image/png"},
        {"media": base64.b64encode(b"\x89PNG" + b"0" * 5_000_001).decode()},
    ],
)
def test_x_refuses_what_it_does_not_take(account: XClient, changes: dict[str, object]) -> None:
    assert upload(account, **changes).status_code in (400, 413)


def test_x_refuses_words_that_are_too_long_and_pictures_that_are_not_there(
    account: XClient,
) -> None:
    number = upload(account).json()["data"]["id"]
    long = {"id": number, "metadata": {"alt_text": {"text": "a" * 1_001}}}
    assert account.call("POST", "/2/media/metadata", json=long).status_code == 400
    assert account.post("Hello", media={"media_ids": ["1"]}).status_code == 400
    assert account.post("Hello", media={"media_ids": []}).status_code == 400
    assert account.post("Hello", media={"media_ids": [number]}).status_code == 201
    assert account.post("Hello again", media={"media_ids": [number]}).status_code == 400
