"""What the API's own document allows, and what it forbids, is asked for: never is the answer a defect."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.model.user import Role
from bot.pipeline.target import Story
from tests.fakes.desk import Room, desk_room
from tests.fakes.program import Program
from tests.fakes.world import article

EXAMPLES = 4
"""Of each operation."""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with desk_room(tmp_path_factory.mktemp("schema")) as made:
        made.work()
        numbers = itertools.count(100)
        # every target is a story, and no request leaves this process
        made.bot.newsroom.find_published = lambda _: Story(article(next(numbers)))  # type: ignore[method-assign]
        made.bot.asking._find = made.bot.newsroom.find_published
        yield made


@pytest.fixture(scope="module")
def program(room: Room) -> Program:
    return Program(room, "anna", Role.ADMIN)


def operations(room: Room) -> list[object]:
    schema = schemathesis.openapi.from_url(f"{room.base}/api/v1/openapi.json")
    return [result.ok() for result in schema.get_all_operations()]


def test_no_request_is_answered_with_a_defect(
    room: Room, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.api.access.BURST", 1_000_000)
    asked = 0
    for operation in operations(room):

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            nonlocal asked
            asked += 1
            case.call_and_validate(
                headers={"Authorization": f"Bearer {program.secret}"},
                checks=[
                    not_a_server_error,
                    status_code_conformance,
                    content_type_conformance,
                    response_schema_conformance,
                ],
            )

        ask()
    assert asked > 80
