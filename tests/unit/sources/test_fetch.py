"""The guarded client against real servers on the loopback interface."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.model.errors import (
    AddressRefused,
    FetchError,
    HttpStatusError,
    PasswordAsked,
    TooLarge,
)
from bot.sources.fetch import MAX_HEADERS, FetchClient
from bot.sources.hosts import HostTurns
from bot.sources.target import Target
from bot.sources.wire import Deadline, Wire, connect
from tests.unit.sources.loopback_site import Site, Visit

HTML = "text/html"


def resolving(
    names: dict[str, list[str]], asked: list[str] | None = None
) -> Callable[..., list[str]]:
    """A resolver that knows these names only."""

    def resolver(host: str, port: int) -> list[str]:
        if asked is not None:
            asked.append(host)
        if host not in names:
            raise socket.gaierror(host)
        return names[host]

    return resolver


def local(**options: object) -> FetchClient:
    return FetchClient(**{"allow_private": ["127.0.0.1"], "timeout": 10, **options})  # type: ignore[arg-type]


# --- what is sent and what comes back -------------------------------------------------------------


def test_an_answer_comes_back_with_its_facts(site: Site, client: FetchClient) -> None:
    url = site.serve("/a", "Grüße".encode(), Content_Type="text/html; charset=UTF-8", ETag='"1"')
    response = client.get(url + "?q=1#part", accept=HTML)
    assert (response.status, response.body.decode()) == (200, "Grüße")
    assert response.url == url + "?q=1"
    assert response.headers["etag"] == '"1"'
    assert response.permanent_url is None
    assert not response.not_modified


def test_a_page_names_its_charset(site: Site, client: FetchClient) -> None:
    page = client.read(site.serve("/a", b"<p>x</p>", Content_Type="text/html; charset=Latin-1"))
    assert (page.url, page.body, page.charset) == (site.url("/a"), b"<p>x</p>", "latin-1")


def test_a_page_that_asks_for_a_password_is_none_to_be_read(
    site: Site, client: FetchClient
) -> None:
    form = b'<article><h1>Protected: News</h1><form action="/wp-login.php?action=postpass" class="post-password-form">'
    url = site.serve("/a", form + b"<p>To view it, please enter the password below.</p></form>")
    with pytest.raises(PasswordAsked, match=r"/a asks its readers for a password"):
        client.read(url)
    assert client.get(url, accept=HTML).status == 200


def test_the_request_says_who_asks_and_carries_nothing_else(site: Site) -> None:
    url = site.serve("/a", b"x", Set_Cookie="id=1")
    client = local(contact="https://n.example/bot\r\nX-Bad: 1")
    client.get(url, accept="application/json")
    client.get(url, accept="application/json")
    sent = {name.lower(): value for name, value in site.visits[1].headers.items()}
    assert sent == {
        "host": f"127.0.0.1:{site.port}",
        "user-agent": "syndication-bot/0.1.0 (+https://n.example/botX-Bad: 1)",
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "connection": "close",
    }


def test_proxies_of_the_environment_are_ignored(
    site: Site, client: FetchClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert client.get(site.serve("/a", b"x"), accept=HTML).body == b"x"


def test_both_validators_go_back_as_they_came(site: Site, client: FetchClient) -> None:
    site.routes["/feed"] = lambda visit: visit.send(304, b"")
    date = "Mon, 23 Nov 2026 10:00:00 GMT"
    response = client.get(site.url("/feed"), accept=HTML, etag='W/"é1"', last_modified=date)
    assert response.not_modified
    assert response.body == b""
    sent = site.visits[0].headers
    assert sent["If-None-Match"] == 'W/"é1"'
    assert sent["If-Modified-Since"] == date


def test_a_validator_cannot_add_a_header(site: Site, client: FetchClient) -> None:
    client.get(site.serve("/a", b"x"), accept=HTML, etag='"1"\r\nX-Bad: 1', last_modified="\x00")
    assert not {"if-none-match", "if-modified-since", "x-bad"} & {
        name.lower() for name in site.visits[0].headers
    }


def test_not_modified_without_a_validator_is_an_error(site: Site, client: FetchClient) -> None:
    site.routes["/a"] = lambda visit: visit.send(304, b"")
    with pytest.raises(HttpStatusError, match="304"):
        client.get(site.url("/a"), accept=HTML)


@pytest.mark.parametrize("status", [201, 202, 206, 300, 400, 404, 410, 429, 500, 503, 599])
def test_any_other_status_is_an_error_with_its_number(
    site: Site, client: FetchClient, status: int
) -> None:
    site.routes["/a"] = lambda visit: visit.send(status, b"body", Retry_After="90")
    with pytest.raises(HttpStatusError, match=str(status)) as caught:
        client.get(site.url("/a?key=1"), accept=HTML)
    assert (caught.value.status, caught.value.retry_after) == (status, 90.0)
    assert str(caught.value).startswith(site.url("/a?key=1"))


def test_threads_share_a_client(site: Site, client: FetchClient) -> None:
    urls = [site.serve(f"/{number}", str(number).encode()) for number in range(16)]
    bodies: dict[str, bytes] = {}

    def fetch(url: str) -> None:
        bodies[url] = client.get(url, accept=HTML).body

    threads = [threading.Thread(target=fetch, args=(url,)) for url in urls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [bodies[url] for url in urls] == [str(number).encode() for number in range(16)]


# --- where it may go ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://localhost/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://127.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://1.1.1.1:8080/",
    ],
)
def test_what_is_not_public_is_not_visited(url: str) -> None:
    with pytest.raises(AddressRefused, match=r"fetch\.allow_private"):
        FetchClient().get(url, accept=HTML)


def test_the_address_that_was_checked_is_the_one_that_is_visited(site: Site) -> None:
    asked: list[str] = []
    resolver = resolving({"news.example": ["127.0.0.1"]}, asked)
    client = local(resolver=resolver)
    url = site.url("/a", host="news.example")
    site.serve("/a", b"x")
    assert client.get(url, accept=HTML).url == url
    assert asked == ["news.example"]  # a second look-up could give another address
    assert site.visits[0].headers["Host"] == f"news.example:{site.port}"


def test_of_several_addresses_only_the_allowed_are_visited(site: Site) -> None:
    names = {"news.example": ["10.0.0.9", "169.254.169.254", "127.0.0.1"]}
    client = local(resolver=resolving(names))
    site.serve("/a", b"x")
    assert client.get(site.url("/a", host="news.example"), accept=HTML).body == b"x"


def test_where_all_addresses_are_refused_nothing_is_visited(site: Site) -> None:
    client = FetchClient(resolver=resolving({"news.example": ["10.0.0.9", "127.0.0.1"]}))
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.9, which is not public"):
        client.get("http://news.example/", accept=HTML)


def test_the_next_address_is_tried_where_one_refuses(site: Site) -> None:
    names = {"news.example": ["::1", "127.0.0.1"]}  # the site does not listen on the first
    client = local(allow_private=["::1", "127.0.0.1"], resolver=resolving(names))
    site.serve("/a", b"x")
    assert client.get(site.url("/a", host="news.example"), accept=HTML).body == b"x"


def test_a_name_that_is_unknown_or_has_no_address(site: Site) -> None:
    client = FetchClient(resolver=resolving({"empty.example": []}))
    with pytest.raises(FetchError, match="host name is not known"):
        client.get("http://none.example/", accept=HTML)
    with pytest.raises(FetchError, match="no address"):
        client.get("http://empty.example/", accept=HTML)


def test_a_look_up_that_hangs_ends_with_the_deadline(site: Site) -> None:
    def resolver(host: str, port: int) -> list[str]:
        site.over.wait(30)
        return ["127.0.0.1"]

    with pytest.raises(FetchError, match=r"within 0\.2 s"):
        FetchClient(resolver=resolver, timeout=0.2).get("http://news.example/", accept=HTML)


def test_a_closed_port(client: FetchClient) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        with pytest.raises(FetchError, match="refused"):
            client.get(url, accept=HTML)


# --- redirects ------------------------------------------------------------------------------------


def test_a_permanent_move_is_told(site: Site, client: FetchClient) -> None:
    site.redirect("/a", "/b", 301)
    site.redirect("/b", site.url("/c?x=ü"), 308)
    site.serve("/c", b"x")
    response = client.get(site.url("/a"), accept=HTML)
    assert response.url == response.permanent_url == site.url("/c?x=%C3%BC")


@pytest.mark.parametrize("statuses", [(301, 302), (303, 308), (307, 301)])
def test_a_move_for_now_anywhere_is_no_permanent_one(
    site: Site, client: FetchClient, statuses: tuple[int, int]
) -> None:
    site.redirect("/a", "/b", statuses[0])
    site.redirect("/b", "/c", statuses[1])
    site.serve("/c", b"x")
    response = client.get(site.url("/a"), accept=HTML)
    assert (response.url, response.permanent_url) == (site.url("/c"), None)


def test_five_redirects_are_followed_and_six_are_not(site: Site, client: FetchClient) -> None:
    for number in range(6):
        site.redirect(f"/{number}", f"/{number + 1}")
    site.serve("/6", b"x")
    assert client.get(site.url("/1"), accept=HTML).body == b"x"
    with pytest.raises(FetchError, match="more than 5 times"):
        client.get(site.url("/0"), accept=HTML)


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://news.example/",
        "gopher://127.0.0.1:70/",
        "javascript:alert(1)",
        "http://u:secret@news.example/",
        "http://[::1",
        "http://",
    ],
)
def test_a_redirect_to_what_is_no_plain_address_is_refused(
    site: Site, client: FetchClient, target: str
) -> None:
    with pytest.raises(FetchError, match="redirects") as caught:
        client.get(site.redirect("/a", target), accept=HTML)
    assert "secret" not in str(caught.value)


def test_a_redirect_to_nowhere(site: Site, client: FetchClient) -> None:
    site.routes["/a"] = lambda visit: visit.send(302, b"")
    with pytest.raises(FetchError, match="nowhere"):
        client.get(site.url("/a"), accept=HTML)


def test_each_hop_is_checked_like_a_first_visit(site: Site) -> None:
    names = {"news.example": ["127.0.0.1"], "evil.example": ["10.0.0.1"]}
    client = FetchClient(allow_private=["news.example"], resolver=resolving(names), timeout=10)
    start = site.url("/a", host="news.example")
    site.redirect("/a", f"http://evil.example:{site.port}/b")
    with pytest.raises(AddressRefused, match=r"evil\.example"):
        client.get(start, accept=HTML)
    site.redirect("/a", "http://127.0.0.1/")
    names["127.0.0.1"] = ["127.0.0.1"]
    with pytest.raises(AddressRefused, match=r"127\.0\.0\.1"):
        client.get(start, accept=HTML)


# --- size -----------------------------------------------------------------------------------------


def test_the_cap_on_a_body_is_exact(site: Site) -> None:
    client = local(max_bytes=1000)
    assert len(client.get(site.serve("/a", bytes(1000)), accept=HTML).body) == 1000
    with pytest.raises(TooLarge, match="1,000 bytes"):
        client.get(site.serve("/b", bytes(1001)), accept=HTML)


def test_a_body_without_end_is_cut_off(site: Site) -> None:
    def endless(visit: Visit) -> None:
        visit.send_response(200)
        visit.end_headers()
        while not site.over.is_set():
            visit.wfile.write(bytes(10_000))

    site.routes["/a"] = endless
    with pytest.raises(TooLarge):
        local(max_bytes=200_000).get(site.url("/a"), accept=HTML)


def test_a_body_that_says_it_is_too_large_is_not_waited_for(site: Site) -> None:
    def huge(visit: Visit) -> None:
        visit.send(200, b"", Content_Length="1001")
        site.over.wait(30)

    site.routes["/a"] = huge
    with pytest.raises(TooLarge):
        local(max_bytes=1000).get(site.url("/a"), accept=HTML)


def test_trailers_without_end_are_cut_off(site: Site) -> None:
    def endless(visit: Visit) -> None:
        visit.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n")
        while not site.over.is_set():
            visit.wfile.write(b"X-A: b\r\n" * 1000)

    site.routes["/a"] = endless
    with pytest.raises(TooLarge):
        local(max_bytes=1000).get(site.url("/a"), accept=HTML)


def test_a_bomb_is_cut_off(site: Site) -> None:
    bomb = gzip.compress(bytes(20_000_000))
    with pytest.raises(TooLarge, match="/bomb"):
        local(max_bytes=100_000).get(
            site.serve("/bomb", bomb, Content_Encoding="gzip"), accept=HTML
        )


def test_a_compressed_body_is_unpacked(site: Site, client: FetchClient) -> None:
    url = site.serve("/a", gzip.compress(b"news"), Content_Encoding="gzip")
    assert client.get(url, accept=HTML).body == b"news"


def test_headers_without_end_are_cut_off(site: Site, client: FetchClient) -> None:
    def endless(visit: Visit) -> None:
        visit.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not site.over.is_set():
            visit.wfile.write(b"X-A: " + b"a" * 1000 + b"\r\n")

    site.routes["/a"] = endless
    with pytest.raises(FetchError):
        client.get(site.url("/a"), accept=HTML)


def test_large_headers_are_cut_off(site: Site, client: FetchClient) -> None:
    def large(visit: Visit) -> None:
        lines = b"".join(b"X-%d: %s\r\n" % (n, b"a" * 2000) for n in range(MAX_HEADERS // 1000))
        visit.wfile.write(b"HTTP/1.1 200 OK\r\n" + lines + b"\r\n")

    site.routes["/a"] = large
    with pytest.raises(TooLarge, match="65,536 bytes"):
        client.get(site.url("/a"), accept=HTML)


# --- time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nX-A: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_server_that_drips_is_left(site: Site, start: bytes) -> None:
    """Status line, headers or body a byte at a time: each read is quick, the whole is not."""

    def drip(visit: Visit) -> None:
        visit.wfile.write(start)
        while not site.over.wait(0.02):
            visit.wfile.write(b"a")

    site.routes["/a"] = drip
    with pytest.raises(FetchError, match=r"no complete answer within 0\.3 s"):
        local(timeout=0.3).get(site.url("/a"), accept=HTML)


def test_redirects_share_one_deadline(site: Site) -> None:
    def slow(visit: Visit) -> None:
        site.over.wait(0.12)
        visit.send(302, b"", Location="/a")

    site.routes["/a"] = slow
    with pytest.raises(FetchError, match=r"within 0\.3 s"):
        local(timeout=0.3).get(site.url("/a"), accept=HTML)


# --- broken answers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n",
    ],
)
def test_a_broken_answer_is_one_plain_line(site: Site, client: FetchClient, answer: bytes) -> None:
    site.routes["/a"] = lambda visit: visit.wfile.write(answer) and None
    with pytest.raises(FetchError) as caught:
        client.get(site.url("/a"), accept=HTML)
    line = str(caught.value)
    assert line.startswith(site.url("/a") + ": ")
    assert "\n" not in line


# --- TLS ------------------------------------------------------------------------------------------


@pytest.fixture
def tls_site(site: Site, tmp_path: Path) -> tuple[Site, ssl.SSLContext]:
    """The site behind TLS with a certificate for news.example, and the context that trusts it."""
    pem = tmp_path / "site.pem"
    pem.write_bytes(certificate("news.example"))
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(pem)
    site.server.socket = server_side.wrap_socket(
        site.server.socket, server_side=True, do_handshake_on_connect=False
    )
    return site, ssl.create_default_context(cafile=pem)


def certificate(name: str) -> bytes:
    """A key and a certificate for ``name`` that vouches for itself, as PEM."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain_key = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return plain_key + made.public_bytes(serialization.Encoding.PEM)


def tls_client(trust: ssl.SSLContext | None) -> FetchClient:
    names = {"news.example": ["127.0.0.1"], "other.example": ["127.0.0.1"]}
    return local(resolver=resolving(names), tls=trust)


def test_a_certificate_is_checked_against_the_name_in_the_url(
    tls_site: tuple[Site, ssl.SSLContext],
) -> None:
    site, trust = tls_site
    site.serve("/a", b"x")
    client = tls_client(trust)
    url = f"https://news.example:{site.port}/a"
    assert client.get(url, accept=HTML).body == b"x"
    with pytest.raises(FetchError, match="certificate is not valid"):
        client.get(url.replace("news", "other"), accept=HTML)


def test_an_unknown_certificate_is_refused(tls_site: tuple[Site, ssl.SSLContext]) -> None:
    site, _ = tls_site
    with pytest.raises(FetchError, match="certificate is not valid"):
        tls_client(None).get(f"https://news.example:{site.port}/", accept=HTML)


def test_a_redirect_from_https_to_http_is_refused(
    tls_site: tuple[Site, ssl.SSLContext],
) -> None:
    site, trust = tls_site
    site.redirect("/a", f"http://news.example:{site.port}/b")
    with pytest.raises(FetchError, match="from https to http"):
        tls_client(trust).get(f"https://news.example:{site.port}/a", accept=HTML)


def test_waiting_for_a_turn_is_no_time_of_the_request(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, waited = time.monotonic, 0.0
    monkeypatch.setattr(time, "monotonic", lambda: real() + waited)

    class LongQueue(HostTurns):
        @contextmanager
        def turn(self, host: str, *, timeout: float, rests: bool = True) -> Iterator[None]:
            nonlocal waited
            waited += 100
            yield

    site.serve("/a", b"x")
    client = local(turns=LongQueue(), timeout=10)
    assert client.get(site.url("/a"), accept=HTML).body == b"x"


def test_an_address_of_version_6_is_visited() -> None:
    try:
        listening = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("no IPv6 here")
    with listening:
        target = Target("http", "::1", listening.getsockname()[1], "/")
        with connect(target, ["::1"], None, Deadline(10)) as sock:
            assert sock.getpeername()[0] == "::1"


@pytest.mark.parametrize("given", [None, 2.0, 20_000.0])
def test_a_socket_gets_what_is_left_of_the_time(given: float | None) -> None:
    one, other = socket.socketpair()
    with one, other:
        one.settimeout(given)
        Wire(one, Deadline(1000), limit=1).sendall(b"x")
        assert one.gettimeout() == pytest.approx(1000, abs=60)


def test_an_address_that_hangs_leaves_time_for_the_next(
    tls_site: tuple[Site, ssl.SSLContext],
) -> None:
    site, trust = tls_site
    site.serve("/a", b"x")
    with socket.socket(socket.AF_INET6) as silent:
        try:
            silent.bind(("::1", site.port))
        except OSError:
            pytest.skip("no IPv6 here, or the port is taken there")
        silent.listen()
        client = local(
            allow_private=["::1", "127.0.0.1"],
            resolver=resolving({"news.example": ["::1", "127.0.0.1"]}),
            tls=trust,
            timeout=3,
        )
        url = f"https://news.example:{site.port}/a"
        assert client.get(url, accept=HTML).body == b"x"


def test_a_handshake_that_hangs_ends_with_the_deadline() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(FetchError, match=r"within 0\.2 s"):
            local(timeout=0.2).get(url, accept=HTML)
