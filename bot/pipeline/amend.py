"""What follows for a story's posts when the story changes or goes.

``Amend.consider`` and ``Amend.withdraw`` decide, from the database alone: what was never sent is composed anew or
cancelled, what is public becomes an ``Amendment``. ``Amend.carry_out`` makes one call of a platform for one, with
the intent committed before and the verdict after it; ``Amend.settle`` reads whether a reply stands.
See docs/adr/0011-corrections.md.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from bot.model.amendment import Action, Amendment, Cause, OnChange, Progress, Step
from bot.model.article import Article
from bot.model.delivery import Delivery, Event, State
from bot.model.draft import Draft
from bot.model.errors import NotFound, UsageError
from bot.model.outcome import (
    Amended,
    AuthFailed,
    CannotTell,
    ChangeOutcome,
    Found,
    NotSent,
    RemotePost,
    Unclear,
)
from bot.model.user import Actor
from bot.pipeline.changes import Change, changes
from bot.pipeline.channels import ChannelPlan, Timing
from bot.pipeline.plan import review_reason
from bot.pipeline.ports import (
    Amendments,
    ChangeVerdict,
    Clock,
    NewAmendment,
    Outbox,
    Platform,
    Watches,
)
from bot.pipeline.read import is_cut_off
from bot.pipeline.reconcile import BOUND_WINDOW
from bot.pipeline.settle import absences_after, verdict_on_reading, wait_before_reading
from bot.pipeline.settle_amendment import verdict_on_change
from bot.pipeline.waits import Waits

log = logging.getLogger(__name__)

_UNSENT = frozenset({State.HELD, State.SCHEDULED, State.HANDED_OFF})
_IN_FLIGHT = frozenset({State.SENDING, State.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Reading:
    """A story that changed: ``earlier`` and ``current`` readings as in ``changes``.

    What is composed anew is made of the first of ``current``, whose fingerprint is ``fingerprint``.
    """

    article_id: str
    fingerprint: str
    earlier: tuple[Article, ...]
    current: tuple[Article, ...]


class Amend:
    """Brings posts in line with their stories. One instance serves all threads of a process."""

    def __init__(
        self,
        outbox: Outbox,
        amendments: Amendments,
        watches: Watches,
        channels: Mapping[str, ChannelPlan],
        platform: Callable[[str], Platform],
        timing: Timing,
        clock: Clock,
    ) -> None:
        self._outbox = outbox
        self._amendments = amendments
        self._watches = watches
        self._channels = channels
        self._platform = platform
        self._timing = timing
        self._clock = clock
        self._waits = Waits(clock)

    # --- deciding

    def consider_revision(self, article_id: str, page: Article | None) -> tuple[str, ...]:
        """Compare the newest revision with the story's posts; plain lines on what follows.

        ``page`` is what the story's own page says now, where it could be read: what it still says, the
        story still says. Where a post is in flight, the story is considered again later.
        """
        fingerprint, revisions = self._watches.readings(article_id)
        before = [revision for revision in revisions[:-1] if not is_cut_off(revision)]
        if before and is_cut_off(revisions[-1]):
            # what stands behind a paywall now is not taken back: what it said in full counts
            self._watches.considered(article_id, fingerprint)
            return ()
        current = revisions[-1:] + ((page,) if page else ())
        reading = Reading(article_id, fingerprint, revisions[:-1], current)
        lines = self.consider(reading)
        if not self._is_in_flight(article_id):
            self._watches.considered(article_id, fingerprint)
        return lines

    def concerns(self, article_id: str) -> bool:
        """Whether the story has posts, or may get some."""
        states = {delivery.state for delivery in self._outbox.of_article(article_id)}
        return bool(states & (_UNSENT | _IN_FLIGHT | {State.POSTED}))

    def touches(self, reading: Reading) -> bool:
        """Whether readers of any of the story's posts would see a difference."""
        return any(
            changes(_told(delivery.draft), reading.earlier, reading.current)
            for delivery in self._outbox.of_article(reading.article_id)
        )

    def _is_in_flight(self, article_id: str) -> bool:
        return any(d.state in _IN_FLIGHT for d in self._outbox.of_article(article_id))

    def consider(self, reading: Reading) -> tuple[str, ...]:
        """Compare a reading with the story's posts; plain lines on what follows. May be done again."""
        lines: list[str] = []
        if not reading.earlier or not reading.current:
            return ()
        for delivery in self._outbox.of_article(reading.article_id):
            found = changes(_told(delivery.draft), reading.earlier, reading.current)
            channel = self._channels.get(delivery.channel)
            if not found or channel is None:
                continue
            if delivery.state in _UNSENT:
                lines += self._compose_anew(delivery, channel, reading, found)
            elif delivery.state is State.POSTED:
                lines += self._amend(delivery, channel, reading, found)
        return tuple(lines)

    def withdraw(
        self, article_id: str, reason: str, *, hold: str | None, mark: str
    ) -> tuple[str, ...]:
        """The story is gone: what was not sent is cancelled, what is public is amended.

        ``hold`` says why a person has to decide about all of it, such as many stories gone at once. ``mark`` is
        the same for the same disappearance: it is dealt with once.
        """
        lines: list[str] = []
        now = self._clock.now()
        for delivery in self._outbox.of_article(article_id):
            if delivery.state in _UNSENT:
                lines += self._cancel(delivery, reason, hold, now)
            elif delivery.state is State.POSTED:
                lines += self._take_down(delivery, reason, hold, mark)
        return tuple(lines)

    def is_back(self, article_id: str) -> tuple[str, ...]:
        """The story can be read again: what waits because it was gone, or behind a password, is dropped."""
        lines = []
        now = self._clock.now()
        for delivery in self._outbox.of_article(article_id):
            for amendment in self._amendments.of_delivery(delivery.id):
                waits = amendment.progress in (Progress.OPEN, Progress.PENDING)
                if amendment.cause is Cause.WITHDRAWN and waits:
                    self._amendments.decide(
                        amendment.id, Step.DROP, now=now, reason="the story is back"
                    )
                    lines.append(_line(delivery, "stays: the story is back"))
        return tuple(lines)

    def _compose_anew(
        self,
        delivery: Delivery,
        channel: ChannelPlan,
        reading: Reading,
        found: Sequence[Change],
    ) -> list[str]:
        now = self._clock.now()
        why = "; ".join(change.words for change in found)
        if delivery.attempts and delivery.state is not State.HANDED_OFF:
            return self._hold(delivery, f"{why}; it was being sent, so its text was kept", now)
        if self._amendments.was_edited(delivery.id):
            return self._hold(delivery, f"{why}; a person's text was kept", now)
        from bot.compose import compose  # with all its words; not for an idle daemon

        draft = compose(reading.current[0], channel.rules, channel.style, channel=channel.name)
        if _told(draft) == _told(delivery.draft):
            return []  # a notice alone changes nothing in a post that is composed of the story as it is
        review = review_reason(draft, channel.review)
        reason = "; ".join(filter(None, (review, f"composed anew: {why}")))
        if not self._amendments.recompose(delivery, draft, reason, now=now):
            return []
        if review and delivery.state is State.SCHEDULED:
            self._outbox.move(delivery.id, Event.HOLD, now=now, reason=reason)
        return [_line(delivery, f"composed anew: {why}")]

    def _hold(self, delivery: Delivery, reason: str, now: datetime) -> list[str]:
        if delivery.error == reason:
            return []
        if delivery.state is State.SCHEDULED:
            self._outbox.move(delivery.id, Event.HOLD, now=now, reason=reason)
        elif not self._amendments.recompose(delivery, delivery.draft, reason, now=now):
            return []
        return [_line(delivery, f"a person has to look: {reason}")]

    def _cancel(
        self, delivery: Delivery, reason: str, hold: str | None, now: datetime
    ) -> list[str]:
        if delivery.posts:
            hold = "the first parts of the thread are public"
        if hold:
            return self._hold(delivery, f"{reason}; {hold}", now)
        self._outbox.move(delivery.id, Event.CANCEL, now=now, reason=reason)
        return [_line(delivery, f"cancelled: {reason}")]

    def _amend(
        self,
        delivery: Delivery,
        channel: ChannelPlan,
        reading: Reading,
        found: Sequence[Change],
    ) -> list[str]:
        draft, trouble = self._correction(delivery, channel, reading, found)
        action = _ACTIONS.get(channel.rules.amends, Action.TELL)
        match channel.on_change:
            case OnChange.RETRACT if channel.rules.retracts:
                action, trouble = Action.DELETE, None
            case OnChange.AMEND if action is not Action.TELL:
                pass
            case _:
                action, trouble = Action.TELL, None
        is_free = action is not Action.TELL and trouble is None
        new = NewAmendment(
            cause=Cause.CORRECTED,
            action=action,
            progress=Progress.PENDING if is_free else Progress.OPEN,
            reasons=tuple(change.words for change in found),
            before=_text(delivery.draft),
            draft=draft,
            fingerprint=reading.fingerprint,
            error=trouble,
        )
        return self._proposed(delivery, new)

    def _correction(
        self, delivery: Delivery, channel: ChannelPlan, reading: Reading, found: Sequence[Change]
    ) -> tuple[Draft, str | None]:
        """The text that a correction brings, and why a person has to look at it first."""
        from bot.compose import compose, update

        article = reading.current[0]
        notice = next((change.notice for change in found if change.notice), "")
        if channel.rules.amends == "reply":
            draft = update(
                article, channel.rules, channel.style, channel=channel.name, notice=notice
            )
            if not changes(_text(delivery.draft), reading.earlier, reading.current):
                return draft, "only the picture says it, which no platform lets anybody change"
            return draft, review_reason(draft, channel.review)
        draft = compose(article, channel.rules, channel.style, channel=channel.name)
        if _text(draft) == _text(delivery.draft):
            return draft, "the post itself would not change; the notice has to be told otherwise"
        if self._amendments.was_edited(delivery.id):
            return draft, "a person wrote the post: its text is not overwritten"
        if delivery.draft.media or len(delivery.posts) != 1 or len(draft.parts) != 1:
            return draft, "a post with a picture or of several parts is changed by a person"
        return draft, review_reason(draft, channel.review)

    def _take_down(self, delivery: Delivery, reason: str, hold: str | None, mark: str) -> list[str]:
        channel = self._channels.get(delivery.channel)
        deletes = (
            channel is not None and channel.on_change is OnChange.RETRACT and channel.rules.retracts
        )
        new = NewAmendment(
            cause=Cause.WITHDRAWN,
            action=Action.DELETE if deletes else Action.TELL,
            progress=Progress.PENDING if deletes and not hold else Progress.OPEN,
            reasons=(reason,),
            before=_text(delivery.draft),
            fingerprint=mark,
            error=hold,
        )
        return self._proposed(delivery, new)

    def _proposed(self, delivery: Delivery, new: NewAmendment) -> list[str]:
        made = self._amendments.propose(delivery, new, now=self._clock.now())
        if made is None:
            return []
        why = "; ".join(new.reasons)
        if made.progress is Progress.OPEN:
            return [_line(delivery, f"a person has to decide: {why} (bot corrections)")]
        return [_line(delivery, f"to be {_WORDS[made.action]}: {why}")]

    # --- a person's part

    def order(self, delivery_id: str, action: Action, *, by: Actor) -> Amendment:
        """A person wants the post amended so. Where the bot cannot do it, that they did it is recorded.

        ``action`` DELETE takes the post down; EDIT brings it in line with its story, as the platform can.
        Raises NotFound, UsageError.
        """
        delivery = self._outbox.get(delivery_id)
        channel = self._channels.get(delivery.channel)
        if delivery.state is not State.POSTED or channel is None:
            raise UsageError(
                f"delivery {delivery_id} is {delivery.state}; only a post can be amended"
            )
        open_one = self._open(delivery_id)
        draft = None
        if action is not Action.DELETE:
            action = _ACTIONS.get(channel.rules.amends, Action.TELL)
            draft = open_one.draft if open_one else None
            if draft is None:
                raise UsageError(
                    f"delivery {delivery_id}: its story says what the post says, as far as is known"
                )
        can = channel.rules.retracts if action is Action.DELETE else action is not Action.TELL
        now = self._clock.now()
        if open_one is None:
            new = NewAmendment(
                Cause.ASKED,
                action,
                Progress.PENDING if can else Progress.OPEN,
                ("a person decided so",),
                _text(delivery.draft),
                draft,
            )
            open_one = self._amendments.propose(delivery, new, now=now, by=by)
            if open_one is None:
                raise UsageError(f"delivery {delivery_id} is being amended already")
            return open_one if can else self._done_by_hand(open_one, action, now, by)
        if not can:
            return self._done_by_hand(open_one, action, now, by)
        return self._amendments.decide(
            open_one.id, Step.ORDER, now=now, action=action, draft=draft, by=by
        )

    def _done_by_hand(
        self, amendment: Amendment, action: Action, now: datetime, by: Actor
    ) -> Amendment:
        done = Action.DELETE if action is Action.DELETE else Action.EDIT
        return self._amendments.decide(
            amendment.id, Step.BY_HAND, now=now, action=done, reason="a person did it", by=by
        )

    def dismiss(self, delivery_id: str, *, by: Actor) -> Amendment:
        """The post stays as it is. Raises NotFound."""
        open_one = self._open(delivery_id)
        if open_one is None:
            raise NotFound(f"delivery {delivery_id} has no open correction; see `bot corrections`")
        return self._amendments.decide(
            open_one.id,
            Step.DROP,
            now=self._clock.now(),
            reason="left as it is by a person",
            by=by,
        )

    def _open(self, delivery_id: str) -> Amendment | None:
        self._outbox.get(delivery_id)
        found = [
            a for a in self._amendments.of_delivery(delivery_id) if a.progress is Progress.OPEN
        ]
        return found[-1] if found else None

    # --- carrying out

    def recover(self, *, called_before: datetime) -> int:
        """Take up calls that were begun before then and whose verdict never came."""
        return self._amendments.orphan(called_before=called_before, now=self._clock.now())

    def carry_out(self, amendment_id: str) -> Amendment:
        """Make the call, if it may be made now; the amendment as it stands afterwards. Raises StoreError."""
        amendment = self._amendments.get(amendment_id)
        delivery = self._outbox.get(amendment.delivery_id)
        now = self._clock.now()
        if amendment.progress is not Progress.PENDING or not self._may_call(amendment.channel, now):
            return amendment
        if delivery.state is not State.POSTED:
            words = f"the post is {delivery.state}"
            return self._amendments.decide(amendment.id, Step.DROP, now=now, reason=words)
        failures = self._outbox.channel(amendment.channel).failures
        deadline = (
            self._clock.monotonic() + (self._timing.lease - self._timing.timeout).total_seconds()
        )
        platform = self._platform(amendment.channel)
        claimed = self._amendments.claim(amendment_id, now=now)
        if claimed is None:
            return self._amendments.get(amendment_id)
        outcome, cost = self._call(platform, claimed, delivery, deadline)
        log.info("amendment %s of %s: %s", amendment_id, delivery.id, type(outcome).__name__)
        now = self._clock.now()
        verdict, effect = verdict_on_change(
            outcome, claimed, self._timing, failures=failures, now=now
        )
        if isinstance(outcome, AuthFailed) and effect.pause:
            self._outbox.pause(amendment.channel, effect.pause, now=now)
        elif effect.rest_until is not None:
            self._outbox.rest(
                amendment.channel, effect.rest_until, failures=effect.failures, now=now
            )
        if not self._amendments.settle(claimed, replace(verdict, cost_usd=cost), now=now):
            log.warning("amendment %s: this verdict came too late", amendment_id)
        return self._amendments.get(amendment_id)

    def _may_call(self, name: str, now: datetime) -> bool:
        state = self._outbox.channel(name)
        rests = state.rests_until is not None and state.rests_until > now
        return name in self._channels and state.paused is None and not rests

    def _call(
        self, platform: Platform, amendment: Amendment, delivery: Delivery, deadline: float
    ) -> tuple[ChangeOutcome, Decimal]:
        """What the calls came to, and what they cost. Of several posts the last is taken down first."""
        if self._clock.monotonic() >= deadline:
            return NotSent("the process stood still before the call was made"), Decimal(0)
        try:
            if amendment.action is Action.DELETE:
                return self._delete(platform, delivery.posts)
            assert amendment.draft is not None
            outcome = platform.amend(delivery.posts[0], amendment.draft, now=self._clock.now())
        except Exception:
            # whatever broke in there, the call may have been made
            log.exception("amendment %s: the platform's client broke", amendment.id)
            return Unclear("the platform's client broke; see the log"), Decimal(0)
        replied = amendment.action is Action.REPLY and isinstance(outcome, Amended)
        return outcome, amendment.draft.cost_usd if replied else Decimal(0)

    def _delete(
        self, platform: Platform, posts: Sequence[RemotePost]
    ) -> tuple[ChangeOutcome, Decimal]:
        cost = Decimal(0)
        outcome: ChangeOutcome = Amended()
        for post in reversed(posts):
            outcome = platform.retract(post, now=self._clock.now())
            if not isinstance(outcome, Amended):
                break
            if not outcome.detail:  # one that was gone already is not billed
                cost += platform.rules.price_delete_usd
        return outcome, cost

    # --- settling a reply

    def next_reading_at(self, amendment: Amendment) -> datetime:
        """When the platform is to be read for a reply whose outcome is unknown."""
        delivery = self._as_delivery(amendment)
        start, length = wait_before_reading(delivery, self._timing)
        begun = (amendment.settling_since, amendment.fence, amendment.readings)
        return self._waits.end(f"amendment {amendment.id}", start, length, begun=begun)

    def settle(self, amendment_id: str) -> Amendment:
        """Read once whether the reply stands, if a reading is due; the amendment as it stands afterwards."""
        amendment = self._amendments.get(amendment_id)
        now = self._clock.now()
        if amendment.progress is not Progress.UNKNOWN or now < self.next_reading_at(amendment):
            return amendment
        delivery = self._as_delivery(amendment)
        since = (delivery.sent_at or now) - BOUND_WINDOW
        bound = {*self._outbox.bound_ids(amendment.channel, since=since)}
        bound |= {post.id for post in delivery.posts}
        platform = self._platform(amendment.channel)
        try:
            reading = platform.find(delivery, bound=bound, now=now)
        except Exception:
            log.exception("amendment %s: the platform's client broke", amendment.id)
            reading = CannotTell("the platform's client broke; see the log")
        cost = platform.rules.price_read_usd * reading.shown
        verdict = verdict_on_reading(reading, delivery, self._timing, now=self._clock.now())
        if verdict is None:
            absences = absences_after(reading, delivery)
            self._amendments.note_reading(amendment, absences=absences, cost_usd=cost, now=now)
            return self._amendments.get(amendment_id)
        if isinstance(reading, Found) and amendment.draft is not None:
            cost += amendment.draft.cost_usd
        change = ChangeVerdict(
            _STEPS[verdict.event],
            due_at=verdict.due_at,
            posts=verdict.posts,
            error=verdict.error,
            detail=verdict.detail,
            cost_usd=cost,
        )
        self._amendments.settle(amendment, change, now=self._clock.now())
        return self._amendments.get(amendment_id)

    def _as_delivery(self, amendment: Amendment) -> Delivery:
        """The reply as if it were a delivery, for what is known about reading those."""
        assert amendment.draft is not None
        return replace(
            self._outbox.get(amendment.delivery_id),
            draft=amendment.draft,
            attempts=amendment.attempts,
            sent_at=amendment.called_at,
            settling_since=amendment.settling_since,
            read_at=amendment.read_at,
            readings=amendment.readings,
            absences=amendment.absences,
        )


_ACTIONS = {"edit": Action.EDIT, "reply": Action.REPLY}
_STEPS = {Event.FOUND: Step.FOUND, Event.ABSENT: Step.ABSENT, Event.GIVEN_UP: Step.GIVEN_UP}
_WORDS = {
    Action.EDIT: "edited",
    Action.REPLY: "replied to",
    Action.DELETE: "taken down",
    Action.TELL: "told",
}


def _text(draft: Draft) -> str:
    return "\n\n".join(part.text for part in draft.parts)


def _told(draft: Draft) -> str:
    """All that readers are told: the text, and what a picture of key points says beside it."""
    pictures = (media.alt for media in draft.media if media.card is not None)
    return "\n\n".join((_text(draft), *pictures))


def _line(delivery: Delivery, words: str) -> str:
    return f"{delivery.channel}: {delivery.slug}: {words}"
