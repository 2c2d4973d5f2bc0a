"""The daemon looks at the pages of many stories without waiting between them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from bot.sandbox import Sandbox
from bot.store.tables import watches
from tests.fakes.newsroom import Newsroom, sandbox_now
from tests.fakes.paper import Paper, running_paper
from tests.fakes.running import Running

STORIES = 4


def newsroom_of(folder: Path, sandbox: Sandbox, paper: Paper, slots: str = "") -> Newsroom:
    newsroom = Newsroom(folder, sandbox)
    newsroom.configure(kinds=())
    path = newsroom.folder / "bot.toml"
    text = path.read_text().partition("[channels.facebook]")[0]
    cadence = f'cadence = {{ min_gap = "0s"{slots} }}'
    text = text.replace('cadence = { min_gap = "0s" }', cadence)
    path.write_text(text + paper.source())
    for number in range(STORIES):
        paper.publish(number)
    return newsroom


def read(paper: Paper) -> set[str]:
    return {visit.path for visit in paper.site.visits if visit.path.startswith("/story-")}


def test_pages_that_are_due_together_are_looked_at_one_after_the_other(tmp_path: Path) -> None:
    with (
        running_paper() as paper,
        Sandbox(now=sandbox_now) as sandbox,
        Running(newsroom_of(tmp_path, sandbox, paper)) as daemon,
    ):
        daemon.lines.wait_for(": posted", times=STORIES)
        paper.site.visits.clear()
        past = daemon.bot.clock.now() - timedelta(hours=1)
        with daemon.bot.database.write() as connection:
            assert len(connection.execute(select(watches.c.article_id)).all()) == STORIES
            connection.execute(update(watches).values(next_look_at=past))
        daemon.engine._marked_at = None  # as after the fifteen seconds of its heartbeat
        daemon.lines.until(lambda: len(read(paper)) == STORIES, "looks at all stories")


def test_stories_that_wait_for_their_slots_are_read_before(tmp_path: Path) -> None:
    in_a_while = sandbox_now() + timedelta(hours=3)
    slots = f', timezone = "UTC", slots = ["{in_a_while:%H:%M}"]'
    with (
        running_paper() as paper,
        Sandbox(now=sandbox_now) as sandbox,
        Running(newsroom_of(tmp_path, sandbox, paper, slots)) as daemon,
    ):
        daemon.lines.wait_for(f"front: {STORIES} new")
        daemon.engine._marked_at = None
        pages = select(watches.c.page).where(watches.c.page.is_not(None))

        def count() -> int:
            with daemon.bot.database.read() as connection:
                return len(connection.execute(pages).all())

        daemon.lines.until(lambda: count() == STORIES, "pages of all stories")
