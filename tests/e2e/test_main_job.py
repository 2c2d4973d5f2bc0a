"""The mission, as a user runs it: separate processes, real HTTP, real SQLite."""

from __future__ import annotations

import csv
import io

from bot.sandbox.site import NAME
from tests.fakes.newsroom import Newsroom


def stories(newsroom: Newsroom) -> list[str]:
    return sorted({delivery["slug"] for delivery in newsroom.json("log") + newsroom.json("queue")})


def test_two_sources_make_one_post_per_story_and_channel(newsroom: Newsroom) -> None:
    newsroom.bot("run", "--once")
    newsroom.bot("run", "--once")
    count = len(stories(newsroom))
    assert count >= 4
    for platform in ("x", "facebook"):
        texts = [post.text for post in newsroom.posts(platform)]
        assert len(texts) == len(set(texts)) == count


def test_the_log_is_proof(newsroom: Newsroom) -> None:
    newsroom.bot("run", "--once")
    log = newsroom.json("log")
    on_x = {post.id: post.text for post in newsroom.posts("x")}
    rows = [row for row in log if row["channel"] == "x"]
    assert {row["remote_id"] for row in rows} == set(on_x)
    for row in rows:
        assert row["state"] == "posted"
        assert row["text"] == on_x[row["remote_id"]]
        assert row["posted_at"].endswith("Z")
        assert row["remote_url"].startswith("https://x.com/")
        assert row["cost_usd"] == 0.2
        assert row["attempts"] == 1
        assert row["error"] is None
    assert {row["channel"] for row in log} == {"x", "facebook"}  # hand-offs have not ended


def test_a_story_that_stands_is_refused(newsroom: Newsroom) -> None:
    newsroom.bot("run", "--once")
    before = newsroom.sandbox.posts()
    slug = stories(newsroom)[0]
    assert newsroom.bot("post", slug, status=1) == ""
    assert "posted already" in newsroom.stderr
    assert newsroom.stderr.count("\n") == 1
    error = newsroom.json("post", slug, status=1)
    assert error["error"]["code"] == "already_posted"
    assert newsroom.sandbox.posts() == before


def test_a_hand_off_is_open_until_a_person_confirms_it(newsroom: Newsroom) -> None:
    newsroom.bot("run", "--once")
    waiting = newsroom.json("queue", "--state", "handed_off")
    assert {row["channel"] for row in waiting} == {"youtube"}
    one = waiting[0]
    assert one["remote_id"] is None
    told = newsroom.bot("queue")
    assert f"bot confirm {one['id']} " in told
    assert "post it at https://www.youtube.com/" in told
    newsroom.bot("confirm", one["id"], "https://example.org/post/1", status=2)
    newsroom.bot("confirm", one["id"], "https://www.youtube.com/post/UgkxProof")
    (row,) = newsroom.json("log", "--channel", "youtube")
    assert (row["state"], row["remote_id"]) == ("posted", "UgkxProof")
    assert len(newsroom.json("queue", "--state", "handed_off")) == len(waiting) - 1


def test_a_slug_is_posted_by_hand_on_the_named_channel_only(newsroom: Newsroom) -> None:
    newsroom.configure(kinds=["feed"])
    slug = "saturday-market-move"
    shown = newsroom.json("post", slug, "--dry-run")
    assert {draft["channel"] for draft in shown["drafts"]} == {"x", "facebook", "youtube"}
    assert newsroom.sandbox.posts() == ()
    (row,) = newsroom.json("post", slug, "--to", "facebook", "--yes")
    assert (row["channel"], row["state"]) == ("facebook", "posted")
    assert [post.platform for post in newsroom.sandbox.posts()] == ["facebook"]
    newsroom.bot("run", "--once")
    assert len([p for p in newsroom.posts("facebook") if slug in p.link]) == 1


def test_a_post_for_later_waits(newsroom: Newsroom) -> None:
    rows = newsroom.json("post", "saturday-market-move", "--at", "+3h", "--to", "x", "--yes")
    assert [row["state"] for row in rows] == ["scheduled"]
    newsroom.configure(kinds=[])
    newsroom.bot("run", "--once")
    assert newsroom.sandbox.posts() == ()
    assert "Saturday" in newsroom.bot("schedule") or rows[0]["title"] in newsroom.bot("schedule")
    newsroom.bot("cancel", rows[0]["id"])
    assert newsroom.json("log")[0]["state"] == "cancelled"


def test_preview_writes_nothing(newsroom: Newsroom) -> None:
    shown = newsroom.json("preview", f"{newsroom.site}saturday-market-move/")
    article, drafts = shown["article"], {d["channel"]: d for d in shown["drafts"]}
    assert set(article) == {
        "url", "slug", "title", "byline", "site_name", "published_at", "modified_at", "language",
        "lead", "image", "key_points", "warnings",
    }  # fmt: skip
    assert article["site_name"] == NAME
    for draft in drafts.values():
        assert set(draft) >= {
            "channel", "platform", "parts", "link", "media", "key_points", "cost_usd", "warnings",
        }  # fmt: skip
        for part in draft["parts"]:
            assert part["length"] <= part["limit"]
        for index in draft["key_points"]:
            assert article["key_points"][index]["text"] in draft["parts"][0]["text"]
    assert drafts["x"]["parts"][0]["limit"] == 280
    assert not (newsroom.folder / "data").exists()
    lines = newsroom.bot("preview", "saturday-market-move", "tarne-bridge-closure", "--json")
    assert len(lines.splitlines()) == 2


def test_the_log_as_a_sheet_is_safe_to_open(newsroom: Newsroom) -> None:
    newsroom.bot("run", "--once")
    rows = list(csv.DictReader(io.StringIO(newsroom.bot("log", "--csv"))))
    assert len(rows) == len(newsroom.json("log"))
    assert not any(cell.startswith(("=", "@")) for row in rows for cell in row.values())


def test_status_is_well_after_a_round_and_check_finds_everything(newsroom: Newsroom) -> None:
    newsroom.bot("run", "--once")
    status = newsroom.json("status")
    assert (status["ok"], status["reasons"]) == (True, [])
    assert {source["name"] for source in status["sources"]} == {"feed", "wordpress"}
    checks = newsroom.json("check", "--live")
    assert checks["ok"], checks
    newsroom.bot("db", "verify")
    newsroom.bot("db", "backup", "copy.db")
    assert (newsroom.folder / "copy.db").stat().st_size > 0


def test_the_demo_shows_every_story_as_three_posts(newsroom: Newsroom) -> None:
    out = newsroom.bot("demo")
    assert out.count("x: ") >= 5
    assert "/wall" in out
    before, after = out.split("posts before: ")[1].split("\n")[0].split(", after: ")
    assert before == after
    wall = (newsroom.folder / "data/demo/wall.html").read_text()
    assert "http-equiv" not in wall or "refresh" not in wall


def test_a_rehearsal_never_marks_a_story_as_posted_for_real(newsroom: Newsroom) -> None:
    newsroom.bot("run", "--once", "--sandbox")
    assert newsroom.sandbox.posts() == ()
    assert {row["state"] for row in newsroom.json("log")} == {"posted"}
    newsroom.bot("run", "--once", status=1)
    assert "sandbox" in newsroom.stderr
    newsroom.environment["DATABASE_URL"] = "sqlite:///data/live.db"
    newsroom.bot("run", "--once")
    assert len(newsroom.posts("x")) >= 4


def test_init_writes_what_to_begin_with_and_overwrites_nothing(newsroom: Newsroom) -> None:
    newsroom.bot("init", "fresh")
    written = newsroom.folder / "fresh/config/bot.toml"
    assert "[site]" in written.read_text()
    written.write_text("mine")
    newsroom.bot("init", "fresh")
    assert written.read_text() == "mine"


PAGE = """<!doctype html><html lang="en"><head><title>Quay to open again in May</title>
<link rel="canonical" href="https://news.example.org/quay/"></head><body><article><h1>Quay to open again in May</h1>
<p>The harbour board met on Monday and agreed on a plan for the quay, which has been closed since the storm.</p>
<p>The board says:</p><ul><li>The quay opens again in May</li><li>Its wall will be higher by 40 centimetres</li></ul>
<p>Ferries use the northern pier until then, and buses take their passengers to the station.</p></article></body></html>"""


def test_a_file_can_be_a_source_and_a_target(newsroom: Newsroom) -> None:
    (newsroom.folder / "quay.html").write_text(PAGE)
    source = '\n[[sources]]\nname = "file"\nkind = "page"\nurl = "quay.html"\nfirst_run = "all"\n'
    newsroom.configure(kinds=[], extra=source)
    shown = newsroom.json("preview", "quay.html")
    assert shown["article"]["url"] == "https://news.example.org/quay/"
    assert [p["attribution"] for p in shown["article"]["key_points"]] == ["The board says:"] * 2
    newsroom.bot("run", "--once")
    newsroom.bot("post", "quay.html", "--yes", status=1)
    assert "posted already" in newsroom.stderr
    (post,) = newsroom.posts("x")
    assert "https://news.example.org/quay/" in post.text
