"""What a daemon costs that has nothing to do: memory and processor time of `bot run` over a minute.

    python bench/idle.py [--seconds 60] [--desk]

The real command with the default timing: two feeds of ten stories each from a server on this machine, which answers
304 where nothing changed, and three channels whose X and Facebook are stand-ins in another process. First with a new
database, for which it reads both feeds; then started again, when all polls are answered with 304. Counting begins
after the first polls; the figures are the kernel's for the daemon's process. ``--desk`` serves the desk too, for which
no aim is set. There is no peer: of the tools that the other benchmarks stand beside, none is a daemon.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from feeds import feed
from serve import serving

from bot.sandbox import Sandbox

ROOT = Path(__file__).parents[1]
MEMORY_AIM, PROCESSOR_AIM = 80, 0.5
CONFIGURATION = """
[site]
name = "The News"
url = "https://news.example"
[fetch]
allow_private = ["127.0.0.0/8"]
[web]
port = {port}
[[sources]]
name = "front"
kind = "feed"
url = "{first}"
[[sources]]
name = "sport"
kind = "feed"
url = "{second}"
[channels.x]
platform = "x"
base_url = "{x}"
[channels.facebook]
platform = "facebook"
base_url = "{facebook}"
[channels.youtube]
platform = "youtube"
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def daemon(folder: Path, sandbox: Sandbox, url: str, *, desk: bool) -> Iterator[tuple[int, int]]:
    """``bot run`` in ``folder``; its process id and its port."""
    port = free_port()
    addresses = {name: sandbox.base_url(name) for name in ("x", "facebook")}
    second = url.replace("127.0.0.1", "127.0.0.2")
    text = CONFIGURATION.format(port=port, first=url, second=second, **addresses)
    (folder / "bot.toml").write_text(text)
    environment = {**os.environ, "BOT_CONFIG": "bot.toml", "DATABASE_URL": "sqlite:///bot.db"}
    for name in addresses:
        environment |= {f"{name.upper()}_{k}": v for k, v in sandbox.credentials(name).items()}
    command = [sys.executable, "-m", "bot", "run", *(["--web"] if desk else [])]
    environment["PYTHONPATH"] = str(ROOT)
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            yield process.pid, port
        finally:
            process.terminate()


def polls(port: int) -> int:
    """How often the sources were polled, the least of both; 0 where nobody answers yet."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
    except OSError:
        return 0
    counts = [float(line.split()[-1]) for line in lines if line.startswith("bot_polls_total{")]
    return int(min(counts)) if len(counts) == 2 else 0


def memory(process: int) -> dict[str, float]:
    """Megabytes by the kernel's names."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    return {name: int(rest.split()[0]) / 1024 for name, rest in (line.split(":") for line in lines)}


def processor(process: int) -> float:
    """Seconds of processor time that the process took, with what the kernel did for it."""
    ticks = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def measure(process: int, seconds: float) -> str:
    used, begun = processor(process), time.monotonic()
    time.sleep(seconds)
    share = 100 * (processor(process) - used) / (time.monotonic() - begun)
    held, threads = memory(process), len(list(Path(f"/proc/{process}/task").iterdir()))
    return (
        f"{held['Rss']:5.1f} MB resident, {held['Anonymous']:5.1f} MB of them no file's; "
        f"{share:.2f}% of a core; {threads} threads"
    )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--desk", action="store_true")
    options = parser.parse_args()
    print(f"idle bot run, two sources, three channels, {options.seconds:.0f} seconds", end="; ")
    print(f"aim: below {MEMORY_AIM} MB resident and {PROCESSOR_AIM}% of a core")
    with (
        tempfile.TemporaryDirectory(prefix="idle-") as name,
        serving(feed(10)) as url,
        Sandbox(now=lambda: datetime.now(UTC), site=False) as sandbox,
    ):
        for title in ("new database, feeds read", "started again, all unchanged"):
            with daemon(Path(name), sandbox, url, desk=options.desk) as (process, port):
                begun = time.monotonic()
                while polls(port) < 1:
                    if time.monotonic() - begun > 120:
                        print((Path(name) / "log").read_text())
                        return 1
                    time.sleep(1)
                print(f"  {title + ':':<29} {measure(process, options.seconds)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
