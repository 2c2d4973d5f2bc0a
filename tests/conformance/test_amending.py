"""What every platform keeps to when a post is changed or taken down."""

from importlib.metadata import entry_points

import pytest

from bot.model.draft import Draft, Part
from bot.model.outcome import (
    Amended,
    AuthFailed,
    Duplicate,
    NotSent,
    RateLimited,
    Rejected,
    RemotePost,
    Unclear,
)
from bot.pipeline.ports import Account
from tests.conformance.test_platforms import LATER, SCRIPTS, account
from tests.fakes.platform_accounts import NOW, TEXT
from tests.fakes.scripted_http import ScriptedHttp, answer

ENTRY_POINTS = {entry.name: entry for entry in entry_points(group="bot.platforms")}
OUTCOMES = (Amended, RateLimited, NotSent, Rejected, Duplicate, AuthFailed, Unclear)
POST = RemotePost("1234567890", "https://example.com/1234567890")


@pytest.fixture(params=sorted(ENTRY_POINTS))
def kind(request):
    return ENTRY_POINTS[request.param].load()


@pytest.fixture
def http():
    with ScriptedHttp() as server:
        yield server


def calls(platform, kind):
    draft = Draft("mine", kind.RULES.platform, (Part(TEXT, len(TEXT), 280),), None)
    return (
        lambda: platform.amend(POST, draft, now=NOW),
        lambda: platform.retract(POST, now=NOW),
    )


@pytest.mark.parametrize("call", [0, 1], ids=["amend", "retract"])
@pytest.mark.parametrize("script", SCRIPTS)
def test_no_answer_upsets_it_or_passes_for_success(kind, http, script, call):
    opening = answer(200, {"access_token": LATER, "expires_in": 60})
    before = 1 if kind.RULES.platform == "youtube" else 0
    platform = kind.connect(account(kind, http))
    http.then(*[opening] * before, *[SCRIPTS[script]] * 6)
    outcome = calls(platform, kind)[call]()
    assert isinstance(outcome, OUTCOMES)
    assert not isinstance(outcome, Amended)


@pytest.mark.parametrize("call", [0, 1], ids=["amend", "retract"])
@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 409, 429, 500])
def test_no_credential_comes_back_in_words(kind, http, status, call):
    def echo(sock):
        told = http.requests[-1]
        heard = "; ".join([*told.form.values(), told.target, *told.headers.values()])
        errors = [{"message": heard, "reason": heard, "code": 7}]
        body = {"detail": heard, "errors": errors, "error": {"message": heard, "code": 190}}
        if "/token" in told.target:
            answer(200, {"access_token": LATER, "expires_in": 60})(sock)
        else:
            answer(status, body)(sock)

    http.then(*[echo] * 8)
    platform = kind.connect(account(kind, http))
    outcome = calls(platform, kind)[call]()
    assert "sesame" not in repr(outcome)
    assert len(getattr(outcome, "detail", "")) <= 300


@pytest.mark.parametrize("call", [0, 1], ids=["amend", "retract"])
def test_a_connection_that_is_refused_is_not_sent(kind, call):
    with ScriptedHttp() as gone:
        mine = account(kind, gone)
    assert isinstance(calls(kind.connect(mine), kind)[call](), NotSent)


@pytest.mark.parametrize("call", [0, 1], ids=["amend", "retract"])
def test_where_a_person_posts_nothing_is_called(kind, http, call):
    if kind.missing_credentials((), "handoff"):
        pytest.skip("no person posts there")
    platform = kind.connect(Account("mine", {}, http.url, 5.0, "handoff"))
    assert isinstance(calls(platform, kind)[call](), Rejected)
    assert http.requests == []


def test_the_rules_say_what_it_can(kind):
    assert kind.RULES.amends in ("", "edit", "reply")
