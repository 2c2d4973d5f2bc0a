"""The beginning of a process that delivers: whose database is this, and what was left undone."""

from __future__ import annotations

from bot.engine.work import Report
from bot.wiring import Bot


def boot(bot: Bot, complain: Report) -> tuple[str, ...]:
    """Recover; the ids of interrupted deliveries. Says so where the database is a copy put back."""
    restored = bot.lineage.check(bot.clock.now())
    if restored is not None:
        complain(
            f"the database is a copy of {restored.taken_at:%Y-%m-%d %H:%M:%S} UTC: what may have been "
            "posted since is looked for before it is sent (`bot db resume` skips this)"
        )
    bot.followers.amend.recover(called_before=bot.clock.now())
    return bot.reconcile.recover()
