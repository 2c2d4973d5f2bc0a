"""Which part of the sandbox answers a request, and what a fault makes of the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal, assert_never

from bot.sandbox.exchange import Answer, Request, StandIn, text_answer
from bot.sandbox.faults import Fault, FaultKind, Faults

PICTURE = "/picture"
"""Behind a platform's name: faults for its uploads of pictures."""


class Switchboard:
    """``stand_ins`` and ``pages`` by the first segment of the path; all else is not found."""

    def __init__(
        self,
        stand_ins: Mapping[str, StandIn],
        pages: Mapping[str, Callable[[Request], Answer]],
        faults: Faults,
    ) -> None:
        self._stand_ins = stand_ins
        self._pages = pages
        self._faults = faults

    def answer(self, prefix: str, request: Request) -> Answer | None:
        """The answer; None means that the connection is to be reset without one."""
        self._faults.run_late(request.now)
        if (stand_in := self._stand_ins.get(prefix)) is not None:
            fault = None
            if stand_in.publishes(request):
                fault = self._faults.take(prefix)
            elif stand_in.uploads(request):
                fault = self._faults.take(prefix + PICTURE)
            if stand_in.reads(request) and self._faults.take_stale(prefix):
                request = replace(request, stale=True)
            return (
                stand_in.answer(request) if fault is None else self._fail(stand_in, request, fault)
            )
        if (page := self._pages.get(prefix)) is not None:
            return page(request)
        return text_answer(404, f"Nothing is at /{prefix}{request.path}")

    def _fail(self, stand_in: StandIn, request: Request, fault: Fault) -> Answer | None:
        match fault.kind:
            case FaultKind.ACCEPT_THEN_HANG:
                answer = stand_in.answer(request)
                return answer if self._faults.hang() else None
            case FaultKind.HANG_THEN_ACCEPT:
                return stand_in.answer(request) if self._faults.hang() else None
            case FaultKind.ACCEPT_THEN_500:
                stand_in.answer(request)
                return stand_in.broken()
            case FaultKind.ACCEPT_THEN_RESET:
                stand_in.answer(request)
                return None
            case FaultKind.ACCEPT_LATE:
                self._faults.accept_later(
                    request.now + fault.delay, lambda at: stand_in.answer(replace(request, now=at))
                )
                return None
            case kind:
                return _refuse(stand_in, request, kind, fault.reset_at)


def _refuse(
    stand_in: StandIn,
    request: Request,
    kind: Literal[
        FaultKind.REFUSE_500,
        FaultKind.RESET,
        FaultKind.RATE_LIMIT,
        FaultKind.AUTH_ERROR,
        FaultKind.DUPLICATE,
        FaultKind.REJECT,
        FaultKind.STALE_READ,
    ],
    reset_at: datetime | None,
) -> Answer | None:
    """The answer of a platform that does not take the post."""
    match kind:
        case FaultKind.REFUSE_500:
            return stand_in.broken()
        case FaultKind.RESET:
            return None
        case FaultKind.RATE_LIMIT:
            return stand_in.rate_limited(reset_at, request.now)
        case FaultKind.AUTH_ERROR:
            return stand_in.unauthorized()
        case FaultKind.DUPLICATE:
            return stand_in.duplicate()
        case FaultKind.REJECT:
            return stand_in.rejected()
        case FaultKind.STALE_READ:
            raise ValueError("a stale reading is no fault of a publishing request")
        case other:
            assert_never(other)
