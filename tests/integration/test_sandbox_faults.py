"""Faults on order, and the controls by which another process orders them."""

from __future__ import annotations

import hashlib
import hmac
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests
from requests_oauthlib import OAuth1

from bot.sandbox import FaultKind, Sandbox

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PLATFORMS = ("x", "facebook", "youtube")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(now=lambda: NOW) as sandbox:
        yield sandbox


def publish(sandbox: Sandbox, platform: str, text: str = "text") -> requests.Response:
    c, base = sandbox.credentials(platform), sandbox.base_url(platform)
    match platform:
        case "x":
            keys = (c["API_KEY"], c["API_SECRET"], c["ACCESS_TOKEN"], c["ACCESS_TOKEN_SECRET"])
            return requests.post(
                f"{base}/2/tweets", json={"text": text}, auth=OAuth1(*keys), timeout=10
            )
        case "facebook":
            secret, token = c["APP_SECRET"].encode(), c["PAGE_TOKEN"]
            proof = hmac.new(secret, token.encode(), hashlib.sha256).hexdigest()
            data = {"message": text, "access_token": token, "appsecret_proof": proof}
            return requests.post(f"{base}/v26.0/{c['PAGE_ID']}/feed", data=data, timeout=10)
        case _:
            form = {
                "grant_type": "refresh_token",
                "client_id": c["CLIENT_ID"],
                "client_secret": c["CLIENT_SECRET"],
                "refresh_token": c["REFRESH_TOKEN"],
            }
            token = requests.post(c["TOKEN_URI"], data=form, timeout=10).json()["access_token"]
            return requests.post(
                f"{base}/youtube/v3/posts?part=snippet",
                json={"snippet": {"textDisplay": text}},
                headers={"Authorization": f"Bearer {token}"},
                timeout=10,
            )


def in_background(act: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=act)
    thread.start()
    return thread


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("kind", "stands"), [(FaultKind.ACCEPT_THEN_500, 1), (FaultKind.REFUSE_500, 0)]
)
def test_a_500_with_and_without_a_post(
    sandbox: Sandbox, platform: str, kind: FaultKind, stands: int
) -> None:
    sandbox.faults.add(platform, kind)
    assert publish(sandbox, platform).status_code == 500
    assert len(sandbox.posts()) == stands
    assert publish(sandbox, platform, "another").ok


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("kind", "stands"), [(FaultKind.ACCEPT_THEN_RESET, 1), (FaultKind.RESET, 0)]
)
def test_a_reset_with_and_without_a_post(
    sandbox: Sandbox, platform: str, kind: FaultKind, stands: int
) -> None:
    sandbox.faults.add(platform, kind)
    with pytest.raises(requests.ConnectionError, match="reset by peer"):
        publish(sandbox, platform)
    assert len(sandbox.posts()) == stands


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_answer_hangs_while_the_post_stands(sandbox: Sandbox, platform: str) -> None:
    sandbox.faults.add(platform, FaultKind.ACCEPT_THEN_HANG)
    answers: list[int] = []
    thread = in_background(lambda: answers.append(publish(sandbox, platform).status_code))
    assert sandbox.faults.wait_hanging()
    assert len(sandbox.posts()) == 1
    assert answers == []
    sandbox.faults.release()
    thread.join()
    assert answers in ([200], [201])


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_post_lands_after_its_client_has_gone(sandbox: Sandbox, platform: str) -> None:
    sandbox.faults.add(platform, FaultKind.HANG_THEN_ACCEPT)
    answers: list[int] = []
    thread = in_background(lambda: answers.append(publish(sandbox, platform).status_code))
    assert sandbox.faults.wait_hanging()
    assert sandbox.posts() == ()
    sandbox.faults.release()
    thread.join()
    assert answers in ([200], [201])
    assert len(sandbox.posts()) == 1


def test_what_hangs_when_the_sandbox_closes_is_not_accepted() -> None:
    sandbox = Sandbox(now=lambda: NOW)
    sandbox.start()
    sandbox.faults.add("x", FaultKind.HANG_THEN_ACCEPT)
    failures: list[Exception] = []

    def post() -> None:
        try:
            publish(sandbox, "x")
        except requests.ConnectionError as error:
            failures.append(error)

    thread = in_background(post)
    assert sandbox.faults.wait_hanging()
    sandbox.close()
    thread.join()
    assert len(failures) == 1


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_post_is_accepted_long_after_the_reset(platform: str) -> None:
    moments = [NOW]
    with Sandbox(now=lambda: moments[-1]) as sandbox:
        sandbox.faults.add(platform, FaultKind.ACCEPT_LATE, delay=timedelta(minutes=3))
        with pytest.raises(requests.ConnectionError, match="reset by peer"):
            publish(sandbox, platform)
        for minutes, standing in ((2, 0), (4, 1), (5, 1)):
            moments.append(NOW + timedelta(minutes=minutes))
            assert len(control(sandbox, "GET", "/posts").json()) == standing
        (post,) = sandbox.posts()
        assert post.at == NOW + timedelta(minutes=3)


def test_one_stale_reading_does_not_show_the_newest_post(sandbox: Sandbox) -> None:
    base, c = sandbox.base_url("facebook"), sandbox.credentials("facebook")
    proof = hmac.new(c["APP_SECRET"].encode(), c["PAGE_TOKEN"].encode(), hashlib.sha256).hexdigest()
    query = {"access_token": c["PAGE_TOKEN"], "appsecret_proof": proof}
    publish(sandbox, "facebook", "older")
    publish(sandbox, "facebook", "newer")
    sandbox.faults.add("facebook", FaultKind.STALE_READ)
    shown = [
        [
            post["message"]
            for post in requests.get(
                f"{base}/v26.0/{c['PAGE_ID']}/published_posts", params=query, timeout=10
            ).json()["data"]
        ]
        for _ in range(2)
    ]
    assert shown == [["older"], ["newer", "older"]]


def test_half_a_request_posts_nothing(sandbox: Sandbox) -> None:
    base, c = sandbox.base_url("facebook"), sandbox.credentials("facebook")
    proof = hmac.new(c["APP_SECRET"].encode(), c["PAGE_TOKEN"].encode(), hashlib.sha256).hexdigest()
    body = f"access_token={c['PAGE_TOKEN']}&appsecret_proof={proof}&message=half+of+it".encode()
    host, _, path = base.removeprefix("http://").partition("/")
    head = (
        f"POST /{path}/v26.0/{c['PAGE_ID']}/feed HTTP/1.1\r\nHost: {host}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body) + 10}\r\n\r\n"
    )
    address, _, port = host.partition(":")
    with socket.create_connection((address, int(port)), timeout=10) as connection:
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1000) == b""
    assert sandbox.posts() == ()


def test_refusals_speak_each_platforms_language(sandbox: Sandbox) -> None:
    kinds = (FaultKind.RATE_LIMIT, FaultKind.AUTH_ERROR, FaultKind.DUPLICATE)
    seen = {}
    for platform in PLATFORMS:
        for kind in kinds:
            sandbox.faults.add(platform, kind)
        seen[platform] = [publish(sandbox, platform) for _ in kinds]
    assert [answer.status_code for answer in seen["x"]] == [429, 401, 403]
    assert "x-rate-limit-reset" not in seen["x"][0].headers
    assert "duplicate content" in seen["x"][2].json()["detail"]
    assert [answer.json()["error"]["code"] for answer in seen["facebook"]] == [32, 190, 506]
    reasons = [answer.json()["error"]["errors"][0]["reason"] for answer in seen["youtube"]]
    assert reasons == ["rateLimitExceeded", "forbidden", "duplicate"]
    assert sandbox.posts() == ()


def test_a_rate_limit_names_its_end_where_it_is_known(sandbox: Sandbox) -> None:
    reset_at = NOW + timedelta(minutes=7)
    for platform in PLATFORMS:
        sandbox.faults.add(platform, FaultKind.RATE_LIMIT, reset_at=reset_at)
    answers = {platform: publish(sandbox, platform).headers for platform in PLATFORMS}
    assert answers["x"]["x-rate-limit-reset"] == str(int(reset_at.timestamp()))
    usage = answers["facebook"]["x-business-use-case-usage"]
    assert '"estimated_time_to_regain_access": 7' in usage
    assert answers["youtube"]["retry-after"] == "420"


def test_reading_meets_no_fault(sandbox: Sandbox) -> None:
    sandbox.faults.add("facebook", FaultKind.RESET)
    base = sandbox.base_url("facebook")
    assert requests.get(f"{base}/v26.0/me", timeout=10).status_code == 400
    assert sandbox.faults.take("facebook") is not None


def control(sandbox: Sandbox, method: str, path: str, **more: object) -> requests.Response:
    address = sandbox.wall_url.removesuffix("/wall")
    return requests.request(method, f"{address}/control{path}", timeout=10, **more)  # type: ignore[arg-type]


def test_another_process_orders_waits_releases_and_reads(sandbox: Sandbox) -> None:
    order = {"platform": "x", "kind": "accept_then_hang"}
    assert control(sandbox, "POST", "/faults", json=order).json() == {"ordered": order["kind"]}
    thread = in_background(lambda: publish(sandbox, "x", "over http"))
    assert control(sandbox, "GET", "/hanging", params={"timeout": "10"}).json() == {"hanging": True}
    assert control(sandbox, "POST", "/release").json() == {"released": 1}
    thread.join()
    (post,) = control(sandbox, "GET", "/posts").json()
    assert (post["platform"], post["text"]) == ("x", "over http")
    assert datetime.fromisoformat(post["at"]) == NOW


def test_orders_carry_a_time_and_can_be_withdrawn(sandbox: Sandbox) -> None:
    order = {"platform": "youtube", "kind": "rate_limit", "reset_at": "2026-11-23T09:31:00Z"}
    control(sandbox, "POST", "/faults", json=order)
    assert publish(sandbox, "youtube").headers["retry-after"] == "60"
    control(sandbox, "POST", "/faults", json=order)
    assert control(sandbox, "DELETE", "/faults").ok
    assert publish(sandbox, "youtube").ok


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"platform": "myspace", "kind": "reset"},
        {"platform": "x", "kind": "earthquake"},
        {"platform": ["x"], "kind": "reset"},
        {"platform": "x", "kind": "rate_limit", "reset_at": "soon"},
        {"platform": "x", "kind": "rate_limit", "reset_at": "2026-11-23T09:31:00"},
        {"platform": "x", "kind": "accept_late", "delay": "soon"},
        {"platform": "x", "kind": "accept_late", "delay": "1e400"},
    ],
)
def test_wrong_orders_are_refused(sandbox: Sandbox, order: dict[str, object]) -> None:
    assert control(sandbox, "POST", "/faults", json=order).status_code == 400


def test_a_web_page_cannot_use_the_controls(sandbox: Sandbox) -> None:
    origin = {"Origin": "https://news.example.com"}
    assert control(sandbox, "POST", "/release", headers=origin).status_code == 403
    other = {"Host": "rebound.example.com"}
    assert control(sandbox, "GET", "/posts", headers=other).status_code == 421
    assert control(sandbox, "GET", "/hanging", params={"count": "x"}).status_code == 400
    assert control(sandbox, "GET", "/nothing").status_code == 404
