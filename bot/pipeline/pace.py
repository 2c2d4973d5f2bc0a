"""How long a source is left alone after a poll.

``poll`` of the configuration is a promise: no later than that is a new story seen. So it is the longest
wait, and a source is asked sooner where that is worth it: after news, since news come in series, and
by day. What a server asks for in so many words (Retry-After, an address that is gone) goes before.
"""

from __future__ import annotations

from datetime import timedelta

SHORTEST = timedelta(seconds=30)
"""No source is polled more often than that, except where ``poll`` itself is shorter."""
IN_SERIES = timedelta(minutes=15)
"""After news, more news may follow for so long."""
NIGHT = range(6)
"""The hours of the site's night, by its own clock."""
BACKOFF_MAX = timedelta(hours=1)
GONE_AGAIN = timedelta(days=1)
"""An address that is gone is asked again after so long, should it have been a mistake."""
JITTER = 0.1


def wait_after_success(
    poll: timedelta,
    *,
    since_news: timedelta | None,
    hour: int,
    max_age: float | None,
    chance: float,
) -> timedelta:
    """The wait after a poll that succeeded; never longer than ``poll``.

    ``since_news`` is how long ago the source last brought a new story, ``hour`` that of the site's
    clock. ``max_age`` is how many seconds the answer holds: it is not asked for sooner. ``chance``
    from 0 to 1 shortens the wait by up to a tenth, so that sources do not march in step.
    """
    if since_news is not None and since_news <= IN_SERIES:
        wait = poll / 4
    elif hour in NIGHT:
        wait = poll
    else:
        wait = poll / 2
    wait = max(wait, SHORTEST, timedelta(seconds=max_age or 0))
    return min(wait, poll) * (1 - JITTER * chance)


def wait_after_failure(
    poll: timedelta, *, failures: int, retry_after: float | None, chance: float
) -> timedelta:
    """The wait after so many failures in a row: doubled each time, an hour at most or ``poll``."""
    wait = min(poll * (1 << min(failures, 12)), max(BACKOFF_MAX, poll)) * (1 - JITTER * chance)
    return max(wait, timedelta(seconds=retry_after or 0))
