"""Whether the queries of sweep, queue and log stay as fast when the log has grown long.

    python bench/scale.py [--rows 1000000] [--folder DIR]

One database with ten thousand ended deliveries and one with ``--rows``, both with the same work ahead of them;
each query's median processor time in both, in turns: on a shared machine the clock on the wall would measure
the neighbours. The target is a factor of 1.5.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import text

from bot.model.delivery import State
from bot.store.database import Database
from bot.store.outbox import OutboxStore
from bot.store.reads import Reads
from bot.store.reads.days import DayReads
from bot.store.reads.log import LogSearch
from bot.store.views import Views

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FEW = 10_000
AHEAD = 50
ZONE = ZoneInfo("Europe/Brussels")
ROUNDS = 40

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) "
_ARTICLES = (
    _NUMBERS + "INSERT INTO articles (id, url, slug, title, first_seen_at, fingerprint) SELECT i, "
    "'https://news.example/' || i, 'story-' || i, 'Story ' || printf('%07d', i), '2026-01-01 00:00:00.000000', '' FROM n"
)
# a post every 25 seconds up to now, in the order of their ends
_ENDED = (
    _NUMBERS + "INSERT INTO deliveries (id, article_id, channel, platform, again, state, draft, "
    "manual, created_at, due_at, fence, attempts, sent_at, readings, absences, posts, posted_at, "
    "ended_at, price, cost) SELECT i, i, 'x', 'x', 0, 'posted', :draft, 0, t, t, 1, 1, t, 0, 0, "
    """'[{"id":"' || i || '","url":"https://x.example/' || i || '"}]', t, t, 200000, 200000 FROM """
    "(SELECT i, strftime('%Y-%m-%d %H:%M:%S.000000', :now, '-' || (25 * (:count - i + 1)) || ' seconds') AS t FROM n)"
)
_AHEAD = (
    "UPDATE deliveries SET state = 'scheduled', posts = '[]', posted_at = NULL, ended_at = NULL, "
    "sent_at = NULL WHERE id > :count - :ahead"
)
_WORDS = (
    _NUMBERS + "INSERT INTO article_words (word, article_id) SELECT 'story', i FROM n "
    "UNION ALL SELECT printf('%07d', i), i FROM n"
)
# every hundredth was cancelled, the way of a site with review
_CANCELLED = (
    "UPDATE deliveries SET state = 'cancelled', posts = '[]', posted_at = NULL WHERE id % 100 = 0"
)
_DRAFT = (
    '{"channel":"x","cost_usd":"0.2","key_points":[],"link":null,"media":[],'
    '"parts":[{"length":10,"limit":280,"text":"It opened."}],"platform":"x","warnings":[]}'
)


def grown(folder: Path, rows: int) -> Database:
    database = Database.open(f"sqlite:///{folder / f'{rows}.db'}")
    database.upgrade()
    with database.write() as connection:
        connection.execute(text(_ARTICLES), {"count": rows})
        moment = NOW.replace(tzinfo=None).isoformat(sep=" ")
        connection.execute(text(_ENDED), {"count": rows, "now": moment, "draft": _DRAFT})
        connection.execute(text(_CANCELLED))
        connection.execute(text(_AHEAD), {"count": rows, "ahead": AHEAD})
        connection.execute(text(_WORDS), {"count": rows})
        connection.execute(text("ANALYZE"))
    DayReads(database, ZONE, ["x"]).close(now=NOW)
    return database


def queries(database: Database) -> Mapping[str, Callable[[], object]]:
    outbox, views = OutboxStore(database), Views(database)
    reads, days = Reads(database), DayReads(database, ZONE, ["x"])
    two_days = NOW - timedelta(days=2)
    seldom = frozenset({State.CANCELLED, State.RETRACTED})
    second = reads.log_page(LogSearch(), limit=50).next
    month = (NOW - timedelta(days=30)).date()
    return {
        "sweep: due": lambda: outbox.due(NOW),
        "sweep: unknown": lambda: outbox.in_state(State.UNKNOWN),
        "sweep: next due": outbox.next_due,
        "deliver: bookings": lambda: outbox.bookings("x", since=two_days),
        "deliver: spent": lambda: outbox.spent("x", since=NOW - timedelta(hours=9)),
        "queue": views.queue,
        "log: newest 50": lambda: views.log(limit=50),
        "log: of a channel": lambda: views.log(channel="x", limit=50),
        "log: since an hour": lambda: views.log(since=NOW - timedelta(hours=1)),
        "log: of a story": lambda: views.log(slug="story-77"),
        "reconcile: bound ids": lambda: outbox.bound_ids("x", since=two_days),
        "desk: today": lambda: reads.today(since=NOW.replace(hour=0)),
        "desk: queue": reads.queue_page,
        "desk: log": lambda: reads.log_page(LogSearch()),
        "desk: log, page 2": lambda: reads.log_page(LogSearch(), cursor=second),
        "desk: log of a channel": lambda: reads.log_page(LogSearch(channel="x")),
        "desk: log, cancelled": lambda: reads.log_page(LogSearch(states=seldom)),
        "desk: log, rare word": lambda: reads.log_page(LogSearch(text="0007777")),
        "desk: log, common word": lambda: reads.log_page(LogSearch(text="sto")),
        "desk: log, no such story": lambda: reads.log_page(LogSearch(text="story harbour")),
        "desk: log, an old hour": lambda: reads.log_page(
            LogSearch(since=two_days, until=two_days + timedelta(hours=1))
        ),
        "desk: story": lambda: reads.story("77"),
        "desk: proof": lambda: reads.proof("77"),
        "desk: stories": lambda: reads.article_page("sto"),
        "desk: 31 days": lambda: days.totals(month, NOW.date(), now=NOW),
    }


def seconds(query: Callable[[], object]) -> float:
    began = time.thread_time()
    query()
    return time.thread_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder, prefix="scale-") as name:
        few, many = grown(Path(name), FEW), grown(Path(name), arguments.rows)
        print(f"{'':26}{FEW:>10,} rows {arguments.rows:>10,} rows")
        for (what, small), large in zip(queries(few).items(), queries(many).values(), strict=True):
            pairs = [(seconds(small), seconds(large)) for _ in range(ROUNDS)]
            one, other = (1000 * statistics.median(side) for side in zip(*pairs, strict=True))
            print(f"{what:26}{one:12.2f} ms {other:12.2f} ms   factor {other / one:.2f}")
        few.close()
        many.close()


if __name__ == "__main__":
    main()
