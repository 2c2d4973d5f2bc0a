"""What an editor changes, what a post costs and what a layout may do, as a user runs it."""

from __future__ import annotations

from tests.fakes.newsroom import Newsroom


def channel_x(newsroom: Newsroom, *lines: str) -> None:
    file = newsroom.folder / "bot.toml"
    text = file.read_text()
    file.write_text(text.replace('platform = "x"\n', 'platform = "x"\n' + "\n".join(lines) + "\n"))


def test_an_edit_goes_out_only_where_it_is_faithful(newsroom: Newsroom) -> None:
    newsroom.configure(kinds=["feed"])
    channel_x(newsroom, 'review = "all"')
    newsroom.bot("run", "--once")
    held = newsroom.json("queue", "--state", "held")[0]
    text = newsroom.folder / "edit.txt"
    text.write_text(held["text"].replace("\n\n", "\n\nEverybody knows that.\n\n", 1))
    newsroom.bot("edit", held["id"], "--file", "edit.txt", status=2)
    assert "This is not in the article, word for word: Everybody knows that." in newsroom.stderr
    text.write_text(held["text"].replace("• ", "– "))
    newsroom.bot("edit", held["id"], "--file", "edit.txt")
    newsroom.bot("approve", held["id"])
    newsroom.bot("run", "--once")
    assert "– " in newsroom.posts("x")[0].text
    newsroom.bot("edit", held["id"], "--file", "missing.txt", status=2)


def test_a_budget_for_links_and_its_forecast(newsroom: Newsroom) -> None:
    newsroom.configure(kinds=["feed"])
    channel_x(newsroom, 'link = "budget"', "daily_budget_usd = 0.25")
    newsroom.bot("run", "--once")
    rows = [row for row in newsroom.json("log") if row["channel"] == "x"]
    assert sum(row["cost_usd"] for row in rows) <= 0.25
    assert sorted({row["cost_usd"] for row in rows}) == [0.015, 0.2]
    status = next(c for c in newsroom.json("status")["channels"] if c["name"] == "x")
    assert status["daily_budget_usd"] == 0.25
    waiting = newsroom.json("queue", "--state", "scheduled")
    assert sum(status["forecast_usd"].values()) == sum(
        row["cost_usd"] for row in waiting if row["channel"] == "x"
    )
    newsroom.bot("schedule", "--days", "3")


def test_a_template_shapes_posts_and_is_checked(newsroom: Newsroom) -> None:
    newsroom.configure(kinds=["feed"])
    (newsroom.folder / "templates").mkdir()
    template = newsroom.folder / "templates/mine.txt"
    channel_x(newsroom, 'template = "mine.txt"')
    template.write_text("{{ title }}\n\n{{ author }}\n{{ link }}\n")
    newsroom.bot("check", status=1)
    out = newsroom.bot("check", status=1)
    assert "template x: nothing is called “author”" in out
    assert "USD since 2026-04-20: 0.015 a post, 0.200 with a link" in out
    template.write_text(
        "NEWS\n{{ title }}\n{% for g in groups %}\n{{ g.attribution }}\n{{ g.points | join('\\n') }}\n\n{% endfor %}\n{{ link }}\n"
    )
    assert "template x: sound" in newsroom.bot("check")
    newsroom.bot("run", "--once")
    assert all(post.text.startswith("NEWS\n") for post in newsroom.posts("x"))
    template.unlink()
    newsroom.bot("check", status=2)
    assert "channels.x.template" in newsroom.stderr
