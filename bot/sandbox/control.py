"""The sandbox driven over HTTP, for a test whose sandbox is another process.

====== ================= ============================================================================
POST   /control/faults   ``{"platform", "kind", "reset_at"?, "delay"?}``: order a fault (ISO 8601; seconds)
DELETE /control/faults   forget the faults that have not happened
POST   /control/release  let every request that hangs go on
GET    /control/hanging  ``?count=1&timeout=10``: wait until that many hang
                         a platform is "x", or "x/picture" for its uploads of pictures
GET    /control/posts    the posts that stand, oldest first
====== ================= ============================================================================
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.sandbox.exchange import Answer, Request, json_answer
from bot.sandbox.faults import Faults
from bot.sandbox.posts import Ledger, post_as_json
from bot.sandbox.switchboard import PICTURE

PLATFORMS = ("x", "facebook", "youtube")
_TARGETS = (*PLATFORMS, *(platform + PICTURE for platform in PLATFORMS))
_LONGEST_WAIT = 60.0  # seconds


class Control:
    """Answers below ``/control``."""

    def __init__(self, faults: Faults, ledger: Ledger) -> None:
        self._faults = faults
        self._ledger = ledger

    def answer(self, request: Request) -> Answer:
        """Do what the request says. A web page's request is refused: it carries an Origin."""
        acts: Mapping[tuple[str, str], Callable[[Request], Answer]] = {
            ("POST", "/faults"): self._order,
            ("DELETE", "/faults"): self._clear,
            ("POST", "/release"): self._release,
            ("GET", "/hanging"): self._hanging,
            ("GET", "/posts"): self._posts,
        }
        if "origin" in request.headers:
            return json_answer(403, {"error": "not for web pages"})
        act = acts.get((request.method, request.path))
        return act(request) if act else json_answer(404, {"error": "no such control"})

    def _order(self, request: Request) -> Answer:
        body = request.json_object() or {}
        platform, kind, reset_at = body.get("platform"), body.get("kind"), body.get("reset_at")
        if platform not in _TARGETS:
            return json_answer(400, {"error": f"platform must be one of {', '.join(_TARGETS)}"})
        try:
            at = None if reset_at is None else datetime.fromisoformat(str(reset_at))
            delay = timedelta(seconds=float(str(body.get("delay", 0))))
            self._faults.add(str(platform), str(kind), reset_at=at, delay=delay)
        except (ValueError, OverflowError) as error:
            return json_answer(400, {"error": str(error)})
        return json_answer(200, {"ordered": kind})

    def _clear(self, request: Request) -> Answer:  # noqa: ARG002
        self._faults.clear()
        return json_answer(200, {"cleared": True})

    def _release(self, request: Request) -> Answer:  # noqa: ARG002
        return json_answer(200, {"released": self._faults.release()})

    def _hanging(self, request: Request) -> Answer:
        given = request.parameters
        try:
            count, timeout = int(given.get("count", "1")), float(given.get("timeout", "10"))
        except ValueError:
            return json_answer(400, {"error": "count and timeout must be numbers"})
        wait = min(timeout, _LONGEST_WAIT) if math.isfinite(timeout) else _LONGEST_WAIT
        return json_answer(
            200, {"hanging": self._faults.wait_hanging(count, timeout=max(0.0, wait))}
        )

    def _posts(self, request: Request) -> Answer:  # noqa: ARG002
        return json_answer(200, [post_as_json(post) for post in self._ledger.standing()])
