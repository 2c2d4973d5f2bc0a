"""The bot as the subscriber of a real hub: Flask-WebSub, where it is installed (`pip install Flask-WebSub`)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from bot.health.page import HealthPage, served
from bot.pipeline.ports import SubscriptionState
from bot.sandbox import Sandbox
from bot.wiring import open_bot, push_receiver
from tests.fakes.newsroom import Newsroom, sandbox_now
from tests.fakes.paper import Paper, running_paper
from tests.fakes.running import Running, settings_of

flask_websub_hub = pytest.importorskip("flask_websub.hub", reason="needs Flask-WebSub")
flask = pytest.importorskip("flask")

CONFIGURATION = """
[push]
url = "http://127.0.0.1:{port}"
"""


class Threads:
    """What the hub asks of its task queue, with a thread for each task."""

    def task(self, **options: Any) -> Callable[[Callable[..., Any]], Any]:
        def made(work: Callable[..., Any]) -> Any:
            def delay(*args: Any) -> None:
                own = (SimpleNamespace(request=SimpleNamespace(retries=0)),) if options else ()
                threading.Thread(target=work, args=(*own, *args), daemon=True).start()

            return SimpleNamespace(delay=delay)

        return made


@contextmanager
def running_hub(folder: Path) -> Iterator[Any]:
    """A hub; ``address`` is where, ``storage`` what it keeps."""
    from werkzeug.serving import make_server

    storage = flask_websub_hub.SQLite3HubStorage(str(folder / "hub.db"))
    hub = flask_websub_hub.Hub(storage, Threads())
    app = flask.Flask("hub")
    app.config["PUBLISH_SUPPORTED"] = True
    app.register_blueprint(hub.build_blueprint(url_prefix="/hub"))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield SimpleNamespace(address=f"http://127.0.0.1:{server.port}/hub", storage=storage)
    finally:
        server.shutdown()
        thread.join()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def subscribed(hub: Any, paper: Paper) -> list[Any]:
    return list(hub.storage.get_callbacks(paper.feed_url))


@contextmanager
def running_bot(newsroom: Newsroom, port: int) -> Iterator[Running]:
    with Running(newsroom) as daemon:
        page = HealthPage(daemon.bot, daemon.engine.metrics, daemon.engine.troubles)
        with served(page, "127.0.0.1", port, push_receiver(daemon.bot, daemon.engine.hint)):
            yield daemon


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_subscription_from_its_beginning_to_its_end(tmp_path: Path) -> None:
    with ExitStack() as stack:
        hub = stack.enter_context(running_hub(tmp_path))
        paper = stack.enter_context(running_paper())
        paper.hub = hub.address
        newsroom = Newsroom(tmp_path, stack.enter_context(Sandbox(now=sandbox_now)))
        newsroom.environment["PUSH_SECRET"] = "a secret of the newsroom"
        port = free_port()
        push = CONFIGURATION.format(port=port)
        newsroom.configure(kinds=(), extra=paper.source() + push)

        with running_bot(newsroom, port) as daemon:
            store = daemon.bot.subscriptions

            def is_active() -> bool:
                known = store.subscription("front")
                return known is not None and known.state is SubscriptionState.ACTIVE

            daemon.lines.until(is_active, "active subscription")
            daemon.lines.until(lambda: len(subscribed(hub, paper)) == 1, "callback at the hub")
            paper.publish(1)
            told = {"hub.mode": "publish", "hub.topic": paper.feed_url}
            assert requests.post(hub.address, told, timeout=10).status_code == 202
            daemon.lines.wait_for("x: story-1: posted")
            assert paper.polls() == 3  # the first, the hub's own, and the one that followed

            (callback, _secret) = subscribed(hub, paper)[0]
            forged = {"X-Hub-Signature": "sha256=" + "0" * 64}
            assert requests.post(callback, b"<rss/>", headers=forged, timeout=10).status_code == 202
            assert paper.polls() == 3

        newsroom.configure(kinds=(), extra=push)  # the source is taken out
        with running_bot(newsroom, port) as daemon:
            daemon.lines.until(lambda: not subscribed(hub, paper), "end at the hub")
        bot = open_bot(settings_of(newsroom))
        assert bot.subscriptions.subscriptions() == ()
        bot.database.close()
