"""A newsroom as its users have it: a folder with a configuration, the ``bot`` command, stand-ins over HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.sandbox import Sandbox, SandboxPost

CONFIGURATION = """
[site]
name = "The Sample"
url = "{site}"
[fetch]
allow_private = ["127.0.0.1"]
[delivery]
settle = "1s"
reread = "1s"
[web]
port = {port}
{sources}
[channels.x]
platform = "x"
base_url = "{x}"
cadence = {{ min_gap = "0s" }}
[channels.facebook]
platform = "facebook"
base_url = "{facebook}"
cadence = {{ min_gap = "0s" }}
[channels.youtube]
platform = "youtube"
cadence = {{ min_gap = "0s" }}
"""
SOURCE = """
[[sources]]
name = "{kind}"
kind = "{kind}"
url = "{url}"
first_run = "all"
flood = 0
"""


class Newsroom:
    """Runs ``bot`` in ``folder`` as a separate process against ``sandbox``."""

    def __init__(self, folder: Path, sandbox: Sandbox, site: str | None = None) -> None:
        self.folder = folder
        self.sandbox = sandbox
        self.site = site or sandbox.site_url
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            **{
                f"{platform.upper()}_{suffix}": value
                for platform in ("x", "facebook")
                for suffix, value in sandbox.credentials(platform).items()
            },
            "BOT_CONFIG": "bot.toml",
            "PYTHONWARNINGS": "error",
        }
        self.configure()

    def configure(
        self, *, kinds: Sequence[str] = ("feed", "wordpress"), extra: str = "", port: int = 0
    ) -> None:
        urls = {"feed": f"{self.site}feed/", "wordpress": self.site}
        text = CONFIGURATION.format(
            site=self.site,
            port=port,
            sources="".join(SOURCE.format(kind=kind, url=urls[kind]) for kind in kinds),
            x=self.sandbox.base_url("x"),
            facebook=self.sandbox.base_url("facebook"),
        )
        (self.folder / "bot.toml").write_text(text + extra)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def bot(self, *arguments: str, status: int = 0) -> str:
        """Run one command; its stdout. Fails where the exit status is another one."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=120)
        assert process.returncode == status, f"exit {process.returncode}\n{out}\n{err}"
        assert "Traceback" not in err, err
        self.stderr = err
        return out

    def json(self, *arguments: str, status: int = 0) -> Any:
        return json.loads(self.bot(*arguments, "--json", status=status))

    def posts(self, platform: str) -> list[SandboxPost]:
        return [post for post in self.sandbox.posts() if post.platform == platform]


def sandbox_now() -> datetime:
    return datetime.now(UTC)
