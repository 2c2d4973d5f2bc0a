"""Scheduling as an editor does it: in the file, while the bot runs, and with a flood at the door."""

from __future__ import annotations

import re
import signal
from datetime import UTC, datetime

from tests.e2e.test_daemon import daemon, read_until
from tests.fakes.newsroom import Newsroom


def change(newsroom: Newsroom, old: str, new: str) -> None:
    file = newsroom.folder / "bot.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_sighup_reads_the_file_anew_and_a_broken_one_leaves_the_old_in_force(
    newsroom: Newsroom,
) -> None:
    newsroom.configure(kinds=("feed",))
    with daemon(newsroom) as process:
        read_until(process, "running:")
        change(newsroom, 'platform = "facebook"', 'platform = "facebook"\nreview = "all"')
        process.send_signal(signal.SIGHUP)
        line = read_until(process, "read anew")
        assert "channels.facebook.review" in line
        change(newsroom, "[site]", "[sit")
        process.send_signal(signal.SIGHUP)
        assert process.stderr is not None
        for complaint in process.stderr:
            if "not in force" in complaint:
                break
        assert "is no valid TOML" in newsroom.bot("status", status=1)
        change(newsroom, "[sit", "[site]")
        process.send_signal(signal.SIGHUP)
        read_until(process, "as before")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
        assert process.returncode == 0


def test_a_flood_waits_whole_and_does_not_come_back_once_dismissed(newsroom: Newsroom) -> None:
    newsroom.configure(kinds=("feed",))
    change(newsroom, "flood = 0", "flood = 1")
    newsroom.bot("run", "--once")
    held = newsroom.json("queue", "--state", "held")
    assert held
    assert {row["flood"] for row in held} == {"1"}
    assert newsroom.json("status")["floods"][0]["held"] == len(held)
    told = newsroom.bot("reject", "--flood", "feed", "--reason", "a new theme")
    assert f"flood 1 of feed is dismissed: {len(held)} cancelled" in told
    newsroom.bot("run", "--once")
    assert newsroom.json("queue") == []
    assert not newsroom.sandbox.posts()
    assert {row["error"] for row in newsroom.json("log")} == {"a new theme"}


def test_a_released_flood_goes_out_at_the_free_times(newsroom: Newsroom) -> None:
    newsroom.configure(kinds=("feed",))
    change(newsroom, "flood = 0", "flood = 1")
    change(newsroom, 'cadence = { min_gap = "0s" }', 'cadence = { min_gap = "10m" }')
    newsroom.bot("run", "--once")
    newsroom.bot("approve", "--flood", "feed")
    rows = [row for row in newsroom.json("schedule") if row["channel"] == "x" and row["delivery"]]
    assert len(rows) > 1
    assert len({row["at"] for row in rows}) == len(rows)


def test_a_time_in_words_is_said_back_before_and_after(newsroom: Newsroom) -> None:
    newsroom.configure(kinds=("feed",))
    asked = ("post", "saturday-market-move", "--to", "x", "--at", "1 jan 18:30")
    told = rf"\w{{3}} {datetime.now(UTC).year + 1}-01-01 18:30 \(Europe/Brussels\)"
    assert re.search(f"to go out: {told}", newsroom.bot(*asked, "--dry-run"))
    assert newsroom.json("queue") == []
    assert re.search(f"x: scheduled for {told}", newsroom.bot(*asked, "--yes"))
