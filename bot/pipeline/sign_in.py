"""A person comes in by name and password, as often as the limits allow."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from datetime import datetime

from bot.model.errors import SignInRefused
from bot.model.login_limit import Key, free_at, keys
from bot.model.user import Actor, User, Via
from bot.pipeline.ports import AuditTrail, Clock, Users

REMEMBERED = 10_000
"""Names and addresses whose failures are counted; whoever was heard of longest ago is forgotten first."""
_WRONG = "the name or the password is wrong"


class SignIn:
    """Counts failures in this process's memory: a restart forgives."""

    def __init__(self, users: Users, audit: AuditTrail, clock: Clock) -> None:
        self._users = users
        self._audit = audit
        self._clock = clock
        self._failures: OrderedDict[Key, deque[datetime]] = OrderedDict()
        self._guard = threading.Lock()

    def sign_in(self, name: str, password: str, *, address: str) -> tuple[User, str]:
        """The account and the secret of a new session. Raises SignInRefused.

        ``address`` is where the request came from. A try counts as a failure from its beginning, so
        that many at once get no more tries than one after the other.
        """
        now = self._clock.now()
        self._count(name, address, now)
        user = self._users.verified(name, password)
        if user is None:
            self._note_failure(name, address, now)
            raise SignInRefused(_WRONG)
        self._forgive(name, address, now)
        secret = self._users.open_session(user, now=now)
        self._audit.note(
            Actor(user.name, Via.DESK),
            "log in",
            subject=f"user {user.name}",
            now=now,
            reason=address,
        )
        return user, secret

    def _count(self, name: str, address: str, now: datetime) -> None:
        with self._guard:
            waits = [
                free_at(tuple(self._failures.get(key, ())), limit, now)
                for key, limit in keys(name, address).items()
            ]
            if max(waits) > now:
                seconds = (max(waits) - now).total_seconds()
                raise SignInRefused(
                    f"too many failed logins; try again in {round(seconds / 60) or 1} minutes",
                    retry_after=seconds,
                )
            for key, limit in keys(name, address).items():
                mine = self._failures.setdefault(key, deque(maxlen=limit.failures))
                mine.append(now)
                self._failures.move_to_end(key)
            while len(self._failures) > REMEMBERED:
                self._failures.popitem(last=False)

    def _forgive(self, name: str, address: str, now: datetime) -> None:
        with self._guard:
            for place, key in enumerate(keys(name, address)):
                mine = self._failures.get(key)
                if mine is None:
                    continue
                if place == 0:
                    mine.clear()  # this person, from this address
                elif now in mine:
                    mine.remove(now)  # the others keep what is not this person's

    def _note_failure(self, name: str, address: str, now: datetime) -> None:
        # only names that exist go into the trail: people type passwords into the wrong field
        known = {user.name.casefold(): user.name for user in self._users.users()}
        account = known.get(name.casefold())
        if account is not None:
            self._audit.note(
                Actor(account, Via.DESK),
                "failed log in",
                subject=f"user {account}",
                now=now,
                reason=address,
            )
