"""A newsroom's program that uses the API over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import requests

from bot.model.user import Actor, Role
from tests.fakes.desk import Room


class Program:
    """Speaks for an account of the room; ``last`` is the newest answer."""

    def __init__(self, room: Room, name: str | None = "ben", role: Role = Role.EDITOR) -> None:
        self.base = f"{room.base}/api/v1"
        self.session = requests.Session()
        self.session.trust_env = False
        self.secret = ""
        if name is not None:
            self.secret = room.bot.users.issue_token(
                name,
                f"test {len(room.bot.users.tokens())}",
                role=role,
                expires_at=room.bot.clock.now() + timedelta(hours=1),
                by=Actor("test"),
                now=room.bot.clock.now(),
            )
            self.session.headers["Authorization"] = f"Bearer {self.secret}"

    def get(self, path: str, status: int = 200, **query: object) -> Any:
        return self._told(self.session.get(self.base + path, params=query, timeout=30), status)  # type: ignore[arg-type]

    def post(
        self, path: str, body: object = None, status: int = 200, key: str | None = None
    ) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        answer = self.session.post(self.base + path, json=body, headers=headers, timeout=30)
        return self._told(answer, status)

    def _told(self, answer: requests.Response, status: int) -> Any:
        self.last = answer
        assert answer.status_code == status, f"{answer.status_code}: {answer.text}"
        if status >= 400:
            told = answer.json()
            assert set(told) == {"error"}, told
            assert set(told["error"]) == {"code", "message"}
            return told["error"]
        return answer.json()
