"""What stands on the stand-in platforms, kept in a file so that a restart forgets nothing."""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from bot.model.errors import StoreError
from bot.sandbox.pictures import Pictures


@dataclass(frozen=True, slots=True)
class SandboxPost:
    """A post as a stand-in accepted it.

    ``account`` is the platform's own name of it: a handle, a page's id, a channel's id. ``text`` is
    what the client sent. ``link`` is the first link of the text or the request's link field,
    ``image`` the address of a picture and ``alt`` its alternative text, ``reply_to`` the id of the post that it
    answers; each is empty where there is none. ``at`` is aware and in UTC.
    """

    platform: str
    account: str
    id: str
    text: str
    link: str
    image: str
    at: datetime
    reply_to: str = ""
    alt: str = ""


class Ledger:
    """The posts of all stand-ins, in the order of their acceptance. Safe to share by threads.

    ``refuse_duplicates`` lets no text stand twice on one platform where the platform itself would
    not; a test that counts doubles turns it off. With a path, each change is a line of JSON that is
    on the disk before the call returns, and the file is read at the start. A torn last line, left
    by a crash, is removed. Raises StoreError where another line is not the ledger's own.
    """

    def __init__(self, path: Path | None = None, *, refuse_duplicates: bool = True) -> None:
        self._refuse_duplicates = refuse_duplicates
        self._lock = threading.RLock()
        self._posts: dict[tuple[str, str], SandboxPost] = {}
        self._edited: set[tuple[str, str]] = set()
        self._taken_down: Counter[str] = Counter()
        self._issued = 0
        self._file: BinaryIO | None = None
        self.pictures = Pictures(path and path.with_name(path.name + ".pictures"))
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._read(path)
            self._file = path.open("ab")

    def standing(
        self, platform: str | None = None, *, stale: bool = False
    ) -> tuple[SandboxPost, ...]:
        """The posts that are visible, oldest first; ``stale`` leaves out the newest."""
        with self._lock:
            posts = tuple(self._posts.values())
        shown = tuple(p for p in posts if platform in {None, p.platform})
        return shown[:-1] if stale else shown

    def get(self, platform: str, post_id: str) -> SandboxPost | None:
        """The standing post with that id."""
        with self._lock:
            return self._posts.get((platform, post_id))

    def is_edited(self, post: SandboxPost) -> bool:
        """Whether the text of the post is not the one that it began with."""
        with self._lock:
            return (post.platform, post.id) in self._edited

    def taken_down(self, platform: str) -> int:
        """How many posts of the platform were deleted."""
        with self._lock:
            return self._taken_down[platform]

    def publish(
        self, make: Callable[[int], SandboxPost], *, may_repeat: bool = False
    ) -> SandboxPost | None:
        """Accept the post that ``make`` builds from its serial number.

        None, with nothing accepted, where an equal text and link stand on the platform already,
        unless the platform does not mind (``may_repeat``). Looking and accepting are one critical
        section, so two equal posts at one instant cannot both pass.
        """
        with self._lock:
            post = make(self._issued + 1)
            if self._refuse_duplicates and not may_repeat and self._stands(post):
                return None
            self._apply({"event": "post", **post_as_json(post)}, durable=True)
            return post

    def show(self, post: SandboxPost) -> None:
        """Add a post that a person made elsewhere; one with the same id is replaced."""
        with self._lock:
            self._apply({"event": "post", **post_as_json(post)}, durable=True)

    def edit(self, platform: str, post_id: str, text: str) -> bool:
        """Replace the text of a standing post; False where there is none."""
        with self._lock:
            if (platform, post_id) not in self._posts:
                return False
            self._apply(
                {"event": "edit", "platform": platform, "id": post_id, "text": text}, durable=True
            )
            return True

    def delete(self, platform: str, post_id: str) -> bool:
        """Take a standing post down; False where there is none."""
        with self._lock:
            if (platform, post_id) not in self._posts:
                return False
            self._apply({"event": "delete", "platform": platform, "id": post_id}, durable=True)
            return True

    def close(self) -> None:
        """Close the file; nothing is accepted afterwards where there is one."""
        with self._lock:
            if self._file is not None:
                self._file.close()

    def _stands(self, post: SandboxPost) -> bool:
        wanted = (post.platform, post.text, post.link)
        return any((p.platform, p.text, p.link) == wanted for p in self._posts.values())

    def _apply(self, event: Mapping[str, str], *, durable: bool) -> None:
        if durable and self._file is not None:
            self._file.write(json.dumps(event, ensure_ascii=False).encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        key = (event["platform"], event["id"])
        match event["event"]:
            case "post":
                self._issued += 1
                self._posts[key] = _from_json(event)
            case "edit":
                self._posts[key] = replace(self._posts[key], text=event["text"])
                self._edited.add(key)
            case "delete":
                del self._posts[key]
                self._taken_down[event["platform"]] += 1
            case other:
                raise ValueError(other)

    def _read(self, path: Path) -> None:
        if not path.exists():
            return
        data = path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                self._apply(json.loads(line), durable=False)
            except (ValueError, KeyError, TypeError) as error:
                raise StoreError(
                    f"{path}, line {number}: not a line of a sandbox's posts; move the file away"
                ) from error
        if len(whole) < len(data):
            os.truncate(path, len(whole))


def post_as_json(post: SandboxPost) -> dict[str, str]:
    """The post as a JSON object; ``at`` is ISO 8601."""
    return asdict(post) | {"at": post.at.isoformat()}


def _from_json(event: Mapping[str, str]) -> SandboxPost:
    given = {"reply_to": "", "alt": "", **event}
    names = {field.name for field in fields(SandboxPost)} - {"at"}
    return SandboxPost(
        **{name: given[name] for name in names}, at=datetime.fromisoformat(event["at"])
    )
