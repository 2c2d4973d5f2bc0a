"""What every platform in the entry points of ``bot.platforms`` has to keep to. A new one is tested by being there."""

import subprocess
import sys
from importlib.metadata import entry_points
from types import ModuleType

import pytest

from bot.model.draft import Draft, Part, Rules
from bot.model.errors import BotError, ConfigError, CredentialsError
from bot.model.outcome import (
    AuthFailed,
    CannotTell,
    Duplicate,
    HandedOff,
    NotSent,
    Posted,
    RateLimited,
    Rejected,
    Unclear,
)
from bot.pipeline.ports import Account, TellsToken
from tests.fakes.platform_accounts import NOW, TEXT, a_delivery
from tests.fakes.scripted_http import ScriptedHttp, answer, raw_bytes, reset_after

ENTRY_POINTS = {entry.name: entry for entry in entry_points(group="bot.platforms")}
OUTCOMES = (
    Posted, RateLimited, NotSent, Rejected, Duplicate, AuthFailed, Unclear, HandedOff,
)  # fmt: skip
MODES = ("api", "handoff")
LATER = "sesame-opened-later"


@pytest.fixture(params=sorted(ENTRY_POINTS))
def name(request):
    return request.param


@pytest.fixture
def kind(name) -> ModuleType:
    return ENTRY_POINTS[name].load()


@pytest.fixture
def http():
    with ScriptedHttp() as server:
        yield server


def account(kind, http, mode="api", **more):
    """An account with every credential that the platform asks for, each of them unmistakable."""
    suffixes = kind.missing_credentials((), mode)
    secrets = {suffix: f"sesame-{suffix}-open" for suffix in suffixes}
    return Account("mine", secrets, http.url, more.pop("timeout", 5.0), mode)


def draft(kind):
    return Draft("mine", kind.RULES.platform, (Part(TEXT, len(TEXT), 280),), None)


def test_there_are_platforms():
    assert {"x", "facebook", "youtube"} <= ENTRY_POINTS.keys()


def test_it_offers_what_a_platform_offers(kind, name, http):
    assert isinstance(kind.RULES, Rules)
    assert kind.RULES.platform == name
    assert 0 < kind.RULES.limit <= kind.RULES.long_limit
    assert 0 <= kind.RULES.price_usd <= kind.RULES.price_with_link_usd
    assert kind.RULES.post_hosts
    platform = kind.connect(account(kind, http))
    assert platform.rules == kind.RULES
    assert http.requests == []


@pytest.mark.parametrize("mode", MODES)
def test_credentials_are_missing_until_all_are_given(kind, mode):
    needed = kind.missing_credentials((), mode)
    assert kind.missing_credentials(needed, mode) == ()
    assert kind.missing_credentials((*needed, "ANOTHER"), mode) == ()
    for suffix in needed:
        assert kind.missing_credentials(set(needed) - {suffix}, mode) == (suffix,)


def test_missing_credentials_are_named_and_given_ones_not_shown(kind, http):
    given = dict(account(kind, http).credentials)
    suffix, _ = given.popitem()
    given["EMPTY"] = ""
    with pytest.raises(CredentialsError) as raised:
        kind.connect(Account("mine", given, http.url))
    assert suffix in str(raised.value)
    assert "sesame" not in str(raised.value)


@pytest.mark.parametrize(
    "base_url",
    ["ftp://h", "h", "http://", "http://h:x", "https://u:p@h", "https://h/?a=1", "http://[h"],
)
def test_a_base_url_that_cannot_be_used_is_refused(kind, http, base_url):
    whole = account(kind, http)
    with pytest.raises(ConfigError, match=r"channels\.mine.*base_url"):
        kind.connect(Account("mine", whole.credentials, base_url))


def test_it_tells_of_its_tokens_where_its_rules_say_so(kind, http):
    told = isinstance(kind.connect(account(kind, http)), TellsToken)
    assert told <= kind.RULES.tells_token


def test_looking_at_it_loads_no_library(name):
    """Neither loading the kind nor connecting an account imports an SDK."""
    module = ENTRY_POINTS[name].value
    code = f"""
import sys
from bot.pipeline.ports import Account
import {module} as kind
heavy = {{"tweepy", "facebook", "googleapiclient", "google.oauth2", "httplib2"}}
assert not heavy & sys.modules.keys() and "requests" not in sys.modules
kind.connect(Account("a", {{s: "v" for s in kind.missing_credentials((), "api")}}))
assert not heavy & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


SCRIPTS = {
    "nothing at all": raw_bytes(b""),
    "a reset": reset_after(),
    "a reset within the head": reset_after(b"HTTP/1.1 200 O"),
    "a reset within the body": reset_after(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"),
    "another protocol": raw_bytes(b"SSH-2.0-x\r\n"),
    "500": answer(500, {}),
    "503 page": answer(503, b"<html>"),
    "429": answer(429, {}),
    "200 page": answer(200, b"<html>"),
    "200 empty": answer(200, b""),
    "200 without an id": answer(200, {"data": {}, "errors": [], "error": None}),
    "201 without an id": answer(201, {}),
    "redirect": answer(307, b"", {"Location": "http://127.0.0.1:9/"}),
    "no UTF-8": answer(200, b"\xff\xfe\x00", kind="application/json"),
    "nested": answer(400, b"[" * 100_000, kind="application/json"),
    "list": answer(403, [1, {"error": {}}]),
    "odd types": answer(403, {"errors": 7, "error": [], "data": "x", "id": {}}),
    "odd error": answer(
        400, {"error": {"code": [], "message": {}, "errors": {}}, "errors": [None]}
    ),
}


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("before", [0, 1], ids=["first request", "second request"])
def test_no_answer_upsets_it_or_passes_for_success(kind, http, script, before):
    """The second request follows one that was answered with a token and a user."""
    opening = answer(200, {"access_token": LATER, "expires_in": 60, "data": {"id": "42"}})
    platform = kind.connect(account(kind, http))
    http.then(*[opening] * before, *[SCRIPTS[script]] * 4)
    outcome = platform.publish(draft(kind), now=NOW)
    assert isinstance(outcome, OUTCOMES)
    if len(http.requests) > before:
        assert not isinstance(outcome, Posted)

    http.steps.clear()
    http.then(*[opening] * before, *[SCRIPTS[script]] * 4)
    reading = platform.find(a_delivery(kind.RULES.platform), bound=(), now=NOW)
    assert isinstance(reading, CannotTell)


@pytest.mark.parametrize("status", [200, 201, 400, 401, 403, 409, 429, 500])
def test_no_credential_comes_back_in_words(kind, http, status):
    """A platform that says everything it was told learns nothing about our log."""

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
    mine = account(kind, http)
    platform = kind.connect(mine)
    outcome = platform.publish(draft(kind), now=NOW)
    reading = platform.find(a_delivery(kind.RULES.platform), bound=(), now=NOW)
    for shown in map(repr, (outcome, reading, platform, mine)):
        assert "sesame" not in shown
    for words in (getattr(outcome, "detail", ""), getattr(reading, "detail", "")):
        assert len(words) <= 300
        assert words.isprintable()


def test_a_connection_that_is_refused_is_not_sent(kind):
    with ScriptedHttp() as gone:
        mine = account(kind, gone)
    assert isinstance(kind.connect(mine).publish(draft(kind), now=NOW), NotSent)


def test_a_server_that_hangs_is_left_in_time(kind, http):
    http.then(*[http.hang()] * 2)
    platform = kind.connect(account(kind, http, timeout=0.3))
    assert isinstance(platform.publish(draft(kind), now=NOW), Unclear | NotSent)
    assert isinstance(platform.find(a_delivery(kind.RULES.platform), bound=(), now=NOW), CannotTell)


@pytest.mark.parametrize("mode", MODES)
def test_errors_are_of_the_bot(kind, mode):
    with pytest.raises(BotError):
        kind.connect(Account("mine", {}, "nonsense", mode=mode))
