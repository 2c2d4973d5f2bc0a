"""Amendments of posts: intent, verdict and log, in the same manner as deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Select, literal, select, update

from bot.model.amendment import (
    ENDED,
    Action,
    Amendment,
    Cause,
    Progress,
    Step,
    following,
)
from bot.model.delivery import Delivery, Event, State
from bot.model.draft import Draft
from bot.model.errors import IllegalTransition, NotFound
from bot.model.outcome import RemotePost
from bot.model.user import Actor
from bot.pipeline.ports import ChangeVerdict, NewAmendment
from bot.store import attempts as log
from bot.store import deeds, rows
from bot.store.codec import decode, decode_many, encode
from bot.store.columns import Dollars
from bot.store.database import Database
from bot.store.effects import effects
from bot.store.rows import draft_values, number_of
from bot.store.statements import insert_numbered
from bot.store.tables import amendments, attempts, deliveries

_NOTHING_READ = {"settling_since": None, "read_at": None, "readings": 0, "absences": 0}
_REWRITABLE = frozenset({State.HELD, State.SCHEDULED, State.HANDED_OFF})
_ALL = select(amendments)


class AmendmentStore:
    """``bot.pipeline.ports.Amendments`` on a database; it says what each method means."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- reading

    def get(self, amendment_id: str) -> Amendment:
        """The amendment. Raises NotFound."""
        with self._db.read() as connection:
            return _get(connection, amendment_id)

    def of_delivery(self, delivery_id: str) -> tuple[Amendment, ...]:
        """All amendments of a post, oldest first."""
        wanted = _ALL.where(amendments.c.delivery_id == number_of(delivery_id))
        return self._found(wanted.order_by(amendments.c.id))

    def in_progress(self, *progress: Progress) -> tuple[Amendment, ...]:
        """All that stand there, by due time, then by id."""
        wanted = _ALL.where(amendments.c.progress.in_(progress))
        return self._found(wanted.order_by(amendments.c.due_at, amendments.c.id))

    def _found(self, wanted: Select[Any]) -> tuple[Amendment, ...]:
        with self._db.read() as connection:
            return tuple(map(_amendment_of, connection.execute(wanted)))

    def was_edited(self, delivery_id: str) -> bool:
        """Whether a person wrote the delivery's text."""
        wanted = select(attempts.c.detail).where(
            attempts.c.delivery_id == number_of(delivery_id),
            attempts.c.step == log.Step.DECISION,
        )
        with self._db.read() as connection:
            details = [decode(dict, text) for text in connection.execute(wanted).scalars()]
        events = [d.get("event") for d in details if d.get("event") in ("edit", "recompose")]
        return events[-1:] == ["edit"]

    # --- making

    def propose(
        self, delivery: Delivery, new: NewAmendment, *, now: datetime, by: Actor | None = None
    ) -> Amendment | None:
        """Commit an amendment of a posted delivery; those that wait are dropped for it."""
        number = number_of(delivery.id)
        with self._db.write() as connection:
            standing = connection.execute(
                select(deliveries.c.state).where(deliveries.c.id == number).with_for_update()
            ).scalar()
            before = _of(connection, number)
            newest = before[-1] if before else None
            repeats = newest is not None and (newest.cause, newest.fingerprint) == (
                new.cause,
                new.fingerprint,
            )
            is_called = any(a.progress in (Progress.CALLING, Progress.UNKNOWN) for a in before)
            repeats = repeats and new.cause is not Cause.ASKED
            if standing != State.POSTED or repeats or is_called:
                return None
            for waiting in before:
                if waiting.progress not in ENDED:
                    _end(connection, waiting, "the story changed once more", now)
            (made,) = insert_numbered(connection, amendments, [_values(delivery, new, now)])
            amendment = _get(connection, str(made))
            _log(connection, amendment, log.Step.AMENDED, now, _told(amendment))
            _note_deed(connection, by, amendment, amendment.action, now)
            return amendment

    # --- the call

    def claim(self, amendment_id: str, *, now: datetime) -> Amendment | None:
        """The intent. None where it is not pending and due."""
        number = number_of(amendment_id)
        claiming = (
            update(amendments)
            .where(
                amendments.c.id == number,
                amendments.c.progress == Progress.PENDING,
                amendments.c.due_at <= now,
            )
            .values(
                progress=following(Progress.PENDING, Step.CLAIM),
                fence=amendments.c.fence + 1,
                attempts=amendments.c.attempts + 1,
                called_at=now,
            )
        )
        with self._db.write() as connection:
            if connection.execute(claiming).rowcount != 1:
                return None
            amendment = _get(connection, amendment_id)
            payload = {
                "action": amendment.action,
                "before": amendment.before,
                "after": amendment.after,
                "draft": amendment.draft,
            }
            _log(connection, amendment, log.Step.AMENDING, now, payload=encode(payload))
        return amendment

    def settle(self, amendment: Amendment, verdict: ChangeVerdict, *, now: datetime) -> bool:
        """Apply the verdict where progress and fence still match; else only a row in the log."""
        target = following(amendment.progress, verdict.step)
        values: dict[str, Any] = {
            "progress": target,
            "error": verdict.error,
            "cost": amendments.c.cost + _amount(verdict.cost_usd),
        }
        if verdict.due_at is not None:
            values["due_at"] = verdict.due_at
        if verdict.posts:
            values["posts"] = encode(verdict.posts)
        if target is Progress.UNKNOWN:
            values |= {**_NOTHING_READ, "settling_since": now}
        elif target is Progress.PENDING:
            values |= _NOTHING_READ
        if target in ENDED:
            values["ended_at"] = now
        with self._db.write() as connection:
            ours = _change(connection, amendment, values)
            detail = {**verdict.detail, "step": verdict.step, "error": verdict.error}
            _log(
                connection, amendment, log.Step.AMENDED if ours else log.Step.DISCARDED, now, detail
            )
            if ours:
                _pay(connection, amendment, verdict.cost_usd)
            if ours and target is Progress.DONE:
                _carry_over(connection, amendment, now)
        return ours

    def note_reading(
        self, amendment: Amendment, *, absences: int, cost_usd: Decimal, now: datetime
    ) -> None:
        """Commit one more reading that settled nothing."""
        values = {
            "readings": amendment.readings + 1,
            "absences": absences,
            "read_at": now,
            "cost": amendments.c.cost + _amount(cost_usd),
        }
        with self._db.write() as connection:
            if _change(connection, amendment, values):
                _pay(connection, amendment, cost_usd)
                detail = {"kind": "reading", "absences": absences}
                _log(connection, amendment, log.Step.READING, now, detail)

    def orphan(self, *, called_before: datetime, now: datetime) -> int:
        """Those whose call was begun before then and never settled; replies become ``unknown``."""
        wanted = _ALL.where(
            amendments.c.progress == Progress.CALLING, amendments.c.called_at <= called_before
        )
        if not self._found(wanted):
            return 0  # as a rule: and then nothing is to be written, which a full disk would refuse
        with self._db.write() as connection:
            orphans = list(map(_amendment_of, connection.execute(wanted)))
            for orphan in orphans:
                step = Step.BLURRED if orphan.action is Action.REPLY else Step.DEFERRED
                values = {"progress": following(Progress.CALLING, step), "due_at": now}
                if step is Step.BLURRED:
                    values |= {**_NOTHING_READ, "settling_since": now}
                _change(connection, orphan, values)
                _log(connection, orphan, log.Step.ORPHAN, now)
        return len(orphans)

    # --- a person's part

    def decide(
        self,
        amendment_id: str,
        step: Step,
        *,
        now: datetime,
        action: Action | None = None,
        draft: Draft | None = None,
        reason: str | None = None,
        by: Actor | None = None,
    ) -> Amendment:
        """A person's decision about one that waits. Raises NotFound, IllegalTransition."""
        with self._db.write() as connection:
            amendment = _get(connection, amendment_id)
            target = following(amendment.progress, step)
            values: dict[str, Any] = {"progress": target, "error": reason, "due_at": now}
            if action is not None:
                values |= {"action": action, "attempts": 0}
            if draft is not None:
                values["draft"] = encode(draft)
            if target in ENDED:
                values["ended_at"] = now
            if not _change(connection, amendment, values):
                raise IllegalTransition(
                    f"delivery {amendment.delivery_id} is being amended; try again"
                )
            decided = _get(connection, amendment_id)
            _log(connection, decided, log.Step.AMENDED, now, {**_told(decided), "step": step})
            _note_deed(
                connection, by, decided, "dismiss" if step is Step.DROP else decided.action, now
            )
            if target is Progress.DONE:
                _carry_over(connection, decided, now)
            return decided

    # --- deliveries that were never sent

    def recompose(self, delivery: Delivery, draft: Draft, reason: str, *, now: datetime) -> bool:
        """Commit another draft for a delivery that was never sent."""
        if delivery.state not in _REWRITABLE:
            return False
        before = "\n\n".join(part.text for part in delivery.draft.parts)
        after = "\n\n".join(part.text for part in draft.parts)
        event = "recompose" if after != before else "noted"
        detail = {"event": event, "reason": reason, "before": before, "after": after}
        values = {**draft_values(draft), "error": reason}
        with self._db.write() as connection:
            changed = rows.change(connection, delivery.id, delivery.state, delivery.fence, values)
            if changed:
                number = int(delivery.id)
                log.append(
                    connection, number, delivery.fence, log.Step.DECISION, at=now, detail=detail
                )
        return changed

    def note_wait(self, delivery: Delivery, reason: str) -> None:
        """Commit why a scheduled delivery waits, for people to see."""
        if delivery.error == reason:
            return
        with self._db.write() as connection:
            rows.change(connection, delivery.id, State.SCHEDULED, delivery.fence, {"error": reason})


def _note_deed(
    connection: Connection, by: Actor | None, amendment: Amendment, action: str, now: datetime
) -> None:
    if by is not None:
        deeds.append(
            connection,
            by,
            action,
            at=now,
            delivery_id=number_of(amendment.delivery_id),
            reason="; ".join(amendment.reasons),
        )


def _get(connection: Connection, amendment_id: str) -> Amendment:
    row = connection.execute(_ALL.where(amendments.c.id == number_of(amendment_id))).first()
    if row is None:
        raise NotFound(f"there is no amendment {amendment_id}")
    return _amendment_of(row)


def _of(connection: Connection, delivery: int | None) -> list[Amendment]:
    wanted = _ALL.where(amendments.c.delivery_id == delivery).order_by(amendments.c.id)
    return list(map(_amendment_of, connection.execute(wanted)))


def _change(connection: Connection, amendment: Amendment, values: dict[str, Any]) -> bool:
    """Change it if it is still where ``amendment`` has it; whether it was."""
    statement = (
        update(amendments)
        .where(
            amendments.c.id == number_of(amendment.id),
            amendments.c.progress == amendment.progress,
            amendments.c.fence == amendment.fence,
        )
        .values(values)
    )
    return connection.execute(statement).rowcount == 1


def _end(connection: Connection, amendment: Amendment, reason: str, now: datetime) -> None:
    _change(connection, amendment, {"progress": Progress.DROPPED, "error": reason, "ended_at": now})
    _log(connection, amendment, log.Step.AMENDED, now, {"step": Step.DROP, "error": reason})


def _carry_over(connection: Connection, amendment: Amendment, now: datetime) -> None:
    """What a finished amendment means for its delivery."""
    delivery = rows.get(connection, amendment.delivery_id)
    if delivery.state is not State.POSTED:
        return
    values: dict[str, Any] = {}
    if amendment.action is Action.DELETE:
        values = effects(State.POSTED, Event.RETRACT, now=now, error="; ".join(amendment.reasons))
    elif amendment.action is Action.EDIT and amendment.draft is not None:
        values = {"draft": encode(amendment.draft)}
    if values:
        rows.change(connection, delivery.id, State.POSTED, delivery.fence, values)


def _pay(connection: Connection, amendment: Amendment, cost_usd: Decimal) -> None:
    if cost_usd:
        connection.execute(
            update(deliveries)
            .where(deliveries.c.id == number_of(amendment.delivery_id))
            .values(cost=deliveries.c.cost + _amount(cost_usd))
        )


def _amount(amount: Decimal) -> Any:
    return literal(amount, Dollars())


def _told(amendment: Amendment) -> dict[str, object]:
    return {
        "amendment": amendment.id,
        "cause": amendment.cause,
        "action": amendment.action,
        "progress": amendment.progress,
        "reasons": list(amendment.reasons),
        "before": amendment.before,
        "after": amendment.after,
        "error": amendment.error,
    }


def _log(
    connection: Connection,
    amendment: Amendment,
    step: log.Step,
    at: datetime,
    detail: Mapping[str, object] | None = None,
    *,
    payload: str | None = None,
) -> None:
    number = number_of(amendment.delivery_id)
    assert number is not None
    told = {"amendment": amendment.id, **(detail or {})}
    log.append(connection, number, amendment.fence, step, at=at, payload=payload, detail=told)


def _values(delivery: Delivery, new: NewAmendment, now: datetime) -> dict[str, Any]:
    return {
        "delivery_id": number_of(delivery.id),
        "channel": delivery.channel,
        "cause": new.cause,
        "action": new.action,
        "progress": new.progress,
        "reasons": encode(list(new.reasons)),
        "before": new.before,
        "draft": encode(new.draft) if new.draft else None,
        "fingerprint": new.fingerprint,
        "created_at": now,
        "due_at": now,
        "fence": 0,
        "attempts": 0,
        "readings": 0,
        "absences": 0,
        "posts": "[]",
        "cost": Decimal(0),
        "error": new.error,
    }


def _amendment_of(row: Row[Any]) -> Amendment:
    return Amendment(
        id=str(row.id),
        delivery_id=str(row.delivery_id),
        channel=row.channel,
        cause=Cause(row.cause),
        action=Action(row.action),
        progress=Progress(row.progress),
        reasons=decode_many(str, row.reasons),
        before=row.before,
        draft=decode(Draft, row.draft) if row.draft else None,
        fingerprint=row.fingerprint,
        created_at=row.created_at,
        due_at=row.due_at,
        fence=row.fence,
        attempts=row.attempts,
        called_at=row.called_at,
        settling_since=row.settling_since,
        read_at=row.read_at,
        readings=row.readings,
        absences=row.absences,
        posts=decode_many(RemotePost, row.posts),
        cost_usd=row.cost,
        error=row.error,
        ended_at=row.ended_at,
    )
