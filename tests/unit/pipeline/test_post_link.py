"""The link that a person gives as the proof of a post."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.errors import UsageError
from bot.pipeline.post_link import remote_post
from bot.platforms.facebook.rules import RULES as FACEBOOK
from bot.platforms.x.rules import RULES as X
from bot.platforms.youtube.rules import RULES as YOUTUBE
from tests.fakes.world import ANNA, World, entry


@pytest.mark.parametrize(
    ("rules", "url", "post_id"),
    [
        (YOUTUBE, "https://www.youtube.com/post/UgkxAbc_1-2", "UgkxAbc_1-2"),
        (YOUTUBE, "https://www.youtube.com/channel/UC1/community?lb=UgkxAbc", "UgkxAbc"),
        (YOUTUBE, " https://m.youtube.com/post/UgkxAbc?si=share ", "UgkxAbc"),
        (X, "https://x.com/newsroom/status/1790000000000000001?s=20", "1790000000000000001"),
        (X, "https://twitter.com/i/web/status/17", "17"),
        (FACEBOOK, "https://www.facebook.com/newsroom/posts/pfbid02abc", "pfbid02abc"),
        (FACEBOOK, "https://www.facebook.com/newsroom/posts/a-title/123456", "123456"),
        (FACEBOOK, "https://facebook.com/permalink.php?story_fbid=99&id=1", "99"),
        (FACEBOOK, "https://www.facebook.com/share/p/1AbC/", "1AbC"),
        (FACEBOOK, "https://www.facebook.com/100_200", "100_200"),
        (None, "https://anywhere.example/a/77", "77"),
    ],
)
def test_a_link_names_its_post(rules, url: str, post_id: str) -> None:
    post = remote_post(url, rules)
    assert (post.id, post.url) == (post_id, url.strip())


@pytest.mark.parametrize(
    ("rules", "url"),
    [
        (YOUTUBE, ""),
        (YOUTUBE, "UgkxAbc"),
        (YOUTUBE, "javascript:alert(1)"),
        (YOUTUBE, "https://youtube.com.evil.example/post/1"),
        (YOUTUBE, "https://youtube.com@evil.example/post/1"),
        (YOUTUBE, "https://evil.example@youtube.com/post/1"),
        (YOUTUBE, "https://youtube.com/"),
        (YOUTUBE, "https://www.youtube.com/watch?v=abc"),
        (YOUTUBE, "https://www.youtube.com/@newsroom/posts"),
        (YOUTUBE, "https://www.youtube.com/post/"),
        (YOUTUBE, "https://www.youtube.com/post/a b"),
        (YOUTUBE, "https://www.youtube.com:x/post/ab"),
        (YOUTUBE, "http://["),
        (X, "https://x.com/newsroom"),
        (X, "https://x.com/newsroom/status/abc"),
        (FACEBOOK, "https://www.facebook.com/newsroom"),
    ],
)
def test_what_is_no_link_to_a_post_is_refused(rules, url: str) -> None:
    with pytest.raises(UsageError):
        remote_post(url, rules)


def test_the_refusal_shows_what_such_a_link_looks_like() -> None:
    with pytest.raises(UsageError, match=r"such as https://x\.com/name/status/123"):
        remote_post("https://x.com/newsroom", X)


@given(st.text(max_size=60), st.sampled_from([X, FACEBOOK, YOUTUBE, None]))
def test_whatever_is_typed_is_a_post_or_refused(typed: str, rules) -> None:
    for url in (typed, f"https://{typed}", f"https://www.youtube.com/post/{typed}"):
        with suppress(UsageError):
            assert remote_post(url, rules).id


def test_one_post_proves_one_delivery(tmp_path) -> None:
    world = World(tmp_path)
    world.poll(entry(1), entry(2))
    first, second = (delivery.id for delivery in world.deliveries())
    world.send_all()
    world.clock.forward(minutes=10)
    world.send_all()
    assert world.outbox.get(second).state == "posted"
    url = world.outbox.get(first).posts[0].url
    with pytest.raises(UsageError, match="another delivery"):
        world.decisions.confirm(second, url, by=ANNA)
