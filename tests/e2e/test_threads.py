"""Threads, as a user has them: the command, real HTTP, a file of configuration."""

from __future__ import annotations

from pathlib import Path

from tests.fakes.newsroom import Newsroom

POINTS = "".join(
    f"<li>Step {step}: workers close the {place} of the quay in spring and open it before the ferries come "
    "back in the summer</li>"
    for step, place in enumerate(("north", "south", "east", "west", "middle"), start=1)
)
PAGE = f"""<!doctype html><html lang="en"><head><title>Harbour board agrees on a plan for the quay</title>
<link rel="canonical" href="https://courier.example.com/quay/"></head><body><article>
<h1>Harbour board agrees on a plan for the quay</h1><time datetime="2026-11-23T08:00:00Z"></time>
<p>The harbour board met on Monday and agreed on a plan for the quay, which has been closed to traffic since the
storm of last winter broke its wall.</p><p>The board says:</p><ul>{POINTS}</ul></article></body></html>"""


def write(newsroom: Newsroom) -> str:
    newsroom.configure(kinds=())
    file = newsroom.folder / "bot.toml"
    file.write_text(file.read_text().replace('platform = "x"', 'platform = "x"\nthread = true'))
    page = newsroom.folder / "quay.html"
    page.write_text(PAGE)
    return str(page)


def test_a_thread_is_a_chain_with_an_id_for_each_part(newsroom: Newsroom) -> None:
    page = write(newsroom)
    (draft,) = newsroom.json("preview", page, "--to", "x")["drafts"]
    newsroom.bot("post", page, "--to", "x", "--yes")
    posts = newsroom.posts("x")
    assert [part["text"] for part in draft["parts"]] == [post.text for post in posts]
    assert draft["cost_usd"] == 0.23
    assert [post.text[-3:] for post in posts] == ["1/3", "2/3", "3/3"]
    assert [post.reply_to for post in posts] == ["", *(post.id for post in posts[:-1])]
    (row,) = newsroom.json("log")
    assert [(part["text"], part["remote_id"]) for part in row["parts"]] == [
        (post.text, post.id) for post in posts
    ]
    assert all(part["remote_url"].endswith(part["remote_id"]) for part in row["parts"])
    assert (row["remote_id"], row["cost_usd"]) == (posts[0].id, 0.23)


def test_a_thread_that_x_refuses_in_the_middle_goes_on_from_there(newsroom: Newsroom) -> None:
    page = write(newsroom)
    newsroom.sandbox.faults.add("x", "accept_then_500")  # the first part, found by a reading
    newsroom.sandbox.faults.add("x", "reject")
    newsroom.bot("post", page, "--to", "x", "--yes", status=1)
    (row,) = newsroom.json("queue")
    assert row["state"] == "unknown"
    newsroom.bot("run", "--once", status=1)
    (row,) = newsroom.json("queue", "--state", "failed")
    assert row["error"].startswith("part 2 of 3: ")
    assert row["error"].endswith("`bot retry 1` goes on with part 2")
    assert [part["remote_id"] is not None for part in row["parts"]] == [True, False, False]
    assert "part 2 of 3" in newsroom.bot("queue")
    newsroom.bot("retry", "1")
    newsroom.bot("run", "--once")
    posts = newsroom.posts("x")
    assert [post.text[-3:] for post in posts] == ["1/3", "2/3", "3/3"]
    (row,) = newsroom.json("log")
    assert [part["remote_id"] for part in row["parts"]] == [post.id for post in posts]


def test_only_x_has_threads(newsroom: Newsroom, tmp_path: Path) -> None:
    file = newsroom.folder / "bot.toml"
    file.write_text(
        file.read_text().replace('platform = "facebook"', 'platform = "facebook"\nthread = true')
    )
    newsroom.bot("status", status=2)
    assert "channels.facebook.thread: facebook has no threads; allowed is false" in newsroom.stderr
