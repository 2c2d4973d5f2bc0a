"""Pictures of key points as a user has them: configured, previewed, posted, handed over, looked up."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from tests.fakes.newsroom import Newsroom


def with_cards(newsroom: Newsroom, extra: str = "") -> None:
    newsroom.configure(kinds=["feed"], extra=extra)
    file = newsroom.folder / "bot.toml"
    text = file.read_text()
    for name in ("x", "facebook", "youtube"):
        text = text.replace(f'platform = "{name}"\n', f'platform = "{name}"\ncard = "image"\n')
    file.write_text(text)


def test_every_platform_gets_its_picture(newsroom: Newsroom) -> None:
    with_cards(newsroom, '[card]\naccent = "#006633"\n')
    newsroom.sandbox.faults.add("x", "accept_then_500")
    newsroom.bot("run", "--once")
    for platform, size in (("x", (1600, 900)), ("facebook", (1080, 1350))):
        posts = newsroom.posts(platform)
        assert posts
        for post in posts:
            content = newsroom.sandbox.picture(post)
            assert content is not None
            assert Image.open(io.BytesIO(content)).size == size
            assert post.alt
    assert len({post.text for post in newsroom.posts("x")}) == len(newsroom.posts("x"))
    handed = newsroom.json("queue", "--state", "handed_off")[0]
    told = newsroom.bot("queue", "--state", "handed_off")
    path = newsroom.folder / "data/cards" / f"{handed['id']}.png"
    assert f"with the picture {path}" in told
    assert Image.open(io.BytesIO(path.read_bytes())).size == (1080, 1080)
    newsroom.bot("card", handed["id"], "--out", "mine.png")
    assert (newsroom.folder / "mine.png").read_bytes() == path.read_bytes()
    newsroom.bot("card", "99999", status=1)


def test_preview_tells_of_the_picture_and_writes_it(newsroom: Newsroom) -> None:
    with_cards(newsroom)
    address = f"{newsroom.site}tarne-bridge-closure/"
    told = newsroom.bot("preview", address, "--save-card", "cards")
    assert "1600 × 900, alternative text of" in told
    files = {path.name for path in Path(newsroom.folder / "cards").iterdir()}
    assert files == {f"tarne-bridge-closure-{name}.png" for name in ("x", "facebook", "youtube")}
    drafts = newsroom.json("preview", address)["drafts"]
    for draft in drafts:
        (media,) = draft["media"]
        assert media["kind"] == "image"
        assert all(
            line.lstrip("• ") in media["alt"]
            for line in draft["parts"][0]["text"].split("\n\n")[0:1]
        )
    assert drafts[0]["cost_usd"] in (0.205, 0.020)


def test_a_look_that_cannot_be_read_is_refused(newsroom: Newsroom) -> None:
    with_cards(newsroom, '[card]\ntext = "#ffff00"\n')
    newsroom.bot("preview", "tarne-bridge-closure", status=2)
    assert "card: text #ffff00 on background #ffffff is hard to read" in newsroom.stderr
    with_cards(newsroom, '[card]\naccent = "red"\n')
    newsroom.bot("preview", "tarne-bridge-closure", status=2)
    assert "card.accent" in newsroom.stderr
    with_cards(newsroom, '[card]\nlogo = "gone.png"\n')
    newsroom.bot("preview", "tarne-bridge-closure", status=2)
    assert "card.logo: there is no file" in newsroom.stderr
    (newsroom.folder / "logo.png").write_bytes(b"no picture")
    with_cards(newsroom, '[card]\nlogo = "logo.png"\n')
    assert "cannot be read" in newsroom.bot("check", status=1)
