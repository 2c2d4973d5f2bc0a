"""Which credentials are needed, and where the calls go."""

import socket

import pytest

from bot.model.errors import CredentialsError
from bot.model.outcome import NotSent
from bot.pipeline.ports import Account
from bot.platforms import facebook, x, youtube
from tests.fakes.platform_accounts import NOW, a_draft, an_account

OAUTH2 = ("CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN")


OAUTH1 = ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ((), OAUTH1),
        (OAUTH1, ()),
        (OAUTH2, ()),
        (OAUTH1[:1], OAUTH1[1:]),
        (OAUTH2[:2], OAUTH2[2:]),
        ((*OAUTH1[:3], *OAUTH2[:1]), OAUTH1[3:]),
        ((*OAUTH1[:2], *OAUTH2[:2]), OAUTH2[2:]),
    ],
)
def test_x_needs_the_four_of_oauth_1_or_the_three_of_oauth_2(given, missing):
    assert x.missing_credentials(given, "api") == missing


def test_oauth_2_of_x_needs_a_place_to_keep_its_tokens():
    with pytest.raises(CredentialsError, match="database"):
        x.connect(Account("x", dict.fromkeys(OAUTH2, "some value")))


def test_facebook_needs_the_page_its_token_and_the_apps_secret():
    assert facebook.missing_credentials({"PAGE_ID"}, "api") == ("PAGE_TOKEN", "APP_SECRET")


def test_youtube_needs_credentials_for_its_api_only():
    assert youtube.missing_credentials(OAUTH2, "api") == ("CHANNEL_ID",)
    assert youtube.missing_credentials((), "handoff") == ()


@pytest.mark.parametrize(
    ("kind", "host"),
    [(x, "api.x.com"), (facebook, "graph.facebook.com"), (youtube, "oauth2.googleapis.com")],
)
def test_without_a_base_url_the_platforms_own_host_is_called_over_tls(kind, host, monkeypatch):
    called = []

    def record(address, **_kwargs):
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", record)
    name = kind.RULES.platform
    outcome = kind.connect(an_account(name, "")).publish(a_draft(name), now=NOW)
    assert isinstance(outcome, NotSent)
    assert called == [(host, 443)]
