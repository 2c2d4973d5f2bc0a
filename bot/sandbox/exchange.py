"""One request and its answer, free of sockets, so that a stand-in is a plain function of both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import HTTP
from typing import Protocol
from urllib.parse import parse_qsl

MULTIPART = "multipart/form-data"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked for.

    ``url`` is absolute, as the client addressed it, without the query. ``path`` is the part below
    the platform's prefix and starts with "/". ``query`` keeps order and repetitions. ``headers``
    have lower-case names. ``now`` is aware and in UTC. ``stale``: show the timeline without its
    newest post.
    """

    method: str
    url: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    now: datetime
    stale: bool = False

    @property
    def content_type(self) -> str:
        """The media type of the body in lower case, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def parameters(self) -> dict[str, str]:
        """The query's parameters; the last one counts where a name is repeated."""
        return dict(self.query)

    def form(self) -> dict[str, str]:
        """The fields of a form-encoded body; empty for a body of another type."""
        if self.content_type != FORM:
            return {}
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def multipart(self) -> tuple[dict[str, str], dict[str, bytes]]:
        """Fields and files of a multipart body, by name; both empty for a body of another type."""
        if self.content_type != MULTIPART:
            return {}, {}
        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        fields: dict[str, str] = {}
        files: dict[str, bytes] = {}
        for part in message_from_bytes(head + self.body, policy=HTTP).iter_parts():
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            if not isinstance(name, str) or not isinstance(content, bytes):
                continue
            if part.get_filename() is None:
                fields[name] = content.decode("utf-8", "replace")
            else:
                files[name] = content
        return fields, files

    def json_object(self) -> dict[str, object] | None:
        """The body as a JSON object; None where it is anything else, or not Unicode throughout."""
        try:
            value = json.loads(self.body)
            json.dumps(value, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back. ``headers`` are those beside Content-Type, Content-Length and Date."""

    status: int
    body: bytes = b""
    content_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()


class Refusal(Exception):
    """Raised within a stand-in to leave off and give ``answer``."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class StandIn(Protocol):
    """The part that a stand-in plays: it answers, and says how its platform words a refusal."""

    @property
    def credentials(self) -> Mapping[str, str]:
        """Those that it accepts, by suffix."""
        ...

    def publishes(self, request: Request) -> bool:
        """Whether the request would make a new post; only such requests meet faults."""
        ...

    def uploads(self, request: Request) -> bool:
        """Whether the request uploads a picture, or tells its alternative text."""
        ...

    def reads(self, request: Request) -> bool:
        """Whether the request reads the timeline, which may be a stale one."""
        ...

    def answer(self, request: Request) -> Answer:
        """Answer as the platform would."""
        ...

    def broken(self) -> Answer:
        """The platform's HTTP 500."""
        ...

    def rate_limited(self, reset_at: datetime | None, now: datetime) -> Answer:
        """The platform's refusal for now; ``reset_at`` is named in its own way."""
        ...

    def unauthorized(self) -> Answer:
        """The platform's refusal of the credentials."""
        ...

    def duplicate(self) -> Answer:
        """The platform's refusal of a post that it has already."""
        ...

    def rejected(self) -> Answer:
        """The platform's refusal of a post that it does not allow."""
        ...


def json_answer(
    status: int, value: object, headers: tuple[tuple[str, str], ...] = (), content_type: str = JSON
) -> Answer:
    """An answer that carries ``value`` as JSON."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, body, content_type, headers)


def text_answer(status: int, text: str) -> Answer:
    """An answer of one plain line."""
    return Answer(status, f"{text}\n".encode(), "text/plain; charset=utf-8")


def names(text: str) -> frozenset[str]:
    """The names in ``text``, which stand apart by white space: a short way to write a long set."""
    return frozenset(text.split())
