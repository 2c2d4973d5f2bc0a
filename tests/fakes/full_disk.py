"""Run in a mount name space of its own: the daemon on a disk of some megabytes that fills up, and is cleared."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bot.sandbox import Sandbox
from tests.fakes.newsroom import Newsroom, sandbox_now
from tests.fakes.running import Running, database_of


def fill(file: Path) -> None:
    """Take all the room that the disk has."""
    with file.open("wb", buffering=0) as filler:
        for size in (65536, 4096, 512, 1):
            try:
                while True:
                    filler.write(b"x" * size)
            except OSError:
                continue


def main(folder: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(folder)], check=True)
    with Sandbox(now=sandbox_now, refuse_duplicates=False) as sandbox:
        newsroom = Newsroom(folder, sandbox)
        sandbox.faults.add("x", "accept_then_hang")
        filler, reserve = folder / "filler", database_of(newsroom).with_name("bot.db.reserve")
        with Running(newsroom) as daemon:
            assert sandbox.faults.wait_hanging(timeout=60)
            fill(filler)
            daemon.lines.wait_for("nothing is sent")
            sandbox.faults.release()
            daemon.lines.wait_for("freed the reserve")
            assert not reserve.exists()
            sent = len(sandbox.posts())
            # the verdict of the call under way is in the room that the reserve had
            daemon.lines.until(lambda: bool(daemon.bot.views.log(channel="x")), "a settled post")
            assert len(sandbox.posts()) == sent
            filler.unlink()
            daemon.lines.wait_for("work goes on")
            daemon.lines.until(lambda: len(sandbox.posts()) >= 6, "posts")
        texts = [(post.platform, post.text) for post in sandbox.posts()]
        assert len(texts) == len(set(texts)), texts
        recorded = {post.id for delivery in daemon.bot.views.log() for post in delivery.posts}
        assert recorded == {post.id for post in sandbox.posts()}
        assert daemon.bot.database.verify() == ()
        assert reserve.exists()
    sys.stdout.write("all is well\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
